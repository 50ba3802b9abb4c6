"""What the author types on the Papers sheet is found by what the paper calls it."""

from __future__ import annotations

from dataclasses import fields, replace

import pytest

from tests.reports.plans import FACTS, item, plan
from xlplan.model import Consultation, Implication, PaperNote, Plan, Registers, Resource, Saving
from xlplan.reports.paper_values import Passages, ProgressReport
from xlplan.reports.presets import PRESETS
from xlplan.reports.progress import progress_report

PASSAGES = {f.name for f in fields(Passages)}


def noted(*notes: PaperNote, **registers: tuple[object, ...]) -> Plan:
    kept = Registers(papers=notes, **registers)  # type: ignore[arg-type]
    return replace(plan(item("AM1", "A")), registers=kept)


def paper(held: Plan, preset: str = "maidstone-2009") -> ProgressReport:
    return progress_report(held, FACTS, preset=preset)


def words(report: ProgressReport, key: str) -> str:
    passage = getattr(report.passages, key)
    return " ".join(run.text for p in passage.told for run in p.runs)


@pytest.mark.parametrize("preset", PRESETS)
def test_a_note_under_a_heading_s_own_words_stands_beneath_it_and_nowhere_else(preset: str):
    for heading in PRESETS[preset].headings:
        if heading.key in PASSAGES:
            report = paper(noted(PaperNote("Cabinet", heading.title.upper(), "Said so.")), preset)
            assert words(report, heading.key) == "Said so.", heading
            assert getattr(report.passages, heading.key).asked == ""
            assert report.more == ()


def test_what_is_missing_is_asked_for():
    report = paper(noted())

    missing = {n.key for n in report.named if n.passage.asked}
    assert {"reasons", "alternatives", "consultation", "documents"} <= missing
    assert all(line.passage.asked for line in report.implications)


def test_a_note_that_no_heading_calls_for_gets_a_heading_of_its_own():
    report = paper(noted(PaperNote("Cabinet", "Air quality", "None."), PaperNote("Plan", "X", "Y")))

    assert [n.heading for n in report.more] == ["Air quality"]


def test_an_implication_is_a_line_of_the_table_where_there_is_one_and_a_heading_where_not():
    held = noted(PaperNote("All", "Staffing implications", "Two posts."))

    (line,) = (i for i in paper(held).implications if i.kind == "Staffing")
    assert line.passage.told and not line.passage.asked
    assert paper(held).more == ()
    assert [n.heading for n in paper(held, "decision-record").more] == ["Staffing implications"]


def test_implications_begin_with_what_the_plan_knows():
    held = noted(
        resources=(Resource("AM1", "Surveyor", 12000, funded="No"),),
        savings=(Saving("AM1", "2013/14", "Cashable", target=5000, achieved=1000),),
        implications=(Implication("Procurement", "A tender is run", "AM1: Title; AM9"),),
    )
    lines = {line.kind: line.passage for line in paper(held).implications}

    assert lines["Financial"].known == (
        "Of what is needed, £12,000 is not funded (AM1).",
        "Savings and income of £5,000 are planned, and £1,000 has been achieved (AM1).",
    )
    assert lines["Procurement"].known == ("A tender is run. See AM1.",)
    assert lines["Procurement"].asked == ""


def test_recommendations_of_those_consulted_are_put_for_consideration_with_the_responses():
    held = noted(
        consultation=(
            Consultation("Overview and Scrutiny", None, "Report each quarter", "Agreed", "Yes"),
        )
    )
    report = paper(held)

    assert report.recommendations[-1] == (
        "That the 1 recommendation of Overview and Scrutiny, and the responses to them, be "
        "considered."
    )
    assert report.passages.consultation.known == (
        "Overview and Scrutiny: Report each quarter. Accepted: Agreed.",
    )
