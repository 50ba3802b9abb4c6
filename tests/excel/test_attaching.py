"""Where there is no Excel the command says so in plain words."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import cast

import pytest
import xlwings as xw

from tests.test_cli import xlplan
from xlplan.cycle.storing import Refused
from xlplan.excel.attaching import front_book, open_book
from xlplan.excel.doctor import examine

no_excel = pytest.mark.skipif(sys.platform == "win32", reason="Windows may have Excel")


@pytest.mark.parametrize(
    ("platform", "told"),
    [
        ("linux", "There is no Excel to attach to here"),
        ("darwin", "Excel on a Mac cannot give xlplan a copy"),
    ],
)
def test_another_platform_is_told_to_use_the_commands(platform: str, told: str):
    (need,) = examine(platform)

    assert not need.is_met
    assert told in need.advice
    assert "saved and closed workbook" in need.advice


@no_excel
def test_on_windows_the_first_thing_that_is_missing_is_told():
    *there, missing = examine("win32")

    assert all(need.is_met for need in there) and there
    assert not missing.is_met
    assert "pip install pywin32" in missing.advice


@no_excel
def test_without_excel_no_workbook_is_found():
    with pytest.raises(Refused, match="There is no Excel"):
        open_book()


@dataclass
class Excel:
    """One running Excel: its window's number, and its open workbooks, the active one first."""

    hwnd: int
    open_books: list[str]

    @property
    def books(self) -> Excel:
        return self

    @property
    def active(self) -> str:
        return self.open_books[0]

    def __len__(self) -> int:
        return len(self.open_books)


def test_the_workbook_is_that_of_the_window_whose_button_was_pressed():
    running = [Excel(11, ["other.xlsx"]), Excel(12, ["plan.xlsx", "return.xlsx"])]

    assert front_book(cast("list[xw.App]", running), 12) == cast(xw.Book, "plan.xlsx")


def test_a_workbook_in_protected_view_is_told_how_to_leave_it():
    with pytest.raises(Refused, match="choose Enable Editing"):
        front_book(cast("list[xw.App]", [Excel(12, [])]), 12)


@no_excel
def test_a_box_asked_for_where_there_is_none_is_told():
    ran = xlplan("excel", "check", "--window", "4711")

    assert (ran.status, ran.out) == (2, "")
    assert ran.err == "xlplan: A box can be shown on Windows only.\n"


@no_excel
def test_the_doctor_says_what_is_missing_with_status_2():
    ran = xlplan("excel", "doctor")

    assert ran.status == 2
    assert ran.out.startswith("MISSING")
    assert ran.err == ""


@no_excel
@pytest.mark.parametrize("action", ["check", "consolidate", "about"])
def test_an_action_without_excel_is_refused_with_status_2(action: str):
    ran = xlplan("excel", action)

    assert (ran.status, ran.out) == (2, "")
    assert ran.err.startswith("xlplan: This needs: A computer that runs Excel")
