"""What edits ask of a workbook, as the gate reads them: by sheet, row and column."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from xlplan.model import CellValue
from xlplan.workbook.edits import (
    AppendRow,
    Edit,
    FitRow,
    Growth,
    RichText,
    SetCell,
    SetFormula,
    SetLink,
)
from xlplan.workbook.gate_view import Opened, Place

AnyEdit = Edit | Growth
Meant = CellValue | RichText | SetFormula
Cells = dict[int, dict[int, Meant]]


class Grown:
    """A table that grows by rows `first` to `next` - 1, and what was asked of each.

    `left` and `right` are its first and last column, `columns` those of its headings; `end` was
    the last row above its totals.
    """

    def __init__(self, old: Opened, sheet: str, part: str, first: int, number: int) -> None:
        _, self.left, bottom, self.right = old.table_area(part)
        self.sheet, self.part, self.first, self.number = sheet, part, first, number
        self.end = bottom - old.table_totals(part)
        headings = reversed(list(enumerate(old.table_headings(part), self.left)))
        self.columns = {heading: column for column, heading in headings}
        self.next = first
        self.edits: list[AppendRow] = []
        self.above: list[int] = []
        self._above = self.end

    def add(self, asked: Asked, edit: AppendRow, *, goes_on: bool) -> None:
        """Note one more row; one that does not go on goes by the row above it as it then is."""
        if self.edits and not goes_on:
            self._above = self.next - 1
        line = Line(self, edit.values, edit.points, self._above)
        lines, number = asked.lines.setdefault(self.sheet, {}), self.next
        self.next += 1
        self.edits.append(edit)
        self.above.append(self._above)
        if number in lines or number in asked.cells.get(self.sheet, {}):
            asked.row(self.sheet, number).update(line.by_column())
        else:
            lines[number] = line

    def tell(self, asked: Asked) -> None:
        """Note the table, and which rows may have another height.

        The first new row may take the place of a table's only, blank one; and below a table
        some programs keep rows that hold nothing.
        """
        asked.grown.setdefault(self.sheet, []).append(self)
        asked.room.setdefault(self.sheet, set()).update(range(self.first, self.next))

    def line(self, number: int) -> Line:
        """Return what was asked of a new row when it was appended."""
        place = number - self.first
        edit = self.edits[place]
        return Line(self, edit.values, edit.points, self.above[place])


@dataclass(frozen=True)
class Line:
    """A row that was to be appended to a table, after the looks of the row `above`."""

    table: Grown
    values: Mapping[str, CellValue | RichText]
    points: float | None
    above: int

    def by_column(self) -> dict[int, Meant]:
        """Return the values by column; raise KeyError for a heading that the table has not."""
        columns = self.table.columns
        return {columns[heading]: value for heading, value in self.values.items()}


Lines = dict[int, Line]


@dataclass(frozen=True)
class Asked:
    """What must stand in a workbook, by sheet part: values by row and column, or whole new rows.

    A row of `lines` is none of `cells`. `grown` are the tables with new rows. The rows of `fitted`
    were to get these heights, those of `room` may have others for new rows. `redated` are the cells
    that had a date before they got what they were to hold in the end. `few` are the edits without
    cells and heights, and with one new row for each table.
    """

    cells: dict[str, Cells] = field(default_factory=dict)
    lines: dict[str, Lines] = field(default_factory=dict)
    grown: dict[str, list[Grown]] = field(default_factory=dict)
    fitted: dict[str, dict[int, float]] = field(default_factory=dict)
    room: dict[str, set[int]] = field(default_factory=dict)
    redated: dict[str, set[Place]] = field(default_factory=dict)
    few: list[AnyEdit] = field(default_factory=list)

    def put(self, sheet: str, number: int, column: int, value: Meant) -> None:
        """Note what a cell must hold."""
        row = self.row(sheet, number)
        if column in row and isinstance(row[column], date) and not isinstance(value, date):
            self.redated.setdefault(sheet, set()).add((number, column))
        row[column] = value

    def row(self, sheet: str, number: int) -> dict[int, Meant]:
        """Return the values of a row by column, to be added to."""
        rows = self.cells.setdefault(sheet, {})
        if number not in rows:
            line = self.lines.get(sheet, {}).pop(number, None)
            rows[number] = line.by_column() if line else {}
        return rows[number]


def read_edits(old: Opened, new: Opened, edits: Sequence[AnyEdit]) -> Asked:
    """Return what edits ask for; what comes later goes before what came earlier."""
    asked = Asked()
    tables: dict[str, Grown] = {}
    wanted = Counter(edit.table for edit in edits if isinstance(edit, AppendRow))
    before = ""
    for edit in edits:
        table = edit.table.casefold() if isinstance(edit, AppendRow) else ""
        if isinstance(edit, SetCell):
            asked.put(old.sheets[edit.sheet.casefold()], edit.row, edit.column, edit.value)
        elif isinstance(edit, FitRow):
            asked.fitted.setdefault(old.sheets[edit.sheet.casefold()], {})[edit.row] = edit.points
        elif isinstance(edit, AppendRow):
            if edit.table not in tables:
                asked.few.append(edit)
                _prepare(old, new, edit.table, wanted, tables)
            tables[edit.table].add(asked, edit, goes_on=table == before)
        else:
            asked.few.append(edit)
            if isinstance(edit, SetFormula | SetLink):
                meant = edit.text if isinstance(edit, SetLink) else edit
                asked.put(old.sheets[edit.sheet.casefold()], edit.row, edit.column, meant)
        before = table
    for grown in {table.part: table for table in tables.values()}.values():
        grown.tell(asked)
    return asked


def _prepare(
    old: Opened, new: Opened, table: str, wanted: Counter[str], tables: dict[str, Grown]
) -> None:
    """Note a table that grows; one that edits call by several names is one."""
    sheet, part = old.tables[table.casefold()]
    known = next((g for g in tables.values() if g.part == part), None)
    if known is None:
        named = [name for name in wanted if old.tables[name.casefold()][1] == part]
        number = sum(wanted[name] for name in named)
        known = Grown(old, sheet, part, _first_new_row(old, new, part, number), number)
    tables[table] = known


def _first_new_row(old: Opened, new: Opened, part: str, wanted: int) -> int:
    last, end = old.table_area(part)[2], new.table_area(part)[2]
    if end - last not in (wanted, wanted - 1):
        raise ValueError(f"a table grew by {end - last} rows for {wanted} new ones")
    return end - old.table_totals(part) - wanted + 1
