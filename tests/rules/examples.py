"""The examples that rules declare, made into real masters and checked as the command does."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from tests.support.plans import MADE
from xlplan.cycle.checking import check_master
from xlplan.cycle.plan_checks import context_of
from xlplan.model import Kind, Plan, Settings, Workstream
from xlplan.model.dates import Period
from xlplan.rules.explaining import for_readers
from xlplan.rules.headers import (
    COMMENTARY_RULES,
    COVERAGE_RULES,
    PAPER_RULES,
    PLAN_RULES,
    ROW_RULES,
    Case,
    Header,
)
from xlplan.rules.plan_rules import check_plan
from xlplan.rules.row_rules import row_rules
from xlplan.typed import Value
from xlplan.workbook.master import Master, master_of
from xlplan.workbook.new_master import NewMaster, build_master

OCTOBER = Period(2013, 10)
PEOPLE: list[dict[str, Value]] = [{"post": "Property Manager"}, {"post": "Head of Planning"}]
ALONE = frozenset(
    "objectives risks measures outturns decisions services calendar resources".split()
)
_REF = re.compile(r"\b([AMD])(?=\d)")
_WORDS = "lease survey tender permit garden bridge museum library depot market school hall".split()

Row = dict[str, Value]


@dataclass(frozen=True)
class Told:
    """One example with what it is an example of."""

    header: Header
    case: Case
    fires: bool
    number: int

    @property
    def name(self) -> str:
        return f"{self.header.code} {'fires on' if self.fires else 'silent on'} {self.case.words}"


def examples_with_rows() -> list[Told]:
    """Return every example that gives rows of a master."""
    return [
        Told(header, case, fires, number)
        for header in (*ROW_RULES, *PLAN_RULES, *COVERAGE_RULES, *COMMENTARY_RULES, *PAPER_RULES)
        for fires, cases in ((True, header.fires_on), (False, header.silent_on))
        for number, case in enumerate(cases)
        if case.rows or case.tables
    ]


def code_of(number: int) -> str:
    """Return the code of the workstream of one example."""
    return f"K{chr(65 + number // 26)}{chr(65 + number % 26)}"


def named(value: Value, number: int) -> Value:
    """Return a value with its refs made those of one example: A1 of the third is KACA1."""
    return _REF.sub(rf"{code_of(number)}\1", value) if isinstance(value, str) else value


def row(cells: Mapping[str, Value], number: int, offset: int) -> Row:
    made: Row = {"level": "Item", **cells}
    made = {key: named(value, number) for key, value in made.items()}
    made.setdefault("item_id", f"id-{made['ref']}")
    if "due" in made and made["level"] == "Item" and "baseline_due" not in cells:
        made["baseline_due"] = made["due"]
    if "commentary" not in made:
        one, two = _WORDS[number % 12], _WORDS[(number // 12 + offset) % 12]
        made["commentary"] = f"Part {number} {offset}: the {one} by the {two} is open to everybody."
    return made


def history(cells: Mapping[str, Value], number: int, code: str) -> Row:
    seen = row(cells, number, 0)
    kept = "item_id ref level title status rag baseline_due due owner reported".split()
    return {"period": "2013-09", "workstream": code} | {k: seen.get(k) for k in kept}


def master_of_examples(told: Sequence[Told]) -> Master:
    """Return a master with one workstream for each example, as it is read back."""
    settings: dict[str, Any] = dict(told[0].case.settings)
    tables: dict[str, list[Row]] = {"people": PEOPLE, "workstreams": [], "history": []}
    streams: list[Workstream] = []
    rows: dict[str, list[Row]] = {}
    for number, one in enumerate(told):
        code = code_of(number)
        streams.append(Workstream(code, Kind.WORKSTREAM, f"Example {number}", ""))
        stream: Row = {"code": code, "kind": "Workstream", "title": f"Example {number}"}
        tables["workstreams"].append(stream | {"is_reported": "Yes"})
        rows[code] = [row(cells, number, n) for n, cells in enumerate(one.case.rows)]
        tables["history"] += [history(cells, number, code) for cells in one.case.last]
        for name, lines in one.case.tables.items():
            made = [{key: named(v, number) for key, v in line.items()} for line in lines]
            tables.setdefault(name, []).extend(made)
    known = Settings("p", "Council", "Plan", OCTOBER, OCTOBER.last_day, **settings)
    known = replace(known, commentary_checks="warnings")
    new = NewMaster(known, tuple(streams), rows, row_rules(), tables)
    return master_of(build_master(new, made=MADE), Path("master.xlsx"))


def part_of(plan: Plan, code: str) -> Plan:
    """Return one workstream of a plan as a plan of its own, so that examples do not meet."""
    return replace(
        plan,
        workstreams=tuple(w for w in plan.workstreams if w.code == code),
        items=tuple(item for item in plan.items if item.workstream == code),
        history=tuple(seen for seen in plan.history if seen.workstream == code),
    )


@cache
def found() -> Mapping[str, frozenset[str]]:
    """Return the codes that are found in each example, by its name.

    Examples with rows on sheets of the whole plan share a master with none of their own rule;
    the others share one, and are checked each as a plan of its own.
    """
    codes: dict[str, frozenset[str]] = {}
    groups: dict[tuple[bool, str], list[Told]] = {}
    for one in examples_with_rows():
        is_alone = bool(ALONE & set(one.case.tables))
        kind = str(one.case.settings)
        if is_alone:
            # What a draft does not cover is told of the whole plan.
            kind += one.name if one.header in COVERAGE_RULES else f"{one.fires} {one.number}"
        groups.setdefault((is_alone, kind), []).append(one)
    for (is_alone, _), told in groups.items():
        master = master_of_examples(told)
        seen = frozenset(f.code for f in check_master(master)) if is_alone else frozenset()
        for number, one in enumerate(told):
            codes[one.name] = seen if is_alone else _found_in(part_of(master.plan, code_of(number)))
    return codes


def _found_in(part: Plan) -> frozenset[str]:
    return frozenset(f.code for f in for_readers(check_plan(part, context_of(part))))
