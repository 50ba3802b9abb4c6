"""The plan's values: what they accept, how they print and what they answer."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.utils import get_column_letter

from xlplan.model import (
    AMBER,
    GREEN,
    NOT_RATED,
    RED,
    THREE_POINT,
    CellRef,
    ErrorValue,
    Item,
    Level,
    Period,
    Rag,
    Reported,
    Status,
    british_date,
    clean,
    column_letters,
    short_date,
)

AS_AT = date(2013, 10, 31)
ITEM = Item("id-1", "1.10", Level.ITEM, "A", "Town Hall", due=AS_AT, status=Status.IN_PROGRESS)


@pytest.mark.parametrize("column", [1, 26, 27, 52, 702, 703, 16384])
def test_column_letters_are_excels(column: int):
    assert column_letters(column) == get_column_letter(column)


def test_a_cell_prints_as_excel_names_it():
    cell = CellRef("return.xlsx", "Asset Management", 12, 11)
    assert (str(cell), cell.a1) == ("Asset Management!K12", "K12")
    assert str(ErrorValue("#N/A")) == "#N/A"


def test_where_an_item_was_read_takes_no_part_in_what_it_is():
    assert replace(ITEM, cells={"rag": CellRef("a.xlsx", "A", 1, 1)}) == ITEM


@given(st.text())
def test_cleaning_twice_is_cleaning_once(text: str):
    assert clean(clean(text)) == clean(text)
    assert "  " not in clean(text) and clean(f" {text}\u00a0\n") == clean(text)


def test_a_rating_is_found_whatever_its_case_and_spacing():
    assert [THREE_POINT.find(t) for t in ("red", " AMBER\n", "n/a", "Orange", "")] == [
        RED,
        AMBER,
        NOT_RATED,
        None,
        None,
    ]
    assert THREE_POINT.rated == (RED, AMBER, GREEN)


@pytest.mark.parametrize(
    ("one", "other", "worse"),
    [
        (RED, GREEN, RED),
        (GREEN, AMBER, AMBER),
        (NOT_RATED, GREEN, GREEN),
        (GREEN, NOT_RATED, GREEN),
    ],
)
def test_the_worse_of_two(one: Rag, other: Rag, worse: Rag):
    assert THREE_POINT.worse(one, other) == worse


@pytest.mark.parametrize(
    ("text", "last"),
    [("2013-10", "2013-10-31"), ("2012-02", "2012-02-29"), ("2013-12", "2013-12-31")],
)
def test_a_period_ends_on_its_last_day(text: str, last: str):
    period = Period.parse(text)
    assert (str(period), str(period.last_day)) == (text, last)


@pytest.mark.parametrize("text", ["", "2013", "2013-13", "2013-00", "13-10", "2013-10-31", "x-1"])
def test_what_is_no_period_is_refused(text: str):
    with pytest.raises(ValueError, match=text or "^$"):
        Period.parse(text)


def test_dates_and_periods_as_papers_print_them():
    assert (british_date(AS_AT), short_date(AS_AT)) == ("31 October 2013", "31 Oct 2013")
    assert (Period(2013, 10).title, Period(2009, 1).short) == ("October 2013", "Jan 09")
    assert Period(2013, 12) < Period(2014, 1)


def test_a_rating_counts_when_reported_or_approved():
    reported = replace(ITEM, rag=GREEN, reported=Reported.YES)
    assert reported.rating(AS_AT) == GREEN
    assert replace(reported, reported=Reported.HELD).rating(AS_AT) is None
    approved = replace(ITEM, approved_rag=RED, approved_until=AS_AT)
    assert approved.rating(AS_AT) == RED
    assert approved.rating(date(2013, 11, 1)) is None


@pytest.mark.parametrize(
    ("status", "due", "is_overdue"),
    [
        (Status.IN_PROGRESS, date(2013, 10, 30), True),
        (None, date(2013, 10, 30), True),
        (Status.REPROGRAMMED, date(2013, 10, 30), True),
        (Status.IN_PROGRESS, AS_AT, False),
        (Status.IN_PROGRESS, None, False),
        (Status.COMPLETE, date(2013, 10, 30), False),
        (Status.SUSPENDED, date(2013, 10, 30), False),
        (Status.NOT_PURSUED, date(2013, 10, 30), False),
    ],
)
def test_overdue_is_live_work_past_its_date(
    status: Status | None, due: date | None, is_overdue: bool
):
    assert replace(ITEM, status=status, due=due).is_overdue(AS_AT) is is_overdue


def test_slip_is_told_against_the_programmed_date():
    planned = replace(ITEM, baseline_due=date(2013, 10, 1), due=date(2013, 10, 11))
    assert planned.slip_days == 10
    assert replace(planned, forecast=date(2013, 10, 31)).slip_days == 30
    assert replace(planned, forecast=date(2013, 9, 1)).slip_days == 0
    done = replace(planned, status=Status.COMPLETE, completed_on=date(2013, 10, 3))
    assert done.slip_days == 2
    assert replace(planned, baseline_due=None).slip_days == 0
