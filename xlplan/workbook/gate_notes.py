"""The gate's look at notes: those that were meant are there, and every other one is as it was."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from xml.etree import ElementTree

from xlplan.workbook.edits import AddNote, Edit, Growth, RemoveNotes
from xlplan.workbook.gate_view import Opened, name_of, plain

_BOX = re.compile(rb"<(?P<prefix>\w*:?)shape\s.*?</(?P=prefix)shape>", re.DOTALL)
_CELL_OF_BOX = re.compile(rb"Row>\s*(\d+)\s*</[^<]*<[^<]*Column>\s*(\d+)\s*<")
_ADDRESS = re.compile(r"\$?([A-Z]+)\$?([0-9]+)", re.IGNORECASE)


def noted_sheets(old: Opened, edits: Sequence[Edit | Growth]) -> set[str]:
    """Return the parts of the sheets whose notes may change."""
    if any(isinstance(edit, RemoveNotes) for edit in edits):
        return set(old.sheets.values())
    return {old.sheets[e.sheet.casefold()] for e in edits if isinstance(e, AddNote)}


def may_change_for_notes(old: Opened, edits: Sequence[Edit | Growth]) -> set[str]:
    """Return the parts that notes may change."""
    found: set[str] = set()
    for sheet in noted_sheets(old, edits):
        found.update({sheet, old.pointers_of(sheet)})
        found.update(old.parts_of(sheet, "comments"), old.parts_of(sheet, "vmlDrawing"))
    return found


def note_problems(old: Opened, new: Opened, edits: Sequence[Edit | Growth]) -> Iterator[str]:
    """Yield each note, box or pointer that is not as the edits say."""
    for sheet in noted_sheets(old, edits):
        was, now = _notes(old, sheet), _notes(new, sheet)
        wanted, changed = _expected(old, sheet, was, edits)
        for place in wanted.keys() | now.keys():
            if now.get(place) != wanted.get(place):
                yield f"The note on row {place[0]}, column {place[1]} of {sheet} is not as meant."
        yield from _unchanged_problems(old, new, sheet, changed)
        yield from _box_problems(old, new, sheet, changed)
        if not _pointers(old, sheet) <= _pointers(new, sheet):
            yield f"{sheet} no longer points to a part that it did."


Places = dict[tuple[int, int], str]


def _expected(
    old: Opened, sheet: str, was: Places, edits: Sequence[Edit | Growth]
) -> tuple[Places, set[tuple[int, int]]]:
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


def _comments(opened: Opened, sheet: str) -> Iterator[tuple[tuple[int, int], ElementTree.Element]]:
    for part in opened.parts_of(sheet, "comments"):
        for element in opened.tree(part).iter() if part else ():
            if name_of(element) == "comment":
                yield _place(element.get("ref", "")), element


def _notes(opened: Opened, sheet: str) -> Places:
    return {
        place: "".join(plain(e.text or "") for e in comment.iter() if name_of(e) == "t")
        for place, comment in _comments(opened, sheet)
    }


def _place(address: str) -> tuple[int, int]:
    match = _ADDRESS.fullmatch(address)
    if match is None:
        raise ValueError(f"a note stands at {address}")
    column = 0
    for letter in match[1].upper():
        column = column * 26 + ord(letter) - 64
    return int(match[2]), column


def _unchanged_problems(
    old: Opened, new: Opened, sheet: str, changed: set[tuple[int, int]]
) -> Iterator[str]:
    now = _as_written(new, sheet)
    for place, written in _as_written(old, sheet).items():
        if place not in changed and now.get(place) != written:
            yield f"The note on row {place[0]}, column {place[1]} of {sheet} has changed."


def _as_written(opened: Opened, sheet: str) -> dict[tuple[int, int], tuple[str, str]]:
    """Return each note's author and its text with every mark of style."""
    parts = opened.parts_of(sheet, "comments")
    roots = [opened.tree(part) for part in parts if part]
    authors = [e.text or "" for root in roots for e in root.iter() if name_of(e) == "author"]
    return {
        place: (
            authors[int(comment.get("authorId", "0"))],
            ElementTree.tostring(comment, encoding="unicode").strip(),
        )
        for place, comment in _comments(opened, sheet)
    }


def _box_problems(
    old: Opened, new: Opened, sheet: str, changed: set[tuple[int, int]]
) -> Iterator[str]:
    """Yield a box that is gone or changed without need, or missing for a new note."""
    old_boxes, new_boxes = _boxes(old, sheet), _boxes(new, sheet)
    if [b for b in old_boxes if b not in new_boxes and _cell_of(b) not in changed]:
        yield f"A drawing of {sheet} has changed."
    noted = _notes(new, sheet).keys() & changed
    if not noted <= {_cell_of(box) for box in new_boxes}:
        yield f"A note of {sheet} has no box to be shown in."


def _boxes(opened: Opened, sheet: str) -> list[bytes]:
    parts = opened.parts_of(sheet, "vmlDrawing")
    return [box for part in parts if part for box in _found(opened.bytes[part])]


def _found(drawing: bytes) -> list[bytes]:
    return [match[0] for match in _BOX.finditer(drawing)]


def _cell_of(box: bytes) -> tuple[int, int] | None:
    match = _CELL_OF_BOX.search(box)
    return (int(match[1]) + 1, int(match[2]) + 1) if match else None


def _pointers(opened: Opened, sheet: str) -> set[tuple[str, ...]]:
    where = opened.pointers_of(sheet)
    root = opened.tree(where) if where else ()
    return {tuple(str(e.get(k)) for k in ("Id", "Type", "Target", "TargetMode")) for e in root}
