"""What is worth carrying from the published reports is found in the examples, one by one.

The numbers are those of the list that the facts came with. Elsewhere: 2 in tests/test_rollup.py,
11 in tests/test_comparing.py, 13 in tests/reports/test_published_percentages.py; 12 also in
tests/views/test_examples.py.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from tests.support.plans import MADE
from xlplan.cycle.checking import check_whole
from xlplan.cycle.papers import _moves
from xlplan.cycle.plan_checks import context_of
from xlplan.fields import BY_NAME
from xlplan.findings import Finding
from xlplan.model import THREE_POINT, Plan, Status, named_codes
from xlplan.reports.selection import exception_kind, is_slipped
from xlplan.rules.plan_rules import check_plan
from xlplan.rules.row_rules import firing, row_rules
from xlplan.typed import read_typed
from xlplan.workbook.example import Example
from xlplan.workbook.master import Master, master_of
from xlplan.workbook.new_master import build_master


@pytest.fixture(scope="module")
def october() -> Master:
    data = build_master(Example().latest(row_rules()), made=MADE)
    return master_of(data, Path("master.xlsx"))


@pytest.fixture(scope="module")
def found(october: Master) -> tuple[Finding, ...]:
    return check_whole(october)


def of(found: tuple[Finding, ...], code: str) -> dict[str, str]:
    return {f.ref: f.message for f in found if f.code == code}


def test_1_no_item_is_red_in_october(october: Master):
    ratings = Counter(str(item.rag) for item in october.plan.rows)
    assert ratings["Red"] == 0
    assert ratings["Amber"] > 5


def test_3_a_rating_of_two_colours_is_read_as_the_worse_and_told():
    read = read_typed(BY_NAME["rag"], "Green/ Amber", THREE_POINT)
    assert (read.value, read.notice) == ("Amber", "C03")


def test_4_three_unlike_things_are_rated_na_and_only_what_has_no_reason_is_asked_about(
    october: Master, found: tuple[Finding, ...]
):
    unrated = {i.ref: i for i in october.plan.items if str(i.rag) == "N/A"}
    assert {ref: i.status for ref, i in unrated.items()} == {
        "II3": Status.IN_PROGRESS,  # a catch-all, "Other work"
        "AM7": Status.IN_PROGRESS,  # another
        "AM4": Status.NOT_PURSUED,  # a site that is left alone: a status, and no rating
    }
    assert of(found, "R12") == {}

    def asked(ref: str) -> bool:
        row = october.rows[unrated[ref].item_id]
        cells = {name: row.plain(name) for name in row.columns} | {"rag_reason": None}
        rules = firing(row_rules(), cells, october.plan.settings.as_at)
        return "R12" in {rule.code for rule in rules}

    assert {ref: asked(ref) for ref in unrated} == {"II3": True, "AM7": True, "AM4": False}


def test_5_two_items_say_that_a_system_is_bought_and_a_third_that_it_is_not(found):
    assert set(of(found, "X10")) == {"EC2", "TR9"}
    assert all("TR4 says" in said for said in of(found, "X10").values())


def test_6_the_days_of_another_year_are_found(found):
    said = of(found, "R18")["TR4"]
    assert '"Thursday 18 October" (18 October 2013 is a Friday)' in said
    assert "19 October 2013 is a Saturday" in said and "10 November 2013 is a Sunday" in said


def test_7_a_green_item_with_a_delayed_strategy_and_rising_need_is_found(found):
    assert '"delayed"' in of(found, "R20")["TR6"]
    assert "its measure got worse" in of(found, "R23")["TR6"]


def test_8_finance_has_slipped_before_and_slips_again(october: Master):
    plan: Plan = october.plan
    finance = next(i for i in plan.items if i.title == "Finance")
    assert _moves(october)[finance.item_id] == (1, 123)
    assert is_slipped(finance) and exception_kind(plan, finance) == "Slipped"


def test_9_three_items_that_wait_for_the_local_plan_are_found(found):
    (said,) = of(found, "X13").values()
    assert said.startswith("II2, AM6, TR6 all wait for Local Plan.")


def test_10_the_passage_that_two_items_share_is_found(found):
    assert of(found, "X09")["TR9"].startswith("TR9 and EC2 share a sentence")


def test_12_codes_with_two_titles_or_none_an_alias_and_any_separator():
    data = build_master(Example("bromsgrove-2009").latest(row_rules()), made=MADE)
    master = master_of(data, Path("master.xlsx"))
    found = check_whole(master)
    (twice,) = [f.message for f in found if f.code == "X07"]
    assert 'FP1 stands for "Managing Finances"' in twice
    assert ['"HROD4"' in f.message for f in found if f.code == "X12"] == [True]
    row = master.plan.items[0]
    named = replace(master.plan, items=(replace(row, risks="KO18"), *master.plan.items[1:]))

    (merged,) = [f for f in check_plan(named, context_of(named)) if f.code == "X08"]
    assert "KO18 was merged and is reported under" in merged.message
    for typed in ("FP1: Managing Finances", "FP1 - Managing Finances", "FP1 – Managing Finances"):
        assert [n.code for n in named_codes(typed)] == ["FP1"]
