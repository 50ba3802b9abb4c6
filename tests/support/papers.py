"""A paper as its reader has it: its headings, with the table and the passages under each."""

from __future__ import annotations

from dataclasses import dataclass, field
from io import BytesIO

from docx import Document
from docx.oxml.ns import qn
from docx.table import Table
from docx.text.paragraph import Paragraph
from lxml import etree, html


@dataclass
class Part:
    """What stands under one heading: table rows with the heading row first, and other lines."""

    heading: str
    rows: list[list[str]] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)


def parts_of_docx(data: bytes) -> list[Part]:
    """Return the parts of a Word paper, read from the document as saved."""
    body = Document(BytesIO(data)).element.body
    parts = [Part("")]
    for element in body.iterchildren():
        if element.tag == qn("w:p"):
            paragraph = Paragraph(element, None)  # type: ignore[arg-type]
            style = element.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
            name = "" if style is None else style.get(qn("w:val"), "")
            if "Heading" in name:
                parts.append(Part(paragraph.text))
            elif paragraph.text.strip():
                parts[-1].lines.append(paragraph.text)
        elif element.tag == qn("w:tbl"):
            table = Table(element, None)  # type: ignore[arg-type]
            parts[-1].rows += [[_said(c._tc) for c in row.cells] for row in table.rows]
    return parts


def _said(cell: object) -> str:
    paragraphs = cell.findall(qn("w:p"))  # type: ignore[attr-defined]
    told = ("".join(t.text or "" for t in p.iter(qn("w:t"))).strip("\xa0") for p in paragraphs)
    return "\n".join(line for line in told if line)


def parts_of_html(text: str) -> list[Part]:
    """Return the parts of an HTML paper."""
    parts = [Part("")]
    for element in html.fromstring(text).iter("h2", "h3", "tr", "p", "li", "dd"):
        said = " ".join("".join(map(str, element.itertext())).split())
        if element.tag in ("h2", "h3"):
            parts.append(Part(said))
        elif element.tag == "tr":
            parts[-1].rows.append([_html_cell(c) for c in element if c.tag in ("td", "th")])
        elif not any(a.tag in ("td", "th", "nav") for a in element.iterancestors()):
            parts[-1].lines.append(said)
    return parts


def _html_cell(cell: etree._Element) -> str:
    lines = [e for e in cell.iter("li", "p") if not any(x.tag == "li" for x in e.iterancestors())]
    told = [" ".join("".join(map(str, e.itertext())).split()) for e in lines or [cell]]
    return "\n".join(line for line in told if line)


def part(parts: list[Part], heading: str) -> Part:
    """Return the one part under a heading."""
    (found,) = [p for p in parts if p.heading == heading]
    return found
