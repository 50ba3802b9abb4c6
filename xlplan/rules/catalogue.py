"""Every rule that xlplan checks by, as one list."""

from __future__ import annotations

from dataclasses import dataclass

from xlplan.rules.headers import INTAKE_RULES, PLAN_RULES
from xlplan.rules.row_rules import row_rules


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


def catalogue() -> tuple[Listed, ...]:
    """Return the rules of intake, of rows and of the plan, in that order."""
    rows = [
        Listed(r.code, r.name, r.severity.value, "row", r.when.in_words(), r.message, r.why)
        for r in row_rules()
    ]
    others = [
        Listed(h.code, h.name, h.severity.value, scope, "", h.message, h.why)
        for scope, headers in (("intake", INTAKE_RULES), ("plan", PLAN_RULES))
        for h in headers
    ]
    order = {"intake": 0, "row": 1, "plan": 2}
    return tuple(sorted((*rows, *others), key=lambda rule: order[rule.scope]))
