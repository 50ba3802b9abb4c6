"""A network share that is slow, or gone for a moment, costs time and is told; it tears nothing."""

import errno
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.campaigns import kills
from tests.cycle.months import AT
from xlplan.cli import main
from xlplan.cycle.consolidating import consolidate
from xlplan.workbook import patience
from xlplan.workbook.files import NotWritten, archive_of, verify, write_atomically
from xlplan.workbook.guard import Limits, WorkbookRefused, read_file
from xlplan.workbook.patience import patiently, telling


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same number of tries, without the wait."""
    monkeypatch.setattr(patience, "WAITS", (0.001,) * 5)
    monkeypatch.setattr(patience, "SLOW", 0.05)


class Share:
    """A step that fails so many times before it works."""

    def __init__(self, times: int, number: int = errno.ETIMEDOUT) -> None:
        self.left, self.number, self.tries = times, number, 0

    def __call__(self) -> str:
        self.tries += 1
        if self.tries <= self.left:
            raise OSError(self.number, os.strerror(self.number))
        return "done"


@pytest.mark.usefixtures("hasty")
def test_what_fails_for_a_moment_is_tried_again_and_told(tmp_path: Path):
    said: list[str] = []
    share = Share(3)
    with telling(said.append):
        assert patiently(share, tmp_path / "Plan.xlsx") == "done"
    assert share.tries == 4
    assert len(said) == 3
    assert "Plan.xlsx: Connection timed out. Trying again in" in said[0]


@pytest.mark.usefixtures("hasty")
@pytest.mark.parametrize(
    ("number", "tries"), [(errno.ETIMEDOUT, 6), (errno.ENOSPC, 1), (errno.EACCES, 1)]
)
def test_what_does_not_pass_is_given_up(tmp_path: Path, number: int, tries: int):
    share = Share(99, number)
    with pytest.raises(OSError, match=os.strerror(number)):
        patiently(share, tmp_path)
    assert share.tries == tries


@pytest.mark.usefixtures("hasty")
def test_a_slow_step_is_told_while_it_lasts(tmp_path: Path):
    said: list[str] = []
    with telling(said.append):
        assert patiently(lambda: time.sleep(0.3), tmp_path / "Plan.xlsx") is None
        patiently(lambda: None, tmp_path / "quick.xlsx")
    assert len(said) == 1
    assert "Still waiting for" in said[0] and "Plan.xlsx" in said[0]


def share_failing(at: Callable[[int], bool], number: int = errno.ETIMEDOUT) -> None:
    """Have this process's disk fail in front of those changes for which `at` says so."""

    def harm(change: int) -> None:
        if at(change):
            raise OSError(number, os.strerror(number))

    kills._watch(harm)


def hurry() -> None:
    patience.WAITS, patience.SLOW = (0.001,) * 5, 0.01


def judged(month: kills.Month, master: Path, end: int) -> kills.Tally:
    tally = kills.Tally()
    kills._judge(month, master, tally, end)
    return tally


def test_a_share_that_fails_once_at_any_change_is_waited_for(tmp_path: Path):
    month = kills.prepare(tmp_path, rows=2)
    for number in range(1, month.changes + 1, 4):
        master = kills._copy(month.folder, tmp_path / "run")

        def run(master: Path = master, number: int = number) -> None:
            hurry()
            share_failing(lambda change: change == number)
            kills._run(master)

        end = kills._wait(kills._fork(run))

        tally = judged(month, master, end)
        assert (tally.torn, tally.broken, tally.differing) == (0, 0, 0), (number, tally)
        assert (end, tally.new) == (0, 1), (number, tally)


def test_a_share_that_stays_away_leaves_the_old_master_or_the_new(tmp_path: Path):
    month = kills.prepare(tmp_path, rows=2)
    ends = set()
    for number in range(1, month.changes + 1, 9):
        master = kills._copy(month.folder, tmp_path / "run")

        def run(master: Path = master, number: int = number) -> None:
            hurry()
            share_failing(lambda change: change >= number)
            kills._run(master)

        end = kills._wait(kills._fork(run))

        tally = judged(month, master, end)
        assert (tally.torn, tally.broken, tally.differing) == (0, 0, 0), (number, tally)
        ends.add(end)
    assert kills._REFUSED in ends


def test_a_slow_share_gives_the_same_master(tmp_path: Path):
    month = kills.prepare(tmp_path, rows=2)
    master = kills._copy(month.folder, tmp_path / "run")
    reader, writer = os.pipe()

    def tell(text: str) -> None:
        os.write(writer, text.encode())

    def run() -> None:
        hurry()
        kills._watch(lambda change: time.sleep(0.02))
        with telling(tell):
            consolidate(master, master.parent / "in", at=AT)

    assert kills._wait(kills._fork(run)) == 0
    assert master.read_bytes() == month.new
    assert verify(archive_of(master)) == ()
    assert b"Still waiting for" in os.read(reader, 1000)


@pytest.mark.usefixtures("hasty")
def test_a_share_that_stays_away_is_told_in_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    away = Share(99)

    def refuse(*_: object, **__: object) -> None:
        away()

    path = tmp_path / "Plan.xlsx"
    path.write_bytes(b"old")
    with monkeypatch.context() as share:
        share.setattr("xlplan.workbook.files.os.fsync", refuse)
        with pytest.raises(NotWritten, match=r"does not answer .* It is as it was"):
            write_atomically(path, b"new")
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]
    with monkeypatch.context() as share:
        share.setattr(Path, "open", refuse)
        with pytest.raises(WorkbookRefused, match="does not answer"):
            read_file(path, file="Plan.xlsx", limits=Limits())
        capsys.readouterr()
        assert main(["rollup", str(path)]) == 2
    said = capsys.readouterr().err
    assert "Trying again in" in said
    assert "the disk or share that it is on does not answer" in said
    assert "Traceback" not in said and sys.exc_info() == (None, None, None)
