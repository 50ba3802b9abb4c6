"""The slip ledger: each item's approved moves, and how late it is against either of its dates."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from xlplan.model import DateChange, Item, Level, Plan


@dataclass(frozen=True)
class Slip:
    """One row's dates. Days are calendar days; a later date counts above 0, an earlier below.

    `moves` are the approved moves of its due date, in order. `days_approved` is from the
    programmed date to the approved one, None without either. `expected` is the day it was
    completed, or is expected: the forecast, else the due date, and never before the as-at date
    while work is open. `days_after_approved` and `days_after_programmed` are how far that lies
    after either date, 0 when it does not.
    """

    item: Item
    moves: tuple[DateChange, ...]
    days_approved: int | None
    expected: date | None
    days_after_approved: int
    days_after_programmed: int
    is_overdue: bool
    is_overdue_against_programmed: bool

    @property
    def days_moved(self) -> int:
        """Days of all approved moves together."""
        return sum(move.days or 0 for move in self.moves)

    @property
    def has_slipped(self) -> bool:
        """Whether it is later than the date that stands approved: what CMT has to hear of.

        A later date that was approved is no slip; it is told as an approved move.
        """
        return self.days_after_approved > 0


def slip_ledger(plan: Plan) -> tuple[Slip, ...]:
    """Return the dates of every item and sub-item, in the plan's order."""
    moves: dict[str, list[DateChange]] = {}
    by_ref = {item.ref: item.item_id for item in plan.items}
    for move in plan.registers.date_changes:
        moves.setdefault(move.item_id or by_ref.get(move.ref, ""), []).append(move)
    as_at = plan.settings.as_at
    return tuple(
        _slip(item, tuple(moves.get(item.item_id, ())), as_at)
        for item in plan.items
        if item.level is not Level.WORKSTREAM
    )


def _slip(item: Item, moves: tuple[DateChange, ...], as_at: date) -> Slip:
    expected = _expected(item, as_at)
    programmed = item.baseline_due
    is_open = item.is_live
    return Slip(
        item=item,
        moves=moves,
        days_approved=(item.due - programmed).days if item.due and programmed else None,
        expected=expected,
        days_after_approved=_after(expected, item.due or programmed),
        days_after_programmed=_after(expected, programmed),
        is_overdue=item.is_overdue(as_at),
        is_overdue_against_programmed=bool(is_open and programmed and programmed < as_at),
    )


def _expected(item: Item, as_at: date) -> date | None:
    if item.is_complete:
        return item.completed_on or item.due
    if not item.is_live:
        return None
    told = item.forecast or item.due or item.baseline_due
    return max(told, as_at) if told else None


def _after(expected: date | None, planned: date | None) -> int:
    return max(0, (expected - planned).days) if expected and planned else 0
