"""A command that is stopped or killed with its workers at work: nothing of it stays behind."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest

from tests.cycle.months import answers, issue_october, new_master, plan_rows, send
from xlplan.typed import Value

OWNERS, COPIES = 12, 15


@pytest.fixture(scope="module")
def month(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a master and many returns."""
    start = tmp_path_factory.mktemp("start")
    rows: list[dict[str, Value]] = plan_rows(OWNERS)
    for number, row in enumerate(rows[1:], 1):
        row["owner"] = f"Head of Service {number}"
    for number, one in enumerate(issue_october(new_master(start, rows)).values(), 1):
        send(one, start / "in", answers([f"AM{number}"], forecast="soon"))
    # Sent so often that the workers are still at work when somebody has seen them.
    for path in sorted((start / "in").iterdir()):
        for again in range(COPIES):
            copy = shutil.copy(path, path.with_stem(f"{path.stem} {again}"))
            with ZipFile(copy, "a") as book:
                book.comment = str(again).encode()
    return start


def begun(folder: Path, **options: Any) -> subprocess.Popen[str]:
    """Start a consolidation, in a group of processes of its own as a terminal does."""
    command = [sys.executable, "-m", "xlplan", "consolidate", "master.xlsx", "in"]
    return subprocess.Popen(
        [*command, "--workers", "2"],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[1])},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        **options,
    )


def group_of(leader: int) -> list[int]:
    """Return the processes of a group that live, its leader left out."""
    found = []
    for place in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, _, group = place.read_text().rpartition(")")[2].split()[:3]
        except OSError:
            continue
        if int(group) == leader and state != "Z":
            found.append(int(place.parent.name))
    return [number for number in found if number != leader]


def within(seconds: float, wanted: Any) -> bool:
    until = time.monotonic() + seconds
    while not wanted() and time.monotonic() < until:
        time.sleep(0.02)
    return bool(wanted())


@pytest.mark.parametrize(
    ("number", "is_group"),
    [(signal.SIGINT, True), (signal.SIGTERM, False), (signal.SIGKILL, False)],
    ids=["Ctrl-C", "an end asked for", "a kill"],
)
@pytest.mark.slow  # starts a command with two workers
def test_a_command_that_ends_early_leaves_no_worker_and_no_half_of_a_file(
    month: Path, tmp_path: Path, number: signal.Signals, is_group: bool
):
    folder = tmp_path / "run"
    shutil.copytree(month, folder)
    old = (folder / "master.xlsx").read_bytes()
    process = begun(folder)
    assert within(30, lambda: len(group_of(process.pid)) == 2)

    (os.killpg if is_group else os.kill)(process.pid, number)
    process.wait(30)

    assert within(10, lambda: not group_of(process.pid)), "a worker stays behind"
    out, err = process.communicate()
    assert (folder / "master.xlsx").read_bytes() == old
    assert out == ""
    if number == signal.SIGKILL:
        return
    assert process.returncode == 128 + number
    assert "Traceback" not in err
    assert "Stopped before the end" in err
    assert not list(folder.rglob("*.part"))


@pytest.mark.slow  # starts a command with two workers
def test_what_the_caller_has_a_command_ignore_does_not_stop_it(month: Path, tmp_path: Path):
    folder = tmp_path / "run"
    shutil.copytree(month, folder)
    process = begun(folder, preexec_fn=lambda: signal.signal(signal.SIGHUP, signal.SIG_IGN))
    assert within(30, lambda: group_of(process.pid))

    os.kill(process.pid, signal.SIGHUP)
    _, err = process.communicate(timeout=60)

    assert process.returncode in (0, 1), err
    assert not err
