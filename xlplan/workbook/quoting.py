"""How findings name cells and quote what is typed in them, as far as a message can be long."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from xlplan.workbook.addresses import area_text

_LONGEST = 1_500
_MOST = 30


def excerpts(texts: Iterable[str]) -> str:
    """Return texts as they stand between the quotation marks of a message, which ends with a stop.

    What is longer than a message can be is cut, and what follows is left out: the cells are named.
    """
    left, kept = _LONGEST, list[str]()
    for text in texts:
        if left <= 0:
            break
        kept.append(text if len(text) <= left else f"{text[:left].rstrip()}…")
        left -= len(text)
    return '"; "'.join(kept).rstrip(". ")


def listed(names: Sequence[str]) -> str:
    """Return names in a row; of very many the first, and how many there are besides."""
    more = f" and {len(names) - _MOST} more" if len(names) > _MOST else ""
    return ", ".join(names[:_MOST]) + more


def cells_in(places: Iterable[tuple[int, int]]) -> str:
    """Return cells, by row and column, as areas: B2, D4:F9."""
    rows_of: dict[int, list[int]] = defaultdict(list)
    for row, column in places:
        rows_of[column].append(row)
    columns_of: dict[tuple[int, int], list[int]] = defaultdict(list)
    for column, rows in rows_of.items():
        for run in _runs(rows):
            columns_of[run].append(column)
    areas = [
        (top, left, bottom, right)
        for (top, bottom), columns in columns_of.items()
        for left, right in _runs(columns)
    ]
    return listed([area_text(area) for area in sorted(areas)])


def _runs(numbers: Iterable[int]) -> list[tuple[int, int]]:
    """Return the first and last of each run of numbers without a gap."""
    runs: list[tuple[int, int]] = []
    for number in sorted(set(numbers)):
        if runs and number == runs[-1][1] + 1:
            runs[-1] = runs[-1][0], number
        else:
            runs.append((number, number))
    return runs
