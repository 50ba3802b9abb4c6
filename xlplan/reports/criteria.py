"""What CMT is told of: which items are exceptions by the plan's settings, and for how long."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from xlplan.history import periods
from xlplan.model import Item, Period, Plan, Rag, Snapshot, Status
from xlplan.reports.movement import Comparison
from xlplan.reports.selection import is_worst
from xlplan.reports.wording import counted, item_noun, plural

NOT_REPORTED, OVERDUE, SLIPPED = "Not reported", "Overdue", "Slipped"
ALWAYS = "Always reported"
_DONE = (Status.COMPLETE, Status.SUSPENDED, Status.NOT_PURSUED)


@dataclass(frozen=True)
class Criteria:
    """The plan's settings of what an exception is, applied to its items and to their past."""

    compared: Comparison

    @property
    def plan(self) -> Plan:
        """The plan that is reported on."""
        return self.compared.plan

    @property
    def kinds(self) -> tuple[str, ...]:
        """Every kind of exception, in the order that the paper lists them."""
        rated = self.plan.settings.scale.rated
        poor = tuple(rag.word for rag in rated[1:] if rag.needs_action)
        return (rated[0].word, OVERDUE, SLIPPED, *poor, NOT_REPORTED, ALWAYS)

    def kind(self, item: Item) -> str:
        """Return the first kind that fits an item; "" when it is no exception."""
        rag, settings = self.compared.now(item), self.plan.settings
        if rag is not None and is_worst(self.plan, rag):
            return rag.word
        if item.is_overdue(settings.as_at):
            return OVERDUE
        if item.is_live and self._slipped(item.forecast, item.due or item.baseline_due):
            return SLIPPED
        if rag is not None and self._is_poor(item, rag):
            return rag.word
        if rag is None:
            return NOT_REPORTED
        return ALWAYS if item.is_live and self._is_first(item) else ""

    def is_exception(self, item: Item) -> bool:
        """Whether an item is an exception of any kind."""
        return bool(self.kind(item))

    def _slipped(self, forecast: date | None, planned: date | None) -> bool:
        if forecast is None or planned is None:
            return False
        return forecast - planned > timedelta(days=self.plan.settings.exceptions_slip_days)

    def _is_poor(self, item: Item, rag: Rag) -> bool:
        wanted = self.plan.settings.exceptions_amber
        if not rag.needs_action or wanted == "none":
            return False
        if wanted == "all" or self.compared.since is None:
            return True
        seen = self.compared.was(item)
        return seen is not None and seen.rag is not None and seen.rag.needs_action

    def _is_first(self, item: Item) -> bool:
        rank = item.priority_rank
        return rank is not None and rank <= self.plan.settings.exceptions_priority

    @cached_property
    def _past(self) -> dict[tuple[str, Period], Snapshot]:
        return {(seen.item_id, seen.period): seen for seen in self.plan.history}

    def first_month(self, item: Item) -> Period | None:
        """Return the month since when an item has been an exception without a break.

        A month in which it was not reported breaks nothing, and is counted where that is what it
        is now; None when it is new this month.
        """
        first, is_silent = None, self.kind(item) == NOT_REPORTED
        for month in reversed(periods(self.plan.history)):
            if month >= self.plan.settings.period:
                continue
            seen = self._past.get((item.item_id, month))
            if seen is None:
                break
            if (seen.rag is None) if is_silent else self._was_exception(seen):
                first = month
            elif is_silent or seen.rag is not None:
                break
        return first

    def _was_exception(self, seen: Snapshot) -> bool:
        day, is_live = seen.period.last_day, seen.status not in _DONE
        if is_live and seen.due is not None and seen.due < day:
            return True
        if is_live and self._slipped(seen.forecast, seen.due or seen.baseline_due):
            return True
        if seen.rag is None or not seen.rag.needs_action:
            return False
        return is_worst(self.plan, seen.rag) or self.plan.settings.exceptions_amber != "none"

    def months(self, item: Item) -> int:
        """Return how many months running an item has been an exception, this one counted."""
        first, now = self.first_month(item), self.plan.settings.period
        return 1 if first is None else (now.year - first.year) * 12 + now.month - first.month + 1

    def how_long(self, item: Item) -> str:
        """Say how long an item has been an exception; "" in a plan's first month."""
        if self.compared.since is None:
            return ""
        first = self.first_month(item)
        if first is None:
            return "New this month"
        return f"{counted(self.months(item), 'month')}, since {first.title}"

    def in_words(self) -> str:
        """Say what counts as an exception, as the paper explains it."""
        settings, noun = self.plan.settings, plural(item_noun(self.plan), 2)
        rated = settings.scale.rated
        poor = [rag.word for rag in rated[1:] if rag.needs_action]
        slip = settings.exceptions_slip_days
        more = f" by more than {counted(slip, 'day')}" if slip else ""
        kinds = [rated[0].word, "past their due date", f"expected after the approved date{more}"]
        if settings.exceptions_amber != "none":
            twice = " two months running" if settings.exceptions_amber != "all" else ""
            kinds += [f"{word}{twice}" for word in poor]
        kinds.append("not reported")
        told = (
            f"Listed once each, under the first that fits: {noun} and enablers that are "
            f"{', '.join(kinds[:-1])} or {kinds[-1]}."
        )
        first = settings.exceptions_priority
        if not first:
            return told
        whom = "priority 1" if first == 1 else f"priorities 1 to {first}"
        return f"{told} Those of {whom} are always listed."
