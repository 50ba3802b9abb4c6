"""The sheets that actions leave in the open master, written anew each time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from xlplan.cycle.comparing import Compared
from xlplan.cycle.rating import Rated
from xlplan.excel.messages import LEVELS
from xlplan.history import Change, Disposition, FieldChange
from xlplan.model import short_date
from xlplan.rollup import RollUp
from xlplan.workbook.edits import AddSheet, Look, Place
from xlplan.workbook.layout import MARK

_LOOKS = {1: Look.TITLE, 2: Look.NOTE, 3: Look.HIDDEN, 4: Look.HEADING}
_ANEW = "The next time writes this sheet anew; delete it whenever you like."
_RATINGS = ("Code", "Workstream or enabler", "Rating", "Why", "Margin", "Items that decided it")
_CHANGES = ("Level", "Ref", "Item", "What became of it", "What changed", "Rating", "Due date")
_ORDER = (Disposition.ADDED, Disposition.DELETED, Disposition.UPDATED)


def ratings(rated: Rated) -> AddSheet:
    """Return the sheet that explains each rating."""
    settings = rated.plan.settings
    mark = f"{MARK}excel-ratings"
    title = f"Ratings explained, {settings.period.title}"
    head = ((title,), (f"As at {short_date(settings.as_at)}. {_ANEW}",), (mark,), _RATINGS)
    lines = tuple(_line(line) for line in (rated.whole, *rated.lines))
    widths = (10, 34, 13, 70, 44, 40)
    return AddSheet("Ratings of xlplan", mark, (*head, *lines), widths, {}, _LOOKS, Place.BACK)


def _line(line: RollUp) -> tuple[str, ...]:
    decided = ", ".join(line.decided_by)
    rating = str(line.rag or "Not reported")
    return line.code, line.title, rating, line.reason, line.margin.in_words(), decided


def comparison(done: Compared) -> AddSheet:
    """Return the sheet that says what became of each row that changed."""
    mark = f"{MARK}excel-comparison"
    title = f"{done.before} compared with {done.after}"
    head = ((title,), (_ANEW,), (mark,), _CHANGES)
    widths = (12, 10, 50, 20, 60, 22, 20)
    rows = (*head, *_rows(done))
    return AddSheet("Comparison of xlplan", mark, rows, widths, {}, _LOOKS, Place.BACK)


def _rows(done: Compared) -> Iterator[tuple[str, ...]]:
    for disposition in _ORDER:
        for change in done.comparison.changes:
            if change.disposition is disposition:
                yield _change(change)
    for change in done.comparison.changes:
        is_told = change.disposition in _ORDER
        if not is_told and change.rag_before != change.rag_after:
            yield _change(change)


def _change(change: Change) -> tuple[str, ...]:
    manner = f", {' '.join((change.manner.value, *change.related))}" if change.manner else ""
    ratings = [str(rag) if rag else "none" for rag in (change.rag_before, change.rag_after)]
    days = change.days_moved
    return (
        LEVELS[change.row.level].removesuffix("s"),
        change.row.ref,
        change.row.title,
        f"{str(change.disposition).capitalize()}{manner}",
        "; ".join(map(_in_words, change.fields)),
        f"{ratings[0]} to {ratings[1]}" if ratings[0] != ratings[1] else ratings[0],
        f"{days:+d} days" if days else "",
    )


def _in_words(field: FieldChange) -> str:
    return f"{field.name.replace('_', ' ')} from {_shown(field.was)} to {_shown(field.now)}"


def _shown(value: object) -> str:
    if isinstance(value, date):
        return short_date(value)
    return "blank" if value in (None, "") else str(value)
