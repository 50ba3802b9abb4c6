"""The plan document, and the cover paper that puts it to a body while it is not yet adopted."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from xlplan import __version__
from xlplan.cycle.paging import paged
from xlplan.cycle.papers import Paper
from xlplan.cycle.publishing import for_publication
from xlplan.rendering import excel, html, word
from xlplan.rendering.printers import Printer
from xlplan.rendering.word_blocks import LEAST_CONTENTS
from xlplan.reports.blocks import BlockPaper
from xlplan.reports.budget import resource_list
from xlplan.reports.cover_paper import cover_paper
from xlplan.reports.forward_plan import forward_paper
from xlplan.reports.plan_document import plan_document
from xlplan.reports.sources import Sources
from xlplan.workbook.files import write_atomically
from xlplan.workbook.master import Master, read_master


def report_plan(
    path: Path, to: Path, *, at: datetime, printer: Printer | None = None
) -> tuple[Paper, ...]:
    """Write the plan document; before adoption, the cover paper too.

    `printer` lays them out, so that their contents name pages.
    """
    return write_plan(read_master(path), to, at=at, printer=printer)


def write_plan(
    master: Master, to: Path, *, at: datetime, printer: Printer | None = None
) -> tuple[Paper, ...]:
    """Write the plan document, and its cover paper before adoption, from a master as read."""
    plan = for_publication(master)
    sources = Sources(master.path.name, master.sha256, at, __version__)
    stage = plan.settings.plan_stage
    document = plan_document(plan, sources)
    papers = [_write(document, to, f"Plan document ({stage})", printer)]
    if plan.settings.is_draft:
        purpose = "consultation" if stage == "draft" else "adoption"
        cover = cover_paper(plan, sources)
        papers.append(_write(cover, to, f"Cover paper for {purpose}", printer))
    return tuple(papers)


def report_forward(path: Path, to: Path, *, at: datetime, printer: Printer | None = None) -> Paper:
    """Write the forward plan: decisions, meetings and milestones ahead, and what was missed."""
    master = read_master(path)
    sources = Sources(master.path.name, master.sha256, at, __version__)
    paper = forward_paper(for_publication(master), sources)
    return _write(paper, to, f"{master.plan.settings.period} Forward plan", printer)


def report_resources(
    path: Path, to: Path, *, at: datetime, printer: Printer | None = None
) -> Paper:
    """Write what the plan needs, funded or not: for the budget round, also as a workbook."""
    master = read_master(path)
    sources = Sources(master.path.name, master.sha256, at, __version__)
    held = resource_list(for_publication(master), sources)
    title = f"{master.plan.settings.period} Resources for the budget round"
    return _write(held.paper, to, title, printer, {".xlsx": excel.render_resources(held)})


def _write(
    paper: BlockPaper,
    to: Path,
    title: str,
    printer: Printer | None,
    more: Mapping[str, bytes] | None = None,
) -> Paper:
    made, note = _word(paper, printer)
    to.mkdir(parents=True, exist_ok=True)
    files = {".docx": made, ".html": html.render_blocks(paper).encode()}
    files |= more or {}
    for suffix, data in files.items():
        write_atomically(to / f"{title}{suffix}", data)
    paths = tuple(to / f"{title}{suffix}" for suffix in files)
    is_draft = paper.watermark == "Draft"
    return Paper(title, paths, is_draft, "the plan is not yet adopted", note=note)


def _word(paper: BlockPaper, printer: Printer | None) -> tuple[bytes, str]:
    if len(paper.contents) < LEAST_CONTENTS:
        return word.render_blocks(paper), ""
    return paged(lambda pages: word.render_blocks(paper, pages=pages), printer)
