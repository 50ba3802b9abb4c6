"""The gate's look at charts: those that draw the whole of a table that grew draw its new rows."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from xml.etree import ElementTree

from xlplan.workbook.edits import AppendRow, Edit, Growth
from xlplan.workbook.gate_text import name_of
from xlplan.workbook.gate_view import Opened, column_of

_DRAWN = re.compile(
    r"(?:'((?:[^']|'')+)'|([\w.]+))!\$?([A-Z]{1,3})\$?([0-9]+)(?::\$?([A-Z]{1,3})\$?([0-9]+))?"
)
_Due = list[tuple[str, int, int, int, int, int]]


def charts(old: Opened) -> set[str]:
    """Return the parts that are charts."""
    return {name for name in old.names if "/charts/chart" in name and name.endswith(".xml")}


def chart_problems(old: Opened, new: Opened, edits: Sequence[Edit | Growth]) -> Iterator[str]:
    """Yield the charts that do not draw what they should, or have changed beside that."""
    grown = {old.tables[e.table.casefold()] for e in edits if isinstance(e, AppendRow)}
    tabs = {part: tab for tab, part in old.tabs.items()}
    due: _Due = []
    for sheet, part in grown:
        top, left, bottom, right = old.table_area(part)
        first = top + (old.tree(part).get("headerRowCount") != "0")
        last = bottom - old.table_totals(part)
        by = new.table_area(part)[2] - bottom
        due.append((tabs[sheet].casefold(), first, last, left, right, by))
    for name in charts(old) if grown else ():
        was, now = old.tree(name), new.tree(name)
        for element in (e for e in was.iter() if name_of(e) == "f"):
            element.text = _drawn(element.text or "", due)
        for element in (e for e in now.iter() if name_of(e) == "f"):
            element.text = _drawn(element.text or "", [])
        if ElementTree.tostring(was) != ElementTree.tostring(now):
            yield f"{name} does not draw what it should."


def _drawn(text: str, due: _Due) -> str:
    """Return what a chart must draw, its areas written out in one way."""

    def area(found: re.Match[str]) -> str:
        tab = (found[1] or found[2]).replace("''", "'").casefold()
        columns = column_of(found[3]), column_of(found[5] or found[3])
        rows = int(found[4]), int(found[6] or found[4])
        for place, first, last, left, right, by in due:
            if (tab, *rows) == (place, first, last) and left <= columns[0] <= columns[1] <= right:
                rows = first, last + by
        return f"{tab}!{columns}{rows}"

    return _DRAWN.sub(area, text)
