"""The cells that a formula points at by their addresses, and the formula with other addresses."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from openpyxl.formula.tokenizer import Token, Tokenizer, TokenizerError

from xlplan.model import column_letters
from xlplan.workbook.addresses import EVERY_CELL, Area, parse_area

_CELL = re.compile(r"(\$?)([A-Za-z]{1,3})(\$?)([0-9]{1,7})")
_PLAIN = re.compile(r"\$?[A-Za-z]{1,3}\$?[0-9]{1,7}(?::\$?[A-Za-z]{1,3}\$?[0-9]{1,7})?")
_WHOLE = re.compile(r"\$?[A-Za-z]{1,3}:\$?[A-Za-z]{1,3}|\$?[0-9]{1,7}:\$?[0-9]{1,7}")

EVERY_SHEET = "*"


@dataclass(frozen=True)
class Reference:
    """An area that a formula points at; `sheet` is "" where the formula names none.

    One that is put together, as by INDEX(...):B9, is not certain; nor is one through several
    sheets, whose sheet is EVERY_SHEET.
    """

    sheet: str
    area: Area
    is_range: bool
    is_certain: bool = True


def references(formula: str) -> Iterator[Reference]:
    """Yield what a formula without its equals sign points at; no names, no columns of tables."""
    for token in _tokens(formula):
        found = _read(token)
        if found is not None:
            yield found


def readdressed(formula: str, change: Callable[[Reference], Area]) -> str:
    """Return a formula that points at other areas; addresses keep how they are anchored."""
    written = []
    for token in _tokens(formula):
        found = _read(token)
        area = change(found) if found is not None and found.is_certain else None
        is_other = found is not None and area is not None and area != found.area
        written.append(_written(token.value, area) if is_other and area else token.value)
    return "".join(written) or formula


def _tokens(formula: str) -> list[Token]:
    try:
        return list(Tokenizer(f"={formula}").items)
    except (TokenizerError, IndexError):
        return [Token(formula, Token.OPERAND, Token.RANGE)]


def _read(token: Token) -> Reference | None:
    text = token.value
    sheet, mark, place = text.rpartition("!")
    if (token.type, token.subtype) != (Token.OPERAND, Token.RANGE) or "[" in text:
        return None
    if sheet.startswith("'"):
        sheet = sheet[1:-1].replace("''", "'")
    if ":" in sheet or not (_PLAIN.fullmatch(place) or _WHOLE.fullmatch(place)):
        several = EVERY_SHEET if ":" in sheet else sheet
        return Reference(several, EVERY_CELL, True, is_certain=False) if ":" in text else None
    try:
        return Reference(sheet if mark else "", parse_area(place), ":" in place)
    except ValueError:
        return None


def _written(text: str, area: Area) -> str:
    """Return a reference to other cells, anchored as this one is."""
    head, mark, place = text.rpartition("!")
    corners = [area[:2]] if area[:2] == area[2:] and ":" not in place else [area[:2], area[2:]]
    words = (place.split(":") * 2)[: len(corners)]
    written = []
    for word, (row, column) in zip(words, corners, strict=True):
        match = _CELL.fullmatch(word)
        if match is None:
            return text
        written.append(f"{match[1]}{column_letters(column)}{match[3]}{row}")
    return head + mark + ":".join(written)
