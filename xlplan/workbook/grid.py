"""The cells of one worksheet being edited: found, made where they are missing, and written."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from lxml import etree

from xlplan.model import CellValue, ErrorValue
from xlplan.workbook.addresses import (
    LAST_COLUMN,
    LAST_ROW,
    Area,
    a1,
    area_text,
    contains,
    parse_a1,
    parse_area,
)
from xlplan.workbook.cells import decode, is_on, local, namespace, serial_of
from xlplan.workbook.date_styles import DateStyles
from xlplan.workbook.edits import EditRefused, RichText
from xlplan.workbook.formulas import Formula
from xlplan.workbook.strings import SharedStrings
from xlplan.workbook.styles import child, children, index

_MOST_EXACT = 2**53
_FIXED = ("array", "dataTable")


@dataclass
class Ink:
    """What every sheet of one workbook writes with."""

    strings: SharedStrings
    dates: DateStyles
    is_1904: bool
    has_changed_formulas: bool = False


class Grid:
    """The rows and cells of one worksheet; addresses are made explicit as they are read.

    `captions` are the heading and totals rows of its tables: their text stands in the table too,
    and Excel repairs a file where the two differ.
    """

    def __init__(
        self, root: etree._Element, name: str, ink: Ink, captions: Sequence[Area] = ()
    ) -> None:
        self._captions = captions
        self.root = root
        self.name = name
        self.ink = ink
        self._ns = namespace(root)
        data = child(root, "sheetData")
        if data is None:
            raise EditRefused(f"{name} is not a sheet with cells.")
        self._data = data
        self._rows: dict[int, etree._Element] = {}
        self._cells: dict[int, dict[int, etree._Element]] = {}
        self._order: list[int] = []
        self._read_rows()
        self._columns = [
            (index(e.get("min")), index(e.get("max")), index(e.get("style")))
            for e in children(child(root, "cols"), "col")
        ]
        self.merges = _areas(root, "mergeCells", "mergeCell")
        self._fixed = self._fixed_areas()

    def cell(self, row: int, column: int) -> etree._Element | None:
        """Return the element of a cell; None when there is none."""
        return self._row_cells(row).get(column)

    def row(self, row: int) -> etree._Element | None:
        """Return the element of a row; None when there is none."""
        return self._rows.get(row)

    def columns_of(self, row: int) -> list[int]:
        """Return the columns of a row that have a cell, in order."""
        return sorted(self._row_cells(row))

    def rows_from(self, row: int) -> list[int]:
        """Return the rows that exist from a row on, in order."""
        return self._order[bisect_left(self._order, row) :]

    def holds(self, row: int, column: int) -> bool:
        """Whether a cell has a value or a formula."""
        element = self.cell(row, column)
        return element is not None and any(local(part) in ("v", "f", "is") for part in element)

    def formula(self, row: int, column: int) -> Formula | None:
        """Return the formula of a cell as it reads there; None when it has none."""
        element = self.cell(row, column)
        found = None if element is None else child(element, "f")
        if found is None:
            return None
        text = decode(found.text or "")
        if not text and found.get("t") == "shared":
            text = self._shared_text(found.get("si", ""), row, column)
        return Formula(text, row, column) if text else None

    def style(self, row: int, column: int) -> int:
        """Return the style of a cell, or the one that a new cell there would take."""
        element = self.cell(row, column)
        if element is not None:
            return index(element.get("s"))
        line = self._rows.get(row)
        if line is not None and is_on(line.get("customFormat")):
            return index(line.get("s"))
        return next((s for first, last, s in self._columns if first <= column <= last), 0)

    def write(
        self, row: int, column: int, value: CellValue | RichText, *, style: int | None = None
    ) -> None:
        """Give a cell a value; it keeps its style unless another is given or a date needs one.

        Raise EditRefused where a value cannot stand.
        """
        self._check_place(row, column)
        style = self.style(row, column) if style is None else style
        if value is None and self.cell(row, column) is None and not style:
            return
        kind, stored, style = self._stored(value, style)
        element = self._emptied(row, column)
        _set(element, "s", str(style) if style else None)
        _set(element, "t", kind)
        if stored is not None:
            etree.SubElement(element, f"{self._ns}v").text = stored

    def write_formula(self, row: int, column: int, formula: str, *, style: int) -> None:
        """Give a cell a formula, to be worked out when the workbook is opened."""
        self._check_place(row, column)
        element = self._emptied(row, column)
        _set(element, "s", str(style) if style else None)
        _set(element, "t", None)
        etree.SubElement(element, f"{self._ns}f").text = formula
        self.ink.has_changed_formulas = True

    def share_formula(self, above: int, row: int, column: int, *, style: int) -> bool:
        """Have a cell share the formula of the one above it; False when that one shares none.

        `row` is the next one under the cells that share it.
        """
        element = self.cell(above, column)
        held = None if element is None else child(element, "f")
        if held is None or held.get("t") != "shared":
            return False
        group = held.get("si", "")
        first = self._writer_of(group)
        area = parse_area(first.get("ref", "")) if first is not None else None
        if first is None or area is None or not contains(area, above, column):
            return False
        first.set("ref", area_text((area[0], area[1], max(area[2], row), area[3])))
        self._check_place(row, column)
        cell = self._emptied(row, column)
        _set(cell, "s", str(style) if style else None)
        _set(cell, "t", None)
        shared = etree.SubElement(cell, f"{self._ns}f")
        shared.set("t", "shared")
        shared.set("si", group)
        self.ink.has_changed_formulas = True
        return True

    def new_row(self, row: int) -> etree._Element:
        """Return the element of a row, made where it is missing."""
        if row in self._rows:
            return self._rows[row]
        element = etree.Element(f"{self._ns}row")
        element.set("r", str(row))
        place = bisect_left(self._order, row)
        if place:
            self._rows[self._order[place - 1]].addnext(element)
        else:
            self._data.insert(0, element)
        insort(self._order, row)
        self._rows[row] = element
        self._cells[row] = {}
        return element

    def fit_row(self, row: int, points: float) -> None:
        """Give a row a height; one that somebody set by hand stays."""
        element = self._rows.get(row)
        if element is not None and not is_on(element.get("customHeight")):
            element.set("ht", f"{points:g}")

    def show_row(self, row: int, points: float) -> None:
        """Bring a row into view, with a height."""
        element = self.new_row(row)
        _set(element, "hidden", None)
        element.set("ht", f"{points:g}")
        element.set("customHeight", "1")

    def widen_dimension(self, area: Area) -> None:
        """Have the sheet's recorded extent include an area."""
        element = child(self.root, "dimension")
        if element is None:
            return
        try:
            known = parse_area(element.get("ref", ""))
        except ValueError:
            known = area
        first = min(known[0], area[0]), min(known[1], area[1])
        last = max(known[2], area[2]), max(known[3], area[3])
        element.set("ref", area_text((*first, *last)))

    def _read_rows(self) -> None:
        number = 0
        for element in children(self._data, "row"):
            written = element.get("r", "")
            number = int(written) if written.isdigit() else number + 1
            element.set("r", str(number))
            if number in self._rows:
                raise EditRefused(f"Row {number} of {self.name} stands twice in the file.")
            self._rows[number] = element
        self._order = sorted(self._rows)

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
                raise EditRefused(f"{self.name}!{a1(row, column)} stands twice in the file.")
            found[column] = element
        self._cells[row] = found
        return found

    def _fixed_areas(self) -> list[Area]:
        found = []
        for element in self._data.iter(f"{self._ns}f"):
            if element.get("t") in _FIXED and element.get("ref"):
                found.append(parse_area(element.get("ref", "")))
        return found

    def _check_place(self, row: int, column: int) -> None:
        where = f"{self.name}!{a1(row, column)}"
        if not (1 <= row <= LAST_ROW and 1 <= column <= LAST_COLUMN):
            raise EditRefused(f"There is no row {row}, column {column}.")
        if any(contains(area, row, column) for area in self._captions):
            raise EditRefused(f"{where} is in the heading or totals row of a table.")
        if any(contains(area, row, column) for area in self._fixed):
            raise EditRefused(f"{where} is part of an array formula.")
        for area in self.merges:
            if contains(area, row, column) and area[:2] != (row, column):
                raise EditRefused(f"{where} is inside the merged cells {area_text(area)}.")

    def _stored(
        self, value: CellValue | RichText, style: int
    ) -> tuple[str | None, str | None, int]:
        """Return the type, the stored text and the style of a value."""
        if value is None:
            return None, None, style
        if isinstance(value, str | RichText):
            font = self.ink.dates.font(style) if isinstance(value, RichText) else None
            return "s", str(self.ink.strings.number(value, font)), style
        if isinstance(value, ErrorValue):
            return "e", value.code, style
        if isinstance(value, bool):
            return "b", str(int(value)), style
        if isinstance(value, date):
            has_time = isinstance(value, datetime)
            stored = _stored_date(value, is_1904=self.ink.is_1904)
            return None, stored, self.ink.dates.dated(style, has_time=has_time)
        return None, _stored_number(value), style

    def _emptied(self, row: int, column: int) -> etree._Element:
        """Return the cell's element without its content, made where it is missing."""
        element = self.cell(row, column)
        if element is None:
            return self._new_cell(row, column)
        formula = child(element, "f")
        if formula is not None:
            self._release(formula)
            self.ink.has_changed_formulas = True
        for part in list(element):
            element.remove(part)
        for mark in ("cm", "vm"):
            _set(element, mark, None)
        _set(self._rows[row], "spans", None)
        return element

    def _new_cell(self, row: int, column: int) -> etree._Element:
        line = self.new_row(row)
        cells = self._row_cells(row)
        before = max((known for known in cells if known < column), default=None)
        element = etree.Element(f"{self._ns}c")
        element.set("r", a1(row, column))
        if before is None:
            line.insert(0, element)
        else:
            cells[before].addnext(element)
        cells[column] = element
        _set(line, "spans", None)
        return element

    def _release(self, formula: etree._Element) -> None:
        """Give each dependent of a shared formula its own, before the shared one goes."""
        group = formula.get("si")
        if formula.get("t") != "shared" or group is None or not formula.text:
            return
        for other, row, column in self._sharers(group):
            if other is not formula and not other.text:
                other.text = self._shared_text(group, row, column)
            if other is not formula:
                for mark in ("t", "si", "ref"):
                    _set(other, mark, None)

    def _sharers(self, group: str) -> Iterator[tuple[etree._Element, int, int]]:
        for row in self._order:
            for column, element in self._row_cells(row).items():
                formula = child(element, "f")
                if formula is not None and formula.get("si") == group:
                    yield formula, row, column

    def _writer_of(self, group: str) -> etree._Element | None:
        """Return the formula that a group shares, where its text stands."""
        return next((formula for formula, _, _ in self._sharers(group) if formula.text), None)

    def _shared_text(self, group: str, row: int, column: int) -> str:
        for formula, at_row, at_column in self._sharers(group):
            if formula.text:
                return Formula(decode(formula.text), at_row, at_column).at(row, column)
        return ""


def _areas(root: etree._Element, holder: str, name: str) -> list[Area]:
    return [parse_area(element.get("ref", "")) for element in children(child(root, holder), name)]


def _set(element: etree._Element, name: str, value: str | None) -> None:
    if value is not None:
        element.set(name, value)
    elif name in element.attrib:
        del element.attrib[name]


def _stored_number(value: int | float) -> str:
    if isinstance(value, int) and abs(value) > _MOST_EXACT:
        raise EditRefused(f"{value} has more digits than a workbook keeps: write it as text.")
    text = repr(value)
    if text in ("nan", "inf", "-inf"):
        raise EditRefused(f"{text} is not a number that a workbook can hold.")
    return text


def _stored_date(value: date, *, is_1904: bool) -> str:
    serial = serial_of(value, is_1904=is_1904)
    if serial is None:
        raise EditRefused(f"{value} is earlier than a workbook can hold.")
    return repr(serial)
