"""Of several returns of one owner one counts, and every other is told about with the reason."""

from __future__ import annotations

from pathlib import Path

import pytest

from xlplan.cycle.receiving import Received, choose
from xlplan.findings import Finding, Severity
from xlplan.workbook.manifest import Manifest
from xlplan.workbook.returns import Return

BROKEN = Finding("F08", Severity.BLOCK, "The return is not whole.")


def came(
    name: str, *, at: float = 0.0, revision: int = 1, is_good: bool = True, sha256: str = ""
) -> Received:
    manifest = Manifest("return", "p", owner="Surveyor", revision=revision)
    findings = () if is_good else (BROKEN,)
    returned = Return(name, sha256 or name, manifest, findings=findings)
    return Received(Path(name), b"", returned, at, name)


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        (came("a", at=2, revision=1), came("b", at=1, revision=2), "the higher revision"),
        (came("b", at=1), came("a", at=2), "the latest received"),
        (came("a"), came("b"), "the latest received"),
        (came("b", at=2, revision=2, is_good=False), came("a"), "the other was sent back"),
    ],
    ids=["revision", "time", "name", "good"],
)
def test_one_return_counts_and_the_other_is_told_about(old: Received, new: Received, reason: str):
    for received in ((old, new), (new, old)):
        intake = choose(received, ())

        assert intake.chosen == (new,)
        (told,) = [f for f in intake.findings if f.code == "F06"]
        assert reason in told.message and told.file == old.returned.file


def test_what_was_kept_counts_where_it_is_the_better_one():
    kept, worse = came("kept", revision=2), came("a", revision=1)

    assert choose([worse], [kept]).chosen == (kept,)
    assert choose([], [kept]).chosen == (kept,)
    assert [f.code for f in choose([], [kept]).findings] == []


def test_copies_of_one_file_are_told_of_once_each_by_the_first():
    best, copies = came("c", at=9), [came("a", sha256="same"), came("b", sha256="same")]

    found = choose([best, *copies, came("d", sha256="c")], ()).findings

    assert [(f.code, f.file) for f in found] == [("F06", "a"), ("F13", "b"), ("F13", "d")]


def test_what_is_no_return_is_told_about_and_never_chosen():
    other = Received(Path("x"), b"", Return("x", "x", findings=(BROKEN,)), 0.0)

    intake = choose([other], ())

    assert (intake.received, intake.chosen, intake.findings) == ((other,), (), (BROKEN,))
