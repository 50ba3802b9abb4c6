"""The gate's look at what makes a workbook grow: joined sheets, links, rows brought into view."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from xml.etree import ElementTree

from xlplan.workbook.edits import Edit, Growth, JoinSheet, SetLink, ShowRow
from xlplan.workbook.gate_text import name_of
from xlplan.workbook.gate_view import Opened, places

_STYLED = {"c": "s", "row": "s", "col": "style"}
_POINTED = {"fontId": "fonts", "fillId": "fills", "borderId": "borders"}
_ONE = {"cellXfs": "xf", "fonts": "font", "fills": "fill", "borders": "border", "dxfs": "dxf"}
_FIRST_OWN_FORMAT = 164
RowMarks = dict[int, dict[str, str]]


def joined_sheets(edits: Sequence[Edit | Growth]) -> list[JoinSheet]:
    """Return the sheets that are to join."""
    return [edit for edit in edits if isinstance(edit, JoinSheet)]


def joined_parts(new: Opened, edits: Sequence[Edit | Growth]) -> set[str]:
    """Return the parts that come with the sheets that join."""
    found: set[str] = set()
    for edit in joined_sheets(edits):
        part = new.sheets.get(edit.name.casefold(), "")
        found |= {part, new.pointers_of(part), *new.parts_of(part, "table")} if part else set()
    return found


def growth_problems(old: Opened, new: Opened, edits: Sequence[Edit | Growth]) -> Iterator[str]:
    """Yield where a sheet that joined is not what it is in the workbook that it came from."""
    for edit in joined_sheets(edits):
        source, tabs = Opened(edit.source), list(new.tabs)
        if edit.name in old.tabs or edit.name not in new.tabs:
            yield f"The sheet {edit.name} did not join."
            continue
        if _told(source, source.tabs[edit.name]) != _told(new, new.tabs[edit.name]):
            yield f"The sheet {edit.name} is not what it was."
        behind = [tab for tab in tabs[tabs.index(edit.name) + 1 :] if tab in old.tabs]
        if behind[:1] != ([edit.before] if edit.before else []):
            yield f"The sheet {edit.name} does not stand where it should."
    if joined_sheets(edits):
        numbers = [new.tree(part).get("id") for _, part in set(new.tables.values())]
        if len(set(numbers)) < len(numbers):
            yield "Two tables have one number."


def forget_links(
    old: Opened,
    sheet: str,
    frame: ElementTree.Element,
    edits: Sequence[Edit | Growth],
) -> None:
    """Leave out the links that were to be set where they are as they should be."""
    wanted = {
        (edit.location, edit.text)
        for edit in edits
        if isinstance(edit, SetLink) and old.sheets[edit.sheet.casefold()] == sheet
    }
    for holder in (part for part in frame if name_of(part) == "hyperlinks"):
        links = list(holder)
        for link in links[len(links) - len(wanted) :]:
            if (link.get("location"), link.get("display")) in wanted:
                holder.remove(link)


def shown_rows(
    old: Opened,
    sheet: str,
    sides: tuple[RowMarks, RowMarks],
    edits: Sequence[Edit | Growth],
) -> None:
    """Leave out that rows were hidden, and how high, where they were to be brought into view."""
    rows = {
        edit.row
        for edit in edits
        if isinstance(edit, ShowRow) and old.sheets[edit.sheet.casefold()] == sheet
    }
    for number in rows:
        for marks in (side.get(number, {}) for side in sides):
            for mark in ("ht", "customHeight"):
                marks.pop(mark, None)
        sides[0].get(number, {}).pop("hidden", None)


def _told(opened: Opened, part: str) -> list[str]:
    """Return what a sheet says, its styles, conditions, texts and tables written out."""
    root, styles = opened.tree(part), opened.tree(opened.part_of_kind("styles"))
    values = {place: (seen.kind, seen.text) for place, seen in opened.cells(root).items()}
    for place, cell in places(root):
        for stored in [e for e in cell if name_of(e) == "v"]:
            stored.text = repr(values.get(place))
    for element in root.iter():
        mark = _STYLED.get(name_of(element), "")
        if mark in element.attrib:
            element.set(mark, _look(styles, element.get(mark, "0")))
        if "dxfId" in element.attrib:
            element.set("dxfId", _text(_of(styles, "dxfs", element.get("dxfId", "0"))))
        element.attrib.pop("tabSelected", None)
        for key in [key for key in element.attrib if key.endswith("}id")]:
            del element.attrib[key]
    tables = [opened.tree(table) for table in opened.parts_of(part, "table")]
    for table in tables:
        table.attrib.pop("id", None)
    return [_text(root), *(_text(table) for table in tables)]


def _look(styles: ElementTree.Element, number: str) -> str:
    """Return a cell format with its font, fill, border and number format written out."""
    made = _of(styles, "cellXfs", number)
    told = [_text(_of(styles, group, made.get(mark, "0"))) for mark, group in _POINTED.items()]
    rest = {k: v for k, v in made.attrib.items() if k not in (*_POINTED, "numFmtId", "xfId")}
    shown = made.get("numFmtId", "0")
    if int(shown) >= _FIRST_OWN_FORMAT:
        formats = [e for e in styles.iter() if name_of(e) == "numFmt"]
        shown = next(e.get("formatCode", "") for e in formats if e.get("numFmtId") == shown)
    return repr((told, sorted(rest.items()), [_text(e) for e in made], shown))


def _of(styles: ElementTree.Element, group: str, number: str) -> ElementTree.Element:
    holder = next(e for e in styles if name_of(e) == group)
    return [e for e in holder if name_of(e) == _ONE[group]][int(number)]


def _text(element: ElementTree.Element) -> str:
    text = ElementTree.tostring(element, encoding="unicode")
    return ElementTree.canonicalize(text, strip_text=True)
