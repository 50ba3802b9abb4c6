"""Papers as Word documents, from templates that council staff may edit in Word."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

from docx.document import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docxtpl import DocxTemplate
from jinja2.sandbox import SandboxedEnvironment
from lxml.etree import _Element

from xlplan.rendering.environment import strict_environment
from xlplan.rendering.wordml import letter, packed, pill, rating, told, typed
from xlplan.reports.context import ExceptionReport, ProgressReport
from xlplan.shipped import shipped

_RATED_PARAGRAPHS = {"RatingCell", "MonthCell"}
# Word refuses a cell whose properties stand in another order: these come after the shading.
_AFTER_SHADING = ("noWrap", "tcMar", "textDirection", "tcFitText", "vAlign", "hideMark")


def render_progress(report: ProgressReport, template: Path | None = None) -> bytes:
    """Return the progress report as a Word document."""
    return _render(report, template or shipped("templates", "word", "progress.docx"))


def render_exceptions(report: ExceptionReport, template: Path | None = None) -> bytes:
    """Return the exception report as a Word document."""
    return _render(report, template or shipped("templates", "word", "exceptions.docx"))


def _render(paper: ProgressReport | ExceptionReport, template: Path) -> bytes:
    word = DocxTemplate(template)
    word.render({"paper": paper}, _environment(), autoescape=True)
    # get_docx() would load the template afresh.
    document: Document = word.docx
    _shade_ratings(document)
    _describe(document, paper)
    saved = BytesIO()
    document.save(saved)
    with ZipFile(saved) as archive:
        return packed({name: archive.read(name) for name in archive.namelist()})


def _environment() -> SandboxedEnvironment:
    environment = strict_environment()
    environment.finalize = lambda value: typed(value) if type(value) is str else value
    environment.filters.update(rating=rating, pill=pill, letter=letter, told=told)
    return environment


def _describe(document: Document, paper: ProgressReport | ExceptionReport) -> None:
    # docxtpl escapes properties a second time, so they are set once the body is done.
    about = document.core_properties
    about.title = paper.title
    about.author = paper.council
    about.last_modified_by = paper.council
    about.subject = paper.subtitle
    about.language = "en-GB"
    about.content_status = paper.watermark


def _shade_ratings(document: Document) -> None:
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
    properties = cell.find(qn("w:tcPr"))
    for old in properties.findall(qn("w:shd")):
        properties.remove(old)
    later = next((p for p in properties if p.tag in map(qn, _later())), None)
    shading = OxmlElement("w:shd", attrs=attributes)
    if later is None:
        properties.append(shading)
    else:
        later.addprevious(shading)


def _later() -> list[str]:
    return [f"w:{name}" for name in _AFTER_SHADING]
