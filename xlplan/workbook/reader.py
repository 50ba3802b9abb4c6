"""Sheets to rows that remember their cells, found by hidden mark and key, else by heading."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from xlplan.model import CellRef, CellValue, clean
from xlplan.workbook.layout import FIRST_ROW, HEADER_ROW, KEY_ROW, SheetLayout
from xlplan.workbook.manifest import mark_of
from xlplan.workbook.package import Cell, Package, Sheet


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


@dataclass(frozen=True)
class SheetRow:
    """One row of a data sheet: its cells by column key, and where they stand."""

    file: str
    sheet: str
    number: int
    columns: Mapping[str, int]
    cells: Mapping[str, Cell]

    def value(self, key: str) -> CellValue:
        """Return a cell as typed; text of several styles comes with **bold** marks."""
        cell = self.cells.get(key)
        if cell is None:
            return None
        return _marked(cell) if cell.runs else cell.value

    def share(self, key: str) -> CellValue:
        """Return a cell as `value` does, but a number shown as per cent as what is shown: 80%."""
        cell = self.cells.get(key)
        if cell is None:
            return None
        value = _marked(cell) if cell.runs else cell.value
        if not cell.is_percent:
            return value
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        return f"{cell.value * 100:.10g}%" if is_number else value  # type: ignore[operator]

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
        for cell in self.cells.values():
            if cell.value is not None and cell.formula is None and clean(str(cell.value)):
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
    last = sheet.max_column
    found: dict[str, int] = {}
    keys = {c.key for c in sheet_layout.columns}
    for column in range(1, last + 1):
        key = sheet.value(top, column)
        if isinstance(key, str) and key in keys:
            found.setdefault(key, column)
    by_heading = {clean(c.heading).lower(): c.key for c in sheet_layout.columns}
    for column in range(1, last + 1):
        heading = sheet.value(header, column)
        key = by_heading.get(clean(str(heading or "")).lower())
        if key and key not in found and column not in found.values():
            found[key] = column
    return found


def head_rows(sheet: Sheet, sheet_layout: SheetLayout) -> tuple[int, int]:
    """Return the key row and the heading row, wherever rows put in or taken out have moved them.

    The key row is 0 when it is gone; the headings then tell the columns.
    """
    keys = {c.key for c in sheet_layout.columns}
    headings = {clean(c.heading).lower() for c in sheet_layout.columns}
    enough = min(3, len(keys))
    reach = range(1, FIRST_ROW + 40)
    for row in reach:
        if sum(sheet.value(row, c) in keys for c in _columns(sheet)) >= enough:
            return row, row + 1
    for row in reach:
        told = (clean(str(sheet.value(row, c) or "")).lower() for c in _columns(sheet))
        if sum(text in headings for text in told) >= enough:
            return 0, row
    return KEY_ROW, HEADER_ROW


def _columns(sheet: Sheet) -> range:
    return range(1, min(sheet.max_column, 200) + 1)


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
    rows = []
    for number in (n for n in range(first, sheet.max_row + 1) if n not in totals):
        row = row_of(package, sheet, number, columns)
        if not row.is_blank:
            rows.append(row)
    return tuple(rows)


def totals_of(sheet: Sheet) -> frozenset[int]:
    """Return the totals rows that somebody has turned on: sums of the rows, and none of them."""
    return frozenset(table.ref[2] for table in sheet.tables if table.has_totals)


def row_of(package: Package, sheet: Sheet, number: int, columns: Mapping[str, int]) -> SheetRow:
    """Return one row of a sheet, blank or not."""
    line = sheet.lines.get(number)
    cells = {k: c for k, n in columns.items() if (c := line.cell(n))} if line else {}
    return SheetRow(package.file, sheet.name, number, columns, cells)


def read_table(package: Package, sheet_layout: SheetLayout) -> tuple[SheetRow, ...]:
    """Return the rows of the sheet with this layout's mark; none when there is no such sheet."""
    sheet = find_sheet(package, sheet_layout.code)
    return read_rows(package, sheet, sheet_layout) if sheet else ()
