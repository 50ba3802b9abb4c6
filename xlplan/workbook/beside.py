"""What a sheet has that is in no cell: text boxes, pictures, and addresses behind words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from lxml import etree

from xlplan.model import CellRef
from xlplan.workbook.addresses import parse_area
from xlplan.workbook.cells import local
from xlplan.workbook.guard import Parts, WorkbookRefused
from xlplan.workbook.relations import Relation
from xlplan.workbook.sheets import Beside
from xlplan.workbook.styles import child, index

_ANCHORS = ("twoCellAnchor", "oneCellAnchor", "absoluteAnchor")


def read_beside(
    parts: Parts, linked: Mapping[str, Relation], links: Sequence[tuple[str, str]], sheet: str
) -> tuple[Beside, ...]:
    """Return what is drawn over a sheet, and its links to elsewhere.

    `links` are the areas that lead somewhere, each with the id of its relationship.
    """
    drawings = [r.target for r in linked.values() if r.kind == "drawing" and parts.has(r.target)]
    found = [one for part in drawings for one in _drawn(parts, part, sheet)]
    for area, key in links:
        if key in linked and linked[key].is_external:
            at = CellRef(parts.file, sheet, *_first_cell(area))
            found.append(Beside("link", at, linked[key].target))
    return tuple(found)


def _first_cell(area: str) -> tuple[int, int]:
    try:
        return parse_area(area)[:2]
    except ValueError:
        return 1, 1


def _drawn(parts: Parts, part: str, sheet: str) -> Iterator[Beside]:
    try:
        root = parts.xml(part)
    except WorkbookRefused:
        # Cells can be read without it, and a spreadsheet program that repairs the file drops it.
        yield Beside("picture", CellRef(parts.file, sheet, 1, 1), "")
        return
    for anchor in root.iter():
        if local(anchor) not in _ANCHORS or _is_spare(anchor):
            continue
        start = child(anchor, "from")
        at = CellRef(parts.file, sheet, _number(start, "row"), _number(start, "col"))
        text = " ".join(filter(None, map(_words, _paragraphs(anchor))))
        if text:
            yield Beside("text box", at, text)
        elif any(local(element) == "pic" for element in anchor.iter()):
            yield Beside("picture", at, "")


def _number(start: etree._Element | None, name: str) -> int:
    """Return a row or column, which drawings count from 0; the first where none is said."""
    element = None if start is None else child(start, name)
    return index(None if element is None else element.text) + 1


def _paragraphs(anchor: etree._Element) -> Iterator[etree._Element]:
    for body in anchor.iter():
        if local(body) == "txBody" and not _is_spare(body):
            yield from (element for element in body if local(element) == "p")


def _words(paragraph: etree._Element) -> str:
    runs = (element.text or "" for element in paragraph.iter() if local(element) == "t")
    return " ".join("".join(runs).split())


def _is_spare(element: etree._Element) -> bool:
    """Whether an element is drawn by programs alone that cannot draw the one beside it."""
    return any(local(above) == "Fallback" for above in element.iterancestors())
