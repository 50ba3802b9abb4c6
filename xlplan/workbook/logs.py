"""What the master records of its own making: the returns of each month, and each cell changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime

from xlplan.model import Changed, Period, ReturnLog
from xlplan.workbook.reader import SheetRow


def return_logs(rows: Iterable[SheetRow]) -> Iterator[ReturnLog]:
    """Read the Returns sheet; a line without a month or an owner is passed over."""
    for row in rows:
        period, owner = _period(row), row.text("owner")
        if period and owner:
            yield ReturnLog(
                period=period,
                owner=owner,
                rows=_whole(row, "rows"),
                issued=_moment(row, "issued"),
                revision=_whole(row, "revision") or 1,
                state=row.text("state"),
                received=_moment(row, "received"),
                deadline=_day(row, "deadline"),
                times=_whole(row, "times") or (1 if row.text("received") else 0),
            )


def changes_made(rows: Iterable[SheetRow]) -> Iterator[Changed]:
    """Read the Changes sheet, in its order."""
    for row in rows:
        texts = {
            key: row.text(key)
            for key in ("item_id", "ref", "field", "was", "now", "by", "file", "cell")
        }
        if texts["field"]:
            yield Changed(_moment(row, "changed_at"), _period(row), **texts)


def _period(row: SheetRow) -> Period | None:
    try:
        return Period.parse(row.text("period")) if "period" in row.columns else None
    except ValueError:
        return None


def _whole(row: SheetRow, key: str) -> int | None:
    value = row.value(key) if key in row.columns else None
    is_whole = isinstance(value, int | float) and float(value).is_integer()
    return int(value) if is_whole and isinstance(value, int | float) else None


def _moment(row: SheetRow, key: str) -> datetime | None:
    value = row.value(key) if key in row.columns else None
    if isinstance(value, datetime):
        return value
    try:
        return datetime.fromisoformat(row.text(key)) if key in row.columns else None
    except ValueError:
        return None


def _day(row: SheetRow, key: str) -> date | None:
    value = row.value(key) if key in row.columns else None
    if isinstance(value, datetime):
        return value.date()
    return value if isinstance(value, date) else None
