"""A part of the campaign on returns, from a fixed seed; `make campaigns` runs the whole."""

from __future__ import annotations

import pickle

import pytest

from tests.campaigns.good import good, seeds
from tests.campaigns.returns import KINDS, made, run
from xlplan.rules.row_rules import row_rules
from xlplan.workbook import package
from xlplan.workbook.plain_cells import read_carefully
from xlplan.workbook.returns import Return, read_return


def test_forty_kinds_of_habit_and_damage_are_tried():
    assert len({kind.kind for kind in KINDS}) == len(KINDS) >= 90


def test_each_kind_alone_and_some_in_pairs_lose_nothing_and_are_told_as_their_kind():
    seen = run(10)

    assert seen.wrong == []
    assert seen.files >= len(KINDS)


def test_a_return_is_read_the_same_the_fast_way_and_by_the_parser_whatever_was_done_to_it(
    monkeypatch: pytest.MonkeyPatch,
):
    chances = seeds(20131031)
    files = [made([kind], good().filled, next(chances)) for kind in KINDS[::4]]
    fast = [returned(data) for data in files]
    assert fast == [pickle.loads(pickle.dumps(one)) for one in fast]
    monkeypatch.setattr(package, "read_cells", read_carefully)

    assert fast == [returned(data) for data in files]


def returned(data: bytes) -> Return:
    settings = good().master.plan.settings
    return read_return(data, file="r.xlsx", rules=row_rules(), settings=settings, has_plan=True)
