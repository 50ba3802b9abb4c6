"""Cell addresses and ranges, as they are written inside a workbook."""

from __future__ import annotations

import re
from functools import cache

from xlplan.model import column_letters

LAST_ROW = 1_048_576
LAST_COLUMN = 16_384
_CELL = re.compile(r"\$?([A-Za-z]{1,3})\$?([0-9]{1,7})")

Area = tuple[int, int, int, int]
"""First row, first column, last row, last column; all count from 1."""
EVERY_CELL: Area = (1, 1, LAST_ROW, LAST_COLUMN)


@cache
def column_number(letters: str) -> int:
    """Return the number of a column: A is 1, AA is 27."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number


def parse_a1(text: str) -> tuple[int, int]:
    """Return row and column of an address such as K12 or k$12; raise ValueError otherwise."""
    match = _CELL.fullmatch(text)
    if not match:
        raise ValueError(text)
    row, column = int(match[2]), column_number(match[1])
    if not (1 <= row <= LAST_ROW and 1 <= column <= LAST_COLUMN):
        raise ValueError(text)
    return row, column


def a1(row: int, column: int) -> str:
    """Return the address of a cell."""
    return f"{column_letters(column)}{row}"


def parse_area(text: str) -> Area:
    """Return the area of a reference such as A1:K12, A:C, 3:4 or B2; raise ValueError otherwise."""
    first, _, last = text.strip().replace("$", "").partition(":")
    last = last or first
    if first.isdigit() and last.isdigit():
        return int(first), 1, int(last), LAST_COLUMN
    if first.isalpha() and last.isalpha():
        return 1, column_number(first), LAST_ROW, column_number(last)
    (top, left), (bottom, right) = parse_a1(first), parse_a1(last)
    return min(top, bottom), min(left, right), max(top, bottom), max(left, right)


def area_text(area: Area) -> str:
    """Return an area as it is written: A1:K12, or B2 for a single cell."""
    first, last = a1(area[0], area[1]), a1(area[2], area[3])
    return first if first == last else f"{first}:{last}"


def overlap(one: Area, other: Area) -> bool:
    """Whether two areas share a cell."""
    return one[0] <= other[2] and other[0] <= one[2] and one[1] <= other[3] and other[1] <= one[3]


def contains(area: Area, row: int, column: int) -> bool:
    """Whether a cell lies in an area."""
    return area[0] <= row <= area[2] and area[1] <= column <= area[3]
