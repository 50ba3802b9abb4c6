"""An item as print: its rating, how it moved, its dates, notices and what its owner wrote."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from xlplan.model import Item, Level, Period, Reported, Snapshot, Status, british_date
from xlplan.reports.context import ItemLine, Mark, Paragraph
from xlplan.reports.marks import NOT_REPORTED, mark
from xlplan.reports.movement import Comparison
from xlplan.reports.paragraphs import opened_with, paragraphs
from xlplan.reports.selection import Audience, exception_kind, is_slipped
from xlplan.reports.wording import counted, listed, sentence, times
from xlplan.rollup import differs_from_sub_items

_OPENING_STATUSES = (Status.COMPLETE, Status.REPROGRAMMED, Status.SUSPENDED)


@dataclass(frozen=True)
class Printer:
    """Turns items of a plan into lines of one paper."""

    compared: Comparison
    audience: Audience
    months: tuple[Period, ...]
    moves: Mapping[str, tuple[int, int]]

    @property
    def as_at(self) -> date:
        """The date that facts are judged on."""
        return self.compared.plan.settings.as_at

    def may_read(self, item: Item) -> bool:
        """Whether the paper's readers may know of an item."""
        return self.audience.may_read(item, self.compared.plan)

    def line(self, item: Item, *, parts: Callable[[Item], bool] = lambda _: True) -> ItemLine:
        """Return an item as print, with those of its sub-items that `parts` takes."""
        compared, plan = self.compared, self.compared.plan
        stream = next(w for w in plan.workstreams if w.code == item.workstream)
        slips, slip_days = self.moves.get(item.item_id, (0, 0))
        subs = (s for s in plan.sub_items_of(item) if self.may_read(s) and parts(s))
        is_theme = item.level is Level.WORKSTREAM
        seen = compared.was(item)
        return ItemLine(
            ref=item.ref,
            anchor=f"ws-{stream.code}" if is_theme else anchor(item.ref),
            title=item.title or (stream.title if is_theme else ""),
            owner=item.owner,
            workstream=stream.title,
            workstream_code=stream.code,
            objectives=self._objectives(item),
            status=_status(item),
            now=mark(compared.now(item)),
            last=mark(seen.rag) if seen else self._last_typed(item),
            change=compared.change(item),
            direction=compared.direction(item).value,
            programmed=_day(item.baseline_due),
            due=_day(item.due),
            expected="" if item.is_complete else _day(item.forecast or item.due),
            flags=self._flags(item),
            is_exception=self.is_exception(item),
            commentary=paragraphs(item.commentary),
            last_commentary=paragraphs(item.last_commentary),
            corrective_action=_corrective(item),
            lacks_action=self._lacks_action(item),
            corrective_by=_by(item.corrective_owner, item.corrective_due),
            reason=item.reason_code,
            next_milestone=_by(item.next_milestone, item.next_milestone_due),
            note=self._note(item),
            outcome=item.outcome,
            slip_days=slip_days,
            slips=slips,
            strip=self._strip(item),
            sub_items=tuple(self.line(s) for s in subs),
        )

    def is_exception(self, item: Item) -> bool:
        """Whether an item is not reported, or has any kind of exception."""
        return self.compared.now(item) is None or bool(exception_kind(self.compared.plan, item))

    def _lacks_action(self, item: Item) -> bool:
        rag = self.compared.now(item)
        return rag is not None and rag.needs_action and not item.corrective_action

    def _last_typed(self, item: Item) -> Mark | None:
        is_known = self.compared.since is None and item.last_rag is not None
        return mark(item.last_rag) if is_known else None

    def _objectives(self, item: Item) -> str:
        titles = {o.code: o.title for o in self.compared.plan.objectives}
        codes = [code.strip() for code in item.objectives.split(";") if code.strip()]
        return "; ".join(titles.get(code, code) for code in codes)

    def _flags(self, item: Item) -> tuple[str, ...]:
        told = (
            self._silence(item),
            self._lateness(item),
            self._slippage(item),
            self._moves(item),
            self._red_parts(item),
        )
        return tuple(flag for flag in told if flag)

    def _silence(self, item: Item) -> str:
        if self.compared.now(item) is not None:
            return ""
        is_held = item.reported is Reported.HELD
        return "The rating returned could not be used" if is_held else "Not reported"

    def _lateness(self, item: Item) -> str:
        if not item.is_overdue(self.as_at) or item.due is None:
            return ""
        return f"Overdue by {counted((self.as_at - item.due).days, 'day')}"

    def _slippage(self, item: Item) -> str:
        """Tell lateness against the due date, else an approved one that nothing else tells."""
        if not item.is_live or item.forecast is None:
            return ""
        if item.due and item.forecast > item.due:
            return f"Expected {_later(item.forecast, item.due)} its due date"
        planned = item.baseline_due
        if planned is None or item.forecast <= planned or item.item_id in self.moves:
            return ""
        approved = ", as approved" if item.due else ""
        return f"Expected {_later(item.forecast, planned)} its programmed date{approved}"

    def _moves(self, item: Item) -> str:
        number, days = self.moves.get(item.item_id, (0, 0))
        if not number:
            return ""
        in_all = " in all" if number > 1 else ""
        return f"Approved date moved {times(number)}, by {counted(days, 'day')}{in_all}"

    def _red_parts(self, item: Item) -> str:
        worst = self.compared.plan.settings.scale.rated[0]
        parts = self.compared.plan.sub_items_of(item)
        refs = [s.ref for s in parts if self.compared.now(s) == worst and self.may_read(s)]
        if not refs or self.compared.now(item) == worst:
            return ""
        return f"{listed(refs)} {'is' if len(refs) == 1 else 'are'} {worst}"

    def _note(self, item: Item) -> str:
        told = (self._parts_differ(item), sentence(item.rag_reason), self._override(item))
        return " ".join(part for part in told if part)

    def _parts_differ(self, item: Item) -> str:
        plan = self.compared.plan
        computed = differs_from_sub_items(item, plan)
        if computed is None:
            return ""
        tally = Counter(self.compared.now(s) for s in plan.sub_items_of(item))
        counts = [f"{tally[r]} {r}" for r in reversed(plan.settings.scale.rated) if tally[r]]
        return f"Its sub-items alone would make it {computed} ({', '.join(counts)})."

    def _override(self, item: Item) -> str:
        approved = item.override(self.as_at)
        if approved is None:
            return ""
        by = f" by {item.approved_by}" if item.approved_by else ""
        why = f": {item.approved_reason}" if item.approved_reason else ""
        return sentence(f"Set to {approved}{by}{why}")

    def _strip(self, item: Item) -> tuple[Mark | None, ...]:
        if not self.months:
            return ()
        seen = {s.period: s for s in self.compared.plan.history if s.item_id == item.item_id}
        before = (_seen_mark(seen.get(month)) for month in self.months[:-1])
        return (*before, mark(self.compared.now(item)))


def anchor(ref: str) -> str:
    """Return the id of an item on a page, such as item-tr1-6."""
    return "item-" + re.sub(r"[^a-z0-9]+", "-", ref.lower()).strip("-")


def _seen_mark(seen: Snapshot | None) -> Mark | None:
    if seen is None:
        return None
    return mark(seen.rag) if seen.rag else NOT_REPORTED


def _day(day: date | None) -> str:
    return british_date(day) if day else ""


def _status(item: Item) -> str:
    if item.is_complete and item.completed_on:
        return f"{item.status}, {british_date(item.completed_on)}"
    return str(item.status) if item.status else ""


def _by(who_or_what: str, when: date | None) -> str:
    return ", ".join(part for part in (who_or_what, _day(when)) if part)


def _later(day: date, planned: date) -> str:
    return f"{counted((day - planned).days, 'day')} after"


def _corrective(item: Item) -> tuple[Paragraph, ...]:
    if item.status in _OPENING_STATUSES and (item.corrective_action or is_slipped(item)):
        return opened_with(str(item.status), item.corrective_action)
    return paragraphs(item.corrective_action)
