"""What the author types on the Papers sheet is found by what the paper calls it."""

from __future__ import annotations

from dataclasses import fields, replace

import pytest

from tests.reports.plans import FACTS, item, plan
from xlplan.model import Consultation, Implication, PaperNote, Plan, Registers, Resource, Saving
from xlplan.reports.notes import prompts
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


@pytest.mark.parametrize(
    ("preset", "line"),
    [
        ("maidstone-2009", "Staffing"),
        ("bromsgrove", "Personnel"),
        ("modern", "Staffing"),
        ("decision-record", "Staffing implications"),
    ],
)
def test_an_implication_is_a_line_of_the_table_by_whatever_name_and_nowhere_else(
    preset: str, line: str
):
    report = paper(noted(PaperNote("All", "Staffing implications", "Two posts.")), preset)

    (found,) = (i for i in report.implications if i.passage.told)
    assert found.kind == line
    assert not found.passage.asked
    assert report.more == ()


def test_an_implication_that_the_table_lacks_gets_a_line_there():
    report = paper(noted(PaperNote("Cabinet", "Human Rights Act", "None.")), "bromsgrove")

    assert report.implications[-1].kind == "Human Rights Act"
    assert report.more == ()


def test_a_decision_record_has_the_implications_that_were_said_and_asks_for_none():
    assert paper(noted(), "decision-record").implications == ()


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


def test_a_new_master_asks_for_each_thing_that_only_the_author_knows():
    asked = {note.what: note.ask for note in prompts()}

    assert asked["Meeting"] == "Which body meets, and when."
    assert asked["Legal"] == "Any implications, or None."
    answered = noted(*(replace(note, text="Said.") for note in prompts()))
    report = paper(answered)
    assert not [line.label for line in report.header if line.is_missing]
    # A plan with an end, objectives and risks says these itself.
    known = {"future", "objectives", "risk"}
    assert {named.key for named in report.named if named.passage.asked} == known
    assert not [line.kind for line in report.implications if line.passage.asked]
    assert report.more == ()
    assert paper(noted(*prompts())).named == paper(noted()).named
