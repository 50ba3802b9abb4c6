"""What a meeting decided on requests, recorded in Decisions and traceable both ways."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from xlplan.cycle.changing import DELETE, SUSPEND, change_asked
from xlplan.cycle.storing import append, set_cell
from xlplan.model import Meeting, clean
from xlplan.model.registers import codes
from xlplan.typed import Value, parse_date
from xlplan.workbook.edits import Edit, SetSheetState
from xlplan.workbook.master import Master
from xlplan.workbook.reader import SheetRow, find_sheet

_DAY = re.compile(r"\d{1,2}[/.]\d{1,2}[/.]\d{2,4}|\d{4}-\d{2}-\d{2}")
_REPORT = "exceptions"
_LONG = 80
_CHANGED = {SUSPEND: "suspended", DELETE: "deleted"}
_DONE = {"Accept": "Accepted", "Refuse": "Refused"}


@dataclass(frozen=True)
class Answered:
    """A request that was decided, and the ref of the decision that answers it."""

    row: SheetRow
    decision: str
    ref: str

    @property
    def in_words(self) -> str:
        """The request as one line of a minute: AM5 Due date to 30 September 2014."""
        row = self.row
        if change_asked(row):
            return f"{change_asked(row)} {row.text('ref')}"
        if "\n" in row.text("wanted"):
            return f"{row.text('field')} ({'; '.join(row.text('wanted').splitlines())})"
        wanted = f" to {row.text('wanted')}" if row.text("wanted") else ""
        if not row.text("ref"):
            # Of a passage's new words the heading is enough: they stand on Plan text.
            told = wanted if len(wanted) < _LONG else ""
            return f"{_named(row)}{told}"
        return f"{row.text('ref')} {row.text('field')}{wanted}".strip()


def decision_ref(master: Master, row: SheetRow) -> str:
    """Return the decision that a request names; without one, the next of the month's own."""
    return clean(row.text("decision_ref")) or _next_ref(master)


def record(master: Master, answered: Sequence[Answered]) -> tuple[Edit, ...]:
    """Return the edits that record what was decided, one row of Decisions for each ref.

    A decision that stands there already gains the requests and items, and keeps its words.
    A master of a layout before there were Decisions gets none.
    """
    if not answered or find_sheet(master.package, "decisions") is None:
        return ()
    edits: list[Edit] = []
    for ref in dict.fromkeys(one.ref for one in answered):
        mine = [one for one in answered if one.ref == ref]
        known = _known(master, ref)
        edits += _joined(known, mine) if known else [_new(master, ref, mine)]
        edits += [
            set_cell(one.row, "decision_ref", ref)
            for one in mine
            if clean(one.row.text("decision_ref")) != ref
        ]
    return (*edits, SetSheetState(master.sheet_of("decisions"), "visible"))


def _next_ref(master: Master) -> str:
    month = str(master.plan.settings.period)
    taken = {row.text("ref").casefold() for row in master.table_rows("decisions")}
    numbers = range(1, len(taken) + 2)
    return next(ref for n in numbers if (ref := f"{month}/{n}").casefold() not in taken)


def _known(master: Master, ref: str) -> SheetRow | None:
    rows = master.table_rows("decisions")
    return next((r for r in rows if clean(r.text("ref")).casefold() == ref.casefold()), None)


def _new(master: Master, ref: str, mine: Sequence[Answered]) -> Edit:
    body, day = _meeting(master, ref)
    values: dict[str, Value] = {
        "ref": ref,
        "body": body,
        "day": day,
        "minute": ref if clean(mine[0].row.text("decision_ref")) else "",
        "text": _minute(mine),
        "items": _several("", (one.row.text("ref") for one in mine)),
        "requests": _several("", (one.row.text("request_id") for one in mine)),
        "applied": "Yes",
        "where": _where(mine),
    }
    return append("decisions", values)


def _joined(known: SheetRow, mine: Sequence[Answered]) -> Iterator[Edit]:
    wanted = {
        "items": _several(known.text("items"), (one.row.text("ref") for one in mine)),
        "requests": _several(known.text("requests"), (one.row.text("request_id") for one in mine)),
        "text": known.text("text") or _minute(mine),
        "where": known.text("where") or _where(mine),
        "applied": "Yes",
    }
    for key, text in wanted.items():
        if key in known.columns and known.text(key) != text:
            yield set_cell(known, key, text or None)


def _minute(mine: Sequence[Answered]) -> str:
    told = []
    for decision, word in _DONE.items():
        said = [one.in_words for one in mine if one.decision == decision]
        told += [f"{word}: {'; '.join(said)}."] if said else []
    return " ".join(told)


def _where(mine: Sequence[Answered]) -> str:
    return "; ".join(_place(one.row) for one in mine if one.decision == "Accept")


def _place(row: SheetRow) -> str:
    if not row.text("ref"):
        return _named(row)
    return f"{row.text('ref')} {_CHANGED.get(change_asked(row)) or row.text('field')}"


def _named(row: SheetRow) -> str:
    """Return what an amendment is about, as Rename service: Development Management."""
    return ": ".join(part for part in (row.text("field"), row.text("was")) if part)


def _several(there: str, more: Iterator[str] | Sequence[str]) -> str:
    return "; ".join(dict.fromkeys((*codes(there), *(text for text in more if text))))


def _meeting(master: Master, ref: str) -> tuple[str, date | None]:
    """Return the body and day of a decision: as its ref says, else as the Calendar has them."""
    settings, calendar = master.plan.settings, master.plan.registers.calendar
    named = [m for m in calendar if m.body and m.body.casefold() in ref.casefold()]
    this_month = [m for m in calendar if m.period == settings.period]
    due = [m for m in this_month if m.report.casefold() == _REPORT] or this_month
    of_month = [m for m in named if m.period == settings.period]
    meeting: Meeting | None = next(iter((*of_month, *named)), None) or next(iter(due), None)
    said = _DAY.search(ref)
    day = parse_date(said[0]) if said else None
    if meeting is None:
        return "", day
    is_this = meeting in this_month
    return meeting.body, day or (meeting.day if is_this else None)
