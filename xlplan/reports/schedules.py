"""The schedules at the back of the Cabinet paper: changes, and the ledger of moved dates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from xlplan.history import Change, Disposition, Manner, NotInHistory, compare_periods
from xlplan.model import DateChange, Item, Level, Plan, british_date, clean, codes
from xlplan.reports.movement import Comparison
from xlplan.reports.paper_values import ChangeLine, SlipLine
from xlplan.reports.proposals import proposal_lines
from xlplan.reports.selection import Audience, Readable, readable
from xlplan.reports.wording import counted, listed

_WORDS = {
    Manner.MERGED: "Merged",
    Manner.SPLIT: "Split",
    Manner.MOVED: "Moved",
    Disposition.ADDED: "Added",
    Disposition.UPDATED: "Updated",
    Disposition.DELETED: "Deleted",
}
_FIELDS = {
    "ref": "ref",
    "title": "title",
    "workstream": "workstream",
    "owner": "owner",
    "baseline_due": "programmed date",
    "due": "due date",
    "parent": "part of",
    "priority_rank": "priority",
}


def account(compared: Comparison) -> str:
    """Return how many items were kept, changed, taken out and put in since; "" without history."""
    if compared.since is None:
        return ""
    try:
        return f"Items: {compare_periods(compared.plan, compared.since).account.in_words()}."
    except NotInHistory:
        return ""


def changes(compared: Comparison, audience: Audience) -> tuple[ChangeLine, ...]:
    """Return what became of each item and sub-item that did not stay as it was, then proposals."""
    pending = proposal_lines(compared.plan, audience)
    if compared.since is None:
        return pending
    found = compare_periods(compared.plan, compared.since).changes
    order = (Disposition.ADDED, Disposition.UPDATED, Disposition.DELETED)
    told = [
        c
        for what in order
        for c in found
        if c.disposition is what and c.row.level is not Level.WORKSTREAM
    ]
    return (*(line for c in told if (line := _change(compared, c, audience))), *pending)


@dataclass(frozen=True)
class End:
    """How a row that is gone went on in others, and their refs."""

    manner: Manner
    heirs: tuple[str, ...]


def ends_of_rows(compared: Comparison) -> dict[str, End]:
    """Return by item id what became of the rows that are gone and were not simply taken out."""
    if compared.since is None:
        return {}
    found: dict[str, End] = {}
    for change in compare_periods(compared.plan, compared.since).changes:
        before, after = change.before, change.after
        if before is None or change.manner is None:
            continue
        if after is None:
            found[before.item_id] = End(change.manner, change.related)
        elif after.item_id != before.item_id:
            # It goes on in the first of them; the others are named only where it was split.
            others = change.related if change.manner is Manner.SPLIT else ()
            found[before.item_id] = End(change.manner, (after.ref, *others))
    return found


def _change(compared: Comparison, change: Change, audience: Audience) -> ChangeLine | None:
    plan, row, title = compared.plan, change.row, ""
    if change.after is not None:
        if not audience.may_read(change.after, plan):
            return None
        row = next((r for r in plan.rows if r.item_id == row.item_id), row)
        title = row.title
    elif audience.may_read(row, plan):
        title = row.title
    elif any(s.publish for s in plan.history if s.item_id == row.item_id):
        return None
    return ChangeLine(
        ref=row.ref,
        title=title,
        what=_WORDS[change.manner or change.disposition],
        how=_how(change, readable(plan, audience)),
        reason=_reason(change, row) or _reason_of_dates(plan, change),
        decision=_decision(plan, change, row, audience),
    )


def _reason(change: Change, row: Item) -> str:
    """Return why; that of a merger or split begins with the refs, which `_how` names."""
    _refs, colon, why = row.change_reason.partition(":")
    is_led = change.manner in (Manner.MERGED, Manner.SPLIT) and colon
    return why.strip() if is_led else row.change_reason


def _decision(plan: Plan, change: Change, row: Item, audience: Audience) -> str:
    if change.after is None and (ref := _taken_out(plan, row)):
        return ref
    return row.decision_ref or _decided(plan, row, audience)


def _how(change: Change, known: Readable) -> str:
    said = [f"{_FIELDS[f.name]} {_shown(f.was)} to {_shown(f.now)}" for f in change.fields]
    related = [ref for ref in change.related if known.may_name(ref)]
    if related and change.after is None:
        said.insert(0, f"into {listed(related)}")
    elif related and change.manner is Manner.MERGED:
        said.insert(0, f"with {listed(related)}")
    elif related:
        said.insert(0, f"from {listed(related)}")
    if change.disposition is Disposition.ADDED:
        said.append(_first_seen(change.row))
    text = "; ".join(part for part in said if part)
    return f"{text[:1].upper()}{text[1:]}"


def _first_seen(row: Item) -> str:
    due = f"due {british_date(row.due)}" if row.due else ""
    return "; ".join(part for part in (due, row.owner) if part)


def _shown(value: object) -> str:
    if isinstance(value, date):
        return british_date(value)
    return str(value) if value not in (None, "") else "none"


def _reason_of_dates(plan: Plan, change: Change) -> str:
    if not any(f.name == "due" for f in change.fields):
        return ""
    moves = [m for m in plan.registers.date_changes if m.item_id == change.row.item_id]
    return moves[-1].reason if moves else ""


def _decided(plan: Plan, row: Item, audience: Audience) -> str:
    """Return the minute or ref of the decision on a row's date, if one stands in the ledger."""
    moves = [m for m in plan.registers.date_changes if m.item_id == row.item_id]
    return moves[-1].approval if moves and audience.may_read(row, plan) else ""


def _taken_out(plan: Plan, row: Item) -> str:
    """Return the decision that names a row which is gone; the last, if there are several."""
    ref = clean(row.ref)
    return next((d.ref for d in reversed(plan.registers.decisions) if ref in codes(d.items)), "")


def slips(compared: Comparison, audience: Audience) -> tuple[SlipLine, ...]:
    """Return the ledger of approved moves, the longest in all first."""
    plan = compared.plan
    moves: dict[str, list[DateChange]] = {}
    for move in plan.registers.date_changes:
        moves.setdefault(move.item_id, []).append(move)
    lines = [
        _slip(compared, row, moves[row.item_id])
        for row in plan.rows
        if row.item_id in moves and audience.may_read(row, plan)
    ]
    return tuple(sorted(lines, key=lambda line: -line.days))


def _slip(compared: Comparison, row: Item, moves: Sequence[DateChange]) -> SlipLine:
    as_at = compared.plan.settings.as_at
    reasons = dict.fromkeys(_because(m) for m in moves if m.reason or m.approval)
    return SlipLine(
        ref=row.ref,
        title=row.title,
        owner=row.owner,
        programmed=_day(row.baseline_due or moves[0].was),
        due=_day(row.due),
        moves=len(moves),
        days=sum(m.days or 0 for m in moves),
        reasons="; ".join(reasons),
        late=_late(row, as_at),
    )


def _because(move: DateChange) -> str:
    return (
        f"{move.reason} ({move.approval})"
        if move.reason and move.approval
        else (move.reason or move.approval)
    )


def _late(row: Item, as_at: date) -> str:
    """Say how late live work is by its programmed and by its approved date."""
    if not row.is_live:
        return str(row.status)
    told = [
        f"{counted((as_at - day).days, 'day')} past its {name} date"
        for day, name in ((row.baseline_due, "programmed"), (row.due, "approved"))
        if day and day < as_at
    ]
    return "; ".join(told) or "Within its approved date"


def _day(day: date | None) -> str:
    return british_date(day) if day else ""
