"""Amendments to the plan: asked for on Requests, decided, applied once, traceable both ways."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from tests.support.papers import part, parts_of_docx
from xlplan.cycle.consolidating import consolidate
from xlplan.cycle.plan_papers import report_plan
from xlplan.cycle.storing import append, store
from xlplan.model import Plan
from xlplan.rules.row_rules import row_rules
from xlplan.typed import Value
from xlplan.workbook.example import Example
from xlplan.workbook.master import Master, read_master
from xlplan.workbook.new_master import build_master

AT = datetime(2012, 4, 12, 9, 0)
MINUTE = "Cabinet 11/04/2012"
MEMBER = "Cabinet Member for Corporate Services"
WORDS = (
    "Cabinet owns the plan; the Chief Executive answers for it; the Leader and Cabinet lead it "
    "politically."
)


@pytest.fixture
def draft(tmp_path: Path) -> Path:
    """The draft of 2012 as it went to Cabinet, before the four amendments."""
    new = Example("maidstone-2012").latest(row_rules())
    tables = dict(new.tables)
    renamed = {"name": "Development Management", "aliases": None}
    tables["services"] = [
        *(
            dict(row) | renamed if row["name"] == "Planning" else row
            for row in new.tables["services"]
        ),
        {"name": "Corporate Support", "rank": 11, "workstream": "TR"},
    ]
    tables["priorities"] = [
        dict(row) | {"service": "Development Management"} if row["service"] == "Planning" else row
        for row in new.tables["priorities"]
    ]
    tables["people"] = [*new.tables["people"], {"post": MEMBER, "role": "Working group"}]
    path = tmp_path / "master.xlsx"
    path.write_bytes(build_master(replace(new, tables=tables), made=AT))
    return path


def ask(path: Path, what: str, was: str, wanted: str, *, decision: str = "Accept") -> None:
    values: dict[str, Value] = {
        "field": what,
        "was": was,
        "wanted": wanted,
        "reason": "Asked for by Cabinet",
        "decision": decision,
        "decision_ref": MINUTE,
    }
    store(read_master(path), [append("requests", values)], at=AT)


def amend(path: Path, what: str, was: str, wanted: str) -> Master:
    ask(path, what, was, wanted)
    consolidate(path, None, at=AT)
    return read_master(path)


def services(plan: Plan) -> list[str]:
    return [s.name for s in plan.registers.services]


def test_a_member_leaves_the_working_group(draft: Path):
    after = amend(draft, "Role", MEMBER, "")

    roles = {p.post: p.role for p in after.plan.people}
    assert roles[MEMBER] == ""
    assert roles["Leader"] == "Political leadership; Councillor assurance"


def test_the_opening_words_on_governance_are_those_that_cabinet_asked_for(draft: Path):
    after = amend(draft, "Plan text", "Who owns the plan and who watches it", WORDS)

    (passage,) = [p for p in after.plan.registers.plan_text if p.section == "Governance"]
    assert passage.text == WORDS


def test_development_management_becomes_planning_everywhere_and_is_kept_as_an_alias(draft: Path):
    after = amend(draft, "Rename service", "Development Management", "Planning").plan

    (service,) = [s for s in after.registers.services if s.name == "Planning"]
    assert service.aliases == "Development Management"
    assert service.rank == 6
    assert "Development Management" not in services(after)
    named = [p.service for p in after.registers.priorities if p.year == "2012/13"]
    assert named[5] == "Planning"


def test_corporate_support_leaves_the_table_of_services(draft: Path):
    after = amend(draft, "Leave services", "Corporate Support", "").plan

    assert len(services(after)) == 10
    assert "Corporate Support" not in services(after)
    assert [s.rank for s in after.registers.services] == list(range(1, 11))


def test_a_service_takes_another_rank_and_those_between_move_by_one(draft: Path):
    after = amend(draft, "Rank", "Housing", "2").plan

    ranked = sorted(after.registers.services, key=lambda s: s.rank or 0)
    names = [s.name for s in ranked]
    assert names[:3] == ["Waste & Recycling", "Housing", "Customer Services delivery"]
    assert [s.rank for s in ranked] == list(range(1, 12))


def test_an_amendment_is_recorded_as_a_decision_and_each_cell_as_a_change(draft: Path):
    ask(draft, "Rename service", "Development Management", "Planning")
    ask(draft, "Role", MEMBER, "")
    consolidate(draft, None, at=AT)
    after = read_master(draft)

    (decision,) = [d for d in after.plan.registers.decisions if d.ref == MINUTE]
    assert (decision.applied, decision.day) == ("Yes", AT.date().replace(day=11))
    assert "Rename service: Development Management to Planning" in decision.text
    lines = after.table_rows("changes")
    told = [(r.text("field"), r.text("was"), r.text("now"), r.text("by")) for r in lines]
    assert ("Services: Service", "Development Management", "Planning", MINUTE) in told
    assert ("People: Role in the working group", "Working group", "", MINUTE) in told
    assert {r.text("state") for r in after.table_rows("requests")} == {"Applied"}


def test_an_amendment_is_applied_once(draft: Path):
    amend(draft, "Rename service", "Development Management", "Planning")
    before = draft.read_bytes()

    consolidate(draft, None, at=AT)

    assert draft.read_bytes() == before


def test_a_refused_amendment_changes_nothing_else(draft: Path):
    was = services(read_master(draft).plan)
    ask(draft, "Rename service", "Development Management", "Planning", decision="Refuse")

    consolidate(draft, None, at=AT)

    after = read_master(draft)
    assert services(after.plan) == was
    assert {r.text("state") for r in after.table_rows("requests")} == {"Refused"}


@pytest.mark.parametrize(
    ("what", "was", "wanted", "why"),
    [
        ("Rank", "Housing", "99", "needs a rank from 1 to 11"),
        ("Rank", "Parks", "1", '"Parks" has no rank on Services'),
        ("Rename service", "Parks", "Green spaces", 'the plan says "Parks" nowhere'),
        ("Plan text", "Governance", "", "needs the new words"),
    ],
)
def test_an_amendment_that_cannot_be_applied_says_why_and_waits(
    draft: Path, what: str, was: str, wanted: str, why: str
):
    ask(draft, what, was, wanted)

    done = consolidate(draft, None, at=AT)

    (finding,) = [f for f in done.findings if f.code == "M02"]
    assert why in finding.message
    assert finding.at and finding.at.sheet == "Requests"


def test_the_four_amendments_of_cabinet_are_in_the_plan_that_is_printed_next(draft: Path):
    before = printed(draft)
    assert MEMBER in before and "Development Management" in before
    asked = (
        ("Role", MEMBER, ""),
        ("Plan text", "Who owns the plan and who watches it", WORDS),
        ("Rename service", "Development Management", "Planning"),
        ("Leave services", "Corporate Support", ""),
    )
    for what, was, wanted in asked:
        ask(draft, what, was, wanted)

    consolidate(draft, None, at=AT)

    after = printed(draft)
    assert MEMBER not in after and "Development Management" not in after
    assert WORDS in after
    parts = parts_of_docx(report(draft).read_bytes())
    services = part(parts, "Services in rank order").rows[1:]
    assert [line[1] for line in services][5] == "Planning"
    assert len(services) == 10 and "Corporate Support" not in {line[1] for line in services}
    ((ref, by, text, where),) = part(parts, "Decisions about the plan").rows[1:]
    assert (ref, where[:4]) == (MINUTE, "Yes.") and "11 Apr 2012" in by
    requests = read_master(draft).table_rows("requests")
    assert {(r.text("state"), r.text("decision_ref")) for r in requests} == {("Applied", MINUTE)}
    assert text == (
        "Accepted: Role: Cabinet Member for Corporate Services; Plan text: Who owns the plan and "
        "who watches it; Rename service: Development Management to Planning; "
        "Leave services: Corporate Support."
    )
    (decision,) = read_master(draft).plan.registers.decisions
    assert set(decision.requests.split("; ")) == {r.text("request_id") for r in requests}


def report(path: Path) -> Path:
    return report_plan(path, path.parent / "papers", at=AT)[0].paths[0]


def printed(path: Path) -> str:
    """Everything that the plan document says, but for the list of decisions."""
    parts = parts_of_docx(report(path).read_bytes())
    parts = [p for p in parts if p.heading != "Decisions about the plan"]
    return "\n".join(t for p in parts for t in (*p.lines, *(c for row in p.rows for c in row)))
