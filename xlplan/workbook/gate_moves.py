"""The gate's look at what stood below a table that grew: moved as a whole, nothing lost."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from xml.etree import ElementTree

from xlplan.workbook.edits import AppendRow, Edit, Growth
from xlplan.workbook.gate_comments import noted_places
from xlplan.workbook.gate_rows import Side
from xlplan.workbook.gate_text import name_of
from xlplan.workbook.gate_view import Opened, Place, Seen, area_of, column_of, places

_ADDRESS = re.compile(r"(\$?\b[A-Za-z]{1,3}\$?)([0-9]+)\b")
_RANGE = re.compile(
    r"((?:'(?:[^']|'')+'|[\w.]+)!)?"
    r"\$?\b([A-Za-z]{1,3})\$?([0-9]+)(?::\$?([A-Za-z]{1,3})\$?([0-9]+))?\b"
)
_ROW = re.compile(rb'<row r="([0-9]+)"')
_MERGED = re.compile(rb'<mergeCell ref="[A-Z]+[0-9]+:[A-Z]+([0-9]+)"')
_FOLLOW = ("mergeCell", "hyperlink")
_GROWS = ("autoFilter", "sortState", "sortCondition")


@dataclass(frozen=True)
class Moved:
    """The rows `first` to `last` of some columns, `by` rows further down than they were."""

    tab: str
    first: int
    last: int
    left: int
    right: int
    by: int

    def holds(self, place: Place) -> bool:
        """Whether a cell has moved."""
        row, column = place
        return self.first <= row <= self.last and self.left <= column <= self.right

    def is_reached(self, place: Place) -> bool:
        """Whether a cell lies where a moved one now is."""
        row, column = place
        return self.holds((row - self.by, column))

    def further(self, reference: str) -> str:
        """Return a reference as many rows further down."""
        return _ADDRESS.sub(lambda found: f"{found[1]}{int(found[2]) + self.by}", reference)

    def reads_well(self, was: str, now: str, *, grows: bool) -> bool:
        """Whether a formula reads as it must after the move.

        `grows`: ranges that ended with the table's last row end with its new one.
        """
        if _ADDRESS.sub(r"\1", was) != _ADDRESS.sub(r"\1", now):
            return False
        pairs = zip(_RANGE.finditer(was), _RANGE.finditer(now), strict=True)
        return all(self._is_due(one, two, grows) for one, two in pairs)

    def _is_due(self, one: re.Match[str], two: re.Match[str], grows: bool) -> bool:
        tab = (one[1] or "!")[:-1].strip("'").replace("''", "'")
        if tab.casefold() not in ("", self.tab.casefold()):
            return one[0] == two[0]
        left, right = column_of(one[2]), column_of(one[4] or one[2])
        top, bottom = int(one[3]), int(one[5] or one[3])
        due = top, bottom
        is_across = left <= self.right and self.left <= right
        is_within = self.left <= left and right <= self.right
        if grows and one[5] and is_within and bottom == self.first - 1:
            due = top, bottom + self.by
        elif is_across and top <= self.last and self.first <= bottom:
            if is_within and self.first <= top and bottom <= self.last:
                due = top + self.by, bottom + self.by
            elif top < self.first and bottom < self.last + self.by:
                due = top, bottom + self.by
        return due == (int(two[3]), int(two[5] or two[3]))


Moves = Mapping[str, Sequence[Moved]]


def moves(old: Opened, new: Opened, edits: Sequence[Edit | Growth]) -> Moves:
    """Return what had to move by sheet part: totals rows, and all below that was in the way."""
    found: dict[str, list[Moved]] = {}
    grown = {old.tables[e.table.casefold()] for e in edits if isinstance(e, AppendRow)}
    tabs = {part: tab for tab, part in old.tabs.items()}
    for sheet, part in grown:
        _, left, bottom, right = old.table_area(part)
        by, totals = new.table_area(part)[2] - bottom, old.table_totals(part)
        below = _below(old, sheet, bottom, bottom + by) if by > 0 else None
        is_in_the_way = below is not None and any(
            bottom < row <= bottom + by and left <= column <= right for row, column in below
        )
        if by <= 0 or not (totals or is_in_the_way):
            continue
        rows = [row for row, column in below or () if left <= column <= right]
        last = max([bottom, *rows]) if is_in_the_way else bottom
        found.setdefault(sheet, []).append(
            Moved(tabs[sheet], bottom - totals + 1, last, left, right, by)
        )
    return found


def _below(old: Opened, sheet: str, bottom: int, end: int) -> set[Place] | None:
    """Return the cells under a table that hold something, a note too, merged ones whole.

    None without any.
    """
    noted = {place for place in noted_places(old, sheet) if place[0] > bottom}
    if not noted and _ends_at(old.bytes[sheet], bottom):
        return None
    root = old.tree(sheet)
    styled = {place for place, _ in places(root) if place[0] > bottom}
    full = {place for place, seen in old.cells(root).items() if seen.text or seen.formula}
    found = noted | {place for place in full if place[0] > bottom}
    for element in (e for e in root.iter() if name_of(e) == "mergeCell"):
        top, left, low, right = area_of(element)
        if low > bottom:
            found |= {(r, c) for r in range(top, low + 1) for c in range(left, right + 1)}
    is_near = any(bottom < row <= end for row, _ in found)
    return found | styled if is_near else found


def _ends_at(content: bytes, bottom: int) -> bool:
    """Whether bytes alone tell that a sheet has no rows and merged cells further down."""
    foot = content.rpartition(b"</sheetData>")[2]
    last = _ROW.match(content, content.rfind(b"<row "))
    merged = [int(row) for row in _MERGED.findall(foot)]
    is_told = last is not None and b"<!" not in content and len(merged) == foot.count(b"mergeCell ")
    return is_told and last is not None and max([int(last[1]), *merged]) <= bottom


def follow(old: Side, moved: Sequence[Moved]) -> None:
    """Have the state before say where its cells and links must be after the moves."""
    for move in moved:
        cells = {p: seen for p, seen in old.cells.items() if not move.holds(p)}
        for place in [p for p in cells if move.is_reached(p) and _is_blank(cells[p])]:
            del cells[place]
        there = {p: seen for p, seen in old.cells.items() if move.holds(p)}
        cells |= {(row + move.by, column): seen for (row, column), seen in there.items()}
        old.cells.clear()
        old.cells.update(cells)
        for element in (e for e in old.frame.iter() if name_of(e) in _FOLLOW):
            top, left, bottom, right = area_of(element)
            if move.holds((top, left)) and move.holds((bottom, right)):
                element.set("ref", move.further(element.get("ref", "")))


def _is_blank(seen: Seen) -> bool:
    return seen.text is None and seen.formula is None


def free_heights(sides: Sequence[Side], moved: Sequence[Moved]) -> None:
    """Leave out how high the rows are that moved cells left or came to."""
    for move in moved:
        for side in sides:
            for row in range(move.first, move.last + move.by + 1):
                for mark in ("ht", "customHeight"):
                    side.rows.get(row, {}).pop(mark, None)


def is_as_it_was(was: Seen, now: Seen, place: Place, moved: Sequence[Moved]) -> bool:
    """Whether a cell is what it was; one that has moved, where its formula follows."""
    move = next((m for m in moved if m.is_reached(place)), None)
    if move is None or was.formula is None or now.formula is None:
        return was.is_same(now)
    alike = replace(now, formula=was.formula)
    return was.is_same(alike) and move.reads_well(was.formula, now.formula, grows=True)


def name_followed(moved: Moves, was: str, now: str) -> bool:
    """Whether what a defined name stands for is where it must be after the moves."""
    every = [move for some in moved.values() for move in some]
    if not every:
        return was == now
    return any(move.reads_well(was, now, grows=False) for move in every)


def table_problems(old: Opened, new: Opened, edits: Sequence[Edit | Growth]) -> Iterator[str]:
    """Yield what changed of a table that grew beside how far it and its filter reach."""
    grown = {e.table.casefold() for e in edits if isinstance(e, AppendRow)}
    for _, part in {old.tables[table] for table in grown}:
        if new.bytes.is_same(part, old.bytes):
            continue
        was, now = (_settled(opened, part) for opened in (old, new))
        if was != now:
            yield f"The table in {part} has changed beside its extent."


def _settled(opened: Opened, part: str) -> str:
    """Return a table, its last row and what its totals' formulas read left out."""
    root, totals = opened.tree(part), opened.table_totals(part)
    bottom = area_of(root)[2]
    root.attrib.pop("insertRow", None)
    for element in (root, *(e for e in root.iter() if name_of(e) in _GROWS)):
        first, _, last = element.get("ref", "").partition(":")
        is_end = last.endswith((str(bottom), str(bottom - totals)))
        element.set("ref", f"{first}:{last.rstrip('0123456789') if is_end else last}")
    for element in (e for e in root.iter() if name_of(e) == "totalsRowFormula"):
        element.text = _ADDRESS.sub(r"\1", element.text or "")
    return ElementTree.canonicalize(ElementTree.tostring(root, encoding="unicode"))
