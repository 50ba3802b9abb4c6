"""A plan under way gets one more workstream: everything knows it, and nothing else changes."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from tests.cycle.months import AT, OCTOBER, answers, issue_october, new_master, plan_rows, send
from tests.rules.test_live_formulas import dashboard
from tests.support.libreoffice import LibreOffice
from tests.workbook.raw import parts_of
from xlplan.cli import main
from xlplan.cycle.checking import check
from xlplan.cycle.consolidating import consolidate
from xlplan.cycle.growing import add_workstreams
from xlplan.cycle.issuing import issue
from xlplan.cycle.papers import report_exceptions
from xlplan.cycle.showing import show_sheets
from xlplan.cycle.storing import Refused, append, store
from xlplan.cycle.undoing import undo
from xlplan.model import Kind
from xlplan.rollup import roll_up
from xlplan.typed import Value
from xlplan.workbook.dashboard_columns import SPARE_LINES
from xlplan.workbook.edits import AppendRow, SetCell
from xlplan.workbook.layout import HEADER_ROW
from xlplan.workbook.master import read_master
from xlplan.workbook.package import open_package
from xlplan.workbook.patch import EditRefused

CLIMATE = {"CL": "Climate & nature"}
POST = "Head of Planning"


def grown(master: Path, titles: dict[str, str] = CLIMATE, kind: Kind = Kind.WORKSTREAM) -> None:
    add_workstreams(master, titles, kind=kind, owner=POST, at=AT)


def type_items(master: Path, *refs: str) -> None:
    """Type items into the new sheet, as the team would."""
    read = read_master(master)
    values = {"Owner": POST, "Status": "In progress", "Publish": "Public"}
    rows = [AppendRow("t_CL", values | {"Ref": ref, "Item": f"Item {ref}"}) for ref in refs]
    store(read, rows, at=AT)


def test_the_new_workstream_goes_through_the_month_into_the_paper(tmp_path: Path):
    master = new_master(tmp_path, plan_rows(2))
    grown(master)
    type_items(master, "CL1", "CL2")

    issued = issue_october(master)
    assert {"Climate & nature"} <= {s.name for s in open_package(issued[POST].path).sheets}
    said = answers(["CL1"]) | answers(["CL2"], rag="Red", corrective_action=None)
    sent = send(issued[POST], tmp_path / "in", said)
    send(issued["Property Manager"], tmp_path / "in", answers(["AM1", "AM2"]))
    assert {f.ref for f in check([sent], master).findings if f.code == "R01"} == {"CL2"}
    consolidate(master, tmp_path / "in", at=AT + timedelta(hours=1))

    whole, lines = roll_up(read_master(master).plan)
    assert [(line.code, str(line.rag)) for line in lines] == [("AM", "Green"), ("CL", "Red")]
    assert str(whole.rag) == "Red"
    done = report_exceptions(master, tmp_path / "papers", at=AT)
    paper = next(p for p in done.paths if p.suffix == ".html").read_text(encoding="utf-8")
    assert "Climate &amp; nature" in paper and "Item CL2" in paper


def test_nothing_else_changes_and_one_undo_takes_it_out(tmp_path: Path):
    master = new_master(tmp_path, plan_rows(2))
    before = master.read_bytes()
    grown(master)

    was, now = parts_of(before), parts_of(master.read_bytes())
    changed = {name for name in was if was[name] != now.get(name)}
    names = {s.name: s for s in open_package(before).sheets}
    frame = {"[Content_Types].xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml"}
    frame |= {"xl/workbook.xml", "xl/sharedStrings.xml"}
    # Dashboard, Guide, Workstreams and Changes, the last two with their tables.
    assert len(changed - frame) <= 6, changed
    sheets = [s for s in open_package(master.read_bytes()).sheets if s.name in names]
    for sheet in sheets:
        had = names[sheet.name].cells
        lost = [at for at in had if sheet.cells.get(at) != had[at] and had[at].value is not None]
        assert not lost, (sheet.name, lost)
        assert sheet.state == names[sheet.name].state
    assert [s.name for s in sheets] == list(names)
    undo(master, at=AT + timedelta(minutes=1))
    assert master.read_bytes() == before


def test_it_stands_among_the_workstreams_with_a_link_and_a_line(tmp_path: Path):
    master = new_master(tmp_path, plan_rows(2))
    grown(master)
    package = read_master(master).package
    order = [s.name for s in package.sheets]
    assert order[2:5] == ["Asset management", "Climate & nature", "Requests"]
    guide, board = package.sheet("Guide"), package.sheet("Dashboard")
    assert guide and board
    assert "Climate & nature" in [guide.value(row, 1) for row in range(1, 40)]
    row = next(r for r in range(1, 60) if board.value(r, 1) == "CL")
    assert row not in board.hidden_rows and row + 1 in board.hidden_rows
    changes = read_master(master).table_rows("changes")
    assert [(r.text("ref"), r.text("now")) for r in changes] == [("CL", "Climate & nature")]


@pytest.mark.libreoffice
def test_the_dashboard_is_live_over_it(tmp_path: Path, libreoffice: LibreOffice):
    master = new_master(tmp_path, plan_rows(3))
    grown(master)
    grown(master, {"PE": "Our people", "DA": "Data"}, kind=Kind.ENABLER)
    type_items(master, "CL1", "CL2", "CL3")
    read = read_master(master)
    ids = {r.ref: read.rows[r.item_id] for r in read.plan.rows if r.item_id}
    assert {"AM1", "CL", "PE", "DA"} <= set(ids)
    issued = issue(master, tmp_path / "out", OCTOBER, at=AT).returns
    for one in issued:
        refs = ["CL1", "CL2", "CL3"] if one.owner == POST else ["AM1", "AM2", "AM3"]
        word = "Amber" if one.owner == POST else "Green"
        asked: dict[str, Value] = {"help_needed": "A planner.", "corrective_action": "Hire one."}
        send(one, tmp_path / "in", answers(refs, rag=word, **asked))
    consolidate(master, tmp_path / "in", at=AT)

    (done,) = libreoffice.recalculated([master])
    live = open_package(done)
    lines = dashboard(live)
    whole, worked = roll_up(read_master(master).plan)
    assert list(lines) == ["", "AM", "CL", "PE", "DA"]
    assert [lines[x.code]["Rating"] for x in worked if x.rag] == [
        str(x.rag) for x in worked if x.rag
    ]
    assert lines[""]["Rating"] == str(whole.rag) and lines["CL"]["Amber"] == 3
    assert lines["CL"]["Owner"] == POST and lines["CL"]["Asks"] == 3
    sheet = live.sheet("Dashboard")
    assert sheet
    first = [sheet.value(row, 1) for row in range(1, sheet.max_row)]
    asks = first[first.index("What owners ask, the soonest first") + 2 :][:5]
    assert asks == ["AM1", "AM2", "AM3", "CL1", "CL2"]


def test_a_line_typed_on_workstreams_gets_its_sheet(tmp_path: Path):
    master = new_master(tmp_path, plan_rows(1))
    typed: dict[str, Value] = {"code": "CL", "kind": "Enabler", "title": "Climate & nature"}
    store(read_master(master), [append("workstreams", typed)], at=AT)
    grown(master, {"CL": ""})

    (climate,) = [w for w in read_master(master).plan.workstreams if w.code == "CL"]
    assert climate.own and climate.kind is Kind.ENABLER
    assert len(read_master(master).table_rows("workstreams")) == 2


@pytest.mark.parametrize(
    ("titles", "why"),
    [
        ({"AM": "Another"}, "in the plan already"),
        ({"am": "Another"}, "in the plan already"),
        ({"X1": "Asset management"}, "a sheet"),
        ({"X1": "Settings"}, "a sheet"),
        ({"X1": "One", "X2": "one"}, "a sheet"),
        ({"rules": "One"}, "name of a sheet"),
        ({"1.0": "One"}, "cannot be a workstream's code"),
        ({f"X{n}": f"Stream {n}" for n in range(SPARE_LINES + 1)}, "no spare line"),
    ],
)
def test_what_cannot_join_is_refused_with_nothing_changed(
    tmp_path: Path, titles: dict[str, str], why: str
):
    master = new_master(tmp_path, plan_rows(1))
    before = master.read_bytes()
    with pytest.raises((Refused, EditRefused), match=why):
        grown(master, titles)
    assert master.read_bytes() == before


def test_a_dashboard_that_was_rearranged_is_left_alone(tmp_path: Path):
    master = new_master(tmp_path, plan_rows(1))
    store(read_master(master), [SetCell("Dashboard", HEADER_ROW, 5, "Rot")], at=AT)
    before = master.read_bytes()
    with pytest.raises(EditRefused, match="other columns than the rating scale"):
        grown(master)
    assert master.read_bytes() == before


def states(master: Path) -> dict[str, str]:
    return {s.name: s.state for s in open_package(master.read_bytes()).sheets}


def test_a_sheet_that_is_hidden_while_empty_is_shown_and_undone(tmp_path: Path):
    master = new_master(tmp_path, plan_rows(1))
    before = states(master)
    assert show_sheets(master, ["risks", "Savings"], at=AT) == ("Savings", "Risks")

    assert states(master) == before | {"Risks": "visible", "Savings": "visible"}
    assert show_sheets(master, ["Risks"], at=AT) == ()
    undo(master, at=AT)
    assert states(master) == before


def test_asked_for_no_sheet_the_command_lists_those_that_are_hidden(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    master = new_master(tmp_path, plan_rows(1))
    show_sheets(master, ["Risks"], at=AT)

    assert main(["show", str(master)]) == 0

    said = capsys.readouterr().out
    assert said.startswith("Hidden, as nothing stands on them yet: Requests, ")
    assert "Savings" in said and "Risks" not in said


@pytest.mark.parametrize("names", [[], ["Riks"], ["_xlplan"], ["Risks", "Nothing"]])
def test_what_is_no_hidden_sheet_is_refused_with_those_that_are(tmp_path: Path, names: list[str]):
    master = new_master(tmp_path, plan_rows(1))
    before = master.read_bytes()
    with pytest.raises(Refused, match=r"nothing stands on them yet: Requests, .*Risks"):
        show_sheets(master, names, at=AT)
    assert master.read_bytes() == before
