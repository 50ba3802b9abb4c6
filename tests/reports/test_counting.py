from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.reports.plans import item
from xlplan.model import AMBER, Status
from xlplan.reports.counting import percentages, position, total_note

AS_AT = date(2013, 10, 31)
COUNTS = st.lists(st.integers(0, 60), min_size=1, max_size=8)


def tenths(shares: tuple[str, ...]) -> list[int]:
    return [round(float(share.rstrip("%")) * 10) for share in shares]


@pytest.mark.parametrize(
    ("counts", "shares"),
    [
        ((13, 10, 0, 3), ("50.0%", "38.5%", "0.0%", "11.5%")),
        ((35, 24, 5, 1), ("53.9%", "36.9%", "7.7%", "1.5%")),
        ((2, 3, 2), ("28.6%", "42.8%", "28.6%")),
        ((1, 1, 1), ("33.3%", "33.3%", "33.3%")),
        ((1479, 1479, 1478), ("33.3%", "33.3%", "33.3%")),
        ((0, 0), ("", "")),
        ((), ()),
    ],
)
def test_percentages(counts: tuple[int, ...], shares: tuple[str, ...]):
    assert percentages(counts) == shares


@given(COUNTS)
def test_equal_counts_print_equal_and_larger_never_print_smaller(counts: list[int]):
    shares = tenths(percentages(counts)) if sum(counts) else []
    for one, its in zip(counts, shares, strict=False):
        for other, others in zip(counts, shares, strict=False):
            assert one != other or its == others
            assert one <= other or its >= others


@given(COUNTS.filter(any))
def test_each_percentage_is_within_a_tenth_of_the_truth(counts: list[int]):
    for count, share in zip(counts, tenths(percentages(counts)), strict=True):
        assert abs(share - 1000 * count / sum(counts)) < 1


@given(st.lists(st.integers(1, 60), min_size=1, max_size=8, unique=True))
def test_different_counts_always_total_100(counts: list[int]):
    assert sum(tenths(percentages(counts))) == 1000


@given(COUNTS.filter(any))
def test_a_total_other_than_100_is_said(counts: list[int]):
    shares = percentages(counts)
    assert bool(total_note(shares)) == (sum(tenths(shares)) != 1000)


def test_a_total_other_than_100_is_said_in_words():
    assert total_note(percentages([1, 1, 1])) == (
        "The percentages add up to 99.9% because equal numbers are shown as equal."
    )


@pytest.mark.parametrize(
    ("letter", "status", "word"),
    [
        ("?", Status.COMPLETE, "Not reported"),
        ("G", Status.SUSPENDED, "Suspended"),
        ("R", Status.REPROGRAMMED, "Reprogrammed"),
        ("A", Status.COMPLETE, "Complete"),
        ("A", Status.IN_PROGRESS, "Amber"),
        ("N", Status.NOT_PURSUED, "Not rated"),
    ],
)
def test_an_item_has_one_position(letter: str, status: Status, word: str):
    assert position(item("AM1", letter, status=status), AS_AT) == word


def test_an_approved_rating_counts_though_nothing_was_reported():
    assert position(item("AM1", "?", approved_rag=AMBER), AS_AT) == "Amber"
