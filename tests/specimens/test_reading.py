"""The workbooks of others are read the same the fast way and by the parser alone."""

from pathlib import Path

import pytest

from xlplan.workbook import package as package_module
from xlplan.workbook.guard import WorkbookRefused
from xlplan.workbook.package import open_package
from xlplan.workbook.plain_cells import read_carefully


def test_the_fast_way_sees_what_the_parser_sees(
    specimens: list[Path], monkeypatch: pytest.MonkeyPatch
):
    read = 0
    for path in specimens:
        try:
            fast = open_package(path)
        except WorkbookRefused:
            continue
        with monkeypatch.context() as patched:
            patched.setattr(package_module, "read_cells", read_carefully)
            assert fast == open_package(path), path.name
        read += 1

    assert read > len(specimens) / 2
