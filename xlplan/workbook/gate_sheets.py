"""The gate's look at added sheets: they hold what they should, and the order of tabs is kept."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from xml.etree import ElementTree

from xlplan.workbook.edits import AddSheet, Edit, Growth, JoinSheet, Place
from xlplan.workbook.gate_moves import Moves, name_followed
from xlplan.workbook.gate_text import name_of, plain
from xlplan.workbook.gate_view import NOTHING, Opened

Says = Callable[..., bool]


def replaced_sheets(old: Opened, edits: Sequence[Edit | Growth]) -> set[str]:
    """Return the parts of the sheets that carry the mark of a sheet to be added."""
    marks = {edit.mark for edit in edits if isinstance(edit, AddSheet)}
    return {part for part in set(old.sheets.values()) if marks and _marks(old, part) & marks}


def _marks(opened: Opened, part: str) -> set[str]:
    cells = opened.cells(opened.tree(part))
    return {cell.text or "" for (_, column), cell in cells.items() if column == 1}


def order_problems(
    old: Opened, new: Opened, edits: Sequence[Edit | Growth], moved: Moves
) -> Iterator[str]:
    """Yield what changed of the order of tabs, and of names that belong to one of them."""
    was, now = _tabs(old), _tabs(new)
    if any(now.get(key) != name for key, name in was.items()):
        yield "A sheet is gone or has another name."
    replaced = replaced_sheets(old, edits)
    free = {name for name, part in old.tabs.items() if part in replaced}
    kept = [name for name in was.values() if name not in free]
    if [name for name in now.values() if name in kept] != kept:
        yield "The sheets are in another order."
    joined = {edit.name for edit in edits if isinstance(edit, JoinSheet)}
    names = sorted(_names(old)), sorted(n for n in _names(new) if n[0] not in joined)
    if len(names[0]) != len(names[1]) or not all(
        was[:2] == now[:2] and name_followed(moved, was[2], now[2])
        for was, now in zip(*names, strict=True)
    ):
        yield "A defined name has changed."


def _tabs(opened: Opened) -> dict[str, str]:
    """Return each tab's name by its number in the file."""
    return {
        element.get("sheetId", ""): plain(element.get("name", ""))
        for element in opened.tree(opened.workbook).iter()
        if name_of(element) == "sheet"
    }


def _names(opened: Opened) -> list[tuple[str, str, str]]:
    """Return the defined names with the tab they belong to."""
    tabs = list(opened.tabs)
    found = []
    for element in opened.tree(opened.workbook).iter():
        if name_of(element) == "definedName":
            local = element.get("localSheetId")
            tab = tabs[int(local)] if local is not None and int(local) < len(tabs) else ""
            found.append((tab, element.get("name", ""), element.text or ""))
    return found


def added_sheet_problems(
    old: Opened, new: Opened, edits: Sequence[Edit | Growth], says: Says
) -> Iterator[str]:
    """Yield what an added sheet does not hold, and what else of the tabs has changed."""
    added = [edit for edit in edits if isinstance(edit, AddSheet)]
    for edit in added:
        parts = [part for part in new.sheets.values() if edit.mark in _marks(new, part)]
        if len(parts) != 1:
            yield f"The sheet {edit.name} is not there once."
            continue
        yield from _content(new, parts[0], edit, says)
        order = list(new.tabs.values())
        if order.index(parts[0]) != (0 if edit.place is Place.FRONT else len(order) - 1):
            yield f"The sheet {edit.name} does not stand where it should."
    worksheets = set(old.sheets.values())
    for part in set(old.tabs.values()) - worksheets if added else ():
        if _settled(old.tree(part)) != _settled(new.tree(part)):
            yield f"{part} was changed."


def _content(new: Opened, part: str, edit: AddSheet, says: Says) -> Iterator[str]:
    cells = new.cells(new.tree(part))
    wanted = {
        (row, column): value
        for row, values in enumerate(edit.rows, start=1)
        for column, value in enumerate(values, start=1)
        if value is not None
    }
    for at, value in wanted.items():
        if not says(new, cells.get(at, NOTHING), value):
            yield f"Row {at[0]}, column {at[1]} of {edit.name} does not hold what it should."
    if any(cell.text is not None and at not in wanted for at, cell in cells.items()):
        yield f"The sheet {edit.name} holds more than it should."
    links = [e.get("location") for e in new.tree(part).iter() if name_of(e) == "hyperlink"]
    if sorted(map(str, links)) != sorted(edit.links.values()):
        yield f"The links of {edit.name} are not as they should be."


def _settled(root: ElementTree.Element) -> str:
    for element in root.iter():
        element.attrib.pop("tabSelected", None)
    return ElementTree.canonicalize(ElementTree.tostring(root, encoding="unicode"))
