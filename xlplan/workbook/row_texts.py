"""The rows of a sheet as the bytes they are stored in: only those that change are taken apart.

Where tags begin and end is certain from the bytes alone as long as a sheet has no comments, no
CDATA, no declarations inside its data and every mark in quotes: others are `NotPlain`.
"""

from __future__ import annotations

import re
from bisect import bisect_left, insort
from collections.abc import Iterator, Sequence
from functools import cache
from xml.sax.saxutils import escape

from lxml import etree

from xlplan.model import column_letters
from xlplan.workbook.addresses import Area, column_number
from xlplan.workbook.row_store import FormulaText, Held, Spot

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OPENING, _CLOSING, _EMPTY = b"<sheetData>", b"</sheetData>", b"<sheetData/>"
_DECLARED = re.compile(rb"\s*<\?xml[^<>]*\?>\s*")
_NOT_UTF8 = re.compile(rb"encoding=[\"'](?!utf-8[\"'])", re.IGNORECASE)
_ROW = b'<row r="'
_ROW_TAG = re.compile(rb'<row r="([0-9]{1,7})"(?: (?!xmlns)[\w:.]+="[^"<>&]*")* ?(/?)>')
_CELL = re.compile(rb"<c [^<>]*/>|<c [^<>]*>.*?</c>", re.DOTALL)
_PLACE = re.compile(rb'<c r="([A-Z]{1,3})([0-9]+)"')
_CELL_TAG = re.compile(rb'<c r="[A-Z]+[0-9]+"((?: [\w:.]+="[^"<>&]*")*) ?/?>')
_MARK = re.compile(rb' ([\w:.]+)="([^"]*)"')
_STYLE = re.compile(rb' s="([0-9]+)"')
# What follows the place of a cell without a formula, up to its end.
_FILLED = re.compile(
    rb'(?: t="[a-zA-Z]+")?(?: s="([0-9]{1,9})")?(?: t="[a-zA-Z]+")? ?'
    rb'(?:/>|>(?:<v>[^<]*</v>|<is><t(?: xml:space="preserve")?>[^<]*</t></is>)?</c>)'
)
_USUAL = re.compile(rb'<c r="[A-Z]+[0-9]+"(?: s="[0-9]+")?(?: t="[a-zA-Z]+")? ?/?>')
_FIXED = re.compile(rb't="(?:array|dataTable)"')
_OURS = (b"s", b"t", b"cm", b"vm")


class NotPlain(Exception):
    """Bytes alone do not tell where the rows and cells of this sheet begin and end."""


class _Line:
    """A row taken apart: its marks, and each cell's bytes by column."""

    __slots__ = ("cells", "marks")

    def __init__(self, raw: bytes, number: int) -> None:
        self.marks, content = _opened(raw)
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
        return _row(self.marks, b"".join(self.cells[column] for column in sorted(self.cells)))


class TextRows:
    """Rows as bytes; raise NotPlain, at any time, when a sheet turns out not to be plain."""

    def __init__(self, content: bytes, start: int, end: int) -> None:
        self._rows = _split(content, start, end)
        self._lines: dict[int, _Line] = {}
        self._spans: dict[int, bool] = {}
        self.numbers = list(self._rows)
        self._has_fixed = _FIXED.search(content, start, end) is not None

    def texts(self) -> Iterator[bytes]:
        """Yield the rows as they are stored."""
        for number in self.numbers:
            line = self._lines.get(number)
            yield self._rows[number] if line is None else line.text()

    def first(self, number: int) -> etree._Element:
        """Return the first rows as a tree, to be read only."""
        raw = b"".join(self._rows[n] for n in self.numbers[:number])
        # What the root says of other namespaces is not there, nor asked for.
        parser = etree.XMLParser(recover=True, resolve_entities=False, no_network=True)
        return etree.fromstring(f'<sheetData xmlns="{_MAIN}">'.encode() + raw + _CLOSING, parser)

    def has(self, row: int) -> bool:
        """Whether a row exists."""
        return row in self._rows

    def add(self, row: int) -> None:
        """Make a row that does not exist."""
        insort(self.numbers, row)
        self._rows[row] = b'<row r="%d"/>' % row

    def add_lines(self, first: int, lines: Sequence[bytes]) -> None:
        """Add rows that do not exist, one under the other, as they are stored."""
        rows = range(first, first + len(lines))
        place = bisect_left(self.numbers, first)
        self.numbers[place:place] = rows
        self._rows.update(zip(rows, lines, strict=True))

    def mark(self, row: int, name: str) -> str | None:
        """Return a mark of a row; None without one, or without the row."""
        raw, line, key = self._rows.get(row), self._lines.get(row), name.encode()
        if raw is None:
            return None
        if line is not None:
            found = line.marks.get(key)
        else:
            tag = _tag(raw)[0]
            found = dict(_MARK.findall(tag)).get(key) if key in tag else None
        return None if found is None else found.decode()

    def set_mark(self, row: int, name: str, value: str | None) -> None:
        """Set or drop a mark of a row that exists."""
        line = self._lines.get(row)
        marks, content = _opened(self._rows[row]) if line is None else (line.marks, b"")
        if value is not None:
            marks[name.encode()] = escape(value).encode()
        else:
            marks.pop(name.encode(), None)
        if line is None:
            self._rows[row] = _row(marks, content)

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

    def spot(self, row: int, column: int) -> Spot | None:
        """Return where `fill` can write a cell; None where that takes `held` and `put`.

        What else stands in the row stays as it is, so that nothing is asked of it.
        """
        if row not in self._spans and not self._is_ready(row):
            return None
        raw, place = self._rows[row], _place(column, row)
        at = raw.find(place)
        found = None if at < 0 else _FILLED.match(raw, at + len(place))
        if found is None or raw.find(place, found.end()) >= 0 or row in self._lines:
            return None
        return Spot(at + len(place), found.end(), int(found[1] or 0))

    def fill(
        self, row: int, spot: Spot, *, style: int, kind: str | None, value: str | None
    ) -> None:
        """Have the cell at a spot, just asked for, store this and nothing else."""
        raw = self._rows[row]
        rest = cell_rest(style, kind, value).encode()
        self._rows[row] = raw[: spot.start] + rest + raw[spot.end :]
        if self._spans[row]:
            self.set_mark(row, "spans", None)
            self._spans[row] = False

    def _is_ready(self, row: int) -> bool:
        """Whether cells of a row may be looked for in its text."""
        raw = self._rows.get(row, b"")
        tag = _ROW_TAG.match(raw)
        if tag is None or b"xmlns" in raw:
            return False
        self._spans[row] = b" spans=" in tag[0]
        return True

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
        said = _formula_text(formula) if formula is not None else ""
        rest = cell_rest(style, kind, value, others=others.decode(), formula=said)
        line.cells[column] = _place(column, row) + rest.encode()
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
    start = declared.end() if declared else 0
    if _has_tag(content, b"!", start) or _has_tag(content, b"?", start):
        raise NotPlain
    if declared and _NOT_UTF8.search(declared[0]):
        raise NotPlain
    first, end = content.find(_OPENING), content.rfind(_CLOSING)
    foot = content[end + len(_CLOSING) :]
    if not 0 <= first < end or b"<sheetData" in foot:
        raise NotPlain
    return content[:first] + _EMPTY + foot, TextRows(content, first + len(_OPENING), end)


def joined(frame: bytes, rows: TextRows) -> bytes:
    """Return a sheet from what `parted` made of it."""
    before, empty, after = frame.partition(_EMPTY)
    if not empty:
        raise NotPlain
    return b"".join((before, _OPENING, *rows.texts(), _CLOSING, after))


def cell_rest(
    style: int,
    kind: str | None = None,
    value: str | None = None,
    *,
    others: str = "",
    formula: str = "",
) -> str:
    """Return what follows the place of a cell: its marks and what it stores, up to its end."""
    marks = f' s="{style}"' if style else ""
    if kind is not None:
        marks += f' t="{kind}"'
    content = formula if value is None else f"{formula}<v>{escape(value)}</v>"
    return f"{marks}{others}>{content}</c>" if content else f"{marks}{others}/>"


def _place(column: int, row: int) -> bytes:
    return b'<c r="%b%d"' % (_letters(column), row)


@cache
def _letters(column: int) -> bytes:
    return column_letters(column).encode()


def _has_tag(content: bytes, sign: bytes, start: int) -> bool:
    """Whether a tag begins with a sign; one character is found far faster than two."""
    at = content.find(sign, start)
    while at > 0 and content[at - 1 : at] != b"<":
        at = content.find(sign, at + 1)
    return at > 0


def _split(content: bytes, start: int, end: int) -> dict[int, bytes]:
    """Return each row of a stretch of text as it is stored, by its number."""
    rows: dict[int, bytes] = {}
    last, closed, begin = 0, 0, start
    while start < end:
        after = content.find(_ROW, start + 1, end)
        raw = content[start : end if after < 0 else after]
        number = raw[len(_ROW) : raw.find(b'"', len(_ROW))]
        if not raw.startswith(_ROW) or not number.isdigit() or int(number) <= last:
            raise NotPlain
        if raw.endswith(b"</row>"):
            closed += 1
        elif b"<" in raw[1:] or not raw.endswith(b"/>"):
            raise NotPlain
        last = int(number)
        rows[last] = raw
        start += len(raw)
    # Each ends where it is cut; none within it ends too.
    if content.count(b"</row", begin, end) != closed:
        raise NotPlain
    return rows


def _tag(raw: bytes) -> re.Match[bytes]:
    tag = _ROW_TAG.match(raw)
    if tag is None:
        raise NotPlain
    return tag


def _opened(raw: bytes) -> tuple[dict[bytes, bytes], bytes]:
    """Return the marks of a row and its cells as they are stored."""
    tag = _tag(raw)
    if b"xmlns" in raw:
        raise NotPlain
    content = b"" if tag[2] else raw[tag.end() : -len(b"</row>")]
    return dict(_MARK.findall(tag[0])), content


def _row(marks: dict[bytes, bytes], content: bytes) -> bytes:
    """Return a row as it is stored."""
    said = b"".join([b' %b="%b"' % mark for mark in marks.items()])
    return b"<row%b>%b</row>" % (said, content) if content else b"<row%b/>" % said


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
