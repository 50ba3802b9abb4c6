"""A paper as it was made, read again: its text in blocks, and what keeps readers out of it."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from itertools import pairwise

from lxml import etree
from lxml import html as lxml_html

from xlplan.model import clean
from xlplan.reports.proof import Block

_HEADING = re.compile(r"h([1-6])")
_TEXT_TAGS = ("p", "li", "dd", "td", "th", "figcaption", "h1", "h2", "h3", "h4")
_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
_STYLE = re.compile(r"[Hh]eading ?(\d)")


def blocks_of(page: bytes) -> tuple[Block, ...]:
    """Return the paragraphs, headings and cells of an HTML paper, in order."""
    root = lxml_html.document_fromstring(page.decode("utf-8"))
    elements = [e for e in root.iter() if isinstance(e.tag, str)]
    tables = [number for number, e in enumerate(elements) if e.tag == "table"]
    last_table = max(tables, default=-1)
    found: list[Block] = []
    heading = ""
    for number, element in enumerate(elements):
        text = _text(element)
        if _HEADING.fullmatch(element.tag):
            heading = text
        if element.tag in _TEXT_TAGS and text and not _holds_blocks(element):
            found.append(Block(text, heading, number < last_table))
    return tuple(found)


def _holds_blocks(element: etree._Element) -> bool:
    return any(child.tag in _TEXT_TAGS for child in element.iterdescendants())


def barriers(name: str, data: bytes) -> tuple[str, ...]:
    """Say what keeps some readers out of a paper: in Word and HTML files; others are not read."""
    if name.endswith(".html"):
        return tuple(dict.fromkeys(_in_page(data)))
    if name.endswith(".docx"):
        return tuple(dict.fromkeys(_in_document(data)))
    return ()


def _in_page(page: bytes) -> Iterator[str]:
    root = lxml_html.document_fromstring(page.decode("utf-8"))
    if not root.get("lang"):
        yield "the page does not say its language"
    for image in root.iter("img"):
        if image.get("alt") is None:
            yield "a picture has no alternative text"
    for drawing in root.iter("svg"):
        named = ("aria-label", "aria-labelledby", "aria-hidden")
        if not any(drawing.get(name) for name in named) and drawing.find("title") is None:
            yield "a drawing has no alternative text"
    for table in root.iter("table"):
        if table.find(".//th") is None and table.get("role") != "presentation":
            yield f'the table "{_start(table)}" has no heading row'
    levels = [int(m[1]) for e in root.iter() if (m := _HEADING.fullmatch(str(e.tag)))]
    yield from _steps(levels)


def _in_document(data: bytes) -> Iterator[str]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        root = etree.fromstring(archive.read("word/document.xml"))
        styles = _style_names(etree.fromstring(archive.read("word/styles.xml")))
    for picture in root.iter(f"{_DRAWING}docPr"):
        is_decoration = any("decorative" in str(e.tag) for e in picture.iterdescendants())
        if not picture.get("descr") and not is_decoration:
            yield "a picture has no alternative text"
    for table in root.iter(f"{_WORD}tbl"):
        first = table.find(f"{_WORD}tr")
        is_long = len(table.findall(f"{_WORD}tr")) > 1
        if is_long and first is not None and first.find(f".//{_WORD}tblHeader") is None:
            yield f'the table "{_start(table)}" has no heading row'
    ids = (p.get(f"{_WORD}val", "") for p in root.iter(f"{_WORD}pStyle"))
    levels = [int(m[1]) for i in ids if (m := _STYLE.fullmatch(styles.get(i, i)))]
    yield from _steps(levels)


def _style_names(root: etree._Element) -> dict[str, str]:
    names = {}
    for style in root.iter(f"{_WORD}style"):
        name = style.find(f"{_WORD}name")
        if name is not None:
            names[style.get(f"{_WORD}styleId", "")] = name.get(f"{_WORD}val", "")
    return names


def _steps(levels: list[int]) -> Iterator[str]:
    for above, below in pairwise(levels):
        if below > above + 1:
            yield f"a heading of level {below} comes straight after one of level {above}"


def _start(table: etree._Element) -> str:
    return _text(table)[:40]


def _text(element: etree._Element) -> str:
    return clean(" ".join(" ".join(map(str, element.itertext())).split()))
