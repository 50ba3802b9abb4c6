"""What may be published: the plan without the texts that C11 doubts and nobody has cleared."""

from __future__ import annotations

from collections.abc import Iterable

from xlplan.cycle.plan_checks import judged
from xlplan.cycle.ruling import rules_of
from xlplan.cycle.waiving import waived
from xlplan.findings import Finding
from xlplan.model import Plan
from xlplan.reports.holding import held_back
from xlplan.rules.commentary import not_for_the_public
from xlplan.workbook.master import Master

_CODE = "C11"


def not_cleared(findings: Iterable[Finding]) -> frozenset[str]:
    """Return the refs whose texts wait to be cleared: found, and not waived."""
    return frozenset(f.ref for f in findings if f.code == _CODE and f.waiver is None)


def for_publication(master: Master) -> Plan:
    """Return the plan as the public may read it."""
    plan = master.plan
    found = [f for item in plan.rows for f in not_for_the_public(item)]
    standing = waived(judged(found, plan, rules_of(master)), master)
    return held_back(plan, not_cleared(standing))
