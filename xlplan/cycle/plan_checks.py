"""What the plan rules find in a plan, with the severities that the council has set."""

from __future__ import annotations

from collections.abc import Iterable

from xlplan.computed import computed_ratings
from xlplan.cycle.ruling import rules_of
from xlplan.findings import Finding
from xlplan.history import DoesNotReconcile, compare_periods
from xlplan.model import Plan, Rag
from xlplan.rollup import roll_up
from xlplan.rules.context import Context, last_closed
from xlplan.rules.headers import COMMENTARY_CODES
from xlplan.rules.plan_rules import check_plan
from xlplan.rules.rule_book import RuleBook
from xlplan.workbook.master import Master


def plan_findings(master: Master, missing: tuple[str, ...]) -> tuple[Finding, ...]:
    """Return what the plan rules find, as serious as the council has set them."""
    plan, book = master.plan, rules_of(master)
    findings = judged(check_plan(plan, context_of(plan, missing)), plan, book)
    return (*book.findings, *findings)


def judged(findings: Iterable[Finding], plan: Plan, book: RuleBook) -> tuple[Finding, ...]:
    """Return findings with the severities in force for the plan's open month."""
    said = plan.settings.commentary_checks
    if said == "off":
        findings = (f for f in findings if f.code not in COMMENTARY_CODES)
    is_strict = said == "warnings" or (said == "by calendar" and is_cabinet_month(plan))
    return tuple(book.judged(findings, is_cabinet_month=is_strict))


def is_cabinet_month(plan: Plan) -> bool:
    """Whether the open month has a report to Cabinet: by the calendar, else six months on."""
    settings = plan.settings
    due = [m for m in plan.registers.calendar if "cabinet" in f"{m.report} {m.body}".lower()]
    if due:
        return any(meeting.period == settings.period for meeting in due)
    last = settings.last_cabinet
    if last is None:
        return False
    months = (settings.period.year - last.year) * 12 + settings.period.month - last.month
    return months > 0 and months % 6 == 0


def context_of(plan: Plan, missing: tuple[str, ...] = ()) -> Context:
    """Work out what the plan rules need beyond the plan."""
    _, lines = roll_up(plan)
    differing: dict[str, tuple[Rag, str]] = {
        line.code: (line.computed, line.reason)
        for line in lines
        if line.computed and line.declared and line.computed != line.declared
    }
    computed = {key: (made.rag, made.why) for key, made in computed_ratings(plan).items()}
    return Context(missing, differing, computed, _does_not_add_up(plan))


def _does_not_add_up(plan: Plan) -> str:
    period = last_closed(plan)
    if period is None:
        return ""
    try:
        compare_periods(plan, period)
    except DoesNotReconcile as problem:
        return str(problem)
    return ""
