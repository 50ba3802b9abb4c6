"""Notes and conversations on cells that move go with them, and the boxes that show them."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from xlplan.workbook.addresses import a1, parse_a1
from xlplan.workbook.book_draft import BookDraft
from xlplan.workbook.cells import local
from xlplan.workbook.in_the_way import Blocked, Move
from xlplan.workbook.note_shapes import NoteShapes

_KINDS = ("comments", "threadedComment")
_NOTES = ("comment", "threadedComment")


def noted_cells(book: BookDraft, part: str) -> set[tuple[int, int]]:
    """Return the cells of a sheet that carry a note or a conversation."""
    return {at for _, _, at in _notes(book, part)}


def check_notes(book: BookDraft, part: str, move: Move) -> None:
    """Raise Blocked where a note on a cell that moves could not follow it."""
    shapes = NoteShapes(book, part)
    for _, element, at in _moving(book, part, move):
        # Some programs keep the place of a box a second time, within the note.
        is_placed_twice = any(local(e) == "anchor" for e in element.iter())
        if is_placed_twice or (local(element) == "comment" and not shapes.can_move(*at)):
            raise Blocked(f"the note on {a1(*at)} is below it. Move it elsewhere.")


def move_notes(book: BookDraft, part: str, move: Move) -> None:
    """Move the notes on cells that move; call `check_notes` first."""
    shapes = NoteShapes(book, part)
    for where, element, (row, column) in sorted(_moving(book, part, move), key=_from_below):
        element.set("ref", a1(row + move.by, column))
        book.draft.touch(where)
        if local(element) == "comment":
            shapes.move(row, column, by=move.by)


_Note = tuple[str, etree._Element, tuple[int, int]]


def _from_below(note: _Note) -> tuple[int, int]:
    """From the last row up, so that no box comes where one that has not moved yet stands."""
    row, column = note[2]
    return -row, column


def _moving(book: BookDraft, part: str, move: Move) -> list[_Note]:
    return [note for note in _notes(book, part) if move.holds((*note[2], *note[2]))]


def _notes(book: BookDraft, part: str) -> Iterator[_Note]:
    for relation in book.draft.relations(part).values():
        if relation.is_external or relation.kind not in _KINDS:
            continue
        for element in (
            book.draft.tree(relation.target).iter() if book.draft.has(relation.target) else ()
        ):
            if isinstance(element.tag, str) and local(element) in _NOTES and element.get("ref"):
                yield relation.target, element, parse_a1(element.get("ref", ""))
