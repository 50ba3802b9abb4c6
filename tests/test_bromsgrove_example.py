import csv
import json
import re
from datetime import datetime
from pathlib import Path

import pytest

from xlplan.model import Plan
from xlplan.rules.row_rules import row_rules
from xlplan.workbook.example import Example
from xlplan.workbook.master import master_of
from xlplan.workbook.new_master import build_master

FACTS = Path(__file__).parent / "facts"
REPORT = json.loads((FACTS / "bromsgrove_2009_10.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def plan() -> Plan:
    new = Example("bromsgrove-2009").latest(row_rules())
    data = build_master(new, made=datetime(2009, 8, 7))
    return master_of(data, Path("master.xlsx")).plan


def test_the_19_risks_and_their_46_links_are_those_of_the_report(plan: Plan):
    lines = (FACTS / "bromsgrove_risk_map.csv").read_text(encoding="utf-8").splitlines()
    rows = list(csv.DictReader(line for line in lines if not line.startswith("#")))
    printed = [(r["risk"], r["section"], r["section_title_as_printed"]) for r in rows]
    held = [
        (risk.code, *re.split(": | – ", link, maxsplit=1))
        for risk in plan.registers.risks
        for link in risk.answered_by.split("; ")
        if link
    ]
    assert held == printed
    assert len(held) == REPORT["counts"]["links"]
    titles = {r.code: r.title for r in plan.registers.risks if not r.alias_of}
    assert titles == {r["risk"]: r["risk_title"] for r in rows}
    assert {r.code: r.alias_of for r in plan.registers.risks if r.alias_of} == REPORT["merged"]


def test_the_sections_are_those_of_the_report_that_stand_in_the_plan(plan: Plan):
    known = {s["code"]: s["title"] for s in REPORT["sections"]}
    # HROD4 is named under one risk and leads nowhere; CP4 is cited without a title.
    assert {w.code for w in plan.workstreams} == set(known) - {"HROD4"}
    assert all(known[w.code] in (w.title, None) for w in plan.workstreams)


def test_the_implications_name_the_sections_that_the_report_names(plan: Plan):
    cited = REPORT["sections_cited_outside_risk_table"]
    said = {i.kind.lower(): i.parts for i in plan.registers.implications if i.parts}
    expected = {kind: "; ".join(v) if isinstance(v, list) else "All" for kind, v in cited.items()}
    assert said == {kind.lower(): parts for kind, parts in expected.items()}


def test_every_post_is_one_that_the_report_names(plan: Plan):
    consulted = REPORT["consultation"]
    named = {post for posts in consulted.values() for post in posts}
    named |= set(REPORT["about"]["responsible_posts"])
    posts = {person.post for person in plan.people}
    assert posts - named <= {"Assistant Chief Executive"}
    assert {item.owner for item in plan.items} <= posts
