"""Room for new rows in the open workbook: Excel inserts cells, and all that is below follows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

import xlwings as xw

from xlplan.workbook.edits import AppendRow, Edit, EditRefused


def make_room(tables: Mapping[str, xw.main.Table], edits: Sequence[Edit]) -> dict[str, int]:
    """Have Excel put cells in where new rows meet a totals row or what stands below a table.

    Return the first row to fill of each table with a totals row, by its name in small letters.
    Raise EditRefused, with all as it was, where Excel does not put cells in.
    """
    wanted = Counter(edit.table.casefold() for edit in edits if isinstance(edit, AppendRow))
    made: list[xw.Range] = []
    first_rows: dict[str, int] = {}
    for name, number in wanted.items():
        table = tables[name]
        by = number - int(is_blank(table))
        end = body_end(table)
        if table.show_totals:
            first_rows[name] = end + 1 - int(by < number)
        for area in _areas(table, end, by):
            try:
                area.insert("down")
            except Exception as problem:  # whatever the program says, in its own kind of error
                _take_out(made)
                raise EditRefused(
                    f"The table {table.name} cannot take more rows: Excel does not move what "
                    f"stands below it ({problem}). Move that elsewhere. Nothing was changed."
                ) from problem
            made.append(area)
    return first_rows


def body_end(table: xw.main.Table) -> int:
    """Return the last row of a table above its totals."""
    whole = table.range
    return int(whole.row) + int(whole.shape[0]) - 1 - int(bool(table.show_totals))


def is_blank(table: xw.main.Table) -> bool:
    """Whether a table's only row holds nothing but formulas."""
    whole, last = table.range, body_end(table)
    if last != whole.row + 1:
        return False
    row = table.parent.range((last, whole.column), (last, whole.column + whole.shape[1] - 1))
    values, formulas = row.options(ndim=1).value, in_a_row(row.formula)
    return not any(
        value is not None and not str(formula).startswith("=")
        for value, formula in zip(values, formulas, strict=True)
    )


def in_a_row(found: object) -> list[object]:
    """Return the formulas of one row: an engine gives one, a row, or a row of rows."""
    if not isinstance(found, list | tuple):
        return [found]
    return list(found[0]) if found and isinstance(found[0], list | tuple) else list(found)


def _areas(table: xw.main.Table, end: int, by: int) -> list[xw.Range]:
    """Return what to insert, in order: a line at a time above totals, else one area, or none."""
    whole, sheet = table.range, table.parent
    left, right = whole.column, whole.column + whole.shape[1] - 1
    if by <= 0:
        return []
    if table.show_totals:
        return [sheet.range((end + 1, left), (end + 1, right))] * by
    below = sheet.range((end + 1, left), (end + by, right))
    is_free = all(value is None for line in below.options(ndim=2).value for value in line)
    return [] if is_free else [below]


def _take_out(made: Sequence[xw.Range]) -> None:
    for area in reversed(made):
        area.delete("up")
