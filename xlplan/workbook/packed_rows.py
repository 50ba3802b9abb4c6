"""The rows of a return as they travel from process to process: what most of them share, once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby

from xlplan.model import CellValue
from xlplan.typed import NOTHING, Typed, Value
from xlplan.workbook.reader import SheetRow
from xlplan.workbook.returned_rows import KEPT, READ, ReturnRow, with_values

# A value that was read as it was typed stands for itself; whatever else was read, as it is.
_Read = Value | tuple[Value, str, str, str, str]
_Row = tuple[str, str, int, tuple[CellValue, ...], dict[str, _Read]]
Packed = list[tuple[str, str, Mapping[str, int], list[_Row]]]

_PLAIN = Typed()[1:]


def packed(rows: Sequence[ReturnRow]) -> Packed:
    """Return rows sheet by sheet, without the cells in which nothing was typed."""
    return [
        (
            first.row.file,
            first.row.sheet,
            first.row.columns,
            [_packed(row) for row in (first, *others)],
        )
        for _, (first, *others) in groupby(rows, key=lambda one: id(one.row.columns))
    ]


def unpacked(sheets: Packed) -> tuple[ReturnRow, ...]:
    """Return the rows that were packed."""
    return tuple(
        row
        for file, sheet, columns, rows in sheets
        for row in _unpacked(file, sheet, columns, rows)
    )


def _packed(one: ReturnRow) -> _Row:
    kept = tuple([one.row.value(key) for key in KEPT])
    read: dict[str, _Read] = {
        name: typed.value if typed[1:] == _PLAIN else tuple(typed)  # type: ignore[misc]
        for name, typed in one.typed.items()
        if typed is not NOTHING
    }
    return one.item_id, one.ref, one.row.number, kept, read


def _unpacked(
    file: str, sheet: str, columns: Mapping[str, int], rows: Sequence[_Row]
) -> list[ReturnRow]:
    blank = {name: NOTHING for name in READ if name in columns}
    found: list[ReturnRow] = []
    for item_id, ref, number, kept, read in rows:
        bare = SheetRow(file, sheet, number, columns, {})
        typed = {n: Typed(*v) if isinstance(v, tuple) else Typed(v) for n, v in read.items()}
        row = with_values(bare, dict(zip(KEPT, kept, strict=True)))
        found.append(ReturnRow(item_id, ref, row, {**blank, **typed}))
    return found
