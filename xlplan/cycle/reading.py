"""Many returns read at once, by whatever executor is handed in: a pool, a cluster, or none."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import (
    FIRST_COMPLETED,
    BrokenExecutor,
    CancelledError,
    Executor,
    Future,
    ProcessPoolExecutor,
    wait,
)
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing import get_context

from xlplan.cycle.working import end_with_command
from xlplan.model import Settings
from xlplan.rules.headers import found
from xlplan.rules.row_rules import RowRule
from xlplan.workbook.patience import say
from xlplan.workbook.returns import Return, read_return

_Batch = Future[list[Return]]

# So few are read sooner than a pool has started; of more there are at least so many batches.
_FEW = 8
_BATCH = 10
# Seconds without any answer after which a pool or cluster is no longer waited for.
_LONG = 120


def _say_nothing(done: int, total: int) -> None:
    """Show no progress."""


@dataclass(frozen=True)
class Reading:
    """How returns are read: by which executor (None reads them here), and who is told how far.

    `progress` is called with the number of files read and of all.
    """

    executor: Executor | None = None
    progress: Callable[[int, int], None] = _say_nothing


HERE = Reading()


@dataclass(frozen=True)
class File:
    """One workbook to read, by the name that findings call it."""

    data: bytes
    name: str


@dataclass(frozen=True)
class Terms:
    """What returns are judged by; without a master (`has_plan`), by what they say themselves."""

    rules: Sequence[RowRule]
    settings: Settings
    has_plan: bool


def read_all(files: Sequence[File], terms: Terms, reading: Reading) -> list[Return]:
    """Read workbooks, in their order; one that ends the process that reads it is one finding."""
    if reading.executor is None or len(files) <= _FEW:
        return [_told(reading, n, len(files), _read(f, terms)) for n, f in enumerate(files, 1)]
    found_by: dict[int, Return] = {}
    for numbers, future in _come_back(_submitted(files, terms, reading.executor)):
        found_by |= _results(future, numbers)
        reading.progress(len(found_by), len(files))
    left = [number for number in range(len(files)) if number not in found_by]
    for number, returned in zip(left, _read_apart([files[n] for n in left], terms), strict=True):
        found_by[number] = returned
        reading.progress(len(found_by), len(files))
    return [found_by[number] for number in range(len(files))]


def _submitted(files: Sequence[File], terms: Terms, executor: Executor) -> dict[_Batch, range]:
    """Hand batches of files out; return what will come back, with the numbers of its files."""
    futures: dict[_Batch, range] = {}
    size = min(_BATCH, -(-len(files) // _FEW))
    # An executor that has lost its workers, or its cluster, takes nothing any more.
    with suppress(Exception):
        for start in range(0, len(files), size):
            numbers = range(start, min(start + size, len(files)))
            futures[executor.submit(read_batch, [files[n] for n in numbers], terms)] = numbers
    return futures


def _come_back(futures: Mapping[_Batch, range]) -> Iterator[tuple[range, _Batch]]:
    """Yield what has come back, as it comes, until nothing has come for long."""
    waiting = set(futures)
    while waiting:
        done, waiting = wait(waiting, timeout=_LONG, return_when=FIRST_COMPLETED)
        yield from ((futures[future], future) for future in done)
        if not done:
            say(f"No worker has answered for {_LONG} seconds. What is left is read here.")
            for future in waiting:
                future.cancel()
            return


def read_batch(files: Sequence[File], terms: Terms) -> list[Return]:
    """Read some workbooks; this is what a worker does."""
    return [_read(file, terms) for file in files]


def _read(file: File, terms: Terms) -> Return:
    return read_return(
        file.data,
        file=file.name,
        rules=terms.rules,
        settings=terms.settings,
        has_plan=terms.has_plan,
    )


def _told(reading: Reading, done: int, total: int, returned: Return) -> Return:
    reading.progress(done, total)
    return returned


def _results(future: _Batch, numbers: Sequence[int]) -> dict[int, Return]:
    """Return what a batch was read as; nothing when its worker, or the pool, has died."""
    try:
        return dict(zip(numbers, future.result(), strict=True))
    except Exception as problem:
        if not _is_death(problem):
            raise
        return {}


def _is_death(problem: Exception) -> bool:
    # A cluster's own class for it is known by name: the cluster is an extra. One that goes away
    # has cancelled what it had been given.
    is_lost = isinstance(problem, BrokenExecutor | CancelledError)
    return is_lost or type(problem).__name__ == "KilledWorker"


def _read_apart(files: Sequence[File], terms: Terms) -> Iterator[Return]:
    """Read workbooks one by one in a process apart, as one of them may have ended a worker.

    Where one does so again it is known, and the others are read in a new process.
    """
    left = deque(files)
    while left:
        context = get_context("spawn")
        with ProcessPoolExecutor(1, mp_context=context, initializer=end_with_command) as alone:
            is_alive = True
            while left and is_alive:
                file = left.popleft()
                read = _results(alone.submit(read_batch, [file], terms), range(1))
                is_alive = bool(read)
                yield read[0] if is_alive else _deadly(file)


def _deadly(file: File) -> Return:
    why = (
        f"{file.name} cannot be read: it ends the program that reads it. Open it in Excel, save "
        "it as a new workbook, and send that."
    )
    return Return(file.name, "", findings=(found("F01", {"why": why, "file": file.name}),))
