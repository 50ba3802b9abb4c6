"""A sheet of one workbook joined to another: its texts, styles and tables come with it."""

from __future__ import annotations

from copy import deepcopy

from lxml import etree

from xlplan.workbook.book_draft import BookDraft
from xlplan.workbook.cells import namespace, read_text
from xlplan.workbook.edits import EditRefused, JoinSheet, RichText
from xlplan.workbook.joined_styles import JoinedStyles
from xlplan.workbook.patch_sheets import new_sheet, place_sheet
from xlplan.workbook.relations import first_of, relations
from xlplan.workbook.styles import child, children, index

_OFFICE = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_TABLE = "application/vnd.openxmlformats-officedocument.spreadsheetml.table+xml"
_PRINT_TITLES = "_xlnm.Print_Titles"


def join_sheet(book: BookDraft, edit: JoinSheet) -> None:
    """Add a sheet of another workbook; raise EditRefused when it cannot stand in this one."""
    other = BookDraft(edit.source, edit.name, is_plain=False)
    found = [(e, part) for name, e, part in other.sheets() if name == edit.name]
    if not found:
        raise EditRefused(f"There is no sheet {edit.name} to add.")
    source, source_part = found[0]
    root = deepcopy(other.draft.tree(source_part))
    rewrite_texts(book, other, root)
    JoinedStyles(book, other).rewrite(root)
    for view in children(child(root, "sheetViews"), "sheetView"):
        if "tabSelected" in view.attrib:
            del view.attrib["tabSelected"]
    before = children(child(book.root, "sheets"), "sheet")
    element, part = new_sheet(book, edit.name, b"<worksheet/>")
    _bring_tables(book, other, root, places=(source_part, part))
    book.draft.replace(part, etree.tostring(root, xml_declaration=True, encoding="UTF-8"))
    names = [name.casefold() for name, _, _ in book.sheets()]
    place = names.index(edit.before.casefold()) if edit.before else len(names)
    place_sheet(book, element, before, place)
    _bring_print_titles(book, other, (source, element))
    book.ink.has_changed_formulas = True


def rewrite_texts(book: BookDraft, other: BookDraft, root: etree._Element) -> None:
    """Have each text of a sheet of another workbook name its place among the texts of this one."""
    part = first_of(other.linked, "sharedStrings")
    texts = children(other.draft.tree(part), "si") if part else []
    for cell in root.iter(f"{namespace(root)}c"):
        stored = child(cell, "v")
        if cell.get("t") == "s" and stored is not None:
            text = read_text(texts[index(stored.text)])
            value = RichText(text.runs) if text.runs else text.plain
            stored.text = str(book.ink.strings.number(value))


def _bring_tables(
    book: BookDraft, other: BookDraft, root: etree._Element, *, places: tuple[str, str]
) -> None:
    """Add the sheet's tables; nothing else that a sheet may point to comes along."""
    linked = relations(other.draft.parts, places[0])
    if any(relation.kind != "table" for relation in linked.values()):
        raise EditRefused("Only tables can come along with a sheet.")
    known = _tables(book)
    number = max((index(table.get("id")) for table in known), default=0)
    taken = {table.get("displayName", "").casefold() for table in known}
    for pointer in children(child(root, "tableParts"), "tablePart"):
        table = deepcopy(other.draft.tree(linked[pointer.get(f"{_OFFICE}id", "")].target))
        name = table.get("displayName", "")
        if name.casefold() in taken:
            raise EditRefused(f"There is a table {name} already.")
        number += 1
        table.set("id", str(number))
        where = book.draft.free_name("xl/tables/table{}.xml")
        text = etree.tostring(table, xml_declaration=True, encoding="UTF-8", standalone=True)
        key = book.draft.add(where, text, content_type=_TABLE, kind="table", by=places[1])
        pointer.set(f"{_OFFICE}id", key)


def _tables(book: BookDraft) -> list[etree._Element]:
    return [
        book.draft.tree(relation.target)
        for _, _, part in book.sheets()
        for relation in book.draft.relations(part).values()
        if relation.kind == "table"
    ]


def _bring_print_titles(
    book: BookDraft, other: BookDraft, elements: tuple[etree._Element, etree._Element]
) -> None:
    """Have the sheet's headings repeat on each printed page, as they did."""
    theirs = children(child(other.root, "sheets"), "sheet").index(elements[0])
    ours = children(child(book.root, "sheets"), "sheet").index(elements[1])
    holder = child(book.root, "definedNames")
    for name in children(child(other.root, "definedNames"), "definedName"):
        is_its_own = name.get("localSheetId") == str(theirs)
        if holder is not None and is_its_own and name.get("name") == _PRINT_TITLES:
            copied = deepcopy(name)
            copied.set("localSheetId", str(ours))
            holder.append(copied)
