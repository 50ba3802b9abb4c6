"""Each action does in the open workbook what the command does with the file."""

from __future__ import annotations

import shutil
from functools import partial
from pathlib import Path

import pytest
import xlwings as xw
from openpyxl import load_workbook
from openpyxl.workbook.protection import WorkbookProtection

from tests.cycle.months import (
    AT,
    GOOD,
    OCTOBER,
    answers,
    issue_october,
    new_master,
    plan_rows,
    send,
)
from tests.support.libreoffice import LibreOffice
from xlplan.cycle.chasing import chase
from xlplan.cycle.checking import check
from xlplan.cycle.closing import close
from xlplan.cycle.comparing import compare_masters
from xlplan.cycle.consolidating import consolidate
from xlplan.cycle.issuing import Month, issue
from xlplan.cycle.papers import report_briefing, report_cabinet, report_exceptions
from xlplan.cycle.rating import rate
from xlplan.cycle.rebuilding import stale_parts
from xlplan.cycle.storing import set_cell, settings_edits, store
from xlplan.excel import actions
from xlplan.excel.engine import open_headless
from xlplan.excel.findings_sheet import FIRST_ROW, NAME
from xlplan.history import Disposition
from xlplan.model import Period
from xlplan.workbook.files import archive_of, kept_in, verify
from xlplan.workbook.master import Master, read_master

OWNER = "Property Manager"
HOSTILE = "=HYPERLINK(1,2)"


def month(folder: Path, number: int = 6) -> tuple[Path, Path]:
    """A master with October open, and a folder with one return that has something of all."""
    master = new_master(folder, plan_rows(number))
    issued = issue_october(master)[OWNER]
    said = answers(["AM1", "AM5", "AM6"]) | answers(["AM2"], rag="Red")
    said |= answers(["AM3"], forecast="end of Jan 14ish", commentary=f"{HOSTILE} {GOOD}")
    said |= {("AM4", "due"): "2014-09-30", ("AM4", "status"): "Suspended"}
    said |= {("AM1", "next_milestone"): "2013-10", ("AM5", "next_milestone"): "**Signed** in May"}
    send(issued, folder / "in", said)
    return master, folder / "in"


def a_copy_of(master: Path, folder: Path) -> Path:
    """The master alone in another folder."""
    folder.mkdir()
    return Path(shutil.copy(master, folder / master.name))


def a_copy(master: Path, folder: Path) -> Path:
    """The master and its archive in another folder."""
    folder.mkdir()
    shutil.copytree(archive_of(master), folder / archive_of(master).name)
    return Path(shutil.copy(master, folder / master.name))


def held(master: Master) -> dict[str, object]:
    """What a master holds, wherever it lies: plan, ledgers and which sheets are seen."""
    tables = {
        code: [{k: v for k in row.cells if (v := row.value(k)) is not None} for row in rows]
        for code, rows in master.tables.items()
    }
    return {
        "plan": master.plan,
        "tables": tables,
        "states": [(sheet.name, sheet.state) for sheet in master.package.sheets],
    }


def as_saved(book: xw.Book, to: Path) -> Master:
    """Save the open workbook in another folder and read it."""
    to.mkdir(exist_ok=True)
    path = to / book.name
    book.save(path)
    return read_master(path)


def findings_in(book: xw.Book) -> list[list[object]]:
    """The lines of the sheet that a check leaves."""
    lines: list[list[object]] = book.sheets[NAME].used_range.options(ndim=2).value
    return lines[FIRST_ROW - 1 :]


def test_a_check_lists_what_the_command_finds_with_its_cells(tmp_path: Path):
    _, folder = month(tmp_path)
    (path,) = folder.iterdir()
    found = check([path], None).findings
    book = open_headless(path)

    message = actions.check_return(book)

    listed = findings_in(book)
    assert [(row[1], row[2], row[3], row[5]) for row in listed] == [
        (f.at.sheet if f.at else None, f.at.a1 if f.at else None, f.message, f.code) for f in found
    ]
    assert {f.code for f in found} >= {"R01", "C05", "C01"}
    assert message.to_fix == sum(f.must_be_put_right for f in found) == 3
    assert message.text.startswith(
        "2013-10 Property Manager.xlsx: 3 to put right, 2 to look at, 3 to know."
    )


def test_a_check_made_again_says_the_same_and_leaves_nothing_of_the_last(tmp_path: Path):
    _, folder = month(tmp_path)
    book = open_headless(next(folder.iterdir()))
    first = actions.check_return(book)
    listed = findings_in(book)
    book.sheets[NAME].range((40, 1)).value = "left over"

    again = actions.check_return(book)

    assert again == first
    assert [row for row in findings_in(book) if any(row)] == listed
    assert [s.name for s in book.sheets].count(NAME) == 1


def test_a_return_checked_in_excel_merges_as_it_would_have(tmp_path: Path):
    master, folder = month(tmp_path)
    book = open_headless(next(folder.iterdir()))
    actions.check_return(book)
    (tmp_path / "checked").mkdir()
    book.save(tmp_path / "checked" / book.name)

    checked = consolidate(master, tmp_path / "checked", at=AT, is_dry_run=True)

    assert checked.findings == consolidate(master, folder, at=AT, is_dry_run=True).findings


def test_a_cell_put_right_in_the_open_return_is_no_longer_found(tmp_path: Path):
    _, folder = month(tmp_path)
    book = open_headless(next(folder.iterdir()))
    before = actions.check_return(book)

    book.sheets["Asset management"].range("I7").value = "Agree a date with Planning by 31 January."

    assert actions.check_return(book).to_fix == before.to_fix - 1


def test_next_problem_goes_from_cell_to_cell_and_round_again(tmp_path: Path):
    _, folder = month(tmp_path)
    book = open_headless(next(folder.iterdir()))
    book.sheets["Asset management"].activate()
    actions.check_return(book)
    assert book.sheets.active.name == "Asset management"
    listed = findings_in(book)
    cells = list(dict.fromkeys((row[1], row[2]) for row in listed if row[2]))

    went = []
    for _ in range(len(cells) + 1):
        message = actions.next_problem(book)
        chosen = book.selection
        assert chosen is not None
        went.append((book.sheets.active.name, chosen.get_address(False, False)))

    assert went == [*cells, cells[0]]
    assert message.text.startswith(f"{cells[0][0]}!{cells[0][1]} (1 of {len(cells)} cells)\n")


def the_date_in_words(book: xw.Book) -> tuple[xw.Sheet, str]:
    """The sheet and cell of the finding about a date that cannot be read."""
    row = next(row for row in findings_in(book) if "end of Jan 14ish" in str(row[3]))
    return book.sheets[str(row[1])], str(row[2])


def test_next_problem_shows_a_cell_whose_column_row_or_sheet_is_hidden(tmp_path: Path):
    _, folder = month(tmp_path)
    book = open_headless(next(folder.iterdir()))
    actions.check_return(book)
    listed = list(dict.fromkeys((row[1], row[2]) for row in findings_in(book) if row[2]))
    sheet, cell = the_date_in_words(book)
    line = sheet.range(cell).api
    assert line.EntireColumn.Hidden
    line.EntireRow.Hidden, sheet.visible = True, False
    sheet.range("A1").select()

    said = [actions.next_problem(book).text for _ in listed]

    (told,) = [text for text in said if "end of Jan 14ish" in text]
    assert "Hidden until now, and shown for you: its" in told and "column" in told
    assert not (line.EntireColumn.Hidden or line.EntireRow.Hidden)
    assert int(sheet.visible) == -1
    assert not any("shown for you" in actions.next_problem(book).text for _ in listed)


def test_next_problem_says_where_protection_keeps_a_cell_out_of_sight(tmp_path: Path):
    _, folder = month(tmp_path)
    book = open_headless(next(folder.iterdir()))
    actions.check_return(book)
    sheet, cell = the_date_in_words(book)
    sheet.impl.grid.sheet.protection.sheet = True

    said = [actions.next_problem(book).text for _ in findings_in(book)]

    assert any("Its column cannot be seen: hidden, on a protected sheet" in s for s in said)
    assert sheet.range(cell).api.EntireColumn.Hidden
    book.impl.book.security = WorkbookProtection(lockStructure=True)
    sheet.visible = False
    message = actions.next_problem(book)
    assert message.is_refused and "stands on the hidden sheet" in message.text


def test_next_problem_before_a_check_says_what_to_do(tmp_path: Path):
    _, folder = month(tmp_path)

    message = actions.next_problem(open_headless(next(folder.iterdir())))

    assert message.is_refused
    assert "Run Check this return first" in message.text


def test_a_consolidation_in_excel_gives_the_master_that_the_command_gives(tmp_path: Path):
    master, folder = month(tmp_path)
    in_excel = a_copy(master, tmp_path / "excel")
    book = open_headless(in_excel)

    done = consolidate(master, folder, at=AT)
    message = actions.consolidate_folder(book, folder, at=AT)

    assert held(as_saved(book, tmp_path / "saved")) == held(read_master(master))
    assert "\n".join(done.account.in_words()) in message.text
    assert done.account.cells_held and done.account.requests
    assert message.to_fix == sum(f.must_be_put_right for f in done.findings)
    assert "Save the workbook to keep this" in message.text


def test_a_consolidation_in_excel_saves_nothing_and_keeps_the_returns(tmp_path: Path):
    master, folder = month(tmp_path)
    before = master.read_bytes()

    actions.consolidate_folder(open_headless(master), folder, at=AT)

    kept = {k.kind: (archive_of(master) / k.path).read_bytes() for k in kept_in(archive_of(master))}
    assert master.read_bytes() == kept["masters"] == before
    assert kept["returns"] == next(folder.iterdir()).read_bytes()
    assert verify(archive_of(master)) == ()


def test_consolidating_twice_in_excel_changes_nothing_the_second_time(tmp_path: Path):
    master, folder = month(tmp_path)
    book = open_headless(master)
    actions.consolidate_folder(book, folder, at=AT)
    first = as_saved(book, tmp_path / "first")

    message = actions.consolidate_folder(book, folder, at=AT.replace(year=2014))

    assert "0 cells of the master changed" in message.text
    assert held(as_saved(book, tmp_path / "second")) == held(first)


def test_what_is_typed_and_not_saved_takes_part(tmp_path: Path):
    master, folder = month(tmp_path)
    book = open_headless(master)
    read = read_master(master)
    row = next(r for r in read.rows.values() if r.text("ref") == "AM1")
    book.sheets[row.sheet].range((row.number, row.columns["commentary"])).value = "Typed just now."

    actions.consolidate_folder(book, folder, at=AT)

    after = as_saved(book, tmp_path / "saved")
    (conflict,) = after.table_rows("conflicts")
    assert (conflict.text("master"), conflict.text("returned")) == ("Typed just now.", GOOD)
    assert next(i for i in after.plan.items if i.ref == "AM1").commentary == "Typed just now."


def test_text_that_looks_like_a_formula_stays_text(tmp_path: Path):
    master, folder = month(tmp_path)
    book = open_headless(master)

    actions.consolidate_folder(book, folder, at=AT)

    rows = as_saved(book, tmp_path / "saved").rows.values()
    cells = {row.text("ref"): row.cells for row in rows}
    assert str(cells["AM3"]["commentary"].value).startswith(HOSTILE)
    assert cells["AM3"]["commentary"].formula is None
    assert cells["AM1"]["next_milestone"].value == "2013-10"


def test_the_ratings_explained_are_those_of_the_command(tmp_path: Path):
    master, folder = month(tmp_path)
    consolidate(master, folder, at=AT)
    rated = rate(master)

    text = actions.rollup_explained(open_headless(master)).text

    for line in (rated.whole, *rated.lines):
        assert f"{line.title}: {line.reason}" in text
        assert line.reason.startswith(f"{line.rag}:")


@pytest.mark.parametrize(
    ("action", "command"),
    [
        (actions.exception_report, report_exceptions),
        (actions.cabinet_report, report_cabinet),
        (partial(actions.write_briefing, post=OWNER), partial(report_briefing, post=OWNER)),
    ],
)
def test_a_paper_written_from_excel_is_the_paper_of_the_command(
    tmp_path: Path, action: object, command: object
):
    master, folder = month(tmp_path)
    consolidate(master, folder, at=AT)
    assert callable(action) and callable(command)

    message = action(open_headless(master), tmp_path / "by excel", at=AT)

    by_command = {
        path.name: path.read_bytes() for path in command(master, tmp_path / "x", at=AT).paths
    }
    by_excel = {path.name: path.read_bytes() for path in (tmp_path / "by excel").iterdir()}
    assert by_excel == by_command
    assert all(str(tmp_path / "by excel" / name) in message.text for name in by_excel)
    assert "a draft" in message.text


def test_chasing_in_excel_drafts_and_logs_what_the_command_does(tmp_path: Path):
    master, folder = month(tmp_path)
    consolidate(master, folder, at=AT)
    book = open_headless(a_copy(master, tmp_path / "excel"))

    chase(master, tmp_path / "by command", at=AT)
    message = actions.chase_owners(book, tmp_path / "by excel", at=AT)

    drafts = [
        {p.name: p.read_bytes() for p in to.iterdir()} for to in sorted(tmp_path.glob("by *"))
    ]
    assert drafts[0] == drafts[1] and len(drafts[0]) == 1
    assert held(as_saved(book, tmp_path / "saved")) == held(read_master(master))
    assert "1 draft for October 2013" in message.text and "Nothing was sent." in message.text
    assert f"type it in the draft: {OWNER}." in message.text

    again = actions.chase_owners(book, tmp_path / "by excel", at=AT)
    assert again.is_refused and "holds drafts already" in again.text


def test_closing_in_excel_gives_the_master_that_the_command_gives(tmp_path: Path):
    master, folder = month(tmp_path)
    consolidate(master, folder, at=AT)
    book = open_headless(a_copy(master, tmp_path / "excel"))
    before = Path(book.fullname).read_bytes()

    done = close(master, at=AT)
    message = actions.close_month(book, at=AT)

    assert Path(book.fullname).read_bytes() == before
    kept = [k for k in kept_in(archive_of(Path(book.fullname))) if k.kind == "closed"]
    after = as_saved(book, tmp_path / "saved")
    assert held(after) == held(read_master(master))
    assert after.plan.settings.is_closed
    assert len(kept) == 1
    assert f"October 2013 is closed: {done.rows} rows added" in message.text


def test_a_month_is_closed_once(tmp_path: Path):
    master, _ = month(tmp_path)
    book = open_headless(master)
    actions.close_month(book, at=AT)

    assert actions.close_month(book, at=AT).text == "October 2013 is closed already."
    told = actions.consolidate_folder(book, tmp_path / "in", at=AT)
    assert "came after October 2013 was closed" in told.text
    (tmp_path / "nothing").mkdir()
    told = actions.consolidate_folder(book, tmp_path / "nothing", at=AT)
    assert told.is_refused and "Issue the next month first" in told.text


def test_what_happens_every_day_is_told_and_changes_nothing(tmp_path: Path):
    master, folder = month(tmp_path)
    book = open_headless(master)
    returned = open_headless(next(folder.iterdir()))

    told = {
        "is a master": actions.check_return(book),
        "is a return": actions.consolidate_folder(returned, folder, at=AT),
        "is a return.": actions.rollup_explained(returned),
        "There is no": actions.consolidate_folder(book, tmp_path / "nowhere", at=AT),
        "No folder was chosen": actions.exception_report(book, None, at=AT),
        "No folder": actions.consolidate_folder(book, None, at=AT),
    }

    for words, message in told.items():
        assert words in message.text
    assert not book.impl.is_changed and not returned.impl.is_changed


def test_a_protected_sheet_is_told_before_anything_is_changed(tmp_path: Path):
    master, folder = month(tmp_path)
    book = open_headless(master)
    book.sheets["Changes"].impl.grid.sheet.protection.sheet = True

    message = actions.consolidate_folder(book, folder, at=AT)

    assert message.is_refused
    assert message.text.startswith('The sheet "Changes" is protected.')
    assert not book.impl.is_changed


def test_a_workbook_never_saved_is_told_so(tmp_path: Path):
    master, _ = month(tmp_path)
    book = open_headless(master)
    master.rename(tmp_path / "elsewhere.xlsx")

    message = actions.about(book)

    assert message.is_refused
    assert "Save it there and run this again" in message.text


def test_a_folder_that_cannot_be_written_is_told_by_its_name(tmp_path: Path):
    master, _ = month(tmp_path)
    (tmp_path / "papers").write_text("a file, and no folder")

    message = actions.exception_report(open_headless(master), tmp_path / "papers", at=AT)

    assert message.is_refused
    assert message.text == f"{tmp_path / 'papers'}: File exists."


class com_error(Exception):
    """What Excel raises while a cell is being edited, by the name it has on Windows."""


def test_a_cell_being_edited_is_an_ordinary_event(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    master, _ = month(tmp_path)
    book = open_headless(master)

    def busy(path: str) -> None:
        raise com_error(-2147418111)

    monkeypatch.setattr(book.impl, "SaveCopyAs", busy)

    assert "press Enter or Esc" in actions.rollup_explained(book).text


def test_a_fault_of_ours_is_not_hidden(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    master, _ = month(tmp_path)
    book = open_headless(master)
    monkeypatch.setattr(book.impl, "SaveCopyAs", lambda path: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        actions.rollup_explained(book)


def test_about_says_what_the_workbook_is(tmp_path: Path):
    master, folder = month(tmp_path)

    assert (
        "is the master of Test Plan: October 2013, open."
        in actions.about(open_headless(master)).text
    )
    returned = actions.about(open_headless(next(folder.iterdir()))).text
    assert "is the return of Property Manager, 2013-10." in returned


def test_a_check_leaves_links_and_notes_and_takes_the_last_ones_away(tmp_path: Path):
    _, folder = month(tmp_path)
    (path,) = folder.iterdir()
    book = open_headless(path)
    own = book.sheets["Asset management"].range("B5")
    own.add_note("Ask Facilities.")
    actions.check_return(book)
    actions.check_return(book)
    book.sheets["Asset management"].range("I7").value = "Agree a date with Planning by 31 January."
    actions.check_return(book)
    book.save(tmp_path / "saved.xlsx")

    saved = load_workbook(tmp_path / "saved.xlsx")
    links = {c.hyperlink.location for r in saved[NAME].iter_rows() for c in r if c.hyperlink}
    listed = findings_in(book)
    assert links == {f"'{row[1]}'!{row[2]}" for row in listed if row[2]}
    notes = {
        (sheet.title, cell.coordinate): cell.comment.text
        for sheet in saved
        for row in sheet.iter_rows()
        for cell in row
        if cell.comment
    }
    assert notes["Asset management", "B5"].startswith("Ask Facilities.\nxlplan: ")
    assert all(text.count("Comments stand on") <= 1 for text in notes.values())
    found = check([tmp_path / "saved.xlsx"], None).findings
    noted = [f for f in found if f.at and f.severity.value != "note"]
    assert notes.keys() == {(f.at.sheet, f.at.a1) for f in noted if f.at}
    assert all(f"xlplan: {f.message}" in notes[f.at.sheet, f.at.a1] for f in noted if f.at)


def test_a_conversation_and_a_protected_sheet_get_no_note_and_are_named(tmp_path: Path):
    _, folder = month(tmp_path)
    (path,) = folder.iterdir()
    book = open_headless(path)
    sheet = book.sheets["Asset management"]
    sheet.range("I7").add_note("[Threaded comment]\nWhen is Planning free?")

    message = actions.check_return(book)
    sheet.impl.grid.sheet.protection.sheet = True
    protected = actions.check_return(open_headless(path))

    assert "Without a note" in message.text and "Asset management!I7" in message.text
    note = sheet.range("I7").note
    assert note and note.text == "[Threaded comment]\nWhen is Planning free?"
    assert protected.to_fix == message.to_fix


def test_issuing_in_excel_gives_the_master_and_returns_of_the_command(tmp_path: Path):
    master = new_master(tmp_path, plan_rows(4))
    book = open_headless(a_copy_of(master, tmp_path / "excel"))
    before = Path(book.fullname).read_bytes()

    done = issue(master, tmp_path / "by command", OCTOBER, at=AT)
    message = actions.issue_returns(book, tmp_path / "by excel", OCTOBER, at=AT)

    assert Path(book.fullname).read_bytes() == before
    assert held(as_saved(book, tmp_path / "saved")) == held(read_master(master))
    by_excel, by_command = (
        {p.name: p.read_bytes() for p in (tmp_path / f"by {way}").rglob("*") if p.is_file()}
        for way in ("excel", "command")
    )
    assert by_excel == by_command
    assert len(by_excel) == len(done.returns) + len(done.drafts) == 2
    assert "October 2013 is open. 1 return for October 2013" in message.text
    assert "Save the workbook before the returns go out" in message.text


def test_issuing_an_open_month_again_in_excel_raises_the_revision(tmp_path: Path):
    master, _ = month(tmp_path)
    book = open_headless(master)

    message = actions.issue_returns(book, tmp_path / "again", OCTOBER, at=AT)

    assert "revision 2" in message.text
    told = actions.issue_returns(book, tmp_path / "x", Month(Period(2013, 9)), at=AT)
    assert told.is_refused and "September 2013 is past" in told.text
    assert not (tmp_path / "x").exists()


def test_the_comparison_in_excel_is_that_of_the_command(tmp_path: Path):
    master, folder = month(tmp_path)
    earlier = a_copy(master, tmp_path / "earlier")
    consolidate(master, folder, at=AT)
    read = read_master(master)
    row = next(r for r in read.rows.values() if r.text("ref") == "AM2")
    store(read, [set_cell(row, "title", "Asset two"), set_cell(row, "due", None)], at=AT)

    done = compare_masters(earlier, master)
    book = open_headless(master)
    message = actions.compare_with(book, earlier)

    for account in done.comparison.accounts.values():
        assert account.in_words() in message.text or not account.opening
    lines = book.sheets["Comparison of xlplan"].used_range.options(ndim=2).value[4:]
    updated = [c for c in done.comparison.changes if c.disposition is Disposition.UPDATED]
    assert [row[1] for row in lines if row[3] == "Updated"] == [c.row.ref for c in updated]
    (two,) = [row for row in lines if row[1] == "AM2"]
    assert two[4] == "title from Asset 2 to Asset two; due from 31 Mar 2014 to blank"
    assert two[5] == "none to Red" or two[5].endswith("to Red")


def test_the_other_master_must_be_one(tmp_path: Path):
    master, folder = month(tmp_path)
    book = open_headless(master)

    message = actions.compare_with(book, next(folder.iterdir()))

    assert message.is_refused and not book.impl.is_changed


def test_the_sheets_that_actions_leave_are_not_found_fault_with(tmp_path: Path):
    master, folder = month(tmp_path)
    consolidate(master, folder, at=AT)
    before = check([master], None).findings
    book = open_headless(master)

    for _ in range(2):
        actions.rollup_explained(book)
        actions.compare_with(book, master)
    as_saved(book, tmp_path / "saved")

    names = [sheet.name for sheet in book.sheets]
    assert names[-2:] == ["Ratings of xlplan", "Comparison of xlplan"]
    after = check([tmp_path / "saved" / book.name], None).findings
    assert [(f.code, f.message) for f in after] == [(f.code, f.message) for f in before]


def test_a_protected_workbook_still_gets_its_explanation(tmp_path: Path):
    master, _ = month(tmp_path)
    book = open_headless(master)
    book.impl.book.security = WorkbookProtection(lockStructure=True)

    message = actions.rollup_explained(book)

    assert not message.is_refused
    assert "The workbook is protected, so no sheet Ratings of xlplan can be added." in message.text
    assert "Ratings of xlplan" not in [sheet.name for sheet in book.sheets]


@pytest.mark.libreoffice
def test_the_dashboard_is_compared_with_what_xlplan_works_out(
    tmp_path: Path, libreoffice: LibreOffice
):
    master, folder = month(tmp_path)
    consolidate(master, folder, at=AT)
    (worked_out,) = libreoffice.recalculated(master)
    book = open_headless(worked_out)

    agrees = actions.refresh_dashboard(book)
    rated = rate(master)

    assert book.sheets.active.name == "Dashboard"
    assert f"Plan: {rated.whole.rag}." in agrees.text
    assert f"AM {rated.lines[0].rag}" in agrees.text
    assert "xlplan works out the same ratings" in agrees.text
    assert agrees.to_fix == 0


def test_a_dashboard_typed_over_is_told(tmp_path: Path):
    master, folder = month(tmp_path)
    consolidate(master, folder, at=AT)
    book = open_headless(master)
    lines = book.sheets["Dashboard"].used_range.options(ndim=2).value
    row = next(n for n, line in enumerate(lines, 1) if line[0] == "AM")
    book.sheets["Dashboard"].range((row, lines[row - 3].index("Rating") + 1)).value = "Blue"

    message = actions.refresh_dashboard(book)

    assert f"AM shows Blue, xlplan {rate(master).lines[0].rag}" in message.text
    assert message.to_fix == 2


def test_a_master_without_a_dashboard_is_told(tmp_path: Path):
    master, _ = month(tmp_path)
    book = open_headless(master)
    book.sheets["Dashboard"].delete()

    message = actions.refresh_dashboard(book)

    assert message.is_refused and "There is no sheet Dashboard" in message.text


def test_a_hidden_sheet_is_brought_into_view_and_opened(tmp_path: Path):
    book = open_headless(new_master(tmp_path, plan_rows(1)))
    assert not book.sheets["Risks"].visible

    unknown = actions.show_sheet(book, "Rusks", at=AT)
    shown = actions.show_sheet(book, "risks", at=AT)

    assert unknown.is_refused and 'no hidden sheet "Rusks"' in unknown.text
    assert shown.text.startswith("Risks is in view.")
    assert book.sheets["Risks"].visible and book.sheets.active.name == "Risks"
    assert actions.show_sheet(book, "Risks", at=AT).text == "Risks is in view already."


def test_a_saved_master_is_closed_brought_in_line_and_opened_again(tmp_path: Path):
    path = new_master(tmp_path, plan_rows(1)).rename(tmp_path / "in line.xlsx")
    book = open_headless(path)
    assert "nothing was changed" in actions.bring_in_line(book, at=AT).text
    book.close()
    read = read_master(path)
    store(read, settings_edits(read, {"colour": "7B1E3A"}), at=AT)
    before, book = path.read_bytes(), open_headless(path)
    app = book.app

    book.sheets["People"].range("B6").value = "Not saved"
    unsaved = actions.bring_in_line(book, at=AT)
    assert unsaved.is_refused and unsaved.text.startswith("Save in line.xlsx and press this again")
    assert path.read_bytes() == before
    book.close()
    done = actions.bring_in_line(open_headless(path), at=AT)

    assert "Brought up to date: the colour of headings." in done.text
    assert stale_parts(read_master(path)) == ()
    assert app.books.active.fullname == str(path.resolve())
    app.books.active.close()
