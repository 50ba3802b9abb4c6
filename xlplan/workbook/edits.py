"""An edit is a value: the same list is applied to a file, or to the workbook open in Excel."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from xlplan.model import CellValue
from xlplan.workbook.cells import Run


class EditRefused(Exception):
    """The workbook was left as it was; the text says why, for people."""


@dataclass(frozen=True)
class RichText:
    """Text of which parts are bold or italic."""

    runs: tuple[Run, ...]

    @property
    def plain(self) -> str:
        """The text without its marks."""
        return "".join(run.text for run in self.runs)


@dataclass(frozen=True)
class SetCell:
    """Give a cell a value and keep its style; None clears it."""

    sheet: str
    row: int
    column: int
    value: CellValue | RichText


@dataclass(frozen=True)
class AppendRow:
    """Add a row at the foot of a table; `values` by heading, calculated columns fill themselves.

    `points` is the row's height; without it the row is as high as the one above.
    """

    table: str
    values: Mapping[str, CellValue | RichText]
    points: float | None = None


@dataclass(frozen=True)
class SetSheetState:
    """Show or hide a sheet: visible, hidden or veryHidden."""

    sheet: str
    state: str


@dataclass(frozen=True)
class FitRow:
    """Give a row a height in points for its text, unless somebody set its height by hand."""

    sheet: str
    row: int
    points: float


Edit = FitRow | SetCell | AppendRow | SetSheetState
