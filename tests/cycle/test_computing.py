"""The computed rating stands beside the declared one, in a column that consolidate writes."""

from datetime import date, timedelta
from pathlib import Path

from tests.cycle.months import AT, answers, cell, issue_october, new_master, plan_rows, send
from xlplan.cycle.closing import close
from xlplan.cycle.consolidating import consolidate
from xlplan.cycle.issuing import Month, issue
from xlplan.cycle.storing import settings_edits, store
from xlplan.model import Period
from xlplan.workbook.master import read_master

OWNER = "Property Manager"


def settle(master: Path, preset: str) -> None:
    read = read_master(master)
    store(read, settings_edits(read, {"computed_preset": preset}), at=AT)


def month(tmp_path: Path, preset: str) -> Path:
    rows = plan_rows(2)
    rows[1] |= {"due": date(2013, 9, 30), "baseline_due": date(2013, 9, 30), "forecast": None}
    master = new_master(tmp_path, rows)
    settle(master, preset)
    one = issue_october(master)[OWNER]
    send(one, tmp_path / "in", answers(["AM1", "AM2"]))
    return master


def test_consolidate_writes_the_computed_ratings_beside_the_declared(tmp_path: Path):
    master = month(tmp_path, "bromsgrove")

    done = consolidate(master, tmp_path / "in", at=AT)

    assert cell(master, "AM1", "computed_rag") == "Red"  # due 30 September, open on 31 October
    assert cell(master, "AM2", "computed_rag") == "Green"
    assert (cell(master, "AM1", "rag"), done.after.items[0].computed_rag) == (
        "Green",
        done.after.settings.scale.find("Red"),
    )
    before = master.read_bytes()
    consolidate(master, tmp_path / "in", at=AT + timedelta(hours=1))
    assert master.read_bytes() == before


def test_nothing_is_computed_until_a_preset_is_chosen_or_after_it_is_given_up(tmp_path: Path):
    master = month(tmp_path, "declared only")
    consolidate(master, tmp_path / "in", at=AT)
    assert cell(master, "AM1", "computed_rag") is None

    settle(master, "bromsgrove")
    consolidate(master, tmp_path / "in", at=AT)
    assert cell(master, "AM1", "computed_rag") == "Red"

    settle(master, "declared only")
    consolidate(master, tmp_path / "in", at=AT)
    assert cell(master, "AM1", "computed_rag") is None


def test_a_new_month_begins_without_computed_ratings(tmp_path: Path):
    master = month(tmp_path, "bromsgrove")
    consolidate(master, tmp_path / "in", at=AT)
    close(master, at=AT)

    issue(master, tmp_path / "november", Month(Period(2013, 11)), at=AT)

    assert cell(master, "AM1", "computed_rag") is None
