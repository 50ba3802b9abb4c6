"""Undo, told as steps: back one, back two, and what the archive says of them."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from tests.cycle.months import AT, OCTOBER, answers, issue_october, new_master, plan_rows, send
from xlplan.cycle.closing import close
from xlplan.cycle.consolidating import consolidate
from xlplan.cycle.issuing import issue
from xlplan.cycle.storing import Refused, set_cell, store
from xlplan.cycle.undoing import list_writes, undo
from xlplan.workbook.files import archive_of, write_atomically
from xlplan.workbook.master import read_master


def a_month(folder: Path) -> tuple[Path, list[bytes]]:
    """A master after issue, consolidate and close; and its bytes before each and at the end."""
    master = new_master(folder, plan_rows(2))
    states = [master.read_bytes()]
    issued = issue_october(master)["Property Manager"]
    states.append(master.read_bytes())
    send(issued, folder / "in", answers(["AM1", "AM2"]))
    consolidate(master, folder / "in", at=AT + timedelta(hours=1))
    states.append(master.read_bytes())
    close(master, at=AT + timedelta(hours=2))
    states.append(master.read_bytes())
    return master, states


def type_into(master: Path, text: str) -> None:
    read = read_master(master)
    row = next(iter(read.rows.values()))
    store(read, [set_cell(row, "commentary", text)], at=AT)


def test_each_command_is_one_step_and_undo_goes_back_one_after_the_other(tmp_path: Path):
    master, states = a_month(tmp_path)
    told = []
    for before in reversed(states[:-1]):
        told.append(undo(master, at=AT))
        assert master.read_bytes() == before

    assert [done.line.why for done in told] == ["close", "consolidate", "issue"]
    assert [done.left for done in told] == [2, 1, 0]
    assert not any(done.was_edited for done in told)
    with pytest.raises(Refused, match="nothing to take back"):
        undo(master, at=AT)


def test_what_is_taken_back_is_kept(tmp_path: Path):
    master, states = a_month(tmp_path)

    done = undo(master, at=AT)

    assert done.kept.read_bytes() == states[-1]
    assert list_writes(master).problems == ()


def test_the_list_says_who_wrote_what_and_what_was_taken_back(tmp_path: Path):
    master, states = a_month(tmp_path)
    undo(master, at=AT)

    listed = list_writes(master)

    assert [(w.line.why, w.is_undone) for w in listed.writes] == [
        ("issue", False),
        ("consolidate", False),
        ("close", True),
    ]
    made = [w.line.made for w in listed.writes]
    assert [w.line.sha256 for w in listed.writes][1:] == made[:-1]
    assert len(states) == len(made) + 1


def test_after_an_undo_the_month_goes_on_and_can_be_undone_again(tmp_path: Path):
    master, states = a_month(tmp_path)
    undo(master, at=AT)
    undo(master, at=AT)
    consolidate(master, tmp_path / "in", at=AT + timedelta(hours=1))
    assert master.read_bytes() == states[2]

    undo(master, at=AT)
    assert master.read_bytes() == states[1]
    undo(master, at=AT)
    assert master.read_bytes() == states[0]
    issue(master, tmp_path / "again", OCTOBER, at=AT)
    assert master.read_bytes() == states[1]


def test_changes_typed_since_are_taken_back_said_and_kept(tmp_path: Path):
    master, states = a_month(tmp_path)
    other = tmp_path / "other"
    other.mkdir()
    typed = new_master(other, plan_rows(1)).read_bytes()
    write_atomically(master, typed)

    done = undo(master, at=AT)

    assert done.was_edited
    assert done.kept.read_bytes() == typed
    assert master.read_bytes() == states[2]


def test_a_write_that_was_broken_off_is_no_step(tmp_path: Path):
    master, states = a_month(tmp_path)
    # The line of the archive is written first, so a crash leaves it and the old master.
    type_into(master, "Written, and lost with the machine.")
    write_atomically(master, states[-1])

    assert undo(master, at=AT).line.why == "close"
    assert master.read_bytes() == states[2]
    assert undo(master, at=AT).line.why == "consolidate"


def test_a_spoilt_archive_is_noticed_and_nothing_is_put_back(tmp_path: Path):
    master, states = a_month(tmp_path)
    last = list_writes(master).writes[-1].line
    (archive_of(master) / last.path).write_bytes(b"spoilt")

    (problem,) = list_writes(master).problems
    assert "has changed since it was kept" in problem
    with pytest.raises(Refused, match="has changed there"):
        undo(master, at=AT)
    assert master.read_bytes() == states[-1]


def test_a_master_that_is_open_is_left_alone(tmp_path: Path):
    master, states = a_month(tmp_path)
    master.with_name(f"~${master.name}").write_bytes(b"\x02Jo")

    with pytest.raises(Refused, match="is open"):
        undo(master, at=AT)
    assert master.read_bytes() == states[-1]
    with pytest.raises(Refused, match="There is no"):
        undo(tmp_path / "nowhere.xlsx", at=AT)
