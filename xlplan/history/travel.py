"""Where each item's rating has been: a strip of months, and how it moved since two of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from xlplan.history.snapshots import by_item, direction, periods
from xlplan.model import Direction, Item, Meeting, Period, Plan, Rag, Snapshot

STRIP_MONTHS = 12
_NOTHING: Mapping[str, Snapshot] = {}


@dataclass(frozen=True)
class StripMonth:
    """One month of an item: its rating then, None when not reported or not in the plan."""

    period: Period
    is_in_plan: bool
    rag: Rag | None

    @property
    def letter(self) -> str:
        """The rating's letter; NR when not reported, "" when not in the plan or not closed."""
        if not self.is_in_plan:
            return ""
        return self.rag.letter if self.rag else "NR"


@dataclass(frozen=True)
class Travel:
    """An item's months, oldest first, ending with the plan's own, and how its rating moved.

    Each direction is against a closed month, `since_month` and `since_cabinet`, None without one.
    """

    item: Item
    months: tuple[StripMonth, ...]
    last_month: Direction
    last_cabinet: Direction
    since_month: Period | None
    since_cabinet: Period | None


def months_to(last: Period, number: int = STRIP_MONTHS) -> tuple[Period, ...]:
    """Return so many months that end with one, oldest first."""
    count = last.year * 12 + last.month - 1
    return tuple(Period(n // 12, n % 12 + 1) for n in range(count - number + 1, count + 1))


def month_before(plan: Plan) -> Period | None:
    """Return the last closed month before the plan's own."""
    return max((p for p in periods(plan.history) if p < plan.settings.period), default=None)


def cabinet_before(plan: Plan) -> Period | None:
    """Return the month of the last report to Cabinet before the plan's own that has been closed.

    The calendar says which months had one, and the setting Last Cabinet report.
    """
    told = {m.period for m in plan.registers.calendar if is_for_cabinet(m)}
    if plan.settings.last_cabinet:
        told.add(plan.settings.last_cabinet)
    before = told & {p for p in periods(plan.history) if p < plan.settings.period}
    return max(before, default=None)


def is_for_cabinet(meeting: Meeting) -> bool:
    """Whether a line of the calendar is a progress report to Cabinet; a plan's update is none."""
    is_cabinet = "cabinet" in f"{meeting.report} {meeting.body}".casefold()
    return is_cabinet and "plan" not in meeting.report.casefold()


def travels(plan: Plan, months: int = STRIP_MONTHS) -> tuple[Travel, ...]:
    """Return where every row's rating has been, in the plan's order."""
    month, cabinet = month_before(plan), cabinet_before(plan)
    wanted = months_to(plan.settings.period, months)
    known = {(s.period, s.item_id): s for s in plan.history}
    then = [by_item(plan.history, p) if p else _NOTHING for p in (month, cabinet)]
    found = []
    for row in plan.rows:
        now = row.rating(plan.settings.as_at)
        strip = []
        for period in wanted:
            seen = known.get((period, row.item_id))
            is_now = period == plan.settings.period
            rag = now if is_now else seen.rag if seen else None
            strip.append(StripMonth(period, is_now or seen is not None, rag))
        ways = [
            _way(row, now, since, before)
            for since, before in zip((month, cabinet), then, strict=True)
        ]
        found.append(Travel(row, tuple(strip), ways[0], ways[1], month, cabinet))
    return tuple(found)


def _way(
    row: Item, now: Rag | None, since: Period | None, before: Mapping[str, Snapshot]
) -> Direction:
    if since is None:
        return Direction.NONE
    seen = before.get(row.item_id)
    return direction(seen.rag if seen else None, now, was_in_plan=seen is not None)
