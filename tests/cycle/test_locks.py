"""What stands in a writer's way: another run, a read-only file, a full disk, a folder that went."""

from __future__ import annotations

import multiprocessing
import os
import resource
import signal
from dataclasses import replace
from datetime import timedelta
from multiprocessing.synchronize import Event
from pathlib import Path

import pytest
from filelock import FileLock

from tests.cycle.months import AT, answers, issue_october, new_master, plan_rows, send
from xlplan.cli import main
from xlplan.cycle.consolidating import consolidate
from xlplan.cycle.storing import MasterChanged, MasterOpen, ReadOnly, Refused, set_cell, store
from xlplan.cycle.undoing import undo
from xlplan.workbook.files import NotWritten, archive_of, kept_in, write_atomically
from xlplan.workbook.locks import MasterBusy, held
from xlplan.workbook.master import read_master

OWNER = "Property Manager"


@pytest.fixture
def month(tmp_path: Path) -> Path:
    """A master with a return waiting in the folder `in` beside it."""
    master = new_master(tmp_path, plan_rows(2))
    send(issue_october(master)[OWNER], tmp_path / "in", answers(["AM1", "AM2"]))
    return master


def _hold(master: Path, is_held: Event) -> None:
    with held(master, why="consolidate", at=AT):
        is_held.set()
        signal.pause()


def test_a_second_run_says_who_is_at_work_and_a_lock_ends_with_its_process(month: Path):
    fresh = multiprocessing.get_context("fork")
    is_held = fresh.Event()
    other = fresh.Process(target=_hold, args=(month, is_held))
    other.start()
    assert is_held.wait(20)
    before = month.read_bytes()

    with pytest.raises(MasterBusy, match=r"consolidate, started 01/11/2013 09:30:00 by .* on "):
        consolidate(month, month.parent / "in", at=AT)
    with pytest.raises(MasterBusy):
        undo(month, at=AT)
    assert month.read_bytes() == before
    assert consolidate(month, month.parent / "in", at=AT, is_dry_run=True).is_dry_run

    assert other.pid is not None
    os.kill(other.pid, signal.SIGKILL)
    other.join()
    assert consolidate(month, month.parent / "in", at=AT).changed == 4


def test_what_a_killed_run_left_half_written_is_cleared_away(month: Path):
    archive = archive_of(month)
    (archive / "returns").mkdir(exist_ok=True)
    left = [month.with_name(".master.x1.part"), archive / "returns" / ".3f.x2.part"]
    others = [month.with_name(".other.x3.part"), month.parent / "in" / ".master.x4.part"]
    for path in (*left, *others):
        path.write_bytes(b"half")

    with held(month, why="consolidate", at=AT):
        assert [path.exists() for path in (*left, *others)] == [False, False, True, True]


@pytest.mark.parametrize("said", ["", None], ids=["blank", "gone"])
def test_a_run_that_does_not_say_who_it_is_holds_a_master_too(month: Path, said: str | None):
    holder = archive_of(month) / ".lock-holder"
    with held(month, why="consolidate", at=AT):
        assert holder.read_text(encoding="utf-8").startswith("consolidate, started 01/11/2013 ")
        holder.write_text(said, encoding="utf-8") if said is not None else holder.unlink()
        second = held(month, why="close", at=AT)
        with pytest.raises(MasterBusy, match="it does not say which"), second:
            pytest.fail("held twice")


def test_a_share_without_locks_is_worked_on_all_the_same(
    month: Path, monkeypatch: pytest.MonkeyPatch
):
    def fails(*_: object) -> None:
        raise NotImplementedError

    monkeypatch.setattr(FileLock, "acquire", fails)

    assert consolidate(month, month.parent / "in", at=AT).changed > 0


def test_a_master_that_would_read_back_otherwise_is_not_written(month: Path):
    read, before = read_master(month), month.read_bytes()
    item = read.plan.items[0]
    kept = kept_in(archive_of(month))
    edits = [set_cell(read.rows[item.item_id], "commentary", "Nobody worked this out.")]

    with pytest.raises(Refused, match=r"master\.xlsx would read back otherwise"):
        store(read, edits, at=AT, expected=read.plan)

    assert month.read_bytes() == before
    assert kept_in(archive_of(month)) == kept
    said = replace(item, commentary="Nobody worked this out.")
    store(read, edits, at=AT, expected=replace(read.plan, items=(said, *read.plan.items[1:])))
    assert month.read_bytes() != before


def test_a_read_only_master_is_refused_even_to_an_administrator(month: Path):
    month.chmod(0o444)
    before = month.read_bytes()

    with pytest.raises(ReadOnly, match=r"master.xlsx is read-only"):
        consolidate(month, month.parent / "in", at=AT)

    assert month.read_bytes() == before
    assert not list(archive_of(month).glob("returns/*"))


def test_the_one_who_has_the_master_open_is_named(month: Path):
    month.with_name(f"~${month.name}").write_bytes(b"\x07Officer" + b" " * 150)

    with pytest.raises(MasterOpen, match=r"is open by Officer. Close it there, or delete ~\$"):
        consolidate(month, month.parent / "in", at=AT)


def test_a_master_that_was_opened_meanwhile_is_not_overwritten(month: Path):
    read, before = read_master(month), month.read_bytes()
    month.with_name(f"~${month.name}").write_bytes(b"\x07Officer" + b" " * 150)

    with pytest.raises(MasterOpen):
        store(read, [set_cell(read.rows["item-0001"], "delegate", "Head of Planning")], at=AT)

    assert month.read_bytes() == before


def test_a_master_saved_by_somebody_in_between_is_not_overwritten(month: Path):
    read = read_master(month)
    row = read.rows["item-0001"]
    store(read, [set_cell(row, "delegate", "Head of Planning")], at=AT)
    saved = month.read_bytes()

    with pytest.raises(MasterChanged, match="saved by somebody else"):
        store(read, [set_cell(row, "delegate", "Somebody")], at=AT)

    assert month.read_bytes() == saved


def _consolidate_with_room_for(room: int, master: Path) -> None:
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))
    try:
        consolidate(master, master.parent / "in", at=AT)
    except NotWritten as refusal:
        os._exit(7 if "no room left on the disk" in str(refusal) else 8)
    os._exit(0)


def test_a_full_disk_leaves_the_old_master_and_the_next_run_carries_on(month: Path):
    before = month.read_bytes()
    fresh = multiprocessing.get_context("fork")
    other = fresh.Process(target=_consolidate_with_room_for, args=(9_000, month))
    other.start()
    other.join()

    assert other.exitcode == 7
    assert month.read_bytes() == before
    assert consolidate(month, month.parent / "in", at=AT).changed == 4
    assert not list(month.parent.glob(".*.part"))


def test_a_folder_that_is_gone_is_said_in_a_sentence(
    month: Path, capsys: pytest.CaptureFixture[str]
):
    assert main(["consolidate", str(month), str(month.parent / "gone")]) == 2
    assert "There is no" in capsys.readouterr().err
    (month.parent / "papers").write_text("a file where a folder was")
    with pytest.raises(NotWritten, match="there is no folder"):
        write_atomically(month.parent / "papers" / "paper.docx", b"x")


def test_a_master_that_is_not_there_makes_no_archive(tmp_path: Path):
    with pytest.raises(Refused, match="There is no"):
        consolidate(tmp_path / "nowhere.xlsx", None, at=AT + timedelta(days=1))
    assert list(tmp_path.iterdir()) == []
