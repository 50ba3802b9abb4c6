"""Changes to the plan that owners propose on their rows and nobody has decided yet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from xlplan.model import Item, Plan, clean
from xlplan.reports.context import RequestLine
from xlplan.reports.paper_values import ChangeLine
from xlplan.reports.selection import Audience
from xlplan.reports.wording import counted, item_noun, listed

_MANY = 6
# What a request is called that was made from one.
PROPOSED_CHANGE = "Proposed change"
_KINDS: Mapping[str, str] = {
    "delete": "deletion",
    "merge": "merger",
    "split": "splitting",
    "suspend": "suspension",
    "reprogramme": "reprogramming",
    "update": "updating",
}


def _kind(row: Item) -> str:
    """Return what is proposed for a row and waits for a decision; "" for nothing."""
    kind = clean(row.proposed_change).casefold()
    return kind if kind in _KINDS and not row.decision_ref else ""


def proposed(plan: Plan, audience: Audience) -> tuple[Item, ...]:
    """Return the rows for which a change waits to be decided, in the plan's order."""
    return tuple(row for row in plan.rows if _kind(row) and audience.may_read(row, plan))


def proposal_lines(plan: Plan, audience: Audience) -> tuple[ChangeLine, ...]:
    """Return each proposal as a line of the schedule of changes."""
    return tuple(
        ChangeLine(
            ref=row.ref,
            title=row.title,
            what=f"Proposed: {_kind(row)}",
            how="",
            reason=row.change_reason,
            decision="",
        )
        for row in proposed(plan, audience)
    )


def proposal_resolutions(
    plan: Plan, audience: Audience, *, requested: Iterable[str] = ()
) -> tuple[str, ...]:
    """Return a resolution for each kind of change that is proposed.

    `requested` are the refs whose change is put as a request already.
    """
    asked = {clean(ref) for ref in requested}
    rows = [row for row in proposed(plan, audience) if clean(row.ref) not in asked]
    told = []
    for kind, noun in _KINDS.items():
        found = [row for row in rows if _kind(row) == kind]
        if found:
            told.append(f"That the proposed {noun} of {_named(found, plan)} be agreed.")
    return tuple(told)


def _named(rows: list[Item], plan: Plan) -> str:
    if len(rows) > _MANY:
        return counted(len(rows), item_noun(plan))
    return listed([f"{row.ref} {row.title}" for row in rows])


def proposal_requests(plan: Plan, audience: Audience) -> tuple[RequestLine, ...]:
    """Return each proposal as a request that CMT may accept or refuse."""
    return tuple(
        RequestLine(
            ref=row.ref,
            title=row.title,
            what=row.proposed_change,
            was="",
            wanted="",
            reason=row.change_reason,
            owner=row.owner,
            decision="",
        )
        for row in proposed(plan, audience)
    )
