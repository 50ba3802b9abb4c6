"""The gate's own reading of notes, conversations and the boxes that notes are shown in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree import ElementTree

from xlplan.workbook.gate_text import name_of, plain
from xlplan.workbook.gate_view import Opened, Place

NOTE_KINDS = ("comments", "vmlDrawing", "threadedComment")
_BOX = re.compile(rb"<(?P<prefix>\w*:?)shape\s.*?</(?P=prefix)shape>", re.DOTALL)
_CELL_OF_BOX = re.compile(rb"Row>\s*(\d+)\s*</[^<]*<[^<]*Column>\s*(\d+)\s*<")
_ROW_OF_BOX = re.compile(rb"(Row>\s*)(\d+)")
_ANCHOR = re.compile(rb"(Anchor>)([^<]*)")
_ADDRESS = re.compile(r"\$?([A-Z]+)\$?([0-9]+)", re.IGNORECASE)

Comment = tuple[Place, ElementTree.Element]


def comments(opened: Opened, sheet: str) -> Iterator[Comment]:
    """Yield the notes of a sheet with their places."""
    yield from _said(opened, sheet, "comments", "comment")


def conversations(opened: Opened, sheet: str) -> Iterator[Comment]:
    """Yield the remarks of a sheet's conversations with their places."""
    yield from _said(opened, sheet, "threadedComment", "threadedComment")


def noted_places(opened: Opened, sheet: str) -> set[Place]:
    """Return the cells of a sheet that carry a note or a conversation."""
    every = (*comments(opened, sheet), *conversations(opened, sheet))
    return {place for place, _ in every}


def _said(opened: Opened, sheet: str, kind: str, name: str) -> Iterator[Comment]:
    for part in opened.parts_of(sheet, kind):
        for element in opened.tree(part).iter() if part else ():
            if name_of(element) == name:
                yield _place(element.get("ref", "")), element


def text_of(comment: ElementTree.Element) -> str:
    """Return what a note says."""
    return "".join(plain(e.text or "") for e in comment.iter() if name_of(e) == "t")


def _place(address: str) -> Place:
    match = _ADDRESS.fullmatch(address)
    if match is None:
        raise ValueError(f"a note stands at {address}")
    column = 0
    for letter in match[1].upper():
        column = column * 26 + ord(letter) - 64
    return int(match[2]), column


def boxes(opened: Opened, sheet: str) -> list[bytes]:
    """Return the boxes on a sheet as they are written."""
    parts = opened.parts_of(sheet, "vmlDrawing")
    return [m[0] for part in parts if part for m in _BOX.finditer(opened.bytes[part])]


def around_boxes(opened: Opened, sheet: str) -> list[bytes]:
    """Return what a sheet's old drawings hold beside their boxes."""
    parts = opened.parts_of(sheet, "vmlDrawing")
    return [_BOX.sub(b"", opened.bytes[part]) for part in parts if part]


def cell_of(box: bytes) -> Place | None:
    """Return the cell whose note a box shows; None for a box of another kind."""
    match = _CELL_OF_BOX.search(box)
    return (int(match[1]) + 1, int(match[2]) + 1) if match else None


def numbers_of(box: bytes, by: int = 0) -> tuple[bytes, list[int]]:
    """Return a box without its numbers of place, and these, as if `by` rows further down."""
    row = _ROW_OF_BOX.search(box)
    anchor = _ANCHOR.search(box)
    placed = [int(number) for number in anchor[2].split(b",")] if anchor else []
    numbers = [int(row[2]) + by if row else -1]
    numbers += [n + by if at % 4 == 2 else n for at, n in enumerate(placed)]
    return _ANCHOR.sub(rb"\1", _ROW_OF_BOX.sub(rb"\1", box)), numbers
