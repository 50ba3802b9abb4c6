"""Every rule that xlplan checks by, as one list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from xlplan.rules.headers import (
    COMMENTARY_RULES,
    COVERAGE_RULES,
    INTAKE_RULES,
    MERGE_RULES,
    PAPER_RULES,
    PLAN_RULES,
    ROW_RULES,
)
from xlplan.rules.row_rules import RowRule, row_rules

SCOPES: Mapping[str, str] = {
    "intake": "Found in files, sheets and cells as they come back",
    "row": "Found in one row: live in Excel (To fix), and in the check",
    "merge": "Found while merging",
    "plan": "Found across rows and periods",
    "commentary": "Found in what owners write",
    "paper": "Found in papers, when one is made",
}
_GROUPS = (
    ("intake", INTAKE_RULES),
    ("merge", MERGE_RULES),
    ("plan", (*ROW_RULES, *PLAN_RULES, *COVERAGE_RULES)),
    ("commentary", COMMENTARY_RULES),
    ("paper", PAPER_RULES),
)


@dataclass(frozen=True)
class Listed:
    """One rule as the catalogue prints it; `found_when` is "" where no one row tells."""

    code: str
    name: str
    severity: str
    scope: str
    found_when: str
    message: str
    why: str

    def as_json(self) -> dict[str, str]:
        """Return the rule as the keys that `--json` prints."""
        return {name: str(getattr(self, name)) for name in self.__dataclass_fields__}


def catalogue(rules: Sequence[RowRule] | None = None) -> tuple[Listed, ...]:
    """Return every rule, in the order of SCOPES; `rules` are the row rules where some are set."""
    rows = [
        Listed(r.code, r.name, r.severity.value, "row", r.when.in_words(), r.message, r.why)
        for r in (row_rules() if rules is None else rules)
    ]
    others = [
        Listed(h.code, h.name, h.severity.value, scope, "", h.message, h.why)
        for scope, headers in _GROUPS
        for h in headers
    ]
    order = list(SCOPES)
    return tuple(sorted((*rows, *others), key=lambda rule: order.index(rule.scope)))
