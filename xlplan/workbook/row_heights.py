"""How tall a row must be for its wrapped text, measured in the font that the sheets are set in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache

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
    """Return points enough for the longest wrapped cell, within Excel's tallest row.

    What To fix will say is not known, so a row that has it is two lines high at least.
    """
    needed = _LINES[11]
    for column in columns:
        if column.key == "to_fix":
            needed = max(needed, 2 * _LINES[11])
        value = values.get(column.key)
        if isinstance(value, str):
            size = type_size(column.key)
            needed = max(needed, text_lines(value, column.width, size) * _LINES[size])
    return min(TALLEST, needed + _PADDING)


@lru_cache(maxsize=4096)
def text_lines(text: str, width: float, size: int = 11) -> int:
    """Return how many lines a text takes when wrapped in a column of a width in characters."""
    room = max(width, 3) * _PIXELS / (size * 4 / 3) * 100 * _SPARE
    return sum(_wrapped(line, room) for line in text.replace("**", "").split("\n"))


def _wrapped(line: str, room: float) -> int:
    if len(line) * _WIDTH_OF["W"] <= room:
        return 1
    lines, taken = 1, 0.0
    for word in line.split(" "):
        wide = float(sum(_WIDTH_OF.get(letter, _OTHER) for letter in word))
        if taken and taken + wide > room:
            lines, taken = lines + 1, 0.0
        while wide > room:
            lines, wide = lines + 1, wide - room
        taken += wide + _WIDTH_OF[" "]
    return lines
