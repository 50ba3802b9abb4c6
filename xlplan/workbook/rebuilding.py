"""A living master brought in line with its settings: its Dashboard, drop-downs, colours, formulas.

What a master built afresh with the present settings shows is put into the one that is in use, and
nothing else of that one is touched.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import deepcopy

from lxml import etree

from xlplan.model import column_letters
from xlplan.rules.row_rules import RowRule
from xlplan.workbook.addresses import parse_a1
from xlplan.workbook.book_draft import BookDraft
from xlplan.workbook.builder import list_name
from xlplan.workbook.cells import encode, local
from xlplan.workbook.dashboard_columns import LINE_NAMES
from xlplan.workbook.edits import EditRefused
from xlplan.workbook.formula_patterns import SHEET, patterns
from xlplan.workbook.guard import MASTER
from xlplan.workbook.joined_styles import JoinedStyles
from xlplan.workbook.joining import rewrite_texts
from xlplan.workbook.layout import FIRST_ROW, SHEETS
from xlplan.workbook.master import Master
from xlplan.workbook.rebuilt_colours import ATTENTION, Conditions, recolour
from xlplan.workbook.rebuilt_logo import renew_logo, shown_logo
from xlplan.workbook.rebuilt_rows import renew_rows
from xlplan.workbook.rebuilt_rules import renew_texts, stale_texts
from xlplan.workbook.relations import first_of
from xlplan.workbook.standing_looks import (
    RATED,
    dashboard_sheet,
    formula_of,
    heading_colour,
    house_colour,
    listed_area,
    listed_ratings,
    stale_formulas,
    streams_with_sheets,
)
from xlplan.workbook.styles import child, children

_NAMES = (*LINE_NAMES.values(), "LastPriority")
# What people put on a sheet beside its cells; it stays.
_THEIRS = ("drawing", "legacyDrawing", "legacyDrawingHF", "picture", "tableParts", "extLst")
_COLOURED = {
    c.key: n for n, c in enumerate(SHEETS["scale"].columns, 1) if c.key in ("word", "colour")
}
_CHART = "Items by rating, "


def rebuilt(master: Master, fresh: bytes, rules: Sequence[RowRule]) -> bytes:
    """Return the master's bytes in line with `fresh`, one built with its present settings.

    Raise EditRefused for a master whose Dashboard is not as xlplan builds it.
    """
    shown = dashboard_sheet(master)
    if shown is None:
        raise EditRefused("Its Dashboard is not as xlplan builds it.")
    book = BookDraft(master.data, master.path.name, MASTER)
    other = BookDraft(fresh, "a new master", is_plain=False)
    ours = {name: part for name, _, part in book.sheets()}
    theirs = {name: part for name, _, part in other.sheets()}
    _ratings_list(book, master)
    _patterns(book, master)
    conditions = _dashboard(book, other, (ours[shown.name], theirs["Dashboard"]), shown.name)
    for stream in streams_with_sheets(master):
        renew_rows(book, stream, stale_formulas(master, stream, rules))
    recolour(book, master, conditions, rules, passed_over=ours[shown.name])
    renew_texts(book, stale_texts(master, rules, listed_ratings(master)))
    _scale_cells(book, other, master, theirs["Rating scale"])
    if shown_logo(book) != shown_logo(other):
        renew_logo(book, other)
    house = house_colour(master.plan.settings.colour)
    _headings(book, heading_colour(shown) or house, house)
    book.ink.has_changed_formulas = True
    return book.finish()


def _ratings_list(book: BookDraft, master: Master) -> None:
    """Have the drop-down of ratings offer the words of the scale."""
    found = listed_area(master, list_name("Rating"))
    words = [rag.word for rag in master.plan.settings.scale.ratings]
    if found is None:
        return
    sheet, (top, left, bottom, _) = found
    grid = book.grid(sheet.name)
    for offset in range(max(len(words), bottom - top + 1)):
        word = words[offset] if offset < len(words) else None
        grid.write(top + offset, left, word, style=grid.style(top, left))
    column, quoted = column_letters(left), sheet.name.replace("'", "''")
    where = f"'{quoted}'!${column}${top}:${column}${top + len(words) - 1}"
    _set_name(book, list_name("Rating"), where)
    grid.widen_dimension((top, left, top + len(words) - 1, left))


def _set_name(book: BookDraft, name: str, text: str) -> None:
    for element in children(child(book.root, "definedNames"), "definedName"):
        if element.get("name") == name and element.get("localSheetId") is None:
            element.text = encode(text)
            book.draft.touch(book.part)


def _patterns(book: BookDraft, master: Master) -> None:
    """Have the ready formulas name the words of the scale."""
    sheet = master.package.sheet(SHEET)
    wanted = {one.name: one.formula for one in patterns(master.plan.settings.scale)}
    for row in range(FIRST_ROW, sheet.max_row + 1 if sheet else 0):
        name = str(sheet.value(row, 1) or "").rpartition("\n")[2] if sheet else ""
        if sheet and name in wanted and sheet.value(row, 2) != wanted[name]:
            book.grid(sheet.name).write(row, 2, wanted[name])


def _dashboard(book: BookDraft, other: BookDraft, parts: tuple[str, str], name: str) -> Conditions:
    """Put the fresh Dashboard in the place of the one that is there; return its conditions."""
    ours, theirs = parts
    root, fresh = book.draft.tree(ours), deepcopy(other.draft.tree(theirs))
    rewrite_texts(book, other, fresh)
    styles = JoinedStyles(book, other)
    styles.rewrite(fresh)
    view = child(root, "sheetViews")
    book.draft.forget_rows(ours)
    for element in list(root):
        if local(element) not in _THEIRS:
            root.remove(element)
    kept = [e for e in fresh if local(e) not in _THEIRS]
    for place, element in enumerate(kept):
        root.insert(place, element)
    _keep_selected(view, child(root, "sheetViews"))
    book.draft.touch(ours)
    _charts(book, other, parts, name)
    quoted = name.replace("'", "''")
    for element in children(child(other.root, "definedNames"), "definedName"):
        if element.get("name") in _NAMES:
            text = (element.text or "").rpartition("!")[2]
            _set_name(book, element.get("name", ""), f"'{quoted}'!{text}")
    return _conditions(other, styles, root)


def _conditions(other: BookDraft, styles: JoinedStyles, joined: etree._Element) -> Conditions:
    """Return the looks by a rating's word on a Dashboard that has joined, and for attention."""
    rules = ((RATED.fullmatch(formula_of(e)), e) for e in joined.iter("{*}cfRule"))
    rated = {match[3]: rule.get("dxfId", "0") for match, rule in rules if match}
    for _, _, part in other.sheets():
        for rule in other.draft.tree(part).iter("{*}cfRule"):
            if ATTENTION.fullmatch(formula_of(rule)):
                return Conditions(rated, styles.condition(rule.get("dxfId", "0")))
    return Conditions(rated)


def _keep_selected(before: etree._Element | None, after: etree._Element | None) -> None:
    for was, now in zip(children(before, "sheetView"), children(after, "sheetView"), strict=False):
        for mark in ("tabSelected", "zoomScale", "zoomScaleNormal"):
            value = was.get(mark)
            if value is not None:
                now.set(mark, value)


def _charts(book: BookDraft, other: BookDraft, parts: tuple[str, str], name: str) -> None:
    """Give the Dashboard's own charts what the fresh ones show; others stay as they are."""
    drawings = [
        first_of(b.draft.relations(p), "drawing") for b, p in zip((book, other), parts, strict=True)
    ]
    if not all(drawings):
        return
    ours, theirs = (str(one) for one in drawings)
    known, wanted = _framed(book, ours), _framed(other, theirs)
    for title, (anchor, part, shape) in known.items():
        if title not in wanted:
            continue
        fresh_anchor, fresh_part, fresh_shape = wanted[title]
        text = other.draft.read(fresh_part).decode()
        quoted = name.replace("'", "''")
        text = text.replace("'Dashboard'!", f"'{quoted}'!")
        book.draft.replace(part, text.encode())
        shape.set("descr", fresh_shape.get("descr", ""))
        _move(anchor, fresh_anchor)
    book.draft.touch(ours)


Framed = dict[str, tuple[etree._Element, str, etree._Element]]


def _framed(book: BookDraft, drawing: str) -> Framed:
    """Return anchor, part and shape of each chart of the Dashboard's own, by what it is called."""
    linked = book.draft.relations(drawing)
    found: Framed = {}
    for anchor in book.draft.tree(drawing):
        shape = next(anchor.iter("{*}cNvPr"), None)
        chart = next(anchor.iter("{*}chart"), None)
        said = shape.get("descr", "") if shape is not None else ""
        if shape is None or chart is None or not said.startswith(_CHART):
            continue
        key = next((v for k, v in chart.attrib.items() if str(k).endswith("}id")), "")
        if key in linked:
            found[said.partition(":")[0]] = anchor, linked[str(key)].target, shape
    return found


def _move(anchor: etree._Element, to: etree._Element) -> None:
    """Have a chart begin in the row in which the fresh one does, as high as it was."""
    rows = [next(a.iter("{*}from")).find("{*}row") for a in (anchor, to)]
    if rows[0] is None or rows[1] is None:
        return
    moved = int(rows[1].text or 0) - int(rows[0].text or 0)
    for end in ("from", "to"):
        for row in (e.find("{*}row") for e in anchor.iter(f"{{*}}{end}")):
            if row is not None:
                row.text = str(int(row.text or 0) + moved)


def _scale_cells(book: BookDraft, other: BookDraft, master: Master, part: str) -> None:
    """Show each word of the scale in its own colour on its sheet."""
    root = deepcopy(other.draft.tree(part))
    rewrite_texts(book, other, root)
    JoinedStyles(book, other).rewrite(root)
    looks: dict[str, Mapping[int, int]] = {}
    for row in children(child(root, "sheetData"), "row"):
        cells = {parse_a1(c.get("r", ""))[1]: c for c in children(row, "c")}
        first = cells.get(1)
        stored = None if first is None else child(first, "v")
        if first is not None and stored is not None and first.get("t") == "s":
            word = book.ink.strings.text(int(stored.text or 0))
            looks[word] = {n: int(c.get("s", "0")) for n, c in cells.items()}
    for line in master.table_rows("scale"):
        look = looks.get(line.text("word"))
        for key, column in _COLOURED.items():
            if look and key in line.columns and line.value(key) is not None:
                at, grid = line.at(key), book.grid(line.sheet)
                value = line.plain(key)
                grid.write(at.row, at.column, value, style=look[column])


def _headings(book: BookDraft, old: str, new: str) -> None:
    """Have headings and titles in the council's colour, wherever they had the one before."""
    if old == new:
        return
    styles = first_of(book.linked, "styles") or ""
    parts = [styles, *(part for _, _, part in book.sheets())]
    for part in parts:
        for element in book.draft.tree(part).iter():
            if isinstance(element.tag, str) and element.get("rgb", "")[-6:].upper() == old:
                element.set("rgb", element.get("rgb", "")[:-6] + new)
                book.draft.touch(part)
