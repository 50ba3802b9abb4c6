"""What the team types into a master, and what is refused: nothing is passed over in silence."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from tests.cycle.months import AT, OCTOBER, cell, issue_october, new_master, plan_rows
from tests.workbook.raw import MAIN, parts_of, zipped
from xlplan.cycle.cabinet import CabinetChoices
from xlplan.cycle.checking import check
from xlplan.cycle.closing import close
from xlplan.cycle.consolidating import consolidate
from xlplan.cycle.issuing import Month, issue
from xlplan.cycle.papers import report_cabinet
from xlplan.cycle.starting import start_blank
from xlplan.cycle.storing import Refused, append, set_cell, settings_edits, store
from xlplan.model import Period, Refusal
from xlplan.typed import Value
from xlplan.workbook.files import archive_of
from xlplan.workbook.master import NotAMaster, read_master


def set_setting(master: Path, **values: Value) -> None:
    read = read_master(master)
    store(read, settings_edits(read, values), at=AT)


def test_a_row_without_a_ref_is_told_about(tmp_path: Path):
    rows = plan_rows(2)
    rows[2] |= {"ref": None, "item_id": None}
    master = new_master(tmp_path, rows)
    issue_october(master)

    (tmp_path / "in").mkdir()
    found = consolidate(master, tmp_path / "in", at=AT).findings

    assert "S16" in [f.code for f in found]
    assert "S16" in [f.code for f in check([master], None).findings]


def test_an_item_typed_in_is_programmed_for_the_first_date_it_has(tmp_path: Path):
    rows = plan_rows(2)
    rows[2] |= {"item_id": None, "baseline_due": None}
    master = new_master(tmp_path, rows)

    issue_october(master)

    assert cell(master, "AM2", "baseline_due") == date(2014, 3, 31)


def test_an_override_needs_a_name_and_a_reason(tmp_path: Path):
    master = new_master(tmp_path, plan_rows(1))
    read = read_master(master)
    store(read, [set_cell(read.rows["item-0001"], "approved_rag", "Green")], at=AT)

    assert "R22" in [f.code for f in check([master], None).findings]


def test_a_rating_that_nobody_can_read_in_the_master_is_told_about(tmp_path: Path):
    master = new_master(tmp_path, plan_rows(1))
    read = read_master(master)
    store(read, [set_cell(read.rows["item-0001"], "approved_rag", "Greenish")], at=AT)

    (finding,) = [f for f in check([master], None).findings if f.code == "C14"]
    assert '"Greenish" cannot be used' in finding.message


@pytest.mark.parametrize(
    ("key", "typed", "told"),
    [
        ("stage", "finished", "Choose open or closed"),
        ("as_at", "soon", "Type it as a date"),
        ("period", "October", "Type it as 2013-10"),
        ("policy", "best", "Choose majority, worst"),
    ],
)
def test_a_setting_that_cannot_be_read_is_refused_with_what_to_type(
    tmp_path: Path, key: str, typed: str, told: str
):
    master = new_master(tmp_path, plan_rows(1))

    with pytest.raises(NotAMaster, match=told):
        set_setting(master, **{key: typed})


@pytest.mark.parametrize("typed", ["October", date(2013, 9, 1), None])
def test_a_month_of_history_that_cannot_be_read_is_refused_with_what_to_type(
    tmp_path: Path, typed: Value
):
    read = read_master(new_master(tmp_path, plan_rows(1)))

    with pytest.raises(NotAMaster, match=r"row \d+ of History has .* Type it as 2013-10, as text"):
        store(read, [append("history", {"period": typed, "item_id": "item-0001"})], at=AT)


def test_dates_of_settings_typed_as_text_are_read(tmp_path: Path):
    master = new_master(tmp_path, plan_rows(1))
    set_setting(master, deadline="8 December 2013", stage="Closed")

    settings = read_master(master).plan.settings

    assert settings.deadline == date(2013, 12, 8)
    assert settings.is_closed


def test_a_month_is_not_issued_with_dates_that_do_not_fit_it(tmp_path: Path):
    master = new_master(tmp_path, plan_rows(1))
    before = master.read_bytes()

    for wrong in (
        Month(OCTOBER.period, deadline=date(2001, 1, 1)),
        Month(OCTOBER.period, as_at=date(2020, 1, 1)),
    ):
        with pytest.raises(Refused, match="does not fit October 2013"):
            issue(master, tmp_path / "out", wrong, at=AT)

    assert master.read_bytes() == before
    assert not (tmp_path / "out").exists()


def test_nothing_is_written_while_the_master_is_open(tmp_path: Path):
    master = new_master(tmp_path, plan_rows(1))
    master.with_name(f"~${master.name}").write_bytes(b"\x07Officer" + b" " * 150)

    with pytest.raises(Refused, match="is open"):
        issue(master, tmp_path / "out", OCTOBER, at=AT)

    assert not (tmp_path / "out").exists()


def test_a_plan_without_owners_is_not_issued_to_nobody(tmp_path: Path):
    master = tmp_path / "plan.xlsx"
    start_blank(master, {"AM": "Assets"}, at=AT)

    with pytest.raises(Refused, match="nobody to issue to"):
        issue(master, tmp_path / "out", OCTOBER, at=AT)


@pytest.mark.parametrize("code", ["settings", "Findings", "manifest"])
def test_a_workstream_cannot_take_the_name_of_another_sheet(tmp_path: Path, code: str):
    with pytest.raises(Refused, match="name of a sheet"):
        start_blank(tmp_path / "plan.xlsx", {code: "Mine"}, at=AT)


def test_a_paper_is_not_compared_with_a_month_that_was_never_closed(tmp_path: Path):
    master = new_master(tmp_path, plan_rows(1))

    with pytest.raises(Refused, match="not a closed month"):
        report_cabinet(
            master, tmp_path / "papers", at=AT, choices=CabinetChoices(since=Period(2099, 1))
        )


STRICT = b"http://purl.oclc.org/ooxml/spreadsheetml/main"


@pytest.mark.parametrize("how", ["signed", "Strict", "password"])
def test_a_master_that_cannot_be_edited_safely_is_named_with_what_to_do_and_left(
    tmp_path: Path, how: str
):
    master = new_master(tmp_path, plan_rows(2))
    issue_october(master)
    (tmp_path / "in").mkdir()
    content: dict[str, str | bytes] = {**parts_of(master.read_bytes())}
    if how == "signed":
        content["_xmlsignatures/origin.sigs"] = b""
    for name, part in content.items() if how == "Strict" else ():
        content[name] = part.replace(MAIN.encode(), STRICT) if isinstance(part, bytes) else part
    locked = bytes.fromhex("D0CF11E0A1B11AE1") + "EncryptedPackage".encode("utf-16-le")
    before = locked if how == "password" else zipped(content)
    master.write_bytes(before)
    kept = sorted(path.name for path in archive_of(master).iterdir())

    for step in (lambda: consolidate(master, tmp_path / "in", at=AT), lambda: close(master, at=AT)):
        with pytest.raises(Refusal, match=rf"{master.name}.*{how}.*Excel"):
            step()
    assert master.read_bytes() == before
    assert sorted(path.name for path in archive_of(master).iterdir()) == kept
