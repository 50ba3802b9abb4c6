"""The contents of a Word paper, written out: a field that updates itself would make Word ask."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from docx.document import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from lxml.etree import _Element

from xlplan.rendering.word_styles import CONTENTS_RIGHT, CONTENTS_WIDE_RIGHT

_ALL, _WIDE, _UNNUMBERED = "Contents", "ContentsWide", "ContentsAppendices"
# The style of the lines in each place, and where their page numbers end.
_LINES = {
    _ALL: ("ContentsLine", CONTENTS_RIGHT),
    _WIDE: ("ContentsWideLine", CONTENTS_WIDE_RIGHT),
    _UNNUMBERED: ("ContentsLine", CONTENTS_RIGHT),
}
_LINE_STYLES = {style for style, _ in _LINES.values()}
_SHOWN = 2
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"


@dataclass(frozen=True)
class _Heading:
    """A heading of the document: its level from 1, its number such as 1.2, and its words."""

    paragraph: _Element
    level: int
    number: str
    words: str


def write_contents(document: Document, pages: Sequence[int] = ()) -> None:
    """Put the headings where the template has a paragraph in the style Contents.

    Contents Wide is for lines across the whole page. A paragraph in the style Contents Appendices
    takes the headings without a number. Each line leads to its heading and has a field for its
    page. `pages` has the page of every heading in order, as another program laid them out;
    without it the fields stay blank until Word updates them.
    """
    places = {style: _place(document, style) for style in _LINES}
    headings = list(_headings(document))
    numbers: Sequence[int | None] = pages if len(pages) == len(headings) else [None] * len(headings)
    for count, (heading, page) in enumerate(zip(headings, numbers, strict=True), 1):
        if heading.level > _SHOWN or (heading.level > 1 and not heading.number):
            continue
        order = (_ALL, _WIDE) if heading.number else (_UNNUMBERED, _ALL, _WIDE)
        chosen = next((style for style in order if places[style] is not None), None)
        if chosen is not None and (place := places[chosen]) is not None:
            name = f"_Contents{count}"
            _bookmark(heading.paragraph, name, count)
            place.addprevious(_line(heading, name, page, chosen))
    for place in places.values():
        if place is not None:
            _take_away(place)


def _place(document: Document, style: str) -> _Element | None:
    return next((p for p in document.element.body.iter(qn("w:p")) if _style(p) == style), None)


def _take_away(place: _Element) -> None:
    """Remove the paragraph that stood for lines; a cell without any keeps it, empty."""
    before, parent = place.getprevious(), place.getparent()
    if before is not None and parent is not None and _style(before) in _LINE_STYLES:
        parent.remove(place)
        return
    for run in place.findall(qn("w:r")):
        place.remove(run)


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


def _line(heading: _Heading, name: str, page: int | None, place: str) -> _Element:
    style, right = _LINES[place]
    paragraph = OxmlElement("w:p")
    properties = OxmlElement("w:pPr")
    properties.append(_element("w:pStyle", {"w:val": style}))
    if page is None:
        properties.append(_without_dots(right))
    paragraph.append(properties)
    link = _element("w:hyperlink", {"w:anchor": name, "w:history": "1"})
    if heading.number:
        link.append(_run(heading.number))
        link.append(_tab())
    link.append(_run(heading.words))
    for part in _page_field(name, page):
        link.append(part)
    paragraph.append(link)
    return paragraph


def _without_dots(right: int) -> _Element:
    """Return the tabs of a line that names no page yet: dots would lead to nothing."""
    tabs = OxmlElement("w:tabs")
    tabs.append(_element("w:tab", {"w:val": "right", "w:pos": str(right)}))
    return tabs


def _page_field(name: str, page: int | None) -> Iterator[_Element]:
    yield from (_tab(), _mark("begin"), _instruction(f" PAGEREF {name} \\h "))
    yield from (_mark("separate"), _run("" if page is None else str(page)), _mark("end"))


def _mark(kind: str) -> _Element:
    run = OxmlElement("w:r")
    run.append(_element("w:fldChar", {"w:fldCharType": kind}))
    return run


def _instruction(code: str) -> _Element:
    run, words = OxmlElement("w:r"), OxmlElement("w:instrText")
    words.text = code
    words.set(_SPACE, "preserve")
    run.append(words)
    return run


def _tab() -> _Element:
    run = OxmlElement("w:r")
    run.append(OxmlElement("w:tab"))
    return run


def _run(text: str) -> _Element:
    run = OxmlElement("w:r")
    words = OxmlElement("w:t")
    words.text = text
    words.set(_SPACE, "preserve")
    run.append(words)
    return run


def _element(name: str, attributes: dict[str, str]) -> _Element:
    return OxmlElement(name, attrs={qn(key): value for key, value in attributes.items()})
