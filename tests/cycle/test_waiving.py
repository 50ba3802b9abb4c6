"""A finding may stand when somebody answers for it: carried from run to run, ended by its day."""

from datetime import date
from pathlib import Path

from tests.cycle.months import AT, answers, issue_october, new_master, plan_rows, send
from xlplan.cycle.checking import check
from xlplan.cycle.consolidating import consolidate
from xlplan.cycle.issuing import Month, issue
from xlplan.cycle.papers import _facts
from xlplan.cycle.storing import set_cell, settings_edits, store
from xlplan.findings import Finding, Waiver
from xlplan.model import Period
from xlplan.typed import Value
from xlplan.workbook.master import read_master

WAIVED: dict[str, Value] = {
    "waived_reason": "The board agreed to wait.",
    "waived_by": "Head of Policy",
    "waived_until": date(2013, 12, 31),
}


def month(folder: Path) -> tuple[Path, Path]:
    """October with one Amber item that has no corrective action, merged once."""
    master = new_master(folder, plan_rows(2))
    issued = issue_october(master)["Property Manager"]
    send(issued, folder / "in", answers(["AM1"], rag="Amber") | answers(["AM2"]))
    consolidate(master, folder / "in", at=AT)
    return master, folder / "in"


def waive(master: Path, **said: Value) -> None:
    read = read_master(master)
    (row,) = [r for r in read.table_rows("findings") if r.text("code") == "R01"]
    store(read, [set_cell(row, key, value) for key, value in (WAIVED | said).items()], at=AT)


def the_r01(findings: tuple[Finding, ...]) -> Finding:
    (finding,) = [f for f in findings if f.code == "R01"]
    return finding


def test_a_waived_finding_is_told_of_and_need_not_be_put_right(tmp_path: Path):
    master, folder = month(tmp_path)
    waive(master)

    finding = the_r01(consolidate(master, folder, at=AT).findings)

    assert finding.waiver == Waiver(
        "The board agreed to wait.", "Head of Policy", date(2013, 12, 31)
    )
    assert not finding.must_be_put_right
    assert finding.as_json()["waived"] == (
        "The board agreed to wait. (Head of Policy, until 31 December 2013)"
    )


def test_it_is_carried_from_run_to_run_and_a_run_again_changes_nothing(tmp_path: Path):
    master, folder = month(tmp_path)
    waive(master)
    consolidate(master, folder, at=AT)
    before = master.read_bytes()

    consolidate(master, folder, at=AT)

    assert master.read_bytes() == before
    assert the_r01(consolidate(master, None, at=AT).findings).waiver


def test_a_waiver_whose_finding_is_not_there_just_now_keeps_its_row(tmp_path: Path):
    master, folder = month(tmp_path)
    waive(master)
    read = read_master(master)
    item = next(i for i in read.plan.items if i.ref == "AM1")
    send_again = answers(["AM1"], corrective_action="Agree a date with the contractor by May.")
    issued = issue(master, tmp_path / "again", Month(Period(2013, 10)), at=AT).returns[0]
    send(issued, folder, send_again | answers(["AM2"]), name="second.xlsx")

    done = consolidate(master, folder, at=AT)

    assert item and "R01" not in [f.code for f in done.findings]
    rows = [r for r in read_master(master).table_rows("findings") if r.text("code") == "R01"]
    assert [(r.text("ref"), r.text("waived_by")) for r in rows] == [("AM1", "Head of Policy")]


def test_it_ends_after_its_day(tmp_path: Path):
    master, folder = month(tmp_path)
    waive(master, waived_until=date(2013, 10, 30))

    finding = the_r01(consolidate(master, folder, at=AT).findings)

    assert finding.waiver is None and finding.must_be_put_right


def test_its_last_day_counts(tmp_path: Path):
    master, folder = month(tmp_path)
    waive(master, waived_until=date(2013, 10, 31))
    assert the_r01(consolidate(master, folder, at=AT).findings).waiver


def test_a_waiver_without_a_name_or_a_day_does_not_hold(tmp_path: Path):
    master, folder = month(tmp_path)
    waive(master, waived_by=None, waived_until="soon")

    findings = consolidate(master, folder, at=AT).findings

    assert the_r01(findings).waiver is None
    (told,) = [f for f in findings if f.code == "S19"]
    assert told.message == (
        "AM1: the waiver of R01 needs a name and a last day. Fill it in on the Findings sheet; "
        "until then the finding stands."
    )
    assert told.at and told.at.sheet == "Findings"


def test_papers_are_given_the_waived_findings_apart(tmp_path: Path):
    master, folder = month(tmp_path)
    waive(master)
    consolidate(master, folder, at=AT)

    facts = _facts(read_master(master), AT)

    assert "R01" not in [f.code for f in facts.findings]
    assert [(f.code, f.waiver and f.waiver.by) for f in facts.waived] == [("R01", "Head of Policy")]
    assert [f.code for f in check([master], None).findings if f.waiver] == ["R01"]


def test_the_as_at_date_decides(tmp_path: Path):
    master, folder = month(tmp_path)
    waive(master, waived_until=date(2013, 11, 15))
    read = read_master(master)
    store(read, settings_edits(read, {"as_at": date(2013, 11, 20)}), at=AT)
    assert the_r01(consolidate(master, folder, at=AT).findings).waiver is None
