"""A fixed part of the campaign: consolidation killed, and on a failing disk."""

from __future__ import annotations

from pathlib import Path

from tests.campaigns import kills


def test_a_consolidation_cut_off_leaves_the_old_or_the_new_master_and_can_be_run_again(
    tmp_path: Path,
):
    month = kills.prepare(tmp_path, rows=2)
    tally = kills.Tally()

    kills.kill_at_random(month, tmp_path, 4, tally)
    kills.kill_soon_after_a_change(month, tmp_path, 6, tally)
    kills.kill_at_each_change(month, tmp_path, tally, step=5)
    kills.fail_at_each_change(month, tmp_path, tally, step=6)
    kills.fill_the_disk(month, tmp_path, 3, tally)

    assert month.old != month.new
    assert tally.runs == tally.old + tally.new
    assert tally.old and tally.new and tally.refused
    assert tally.is_clean, tally
