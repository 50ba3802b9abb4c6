"""What people do to the sheets of a return: each is told about in one finding, nothing is lost."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from tests.cycle.months import AT, answers, cell, issue_october, new_master, plan_rows, send
from xlplan.cycle.consolidating import Consolidated, consolidate

OWNER = "Property Manager"
REFS = ("AM1", "AM2", "AM3", "AM4")


def after(folder: Path, habit: Callable[[Worksheet], None]) -> tuple[Path, Consolidated]:
    """Return the master and the account after a good return to which something was done."""
    master = new_master(folder, plan_rows(4))
    path = send(issue_october(master)[OWNER], folder / "in", answers(REFS))
    book = load_workbook(path)
    sheet = book["Asset management"]
    assert isinstance(sheet, Worksheet)
    habit(sheet)
    book.save(path)
    return master, consolidate(master, folder / "in", at=AT)


def told(done: Consolidated) -> dict[str, str]:
    return {f.code: f.message for f in done.findings if f.code != "X01"}


def column_of(sheet: Worksheet, key: str) -> int:
    return next(c for c in range(1, 60) if sheet.cell(4, c).value == key)


def swap(sheet: Worksheet, one: int, other: int) -> None:
    for column in range(1, sheet.max_column + 1):
        first, second = sheet.cell(one, column), sheet.cell(other, column)
        first.value, second.value = second.value, first.value


def test_rows_sorted_another_way_merge_and_are_noted(tmp_path: Path):
    _, done = after(tmp_path, lambda sheet: swap(sheet, 6, 9))

    assert list(told(done)) == ["S07"]
    assert done.account.rows_merged == REFS


def test_rows_out_of_sight_are_read_and_noted(tmp_path: Path):
    def hide(sheet: Worksheet) -> None:
        for row in (7, 8):
            sheet.row_dimensions[row].hidden = True

    _, done = after(tmp_path, hide)

    assert told(done)["S08"].startswith("Asset management came back with hidden rows (2)")
    assert done.account.rows_merged == REFS


def test_what_a_merge_covers_stays_as_it_was_since_nobody_cleared_it(tmp_path: Path):
    def merge(sheet: Worksheet) -> None:
        column = column_of(sheet, "forecast")
        sheet.cell(7, column).value = date(2014, 1, 31)
        sheet.merge_cells(start_row=7, end_row=8, start_column=column, end_column=column)

    master, done = after(tmp_path, merge)

    assert "cells that it covers stay as they were" in told(done)["S11"]
    assert cell(master, "AM2", "forecast") == date(2014, 1, 31)
    assert cell(master, "AM3", "forecast") == date(2014, 2, 28)


def test_merged_cells_are_one_finding_and_not_one_for_each_blank_they_cover(tmp_path: Path):
    def merge(sheet: Worksheet) -> None:
        column = column_of(sheet, "commentary")
        sheet.merge_cells(start_row=7, end_row=9, start_column=column, end_column=column)

    _, done = after(tmp_path, merge)

    assert list(told(done)) == ["S11"]
    assert "The cells G7:G9 of Asset management are merged" in told(done)["S11"]
    assert "given to AM2 only" in told(done)["S11"]


def test_paragraphs_that_ran_over_the_rows_below_are_one_finding_that_says_what_to_do(
    tmp_path: Path,
):
    paragraphs = [f"Paragraph {n} of the whole story of Asset 3." for n in range(1, 6)]

    def paste(sheet: Worksheet) -> None:
        column = column_of(sheet, "commentary")
        for offset, text in enumerate(paragraphs):
            sheet.cell(8 + offset, column, text)

    master, done = after(tmp_path, paste)

    assert list(told(done)) == ["S20"]
    message = told(done)["S20"]
    assert "in rows 10 to 12, under Commentary" in message
    assert '"; "'.join(paragraphs[2:]).rstrip(".") in message
    assert "look again at Commentary of the rows above, from AM4 up" in message
    assert cell(master, "AM4", "commentary") == paragraphs[1]


def test_a_new_row_typed_below_is_no_paste(tmp_path: Path):
    def add(sheet: Worksheet) -> None:
        sheet.cell(10, column_of(sheet, "ref"), "AM9")
        sheet.cell(10, column_of(sheet, "commentary"), "A new one, please.")

    _, done = after(tmp_path, add)

    assert list(told(done)) == ["S04"]


@pytest.mark.parametrize("layout", ["0", "99"])
def test_another_layout_is_read_when_older_and_refused_when_newer(tmp_path: Path, layout: str):
    master = new_master(tmp_path, plan_rows(4))
    path = send(issue_october(master)[OWNER], tmp_path / "in", answers(REFS))
    book = load_workbook(path)
    sheet = book["_xlplan"]
    assert isinstance(sheet, Worksheet)
    line = next(r for r in range(1, 30) if sheet.cell(r, 2).value == "layout_version")
    sheet.cell(line, 4, layout)
    book.save(path)

    done = consolidate(master, tmp_path / "in", at=AT)

    assert list(told(done)) == (["F04"] if layout == "0" else ["F16"])
    assert (done.account.rows_merged == REFS) is (layout == "0")
