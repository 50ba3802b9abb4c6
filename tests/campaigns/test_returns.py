"""A part of the campaign on returns, from a fixed seed; `make campaigns` runs the whole."""

from __future__ import annotations

from tests.campaigns.returns import KINDS, run


def test_forty_kinds_of_habit_and_damage_are_tried():
    assert len({kind.kind for kind in KINDS}) == len(KINDS) >= 90


def test_each_kind_alone_and_some_in_pairs_lose_nothing_and_are_told_as_their_kind():
    seen = run(10)

    assert seen.wrong == []
    assert seen.files >= len(KINDS)
