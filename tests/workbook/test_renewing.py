"""A master of an earlier version gets this version's formulas when its next month is opened."""

from dataclasses import replace
from pathlib import Path

import pytest

from tests.cycle.months import AT, OCTOBER, issue_october, new_master, plan_rows
from tests.support.libreoffice import LibreOffice
from xlplan.cycle.issuing import issue
from xlplan.cycle.storing import store
from xlplan.model import CellValue
from xlplan.rollup import roll_up
from xlplan.workbook.dashboard import formulas_mark
from xlplan.workbook.dashboard_columns import Columns
from xlplan.workbook.edits import SetCell, SetFormula
from xlplan.workbook.layout import FIRST_ROW, HEADER_ROW, KEY_ROW
from xlplan.workbook.master import Master, read_master
from xlplan.workbook.package import open_package
from xlplan.workbook.renewing import renewing_edits


def formulas(master: Master) -> dict[tuple[int, int], object]:
    sheet = master.package.sheet("Dashboard")
    assert sheet
    last = FIRST_ROW + 40
    return {
        place: cell.formula
        for place, cell in sheet.cells.items()
        if cell.formula and HEADER_ROW < place[0] <= last
    }


def made_earlier(path: Path) -> None:
    """Give the Dashboard a formula for the rating that an earlier version might have had."""
    read = read_master(path)
    columns = Columns(read.plan.settings.scale)
    rating = columns.headings.index("Rating") + 1
    store(
        read,
        [
            SetFormula("Dashboard", FIRST_ROW + 1, rating, '"Red"'),
            SetFormula("Dashboard", FIRST_ROW, rating, '"Red"'),
            SetCell("Dashboard", KEY_ROW, columns.width + 1, "formulas 000000000000"),
            SetCell("Dashboard", 3, 1, "A note of the team's own"),
        ],
        at=AT,
    )


def test_a_master_of_this_version_is_left_alone(tmp_path: Path):
    master = read_master(new_master(tmp_path, plan_rows(2)))
    assert renewing_edits(master) == ()


def test_the_next_month_renews_formulas_and_touches_nothing_else(tmp_path: Path):
    path = new_master(tmp_path, plan_rows(2))
    asked = formulas(read_master(path))
    made_earlier(path)
    assert formulas(read_master(path)) != asked

    issue_october(path)

    after = read_master(path)
    assert formulas(after) == asked
    assert renewing_edits(after) == ()
    sheet = after.package.sheet("Dashboard")
    assert sheet and sheet.value(3, 1) == "A note of the team's own"
    assert sheet.value(KEY_ROW, 1) is None


def test_a_month_that_is_issued_again_renews_nothing(tmp_path: Path):
    path = new_master(tmp_path, plan_rows(2))
    issue_october(path)
    made_earlier(path)
    old = formulas(read_master(path))
    issue(path, tmp_path / "again", replace(OCTOBER, period=OCTOBER.period), at=AT)
    assert formulas(read_master(path)) == old


@pytest.mark.parametrize("what", ["a column", "the names"])
def test_a_dashboard_that_is_not_as_built_is_left_as_it_is(tmp_path: Path, what: str):
    path = new_master(tmp_path, plan_rows(2))
    made_earlier(path)
    read = read_master(path)
    if what == "a column":
        store(read, [SetCell("Dashboard", HEADER_ROW, 5, "Ours")], at=AT)
        read = read_master(path)
    else:
        read = replace(read, package=replace(read.package, names={}))
    assert renewing_edits(read) == ()


@pytest.mark.libreoffice
def test_what_was_renewed_is_live_what_the_roll_up_says(tmp_path: Path, libreoffice: LibreOffice):
    path = new_master(tmp_path, plan_rows(3))
    made_earlier(path)
    issue_october(path)
    read = read_master(path)
    values = read.rows["item-0001"], read.rows["item-0002"]
    edits = [SetCell(r.sheet, r.number, r.at("rag").column, "Amber") for r in values]
    edits += [SetCell(r.sheet, r.number, r.at("reported").column, "Yes") for r in values]
    store(read, edits, at=AT)
    plan = read_master(path).plan

    (live,) = libreoffice.recalculated(path)

    sheet = open_package(live).sheet("Dashboard")
    rating = Columns(plan.settings.scale).headings.index("Rating") + 1
    assert sheet
    shown: list[CellValue] = [sheet.value(FIRST_ROW + n, rating) for n in (0, 1)]
    whole, (line,) = roll_up(plan)
    assert shown == [str(whole.rag), str(line.rag)] == ["Amber", "Amber"]
    assert formulas_mark(plan.settings).startswith("formulas ")
