"""Whether a cell stores a value, as the gate reads both."""

from __future__ import annotations

from datetime import date, datetime

from xlplan.model import CellValue, ErrorValue
from xlplan.workbook.edits import RichText
from xlplan.workbook.gate_text import Runs, joined_runs
from xlplan.workbook.gate_view import Opened, Seen

_SHOWN_INSTEAD = ("cm", "vm")


def says(opened: Opened, seen: Seen, value: CellValue | RichText) -> bool:
    """Whether a cell of a workbook stores a value, and is told to show nothing else."""
    if any(key in _SHOWN_INSTEAD for key, _ in seen.marks):
        return False
    if value is None:
        return seen.text is None and seen.kind == "n"
    if isinstance(value, str | RichText):
        string = int(dict(seen.marks).get("v", "-1"))
        return seen.kind == "s" and is_shared(opened, string, value, seen.style)
    if isinstance(value, bool | ErrorValue):
        stored = ("b", str(int(value))) if isinstance(value, bool) else ("e", value.code)
        return (seen.kind, seen.text) == stored
    number = _days(value, is_1904=opened.is_1904) if isinstance(value, date) else value
    return seen.kind == "n" and abs(float(seen.text or "nan") - number) < 1e-9 * max(1, abs(number))


def is_shared(opened: Opened, number: int, value: str | RichText, style: str) -> bool:
    """Whether a shared string is a text, with what of it is bold, its font and outer spaces."""
    if isinstance(value, RichText):
        is_text = opened.runs(number) == runs_of(value) and opened.keeps_spaces(number)
        return is_text and (not value.plain or opened.is_in_font(number, style))
    texts = opened.strings
    is_text = 0 <= number < len(texts) and texts[number] == value
    return is_text and (value == value.strip() or opened.keeps_spaces(number))


def runs_of(value: RichText) -> Runs:
    """Return rich text as the gate reads it from a workbook."""
    return joined_runs((run.text, run.bold, run.italic, run.struck) for run in value.runs)


def _days(day: date, *, is_1904: bool) -> float:
    moment = day if isinstance(day, datetime) else datetime.combine(day, datetime.min.time())
    start = datetime(1904, 1, 1) if is_1904 else datetime(1899, 12, 30)
    days = (moment.replace(tzinfo=None) - start).total_seconds() / 86_400
    return days if is_1904 or days >= 61 else days - 1
