"""Checking: every problem in returns, or in the master, in its cell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from xlplan.cycle.receiving import choose, files_in, receive
from xlplan.fields import BY_NAME, FieldKind
from xlplan.findings import Finding, in_reading_order
from xlplan.model import Period, Plan, Rag, Settings
from xlplan.rollup import roll_up
from xlplan.rules.checking import check_row
from xlplan.rules.plan_rules import Context, check_plan
from xlplan.rules.row_rules import row_rules
from xlplan.workbook.guard import WorkbookRefused
from xlplan.workbook.manifest import read_manifest
from xlplan.workbook.master import Master, read_master
from xlplan.workbook.package import open_package


@dataclass(frozen=True)
class Checked:
    """What a check found. `files` counts what was read."""

    findings: tuple[Finding, ...]
    files: int


def check(places: Sequence[Path], master: Path | None) -> Checked:
    """Check returns, or a master when that is what is named; nothing is written.

    Raises Refused for a place that is not there.
    """
    files, notes = files_in(places)
    if len(files) == 1 and _is_master(files[0]):
        return Checked(check_master(read_master(files[0])), 1)
    plan = read_master(master).plan if master else None
    settings = plan.settings if plan else _settings_alone(files)
    rules = row_rules(settings.scale)
    received = tuple(receive(files, rules, settings, plan))
    findings = (*notes, *choose(received, ()).findings)
    return Checked(in_reading_order(findings), len(files))


def _is_master(path: Path) -> bool:
    try:
        manifest = read_manifest(open_package(path))
    except WorkbookRefused:
        return False
    return manifest is not None and manifest.role == "master"


def _settings_alone(files: Sequence[Path]) -> Settings:
    """Without a master a return is judged at the end of its own period."""
    for path in files:
        try:
            manifest = read_manifest(open_package(path))
            if manifest and manifest.period:
                period = Period.parse(manifest.period)
                return Settings(manifest.plan_id, "", "", period, period.last_day)
        except (WorkbookRefused, ValueError):
            continue
    return Settings("", "", "", Period(1900, 1), date(1900, 1, 31))


def check_master(master: Master) -> tuple[Finding, ...]:
    """Return what the row rules and the plan rules find in the master."""
    settings = master.plan.settings
    rules = row_rules(settings.scale)
    findings: list[Finding] = []
    for item in master.plan.rows:
        row = master.rows[item.item_id]
        cells = {
            name: row.plain(name)
            for name in row.columns
            if BY_NAME[name].kind is not FieldKind.FORMULA
        }
        findings += check_row(
            rules,
            cells,
            settings.as_at,
            places=lambda name, row=row: row.at(name) if name in row.columns else None,  # type: ignore[misc]
            owner=item.owner,
        )
    return in_reading_order((*findings, *plan_findings(master.plan, ())))


def plan_findings(plan: Plan, missing: tuple[str, ...]) -> tuple[Finding, ...]:
    """Return what the plan rules find."""
    _, lines = roll_up(plan)
    differing: dict[str, tuple[Rag, str]] = {
        line.code: (line.computed, line.reason)
        for line in lines
        if line.computed and line.declared and line.computed != line.declared
    }
    return check_plan(plan, Context(missing, differing))
