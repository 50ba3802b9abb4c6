"""Changes names where every value came from, whoever typed it and however the sheet is sorted."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

from tests.cycle.months import (
    AT,
    GOOD,
    OCTOBER,
    answers,
    cell,
    one_return,
    send,
    type_into,
)
from xlplan.cycle.by_hand import TEAM
from xlplan.cycle.checking import check
from xlplan.cycle.closing import close
from xlplan.cycle.consolidating import consolidate
from xlplan.cycle.issuing import issue
from xlplan.cycle.storing import set_cell, store
from xlplan.workbook.master import read_master
from xlplan.workbook.reader import SheetRow

OWNER = "Property Manager"
LATER = AT + timedelta(days=1)


def lines(master: Path, field: str) -> list[SheetRow]:
    rows = read_master(master).table_rows("changes")
    return [row for row in rows if row.text("field") == field]


def test_what_a_decision_takes_from_a_return_names_its_file_cell_and_hash(tmp_path: Path):
    master, issued = one_return(tmp_path)
    type_into(master, "AM1", corrective_action="What the team typed.")
    said = answers(["AM1"], corrective_action="What the owner typed.", due=date(2014, 9, 30))
    send(issued, tmp_path / "in", said)
    consolidate(master, tmp_path / "in", at=AT)
    read = read_master(master)
    edits = [set_cell(r, "decision", "Return") for r in read.table_rows("conflicts")]
    edits += [set_cell(r, "decision", "Accept") for r in read.table_rows("requests")]
    store(read, edits, at=AT)

    consolidate(master, None, at=LATER)

    (log,) = read_master(master).table_rows("returns")
    for field, place in (("Corrective action", "I6"), ("Due date", "C6")):
        line = lines(master, field)[-1]
        assert line.text("file") == issued.path.name
        assert line.text("cell") == f"Asset management!{place}"
        assert line.text("sha256") == log.text("sha256")[:16] != ""


def test_an_answer_that_the_team_types_over_has_a_line_once(tmp_path: Path):
    master, issued = one_return(tmp_path)
    send(issued, tmp_path / "in", answers(["AM1", "AM2"], percent_complete="80%"))
    consolidate(master, tmp_path / "in", at=AT)
    type_into(master, "AM1", rag="Amber", commentary="As told on the telephone.")

    consolidate(master, None, at=LATER)
    consolidate(master, None, at=LATER)
    close(master, at=LATER)

    told = [r for r in read_master(master).table_rows("changes") if r.text("by") == TEAM]
    keys = ("ref", "field", "was", "now")
    assert sorted(tuple(r.text(k) for k in keys) for r in told) == [
        ("AM1", "Commentary", GOOD, "As told on the telephone."),
        ("AM1", "Rating", "Green", "Amber"),
    ]


def test_a_ledger_sorted_newest_first_tells_the_same(tmp_path: Path):
    master, issued = one_return(tmp_path)
    send(issued, tmp_path / "in", answers(["AM1"], rag="Amber", corrective_action="First."))
    consolidate(master, tmp_path / "in", at=AT)
    said = answers(["AM1"], rag="Amber", corrective_action="Second.")
    send(issued, tmp_path / "in", said)
    consolidate(master, tmp_path / "in", at=LATER)
    read = read_master(master)
    rows = list(read.table_rows("changes"))
    newest = sorted(rows, key=lambda r: r.text("changed_at"), reverse=True)
    swapped = zip(rows, newest, strict=True)
    edits = [set_cell(a, k, b.value(k)) for a, b in swapped for k in a.columns]  # type: ignore[arg-type]
    store(read, edits, at=LATER)
    type_into(master, "AM1", corrective_action="As the team corrected it.")

    done = consolidate(master, tmp_path / "in", at=LATER + timedelta(days=1))

    assert done.account.conflicts == ()
    assert cell(master, "AM1", "corrective_action") == "As the team corrected it."
    (line,) = [r for r in lines(master, "Corrective action") if r.text("by") == TEAM]
    assert line.text("was") == "Second."


def test_a_row_typed_again_in_the_first_month_keeps_its_identity(tmp_path: Path):
    master, issued = one_return(tmp_path)
    type_into(master, "AM3", item_id=None)
    send(issued, tmp_path / "in", answers(["AM1", "AM3"]))

    done = consolidate(master, tmp_path / "in", at=LATER)

    assert cell(master, "AM3", "item_id") == "item-0003"
    assert cell(master, "AM3", "commentary") == GOOD
    assert set(done.account.rows_merged) == {"AM1", "AM3"}

    type_into(master, "AM3", item_id=None)
    issue(master, tmp_path / "again", OCTOBER, at=LATER)
    assert cell(master, "AM3", "item_id") == "item-0003"


def test_a_closed_month_has_no_blank_rating_to_put_right(tmp_path: Path):
    master, issued = one_return(tmp_path)
    send(issued, tmp_path / "in", answers(["AM1", "AM2"]))
    consolidate(master, tmp_path / "in", at=AT)
    assert [f.ref for f in check([master], None).findings if f.code == "C07"] == ["AM", "AM3"]

    assert close(master, at=LATER).not_reported == ("AM", "AM3")

    assert [f for f in check([master], None).findings if f.code == "C07"] == []


def test_an_answer_that_its_owner_takes_back_is_counted_in_every_run(tmp_path: Path):
    master, issued = one_return(tmp_path)
    send(issued, tmp_path / "in", answers(["AM1"], forecast=date(2014, 5, 31)))
    consolidate(master, tmp_path / "in", at=AT)
    send(issued, tmp_path / "in", answers(["AM1"]))

    done = consolidate(master, tmp_path / "in", at=LATER)
    once = master.read_bytes()
    again = consolidate(master, tmp_path / "in", at=LATER + timedelta(days=1))

    assert cell(master, "AM1", "forecast") == date(2014, 2, 28)
    assert len(done.account.cells_merged) == 3
    assert again.account == done.account
    assert master.read_bytes() == once
