"""The papers: from the master to Word and HTML files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

from xlplan import __version__
from xlplan.cycle.acting import acted_on
from xlplan.cycle.branding import brand
from xlplan.cycle.cabinet import CabinetChoices, cabinet_files, refuse_unusable
from xlplan.cycle.checking import check_master
from xlplan.cycle.issuing import file_name
from xlplan.cycle.past_months import source_of
from xlplan.cycle.proofreading import read_proofs
from xlplan.cycle.publishing import as_read
from xlplan.cycle.requesting import request_lines
from xlplan.cycle.storing import Refused
from xlplan.findings import Finding
from xlplan.history import periods
from xlplan.model import Period
from xlplan.rendering import excel, html, word
from xlplan.reports.briefing import briefing, known_posts, scope_of
from xlplan.reports.exceptions import exception_report
from xlplan.reports.sources import PaperFacts, Sources
from xlplan.typed import parse_date
from xlplan.workbook.files import write_atomically
from xlplan.workbook.master import Master
from xlplan.workbook.reader import SheetRow

_OPEN = "the month is still open"


@dataclass(frozen=True)
class Paper:
    """One paper as written. `is_draft` until the month is closed, or the plan is adopted.

    `note` is what whoever made it still has to do.
    """

    title: str
    paths: tuple[Path, ...]
    is_draft: bool
    why_draft: str = _OPEN
    findings: tuple[Finding, ...] = ()
    note: str = ""


def report_cabinet(
    path: Path,
    to: Path,
    *,
    at: datetime,
    choices: CabinetChoices | None = None,
    period: Period | None = None,
) -> Paper:
    """Write the progress report to Cabinet; of a closed `period`, the one that it had."""
    master, moment = source_of(path, at=at, period=period)
    return write_cabinet(master, to, at=moment, choices=choices)


def write_cabinet(
    master: Master, to: Path, *, at: datetime, choices: CabinetChoices | None = None
) -> Paper:
    """Write the progress report to Cabinet, and its annex for officers, from a master as read."""
    choices = choices or CabinetChoices()
    since = choices.since
    closed = periods(master.plan.history)
    if since is not None and since not in closed:
        known = ", ".join(str(period) for period in closed) or "none"
        raise Refused(f"{since.title} is not a closed month of this plan. Closed: {known}.")
    facts = _facts(master, at)
    made = cabinet_files(master, facts, choices)
    written = _write(master, to, "Cabinet progress report", made.files, facts)
    return replace(written, note=made.note)


def report_exceptions(
    path: Path,
    to: Path,
    *,
    at: datetime,
    period: Period | None = None,
    template: Path | None = None,
) -> Paper:
    """Write the exception report to CMT; of a closed `period`, the one that it had.

    `template` is a council's own Word template.
    """
    master, moment = source_of(path, at=at, period=period)
    return write_exceptions(master, to, at=moment, template=template)


def write_exceptions(
    master: Master, to: Path, *, at: datetime, template: Path | None = None
) -> Paper:
    """Write the exception report to CMT from a master as read."""
    facts = _facts(master, at)
    report = replace(exception_report(master.plan, facts), brand=brand(master))
    refuse_unusable(template, report)
    files = {
        "CMT exception report.docx": word.render_exceptions(report, template),
        "CMT exception report.html": html.render_exceptions(report).encode(),
        "CMT exception report.xlsx": excel.render_exceptions(report),
    }
    return _write(master, to, "CMT exception report", files, facts)


def report_briefing(
    path: Path, to: Path, post: str, *, at: datetime, period: Period | None = None
) -> Paper:
    """Write the page for one post: a head of service, an owner or a portfolio holder.

    Raises Refused for a post that the plan does not name.
    """
    master, moment = source_of(path, at=at, period=period)
    return write_briefing(master, to, post, at=moment)


def write_briefing(master: Master, to: Path, post: str, *, at: datetime) -> Paper:
    """Write the page for one post from a master as read; raises as `report_briefing` does."""
    scope = scope_of(master.plan, post)
    if scope is None:
        known = "; ".join(known_posts(master.plan))
        told = f"It names: {known}." if known else "It names no post yet: fill in Owner."
        raise Refused(f'The plan names no "{post}". {told}')
    facts = _facts(master, at)
    plan, shown, _ = as_read(master.plan, facts, scope.audience)
    paper = replace(briefing(plan, shown, scope_of(plan, post) or scope), brand=brand(master))
    name = file_name(master.plan.settings.period, f"Briefing {scope.post}")
    stem = name.removeprefix(f"{master.plan.settings.period} ").removesuffix(".xlsx")
    files = {
        f"{stem}.docx": word.render_blocks(paper),
        f"{stem}.html": html.render_blocks(paper).encode(),
    }
    return _write(master, to, stem, files, facts)


def _write(
    master: Master, to: Path, title: str, files: Mapping[str, bytes], facts: PaperFacts
) -> Paper:
    settings = master.plan.settings
    findings = read_proofs(files, master.plan, facts.findings)
    to.mkdir(parents=True, exist_ok=True)
    draft = "" if master.plan.is_month_closed else " (draft)"
    written = []
    for name, data in files.items():
        stem, _, suffix = name.rpartition(".")
        path = to / f"{settings.period} {stem}{draft}.{suffix}"
        write_atomically(path, data)
        written.append(path)
    why = f"{settings.period.title} was never reported" if settings.is_closed else _OPEN
    return Paper(title, tuple(written), bool(draft), why, findings=findings)


def _facts(master: Master, at: datetime) -> PaperFacts:
    period = str(master.plan.settings.period)
    lines = [r for r in master.table_rows("returns") if r.text("period") == period]
    missing = tuple(r.text("owner") for r in lines if r.text("state") != "Accepted")
    found = check_master(master)
    return PaperFacts(
        sources=Sources(master.path.name, master.sha256, at, __version__),
        findings=tuple(f for f in found if f.waiver is None),
        waived=tuple(f for f in found if f.waiver),
        requests=request_lines(master),
        returns_issued=len(lines),
        returns_received=len(lines) - len(missing),
        missing_owners=missing,
        moves=_moves(master),
        acted_on=acted_on(master),
        chased=dict(_chased(lines)),
    )


def _chased(lines: Iterable[SheetRow]) -> Iterator[tuple[str, date]]:
    for line in lines:
        day = parse_date(line.text("chased")[:10])
        if day and line.text("state") != "Accepted":
            yield line.text("owner"), day


def _moves(master: Master) -> dict[str, tuple[int, int]]:
    moves: dict[str, tuple[int, int]] = {}
    for row in master.table_rows("date_changes"):
        days = row.value("days")
        number, total = moves.get(row.text("item_id"), (0, 0))
        gained = int(days) if isinstance(days, int | float) else 0
        moves[row.text("item_id")] = (number + 1, total + gained)
    return moves
