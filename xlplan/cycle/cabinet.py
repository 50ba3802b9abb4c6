"""The Cabinet paper as files: Word, HTML and PDF, and the annex that only officers get."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from xlplan.cycle.branding import brand
from xlplan.cycle.paging import paged
from xlplan.cycle.publishing import as_read
from xlplan.cycle.storing import Refused
from xlplan.model import Period
from xlplan.rendering import html, pdf, word
from xlplan.rendering.printers import Printer
from xlplan.rendering.word_check import problems_in
from xlplan.reports.annex import officers_annex
from xlplan.reports.context import ExceptionReport
from xlplan.reports.paper_values import OfficersAnnex, ProgressReport
from xlplan.reports.presets import PRESETS
from xlplan.reports.progress import progress_report
from xlplan.reports.selection import Audience
from xlplan.reports.sources import PaperFacts
from xlplan.workbook.master import Master

_SUFFIXES = {Audience.PUBLIC: "", Audience.CMT: ", CMT only", Audience.EXEMPT: ", exempt"}


@dataclass(frozen=True)
class CabinetChoices:
    """What may be chosen for a Cabinet paper; the default is what the master's settings say.

    `template` is a council's own Word template; `printer` lays the paper out, so that its contents
    name pages, and prints the PDF that `is_pdf` asks for.
    """

    since: Period | None = None
    preset: str = ""
    audience: Audience = Audience.PUBLIC
    template: Path | None = None
    printer: Printer | None = None
    is_pdf: bool = False


@dataclass(frozen=True)
class CabinetFiles:
    """The files of the paper by what follows the month in their names, and a note to the team."""

    files: Mapping[str, bytes]
    note: str = ""


def cabinet_files(master: Master, facts: PaperFacts, choices: CabinetChoices) -> CabinetFiles:
    """Return the files of the paper."""
    if choices.preset and choices.preset not in PRESETS:
        raise Refused(f'"{choices.preset}" is no preset. There are: {", ".join(PRESETS)}.')
    if choices.is_pdf:
        pdf.require_pikepdf()
    plan, shown, refs = as_read(master.plan, facts, choices.audience)
    report = progress_report(
        plan,
        shown,
        since=choices.since,
        audience=choices.audience,
        preset=choices.preset,
    )
    look = brand(master)
    report = replace(report, brand=look)
    refuse_unusable(choices.template, report)
    annex = replace(officers_annex(master.plan, facts, report, held=refs), brand=look)
    title = f"Cabinet progress report{_SUFFIXES[choices.audience]}"
    return _rendered(report, annex, title, choices)


def refuse_unusable(template: Path | None, report: ProgressReport | ExceptionReport) -> None:
    """Raise Refused, with what to put right, for a template of their own that does not print."""
    if template is None:
        return
    found = problems_in(template, type(report), report)
    if found:
        told = "\n".join(f"  {problem.where}: {problem.what}" for problem in found)
        raise Refused(f"The template {template} cannot be used:\n{told}")


def _rendered(
    report: ProgressReport, annex: OfficersAnnex, title: str, choices: CabinetChoices
) -> CabinetFiles:
    paper, note = paged(
        lambda pages: word.render_progress(report, choices.template, pages=pages),
        choices.printer,
        is_pdf=choices.is_pdf,
    )
    files: dict[str, bytes] = {}
    if choices.is_pdf and choices.printer:
        files[f"{title}.pdf"] = pdf.finished(choices.printer.printed(paper), paper)
    return CabinetFiles(
        {
            f"{title}.docx": paper,
            f"{title}.html": html.render_progress(report).encode(),
            **files,
            "Cabinet progress report, annex for officers.docx": word.render_annex(annex),
            "Cabinet progress report, annex for officers.html": html.render_annex(annex).encode(),
        },
        note,
    )
