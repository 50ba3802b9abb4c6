"""The gate's look at where formats by condition and validations hold: where they did, and below."""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree import ElementTree

from xlplan.workbook.gate_asked import Grown
from xlplan.workbook.gate_moves import Moved
from xlplan.workbook.gate_text import name_of
from xlplan.workbook.gate_view import Area, area

_FORMATS, _VALIDATION = "conditionalFormatting", "dataValidation"
_Holder = tuple[str, list[str]]


def hold_elsewhere(
    old: ElementTree.Element,
    new: ElementTree.Element,
    tables: Sequence[Grown],
    gone: Sequence[Moved],
) -> bool:
    """Whether a format or a validation holds for other cells than it must.

    It goes with cells that moved, and down to a table's new last row where it ended with the old
    one; but no second validation comes to a cell.
    """
    was, now = _holders(old), _holders(new)
    if [(kind, len(words)) for kind, words in was] != [(kind, len(words)) for kind, words in now]:
        return True
    moved = [(kind, [_moved(word, gone) for word in words]) for kind, words in was]
    barred = [a for kind, words in moved if kind == _VALIDATION for a in words if a]
    for (_, words), (kind, places), (_, found) in zip(was, moved, now, strict=True):
        for word, place, there in zip(words, places, found, strict=True):
            if place is None:
                is_due = word == there
            else:
                due = _due(place, tables, barred if kind == _VALIDATION else ())
                is_due = _area(there) in due
            if not is_due:
                return True
    return False


def _holders(root: ElementTree.Element) -> list[_Holder]:
    """Return each format and validation of a sheet with the words that say where it holds."""
    found = []
    for element in (e for part in root if name_of(part) != "sheetData" for e in part.iter()):
        if name_of(element) in (_FORMATS, _VALIDATION):
            inner = [e.text or "" for e in element if name_of(e) == "sqref"]
            text = inner[0] if inner else element.get("sqref", "")
            found.append((name_of(element), text.split()))
    return found


def _area(word: str) -> Area | None:
    """Return the cells of a word; None where it says no corners, but whole columns or nothing."""
    try:
        return area(word)
    except ValueError:
        return None


def _moved(word: str, gone: Sequence[Moved]) -> Area | None:
    found = _area(word)
    for move in gone if found else ():
        top, left, bottom, right = found or (0, 0, 0, 0)
        is_across = left <= move.right and move.left <= right
        if move.holds((top, left)) and move.holds((bottom, right)):
            found = top + move.by, left, bottom + move.by, right
        elif is_across and top < move.first <= bottom < move.last + move.by:
            found = top, left, bottom + move.by, right
    return found


def _due(place: Area, tables: Sequence[Grown], barred: Sequence[Area]) -> set[Area]:
    top, left, bottom, right = place
    due = set()
    for table in tables:
        end = table.next - 1
        if bottom == table.end < end and left <= table.right and table.left <= right:
            added = table.end + 1, left, end, right
            is_barred = any(_overlap(added, other) for other in barred)
            due.add(place if is_barred else (top, left, end, right))
    return due or {place}


def _overlap(one: Area, other: Area) -> bool:
    return one[0] <= other[2] and other[0] <= one[2] and one[1] <= other[3] and other[1] <= one[3]
