"""A setting that is changed in the master changes workbook, check and papers alike."""

import html
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.cycle.months import AT, GOOD, OCTOBER, answers, new_master, plan_rows
from tests.rules.test_live_formulas import dashboard
from tests.support.libreoffice import LibreOffice
from tests.test_cli import xlplan
from xlplan.cycle.checking import check
from xlplan.cycle.consolidating import consolidate
from xlplan.cycle.issuing import issue
from xlplan.cycle.papers import report_exceptions
from xlplan.cycle.storing import append, settings_edits, store
from xlplan.model import SCALES, Kind, Period, Settings, Workstream
from xlplan.rollup import roll_up
from xlplan.rules.row_rules import row_rules
from xlplan.typed import Value
from xlplan.workbook.edits import AppendRow
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
    return sent, words_of(next(p for p in paper.paths if p.suffix == ".html"))


def words_of(paper: Path) -> str:
    """Return what an HTML paper says, without its tags, styles and scripts."""
    text = paper.read_text(encoding="utf-8")
    text = re.sub(r"<(style|script)\b.*?</\1>", " ", text, flags=re.DOTALL)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", text)).split())


# What an owner may say on each scale, and what the paper's sentence then counts, best first.
SCALES_SAID = {
    "five-point": (
        ("Amber/Red", "Green/Amber", "Green"),
        "of the 3 projects reported on, 1 (33.3%) is Green, 1 (33.3%) is Green/Amber, "
        "1 (33.3%) is Amber/Red",
    ),
    "with-blue": (
        ("Amber", "Blue", "Green"),
        "of the 3 projects reported on, 1 (33.3%) is complete (Blue), 1 (33.3%) is Green, "
        "1 (33.3%) is Amber and none is Red",
    ),
    "bromsgrove": (
        ("Amber", "Suspended", "Reprogrammed"),
        "of the 3 projects reported on, 1 (33.3%) is Amber, 2 (66.7%) are not rated",
    ),
}


@pytest.mark.parametrize("name", SCALES_SAID)
def test_a_scale_goes_from_the_new_master_through_return_and_check_into_the_paper(
    tmp_path: Path, name: str
):
    scale, (said, sentence) = SCALES[name], SCALES_SAID[name]
    master = tmp_path / "master.xlsx"
    assert xlplan("new", master, "--scale", name, "--workstream", "A=Assets").status == 0
    read = read_master(master)
    rows = [
        AppendRow("t_A", {"Ref": f"A{n}", "Item": f"Lease {n}", "Owner": POST, "Publish": "Public"})
        for n in (1, 2, 3)
    ]
    store(read, [*rows, *settings_edits(read, {"item_label": "Project"})], at=AT)
    month = ("--period", "2013-11", "--to", tmp_path / "out")
    assert xlplan("issue", master, *month).status == 0
    (issued,) = (tmp_path / "out").glob("*.xlsx")
    blank = open_package(issued)

    lists, guide, sheet = blank.sheet("Lists"), blank.sheet("Guide"), blank.sheet("Assets")
    assert lists and guide and sheet
    words = [r.word for r in scale.ratings]
    assert [lists.value(6 + n, 1) for n in range(len(words) + 1)] == [*words, None]
    guided = " ".join(str(cell.value) for cell in guide.cells.values())
    assert "For each project choose a Rating" in guided
    assert f"Where it is {scale.needing_action}, say what you will do" in guided
    assert coloured(issued, "Assets") >= {f'"{word}"' for word in words}

    (tmp_path / "in").mkdir()
    cells = {(f"A{n}", "rag"): word for n, word in enumerate(said, 1)}
    cells |= {(f"A{n}", "commentary"): f"{GOOD[:-1]} of year {n}." for n in (1, 2, 3)}
    sent = tmp_path / "in" / issued.name
    sent.write_bytes(fill_in(issued.read_bytes(), Answers(cells), at=AT))
    asked = {f["ref"] for f in found(sent, master) if f["code"] == "R01"}
    assert asked == {f"A{n}" for n, w in enumerate(said, 1) if w in scale.needing_action}
    assert xlplan("consolidate", master, tmp_path / "in").status == 1
    assert xlplan("report", "exceptions", master, "--to", tmp_path / "papers").status in (0, 1)
    paper = words_of(next((tmp_path / "papers").glob("*.html")))
    assert sentence in paper and "Find a project" in paper
    board = read_master(master).package.sheet("Dashboard")
    rated = [r.word for r in scale.rated]
    assert board and [board.value(5, 5 + n) for n in range(len(rated) + 1)] == [*rated, "N/A"]


def found(sent: Path, master: Path) -> list[dict[str, str]]:
    """Return the findings of the check, as the command prints them."""
    findings: list[dict[str, str]] = xlplan("check", sent, "--master", master, "--json").json[
        "findings"
    ]
    return findings


def coloured(book: Path, title: str) -> set[str]:
    """Return the words that a sheet's conditional formats look for."""
    made = load_workbook(book)[title].conditional_formatting
    texts = [f for area in made for rule in area.rules for f in rule.formula]
    return {word for text in texts for word in re.findall(r'"[^"]+"', text)}


@pytest.mark.parametrize(
    ("policy", "rating", "margin"),
    [
        ("majority", "Green", "Majority: 1 item to Amber"),
        ("worst", "Red", "Worst: 1 item to Amber"),
    ],
)
@pytest.mark.libreoffice
def test_the_policy_of_the_settings_sheet_is_that_of_dashboard_check_and_papers(
    tmp_path: Path, libreoffice: LibreOffice, policy: str, rating: str, margin: str
):
    master = made(tmp_path, replace(SETTINGS, any_red_guard=False, half_red_guard=False))
    read = read_master(master)
    store(read, settings_edits(read, {"policy": policy}), at=AT)
    red = answers(["A3"], rag="Red", corrective_action="Agree a date.", corrective_owner=POST)

    _, paper = run(master, answers(["A1", "A2"]) | red)

    assert [str(r.rag) for r in roll_up(read_master(master).plan)[1]] == [rating]
    (live,) = libreoffice.recalculated([master])
    lines = dashboard(open_package(live))
    assert (lines["A"]["Rating"], lines[""]["Rating"]) == (rating, rating)
    assert lines["A"]["Policy"] == policy
    head = "Workstream Rating Last month Change Items Green Amber Red % green"
    assert head in paper
    assert f"A Stream A {rating} – – 3 2 0 1 66.7% {margin}" in paper
    assert f"The position {rating} That it be noted" in paper


OWN_RULE: Mapping[str, Value] = {
    "code": "L01",
    "name": "next-milestone-named",
    "severity": "error",
    "message": "name the next milestone",
    "field": "Next milestone",
    "condition": "is blank",
}


@pytest.mark.parametrize("has_rule", [True, False])
def test_a_rule_of_the_councils_own_goes_through_return_check_and_paper(
    tmp_path: Path, *, has_rule: bool
):
    master = made(tmp_path, SETTINGS)
    if has_rule:
        store(read_master(master), [append("rules", OWN_RULE)], at=AT)
    said = answers(["A1", "A2", "A3"]) | {("A2", "next_milestone"): "Lease signed"}

    sent, paper = run(master, said)

    sheet = open_package(sent).sheet("Stream A")
    assert sheet
    told = "Next milestone: name the next milestone."
    assert any(told in str(c.formula or "") for c in sheet.cells.values()) is has_rule
    mine = [f for f in check([sent], master).findings if f.code == "L01"]
    assert {f.ref for f in mine} - {"A"} == ({"A1", "A3"} if has_rule else set())
    assert ("L01 Error A: name the next milestone. 3 A; A1; A3" in paper) is has_rule
    assert ("L01" in paper) is has_rule
    logged = [r.text("code") for r in read_master(master).table_rows("findings")]
    assert ("L01" in logged) is has_rule


def test_a_sixth_workstream_has_its_sheet_its_line_its_return_and_its_place_in_papers(
    tmp_path: Path,
):
    master = made(tmp_path, SETTINGS, "ABCDEF")
    refs = [f"{code}{n}" for code in "ABCDEF" for n in (1, 2, 3)]
    said = answers(refs) | answers(["F2"], rag="Amber", corrective_action="Agree a date.")

    sent, paper = run(master, said)

    package = read_master(master).package
    assert package.sheet("Stream F") and open_package(sent).sheet("Stream F")
    board = package.sheet("Dashboard")
    assert board and [board.value(row, 1) for row in range(7, 13)] == list("ABCDEF")
    assert {f.ref for f in check([sent], master).findings if f.code == "R02"} == {"F2"}
    assert len(roll_up(read_master(master).plan)[1]) == 6
    assert "Item F2" in paper and "Stream F" in paper


@pytest.mark.libreoffice
def test_the_guide_names_the_month_to_issue(tmp_path: Path, libreoffice: LibreOffice):
    paths = []
    for stage in ("closed", "open"):
        path = new_master(tmp_path, plan_rows(1)).rename(tmp_path / f"{stage}.xlsx")
        read = read_master(path)
        store(read, settings_edits(read, {"period": "2013-12", "stage": stage}), at=AT)
        paths.append(path)

    said = [open_package(path).sheets[0] for path in libreoffice.recalculated(paths)]

    assert [guide.value(5, 2) for guide in said] == [
        f"xlplan issue MASTER --period {month} --to returns" for month in ("2014-01", "2013-12")
    ]
