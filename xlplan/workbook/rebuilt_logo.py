"""The council's logo on the Guide of a living master: the one that shows, and the present one."""

from __future__ import annotations

import posixpath
from copy import deepcopy

from lxml import etree

from xlplan.workbook.book_draft import BookDraft
from xlplan.workbook.cells import local
from xlplan.workbook.relations import first_of

_OFFICE = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_DRAWING = "application/vnd.openxmlformats-officedocument.drawing+xml"
_EMPTY = (
    b'<xdr:wsDr xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"/>'
)
# What the format asks to stand behind the pointer to a drawing.
_BEHIND = ("legacyDrawing", "legacyDrawingHF", "picture", "oleObjects", "controls", "tableParts")


def shown_logo(book: BookDraft) -> bytes:
    """Return the picture that the Guide shows as the council's logo; b"" for none."""
    found = _logo(book)
    return book.draft.read(found[2]) if found else b""


def renew_logo(book: BookDraft, other: BookDraft) -> None:
    """Show on the Guide the logo of a master built afresh, or none where that has none."""
    old, new = _logo(book), _logo(other)
    if old:
        anchor = old[0]
        holder = anchor.getparent()
        if holder is not None:
            holder.remove(anchor)
        book.draft.touch(old[1])
    guide = next((part for name, _, part in book.sheets() if name == "Guide"), "")
    if not new or not guide:
        return
    drawing = _drawing(book, guide)
    anchor, _, picture = new
    copied = deepcopy(anchor)
    ending = posixpath.splitext(picture)[1]
    where = book.draft.free_name("xl/media/image{}" + ending)
    content_type = "image/png" if ending == ".png" else "image/jpeg"
    content = other.draft.read(picture)
    key = book.draft.add(where, content, content_type=content_type, kind="image", by=drawing)
    for blip in copied.iter("{*}blip"):
        blip.set(f"{_OFFICE}embed", key)
    root = book.draft.tree(drawing)
    numbers = [int(shape.get("id", "0")) for shape in root.iter("{*}cNvPr")]
    for shape in copied.iter("{*}cNvPr"):
        shape.set("id", str(max(numbers, default=0) + 1))
    root.append(copied)
    book.draft.touch(drawing)


def _logo(book: BookDraft) -> tuple[etree._Element, str, str] | None:
    """Return the anchor, the drawing and the picture of the logo on the Guide."""
    guide = next((part for name, _, part in book.sheets() if name == "Guide"), "")
    drawing = first_of(book.draft.relations(guide), "drawing") if guide else None
    if not drawing:
        return None
    linked = book.draft.relations(drawing)
    for anchor in book.draft.tree(drawing):
        shape, blip = next(anchor.iter("{*}cNvPr"), None), next(anchor.iter("{*}blip"), None)
        key = "" if blip is None else blip.get(f"{_OFFICE}embed", "")
        if shape is not None and shape.get("descr", "").endswith(" logo") and key in linked:
            return anchor, drawing, linked[key].target
    return None


def _drawing(book: BookDraft, sheet: str) -> str:
    """Return the part of a sheet's drawing, made where it has none."""
    known = first_of(book.draft.relations(sheet), "drawing")
    if known:
        return known
    part = book.draft.free_name("xl/drawings/drawing{}.xml")
    key = book.draft.add(part, _EMPTY, content_type=_DRAWING, kind="drawing", by=sheet)
    root = book.draft.tree(sheet)
    space = root.tag.partition("}")[0]
    element = etree.Element(f"{space}}}drawing", nsmap={"r": _OFFICE[1:-1]})
    element.set(f"{_OFFICE}id", key)
    behind = [e for e in root if isinstance(e.tag, str) and local(e) in (*_BEHIND, "extLst")]
    if behind:
        behind[0].addprevious(element)
    else:
        root.append(element)
    book.draft.touch(sheet)
    return part
