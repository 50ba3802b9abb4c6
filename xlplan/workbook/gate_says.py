"""Whether a cell stores a value, as the gate reads both."""

from __future__ import annotations

from datetime import date, datetime

from xlplan.model import CellValue, ErrorValue
from xlplan.workbook.edits import RichText
from xlplan.workbook.gate_view import Seen


def says(seen: Seen, value: CellValue | RichText, *, is_1904: bool) -> bool:
    """Whether a cell stores a value."""
    if value is None:
        return seen.text is None
    if isinstance(value, str | RichText):
        return seen.kind == "s" and seen.text == (value if isinstance(value, str) else value.plain)
    if isinstance(value, bool | ErrorValue):
        stored = ("b", str(int(value))) if isinstance(value, bool) else ("e", value.code)
        return (seen.kind, seen.text) == stored
    number = _days(value, is_1904=is_1904) if isinstance(value, date) else value
    return seen.kind == "n" and abs(float(seen.text or "nan") - number) < 1e-9 * max(1, abs(number))


def _days(day: date, *, is_1904: bool) -> float:
    moment = day if isinstance(day, datetime) else datetime.combine(day, datetime.min.time())
    start = datetime(1904, 1, 1) if is_1904 else datetime(1899, 12, 30)
    days = (moment.replace(tzinfo=None) - start).total_seconds() / 86_400
    return days if is_1904 or days >= 61 else days - 1
