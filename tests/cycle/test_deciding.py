"""Decisions of the meeting come back: applied once, recorded, and traceable both ways."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from tests.cycle.months import AT, answers, cell, issue_october, new_master, plan_rows, send
from xlplan.cycle.consolidating import consolidate
from xlplan.cycle.storing import append, set_cell, store
from xlplan.model import Decision, Period
from xlplan.typed import Value
from xlplan.workbook.master import read_master

OWNER = "Property Manager"


def asked(folder: Path, *refs: str) -> Path:
    """A master in which the owner asks for a later date for each ref."""
    master = new_master(folder, plan_rows(3))
    issued = issue_october(master)[OWNER]
    send(issued, folder / "in", answers(["AM1", "AM2", "AM3"]) | {
        (ref, "due"): "2014-09-30" for ref in refs
    })  # fmt: skip
    consolidate(master, folder / "in", at=AT)
    return master


def answer(master: Path, *said: str, ref: str = "") -> None:
    read = read_master(master)
    rows = read.table_rows("requests")
    edits = [set_cell(r, "decision", s) for r, s in zip(rows, said, strict=True)]
    edits += [set_cell(r, "decision_ref", ref) for r in rows if ref]
    store(read, edits, at=AT)


def meeting(master: Path, body: str, day: date) -> None:
    values: dict[str, Value] = {
        "period": "2013-10",
        "report": "Exceptions",
        "body": body,
        "day": day,
    }
    store(read_master(master), [append("calendar", values)], at=AT)


def decisions(master: Path) -> tuple[Decision, ...]:
    return read_master(master).plan.registers.decisions


def test_what_cmt_accepts_and_refuses_is_one_decision_with_its_requests(tmp_path: Path):
    master = asked(tmp_path, "AM1", "AM2")
    meeting(master, "CMT", date(2013, 11, 12))
    answer(master, "Accept", "Refuse")

    consolidate(master, None, at=AT)

    requests = [r.text("request_id") for r in read_master(master).table_rows("requests")]
    assert decisions(master) == (
        Decision(
            ref="2013-10/1",
            body="CMT",
            day=date(2013, 11, 12),
            minute="",
            text="Accepted: AM1 Due date to 30/09/2014. Refused: AM2 Due date to 30/09/2014.",
            items="AM1; AM2",
            requests="; ".join(requests),
            applied="Yes",
            where="AM1 Due date",
        ),
    )


def test_the_row_the_request_and_the_moved_date_name_the_decision(tmp_path: Path):
    master = asked(tmp_path, "AM1", "AM2")
    answer(master, "Accept", "Refuse", ref="CMT 12/11/2013 minute 7")

    consolidate(master, None, at=AT)

    read = read_master(master)
    (moved,) = read.plan.registers.date_changes
    (decided,) = decisions(master)
    assert (decided.minute, decided.day) == ("CMT 12/11/2013 minute 7", date(2013, 11, 12))
    assert cell(read, "AM1", "decision_ref") == moved.approval == decided.ref
    assert cell(read, "AM2", "decision_ref") is None
    assert [r.text("decision_ref") for r in read.table_rows("requests")] == [decided.ref] * 2
    changes = [r for r in read.table_rows("changes") if r.text("field") == "Decision ref"]
    assert [(r.text("ref"), r.text("now")) for r in changes] == [("AM1", decided.ref)]


def test_a_decision_that_the_team_minuted_keeps_its_words_and_gains_the_request(tmp_path: Path):
    master = asked(tmp_path, "AM1")
    minuted = {"ref": "CMT 7", "body": "CMT", "text": "As minuted.", "items": "AM9"}
    store(read_master(master), [append("decisions", minuted)], at=AT)
    answer(master, "Accept", ref="CMT 7")

    consolidate(master, None, at=AT)

    (decided,) = decisions(master)
    assert (decided.text, decided.items, decided.applied) == ("As minuted.", "AM9; AM1", "Yes")
    assert len(decided.requests) == 8


def test_a_second_run_decides_nothing_again_and_a_later_meeting_is_its_own(tmp_path: Path):
    master = asked(tmp_path, "AM1", "AM2")
    answer(master, "Accept", "")
    consolidate(master, None, at=AT)
    once = master.read_bytes()

    consolidate(master, None, at=AT)

    assert master.read_bytes() == once
    answer(master, "Accept", "Refuse")
    consolidate(master, None, at=AT)
    assert [(d.ref, d.items) for d in decisions(master)] == [
        ("2013-10/1", "AM1"),
        ("2013-10/2", "AM2"),
    ]
    assert read_master(master).plan.registers.date_changes[0].period == Period(2013, 10)
