"""What officers do beside typing: they strike text through, and they talk in comments."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
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


def test_every_comment_is_quoted_with_the_replies_to_it(tmp_path: Path):
    said = [f"Remark {n}: please ring me about Asset {n} before Cabinet meets." for n in range(8)]

    def talk(book: Workbook) -> None:
        for row, text in enumerate(said, 1):
            book[SHEET].cell(row, 2).comment = Comment(text, "Officer")

    _, done = returned(tmp_path, talk)

    (finding,) = told(done)
    assert all(text.rstrip(".") in finding.message for text in said)


def test_what_is_typed_on_a_fix_list_is_told_and_what_was_printed_there_never(tmp_path: Path):
    master, _ = returned(tmp_path, lambda book: book[SHEET].__setitem__("O6", "end of Jan"))
    write_fix_lists(check([tmp_path / "in"], master), tmp_path / "fix")
    (path,) = (tmp_path / "fix").iterdir()
    assert not [f for f in check([path], master).findings if f.code == "S13"]
    book = load_workbook(path)
    sheet = book["Fix list"]
    sheet["E5"] = "Done on Monday."
    sheet["D5"] = f"{sheet['D5'].value} No, this date is right."
    sheet["B40"] = "Ring me."
    book.save(path)

    (finding,) = [f for f in check([path], master).findings if f.code == "S13"]

    assert "on Fix list at D5:E5, B40" in finding.message
    assert all(text in finding.message for text in ("Done on Monday", "date is right", "Ring me"))


def test_a_remark_behind_last_months_words_is_told_by_itself(tmp_path: Path):
    def remark(book: Workbook) -> None:
        cell = book[SHEET]["E6"]
        cell.value = f"{cell.value} That was never so."
        book[SHEET]["D7"] = "never Green"

    _, done = returned(tmp_path, remark)

    grey = [f.message for f in done.findings if f.code == "C15"]
    assert [text.partition(" was not used")[0] for text in grey] == [
        'AM1: Last commentary is kept for you, so "That was never so"',
        'AM2: Last rating is kept for you, so "never Green"',
    ]


def test_a_choice_that_cannot_be_read_is_told_with_the_choices_that_there_are(tmp_path: Path):
    def split(book: Workbook) -> None:
        sheet = book[SHEET]
        column = next(c for c in range(1, 40) if sheet.cell(4, c).value == "proposed_change")
        sheet.cell(6, column).value = "please split in two"
        sheet["C7"] = "next spring"

    _, done = returned(tmp_path, split)

    said = sorted(f.message for f in done.findings if f.code == "C14")
    assert said[0].startswith('AM1: Proposed change "please split in two" cannot be used')
    assert said[0].endswith(
        "Choose one of: Retain, Update, Delete, Suspend, Reprogramme, Merge, Split."
    )
    assert said[1].endswith("Type a date, as 30/09/2026.")


def test_answers_that_a_fresh_copy_leaves_out_are_told_in_this_run_and_the_next(tmp_path: Path):
    master = new_master(tmp_path, plan_rows(2))
    one = issue_october(master)[OWNER]
    half = {("AM1", "rag"): "Amber", ("AM1", "help_needed"): "A day of Legal's."}
    send(one, tmp_path / "in", half)
    consolidate(master, tmp_path / "in", at=AT)
    send(one, tmp_path / "in", {("AM2", "rag"): "Green", ("AM2", "commentary"): "Let in May."})

    runs = [consolidate(master, tmp_path / "in", at=AT + timedelta(hours=n)) for n in (1, 2)]
    runs.append(consolidate(master, None, at=AT + timedelta(hours=3)))

    said = [[f.message for f in done.findings if f.code == "M12"] for done in runs]
    assert said[0] == said[1] == said[2]
    assert 'AM1 Rating "Amber", AM1 Help needed "A day of Legal\'s."' in said[0][0]
    assert "If it was filled in on a fresh copy" in said[0][0]


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
