"""The Rules sheet is obeyed: in Python, live in Excel, and from run to run."""

from collections.abc import Mapping
from pathlib import Path

from openpyxl import load_workbook

from tests.cycle.months import AT, answers, issue_october, new_master, plan_rows, send
from xlplan.cycle.checking import check
from xlplan.cycle.consolidating import consolidate
from xlplan.cycle.storing import append, set_cell, store
from xlplan.findings import Finding
from xlplan.typed import Value
from xlplan.workbook.edits import Edit
from xlplan.workbook.layout import FIRST_ROW, workstream_layout
from xlplan.workbook.master import read_master
from xlplan.workbook.package import open_package
from xlplan.workbook.reader import columns_of

OWN: Mapping[str, Value] = {
    "code": "L01",
    "severity": "error",
    "message": "name the next milestone",
    "field": "Next milestone",
    "condition": "is blank",
}


def master_with(folder: Path, *lines: Mapping[str, Value], **severities: str) -> Path:
    """A master whose Rules sheet has lines added, and severities changed by rule name."""
    path = new_master(folder, plan_rows(2))
    master = read_master(path)
    rows = {row.text("name"): row for row in master.table_rows("rules")}
    edits: list[Edit] = [append("rules", line) for line in lines]
    edits += [
        set_cell(rows[name.replace("_", "-")], "severity", said)
        for name, said in severities.items()
    ]
    store(master, edits, at=AT)
    return path


def found_in(master: Path, **said: Value) -> list[Finding]:
    (one,) = issue_october(master).values()
    sent = send(one, master.parent / "received", answers(["AM1", "AM2"], **said))
    return list(check([sent], master).findings)


def test_a_rule_of_the_councils_is_checked_in_what_comes_back(tmp_path: Path):
    found = found_in(master_with(tmp_path, OWN), next_milestone="Lease signed")
    assert "L01" not in [f.code for f in found]


def test_it_fires_where_it_holds_and_says_so_in_its_cell(tmp_path: Path):
    found = [f for f in found_in(master_with(tmp_path, OWN)) if f.code == "L01"]
    assert [f.message for f in found] == [
        "AM1: name the next milestone.",
        "AM2: name the next milestone.",
    ]
    assert all(f.at and f.at.sheet == "Asset management" for f in found)


def test_it_is_live_on_the_next_issue(tmp_path: Path):
    (one,) = issue_october(master_with(tmp_path, OWN)).values()
    package = open_package(one.path)
    sheet = package.sheet("Asset management")
    assert sheet
    column = columns_of(sheet, workstream_layout("AM", "", is_return=True))["all_to_fix"]
    formula = sheet.cells[(FIRST_ROW, column)].formula
    assert "Next milestone: name the next milestone." in str(formula)


def test_a_rule_turned_off_is_neither_checked_nor_live(tmp_path: Path):
    off = {"red_amber_needs_corrective_action": "off"}
    found = found_in(master_with(tmp_path, **off), rag="Red")
    assert "R01" not in [f.code for f in found]


def test_a_rule_about_what_comes_back_is_turned_off_and_made_graver_too(tmp_path: Path):
    master = master_with(tmp_path, return_unsigned="off", rows_resorted="error")
    (one,) = issue_october(master).values()
    path = send(one, tmp_path / "received", answers(["AM1", "AM2"]))
    book = load_workbook(path)
    sheet = book["Asset management"]
    for column in range(1, sheet.max_column + 1):
        first, second = (sheet.cell(row, column) for row in (FIRST_ROW, FIRST_ROW + 1))
        first.value, second.value = second.value, first.value
    for row in range(1, book["Guide"].max_row + 1):
        if book["Guide"].cell(row, 1).value == "Post":
            book["Guide"].cell(row, 2).value = None
    book.save(path)

    for found in (
        check([path], master).findings,
        consolidate(master, path.parent, at=AT).findings,
    ):
        assert {f.code: f.severity.value for f in found} == {"S07": "error"}


def test_a_rule_that_cannot_be_built_is_told_of_with_its_cell(tmp_path: Path):
    master = master_with(tmp_path, {**OWN, "condition": "smells"})
    (finding,) = [f for f in check([master], None).findings if f.code == "S18"]
    assert str(finding.at).startswith("Rules!")
    assert finding.message.endswith("choose a condition from the list.")


def test_a_rule_that_tells_of_what_was_not_used_stays(tmp_path: Path):
    master = master_with(tmp_path, rating_not_in_list="off")
    (finding,) = [f for f in check([master], None).findings if f.code == "S18"]
    assert "it stays at error" in finding.message
    assert "C02" in [f.code for f in found_in(master, rag="Orange")]
