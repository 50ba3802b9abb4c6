"""What reading and checking one return costs, and how the rules across the plan grow with it.

In CPU time of one process, as multiples of what python-calamine takes to read the same files: a
busy machine changes that least. `--rows` says how large the larger of two plans is.
"""

from __future__ import annotations

import argparse
import gc
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

from benchmarks.consolidating import Wanted, prepare, with_calamine
from tests.support.commentary import rows_of_officers
from xlplan.cycle.checking import check
from xlplan.cycle.plan_checks import context_of
from xlplan.findings import Finding
from xlplan.model import AMBER, Item, Kind, Level, Period, Plan, Reported, Settings, Workstream
from xlplan.rules.explaining import for_readers
from xlplan.rules.plan_rules import check_plan
from xlplan.rules.row_rules import row_rules
from xlplan.workbook.package import open_package
from xlplan.workbook.returns import read_return

SETTINGS = Settings("many", "Test Council", "Test plan", Period(2013, 10), date(2013, 10, 31))
STREAMS = 20
TIMES = 4


def main() -> int:
    """Measure and print two tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--returns", type=int, default=24)
    parser.add_argument("--rows", type=int, default=40_000)
    parser.add_argument("--keep", type=Path, help="a folder for what is made, to be used again")
    options = parser.parse_args()
    gc.set_threshold(200_000, 50, 50)  # as the command does
    folder = options.keep or Path(tempfile.mkdtemp())
    start = prepare(Wanted(folder, options.returns, has_master=False))
    files = sorted((start / "in").iterdir())
    one = cpu(lambda: with_calamine(files))
    print(f"{'one return of ' + str(options.returns):44}{'CPU ms':>8}{'to calamine':>13}")
    for what, work in (
        ("read with calamine", lambda: with_calamine(files)),
        ("opened: every cell, typed, with its place", lambda: opened(files)),
        ("read and checked row by row", lambda: read(files)),
        ("checked, with the rules across returns", lambda: check([start / "in"], None)),
    ):
        taken = cpu(work)
        print(f"{what:44}{1000 * taken / len(files):8.1f}{taken / one:13.1f}", flush=True)
    few, many = options.rows // TIMES, options.rows
    for what, made in (
        ("commentary of its own", plain_rows),
        ("officers' commentary", pasted_rows),
    ):
        small, large = (made(number) for number in (few, many))
        first, last = cpu(lambda: findings_of(small)), cpu(lambda: findings_of(large))  # noqa: B023
        print(f"with {what}, the rules of a plan of {many} rows take {last / first:.1f} times what")
        print(
            f"those of {few} rows take; {1000 * last / many:.2f} ms of CPU for each row", flush=True
        )
    return 0


def cpu(work: Callable[[], object]) -> float:
    """Return the least CPU seconds that work takes of three times."""

    def once() -> float:
        began = time.process_time()
        work()
        return time.process_time() - began

    return min(once() for _ in range(3))


def opened(files: list[Path]) -> None:
    """Open every workbook."""
    for path in files:
        open_package(path)


def read(files: list[Path]) -> None:
    """Read every return and check each of its rows."""
    rules = row_rules()
    for path in files:
        data = path.read_bytes()
        read_return(data, file=path.name, rules=rules, settings=SETTINGS, has_plan=False)


def plain_rows(rows: int) -> tuple[Item, ...]:
    """Return so many rows, each with a commentary of its own."""
    return tuple(map(_item, range(rows)))


def pasted_rows(rows: int) -> tuple[Item, ...]:
    """Return so many rows with sentences of a published plan, which many of them share."""
    said = rows_of_officers(rows, seed=20131031, few=100)
    return tuple(
        replace(item, commentary=one.commentary)
        for item, one in zip(plain_rows(rows), said, strict=True)
    )


def findings_of(rows: tuple[Item, ...]) -> tuple[Finding, ...]:
    """Return what is found in a plan by the rules that look across its rows."""
    streams = tuple(Workstream(f"S{n}", Kind.WORKSTREAM, f"S{n}", "") for n in range(STREAMS))
    plan = Plan(SETTINGS, streams, rows)
    return for_readers(check_plan(plan, context_of(plan)))


def _item(number: int) -> Item:
    said = f"Unit {number} of service Q{number // 80:04} was let in September; its options come."
    return Item(
        item_id=f"id{number}",
        ref=f"Q{number // 80:04}-{number % 80:02}",
        level=Level.SUB_ITEM if number % 10 else Level.ITEM,
        parent=f"Q{number // 80:04}-{number % 80 // 10 * 10:02}" if number % 10 else "",
        workstream=f"S{number % STREAMS}",
        title=f"Project {number}",
        owner=f"Head of Service Q{number // 80:04}",
        due=date(2014, 3, 31),
        baseline_due=date(2014, 3, 31),
        rag=AMBER,
        reported=Reported.YES,
        commentary=said,
        last_commentary="Said in September, and long enough to stand.",
    )


if __name__ == "__main__":
    sys.exit(main())
