"""Notes added to the cells of an existing workbook, and taken away again."""

from __future__ import annotations

import re

from lxml import etree

from xlplan.workbook.addresses import a1, parse_a1
from xlplan.workbook.book_draft import BookDraft
from xlplan.workbook.cells import decode, encode, local, namespace
from xlplan.workbook.edits import AddNote, EditRefused, RemoveNotes
from xlplan.workbook.note_shapes import NoteShapes
from xlplan.workbook.notes import threads_of
from xlplan.workbook.relations import first_of
from xlplan.workbook.styles import child, children

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
_EMPTY = f'<comments xmlns="{_MAIN}"><authors/><commentList/></comments>'
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"


def add_note(book: BookDraft, edit: AddNote) -> None:
    """Add a note to a cell, below what its note says already.

    Raise EditRefused for a cell with a threaded comment, and where there is no such sheet.
    """
    part = _part_of(book, edit.sheet)
    where = f"{edit.sheet}!{a1(edit.row, edit.column)}"
    if (edit.row, edit.column) in threads_of(book, part):
        raise EditRefused(f"{where} carries a threaded comment.")
    root = _comments(book, part)
    known = _comment_at(root, edit.row, edit.column)
    if known is None:
        _add_comment(root, edit)
        lines = sum(1 + len(line) // 40 for line in edit.lines)
        NoteShapes(book, part).add(edit.row, edit.column, lines=lines)
    else:
        _add_lines(known, edit.lines)


def remove_notes(book: BookDraft, edit: RemoveNotes) -> None:
    """Take an author's lines out of every note; a note that says nothing more goes."""
    own = re.compile(rf"(?m)^{re.escape(edit.author)}: .*\n?")
    for _, _, part in book.sheets():
        where = first_of(book.draft.relations(part), "comments")
        if where is None or not book.draft.has(where):
            continue
        root = book.draft.tree(where)
        for comment in children(child(root, "commentList"), "comment"):
            if not own.search(_text_of(comment)):
                continue
            book.draft.touch(where)
            _cut(comment, own)
            if not _text_of(comment).strip():
                comment.getparent().remove(comment)  # type: ignore[union-attr]
                NoteShapes(book, part).remove(*parse_a1(comment.get("ref", "")))


def _part_of(book: BookDraft, sheet: str) -> str:
    found = [part for name, _, part in book.sheets() if name.casefold() == sheet.casefold()]
    if not found:
        raise EditRefused(f"There is no sheet {sheet}.")
    return found[0]


def _comments(book: BookDraft, part: str) -> etree._Element:
    where = first_of(book.draft.relations(part), "comments")
    if where is None or not book.draft.has(where):
        where = book.draft.free_name("xl/comments{}.xml")
        book.draft.add(where, _EMPTY.encode(), content_type=_TYPE, kind="comments", by=part)
    book.draft.touch(where)
    return book.draft.tree(where)


def _comment_at(root: etree._Element, row: int, column: int) -> etree._Element | None:
    for comment in children(child(root, "commentList"), "comment"):
        if comment.get("ref", "").replace("$", "").upper() == a1(row, column):
            return comment
    return None


def _add_comment(root: etree._Element, edit: AddNote) -> None:
    ns = namespace(root)
    holder = child(root, "commentList")
    if holder is None:
        holder = etree.SubElement(root, f"{ns}commentList")
    comment = etree.Element(f"{ns}comment")
    comment.set("ref", a1(edit.row, edit.column))
    comment.set("authorId", str(_author(root, edit.author)))
    _add_run(etree.SubElement(comment, f"{ns}text"), "\n".join(edit.lines))
    later = (
        c
        for c in children(holder, "comment")
        if parse_a1(c.get("ref", "")) > (edit.row, edit.column)
    )
    following = next(later, None)
    if following is None:
        holder.append(comment)
    else:
        following.addprevious(comment)


def _author(root: etree._Element, name: str) -> int:
    holder = child(root, "authors")
    if holder is None:
        holder = etree.Element(f"{namespace(root)}authors")
        root.insert(0, holder)
    known = [decode(element.text or "") for element in children(holder, "author")]
    if name not in known:
        etree.SubElement(holder, f"{namespace(root)}author").text = encode(name)
        return len(known)
    return known.index(name)


def _add_lines(comment: etree._Element, lines: tuple[str, ...]) -> None:
    text = child(comment, "text")
    if text is None:
        text = etree.SubElement(comment, f"{namespace(comment)}text")
    said = "\n".join(lines)
    lead = "\n" if _text_of(comment) and not _text_of(comment).endswith("\n") else ""
    plain = child(text, "t")
    if plain is not None and child(text, "r") is None:
        plain.text = (plain.text or "") + encode(lead + said)
        plain.set(_SPACE, "preserve")
    else:
        _add_run(text, lead + said)


def _add_run(text: etree._Element, said: str) -> None:
    ns = namespace(text)
    run = etree.SubElement(text, f"{ns}r")
    marks = etree.SubElement(run, f"{ns}rPr")
    for name, value in (("sz", "9"), ("rFont", "Tahoma"), ("family", "2")):
        etree.SubElement(marks, f"{ns}{name}").set("val", value)
    element = etree.SubElement(run, f"{ns}t")
    element.text = encode(said)
    element.set(_SPACE, "preserve")


def _text_of(comment: etree._Element) -> str:
    return "".join(decode(e.text or "") for e in comment.iter() if local(e) == "t")


def _cut(comment: etree._Element, own: re.Pattern[str]) -> None:
    """Cut an author's lines, however the note's text is divided into runs."""
    pieces = [e for e in comment.iter() if local(e) == "t"]
    gone = _gone(_text_of(comment), own)
    begin = 0
    for piece in pieces:
        text = decode(piece.text or "")
        kept = [c for at, c in enumerate(text, start=begin) if at not in gone]
        begin += len(text)
        if len(kept) < len(text):
            piece.text = encode("".join(kept))
            run = piece.getparent()
            if not kept and run is not None and local(run) == "r":
                run.getparent().remove(run)  # type: ignore[union-attr]


def _gone(whole: str, own: re.Pattern[str]) -> set[int]:
    """Return the places of an author's letters, with the line end before a last line."""
    gone = {at for match in own.finditer(whole) for at in range(*match.span())}
    if gone and max(gone) == len(whole) - 1 and not whole.endswith("\n"):
        last = max((at for at in range(len(whole)) if at not in gone), default=-1)
        if last >= 0:
            gone.add(last)
    return gone
