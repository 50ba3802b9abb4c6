"""The gate's look at what a package says of its parts: their kinds, and what the workbook has."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from xlplan.workbook.gate_text import name_of
from xlplan.workbook.gate_view import Opened

_TYPES = "[Content_Types].xml"
_Entry = tuple[str, ...]


def listing_problems(old: Opened, new: Opened) -> Iterator[str]:
    """Yield where other is said of parts than before, but for those that came or went."""
    # A kind for one more ending says nothing of parts that are named or had another before.
    for part, read in ((_TYPES, _kinds), (old.workbook, _pointers)):
        was, now = read(old, part), read(new, part)
        lost = [about for entry, about in was.items() if entry not in now and about in new.bytes]
        more = [
            about
            for entry, about in now.items()
            if entry not in was and entry[0] != "Default" and about in old.bytes
        ]
        if lost or more:
            yield f"What is said of {(lost or more)[0]} has changed."


def _kinds(opened: Opened, part: str) -> dict[_Entry, str]:
    """Return the kinds of parts, each with the part that it is said of.

    What is said of an ending is said of the first part that has it.
    """
    found: dict[_Entry, str] = {}
    for element in opened.tree(part):
        about = element.get("PartName", "")
        ending = "." + element.get("Extension", "").lower()
        named = (name for name in opened.names if name.lower().endswith(ending))
        where = opened.spelled(about.lstrip("/")) if about else next(named, "")
        found[name_of(element), about, ending, element.get("ContentType", "")] = where
    return found


def _pointers(opened: Opened, part: str) -> dict[_Entry, str]:
    """Return the relationships of a part, each with the part that it leads to."""
    where, folder = opened.pointers_of(part), posixpath.dirname(part)
    found: dict[_Entry, str] = {}
    for element in opened.tree(where) if where else ():
        target = element.get("Target", "")
        path = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
        marks = ("Id", "Type", "Target", "TargetMode")
        found[tuple(element.get(mark, "") for mark in marks)] = opened.spelled(path) or part
    return found
