"""What counts as an exception is a setting; how long one has stood, and who did nothing."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest

from tests.reports.plans import FACTS, OCTOBER, SEPTEMBER, after, item, plan
from xlplan.findings import Finding, Severity, Waiver
from xlplan.model import (
    DateChange,
    Item,
    Measure,
    Outturn,
    Period,
    Plan,
    Registers,
    ReturnLog,
    Status,
)
from xlplan.reports.context import BehaviourLine, ExceptionReport, ItemLine, Movement, WaiverLine
from xlplan.reports.exceptions import exception_report

JULY, AUGUST = Period(2013, 7), Period(2013, 8)
DUE = date(2014, 3, 31)


def report(now: Plan, **facts: Any) -> ExceptionReport:
    return exception_report(now, replace(FACTS, **facts))


def kinds(now: Plan) -> dict[str, str]:
    return {line.ref: group.heading for group in report(now).groups for line in group.items}


def lines(now: Plan, **facts: Any) -> dict[str, ItemLine]:
    return {line.ref: line for group in report(now, **facts).groups for line in group.items}


AMBER_TWICE = after(
    plan(item("AM1", "A"), item("AM2", "A"), item("AM3", "R")),
    (SEPTEMBER, plan(item("AM1", "G"), item("AM2", "A"), item("AM3", "G"))),
)


@pytest.mark.parametrize(
    ("wanted", "listed", "told"),
    [
        ("all", {"AM1": "Amber", "AM2": "Amber", "AM3": "Red"}, "approved date, Amber or not"),
        ("two months running", {"AM2": "Amber", "AM3": "Red"}, "Amber two months running or"),
        ("none", {"AM3": "Red"}, "expected after the approved date or not reported."),
    ],
)
def test_which_amber_is_an_exception_is_a_setting(wanted: str, listed: dict[str, str], told: str):
    now = replace(AMBER_TWICE, settings=replace(AMBER_TWICE.settings, exceptions_amber=wanted))

    assert kinds(now) == listed
    assert told in report(now).what_counts


def test_a_slip_counts_beyond_a_number_of_days():
    rows = [
        item("AM1", baseline_due=DUE, due=DUE, forecast=date(2014, 4, 30)),
        item("AM2", baseline_due=DUE, due=DUE, forecast=date(2014, 5, 1)),
    ]

    assert kinds(plan(*rows)) == {"AM1": "Slipped", "AM2": "Slipped"}
    slow = plan(*rows, exceptions_slip_days=30)
    assert kinds(slow) == {"AM2": "Slipped"}
    assert "approved date by more than 30 days" in report(slow).what_counts


def test_the_first_priorities_may_always_be_listed():
    now = plan(item("AM1", priority_rank=1), item("AM2", priority_rank=2), exceptions_priority=1)

    assert kinds(now) == {"AM1": "Always reported"}
    assert report(now).what_counts.endswith("Those of priority 1 are always listed.")


def test_how_long_it_has_been_one_is_counted_without_a_break():
    now = after(
        plan(item("AM1", "R"), item("AM2", "A"), item("AM3", "A"), item("AM4", "R")),
        (JULY, plan(item("AM1", "A"), item("AM2", "A"), item("AM3", "A"))),
        (AUGUST, plan(item("AM1", "?"), item("AM2", "G"), item("AM3", "A"))),
        (SEPTEMBER, plan(item("AM1", "A"), item("AM2", "A"), item("AM3", "G"))),
    )

    assert {ref: line.how_long for ref, line in lines(now).items()} == {
        "AM1": "4 months, since July 2013",
        "AM2": "2 months, since September 2013",
        "AM3": "New this month",
        "AM4": "New this month",
    }
    assert {row.ref: row.months for row in report(now).rows}["AM1"] == 4
    assert "1 for 3 months or more (AM1)" in " ".join(report(now).headline)


def idle(now: Item, then: Item, **facts: Any) -> str:
    return lines(after(plan(now), (SEPTEMBER, plan(then))), **facts)["AM1"].unacted


def test_an_exception_that_nobody_acted_on_is_marked():
    then = item("AM1", "R", due=DUE, percent_complete=40)
    nobody = frozenset({"id-AM2"})

    marked = "No action recorded since September 2013"
    assert idle(then, then, acted_on=nobody) == marked
    assert idle(replace(then, commentary="New words."), then, acted_on=nobody) == marked
    assert idle(then, then, acted_on=frozenset({"id-AM1"})) == ""
    assert idle(then, then, acted_on=None) == ""
    assert idle(replace(then, forecast=DUE), then, acted_on=nobody) == ""
    assert idle(replace(then, percent_complete=50.0), then, acted_on=nobody) == ""
    assert idle(then, item("AM1", "G", due=DUE, percent_complete=40), acted_on=nobody) == ""


def test_the_strip_has_a_letter_for_reprogrammed_and_suspended():
    now = after(
        plan(item("AM1", "A", status=Status.REPROGRAMMED)),
        (JULY, plan()),
        (AUGUST, plan(item("AM1", "R", status=Status.SUSPENDED))),
        (SEPTEMBER, plan(item("AM1", "A", status=Status.IN_PROGRESS))),
    )
    now = replace(now, history=(*now.history, *after(plan(), (JULY, plan(item("X")))).history))

    strip = lines(now)["AM1"].strip
    assert [mark.letter if mark else "–" for mark in strip] == ["–", "S", "A", "H"]
    assert len({mark.key for mark in strip if mark}) == 3


def test_moves_and_suspensions_are_scheduled_with_number_reason_and_approval():
    def move(was: date, now: date, period: Period, approval: str) -> DateChange:
        return DateChange("id-AM1", "AM1", was, now, (now - was).days, "Lease", approval, period)

    moved = (
        move(DUE, date(2014, 4, 30), SEPTEMBER, "Cabinet 12"),
        move(date(2014, 4, 30), date(2014, 6, 30), OCTOBER, ""),
    )
    now = plan(item("AM1"), item("AM2", status=Status.SUSPENDED, decision_ref="Cabinet 13"))
    made = report(replace(now, registers=Registers(date_changes=moved))).moves

    assert [(m.ref, m.what, m.days, m.number, m.approval, m.is_new) for m in made] == [
        ("AM1", "Reprogrammed", "+30", "1 of 2", "Cabinet 12", False),
        ("AM1", "Reprogrammed", "+61", "2 of 2", "", True),
        ("AM2", "Suspended", "", "", "Cabinet 13", False),
    ]


def test_what_went_better_than_planned_is_told():
    def outturn(measure: str, value: float) -> Outturn:
        return Outturn(OCTOBER, measure, value)

    registers = Registers(
        measures=(
            Measure("M1", "Calls answered", unit="%", target=80),
            Measure("M2", "Days sick", unit="days", better="Lower", target=7),
            Measure("M3", "Visits", target=10),
            Measure("M4", "Depot sale", items="AM9", target=1),
        ),
        outturns=(outturn("M1", 91), outturn("M2", 6.5), outturn("M3", 10), outturn("M4", 2)),
    )
    done = item("AM1", status=Status.COMPLETE, completed_on=date(2013, 10, 1), due=DUE)
    now = plan(done, item("AM9", publish="Exempt"))
    now = replace(after(now, (SEPTEMBER, plan(item("AM1")))), registers=registers)

    assert report(now).positive == (
        Movement("Finished early", ("AM1 Title AM1: finished 1 October 2013, 181 days early",)),
        Movement(
            "Above target",
            (
                "M1 Calls answered: 91% against a target of 80%",
                "M2 Days sick: 6.5 days against a target of 7 days",
            ),
        ),
    )


def test_when_an_owner_was_chased_stands_beside_what_they_left_out():
    now = plan(item("AM1", "?"))

    (line,) = report(now, chased={"Property Manager": date(2013, 11, 14)}).not_reported
    assert line.chased == "14 November 2013"


def test_a_waived_finding_prints_with_who_waived_it_and_until_when():
    def waived(ref: str, until: date) -> Finding:
        return Finding("R01", Severity.ERROR, "x", ref=ref, waiver=Waiver("Budget", "CMT", until))

    found = (waived("AM2", DUE), waived("AM1", date(2014, 1, 31)), waived("AM9", DUE))
    now = plan(item("AM1"), item("AM2"), item("AM9", publish="Exempt"))

    assert report(now, waived=found).waivers == (
        WaiverLine("R01", "AM1", "Budget", "CMT", "31 January 2014"),
        WaiverLine("R01", "AM2", "Budget", "CMT", "31 March 2014"),
    )


def test_how_owners_return_is_off_in_the_paper_until_the_council_wants_it():
    def log(owner: str, period: Period, day: date | None) -> ReturnLog:
        received = datetime(day.year, day.month, day.day) if day else None
        state = "Accepted" if day else "Issued"
        return ReturnLog(period, owner, state=state, received=received, deadline=date(2013, 10, 8))

    logs = (
        log("A", SEPTEMBER, date(2013, 10, 7)),
        log("B", SEPTEMBER, date(2013, 10, 9)),
        log("C", SEPTEMBER, None),
    )
    now = replace(plan(item("AM1")), returns=logs)

    assert report(now).behaviour == ()
    shown = replace(now, settings=replace(now.settings, behaviour_in_paper=True))
    assert report(shown).behaviour == (
        BehaviourLine("C", 1, 0, 0, 1),
        BehaviourLine("B", 1, 0, 1, 0),
        BehaviourLine("A", 1, 1, 0, 0),
    )
