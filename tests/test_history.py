"""Snapshots keep a closed month; two of them tell which way a rating went."""

from dataclasses import replace
from datetime import date

import pytest

from xlplan.history import by_item, direction, periods, snapshot
from xlplan.model import (
    AMBER,
    GREEN,
    NOT_RATED,
    RED,
    CellRef,
    Direction,
    Item,
    Kind,
    Level,
    Period,
    Plan,
    Rag,
    Reported,
    Settings,
    Status,
    Workstream,
)

OCTOBER, SEPTEMBER = Period(2013, 10), Period(2013, 9)
ITEM = Item(
    "id-1",
    "1.10",
    Level.ITEM,
    "A",
    "Future use of the Town Hall",
    owner="Head of Finance",
    rag=AMBER,
    reported=Reported.YES,
    status=Status.IN_PROGRESS,
    percent_complete=60,
    due=date(2014, 3, 31),
    cells={"rag": CellRef("master.xlsx", "Asset Management", 7, 6)},
)


def plan(*items: Item, period: Period = OCTOBER) -> Plan:
    own = replace(ITEM, item_id="id-A", ref="A", level=Level.WORKSTREAM, rag=GREEN, cells={})
    stream = Workstream("A", Kind.WORKSTREAM, "Assets", "Head of Finance", own=own)
    return Plan(Settings("p", "Council", "Plan", period, period.last_day), (stream,), items)


def test_a_snapshot_has_a_line_for_each_row_and_knows_its_cell():
    own, item = snapshot(plan(ITEM))

    assert (own.ref, own.level, own.rag, own.source) == ("A", Level.WORKSTREAM, GREEN, "")
    assert (item.period, item.item_id, item.ref) == (OCTOBER, "id-1", "1.10")
    assert (item.rag, item.reported, item.status) == (AMBER, Reported.YES, Status.IN_PROGRESS)
    assert (item.percent_complete, item.due, item.forecast) == (60, date(2014, 3, 31), None)
    assert item.source == "Asset Management!F7"


def test_a_rating_that_was_not_reported_is_not_kept_as_one():
    silent = replace(ITEM, reported=Reported.NO)
    approved = replace(silent, approved_rag=RED, approved_until=OCTOBER.last_day)
    ended = replace(approved, approved_until=date(2013, 10, 30))

    assert [snapshot(plan(i))[1].rag for i in (silent, approved, ended)] == [None, RED, None]


def test_periods_are_told_oldest_first_and_found_by_item():
    history = (*snapshot(plan(ITEM)), *snapshot(plan(replace(ITEM, rag=RED), period=SEPTEMBER)))

    assert periods(history) == (SEPTEMBER, OCTOBER)
    assert by_item(history, SEPTEMBER)["id-1"].rag == RED
    assert by_item(history, Period(2013, 8)) == {}


@pytest.mark.parametrize(
    ("before", "now", "moved"),
    [
        (RED, AMBER, Direction.IMPROVED),
        (AMBER, AMBER, Direction.SAME),
        (GREEN, RED, Direction.WORSENED),
        (None, RED, Direction.NONE),
        (GREEN, None, Direction.NONE),
        (NOT_RATED, GREEN, Direction.NONE),
        (GREEN, NOT_RATED, Direction.NONE),
    ],
)
def test_which_way_a_rating_went(before: Rag | None, now: Rag | None, moved: Direction):
    assert direction(before, now) is moved
    assert direction(before, now, was_in_plan=False) is Direction.NEW
