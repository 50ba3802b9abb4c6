"""Rows added at the foot of a table, with all that Excel would extend."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

from lxml import etree

from xlplan.workbook.addresses import LAST_ROW, Area, area_text, overlap, parse_area
from xlplan.workbook.cells import decode, encode, is_on
from xlplan.workbook.edits import EditRefused
from xlplan.workbook.formulas import Formula
from xlplan.workbook.grid import Grid
from xlplan.workbook.ranges import extend_ranges
from xlplan.workbook.styles import child, children, index
from xlplan.workbook.table_lines import Pattern, Row, Values, write_lines


@dataclass(frozen=True)
class TableDraft:
    """A table being edited, its sheet, and the other tables of that sheet."""

    root: etree._Element
    grid: Grid
    others: Sequence[etree._Element] = field(default=())

    @property
    def name(self) -> str:
        """The name that formulas use."""
        return self.root.get("displayName", self.root.get("name", ""))

    @property
    def area(self) -> Area:
        """The whole table, headings and totals included."""
        return parse_area(self.root.get("ref", ""))

    @cached_property
    def columns(self) -> dict[str, int]:
        """The sheet column of each heading."""
        elements = children(child(self.root, "tableColumns"), "tableColumn")
        left = self.area[1]
        return {decode(e.get("name", "")): left + n for n, e in enumerate(elements)}

    @property
    def totals(self) -> int:
        """How many totals rows it has."""
        return index(self.root.get("totalsRowCount"))

    @property
    def body_end(self) -> int:
        """The last row above the totals."""
        return self.area[2] - self.totals

    @property
    def first_body_row(self) -> int:
        """The first row under the headings."""
        has_headings = self.root.get("headerRowCount") != "0"
        return self.area[0] + (1 if has_headings else 0)

    def is_blank(self) -> bool:
        """Whether the only body row holds nothing but formulas."""
        row = self.body_end
        return row == self.first_body_row and not any(
            self.grid.holds(row, column) and not self.grid.formula(row, column)
            for column in self.columns.values()
        )


def append_rows(table: TableDraft, rows: Sequence[Row]) -> None:
    """Add rows under the last one, or from the only one when that is blank.

    A totals row must have moved down already. Raise EditRefused when a heading is not the table's
    or there is no room below.
    """
    last = table.body_end
    first = last if table.is_blank() else last + 1
    end = first + len(rows) - 1
    _check(table, [values for values, _ in rows], end)
    patterns = _patterns(table)
    there = [row for row in table.grid.rows_from(first) if row <= end]
    new = there[-1] + 1 if there else first
    _write_rows(table, patterns, first, rows[: new - first])
    if not write_lines(table.grid, patterns, rows[new - first :], first=new, marks=_heights(table)):
        _write_rows(table, patterns, new, rows[new - first :])
    if end > last:
        _grow(table, end)
    if "insertRow" in table.root.attrib:
        del table.root.attrib["insertRow"]


def captions(root: etree._Element) -> list[Area]:
    """Return the areas of a table's heading and totals rows, as far as it has them."""
    top, left, bottom, right = parse_area(root.get("ref", ""))
    found = [] if root.get("headerRowCount") == "0" else [(top, left, top, right)]
    if index(root.get("totalsRowCount")):
        found.append((bottom, left, bottom, right))
    return found


def _check(table: TableDraft, rows: Sequence[Values], end: int) -> None:
    name = table.name
    unknown = {heading for values in rows for heading in values} - set(table.columns)
    if unknown:
        raise EditRefused(f"The table {name} has no column {sorted(unknown)[0]}.")
    if table.root.get("tableType", "worksheet") != "worksheet":
        raise EditRefused(f"The table {name} is filled by a query.")
    if end + table.totals > LAST_ROW:
        raise EditRefused(f"The table {name} would be longer than a sheet.")
    _, left, _, right = table.area
    if end > table.body_end and not is_free(table, (table.body_end + 1, left, end, right)):
        raise EditRefused(f"Something stands below the table {name}.")


def is_free(table: TableDraft, area: Area) -> bool:
    """Whether nothing stands in an area below a table: no value, merged cell or other table."""
    grid = table.grid
    areas = [parse_area(other.get("ref", "")) for other in table.others]
    if any(overlap(area, other) for other in (*areas, *grid.merges)):
        return False
    rows = [row for row in grid.rows_from(area[0]) if row <= area[2]]
    return not any(
        area[1] <= column <= area[3] and grid.holds(row, column)
        for row in rows
        for column in grid.columns_of(row)
    )


def _patterns(table: TableDraft) -> list[Pattern]:
    grid, last = table.grid, table.body_end
    elements = children(child(table.root, "tableColumns"), "tableColumn")
    found = []
    for element, (heading, column) in zip(elements, table.columns.items(), strict=True):
        formula = _column_formula(table, element, column)
        array = None if formula is None else grid.array_formula(last, column)
        found.append(Pattern(heading, column, grid.style(last, column), formula, array))
    return found


def _column_formula(table: TableDraft, element: etree._Element, column: int) -> Formula | None:
    """Return the formula of a calculated column: the last row's, else the column's own."""
    body = range(table.first_body_row, table.body_end + 1)
    declared = child(element, "calculatedColumnFormula")
    if declared is None and not all(table.grid.has_formula(row, column) for row in body):
        return None
    above = table.grid.formula(body[-1], column)
    if above is not None or declared is None:
        return above
    if is_on(declared.get("array")):
        raise EditRefused(f"The table {table.name} has an array formula in a column.")
    return Formula(decode(declared.text or ""), body[0], column)


def _heights(table: TableDraft) -> dict[str, str]:
    """Return how high the last row is, for the rows under it."""
    marks = {name: table.grid.rows.mark(table.body_end, name) for name in ("ht", "customHeight")}
    return {name: value for name, value in marks.items() if value is not None}


def _write_rows(
    table: TableDraft, patterns: list[Pattern], first: int, rows: Sequence[Row]
) -> None:
    for row, (values, points) in enumerate(rows, start=first):
        _write_row(table, patterns, row, values, points)
        if points is not None:
            table.grid.fit_row(row, points)


def _write_row(
    table: TableDraft, patterns: list[Pattern], row: int, values: Values, points: float | None
) -> None:
    grid = table.grid
    if not grid.has_row(row):
        grid.new_row(row)
        # Nobody has set the height of a row that is new, whatever the one above says.
        for name, height in _heights(table).items() if points is None else ():
            grid.rows.set_mark(row, name, height)
    for pattern in patterns:
        if pattern.formula is not None and pattern.heading not in values:
            _fill_down(grid, pattern, row)
        else:
            value = values.get(pattern.heading)
            grid.write(row, pattern.column, value, style=pattern.style)


def _fill_down(grid: Grid, pattern: Pattern, row: int) -> None:
    assert pattern.formula is not None
    if grid.has_formula(row, pattern.column):
        return  # the only row was blank, and has its formulas
    if not grid.share_formula(row - 1, row, pattern.column, style=pattern.style):
        text = encode(pattern.formula.at(row, pattern.column))
        grid.write_formula(row, pattern.column, text, style=pattern.style, like=pattern.array)


def _grow(table: TableDraft, end: int) -> None:
    top, left, _, right = table.area
    last, totals = table.body_end, table.totals
    extend_ranges(table.grid.root, (top, left, last, right), end)
    for element in table.root.iter("{*}autoFilter", "{*}sortState", "{*}sortCondition"):
        reference = element.get("ref")
        if reference and parse_area(reference)[2] == last:
            first_row, first_column, _, last_column = parse_area(reference)
            element.set("ref", area_text((first_row, first_column, end, last_column)))
    whole = (top, left, end + totals, right)
    table.root.set("ref", area_text(whole))
    table.grid.widen_dimension(whole)
