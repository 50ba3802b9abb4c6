"""Papers as Word documents, from templates that council staff may edit in Word."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import partial
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

from docx.document import Document
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from docxtpl import DocxTemplate
from jinja2.sandbox import SandboxedEnvironment

from xlplan.palette import NAVY, coloured, legible
from xlplan.rendering.environment import printable, strict_environment
from xlplan.rendering.word_contents import write_contents
from xlplan.rendering.word_drawings import Drawings
from xlplan.rendering.word_styles import NAMESPACE, rating_look
from xlplan.rendering.word_tables import fit_columns, keep_short_tables, shade_ratings
from xlplan.rendering.wordml import letter, lettered, packed, pill, rating, told, typed
from xlplan.reports.blocks import BlockPaper
from xlplan.reports.context import ExceptionReport
from xlplan.reports.paper_values import OfficersAnnex, ProgressReport
from xlplan.shipped import shipped

AnyPaper = ProgressReport | ExceptionReport | OfficersAnnex | BlockPaper
# Where the template has the palette's own colour for headings and bands; never in what is typed.
_NAVY = re.compile(f'(?<==")#?{NAVY}(?=")'.encode())


def shipped_template(name: str) -> Path:
    """Return the path of a Word template that ships, such as cabinet-modern or exceptions."""
    return shipped("templates", "word", f"{name}.docx")


def render_progress(
    report: ProgressReport, template: Path | None = None, *, pages: Sequence[int] = ()
) -> bytes:
    """Return the progress report as a Word document.

    `pages` has the page of each heading, for the contents; without it they name no pages.
    """
    chosen = template or shipped_template(f"cabinet-{report.preset}")
    return _render(report, chosen, pages=pages)


def render_exceptions(report: ExceptionReport, template: Path | None = None) -> bytes:
    """Return the exception report as a Word document."""
    return _render(report, template or shipped_template("exceptions"))


def render_annex(annex: OfficersAnnex) -> bytes:
    """Return the officers' annex as a Word document."""
    return _render(annex, shipped_template("annex"))


def render_blocks(
    paper: BlockPaper, template: Path | None = None, *, pages: Sequence[int] = ()
) -> bytes:
    """Return a paper of blocks, such as the plan document, as a Word document.

    `pages` has the page of each heading, as for the progress report.
    """
    return _render(paper, template or shipped_template("blocks"), pages=pages)


def _render(paper: AnyPaper, template: Path, *, pages: Sequence[int] = ()) -> bytes:
    word = DocxTemplate(template)
    word.render({"paper": paper}, word_environment(Drawings(word)), autoescape=True)
    # get_docx() would load the template afresh.
    document: Document = word.docx
    _add_rating_styles(document)
    fit_columns(document)
    shade_ratings(document)
    if isinstance(paper, BlockPaper):
        keep_short_tables(document)
    write_contents(document, pages)
    _describe(document, paper)
    saved = BytesIO()
    document.save(saved)
    with ZipFile(saved) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    return packed(_in_colour(parts, paper.brand.colour))


def word_environment(drawings: Drawings) -> SandboxedEnvironment:
    """Return the environment of a Word template: what it prints is escaped, its filters known."""
    environment = strict_environment()
    environment.finalize = lambda value: typed(value) if type(value) is str else value
    environment.filters.update(
        rating=rating,
        pill=pill,
        letter=letter,
        lettered=lettered,
        told=told,
        chart=drawings.chart,
        figures=drawings.figures,
        logo=drawings.logo,
    )
    return environment


def _add_rating_styles(document: Document) -> None:
    """Give the template the styles of ratings that it lacks: those of a council's own scale."""
    known = {style.get(qn("w:styleId")) for style in document.styles.element.iter(qn("w:style"))}
    used = (e.get(qn("w:val"), "") for e in document.element.body.iter(qn("w:rStyle")))
    for style in dict.fromkeys(u for u in used if u.startswith("Rating")):
        if style not in known:
            made = rating_look(coloured(style.removeprefix("Rating").lower()))
            document.styles.element.append(
                parse_xml(made.replace("<w:style ", f"<w:style {NAMESPACE} ", 1))
            )


def _in_colour(parts: dict[str, bytes], colour: str) -> dict[str, bytes]:
    """Put a council's colour, dark enough for white words, where the palette's own stands."""
    if not colour:
        return parts
    put = partial(_NAVY.sub, legible(colour).encode())
    return {name: put(data) if name.endswith(".xml") else data for name, data in parts.items()}


def _describe(document: Document, paper: AnyPaper) -> None:
    # docxtpl escapes properties a second time, so they are set once the body is done.
    about = document.core_properties
    about.title = printable(paper.title)[:255]
    about.author = printable(paper.council)[:255]
    about.last_modified_by = printable(paper.council)[:255]
    about.subject = printable(paper.subtitle)[:255]
    about.language = "en-GB"
    about.content_status = paper.watermark
