"""Which rules are in force, and how serious: the built-in ones as the council has set them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from xlplan.fields import BY_NAME, RETURN_COLUMNS
from xlplan.findings import Finding, Severity
from xlplan.model import THREE_POINT, Scale
from xlplan.rules.council_rules import OFF, SEVERITIES, RuleLine, council_rules, is_built_in
from xlplan.rules.headers import COMMENTARY_CODES, HEADERS, INTAKE_RULES, MERGE_RULES, found
from xlplan.rules.row_rules import RowRule, all_to_fix_formula, row_rules

LONGEST_FORMULA = 8192
# What these tell of was not used, or stops a file or a paper; unsaid, it would be lost.
_ALWAYS_SAID = {
    *(h.code for h in INTAKE_RULES if h.severity in (Severity.BLOCK, Severity.ERROR)),
    *(h.code for h in HEADERS.values() if h.severity is Severity.BLOCK),
    *(h.code for h in MERGE_RULES),
    *"C01 C02 C05 C12 C13 C15 F07 S04 S13 S14 S16 S17 S18 S19".split(),
}


@dataclass(frozen=True)
class RuleBook:
    """The row rules in force, and what the council has made of the others.

    `severities` gives, by code, the severity that was set; None turns the rule off. `findings`
    tell of what stands on the Rules sheet and cannot be used.
    """

    rules: tuple[RowRule, ...]
    severities: Mapping[str, Severity | None] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
    own: tuple[RowRule, ...] = ()

    def judged(self, findings: Iterable[Finding], *, is_cabinet_month: bool) -> Iterator[Finding]:
        """Yield findings with the severity in force; those of rules turned off are left out.

        What owners write is judged less strictly in a month without a report to Cabinet.
        """
        for finding in findings:
            if finding.code not in self.severities:
                is_soft = finding.code in COMMENTARY_CODES and not is_cabinet_month
                yield replace(finding, severity=Severity.NOTE) if is_soft else finding
            elif severity := self.severities[finding.code]:
                yield replace(finding, severity=severity)

    def in_force(self, findings: Iterable[Finding]) -> tuple[Finding, ...]:
        """Return what was found in what came back, as serious as the council has set it."""
        return tuple(self.judged(findings, is_cabinet_month=True))


def rule_book(lines: Sequence[RuleLine] = (), scale: Scale = THREE_POINT) -> RuleBook:
    """Return the rules in force, from the rows of the Rules sheet; without rows, every rule."""
    findings: list[Finding] = []
    by_name: dict[tuple[str, str], Severity | None] = {}
    for line in lines:
        code = line.text("code").upper()
        if is_built_in(code) and line.text("severity"):
            problem = _problem(code, line.text("severity").lower(), scale)
            if problem:
                at = line.cells.get("severity")
                findings.append(found("S18", {"code": code, "why": problem}, at=at))
            else:
                by_name[(code, line.text("name"))] = _severity(line.text("severity"))
    own, unusable = council_rules(lines)
    built_in = tuple(_set(row_rules(scale), by_name))
    live, told = _that_fit(built_in, own)
    return RuleBook(
        tuple(sorted((*built_in, *live), key=lambda rule: rule.severity.rank)),
        {code: severity for (code, _), severity in by_name.items() if _is_changed(code, severity)},
        (*findings, *unusable, *told),
        live,
    )


def _severity(text: str) -> Severity | None:
    return None if text.lower() == OFF else Severity(text.lower())


def _is_changed(code: str, severity: Severity | None) -> bool:
    return code in HEADERS and HEADERS[code].severity is not severity


def _problem(code: str, said: str, scale: Scale) -> str:
    if said not in SEVERITIES:
        return "choose error, warning, note or off as its severity."
    usual = {rule.severity.value for rule in row_rules(scale) if rule.code == code}
    usual |= {HEADERS[code].severity.value} if code in HEADERS else set()
    if code in _ALWAYS_SAID and said not in usual:
        return (
            f"it tells of an answer that was not used, or of what nobody can mend later, so it "
            f"stays at {' or '.join(sorted(usual))}. Put that back."
        )
    if said == Severity.BLOCK.value and said not in usual:
        return "only a built-in rule can block. Choose error, warning, note or off."
    return ""


def _set(
    rules: Iterable[RowRule], by_name: Mapping[tuple[str, str], Severity | None]
) -> Iterator[RowRule]:
    for rule in rules:
        severity = by_name.get((rule.code, rule.name), rule.severity)
        if severity:
            yield rule if severity is rule.severity else replace(rule, severity=severity)


def _that_fit(
    built_in: Sequence[RowRule], own: Sequence[RowRule]
) -> tuple[tuple[RowRule, ...], tuple[Finding, ...]]:
    """Take out of To fix the council's rules for which its formula has no room left."""
    # Longer than the name of any table, so that what fits here fits everywhere.
    cells = {n: f"t_{'W' * 12}[[#This Row],[{BY_NAME[n].heading}]]" for n in RETURN_COLUMNS}
    kept: list[RowRule] = []
    findings: list[Finding] = []
    for rule in own:
        if len(all_to_fix_formula((*built_in, *kept, rule), cells)) <= LONGEST_FORMULA:
            kept.append(rule)
            continue
        kept.append(replace(rule, is_live=False))
        why = (
            "it is checked when returns come back, and not shown live, as Excel's longest formula "
            "is full. Turn off a rule that you do not need."
        )
        findings.append(found("S18", {"code": rule.code, "why": why}, severity=Severity.NOTE))
    return tuple(kept), tuple(findings)
