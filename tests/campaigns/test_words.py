"""A part of the campaign on words, from a fixed seed; `make campaigns` runs the whole."""

from __future__ import annotations

from tests.campaigns.good import good
from tests.campaigns.words import is_told, lost, some_places


def test_a_word_typed_anywhere_in_a_return_is_merged_or_told():
    assert lost(good(), some_places(good(), 40)) == []


def test_a_word_that_is_typed_nowhere_is_not_told():
    assert not is_told(good(), good().filled, "Zq0000word")
