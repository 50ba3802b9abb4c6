"""New rows of a table written each as one text, where no column fills itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

from xlplan.model import CellValue, column_letters
from xlplan.workbook.edits import RichText
from xlplan.workbook.formulas import Formula
from xlplan.workbook.grid import Grid
from xlplan.workbook.row_store import FormulaText
from xlplan.workbook.row_texts import TextRows, cell_rest

Values = Mapping[str, CellValue | RichText]
Row = tuple[Values, float | None]
"""The values of a new row by heading, and its height in points."""


@dataclass(frozen=True)
class Pattern:
    """What a new cell of one column takes from the row above; `array`: its formula is one."""

    heading: str
    column: int
    style: int
    formula: Formula | None
    array: FormulaText | None = None


def write_lines(
    grid: Grid,
    patterns: Sequence[Pattern],
    rows: Sequence[Row],
    *,
    first: int,
    marks: Mapping[str, str],
) -> bool:
    """Write rows that do not exist yet from one on, as their cells would be written one by one.

    `marks` are those of the row above that say how high it is. Return False, and write none, where
    a column must be filled, a cell may be one that cannot be written, or the sheet is not a text.
    """
    told = [pattern.heading for pattern in patterns if pattern.formula is not None]
    if not rows or any(heading not in values for heading in told for values, _ in rows):
        return False
    columns = [pattern.column for pattern in patterns]
    area = (first, min(columns), first + len(rows) - 1, max(columns))
    if grid.is_barred(area) or not isinstance(grid.rows, TextRows):
        return False
    line = _Line(grid, patterns, marks)
    texts = [line.text(row, *told) for row, told in enumerate(rows, start=first)]
    grid.rows.add_lines(first, texts)
    return True


class _Line:
    """Writes rows of a table: what is the same in each is worked out once."""

    def __init__(self, grid: Grid, patterns: Sequence[Pattern], marks: Mapping[str, str]) -> None:
        self._grid = grid
        self._columns = [_column(pattern) for pattern in patterns]
        self._marks = marks
        self._heights: dict[float | None, str] = {}

    def text(self, row: int, values: Values, points: float | None) -> bytes:
        """Return a row as it is stored."""
        known, number = self._grid.ink.strings.known, str(row)
        cells = []
        for heading, style, place, empty, before_text in self._columns:
            value = values.get(heading)
            # Nearly every value is a text that was written before.
            text = known.get(value) if type(value) is str else None
            if text is not None:
                cells.append(f"{place}{number}{before_text}{text}</v></c>")
            elif value is not None:
                kind, stored, dated = self._grid.stored(value, style)
                cells.append(f'{place}{number}"{cell_rest(dated, kind, stored)}')
            elif style:
                cells.append(f"{place}{number}{empty}")
        start = f'<row r="{number}"{self._height(points)}'
        return (f"{start}>{''.join(cells)}</row>" if cells else f"{start}/>").encode()

    def _height(self, points: float | None) -> str:
        if points not in self._heights:
            # Nobody has set the height of a row that is new, whatever the one above says.
            marks = dict(self._marks) if points is None else {"ht": f"{points:g}"}
            said = [f' {name}="{escape(value)}"' for name, value in marks.items()]
            self._heights[points] = "".join(said)
        return self._heights[points]


def _column(pattern: Pattern) -> tuple[str, int, str, str, str]:
    """Return a column's heading and style, and what its cells have before and after the row.

    These are how each begins, and how an empty one and one with a shared text go on.
    """
    place, style = f'<c r="{column_letters(pattern.column)}', pattern.style
    before_text = f'"{cell_rest(style, "s", "")}'.removesuffix("</v></c>")
    return pattern.heading, style, place, f'"{cell_rest(style)}', before_text
