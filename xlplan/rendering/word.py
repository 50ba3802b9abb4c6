"""Papers as Word documents, from templates that council staff may edit in Word."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

from docx.document import Document
from docxtpl import DocxTemplate
from jinja2.sandbox import SandboxedEnvironment

from xlplan.rendering.environment import strict_environment
from xlplan.rendering.word_tables import fit_columns, shade_ratings
from xlplan.rendering.wordml import letter, packed, pill, rating, told, typed
from xlplan.reports.context import ExceptionReport, ProgressReport
from xlplan.shipped import shipped


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
    fit_columns(document)
    shade_ratings(document)
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
