"""The cells of one worksheet being edited: found, made where they are missing, and written."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Sequence
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
    overlap,
    parse_area,
)
from xlplan.workbook.cells import decode, encode, is_on, namespace, serial_of
from xlplan.workbook.date_styles import DateStyles
from xlplan.workbook.edits import EditRefused, RichText
from xlplan.workbook.formulas import Formula
from xlplan.workbook.row_elements import ElementRows
from xlplan.workbook.row_store import FormulaText, Held, RowStore
from xlplan.workbook.strings import SharedStrings
from xlplan.workbook.styles import child, children, index

_MOST_EXACT = 2**53


@dataclass
class Ink:
    """What every sheet of one workbook writes with."""

    strings: SharedStrings
    dates: DateStyles
    is_1904: bool
    has_changed_formulas: bool = False


class Grid:
    """The rows and cells of one worksheet; `root` is what stands beside them.

    `captions` are the heading and totals rows of its tables: their text stands in the table too,
    and Excel repairs a file where the two differ.
    """

    def __init__(
        self,
        root: etree._Element,
        name: str,
        ink: Ink,
        captions: Sequence[Area] = (),
        rows: RowStore | None = None,
    ) -> None:
        self._captions = list(captions)
        self.root = root
        self.name = name
        self.ink = ink
        self._ns = namespace(root)
        self.rows: RowStore = ElementRows(root, name) if rows is None else rows
        self._columns = [
            (index(e.get("min")), index(e.get("max")), index(e.get("style")))
            for e in children(child(root, "cols"), "col")
        ]
        self.merges = _areas(root, "mergeCells", "mergeCell")
        self.fixed = self.rows.fixed_areas()
        # What one cell has for itself may be overwritten, as in Excel.
        self._spread = [area for area in self.fixed if area[:2] != area[2:]]
        self._barred = [*captions, *self._spread, *self.merges]
        self._writers: dict[str, tuple[int, int]] = {}

    def columns_of(self, row: int) -> list[int]:
        """Return the columns of a row that have a cell, in order."""
        return self.rows.columns(row)

    def has_row(self, row: int) -> bool:
        """Whether a row exists."""
        return self.rows.has(row)

    def rows_from(self, row: int) -> list[int]:
        """Return the rows that exist from a row on, in order."""
        return self.rows.numbers[bisect_left(self.rows.numbers, row) :]

    def holds(self, row: int, column: int) -> bool:
        """Whether a cell has a value or a formula."""
        held = self.rows.held(row, column)
        return held is not None and held.is_full

    def has_formula(self, row: int, column: int) -> bool:
        """Whether a cell has a formula."""
        held = self.rows.held(row, column)
        return held is not None and held.formula is not None

    def formula(self, row: int, column: int) -> Formula | None:
        """Return the formula of a cell as it reads there; None when it has none."""
        held = self.rows.held(row, column)
        if held is None or held.formula is None:
            return None
        text, marks = decode(held.formula.text), held.formula.marks
        if not text and marks.get("t") == "shared":
            text = self._shared_text(marks.get("si", ""), row, column)
        return Formula(text, row, column) if text else None

    def style(self, row: int, column: int) -> int:
        """Return the style of a cell, or the one that a new cell there would take."""
        held = self.rows.held(row, column)
        return self._new_style(row, column) if held is None else held.style

    def _new_style(self, row: int, column: int) -> int:
        if is_on(self.rows.mark(row, "customFormat")):
            return index(self.rows.mark(row, "s"))
        return next((s for first, last, s in self._columns if first <= column <= last), 0)

    def write(
        self, row: int, column: int, value: CellValue | RichText, *, style: int | None = None
    ) -> None:
        """Give a cell a value; it keeps its style unless another is given or a date needs one.

        Raise EditRefused where a value cannot stand.
        """
        self._check_place(row, column)
        held = self.rows.held(row, column)
        if style is None:
            style = self._new_style(row, column) if held is None else held.style
        if value is None and held is None and not style:
            return
        kind, stored, style = self.stored(value, style)
        self._release(row, column, held)
        self.new_row(row)
        self.rows.put(row, column, style, kind, stored)

    def write_all(self, cells: Sequence[tuple[int, int, CellValue | RichText]]) -> None:
        """Give cells their values in order, each by row and column, as `write` does."""
        rows, columns = [row for row, _, _ in cells], [column for _, column, _ in cells]
        is_barred = self.is_barred((min(rows), min(columns), max(rows), max(columns)))
        for row, column, value in cells:
            spot = None if is_barred else self.rows.spot(row, column)
            if spot is None:
                self.write(row, column, value)
            else:
                kind, stored, style = self.stored(value, spot.style)
                self.rows.fill(row, spot, style=style, kind=kind, value=stored)
        filled = [(row, column) for row, column, value in cells if value is not None]
        if filled:
            rows, columns = [row for row, _ in filled], [column for _, column in filled]
            self.widen_dimension((min(rows), min(columns), max(rows), max(columns)))

    def is_barred(self, area: Area) -> bool:
        """Whether a cell of an area may be one that cannot be written."""
        top, left, bottom, right = area
        is_on_sheet = 1 <= top <= bottom <= LAST_ROW and 1 <= left <= right <= LAST_COLUMN
        return not is_on_sheet or any(overlap(area, barred) for barred in self._barred)

    def array_formula(self, row: int, column: int) -> FormulaText | None:
        """Return the array formula of a cell that has one for itself; None without one.

        Raise EditRefused when it has it together with other cells.
        """
        held = self.rows.held(row, column)
        if held is None or held.formula is None or held.formula.marks.get("t") != "array":
            return None
        if parse_area(held.formula.marks.get("ref", "")) != (row, column, row, column):
            raise EditRefused(f"{self._named(row, column)} is part of an array formula.")
        return held.formula

    def write_formula(
        self, row: int, column: int, formula: str, *, style: int, like: FormulaText | None = None
    ) -> None:
        """Give a cell a formula, to be worked out when the workbook is opened.

        `formula` has its escapes; `like` is an array formula, which it is to be too.
        """
        marks = {} if like is None else {**like.marks, "ref": a1(row, column)}
        kind = None if like is None else like.cell_kind
        self._put_formula(row, column, FormulaText(formula, marks, kind), style)

    def share_down(self, rows: Sequence[int], column: int, formula: str) -> None:
        """Give the cells of a column one formula, as it reads in the first of the rows."""
        groups = (formula.marks.get("si", "") for _, _, formula in self.rows.formulas())
        group = str(max((index(number) for number in groups), default=-1) + 1)
        area = area_text((rows[0], column, rows[-1], column))
        told = {"t": "shared", "si": group}
        for row in rows:
            is_first = row == rows[0]
            text = FormulaText(formula, told | {"ref": area}) if is_first else FormulaText("", told)
            self._put_formula(row, column, text, self.style(row, column))

    def share_formula(self, above: int, row: int, column: int, *, style: int) -> bool:
        """Have a cell share the formula of the one above it; False when that one shares none.

        `row` is the next one under the cells that share it.
        """
        held = self.rows.held(above, column)
        if held is None or held.formula is None or held.formula.marks.get("t") != "shared":
            return False
        group = held.formula.marks.get("si", "")
        place = self._writer_of(group)
        first = None if place is None else self.rows.held(*place)
        if place is None or first is None or first.formula is None:
            return False
        marks = dict(first.formula.marks)
        area = parse_area(marks.get("ref", "A1"))
        if not contains(area, above, column):
            return False
        marks["ref"] = area_text((area[0], area[1], max(area[2], row), area[3]))
        self.rows.set_formula(*place, FormulaText(first.formula.text, marks))
        shared = FormulaText("", {"t": "shared", "si": group})
        self._put_formula(row, column, shared, style)
        return True

    def new_row(self, row: int) -> None:
        """Make a row, where it is missing."""
        if not self.has_row(row):
            self.rows.add(row)

    def fit_row(self, row: int, points: float) -> None:
        """Give a row a height; one that somebody set by hand stays."""
        tall = f"{points:g}"
        if not self.has_row(row) or is_on(self.rows.mark(row, "customHeight")):
            return
        if self.rows.mark(row, "ht") != tall:
            self.rows.set_mark(row, "ht", tall)

    def show_row(self, row: int, points: float) -> None:
        """Bring a row into view, with a height."""
        self.new_row(row)
        self.rows.set_mark(row, "hidden", None)
        self.rows.set_mark(row, "ht", f"{points:g}")
        self.rows.set_mark(row, "customHeight", "1")

    def move_down(self, area: Area, by: int, change: Callable[[str], str]) -> None:
        """Move the cells of an area; `change` gives how the formula of one reads from then on."""
        for row in reversed([row for row in self.rows_from(area[0]) if row <= area[2]]):
            for column in [c for c in self.columns_of(row) if area[1] <= c <= area[3]]:
                self._rewrite(row, column, change)
                self.new_row(row + by)
                self.rows.move(row, column, row + by)
        for areas in (self._captions, self.merges):
            for n, (top, left, bottom, right) in enumerate(areas):
                if contains(area, top, left):
                    areas[n] = (top + by, left, bottom + by, right)
        self._barred = [*self._captions, *self._spread, *self.merges]

    def _rewrite(self, row: int, column: int, change: Callable[[str], str]) -> None:
        held, formula = self.rows.held(row, column), self.formula(row, column)
        if held is None or held.formula is None or formula is None:
            return
        self._release(row, column, held)
        marks = {k: v for k, v in held.formula.marks.items() if k not in ("t", "si", "ref")}
        self.rows.set_formula(row, column, FormulaText(encode(change(formula.text)), marks))

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

    def _put_formula(self, row: int, column: int, formula: FormulaText, style: int) -> None:
        self._check_place(row, column)
        self._release(row, column, self.rows.held(row, column))
        self.new_row(row)
        self.rows.put(row, column, style, formula=formula)
        self.ink.has_changed_formulas = True

    def _check_place(self, row: int, column: int) -> None:
        if not (1 <= row <= LAST_ROW and 1 <= column <= LAST_COLUMN):
            raise EditRefused(f"There is no row {row}, column {column}.")
        for area in self._barred:
            if area[0] <= row <= area[2] and area[1] <= column <= area[3]:
                self._refuse(row, column)

    def _refuse(self, row: int, column: int) -> None:
        where = self._named(row, column)
        if any(contains(area, row, column) for area in self._captions):
            raise EditRefused(f"{where} is in the heading or totals row of a table.")
        if any(contains(area, row, column) for area in self._spread):
            raise EditRefused(f"{where} is part of an array formula.")
        for area in self.merges:
            if contains(area, row, column) and area[:2] != (row, column):
                raise EditRefused(f"{where} is inside the merged cells {area_text(area)}.")

    def _named(self, row: int, column: int) -> str:
        return f"{self.name}!{a1(row, column)}"

    def stored(self, value: CellValue | RichText, style: int) -> tuple[str | None, str | None, int]:
        """Return the type, the stored text and the style of a value."""
        if value is None:
            return None, None, style
        if isinstance(value, str):
            return "s", str(self.ink.strings.number(value)), style
        if isinstance(value, RichText):
            return "s", str(self.ink.strings.number(value, self.ink.dates.font(style))), style
        if isinstance(value, ErrorValue):
            return "e", value.code, style
        if isinstance(value, bool):
            return "b", str(int(value)), style
        if isinstance(value, date):
            has_time = isinstance(value, datetime)
            stored = _stored_date(value, is_1904=self.ink.is_1904)
            return None, stored, self.ink.dates.dated(style, has_time=has_time)
        return None, _stored_number(value), style

    def _release(self, row: int, column: int, held: Held | None) -> None:
        """Before a formula goes, give each cell that shares it its own."""
        if held is None or held.formula is None:
            return
        self.ink.has_changed_formulas = True
        marks, group = held.formula.marks, held.formula.marks.get("si")
        if marks.get("t") != "shared" or group is None or not held.formula.text:
            return
        shared = Formula(decode(held.formula.text), row, column)
        for at_row, at_column, formula in list(self.rows.formulas()):
            if formula.marks.get("si") == group and (at_row, at_column) != (row, column):
                text = formula.text or encode(shared.at(at_row, at_column))
                kept = {k: v for k, v in formula.marks.items() if k not in ("t", "si", "ref")}
                self.rows.set_formula(at_row, at_column, FormulaText(text, kept))
        self._writers.pop(group, None)

    def _writer_of(self, group: str) -> tuple[int, int] | None:
        """Return where the text of a shared formula stands."""
        if group not in self._writers:
            for row, column, formula in self.rows.formulas():
                if formula.text and "si" in formula.marks:
                    self._writers.setdefault(formula.marks["si"], (row, column))
                if group in self._writers:
                    break
        return self._writers.get(group)

    def _shared_text(self, group: str, row: int, column: int) -> str:
        place = self._writer_of(group)
        first = None if place is None else self.rows.held(*place)
        if place is None or first is None or first.formula is None:
            return ""
        return Formula(decode(first.formula.text), *place).at(row, column)


def _areas(root: etree._Element, holder: str, name: str) -> list[Area]:
    return [parse_area(element.get("ref", "")) for element in children(child(root, holder), name)]


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
