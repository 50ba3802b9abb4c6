"""What waits for a decision, what leads nowhere, and which items stand behind each figure."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from tests.reports.plans import APRIL, FACTS, after, item, plan
from xlplan.model import Measure, Objective, Plan, Registers, Risk, Status
from xlplan.reports.annex import officers_annex
from xlplan.reports.context import RequestLine
from xlplan.reports.exceptions import exception_report
from xlplan.reports.paper_values import ChangeLine, ProgressReport
from xlplan.reports.progress import progress_report
from xlplan.reports.selection import Audience
from xlplan.reports.sources import PaperFacts

DELETE = {"proposed_change": "Delete", "change_reason": "Done by the county."}


def paper(held: Plan, facts: PaperFacts = FACTS) -> ProgressReport:
    return progress_report(held, facts)


def test_a_proposed_change_is_put_to_cabinet_and_stands_in_the_schedule_with_its_reason():
    report = paper(plan(item("AM1", **DELETE), item("AM2", proposed_change="Retain")))

    assert "That the proposed deletion of AM1 Title AM1 be agreed." in report.recommendations
    assert report.schedules.changes == (
        ChangeLine("AM1", "Title AM1", "Proposed: delete", "", "Done by the county.", ""),
    )
    assert report.appendix.changes


@pytest.mark.parametrize(
    "settled", [{"decision_ref": "Cabinet 14"}, {"publish": "Exempt"}, {"proposed_change": ""}]
)
def test_what_is_decided_withheld_or_not_proposed_is_not_put(settled: dict[str, str]):
    report = paper(plan(item("AM1", **(DELETE | settled)), item("AM2")))

    assert not any("proposed" in line for line in report.recommendations)
    assert report.schedules.changes == ()


def test_a_change_that_is_requested_already_is_put_once():
    request = RequestLine("AM1", "Title AM1", "Due date", "1 May", "1 June", "", "", "")
    moved = item("AM1", proposed_change="Reprogramme")
    report = paper(plan(moved), PaperFacts(FACTS.sources, requests=(request,)))

    assert sum("AM1" in line for line in report.recommendations) == 1


def test_cmt_may_accept_or_refuse_what_is_proposed_on_a_row():
    (request,) = exception_report(plan(item("AM1", "R", **DELETE)), FACTS).requests

    assert (request.ref, request.what, request.reason) == ("AM1", "Delete", "Done by the county.")
    assert not request.decision


def test_the_reason_of_a_merger_leaves_out_the_refs_that_it_begins_with():
    then = plan(item("AM1", proposed_change="Merge", change_reason="AM2: one lease"), item("AM2"))
    lines = paper(after(plan(item("AM2")), (APRIL, then))).schedules.changes

    assert [(c.ref, c.how, c.reason) for c in lines if c.ref == "AM1"] == [
        ("AM1", "Into AM2", "one lease")
    ]


def test_a_code_that_leads_nowhere_is_told_and_named_to_officers_alone():
    risks = (Risk("R1", "Fire", answered_by="AM1; HR4: Staff"), Risk("R2", "Flood"))
    measures = (Measure("M1", "Calls", items="ZZ9"),)
    rows = (item("AM1", risks="R1; R9"), item("AM2"))
    held = replace(plan(*rows), registers=Registers(risks=risks, measures=measures))
    report = paper(held)

    assert [line.gap for line in report.schedules.risks] == [
        "a part is named too that is not in the plan",
        "Nothing in the plan answers it",
    ]
    assert officers_annex(held, FACTS, report).gaps == (
        "Risk R1 names HR4 Staff, which is no part of the plan.",
        "AM1 names risk R9, which the register does not have.",
        "Measure M1 names ZZ9, which is no part of the plan.",
    )


def test_every_count_names_its_items():
    goal = Objective("KO1", "Plan objective", "Good value")
    now = plan(
        item("AM1", "A", objectives="KO1", due=date(2016, 1, 1)),
        item("AM2", "G", status=Status.COMPLETE, completed_on=date(2013, 9, 1)),
        item("AM3", "G", publish="Exempt"),
        plan_to=date(2015, 3, 31),
    )
    held = replace(after(now, (APRIL, plan(item("AM1"), item("AM2")))), objectives=(goal,))
    lines = {line.what: (line.number, line.refs) for line in paper(held).schedules.figures}

    assert lines["Plan: Green"] == (2, "AM2; 1 not named here")
    assert lines["Worsened since April 2013"] == (1, "AM1")
    assert lines["Completed since April 2013"] == (1, "AM2")
    assert lines["New since April 2013"] == (1, "1 not named here")
    assert lines["Kept since April 2013"] == (2, "AM1, AM2")
    assert lines["With work still to be done"] == (2, "AM1; 1 not named here")
    assert lines["Due after 31 March 2015"] == (1, "AM1")
    assert lines["Good value: Amber"] == (1, "AM1")
    exempt = progress_report(held, FACTS, audience=Audience.EXEMPT).schedules.figures
    assert not any("not named" in line.refs for line in exempt)
