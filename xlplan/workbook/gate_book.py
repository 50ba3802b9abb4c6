"""The gate's look at the workbook itself: its settings and views, and which sheets are in view."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from xml.etree import ElementTree

from xlplan.workbook.edits import AddSheet, Edit, Growth, JoinSheet, SetSheetState
from xlplan.workbook.gate_text import name_of, plain
from xlplan.workbook.gate_view import Opened

# Tabs, names and their order have a look of their own.
_LOOKED_AT = ("sheets", "definedNames")
_PLACES = ("activeTab", "firstSheet")


def book_problems(old: Opened, new: Opened, edits: Sequence[Edit | Growth]) -> Iterator[str]:
    """Yield what changed of the workbook's settings and views, and sheets shown or hidden."""
    if old.bytes[old.workbook] == new.bytes[old.workbook]:
        states = [edit for edit in edits if isinstance(edit, SetSheetState)]
        if not states:
            return
    may_open_elsewhere = any(isinstance(e, SetSheetState | AddSheet | JoinSheet) for e in edits)
    free = _PLACES if may_open_elsewhere else ()
    if _beside(old, free) != _beside(new, free):
        yield "The workbook's own settings or views have changed."
    asked = {e.sheet.casefold(): e.state for e in edits if isinstance(e, SetSheetState)}
    added = {edit.name.casefold() for edit in edits if isinstance(edit, AddSheet)}
    was, now = _states(old), _states(new)
    for name in was.keys() & now.keys() - added:
        if now[name] != asked.get(name, was[name]):
            yield f"The sheet {name} is shown or hidden otherwise than before."


def _beside(opened: Opened, free: Sequence[str]) -> list[str]:
    """Return what a workbook says beside its sheets and names, but for what an edit may change."""
    found = []
    for element in opened.tree(opened.workbook):
        if name_of(element) in _LOOKED_AT:
            continue
        for view in element.iter():
            for mark in free if name_of(view) == "workbookView" else ():
                view.attrib.pop(mark, None)
        if name_of(element) == "calcPr":
            # A workbook may be asked to work itself out when it is opened.
            element.attrib.pop("fullCalcOnLoad", None)
            if not element.attrib:
                continue
        element.tail = None
        found.append(ElementTree.tostring(element, encoding="unicode"))
    return found


def _states(opened: Opened) -> dict[str, str]:
    """Return whether each sheet is visible, hidden or very hidden, by its name in lower case."""
    return {
        plain(element.get("name", "")).casefold(): element.get("state", "visible")
        for element in opened.tree(opened.workbook).iter()
        if name_of(element) == "sheet"
    }
