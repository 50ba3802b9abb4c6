import os
from datetime import datetime
from pathlib import Path

import pytest

from xlplan.workbook.files import (
    NotWritten,
    archive_of,
    is_open_elsewhere,
    keep,
    read_manifest,
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


def excel_lock(name: str) -> bytes:
    letters = bytes([len(name)]) + name.encode("cp1252").ljust(54)
    return letters + bytes([len(name), 0]) + name.ljust(54).encode("utf-16-le")


@pytest.mark.parametrize(
    ("lock", "content", "who"),
    [
        ("~$plan.xlsx", excel_lock("Head of Finance"), "Head of Finance"),
        ("~$plan.xlsx", b"\x05Zoe B" + b" " * 10, "Zoe B"),
        ("~$plan.xlsx", b"", "someone"),
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
    assert [(k.name, k.at, k.size) for k in read_manifest(archive)] == [
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


@pytest.mark.skipif(os.name == "nt", reason="Windows has no mask of new files")
def test_a_new_file_may_be_read_by_whom_other_new_files_may(tmp_path: Path):
    write_atomically(tmp_path / "plan.xlsx", b"new")
    (tmp_path / "other").write_bytes(b"")

    modes = {path.stat().st_mode for path in tmp_path.iterdir()}
    assert len(modes) == 1
