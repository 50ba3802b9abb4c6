"""A workbook as it would read after some edits, without writing or parsing anything.

It has the reader's code and none of what writes edits: whoever stores a workbook compares the two.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from xlplan.model import CellRef, CellValue
from xlplan.workbook.edits import AppendRow, Edit, EditRefused, RichText, SetCell, SetSheetState
from xlplan.workbook.formulas import LateFormula
from xlplan.workbook.lines import Cell, LateCells, Line, MadeLine, made
from xlplan.workbook.package import Package, Sheet, Table

Written = CellValue | RichText


@dataclass(frozen=True)
class Preview:
    """A workbook as edits leave it, and the numbers of the rows that they touch, by tab name."""

    package: Package
    rows: Mapping[str, frozenset[int]]


def previewed(package: Package, edits: Sequence[Edit]) -> Preview:
    """Return the package with its cells and rows as the edits say; heights are left out.

    Raise EditRefused for a sheet or a table that is not there.
    """
    draft = _Draft(package)
    for _, batch in groupby(edits, key=_batch):
        group = list(batch)
        draft.append([edit for edit in group if isinstance(edit, AppendRow)])
        for edit in group:
            if isinstance(edit, SetCell):
                draft.set_cell(edit)
            elif isinstance(edit, SetSheetState):
                draft.states[edit.sheet.casefold()] = edit.state
    return draft.preview()


def _batch(edit: Edit) -> tuple[type, str]:
    """Return what is done together: rows of one table that come one after another."""
    return type(edit), edit.table.casefold() if isinstance(edit, AppendRow) else ""


class _Changed(Line):
    """A row with some of its cells written anew; the others are made when they are asked for."""

    __slots__ = ("_cells", "_known")

    def __init__(self, known: Line, cells: Mapping[int, Cell | None]) -> None:
        self._known = known
        self._cells = cells

    @property
    def held(self) -> Sequence[int]:
        """The columns that hold a value or a formula."""
        kept = [column for column in self._known.held if column not in self._cells]
        return [*kept, *(n for n, cell in self._cells.items() if cell and _holds(cell))]

    @property
    def columns(self) -> Sequence[int]:
        """The columns that have a cell."""
        kept = [column for column in self._known.columns if column not in self._cells]
        return [*kept, *(n for n, cell in self._cells.items() if cell)]

    def cell(self, column: int) -> Cell | None:
        """Return the cell in a column; None when there is none."""
        return self._cells[column] if column in self._cells else self._known.cell(column)

    def value(self, column: int) -> CellValue:
        """Return what the cell in a column holds; None when it holds nothing."""
        if column not in self._cells:
            return self._known.value(column)
        cell = self._cells[column]
        return cell.value if cell else None

    def formulas(self) -> Iterator[str | LateFormula]:
        """Yield the row's formulas."""
        cells = map(self.cell, self.with_formula)
        return (cell.formula for cell in cells if cell and cell.formula is not None)


class _Set(Line):
    """A row with values set in some of its cells; their looks are looked up when asked for."""

    __slots__ = ("_at", "_known", "_values")

    def __init__(self, known: Line, at: CellRef, values: Mapping[int, Written]) -> None:
        self._known = known
        self._at = at
        self._values = values

    @property
    def held(self) -> Sequence[int]:
        """The columns that hold a value or a formula."""
        kept = [column for column in self._known.held if column not in self._values]
        return [*kept, *(n for n, value in self._values.items() if value is not None)]

    @property
    def columns(self) -> Sequence[int]:
        """The columns that have a cell."""
        kept = [column for column in self._known.columns if column not in self._values]
        return [*kept, *self._values]

    def cell(self, column: int) -> Cell | None:
        """Return the cell in a column; None when there is none."""
        known = self._known.cell(column)
        if column not in self._values:
            return known
        return _written(known, self._values[column], self._at._replace(column=column))

    def value(self, column: int) -> CellValue:
        """Return what the cell in a column holds; None when it holds nothing."""
        if column not in self._values:
            return self._known.value(column)
        return _plain(self._values[column])

    def values(self) -> dict[int, CellValue]:
        """Return what each cell holds, by column."""
        found = self._known.values()
        for column, value in self._values.items():
            if value is not None:
                found[column] = _plain(value)
            else:
                found.pop(column, None)
        return found

    @property
    def with_formula(self) -> Sequence[int]:
        """The columns that hold a formula."""
        return [column for column in self._known.with_formula if column not in self._values]

    def is_bare(self, column: int) -> bool:
        """Whether a cell shows its value as it is."""
        if isinstance(self._values.get(column), RichText):
            return super().is_bare(column)
        # What was set stands in the looks of the cell; a cell that is not there has none.
        is_as_before = self._known.is_bare(column)
        return is_as_before or (column in self._values and super().is_bare(column))

    @property
    def dressed(self) -> Collection[int]:
        """The columns whose cells would not show a value as it is; blank ones may be among them."""
        kept = [column for column in self._known.dressed if column not in self._values]
        return [*kept, *(column for column in self._values if not self.is_bare(column))]

    def fill(self, column: int) -> str | None:
        """Return the colour that a cell is filled with; None for none."""
        return self._known.fill(column)

    def formulas(self) -> Iterator[str | LateFormula]:
        """Yield the row's formulas."""
        cells = map(self._known.cell, self.with_formula)
        return (cell.formula for cell in cells if cell and cell.formula is not None)


_BLANK = MadeLine({})


class _Draft:
    """The rows of sheets that edits touch; a sheet's own are copied once, and never written in."""

    def __init__(self, package: Package) -> None:
        self._package = package
        self._sheets = {sheet.name.casefold(): sheet for sheet in package.sheets}
        self._lines: dict[str, dict[int, Line]] = {}
        self._values: dict[tuple[str, int], dict[int, Written]] = {}
        self._rows: dict[str, set[int]] = {}
        self._tables = {t.name.casefold(): t for sheet in package.sheets for t in sheet.tables}
        self.states: dict[str, str] = {}

    def preview(self) -> Preview:
        """Return the package as it stands."""
        sheets = tuple(map(self._sheet, self._package.sheets))
        rows = {self._sheets[key].name: frozenset(rows) for key, rows in self._rows.items()}
        return Preview(replace(self._package, sheets=sheets), rows)

    def set_cell(self, edit: SetCell) -> None:
        """Give a cell its value; its looks stay."""
        key = edit.sheet.casefold()
        lines = self._of(edit.sheet)
        values = self._values.get((key, edit.row))
        if values is None:
            values = self._values[key, edit.row] = {}
            at = CellRef(self._package.file, self._sheets[key].name, edit.row, 0)
            lines[edit.row] = _Set(lines.get(edit.row, _BLANK), at, values)
            self._rows[key].add(edit.row)
        values[edit.column] = edit.value

    def append(self, edits: Sequence[AppendRow]) -> None:
        """Add rows to a table, the first in the place of its only row when that is blank."""
        if not edits:
            return
        name = edits[0].table.casefold()
        table = self._tables.get(name)
        if table is None:
            raise EditRefused(f"There is no table {edits[0].table}.")
        lines, key = self._of(table.sheet), table.sheet.casefold()
        last = table.body[-1]
        first = last + 1 - (len(table.body) == 1 and _is_blank(lines.get(last), table))
        end = first + len(edits) - 1
        if end > last:
            self._make_room(lines, table, end - last)
        headings = list(enumerate(table.columns, table.ref[1]))
        for row, edit in enumerate(edits, first):
            at = CellRef(self._package.file, table.sheet, row, 0)
            values = {n: edit.values[name] for n, name in headings if name in edit.values}
            lines[row] = _Set(lines.get(row, _BLANK), at, values)
            self._values.pop((key, row), None)
        self._rows[key].update(range(first, end + 1))
        top, left, bottom, right = table.ref
        self._tables[name] = replace(table, ref=(top, left, bottom + end - last, right))

    def _make_room(self, lines: dict[int, Line], table: Table, by: int) -> None:
        """Move down a totals row, and all below in the table's columns where it is in the way."""
        _, left, bottom, right = table.ref
        columns = range(left, right + 1)
        below = {n: line for n, line in lines.items() if n > table.body[-1]}
        held = (n for n, line in below.items() if any(c in columns for c in line.held))
        is_in_the_way = any(bottom < number <= bottom + by for number in held)
        cells = [
            cell
            for number, line in below.items()
            if is_in_the_way or number <= bottom
            for column in columns
            if (cell := line.cell(column))
        ]
        moved: dict[int, dict[int, Cell | None]] = {}
        for cell in cells:
            moved.setdefault(cell.at.row, {}).setdefault(cell.at.column, None)
        for cell in cells:
            at = cell.at._replace(row=cell.at.row + by)
            moved.setdefault(at.row, {})[at.column] = cell._replace(at=at)
        for number, there in moved.items():
            lines[number] = _Changed(lines.get(number, _BLANK), there)
            self._values.pop((table.sheet.casefold(), number), None)

    def _of(self, sheet: str) -> dict[int, Line]:
        """Return the rows of a sheet, to be changed."""
        key = sheet.casefold()
        if key not in self._sheets:
            raise EditRefused(f"There is no sheet {sheet}.")
        if key not in self._lines:
            self._lines[key] = dict(self._sheets[key].lines)
            self._rows[key] = set()
        return self._lines[key]

    def _sheet(self, sheet: Sheet) -> Sheet:
        key = sheet.name.casefold()
        return replace(
            sheet,
            state=self.states.get(key, sheet.state),
            cells=LateCells(self._lines[key]) if key in self._lines else sheet.cells,
            tables=tuple(self._tables[table.name.casefold()] for table in sheet.tables),
        )


def _is_blank(line: Line | None, table: Table) -> bool:
    columns = range(table.ref[1], table.ref[3] + 1)
    return line is None or all(line.value(column) is None for column in columns)


def _holds(cell: Cell) -> bool:
    return cell.value is not None or cell.formula is not None


def _plain(value: Written) -> CellValue:
    return value.plain if isinstance(value, RichText) else value


def _written(known: Cell | None, value: Written, at: CellRef) -> Cell:
    """Return a cell with a value; where there was one its place and looks stay."""
    plain, runs = _plain(value), value.runs if isinstance(value, RichText) else ()
    if known is None:
        return made(Cell, (plain, at, None, True, runs, False, None, False, False))
    return made(Cell, (plain, known.at, None, True, runs, *known[5:]))
