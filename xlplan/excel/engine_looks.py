"""The looks, links and notes of the engine for tests."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from copy import copy
from dataclasses import dataclass
from typing import Any, Protocol

from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, PatternFill
from openpyxl.utils.cell import get_column_letter, range_boundaries
from openpyxl.worksheet.worksheet import Worksheet
from xlwings import base_classes

_THREADED = "[Threaded comment]"


class Dressed(Protocol):
    """Cells that have a look."""

    @property
    def styled(self) -> list[Cell | MergedCell]:
        """Each cell."""


class FontOf(base_classes.Font):
    """The font of some cells."""

    def __init__(self, cells: Dressed) -> None:
        self._cells = cells

    def _first(self) -> Any:
        return self._cells.styled[0].font

    def _set(self, **how: Any) -> None:
        for cell in self._cells.styled:
            font: Any = copy(cell.font)
            for name, value in how.items():
                setattr(font, name, value)
            cell.font = font

    @property
    def bold(self) -> bool:
        """Whether the first cell is bold."""
        return bool(self._first().b)

    @bold.setter
    def bold(self, value: bool) -> None:
        self._set(b=value)

    @property
    def size(self) -> float:
        """The size in the first cell."""
        return float(self._first().sz)

    @size.setter
    def size(self, value: float) -> None:
        self._set(sz=value)

    @property
    def color(self) -> str:
        """The colour in the first cell."""
        return str(self._first().color.rgb)

    @color.setter
    def color(self, value: str) -> None:
        self._set(color=f"FF{value.removeprefix('#')}")


def paint(cells: Dressed, colour: str) -> None:
    """Fill cells with a colour."""
    for cell in cells.styled:
        cell.fill = PatternFill("solid", start_color=f"FF{colour.removeprefix('#')}")


def align(cells: Dressed, **how: Any) -> None:
    """Set how text stands in cells."""
    for cell in cells.styled:
        said = {"vertical": cell.alignment.vertical, "wrap_text": cell.alignment.wrap_text}
        cell.alignment = Alignment(**(said | how))


def undress(cells: Dressed) -> None:
    """Give cells the look of a new sheet."""
    for cell in cells.styled:
        cell.style = "Normal"


@dataclass(frozen=True)
class Links:
    """The links of a sheet, as its own `api` knows them."""

    sheet: Worksheet

    def Delete(self) -> None:
        """Take every link away; what the cells say stays."""
        for row in self.sheet.iter_rows():
            for cell in row:
                if isinstance(cell, Cell):
                    cell.hyperlink = None


class WholeLine:
    """A column or row of a sheet, as its own `api` knows it."""

    def __init__(self, line: Any) -> None:
        self.line = line

    @property
    def Hidden(self) -> bool:
        """Whether it is out of view."""
        return bool(self.line.hidden)

    @Hidden.setter
    def Hidden(self, value: bool) -> None:
        self.line.hidden = value


class Hideable:
    """Cells whose column and row may be out of view; each column has its own line in the file."""

    first_row: int
    first_column: int
    worksheet: Worksheet

    @property
    def EntireColumn(self) -> WholeLine:
        """The column of the first cell."""
        letters = get_column_letter(self.first_column)
        return WholeLine(self.worksheet.column_dimensions[letters])

    @property
    def EntireRow(self) -> WholeLine:
        """The row of the first cell."""
        return WholeLine(self.worksheet.row_dimensions[self.first_row])


class NoteOf(base_classes.Note):
    """The note of one cell."""

    def __init__(self, cell: Any, location: Any, touch: Callable[[], None]) -> None:
        self._cell, self._location, self._touch = cell, location, touch

    @property
    def text(self) -> str:
        """What it says."""
        return self._cell.comment.text if self._cell.comment else ""

    @text.setter
    def text(self, value: str) -> None:
        author = self._cell.comment.author if self._cell.comment else "xlplan"
        self._cell.comment = Comment(value, author or "")
        self._touch()

    @property
    def location(self) -> Any:
        """Its cell."""
        return self._location

    def delete(self) -> None:
        """Take it away."""
        self._cell.comment = None
        self._touch()

    @property
    def is_threaded(self) -> bool:
        """Whether it stands for a conversation, as Excel writes it for older programs."""
        return self.text.startswith(_THREADED)


def move_cells(
    sheets: Sequence[Worksheet | None], area: tuple[int, int, int, int], by: int
) -> None:
    """Move what stands from an area on down, or below it up, with looks and notes.

    A table that is cut takes more rows, or fewer. Formulas elsewhere do not follow, as they would
    in Excel. Raise ValueError for another table below, as Excel does.
    """
    top, left, bottom, right = area
    start = top if by > 0 else bottom + 1
    for sheet in (s for s in sheets if s is not None):
        for table in sheet.tables.values():
            first, head, last, end = range_boundaries(table.ref)
            assert first and head and last and end
            if first <= right and left <= last and head >= top:
                raise ValueError(f"cells of the table {table.displayName} would move")
            if first == left and last == right and head < top <= end:
                whole = f"{get_column_letter(left)}{head}:{get_column_letter(right)}"
                table.ref = f"{whole}{end + by}"
                if table.autoFilter:
                    table.autoFilter.ref = f"{whole}{end + by - (table.totalsRowCount or 0)}"
        if sheet.max_row >= start:
            cells = f"{get_column_letter(left)}{start}:{get_column_letter(right)}{sheet.max_row}"
            sheet.move_range(cells, rows=by)
