"""Charts that draw the columns of a table follow it when it grows, as they do in Excel."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from xlplan.workbook.addresses import Area
from xlplan.workbook.book_draft import BookDraft
from xlplan.workbook.cells import local
from xlplan.workbook.references import Reference, readdressed


def chart_formulas(book: BookDraft) -> Iterator[tuple[str, etree._Element]]:
    """Yield each formula of each chart, with the chart's part."""
    for info in book.draft.parts.members:
        name = info.filename.lstrip("/")
        if name.endswith(".xml") and ("/charts/" in name or "/chartex" in name.lower()):
            for element in book.draft.tree(name).iter():
                if isinstance(element.tag, str) and local(element) == "f" and element.text:
                    yield name, element


def extend_charts(book: BookDraft, sheet: str, body: Area, end: int) -> None:
    """Have what draws all rows of a table, from the first to the last, draw those to `end` too.

    The points that a chart keeps beside are left: programs that do not work them out again show
    the chart as it was, and not an empty one.
    """

    def longer(found: Reference) -> Area:
        top, left, bottom, right = found.area
        is_body = (top, bottom) == (body[0], body[2]) and body[1] <= left and right <= body[3]
        if found.sheet.casefold() != sheet.casefold() or not is_body:
            return found.area
        return top, left, end, right

    for part, element in chart_formulas(book):
        text = element.text or ""
        if (changed := readdressed(text, longer)) != text:
            element.text = changed
            book.draft.touch(part)
