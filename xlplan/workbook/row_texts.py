"""The rows of a sheet as the bytes they are stored in: only those that change are taken apart.

Where tags begin and end is certain from the bytes alone as long as a sheet has no comments, no
CDATA, no declarations inside its data and every mark in quotes: others are `NotPlain`.
"""

from __future__ import annotations

import re
from bisect import insort
from collections.abc import Iterator
from xml.sax.saxutils import escape

from lxml import etree

from xlplan.model import column_letters
from xlplan.workbook.addresses import Area, column_number
from xlplan.workbook.row_store import FormulaText, Held

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OPENING, _CLOSING, _EMPTY = b"<sheetData>", b"</sheetData>", b"<sheetData/>"
_DECLARED = re.compile(rb"\s*<\?xml[^<>]*\?>\s*")
_NOT_UTF8 = re.compile(rb"encoding=[\"'](?!utf-8[\"'])", re.IGNORECASE)
_ROW_TAG = re.compile(rb'<row r="([0-9]{1,7})"(?: [\w:.]+="[^"<>&]*")* ?(/?)>')
_CELL = re.compile(rb"<c [^<>]*/>|<c [^<>]*>.*?</c>", re.DOTALL)
_PLACE = re.compile(rb'<c r="([A-Z]{1,3})([0-9]+)"')
_CELL_TAG = re.compile(rb'<c r="[A-Z]+[0-9]+"((?: [\w:.]+="[^"<>&]*")*) ?/?>')
_MARK = re.compile(rb' ([\w:.]+)="([^"]*)"')
_STYLE = re.compile(rb' s="([0-9]+)"')
_USUAL = re.compile(rb'<c r="[A-Z]+[0-9]+"(?: s="[0-9]+")?(?: t="[a-zA-Z]+")? ?/?>')
_OURS = (b"s", b"t", b"cm", b"vm")


class NotPlain(Exception):
    """Bytes alone do not tell where the rows and cells of this sheet begin and end."""


class _Line:
    """A row taken apart: its marks, and each cell's bytes by column."""

    __slots__ = ("cells", "marks")

    def __init__(self, raw: bytes, number: int) -> None:
        tag = _ROW_TAG.match(raw)
        if tag is None:
            raise NotPlain
        self.marks = dict(_MARK.findall(tag[0]))
        content = raw[tag.end() : -len(b"</row>")] if not tag[2] else b""
        found = _CELL.findall(content)
        if sum(map(len, found)) != len(content):
            raise NotPlain
        self.cells: dict[int, bytes] = {}
        ending = str(number).encode()
        for cell in found:
            place = _PLACE.match(cell)
            if place is None or place[2] != ending:
                raise NotPlain
            self.cells[column_number(place[1].decode())] = cell
        if len(self.cells) != len(found):
            raise NotPlain

    def text(self) -> bytes:
        """Return the row as it is stored."""
        marks = b"".join(b' %b="%b"' % mark for mark in self.marks.items())
        if not self.cells:
            return b"<row%b/>" % marks
        cells = b"".join(self.cells[column] for column in sorted(self.cells))
        return b"<row%b>%b</row>" % (marks, cells)


class TextRows:
    """Rows as bytes; raise NotPlain, at any time, when a sheet turns out not to be plain."""

    def __init__(self, data: bytes) -> None:
        self._rows: dict[int, bytes] = {}
        self._lines: dict[int, _Line] = {}
        for number, raw in _split(data):
            self._rows[number] = raw
        self.numbers = list(self._rows)
        self._has_fixed = b't="array"' in data or b't="dataTable"' in data

    def text(self) -> bytes:
        """Return the rows as they are stored."""
        lines = self._lines
        return b"".join(
            lines[number].text() if number in lines else self._rows[number]
            for number in self.numbers
        )

    def first(self, number: int) -> etree._Element:
        """Return the first rows as a tree, to be read only."""
        raw = b"".join(self._rows[n] for n in self.numbers[:number])
        # What the root says of other namespaces is not there, nor asked for.
        parser = etree.XMLParser(recover=True, resolve_entities=False, no_network=True)
        return etree.fromstring(f'<sheetData xmlns="{_MAIN}">'.encode() + raw + _CLOSING, parser)

    def add(self, row: int) -> None:
        """Make a row that does not exist."""
        insort(self.numbers, row)
        self._rows[row] = b'<row r="%d"/>' % row

    def mark(self, row: int, name: str) -> str | None:
        """Return a mark of a row; None without one, or without the row."""
        if row not in self._rows:
            return None
        found = self._line(row).marks.get(name.encode())
        return None if found is None else found.decode()

    def set_mark(self, row: int, name: str, value: str | None) -> None:
        """Set or drop a mark of a row that exists."""
        marks = self._line(row).marks
        if value is not None:
            marks[name.encode()] = escape(value).encode()
        else:
            marks.pop(name.encode(), None)

    def columns(self, row: int) -> list[int]:
        """Return the columns of a row that have a cell, in order."""
        return sorted(self._line(row).cells) if row in self._rows else []

    def held(self, row: int, column: int) -> Held | None:
        """Return what a cell stores; None when there is no cell."""
        cell = self._line(row).cells.get(column) if row in self._rows else None
        if cell is None:
            return None
        tag = _CELL_TAG.match(cell)
        if tag is None:
            raise NotPlain
        style = _STYLE.search(tag[1])
        formula = _formula_of(cell) if b"<f" in cell else None
        is_full = formula is not None or b"<v" in cell or b"<is" in cell
        return Held(int(style[1]) if style else 0, formula, is_full)

    def put(
        self,
        row: int,
        column: int,
        style: int,
        kind: str | None = None,
        value: str | None = None,
        formula: FormulaText | None = None,
    ) -> None:
        """Have a cell of a row that exists store this and nothing else, made where missing."""
        line = self._line(row)
        known = line.cells.get(column)
        others = b"" if known is None or _USUAL.match(known) else _other_marks(known)
        marks = f' s="{style}"' if style else ""
        if kind:
            marks += f' t="{kind}"'
        content = _formula_text(formula) if formula is not None else ""
        if value is not None:
            content += f"<v>{escape(value)}</v>"
        head = f'<c r="{column_letters(column)}{row}"{marks}'.encode() + others
        line.cells[column] = head + (f">{content}</c>".encode() if content else b"/>")
        line.marks.pop(b"spans", None)

    def set_formula(self, row: int, column: int, formula: FormulaText) -> None:
        """Change the formula of a cell that has one; its saved value stays."""
        cells = self._line(row).cells
        before, _, rest = cells[column].partition(b"<f")
        after = rest.partition(b"/>" if _is_closed(rest) else b"</f>")[2]
        cells[column] = before + _formula_text(formula).encode() + after

    def move(self, row: int, column: int, to: int) -> None:
        """Move a cell that exists, as it is, to another row that exists."""
        cell, target = self._line(row).cells.pop(column), self._line(to)
        place = _PLACE.match(cell)
        if place is None:
            raise NotPlain
        target.cells[column] = b'<c r="%b%d"' % (place[1], to) + cell[place.end() :]
        target.marks.pop(b"spans", None)

    def formulas(self) -> Iterator[tuple[int, int, FormulaText]]:
        """Yield every formula with its row and column, in order."""
        for row in self.numbers:
            if row not in self._lines and b"<f" not in self._rows[row]:
                continue
            for column, cell in sorted(self._line(row).cells.items()):
                if b"<f" in cell:
                    yield row, column, _formula_of(cell)

    def fixed_areas(self) -> list[Area]:
        """Return the areas of array formulas and data tables; raise NotPlain when it has any."""
        if self._has_fixed:
            raise NotPlain
        return []

    def _line(self, row: int) -> _Line:
        if row not in self._lines:
            self._lines[row] = _Line(self._rows[row], row)
        return self._lines[row]


def parted(content: bytes) -> tuple[bytes, TextRows]:
    """Return a sheet without its rows, and its rows; raise NotPlain where bytes do not tell."""
    declared = _DECLARED.match(content)
    if b"<!" in content or content.count(b"<?") != (1 if declared else 0):
        raise NotPlain
    if declared and _NOT_UTF8.search(declared[0]):
        raise NotPlain
    head, opening, rest = content.partition(_OPENING)
    data, closing, foot = rest.partition(_CLOSING)
    if not opening or not closing or b"<sheetData" in foot or b"xmlns" in data:
        raise NotPlain
    return head + _EMPTY + foot, TextRows(data)


def joined(frame: bytes, rows: TextRows) -> bytes:
    """Return a sheet from what `parted` made of it."""
    before, empty, after = frame.partition(_EMPTY)
    if not empty:
        raise NotPlain
    return before + _OPENING + rows.text() + _CLOSING + after


def _split(data: bytes) -> Iterator[tuple[int, bytes]]:
    place, before, end = 0, 0, len(data)
    while place < end:
        tag = _ROW_TAG.match(data, place)
        if tag is None or int(tag[1]) <= before:
            raise NotPlain
        before, start = int(tag[1]), place
        place = tag.end() if tag[2] else data.find(b"</row>", place) + len(b"</row>")
        if place <= start or data.find(b"<row", start + 1, place) != -1:
            raise NotPlain
        yield before, data[start:place]


def _is_closed(rest: bytes) -> bool:
    return rest[: rest.index(b">")].endswith(b"/")


def _formula_of(cell: bytes) -> FormulaText:
    start = cell.index(b"<f")
    closed = _is_closed(cell[start:])
    end = cell.index(b">", start) + 1 if closed else cell.index(b"</f>", start) + 4
    try:
        element = etree.fromstring(cell[start:end])
    except etree.XMLSyntaxError as err:
        raise NotPlain from err
    marks = {str(key): str(value) for key, value in element.attrib.items()}
    if any(key.startswith("{") for key in marks):
        raise NotPlain
    return FormulaText(element.text or "", marks)


def _formula_text(formula: FormulaText) -> str:
    marks = "".join(
        f' {name}="{escape(value, {chr(34): "&quot;"})}"' for name, value in formula.marks.items()
    )
    return f"<f{marks}>{escape(formula.text)}</f>" if formula.text else f"<f{marks}/>"


def _other_marks(cell: bytes) -> bytes:
    tag = _CELL_TAG.match(cell)
    if tag is None:
        raise NotPlain
    return b"".join(
        b' %b="%b"' % (name, value) for name, value in _MARK.findall(tag[1]) if name not in _OURS
    )
