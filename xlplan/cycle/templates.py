"""A council's own Word template: a copy to begin with, and a check before it is used."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from xlplan import __version__
from xlplan.cycle.storing import Refused
from xlplan.rendering.word import shipped_template
from xlplan.rendering.word_check import TemplateProblem, problems_in
from xlplan.reports.context import ExceptionReport
from xlplan.reports.exceptions import exception_report
from xlplan.reports.paper_values import ProgressReport
from xlplan.reports.presets import DEFAULT_PRESET, PRESETS
from xlplan.reports.progress import progress_report
from xlplan.reports.sources import PaperFacts, Sources
from xlplan.rules.row_rules import row_rules
from xlplan.workbook.example import Example
from xlplan.workbook.files import write_atomically
from xlplan.workbook.master import master_of
from xlplan.workbook.new_master import build_master

_MADE = datetime(2013, 11, 8, 9, 30)
KINDS = ("cabinet", "exceptions")


def copy_template(to: Path, kind: str, preset: str = "") -> Path:
    """Write a copy of a template that ships; raise Refused rather than write over a file."""
    if preset and preset not in PRESETS:
        raise Refused(f'"{preset}" is no preset. There are: {", ".join(PRESETS)}.')
    if to.exists():
        raise Refused(f"{to} is there already. Name a new file, so that no work is lost.")
    if to.suffix.lower() != ".docx":
        raise Refused(f"{to.name} has to end in .docx, so that Word opens it.")
    name = kind if kind == "exceptions" else f"cabinet-{preset or DEFAULT_PRESET}"
    to.parent.mkdir(parents=True, exist_ok=True)
    write_atomically(to, shipped_template(name).read_bytes())
    return to


def check_template(template: Path, kind: str) -> tuple[TemplateProblem, ...]:
    """Return what to put right in a template; a paper of the Maidstone example is its sample."""
    if not template.is_file():
        raise Refused(f"There is no file {template}.")
    paper = ExceptionReport if kind == "exceptions" else ProgressReport
    return problems_in(template, paper, _sample(kind))


def _sample(kind: str) -> ProgressReport | ExceptionReport:
    path = Path("Maidstone example.xlsx")
    new = Example("maidstone-2013").latest(row_rules())
    master = master_of(build_master(new, made=_MADE), path)
    facts = PaperFacts(Sources(path.name, master.sha256, _MADE, __version__))
    if kind == "exceptions":
        return exception_report(master.plan, facts)
    return progress_report(master.plan, facts)
