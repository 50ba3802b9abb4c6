"""The shared strings as the gate reads them: plain ones as one piece of text, others as trees."""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree import ElementTree

from xlplan.workbook.gate_text import declared, is_plain, name_of, plain, text_of

_HEAD = re.compile(rb"<sst(?: [^<>]*[^<>/])?>")
_END = b"</si>"
_SPACED, _OPEN, _CLOSE = b'<t xml:space="preserve">', "<si><t>", "</t></si>"


def shared_texts(content: bytes) -> list[str]:
    """Return the shared strings; raise ParseError or ValueError when they cannot be read."""
    head = _HEAD.match(content, declared(content))
    last = content.rfind(_END) + len(_END)
    if head is None or last < head.end() or not is_plain(content):
        return _of_tree(ElementTree.fromstring(content))
    if _of_tree(ElementTree.fromstring(head[0] + content[last:])):
        return _of_tree(ElementTree.fromstring(content))  # blank strings come last
    body = content[head.end() : last].replace(_SPACED, b"<t>").decode()
    if body.startswith(_OPEN) and body.endswith(_CLOSE):
        texts = body[len(_OPEN) : -len(_CLOSE)].split(_CLOSE + _OPEN)
        if body.count("<") == 4 * len(texts):
            return texts if "&" not in body and "_x" not in body else [*map(_read, texts)]
    try:
        return [text for piece in body.split("</si>")[:-1] for text in _of_piece(piece)]
    except ElementTree.ParseError:
        return _of_tree(ElementTree.fromstring(content))


def goes_on(before: bytes, after: bytes) -> bool:
    """Whether bytes tell that all the shared strings of before stand at the start of after."""
    first, then = (_HEAD.match(part, declared(part)) for part in (before, after))
    if first is None or then is None:
        return False
    body = before[first.end() :].rstrip().removesuffix(b"</sst>")
    return body.endswith(_END) and after.startswith(body, then.end())


def _of_piece(piece: str) -> Iterator[str]:
    """Yield the text of a string that was cut off before its end, and of blank ones before it."""
    text = piece.removeprefix(_OPEN).removesuffix("</t>")
    if len(piece) == len(text) + len(_OPEN) + len("</t>") and "<" not in text:
        yield _read(text)
    else:
        yield from _of_tree(ElementTree.fromstring(f"<sst>{piece}</si></sst>"))


def _read(text: str) -> str:
    """Return what text of a file says, its escapes resolved."""
    if "&" in text:
        text = ElementTree.fromstring(f"<t>{text}</t>").text or ""
    return plain(text) if "_x" in text else text


def _of_tree(root: ElementTree.Element) -> list[str]:
    return [text_of(element) for element in root if name_of(element) == "si"]
