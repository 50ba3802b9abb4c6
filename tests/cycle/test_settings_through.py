"""A setting that is changed in the master changes workbook, check and papers alike."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from tests.cycle.months import AT, OCTOBER, answers
from xlplan.cycle.checking import check
from xlplan.cycle.consolidating import consolidate
from xlplan.cycle.issuing import issue
from xlplan.cycle.papers import report_exceptions
from xlplan.cycle.storing import settings_edits, store
from xlplan.model import FIVE_POINT, Kind, Period, Settings, Workstream
from xlplan.rollup import roll_up
from xlplan.rules.row_rules import row_rules
from xlplan.typed import Value
from xlplan.workbook.master import read_master
from xlplan.workbook.new_master import NewMaster, build_master
from xlplan.workbook.officer import Answers, fill_in
from xlplan.workbook.package import open_package

POST = "Property Manager"
PERIOD = Period(2013, 9)
SETTINGS = Settings("test", "Test Council", "Test Plan", PERIOD, PERIOD.last_day, stage="closed")


def made(folder: Path, settings: Settings, codes: str = "A") -> Path:
    """Write a master of one workstream for each letter, each with three items."""
    streams = tuple(Workstream(c, Kind.WORKSTREAM, f"Stream {c}", "") for c in codes)
    rows: dict[str, list[dict[str, Value]]] = {}
    for code in codes:
        own: dict[str, Value] = {"item_id": f"w{code}", "level": "Workstream", "ref": code}
        items = [item(f"{code}{n}") for n in (1, 2, 3)]
        rows[code] = [own | {"title": f"Stream {code}"}, *items]
    table: list[dict[str, Value]] = [
        {"code": c, "kind": "Workstream", "title": f"Stream {c}", "is_reported": "Yes"}
        for c in codes
    ]
    tables: Mapping[str, list[dict[str, Value]]] = {
        "workstreams": table,
        "people": [{"post": POST}],
    }
    path = folder / "master.xlsx"
    new = NewMaster(settings, streams, rows, row_rules(settings.scale), tables)
    path.write_bytes(build_master(new, made=AT))
    return path


def item(ref: str) -> dict[str, Value]:
    return {
        "item_id": f"id-{ref}",
        "level": "Item",
        "ref": ref,
        "title": f"Item {ref}",
        "owner": POST,
        "status": "In progress",
        "publish": "Public",
    }


def run(master: Path, cells: Mapping[tuple[str, str], Value]) -> tuple[Path, str]:
    """Issue October, fill it in, merge it; return the return and the paper to CMT as text."""
    (issued,) = issue(master, master.parent / "out", OCTOBER, at=AT).returns
    folder = master.parent / "in"
    folder.mkdir()
    sent = folder / issued.path.name
    sent.write_bytes(fill_in(issued.path.read_bytes(), Answers(cells), at=AT))
    consolidate(master, folder, at=AT + timedelta(hours=1))
    paper = report_exceptions(master, master.parent / "papers", at=AT)
    html = next(p for p in paper.paths if p.suffix == ".html")
    return sent, html.read_text(encoding="utf-8")


def test_a_five_point_scale_is_offered_checked_rolled_up_and_printed(tmp_path: Path):
    master = made(tmp_path, replace(SETTINGS, scale=FIVE_POINT))
    said = answers(["A1", "A2"], rag="Amber/Red") | answers(["A3"], rag="Green/Amber")

    sent, paper = run(master, said)

    lists = open_package(sent).sheet("Lists")
    assert lists
    offered = [lists.value(row, 1) for row in range(6, 12)]
    assert offered == [r.word for r in FIVE_POINT.ratings]
    found = check([sent], master).findings
    assert {f.ref for f in found if f.code == "R01"} == {"A1", "A2"}
    assert str(roll_up(read_master(master).plan)[1][0].rag) == "Amber/Red"
    assert "Amber/Red" in paper and "Amber/Green" not in paper


@pytest.mark.parametrize(("policy", "rating"), [("majority", "Green"), ("worst", "Red")])
def test_the_policy_of_the_settings_sheet_is_that_of_dashboard_and_papers(
    tmp_path: Path, policy: str, rating: str
):
    master = made(tmp_path, replace(SETTINGS, any_red_guard=False))
    read = read_master(master)
    store(read, settings_edits(read, {"policy": policy}), at=AT)
    red = answers(["A3"], rag="Red", corrective_action="Agree a date.", corrective_owner=POST)

    _, paper = run(master, answers(["A1", "A2"]) | red)

    read = read_master(master)
    assert str(roll_up(read.plan)[0].rag) == rating
    place = read.package.names["PlanPolicy"].replace("$", "").partition("!")[2]
    settings = read.package.sheet("Settings")
    assert settings and settings.value(int(place[1:]), 3) == policy
    dashboard = read.package.sheet("Dashboard")
    assert dashboard
    assert any(cell.formula == "PlanPolicy" for cell in dashboard.cells.values())
    assert f"{rating}: of 1 rated workstream" in paper or f'"{policy}"' in paper or rating in paper


def test_a_sixth_workstream_has_its_sheet_its_line_its_return_and_its_place_in_papers(
    tmp_path: Path,
):
    master = made(tmp_path, SETTINGS, "ABCDEF")
    refs = [f"{code}{n}" for code in "ABCDEF" for n in (1, 2, 3)]
    said = answers(refs) | answers(["F2"], rag="Amber", corrective_action="Agree a date.")

    sent, paper = run(master, said)

    package = read_master(master).package
    assert package.sheet("Stream F") and open_package(sent).sheet("Stream F")
    dashboard = package.sheet("Dashboard")
    assert dashboard and [dashboard.value(row, 1) for row in range(7, 13)] == list("ABCDEF")
    assert {f.ref for f in check([sent], master).findings if f.code == "R02"} == {"F2"}
    assert len(roll_up(read_master(master).plan)[1]) == 6
    assert "Item F2" in paper and "Stream F" in paper
