"""Many returns read at once, by whatever executor is handed in: a pool, a cluster, or none."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import BrokenExecutor, Executor, Future, ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from multiprocessing import get_context

from xlplan.model import Settings
from xlplan.rules.headers import found
from xlplan.rules.row_rules import RowRule
from xlplan.workbook.returns import Return, read_return

# So few are read sooner than a pool has started; of more there are at least so many batches.
_FEW = 8
_BATCH = 10


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
    futures: dict[Future[list[Return]], Sequence[int]] = {}
    size = min(_BATCH, -(-len(files) // _FEW))
    for start in range(0, len(files), size):
        numbers = range(start, min(start + size, len(files)))
        batch = [files[n] for n in numbers]
        futures[reading.executor.submit(read_batch, batch, terms)] = numbers
    for future in as_completed(futures):
        found_by |= _results(future, futures[future])
        reading.progress(len(found_by), len(files))
    for number, file in enumerate(files):
        if number not in found_by:
            found_by[number] = _read_apart(file, terms)
            reading.progress(len(found_by), len(files))
    return [found_by[number] for number in range(len(files))]


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


def _results(future: Future[list[Return]], numbers: Sequence[int]) -> dict[int, Return]:
    """Return what a batch was read as; nothing when its worker, or the pool, has died."""
    try:
        return dict(zip(numbers, future.result(), strict=True))
    except Exception as problem:
        if not _is_death(problem):
            raise
        return {}


def _is_death(problem: Exception) -> bool:
    # A cluster's own class for it is known by name: the cluster is an extra.
    return isinstance(problem, BrokenExecutor) or type(problem).__name__ == "KilledWorker"


def _read_apart(file: File, terms: Terms) -> Return:
    """Read a workbook in a process of its own, as one of its batch has ended the worker."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as alone:
        read = _results(alone.submit(read_batch, [file], terms), [0])
    if read:
        return read[0]
    why = (
        f"{file.name} cannot be read: it ends the program that reads it. Open it in Excel, save "
        "it as a new workbook, and send that."
    )
    return Return(file.name, "", findings=(found("F01", {"why": why, "file": file.name}),))
