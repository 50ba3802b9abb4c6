"""What is asked of the rows of a sheet that is edited, however they are kept."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol

from xlplan.workbook.addresses import Area


@dataclass(frozen=True, slots=True)
class FormulaText:
    """A formula as stored, escapes and all: its text, "" where it shares one, and its marks.

    `cell_kind` is the number by which Excel keeps that it is one of its newer array formulas.
    """

    text: str
    marks: Mapping[str, str] = field(default_factory=dict)
    cell_kind: str | None = None


@dataclass(frozen=True, slots=True)
class Held:
    """A cell as stored: its style, its formula, and whether it holds anything."""

    style: int
    formula: FormulaText | None
    is_full: bool


class Spot(NamedTuple):
    """A cell without a formula in the text of its row: where its marks begin and it ends."""

    start: int
    end: int
    style: int


class RowStore(Protocol):
    """The rows of a sheet's data; numbers count from 1."""

    @property
    def numbers(self) -> list[int]:
        """The rows that exist, in order."""

    def has(self, row: int) -> bool:
        """Whether a row exists."""

    def add(self, row: int) -> None:
        """Make a row that does not exist."""

    def mark(self, row: int, name: str) -> str | None:
        """Return a mark of a row, such as its height; None without one, or without the row."""

    def set_mark(self, row: int, name: str, value: str | None) -> None:
        """Set or drop a mark of a row that exists."""

    def columns(self, row: int) -> list[int]:
        """Return the columns of a row that have a cell, in order."""

    def held(self, row: int, column: int) -> Held | None:
        """Return what a cell stores; None when there is no cell."""

    def spot(self, row: int, column: int) -> Spot | None:
        """Return where `fill` can write a cell; None where that takes `held` and `put`."""

    def fill(
        self, row: int, spot: Spot, *, style: int, kind: str | None, value: str | None
    ) -> None:
        """Have the cell at a spot, just asked for, store this and nothing else."""

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

    def set_formula(self, row: int, column: int, formula: FormulaText) -> None:
        """Change the formula of a cell that has one; its saved value stays."""

    def move(self, row: int, column: int, to: int) -> None:
        """Move a cell that exists, as it is, to another row that exists."""

    def formulas(self) -> Iterator[tuple[int, int, FormulaText]]:
        """Yield every formula with its row and column, in order."""

    def fixed_areas(self) -> list[Area]:
        """Return the areas of array formulas and data tables."""
