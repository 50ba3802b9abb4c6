"""Rows are as tall as their text needs in Excel: nothing cut, little wasted."""

from hypothesis import given
from hypothesis import strategies as st

from xlplan.fields import BY_NAME
from xlplan.workbook import row_heights
from xlplan.workbook.layout import SHEETS, field_column
from xlplan.workbook.row_heights import TALLEST, Heights, row_height, text_lines

COMMENTARY = field_column(BY_NAME["commentary"])


def test_narrow_letters_take_less_room_than_wide_ones():
    assert text_lines("i" * 60, 40) == 1
    assert text_lines("m" * 30, 40) == 2
    assert text_lines("W" * 30, 40) == 2


def test_words_wrap_whole_and_a_line_end_starts_a_line():
    assert text_lines("Lease agreed", 40) == 1
    assert text_lines("Lease agreed\n• options in March\n", 40) == 3
    # 21 letters of 7 pixels fit a column of 22; the next word goes below, whole.
    assert text_lines("0" * 14 + " " + "0" * 14, 22) == 2


def test_a_word_longer_than_its_column_is_broken():
    assert text_lines("0" * 100, 20) == 6


def test_marks_for_bold_take_no_room():
    assert text_lines("**" + "0" * 18 + "**", 20) == 1


def test_five_hundred_words_fit_within_excels_tallest_row():
    words = (
        "The council has agreed a new lease, and the options come before Cabinet in December. " * 34
    )
    assert len(words.split()) > 500
    assert row_height([COMMENTARY], {"commentary": words}) < TALLEST


def test_an_empty_row_is_one_line_high():
    assert row_height([COMMENTARY], {}) == row_height([COMMENTARY], {"commentary": "Short."}) == 18


CHANGES = SHEETS["changes"].columns
texts = st.lists(st.sampled_from(["W" * 30, "lease", "**won**", "W", " ", "\n", "–"])).map(" ".join)


@given(st.dictionaries(st.sampled_from([c.key for c in CHANGES]), texts))
def test_the_longest_cell_counts_though_short_ones_are_not_measured(values: dict[str, str]):
    lines = (text_lines(values.get(column.key, ""), column.width) for column in CHANGES)
    assert Heights(CHANGES).of(values) == min(TALLEST, max(lines) * 15 + 3)


@given(st.lists(st.integers(0, 900), min_size=1), st.floats(900, 5000))
def test_words_that_fit_are_put_into_lines_as_words_that_do_not(words: list[int], room: float):
    assert row_heights._whole(words, int(room)) == row_heights._broken(words, room)
