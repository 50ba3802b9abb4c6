import contextlib
import errno
import os
import time
from datetime import datetime
from pathlib import Path
from stat import S_ISDIR
from typing import Any

import pytest

from xlplan.workbook import files
from xlplan.workbook.files import (
    NotWritten,
    Step,
    ToKeep,
    archive_of,
    failure,
    is_open_elsewhere,
    keep,
    keep_all,
    kept_in,
    verify,
    write_atomically,
)

RECEIVED = datetime(2013, 11, 4, 9, 30)


def test_a_file_is_replaced_whole_and_nothing_is_left_beside_it(tmp_path: Path):
    path = tmp_path / "plan.xlsx"
    write_atomically(path, b"old")
    path.chmod(0o640)
    write_atomically(path, b"new")

    assert path.read_bytes() == b"new"
    assert path.stat().st_mode & 0o777 == 0o640
    assert list(tmp_path.iterdir()) == [path]


def test_a_file_that_cannot_be_written_is_left_as_it_was(tmp_path: Path):
    (tmp_path / "plan.xlsx").mkdir()
    with pytest.raises(NotWritten, match=r"plan\.xlsx could not be written"):
        write_atomically(tmp_path / "plan.xlsx", b"new")
    with pytest.raises(NotWritten, match=r"plan\.xlsx could not be written"):
        write_atomically(tmp_path / "missing" / "plan.xlsx", b"new")

    assert [path.name for path in tmp_path.iterdir()] == ["plan.xlsx"]


@pytest.mark.parametrize(("times", "said"), [(3, b"new"), (4, b"old")])
def test_a_file_that_something_holds_for_a_moment_is_replaced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, times: int, said: bytes
):
    path, tries, replaces = tmp_path / "plan.xlsx", [0], Path.replace
    path.write_bytes(b"old")

    def held(self: Path, target: Path) -> Path:
        tries[0] += 1
        if tries[0] <= times:
            raise PermissionError(errno.EACCES, "Permission denied")
        return replaces(self, target)

    monkeypatch.setattr(Path, "replace", held)
    monkeypatch.setattr(time, "sleep", lambda _: None)

    with contextlib.nullcontext() if said == b"new" else pytest.raises(NotWritten):
        write_atomically(path, b"new")

    assert [left.read_bytes() for left in tmp_path.iterdir()] == [said]


@pytest.mark.skipif(os.name == "nt", reason="Windows flushes no folder")
@pytest.mark.parametrize("number", [errno.EINVAL, errno.ENOTSUP, errno.ENOSYS, errno.EBADF])
def test_a_share_that_flushes_no_folder_is_written_to_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
):
    def fails(folder: Path) -> None:
        raise OSError(number, os.strerror(number))

    flush = os.fsync
    monkeypatch.setattr(
        os, "fsync", lambda n: fails(n) if S_ISDIR(os.fstat(n).st_mode) else flush(n)
    )
    is_known = number != errno.EBADF

    with contextlib.nullcontext() if is_known else pytest.raises(NotWritten):
        write_atomically(tmp_path / "plan.xlsx", b"new")

    assert [path.read_bytes() for path in tmp_path.iterdir()] == [b"new"]


def excel_lock(name: str) -> bytes:
    letters = bytes([len(name)]) + name.encode("cp1252").ljust(54)
    return letters + bytes([len(name), 0]) + name.ljust(54).encode("utf-16-le")


@pytest.mark.parametrize(
    ("lock", "content", "who"),
    [
        ("~$plan.xlsx", excel_lock("Head of Finance"), "Head of Finance"),
        ("~$plan.xlsx", b"\x05Zoe B" + b" " * 10, "Zoe B"),
        ("~$plan.xlsx", b"", "someone"),
        ("~$plan.xlsx", b"\xffPK and what else another program writes", "someone"),
        (".~lock.plan.xlsx#", b",Clerk,desk-7,04.11.2013 09:30,file:///x;", "Clerk"),
        (".~lock.plan.xlsx#", b",,,;", "someone"),
        ("~$other.xlsx", b"", None),
    ],
)
def test_who_has_a_workbook_open_is_told(tmp_path: Path, lock: str, content: bytes, who: str):
    (tmp_path / lock).write_bytes(content)

    assert is_open_elsewhere(tmp_path / "plan.xlsx") == who


def test_the_same_file_is_kept_once_and_another_beside_it(tmp_path: Path):
    archive = archive_of(tmp_path / "plan.xlsx")
    first = keep(archive, b"one", "Finance.XLSX", kind="returns", at=RECEIVED)
    again = keep(archive, b"one", "Finance.XLSX", kind="returns", at=datetime(2014, 1, 1))
    other = keep(archive, b"two", "Finance.XLSX", kind="returns", at=RECEIVED)
    renamed = keep(archive, b"one", "Copy of Finance.xlsx", kind="returns", at=RECEIVED)

    assert first == again == renamed != other
    assert first.startswith("returns/7692c3ad3540bb803c020b3aee66cd88")
    assert [(k.name, k.at, k.size) for k in kept_in(archive)] == [
        ("Finance.XLSX", "2013-11-04T09:30:00", 3),
        ("Finance.XLSX", "2013-11-04T09:30:00", 3),
        ("Copy of Finance.xlsx", "2013-11-04T09:30:00", 3),
    ]
    assert archive.name == "plan.xlsx.archive"


def test_an_archive_proves_that_it_is_whole(tmp_path: Path):
    archive = tmp_path / "plan.xlsx.archive"
    assert verify(archive) == ()
    spoilt = keep(archive, b"one", "a.xlsx", kind="returns", at=RECEIVED)
    gone = keep(archive, b"two", "b.xlsx", kind="masters", at=RECEIVED)
    assert verify(archive) == ()

    (archive / spoilt).write_bytes(b"ONE")
    (archive / gone).unlink()

    assert verify(archive) == (
        f"{spoilt} (a.xlsx) has changed since it was kept.",
        f"{gone} (b.xlsx) is missing from the archive.",
    )
    keep(archive, b"one", "a.xlsx", kind="returns", at=RECEIVED)
    assert (archive / spoilt).read_bytes() == b"one"


def test_a_kept_file_that_two_lines_name_alike_is_told_of_once(tmp_path: Path):
    for why in ("issue", "consolidate"):
        step = Step(why, "the hash of the next")
        spoilt = keep(tmp_path, b"one", "plan.xlsx", kind="masters", at=RECEIVED, step=step)
    (tmp_path / spoilt).write_bytes(b"ONE")

    assert [line.why for line in kept_in(tmp_path)] == ["issue", "consolidate"]
    assert verify(tmp_path) == (f"{spoilt} (plan.xlsx) has changed since it was kept.",)


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (errno.ENOSPC, "no room left"),
        (errno.EDQUOT, "no room left"),
        (errno.EFBIG, "no room left"),
        (errno.EROFS, "you may not write to"),
        (errno.ESTALE, "there is no folder"),
        (errno.ETIMEDOUT, "Run this again when the share is back"),
        (errno.EBADF, "Bad file descriptor"),
    ],
)
def test_why_a_file_was_not_written_is_told_in_words(number: int, said: str):
    told = failure(Path("plans/plan.xlsx"), OSError(number, os.strerror(number)))

    assert said in str(told) and "plan.xlsx" in str(told)


@pytest.mark.skipif(os.name == "nt", reason="Windows has no mask of new files")
def test_a_new_file_may_be_read_by_whom_other_new_files_may(tmp_path: Path):
    write_atomically(tmp_path / "plan.xlsx", b"new")
    (tmp_path / "other").write_bytes(b"")

    modes = {path.stat().st_mode for path in tmp_path.iterdir()}
    assert len(modes) == 1


MANY = [ToKeep(f"return {n}".encode(), f"Return {n}.xlsx") for n in range(7)]


def test_many_files_are_kept_with_one_flush_of_their_folder_for_several(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    flushed: list[Path] = []
    monkeypatch.setattr(files, "_AT_ONCE", 3)
    monkeypatch.setattr(files, "_flush_folder", flushed.append)

    places = keep_all(tmp_path, [*MANY, MANY[0]], kind="returns", at=RECEIVED)

    assert places[0] == places[7]
    assert [(tmp_path / where).read_bytes() for where in places[:7]] == [c.data for c in MANY]
    assert [line.name for line in kept_in(tmp_path)] == [c.name for c in MANY]
    assert flushed == [tmp_path / "returns"] * 3 + [tmp_path]
    assert verify(tmp_path) == ()
    flushed.clear()
    assert keep_all(tmp_path, MANY, kind="returns", at=RECEIVED) == places[:7]
    assert flushed == []


@pytest.mark.parametrize("step", ["fsync", "replace", "read_bytes"])
@pytest.mark.parametrize("number", [1, 3, 5])
def test_where_the_disk_fails_among_many_nothing_is_listed_and_none_is_half_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str, number: int
):
    monkeypatch.setattr(files, "_AT_ONCE", 3)
    owner: Any = os if step == "fsync" else Path
    works, done = getattr(owner, step), [0]

    def fails(*given: Any) -> Any:
        done[0] += 1
        if done[0] == number:
            raise OSError(errno.ENOSPC, "No space left on device")
        return works(*given)

    with monkeypatch.context() as broken:
        broken.setattr(owner, step, fails)
        with pytest.raises(NotWritten, match=r"no room left on the disk, so \w+\.xlsx"):
            keep_all(tmp_path, MANY, kind="returns", at=RECEIVED)

    kept = {path.read_bytes() for path in (tmp_path / "returns").iterdir()}
    assert kept <= {content.data for content in MANY}
    assert kept_in(tmp_path) == ()
    keep_all(tmp_path, MANY, kind="returns", at=RECEIVED)
    assert len(kept_in(tmp_path)) == 7
    assert verify(tmp_path) == ()
