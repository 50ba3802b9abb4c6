"""The record tells each item's months, who moved a headline, how late, and who returned when."""

from collections import Counter
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.reports.plans import APRIL, OCTOBER, SEPTEMBER, after, item, plan
from xlplan.history import (
    bridge,
    cabinet_before,
    compare,
    month_before,
    months_to,
    return_behaviour,
    slip_ledger,
    travels,
)
from xlplan.model import (
    DateChange,
    Direction,
    Level,
    Meeting,
    Period,
    Plan,
    Registers,
    ReturnLog,
    Status,
)

AS_AT = OCTOBER.last_day


def with_registers(found: Plan, **registers: Any) -> Plan:
    return replace(found, registers=Registers(**registers))


def test_a_strip_is_of_twelve_months_that_end_with_the_plans_own():
    assert months_to(Period(2013, 2), 3) == (Period(2012, 12), Period(2013, 1), Period(2013, 2))
    now = after(
        plan(item("AM1", "A"), item("AM2")),
        (SEPTEMBER, plan(item("AM1", "?"))),
        (APRIL, plan(item("AM1", "G"))),
    )
    first, second = travels(now)
    assert first.months[0].period == Period(2012, 11) and len(first.months) == 12
    letters = {str(m.period): m.letter for m in first.months if m.is_in_plan}
    assert letters == {"2013-04": "G", "2013-09": "NR", "2013-10": "A"}
    assert [m.letter for m in second.months] == [""] * 11 + ["G"]


def test_travel_is_told_against_last_month_and_the_last_cabinet_report():
    now = after(
        plan(item("AM1", "A"), item("AM2")),
        (SEPTEMBER, plan(item("AM1", "A"))),
        (APRIL, plan(item("AM1", "G"))),
    )
    now = with_registers(
        now,
        calendar=(
            Meeting(APRIL, "Progress report", body="Cabinet"),
            Meeting(SEPTEMBER, "Plan update", body="Cabinet"),
            Meeting(OCTOBER, "Cabinet"),
        ),
    )
    first, second = travels(now)
    assert (first.since_month, first.since_cabinet) == (SEPTEMBER, APRIL)
    assert (first.last_month, first.last_cabinet) == (Direction.SAME, Direction.WORSENED)
    assert (second.last_month, second.last_cabinet) == (Direction.NEW, Direction.NEW)


def test_the_last_cabinet_report_is_a_closed_month_or_none():
    now = after(plan(item("AM1")), (SEPTEMBER, plan(item("AM1"))))
    assert (month_before(now), cabinet_before(now)) == (SEPTEMBER, None)
    said = replace(now, settings=replace(now.settings, last_cabinet=SEPTEMBER))
    assert cabinet_before(said) == SEPTEMBER
    unclosed = replace(now, settings=replace(now.settings, last_cabinet=APRIL))
    assert cabinet_before(unclosed) is None
    assert travels(plan(item("AM1")))[0].last_month is Direction.NONE


def test_the_bridge_names_who_moved_a_headline():
    then = plan(item("AM1", "G"), item("AM2", "G"), item("AM3", "A"), item("AM4", "G"))
    now = plan(item("AM1", "A"), item("AM2", "?"), item("AM3", "G"), item("AM5", "G"))
    found = bridge(compare(then, now))
    assert (found.before, found.after) == (
        {"Green": 3, "Amber": 1},
        {"Amber": 1, "Not reported": 1, "Green": 2},
    )
    assert {(m.was, m.now): m.refs for m in found.moves} == {
        ("Green", "Amber"): ("AM1",),
        ("Green", "Not reported"): ("AM2",),
        ("Amber", "Green"): ("AM3",),
        ("Not in the plan", "Green"): ("AM5",),
        ("Green", "Not in the plan"): ("AM4",),
    }
    assert [m.now for m in found.left("Green")] == ["Amber", "Not reported", "Not in the plan"]
    assert [m.was for m in found.joined("Green")] == ["Amber", "Not in the plan"]


@given(st.lists(st.tuples(st.sampled_from("RAGN?-"), st.sampled_from("RAGN?-")), max_size=12))
def test_what_left_and_what_joined_lead_from_before_to_after(letters: list[tuple[str, str]]):
    then, now = (
        plan(*(item(f"AM{n}", pair[side]) for n, pair in enumerate(letters) if pair[side] != "-"))
        for side in (0, 1)
    )
    found = bridge(compare(then, now), Level.ITEM)
    for word in {*found.before, *found.after}:
        left = sum(len(move.refs) for move in found.left(word))
        joined = sum(len(move.refs) for move in found.joined(word))
        assert found.before.get(word, 0) - left + joined == found.after.get(word, 0)
    assert sum(found.after.values()) == Counter(side != "-" for _, side in letters)[True]


DUE, LATER = date(2014, 3, 31), date(2014, 6, 30)


@pytest.mark.parametrize(
    ("fields", "approved", "after_approved", "after_programmed", "has_slipped"),
    [
        ({}, 0, 0, 0, False),
        ({"due": LATER}, 91, 0, 91, False),  # approved, so no slip
        ({"forecast": LATER}, 0, 91, 91, True),
        ({"due": LATER, "forecast": LATER}, 91, 0, 91, False),
        ({"due": date(2013, 10, 1)}, -181, 30, 0, True),  # open, and its date has passed
        ({"status": Status.COMPLETE, "completed_on": date(2014, 4, 1)}, 0, 1, 1, True),
        ({"status": Status.SUSPENDED, "forecast": LATER}, 0, 0, 0, False),
        ({"baseline_due": None, "due": None}, None, 0, 0, False),
    ],
)
def test_a_later_date_that_was_approved_is_no_slip(
    fields: dict[str, Any],
    approved: int | None,
    after_approved: int,
    after_programmed: int,
    has_slipped: bool,
):
    (line,) = slip_ledger(plan(item("AM1", **({"baseline_due": DUE, "due": DUE} | fields))))
    assert line.days_approved == approved
    assert (line.days_after_approved, line.days_after_programmed) == (
        after_approved,
        after_programmed,
    )
    assert line.has_slipped is has_slipped


def test_the_ledger_adds_up_approved_moves():
    moves = (
        DateChange("id-AM1", "AM1", date(2013, 6, 30), date(2013, 9, 30), 92, approval="CMT 1"),
        DateChange("", "AM1", date(2013, 9, 30), DUE, 182, approval="CMT 2"),
        DateChange("id-AM9", "AM9", DUE, LATER, 91),
    )
    now = plan(item("AM1", baseline_due=date(2013, 6, 30), due=DUE), item("AM2"))
    first, second = slip_ledger(with_registers(now, date_changes=moves))
    assert (len(first.moves), first.days_moved, first.days_approved) == (2, 274, 274)
    assert (first.is_overdue, first.is_overdue_against_programmed) == (False, True)
    assert (second.moves, second.days_moved) == ((), 0)


def log(period: Period, state: str, received: str = "", **fields: Any) -> ReturnLog:
    day = datetime.fromisoformat(received) if received else None
    said = {"deadline": date(period.year, period.month, 8), "times": 1 if received else 0}
    return ReturnLog(period, "Head of Finance", state=state, received=day, **(said | fields))


def test_return_behaviour_counts_each_return_once():
    now = replace(
        plan(item("AM1")),
        returns=(
            log(Period(2013, 6), "Accepted", "2013-06-08 23:59:00"),
            log(Period(2013, 7), "Accepted", "2013-07-09 00:01:00", times=2),
            log(Period(2013, 8), "Sent back", "2013-08-02"),
            log(SEPTEMBER, "Accepted", "2013-09-02", revision=2),
            log(Period(2013, 5), "Accepted", "2013-05-02", deadline=None),
            log(OCTOBER, "Issued"),
        ),
    )
    (found,) = return_behaviour(now)
    months = {
        name: [r.period.month for r in getattr(found, name)]
        for name in ("in_time", "late", "undated", "missing", "awaited", "right_first_time")
    }
    assert months == {
        "in_time": [6, 9],
        "late": [7],
        "undated": [5],
        "missing": [8],
        "awaited": [10],
        "right_first_time": [6, 5],
    }
    assert found.issued == 6
    assert return_behaviour(now, SEPTEMBER)[0].issued == 2


def test_a_deadline_that_no_line_has_is_that_of_the_calendar_or_the_open_month():
    logs = (
        log(SEPTEMBER, "Accepted", "2013-10-09", deadline=None),
        log(OCTOBER, "Accepted", "2013-11-08", deadline=None),
    )
    now = replace(plan(item("AM1"), deadline=date(2013, 11, 8)), returns=logs)
    now = with_registers(now, calendar=(Meeting(SEPTEMBER, "Exceptions", date(2013, 10, 8)),))
    (found,) = return_behaviour(now)
    assert ([r.period for r in found.late], [r.period for r in found.in_time]) == (
        [SEPTEMBER],
        [OCTOBER],
    )
