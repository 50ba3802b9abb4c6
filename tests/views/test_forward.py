from dataclasses import replace
from datetime import date

from tests.reports.plans import FACTS, item, plan
from xlplan.model import Item, Meeting, Period, Plan, Registers, Status
from xlplan.reports.forward_plan import forward_paper
from xlplan.views.forward import DECISION, MEETING, forward_plan

CMT = Meeting(Period(2013, 11), "Exceptions", body="CMT", day=date(2013, 12, 10))


def held(*items: Item, calendar: tuple[Meeting, ...] = (CMT,)) -> Plan:
    bare = tuple(replace(i, due=None) if i.due == date(2014, 3, 31) else i for i in items)
    return replace(plan(*bare), registers=Registers(calendar=calendar))


def asked(ref: str, day: date, body: str = "CMT", **fields: object) -> Item:
    said = {"help_needed": "A yes", "decision_needed_from": body, "decision_by": day}
    return replace(item(ref), due=None, **said, **fields)  # type: ignore[arg-type]


def notices(made: Plan, ref: str) -> tuple[str, ...]:
    return next(a.notices for a in forward_plan(made) if a.ref == ref)


def test_what_lies_ahead_is_in_order_of_date():
    late, soon = asked("AM1", date(2013, 12, 10)), asked("AM2", date(2013, 11, 12), "Cabinet")
    found = forward_plan(held(late, soon))
    assert [(a.kind, a.ref) for a in found] == [
        (DECISION, "AM2"),
        (DECISION, "AM1"),
        (MEETING, ""),
    ]


def test_a_decision_on_the_day_of_the_meeting_has_no_notice():
    assert notices(held(asked("AM1", date(2013, 12, 10))), "AM1") == ()


def test_a_decision_between_meetings_is_told():
    assert notices(held(asked("AM1", date(2013, 12, 12))), "AM1") == (
        "No meeting that day; 10 Dec 2013 is the last before",
    )
    assert notices(held(asked("AM1", date(2013, 12, 9))), "AM1") == ("No meeting before it",)


def test_a_body_without_a_calendar_is_not_told_off():
    assert notices(held(asked("AM1", date(2013, 12, 12), "Cabinet")), "AM1") == ()


def test_a_weekend_is_told():
    assert notices(held(asked("AM1", date(2013, 12, 14), "Cabinet")), "AM1") == ("On a Saturday",)


def test_a_date_that_has_passed_is_missed_unless_the_work_is_done():
    missed = asked("AM1", date(2013, 10, 1), "Cabinet")
    done = asked("AM2", date(2013, 10, 1), "Cabinet", status=Status.COMPLETE)
    made = held(missed, done)
    assert notices(made, "AM1") == ("Missed by 30 days",)
    assert "AM2" not in {a.ref for a in forward_plan(made)}


def test_three_things_of_one_body_on_one_day_clash():
    made = held(*(asked(f"AM{n}", date(2013, 12, 10)) for n in (1, 2, 3)))
    assert notices(made, "AM2") == ("3 on one day",)


def test_a_published_report_is_behind_and_a_missed_one_is_not():
    past = replace(CMT, day=date(2013, 10, 15))
    assert [a.notices for a in forward_plan(held(item("AM1"), calendar=(past,)))] == [
        ("Missed by 16 days",)
    ]
    assert forward_plan(held(item("AM1"), calendar=(replace(past, state="Published"),))) == ()


def test_the_paper_puts_missed_first_and_groups_decisions_by_body():
    made = held(
        asked("AM1", date(2013, 12, 10)),
        asked("AM2", date(2013, 11, 13), "Cabinet"),
        replace(item("AM3"), due=None, next_milestone="Opens", next_milestone_due=date(2013, 9, 1)),
    )
    paper = forward_paper(made, FACTS.sources)
    assert [b.heading for b in paper.blocks] == [
        "Missed",
        "Decisions of Cabinet",
        "Decisions of CMT",
        "Meetings",
    ]
    assert paper.answer == "2 decisions and 1 meeting ahead. 1 date missed."


def test_an_exempt_item_is_not_in_the_paper():
    made = held(asked("AM1", date(2013, 12, 10), publish="Exempt"))
    assert "AM1" not in repr(forward_paper(made, FACTS.sources).blocks)


def test_nothing_ahead_has_no_heading():
    paper = forward_paper(held(item("AM1"), calendar=()), FACTS.sources)
    assert paper.blocks == ()
    assert paper.answer == "No decision, milestone or meeting is dated."
