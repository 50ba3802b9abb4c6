"""One process, two, or a cluster: the master is the same, and a worker that dies is one finding."""

from __future__ import annotations

import asyncio
import os
import shutil
import socket
import warnings
from collections.abc import Callable
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from importlib import import_module
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import pytest

from tests.cycle.months import AT, answers, issue_october, new_master, plan_rows, send
from xlplan.cli import main, workers
from xlplan.cycle import reading as reading_module
from xlplan.cycle.consolidating import consolidate
from xlplan.cycle.reading import File, Reading, Terms, read_all
from xlplan.rules.row_rules import row_rules
from xlplan.typed import Value
from xlplan.workbook import ahead
from xlplan.workbook.master import read_master
from xlplan.workbook.patience import telling

OWNERS = 12


@pytest.fixture
def month(tmp_path: Path) -> Path:
    """A master with a return from each of twelve owners, and a file that is none."""
    rows: list[dict[str, Value]] = plan_rows(OWNERS)
    for number, row in enumerate(rows[1:], 1):
        row["owner"] = f"Head of Service {number}"
    start = tmp_path / "start"
    start.mkdir()
    master = new_master(start, rows)
    for number, one in enumerate(issue_october(master).values(), 1):
        said = answers([f"AM{number}"], forecast="soon" if number % 3 else None)
        send(one, start / "in", said)
    (start / "in" / "empty.xlsx").write_bytes(b"")
    return master


def consolidated(master: Path, name: str, reading: Reading) -> bytes:
    folder = master.parent.parent / name
    shutil.copytree(master.parent, folder)
    done = consolidate(folder / master.name, folder / "in", at=AT, reading=reading)
    assert len(done.account.accepted) == OWNERS
    return (folder / master.name).read_bytes()


def test_two_processes_give_the_master_that_one_gives_and_tell_how_far(
    month: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(ahead, "_MANY", 1)  # so that the other process edits too
    told: list[tuple[int, int]] = []
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        two = consolidated(month, "two", Reading(pool, lambda n, total: told.append((n, total))))

    assert two == consolidated(month, "one", Reading())
    assert told[-1] == (OWNERS + 1, OWNERS + 1)
    assert [n for n, _ in told] == sorted(n for n, _ in told)


def test_a_row_that_was_read_is_still_known_as_a_workstream_or_an_item(month: Path):
    paths = sorted((month.parent / "in").glob("*Head*.xlsx"))[:1]
    files = [File(path.read_bytes(), path.name) for path in paths]
    terms = Terms(row_rules(), read_master(month).plan.settings, has_plan=True)

    (one,) = read_all(files, terms, Reading())

    assert [row.row.text("level") for row in one.rows] == ["Item"]


@pytest.mark.filterwarnings("default")
@pytest.mark.slow  # starts a cluster of two processes
def test_a_cluster_gives_the_master_that_one_process_gives(month: Path):
    distributed: Any = import_module("distributed")
    with (
        warnings.catch_warnings(),
        distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None
        ) as cluster,
        distributed.Client(cluster) as client,
    ):
        many = consolidated(month, "many", Reading(client.get_executor()))
        address = cluster.scheduler_address
        told = main(["check", str(month.parent / "in"), "--cluster", address, "--json"])

    assert many == consolidated(month, "one", Reading())
    assert told == 1


def test_a_worker_that_dies_is_one_finding_about_one_file(
    month: Path, monkeypatch: pytest.MonkeyPatch
):
    (month.parent / "in" / "deadly.xlsx").write_bytes(b"deadly")
    read: Callable[..., object] = reading_module.read_batch
    # The file that kills a program that reads it is the one thing no test can have.
    monkeypatch.setattr(reading_module, "read_batch", _deadly)
    monkeypatch.setattr(reading_module, "get_context", lambda _: get_context("fork"))
    monkeypatch.setattr(f"{__name__}._read", read)

    with ProcessPoolExecutor(2, mp_context=get_context("fork")) as pool:
        done = consolidate(month, month.parent / "in", at=AT, reading=Reading(pool))

    assert len(done.account.accepted) == OWNERS
    (finding,) = [f for f in done.findings if f.file == "deadly.xlsx"]
    assert finding.code == "F01"
    assert "ends the program that reads it" in finding.message


def _read(*_: object) -> object:
    raise AssertionError("replaced by the test")


def _deadly(files: list[reading_module.File], terms: object) -> object:
    if any(file.data == b"deadly" for file in files):
        os._exit(1)
    return _read(files, terms)


def test_an_executor_that_cannot_be_had_is_said_in_a_sentence(
    month: Path, capsys: pytest.CaptureFixture[str]
):
    assert main(["consolidate", str(month), "--workers", "0"]) == 2
    assert "needs a number from 1" in capsys.readouterr().err


def test_a_fault_of_ours_in_a_worker_is_not_taken_for_a_bad_file(month: Path):
    class Broken(ProcessPoolExecutor):
        def submit(self, *_: Any, **__: Any) -> Any:
            return super().submit(_fault)

    executor: Executor = Broken(1, mp_context=get_context("fork"))
    with executor, pytest.raises(ZeroDivisionError):
        consolidate(month, month.parent / "in", at=AT, reading=Reading(executor))


def _fault() -> float:
    return 1 / 0


@pytest.mark.filterwarnings("default")
@pytest.mark.slow  # starts the scheduler of a cluster
def test_a_cluster_without_workers_or_that_is_none_is_said_to_be_and_not_waited_for(
    month: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.setattr(workers, "_PATIENCE", 1)
    distributed: Any = import_module("distributed")

    def said(address: str) -> str:
        assert main(["check", str(month.parent / "in"), "--cluster", address]) == 2
        return capsys.readouterr().err

    with socket.create_server(("127.0.0.1", 0)) as silent:
        assert "No cluster answers" in said(f"127.0.0.1:{silent.getsockname()[1]}")
    assert "missing port number" in said("nonsense")
    assert "an empty address" in said("")
    assert "unknown address scheme 'http'" in said("http://127.0.0.1:8787/status")
    with distributed.LocalCluster(
        n_workers=0, processes=False, protocol="tcp", dashboard_address=None
    ) as cluster:
        assert "no worker that is ready" in said(cluster.scheduler_address)


def test_a_cluster_is_asked_also_where_an_event_loop_is_at_work(
    month: Path, capsys: pytest.CaptureFixture[str]
):
    async def run() -> int:
        return main(["check", str(month.parent / "in"), "--cluster", "nonsense"])

    # In a thread, as a browser that other tests drive has an event loop at work here.
    with ThreadPoolExecutor(1) as apart:
        assert apart.submit(lambda: asyncio.run(run())).result() == 2
    assert "missing port number" in capsys.readouterr().err


class Gone(Executor):
    """A cluster that takes work and never answers, or that takes none any more."""

    def __init__(self, *, is_closed: bool) -> None:
        self._is_closed = is_closed

    def submit(self, *_: Any, **__: Any) -> Future[Any]:
        if self._is_closed:
            raise RuntimeError("closed")
        return Future()


@pytest.mark.parametrize("is_closed", [True, False])
def test_a_cluster_that_goes_away_in_the_middle_costs_time_only(
    month: Path, monkeypatch: pytest.MonkeyPatch, is_closed: bool
):
    monkeypatch.setattr(ahead, "_MANY", 1)
    monkeypatch.setattr(ahead, "_LONG", 0.1)
    monkeypatch.setattr(reading_module, "_LONG", 0.1)

    told: list[str] = []
    with telling(told.append):
        gone = consolidated(month, "gone", Reading(Gone(is_closed=is_closed)))

    assert gone == consolidated(month, "one", Reading())
    assert [text for text in told if "No worker has answered" in text] == told
    assert bool(told) is not is_closed
