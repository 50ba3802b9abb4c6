"""The cells of a worksheet, held row by row.

A row knows what is written in it, and makes a cell of it when somebody asks for one: of the many
cells of a plan most are blank or looked at once, by their value.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import NamedTuple

from xlplan.model import CellRef, CellValue
from xlplan.workbook.cells import Run
from xlplan.workbook.formulas import LateFormula, SharedFormula

# As the constructor of a named tuple does, without a call of its own for each of many cells.
made = tuple.__new__


class Cell(NamedTuple):
    """One cell that holds something, or is filled with a colour.

    A formula (without its equals sign; its text is `str(formula)`) comes with its saved value;
    `has_saved_value` is False when there is none. `is_percent` when a number is shown as a
    percentage. `runs` only when the text is rich; `fill` is RGB hex; `is_struck` when the whole
    cell is struck through.
    """

    value: CellValue
    at: CellRef
    formula: str | LateFormula | None = None
    has_saved_value: bool = True
    runs: tuple[Run, ...] = ()
    is_hidden: bool = False
    fill: str | None = None
    is_percent: bool = False
    is_struck: bool = False


class Line(ABC):
    """One row of a worksheet. Columns count from 1."""

    __slots__ = ()

    @property
    @abstractmethod
    def held(self) -> Sequence[int]:
        """The columns that hold a value or a formula."""

    @property
    @abstractmethod
    def columns(self) -> Sequence[int]:
        """The columns that have a cell: they hold something, or are filled with a colour."""

    @abstractmethod
    def cell(self, column: int) -> Cell | None:
        """Return the cell in a column; None when there is none."""

    @abstractmethod
    def value(self, column: int) -> CellValue:
        """Return what the cell in a column holds; None when it holds nothing."""

    @abstractmethod
    def formulas(self) -> Iterator[str | LateFormula]:
        """Yield the row's formulas."""

    def own_formulas(self) -> Iterator[str | LateFormula]:
        """Yield the formulas whose text stands in the row, and not in a cell that they share."""
        return (f for f in self.formulas() if not isinstance(f, SharedFormula))

    def values(self) -> dict[int, CellValue]:
        """Return what each cell holds, by column."""
        return {n: value for n in self.held if (value := self.value(n)) is not None}

    @property
    def with_formula(self) -> Sequence[int]:
        """The columns that hold a formula."""
        cells = ((column, self.cell(column)) for column in self.held)
        return [column for column, cell in cells if cell and cell.formula is not None]

    def is_bare(self, column: int) -> bool:
        """Whether a cell shows its value as it is: in one look, not as per cent, not struck out."""
        cell = self.cell(column)
        return cell is None or not (cell.runs or cell.is_percent or cell.is_struck)

    @property
    def dressed(self) -> Collection[int]:
        """The columns whose cells would not show a value as it is; blank ones may be among them."""
        return [column for column in self.held if not self.is_bare(column)]

    def fill(self, column: int) -> str | None:
        """Return the colour that a cell is filled with; None for none."""
        cell = self.cell(column)
        return None if cell is None else cell.fill


class MadeLine(Line):
    """A row whose cells have been made already."""

    __slots__ = ("_cells",)

    def __init__(self, cells: Mapping[int, Cell]) -> None:
        self._cells = cells

    @property
    def held(self) -> Sequence[int]:
        """The columns that hold a value or a formula."""
        cells = self._cells.items()
        return [n for n, cell in cells if cell.value is not None or cell.formula is not None]

    @property
    def columns(self) -> Sequence[int]:
        """The columns that have a cell."""
        return list(self._cells)

    def cell(self, column: int) -> Cell | None:
        """Return the cell in a column; None when there is none."""
        return self._cells.get(column)

    def value(self, column: int) -> CellValue:
        """Return what the cell in a column holds; None when it holds nothing."""
        cell = self._cells.get(column)
        return None if cell is None else cell.value

    def formulas(self) -> Iterator[str | LateFormula]:
        """Yield the row's formulas."""
        return (cell.formula for cell in self._cells.values() if cell.formula is not None)


class LateCells(Mapping[tuple[int, int], Cell]):
    """The cells of a worksheet by row and column, each made when it is asked for."""

    __slots__ = ("lines",)

    def __init__(self, lines: Mapping[int, Line]) -> None:
        self.lines = lines

    def value(self, row: int, column: int) -> CellValue:
        """Return what a cell holds; None when it holds nothing."""
        line = self.lines.get(row)
        return None if line is None else line.value(column)

    def __getitem__(self, at: tuple[int, int]) -> Cell:
        cell = self._cell(at)
        if cell is None:
            raise KeyError(at)
        return cell

    def _cell(self, at: tuple[int, int]) -> Cell | None:
        line = self.lines.get(at[0])
        return None if line is None else line.cell(at[1])

    def __contains__(self, at: object) -> bool:
        return isinstance(at, tuple) and len(at) == 2 and self._cell(at) is not None

    def __iter__(self) -> Iterator[tuple[int, int]]:
        return ((row, column) for row, line in self.lines.items() for column in line.columns)

    def __len__(self) -> int:
        return sum(len(line.columns) for line in self.lines.values())


def lines_of(cells: Mapping[tuple[int, int], Cell]) -> Mapping[int, Line]:
    """Return the rows that cells stand in."""
    if isinstance(cells, LateCells):
        return cells.lines
    rows: dict[int, dict[int, Cell]] = {}
    for (row, column), cell in cells.items():
        rows.setdefault(row, {})[column] = cell
    return {row: MadeLine(line) for row, line in rows.items()}
