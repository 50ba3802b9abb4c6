"""Suspension and deletion: proposed by an owner, decided by a body, applied, and traceable."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from tests.cycle.months import AT, answers, issue_october, new_master, plan_rows, send
from tests.support.papers import part, parts_of_docx
from xlplan.cycle.closing import close
from xlplan.cycle.consolidating import Consolidated, consolidate
from xlplan.cycle.issuing import Month, issue
from xlplan.cycle.plan_papers import report_plan
from xlplan.cycle.rolling import roll_forward
from xlplan.cycle.storing import append, set_cell, store
from xlplan.history import compare_periods
from xlplan.model import Decision, Item, Period, Status
from xlplan.typed import Value
from xlplan.workbook.master import Master, read_master
from xlplan.workbook.officer import Answers, fill_in
from xlplan.workbook.reader import SheetRow

OWNER = "Property Manager"
MINUTE = "Cabinet 27/11/2013 minute 82"
DONE: dict[str, Value] = {
    "status": "Complete",
    "completed_on": date(2013, 10, 4),
    "evidence": "Deed of 4 October",
}


@pytest.fixture
def master(tmp_path: Path) -> Path:
    return new_master(tmp_path, plan_rows(4))


def returned(master: Path, **proposed: str) -> Consolidated:
    """October comes back: AM1 is done, and the owner proposes a change to some rows."""
    one = issue_october(master)[OWNER]
    said = answers([f"AM{n}" for n in range(1, 5)])
    said |= {("AM1", name): value for name, value in DONE.items()}
    for ref, change in proposed.items():
        said |= {(ref, "proposed_change"): change, (ref, "change_reason"): f"{ref} is over."}
    send(one, master.parent / "in", said)
    return run(master)


def run(master: Path, hours: int = 1) -> Consolidated:
    return consolidate(master, master.parent / "in", at=AT + timedelta(hours=hours))


def requests(master: Path) -> tuple[SheetRow, ...]:
    return read_master(master).table_rows("requests")


def decide(master: Path, decision: str = "Accept", *, row: int = 0) -> Consolidated:
    read = read_master(master)
    line = read.table_rows("requests")[row]
    said = {"decision": decision, "decision_ref": MINUTE}
    store(read, [set_cell(line, key, text) for key, text in said.items()], at=AT)
    return run(master, 2)


def items(master: Path | Master) -> dict[str, Item]:
    read = read_master(master) if isinstance(master, Path) else master
    return {i.ref: i for i in read.plan.items}


def decisions(master: Path) -> tuple[Decision, ...]:
    return read_master(master).plan.registers.decisions


def test_a_suspension_goes_from_the_owner_to_cabinet_to_the_item(master: Path):
    returned(master, AM2="Suspend")
    (asked,) = requests(master)
    assert [asked.text(k) for k in ("ref", "field", "was", "wanted", "reason", "owner")] == [
        "AM2", "Proposed change", "In progress, Green", "Suspend", "AM2 is over.", OWNER,
    ]  # fmt: skip
    assert items(master)["AM2"].status is Status.IN_PROGRESS

    decide(master)

    item = items(master)["AM2"]
    assert (item.status, item.decision_ref, item.proposed_change) == (
        Status.SUSPENDED,
        MINUTE,
        "",
    )
    (decision,) = decisions(master)
    assert (decision.body, decision.day, decision.minute) == ("", date(2013, 11, 27), MINUTE)
    assert (decision.text, decision.items, decision.where) == (
        "Accepted: Suspend AM2.",
        "AM2",
        "AM2 suspended",
    )
    assert decision.requests == asked.text("request_id")
    assert requests(master)[0].text("state") == "Applied"
    told = {
        (r.text("field"), r.text("now"), r.text("by"))
        for r in read_master(master).table_rows("changes")
        if r.text("ref") == "AM2"
    }
    assert ("Status", "Suspended", MINUTE) in told
    word, _ = report_plan(master, master.parent / "papers", at=AT)[0].paths
    said = part(parts_of_docx(word.read_bytes()), "AM Asset management").rows[2][1]
    assert said == f"Asset 2\nSuspended, by {MINUTE}."


def test_work_that_is_done_and_well_is_deleted_and_its_ref_is_never_used_again(master: Path):
    done = returned(master, AM1="Delete")
    assert not [f for f in done.findings if f.code == "M11"]
    assert requests(master)[0].text("was") == "Complete, Green"

    after = decide(master)

    assert set(items(master)) == {"AM2", "AM3", "AM4"}
    (decision,) = decisions(master)
    assert (decision.text, decision.items, decision.where, decision.applied) == (
        "Accepted: Delete AM1.",
        "AM1",
        "AM1 deleted",
        "Yes",
    )
    (line,) = [r for r in read_master(master).table_rows("changes") if r.text("field") == "Delete"]
    assert (line.text("ref"), line.text("was"), line.text("by")) == ("AM1", "Asset 1", MINUTE)
    assert sorted(after.account.rows_unchanged + after.account.rows_merged) == [
        "AM1", "AM2", "AM3", "AM4",
    ]  # fmt: skip
    assert not [f for f in after.findings if f.code in ("M02", "M04")]
    store(read_master(master), [append("requests", {
        "field": "New item", "wanted": "Item: Again\nWorkstream: AM", "ref": "AM1",
        "decision": "Accept",
    })], at=AT)  # fmt: skip
    again = run(master, 4)
    assert [f for f in again.findings if f.code == "M02" and "AM1" in f.message]


def test_a_deletion_is_made_once_and_history_tells_it_with_its_reason(master: Path):
    returned(master, AM1="Delete")
    decide(master)
    once = master.read_bytes()
    run(master, 3)
    assert master.read_bytes() == once

    close(master, at=AT + timedelta(hours=4))
    compared = compare_periods(read_master(master).plan, Period(2013, 10))
    assert compared.account.in_words()
    issued = issue(
        master, master.parent / "nov", Month(Period(2013, 11)), at=AT + timedelta(days=30)
    )
    assert [one.rows for one in issued.returns] == [3]
    rolled = read_master(master)
    assert "AM1" not in items(rolled)


def test_a_deletion_of_work_that_is_not_done_is_told_to_those_who_decide(master: Path):
    done = returned(master, AM3="Delete")

    (told,) = [f for f in done.findings if f.code == "M11"]
    assert told.message.startswith("AM3 is to be deleted, and it is In progress and Green.")
    assert told.at and told.at.sheet == "Requests"
    assert "AM3" in items(master)


def test_what_is_refused_leaves_the_item_and_takes_the_proposal_off_it(master: Path):
    returned(master, AM1="Delete")

    decide(master, "Refuse")

    assert items(master)["AM1"].proposed_change == ""
    assert decisions(master)[0].text == "Refused: Delete AM1."
    close(master, at=AT + timedelta(hours=3))
    rolled = roll_forward(master, master.parent / "next.xlsx", at=AT + timedelta(hours=4))
    assert ("AM1", "complete") in rolled.left


def test_a_proposal_that_its_owner_takes_back_is_withdrawn(master: Path):
    returned(master, AM2="Suspend")
    one = master.parent / "issued" / "2013-10 Property Manager.xlsx"
    again = answers([f"AM{n}" for n in range(1, 5)])
    data = fill_in(one.read_bytes(), Answers(again), at=AT)
    (master.parent / "in" / one.name).write_bytes(data)
    run(master, 2)
    assert requests(master)[0].text("state") == "Withdrawn"


def test_the_team_may_type_a_suspension_with_the_ref_alone(master: Path):
    issue_october(master)
    typed: dict[str, Value] = {
        "ref": "AM4",
        "field": "Suspend",
        "reason": "The Board put it off.",
        "decision": "Accept",
        "decision_ref": "Board 5/11/2013",
    }
    store(read_master(master), [append("requests", typed)], at=AT)

    consolidate(master, None, at=AT)

    assert items(master)["AM4"].status is Status.SUSPENDED
    assert decisions(master)[0].items == "AM4"


def test_what_a_run_decides_is_not_undone_by_a_return_of_the_same_run(master: Path):
    issued = issue_october(master)[OWNER]
    typed: dict[str, Value] = {"ref": "AM4", "field": "Suspend", "decision": "Accept"}
    store(read_master(master), [append("requests", typed | {"decision_ref": MINUTE})], at=AT)
    send(issued, master.parent / "in", answers(["AM4"], status="Not started"))

    done = run(master)

    assert items(master)["AM4"].status is Status.SUSPENDED
    (told,) = [f for f in done.findings if f.code == "F07"]
    assert (told.ref, done.account.conflicts) == ("AM4", (f"AM4 {told.at}",))


def test_an_item_takes_its_sub_items_with_it(tmp_path: Path):
    rows = plan_rows(2)
    rows.append({**rows[1], "item_id": "item-part", "ref": "AM1.1", "level": "Sub-item"})
    rows[-1]["parent"] = "AM1"
    master = new_master(tmp_path, rows)
    issue_october(master)
    typed: dict[str, Value] = {
        "ref": "AM1",
        "field": "Delete",
        "decision": "Accept",
        "decision_ref": MINUTE,
    }
    read = read_master(master)
    rated = set_cell(read.rows[read.plan.items[0].item_id], "rag", "Red")
    store(read, [append("requests", typed), rated], at=AT)

    consolidate(master, None, at=AT)

    assert set(items(master)) == {"AM2"}
    assert read_master(master).refless == ()
    gone = [r.text("ref") for r in read_master(master).table_rows("changes")]
    assert gone == ["AM1", "AM1.1"]
