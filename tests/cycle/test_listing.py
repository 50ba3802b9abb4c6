"""The Findings sheet of the master, as one run after another finds more or less."""

from pathlib import Path

from openpyxl import load_workbook

from tests.cycle.months import AT, answers, issue_october, new_master, plan_rows, send
from xlplan.cycle.consolidating import consolidate
from xlplan.cycle.listing import findings_edits
from xlplan.cycle.storing import store
from xlplan.findings import Finding, Severity
from xlplan.workbook.layout import FIRST_ROW
from xlplan.workbook.master import read_master
from xlplan.workbook.reader import find_sheet


def listed(master: Path, *refs: str) -> list[tuple[int, str]]:
    """Have the sheet list a finding for each ref; return the rows that say something."""
    read = read_master(master)
    found = [Finding("R01", Severity.ERROR, f"{ref} is Red.", ref=ref) for ref in refs]
    store(read, list(findings_edits(read, found)), at=AT)
    return [(row.number, row.text("ref")) for row in read_master(master).table_rows("findings")]


def state(master: Path) -> str:
    sheet = find_sheet(read_master(master).package, "findings")
    return sheet.state if sheet else ""


def below(*refs: str) -> list[tuple[int, str]]:
    return list(enumerate(refs, FIRST_ROW))


def test_lines_that_a_run_left_blank_are_filled_before_any_is_added(tmp_path: Path):
    master = new_master(tmp_path, plan_rows(1))

    assert listed(master, "AM1", "AM2", "AM3", "AM4") == below("AM1", "AM2", "AM3", "AM4")
    assert listed(master, "AM4") == below("AM4")
    assert listed(master, "AM4", "AM5", "AM6") == below("AM4", "AM5", "AM6")
    more = [f"AM{n}" for n in range(1, 8)]
    assert listed(master, *more) == below(*more)
    assert state(master) == "visible"
    assert listed(master) == []
    assert state(master) == "hidden"

    before = master.read_bytes()
    listed(master)
    assert master.read_bytes() == before


def test_lines_are_drawn_around_what_was_found_alone(tmp_path: Path):
    master = new_master(tmp_path, plan_rows(1))
    listed(master, "AM1", "AM2", "AM3", "AM4")
    listed(master, "AM4")

    sheet = load_workbook(master)["Findings"]
    ((area, (rule,)),) = [(str(r.sqref), r.rules) for r in sheet.conditional_formatting]
    assert (area, rule.formula) == (f"A6:K{FIRST_ROW + 3}", ['$A6<>""'])
    assert rule.dxf and rule.dxf.border.bottom.style == "thin"
    edges = [cell.border.bottom for line in sheet[area] for cell in line]
    assert not any(edge and edge.style for edge in edges)


def test_a_line_of_returns_keeps_room_for_all_that_stands_on_it(tmp_path: Path):
    rows = plan_rows(1)
    rows[1]["owner"] = "Assistant Director of Environmental and Regulatory Services"
    master = new_master(tmp_path, rows)
    (issued,) = issue_october(master).values()
    as_issued = load_workbook(master)["Returns"].row_dimensions[FIRST_ROW].height
    send(issued, tmp_path / "in", answers(["AM1"]))
    consolidate(master, tmp_path / "in", at=AT)

    # The name takes two lines, the account one.
    assert as_issued == 33.0
    assert load_workbook(master)["Returns"].row_dimensions[FIRST_ROW].height == 33.0
