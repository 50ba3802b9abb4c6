"""The Maidstone month in the open workbook beside the same month by commands, step by step.

Run it with `python -m tests.campaigns.in_excel`; the tests of `tests/excel` try each step alone.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from datetime import datetime
from pathlib import Path

from tests.excel.test_actions import held
from xlplan.cycle.closing import close
from xlplan.cycle.consolidating import consolidate
from xlplan.cycle.demo import OCTOBER, run_demo
from xlplan.cycle.issuing import issue
from xlplan.excel import actions
from xlplan.excel.engine import open_headless
from xlplan.workbook.files import archive_of, kept_in
from xlplan.workbook.master import read_master

AT = datetime(2013, 11, 11, 9)


def papers_of(folder: Path) -> dict[Path, bytes]:
    """Every file of a folder by its name within."""
    return {p.relative_to(folder): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def run(folder: Path) -> dict[str, bool]:
    """Run October 2013 both ways; say of each step whether the two masters are the same."""
    demo = run_demo(folder / "demo", at=AT)
    first = next(k for k in kept_in(archive_of(demo.master)) if k.kind == "masters")
    by_file, in_excel = folder / "file" / "plan.xlsx", folder / "excel" / "plan.xlsx"
    for master in (by_file, in_excel):
        master.parent.mkdir()
        shutil.copy(archive_of(demo.master) / first.path, master)
    same = {}

    def compare(step: str) -> None:
        saved = in_excel.with_name(f"{step}.xlsx")
        book.save(saved)
        shutil.copy(saved, in_excel)
        same[step] = held(read_master(by_file)) == held(read_master(in_excel))

    book = open_headless(in_excel)
    issue(by_file, folder / "file" / "issued", OCTOBER, at=AT)
    actions.issue_returns(book, folder / "excel" / "issued", OCTOBER, at=AT)
    compare("issue")
    same["returns"] = papers_of(folder / "file" / "issued") == papers_of(
        folder / "excel" / "issued"
    )
    for received in ("2 received", "4 second round"):
        book = open_headless(in_excel)
        consolidate(by_file, folder / "demo" / received, at=AT)
        actions.consolidate_folder(book, folder / "demo" / received, at=AT)
        compare(received)
    book = open_headless(in_excel)
    close(by_file, at=AT)
    actions.close_month(book, at=AT)
    compare("close")
    return same


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as place:
        outcome = run(Path(place))
    for step, is_same in outcome.items():
        sys.stdout.write(f"{step:<16}{'the same' if is_same else 'DIFFERENT'}\n")
    sys.exit(0 if all(outcome.values()) else 1)
