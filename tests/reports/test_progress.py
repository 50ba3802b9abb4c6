import re
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from tests.reports.plans import APRIL, FACTS, SEPTEMBER, after, enabler, item, plan
from xlplan.model import AMBER, GREEN, Item, Level, Plan, Reported, Status
from xlplan.reports.context import Movement, RequestLine
from xlplan.reports.paper_values import ProgressReport
from xlplan.reports.progress import progress_report
from xlplan.reports.sources import PaperFacts

ANY_COMMENTS = "That any comments of Overview and Scrutiny be considered."
REQUEST = RequestLine("AM1", "Town Hall", "Due date", "1 May 2014", "1 June 2014", "", "", "")


def paper(*items: Item) -> ProgressReport:
    return progress_report(plan(*items), FACTS)


def moved(report: ProgressReport) -> dict[str, tuple[str, ...]]:
    return {movement.heading: movement.lines for movement in report.movements}


@pytest.mark.parametrize(
    ("letters", "answer"),
    [
        ("", "The plan has no items."),
        ("R", "The plan is Red. Its only item is Red."),
        ("RRR", "The plan is Red. All 3 items are Red."),
        ("GGA", "The plan is Green. Of 3 items, 2 are Green, 1 is Amber and none is Red."),
        ("GN", "The plan is Green. Of 2 items, 1 is Green and none is Red; 1 is not rated."),
        (
            "G?",
            "The plan is Green. Of 2 items, 1 is Green and none is Red. 1 item was not reported.",
        ),
        ("??", "Nothing has been reported for October 2013."),
        ("NN", "The plan cannot be rated. No item is rated."),
    ],
)
def test_the_answer_is_grammatical_for_any_number(letters: str, answer: str):
    items = [item(f"AM{n}", letter) for n, letter in enumerate(letters, 1)]
    assert paper(*items).answer == answer


def test_the_answer_says_what_moved_and_names_the_most_important():
    before = plan(item("AM1", "G"), item("AM2", "G"), item("AM3", "G"), item("AM4", "A"))
    now = plan(
        item("AM1", "A", priority_rank=3),
        item("AM2", "A", priority_rank=1),
        item("AM3", "A", priority_rank=2),
        item("AM4", "G"),
        item("AM5", "G"),
    )
    assert progress_report(after(now, (SEPTEMBER, before)), FACTS).answer == (
        "The plan is Amber. Of 5 items, 2 are Green, 3 are Amber and none is Red. "
        "Since September 2013, 1 improved and 3 worsened (among them AM2 Title AM2 and "
        "AM3 Title AM3); 1 is new."
    )


def test_an_answer_without_movement_says_so():
    then = plan(item("AM1"))
    assert progress_report(after(then, (SEPTEMBER, then)), FACTS).answer.endswith(
        "No rating has improved or worsened since September 2013."
    )


def test_it_is_compared_with_the_last_cabinet_report_if_history_has_it():
    now = plan(item("AM1"), last_cabinet=APRIL)
    with_april = after(now, (APRIL, plan(item("AM1", "R"))), (SEPTEMBER, plan(item("AM1", "A"))))
    without = after(now, (SEPTEMBER, plan(item("AM1", "A"))))
    assert progress_report(with_april, FACTS).since == "April 2013"
    assert progress_report(without, FACTS).since == "September 2013"
    assert progress_report(with_april, FACTS, since=SEPTEMBER).since == "September 2013"


def test_without_history_nothing_is_compared():
    report = paper(item("AM1", "A", last_rag=GREEN))
    assert (report.since, report.movements, report.months) == ("", (), ())
    line = report.sections[0].items[0]
    assert line.change == "" and line.last and line.last.word == "Green"
    assert report.plan.last is None


def test_every_item_that_moved_is_named_under_how_it_moved():
    before = plan(
        item("AM1", "G"),
        item("AM2", "A"),
        item("AM4", "G", due=date(2013, 12, 31)),
        item("AM5", "A"),
        item("AM6", "G"),
        item("AM9", "R"),
    )
    now = plan(
        item("AM1", "A"),
        item("AM2", "G", status=Status.COMPLETE, completed_on=date(2013, 10, 2)),
        item("AM3", "R"),
        item("AM4", "G", due=date(2014, 3, 31)),
        item("AM5", "N"),
        item("AM6", "?"),
    )
    report = progress_report(after(now, (SEPTEMBER, before)), FACTS)
    assert moved(report) == {
        "Worsened": ("AM1 Title AM1: Green to Amber.",),
        "Improved": ("AM2 Title AM2: Amber to Green.",),
        "New to the plan": ("AM3 Title AM3: Red.",),
        "Completed since": ("AM2 Title AM2: 2 October 2013, Green.",),
        "Approved date moved": ("AM4 Title AM4: 31 December 2013 to 31 March 2014.",),
        "Other changes of rating": ("AM5 Title AM5: Amber to N/A.",),
        "No longer in the plan": ("AM9 Title AM9: was Red.",),
    }
    changes = [line.change for line in report.sections[0].items]
    assert changes == [
        "Worsened from Green",
        "Completed; improved from Amber",
        "New to the plan",
        "No change",
        "Was Amber",
        "Was Green",
    ]


def test_what_was_not_reported_is_named_by_owner_when_it_is_much():
    few = [item(f"AM{n}", "?") for n in range(12)]
    hidden = item("AM99", "?", publish="Exempt")

    assert paper(*few).not_reported[0] == "AM0 Title AM0 (Property Manager): never reported."
    refs = ", ".join(f"AM{n}" for n in range(12))
    assert paper(*few, item("B1", "?", owner=""), hidden).not_reported == (
        f"Property Manager (12): {refs}.",
        "No owner (1): B1.",
        "1 item not named here.",
    )


def test_attention_lists_each_item_once_by_urgency_then_rank():
    late = date(2013, 10, 1)
    report = progress_report(
        plan(
            item("AM1", "A"),
            item("AM2", "G", due=late),
            item("AM3", "?"),
            item("AM4", "A", priority_rank=1),
            item("AM5", "R", due=late),
            item("AM6", "G", forecast=date(2014, 9, 1), baseline_due=date(2014, 1, 1)),
            item("AM7", "G", due=late, status=Status.COMPLETE),
            item("AM8", "G"),
            item("AM9", "?", due=late, priority_rank=9),
            item("AM8.1", "R", parent="AM8"),
            enablers=[enabler("A")],
        ),
        FACTS,
    )
    found = [line.ref for line in report.attention]
    assert found == ["AM5", "AM8.1", "AM9", "AM2", "AM4", "AM1", "OC", "AM3"]
    assert report.attention[2].flags == ("Not reported", "Overdue by 30 days")


def test_an_item_that_differs_from_its_parts_says_why():
    parts = [item(f"TR1.{n}", letter, parent="TR1") for n, letter in enumerate("GGGGGA", 1)]
    report = paper(item("TR1", "A", rag_reason="Visits to the website fell."), *parts)
    assert report.sections[0].items[0].note == (
        "Its sub-items alone would make it Green (5 Green, 1 Amber). Visits to the website fell."
    )
    assert report.sections[0].line.total == 1


def test_an_approved_rating_says_who_set_it():
    set_by = {"approved_rag": AMBER, "approved_by": "CMT", "approved_reason": "Funding lapsed"}
    line = paper(item("AM1", "G", **set_by)).sections[0].items[0]
    assert (line.now.word, line.note) == ("Amber", "Set to Amber by CMT: Funding lapsed.")


def test_a_rating_that_was_held_is_not_reported_and_says_so():
    line = paper(item("AM1", "G", reported=Reported.HELD)).sections[0].items[0]
    assert (line.now.letter, line.flags) == ("NR", ("The rating returned could not be used",))


def test_notices_tell_late_dates_and_approved_moves():
    dates: dict[str, Any] = {"baseline_due": date(2013, 6, 30), "due": date(2014, 3, 31)}
    facts = PaperFacts(FACTS.sources, moves={"id-AM1": (2, 274)})
    late = plan(item("AM1", forecast=date(2014, 4, 1), **dates))
    on_time = plan(item("AM1", forecast=date(2014, 3, 31), **dates))
    assert progress_report(late, facts).sections[0].items[0].flags == (
        "Expected 1 day after its due date",
        "Approved date moved twice, by 274 days in all",
    )
    assert progress_report(on_time, FACTS).sections[0].items[0].flags == (
        "Expected 274 days after its programmed date, as approved",
    )
    facts = PaperFacts(FACTS.sources, moves={"id-AM1": (1, 274)})
    assert progress_report(on_time, facts).sections[0].items[0].flags == (
        "Approved date moved once, by 274 days",
    )


def test_nothing_that_is_not_public_is_named():
    secret = {"title": "Sell the depot", "publish": "Exempt", "help_needed": "Sell the depot"}
    before = plan(item("AM1", "G"), item("AM2", "G"))
    now = plan(
        item("AM1", "A", commentary="Sell the depot", **secret),
        item("AM2", "R", publish="CMT only", title="Sell the depot"),
        item("AM2.1", "R", parent="AM2", title="Sell the depot"),
        item("AM3", "?", **secret),
        enablers=[
            enabler("R", approved_rag=AMBER, approved_reason="Sell the depot", publish="Exempt")
        ],
    )
    asked = replace(REQUEST, title="Sell the depot")
    facts = PaperFacts(FACTS.sources, requests=(asked,))
    report = progress_report(after(now, (SEPTEMBER, before)), facts)
    assert "depot" not in repr(report)
    assert report.attention == () and report.asks == ()
    assert report.plan.total == 3
    assert report.answer.endswith("3 items are counted here and are not for publication.")
    assert moved(report)["Worsened"] == ("2 items not named here.",)


def test_a_blank_publish_is_public():
    assert len(paper(item("AM1", publish="")).sections[0].items) == 1


def test_recommendations_ask_only_for_what_happened():
    assert paper(item("AM1")).recommendations == (
        "That progress against the Improvement Plan at 31 October 2013, and the plan's rating of "
        "Green, be noted.",
        ANY_COMMENTS,
    )


def test_recommendations_follow_what_happened():
    asks = {
        "help_needed": "A site",
        "decision_needed_from": "Cabinet",
        "decision_by": date(2014, 1, 15),
    }
    done = item("AM3", status=Status.COMPLETE, completed_on=date(2013, 10, 1))
    now = plan(item("AM1", "R"), item("AM2", "A", **asks), done)
    deletion = replace(REQUEST, what="Proposed change", wanted="Delete")
    decided = replace(REQUEST, decision="Refused")
    facts = PaperFacts(FACTS.sources, requests=(REQUEST, deletion, decided))
    assert progress_report(after(now, (SEPTEMBER, now)), facts).recommendations[1:] == (
        "That the corrective action on the 1 Red and 1 Amber items be noted.",
        "That the completion of AM3 Title AM3 be noted.",
        "That Cabinet decide, by 15 January 2014, what is asked under AM2 Title AM2: “A site.”",
        "That the requested date be agreed: AM1 Town Hall (1 May 2014 to 1 June 2014).",
        "That the requested change be decided: AM1 Town Hall (proposed change: Delete).",
        ANY_COMMENTS,
    )


def leaving(now: Plan, then: Plan) -> list[str]:
    """The resolutions of a paper about what is no longer in the plan."""
    told = progress_report(after(now, (SEPTEMBER, then)), FACTS).recommendations
    return [t for t in told if re.match("That the (deletion|merger|split|move)", t)]


def test_a_merger_is_told_as_a_merger_and_not_as_a_deletion():
    merged = {"proposed_change": "Merge", "change_reason": "AM2: one lease covers both"}
    then = plan(
        item("AM1", decision_ref="Cabinet 12", **merged),
        item("AM2"),
        item("AM3", decision_ref="Cabinet 12", **merged),
        item("AM4"),
    )

    assert leaving(plan(item("AM2")), then) == [
        "That the deletion of AM4 Title AM4 be agreed.",
        "That the mergers of AM1 Title AM1 into AM2 Title AM2 and "
        "AM3 Title AM3 into AM2 Title AM2 be noted.",
    ]
    assert leaving(plan(item("AM2", publish="Exempt"), item("AM3"), item("AM4")), then) == [
        "That the merger of AM1 Title AM1 into another item be noted."
    ]


def test_two_items_merged_into_a_new_one_both_go_into_it():
    merged = {"proposed_change": "Merge", "change_reason": "AM9: one lease covers both"}
    then = plan(item("AM1", **merged), item("AM2", **merged))

    assert leaving(plan(item("AM9")), then) == [
        "That the mergers of AM1 Title AM1 into AM9 Title AM9 and "
        "AM2 Title AM2 into AM9 Title AM9 be agreed."
    ]


def test_an_item_that_was_split_into_new_ones_names_them_both():
    split = {"proposed_change": "Split", "change_reason": "AM8; AM9: two sites"}

    assert leaving(plan(item("AM8"), item("AM9")), plan(item("AM1", **split))) == [
        "That the split of AM1 Title AM1 into AM8 Title AM8 and AM9 Title AM9 be agreed."
    ]


def test_a_proposed_item_and_a_new_name_are_told_by_what_they_are():
    told = "Item: A bike shelter\nWorkstream: AM\nOwner: Property Manager"
    new = RequestLine("", "", "New item", "", told, "", "Head of Property", "")
    renamed = RequestLine("", "", "Rename service", "Parks", "Green spaces", "", "", "")
    facts = PaperFacts(FACTS.sources, requests=(new, renamed))
    assert progress_report(plan(item("AM1")), facts).recommendations[1:3] == (
        "That the requested change be decided: Rename service Parks to Green spaces.",
        "That the proposed new item be decided: A bike shelter (Property Manager).",
    )


def test_asks_are_sorted_by_date_then_rank_with_no_date_last():
    def asking(ref: str, by: date | None, rank: int | None = None) -> Item:
        return item(ref, help_needed="Help", decision_by=by, priority_rank=rank)

    soon, later = date(2013, 11, 1), date(2013, 12, 1)
    report = paper(
        asking("AM1", None),
        asking("AM2", later),
        asking("AM3", soon),
        asking("AM4", soon, 1),
        item("AM5"),
    )
    assert [(a.ref, a.by_when) for a in report.asks] == [
        ("AM4", "1 November 2013"),
        ("AM3", "1 November 2013"),
        ("AM2", "1 December 2013"),
        ("AM1", ""),
    ]


def test_the_strip_has_a_mark_for_each_month_the_item_was_in_the_plan():
    now = plan(item("AM1", "R"), item("AM2", "?"))
    april, september = plan(item("AM1", "?")), plan(item("AM1", "A"), item("AM2", "G"))
    report = progress_report(after(now, (APRIL, april), (SEPTEMBER, september)), FACTS)
    strips = [[mark and mark.letter for mark in i.strip] for i in report.sections[0].items]
    assert report.months == ("Apr 13", "Sep 13", "Oct 13")
    assert strips == [["NR", "A", "R"], [None, "G", "NR"]]


def test_a_closed_paper_is_no_draft_and_is_compared_with_an_earlier_month():
    now = plan(item("AM1"), stage="closed")
    report = progress_report(after(now, (SEPTEMBER, now), (now.settings.period, now)), FACTS)
    assert (report.watermark, report.since) == ("", "September 2013")
    assert report.months == ("Sep 13", "Oct 13")
    assert paper().watermark == "Draft"


def test_a_workstream_is_compared_with_todays_policy_over_the_items_of_then():
    now = plan(item("AM1", "A"), enablers=[enabler("A")])
    then = plan(item("AM1", "R"), item("AM2", "R"), enablers=[enabler("G")])
    report = progress_report(after(now, (SEPTEMBER, then)), FACTS)
    assert report.workstreams[0].change == "Improved from Red"
    assert report.enablers[0].change == "Worsened from Green"
    assert report.plan.change == "Improved from Red"


def test_an_enabler_that_never_reported_is_named():
    report = progress_report(plan(item("AM1"), enablers=[enabler("?", owner="Leader")]), FACTS)
    assert report.enablers[0].now.word == "Not reported"
    assert report.not_reported == ("OC Culture (Leader): never reported.",)
    assert report.answer.endswith("Culture was not reported.")
    silent = plan(item("AM1"), item("AM2", "?"), enablers=[enabler("?")])
    assert progress_report(silent, FACTS).answer.endswith(
        "1 item was not reported, nor was Culture."
    )


def test_the_paper_says_where_its_figures_come_from_and_what_is_missing():
    report = paper(item("AM1"))
    assert (report.provenance.sha256, report.provenance.version) == ("0123456789ab", "xlplan 1.0")
    assert report.provenance.made == "8 November 2013 at 09:30"
    missing = [line.label for line in report.header if line.is_missing]
    assert missing == [
        *("Meeting", "Report of", "Portfolio holder", "Key decision", "Wards", "Contact")
    ]


def test_movements_are_values_that_can_be_printed():
    assert all(isinstance(movement, Movement) and movement.lines for movement in paper().movements)


def test_why_a_workstream_was_set_is_told_only_to_those_who_may_read_its_row():
    def why(publish: str) -> str:
        own = item("AM", "G", level=Level.WORKSTREAM, approved_rag=AMBER, approved_by="CMT")
        own = replace(own, approved_reason="Sell the depot", publish=publish)
        now = plan(item("AM1"))
        headed = replace(now, workstreams=(replace(now.workstreams[0], own=own),))
        return progress_report(headed, FACTS).workstreams[0].explanation

    assert why("Public") == "Set to Amber by CMT: Sell the depot."
    assert why("CMT only") == "Set to Amber by approval."
