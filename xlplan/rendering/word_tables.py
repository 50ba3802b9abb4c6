"""What a template cannot say about its tables: column widths after a loop, and rating colours."""

from __future__ import annotations

from docx.document import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from lxml.etree import _Element

_SHORT, _FIRST = 13, 3
_RATED_PARAGRAPHS = {"RatingCell", "MonthCell"}
# Word refuses a cell whose properties stand in another order: these come after the shading.
_AFTER_SHADING = [
    qn(f"w:{name}")
    for name in ("noWrap", "tcMar", "textDirection", "tcFitText", "vAlign", "hideMark")
]


def fit_columns(document: Document) -> None:
    """Give each table the widths of its heading cells, scaled to the width of the table.

    Where one heading goes across several columns, the widths are those of the table's grid.
    """
    for table in document.element.body.iter(qn("w:tbl")):
        headings = table.findall(f"{qn('w:tr')}[1]/{qn('w:tc')}")
        wanted = [_width(cell) for cell in headings]
        if max(map(_span, headings), default=1) > 1:
            wanted = [int(c.get(qn("w:w"), "0")) for c in table.iter(qn("w:gridCol"))]
        total = _number(table, "tblPr", "tblW", "w")
        if total and all(wanted):
            _set_widths(table, [round(width * total / sum(wanted)) for width in wanted])


def _set_widths(table: _Element, widths: list[int]) -> None:
    grid = OxmlElement("w:tblGrid")
    for width in widths:
        grid.append(OxmlElement("w:gridCol", attrs={qn("w:w"): str(width)}))
    for old in table.findall(qn("w:tblGrid")):
        table.replace(old, grid)
    for row in table.iterchildren(qn("w:tr")):
        place = 0
        for cell in row.iterchildren(qn("w:tc")):
            span = _span(cell)
            _set_width(cell, sum(widths[place : place + span]))
            place += span


def _set_width(cell: _Element, width: int) -> None:
    properties = _properties(cell)
    for old in properties.findall(qn("w:tcW")):
        properties.remove(old)
    attributes = {qn("w:w"): str(width), qn("w:type"): "dxa"}
    properties.insert(0, OxmlElement("w:tcW", attrs=attributes))


def _properties(cell: _Element) -> _Element:
    found = cell.find(qn("w:tcPr"))
    if found is None:
        found = OxmlElement("w:tcPr")
        cell.insert(0, found)
    return found


def _width(cell: _Element) -> int:
    return _number(cell, "tcPr", "tcW", "w")


def _span(cell: _Element) -> int:
    return _number(cell, "tcPr", "gridSpan", "val") or 1


def _number(element: _Element, *path: str) -> int:
    *names, attribute = (qn(f"w:{name}") for name in path)
    found = element.find("/".join(names))
    return 0 if found is None else int(found.get(attribute, "0"))


def keep_short_tables(document: Document) -> None:
    """Keep a table of a few rows on one page, and a long one's first rows under its heading."""
    for table in document.element.body.iterchildren(qn("w:tbl")):
        rows = table.findall(qn("w:tr"))
        for row in rows[:-1] if len(rows) <= _SHORT else rows[:_FIRST]:
            _keep_with_next(row)


def _keep_with_next(row: _Element) -> None:
    for paragraph in row.iter(qn("w:p")):
        properties = paragraph.find(qn("w:pPr"))
        if properties is None:
            properties = OxmlElement("w:pPr")
            paragraph.insert(0, properties)
        if properties.find(qn("w:keepNext")) is None:
            style = properties.find(qn("w:pStyle"))
            properties.insert(0 if style is None else 1, OxmlElement("w:keepNext"))


def shade_ratings(document: Document) -> None:
    """Give each rating cell the shading of its rating's character style: one place to change."""
    shadings = {
        style.get(qn("w:styleId")): style.find(f"{qn('w:rPr')}/{qn('w:shd')}")
        for style in document.styles.element.iter(qn("w:style"))
    }
    for cell in document.element.body.iter(qn("w:tc")):
        shading = shadings.get(_rating_in(cell))
        if shading is not None:
            _shade(cell, dict(shading.attrib))


def _rating_in(cell: _Element) -> str | None:
    for paragraph in cell.iterchildren(qn("w:p")):
        style = paragraph.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
        if style is not None and style.get(qn("w:val")) in _RATED_PARAGRAPHS:
            named = paragraph.find(f"{qn('w:r')}/{qn('w:rPr')}/{qn('w:rStyle')}")
            return None if named is None else named.get(qn("w:val"))
    return None


def _shade(cell: _Element, attributes: dict[str, str]) -> None:
    properties = _properties(cell)
    for old in properties.findall(qn("w:shd")):
        properties.remove(old)
    shading = OxmlElement("w:shd", attrs=attributes)
    later = next((p for p in properties if p.tag in _AFTER_SHADING), None)
    if later is None:
        properties.append(shading)
    else:
        later.addprevious(shading)
