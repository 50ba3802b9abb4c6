"""Two states of a sheet, compared row by row as bytes; only what differs is parsed.

Where a sheet is written in a way that bytes alone cannot be sure of, all of both is parsed.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from xml.etree import ElementTree

from xlplan.workbook.gate_asked import Asked, Cells, Line, Lines, Meant
from xlplan.workbook.gate_lines import Above, Rows, read_marks
from xlplan.workbook.gate_quick import Quick
from xlplan.workbook.gate_text import declared, hides_tags, name_of, plain
from xlplan.workbook.gate_view import NOTHING, Marks, Opened, Place, Seen, column_of, is_orderly

_PLAIN_ROW = re.compile(rb'<row r="([0-9]+)"(?: [\w:.]+="[^"<>&]*")*>')
_ROW = re.compile(rb'<row((?: [\w:.]+="[^"<>&]*")*) ?(/?)>')
_MARK = re.compile(rb' ([\w:.]+)="([^"]*)"')
_CELL = re.compile(rb"<c [^<>]*/>|<c [^<>]*>.*?</c>", re.DOTALL)
_PLACE = re.compile(rb'<c r="([A-Z]{1,3})([0-9]+)"')
_TEXT = rb"([^\x00-\x08\x0b-\x1f<&]*)"
_SIMPLE = re.compile(
    rb'<c r="([A-Z]{1,3})([0-9]+)"(?: s="(\d+)")?(?: t="(\w+)")?'
    rb'(?:/>|>(?:<v>%b</v>|<is><t(?: xml:space="preserve")?>%b</t></is>)?</c>)' % (_TEXT, _TEXT)
)
_BLANK = re.compile(rb"<(([\w:]+)(?: [^<>]*)?)></\2>")
_OPEN, _CLOSE = b"<sheetData>", b"</sheetData>"


@dataclass
class Side:
    """One state of a sheet: what is beside its cells, each row's marks, and cells to compare.

    Cells and marks of rows that both sides write alike, and those that are proven to be what
    was asked for, may be left out. `around` is XML.
    """

    around: bytes
    rows: dict[int, dict[str, str]] = field(default_factory=dict)
    cells: dict[Place, Seen] = field(default_factory=dict)
    is_orderly: bool = True

    @cached_property
    def squeezed(self) -> bytes:
        """What is beside the cells, blank elements written in one way."""
        return _BLANK.sub(rb"<\1/>", self.around)

    @cached_property
    def frame(self) -> ElementTree.Element:
        """What is beside the cells, to be read and altered."""
        return ElementTree.fromstring(self.around)


class _NotPlain(Exception):
    """Bytes alone do not tell where this sheet's cells are."""


Left = dict[Place, Meant]


@dataclass(frozen=True)
class Sides:
    """Both states of a sheet, and what is not proven to be as it should be.

    Those are values that are still to be looked for in the new state, and new rows of tables.
    """

    before: Side
    after: Side
    left: Left
    unproven: Collection[int]
    above: Above


def sides(old: Opened, new: Opened, sheet: str, asked: Asked, *, is_whole: bool = False) -> Sides:
    """Return both states of a sheet; both have every cell where they are wanted whole."""
    try:
        if is_whole:
            raise _NotPlain
        return _Compared(old, new, sheet, asked).told()
    except (_NotPlain, ElementTree.ParseError):
        before, after = _whole(old, sheet), _whole(new, sheet)
        above = Above(_tree_rows(old, before), _tree_rows(new, after), old)
        left = _left(asked.cells.get(sheet, {}), asked.lines.get(sheet, {}))
        return Sides(before, after, left, _new_rows(asked, sheet), above)


def _new_rows(asked: Asked, sheet: str) -> set[int]:
    return {n for table in asked.grown.get(sheet, ()) for n in range(table.first, table.next)}


def _left(cells: Cells, lines: Lines) -> Left:
    found = {(row, column): v for row, values in cells.items() for column, v in values.items()}
    for row, line in lines.items():
        found.update({(row, column): value for column, value in line.by_column().items()})
    return found


def _whole(opened: Opened, sheet: str) -> Side:
    root = opened.tree(sheet)
    marks, cells = _marks(root), opened.cells(root)
    side = Side(opened.bytes[sheet], marks, cells, is_orderly=is_orderly(root))
    side.frame = root
    return side


def _tree_rows(opened: Opened, side: Side) -> Rows:
    return Rows(opened, dict(_numbered(side.frame)), lambda: side.frame)


def _numbered(root: ElementTree.Element) -> Iterator[tuple[int, ElementTree.Element]]:
    number = 0
    for element in (e for part in root if name_of(part) == "sheetData" for e in part):
        number = int(element.get("r", number + 1))
        yield number, element


def _marks(root: ElementTree.Element) -> dict[int, dict[str, str]]:
    return {number: dict(element.attrib) for number, element in _numbered(root)}


class _Compared:
    """A sheet's two states as bytes."""

    def __init__(self, old: Opened, new: Opened, sheet: str, asked: Asked) -> None:
        around, self._had = _split(old.bytes.taken(sheet))
        around_now, self._has = _split(new.bytes.taken(sheet))
        self._old, self._new = old, new
        self._was, self._now = was, now = Side(around), Side(around_now)
        self._cells, self._lines = asked.cells.get(sheet, {}), asked.lines.get(sheet, {})
        self._new_rows = _new_rows(asked, sheet)
        before = Rows(old, self._had, lambda: was.frame)
        self._above = Above(before, Rows(new, self._has, lambda: now.frame), old)
        self._quick = Quick(new, self._above)

    def told(self) -> Sides:
        """Return both sides and what is not proven to stand where it should."""
        cells = {n: values for n, values in self._cells.items() if not self._is_proven(n, values)}
        lines = {n: line for n, line in self._lines.items() if not self._is_proven_line(n, line)}
        left = _left(cells, lines)
        wanted: dict[int, set[int]] = {number: set() for number in (*cells, *lines)}
        for row, column in left:
            wanted[row].add(column)
        proven = (self._cells.keys() | self._lines.keys()) - wanted.keys()
        has, had = self._has, self._had
        changed = {n for n, row in has.items() if had.get(n) != row} - proven
        for number in sorted(changed | wanted.keys() | (had.keys() - has.keys())):
            self._look(number, wanted.get(number, ()))
        return Sides(self._was, self._now, left, self._new_rows - proven, self._above)

    def _is_proven(self, number: int, values: dict[int, Meant]) -> bool:
        had, has = self._had.get(number), self._has.get(number)
        if had is None or has is None or number in self._new_rows:
            return False
        if not self._quick.is_row(had, has, number, values):
            return False
        self._note_marks(number, had, has)
        return True

    def _is_proven_line(self, number: int, line: Line) -> bool:
        has = self._has.get(number)
        return (
            has is not None and number not in self._had and self._quick.is_line(has, number, line)
        )

    def _look(self, number: int, wanted: Collection[int]) -> None:
        """Take apart a row that is not proven."""
        had, has = self._had.get(number, b""), self._has.get(number, b"")
        self._note_marks(number, had, has)
        cells = _cells(has)
        if not _is_in_order(cells, number):
            raise _NotPlain
        before, after = set(_cells(had)), set(cells)
        self._was.cells.update(_seen(self._old, before - after, number))
        self._now.cells.update(_seen(self._new, after - before, number))
        still = {column for column in wanted if (number, column) not in self._now.cells}
        if still:
            both = _seen(self._new, after & before, number)
            self._now.cells.update((place, cell) for place, cell in both if place[1] in still)

    def _note_marks(self, number: int, had: bytes, has: bytes) -> None:
        tags = had[: had.find(b">") + 1], has[: has.find(b">") + 1]
        if tags[0] != tags[1]:
            for side, tag in zip((self._was, self._now), tags, strict=True):
                if tag:
                    side.rows[number] = read_marks(tag)


def _split(content: bytes) -> tuple[bytes, dict[int, bytes]]:
    """Return what is beside the cells, and each row by number but for its closing tag."""
    if hides_tags(content):
        raise _NotPlain
    start, end = content.find(_OPEN) + len(_OPEN), content.rfind(_CLOSE)
    if not len(_OPEN) <= start <= end:
        raise _NotPlain
    around = content[declared(content) : start] + content[end:]
    pieces = content.split(b"</row>")
    foot = len(content) - end
    if len(pieces[-1]) < foot or (len(pieces) == 1 and len(pieces[0]) < start + foot):
        raise _NotPlain  # rows stand behind the sheet's own
    pieces[-1] = pieces[-1][:-foot]
    pieces[0] = pieces[0][start:]
    return around, _rows(pieces)


def _rows(pieces: list[bytes]) -> dict[int, bytes]:
    *whole, last = pieces
    opened = [_PLAIN_ROW.match(piece) for piece in whole]
    numbers = [int(match[1]) for match in opened if match]
    if not last and len(numbers) == len(whole) and all(a < b for a, b in pairwise(numbers)):
        return dict(zip(numbers, whole, strict=True))
    return dict(_rows_one_by_one(whole, last))


def _rows_one_by_one(whole: list[bytes], last: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield rows, some of which are closed in their own tag."""
    before = 0
    for number, piece in enumerate([*whole, last]):
        rows = list(_opened(piece, before))
        is_last_open = bool(rows) and not rows[-1][2]
        if is_last_open != (number < len(whole)):
            raise _NotPlain
        before = rows[-1][0] if rows else before
        yield from ((number, row) for number, row, _ in rows)


def _opened(piece: bytes, before: int) -> Iterator[tuple[int, bytes, bool]]:
    """Yield each row that a piece opens: its number, all of it, and whether its tag closes it."""
    place = 0
    while match := _ROW.match(piece, place):
        marks = dict(_MARK.findall(match[1]))
        number = int(marks.get(b"r", b"0"))
        if number <= before:
            raise _NotPlain
        before, place = number, match.end()
        yield number, match[0] if match[2] else piece[match.start() :], bool(match[2])
        if not match[2]:
            return
    if place < len(piece):
        raise _NotPlain


def _cells(row: bytes) -> list[bytes]:
    content = row[row.find(b">") + 1 :]
    found: list[bytes] = _CELL.findall(content)
    if sum(map(len, found)) != len(content) or len(set(found)) < len(found):
        raise _NotPlain
    return found


def _is_in_order(cells: list[bytes], number: int) -> bool:
    last = 0
    for cell in cells:
        place = _PLACE.match(cell)
        if place is None or int(place[2]) != number or column_of(place[1].decode()) <= last:
            return False
        last = column_of(place[1].decode())
    return True


def _seen(opened: Opened, cells: Collection[bytes], row: int) -> Iterator[tuple[Place, Seen]]:
    for cell in cells:
        match = _SIMPLE.fullmatch(cell)
        if match is None:
            yield _parsed(opened, cell, row)
            continue
        letters, number, style, kind, value, inline = match.groups()
        if int(number) != row:
            raise _NotPlain
        text = None if value is None else value.decode()
        marks: Marks = ()
        if inline is not None:
            text = plain(inline.decode())
        elif kind == b"s" and text:
            marks, text = (("v", text),), opened.strings[int(text)]
        looks = (style or b"").decode().removeprefix("0"), (kind or b"n").decode()
        seen = Seen(*looks, text, None, marks)
        if seen != NOTHING:
            yield (row, column_of(letters.decode())), seen


def _parsed(opened: Opened, cell: bytes, row: int) -> tuple[Place, Seen]:
    place = _PLACE.match(cell)
    elements = list(ElementTree.fromstring(b"<row>" + cell + b"</row>"))
    if place is None or int(place[2]) != row or len(elements) != 1:
        raise _NotPlain
    return (row, column_of(place[1].decode())), opened.seen(elements[0])
