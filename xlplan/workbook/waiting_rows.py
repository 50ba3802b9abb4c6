"""Rows of a worksheet that are like one that was read, but for their numbers: they can wait.

A ledger is thousands of rows of one form. Where one of a form has been read, the others can be
too; what may differ in their digits (which row, which shared strings) is looked at in all of them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from xlplan.workbook.lines import Line

_DIGITS = bytes.maketrans(b"123456789", b"0" * 9)
_STRING = re.compile(rb't="s"><v>([0-9]+)</v>')
CLOSING = b"</row>"
# Where a row starts and ends in the text of all of them, its closing tag left out.
Piece = tuple[int, int]
_STARTS, _SIGN = b'<row r="', b'#"'


class WaitingLines(Mapping[int, Line]):
    """The rows of a worksheet without formulas, by number; those that wait are read when asked."""

    def __init__(
        self, rows: bytes, lines: Mapping[int, Line | Piece], read: Callable[[bytes], Line]
    ) -> None:
        self._rows = rows
        self._lines = dict(lines)
        self._read = read

    @property
    def waiting(self) -> int:
        """How many rows wait to be read."""
        return sum(isinstance(line, tuple) for line in self._lines.values())

    def __getitem__(self, number: int) -> Line:
        line = self._lines[number]
        if isinstance(line, tuple):
            line = self._lines[number] = self._read(self._rows[line[0] : line[1]])
        return line

    def __iter__(self) -> Iterator[int]:
        return iter(self._lines)

    def __len__(self) -> int:
        return len(self._lines)

    def __reduce__(self) -> tuple[type[dict[int, Line]], tuple[Any]]:
        return dict, (dict(self),)


class Likenesses:
    """What rows that have been read look like, digits apart, and whether another such row can wait.

    Rows of one likeness differ in no tag: a cell that one has the other has too, of the same kind
    and with a number of the same length in the place of each number. As one of them was read in a
    plain form, so can all be.
    """

    def __init__(self) -> None:
        self._can_wait: dict[bytes, bool] = {}
        self._asked = b""

    def number(self, row: bytes) -> int:
        """Return the number of a row that can wait; 0 for one that must be read now.

        `row` is its text up to its closing tag.
        """
        digits = row[len(_STARTS) : row.find(b'"', len(_STARTS))]
        is_numbered = digits.isdigit() and digits[:1] != b"0" and _SIGN not in row
        # Every cell must say the row's own number, so that is the same sign in all rows alike.
        self._asked = row.replace(digits + b'"', _SIGN).translate(_DIGITS) if is_numbered else b""
        return int(digits) if self._can_wait.get(self._asked) else 0

    def learn(self, line: Line) -> None:
        """Note the likeness of the row that was last asked about, which has just been read.

        One can wait of which only its digits can still be wrong: a row by itself (those without
        cells before it have numbers too), in view, that holds something and whose shared strings
        are all found by `strings_of`.
        """
        asked = self._asked
        is_alone = asked.startswith(_STARTS + _SIGN) and asked.count(b"<row") == 1
        has_its_strings = asked.count(b't="s"') == asked.count(b't="s"><v>0')
        is_in_view = b"hidden" not in asked
        self._can_wait[asked] = is_alone and has_its_strings and is_in_view and bool(line.held)


def pieces(rows: bytes) -> Iterator[Piece]:
    """Yield where each row that is closed starts and ends; rows without cells go with the next."""
    start = 0
    while (end := rows.find(CLOSING, start)) >= 0:
        yield start, end
        start = end + len(CLOSING)


def strings_of(rows: bytes) -> set[str]:
    """Return the numbers of the shared strings that rows without formulas hold, as written."""
    return {number.decode() for number in set(_STRING.findall(rows))}
