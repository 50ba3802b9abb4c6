"""What edits ask of a workbook, as the gate reads them: by sheet, row and column."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

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
from xlplan.workbook.gate_view import Opened

AnyEdit = Edit | Growth
Meant = CellValue | RichText | SetFormula
Cells = dict[int, dict[int, Meant]]
Area = tuple[int, int, int, int]


@dataclass(frozen=True)
class Line:
    """A row that was to be appended to a table, and where the table's headings are.

    `columns` are by heading; `left` and `right` are the table's first and last column.
    """

    table: str
    values: Mapping[str, CellValue | RichText]
    columns: Mapping[str, int]
    left: int
    right: int

    def by_column(self) -> dict[int, Meant]:
        """Return the values by column; raise KeyError for a heading that the table has not."""
        return {self.columns[heading]: value for heading, value in self.values.items()}


Lines = dict[int, Line]


@dataclass(frozen=True)
class Asked:
    """What must stand in a workbook, by sheet part: values by row and column, or whole new rows.

    A row of `lines` is none of `cells`. `fitted` are the rows that may have another height,
    `areas` those of new rows by table. `few` are the edits without cells and heights, and with
    one new row for each table.
    """

    cells: dict[str, Cells] = field(default_factory=dict)
    lines: dict[str, Lines] = field(default_factory=dict)
    areas: dict[str, dict[str, Area]] = field(default_factory=dict)
    fitted: dict[str, set[int]] = field(default_factory=dict)
    few: list[AnyEdit] = field(default_factory=list)

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
    tables: dict[str, _Growing] = {}
    wanted = Counter(edit.table for edit in edits if isinstance(edit, AppendRow))
    for edit in edits:
        if isinstance(edit, SetCell):
            asked.row(old.sheets[edit.sheet.casefold()], edit.row)[edit.column] = edit.value
        elif isinstance(edit, FitRow):
            asked.fitted.setdefault(old.sheets[edit.sheet.casefold()], set()).add(edit.row)
        elif isinstance(edit, AppendRow):
            if edit.table not in tables:
                asked.few.append(edit)
                _prepare(old, new, edit.table, wanted, tables)
            tables[edit.table].add(asked, edit)
        else:
            asked.few.append(edit)
            if isinstance(edit, SetFormula | SetLink):
                meant = edit.text if isinstance(edit, SetLink) else edit
                asked.row(old.sheets[edit.sheet.casefold()], edit.row)[edit.column] = meant
    for growing in tables.values():
        growing.tell(asked)
    return asked


def _prepare(
    old: Opened, new: Opened, table: str, wanted: Counter[str], tables: dict[str, _Growing]
) -> None:
    """Note a table that grows; one that edits call by several names is one."""
    sheet, part = old.tables[table.casefold()]
    known = next((g for g in tables.values() if g.part == part), None)
    if known is None:
        named = [name for name in wanted if old.tables[name.casefold()][1] == part]
        number = sum(wanted[name] for name in named)
        known = _Growing(old, sheet, part, _first_new_row(old, new, part, number), number)
    tables[table] = known


class _Growing:
    """A table that grows, row by row."""

    def __init__(self, old: Opened, sheet: str, part: str, first: int, number: int) -> None:
        _, self.left, bottom, self.right = old.table_area(part)
        self.sheet, self.part, self.first, self.number = sheet, part, first, number
        self.end = bottom - old.table_totals(part)
        headings = reversed(list(enumerate(old.table_headings(part), self.left)))
        self.columns = {heading: column for column, heading in headings}
        self.next = first

    def add(self, asked: Asked, edit: AppendRow) -> None:
        line = Line(self.part, edit.values, self.columns, self.left, self.right)
        lines, number = asked.lines.setdefault(self.sheet, {}), self.next
        self.next += 1
        if number in lines or number in asked.cells.get(self.sheet, {}):
            asked.row(self.sheet, number).update(line.by_column())
        else:
            lines[number] = line

    def tell(self, asked: Asked) -> None:
        """Note where the new rows are, and which rows may have another height.

        The first new row may take the place of a table's only, blank one; and below a table
        some programs keep rows that hold nothing.
        """
        area = self.first, self.left, self.next - 1, self.right
        asked.areas.setdefault(self.sheet, {})[self.part] = area
        rows = range(self.end, self.end + self.number + 1)
        asked.fitted.setdefault(self.sheet, set()).update(rows)


def _first_new_row(old: Opened, new: Opened, part: str, wanted: int) -> int:
    last, end = old.table_area(part)[2], new.table_area(part)[2]
    if end - last not in (wanted, wanted - 1):
        raise ValueError(f"a table grew by {end - last} rows for {wanted} new ones")
    return end - old.table_totals(part) - wanted + 1
