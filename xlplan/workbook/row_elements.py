"""The rows of a sheet as a tree of XML, for sheets that are not written plainly."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterator

from lxml import etree

from xlplan.workbook.addresses import Area, a1, parse_a1, parse_area
from xlplan.workbook.cells import local, namespace
from xlplan.workbook.edits import EditRefused
from xlplan.workbook.row_store import FormulaText, Held, Spot
from xlplan.workbook.styles import child, children, index

_FIXED = ("array", "dataTable")


class ElementRows:
    """Rows and cells as elements; addresses are made explicit as they are read."""

    def __init__(self, root: etree._Element, name: str) -> None:
        self._name = name
        self._ns = namespace(root)
        data = child(root, "sheetData")
        if data is None:
            raise EditRefused(f"{name} is not a sheet with cells.")
        self._data = data
        self._rows: dict[int, etree._Element] = {}
        self._cells: dict[int, dict[int, etree._Element]] = {}
        self.numbers: list[int] = []
        self._read_rows()

    def has(self, row: int) -> bool:
        """Whether a row exists."""
        return row in self._rows

    def add(self, row: int) -> None:
        """Make a row that does not exist."""
        element = etree.Element(f"{self._ns}row")
        element.set("r", str(row))
        place = bisect_left(self.numbers, row)
        if place:
            self._rows[self.numbers[place - 1]].addnext(element)
        else:
            self._data.insert(0, element)
        insort(self.numbers, row)
        self._rows[row] = element
        self._cells[row] = {}

    def mark(self, row: int, name: str) -> str | None:
        """Return a mark of a row; None without one, or without the row."""
        element = self._rows.get(row)
        return None if element is None else element.get(name)

    def set_mark(self, row: int, name: str, value: str | None) -> None:
        """Set or drop a mark of a row that exists."""
        _set(self._rows[row], name, value)

    def columns(self, row: int) -> list[int]:
        """Return the columns of a row that have a cell, in order."""
        return sorted(self._row_cells(row))

    def held(self, row: int, column: int) -> Held | None:
        """Return what a cell stores; None when there is no cell."""
        element = self._row_cells(row).get(column)
        if element is None:
            return None
        is_full = any(local(part) in ("v", "f", "is") for part in element)
        return Held(index(element.get("s")), _formula_of(element), is_full)

    def spot(self, row: int, column: int) -> Spot | None:
        """Return None: a cell has no place in a text."""

    def fill(
        self, row: int, spot: Spot, *, style: int, kind: str | None, value: str | None
    ) -> None:
        """Refuse: no spot was given."""
        raise NotImplementedError

    def put(
        self,
        row: int,
        column: int,
        style: int,
        kind: str | None = None,
        value: str | None = None,
        formula: FormulaText | None = None,
    ) -> None:
        """Have a cell of a row that exists store this and nothing else, made where missing."""
        element = self._row_cells(row).get(column)
        if element is None:
            element = self._new_cell(row, column)
        for part in list(element):
            element.remove(part)
        _set(element, "vm", None)
        _set(element, "cm", formula.cell_kind if formula is not None else None)
        _set(element, "s", str(style) if style else None)
        _set(element, "t", kind)
        if formula is not None:
            _write(etree.SubElement(element, f"{self._ns}f"), formula)
        if value is not None:
            etree.SubElement(element, f"{self._ns}v").text = value
        _set(self._rows[row], "spans", None)

    def set_formula(self, row: int, column: int, formula: FormulaText) -> None:
        """Change the formula of a cell that has one; its saved value stays."""
        element = child(self._row_cells(row)[column], "f")
        if element is not None:
            _write(element, formula)

    def move(self, row: int, column: int, to: int) -> None:
        """Move a cell that exists, as it is, to another row that exists."""
        element = self._row_cells(row).pop(column)
        self._rows[row].remove(element)
        known = self._row_cells(to).get(column)
        if known is None:
            known = self._new_cell(to, column)
        element.set("r", a1(to, column))
        element.tail = None
        self._rows[to].replace(known, element)
        self._row_cells(to)[column] = element
        _set(self._rows[to], "spans", None)

    def formulas(self) -> Iterator[tuple[int, int, FormulaText]]:
        """Yield every formula with its row and column, in order."""
        for row in self.numbers:
            for column, element in self._row_cells(row).items():
                formula = _formula_of(element)
                if formula is not None:
                    yield row, column, formula

    def fixed_areas(self) -> list[Area]:
        """Return the areas of array formulas and data tables."""
        return [
            parse_area(element.get("ref", ""))
            for element in self._data.iter(f"{self._ns}f")
            if element.get("t") in _FIXED and element.get("ref")
        ]

    def _read_rows(self) -> None:
        number = 0
        for element in children(self._data, "row"):
            written = element.get("r", "")
            number = int(written) if written.isdigit() else number + 1
            element.set("r", str(number))
            if number in self._rows:
                raise EditRefused(f"Row {number} of {self._name} stands twice in the file.")
            self._rows[number] = element
        self.numbers = sorted(self._rows)

    def _row_cells(self, row: int) -> dict[int, etree._Element]:
        if row in self._cells or row not in self._rows:
            return self._cells.get(row, {})
        found: dict[int, etree._Element] = {}
        column = 0
        for element in children(self._rows[row], "c"):
            written = element.get("r")
            column = parse_a1(written)[1] if written else column + 1
            element.set("r", a1(row, column))
            if column in found:
                raise EditRefused(f"{self._name}!{a1(row, column)} stands twice in the file.")
            found[column] = element
        self._cells[row] = found
        return found

    def _new_cell(self, row: int, column: int) -> etree._Element:
        cells = self._row_cells(row)
        before = max((known for known in cells if known < column), default=None)
        element = etree.Element(f"{self._ns}c")
        element.set("r", a1(row, column))
        if before is None:
            self._rows[row].insert(0, element)
        else:
            cells[before].addnext(element)
        cells[column] = element
        return element


def _formula_of(cell: etree._Element) -> FormulaText | None:
    element = child(cell, "f")
    if element is None:
        return None
    marks = {str(k): str(v) for k, v in element.attrib.items()}
    return FormulaText(element.text or "", marks, cell.get("cm"))


def _write(element: etree._Element, formula: FormulaText) -> None:
    element.text = formula.text or None
    for name in list(element.attrib):
        del element.attrib[name]
    for name, value in formula.marks.items():
        element.set(name, value)


def _set(element: etree._Element, name: str, value: str | None) -> None:
    if value is not None:
        element.set(name, value)
    elif name in element.attrib:
        del element.attrib[name]
