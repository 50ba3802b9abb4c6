"""Notes on the cells of a workbook: where they stand, and which belong to a conversation."""

from __future__ import annotations

from xlplan.workbook.addresses import parse_a1
from xlplan.workbook.book_draft import BookDraft

Threads = frozenset[tuple[str, int, int]]


def threads(source: bytes, *, file: str = "") -> Threads:
    """Return the cells that carry a threaded comment, by sheet, row and column.

    Raise WorkbookRefused or EditRefused when the workbook is not one that can be edited.
    """
    book = BookDraft(source, file)
    return frozenset(
        (name, *at) for name, _, part in book.sheets() for at in threads_of(book, part)
    )


def threads_of(book: BookDraft, part: str) -> set[tuple[int, int]]:
    """Return the cells of one sheet that carry a threaded comment."""
    found = set()
    for relation in book.draft.relations(part).values():
        if relation.kind == "threadedComment" and book.draft.has(relation.target):
            for element in book.draft.tree(relation.target):
                if element.get("ref"):
                    found.add(parse_a1(element.get("ref", "")))
    return found
