"""Ratings computed from facts change on the day that the preset says, and say why."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xlplan.computed import PRESET_WORDS, PRESETS, a_month_after, computed_rating
from xlplan.model import AMBER, GREEN, NOT_RATED, RED, Item, Level, Rag, Scale, Status

DUE = date(2013, 9, 30)
ITEM = Item("id-1", "AM1", Level.ITEM, "AM", "Town Hall", status=Status.IN_PROGRESS, due=DUE)
FIVE_POINT = Scale(
    (
        Rag("Red", "R", 1),
        Rag("Amber/Red", "AR", 2),
        Rag("Amber", "A", 3),
        Rag("Green/Amber", "GA", 4),
        Rag("Green", "G", 5),
        NOT_RATED,
    )
)


def rated(item: Item, as_at: date, preset: str) -> Rag | None:
    found = computed_rating(item, as_at, preset=preset)
    return found.rag if found else None


@pytest.mark.parametrize(
    ("day", "next_month"),
    [
        (date(2013, 9, 30), date(2013, 10, 30)),
        (date(2013, 12, 31), date(2014, 1, 31)),
        (date(2014, 1, 31), date(2014, 2, 28)),
        (date(2012, 1, 30), date(2012, 2, 29)),
        (date(2013, 8, 31), date(2013, 9, 30)),
        (date(2013, 2, 28), date(2013, 3, 28)),
    ],
)
def test_a_month_is_the_same_day_of_the_next_or_its_last(day: date, next_month: date):
    assert a_month_after(day) == next_month


@pytest.mark.parametrize(
    ("as_at", "rag"),
    [
        (date(2013, 9, 1), GREEN),
        (date(2013, 9, 30), GREEN),  # its own day is not late
        (date(2013, 10, 1), AMBER),
        (date(2013, 10, 30), AMBER),  # one month to the day
        (date(2013, 10, 31), RED),
        (date(2014, 3, 31), RED),
    ],
)
def test_bromsgrove_counts_months_behind(as_at: date, rag: Rag):
    assert rated(ITEM, as_at, "bromsgrove") == rag


def test_bromsgrove_clamps_a_month_that_is_too_short():
    january = replace(ITEM, due=date(2014, 1, 31))
    assert rated(january, date(2014, 2, 28), "bromsgrove") == AMBER
    assert rated(january, date(2014, 3, 1), "bromsgrove") == RED


@pytest.mark.parametrize(
    ("forecast", "rag"),
    [
        (date(2013, 9, 30), GREEN),
        (date(2013, 10, 30), AMBER),
        (date(2013, 10, 31), RED),
        (date(2013, 6, 30), GREEN),  # a forecast that has passed says nothing of being late
    ],
)
def test_bromsgrove_believes_a_forecast_before_the_date_has_passed(forecast: date, rag: Rag):
    assert rated(replace(ITEM, forecast=forecast), date(2013, 8, 31), "bromsgrove") == rag


def test_a_forecast_never_makes_late_work_early():
    hopeful = replace(ITEM, forecast=date(2013, 9, 1))
    assert rated(hopeful, date(2013, 10, 31), "bromsgrove") == RED


def test_bromsgrove_says_why():
    def why(item: Item, as_at: date) -> str:
        found = computed_rating(item, as_at, preset="bromsgrove")
        return found.why if found else ""

    assert why(ITEM, date(2013, 9, 1)) == "On target for 30 September 2013."
    assert why(ITEM, date(2013, 10, 30)) == (
        "Due 30 September 2013, not complete at 30 October 2013: up to one month behind."
    )
    late = replace(ITEM, forecast=date(2014, 3, 31))
    assert why(late, date(2013, 9, 1)) == (
        "Due 30 September 2013, forecast 31 March 2014: more than one month behind."
    )
    assert why(replace(ITEM, status=Status.COMPLETE), date(2014, 9, 1)) == "Complete."


@pytest.mark.parametrize("status", [Status.REPROGRAMMED, Status.SUSPENDED])
def test_only_an_approval_takes_an_item_out(status: Status):
    as_at, claimed = date(2013, 12, 31), replace(ITEM, status=status)
    assert rated(claimed, as_at, "bromsgrove") == RED
    assert rated(replace(claimed, decision_ref="Cabinet 12/13"), as_at, "bromsgrove") is None
    assert rated(replace(claimed, approved_by="CMT"), as_at, "bromsgrove") is None


def test_what_is_not_pursued_or_has_no_date_has_no_rating_by_date():
    as_at = date(2013, 12, 31)
    assert rated(replace(ITEM, status=Status.NOT_PURSUED), as_at, "bromsgrove") is None
    assert rated(replace(ITEM, due=None), as_at, "bromsgrove") is None
    programmed = replace(ITEM, due=None, baseline_due=DUE)
    assert rated(programmed, as_at, "bromsgrove") == RED


@pytest.mark.parametrize(
    ("percent", "before_its_date", "after_it"),
    [
        (0, RED, RED),
        (25, RED, RED),
        (25.5, AMBER, RED),
        (26, AMBER, RED),
        (49.9, AMBER, RED),
        (50, AMBER, AMBER),
        (75, AMBER, AMBER),
        (76, GREEN, GREEN),
        (100, GREEN, GREEN),
    ],
)
def test_reading_goes_by_percentage(percent: float, before_its_date: Rag, after_it: Rag):
    item = replace(ITEM, percent_complete=percent)
    assert rated(item, DUE, "percentage") == before_its_date
    assert rated(item, DUE + timedelta(days=1), "percentage") == after_it


def test_percentages_that_say_nothing():
    assert rated(ITEM, DUE, "percentage") is None
    assert rated(replace(ITEM, status=Status.COMPLETE), DUE, "percentage") == GREEN
    suspended = replace(ITEM, status=Status.SUSPENDED, percent_complete=10)
    assert rated(suspended, DUE, "percentage") is None


@pytest.mark.parametrize(
    ("percent", "rag"), [(45, GREEN), (44.9, AMBER), (35, AMBER), (34.9, RED), (0, RED)]
)
def test_camms_goes_by_time_gone(percent: float, rag: Rag):
    half_way = replace(
        ITEM, start=date(2013, 1, 1), due=date(2013, 1, 11), percent_complete=percent
    )
    assert rated(half_way, date(2013, 1, 6), "elapsed") == rag


def test_camms_says_both_shares():
    item = replace(ITEM, start=date(2013, 1, 1), due=date(2013, 1, 11), percent_complete=40)
    found = computed_rating(item, date(2013, 1, 6), preset="elapsed")
    assert found and found.why == (
        "40% complete with 50% of its time gone: under nine tenths of what is expected by now."
    )
    over = computed_rating(item, date(2013, 3, 1), preset="elapsed")
    assert over and over.why.startswith("40% complete with 100% of its time gone")


@pytest.mark.parametrize(
    "changes",
    [
        {"start": None},
        {"due": None},  # ongoing
        {"percent_complete": None},
        {"status": Status.SUSPENDED},
        {"status": Status.REPROGRAMMED},
        {"start": date(2013, 1, 6)},  # begins on the day
        {"start": date(2013, 2, 1)},  # ends before it begins
    ],
)
def test_camms_says_nothing_of_what_is_deferred_ongoing_or_not_begun(changes: dict[str, object]):
    item = replace(ITEM, start=date(2013, 1, 1), due=date(2013, 1, 11), percent_complete=40)
    item = replace(item, **changes)  # type: ignore[arg-type]
    assert rated(item, date(2013, 1, 6), "elapsed") is None


def test_declared_only_computes_nothing():
    late = replace(ITEM, percent_complete=1, start=date(2013, 1, 1))
    assert computed_rating(late, date(2014, 9, 1), preset="declared only") is None


def test_a_longer_scale_is_rated_at_its_ends_and_middle():
    found = [
        computed_rating(ITEM, day, preset="bromsgrove", scale=FIVE_POINT)
        for day in (DUE, date(2013, 10, 30), date(2013, 12, 1))
    ]
    assert [c.rag.word for c in found if c] == ["Green", "Amber", "Red"]


def test_the_worse_of_two_middles_is_taken():
    four_point = Scale((RED, AMBER, Rag("Green/Amber", "GA", 3), Rag("Green", "G", 4), NOT_RATED))
    found = computed_rating(ITEM, date(2013, 10, 30), preset="bromsgrove", scale=four_point)
    assert found and found.rag == AMBER


@pytest.mark.parametrize("preset", ["bromsgrove", "percentage", "elapsed", "milestones"])
@given(
    percent=st.integers(0, 100),
    day=st.dates(date(2013, 1, 1), date(2014, 12, 31)),
    later=st.integers(0, 400),
)
def test_time_alone_never_improves_a_rating(preset: str, percent: int, day: date, later: int):
    item = replace(
        ITEM,
        start=date(2013, 1, 1),
        percent_complete=percent,
        next_milestone_due=date(2013, 1, 1) + timedelta(days=7 * percent),
    )
    now, then = rated(item, day, preset), rated(item, day + timedelta(days=later), preset)
    assert now is None or (then is not None and (then.score or 0) <= (now.score or 0))


PLANS = replace(ITEM, next_milestone="Plans drawn", next_milestone_due=date(2013, 6, 30))


@pytest.mark.parametrize(
    ("item", "as_at", "rag", "why"),
    [
        (PLANS, date(2013, 6, 30), GREEN, "No milestone is missed."),
        (PLANS, date(2013, 7, 1), AMBER, "Missed: Plans drawn; the finish is not put off."),
        (
            replace(PLANS, forecast=date(2013, 10, 31)),
            date(2013, 7, 1),
            RED,
            "Missed: Plans drawn; expected 31 October 2013, after 30 September 2013.",
        ),
        (
            replace(PLANS, forecast=date(2013, 10, 31)),
            date(2013, 6, 1),
            AMBER,
            "No milestone is missed; expected 31 October 2013, after 30 September 2013.",
        ),
        (
            replace(PLANS, next_milestone_due=None),
            date(2013, 10, 1),
            RED,
            "No milestone is missed; its own date of 30 September 2013 has passed.",
        ),
        (replace(PLANS, status=Status.COMPLETE), date(2014, 1, 1), GREEN, "Complete."),
    ],
)
def test_north_herts_goes_by_milestones_missed(item: Item, as_at: date, rag: Rag, why: str):
    found = computed_rating(item, as_at, preset="milestones")
    assert found and (found.rag, found.why) == (rag, why)


def test_sub_items_are_milestones():
    first = replace(ITEM, ref="AM1.1", due=date(2013, 5, 31))
    done = replace(first, ref="AM1.2", status=Status.COMPLETE)
    found = computed_rating(ITEM, date(2013, 6, 30), preset="milestones", parts=(first, done))
    assert found and (found.rag, found.why) == (AMBER, "Missed: AM1.1; the finish is not put off.")
    alone = replace(ITEM, due=None)
    assert computed_rating(alone, date(2013, 6, 30), preset="milestones") is None
    assert computed_rating(alone, date(2013, 6, 30), preset="milestones", parts=(first,))
    stopped = replace(ITEM, status=Status.SUSPENDED)
    assert computed_rating(stopped, date(2013, 6, 30), preset="milestones") is None


def test_every_preset_has_its_words_and_no_other_is_known():
    assert PRESETS.keys() == PRESET_WORDS.keys()
    with pytest.raises(KeyError):
        computed_rating(ITEM, DUE, preset="by eye")
