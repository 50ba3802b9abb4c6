"""Rows that bytes alone prove to hold what was asked for, and nothing else that they did not.

What is not proven here is not thereby wrong: it is taken apart and looked at cell by cell.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Any

from xlplan.model import CellValue
from xlplan.workbook.edits import RichText, SetFormula
from xlplan.workbook.gate_asked import Line, Meant
from xlplan.workbook.gate_looks import Looks
from xlplan.workbook.gate_says import says
from xlplan.workbook.gate_view import Opened, Seen, column_of

_CELL = b"<c "
_SIMPLE = re.compile(
    rb'<c r="([A-Z]{1,3})([0-9]+)"(?: s="(\d+)")?(?: t="(\w+)")?'
    rb"(?:/>|><v>([ -%'-;=-~]*)</v></c>)"
)
_WHOLE = re.compile(
    rb'<c r="[A-Z]{1,3}[0-9]+"(?: s="(\d+)")?[^<>]*(?:/>|>'
    rb"(?:<f[^<>]*(?:/>|>[^<]*</f>))?(?:<v>[^<]*</v>)?(?:<is><t[^<>]*>[^<]*</t></is>)?</c>)"
)
Key = tuple[Any, ...]


class Quick:
    """Proves rows of a workbook that was edited."""

    def __init__(self, new: Opened) -> None:
        self._new = new
        self._looks = Looks(new)
        self._forms: dict[Key, _Form] = {}
        self._spelt: dict[tuple[type, Meant], bytes] = {}
        self._said: dict[tuple[bytes | None, bytes | None, type, Meant], bool] = {}

    def is_row(self, had: bytes, has: bytes, number: int, values: dict[int, Meant]) -> bool:
        """Whether the cells that differ between two rows are those with values, and hold them.

        The rows stand without their closing tags; the marks of their tags are not compared.
        """
        was, now = had.find(b">"), has.find(b">")
        for column in sorted(values):
            cell = b'<c r="%b%d"' % (_letters(column), number)
            before, after = had.find(cell, was), has.find(cell, now)
            if before < 0 or after < 0 or had[was:before] != has[now:after]:
                return False
            whole, match = _WHOLE.match(had, before), _SIMPLE.match(has, after)
            if whole is None or match is None or has.count(cell) != 1:
                return False
            if whole[1] != match[3] and not self._is_kept(whole[1], match[3], values[column]):
                return False
            if not self._is_said(match[4], match[5], values[column]):
                return False
            was, now = whole.end(), match.end()
        return had[was:] == has[now:]

    def _is_kept(self, was: bytes | None, now: bytes | None, value: Meant) -> bool:
        return self._looks.is_kept((was or b"").decode(), (now or b"").decode(), value)

    def _is_said(self, kind: bytes | None, text: bytes | None, value: Meant) -> bool:
        if isinstance(value, str):
            return kind == b"s" and self._shared(text) == value
        if isinstance(value, RichText):
            return kind == b"s" and self._shared(text) == value.plain
        if isinstance(value, SetFormula) or kind == b"s":
            return False
        key = kind, text, type(value), value
        if key not in self._said:
            self._said[key] = _stores(kind, text, value, is_1904=self._new.is_1904)
        return self._said[key]

    def _shared(self, number: bytes | None) -> str | None:
        texts = self._new.strings
        if number is None or not number.isdigit() or int(number) >= len(texts):
            return None
        return texts[int(number)]

    def is_line(self, has: bytes, number: int, line: Line) -> bool:
        """Whether a new row holds the values of a line and nothing beside its table.

        The first line of a form is looked at cell by cell. A line that has the same bytes, but
        for the row's number and how its own values are spelt, holds its values too.
        """
        values = line.values
        key = (line.table, *values, *map(type, values.values()))
        form, cells = self._forms.get(key), has[has.find(b">") + 1 :]
        if form is not None and form.written(number, self._spellings(form, values)) == cells:
            return True
        read = self._read(cells, number, line)
        if read is not None:
            self._forms[key] = read
        return read is not None

    def _spellings(self, form: _Form, values: Mapping[str, Meant]) -> Key | None:
        """Return how the values of a line are spelt in a file; None where that is not known."""
        numbers, spelt = self._new.numbers, self._spelt
        try:
            return tuple(
                [
                    numbers[v] if isinstance(v, str) else spelt[type(v), v]
                    for v in [values[heading] for heading in form.headings]
                ]
            )
        except KeyError:
            return None

    def _read(self, cells: bytes, number: int, line: Line) -> _Form | None:
        """Look at a line cell by cell; None when it is not proven to be as it should be."""
        wanted = line.by_column()
        headings = {column: heading for heading, column in line.columns.items()}
        first, *pieces = cells.split(_CELL)
        form, last = _Form(), 0
        for piece in pieces:
            match = _SIMPLE.fullmatch(_CELL + piece)
            column = column_of(match[1].decode()) if match else 0
            if match is None or int(match[2]) != number or column <= last:
                return None
            last, value = column, wanted.get(column)
            if column not in wanted:
                if not line.left <= column <= line.right:
                    return None
            elif not self._is_said(match[4], match[5], wanted.pop(column)):
                return None
            elif value is not None and not isinstance(value, str):
                self._spelt[type(value), value] = match[5]
            form.add(match, value, headings.get(column, ""))
        is_all = not any(value is not None for value in wanted.values())
        return form if is_all and not first else None


class _Form:
    """How the lines of a table are written: bytes, between the row's numbers, and its values."""

    def __init__(self) -> None:
        self.headings: list[str] = []
        self._chunks = [b""]

    def add(self, cell: re.Match[bytes], value: Meant, heading: str) -> None:
        """Add a cell; without a value it is the same in every line."""
        text, (start, end) = cell.string, cell.span(2)
        self._chunks[-1] += text[:start]
        if value is None:
            self._chunks.append(text[end:].replace(b"%", b"%%"))
            return
        slot, (first, last) = b"%d" if isinstance(value, str) else b"%b", cell.span(5)
        self._chunks.append(text[end:first] + slot + text[last:])
        self.headings.append(heading)

    def written(self, number: int, spelt: Key | None) -> bytes:
        """Return the cells of a line; nothing where it is not known how its values are spelt."""
        return b"" if spelt is None else (b"%d" % number).join(self._chunks) % spelt


@cache
def _letters(column: int) -> bytes:
    rest, last = divmod(column - 1, 26)
    return (_letters(rest) if rest else b"") + b"%c" % (65 + last)


def _stores(kind: bytes | None, text: bytes | None, value: CellValue, *, is_1904: bool) -> bool:
    seen = Seen("", (kind or b"n").decode(), None if text is None else text.decode(), None)
    return says(seen, value, is_1904=is_1904)
