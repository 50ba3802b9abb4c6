"""The gate's look at notes: those that were meant are there, and every other one is as it was."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from xml.etree import ElementTree

from xlplan.workbook.edits import AddNote, AppendRow, Edit, Growth, RemoveNotes
from xlplan.workbook.gate_comments import (
    NOTE_KINDS,
    around_boxes,
    boxes,
    cell_of,
    comments,
    conversations,
    numbers_of,
    text_of,
)
from xlplan.workbook.gate_moves import Moved, Moves
from xlplan.workbook.gate_text import name_of
from xlplan.workbook.gate_view import Opened, Place

AnyEdit = Edit | Growth
Places = dict[Place, str]


def noted_sheets(old: Opened, edits: Sequence[AnyEdit]) -> set[str]:
    """Return the parts of the sheets that may get notes, or lose some."""
    if any(isinstance(edit, RemoveNotes) for edit in edits):
        return set(old.sheets.values())
    return {old.sheets[e.sheet.casefold()] for e in edits if isinstance(e, AddNote)}


def _grown_sheets(old: Opened, edits: Sequence[AnyEdit]) -> set[str]:
    """Return the parts of the sheets with notes, some of which may move for new rows."""
    tables = {e.table.casefold() for e in edits if isinstance(e, AppendRow)}
    grown = {old.tables[table][0] for table in tables}
    return {sheet for sheet in grown if any(old.parts_of(sheet, kind) for kind in NOTE_KINDS)}


def may_change_for_notes(old: Opened, edits: Sequence[AnyEdit]) -> set[str]:
    """Return the parts that notes may change."""
    noted = noted_sheets(old, edits)
    found: set[str] = set()
    for sheet in noted | _grown_sheets(old, edits):
        found.update(part for kind in NOTE_KINDS for part in old.parts_of(sheet, kind))
    for sheet in noted:
        found.update({sheet, old.pointers_of(sheet)})
    return found


def note_problems(
    old: Opened, new: Opened, edits: Sequence[AnyEdit], moved: Moves
) -> Iterator[str]:
    """Yield each note, box or pointer that is not as the edits say."""
    noted, grown = noted_sheets(old, edits), _grown_sheets(old, edits)
    for sheet in noted | grown:
        followed = _Followed(moved.get(sheet, ()))
        was = {followed.place(at): text for at, text in _notes(old, sheet).items()}
        now = _notes(new, sheet)
        wanted, changed = _expected(old, sheet, was, edits)
        for place in wanted.keys() | now.keys():
            if now.get(place) != wanted.get(place):
                yield f"The note on row {place[0]}, column {place[1]} of {sheet} is not as meant."
        yield from _unchanged_problems(old, new, sheet, changed, followed)
        yield from _box_problems(old, new, sheet, changed, followed)
        if sheet not in noted and _drawn(old, sheet) != _drawn(new, sheet):
            yield f"A drawing of {sheet} has changed."
        if not _pointers(old, sheet) <= _pointers(new, sheet):
            yield f"{sheet} no longer points to a part that it did."


class _Followed:
    """Where a sheet's notes must be after what stood below its tables has moved."""

    def __init__(self, moved: Sequence[Moved]) -> None:
        self._moved = moved

    def by(self, place: Place | None) -> int:
        """Return how many rows a cell's note has moved."""
        return next((m.by for m in self._moved if place and m.holds(place)), 0)

    def place(self, place: Place) -> Place:
        """Return where a cell's note must be."""
        return place[0] + self.by(place), place[1]

    def written(self, place: Place, comment: ElementTree.Element) -> str:
        """Return how a note must be written, with every mark of style."""
        move = next((m for m in self._moved if m.holds(place)), None)
        if move is not None:
            comment.set("ref", move.further(comment.get("ref", "")))
        return ElementTree.tostring(comment, encoding="unicode").strip()


def _expected(
    old: Opened, sheet: str, was: Places, edits: Sequence[AnyEdit]
) -> tuple[Places, set[Place]]:
    """Work the edits through the notes, in their order; return them and where they changed."""
    notes, changed = dict(was), set()
    for edit in edits:
        if isinstance(edit, RemoveNotes):
            start = f"{edit.author}: "
            for place, text in was.items():
                lines = text.split("\n")
                kept = [line for line in lines if not line.startswith(start)]
                if len(kept) < len(lines):
                    notes[place] = "\n".join(kept)
                    changed.add(place)
        elif isinstance(edit, AddNote) and old.sheets[edit.sheet.casefold()] == sheet:
            changed.add((edit.row, edit.column))
            before = notes.get((edit.row, edit.column), "")
            lead = "\n" if before and not before.endswith("\n") else ""
            notes[edit.row, edit.column] = before + lead + "\n".join(edit.lines)
    left = {p: text for p, text in notes.items() if text.strip() or p not in changed}
    return left, changed


def _notes(opened: Opened, sheet: str) -> Places:
    return {place: text_of(comment) for place, comment in comments(opened, sheet)}


def _unchanged_problems(
    old: Opened, new: Opened, sheet: str, changed: set[Place], followed: _Followed
) -> Iterator[str]:
    now = _as_written(new, sheet, _Followed(()))
    for place, written in _as_written(old, sheet, followed).items():
        if place not in changed and now.get(place) != written:
            yield f"The note on row {place[0]}, column {place[1]} of {sheet} has changed."
    if _talk(old, sheet, followed) != _talk(new, sheet, _Followed(())):
        yield f"A conversation on {sheet} has changed."


def _as_written(opened: Opened, sheet: str, followed: _Followed) -> Mapping[Place, tuple[str, str]]:
    """Return each note's author and its text with every mark of style."""
    parts = opened.parts_of(sheet, "comments")
    roots = [opened.tree(part) for part in parts if part]
    authors = [e.text or "" for root in roots for e in root.iter() if name_of(e) == "author"]
    return {
        followed.place(place): (
            authors[int(comment.get("authorId", "0"))],
            followed.written(place, comment),
        )
        for place, comment in comments(opened, sheet)
    }


def _talk(opened: Opened, sheet: str, followed: _Followed) -> list[str]:
    return [followed.written(*remark) for remark in conversations(opened, sheet)]


def _box_problems(
    old: Opened, new: Opened, sheet: str, changed: set[Place], followed: _Followed
) -> Iterator[str]:
    """Yield a box that is gone or changed without need, or missing for a new note."""
    new_boxes = boxes(new, sheet)
    written, placed = set(new_boxes), [numbers_of(box) for box in new_boxes]
    for box in boxes(old, sheet):
        cell = cell_of(box)
        by = followed.by(cell)
        is_there = numbers_of(box, by) in placed if by else box in written
        if not is_there and not (cell and followed.place(cell) in changed):
            yield f"A drawing of {sheet} has changed."
            break
    noted = _notes(new, sheet).keys() & changed
    if not noted <= {cell_of(box) for box in new_boxes}:
        yield f"A note of {sheet} has no box to be shown in."


def _drawn(opened: Opened, sheet: str) -> tuple[int, list[bytes]]:
    """Return how many boxes there are, and what stands around them."""
    return len(boxes(opened, sheet)), around_boxes(opened, sheet)


def _pointers(opened: Opened, sheet: str) -> set[tuple[str, ...]]:
    where = opened.pointers_of(sheet)
    root = opened.tree(where) if where else ()
    return {tuple(str(e.get(k)) for k in ("Id", "Type", "Target", "TargetMode")) for e in root}
