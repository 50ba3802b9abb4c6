"""What a sheet of an .ods says beside its cells: comments, text boxes, addresses behind words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from lxml import etree

from xlplan.model import CellRef
from xlplan.workbook.addresses import LAST_COLUMN, LAST_ROW
from xlplan.workbook.cells import local
from xlplan.workbook.guard import Parts, WorkbookRefused
from xlplan.workbook.sheets import Beside, Note
from xlplan.workbook.styles import index

CONTENT = "content.xml"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_HREF = "{http://www.w3.org/1999/xlink}href"
_DRAWN = "{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}"
_CELLS = ("table-cell", "covered-table-cell")


@dataclass(frozen=True)
class Said:
    """What stands on one sheet in no cell."""

    notes: tuple[Note, ...] = ()
    beside: tuple[Beside, ...] = ()


def said_beside(parts: Parts) -> Mapping[str, Said]:
    """Return what each sheet says beside its cells, by its name."""
    try:
        root = parts.xml(CONTENT)
    except WorkbookRefused:
        # The cells are read by another program, which may be able to; what it cannot see is told.
        return {}
    tables = root.iter(f"{_TABLE}table")
    names = ((table.get(f"{_TABLE}name", ""), table) for table in tables)
    return {name: _said(table, parts.file, name) for name, table in names}


def _said(table: etree._Element, file: str, sheet: str) -> Said:
    notes: list[Note] = []
    beside: list[Beside] = []
    for place, holder in _holders(table):
        at = CellRef(file, sheet, *place)
        for element in holder.iter(etree.Element):
            if local(element) == "annotation":
                notes.append(Note(at, _text(element)))
            elif element.get(_HREF) and local(element) == "a":
                beside.append(Beside("link", at, element.get(_HREF, "")))
            elif _is_drawn(element):
                text = _text(element)
                beside.append(Beside("text box" if text else "picture", at, text))
    return Said(
        tuple(note for note in notes if note.text),
        tuple(one for one in beside if not one.text.startswith("#")),
    )


def _is_drawn(element: etree._Element) -> bool:
    """Whether an element is a drawing by itself, and no part of another or of a comment."""
    above = {local(one) for one in element.iterancestors() if str(one.tag).startswith(_DRAWN)}
    is_theirs = any(local(one) == "annotation" for one in element.iterancestors())
    return str(element.tag).startswith(_DRAWN) and not above and not is_theirs


def _holders(table: etree._Element) -> Iterator[tuple[tuple[int, int], etree._Element]]:
    """Yield each cell that holds something, and what is drawn on the sheet, with its place."""
    for shapes in table.iter(f"{_TABLE}shapes"):
        yield (1, 1), shapes
    row = 1
    for line in table.iter(f"{_TABLE}table-row"):
        column = 1
        for cell in line:
            if local(cell) in _CELLS:
                if len(cell):
                    yield (min(row, LAST_ROW), min(column, LAST_COLUMN)), cell
                column += index(cell.get(f"{_TABLE}number-columns-repeated")) or 1
        row += index(line.get(f"{_TABLE}number-rows-repeated")) or 1


def _text(element: etree._Element) -> str:
    lines = (
        "".join(map(str, p.itertext())) for p in element.iter(etree.Element) if local(p) == "p"
    )
    return " ".join(" ".join(lines).split())
