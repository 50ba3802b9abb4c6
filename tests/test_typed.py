"""What people type is read as they meant it, or held with a reason; nothing ever raises."""

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xlplan.fields import BY_NAME, FIELDS, Field, FieldKind
from xlplan.model import (
    GREEN,
    THREE_POINT,
    CellValue,
    ErrorValue,
    PartFrom1904,
    Rag,
    Scale,
    WholeFrom1904,
)
from xlplan.rules.row_rules import row, row_rules
from xlplan.typed import Typed, as_text, from_text, parse_date, read_rating, read_typed, shown

DUE, RATING, PER_CENT = BY_NAME["forecast"], BY_NAME["rag"], BY_NAME["percent_complete"]
STATUS, COMMENTARY = BY_NAME["status"], BY_NAME["commentary"]
LAST_OF_JANUARY = date(2014, 1, 31)


def read(field: Field, value: CellValue) -> Typed:
    return read_typed(field, value, THREE_POINT)


@pytest.mark.parametrize(
    "typed",
    [
        "31/01/2014",
        "31/1/14",
        "31.1.14",
        "31-01-2014",
        "31 01 2014",
        " 31/01/2014\u00a0",
        "31\u200b/01/2014",
        "2014-01-31",
        "2014-01-31 00:00:00",
        "2014-01-31T00:00",
        "31 January 2014",
        "31 Jan 2014",
        "31st january, 2014",
        "31-Jan-14",
        "31 JAN. 2014",
        "Jan 2014",
        "January 2014",
        "Jan-14",
        "Jan '14",
        "january\u00a02014",
        41670,
        41670.5,
        WholeFrom1904(40208),
        PartFrom1904(40208.5),
        date(2014, 1, 31),
        datetime(2014, 1, 31, 17, 30),
    ],
)
def test_a_date_however_it_is_typed(typed: CellValue):
    assert read(DUE, typed) == Typed(LAST_OF_JANUARY)


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("Feb 2016", date(2016, 2, 29)),
        ("Feb 2015", date(2015, 2, 28)),
        ("Dec 2013", date(2013, 12, 31)),
        ("Sept 2013", date(2013, 9, 30)),
        ("4/3/14", date(2014, 3, 4)),
        ("1st Sept. 13", date(2013, 9, 1)),
    ],
)
def test_a_month_alone_is_its_last_day_and_days_come_first(typed: str, day: date):
    assert read(DUE, typed) == Typed(day)


@pytest.mark.parametrize(
    "typed",
    [
        "end of Jan",
        "Q3",
        "tbc",
        "31/02/2014",
        "31/13/2014",
        "Janury 2014",
        "32 January 2014",
        "31/01",
        "2014",
        "31/01/2014 or later",
        "1/1/1849",
        "31/12/1949",
        "1/1/0099",
        "1/1/2100",
        "1/1/9999",
        "٣١/٠١/٢٠١٤ and more",
        0,
        -5,
        18263,
        73051,
        1e300,
        float("inf"),
        True,
        date(1949, 12, 31),
        date(2100, 1, 1),
    ],
)
def test_what_is_no_date_of_a_plan_is_held(typed: CellValue):
    found = read(DUE, typed)
    assert (found.value, found.problem) == (None, "C05")
    assert found.as_typed == shown(typed)


@pytest.mark.parametrize("typed", [date(1949, 12, 31), date(1950, 1, 1), 18263, 18264, 73050.9])
def test_a_cell_is_held_exactly_when_to_fix_asks_for_a_date(typed: CellValue):
    (rule,) = (r for r in row_rules() if r.name == "date-unreadable-forecast")
    is_asked = rule.when.holds(row(forecast=typed), LAST_OF_JANUARY)
    assert is_asked == (read(DUE, typed).problem == "C05")


@pytest.mark.parametrize(
    ("typed", "word"),
    [
        ("Red", "Red"),
        ("red", "Red"),
        ("R", "Red"),
        (" a.", "Amber"),
        ("AMBER\u00a0", "Amber"),
        ("g", "Green"),
        ("Gre\u00aden", "Green"),
        ("N/A", "N/A"),
        ("n/a", "N/A"),
        ("NA", "N/A"),
        ("n / a", "N/A"),
        ("not rated", "N/A"),
        ("Not applicable.", "N/A"),
    ],
)
def test_a_rating_however_it_is_spelt(typed: str, word: str):
    assert read(RATING, typed) == Typed(word)


@pytest.mark.parametrize(
    ("typed", "worse"),
    [
        ("Green/ Amber", "Amber"),
        ("Amber/Green", "Amber"),
        ("amber to green", "Amber"),
        ("Green or Red", "Red"),
        ("R/A", "Red"),
        ("A-G", "Amber"),
        ("red & amber & green", "Red"),
        ("Green, Green", "Green"),
    ],
)
def test_two_ratings_in_one_cell_are_read_as_the_worse_and_told(typed: str, worse: str):
    assert read(RATING, typed) == Typed(worse, notice="C03", as_typed=typed)


@pytest.mark.parametrize(
    "typed", ["Orange", "Green-ish", "Redd", "3", 3, "?", "/", "Green/", date(2014, 1, 1)]
)
def test_what_is_no_rating_is_held(typed: CellValue):
    found = read(RATING, typed)
    assert (found.value, found.problem, found.as_typed) == (None, "C02", shown(typed))


def test_a_scale_with_two_colour_words_reads_them_as_themselves():
    scale = Scale((Rag("Amber/Red", "AR", 1), Rag("Amber", "A", 2), GREEN))
    assert read_rating("amber/red", scale) == Typed("Amber/Red")
    assert read_rating("AR", scale) == Typed("Amber/Red")
    assert read_rating("n/a", scale).problem == "C02"


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        (80, 80),
        (80.0, 80),
        (0.8, 80),
        (0.285, 28.5),
        (1, 1),
        (0, 0),
        (0.005, 0),
        ("0.6%", 1),
        ("80", 80),
        ("80%", 80),
        ("80 per cent", 80),
        (" 12.5 percent ", 12.5),
    ],
)
def test_a_percentage_however_it_is_typed(typed: CellValue, number: float):
    assert read(PER_CENT, typed) == Typed(number)


@pytest.mark.parametrize("typed", ["most", "80-90", "eighty", "8O", "%", True, date(2014, 1, 1)])
def test_what_is_no_percentage_is_held(typed: CellValue):
    found = read(PER_CENT, typed)
    assert (found.value, found.problem) == (None, "C12")


@pytest.mark.parametrize(
    "typed", ["In progress", "IN PROGRESS", " in \u00a0 progress ", "in\nprogress"]
)
def test_a_choice_whatever_its_case_and_spacing(typed: str):
    assert read(STATUS, typed) == Typed("In progress")


@pytest.mark.parametrize("typed", ["Done", "Green", 1, "In progress."])
def test_a_word_outside_the_list_is_held(typed: CellValue):
    found = read(STATUS, typed)
    assert (found.value, found.problem) == (None, "C13")


def test_text_is_kept_but_for_its_edges_and_what_nobody_sees():
    typed = "\n Lease  granted.\n\n- Cabinet in March\u200b \u00a0"
    assert read(COMMENTARY, typed) == Typed("Lease  granted.\n\n- Cabinet in March")
    assert read(COMMENTARY, 13.2) == Typed("13.2")
    assert read(COMMENTARY, True) == Typed("TRUE")
    assert read(COMMENTARY, LAST_OF_JANUARY) == Typed("31/01/2014")


@pytest.mark.parametrize("field", FIELDS, ids=lambda field: field.name)
def test_an_excel_error_is_held_and_a_blank_is_a_blank(field: Field):
    assert read(field, ErrorValue("#N/A")) == Typed(problem="S10", as_typed="#N/A")
    for blank in (None, "", " \u00a0\n", "\u200b"):
        assert read(field, blank) == Typed()


values = st.one_of(
    st.none(),
    st.text(),
    st.text(alphabet="0123456789/.- %janferdcptAMBRG\u00a0\u200b'", max_size=20),
    st.booleans(),
    st.integers(-(10**9), 10**9),
    st.floats(-1e6, 1e6),
    st.dates(),
    st.datetimes(),
    st.sampled_from([ErrorValue("#N/A"), ErrorValue("#REF!")]),
)


@given(st.sampled_from(FIELDS), values)
def test_nothing_typed_ever_raises_or_vanishes(field: Field, value: CellValue):
    found = read(field, value)

    if found.problem:
        assert found.value is None
        assert found.as_typed or not shown(value)
    elif found.value is None:
        assert value is None or isinstance(value, str)


@given(st.sampled_from(FIELDS), values)
def test_what_was_read_is_the_same_when_read_again(field: Field, value: CellValue):
    once = read(field, value)
    assert read(field, once.value).value == once.value


@given(st.sampled_from(FIELDS), values)
def test_canonical_text_gives_the_value_back(field: Field, value: CellValue):
    once = read(field, value).value
    again = from_text(field, as_text(once))
    if isinstance(once, float):
        assert isinstance(again, int | float) and again == pytest.approx(once)
    else:
        assert again == once


@given(st.dates(date(1950, 1, 1), date(2099, 12, 31)))
def test_every_day_of_a_plan_is_read_from_its_usual_spellings(day: date):
    for typed in (f"{day:%d/%m/%Y}", f"{day:%d %B %Y}", f"{day.day} {day:%b} {day:%Y}", str(day)):
        assert parse_date(typed) == day


def test_canonical_text():
    said = [as_text(v) for v in (None, "", "x", 80, 80.0, 28.5, 1234567, LAST_OF_JANUARY)]
    assert said == ["", "", "x", "80", "80", "28.5", "1234567", "2014-01-31"]
    assert from_text(DUE, "2014-01-31") == LAST_OF_JANUARY
    assert from_text(PER_CENT, "80") == 80
    assert from_text(COMMENTARY, "80") == "80"
    assert {field.kind for field in FIELDS} <= set(FieldKind)
