"""Formulas as the gate reads them: the text that one has when it is filled into another cell."""

from __future__ import annotations

import re

from xlplan.model import column_letters
from xlplan.workbook.gate_view import Place, column_of

# Strings, quoted names of sheets, and columns of tables point at no cells by address.
_WORDS = r"\"(?:[^\"]|\"\")*\"|'(?:[^']|'')*'|\[(?:[^\[\]']|'.|\[(?:[^\[\]']|'.)*\])*\]"
_BEFORE, _AFTER = r"(?<![\w.$\\])", r"(?![\w.(!\\])"
_POINTERS = re.compile(
    rf"(?P<words>{_WORDS})"
    rf"|{_BEFORE}(?P<cell>\$?[A-Za-z]{{1,3}}\$?[1-9][0-9]{{0,6}}){_AFTER}"
    rf"|{_BEFORE}(?P<rows>\$?[1-9][0-9]{{0,6}}:\$?[1-9][0-9]{{0,6}}){_AFTER}"
    rf"|{_BEFORE}(?P<columns>\$?[A-Za-z]{{1,3}}:\$?[A-Za-z]{{1,3}}){_AFTER}"
)
_END = re.compile(r"(\$?)(?:([A-Za-z]+)|([0-9]+))")


class Unfillable(ValueError):
    """A formula would point at cells off the sheet."""


def filled(text: str, at: Place, to: Place) -> str:
    """Return a formula of one cell as it reads when filled into another; raise Unfillable."""
    down, right = to[0] - at[0], to[1] - at[1]
    if not down and not right:
        return text

    def end(found: re.Match[str]) -> str:
        if found[1]:
            return found[0]
        number = int(found[3]) + down if found[3] else column_of(found[2]) + right
        if number < 1:
            raise Unfillable(text)
        return str(number) if found[3] else column_letters(number)

    def pointer(found: re.Match[str]) -> str:
        return found[0] if found["words"] else _END.sub(end, found[0])

    return _POINTERS.sub(pointer, text)
