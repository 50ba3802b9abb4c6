import re
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.reports.plans import FACTS, OCTOBER, RATINGS, SEPTEMBER, after, enabler, item, plan
from xlplan.findings import Finding, Severity
from xlplan.model import GREEN, CellRef, DateChange, Item, Plan, Registers, Status
from xlplan.reports.bridge import how_many, left_and_joined
from xlplan.reports.context import (
    ExceptionReport,
    Movement,
    NotReportedLine,
    QualityLine,
    RequestLine,
)
from xlplan.reports.exceptions import exception_report
from xlplan.reports.movement import compare, last_closed
from xlplan.reports.sources import PaperFacts

PAST, NEXT_YEAR = date(2013, 9, 1), date(2014, 9, 1)
SLIP = {"forecast": NEXT_YEAR, "baseline_due": date(2014, 1, 1)}


def paper(*items: Item) -> ExceptionReport:
    return exception_report(plan(*items), FACTS)


def listed(report: ExceptionReport) -> dict[str, list[str]]:
    return {group.heading: [line.ref for line in group.items] for group in report.groups}


@pytest.mark.parametrize(
    ("letters", "resolution"),
    [
        ("", "the plan has no items."),
        ("??", "none of the 2 items was reported on."),
        ("G", "of the 1 item reported on, 1 (100.0%) is Green and none is Red."),
        ("RR", "of the 2 items reported on, 2 (100.0%) are Red."),
        (
            "GGAR?",
            "of the 4 items reported on, 2 (50.0%) are Green, 1 (25.0%) is Amber and "
            "1 (25.0%) is Red; 1 was not reported.",
        ),
        (
            "GAR",
            "of the 3 items reported on, 1 (33.3%) is Green, 1 (33.3%) is Amber and 1 (33.3%) is "
            "Red. The percentages add up to 99.9% because equal numbers are shown as equal.",
        ),
    ],
)
def test_the_resolution_is_ready_to_be_minuted(letters: str, resolution: str):
    items = [item(f"AM{n}", letter) for n, letter in enumerate(letters, 1)]
    assert paper(*items).resolution == f"That it be noted that {resolution}"


def test_the_resolution_counts_each_item_by_position_in_the_plans_own_word():
    items = (
        item("AM1", status=Status.COMPLETE),
        item("AM2", status=Status.SUSPENDED),
        item("AM3", "R"),
        item("AM4", "N"),
    )
    report = exception_report(plan(*items, item_label="Action"), FACTS)
    assert report.resolution == (
        "That it be noted that of the 4 actions reported on, 1 (25.0%) is complete, "
        "1 (25.0%) is Red, 1 (25.0%) is suspended and 1 (25.0%) is not rated."
    )
    assert report.position_headings == (
        "Green", "Amber", "Red", "Complete", "Suspended", "Not rated",
    )  # fmt: skip
    assert report.position_total.counts == (0, 0, 1, 1, 1, 1)
    assert report.position_total.percent_green == "0.0%"


def test_each_exception_is_listed_once_under_the_first_heading_that_fits():
    report = exception_report(
        plan(
            item("AM1", "R", due=PAST, **SLIP),
            item("AM2", "A", due=PAST),
            item("AM3", "A", **SLIP),
            item("AM4", "A"),
            item("AM5", "A", priority_rank=1),
            item("AM6", "G"),
            item("AM7", "?"),
            item("AM8", "G", status=Status.COMPLETE, due=PAST, **SLIP),
            item("AM9", "G"),
            item("AM9.1", "R", parent="AM9"),
            enablers=[enabler("A")],
        ),
        FACTS,
    )
    assert listed(report) == {
        "Red": ["AM1", "AM9.1"],
        "Overdue": ["AM2"],
        "Slipped": ["AM3"],
        "Amber": ["AM5", "AM4", "OC"],
        "Not reported": ["AM7"],
    }
    assert report.what_counts == (
        "Listed once each, under the first that fits: items and enablers that are Red, past their "
        "due date, expected after the approved date, Amber or not reported."
    )


def test_only_the_parts_that_are_exceptions_stand_beneath_an_exception():
    parts = [item("AM1.1", "G", parent="AM1"), item("AM1.2", "A", parent="AM1")]
    line = paper(item("AM1", "A"), *parts).groups[0].items[0]
    assert [part.ref for part in line.sub_items] == ["AM1.2"]


def opening_of(row: Item, *moves: DateChange) -> str:
    now = replace(plan(row), registers=Registers(date_changes=moves))
    (line,) = exception_report(now, FACTS).groups[0].items
    return "".join(run.text for paragraph in line.corrective_action for run in paragraph.runs)


@pytest.mark.parametrize(
    ("status", "word"),
    [
        (Status.REPROGRAMMED, "REPROGRAMMED."),
        (Status.SUSPENDED, "SUSPENDED."),
        (Status.COMPLETE, "COMPLETE."),
    ],
)
def test_corrective_action_opens_with_the_status_in_capitals(status: Status, word: str):
    row = item("AM1", "A", status=status)
    assert opening_of(replace(row, corrective_action="Minute 12.")) == f"{word} Minute 12."
    assert opening_of(row) == word


def test_an_item_whose_date_was_moved_this_month_opens_with_extended():
    row = item("AM1", "A", status=Status.IN_PROGRESS, corrective_action="Agree it.")
    moved = DateChange("id-AM1", "AM1", PAST, NEXT_YEAR, 365, period=OCTOBER)

    assert opening_of(row, moved) == "EXTENDED. Agree it."
    assert opening_of(row, replace(moved, period=SEPTEMBER)) == "Agree it."


def test_the_bridge_names_who_left_and_who_joined_green():
    before = plan(item("AM1", "G"), item("AM2", "A"), item("AM4", "R"), item("AM9", "G"))
    now = plan(
        item("AM1", "A"),
        item("AM2", "G", status=Status.COMPLETE, completed_on=PAST),
        item("AM3", "G"),
        item("AM4", "A"),
    )
    report = exception_report(after(now, (SEPTEMBER, before)), FACTS)
    assert {m.heading: m.lines for m in report.movements} == {
        "Left Green, from 2 in September 2013": (
            "AM1 Title AM1: Green to Amber.",
            "AM9 Title AM9: was Green.",
        ),
        "Joined Green, making 2 (1 complete)": (
            "AM2 Title AM2: Amber to Green.",
            "AM3 Title AM3: new, Green.",
        ),
        "Other changes of rating": ("AM4 Title AM4: Red to Amber.",),
    }
    assert report.positive == (Movement("Recovered", ("AM2 Title AM2: Amber to Green",)),)


LETTERS = st.dictionaries(st.sampled_from(range(8)), st.sampled_from(sorted(RATINGS)))


def of_letters(letters: dict[int, str]) -> Plan:
    return plan(*(item(f"AM{n}", letter) for n, letter in letters.items()))


@given(LETTERS, LETTERS)
def test_the_bridge_adds_up(then: dict[int, str], today: dict[int, str]):
    now = after(of_letters(today), (SEPTEMBER, of_letters(then)))
    compared = compare(now, last_closed(now))
    left, joined = left_and_joined(compared, GREEN)
    gone = [seen for seen in compared.gone() if seen.rag == GREEN]
    before, after_it = how_many(compared, GREEN)
    assert before - len(left) - len(gone) + len(joined) == after_it


@given(LETTERS)
def test_the_position_table_counts_every_item_once(letters: dict[int, str]):
    report = exception_report(of_letters(letters), FACTS)
    assert sum(report.position_total.counts) == report.position_total.items == len(letters)


def test_what_was_not_reported_is_grouped_by_owner_and_when_it_last_was():
    now = plan(item("AM1", "?"), item("AM2", "?"), item("AM3", "?"), item("AM4", "?", owner="X"))
    before = plan(item("AM1", "G"), item("AM2", "A"), item("AM4", "R", owner="X"))
    report = exception_report(after(now, (SEPTEMBER, before)), FACTS)
    assert report.not_reported == (
        NotReportedLine("Property Manager", "AM1; AM2", "September 2013", "AM1 Green; AM2 Amber"),
        NotReportedLine("Property Manager", "AM3", "Never", "–"),
        NotReportedLine("X", "AM4", "September 2013", "Red"),
    )


def test_returns_say_who_is_missing():
    facts = replace(FACTS, returns_issued=6, returns_received=4, missing_owners=("A", "B"))
    assert exception_report(plan(item("AM1")), facts).returns == (
        "Returns received for October 2013: 4 of 6. Still missing: A and B."
    )
    assert paper().returns == "No returns were issued for October 2013."


def test_findings_are_counted_by_rule():
    def found(code: str, ref: str, severity: Severity = Severity.ERROR) -> Finding:
        at = CellRef("f.xlsx", "AM", 4, 2)
        return Finding(code, severity, f"{ref} needs something.", at, ref)

    findings = (
        found("X9", "AM3", Severity.WARNING),
        found("R01", "AM1"),
        found("R01", "AM2"),
        found("X8", "AM4"),
    )
    report = exception_report(
        plan(item("AM4", publish="Exempt")), PaperFacts(FACTS.sources, findings)
    )
    assert report.quality == (
        QualityLine("R01", "Error", "Red amber needs corrective action", 2, "AM1; AM2"),
        QualityLine("X8", "Error", "About an exempt item.", 1, "AM4"),
        QualityLine("X9", "Warning", "AM3 needs something.", 1, "AM3"),
    )


def test_cmt_reads_what_is_for_cmt_only_and_nothing_exempt():
    request = RequestLine("AM2", "Sell the depot", "Delete", "", "", "", "", "")
    facts = PaperFacts(FACTS.sources, requests=(request,))
    secret = {"title": "Sell the depot", "help_needed": "Sell the depot"}
    now = plan(item("AM1", "R", publish="CMT only"), item("AM2", "R", publish="Exempt", **secret))
    report = exception_report(now, facts)
    assert listed(report) == {"Red": ["AM1"]}
    assert "depot" not in repr(report)
    assert report.position_total.items == 2
    assert report.what_counts.endswith("1 exempt exception is counted above and not listed.")


def test_the_headline_names_what_moved_and_is_gone_to_those_who_may_know_it():
    before = plan(
        item("AM1", "A"),
        item("AM2", "G", publish="Exempt"),
        item("AM3", "A", publish="Exempt"),
        item("AM4", "G"),
        item("AM7", "G", publish="Exempt"),
        item("AM8", "G", publish="CMT only"),
    )
    now = plan(
        item("AM1", "G"),
        item("AM2", "A", publish="Exempt"),
        item("AM3", "G", publish="Exempt"),
        item("AM4", "A"),
    )
    report = exception_report(after(now, (SEPTEMBER, before)), FACTS)

    assert report.headline[-1] == (
        "Green: 4 in September 2013, 2 now: 2 left (AM4, 1 not named here), "
        "2 gone from the plan (AM8, 1 not named here) and 2 joined (AM1, 1 not named here)."
    )
    assert not {"AM2", "AM3", "AM7"} & set(re.findall(r"AM\d", repr(report)))


def test_a_month_without_anything_wrong_lists_no_exceptions():
    report = paper(item("AM1"))
    assert (report.groups, report.movements, report.positive, report.quality) == ((), (), (), ())


def test_only_a_red_or_amber_item_is_reproached_for_want_of_a_corrective_action():
    report = paper(
        item("AM1", "G", **SLIP),
        item("AM2", "A"),
        item("AM3", "A", corrective_action="Agree a date with Planning."),
    )

    lines = {line.ref: line.lacks_action for group in report.groups for line in group.items}
    assert lines == {"AM1": False, "AM2": True, "AM3": False}
