"""Consolidation, told as months: what merges, what is held, what is asked and decided."""

from __future__ import annotations

import io
import os
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from tests.cycle.months import (
    AT,
    GOOD,
    OCTOBER,
    answers,
    cell,
    issue_october,
    new_master,
    one_return,
    plan_rows,
    send,
)
from xlplan.cycle.closing import close
from xlplan.cycle.consolidating import Consolidated, consolidate
from xlplan.cycle.issuing import issue
from xlplan.cycle.storing import Refused, set_cell, store
from xlplan.model import Period
from xlplan.typed import Value
from xlplan.workbook.files import archive_of, kept_in, verify
from xlplan.workbook.master import read_master

OWNER = "Property Manager"
RATINGS = ("rag", "rag_as_typed")


def type_into(master: Path, ref: str, name: str, value: Value) -> None:
    read = read_master(master)
    item = next(row for row in read.plan.rows if row.ref == ref)
    store(read, [set_cell(read.rows[item.item_id], name, value)], at=AT)


def decide(master: Path, table: str, decision: str) -> None:
    read = read_master(master)
    store(read, [set_cell(r, "decision", decision) for r in read.table_rows(table)], at=AT)


def test_three_unreadable_dates_in_41_rows_hold_three_cells_and_nothing_else(tmp_path: Path):
    master, issued = one_return(tmp_path, 41)
    refs = [f"AM{n}" for n in range(1, 42)]
    said = answers(refs, forecast=date(2014, 3, 1), next_milestone="Options to Cabinet")
    for ref in ("AM5", "AM17", "AM41"):
        said[(ref, "forecast")] = "end of Jan 14ish"
    send(issued, tmp_path / "in", said)

    done = consolidate(master, tmp_path / "in", at=AT)

    after = read_master(master)
    assert [cell(after, ref, "forecast") for ref in ("AM5", "AM17", "AM41")] == [
        date(2014, 2, 28)
    ] * 3
    assert done.account.cells_held == (
        "AM5 Asset management!O10",
        "AM17 Asset management!O22",
        "AM41 Asset management!O46",
    )
    for ref in refs:
        assert cell(after, ref, "rag") == "Green"
        assert cell(after, ref, "commentary") == GOOD
        assert cell(after, ref, "next_milestone") == "Options to Cabinet"
        if ref not in ("AM5", "AM17", "AM41"):
            assert cell(after, ref, "forecast") == date(2014, 3, 1)
    assert len(done.account.cells_merged) == 41 * 4 - 3
    assert done.account.to_fix == ("AM5", "AM17", "AM41")
    assert sorted(f.ref for f in done.findings if f.code == "C05") == ["AM17", "AM41", "AM5"]
    assert done.account.in_words() == (
        "Returns: 1 issued = 1 received (1 accepted, 0 sent back) + 0 missing.",
        "Rows: 41 = 41 merged + 0 unchanged + 0 held + 0 not received; of the 41 received "
        "38 clean, 3 with something to fix.",
        f"Changed cells: 164 = 161 merged + 3 held + 0 in conflict + 0 requested. "
        f"Held: {', '.join(done.account.cells_held)}.",
    )


def test_a_red_item_without_corrective_action_merges_and_is_marked_to_fix(tmp_path: Path):
    master, issued = one_return(tmp_path)
    send(issued, tmp_path / "in", answers(["AM1", "AM3"]) | answers(["AM2"], rag="Red"))

    done = consolidate(master, tmp_path / "in", at=AT)

    assert cell(master, "AM2", "rag") == "Red"
    assert cell(master, "AM2", "reported") == "Yes"
    assert done.account.to_fix == ("AM2",)
    assert [f.code for f in done.findings if f.must_be_put_right] == ["R01"]


def test_consolidating_twice_changes_nothing(tmp_path: Path):
    master, issued = one_return(tmp_path)
    said = answers(["AM1", "AM2"], forecast="rubbish") | {("AM3", "due"): "2015-01-01"}
    send(issued, tmp_path / "in", said | {("AM1", "rag"): "Green/ Amber"})
    first = consolidate(master, tmp_path / "in", at=AT)
    bytes_after_first = master.read_bytes()

    second = consolidate(master, tmp_path / "in", at=AT.replace(year=2014))
    third = consolidate(master, None, at=AT.replace(year=2015))

    assert master.read_bytes() == bytes_after_first
    assert second.changed == third.changed == 0
    assert first.account == second.account == third.account


def test_a_dry_run_says_the_same_and_writes_nothing(tmp_path: Path):
    master, issued = one_return(tmp_path)
    send(issued, tmp_path / "in", answers(["AM1", "AM2", "AM3"], rag="Amber"))
    before = master.read_bytes()
    kept = kept_in(archive_of(master))

    shown = consolidate(master, tmp_path / "in", at=AT, is_dry_run=True)

    assert master.read_bytes() == before
    assert kept_in(archive_of(master)) == kept
    assert shown.account == consolidate(master, tmp_path / "in", at=AT).account


def test_two_people_change_one_cell_and_neither_is_lost(tmp_path: Path):
    master, issued = one_return(tmp_path)
    type_into(master, "AM1", "corrective_action", "What the team typed.")
    send(issued, tmp_path / "in", answers(["AM1"], corrective_action="What the owner typed."))

    done = consolidate(master, tmp_path / "in", at=AT)

    assert done.account.conflicts == ("AM1 Asset management!I6",)
    assert cell(master, "AM1", "corrective_action") == "What the team typed."
    read = read_master(master)
    (line,) = read.table_rows("conflicts")
    assert line.text("returned") == "What the owner typed."
    (told,) = [f for f in done.findings if f.code == "F07"]
    assert "What the team typed." in told.message and "What the owner typed." in told.message
    assert read.package.sheet("Conflicts").state == "visible"  # type: ignore[union-attr]


def test_what_the_team_typed_is_not_overwritten_where_it_cannot_be_read(tmp_path: Path):
    master, issued = one_return(tmp_path)
    type_into(master, "AM1", "percent_complete", "nearly half")
    send(issued, tmp_path / "in", answers(["AM1"], percent_complete=40))

    done = consolidate(master, tmp_path / "in", at=AT)

    assert len(done.account.conflicts) == 1
    assert cell(master, "AM1", "percent_complete") == "nearly half"


@pytest.mark.parametrize(
    ("decision", "kept"),
    [("Return", "What the owner typed."), ("Master", "What the team typed.")],
)
def test_a_decided_conflict_is_applied_by_the_next_run_and_stays_decided(
    tmp_path: Path, decision: str, kept: str
):
    master, issued = one_return(tmp_path)
    type_into(master, "AM1", "corrective_action", "What the team typed.")
    send(issued, tmp_path / "in", answers(["AM1"], corrective_action="What the owner typed."))
    consolidate(master, tmp_path / "in", at=AT)
    decide(master, "conflicts", decision)

    done = consolidate(master, None, at=AT)

    assert cell(master, "AM1", "corrective_action") == kept
    assert done.account.conflicts == ()
    assert "F07" not in {f.code for f in done.findings}
    lines = [r for r in read_master(master).table_rows("changes") if r.text("now") == kept]
    assert [(r.text("was"), r.text("by")) for r in lines] == (
        [("What the team typed.", OWNER)] if decision == "Return" else []
    )
    settled = master.read_bytes()
    assert consolidate(master, tmp_path / "in", at=AT).changed == 0
    assert master.read_bytes() == settled


def test_what_an_owner_says_after_a_decision_for_their_answer_is_merged(tmp_path: Path):
    master, issued = one_return(tmp_path)
    type_into(master, "AM1", "corrective_action", "What the team typed.")
    send(issued, tmp_path / "in", answers(["AM1"], corrective_action="What the owner typed."))
    consolidate(master, tmp_path / "in", at=AT)
    decide(master, "conflicts", "Return")
    send(issued, tmp_path / "again", answers(["AM1"], corrective_action="Said since then."))

    done = consolidate(master, tmp_path / "again", at=AT)

    assert done.account.conflicts == ()
    assert cell(master, "AM1", "corrective_action") == "Said since then."


def test_a_cured_return_never_conflicts_with_what_was_merged_from_it(tmp_path: Path):
    master, issued = one_return(tmp_path)
    said = answers(["AM1", "AM2", "AM3"], forecast="soon")
    send(issued, tmp_path / "in", said)
    consolidate(master, tmp_path / "in", at=AT)
    cured = {key: (date(2014, 3, 5) if key[1] == "forecast" else v) for key, v in said.items()}
    cured[("AM1", "commentary")] = "Said otherwise in the second round, at some length."
    send(issued, tmp_path / "again", cured)

    done = consolidate(master, tmp_path / "again", at=AT)

    assert done.account.conflicts == done.account.cells_held == ()
    assert cell(master, "AM1", "forecast") == date(2014, 3, 5)
    assert cell(master, "AM1", "commentary") == cured[("AM1", "commentary")]


def test_a_team_correction_survives_the_next_run(tmp_path: Path):
    master, issued = one_return(tmp_path)
    send(issued, tmp_path / "in", answers(["AM1"]))
    consolidate(master, tmp_path / "in", at=AT)
    type_into(master, "AM1", "commentary", "Corrected by the team.")

    consolidate(master, tmp_path / "in", at=AT)

    assert cell(master, "AM1", "commentary") == "Corrected by the team."


def test_a_fresh_copy_issued_after_a_merge_brings_no_false_conflict(tmp_path: Path):
    master, issued = one_return(tmp_path)
    send(issued, tmp_path / "in", answers(["AM1"]))
    consolidate(master, tmp_path / "in", at=AT)
    later = AT.replace(hour=12)
    type_into(master, "AM1", "commentary", "Corrected by the team, before the second issue.")
    (again,) = issue(master, tmp_path / "issued", OCTOBER, at=later).returns
    type_into(master, "AM1", "commentary", "Corrected by the team, after the second issue.")
    send(again, tmp_path / "again", {("AM1", "status"): "Suspended"})

    done = consolidate(master, tmp_path / "again", at=later)

    assert again.revision == 2
    assert done.account.conflicts == ()
    assert cell(master, "AM1", "status") == "Suspended"
    assert cell(master, "AM1", "commentary") == "Corrected by the team, after the second issue."


def test_a_moved_due_date_becomes_a_request_and_moves_when_accepted(tmp_path: Path):
    master, issued = one_return(tmp_path)
    send(issued, tmp_path / "in", answers(["AM1"], due="2014-09-30"))

    done = consolidate(master, tmp_path / "in", at=AT)

    assert cell(master, "AM1", "due") == date(2014, 3, 31)
    assert done.account.requests == ("AM1 Asset management!C6",)
    decide(master, "requests", "Accept")
    consolidate(master, None, at=AT)
    assert cell(master, "AM1", "due") == date(2014, 9, 30)
    assert cell(master, "AM1", "baseline_due") == date(2014, 3, 31)
    (moved,) = read_master(master).table_rows("date_changes")
    assert moved.value("days") == 183


def test_a_missing_return_is_not_reported_and_never_carried_as_green(tmp_path: Path):
    master, _ = one_return(tmp_path)
    (tmp_path / "in").mkdir()

    done = consolidate(master, tmp_path / "in", at=AT)

    assert done.account.missing == (OWNER,)
    assert done.account.rows_not_received == ("AM1", "AM2", "AM3")
    assert cell(master, "AM1", "reported") == "No"
    assert cell(master, "AM1", "rag") is None
    assert cell(master, "AM1", "last_rag") == "Green"
    assert [f.code for f in done.findings] == ["X01"]


def test_a_rating_typed_into_the_master_counts_as_reported(tmp_path: Path):
    master, _ = one_return(tmp_path)
    type_into(master, "AM1", "rag", "amber ")

    consolidate(master, None, at=AT)

    assert cell(master, "AM1", "reported") == "Yes"


def test_a_rating_between_two_is_kept_as_typed_until_another_is_given(tmp_path: Path):
    master, issued = one_return(tmp_path)
    send(issued, tmp_path / "in", answers(["AM1", "AM2"], rag="Green/Amber"))
    done = consolidate(master, tmp_path / "in", at=AT)
    assert [cell(master, "AM1", name) for name in RATINGS] == ["Amber", "Green/Amber"]
    assert done.changed == 6

    send(issued, tmp_path / "again", answers(["AM1"]) | answers(["AM2"], rag="Amber"))
    consolidate(master, tmp_path / "again", at=AT.replace(hour=12))

    assert [cell(master, "AM1", name) for name in RATINGS] == ["Green", None]
    lines = read_master(master).table_rows("changes")
    told = [(r.text("ref"), r.text("was"), r.text("now")) for r in lines]
    assert told[-1] == ("AM1", "Green/Amber", "")


def test_a_rating_that_is_not_the_masters_is_not_kept_as_typed(tmp_path: Path):
    master, issued = one_return(tmp_path)
    type_into(master, "AM1", "rag", "Red")
    send(issued, tmp_path / "in", answers(["AM1", "AM2"], rag="Green/Amber"))
    consolidate(master, tmp_path / "in", at=AT)
    assert [cell(master, "AM1", name) for name in RATINGS] == ["Red", None]
    decide(master, "conflicts", "Master")
    for name, value in zip(RATINGS, ("Green", None), strict=True):
        type_into(master, "AM2", name, value)

    assert consolidate(master, None, at=AT).changed == 0

    assert [cell(master, "AM1", name) for name in RATINGS] == ["Red", None]
    assert [cell(master, "AM2", name) for name in RATINGS] == ["Green", None]


def test_a_held_rating_is_not_reported_until_it_is_put_right(tmp_path: Path):
    master, issued = one_return(tmp_path)
    send(issued, tmp_path / "in", answers(["AM1"], rag="Orange"))

    done = consolidate(master, tmp_path / "in", at=AT)

    assert cell(master, "AM1", "reported") == "Held"
    assert done.account.cells_held == ("AM1 Asset management!F6",)
    assert cell(master, "AM1", "commentary") == GOOD


def test_a_rating_that_is_taken_back_is_not_reported(tmp_path: Path):
    master, issued = one_return(tmp_path)
    said = answers(["AM1"])
    send(issued, tmp_path / "in", said)
    consolidate(master, tmp_path / "in", at=AT)
    assert cell(master, "AM1", "reported") == "Yes"
    send(issued, tmp_path / "again", {**said, ("AM1", "rag"): None})

    consolidate(master, tmp_path / "again", at=AT.replace(hour=12))

    assert [cell(master, "AM1", name) for name in ("rag", "reported")] == [None, "No"]


def test_every_changed_cell_is_one_line_in_the_ledger_with_its_source(tmp_path: Path):
    master, issued = one_return(tmp_path)
    path = send(issued, tmp_path / "in", answers(["AM2"]))

    done = consolidate(master, tmp_path / "in", at=AT)

    lines = read_master(master).table_rows("changes")
    assert len(lines) == done.changed == 2
    assert {line.text("field") for line in lines} == {"Rating", "Commentary"}
    assert {line.text("cell") for line in lines} == {
        "Asset management!F7",
        "Asset management!G7",
    }
    assert {line.text("file") for line in lines} == {path.name}


def test_the_archive_keeps_every_return_as_received_and_every_master_before(tmp_path: Path):
    master, issued = one_return(tmp_path)
    path = send(issued, tmp_path / "in", answers(["AM2"]))
    before = master.read_bytes()

    consolidate(master, tmp_path / "in", at=AT)

    archive = archive_of(master)
    kept = {k.kind: (archive / k.path).read_bytes() for k in kept_in(archive)}
    assert kept["returns"] == path.read_bytes()
    assert kept["masters"] == before
    assert verify(archive) == ()


def test_bold_and_bullets_survive_from_return_to_master(tmp_path: Path):
    master, issued = one_return(tmp_path)
    text = "• The lease is **signed** at last.\n• Options come to Cabinet in March."
    send(issued, tmp_path / "in", answers(["AM1"], commentary=text))

    consolidate(master, tmp_path / "in", at=AT)

    assert cell(master, "AM1", "commentary") == text


def test_a_return_of_another_month_is_sent_back_whole(tmp_path: Path):
    master, issued = one_return(tmp_path)
    send(issued, tmp_path / "in", answers(["AM1", "AM2", "AM3"]))
    consolidate(master, tmp_path / "in", at=AT)
    close(master, at=AT)
    november = replace_month(master)
    assert consolidate(master, None, at=AT).account.missing == (OWNER,)

    done = consolidate(master, tmp_path / "in", at=AT)

    assert november
    assert [f.code for f in done.findings if f.code.startswith("F")] == ["F03"]
    assert done.account.sent_back == (OWNER,)
    again = consolidate(master, None, at=AT)
    assert (again.account, [f.code for f in again.findings if f.code == "F03"]) == (
        done.account,
        [],
    )
    assert cell(master, "AM1", "rag") is None


def replace_month(master: Path) -> bool:
    november = replace(OCTOBER, period=Period(2013, 11))
    return issue(master, master.parent / "nov", november, at=AT).is_new_period


def test_files_that_are_no_returns_are_each_told_about_once(tmp_path: Path):
    master, _ = one_return(tmp_path)
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "notes.txt").write_text("hello")
    (folder / "empty.xlsx").write_bytes(b"")
    (folder / "table.csv").write_text("a,b")
    (folder / "~$return.xlsx").write_bytes(b"x")
    (folder / "master copy.xlsx").write_bytes(master.read_bytes())

    done = consolidate(master, folder, at=AT)

    told = {f.file: f.code for f in done.findings if f.code.startswith("F")}
    assert told == {
        "notes.txt": "F09",
        "empty.xlsx": "F01",
        "table.csv": "F01",
        "~$return.xlsx": "F09",
        "master copy.xlsx": "F02",
    }


def test_a_return_whose_name_has_no_ending_is_found_in_the_archive_again(tmp_path: Path):
    master, issued = one_return(tmp_path)
    send(issued, tmp_path / "in", answers(["AM1", "AM2", "AM3"]))
    (came,) = (tmp_path / "in").iterdir()
    came.rename(came.with_suffix(""))

    first = consolidate(master, tmp_path / "in", at=AT)

    assert first.account.rows_merged == ("AM1", "AM2", "AM3")
    assert consolidate(master, None, at=AT).account == first.account


def test_a_file_whose_name_is_no_text_is_read_all_the_same(tmp_path: Path):
    master, issued = one_return(tmp_path)
    path = send(issued, tmp_path / "in", answers(["AM1"]))
    path.rename(os.fsdecode(os.fsencode(path.parent) + b"/caf\xe9 return.xlsx"))

    done = consolidate(master, tmp_path / "in", at=AT)

    assert done.account.accepted == (OWNER,)


def test_two_returns_from_one_owner_use_the_later_and_say_so(tmp_path: Path):
    master, issued = one_return(tmp_path)
    old = send(issued, tmp_path / "in", answers(["AM1"], rag="Red"), name="a.xlsx")
    send(issued, tmp_path / "in", answers(["AM1"], rag="Amber"), name="b.xlsx")
    os.utime(old, (1, 1))

    done = consolidate(master, tmp_path / "in", at=AT)

    assert cell(master, "AM1", "rag") == "Amber"
    assert [f.code for f in done.findings if f.code == "F06"] == ["F06"]


def test_a_closed_month_is_not_consolidated_and_an_open_one_is_not_skipped(tmp_path: Path):
    master, _ = one_return(tmp_path)
    with pytest.raises(Refused, match="October 2013 is still open"):
        replace_month(master)
    close(master, at=AT)
    with pytest.raises(Refused, match="October 2013 is closed"):
        consolidate(master, None, at=AT)


def test_a_master_open_in_excel_is_left_alone(tmp_path: Path):
    master, issued = one_return(tmp_path)
    send(issued, tmp_path / "in", answers(["AM1"]))
    before = master.read_bytes()
    master.with_name(f"~${master.name}").write_bytes(b"\x07Officer" + b" " * 150)

    with pytest.raises(Refused, match="is open"):
        consolidate(master, tmp_path / "in", at=AT)

    assert master.read_bytes() == before


def test_a_row_typed_into_the_master_gets_an_identity(tmp_path: Path):
    rows = plan_rows(2)
    rows[2] |= {"item_id": None, "level": None}
    master = new_master(tmp_path, rows)

    issue_october(master)

    assert cell(master, "AM2", "item_id") == "row-0002"
    assert cell(master, "AM2", "level") == "Item"


def test_a_percentage_typed_with_its_sign_is_read_as_it_is_shown(tmp_path: Path):
    master, issued = one_return(tmp_path)
    path = send(issued, tmp_path / "in", answers(["AM1", "AM2"]))
    book = load_workbook(path)
    sheet = book["Asset management"]
    column = [c.value for c in sheet[4]].index("percent_complete") + 1
    for row, value in ((6, 1), (7, 0.8)):
        sheet.cell(row, column).value = value
        sheet.cell(row, column).number_format = "0%"
    book.save(path.with_name("saved again.xlsx"))
    path.unlink()

    consolidate(master, tmp_path / "in", at=AT)

    assert cell(master, "AM1", "percent_complete") == 100
    assert cell(master, "AM2", "percent_complete") == 80


def saved_otherwise(path: Path, change: Callable[[Workbook], None]) -> None:
    """Save a return again as another program would, with something done to it."""
    book = load_workbook(path, rich_text=True)
    change(book)
    book.save(path)


def codes(done: Consolidated) -> list[str]:
    return sorted(f.code for f in done.findings if f.code != "X01")


def test_one_cell_too_long_for_excel_is_held_and_stops_nobody(tmp_path: Path):
    master, issued = one_return(tmp_path)
    said = answers(["AM1", "AM2"]) | {("AM1", "commentary"): "stretched"}
    path = send(issued, tmp_path / "in", said)
    stretched = io.BytesIO()
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(stretched, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(b"stretched", b"x" * 40_000))
    path.write_bytes(stretched.getvalue())

    done = consolidate(master, tmp_path / "in", at=AT)

    assert done.account.cells_held == ("AM1 Asset management!G6",)
    assert cell(master, "AM2", "commentary") == GOOD
    assert "C14" in codes(done)


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("reason_code", "The weather"),
        ("proposed_change", "Maybe"),
        ("percent_complete", 150),
        ("percent_complete", -5),
        ("status", "Done"),
    ],
)
def test_a_held_cell_is_always_told_about(tmp_path: Path, field: str, typed: Value):
    master, issued = one_return(tmp_path, 1)
    send(issued, tmp_path / "in", answers(["AM1"]) | {("AM1", field): typed})

    done = consolidate(master, tmp_path / "in", at=AT)

    assert len(done.account.cells_held) == 1
    held = done.account.cells_held[0].removeprefix("AM1 ")
    assert [str(f.at) for f in done.findings if f.must_be_put_right] == [held]


def test_rows_sorted_without_their_hidden_identity_are_not_merged_into_each_other(tmp_path: Path):
    master, issued = one_return(tmp_path)
    path = send(issued, tmp_path / "in", answers(["AM1", "AM2", "AM3"]))

    def swap(book: Workbook) -> None:
        sheet = book["Asset management"]
        for column in range(1, 10):
            one, two = sheet.cell(6, column), sheet.cell(7, column)
            one.value, two.value = two.value, one.value

    saved_otherwise(path, swap)
    done = consolidate(master, tmp_path / "in", at=AT)

    assert codes(done) == ["S12", "S12"]
    assert done.account.rows_held == ("AM1", "AM2")
    assert cell(master, "AM1", "rag") is None
    assert cell(master, "AM3", "rag") == "Green"


def test_rows_and_keys_deleted_above_the_headings_are_no_matter(tmp_path: Path):
    master, issued = one_return(tmp_path)
    path = send(issued, tmp_path / "in", answers(["AM1", "AM2", "AM3"]))
    saved_otherwise(path, lambda book: book["Asset management"].delete_rows(1, 4))

    done = consolidate(master, tmp_path / "in", at=AT)

    assert codes(done) == ["S08"]  # openpyxl leaves the rows hidden that were
    assert cell(master, "AM3", "commentary") == GOOD


def test_text_beside_the_table_on_other_sheets_and_in_grey_cells_is_told_about(tmp_path: Path):
    master, issued = one_return(tmp_path)
    path = send(issued, tmp_path / "in", answers(["AM1", "AM2", "AM3"]))

    def scribble(book: Workbook) -> None:
        sheet = book["Asset management"]
        sheet.cell(7, 40).value = "See my note"
        sheet.cell(8, 5).value = "Not what was said last month."
        book.create_sheet("My workings")["A1"] = "Costs"

    saved_otherwise(path, scribble)
    done = consolidate(master, tmp_path / "in", at=AT)

    assert codes(done) == ["C15", "S13", "S14"]
    assert len(done.account.rows_merged) == 3


def test_a_formula_without_a_saved_value_is_held(tmp_path: Path):
    master, issued = one_return(tmp_path)
    path = send(issued, tmp_path / "in", answers(["AM1", "AM2", "AM3"]))

    def calculate(book: Workbook) -> None:
        book["Asset management"]["G6"] = '="The lease was signed "&"in September"'

    saved_otherwise(path, calculate)
    done = consolidate(master, tmp_path / "in", at=AT)

    assert done.account.cells_held == ("AM1 Asset management!G6",)
    assert codes(done) == ["C14"]


def test_a_blanked_or_unreadable_due_date_asks_for_nothing(tmp_path: Path):
    master, issued = one_return(tmp_path)
    said = answers(["AM1", "AM2"]) | {("AM1", "due"): None, ("AM2", "due"): "soon"}
    send(issued, tmp_path / "in", said)

    done = consolidate(master, tmp_path / "in", at=AT)

    assert done.account.requests == ()
    assert done.account.cells_held == ("AM1 Asset management!C6", "AM2 Asset management!C7")
    assert {"C14", "C15"} <= set(codes(done))
    assert cell(master, "AM1", "due") == date(2014, 3, 31)


def test_blanked_rows_are_counted_once(tmp_path: Path):
    master, issued = one_return(tmp_path)
    path = send(issued, tmp_path / "in", answers(["AM1"]))

    def wipe(book: Workbook) -> None:
        for row in book["Asset management"].iter_rows(min_row=6):
            for one in row:
                one.value = None

    saved_otherwise(path, wipe)
    done = consolidate(master, tmp_path / "in", at=AT)

    assert done.account.in_words()[1] == (
        "Rows: 3 = 0 merged + 0 unchanged + 0 held + 3 not received; of the 0 received "
        "0 clean, 0 with something to fix."
    )


def test_a_keep_typed_in_small_letters_decides(tmp_path: Path):
    master, issued = one_return(tmp_path)
    type_into(master, "AM1", "corrective_action", "What the team typed.")
    send(issued, tmp_path / "in", answers(["AM1"], corrective_action="What the owner typed."))
    consolidate(master, tmp_path / "in", at=AT)
    decide(master, "conflicts", "master")

    assert consolidate(master, None, at=AT).account.conflicts == ()
