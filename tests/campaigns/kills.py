"""Consolidation cut off at any moment: killed, or on a disk that fails at any write.

Run it whole with `python -m tests.campaigns.kills --kills 240`; a part of it is a test.
"""

from __future__ import annotations

import argparse
import errno
import os
import random
import resource
import shutil
import signal
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.cycle.months import AT, answers, issue_october, new_master, plan_rows, send
from xlplan.cycle.consolidating import consolidate
from xlplan.model import Refusal
from xlplan.workbook.files import archive_of, verify

SEED = 20131031
_OPENED_TO_WRITE = os.O_WRONLY | os.O_RDWR
_CHANGES = ("os.rename", "os.mkdir", "os.remove", "os.chmod", "tempfile.mkstemp")
_REFUSED, _BROKE = 7, 9
# Seconds: a change on the disk and the next few.
_SOON = 0.03

Harm = Callable[[], None]


@dataclass(frozen=True)
class Month:
    """A month with returns waiting, and its master before and after an undisturbed run."""

    folder: Path
    old: bytes
    new: bytes
    seconds: float
    changes: int


@dataclass
class Tally:
    """What a campaign saw."""

    runs: int = 0
    old: int = 0
    new: int = 0
    refused: int = 0
    torn: int = 0
    differing: int = 0
    broken: int = 0

    @property
    def is_clean(self) -> bool:
        """Whether no run left a torn master, a traceback or another end than undisturbed."""
        return not (self.torn or self.differing or self.broken)


def prepare(folder: Path, rows: int = 6) -> Month:
    """Make the month, and run it once undisturbed on a copy."""
    start = folder / "start"
    start.mkdir()
    master = new_master(start, plan_rows(rows))
    refs = [f"AM{n}" for n in range(1, rows + 1)]
    said = answers(refs, forecast="soon", rag="Amber") | {("AM1", "due"): "2014-09-30"}
    send(issue_october(master)["Property Manager"], start / "in", said)
    (start / "in" / "notes.txt").write_text("not a return")
    trial = _copy(start, folder / "trial")
    reader, writer = os.pipe()

    def count() -> None:
        seen = _watch(lambda number: None)
        consolidate(trial, trial.parent / "in", at=AT)
        os.write(writer, str(seen[0]).encode())

    began = time.perf_counter()
    _wait(_fork(count))
    seconds = time.perf_counter() - began
    changes = int(os.read(reader, 20))
    return Month(start, master.read_bytes(), trial.read_bytes(), seconds, changes)


def kill_at_random(month: Month, folder: Path, number: int, tally: Tally) -> None:
    """Kill a run with SIGKILL after a random part of its time, so many times over."""
    chance = random.Random(SEED)
    for _ in range(number):
        master = _copy(month.folder, folder / "run")
        child = _fork(lambda master=master: _run(master))  # type: ignore[misc]
        time.sleep(chance.uniform(0, month.seconds * 1.05))
        os.kill(child, signal.SIGKILL)
        _wait(child)
        _judge(month, master, tally, end=0)


def kill_soon_after_a_change(month: Month, folder: Path, number: int, tally: Tally) -> None:
    """Kill a run at a random moment soon after a random change on the disk, so many times over.

    A run works for long before it writes; these kills fall while it does.
    """
    chance = random.Random(SEED + 2)
    for _ in range(number):
        master = _copy(month.folder, folder / "run")
        after, delay = chance.randint(1, month.changes), chance.uniform(0, _SOON)

        def harm(change: int, after: int = after, delay: float = delay) -> None:
            if change == after:
                threading.Timer(delay, os.kill, (os.getpid(), signal.SIGKILL)).start()

        def run(master: Path = master, harm: Callable[[int], None] = harm) -> None:
            _watch(harm)
            _run(master)

        _wait(_fork(run))
        _judge(month, master, tally, end=0)


def kill_at_each_change(month: Month, folder: Path, tally: Tally, step: int = 1) -> None:
    """Kill a run in front of each change that it makes on the disk."""

    def harm(number: int) -> Callable[[int], None]:
        def at(change: int) -> None:
            if change == number:
                os.kill(os.getpid(), signal.SIGKILL)

        return at

    _at_each_change(month, folder, tally, step, harm)


def fail_at_each_change(month: Month, folder: Path, tally: Tally, step: int = 1) -> None:
    """Have the disk fail at each change, and at every one after it."""

    def harm(number: int) -> Callable[[int], None]:
        def at(change: int) -> None:
            if change >= number:
                raise OSError(errno.ENOSPC, "No space left on device")

        return at

    _at_each_change(month, folder, tally, step, harm)


def fill_the_disk(month: Month, folder: Path, number: int, tally: Tally) -> None:
    """Have every file end at a random size, so that the disk is full in the midst of a write."""
    chance = random.Random(SEED + 1)
    for _ in range(number):
        master = _copy(month.folder, folder / "run")
        room = chance.randrange(1, len(month.new) + 2_000)

        def run(master: Path = master, room: int = room) -> None:
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))
            _run(master)

        _judge(month, master, tally, _wait(_fork(run)))


def _at_each_change(
    month: Month,
    folder: Path,
    tally: Tally,
    step: int,
    harm: Callable[[int], Callable[[int], None]],
) -> None:
    for number in range(month.changes, 0, -step):
        master = _copy(month.folder, folder / "run")

        def run(master: Path = master, number: int = number) -> None:
            _watch(harm(number))
            _run(master)

        _judge(month, master, tally, _wait(_fork(run)))


def _watch(at: Callable[[int], None]) -> list[int]:
    """Call back in front of each change that this process makes on the disk, by its number."""
    seen = [0]

    def hook(event: str, arguments: tuple[object, ...]) -> None:
        if event in _CHANGES or (event == "open" and _writes(arguments)):
            seen[0] += 1
            at(seen[0])

    sys.addaudithook(hook)
    return seen


def _writes(arguments: tuple[object, ...]) -> bool:
    flags = arguments[2]
    return isinstance(flags, int) and bool(flags & _OPENED_TO_WRITE)


def _run(master: Path) -> None:
    consolidate(master, master.parent / "in", at=AT)


def _fork(run: Harm) -> int:
    child = os.fork()
    if child:
        return child
    try:
        run()
    except Refusal:
        os._exit(_REFUSED)
    except BaseException as problem:
        os.write(2, f"{type(problem).__name__}: {problem}\n".encode())
        os._exit(_BROKE)
    os._exit(0)


def _wait(child: int) -> int:
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status)


def _judge(month: Month, master: Path, tally: Tally, end: int) -> None:
    """Look at what is left, run again undisturbed, and look again."""
    now = master.read_bytes()
    tally.runs += 1
    tally.old += now == month.old
    tally.new += now == month.new
    tally.torn += now not in (month.old, month.new) or bool(verify(archive_of(master)))
    tally.refused += end == _REFUSED
    tally.broken += end == _BROKE
    consolidate(master, master.parent / "in", at=AT)
    left = [path for path in master.parent.rglob("*.part")]
    is_same = master.read_bytes() == month.new and not left and not verify(archive_of(master))
    tally.differing += not is_same


def _copy(start: Path, to: Path) -> Path:
    shutil.rmtree(to, ignore_errors=True)
    shutil.copytree(start, to)
    return to / "master.xlsx"


def main() -> int:
    """Run every campaign and print what was seen; 1 when anything was lost."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=240, help="kills at random moments (240)")
    kills = parser.parse_args().kills
    is_clean = True
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        month = prepare(folder)
        campaigns: dict[str, Callable[[Tally], None]] = {
            "killed at random": lambda tally: kill_at_random(month, folder, kills, tally),
            "killed soon after a change": lambda tally: kill_soon_after_a_change(
                month, folder, kills, tally
            ),
            "killed at each change": lambda tally: kill_at_each_change(month, folder, tally),
            "disk fails at each change": lambda tally: fail_at_each_change(month, folder, tally),
            "disk full in a write": lambda tally: fill_the_disk(month, folder, 60, tally),
        }
        print(f"{'':28}runs   old   new  refused  torn  re-run differs  traceback")
        for name, run in campaigns.items():
            tally = Tally()
            run(tally)
            is_clean = is_clean and tally.is_clean
            print(
                f"{name:28}{tally.runs:4}{tally.old:6}{tally.new:6}{tally.refused:9}"
                f"{tally.torn:6}{tally.differing:16}{tally.broken:11}"
            )
    return 0 if is_clean else 1


if __name__ == "__main__":
    sys.exit(main())
