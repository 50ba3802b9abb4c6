"""What may be published: the plan without the texts that C11 doubts and nobody has cleared."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from xlplan.cycle.plan_checks import judged
from xlplan.cycle.ruling import rules_of
from xlplan.cycle.waiving import waived
from xlplan.findings import Finding
from xlplan.model import Plan
from xlplan.reports.holding import held_back, held_requests
from xlplan.reports.selection import Audience
from xlplan.reports.sources import PaperFacts
from xlplan.rules.commentary import not_for_the_public
from xlplan.workbook.master import Master

_CODE = "C11"


def not_cleared(findings: Iterable[Finding]) -> frozenset[str]:
    """Return the refs whose texts wait to be cleared: found, and not waived."""
    return frozenset(f.ref for f in findings if f.code == _CODE and f.waiver is None)


def as_read(
    plan: Plan, facts: PaperFacts, audience: Audience
) -> tuple[Plan, PaperFacts, frozenset[str]]:
    """Return plan and facts as the readers of a paper may see them, and the refs held back."""
    refs = not_cleared(facts.findings) if audience is Audience.PUBLIC else frozenset()
    if not refs:
        return plan, facts, refs
    requests = held_requests(facts.requests, refs)
    return held_back(plan, refs), replace(facts, requests=requests), refs


def for_publication(master: Master) -> Plan:
    """Return the plan as the public may read it."""
    plan = master.plan
    found = [f for item in plan.rows for f in not_for_the_public(item)]
    standing = waived(judged(found, plan, rules_of(master)), master)
    return held_back(plan, not_cleared(standing))
