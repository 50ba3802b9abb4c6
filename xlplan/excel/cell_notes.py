"""Notes added to the cells of the open workbook, and taken away again."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

import xlwings as xw
from xlwings.main import Note

from xlplan.excel.added_sheets import require_unprotected
from xlplan.model import column_letters
from xlplan.workbook.edits import AddNote, EditRefused


def talked_of(sheet: xw.Sheet) -> frozenset[str]:
    """Return the addresses of the cells where people hold a conversation of their own."""
    try:
        return frozenset(c.location.get_address(False, False) for c in sheet.comments)
    except AttributeError:  # Excel 2016 knows no conversations
        return frozenset()


def require_quiet(sheet: xw.Sheet, cells: Sequence[tuple[int, int]]) -> None:
    """Raise EditRefused when people hold a conversation on one of the cells."""
    talked = talked_of(sheet)
    for row, column in cells:
        where = f"{column_letters(column)}{row}"
        if where in talked:
            raise EditRefused(f"{sheet.name}!{where} carries a threaded comment.")


def require_removable(sheets: Iterable[xw.Sheet], author: str) -> None:
    """Raise EditRefused when an author's lines stand on a sheet that takes no changes."""
    for sheet in sheets:
        if sheet.api.ProtectContents and any(True for _ in _notes_of(sheet, author)):
            require_unprotected(sheet)


def add_note(book: xw.Book, edit: AddNote) -> None:
    """Add lines to the note of a cell, below what it says already."""
    cell = book.sheets[edit.sheet].range((edit.row, edit.column))
    note, lines = cell.note, "\n".join(edit.lines)
    if note is None:
        cell.add_note(lines)
    else:
        note.text = f"{note.text.rstrip()}\n{lines}".lstrip()


def remove_notes(sheets: Iterable[xw.Sheet], author: str) -> None:
    """Take an author's lines out of every note; a note that says nothing more goes."""
    for sheet in sheets:
        for note, rest in list(_notes_of(sheet, author)):
            if rest.strip():
                note.text = rest.rstrip()
            else:
                note.delete()


def _notes_of(sheet: xw.Sheet, author: str) -> Iterator[tuple[Note, str]]:
    """Give each note with lines of an author, and what it says without them."""
    own = re.compile(rf"(?m)^{re.escape(author)}: .*(?:\r?\n|\Z)")
    notes = list(sheet.notes)
    talked = talked_of(sheet) if notes else frozenset()
    for note in notes:
        text = note.text
        rest = own.sub("", text)
        if rest != text and note.location.get_address(False, False) not in talked:
            yield note, rest
