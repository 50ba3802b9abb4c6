"""The gate looks at many edits in another process, and says what it says here."""

from collections.abc import Callable, Iterator
from concurrent.futures import (
    BrokenExecutor,
    Executor,
    Future,
    ProcessPoolExecutor,
    ThreadPoolExecutor,
)
from datetime import date
from multiprocessing import get_context
from typing import Any

import pytest

from tests.workbook.plans import a_plan, edited, saved
from tests.workbook.raw import parts_of, zipped
from xlplan.workbook import patch
from xlplan.workbook.cells import Run
from xlplan.workbook.edits import (
    AddNote,
    AppendRow,
    Edit,
    EditRefused,
    FitRow,
    RichText,
    SetCell,
    SetSheetState,
)
from xlplan.workbook.packed_edits import pack, unpack
from xlplan.workbook.patch import begin_edits

EDITS: list[Edit] = [
    SetCell("Plan", 2, 2, "Lease"),
    FitRow("Plan", 2, 30.0),
    AppendRow("tblPlan", {"Ref": "14.1", "Due": date(2014, 3, 1)}, 33.0),
    SetCell("Plan", 2, 3, date(2014, 3, 1)),
    AppendRow("tblPlan", {}),
    AppendRow("tblPlan", {"Title": "New"}),
    AddNote("Plan", 2, 1, "Ask", "Team"),
    SetSheetState("Plan", "visible"),
    SetCell("Plan", 2, 4, RichText((Run("Red", bold=True),))),
    SetCell("Plan", 2, 1, None),
]


def test_packed_edits_come_out_as_they_went_in():
    assert unpack(pack(EDITS)) == EDITS
    assert unpack(pack([])) == []


@pytest.fixture(autouse=True)
def few_are_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patch, "_MANY", 1)


@pytest.fixture(scope="module")
def pool() -> Iterator[Executor]:
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        yield pool


def test_a_result_is_found_right_by_another_process(pool: Executor):
    source = saved(a_plan())

    made = begin_edits(source, EDITS, executor=pool)
    made.require_right()

    assert made.data == edited(source, *EDITS)


def _spoiling(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the editor change a cell that it was not to change."""
    make: Callable[..., bytes] = patch._made

    def spoilt(*given: Any) -> bytes:
        parts = parts_of(make(*given))
        part = "xl/worksheets/sheet1.xml"
        return zipped({**parts, part: parts[part].replace(b'Say why",Plan', b'Say how",Plan')})

    monkeypatch.setattr(patch, "_made", spoilt)


def test_a_spoilt_result_is_refused_in_the_same_words(
    pool: Executor, monkeypatch: pytest.MonkeyPatch
):
    _spoiling(monkeypatch)
    said = []
    with ThreadPoolExecutor(1) as threads:
        for executor in (None, threads, pool):
            with pytest.raises(EditRefused) as refused:
                begin_edits(saved(a_plan()), EDITS, executor=executor).require_right()
            said.append(str(refused.value))

    assert "has changed" in said[0]
    assert said[0] == said[1] == said[2]


class _Dead(Executor):
    """Has no worker any more, and says so at once or when it is asked for a result."""

    def __init__(self, *, says_so: bool) -> None:
        self._says_so = says_so

    def submit(self, *_: Any, **__: Any) -> Future[Any]:
        if self._says_so:
            raise BrokenExecutor
        future: Future[Any] = Future()
        future.set_exception(BrokenExecutor())
        return future


@pytest.mark.parametrize("says_so", [True, False])
def test_when_the_worker_has_died_the_gate_looks_here(
    monkeypatch: pytest.MonkeyPatch, *, says_so: bool
):
    source = saved(a_plan())
    begin_edits(source, EDITS, executor=_Dead(says_so=says_so)).require_right()
    _spoiling(monkeypatch)

    with pytest.raises(EditRefused, match="has changed"):
        begin_edits(source, EDITS, executor=_Dead(says_so=says_so)).require_right()
