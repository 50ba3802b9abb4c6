"""Rows that bytes alone prove to hold what was asked for, and nothing else that they did not.

What is not proven here is not thereby wrong: it is taken apart and looked at cell by cell.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Any

from xlplan.model import CellValue
from xlplan.workbook.edits import RichText, SetFormula
from xlplan.workbook.gate_asked import Line, Meant
from xlplan.workbook.gate_lines import Above, read_marks
from xlplan.workbook.gate_looks import Looks
from xlplan.workbook.gate_says import is_shared, says
from xlplan.workbook.gate_view import Opened, Seen, column_of

_CELL = b"<c "
_SHARED = b't="shared"'
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

    def __init__(self, new: Opened, above: Above) -> None:
        self._new, self._above = new, above
        self._looks = Looks(new)
        self._tails: dict[Key, bytes] = {}
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
            if whole is None or match is None or has.count(cell) != 1 or _SHARED in whole[0]:
                return False
            value, styles = values[column], (whole[1], match[3])
            is_alike = styles[0] == styles[1] and not isinstance(value, date)
            if not is_alike and not self._is_kept(*styles, value):
                return False
            if not self._is_said(match[4], match[5], value, match[3]):
                return False
            was, now = whole.end(), match.end()
        return had[was:] == has[now:]

    def _is_kept(self, was: bytes | None, now: bytes | None, value: Meant) -> bool:
        styles = [(style or b"").decode().removeprefix("0") for style in (was, now)]
        return self._looks.is_kept(styles[0], styles[1], value)

    def _is_said(
        self, kind: bytes | None, text: bytes | None, value: Meant, style: bytes | None
    ) -> bool:
        if isinstance(value, str | RichText):
            is_number = kind == b"s" and text is not None and text.isdigit()
            return is_number and is_shared(
                self._new, int(text or b"-1"), value, (style or b"").decode()
            )
        if isinstance(value, SetFormula) or kind == b"s":
            return False
        key = kind, text, type(value), value
        if key not in self._said:
            self._said[key] = self._stores(kind, text, value)
        return self._said[key]

    def _stores(self, kind: bytes | None, text: bytes | None, value: CellValue) -> bool:
        seen = Seen("", (kind or b"n").decode(), None if text is None else text.decode(), None)
        return says(self._new, seen, value)

    def is_line(self, has: bytes, number: int, line: Line) -> bool:
        """Whether a new row holds the values of a line and nothing beside its table.

        Its cells look as those above, and it is as high. The first line of a form is looked at
        cell by cell. A line that has the same bytes, but for the row's number and how its own
        values are spelt, holds its values too.
        """
        values, end = line.values, has.find(b">") + 1
        if not self._is_marked(has[:end], number, line):
            return False
        key = (line.table.part, line.above, *values, *map(type, values.values()))
        form, cells = self._forms.get(key), has[end:]
        if form is not None and form.written(number, self._spellings(form, values)) == cells:
            return True
        read = self._read(cells, number, line)
        if read is not None:
            self._forms[key] = read
        return read is not None

    def _is_marked(self, tag: bytes, number: int, line: Line) -> bool:
        """Whether a row's tag is as it should be; tags of a height are alike but for the number."""
        start, key = b'<row r="%d"' % number, (line.table.part, line.above, line.points)
        tail = tag[len(start) :]
        if not tag.startswith(start):
            return False
        if self._tails.get(key) != tail:
            if not self._above.is_marked(line, read_marks(tag), is_fitted=False):
                return False
            self._tails[key] = tail
        return True

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
        wanted, table = line.by_column(), line.table
        headings = {column: heading for heading, column in table.columns.items()}
        first, *pieces = cells.split(_CELL)
        form, last, missing = _Form(), 0, set(range(table.left, table.right + 1))
        for piece in pieces:
            match = _SIMPLE.fullmatch(_CELL + piece)
            column = column_of(match[1].decode()) if match else 0
            if match is None or int(match[2]) != number or column <= last:
                return None
            last, value = column, wanted.get(column)
            if column not in missing or not self._is_due(line, column, wanted, match):
                return None
            missing.remove(column)
            if value is not None and not isinstance(value, str):
                self._spelt[type(value), value] = match[5]
            form.add(match, value, headings.get(column, ""))
        is_all = all(self._is_due(line, column, wanted, None) for column in missing)
        return form if is_all and not first else None

    def _is_due(
        self, line: Line, column: int, wanted: dict[int, Meant], cell: re.Match[bytes] | None
    ) -> bool:
        """Whether a cell of a new row, or none, holds what it should and looks as it should."""
        due = self._above.due(line, column)
        style, kind, text = cell.group(3, 4, 5) if cell else (None, None, None)
        value = wanted.get(column)
        if column in wanted and cell:
            is_said = self._is_said(kind, text, value, style)
        else:
            is_said = value is None and kind is None and text is None
            is_said = is_said and (column in wanted or None in due.formulas)
        return is_said and any(self._is_kept(s.encode(), style, value) for s in due.styles)


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
