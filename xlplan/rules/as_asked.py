"""One row as conditions see it: the text and the number of each cell, worked out once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from xlplan.model import CellValue, ErrorValue, clean

Row = Mapping[str, CellValue]

AS_AT = "AsAt"
_EPOCH = date(1899, 12, 30)


def serial(value: CellValue) -> float | None:
    """Return a cell's number as Excel holds it; dates count days, None when not a number."""
    if isinstance(value, bool) or value is None or isinstance(value, str | ErrorValue):
        return None
    if isinstance(value, datetime):
        midnight = datetime(value.year, value.month, value.day)
        return (value.date() - _EPOCH).days + (value - midnight).total_seconds() / 86400
    if isinstance(value, date):
        return (value - _EPOCH).days
    return float(value)


def text_of(value: CellValue) -> str | None:
    """Return a cell's cleaned text; None for numbers, booleans and Excel errors."""
    if value is None:
        return ""
    return clean(value) if isinstance(value, str) else None


class _Texts(dict[str, str | None]):
    """The cleaned text of each field of a row, worked out when first asked for."""

    def __init__(self, row: Row) -> None:
        self._row = row

    def __missing__(self, field: str) -> str | None:
        text = self[field] = text_of(self._row.get(field))
        return text


class _Numbers(dict[str, float | None]):
    """The number of each field of a row, and of AS_AT, worked out when first asked for."""

    def __init__(self, row: Row, as_at: date) -> None:
        self._row = row
        self[AS_AT] = serial(as_at)

    def __missing__(self, field: str) -> float | None:
        number = self[field] = serial(self._row.get(field))
        return number


class RowAsAsked:
    """One row as conditions see it; every question about it shares what one has worked out."""

    __slots__ = ("numbers", "texts")

    def __init__(self, row: Row, as_at: date) -> None:
        self.texts = _Texts(row)
        self.numbers = _Numbers(row, as_at)
