"""A paper made of passages and tables in order, for papers whose shape follows what the plan holds.

A block without content is never made, so no paper has an empty heading.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from xlplan.reports.chart_values import FigureChart
from xlplan.reports.context import Brand, HeaderLine, Mark, Paragraph, Provenance
from xlplan.reports.paragraphs import paragraphs


@dataclass(frozen=True)
class Cell:
    """What a table's cell prints: a rating's mark, or paragraphs; `is_number` sets it right."""

    paragraphs: tuple[Paragraph, ...] = ()
    mark: Mark | None = None
    is_number: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether it prints nothing."""
        return self.mark is None and not any(run.text for p in self.paragraphs for run in p.runs)

    @property
    def words(self) -> str:
        """What the cell says, on one line."""
        return " ".join(run.text for said in self.paragraphs for run in said.runs)


@dataclass(frozen=True)
class TableColumn:
    """A column's heading and its share of the width, in centimetres of a portrait page."""

    heading: str
    width: float

    @property
    def twips(self) -> int:
        """The width in twentieths of a point."""
        return round(self.width * 567)


@dataclass(frozen=True)
class Table:
    """A table with one heading row; `caption` is read out for those who cannot see it.

    `names_rows` when the first cell of a row says what the row is about.
    """

    caption: str
    columns: tuple[TableColumn, ...]
    rows: tuple[tuple[Cell, ...], ...]
    names_rows: bool = True


@dataclass(frozen=True)
class Block:
    """A heading (level 1 or 2) with what stands beneath it; `numbered` are recommendations.

    `asked` is what its author has yet to say.
    """

    heading: str
    anchor: str
    level: int = 1
    paragraphs: tuple[Paragraph, ...] = ()
    numbered: tuple[str, ...] = ()
    asked: str = ""
    charts: tuple[FigureChart, ...] = ()
    table: Table | None = None
    note: str = ""


@dataclass(frozen=True)
class BlockPaper:
    """A whole paper of blocks, with its header, its first sentence and where it comes from."""

    council: str
    title: str
    subtitle: str
    watermark: str
    header: tuple[HeaderLine, ...]
    answer: str
    blocks: tuple[Block, ...]
    provenance: Provenance
    brand: Brand = field(default_factory=Brand)

    @property
    def contents(self) -> tuple[Block, ...]:
        """The blocks that a list of contents names."""
        return tuple(block for block in self.blocks if block.level == 1)


def anchor(heading: str) -> str:
    """Return the HTML id of a heading."""
    return re.sub(r"[^a-z0-9]+", "-", heading.lower()).strip("-") or "part"


def cell(text: str = "", *, mark: Mark | None = None) -> Cell:
    """Return a cell with text as typed (line ends, bullets and bold kept), or with a mark."""
    return Cell(paragraphs(text), mark)


def number_cell(text: str) -> Cell:
    """Return a cell with a figure, set to the right."""
    return Cell(paragraphs(text), is_number=True)


def table(
    caption: str,
    columns: Sequence[tuple[str, float]],
    rows: Iterable[Sequence[Cell | str]],
    *,
    names_rows: bool = True,
    keeps_columns: bool = False,
) -> Table | None:
    """Return a table; None when it would have no row.

    A column with nothing in it is left out, unless `keeps_columns`.
    """
    made = tuple(tuple(cell(c) if isinstance(c, str) else c for c in row) for row in rows)
    if not made:
        return None
    used = [
        n for n in range(len(columns)) if keeps_columns or any(not row[n].is_empty for row in made)
    ]
    widths = tuple(TableColumn(*columns[n]) for n in used)
    return Table(caption, widths, tuple(tuple(row[n] for n in used) for row in made), names_rows)
