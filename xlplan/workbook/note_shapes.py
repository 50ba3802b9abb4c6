"""The boxes that notes are shown in: an old drawing format, edited as text and otherwise kept."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import count

from lxml import etree

from xlplan.workbook.book_draft import BookDraft
from xlplan.workbook.cells import is_on, namespace
from xlplan.workbook.edits import EditRefused
from xlplan.workbook.relations import relation_id
from xlplan.workbook.styles import child, children, index

_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPE = "application/vnd.openxmlformats-officedocument.vmlDrawing"
_SPACES = (
    'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
    'xmlns:x="urn:schemas-microsoft-com:office:excel"'
)
_SHAPE_TYPE = (
    '<v:shapetype id="_x0000_t202" coordsize="21600,21600" o:spt="202" '
    'path="m,l,21600r21600,l21600,xe"><v:stroke joinstyle="miter"/>'
    '<v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>'
)
# Programs differ in the prefixes that they write.
_SHAPE = re.compile(rb"<((?:\w+:)?)shape\s.*?</\1shape>\s*", re.DOTALL)
_NOTE = re.compile(rb"ObjectType=.Note.")
_ANCHOR = re.compile(rb"(Anchor>\s*)(\d+(?:\s*,\s*\d+){7})(?=\s*<)")
_ID = re.compile(rb'"_x0000_s(\d+)"')
_BEFORE_SHAPES = (
    "legacyDrawingHF",
    "drawingHF",
    "picture",
    "oleObjects",
    "controls",
    "webPublishItems",
    "tableParts",
    "extLst",
)
_WIDTH, _LINE = 290, 17  # pixels of a box, and of a line in it
_USUAL = 15  # points of a row that says no height


class NoteShapes:
    """The drawing with the notes of one sheet."""

    def __init__(self, book: BookDraft, part: str) -> None:
        self._draft = book.draft
        self._sheet = part
        self._root = book.draft.tree(part)
        self._rows = book.draft.rows(part)
        relations = book.draft.relations(part)
        holder = child(self._root, "legacyDrawing")
        found = None if holder is None else relations.get(relation_id(holder))
        self._part = found.target if found and book.draft.has(found.target) else ""

    def add(self, row: int, column: int, *, lines: int) -> None:
        """Add a hidden box beside a cell, high enough for so many lines."""
        if not self._part:
            self._create()
        content = self._draft.read(self._part)
        end = content.rfind(b"</xml>")
        if end < 0 or b"\0" in content:
            raise EditRefused("The drawing with the sheet's notes cannot be added to.")
        taken = [int(number) for number in _ID.findall(content)]
        number = max(taken, default=1024) + 1
        shape = _shape(number, row, column, self._anchor(row, column, lines * _LINE + 12))
        if b'id="_x0000_t202"' not in content:
            shape = _SHAPE_TYPE + shape
        if not all(f"xmlns:{prefix}=".encode() in content[:2000] for prefix in "vox"):
            shape = re.sub("<v:shape(type)? ", rf"<v:shape\1 {_SPACES} ", shape)
        self._draft.replace(self._part, content[:end] + shape.encode() + content[end:])

    def remove(self, row: int, column: int) -> None:
        """Take away the box of a cell's note."""
        self._change(row, column, lambda box: b"")

    def can_move(self, row: int, column: int) -> bool:
        """Whether a cell's note has no drawing to be shown in, or one box there."""
        return not self._part or self._found(row, column) == 1

    def move(self, row: int, column: int, *, by: int) -> None:
        """Have the box of a cell's note stand so many rows further down."""

        def lower(anchor: re.Match[bytes]) -> bytes:
            numbers = [int(number) for number in anchor[2].split(b",")]
            for place in (2, 6):  # the rows that it begins and ends in
                numbers[place] += by
            return anchor[1] + ", ".join(map(str, numbers)).encode()

        def moved(box: bytes) -> bytes:
            box = re.sub(rb"(Row>)\d+", rb"\g<1>%d" % (row - 1 + by), box)
            return _ANCHOR.sub(lower, box)

        self._change(row, column, moved)

    def _found(self, row: int, column: int) -> int:
        boxes = (m[0] for m in _SHAPE.finditer(self._draft.read(self._part)))
        return sum(_is_at(box, row, column) for box in boxes)

    def _change(self, row: int, column: int, change: Callable[[bytes], bytes]) -> None:
        if not self._part:
            return

        def changed(match: re.Match[bytes]) -> bytes:
            return change(match[0]) if _is_at(match[0], row, column) else match[0]

        self._draft.replace(self._part, _SHAPE.sub(changed, self._draft.read(self._part)))

    def _create(self) -> None:
        self._part = self._draft.free_name("xl/drawings/vmlDrawing{}.vml")
        content = (
            f'<xml {_SPACES}><o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data="1"/>'
            f"</o:shapelayout>{_SHAPE_TYPE}</xml>"
        )
        key = self._draft.add(
            self._part, content.encode(), content_type=_TYPE, kind="vmlDrawing", by=self._sheet
        )
        element = etree.Element(f"{namespace(self._root)}legacyDrawing", nsmap={"r": _OFFICE})
        element.set(f"{{{_OFFICE}}}id", key)
        following = (child(self._root, name) for name in _BEFORE_SHAPES)
        first = next((e for e in following if e is not None), None)
        if first is None:
            self._root.append(element)
        else:
            first.addprevious(element)
        self._draft.touch(self._sheet)

    def _anchor(self, row: int, column: int, height: int) -> str:
        """Return where the box begins and ends: column, pixels, row, pixels; each twice."""
        widths = self._widths()
        right = _walk(lambda number: widths.get(number, widths[-1]), column, 15 + _WIDTH)
        bottom = _walk(self._height(), row - 1, 4 + height)
        return f"{column}, 15, {row - 1}, 4, {right[0]}, {right[1]}, {bottom[0]}, {bottom[1]}"

    def _widths(self) -> dict[int, int]:
        """Return the pixels of the columns that are not as wide as usual, counted from 0."""
        found = {}
        for element in children(child(self._root, "cols"), "col"):
            first, last = index(element.get("min")), index(element.get("max"))
            pixels = int(float(element.get("width") or 9) * 7 + 5)
            for number in range(first, min(last, first + 400) + 1):
                found[number - 1] = 0 if is_on(element.get("hidden")) else pixels
        return found | {-1: 64}

    def _height(self) -> Callable[[int], int]:
        """Return what tells how many pixels high a row is, counted from 0."""
        rows = {row.get("r"): row for row in children(child(self._root, "sheetData"), "row")}

        def mark(number: int, name: str) -> str | None:
            if self._rows is not None:
                return self._rows.mark(number, name)
            return rows[str(number)].get(name) if str(number) in rows else None

        def pixels(number: int) -> int:
            tall = float(mark(number + 1, "ht") or _USUAL)
            return 0 if is_on(mark(number + 1, "hidden")) else int(tall * 4 / 3)

        return pixels


def _is_at(box: bytes, row: int, column: int) -> bool:
    at = rf"Row>{row - 1}</[\w:]*Row>\s*<[\w:]*Column>{column - 1}</".encode()
    return bool(_NOTE.search(box) and re.search(at, box))


def _walk(sized: Callable[[int], int], start: int, pixels: int) -> tuple[int, int]:
    """Return the column or row, and the pixels into it, so many pixels on."""
    for number in count(start):
        size = sized(number)
        if pixels <= size:
            return number, pixels
        pixels -= size
    raise AssertionError("there is always a next one")


def _shape(number: int, row: int, column: int, anchor: str) -> str:
    return (
        f'<v:shape id="_x0000_s{number}" type="#_x0000_t202" style="position:absolute;'
        'z-index:1;visibility:hidden" fillcolor="#ffffe1" o:insetmode="auto">'
        '<v:fill color2="#ffffe1"/><v:shadow on="t" color="black" obscured="t"/>'
        '<v:path o:connecttype="none"/><v:textbox style="mso-direction-alt:auto">'
        '<div style="text-align:left"></div></v:textbox><x:ClientData ObjectType="Note">'
        f"<x:MoveWithCells/><x:SizeWithCells/><x:Anchor>{anchor}</x:Anchor>"
        f"<x:AutoFill>False</x:AutoFill><x:Row>{row - 1}</x:Row>"
        f"<x:Column>{column - 1}</x:Column></x:ClientData></v:shape>"
    )
