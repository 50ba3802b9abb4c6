"""How tall a row must be for its wrapped text, measured in the font that the sheets are set in."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import accumulate

from xlplan.typed import Value
from xlplan.workbook.columns import Column

TALLEST = 409.0
"""Points: Excel allows no taller row."""

# Widths of Calibri's letters in hundredths of the type size; Carlito, its free twin, has the same.
_WIDTHS = {
    22: "'’",
    23: " il",
    25: ",.Ij",
    28: ":;`",
    31: "()-[]f{}J",
    34: "!tr",
    39: "/\\s",
    41: '"zLc“”',
    44: "xkvy",
    47: "?FS|Zga",
    50: "ETY#*+<=>^_e~•–é",
    51: "$0123456789£",
    52: "KPX",
    54: "CbdhnopquBR",
    58: "VA",
    63: "DHGU",
    67: "NOQ&",
    71: "%w…",
    80: "m",
    85: "M",
    91: "@W—",
}
_WIDTH_OF = {letter: width for width, letters in _WIDTHS.items() for letter in letters}
_OTHER = 60
_SPACE = _WIDTH_OF[" "]
_WIDEST = max(_WIDTH_OF.values())
_PIXELS = 7.0  # of one unit of column width
_SPARE = 0.97  # bold is wider, and programs round differently
_PADDING = 3.0

# Five hundred words of commentary fit Excel's tallest row at this size, and not at the usual one.
_SMALL = frozenset({"commentary", "last_commentary"})
_LINES = {11: 15.0, 10: 12.75}  # points of a line by the size of its type, as Excel spaces them


def type_size(key: str) -> int:
    """Return the size of type that a column is set in, in points."""
    return 10 if key in _SMALL else 11


def row_height(columns: Iterable[Column], values: Mapping[str, Value]) -> float:
    """Return points enough for the longest wrapped cell, within Excel's tallest row."""
    return Heights(columns).of(values)


class Heights:
    """How tall the rows of a sheet must be; what depends on its columns alone is worked out once.

    What To fix will say is not known, so a row that has it is two lines high at least.
    """

    def __init__(self, columns: Iterable[Column]) -> None:
        known = tuple((c.key, c.width, type_size(c.key)) for c in columns)
        self._least = _LINES[11] * (2 if any(key == "to_fix" for key, *_ in known) else 1)
        # Most texts are so short that they cannot take a second line, whatever their letters.
        self._columns = tuple((*one, int(_room(*one[1:]) // _WIDEST)) for one in known)

    def of(self, values: Mapping[str, Value]) -> float:
        """Return the points that a row needs for its values by column key."""
        needed = self._least
        for key, width, size, fits in self._columns:
            value = values.get(key)
            if isinstance(value, str) and (len(value) > fits or "\n" in value):
                needed = max(needed, text_lines(value, width, size) * _LINES[size])
        return min(TALLEST, needed + _PADDING)


@lru_cache(maxsize=64)
def _room(width: float, size: int) -> float:
    """Return what a line of a column of a width in characters holds, in hundredths of the size."""
    return max(width, 3) * _PIXELS / (size * 4 / 3) * 100 * _SPARE


@lru_cache(maxsize=4096)
def text_lines(text: str, width: float, size: int = 11) -> int:
    """Return how many lines a text takes when wrapped in a column of a width in characters."""
    room = _room(width, size)
    return sum(_wrapped(line, room) for line in text.replace("**", "").split("\n"))


@lru_cache(maxsize=8192)
def _wide(word: str) -> int:
    return sum(_WIDTH_OF.get(letter, _OTHER) for letter in word)


def _wrapped(line: str, room: float) -> int:
    if len(line) * _WIDEST <= room:
        return 1
    wide = tuple(map(_wide, line.split(" ")))
    return _broken(wide, room) if max(wide) > room else _whole(wide, int(room))


def _whole(wide: Sequence[int], room: int) -> int:
    """Return the lines of words none of which is wider than a line."""
    ends = tuple(accumulate(word + _SPACE for word in wide))
    lines, taken = 0, 0
    while taken < ends[-1]:
        # A line takes as many words as it can; the space after its last is not in it.
        lines, taken = lines + 1, ends[bisect_right(ends, taken + room + _SPACE) - 1]
    return lines


def _broken(wide: Sequence[int], room: float) -> int:
    """Return the lines of words some of which are broken to go into a line."""
    lines, taken = 1, 0.0
    for word in wide:
        if taken and taken + word > room:
            lines, taken = lines + 1, 0.0
        left = float(word)
        while left > room:
            lines, left = lines + 1, left - room
        taken += left + _SPACE
    return lines
