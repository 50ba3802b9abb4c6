"""Where a value stands, and what a cell can hold."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple


def column_letters(column: int) -> str:
    """Return the letters of a 1-based column number: 1 is A, 27 is AA."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


class CellRef(NamedTuple):
    """One cell of one file; row and column count from 1."""

    file: str
    sheet: str
    row: int
    column: int

    @property
    def a1(self) -> str:
        """The address within its sheet, such as K12."""
        return f"{column_letters(self.column)}{self.row}"

    def __str__(self) -> str:
        return f"{self.sheet}!{self.a1}"


@dataclass(frozen=True)
class ErrorValue:
    """An Excel error in a cell, such as #N/A; never the same as a blank."""

    code: str

    def __str__(self) -> str:
        return self.code


class From1904:
    """A number in a workbook whose days count from 1904, should it stand for a day."""


class WholeFrom1904(int, From1904):
    """Such a number without a fraction."""


class PartFrom1904(float, From1904):
    """Such a number with a fraction."""


CellValue = None | str | bool | int | float | date | ErrorValue


def clean(text: str) -> str:
    """Return text as the To fix formulas see it: spaces trimmed and runs of them made one.

    No-break spaces and line ends count as spaces; nothing else does (Excel's TRIM).
    """
    if "\u00a0" in text or "\n" in text:
        text = text.replace("\u00a0", " ").replace("\n", " ")
    if "  " in text or text[:1] == " " or text[-1:] == " ":
        return " ".join(part for part in text.split(" ") if part)
    return text
