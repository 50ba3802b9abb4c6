"""The council's own rules, from drop-downs on the Rules sheet to the same condition tree.

Each row of the sheet is one condition: a column, a condition and, where it needs one, a value.
Rows with one code, or without a code below a row that has one, make one rule; And/or joins a row
to the row above, and is read before or. Severity, message and code stand in the rule's first row.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from xlplan.fields import BY_NAME, RETURN_HIDDEN, RETURN_VISIBLE, FieldKind, field_told
from xlplan.fields import RETURN_COLUMNS as _COLUMNS
from xlplan.findings import Finding, Severity
from xlplan.model import CellRef, CellValue, clean
from xlplan.rules.as_asked import AS_AT
from xlplan.rules.conditions import Asked, Condition, Operand
from xlplan.rules.headers import HEADERS, found
from xlplan.rules.row_rules import RowRule, row_rules
from xlplan.typed import parse_date, shown

JOINS = ("and", "or")
OFF = "off"
SEVERITIES = ("block", "error", "warning", "note", OFF)
CONDITIONS = (
    "is blank",
    "is not blank",
    "is",
    "is not",
    "is a date",
    "is not a date",
    "is a number",
    "is not a number",
    "is before",
    "is after",
    "is less than",
    "is more than",
    "is longer than",
)
AS_AT_WORDS = "as-at date"
COLUMNS = tuple(
    BY_NAME[name].heading
    for name in _COLUMNS
    if BY_NAME[name].kind is not FieldKind.FORMULA and name not in RETURN_HIDDEN
)
_LONGEST = 200
_CODE = re.compile(r"[A-Z]{1,4}\d{1,3}")


@dataclass(frozen=True)
class RuleLine:
    """One row of the Rules sheet: its values by column key, and where each stands."""

    values: Mapping[str, CellValue]
    cells: Mapping[str, CellRef]

    def text(self, key: str) -> str:
        """Return a cell's text, cleaned; "" when blank."""
        return clean(shown(self.values.get(key)))

    @property
    def is_condition(self) -> bool:
        """Whether any cell of a condition is filled in."""
        return any(self.text(key) for key in ("join", "field", "condition", "value"))


class _Unusable(Exception):
    """Why a rule cannot be used, and the line and column that are to blame."""

    def __init__(self, line: RuleLine, key: str, why: str) -> None:
        super().__init__(why)
        self.at = line.cells.get(key) or next(iter(line.cells.values()), None)


def council_rules(
    lines: Sequence[RuleLine],
) -> tuple[tuple[RowRule, ...], tuple[Finding, ...]]:
    """Return the council's own rules, and one finding for each that cannot be built.

    A rule that is turned off is left out. Lines of built-in rules are passed over.
    """
    rules: list[RowRule] = []
    findings: list[Finding] = []
    for group in _groups(lines):
        try:
            rule = _rule(group)
        except _Unusable as problem:
            findings.append(_finding(group, problem))
            continue
        if rule:
            rules.append(rule)
    return tuple(rules), tuple(findings)


def is_built_in(code: str) -> bool:
    """Whether a code is that of a rule that xlplan brings."""
    return code in HEADERS or code in {rule.code for rule in row_rules()}


def _groups(lines: Sequence[RuleLine]) -> list[list[RuleLine]]:
    groups: dict[str, list[RuleLine]] = {}
    last = ""
    for number, line in enumerate(lines):
        code = line.text("code")
        if is_built_in(code.upper()):
            last = ""
        elif code or line.is_condition:
            last = code.upper() or last or f"?{number}"
            groups.setdefault(last, []).append(line)
    return list(groups.values())


def _finding(group: Sequence[RuleLine], problem: _Unusable) -> Finding:
    code = group[0].text("code") or "without a code"
    return found("S18", {"code": code, "why": problem}, at=problem.at)


def _rule(group: Sequence[RuleLine]) -> RowRule | None:
    head = group[0]
    code = head.text("code").upper()
    if not _CODE.fullmatch(code):
        raise _Unusable(head, "code", 'give it a code of its own, as "L01".')
    severity = _severity(head)
    condition, at = _tree(group), _place(group)
    if severity is None:
        return None
    words = condition.in_words()
    said = head.text("message") or f"{words}. Put it right"
    if len(said) > _LONGEST:
        raise _Unusable(head, "message", f"shorten the message to {_LONGEST} characters.")
    said = said.replace("¦", "|")
    said = said if said[-1] in ".!?" else f"{said}."
    return RowRule(
        code=code,
        name=head.text("name") or f"own-rule-{code.lower()}",
        severity=severity,
        at=at,
        when=condition,
        message="{ref}: " + said.replace("{", "{{").replace("}", "}}"),
        to_fix=f"{BY_NAME[at].heading}: {said}",
        why=head.text("why") or "A rule of the council's own.",
        fires_on=(),
        silent_on=(),
    )


def _severity(head: RuleLine) -> Severity | None:
    said = head.text("severity").lower() or Severity.WARNING.value
    if said == OFF:
        return None
    if said not in SEVERITIES or said == Severity.BLOCK.value:
        raise _Unusable(head, "severity", "choose error, warning, note or off as its severity.")
    return Severity(said)


def _tree(group: Sequence[RuleLine]) -> Condition:
    """Return the conditions joined: and is read before or."""
    either: list[Condition] = []
    for number, line in enumerate(group):
        condition, join = _condition(line), line.text("join").lower()
        if number and join not in JOINS:
            raise _Unusable(line, "join", "choose and or or to join this row to the row above.")
        if number and join == "and":
            either[-1] = either[-1] & condition
        else:
            either.append(condition)
    tree = either[0]
    for part in either[1:]:
        tree = tree | part
    return tree


def _place(group: Sequence[RuleLine]) -> str:
    """Return the field that a finding points to: the first that the owner fills in."""
    fields = [f for line in group if (f := field_told(line.text("field")))]
    owners = [f.name for f in fields if f.is_owners]
    if not owners:
        raise _Unusable(group[0], "field", "ask about at least one column that the owner fills in.")
    return next((name for name in owners if name in RETURN_VISIBLE), owners[0])


def _condition(line: RuleLine) -> Condition:
    field = field_told(line.text("field"))
    if field is None or field.heading not in COLUMNS:
        said = line.text("field")
        why = f'there is no column "{said}" on a return' if said else "it has no column"
        raise _Unusable(line, "field", f"{why}. Choose one from the list.")
    asked, said = Asked(field.name), line.text("condition").lower()
    if said in ("is before", "is after", "is less than", "is more than"):
        operand = _operand(line, is_number=said.endswith("than"))
        is_less = said in ("is before", "is less than")
        return asked.is_before(operand) if is_less else asked.is_after(operand)
    if said == "is longer than":
        return asked.is_longer_than(int(_number(line)))
    if said in ("is", "is not"):
        among = _among(line, asked)
        return among if said == "is" else ~among
    simple = {
        "is blank": asked.is_blank,
        "is a date": asked.is_date,
        "is a number": asked.is_number,
    }
    question = simple.get(said.replace(" not", ""))
    if question is None:
        raise _Unusable(line, "condition", "choose a condition from the list.")
    return ~question() if " not" in said else question()


def _among(line: RuleLine, asked: Asked) -> Condition:
    words = [clean(word) for word in line.text("value").split(";") if clean(word)]
    if not words:
        raise _Unusable(line, "value", 'type the word to look for, or several as "Red; Amber".')
    try:
        return asked.is_in(*words)
    except ValueError:
        why = (
            "use words that begin with a letter; for a number choose is less than or is more than."
        )
        raise _Unusable(line, "value", why) from None


def _operand(line: RuleLine, *, is_number: bool) -> Operand:
    if is_number:
        return _number(line)
    value, text = line.values.get("value"), line.text("value")
    if text.lower().removeprefix("the ") == AS_AT_WORDS:
        return AS_AT
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    other = field_told(text)
    if other and other.heading in COLUMNS:
        return other.name
    day = parse_date(text)
    if day is None:
        why = f'type a date as 30/09/2026, "{AS_AT_WORDS}", or the heading of another column.'
        raise _Unusable(line, "value", why)
    return day


def _number(line: RuleLine) -> float:
    try:
        return float(line.text("value").removesuffix("%"))
    except ValueError:
        raise _Unusable(line, "value", "type a number, as 80.") from None
