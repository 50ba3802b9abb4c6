"""Two states of a sheet, compared row by row as bytes; only what differs is parsed.

Where a sheet is written in a way that bytes alone cannot be sure of, all of both is parsed.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from xml.etree import ElementTree

from xlplan.workbook.gate_view import NOTHING, Opened, Place, Seen, column_of, name_of, plain

_DECLARED = re.compile(rb"<\?xml[^<>]*?\?>\s*")
_ENCODED = re.compile(rb"encoding=[\"'](?!utf-8[\"'])", re.IGNORECASE)
_ROW = re.compile(rb'<row((?: [\w:.]+="[^"<>&]*")*) ?(/?)>')
_MARK = re.compile(rb' ([\w:.]+)="([^"]*)"')
_CELL = re.compile(rb"<c [^<>]*/>|<c [^<>]*>.*?</c>", re.DOTALL)
_PLACE = re.compile(rb'<c r="([A-Z]{1,3})([0-9]+)"')
_SIMPLE = re.compile(
    rb'<c r="([A-Z]{1,3})([0-9]+)"(?: s="(\d+)")?(?: t="(\w+)")?'
    rb'(?:/>|>(?:<v>([^<&]*)</v>|<is><t(?: xml:space="preserve")?>([^<&]*)</t></is>)?</c>)'
)
Row = tuple[bytes, bytes]


@dataclass(frozen=True)
class Side:
    """One state of a sheet: what is beside its cells, each row's marks, and cells to compare.

    Cells that both sides write alike may be left out.
    """

    frame: ElementTree.Element
    rows: dict[int, dict[str, str]]
    cells: dict[Place, Seen]


class _NotPlain(Exception):
    """Bytes alone do not tell where this sheet's cells are."""


def sides(
    old: Opened, new: Opened, sheet: str, asked: Collection[Place] = (), *, is_whole: bool = False
) -> tuple[Side, Side]:
    """Return both states of a sheet; the new one has every cell that is `asked` for.

    Both have every cell where they are wanted whole.
    """
    try:
        if is_whole:
            raise _NotPlain
        return _plain_sides(old, new, sheet, asked)
    except (_NotPlain, ElementTree.ParseError):
        return _whole(old, sheet), _whole(new, sheet)


def _whole(opened: Opened, sheet: str) -> Side:
    root = opened.tree(sheet)
    return Side(root, _marks(root), opened.cells(root))


def _marks(root: ElementTree.Element) -> dict[int, dict[str, str]]:
    found: dict[int, dict[str, str]] = {}
    number = 0
    for element in (e for part in root if name_of(part) == "sheetData" for e in part):
        number = int(element.get("r", number + 1))
        found[number] = dict(element.attrib)
    return found


def _plain_sides(
    old: Opened, new: Opened, sheet: str, asked: Collection[Place]
) -> tuple[Side, Side]:
    (was_frame, was_rows), (frame, rows) = _split(old.bytes[sheet]), _split(new.bytes[sheet])
    wanted: dict[int, set[int]] = {}
    for row, column in asked:
        wanted.setdefault(row, set()).add(column)
    was: dict[Place, Seen] = {}
    now: dict[Place, Seen] = {}
    for number in was_rows.keys() | rows.keys():
        before = was_rows.get(number, (b"", b""))[1]
        after = rows.get(number, (b"", b""))[1]
        if before == after and number not in wanted:
            continue
        had, has = set(_cells(before)), set(_cells(after))
        was.update(_seen(old, had - has, number))
        now.update(_seen(new, has - had, number))
        still = {c for c in wanted.get(number, ()) if (number, c) not in now}
        if still:
            both = _seen(new, has & had, number)
            now.update((place, cell) for place, cell in both if place[1] in still)
    return (
        Side(was_frame, _row_marks(was_rows, rows), was),
        Side(frame, _row_marks(rows, was_rows), now),
    )


def _split(content: bytes) -> tuple[ElementTree.Element, dict[int, Row]]:
    """Return what is beside the cells, and tag and content of each row by number."""
    declared = _DECLARED.match(content)
    if declared and _ENCODED.search(declared[0]):
        raise _NotPlain
    if content.count(b"<?") > (1 if declared else 0) or b"<!" in content:
        raise _NotPlain
    head, opening, rest = content.partition(b"<sheetData>")
    data, closing, foot = rest.partition(b"</sheetData>")
    if not opening or not closing or b"<sheetData" in rest or b"xmlns" in data:
        raise _NotPlain
    return ElementTree.fromstring(head + opening + closing + foot), dict(_rows(data))


def _rows(data: bytes) -> Iterator[tuple[int, Row]]:
    *whole, last = data.split(b"</row>")
    before = 0
    for piece in whole:
        for number, tag, start in _opened(piece, before):
            before, is_closed = number, tag.endswith(b"/>")
            yield number, (tag, b"" if is_closed else piece[start:])
        if is_closed:
            raise _NotPlain
    for number, tag, _ in _opened(last, before):
        if not tag.endswith(b"/>"):
            raise _NotPlain
        yield number, (tag, b"")


def _opened(piece: bytes, before: int) -> Iterator[tuple[int, bytes, int]]:
    """Yield each row that a piece opens: its number, its tag, and where the tag ends."""
    place = 0
    while match := _ROW.match(piece, place):
        marks = dict(_MARK.findall(match[1]))
        number = int(marks.get(b"r", b"0"))
        if number <= before:
            raise _NotPlain
        before, place = number, match.end()
        yield number, match[0], place
        if not match[2]:
            return
    if place < len(piece):
        raise _NotPlain


def _cells(content: bytes) -> list[bytes]:
    found: list[bytes] = _CELL.findall(content)
    if sum(map(len, found)) != len(content) or len(set(found)) < len(found):
        raise _NotPlain
    return found


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
        if inline is not None:
            text = plain(inline.decode())
        elif kind == b"s" and text:
            text = opened.strings[int(text)]
        marks = (style or b"").decode().removeprefix("0"), (kind or b"n").decode()
        seen = Seen(*marks, text, None)
        if seen != NOTHING:
            yield (row, column_of(letters.decode())), seen


def _parsed(opened: Opened, cell: bytes, row: int) -> tuple[Place, Seen]:
    place = _PLACE.match(cell)
    elements = list(ElementTree.fromstring(b"<row>" + cell + b"</row>"))
    if place is None or int(place[2]) != row or len(elements) != 1:
        raise _NotPlain
    return (row, column_of(place[1].decode())), opened.seen(elements[0])


def _row_marks(rows: dict[int, Row], others: dict[int, Row]) -> dict[int, dict[str, str]]:
    """Return the marks of the rows that the other side does not write alike."""
    return {
        number: {k.decode(): v.decode() for k, v in _MARK.findall(tag)}
        for number, (tag, _) in rows.items()
        if others.get(number, (b"", b""))[0] != tag
    }
