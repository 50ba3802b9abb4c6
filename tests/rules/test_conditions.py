"""Each condition is one question, asked the same in Python, in Excel and in words."""

from datetime import date, datetime

import pytest

from xlplan.model import CellValue, ErrorValue
from xlplan.rules.as_asked import AS_AT, serial, text_of
from xlplan.rules.conditions import Asked, Condition, cleaned, quoted

TODAY = date(2013, 10, 31)
CELLS = {"rag": "F6", "due": "D6", "forecast": "Z6", "commentary": "H6"}
RAG, DUE, COMMENTARY = Asked("rag"), Asked("due"), Asked("commentary")
NOT_AVAILABLE = ErrorValue("#N/A")


def holds(condition: Condition, **row: CellValue) -> bool:
    return condition.holds(row, TODAY)


@pytest.mark.parametrize("value", [None, "", " ", "\u00a0", "\n", " \u00a0\n "])
def test_spaces_of_every_kind_are_blank(value: CellValue):
    assert holds(RAG.is_blank(), rag=value)
    assert not holds(~RAG.is_blank(), rag=value)


@pytest.mark.parametrize("value", ["x", 0, False, date(2013, 1, 1), NOT_AVAILABLE, "\t", "\u200b"])
def test_anything_else_is_not_blank(value: CellValue):
    assert not holds(RAG.is_blank(), rag=value)


def test_a_cell_that_the_row_does_not_have_is_blank():
    assert holds(RAG.is_blank())
    assert not holds(DUE.is_before(AS_AT))


@pytest.mark.parametrize("value", ["Red", "red", " RED\u00a0", "am\nber", "Amber"])
def test_a_word_is_found_whatever_its_case_and_spacing(value: str):
    assert holds(RAG.is_in("Red", "Amber", "Am ber"), rag=value)


@pytest.mark.parametrize("value", ["Reddish", "", None, 1, True, NOT_AVAILABLE, TODAY])
def test_another_value_is_not_that_word(value: CellValue):
    assert not holds(RAG.is_in("Red"), rag=value)


@pytest.mark.parametrize("word", ["", "3", "=A1", " Red", "true", "FALSE", "-", "#N/A"])
def test_a_word_that_excel_would_read_as_a_value_is_refused(word: str):
    with pytest.raises(ValueError, match="may read as a value"):
        RAG.is_in("Red", word)


@pytest.mark.parametrize(
    ("value", "is_number", "is_date"),
    [
        (date(1949, 12, 31), True, False),
        (date(1950, 1, 1), True, True),
        (date(2099, 12, 31), True, True),
        (datetime(2099, 12, 31, 23, 59), True, True),
        (date(2100, 1, 1), True, False),
        (18264, True, True),
        (73050.9, True, True),
        (0, True, False),
        ("31/03/2014", False, False),
        (True, False, False),
        (None, False, False),
        (NOT_AVAILABLE, False, False),
    ],
)
def test_dates_are_numbers_from_1950_to_2099(value: CellValue, is_number: bool, is_date: bool):
    assert holds(DUE.is_number(), due=value) is is_number
    assert holds(DUE.is_date(), due=value) is is_date


@pytest.mark.parametrize(
    ("due", "is_early"),
    [
        (date(2013, 10, 30), True),
        (TODAY, False),
        (date(2013, 11, 1), False),
        (datetime(2013, 10, 30, 23, 59), True),
        (datetime(2013, 10, 31, 0, 1), False),
        (0, True),
        (None, False),
        ("30/10/2013", False),
        (NOT_AVAILABLE, False),
    ],
)
def test_before_the_as_at_date(due: CellValue, is_early: bool):
    assert holds(DUE.is_before(AS_AT), due=due) is is_early


def test_before_another_field_needs_both():
    early = DUE.is_before("forecast")
    assert holds(early, due=TODAY, forecast=date(2013, 11, 1))
    assert not holds(early, due=TODAY, forecast=TODAY)
    assert not holds(early, due=None, forecast=TODAY)
    assert not holds(early, due=TODAY, forecast=None)


def test_length_is_that_of_the_cleaned_text():
    long = COMMENTARY.is_longer_than(5)
    assert holds(long, commentary="a b\u00a0c d")
    assert not holds(long, commentary="  a \n\n b c  ")
    assert not holds(long, commentary=1234567)
    assert not holds(long, commentary=NOT_AVAILABLE)


def test_parts_are_joined_without_needless_brackets():
    three = RAG.is_blank() & DUE.is_date() & ~COMMENTARY.is_blank()
    assert three.in_words() == "Rating is blank and Due date is a date and Commentary is not blank"
    mixed = (RAG.is_blank() | DUE.is_date()) & COMMENTARY.is_blank()
    assert mixed.in_words() == "(Rating is blank or Due date is a date) and Commentary is blank"
    assert mixed.formula(CELLS).startswith("AND(OR(")


def test_parts_hold_as_and_or_and_not_do():
    yes, no = RAG.is_blank(), ~RAG.is_blank()
    assert holds(yes & yes) and not holds(yes & no)
    assert holds(yes | no) and not holds(no | no)
    assert holds(~(yes & no))


def test_each_question_in_words():
    asked = [
        RAG.is_in("Red", "Amber"),
        DUE.is_number(),
        DUE.is_before(AS_AT),
        DUE.is_before("forecast"),
        COMMENTARY.is_longer_than(24),
        ~(RAG.is_blank() & DUE.is_date()),
    ]
    assert [question.in_words() for question in asked] == [
        "Rating is Red or Amber",
        "Due date is a number",
        "Due date is before the as-at date",
        "Due date is before Forecast date",
        "Commentary is longer than 24 characters",
        "not (Rating is blank and Due date is a date)",
    ]


def test_a_guard_stands_before_each_comparison():
    assert (
        DUE.is_before(AS_AT).formula(CELLS) == "IF(AND(ISNUMBER(D6),ISNUMBER(AsAt)),D6<AsAt,FALSE)"
    )
    assert DUE.is_date().formula(CELLS) == "IF(ISNUMBER(D6),AND(D6>=18264,D6<73051),FALSE)"
    assert RAG.is_blank().formula(CELLS) == f'IFERROR({cleaned("F6")}="",FALSE)'
    assert (
        COMMENTARY.is_longer_than(9).formula(CELLS)
        == f"IF(ISTEXT(H6),LEN({cleaned('H6')})>9,FALSE)"
    )


def test_text_in_a_formula_is_quoted_within_excels_limit():
    assert quoted('say "when"') == '"say ""when"""'
    assert len(quoted("x" * 255)) == 257
    with pytest.raises(ValueError, match="255"):
        quoted("x" * 256)


def test_an_unknown_field_is_refused_at_once():
    with pytest.raises(KeyError):
        Asked("colour")


def test_values_as_excel_holds_them():
    assert serial(date(2013, 10, 31)) == 41578
    assert serial(datetime(2013, 10, 31, 18)) == 41578.75
    assert serial("41578") is None
    assert text_of(3) is None
    assert text_of(" a \u00a0 b ") == "a b"
