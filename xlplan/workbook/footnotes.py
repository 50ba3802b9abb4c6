"""What stands below the table of a workstream in the master: rows left out of it, and footnotes."""

from __future__ import annotations

import re
from collections.abc import Sequence

from xlplan.model import clean
from xlplan.workbook.package import Sheet
from xlplan.workbook.reader import SheetRow

_AS_A_REF = re.compile(r"[\w.,/()-]+")


def without_footnotes(
    sheet: Sheet, rows: Sequence[SheetRow]
) -> tuple[tuple[SheetRow, ...], tuple[SheetRow, ...]]:
    """Return the rows of a sheet without its footnotes, and those of them below its table.

    A footnote is a text in one cell. One word where refs stand is the ref of a row; and what is
    typed where titles stand, right under the table, is more likely a title.
    """
    bottom = _bottom(sheet, rows)
    kept = tuple(r for r in rows if r.number <= bottom or not _is_footnote(sheet, r, bottom))
    return kept, tuple(row for row in kept if row.number > bottom)


def _bottom(sheet: Sheet, rows: Sequence[SheetRow]) -> int:
    """Return the last row of the table; the sheet's where it has been made a plain range."""
    if not rows:
        return sheet.max_row
    first, column = rows[0].number, rows[0].columns.get("ref", 1)
    areas = [t.ref for t in sheet.tables if t.ref[0] < first and t.ref[1] <= column <= t.ref[3]]
    return min(areas)[2] if areas else sheet.max_row


def _is_footnote(sheet: Sheet, row: SheetRow, bottom: int) -> bool:
    cells = ((c, sheet.cells.get((row.number, c))) for c in range(1, sheet.max_column + 1))
    typed = [
        (column, cell.value)
        for column, cell in cells
        if cell and cell.formula is None and cell.value is not None and clean(str(cell.value))
    ]
    if len(typed) != 1 or not isinstance(typed[0][1], str):
        return False
    column, text = typed[0][0], clean(typed[0][1])
    named = next((name for name, number in row.columns.items() if number == column), "")
    if named in ("ref", "item_id") and _AS_A_REF.fullmatch(text):
        return False
    return not (named == "title" and row.number == bottom + 1)
