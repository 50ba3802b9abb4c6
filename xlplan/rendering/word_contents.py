"""The contents of a Word paper, written out: a field that updates itself would make Word ask."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from docx.document import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from lxml.etree import _Element

_PLACE = "Contents"
_SHOWN = 2
_RIGHT = "9638"


@dataclass(frozen=True)
class _Heading:
    """A heading of the document: its level from 1, its number such as 1.2, and its words."""

    paragraph: _Element
    level: int
    number: str
    words: str


def write_contents(document: Document, pages: Sequence[int] = ()) -> None:
    """Put the headings where the template has a paragraph in the style Contents; none, no contents.

    `pages` has the page of every heading in order, as another program laid them out; without it
    the contents name no pages. Each line leads to its heading.
    """
    body = document.element.body
    place = next((p for p in body.iter(qn("w:p")) if _style(p) == _PLACE), None)
    if place is None:
        return
    headings = list(_headings(document))
    numbers: Sequence[int | None] = pages if len(pages) == len(headings) else [None] * len(headings)
    for count, (heading, page) in enumerate(zip(headings, numbers, strict=True), 1):
        if heading.level > _SHOWN or (heading.level > 1 and not heading.number):
            continue
        name = f"_Contents{count}"
        _bookmark(heading.paragraph, name, count)
        place.addprevious(_line(heading, name, page))
    place.getparent().remove(place)


def outline_size(document: Document) -> int:
    """Return how many headings a document has."""
    return sum(1 for _ in _headings(document))


def _headings(document: Document) -> Iterator[_Heading]:
    levels, numbered = _heading_styles(document)
    counts = [0] * 10
    for paragraph in document.element.body.iterchildren(qn("w:p")):
        style = _style(paragraph)
        level = levels.get(style)
        words = "".join(t.text or "" for t in paragraph.iter(qn("w:t"))).strip()
        if level is None or not words:
            continue
        number = ""
        if style in numbered:
            place = numbered[style]
            counts[place] += 1
            counts[place + 1 :] = [0] * (9 - place)
            number = ".".join(str(n) for n in counts[: place + 1])
        yield _Heading(paragraph, level, number, words)


def _heading_styles(document: Document) -> tuple[dict[str, int], dict[str, int]]:
    """Return the level of each heading style, and the list level of those that are numbered."""
    levels: dict[str, int] = {}
    numbered: dict[str, int] = {}
    for style in document.styles.element.iter(qn("w:style")):
        outline = style.find(f"{qn('w:pPr')}/{qn('w:outlineLvl')}")
        key = style.get(qn("w:styleId"), "")
        if outline is None:
            continue
        levels[key] = int(outline.get(qn("w:val"), "0")) + 1
        listed = style.find(f"{qn('w:pPr')}/{qn('w:numPr')}")
        if listed is not None:
            place = listed.find(qn("w:ilvl"))
            numbered[key] = 0 if place is None else int(place.get(qn("w:val"), "0"))
    return levels, numbered


def _style(paragraph: _Element) -> str:
    found = paragraph.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
    return "" if found is None else found.get(qn("w:val"), "")


def _bookmark(paragraph: _Element, name: str, number: int) -> None:
    start = _element("w:bookmarkStart", {"w:id": str(number), "w:name": name})
    end = _element("w:bookmarkEnd", {"w:id": str(number)})
    properties = paragraph.find(qn("w:pPr"))
    if properties is None:
        paragraph.insert(0, start)
    else:
        properties.addnext(start)
    paragraph.append(end)


def _line(heading: _Heading, name: str, page: int | None) -> _Element:
    paragraph = OxmlElement("w:p")
    properties = OxmlElement("w:pPr")
    style = _PLACE if heading.level == 1 else f"{_PLACE}Sub"
    properties.append(_element("w:pStyle", {"w:val": style}))
    tabs = OxmlElement("w:tabs")
    leader = {"w:val": "right", "w:leader": "dot", "w:pos": _RIGHT}
    tabs.append(_element("w:tab", leader))
    properties.append(tabs)
    paragraph.append(properties)
    link = _element("w:hyperlink", {"w:anchor": name, "w:history": "1"})
    link.append(_run(f"{heading.number}  {heading.words}" if heading.number else heading.words))
    if page is not None:
        for part in _page_field(name, page):
            link.append(part)
    paragraph.append(link)
    return paragraph


def _page_field(name: str, page: int) -> Iterator[_Element]:
    tab = OxmlElement("w:r")
    tab.append(OxmlElement("w:tab"))
    yield tab
    for kind in ("begin", "", "separate", "text", "end"):
        run = _run(str(page)) if kind == "text" else OxmlElement("w:r")
        if kind == "":
            code = OxmlElement("w:instrText")
            code.text = f" PAGEREF {name} \\h "
            run.append(code)
        elif kind != "text":
            run.append(_element("w:fldChar", {"w:fldCharType": kind}))
        yield run


def _run(text: str) -> _Element:
    run = OxmlElement("w:r")
    words = OxmlElement("w:t")
    words.text = text
    words.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    run.append(words)
    return run


def _element(name: str, attributes: dict[str, str]) -> _Element:
    return OxmlElement(name, attrs={qn(key): value for key, value in attributes.items()})
