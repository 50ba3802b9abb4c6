"""The exceptions themselves: as lines of the paper, as rows to sort, and in a sentence."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from xlplan.model import Item, Level, Snapshot, Status, short_date
from xlplan.reports.bridge import how_many, left_and_joined
from xlplan.reports.context import ExceptionGroup, ExceptionRow, ItemLine, Mark, Paragraph
from xlplan.reports.criteria import ALWAYS, NOT_REPORTED, Criteria
from xlplan.reports.lines import Printer
from xlplan.reports.marks import NOT_REPORTED as SILENT
from xlplan.reports.marks import mark, mark_of_word
from xlplan.reports.paragraphs import opened_with
from xlplan.reports.selection import answerable, by_rank, worst_parts
from xlplan.reports.wording import counted, is_or_are, listed

_SHOWN_BY_STATUS = (Status.SUSPENDED, Status.REPROGRAMMED, Status.COMPLETE)
_LONG = 3


@dataclass(frozen=True)
class Lister:
    """Lists the exceptions; `acted_on` are ids of items that something was done about."""

    printer: Printer
    criteria: Criteria
    acted_on: frozenset[str] | None

    def items(self) -> tuple[tuple[str, Item], ...]:
        """Return each exception once with its kind: in the order of kinds, then by priority."""
        plan = self.criteria.plan
        rows = (*answerable(plan), *worst_parts(plan))
        known = by_rank(row for row in rows if self.printer.may_read(row))
        return tuple(
            (kind, row)
            for kind in self.criteria.kinds
            for row in known
            if self.criteria.kind(row) == kind
        )

    def groups(self) -> tuple[ExceptionGroup, ...]:
        """Return the exceptions under their headings; a kind without any has none."""
        found = self.items()
        made = []
        for kind in self.criteria.kinds:
            lines = tuple(self._line(row) for k, row in found if k == kind)
            rag = self.criteria.plan.settings.scale.find(kind)
            if lines:
                made.append(ExceptionGroup(kind, mark(rag) if rag else None, lines))
        return tuple(made)

    def _line(self, item: Item) -> ItemLine:
        line = self.printer.line(item, parts=self._is_part)
        parts = zip(line.sub_items, self._parts(item), strict=True)
        return replace(
            self._brief(line, item),
            sub_items=tuple(self._brief(sub, part) for sub, part in parts),
            strip=self._strip(item),
            how_long=self.criteria.how_long(item),
            unacted=self.unacted(item),
        )

    def _parts(self, item: Item) -> list[Item]:
        parts = self.criteria.plan.sub_items_of(item)
        return [p for p in parts if self.printer.may_read(p) and self._is_part(p)]

    def _brief(self, line: ItemLine, item: Item) -> ItemLine:
        """Give a line the dates of a narrow column, and leave out what other columns tell."""
        told = ("Approved date moved", "Not reported")
        expected = None if item.is_complete else item.forecast or item.due
        return replace(
            line,
            programmed=_short(item.baseline_due),
            due=_short(item.due),
            expected=_short(expected),
            corrective_action=self._corrective(line, item),
            flags=tuple(flag for flag in line.flags if not flag.startswith(told)),
        )

    def _corrective(self, line: ItemLine, item: Item) -> tuple[Paragraph, ...]:
        """Open the corrective action with what was approved or done, in capitals."""
        if item.status in _SHOWN_BY_STATUS:
            return opened_with(str(item.status), item.corrective_action)
        plan = self.criteria.plan
        moved = [c for c in plan.registers.date_changes if c.item_id == item.item_id]
        is_new = any(c.period == plan.settings.period and (c.days or 0) > 0 for c in moved)
        return opened_with("Extended", item.corrective_action) if is_new else line.corrective_action

    def _is_part(self, part: Item) -> bool:
        kind = self.criteria.kind(part)
        return bool(kind) and kind != ALWAYS

    def unacted(self, item: Item) -> str:
        """Say that nobody did anything about an exception since last month; "" when one did.

        Done is: its dates, status, progress, corrective action or what it asks for changed.
        """
        since = self.criteria.compared.since
        if since is None or self.acted_on is None or self.criteria.kind(item) == ALWAYS:
            return ""
        seen = self.criteria.compared.was(item)
        if seen is None or self.criteria.first_month(item) is None or self._is_moved(item, seen):
            return ""
        return "" if item.item_id in self.acted_on else f"No action recorded since {since.title}"

    def _is_moved(self, item: Item, seen: Snapshot) -> bool:
        same = (seen.due, seen.forecast, seen.status) == (item.due, item.forecast, item.status)
        is_further = (item.percent_complete or 0) > (seen.percent_complete or 0)
        return not same or is_further

    def _strip(self, item: Item) -> tuple[Mark | None, ...]:
        """Return a mark a month: how it stood, reprogrammed and suspended before its rating."""
        months = self.printer.months
        if not months:
            return ()
        plan = self.criteria.plan
        seen = {s.period: s for s in plan.history if s.item_id == item.item_id}
        return (*(_stood(seen.get(month)) for month in months[:-1]), self._now(item))

    def _now(self, item: Item) -> Mark:
        rag = self.criteria.compared.now(item)
        if rag is not None and item.status in _SHOWN_BY_STATUS:
            return mark_of_word(str(item.status))
        return mark(rag)

    def rows(self) -> tuple[ExceptionRow, ...]:
        """Return the exceptions as rows to sort by."""
        return tuple(self._row(kind, item) for kind, item in self.items())

    def _row(self, kind: str, item: Item) -> ExceptionRow:
        plan, compared = self.criteria.plan, self.criteria.compared
        stream = next(w for w in plan.workstreams if w.code == item.workstream)
        seen, as_at = compared.was(item), plan.settings.as_at
        slips, days = self.printer.moves.get(item.item_id, (0, 0))
        is_late = item.is_overdue(as_at) and item.due is not None
        is_theme = item.level is Level.WORKSTREAM
        return ExceptionRow(
            kind=kind,
            priority=item.priority_rank,
            ref=item.ref,
            title=item.title or (stream.title if is_theme else ""),
            workstream=f"{stream.code} {stream.title}",
            rating=mark(compared.now(item)),
            last=mark(seen.rag) if seen else None,
            direction=compared.change(item),
            months=self.criteria.months(item),
            unacted=bool(self.unacted(item)),
            owner=item.owner,
            programmed=item.baseline_due,
            due=item.due,
            expected=None if item.is_complete else item.forecast or item.due,
            slips=slips,
            slip_days=days,
            days_overdue=(as_at - item.due).days if is_late and item.due else 0,
            corrective_action=item.corrective_action,
            corrective_owner=item.corrective_owner,
            corrective_due=item.corrective_due,
            reason=item.reason_code,
            said_now=item.commentary,
            said_last=item.last_commentary,
            cell=item.rating_cell(as_at),
        )


def _short(day: date | None) -> str:
    return short_date(day) if day else ""


def _stood(seen: Snapshot | None) -> Mark | None:
    if seen is None:
        return None
    if seen.rag is None:
        return SILENT
    return mark_of_word(str(seen.status)) if seen.status in _SHOWN_BY_STATUS else mark(seen.rag)


def headline(lister: Lister) -> tuple[str, ...]:
    """Return what the first page says of the exceptions and of what moved, a sentence each."""
    told = (_exceptions(lister), _standing(lister), _moved(lister))
    return tuple(line for line in told if line)


def _exceptions(lister: Lister) -> str:
    found = [kind for kind, _ in lister.items()]
    if not found:
        return "There is no exception this month."
    parts = [
        f"{found.count(kind)} {_as_told(kind)}" for kind in lister.criteria.kinds if kind in found
    ]
    told = f"{counted(len(found), 'exception')}: {listed(parts)}."
    return f"{told} {_new(lister)}".strip()


def _as_told(kind: str) -> str:
    if kind == ALWAYS:
        return "listed for their priority"
    return kind.lower() if kind in (NOT_REPORTED, "Overdue", "Slipped") else kind


def _new(lister: Lister) -> str:
    if lister.criteria.compared.since is None:
        return ""
    new = [row for _, row in lister.items() if lister.criteria.first_month(row) is None]
    if not new:
        return "None is new this month."
    return f"{len(new)} {is_or_are(len(new))} new this month: {_refs(new)}."


def _standing(lister: Lister) -> str:
    found = [row for _, row in lister.items()]
    long = [row for row in found if lister.criteria.months(row) >= _LONG]
    idle = [row for row in found if lister.unacted(row)]
    parts = [f"{len(long)} for {_LONG} months or more ({_refs(long)})"] if long else []
    parts += (
        [f"{len(idle)} with no action recorded since last month ({_refs(idle)})"] if idle else []
    )
    return f"Standing: {'; '.join(parts)}." if parts else ""


def _refs(rows: list[Item]) -> str:
    return ", ".join(row.ref for row in rows)


def _moved(lister: Lister) -> str:
    """Say how many have the best rating and who left and joined it since last month."""
    compared, printer = lister.criteria.compared, lister.printer
    if compared.since is None:
        return ""
    best = compared.plan.settings.scale.rated[-1]
    before, now = how_many(compared, best)
    left, joined = left_and_joined(compared, best)
    gone = [seen for seen in compared.gone() if seen.rag == best]
    parts = [
        f"{len(refs)} {verb} ({_known(refs)})"
        for verb, refs in (
            ("left", [row.ref if printer.may_read(row) else "" for row in left]),
            (
                "gone from the plan",
                [seen.ref if printer.audience.name_of(seen) else "" for seen in gone],
            ),
            ("joined", [row.ref if printer.may_read(row) else "" for row in joined]),
        )
        if refs
    ]
    told = f"{best}: {before} in {compared.since.title}, {now} now"
    return f"{told}: {listed(parts)}." if parts else f"{told}."


def _known(refs: list[str]) -> str:
    """Name what may be named; "" stands for what may not, which is counted."""
    named = [ref for ref in refs if ref]
    hidden = len(refs) - len(named)
    return ", ".join([*named, *([f"{hidden} not named here"] if hidden else [])])
