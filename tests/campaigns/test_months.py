"""A part of the campaign on months lived at random; `make campaigns` runs the whole."""

from __future__ import annotations

from tests.campaigns.months import lived


def test_every_run_accounts_for_every_cell_and_the_second_changes_nothing():
    assert lived(4, steps=3) == []
