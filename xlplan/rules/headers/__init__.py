"""The headers of rules whose facts are found elsewhere: in files, in sheets, across rows."""

from __future__ import annotations

from collections.abc import Mapping

from xlplan.findings import Finding, Severity
from xlplan.model import CellRef
from xlplan.rules.headers.arriving import ARRIVAL_RULES
from xlplan.rules.headers.cells import CELL_RULES
from xlplan.rules.headers.commentary import COMMENTARY_RULES
from xlplan.rules.headers.coverage import COVERAGE_RULES
from xlplan.rules.headers.files import FILE_RULES
from xlplan.rules.headers.header import Case, Header
from xlplan.rules.headers.merging import MERGE_RULES
from xlplan.rules.headers.papers import PAPER_RULES
from xlplan.rules.headers.plan import PLAN_RULES
from xlplan.rules.headers.rows import ROW_RULES
from xlplan.rules.headers.sheets import SHEET_RULES

__all__ = [
    "ARRIVAL_RULES",
    "CELL_RULES",
    "COMMENTARY_CODES",
    "COMMENTARY_RULES",
    "COVERAGE_RULES",
    "FILE_RULES",
    "HEADERS",
    "INTAKE_RULES",
    "MERGE_RULES",
    "PAPER_RULES",
    "PLAN_RULES",
    "ROW_RULES",
    "SHEET_RULES",
    "Case",
    "Header",
    "found",
]

INTAKE_RULES: tuple[Header, ...] = (
    *FILE_RULES,
    *ARRIVAL_RULES,
    *SHEET_RULES,
    *CELL_RULES,
)
# What may not be published is no matter of style, and is as serious in every month.
COMMENTARY_CODES = frozenset(h.code for h in COMMENTARY_RULES) - {"C11"}
HEADERS: Mapping[str, Header] = {
    h.code: h
    for h in (
        *INTAKE_RULES,
        *MERGE_RULES,
        *ROW_RULES,
        *PLAN_RULES,
        *COVERAGE_RULES,
        *COMMENTARY_RULES,
        *PAPER_RULES,
    )
}


def found(
    code: str,
    facts: Mapping[str, object],
    *,
    at: CellRef | None = None,
    owner: str = "",
    severity: Severity | None = None,
) -> Finding:
    """Return the finding of a rule with its facts filled in; `ref` and `file` are taken up."""
    header = HEADERS[code]
    return Finding(
        code=code,
        severity=severity or header.severity,
        message=header.message.format_map({k: str(v) for k, v in facts.items()}),
        at=at,
        ref=str(facts.get("ref", "")),
        file=str(facts.get("file", "")) or (at.file if at else ""),
        owner=owner,
    )
