"""A master may hold more than a return; a check by itself opens it all the same."""

from pathlib import Path

from openpyxl import Workbook

from tests.cycle.months import new_master, plan_rows
from xlplan.cycle.checking import check
from xlplan.workbook.edits import SetCell
from xlplan.workbook.guard import MASTER, Limits
from xlplan.workbook.patch import apply_edits

FAR = Limits().rows + 1


def a_large_master(folder: Path) -> Path:
    master = new_master(folder, plan_rows(2))
    noted = SetCell("Settings", FAR, 30, "A note of the team's own")
    master.write_bytes(apply_edits(master.read_bytes(), [noted], limits=MASTER))
    return master


def test_it_is_checked_as_the_master_that_it_is(tmp_path: Path):
    before = check([new_master(tmp_path, plan_rows(2))], None)
    found = check([a_large_master(tmp_path)], None)

    assert found.findings == before.findings
    assert found.returns == ()


def test_in_the_folder_of_returns_it_is_too_big(tmp_path: Path):
    a_large_master(tmp_path)
    (found,) = check([tmp_path], None).findings

    assert "far beyond the rest" in found.message


def test_a_large_workbook_that_is_no_master_is_too_big(tmp_path: Path):
    book = Workbook()
    book.create_sheet("Plan").cell(FAR, 1, "far below")
    other = tmp_path / "a return.xlsx"
    book.save(other)
    (found,) = check([other], None).findings

    assert "far beyond the rest" in found.message
