"""A part of the campaign on hostile files, from a fixed seed; `make campaigns` runs the whole."""

from __future__ import annotations

from pathlib import Path

from tests.campaigns.good import good
from tests.campaigns.hostile import hostile_files, wrong_of


def test_a_hostile_file_gets_one_message_within_bounds_and_runs_and_reaches_nothing(
    tmp_path: Path,
):
    files = list(hostile_files(good(), 2))

    wrong, _ = wrong_of(files, tmp_path)

    assert wrong == []
    assert len(files) >= 50
