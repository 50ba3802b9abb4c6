"""The rules that need several rows or periods: plain functions over the plan."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches

from xlplan.findings import Finding, in_reading_order
from xlplan.model import CellRef, Item, Level, Plan, Rag, Reported
from xlplan.rules.headers import found


@dataclass(frozen=True)
class Context:
    """What the plan rules need beyond the plan, as plain values.

    `missing` are the owners whose return has not come; `roll_ups` give, for each workstream whose
    own declared rating differs, the computed one and the reason in words.
    """

    missing: tuple[str, ...] = ()
    roll_ups: Mapping[str, tuple[Rag, str]] = field(default_factory=dict)


Rule = Callable[[Plan, Context], Iterator[Finding]]


def missing_return(plan: Plan, context: Context) -> Iterator[Finding]:
    """X01: an owner who was sent a return and has not sent it back."""
    for owner in context.missing:
        rows = [r for r in plan.rows if r.owner == owner and r.reported is not Reported.YES]
        refs = ", ".join(r.ref for r in rows)
        if refs:
            yield found("X01", {"owner": owner, "refs": refs}, owner=owner)


def roll_up_differs(plan: Plan, context: Context) -> Iterator[Finding]:
    """X04: a workstream declared otherwise than its items make it, with no reason given."""
    for workstream in plan.workstreams:
        own = workstream.own
        if (
            own is None
            or own.rag is None
            or own.rag_reason
            or workstream.code not in context.roll_ups
        ):
            continue
        computed, reason = context.roll_ups[workstream.code]
        facts = {"ref": own.ref, "declared": own.rag, "computed": computed, "reason": reason}
        yield found("X04", facts, at=own.cells.get("rag"), owner=own.owner)


def two_step_jump(plan: Plan, context: Context) -> Iterator[Finding]:
    """X06: a rating that jumped from one end of the scale to the other."""
    for item in plan.rows:
        before, now = item.last_rag, item.rag
        if before and now and before.score and now.score and abs(before.score - now.score) > 1:
            facts = {"ref": item.ref, "before": before, "now": now}
            yield found("X06", facts, at=item.cells.get("rag"), owner=item.owner)


def programmed_date_lost(plan: Plan, context: Context) -> Iterator[Finding]:
    """R07: an item that has a due date and no programmed date."""
    for item in plan.items:
        if item.due and not item.baseline_due:
            yield found("R07", {"ref": item.ref}, at=item.cells.get("baseline_due"))


def better_than_its_sub_items(plan: Plan, context: Context) -> Iterator[Finding]:
    """R15: an item rated better than its worst sub-item, with no reason given."""
    for item in plan.items:
        worst = _worst(plan.sub_items_of(item))
        if worst is None or item.rag is None or item.rag_reason:
            continue
        if (item.rag.score or 0) > (worst.rag.score or 0 if worst.rag else 0):
            facts = {"ref": item.ref, "rag": item.rag, "child": worst.ref, "child_rag": worst.rag}
            yield found("R15", facts, at=item.cells.get("rag"), owner=item.owner)


def _worst(children: Sequence[Item]) -> Item | None:
    rated = [c for c in children if c.rag and c.rag.is_rated]
    return min(rated, key=lambda c: (c.rag.score or 0) if c.rag else 0, default=None)


def override_unexplained(plan: Plan, context: Context) -> Iterator[Finding]:
    """R22: an approved rating without a name and a reason."""
    for item in plan.rows:
        if item.approved_rag and not (item.approved_by and item.approved_reason):
            yield found("R22", {"ref": item.ref}, at=item.cells.get("approved_rag"))


def owner_unknown(plan: Plan, context: Context) -> Iterator[Finding]:
    """R16: an owner who is not among the people."""
    posts = [p.post for p in plan.people]
    for item in plan.rows:
        if item.owner and posts and item.owner not in posts:
            near = get_close_matches(item.owner, posts, n=1)
            guess = f' (did you mean "{near[0]}"?)' if near else ""
            facts = {"ref": item.ref, "owner": item.owner, "guess": guess}
            yield found("R16", facts, at=item.cells.get("owner"))


def ref_used_twice(plan: Plan, context: Context) -> Iterator[Finding]:
    """X11: one ref on two rows."""
    seen: dict[str, Item] = {}
    for item in plan.rows:
        first = seen.setdefault(item.ref.casefold(), item)
        if first is not item:
            facts = {"ref": item.ref, "first": _place(first), "second": _place(item)}
            yield found("X11", facts, at=item.cells.get("ref"))


def _place(item: Item) -> CellRef | str:
    return item.cells.get("ref") or (item.title if item.level is Level.ITEM else item.workstream)


RULES: tuple[Rule, ...] = (
    missing_return,
    roll_up_differs,
    two_step_jump,
    programmed_date_lost,
    better_than_its_sub_items,
    override_unexplained,
    owner_unknown,
    ref_used_twice,
)


def check_plan(plan: Plan, context: Context) -> tuple[Finding, ...]:
    """Return what every plan rule finds, as a person would read it."""
    return in_reading_order(f for rule in RULES for f in rule(plan, context))
