"""Texts and names of XML as the gate reads them."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable
from functools import cache
from xml.etree import ElementTree

_DECLARED = re.compile(
    rb"<\?xml version=[\"']1\.0[\"'](?: encoding=[\"'][Uu][Tt][Ff]-8[\"'])?"
    rb"(?: standalone=[\"'](?:yes|no)[\"'])? ?\?>\s*"
)
_ESCAPED = re.compile("_x([0-9a-fA-F]{4})_")
_CONTROL = bytes(c for c in range(32) if c not in b"\t\n")
_NO_TEXT = (b"\xef\xbf\xbe", b"\xef\xbf\xbf", b"]]>")
_MANY = 1000
Run = tuple[str, bool, bool, bool]
Runs = tuple[Run, ...]
"""Stretches of text, each with whether it is bold, italic and struck through."""


def name_of(element: ElementTree.Element) -> str:
    """Return the name of an element without its namespace."""
    return _local(element.tag)


@cache
def _local(tag: str) -> str:
    return tag.rpartition("}")[2]


def text_of(holder: ElementTree.Element) -> str:
    """Return the text of a shared or inline string, its runs joined."""
    found = ""
    for child in holder:
        if name_of(child) == "t":
            found += plain(child.text or "")
        elif name_of(child) == "r":
            found += "".join(plain(t.text or "") for t in child if name_of(t) == "t")
    return found


def runs_of(holder: ElementTree.Element) -> Runs:
    """Return the text of a shared string with what of it is bold, italic or struck through."""
    return joined_runs(
        (
            plain(run.text or "") if name_of(run) == "t" else text_of(run),
            _is_on(run, "b"),
            _is_on(run, "i"),
            _is_on(run, "strike"),
        )
        for run in holder
        if name_of(run) in ("t", "r")
    )


def _is_on(run: ElementTree.Element, mark: str) -> bool:
    found = [e for marks in run if name_of(marks) == "rPr" for e in marks if name_of(e) == mark]
    return any(e.get("val", "1") not in ("0", "false") for e in found)


def joined_runs(runs: Iterable[Run]) -> Runs:
    """Return runs, those that look alike made one and blank ones left out."""
    found: list[Run] = []
    for run in runs:
        if found and found[-1][1:] == run[1:]:
            found[-1] = (found[-1][0] + run[0], *run[1:])
        elif run[0]:
            found.append(run)
    return tuple(found)


def plain(text: str) -> str:
    """Return text with its escapes resolved."""
    return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text)


def declared(content: bytes) -> int:
    """Return where XML begins after its declaration as UTF-8; 0 when it has none such."""
    found = _DECLARED.match(content)
    return found.end() if found else 0


def opens_as(content: bytes, other: bytes) -> bool:
    """Whether XML declares itself in an ordinary way or as other XML does, with the same root."""
    said, before = (part.partition(b"?>")[0] for part in (content, other))
    is_ordinary = not said.startswith(b"<?xml") or declared(content) > 0 or said == before
    return is_ordinary and _root_of(content) == _root_of(other)


def _root_of(content: bytes) -> str:
    events = ElementTree.iterparse(io.BytesIO(content), ("start",))
    return next((str(element.tag) for _, element in events), "")


def is_plain(content: bytes) -> bool:
    """Whether the text between tags is what XML says, entities but for, and nothing hides tags.

    So there are no comments, CDATA sections and instructions, no characters that XML does not
    have, and no carriage returns, which a parser would make into line feeds.
    """
    body = content[declared(content) :]
    if len(body.translate(None, _CONTROL)) < len(body):
        return False
    return not any(mark in content for mark in _NO_TEXT) and not hides_tags(content)


def hides_tags(content: bytes) -> bool:
    """Whether there are comments, CDATA sections, instructions or an odd declaration."""
    start = declared(content)
    return any(_stands_after(content, b"<", mark, start) for mark in (b"!", b"?"))


def _stands_after(content: bytes, first: bytes, second: bytes, start: int) -> bool:
    """Whether `first` and `second` stand side by side; quick where `second` is rare."""
    at = start
    for _ in range(_MANY):
        at = content.find(second, at) + 1
        if not at:
            return False
        if content[max(at - 2, 0) : at - 1] == first:
            return True
    return content.find(first + second, at) >= 0
