"""One page for one post: their items, what they will be asked, what is to be decided."""

from dataclasses import replace
from datetime import date
from typing import Any

from tests.reports.plans import FACTS, SEPTEMBER, after, enabler, item, plan
from xlplan.model import Decision, Plan, Registers, Resource
from xlplan.reports.blocks import BlockPaper
from xlplan.reports.briefing import briefing, known_posts, scope_of
from xlplan.reports.context import RequestLine

PAST = date(2013, 9, 30)


def page(now: Plan, post: str = "Head of Property", **facts: Any) -> BlockPaper:
    scope = scope_of(now, post)
    assert scope is not None
    return briefing(now, replace(FACTS, **facts), scope)


def rows(paper: BlockPaper, anchor: str) -> list[list[str]]:
    (block,) = [b for b in paper.blocks if b.anchor == anchor]
    assert block.table
    return [[c.mark.word if c.mark else c.words for c in row] for row in block.table.rows]


def asked(paper: BlockPaper) -> dict[str, str]:
    return {row[0].partition(" ")[0]: row[2] for row in rows(paper, "asked")}


def test_a_post_has_what_it_owns_heads_or_holds():
    now = plan(item("AM1"), item("AM2", owner="Head of Finance"), enablers=[enabler("A")])
    held = tuple(replace(w, portfolio_holder="Cabinet Member") for w in now.workstreams[:1])
    now = replace(now, workstreams=(*held, *now.workstreams[1:]))

    def refs(post: str) -> list[str]:
        scope = scope_of(now, post)
        return [row.ref for row in scope.rows] if scope else []

    assert refs("head of property ") == ["AM1", "AM2"]
    assert refs("Head of Finance") == ["AM2"]
    assert refs("Cabinet Member") == ["AM1", "AM2"]
    assert refs("Nobody") == []
    assert known_posts(now) == (
        "Cabinet Member", "Head of Finance", "Head of HR", "Head of Property", "Property Manager",
    )  # fmt: skip


def test_what_they_will_be_asked_is_told_worst_first():
    then = plan(item("AM1", "A"), item("AM2", "G"), item("AM3", "G"), item("AM4", "G"))
    now = plan(
        item("AM1", "A", corrective_action="Agree it.", corrective_due=PAST),
        item("AM2", "R", due=PAST),
        item("AM3", "?"),
        item("AM4", "G"),
        item("AM5", "G", due=PAST, forecast=date(2014, 1, 1)),
    )
    registers = Registers(resources=(Resource("AM4", "A survey", 30000, funded="No"),))
    now = replace(after(now, (SEPTEMBER, then)), registers=registers)

    said = asked(page(now, moves={"id-AM1": (2, 92)}))
    assert list(said) == ["AM2", "AM5", "AM1", "AM3", "AM4"]
    assert said["AM1"] == (
        "Amber now, and an exception for 2 months: what will change it? Its date has moved twice, "
        "by 92 days: is this one firm? The corrective action was for 30 September 2013: was it "
        "done?"
    )
    assert said["AM2"] == (
        "Worsened from Green: what happened? It was due on 30 September 2013, 31 days ago: when "
        "will it be done? No corrective action is given: what is it?"
    )
    assert said["AM3"] == "Why was nothing reported? (It was last Green, in September 2013.)"
    assert said["AM4"] == "A survey (£30,000) is not funded: where will it come from?"


def test_decisions_ahead_are_asks_requests_and_what_was_decided_and_is_not_in_the_plan():
    ask: dict[str, Any] = {
        "help_needed": "Web time",
        "decision_needed_from": "CMT",
        "decision_by": PAST,
    }
    decision = Decision("D1", "Cabinet", PAST, "12", "Sell it", items="AM1", applied="No")
    now = replace(plan(item("AM1", **ask)), registers=Registers(decisions=(decision,)))
    wanted = RequestLine("AM1", "Title AM1", "Due date", "", "31 March 2014", "", "Owner", "")
    other = replace(wanted, ref="ZZ1")

    assert rows(page(now, requests=(wanted, other)), "decisions") == [
        ["AM1 Title AM1: Web time.", "CMT", "30 September 2013"],
        ["AM1 Title AM1: Due date to 31 March 2014, as Owner requests.", "CMT", ""],
        ["Decided, and not yet in the plan: Sell it.", "Cabinet", "Decided 30 September 2013"],
    ]


def test_many_items_are_told_by_what_moved():
    then = plan(*(item(f"AM{n}") for n in range(1, 10)))
    now = plan(item("AM1", "A"), *(item(f"AM{n}") for n in range(2, 10)))
    paper = page(after(now, (SEPTEMBER, then)))

    assert [row[:3] for row in rows(paper, "items")] == [
        ["AM1 Title AM1", "Amber", "Worsened from Green"]
    ]
    assert paper.blocks[-1].note == "8 more did not move."
    assert paper.answer == (
        "The Head of Property answers for 9 items: 8 Green and 1 Amber. 1 exception, new this "
        "month."
    )


def test_a_member_reads_what_the_public_may_and_an_officer_what_is_for_cmt():
    now = plan(
        item("AM1", "R", publish="CMT only", title="Sell the depot"),
        item("AM2", "R", publish="Exempt", title="Sell the depot"),
        item("AM3", "R"),
    )
    held = replace(now.workstreams[0], portfolio_holder="Cabinet Member")
    now = replace(now, workstreams=(held,))

    member, officer = page(now, "Cabinet Member"), page(now)
    assert "depot" not in repr(member.blocks)
    assert "2 are counted and not named here" in member.answer
    assert [row[0] for row in rows(officer, "asked")] == ["AM1 Sell the depot", "AM3 Title AM3"]


def test_what_is_well_is_asked_nothing():
    assert [block.anchor for block in page(plan(item("AM1"))).blocks] == ["items"]
