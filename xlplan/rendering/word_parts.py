"""What a Word template is made of: paragraphs, tables, sections and the package around them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import escape

from xlplan.palette import NAVY
from xlplan.rendering.word_styles import NAMESPACE, numbering_xml, settings_xml, styles_xml
from xlplan.rendering.word_theme import font_table_xml, theme_xml
from xlplan.rendering.wordml import packed

_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_WORD_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_CM = 567
_SHARED = ("styles", "numbering", "settings", "fontTable", "theme")
# Text such as "{{r x }} and *bold*": a tag that replaces its whole run must stand alone in one.
_PIECES = re.compile(r"(\{\{r .*?\}\}|\{%r .*?%\}|\[\[[A-Za-z]+\|.*?\]\])")


def para(
    text: str,
    style: str = "Normal",
    *,
    level: int | None = None,
    keep_next: bool = False,
    before: int | None = None,
) -> str:
    """Return a paragraph; `[[Style|words]]` puts words in a character style.

    `level` numbers the paragraph in the list of headings: 1 prints 1.1, 2 prints 1.1.1. `before`
    is the room above it in twentieths of a point, else as its style says.
    """
    looks = "<w:keepNext/>" if keep_next else ""
    if level is not None:
        looks += f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="1"/></w:numPr>'
    if before is not None:
        looks += f'<w:spacing w:before="{before}"/>'
    runs = "".join(_run(piece) for piece in _PIECES.split(text) if piece)
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{looks}</w:pPr>{runs}</w:p>'


def _run(piece: str) -> str:
    properties = ""
    if piece.startswith("[["):
        style, _, piece = piece[2:-2].partition("|")
        properties = f'<w:rPr><w:rStyle w:val="{style}"/></w:rPr>'
    pieces = (f'<w:t xml:space="preserve">{escape(part)}</w:t>' for part in piece.split("\t"))
    return f"<w:r>{properties}{'<w:tab/>'.join(pieces)}</w:r>"


def tag(text: str) -> str:
    """Return a paragraph that holds only a template tag and leaves no trace in the paper."""
    return para("{%p " + text + " %}", "Tag")


def when(condition: str, *body: str) -> str:
    """Return a body that prints only when a condition holds."""
    return tag(f"if {condition}") + "".join(body) + tag("endif")


def each(loop: str, *body: str) -> str:
    """Return a body that prints once for each of a loop such as `line in paper.header`."""
    return tag(f"for {loop}") + "".join(body) + tag("endfor")


def cell(*paragraphs: str, span: int = 1, fill: str = "", middle: bool = False) -> str:
    """Return a table cell; its width is that of the columns above it."""
    spanned = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
    shaded = f'<w:shd w:val="clear" w:color="auto" w:fill="{fill}"/>' if fill else ""
    centred = '<w:vAlign w:val="center"/>' if middle else ""
    return f"<w:tc><w:tcPr>{spanned}{shaded}{centred}</w:tcPr>{''.join(paragraphs)}</w:tc>"


def across(loop: str, body: str) -> str:
    """Return a cell repeated across for each of a loop."""
    start, end = (cell(para("{%tc " + text + " %}", "Tag")) for text in (f"for {loop}", "endfor"))
    return start + body + end


def cell_when(condition: str, body: str) -> str:
    """Return a cell that prints only when a condition holds; "" is always."""
    if not condition:
        return body
    start, end = (
        cell(para("{%tc " + text + " %}", "Tag")) for text in (f"if {condition}", "endif")
    )
    return start + body + end


def row(*cells: str, may_split: bool = False) -> str:
    """Return a table row, kept on one page unless it may split."""
    kept = "" if may_split else "<w:cantSplit/>"
    return f"<w:tr><w:trPr>{kept}</w:trPr>{''.join(cells)}</w:tr>"


def row_tag(text: str) -> str:
    """Return a table row that holds only a template tag and leaves no trace in the paper."""
    return row(cell(para("{%tr " + text + " %}", "Tag")))


def each_row(loop: str, *rows: str) -> str:
    """Return rows that print once for each of a loop."""
    return row_tag(f"for {loop}") + "".join(rows) + row_tag("endfor")


def rows_when(condition: str, *rows: str) -> str:
    """Return rows that print only when a condition holds."""
    return row_tag(f"if {condition}") + "".join(rows) + row_tag("endif")


@dataclass(frozen=True)
class Column:
    """A column's heading and width in centimetres.

    `loop` repeats it across; `when` is the condition on which it prints, "" for always.
    """

    heading: str
    width: float
    loop: str = ""
    style: str = "TableHeading"
    when: str = ""

    @property
    def twips(self) -> int:
        """The width in twentieths of a point."""
        return round(self.width * _CM)

    def heading_cell(self) -> str:
        """Return the cell at the head of the column."""
        made = (
            f'<w:tc><w:tcPr><w:tcW w:w="{self.twips}" w:type="dxa"/>'
            f'<w:shd w:val="clear" w:color="auto" w:fill="{NAVY}"/></w:tcPr>'
            f"{para(self.heading, self.style)}</w:tc>"
        )
        return across(self.loop, made) if self.loop else cell_when(self.when, made)


def table(caption: str, width: float, columns: Sequence[Column], *rows: str) -> str:
    """Return a table whose heading row repeats on each page; `width` is in centimetres."""
    grid = "".join(f'<w:gridCol w:w="{column.twips}"/>' for column in columns)
    headings = "".join(column.heading_cell() for column in columns)
    return _table(caption, width, grid, headings, "".join(rows))


def table_under(heading: str, width: float, columns: Sequence[Column], *rows: str) -> str:
    """Return a table with one heading across all its columns; `width` is in centimetres."""
    grid = "".join(f'<w:gridCol w:w="{column.twips}"/>' for column in columns)
    across_all = cell(para(heading, "TableHeading"), span=len(columns), fill=NAVY)
    return _table(heading, width, grid, across_all, "".join(rows))


def table_of_loops(caption: str, width: float, heading: str, *rows: str) -> str:
    """Return a table whose columns are a loop of heading cells, each with its own width."""
    return _table(caption, width, '<w:gridCol w:w="567"/>', heading, "".join(rows))


def _table(caption: str, width: float, grid: str, headings: str, rows: str) -> str:
    return (
        '<w:tbl><w:tblPr><w:tblStyle w:val="PaperTable"/>'
        f'<w:tblW w:w="{round(width * _CM)}" w:type="dxa"/><w:tblLayout w:type="fixed"/>'
        '<w:tblLook w:val="0020" w:firstRow="1" w:lastRow="0" w:firstColumn="0" '
        'w:lastColumn="0" w:noHBand="1" w:noVBand="1"/>'
        f'<w:tblCaption w:val="{escape(caption)}"/></w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>"
        f"<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{headings}</w:tr>"
        f"{rows}</w:tbl>{para('', 'AfterTable')}"
    )


@dataclass(frozen=True)
class Page:
    """A section's page in centimetres; `number` tells its header and footer from others'."""

    number: int
    width: float
    height: float
    margin: float

    @property
    def text_width(self) -> int:
        """The width between the margins, in twentieths of a point."""
        return round((self.width - 2 * self.margin) * _CM)


PORTRAIT = Page(1, 21.0, 29.7, 2.0)
LANDSCAPE = Page(2, 29.7, 21.0, 1.5)


def section(page: Page) -> str:
    """Return the properties of a section printed on a page."""
    turned = ' w:orient="landscape"' if page.width > page.height else ""
    margin = round(page.margin * _CM)
    return (
        f'<w:sectPr><w:headerReference w:type="default" r:id="rIdHeader{page.number}"/>'
        f'<w:footerReference w:type="default" r:id="rIdFooter{page.number}"/>'
        f'<w:type w:val="nextPage"/><w:pgSz w:w="{round(page.width * _CM)}" '
        f'w:h="{round(page.height * _CM)}"{turned}/>'
        f'<w:pgMar w:top="1191" w:right="{margin}" w:bottom="1021" w:left="{margin}" '
        'w:header="567" w:footer="510" w:gutter="0"/></w:sectPr>'
    )


def section_break(page: Page) -> str:
    """Return the paragraph that ends a section printed on a page."""
    return f'<w:p><w:pPr><w:pStyle w:val="Tag"/>{section(page)}</w:pPr></w:p>'


def package(body: str, pages: Sequence[Page], *, depth: int = 0) -> bytes:
    """Return a template: a body that ends with its last section, and the parts around it.

    `depth` is 1 where headings are numbered 1 and 1.1, 0 where they are numbered 1 alone.
    """
    parts = {
        "word/document.xml": _document(body),
        "word/styles.xml": styles_xml(depth),
        "word/numbering.xml": numbering_xml(depth),
        "word/settings.xml": settings_xml(),
        "word/fontTable.xml": font_table_xml(),
        "word/theme.xml": theme_xml(),
        "docProps/core.xml": _CORE,
        "_rels/.rels": _relations(
            (f"{_OFFICE}/officeDocument", "word/document.xml", "rId1"),
            (f"{_PACKAGE}/relationships/metadata/core-properties", "docProps/core.xml", "rId2"),
        ),
    }
    links = [(f"{_OFFICE}/{n}", f"{n}.xml", f"rId{n}") for n in _SHARED]
    for page in pages:
        for kind, make in (("header", _header), ("footer", _footer)):
            name = f"{kind}{page.number}.xml"
            parts[f"word/{name}"] = make(page)
            links.append((f"{_OFFICE}/{kind}", name, f"rId{kind.capitalize()}{page.number}"))
    parts["word/_rels/document.xml.rels"] = _relations(*links)
    parts["[Content_Types].xml"] = _content_types(parts)
    return packed({name: text.encode("utf-8") for name, text in parts.items()})


def _document(body: str) -> str:
    return (
        f'{_HEAD}<w:document {NAMESPACE} xmlns:r="{_OFFICE}"><w:body>{body}</w:body></w:document>'
    )


def _tabbed(page: Page, name: str, runs: str) -> str:
    return (
        f'<w:p><w:pPr><w:pStyle w:val="{name}"/><w:tabs><w:tab w:val="right" '
        f'w:pos="{page.text_width}"/></w:tabs></w:pPr>{runs}</w:p>'
    )


def _header(page: Page) -> str:
    draft = "{%r if paper.watermark %}[[Flag|   {{ paper.watermark }}]]{%r endif %}"
    text = "{{ paper.council }}" + draft + "\t{{ paper.subtitle }}"
    runs = "".join(_run(piece) for piece in _PIECES.split(text) if piece)
    return f"{_HEAD}<w:hdr {NAMESPACE}>{_tabbed(page, 'Header', runs)}</w:hdr>"


def _footer(page: Page) -> str:
    runs = _run("{{ paper.title }}\tPage ") + _field("PAGE") + _run(" of ") + _field("NUMPAGES")
    return f"{_HEAD}<w:ftr {NAMESPACE}>{_tabbed(page, 'Footer', runs)}</w:ftr>"


def _field(name: str) -> str:
    steps = "".join(
        f"<w:r>{step}</w:r>"
        for step in (
            '<w:fldChar w:fldCharType="begin"/>',
            f'<w:instrText xml:space="preserve"> {name} </w:instrText>',
            '<w:fldChar w:fldCharType="separate"/>',
            "<w:t>1</w:t>",
            '<w:fldChar w:fldCharType="end"/>',
        )
    )
    return steps


def _relations(*links: tuple[str, str, str]) -> str:
    lines = "".join(
        f'<Relationship Id="{key}" Type="{kind}" Target="{target}"/>' for kind, target, key in links
    )
    return f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{lines}</Relationships>'


def _content_types(parts: dict[str, str]) -> str:
    lines = "".join(
        f'<Override PartName="/{name}" ContentType="{_content_type(name)}"/>'
        for name in sorted(parts)
        if name.endswith(".xml")
    )
    return (
        f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{lines}</Types>'
    )


def _content_type(name: str) -> str:
    if name == "docProps/core.xml":
        return "application/vnd.openxmlformats-package.core-properties+xml"
    if name == "word/theme.xml":
        return "application/vnd.openxmlformats-officedocument.theme+xml"
    kind = name.removeprefix("word/").removesuffix(".xml").rstrip("0123456789")
    return f"{_WORD_TYPE}.{'document.main' if kind == 'document' else kind}+xml"


_CORE = (
    f'{_HEAD}<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/">'
    "<dc:language>en-GB</dc:language></cp:coreProperties>"
)
