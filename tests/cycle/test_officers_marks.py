"""What officers do beside typing: they strike text through, and they talk in comments."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

from openpyxl import Workbook, load_workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.comments import Comment
from openpyxl.styles import Font

from tests.cycle.months import AT, answers, cell, issue_october, new_master, plan_rows, send
from xlplan.cycle.checking import check
from xlplan.cycle.consolidating import Consolidated, consolidate
from xlplan.cycle.fixing import write_fix_lists
from xlplan.cycle.storing import set_cell, store
from xlplan.findings import Finding
from xlplan.workbook.master import read_master

OWNER, SHEET = "Property Manager", "Asset management"


def returned(folder: Path, change: Callable[[Workbook], None]) -> tuple[Path, Consolidated]:
    master = new_master(folder, plan_rows(3))
    path = send(issue_october(master)[OWNER], folder / "in", answers(["AM1", "AM2", "AM3"]))
    book = load_workbook(path, rich_text=True)
    change(book)
    book.save(path)
    return master, consolidate(master, folder / "in", at=AT)


def told(done: Consolidated) -> list[Finding]:
    return [f for f in done.findings if f.code.startswith("M")]


def test_struck_words_are_left_out_and_named(tmp_path: Path):
    def strike(book: Workbook) -> None:
        gone = TextBlock(InlineFont(strike=True), "The lease is not agreed. ")
        stays = TextBlock(InlineFont(b=True), "The lease was signed")
        book[SHEET]["G6"] = CellRichText(gone, stays, " in September, and options come in March.")

    master, done = returned(tmp_path, strike)

    assert cell(master, "AM1", "commentary") == (
        "**The lease was signed** in September, and options come in March."
    )
    (finding,) = told(done)
    assert (finding.code, str(finding.at)) == ("M06", "Asset management!G6")
    assert '"The lease is not agreed." in Commentary' in finding.message


def test_a_cell_struck_through_whole_is_held(tmp_path: Path):
    def strike(book: Workbook) -> None:
        book[SHEET]["G6"].font = Font(strike=True)
        book[SHEET]["F7"].font = Font(strike=True)

    master, done = returned(tmp_path, strike)

    assert [f.code for f in told(done)] == ["M07", "M07"]
    assert done.account.cells_held == ("AM1 Asset management!G6", "AM2 Asset management!F7")
    assert cell(master, "AM1", "commentary") is None
    assert cell(master, "AM2", "reported") == "Held"


def test_comments_are_told_about_once_and_a_fix_lists_own_notes_never(tmp_path: Path):
    def talk(book: Workbook) -> None:
        book[SHEET]["G6"].comment = Comment("Officer:\nLegal asked us to wait.", "Officer")
        book[SHEET]["F7"].comment = Comment("Amber at best?", "Officer")

    master, done = returned(tmp_path, talk)

    (finding,) = told(done)
    assert "2 cells of the return, at Asset management!G6, Asset management!F7" in finding.message
    assert "Officer: Legal asked us to wait" in finding.message
    assert finding.code == "M05"
    write_fix_lists(check([tmp_path / "in"], master), tmp_path / "fix")
    again = check([tmp_path / "fix"], master).findings
    assert [f.message for f in again if f.code == "M05"] == [finding.message]


def test_the_end_of_an_override_typed_as_text_is_no_end_and_is_told_about(tmp_path: Path):
    master = new_master(tmp_path, plan_rows(1))
    read = read_master(master)
    row = read.rows["item-0001"]
    said = {"approved_rag": "Red", "approved_by": "CMT", "approved_reason": "Asked to."}
    said["approved_until"] = "30/09/2013"
    store(read, [set_cell(row, name, value) for name, value in said.items()], at=AT)

    item = next(i for i in read_master(master).plan.items if i.ref == "AM1")

    assert str(item.rating(date(2013, 10, 31))) == "Red"
    (finding,) = [f for f in check([master], None).findings if f.code == "C14"]
    assert 'Approved until "30/09/2013" cannot be used' in finding.message
