"""A sheet added to an existing workbook, or put in the place of the one that was added before."""

from __future__ import annotations

import math
from xml.sax.saxutils import quoteattr

from lxml import etree

from xlplan import palette
from xlplan.workbook.addresses import a1
from xlplan.workbook.book_draft import BookDraft
from xlplan.workbook.cells import decode, encode, local, namespace, read_text
from xlplan.workbook.edits import AddSheet, EditRefused, Look, Place, RichText, SetLink
from xlplan.workbook.grid import Grid
from xlplan.workbook.looks import LINK, Looks
from xlplan.workbook.strings import SharedStrings
from xlplan.workbook.styles import child, children, index

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
_LONGEST_NAME = 31
_NOT_IN_NAMES = set("[]:*?/\\")
_ROWS_OF_A_MARK = 12
# What other people put on the sheet outlives its replacement.
_THEIRS = ("drawing", "legacyDrawing", "legacyDrawingHF", "picture")


def add_sheet(book: BookDraft, edit: AddSheet) -> None:
    """Add the sheet, or replace the one with its mark; raise EditRefused when it cannot stand."""
    if edit.mark not in [row[0] for row in edit.rows if row]:
        raise EditRefused(f"The sheet {edit.name} does not carry its mark.")
    before = children(child(book.root, "sheets"), "sheet")
    found = _earlier(book, edit.mark)
    element, part = found or _new(book, edit.name)
    root = book.draft.tree(part)
    if found:
        book.draft.forget_rows(part)
        _empty(book, root, part)
    _write(book, root, edit)
    book.draft.touch(part)
    _move(book, element, before, edit.place)


def _earlier(book: BookDraft, mark: str) -> tuple[etree._Element, str] | None:
    strings = book.ink.strings
    for _, element, part in book.sheets():
        if mark in _column_a(_top(book, part), strings):
            return element, part
    return None


def _top(book: BookDraft, part: str) -> etree._Element | None:
    """Return a sheet's first rows; more of them where they are not kept as text."""
    root, rows = book.draft.tree(part), book.draft.rows(part)
    return child(root, "sheetData") if rows is None else rows.first(_ROWS_OF_A_MARK)


def _column_a(top: etree._Element | None, strings: SharedStrings) -> list[str]:
    """Return the texts at the top of column A."""
    found = []
    for row in children(top, "row")[:_ROWS_OF_A_MARK]:
        cell = next(iter(children(row, "c")), None)
        if cell is None:
            continue
        stored, inline = child(cell, "v"), child(cell, "is")
        if inline is not None:
            found.append(read_text(inline).plain)
        elif stored is not None and cell.get("t") == "s":
            found.append(strings.text(index(stored.text)))
    return found


def _new(book: BookDraft, name: str) -> tuple[etree._Element, str]:
    text = f'<worksheet xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheetData/></worksheet>'
    return new_sheet(book, name, text.encode())


def new_sheet(book: BookDraft, name: str, content: bytes) -> tuple[etree._Element, str]:
    """Add a worksheet behind the others; return its element and its part.

    Raise EditRefused when a sheet cannot have that name.
    """
    _check_name(book, name)
    part = book.draft.free_name("xl/worksheets/sheet{}.xml")
    key = book.draft.add(part, content, content_type=_TYPE, kind="worksheet", by=book.part)
    holder = child(book.root, "sheets")
    if holder is None:
        raise EditRefused("The workbook has no sheets.")
    numbers = [index(e.get("sheetId")) for e in children(holder, "sheet")]
    element = etree.SubElement(holder, f"{namespace(book.root)}sheet", nsmap={"r": _OFFICE})
    element.set("name", encode(name))
    element.set("sheetId", str(max(numbers, default=0) + 1))
    element.set(f"{{{_OFFICE}}}id", key)
    book.linked = book.draft.relations(book.part)
    return element, part


def _check_name(book: BookDraft, name: str) -> None:
    if not name or len(name) > _LONGEST_NAME or set(name) & _NOT_IN_NAMES or "'" in name:
        raise EditRefused(f'A sheet cannot be called "{name}".')
    taken = {
        decode(e.get("name", "")).casefold() for e in children(child(book.root, "sheets"), "sheet")
    }
    if name.casefold() in taken:
        raise EditRefused(f"There is a sheet {name} already.")


def _empty(book: BookDraft, root: etree._Element, part: str) -> None:
    for element in list(root):
        if local(element) not in _THEIRS:
            root.remove(element)
    for relation in book.draft.relations(part).values():
        if relation.kind == "table":
            book.draft.drop(relation.target, by=part)
    root.insert(0, etree.Element(f"{namespace(root)}sheetData"))


def _write(book: BookDraft, root: etree._Element, edit: AddSheet) -> None:
    looks = Looks(book)
    grid = Grid(root, edit.name, book.ink)
    for number, row in enumerate(edit.rows, start=1):
        look = edit.looks.get(number, Look.TEXT)
        for column, value in enumerate(row, start=1):
            is_link = (number, column) in edit.links
            style = looks.number(LINK if is_link else look)
            grid.write(number, column, value, style=0 if value is None else style)
        _set_height(grid, number, row, edit)
    last = max(1, len(edit.rows)), max([1, *map(len, edit.rows)])
    _frame(root, edit, f"A1:{a1(*last)}")


def _set_height(grid: Grid, number: int, row: tuple[object, ...], edit: AddSheet) -> None:
    look = edit.looks.get(number, Look.TEXT)
    if not grid.has_row(number):
        return
    if look is Look.HIDDEN:
        grid.rows.set_mark(number, "hidden", "1")
    if look in (Look.TITLE, Look.NOTE):
        grid.rows.set_mark(number, "ht", "24")
    elif look is not Look.HIDDEN:
        lines = [_lines(value, width) for value, width in zip(row, edit.widths, strict=False)]
        height = min(409.0, max([1, *lines]) * 15.0 + 4)
        grid.rows.set_mark(number, "ht", f"{height:g}")


def _lines(value: object, width: float) -> int:
    text = value.plain if isinstance(value, RichText) else str(value or "")
    room = max(width * 1.1, 4)
    return sum(max(1, math.ceil(len(part) / room)) for part in text.split("\n"))


def _frame(root: etree._Element, edit: AddSheet, extent: str) -> None:
    """Put what belongs before and after the cells into the order that the format asks for."""
    data = child(root, "sheetData")
    assert data is not None
    for text in (
        f'<sheetPr><tabColor rgb="FF{palette.RED.fill}"/><pageSetUpPr fitToPage="1"/></sheetPr>',
        f'<dimension ref="{extent}"/>',
        f'<sheetViews><sheetView showGridLines="0"{_selected(edit)} workbookViewId="0"/>'
        "</sheetViews>",
        '<sheetFormatPr defaultRowHeight="15"/>',
        _columns(edit),
    ):
        if text:
            data.addprevious(_element(root, text))
    after = data
    for text in (
        _links(edit),
        '<pageMargins left="0.5" right="0.5" top="0.6" bottom="0.6" header="0.3" footer="0.3"/>',
        '<pageSetup paperSize="9" orientation="landscape" fitToHeight="0"/>',
    ):
        if text:
            element = _element(root, text)
            after.addnext(element)
            after = element


def _selected(edit: AddSheet) -> str:
    return ' tabSelected="1"' if edit.place is Place.FRONT else ""


def _columns(edit: AddSheet) -> str:
    lines = "".join(
        f'<col min="{n}" max="{n}" width="{width:g}" customWidth="1"/>'
        for n, width in enumerate(edit.widths, start=1)
    )
    return f"<cols>{lines}</cols>" if lines else ""


def _links(edit: AddSheet) -> str:
    lines = "".join(
        f'<hyperlink ref="{a1(*at)}" location={quoteattr(location)} '
        f"display={quoteattr(str(edit.rows[at[0] - 1][at[1] - 1]))}/>"
        for at, location in sorted(edit.links.items())
    )
    return f"<hyperlinks>{lines}</hyperlinks>" if lines else ""


def _element(root: etree._Element, text: str) -> etree._Element:
    space = namespace(root)[1:-1]
    return etree.fromstring(f'<x xmlns="{space}">{text}</x>')[0]


def _move(
    book: BookDraft, element: etree._Element, before: list[etree._Element], place: Place
) -> None:
    """Put the sheet where it belongs; in front it is the one that opens."""
    is_front = place is Place.FRONT
    place_sheet(book, element, before, 0 if is_front else len(before) + 1, opens=is_front)
    if is_front:
        if "state" in element.attrib:
            del element.attrib["state"]
        book.select_only(element)


def place_sheet(
    book: BookDraft,
    element: etree._Element,
    before: list[etree._Element],
    place: int,
    *,
    opens: bool = False,
) -> None:
    """Put a sheet at a place among the tabs; what counts sheets by their order counts anew.

    The workbook opens on the sheet that it opened on, or on the first.
    """
    holder = element.getparent()
    assert holder is not None
    holder.remove(element)
    holder.insert(min(place, len(holder)), element)
    after = children(holder, "sheet")
    moved = {number: after.index(sheet) for number, sheet in enumerate(before)}
    for named in book.root.iter():
        text = named.get("localSheetId") if isinstance(named.tag, str) else None
        if text is not None:
            named.set("localSheetId", str(moved.get(index(text), index(text))))
    for view in children(child(book.root, "bookViews"), "workbookView"):
        for mark in ("activeTab", "firstSheet"):
            old = index(view.get(mark))
            new = 0 if opens else moved.get(old, old)
            if view.get(mark) is not None or new:
                view.set(mark, str(new))
    book.draft.touch(book.part)


def set_link(grid: Grid, edit: SetLink) -> None:
    """Write a cell's text and make it a link, in the looks of the cell above."""
    grid.write(edit.row, edit.column, edit.text, style=grid.style(edit.row - 1, edit.column))
    grid.widen_dimension((edit.row, edit.column, edit.row, edit.column))
    where = a1(edit.row, edit.column)
    text = (
        f"<hyperlink ref={quoteattr(where)} location={quoteattr(edit.location)} "
        f"display={quoteattr(edit.text)}/>"
    )
    holder = child(grid.root, "hyperlinks")
    if holder is None:
        raise EditRefused(f"{grid.name} has no links to add one to.")
    holder.append(_element(grid.root, text))
