"""The engine for tests takes what is typed as Excel does, and never saves over a file."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
import xlwings as xw
from openpyxl import Workbook
from openpyxl.workbook.defined_name import DefinedName

from xlplan.excel.engine import open_headless


@pytest.fixture
def path(tmp_path: Path) -> Path:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Plan"
    for row in (["Ref", "Rating", "Due"], ["AM1", "Green", datetime(2014, 3, 31)], ["AM2", None]):
        sheet.append(row)
    sheet["D2"] = "=1+1"
    book.defined_names["first_ref"] = DefinedName("first_ref", attr_text="Plan!$A$2")
    book.save(tmp_path / "plan.xlsx")
    return tmp_path / "plan.xlsx"


@pytest.fixture
def plan(path: Path) -> Iterator[xw.Sheet]:
    yield open_headless(path).sheets["Plan"]


def test_a_sheet_is_read_in_one_block(plan: xw.Sheet):
    assert plan.used_range.shape == (3, 4)
    assert plan.used_range.options(ndim=2).value == [
        ["Ref", "Rating", "Due", None],
        ["AM1", "Green", datetime(2014, 3, 31), None],
        ["AM2", None, None, None],
    ]
    assert plan["A2"].options(ndim=2).value == [["AM1"]]
    assert plan["A1:C3"][1:, 0].value == ["AM1", "AM2"]
    assert plan["B2"][0, 0].get_address(False, False) == "B2"
    assert plan["D2"].formula == "=1+1"
    assert plan.used_range.rows.count == 3


def test_a_block_is_written_from_its_first_cell(plan: xw.Sheet):
    plan.range((2, 1)).value = [["AM7", "Red"], ["AM8", None]]

    assert plan["A2:B3"].value == [["AM7", "Red"], ["AM8", None]]


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("0012", 12.0),
        ("1e5", 100000.0),
        ("31/03/2014", datetime(2014, 3, 31)),
        ("2013-10", datetime(2013, 10, 1)),
        ("true", True),
        ("0", 0.0),
        ("'0012", "0012"),
        ("'=1+1", "=1+1"),
        ("Leases", "Leases"),
        ("", None),
    ],
)
def test_what_is_typed_is_taken_as_excel_takes_it(
    plan: xw.Sheet, tmp_path: Path, typed: str, value: object
):
    plan["B3"].value = typed

    plan.book.save(tmp_path / "new.xlsx")
    again = open_headless(tmp_path / "new.xlsx").sheets["Plan"]
    assert again["B3"].value == plan["B3"].value == value


def test_text_after_an_equals_sign_becomes_a_formula(plan: xw.Sheet):
    plan["B3"].value = "=HYPERLINK(1)"

    assert plan["B3"].formula == "=HYPERLINK(1)"
    assert plan["B3"].value is None


def test_it_saves_to_a_new_path_only(plan: xw.Sheet, path: Path, tmp_path: Path):
    before = path.read_bytes()
    plan["A2"].value = "AM9"

    for there in (None, path):
        with pytest.raises(FileExistsError, match="saves to new files only"):
            plan.book.save(there)
    plan.book.save(tmp_path / "new.xlsx")

    assert path.read_bytes() == before
    assert open_headless(tmp_path / "new.xlsx").sheets["Plan"]["A2"].value == "AM9"


def test_a_copy_of_an_unchanged_book_is_the_very_file(plan: xw.Sheet, path: Path, tmp_path: Path):
    plan.book.api.SaveCopyAs(str(tmp_path / "copy.xlsx"))

    assert (tmp_path / "copy.xlsx").read_bytes() == path.read_bytes()


def test_sheets_are_added_named_and_brought_to_the_front(plan: xw.Sheet):
    book = plan.book
    added = book.sheets.add("Notes", after=plan)

    assert [s.name for s in book.sheets] == ["Plan", "Notes"]
    assert book.sheets.active == added
    plan.activate()
    assert book.sheets.active == plan
    plan["B2:C3"].select()
    assert book.selection and book.selection.address == "$B$2:$C$3"


def test_a_protected_sheet_refuses_typing(path: Path):
    sheet = open_headless(path).sheets["Plan"]
    sheet.impl.grid.sheet.protection.sheet = True

    with pytest.raises(PermissionError, match="Plan is protected"):
        sheet["A2"].value = "AM9"


def test_names_lead_to_their_cells(plan: xw.Sheet):
    assert plan.book.names["first_ref"].refers_to == "=Plan!$A$2"
    assert plan.book.names["first_ref"].refers_to_range.value == "AM1"


def test_a_mock_caller_is_the_book_that_calls(plan: xw.Sheet, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(xw.Book, "_mock_caller", None, raising=False)
    plan.book.set_mock_caller()

    assert xw.Book.caller().sheets["Plan"]["A2"].value == "AM1"
