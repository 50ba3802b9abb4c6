"""What the team does to the master between runs: rows moved, copied and handed over, decisions."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

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
    row_of,
    send,
    type_into,
)
from xlplan.cycle.by_hand import TEAM
from xlplan.cycle.checking import check
from xlplan.cycle.closing import close
from xlplan.cycle.consolidating import Consolidated, consolidate
from xlplan.cycle.issuing import IssuedReturn, issue
from xlplan.cycle.storing import Refused, set_cell, store
from xlplan.cycle.undoing import undo
from xlplan.model import Period
from xlplan.workbook.edits import SetCell
from xlplan.workbook.master import read_master
from xlplan.workbook.package import open_package
from xlplan.workbook.patch import apply_edits

OWNER, OTHER = "Property Manager", "Head of Planning"
LATER = AT + timedelta(days=1)


def decide(master: Path, table: str, decision: str) -> None:
    read = read_master(master)
    store(read, [set_cell(r, "decision", decision) for r in read.table_rows(table)], at=AT)


def codes(done: Consolidated) -> list[str]:
    return sorted(f.code for f in done.findings if f.code.startswith("M"))


def the_account_adds_up(done: Consolidated) -> None:
    account = done.account
    rows = (
        *account.rows_merged,
        *account.rows_unchanged,
        *account.rows_held,
        *account.rows_not_received,
    )
    assert len(rows) == len(set(rows))
    cells = (
        *account.cells_merged,
        *account.cells_held,
        *account.conflicts,
        *account.conflicts_decided,
        *account.requests,
        *account.requests_refused,
    )
    assert len(cells) == len(set(cells))
    told = [int(text.split(" row")[0]) for text in account.by_owner.values() if text[0].isdigit()]
    assert sum(told) == account.rows


@pytest.mark.parametrize("table", ["conflicts", "requests"])
def test_a_decision_that_is_none_of_the_choices_is_told_about(tmp_path: Path, table: str):
    master, issued = one_return(tmp_path)
    type_into(master, "AM1", corrective_action="What the team typed.")
    said = answers(["AM1"], corrective_action="What the owner typed.", due=date(2014, 9, 30))
    send(issued, tmp_path / "in", said)
    consolidate(master, tmp_path / "in", at=AT)
    decide(master, table, "Both, please")

    done = consolidate(master, None, at=LATER)

    (finding,) = [f for f in done.findings if f.code == "M01"]
    assert '"Both, please" was decided for AM1' in finding.message
    assert finding.at is not None
    assert read_master(master).table_rows(table)[0].text("state") == "Open"
    assert "M01" in [f.code for f in check([master], None).findings]


def test_a_corrected_ref_keeps_its_history_and_its_sub_items(tmp_path: Path):
    rows = plan_rows(3)
    rows[3] |= {"level": "Sub-item", "parent": "AM2", "ref": "AM2.1"}
    master = new_master(tmp_path, rows)
    issued = issue_october(master)[OWNER]
    send(issued, tmp_path / "in", answers(["AM1", "AM2", "AM2.1"]) | {("AM2", "ref"): "AM20"})
    consolidate(master, tmp_path / "in", at=AT)
    decide(master, "requests", "Accept")

    done = consolidate(master, tmp_path / "in", at=LATER)

    assert cell(master, "AM20", "commentary") == GOOD
    assert cell(master, "AM2.1", "parent") == "AM20"
    assert done.account.requests == ()
    assert set(done.account.rows_merged) == {"AM1", "AM20", "AM2.1"}
    the_account_adds_up(done)
    close(master, at=LATER)
    assert [s.item_id for s in read_master(master).plan.history if s.ref == "AM20"] == ["item-0002"]


def test_a_ref_that_another_row_has_or_had_is_refused_with_a_reason(tmp_path: Path):
    master, issued = one_return(tmp_path)
    send(issued, tmp_path / "in", answers(["AM1"]) | {("AM1", "ref"): "AM9"})
    consolidate(master, tmp_path / "in", at=AT)
    type_into(master, "AM3", ref="AM9")
    decide(master, "requests", "Accept")

    done = consolidate(master, None, at=LATER)

    (finding,) = [f for f in done.findings if f.code == "M02"]
    assert "AM9 is the ref of another row" in finding.message
    assert cell(master, "AM1", "commentary") == GOOD
    assert read_master(master).table_rows("requests")[0].text("state") == "Open"


def test_a_request_that_its_owner_takes_back_is_withdrawn(tmp_path: Path):
    master, issued = one_return(tmp_path)
    send(issued, tmp_path / "in", answers(["AM1"], due=date(2014, 9, 30)))
    consolidate(master, tmp_path / "in", at=AT)
    send(issued, tmp_path / "again", answers(["AM1"]))

    done = consolidate(master, tmp_path / "again", at=LATER)

    assert done.account.requests == ()
    assert read_master(master).table_rows("requests")[0].text("state") == "Withdrawn"


def test_a_row_handed_to_another_owner_is_merged_from_the_return_that_has_it(tmp_path: Path):
    master, issued = one_return(tmp_path)
    type_into(master, "AM2", owner=OTHER)
    send(issued, tmp_path / "in", answers(["AM1", "AM2", "AM3"]))

    done = consolidate(master, tmp_path / "in", at=AT)

    assert set(done.account.rows_merged) == {"AM1", "AM2", "AM3"}
    assert done.account.rows_not_received == ()
    the_account_adds_up(done)


def test_two_owners_answers_to_one_cell_are_a_conflict_and_neither_is_lost(tmp_path: Path):
    master, issued = one_return(tmp_path)
    type_into(master, "AM2", owner=OTHER)
    (again, new) = issue(master, tmp_path / "again", OCTOBER, at=LATER).returns
    assert {again.owner, new.owner} == {OWNER, OTHER}
    theirs = new if new.owner == OTHER else again
    send(issued, tmp_path / "in", answers(["AM1", "AM2"], rag="Red"))
    send(theirs, tmp_path / "in", answers(["AM2"], rag="Amber"))

    done = consolidate(master, tmp_path / "in", at=LATER)
    twice = consolidate(master, tmp_path / "in", at=LATER)

    assert cell(master, "AM2", "rag") == "Amber"
    assert [c.split()[0] for c in done.account.conflicts] == ["AM2"]
    (line,) = read_master(master).table_rows("conflicts")
    assert (line.text("master"), line.text("returned")) == ("Amber", "Red")
    assert twice.changed == 0
    assert twice.account == done.account
    the_account_adds_up(done)


def test_a_row_that_the_team_removed_is_told_about_and_counted(tmp_path: Path):
    master, issued = one_return(tmp_path)
    read = read_master(master)
    row = row_of(read, "AM2")
    plain = [name for name, c in row.cells.items() if c.formula is None]
    store(read, [set_cell(row, name, None) for name in plain], at=AT)
    send(issued, tmp_path / "in", answers(["AM1", "AM2", "AM3"]))

    done = consolidate(master, tmp_path / "in", at=AT)

    assert codes(done) == ["M04"]
    assert done.account.rows_held == ("AM2",)
    the_account_adds_up(done)


def closed_october(folder: Path) -> Path:
    master, issued = one_return(folder)
    send(issued, folder / "in", answers(["AM1", "AM2", "AM3"]))
    consolidate(master, folder / "in", at=AT)
    close(master, at=AT)
    return master


def open_november(master: Path) -> IssuedReturn:
    november = replace(OCTOBER, period=Period(2013, 11))
    (issued,) = issue(master, master.parent / "november", november, at=LATER).returns
    return issued


def test_a_row_typed_again_elsewhere_keeps_its_history_and_its_return_still_merges(tmp_path: Path):
    master = closed_october(tmp_path)
    issued = open_november(master)
    read = read_master(master)
    row = row_of(read, "AM3")
    store(read, [set_cell(row, "item_id", None)], at=LATER)
    send(issued, tmp_path / "nov", answers(["AM3"], rag="Amber"))

    done = consolidate(master, tmp_path / "nov", at=LATER)

    assert codes(done) == []
    assert cell(master, "AM3", "item_id") == "item-0003"
    assert cell(master, "AM3", "rag") == "Amber"


def test_a_copied_row_becomes_an_item_of_its_own(tmp_path: Path):
    master = closed_october(tmp_path)
    open_november(master)
    type_into(master, "AM1", ref="AM4")
    type_into(master, "AM3", item_id="item-0001", ref="AM1")

    done = consolidate(master, None, at=LATER)

    (told,) = [f for f in done.findings if f.code == "M09"]
    assert told.ref == "AM4"
    assert cell(master, "AM1", "item_id") == "item-0001"
    assert cell(master, "AM4", "item_id") not in ("item-0001", "item-0003")


def test_a_return_after_the_close_waits_is_listed_and_changes_no_figure(tmp_path: Path):
    master, issued = one_return(tmp_path)
    close(master, at=AT)
    before = read_master(master).plan
    send(issued, tmp_path / "late", answers(["AM1"]))

    done = consolidate(master, tmp_path / "late", at=LATER)
    again = consolidate(master, tmp_path / "late", at=LATER)

    read = read_master(master)
    assert codes(done) == codes(again) == ["M08"]
    assert read.table_rows("returns")[0].text("state") == "Late"
    assert read.plan == before
    assert done.changed == 0
    with pytest.raises(Refused, match="October 2013 is closed"):
        consolidate(master, None, at=LATER)


def test_what_was_merged_before_the_close_is_accounted_for_after_it(tmp_path: Path):
    master, issued = one_return(tmp_path)
    send(issued, tmp_path / "in", answers(["AM1"]))
    consolidate(master, tmp_path / "in", at=AT)
    close(master, at=AT)
    send(issued, tmp_path / "in", answers(["AM2"]), name="again.xlsx")

    done = consolidate(master, tmp_path / "in", at=LATER)

    assert done.account.accepted == (OWNER,)
    assert done.account.rows_merged == ("AM1",)


def test_check_says_that_a_return_is_too_late(tmp_path: Path):
    master, issued = one_return(tmp_path)
    close(master, at=AT)
    send(issued, tmp_path / "late", answers(["AM1"]))

    assert "M08" in [f.code for f in check([tmp_path / "late"], master).findings]


def test_a_history_that_somebody_altered_is_noticed_with_its_period_and_cell(tmp_path: Path):
    master = closed_october(tmp_path)
    open_november(master)
    read = read_master(master)
    row = next(r for r in read.table_rows("history") if r.text("ref") == "AM2")
    store(read, [set_cell(row, "rag", "Amber")], at=LATER)

    (finding,) = [f for f in check([master], None).findings if f.code == "M03"]

    assert "History of October 2013" in finding.message
    assert 'AM2 Rating says "Amber", and was closed as "Green"' in finding.message
    assert finding.at == row.at("rag")
    assert codes(consolidate(master, None, at=LATER)) == ["M03"]
    with pytest.raises(Refused, match="not as it was closed"):
        close(master, at=LATER)


def test_a_history_that_was_sorted_or_undone_is_as_it_was_closed(tmp_path: Path):
    master = closed_october(tmp_path)
    undo(master, at=LATER)
    assert codes(consolidate(master, None, at=LATER)) == []
    close(master, at=LATER)
    open_november(master)
    read = read_master(master)
    rows = [r for r in read.table_rows("history") if r.text("ref") in ("AM1", "AM2")]
    swapped = zip(rows, reversed(rows), strict=True)
    edits = [set_cell(a, k, b.value(k)) for a, b in swapped for k in a.columns]  # type: ignore[arg-type]
    store(read, edits, at=LATER)

    assert codes(consolidate(master, None, at=LATER)) == []


def test_the_returns_sheet_holds_each_returns_account(tmp_path: Path):
    master, issued = one_return(tmp_path)
    send(issued, tmp_path / "in", answers(["AM1"], forecast="soon", due=date(2014, 9, 30)))

    done = consolidate(master, tmp_path / "in", at=AT)

    (line,) = read_master(master).table_rows("returns")
    assert line.text("account") == (
        "3 rows: 1 merged, 2 unchanged; cells: 2 merged, 1 held, 1 requested."
    )
    the_account_adds_up(done)


def test_a_totals_row_under_the_plans_table_is_no_item_and_survives(tmp_path: Path):
    master, issued = one_return(tmp_path)
    master.write_bytes(with_totals(master.read_bytes()))
    send(issued, tmp_path / "in", answers(["AM1", "AM2", "AM3"]))

    done = consolidate(master, tmp_path / "in", at=AT)

    assert set(done.account.rows_merged) == {"AM1", "AM2", "AM3"}
    assert [row.ref for row in read_master(master).plan.items] == ["AM1", "AM2", "AM3"]
    (table,) = [t for s in read_master(master).package.sheets for t in s.tables if t.has_totals]
    sheet = read_master(master).package.sheet(table.sheet)
    assert sheet is not None and sheet.value(table.ref[2], 1) == "Total"


def with_totals(master: bytes) -> bytes:
    """Turn the totals row of the workstream's table on, as Excel does."""
    table = next(
        t for s in open_package(master).sheets if s.name == "Asset management" for t in s.tables
    )
    last = table.ref[2] + 1
    marked = apply_edits(master, [SetCell(table.sheet, last, 1, "Total")])
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(marked)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            part = old.read(name)
            if name.startswith("xl/tables/") and table.name.encode() in part:
                part = part.replace(b"<table ", b'<table totalsRowCount="1" ', 1)
                part = part.replace(f'{last - 1}"'.encode(), f'{last}"'.encode(), 1)
            new.writestr(name, part)
    return out.getvalue()


def by_hand(master: Path) -> list[tuple[str, str, str, str]]:
    rows = read_master(master).table_rows("changes")
    keys = ("ref", "field", "was", "now")
    return [tuple(r.text(k) for k in keys) for r in rows if r.text("by") == TEAM]  # type: ignore[misc]


def test_what_the_team_types_in_the_master_has_a_line_on_changes(tmp_path: Path):
    master = closed_october(tmp_path)
    open_november(master)
    type_into(master, "AM1", owner=OTHER, delegate=OWNER)
    type_into(master, "AM2", due=date(2014, 9, 30), title="Another title", publish="CMT only")

    consolidate(master, None, at=LATER)
    told = by_hand(master)
    consolidate(master, None, at=LATER)

    assert sorted(told) == [
        ("AM1", "Delegate", "", OWNER),
        ("AM1", "Owner", OWNER, OTHER),
        ("AM2", "Due date", "31/03/2014", "30/09/2014"),
        ("AM2", "Item", "Asset 2", "Another title"),
        ("AM2", "Publish", "Public", "CMT only"),
    ]
    assert by_hand(master) == told
    line = next(r for r in read_master(master).table_rows("changes") if r.text("by") == TEAM)
    assert line.text("file") == "master.xlsx" and len(line.text("sha256")) == 16
    assert line.text("cell") == str(row_of(read_master(master), "AM1").at("owner"))


def test_an_owner_changed_before_the_close_or_back_again_is_told_each_time(tmp_path: Path):
    master = closed_october(tmp_path)
    open_november(master)
    type_into(master, "AM1", owner=OTHER)
    close(master, at=LATER)
    assert by_hand(master) == [("AM1", "Owner", OWNER, OTHER)]
    december = replace(OCTOBER, period=Period(2013, 12))
    issue(master, tmp_path / "december", december, at=LATER)
    consolidate(master, None, at=LATER)
    assert len(by_hand(master)) == 1

    type_into(master, "AM1", owner=OWNER)
    consolidate(master, None, at=LATER)

    assert by_hand(master)[1:] == [("AM1", "Owner", OTHER, OWNER)]
    assert {s.owner for s in read_master(master).plan.history if s.ref == "AM1"} == {OWNER, OTHER}


def test_what_a_decision_changed_is_told_once_and_not_as_the_teams_own(tmp_path: Path):
    master = closed_october(tmp_path)
    issued = open_november(master)
    said = answers(["AM1"], due=date(2014, 9, 30)) | {("AM2", "ref"): "AM20"}
    send(issued, tmp_path / "nov", said)
    consolidate(master, tmp_path / "nov", at=LATER)
    decide(master, "requests", "Accept")

    consolidate(master, None, at=LATER)
    consolidate(master, None, at=LATER)
    close(master, at=LATER)

    assert cell(master, "AM20", "due") == date(2014, 3, 31)
    assert cell(master, "AM1", "due") == date(2014, 9, 30)
    assert by_hand(master) == []
