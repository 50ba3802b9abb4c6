"""A workbook as it would read after some edits, without writing or parsing anything.

It shares no code with what writes them: whoever stores a workbook compares the two.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from xlplan.model import CellRef, CellValue
from xlplan.workbook.edits import AppendRow, Edit, EditRefused, RichText, SetCell, SetSheetState
from xlplan.workbook.package import Cell, Package, Sheet, Table

Cells = dict[tuple[int, int], Cell]


def previewed(package: Package, edits: Sequence[Edit]) -> Package:
    """Return the package with its cells and rows as the edits say; heights are left out.

    Raise EditRefused for a sheet or a table that is not there.
    """
    draft = _Draft(package)
    for edit in edits:
        if isinstance(edit, SetCell):
            draft.set_cell(edit)
        elif isinstance(edit, AppendRow):
            draft.append(edit)
        elif isinstance(edit, SetSheetState):
            draft.states[edit.sheet.casefold()] = edit.state
    return draft.package()


class _Draft:
    """The sheets that edits touch, copied once each."""

    def __init__(self, package: Package) -> None:
        self._package = package
        self._sheets = {sheet.name.casefold(): sheet for sheet in package.sheets}
        self._cells: dict[str, Cells] = {}
        self._tables = {t.name.casefold(): t for sheet in package.sheets for t in sheet.tables}
        self.states: dict[str, str] = {}

    def package(self) -> Package:
        """Return the package as it stands."""
        return replace(self._package, sheets=tuple(map(self._drawn, self._package.sheets)))

    def set_cell(self, edit: SetCell) -> None:
        """Give a cell its value; its looks stay."""
        self._write(edit.sheet, edit.row, edit.column, edit.value)

    def append(self, edit: AppendRow) -> None:
        """Add a row to a table, in the place of its only row when that is blank."""
        table = self._tables.get(edit.table.casefold())
        if table is None:
            raise EditRefused(f"There is no table {edit.table}.")
        row = table.body[-1]
        if not (len(table.body) == 1 and self._is_blank(table, row)):
            row += 1
        for offset, heading in enumerate(table.columns):
            if heading in edit.values:
                column = table.ref[1] + offset
                self._write(table.sheet, row, column, edit.values[heading])
        area = (table.ref[0], table.ref[1], max(row, table.ref[2]), table.ref[3])
        self._tables[edit.table.casefold()] = replace(table, ref=area)

    def _is_blank(self, table: Table, row: int) -> bool:
        cells = self._of(table.sheet)
        held = (cells.get((row, c)) for c in range(table.ref[1], table.ref[3] + 1))
        return all(cell is None or cell.value is None for cell in held)

    def _of(self, sheet: str) -> Cells:
        key = sheet.casefold()
        if key not in self._sheets:
            raise EditRefused(f"There is no sheet {sheet}.")
        if key not in self._cells:
            self._cells[key] = dict(self._sheets[key].cells)
        return self._cells[key]

    def _write(self, sheet: str, row: int, column: int, value: CellValue | RichText) -> None:
        cells = self._of(sheet)
        known = cells.get((row, column))
        runs = value.runs if isinstance(value, RichText) else ()
        plain = value.plain if isinstance(value, RichText) else value
        name = self._sheets[sheet.casefold()].name
        blank = Cell(None, CellRef(self._package.file, name, row, column))
        cells[row, column] = (known or blank)._replace(
            value=plain, runs=runs, formula=None, has_saved_value=True
        )

    def _drawn(self, sheet: Sheet) -> Sheet:
        key = sheet.name.casefold()
        return replace(
            sheet,
            state=self.states.get(key, sheet.state),
            cells=self._cells.get(key, sheet.cells),
            tables=tuple(self._tables[table.name.casefold()] for table in sheet.tables),
        )
