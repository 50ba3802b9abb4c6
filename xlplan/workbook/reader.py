"""Sheets to rows that remember their cells, found by hidden mark and key, else by heading."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from xlplan.model import CellRef, CellValue, clean
from xlplan.workbook.layout import FIRST_ROW, HEADER_ROW, KEY_ROW, SheetLayout
from xlplan.workbook.lines import Line, MadeLine
from xlplan.workbook.manifest import mark_of
from xlplan.workbook.package import Cell, Package, Sheet

# A heading further to the right is none of ours.
_WIDEST = 200
_BLANK = MadeLine({})


@dataclass(frozen=True, slots=True)
class Places(Mapping[str, CellRef]):
    """Where the cells of one row stand, by column key; each place is made when asked for."""

    file: str
    sheet: str
    number: int
    columns: Mapping[str, int]

    def __getitem__(self, key: str) -> CellRef:
        return CellRef(self.file, self.sheet, self.number, self.columns[key])

    def __iter__(self) -> Iterator[str]:
        return iter(self.columns)

    def __len__(self) -> int:
        return len(self.columns)

    def __contains__(self, key: object) -> bool:
        return key in self.columns


class RowCells(Mapping[str, Cell]):
    """The cells of one row by column key, each made when it is asked for."""

    __slots__ = ("columns", "line")

    def __init__(self, line: Line, columns: Mapping[str, int]) -> None:
        self.line = line
        self.columns = columns

    def __getitem__(self, key: str) -> Cell:
        cell = self.line.cell(self.columns[key])
        if cell is None:
            raise KeyError(key)
        return cell

    def __iter__(self) -> Iterator[str]:
        there = frozenset(self.line.columns)
        return (key for key, column in self.columns.items() if column in there)

    def __len__(self) -> int:
        return sum(1 for _ in self)


@dataclass(frozen=True)
class SheetRow:
    """One row of a data sheet: its cells by column key, and where they stand."""

    file: str
    sheet: str
    number: int
    columns: Mapping[str, int]
    cells: Mapping[str, Cell]

    @property
    def line(self) -> Line:
        """The row's cells by the number of their column."""
        if isinstance(self.cells, RowCells):
            return self.cells.line
        return MadeLine({self.columns[key]: cell for key, cell in self.cells.items()})

    def value(self, key: str) -> CellValue:
        """Return a cell as typed; text of several styles comes with **bold** marks."""
        if isinstance(self.cells, RowCells):
            line, column = self.cells.line, self.columns.get(key, 0)
            if line.is_bare(column):
                return line.value(column)
        cell = self.cells.get(key)
        if cell is None:
            return None
        return _marked(cell) if cell.runs else cell.value

    def share(self, key: str) -> CellValue:
        """Return a cell as `value` does, but a number shown as per cent as what is shown: 80%."""
        value = self.value(key)
        if isinstance(value, bool) or not isinstance(value, int | float):
            return value
        cell = self.cells.get(key)
        return f"{value * 100:.10g}%" if cell is not None and cell.is_percent else value

    def parted(self, key: str) -> tuple[CellValue, str]:
        """Return what stands in a cell, None for nothing, and what of it is struck through."""
        cell = self.cells.get(key)
        if cell is None or cell.value is None:
            return None, ""
        if not any(run.struck for run in cell.runs):
            # Text in several styles has looks of its own, whatever the cell's are.
            is_struck = cell.is_struck and not cell.runs
            return (None, str(cell.value)) if is_struck else (self.share(key), "")
        struck = " ".join(run.text.strip() for run in cell.runs if run.struck).strip()
        stands = _marked(cell._replace(runs=tuple(r for r in cell.runs if not r.struck)))
        return (stands if clean(str(stands)) else None), struck

    def plain(self, key: str) -> CellValue:
        """Return a cell as Excel's formulas see it: without marks for bold."""
        if isinstance(self.cells, RowCells):
            return self.cells.line.value(self.columns.get(key, 0))
        cell = self.cells.get(key)
        return None if cell is None else cell.value

    def text(self, key: str) -> str:
        """Return a cell's text, trimmed; "" when blank."""
        value = self.value(key)
        return "" if value is None else str(value).strip()

    def at(self, key: str) -> CellRef:
        """Return where a column's cell stands; raise KeyError for a column not there."""
        return CellRef(self.file, self.sheet, self.number, self.columns[key])

    @property
    def places(self) -> Places:
        """Where each column's cell stands."""
        return Places(self.file, self.sheet, self.number, self.columns)

    @property
    def is_blank(self) -> bool:
        """Whether no cell of the row, formulas apart, holds anything."""
        line, columns = self.line, self.columns.values()
        for column in line.held:
            if column in columns and column not in line.with_formula:
                value = line.value(column)
                if value is not None and clean(str(value)):
                    return False
        return True


def _marked(cell: Cell) -> CellValue:
    if not any(run.bold for run in cell.runs):
        return cell.value if not cell.runs else "".join(run.text for run in cell.runs)
    return "".join(_with_marks(run.text) if run.bold else run.text for run in cell.runs)


def _with_marks(text: str) -> str:
    inner = text.strip()
    if not inner:
        return text
    start = text.index(inner)
    return f"{text[:start]}**{inner}**{text[start + len(inner) :]}"


def find_sheet(package: Package, code: str) -> Sheet | None:
    """Return the sheet that carries a mark, whatever its tab is called."""
    return next((s for s in package.sheets if mark_of(s) == code), None)


def columns_of(sheet: Sheet, sheet_layout: SheetLayout) -> dict[str, int]:
    """Return the number of each column that was found: by hidden key, else by heading."""
    top, header = head_rows(sheet, sheet_layout)
    found: dict[str, int] = {}
    keys = {c.key for c in sheet_layout.columns}
    for column, key in _values(sheet, top):
        if isinstance(key, str) and key in keys:
            found.setdefault(key, column)
    by_heading = {clean(c.heading).lower(): c.key for c in sheet_layout.columns}
    for column, heading in _values(sheet, header):
        named = by_heading.get(clean(str(heading or "")).lower())
        if named and named not in found and column not in found.values():
            found[named] = column
    return found


def _values(sheet: Sheet, row: int) -> list[tuple[int, CellValue]]:
    """Return what each cell of a row holds, by column, from left to right."""
    line = sheet.lines.get(row)
    return sorted(line.values().items()) if line else []


def head_rows(sheet: Sheet, sheet_layout: SheetLayout) -> tuple[int, int]:
    """Return the key row and the heading row, wherever rows put in or taken out have moved them.

    The key row is 0 when it is gone; the headings then tell the columns.
    """
    keys = {c.key for c in sheet_layout.columns}
    headings = {clean(c.heading).lower() for c in sheet_layout.columns}
    enough = min(3, len(keys))
    reach = [row for row in range(1, FIRST_ROW + 40) if row in sheet.lines]
    for row in reach:
        said = _values(sheet, row)
        if sum(key in keys for column, key in said if column <= _WIDEST) >= enough:
            return row, row + 1
    for row in reach:
        said = _values(sheet, row)
        told = (clean(str(text or "")).lower() for column, text in said if column <= _WIDEST)
        if sum(text in headings for text in told) >= enough:
            return 0, row
    return KEY_ROW, HEADER_ROW


def read_rows(
    package: Package,
    sheet: Sheet,
    sheet_layout: SheetLayout,
    columns: Mapping[str, int] | None = None,
) -> tuple[SheetRow, ...]:
    """Return every row below the heads that is not blank; `columns` where they are known."""
    columns = columns_of(sheet, sheet_layout) if columns is None else columns
    first = head_rows(sheet, sheet_layout)[1] + 1
    totals = totals_of(sheet)
    numbers = (n for n in sorted(sheet.lines) if n >= first and n not in totals)
    rows = (row_of(package, sheet, number, columns) for number in numbers)
    return tuple(row for row in rows if not row.is_blank)


def totals_of(sheet: Sheet) -> frozenset[int]:
    """Return the totals rows that somebody has turned on: sums of the rows, and none of them."""
    return frozenset(table.ref[2] for table in sheet.tables if table.has_totals)


def row_of(package: Package, sheet: Sheet, number: int, columns: Mapping[str, int]) -> SheetRow:
    """Return one row of a sheet, blank or not."""
    cells = RowCells(sheet.lines.get(number, _BLANK), columns)
    return SheetRow(package.file, sheet.name, number, columns, cells)


def read_table(package: Package, sheet_layout: SheetLayout) -> tuple[SheetRow, ...]:
    """Return the rows of the sheet with this layout's mark; none when there is no such sheet."""
    sheet = find_sheet(package, sheet_layout.code)
    return read_rows(package, sheet, sheet_layout) if sheet else ()
