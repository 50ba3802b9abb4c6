"""Edits are begun in another process: the workbook is the same, and what is wrong is said."""

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
from xlplan.workbook import ahead, patch
from xlplan.workbook.ahead import edit_after, edit_ahead
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
    monkeypatch.setattr(ahead, "_MANY", 1)


@pytest.fixture(scope="module")
def pool() -> Iterator[Executor]:
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        yield pool


@pytest.mark.parametrize("number", range(len(EDITS) + 1))
def test_wherever_edits_are_parted_the_workbook_is_the_same(pool: Executor, number: int):
    source = saved(a_plan())

    begun = edit_ahead(source, EDITS[:number], executor=pool)

    assert (begun is None) is (number == 0)
    assert edit_after(source, EDITS, begun) == edited(source, *EDITS)


def test_few_edits_are_not_sent_and_without_an_executor_none(
    pool: Executor, monkeypatch: pytest.MonkeyPatch
):
    assert edit_ahead(saved(a_plan()), EDITS) is None
    monkeypatch.setattr(ahead, "_MANY", len(EDITS) + 1)
    assert edit_ahead(saved(a_plan()), EDITS, executor=pool) is None


def _spoiling(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the editor change a cell that it was not to change."""
    make: Callable[..., bytes] = patch._made

    def spoilt(*given: Any) -> bytes:
        parts = parts_of(make(*given))
        part = "xl/worksheets/sheet1.xml"
        return zipped({**parts, part: parts[part].replace(b'Say why",Plan', b'Say how",Plan')})

    monkeypatch.setattr(patch, "_made", spoilt)


@pytest.mark.parametrize("number", [0, 3, len(EDITS)])
def test_a_spoilt_result_is_refused_wherever_it_was_made(
    monkeypatch: pytest.MonkeyPatch, number: int
):
    _spoiling(monkeypatch)
    source = saved(a_plan())
    with ThreadPoolExecutor(1) as threads:
        begun = edit_ahead(source, EDITS[:number], executor=threads)

        with pytest.raises(EditRefused, match="has changed"):
            edit_after(source, EDITS, begun)


def test_what_cannot_be_edited_is_refused_in_the_same_words(pool: Executor):
    source, edits = saved(a_plan()), [*EDITS, SetCell("Nowhere", 1, 1, "x")]
    begun = edit_ahead(source, edits, executor=pool)

    with pytest.raises(EditRefused, match="There is no sheet Nowhere"):
        edit_after(source, edits, begun)


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
def test_when_the_worker_has_died_the_edits_are_made_here(*, says_so: bool):
    source = saved(a_plan())
    begun = edit_ahead(source, EDITS[:3], executor=_Dead(says_so=says_so))

    assert edit_after(source, EDITS, begun) == edited(source, *EDITS)
