"""The Findings sheet of the master, as one run after another finds more or less."""

from pathlib import Path

from tests.cycle.months import AT, new_master, plan_rows
from xlplan.cycle.listing import findings_edits
from xlplan.cycle.storing import store
from xlplan.findings import Finding, Severity
from xlplan.workbook.layout import FIRST_ROW
from xlplan.workbook.master import read_master


def listed(master: Path, *refs: str) -> list[tuple[int, str]]:
    """Have the sheet list a finding for each ref; return the rows that say something."""
    read = read_master(master)
    found = [Finding("R01", Severity.ERROR, f"{ref} is Red.", ref=ref) for ref in refs]
    store(read, list(findings_edits(read, found)), at=AT)
    return [(row.number, row.text("ref")) for row in read_master(master).table_rows("findings")]


def below(*refs: str) -> list[tuple[int, str]]:
    return list(enumerate(refs, FIRST_ROW))


def test_lines_that_a_run_left_blank_are_filled_before_any_is_added(tmp_path: Path):
    master = new_master(tmp_path, plan_rows(1))

    assert listed(master, "AM1", "AM2", "AM3", "AM4") == below("AM1", "AM2", "AM3", "AM4")
    assert listed(master, "AM4") == below("AM4")
    assert listed(master, "AM4", "AM5", "AM6") == below("AM4", "AM5", "AM6")
    more = [f"AM{n}" for n in range(1, 8)]
    assert listed(master, *more) == below(*more)
    assert listed(master) == []

    before = master.read_bytes()
    listed(master)
    assert master.read_bytes() == before
