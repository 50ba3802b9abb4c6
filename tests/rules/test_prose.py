"""What is not looked for where it cannot be is found all the same where it is."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from difflib import SequenceMatcher
from itertools import chain

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xlplan.model import Item, Level, clean
from xlplan.rules import between_rows, commentary, prose
from xlplan.rules.prose import (
    Marker,
    are_alike_words,
    clauses,
    may_name_a_day,
    plain,
    sentences,
    small,
    words,
)
from xlplan.rules.said import Said, said_on

MARKERS = {
    "to come": prose.TO_COME,
    "late": commentary._LATE,
    "done": between_rows._DONE,
    "open": between_rows._OPEN,
    **commentary._NOT_FOR_PRINT,
}
PARTS = (
    "the lease was signed; options on hold, and tender papers agreed but not yet with Cabinet "
    "while the roof is to be complete: heating at risk still to be let will have been approved"
).split()
PHRASES = ("not yet", "still to be", "is due", "going to", "in place", "has not been", "awaits")
texts = st.lists(st.sampled_from((*PARTS, *PHRASES)), max_size=25).map(" ".join)


@pytest.mark.parametrize("name", MARKERS)
def test_a_marker_finds_every_text_that_its_pattern_finds(name: str):
    marker = MARKERS[name]

    @given(st.from_regex(marker.pattern))
    def finds(text: str) -> None:
        assert marker.search(text, small(text)) is not None

    finds()


def test_letters_that_a_search_takes_for_others_are_taken_for_them():
    marker = Marker("risk", "risk")
    for text in ("RISK", "RıſK", "rİsk", "a ris\u212a"):
        assert marker.search(text, small(text)) is not None


@given(texts)
def test_a_sentence_says_what_its_clauses_say(sentence: str):
    is_open = any(between_rows._OPEN.pattern.search(clause) for clause in clauses(sentence))
    is_done = any(between_rows._is_done(clause) for clause in clauses(sentence))

    (told,) = tuple(between_rows._states(_row(sentence), between_rows._About())) or (None,)

    assert (told.is_open if told else False) is is_open
    assert (told.is_done if told else False) is is_done


@given(st.text(), texts)
def test_a_commentary_has_the_words_of_its_sentences(text: str, other: str):
    for said in (text, f"{other}. {text}\n• It isn't {other}", f"“{other}.” 'So' {other}"):
        assert tuple(chain(*_row(said).words)) == words(said)


@given(st.text(alphabet="abcAZ09 %'_*-.\n\t"))
def test_words_are_those_that_the_pattern_finds(text: str):
    assert words(text) == tuple(prose._WORD.findall(prose.plain(text).lower()))


def test_sentences_with_no_run_of_words_in_common_need_no_second_look(
    monkeypatch: pytest.MonkeyPatch,
):
    rows = _rows(random.Random(4), 400)
    short = list(between_rows.shared_sentences(rows))
    monkeypatch.setattr(between_rows, "_with_a_common_run", lambda rows: set(range(10_000)))

    assert short == list(between_rows.shared_sentences(rows))
    assert 20 < len(short) < 200


def test_texts_of_unlike_length_are_not_alike():
    assert not are_alike_words(("one", "two"), ("one", "two", "three"))
    assert are_alike_words(tuple("abcdefghijk"), tuple("abcdefghijkl"))


few_words = st.lists(st.sampled_from("abcd"), max_size=24)


@given(few_words, few_words, st.integers(0, 23))
def test_texts_are_alike_by_the_words_that_match_in_order(
    first: list[str], other: list[str], at: int
):
    for second in (other, first, [*first[:at], "a", *first[at + 1 :]], [*first, "b"]):
        ratio = SequenceMatcher(None, first, second, autojunk=False).ratio()
        is_said = bool(first and second)

        assert are_alike_words(first, second) is (is_said and ratio > prose.ALIKE)


@given(st.text() | st.text(alphabet='aB1.!?\n\u2028\x1c\u00a0 •-"('))
def test_a_text_is_parted_where_its_sentences_end(text: str):
    parts = (clean(part).lstrip("•-–* ") for part in prose._END_OF_SENTENCE.split(plain(text)))

    assert sentences(text) == tuple(filter(None, parts))


@pytest.mark.parametrize(
    "pattern", [prose._DAY, prose._SHORT, prose._IN_MONTH], ids=["day", "short", "month"]
)
def test_what_names_a_day_or_a_month_is_looked_at(pattern: re.Pattern[str]):
    @given(st.from_regex(pattern))
    def is_looked_at(text: str) -> None:
        assert may_name_a_day(text)

    is_looked_at()


@given(st.integers(1, 30), st.integers(0, 2))
def test_a_commentary_is_too_long_from_the_first_word_beyond_the_limit(limit: int, more: int):
    item = Item("id", "A1", Level.ITEM, "A", "Title", commentary=" ".join("a" * (limit + more)))

    assert bool(list(commentary.too_long(item, limit))) is (more > 0)


def _rows(chance: random.Random, number: int) -> Sequence[Said]:
    said: list[str] = []
    for _ in range(number):
        parts = chance.choices(PARTS, k=14)
        if said and chance.random() < 0.2:
            parts = chance.choice(said).split()
            parts[chance.randrange(14)] = chance.choice(PARTS)
        said.append(" ".join(parts))
    return [_row(text, f"A{n}") for n, text in enumerate(said)]


def _row(text: str, ref: str = "A1") -> Said:
    return said_on(Item("id", ref, Level.ITEM, "A", "Title", commentary=text))


def test_a_text_of_pages_is_alike_but_for_some_of_its_words_and_not_when_written_again():
    page = tuple(f"word{number % 700}" for number in range(4000))
    corrected = tuple("other" if number % 50 == 0 else word for number, word in enumerate(page))

    assert are_alike_words(page, corrected)
    assert not are_alike_words(page, tuple(sorted(page)))
    assert not are_alike_words(page, (*page[:3000], *corrected[:50] * 20))
