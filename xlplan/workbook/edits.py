"""An edit is a value: the same list is applied to a file, or to the workbook open in Excel."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from xlplan.model import CellValue, Refusal
from xlplan.workbook.cells import Run


class EditRefused(Refusal):
    """The workbook was left as it was; the text says why, for people."""


@dataclass(frozen=True)
class RichText:
    """Text of which parts are bold or italic."""

    runs: tuple[Run, ...]

    @property
    def plain(self) -> str:
        """The text without its marks."""
        return "".join(run.text for run in self.runs)


@dataclass(frozen=True, slots=True)
class SetCell:
    """Give a cell a value and keep its style; None clears it."""

    sheet: str
    row: int
    column: int
    value: CellValue | RichText


@dataclass(frozen=True, slots=True)
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


@dataclass(frozen=True, slots=True)
class FitRow:
    """Give a row a height in points for its text, unless somebody set its height by hand."""

    sheet: str
    row: int
    points: float


class Look(Enum):
    """How a row of an added sheet looks."""

    TITLE = "title"
    NOTE = "note"
    HEADING = "heading"
    TEXT = "text"
    HIDDEN = "hidden"


class Place(Enum):
    """Where an added sheet stands among the others; in front it is the one that opens."""

    FRONT = "front"
    BACK = "back"


@dataclass(frozen=True)
class AddSheet:
    """Add a sheet, in the place of the one that carries the same mark.

    `mark` is the text of a cell in column A. `widths` are characters; `links` are locations such
    as Plan!A1 by row and column; `looks` are by row, text where they say nothing.
    """

    name: str
    mark: str
    rows: tuple[tuple[CellValue | RichText, ...], ...]
    widths: tuple[float, ...] = ()
    links: Mapping[tuple[int, int], str] = field(default_factory=dict)
    looks: Mapping[int, Look] = field(default_factory=dict)
    place: Place = Place.FRONT


@dataclass(frozen=True)
class AddNote:
    """Add lines to the note of a cell, each after the author's name; what stands there stays."""

    sheet: str
    row: int
    column: int
    text: str
    author: str

    @property
    def lines(self) -> tuple[str, ...]:
        """The lines as they stand in the note."""
        said = [line.strip() for line in self.text.splitlines()]
        return tuple(f"{self.author}: {line}" for line in said if line)


@dataclass(frozen=True)
class RemoveNotes:
    """Take away every line that an author added to notes; what other people wrote stays."""

    author: str


@dataclass(frozen=True)
class JoinSheet:
    """Add a sheet as it stands in another workbook, with its tables, before the sheet `before`.

    `source` is that workbook's bytes; without `before` the sheet comes last.
    """

    source: bytes = field(repr=False)
    name: str
    before: str = ""


@dataclass(frozen=True)
class SetFormula:
    """Give a cell a formula, written without its equals sign, and keep the cell's style."""

    sheet: str
    row: int
    column: int
    formula: str


@dataclass(frozen=True)
class ShowRow:
    """Bring a hidden row into view, with a height in points."""

    sheet: str
    row: int
    points: float


@dataclass(frozen=True)
class SetLink:
    """Make a cell a link to a place such as Plan!A1, in the looks of the cell above it."""

    sheet: str
    row: int
    column: int
    text: str
    location: str


# What makes a plan's workbook grow; done to files only, never to a workbook that is open.
Growth = JoinSheet | ShowRow | SetLink
Edit = FitRow | SetCell | SetFormula | AppendRow | SetSheetState | AddSheet | AddNote | RemoveNotes
