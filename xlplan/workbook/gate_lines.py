"""The rows of a sheet as the gate reads one when asked, and what new rows take from one above."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from xml.etree import ElementTree

from xlplan.workbook.gate_asked import Grown, Line
from xlplan.workbook.gate_formulas import Unfillable, filled
from xlplan.workbook.gate_text import name_of
from xlplan.workbook.gate_view import NOTHING, Marks, Opened, Place, Seen, area, cells_of

_MARK = re.compile(rb' ([\w:.]+)="([^"]*)"')
_WRITER = re.compile(rb"<f [^<>]*[^<>/]>[^<]")
_SHARED = b't="shared"'
_HEIGHT = ("ht", "customHeight")
_PLACED = ("r", "spans")
_ARRAY = ("cm", "f t", "f aca", "f ca")
Formula = str | None


class Rows:
    """The rows of one state of a sheet: as trees, or as bytes but for their closing tags."""

    def __init__(
        self,
        opened: Opened,
        rows: Mapping[int, bytes] | Mapping[int, ElementTree.Element],
        frame: Callable[[], ElementTree.Element],
    ) -> None:
        self._opened, self._rows, self._frame = opened, rows, frame
        self._known: dict[int, dict[int, Seen]] = {}
        self._writers: dict[str, tuple[Place, Seen]] | None = None

    def has(self, number: int) -> bool:
        """Whether a row exists."""
        return number in self._rows

    def cells(self, number: int) -> dict[int, Seen]:
        """Return the cells of a row by column, those too that say nothing; none without a row."""
        if number not in self._known:
            row = self._rows.get(number)
            if isinstance(row, bytes):
                row = ElementTree.fromstring(b"<row>" + row[row.find(b">") + 1 :] + b"</row>")
            found = {} if row is None else dict(cells_of(row))
            self._known[number] = {n: self._opened.seen(cell) for n, cell in found.items()}
        return self._known[number]

    def marks(self, number: int) -> dict[str, str]:
        """Return the marks of a row; none without a row."""
        row = self._rows.get(number)
        if isinstance(row, bytes):
            return read_marks(row[: row.find(b">") + 1])
        return {} if row is None else dict(row.attrib)

    def style(self, number: int, column: int) -> str:
        """Return the style of a cell, or the one that a new cell there would take."""
        cell = self.cells(number).get(column)
        return self.blank_style(number, column) if cell is None else cell.style

    def blank_style(self, number: int, column: int) -> str:
        """Return the style that a row or a column gives to cells that do not exist."""
        marks = self.marks(number)
        if marks.get("customFormat") in ("1", "true"):
            return marks.get("s", "").removeprefix("0")
        for element in (e for part in self._frame() if name_of(part) == "cols" for e in part):
            if int(element.get("min", "0")) <= column <= int(element.get("max", "0")):
                return element.get("style", "").removeprefix("0")
        return ""

    def formula(self, number: int, column: int) -> Formula:
        """Return the formula of a cell as it reads there; None without one, or without a text."""
        cell = self.cells(number).get(column, NOTHING)
        if cell.formula is None or not cell.asks:
            return cell.formula
        place, first = self.writers().get(cell.group, ((0, 0), NOTHING))
        top, left, bottom, right = area(dict(first.marks).get("f ref", "A1"))
        if first.formula is None or not (top <= number <= bottom and left <= column <= right):
            return None
        try:
            return filled(first.formula, place, (number, column))
        except Unfillable:
            return None

    def writers(self) -> dict[str, tuple[Place, Seen]]:
        """Return the first cell of each shared formula by its number, with its place."""
        if self._writers is None:
            self._writers = {}
            for number, row in self._rows.items():
                if not isinstance(row, bytes) or (_SHARED in row and _WRITER.search(row)):
                    for column, cell in self.cells(number).items():
                        if cell.shares and not cell.asks:
                            self._writers.setdefault(cell.group, ((number, column), cell))
        return self._writers

    def askers(self) -> Iterator[Place]:
        """Yield the cells whose formulas are those of others."""
        for number, row in self._rows.items():
            if not isinstance(row, bytes) or _SHARED in row:
                for column, cell in self.cells(number).items():
                    if cell.asks and cell.shares:
                        yield number, column


def read_marks(tag: bytes) -> dict[str, str]:
    """Return the marks of a row's tag; raise ParseError when one stands twice."""
    found = {key.decode(): value.decode() for key, value in _MARK.findall(tag)}
    if len(found) < tag.count(b'="'):
        raise ElementTree.ParseError("a mark stands twice")
    return found


@dataclass(frozen=True)
class Due:
    """What a new cell of a column may look like, and the formulas that it may have to have.

    Each formula stands with the cell that it reads for; with None it may have none. `arrays` are
    the marks by which a formula is kept as one of an array, none for the usual ones.
    """

    styles: frozenset[str]
    formulas: tuple[tuple[str, Place] | None, ...]
    arrays: tuple[Marks, ...]

    def reads(self, formula: Formula, place: Place) -> bool:
        """Whether a formula is one of those, filled into a cell."""
        if formula is None:
            return None in self.formulas
        return any(one and _filled(one, place) == formula for one in self.formulas)


class Above:
    """What new rows take from the row above, as it was before the edits or came to be by them."""

    def __init__(self, old: Rows, new: Rows, opened: Opened) -> None:
        self.old, self.new, self._opened = old, new, opened
        self._known: dict[tuple[str, int, int, bool], Due] = {}
        self._declared: dict[str, tuple[int, dict[int, tuple[str, Place]]]] = {}

    def due(self, line: Line, column: int, *, is_there: bool = False) -> Due:
        """Return what a cell of a new row takes; `is_there`: the row is the blank one above."""
        key = line.table.part, line.above, column, is_there
        if key not in self._known:
            self._known[key] = self._due(line, column, is_there=is_there)
        return self._known[key]

    def _due(self, line: Line, column: int, *, is_there: bool) -> Due:
        table, above = line.table, line.above
        sides = [self.old] if above <= table.end else []
        if not is_there:
            sides.append(self.new)
        declared = self._of(table)[1].get(column)
        formulas: list[tuple[str, Place] | None] = []
        for side in sides:
            text = side.formula(above, column)
            formulas.append((text, (above, column)) if text is not None else declared)
        styles = frozenset(side.style(above, column) for side in sides)
        cells = [side.cells(above).get(column, NOTHING) for side in sides]
        return Due(styles, tuple(formulas), tuple(array_marks(cell) for cell in cells))

    def has_formula(self, table: Grown, column: int) -> bool:
        """Whether a table says a formula for a column."""
        return column in self._of(table)[1]

    def top(self, table: Grown) -> int:
        """Return a table's first row under its headings."""
        return self._of(table)[0]

    def _of(self, table: Grown) -> tuple[int, dict[int, tuple[str, Place]]]:
        if table.part not in self._declared:
            self._declared[table.part] = self._opened.table_formulas(table.part)
        return self._declared[table.part]

    def is_marked(self, line: Line, marks: Mapping[str, str], *, is_fitted: bool) -> bool:
        """Whether a row that was made is as high as asked for or as the one above, and shown."""
        found = {key: value for key, value in marks.items() if key not in _PLACED}
        return any(
            _without(found, is_fitted) == _without(due, is_fitted) for due in self._heights(line)
        )

    def _heights(self, line: Line) -> Iterator[dict[str, str]]:
        if line.points is not None:
            yield {"ht": f"{line.points:g}"}
            return
        for side in (self.old, self.new):
            marks = side.marks(line.above)
            yield {name: marks[name] for name in _HEIGHT if name in marks}


def array_marks(cell: Seen) -> Marks:
    """Return the marks by which a formula is kept as one of an array, but for its cells."""
    marks = dict(cell.marks)
    is_array = marks.get("f t") == "array"
    return tuple((key, marks[key]) for key in _ARRAY if is_array and key in marks)


def _without(marks: dict[str, str], is_fitted: bool) -> dict[str, str]:
    return {key: value for key, value in marks.items() if not (is_fitted and key == "ht")}


def _filled(formula: tuple[str, Place], place: Place) -> Formula:
    try:
        return filled(*formula, place)
    except Unfillable:
        return None
