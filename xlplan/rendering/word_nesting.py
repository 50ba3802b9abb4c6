"""Tags of a Word template that are not whole, or not closed, told by what stands in the text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import get_close_matches

from docx.oxml.ns import qn
from lxml import etree

_MARKS = re.compile(r"\{\{|\{%|\}\}|%\}")
_BLOCK = re.compile(r"\{%-?\s*(?:(?:p|tr|tc|r)\s+)?(\w+).*?%\}", re.S)
_CLOSES = {"{{": "}}", "{%": "%}"}
_ENDS = {"endfor": "for", "endif": "if"}
_BETWEEN = {"else", "elif", "set", "colspan", "hm", "vm", "cellbg"}
_LONGEST = 70


def tag_problems(data: bytes) -> Iterator[str]:
    """Yield what is wrong with the tags of one part: those not whole first, then their nesting."""
    told = [_words(p) for p in etree.fromstring(data).iter(qn("w:p"))]
    unfinished = [problem for text in told for problem in _unfinished(text)]
    yield from unfinished or _nesting([tag for text in told for tag in _BLOCK.finditer(text)])


def _words(paragraph: etree._Element) -> str:
    # A paragraph within a paragraph, as in a text box, is read as itself.
    own = (t for t in paragraph.iter(qn("w:t")) if next(t.iterancestors(qn("w:p"))) is paragraph)
    return "".join(t.text or "" for t in own)


def _unfinished(text: str) -> Iterator[str]:
    begun = ""
    for mark in _MARKS.finditer(text):
        if mark[0] in _CLOSES and begun:
            break
        if mark[0] not in _CLOSES and mark[0] != _CLOSES.get(begun):
            opening = next(o for o, c in _CLOSES.items() if c == mark[0])
            yield f'In "{_short(text)}" {mark[0]} ends a tag that does not begin with {opening}.'
            return
        begun = mark[0] if mark[0] in _CLOSES else ""
    if begun:
        yield (
            f'In "{_short(text)}" a tag begins with {begun} and does not end with '
            f"{_CLOSES[begun]} in the same paragraph."
        )


def _nesting(tags: list[re.Match[str]]) -> Iterator[str]:
    opened: list[re.Match[str]] = []
    for tag in tags:
        word = tag[1]
        if word in _ENDS.values():
            opened.append(tag)
        elif word in _ENDS and opened and opened[-1][1] == _ENDS[word]:
            opened.pop()
        elif word in _ENDS:
            yield _misplaced(tag[0], opened[-1] if opened else None)
            return
        elif word not in _BETWEEN:
            close = get_close_matches(word, [*_ENDS, *_ENDS.values(), *_BETWEEN], 1)
            meant = f" Did you mean {close[0]}?" if close else ""
            yield f'There is no "{word}", as in {_short(tag[0])}.{meant}'
            return
    for tag in opened:
        yield f"{_short(tag[0])} is never closed. Put {_end(tag)} after what belongs to it."


def _misplaced(found: str, opened: re.Match[str] | None) -> str:
    if opened is None:
        return f"{_short(found)} has nothing to close. Take it away, or put back what it closed."
    return (
        f"{_short(opened[0])} is not closed where {_short(found)} stands. Put {_end(opened)} "
        "before it, after what belongs to it."
    )


def _end(tag: re.Match[str]) -> str:
    """Return the tag that closes another, of its own sort: a paragraph's, a row's or a cell's."""
    sort = re.match(r"\{%-?\s*(p|tr|tc|r)\s", tag[0])
    return f"{{%{sort[1] if sort else ''} end{tag[1]} %}}"


def _short(text: str) -> str:
    text = text.strip()
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
