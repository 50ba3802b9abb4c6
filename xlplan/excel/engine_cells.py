"""The cells of the engine for tests."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any, Protocol

from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.formula.translate import Translator
from openpyxl.utils.cell import get_column_letter, range_boundaries
from openpyxl.worksheet.dimensions import ColumnDimension
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.worksheet import Worksheet
from xlwings import base_classes

from xlplan.excel.engine_looks import FontOf, Hideable, NoteOf, align, move_cells, paint, undress

_NUMBER = re.compile(r"[+-]?\d+(\.\d*)?([eE][+-]?\d+)?%?")
_DATES = ("%d/%m/%Y", "%Y-%m-%d", "%Y-%m", "%Y-%m-%d %H:%M:%S")


def as_typed(text: str) -> object:
    """Return what Excel would make of a text typed into a cell."""
    bare = text.strip()
    if bare.upper() in ("TRUE", "FALSE"):
        return bare.upper() == "TRUE"
    if _NUMBER.fullmatch(bare):
        return float(bare.rstrip("%")) / (100 if bare.endswith("%") else 1)
    for form in _DATES:
        try:
            return datetime.strptime(bare, form)
        except ValueError:
            continue
    return text


@dataclass(frozen=True)
class Grid:
    """The cells of one sheet, and what its formulas came to when the file was saved."""

    sheet: Worksheet
    saved: Worksheet | None
    touch: Callable[[], None]

    def read(self, row: int, column: int) -> object:
        """Return the value of a cell as Excel gives it: every number with a fraction."""
        cell = self.sheet.cell(row, column)
        value: object = cell.value
        if cell.data_type == "f":
            value = self.saved.cell(row, column).value if self.saved else None
        if isinstance(value, CellRichText):
            return str(value)
        if isinstance(value, int) and not isinstance(value, bool):
            return float(value)
        return value

    def write(self, row: int, column: int, value: Any) -> None:
        """Type a value into a cell; raise PermissionError on a protected sheet."""
        if self.sheet.protection.sheet:
            raise PermissionError(f"The sheet {self.sheet.title} is protected.")
        cell = self.sheet.cell(row, column)
        is_marked = isinstance(value, str) and value.startswith("'")
        if is_marked:
            value = value[1:]
        elif isinstance(value, str) and not value.startswith("="):
            value = as_typed(value)
        cell.value = None if value == "" else value
        if is_marked and value:
            cell.data_type = "s"
        cell.quotePrefix = is_marked
        self.touch()


class OnSheet(Protocol):
    """The sheet that cells stand on."""

    @property
    def name(self) -> str:
        """Its tab name."""

    @property
    def grid(self) -> Grid:
        """Its cells."""


class CellRange(Hideable, base_classes.Range):
    """A rectangle of cells."""

    def __init__(self, sheet: OnSheet, area: tuple[int, int, int, int]) -> None:
        self._sheet, self.worksheet = sheet, sheet.grid.sheet
        self.first_row, self.first_column, self.last_row, self.last_column = area
        self.options: dict[str, object] = {}

    @classmethod
    def between(cls, sheet: OnSheet, one: Any, other: Any = None) -> CellRange:
        """Return the range from one corner to the other, each an address, a place or a range."""
        first = _area(sheet, one)
        last = first if other is None else _area(sheet, other)
        top, left = min(first[0], last[0]), min(first[1], last[1])
        return cls(sheet, (top, left, max(first[2], last[2]), max(first[3], last[3])))

    @property
    def api(self) -> CellRange:
        """The range itself."""
        return self

    @property
    def sheet(self) -> OnSheet:
        """The sheet it is on."""
        return self._sheet

    @property
    def row(self) -> int:
        """Its first row."""
        return self.first_row

    @property
    def column(self) -> int:
        """Its first column."""
        return self.first_column

    @property
    def shape(self) -> tuple[int, int]:
        """How many rows and columns."""
        return self.last_row - self.first_row + 1, self.last_column - self.first_column + 1

    @property
    def coords(self) -> tuple[str, int, int, int, int]:
        """Sheet, first row and column, how many rows and columns."""
        return self._sheet.name, self.first_row, self.first_column, *self.shape

    def __len__(self) -> int:
        return self.shape[0] * self.shape[1]

    def __bool__(self) -> bool:
        return True

    def __call__(self, arg1: int, arg2: int | None = None) -> CellRange:  # noqa: D102
        if arg2 is None:
            down, right = divmod(arg1 - 1, self.shape[1])
            arg1, arg2 = down + 1, right + 1
        row, column = self.first_row + arg1 - 1, self.first_column + arg2 - 1
        return CellRange(self._sheet, (row, column, row, column))

    @property
    def rows(self) -> list[CellRange]:
        """Its rows."""
        numbers = range(self.first_row, self.last_row + 1)
        return [
            CellRange(self._sheet, (n, self.first_column, n, self.last_column)) for n in numbers
        ]

    @property
    def columns(self) -> list[CellRange]:
        """Its columns."""
        numbers = range(self.first_column, self.last_column + 1)
        return [CellRange(self._sheet, (self.first_row, n, self.last_row, n)) for n in numbers]

    @property
    def address(self) -> str:
        """Its address, as $A$1:$B$2."""
        return str(self.get_address(True, True, False))

    def get_address(self, row_absolute: bool, col_absolute: bool, external: bool) -> str:
        """Return its address."""
        mark, sign = "$" * col_absolute, "$" * row_absolute
        ends = ((self.first_row, self.first_column), (self.last_row, self.last_column))
        parts = [f"{mark}{get_column_letter(c)}{sign}{r}" for r, c in ends]
        return parts[0] if len(self) == 1 else ":".join(parts)

    @property
    def raw_value(self) -> list[list[object]]:
        """Its values, row by row; writing one value fills every cell."""
        return [[self._sheet.grid.read(*at) for at in row] for row in self._places()]

    @raw_value.setter
    def raw_value(self, value: Any) -> None:
        for down, row in enumerate(self._places()):
            for across, at in enumerate(row):
                one = value[down][across] if isinstance(value, list | tuple) else value
                self._sheet.grid.write(*at, one)

    @property
    def formula(self) -> object:
        """Its formulas, or values where there are none: one, or row by row."""
        cells = self._sheet.grid.sheet
        found = [
            ["" if (v := cells.cell(*at).value) is None else v for at in row]
            for row in self._places()
        ]
        return found[0][0] if len(self) == 1 else found

    @formula.setter
    def formula(self, value: Any) -> None:
        self.raw_value = value

    @property  # type: ignore[misc]  # formats are not changed here
    def number_format(self) -> str:
        """The number format of its first cell."""
        return self._sheet.grid.sheet.cell(self.first_row, self.first_column).number_format

    @property
    def column_width(self) -> float:
        """The width of its first column, in characters."""
        return float(self._column().width)

    @column_width.setter
    def column_width(self, value: float) -> None:
        self._column().width = value

    @property
    def row_height(self) -> float | None:
        """The height of its first row in points; None where Excel fits it."""
        height: float | None = self._sheet.grid.sheet.row_dimensions[self.first_row].height
        return height

    @row_height.setter
    def row_height(self, value: float) -> None:
        row = self._sheet.grid.sheet.row_dimensions[self.first_row]
        row.height, row.hidden = value, value == 0

    def _column(self) -> ColumnDimension:
        letters = get_column_letter(self.first_column)
        return self._sheet.grid.sheet.column_dimensions[letters]

    @property
    def characters(self) -> Letters:
        """Its text, to be styled in part."""
        return Letters(self)

    def clear_contents(self) -> None:
        """Empty its cells."""
        self.raw_value = None

    @property
    def styled(self) -> list[Cell | MergedCell]:
        """Each of its cells."""
        sheet = self._sheet.grid.sheet
        return [sheet.cell(*at) for row in self._places() for at in row]

    @property
    def font(self) -> FontOf:
        """Its font."""
        return FontOf(self)

    def _dress(self, dress: Callable[..., None], *how: str, **named: object) -> None:
        dress(self, *how, **named)
        self._sheet.grid.touch()

    color = property(None, lambda self, value: self._dress(paint, value))
    wrap_text = property(None, lambda self, value: self._dress(align, wrap_text=value))
    vertical_alignment = property(None, lambda self, value: self._dress(align, vertical=value))

    def clear_formats(self) -> None:
        """Give its cells the look of a new sheet."""
        self._dress(undress)

    def add_hyperlink(
        self, address: str, text_to_display: str | None = None, screen_tip: str | None = None
    ) -> None:
        """Link it to a place in the workbook, given as #Sheet!A1; its text is typed into it."""
        self.raw_value = text_to_display
        place = address.removeprefix("#")
        cell = self._sheet.grid.sheet.cell(self.first_row, self.first_column)
        cell.hyperlink = Hyperlink(ref=cell.coordinate, location=place, tooltip=screen_tip)

    @property
    def note(self) -> NoteOf | None:
        """The note of its first cell."""
        cell = self._sheet.grid.sheet.cell(self.first_row, self.first_column)
        there = isinstance(cell, Cell) and cell.comment
        return NoteOf(cell, self, self._sheet.grid.touch) if there else None

    def add_note(self, text: str) -> NoteOf:
        """Put a note on its first cell."""
        cell = self._sheet.grid.sheet.cell(self.first_row, self.first_column)
        made = NoteOf(cell, self, self._sheet.grid.touch)
        made.text = text
        return made

    def insert(self, shift: Any = "down", copy_origin: Any = None) -> None:
        """Put cells in its place; those below move down, and a table that it cuts grows."""
        grid = self._sheet.grid
        move_cells((grid.sheet, grid.saved), _area(self._sheet, self), self.shape[0])

    def delete(self, shift: str | None = None) -> None:
        """Take cells out; those below move up."""
        grid = self._sheet.grid
        move_cells((grid.sheet, grid.saved), _area(self._sheet, self), -self.shape[0])

    def autofit(self, axis: str | None = None) -> None:
        """Do nothing: there is no screen to fit to."""

    def select(self) -> None:
        """Select it."""
        view = self._sheet.grid.sheet.sheet_view.selection[0]
        text = self.get_address(False, False, False)
        view.activeCell, view.sqref = text.split(":")[0], text

    def copy(self, destination: Any = None) -> None:
        """Copy one row of cells, with formats and drop-downs, onto each row of another range."""
        sheet = self._sheet.grid.sheet
        for row in destination.impl._places():
            for at, (row_number, column) in zip(self._places()[0], row, strict=True):
                cell, new = sheet.cell(*at), sheet.cell(row_number, column)
                new._style = cell._style  # type: ignore[union-attr]
                new.value = cell.value
                if cell.data_type == "f":
                    there = Translator(str(cell.value), origin=cell.coordinate)
                    new.value = there.translate_formula(new.coordinate)
                for rule in sheet.data_validations.dataValidation:
                    if cell.coordinate in rule:
                        rule.add(new)
        self._sheet.grid.touch()

    def _places(self) -> list[list[tuple[int, int]]]:
        columns = range(self.first_column, self.last_column + 1)
        return [[(r, c) for c in columns] for r in range(self.first_row, self.last_row + 1)]


def _area(sheet: OnSheet, place: Any) -> tuple[int, int, int, int]:
    if isinstance(place, CellRange):
        return place.first_row, place.first_column, place.last_row, place.last_column
    if isinstance(place, tuple):
        row, column, *size = place  # xlwings adds how many rows and columns to slice a range
        down, across = size or (1, 1)
        return row, column, row + down - 1, column + across - 1
    left, top, right, bottom = range_boundaries(place.replace("$", ""))
    assert left and top and right and bottom
    return top, left, bottom, right


class Letters(base_classes.Characters):
    """A stretch of one cell's text; its `font` is itself, for what is bold."""

    def __init__(self, place: CellRange, start: int = 0, stop: int | None = None) -> None:
        self._place, self._start, self._stop = place, start, stop

    def __getitem__(self, item: slice) -> Letters:
        return Letters(self._place, item.start or 0, item.stop)

    @property
    def text(self) -> str:
        """The letters."""
        return str(self._place.raw_value[0][0] or "")[self._start : self._stop]

    @property
    def font(self) -> Letters:
        """What sets the weight."""
        return self

    @property
    def bold(self) -> bool:
        """Whether all of it is bold; only what is written here is known."""
        return False

    @bold.setter
    def bold(self, value: bool) -> None:
        self._mark(b=value)

    @property
    def italic(self) -> bool:
        """Whether all of it slopes; only what is written here is known."""
        return False

    @italic.setter
    def italic(self, value: bool) -> None:
        self._mark(i=value)

    def _mark(self, **how: bool) -> None:
        cell = self._place.sheet.grid.sheet.cell(self._place.first_row, self._place.first_column)
        letters = _letters(cell.value)
        for letter in letters[self._start : self._stop]:
            letter[1].update(how)
        marked = CellRichText()
        for font, part in groupby(letters, key=lambda letter: letter[1]):
            text = "".join(letter for letter, _ in part)
            marked.append(TextBlock(InlineFont(**font), text) if any(font.values()) else text)
        cell.value = marked


def _letters(value: object) -> list[tuple[str, dict[str, bool]]]:
    """Return each letter of a text with what is set on it."""
    found: list[tuple[str, dict[str, bool]]] = []
    for piece in value if isinstance(value, CellRichText) else [str(value)]:
        font = piece.font if isinstance(piece, TextBlock) else None
        own = {key: bool(getattr(font, key)) for key in "bi"} if font else {}
        found += [(letter, dict(own)) for letter in str(piece)]
    return found
