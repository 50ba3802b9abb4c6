"""The gate's look at new rows of tables: nothing in them but what was asked for or belongs there.

A cell looks like the one above, or like that with a date where it got one. One for which nothing
was asked has its column's formula, as it reads there and not worked out yet, or is blank.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace
from datetime import date

from xlplan.workbook.gate_asked import Asked, Grown, Line
from xlplan.workbook.gate_lines import Due, array_marks
from xlplan.workbook.gate_looks import Looks
from xlplan.workbook.gate_rows import Sides
from xlplan.workbook.gate_view import NOTHING, Opened, Place, Seen, area


def new_row_problems(
    new: Opened, sheet: str, asked: Asked, sides: Sides, linked: Collection[Place]
) -> Iterator[str]:
    """Yield what of a sheet's new rows, as far as they are not proven, is not as it should be."""
    rows = _NewRows(new, sheet, asked, sides, linked)
    for table in asked.grown.get(sheet, ()):
        for number in range(table.first, table.next):
            if number in sides.unproven:
                yield from rows.problems(table.line(number), number)


class _NewRows:
    def __init__(
        self, new: Opened, sheet: str, asked: Asked, sides: Sides, linked: Collection[Place]
    ) -> None:
        self._sheet, self._asked, self._linked = sheet, asked, linked
        self._above, self._looks = sides.above, Looks(new)

    def problems(self, line: Line, number: int) -> Iterator[str]:
        old, new = self._above.old, self._above.new
        is_fitted = number in self._asked.fitted.get(self._sheet, ())
        marks = new.marks(number)
        if not old.has(number) and not self._above.is_marked(line, marks, is_fitted=is_fitted):
            yield f"Row {number} of {self._sheet} has another height or style than those above."
        more = self._asked.cells.get(self._sheet, {}).get(number, {})
        wanted, table = line.by_column() | more, line.table
        for column in range(table.left, table.right + 1):
            at, is_there = (number, column), number == line.above
            due = self._above.due(line, column, is_there=is_there)
            seen = new.cells(number).get(column, NOTHING)
            if column not in wanted and not self._is_due(table, at, due, seen, is_there=is_there):
                yield f"Row {number}, column {column} of {self._sheet} is not what belongs there."
            redated = at in self._asked.redated.get(self._sheet, ())
            value = date.max if redated else wanted.get(column)
            if at not in self._linked and not any(
                self._looks.is_kept(style, seen.style, value) for style in due.styles
            ):
                yield f"Row {number}, column {column} of {self._sheet} looks otherwise than above."

    def _is_due(self, table: Grown, at: Place, due: Due, seen: Seen, *, is_there: bool) -> bool:
        """Whether a cell for which nothing was asked is blank, or has its column's formula."""
        old, new = self._above.old, self._above.new
        had = old.cells(at[0]).get(at[1], NOTHING) if is_there else NOTHING
        formula = new.formula(*at)
        if had.formula is not None:
            is_same = had.is_same(replace(seen, style=had.style))
            return is_same and old.formula(*at) == formula
        if seen.text is not None or seen.kind != "n" or seen.asks != seen.shares:
            return False
        if seen.formula is not None:
            return formula is not None and due.reads(formula, at) and _is_kept_as(due, seen, at)
        return not seen.marks and (due.reads(None, at) or self._may_be_blank(table, at[1]))

    def _may_be_blank(self, table: Grown, column: int) -> bool:
        """Whether a column has no formula of its own, and some of its cells none."""
        return not self._above.has_formula(table, column) and any(
            side.cells(number).get(column, NOTHING).formula is None
            for side in (self._above.old, self._above.new)
            for number in range(self._above.top(table), table.end + 1)
        )


def _is_kept_as(due: Due, seen: Seen, at: Place) -> bool:
    """Whether a formula is a plain or shared one, or one of an array as that above is."""
    marks = dict(seen.marks)
    if seen.shares:
        return marks.keys() == {"f t", "f si"}
    reach = marks.pop("f ref", None)
    is_own = reach is None if "f t" not in marks else area(reach or "A1") == (*at, *at)
    return is_own and array_marks(seen) in due.arrays and len(marks) == len(array_marks(seen))
