"""How long consolidating many returns takes, as a multiple of merely reading the same files.

A council's master of so many owners, 80 rows each, is made once and kept in a folder; each run
consolidates a copy. Every owner's return holds 80 rows, each rated, commented on and forecast
anew, no two alike: 240 cells that change; about one row in three has a finding. In a usual month
(`--usual`) each is rated, one in four commented on and one in twenty forecast anew: 104 cells.
"""

from __future__ import annotations

import argparse
import gc
import multiprocessing
import os
import random
import re
import resource
import shutil
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO
from pathlib import Path

import pandas as pd
import python_calamine

from xlplan.cycle.checking import check
from xlplan.cycle.consolidating import consolidate
from xlplan.cycle.issuing import Month, issue
from xlplan.cycle.reading import Reading
from xlplan.model import Kind, Period, Settings, Workstream
from xlplan.rules.row_rules import row_rules
from xlplan.typed import Value
from xlplan.workbook.manifest import checksum, read_manifest
from xlplan.workbook.new_master import NewMaster, build_master
from xlplan.workbook.officer import Answers, fill_in
from xlplan.workbook.package import open_package

AT = datetime(2013, 11, 1, 9, 30)
ROWS = 80
_SAID = re.compile(rb"said-(\d\d)-Q0000")
OWNERS_ON_A_SHEET = 25
WORDS = (
    "lease tender unit depot library survey contract review options Cabinet board agreed signed "
    "let opened moved drafted costed delayed finished started waiting planned consulted partners "
    "county housing parks waste finance legal staff training budget savings report audit March "
    "April June September December tenants users members design access heating roof path bridge"
).split()


Measured = tuple[float, float]


@dataclass(frozen=True)
class Wanted:
    """A month to be made: so many returns, in a folder, with a master or without."""

    folder: Path
    returns: int
    has_master: bool
    is_usual: bool = False

    @property
    def start(self) -> Path:
        """Where the month stands once it is made."""
        master, usual = " and a master" * self.has_master, ", a usual month" * self.is_usual
        return self.folder / f"{self.returns} returns{master}{usual}"


def main() -> int:
    """Measure and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--returns", type=int, nargs="+", default=[100], help="how many; of several, the growth too"
    )
    parser.add_argument("--check-only", action="store_true", help="read and check, merge nothing")
    parser.add_argument("--usual", action="store_true", help="a month in which less has moved")
    parser.add_argument("--keep", type=Path, help="a folder for what is made, to be used again")
    options = parser.parse_args()
    gc.set_threshold(200_000, 50, 50)  # as the command does
    folder = options.keep or Path(tempfile.mkdtemp())
    print(f"{os.cpu_count()} cores")
    tables = [
        measured(Wanted(folder, number, not options.check_only, options.usual))
        for number in options.returns
    ]
    for number, table in zip(options.returns[1:], tables[1:], strict=True):
        print(f"{number} returns, as multiples of {options.returns[0]}")
        for what, (seconds, memory) in table.items():
            first = tables[0][what]
            print(f"{what:32}{seconds / first[0]:9.1f}{'':24}{memory / first[1]:9.1f}")
    return 0


def measured(month: Wanted) -> dict[str, Measured]:
    """Measure each way to deal with so many returns, and print it as soon as it is known."""
    # Made apart, so that what it takes is not in the memory of what is measured.
    apart(lambda: prepare(month))
    start, folder = month.start, month.folder
    files = sorted((start / "in").iterdir())
    ways: dict[str, Callable[[], None]] = {
        "read with calamine": lambda: with_calamine(files),
        "read with pandas and openpyxl": lambda: with_pandas(files),
        "checked by 1 process": lambda: checked(start, 1),
        "checked by 2 processes": lambda: checked(start, 2),
    }
    if month.has_master:
        ways["consolidated by 1 process"] = lambda: run(start, folder / "run", 1)
        ways["consolidated by 2 processes"] = lambda: run(start, folder / "run", 2)
    print(f"{month.returns} returns of {ROWS} rows")
    print(f"{'':32}{'seconds':>9}{'to calamine':>13}{'to pandas':>11}{'peak MB':>9}")
    found: dict[str, Measured] = {}
    for what, work in ways.items():
        found[what] = apart(work)
        seconds, memory = found[what]
        ratios = [
            f"{seconds / found[name][0]:.2f}" if name in found else "" for name in list(ways)[:2]
        ]
        columns = f"{seconds:9.1f}{ratios[0]:>13}{ratios[1]:>11}{memory / 1024:9.0f}"
        print(f"{what:32}{columns}", flush=True)
    return found


def apart(work: Callable[[], object]) -> Measured:
    """Return the seconds that work takes in a process of its own, and the peak of memory in kB.

    The memory is that of the process and of the largest of those it starts, for each of them.
    """
    reader, writer = os.pipe()
    child = os.fork()
    if not child:
        began = time.perf_counter()
        work()
        seconds = time.perf_counter() - began
        own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        theirs = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
        os.write(writer, f"{seconds} {own + 2 * theirs}".encode())
        os._exit(0)
    _, status = os.waitpid(child, 0)
    if status:
        sys.exit("The work ended early.")
    taken, memory = os.read(reader, 100).decode().split()
    return float(taken), float(memory)


def checked(start: Path, workers: int) -> None:
    """Read every return and check every rule."""
    if workers == 1:
        check([start / "in"], None)
        return
    with ProcessPoolExecutor(workers, mp_context=multiprocessing.get_context("fork")) as pool:
        check([start / "in"], None, reading=Reading(pool))


def run(start: Path, to: Path, workers: int) -> None:
    """Consolidate a copy of the month."""
    shutil.rmtree(to, ignore_errors=True)
    to.mkdir(parents=True)
    shutil.copy(start / "master.xlsx", to)
    if workers == 1:
        consolidate(to / "master.xlsx", start / "in", at=AT)
        return
    with ProcessPoolExecutor(workers, mp_context=multiprocessing.get_context("fork")) as pool:
        consolidate(to / "master.xlsx", start / "in", at=AT, reading=Reading(pool))


def with_calamine(files: list[Path]) -> None:
    """Read every sheet of every file."""
    for path in files:
        book = python_calamine.CalamineWorkbook.from_path(str(path), load_tables=True)
        for name in book.sheet_names:
            book.get_sheet_by_name(name).to_python()


def with_pandas(files: list[Path]) -> None:
    """Read every file as people write it at first: the sheet of answers, in a loop."""
    for path in files:
        pd.read_excel(path, engine="openpyxl", sheet_name=None)


def prepare(month: Wanted) -> Path:
    """Make the master and its returns; what an earlier run has made is used again."""
    start = month.start
    if (start / "ready").exists():
        return start
    shutil.rmtree(start, ignore_errors=True)
    (start / "in").mkdir(parents=True)
    if month.has_master:
        (start / "master.xlsx").write_bytes(master_bytes(month.returns))
    first = month.folder / "one"
    first.mkdir(exist_ok=True)
    one = first / "master.xlsx"
    one.write_bytes(master_bytes(1))
    (issued,) = issue(one, first / "out", Month(Period(2013, 10)), at=AT).returns
    said: dict[tuple[str, str], Value] = {}
    for n in range(ROWS):
        row = f"Q0000-{n:02}"
        said[row, "rag"] = "Green" if n % 10 else "Amber"  # Amber without an action is a finding
        if not month.is_usual or n % 4 == 0:
            said[row, "commentary"] = f"said-{n:02}-Q0000"
        if not month.is_usual or n % 20 == 0:
            said[row, "forecast"] = date(2014, 3, 1)
    template = fill_in(issued.path.read_bytes(), Answers(said), at=AT)
    for number in range(month.returns):
        path = start / "in" / f"2013-10 Head of Service Q{number:04}.xlsx"
        path.write_bytes(_renamed(template, number))
    (start / "ready").touch()
    return start


def master_bytes(owners: int) -> bytes:
    """Return a master of so many owners of 80 rows each, open for October 2013."""
    streams = [_stream(n) for n in range(-(-owners // OWNERS_ON_A_SHEET))]
    return _master(streams, {s.code: _rows(n, owners) for n, s in enumerate(streams)})


def _stream(number: int) -> Workstream:
    return Workstream(f"S{number:03}", Kind.WORKSTREAM, f"Workstream {number:03}", "")


def _rows(number: int, returns: int) -> list[dict[str, Value]]:
    first = number * OWNERS_ON_A_SHEET
    last = min(first + OWNERS_ON_A_SHEET, returns)
    return [_own(number), *(row for n in range(first, last) for row in _items(n, number))]


def _own(stream: int) -> dict[str, Value]:
    return {
        "item_id": f"own-{stream:03}",
        "level": "Workstream",
        "ref": f"S{stream:03}",
        "title": f"Workstream {stream:03}",
    }


def _items(owner: int, stream: int) -> list[dict[str, Value]]:
    return [
        {
            "item_id": f"idQ{owner:04}-{n:02}",
            "level": "Item",
            "ref": f"Q{owner:04}-{n:02}",
            "title": f"Project {n:02} of service Q{owner:04}",
            "owner": f"Head of Service Q{owner:04}",
            "baseline_due": date(2014, 3, 31),
            "due": date(2014, 3, 31),
            "status": "In progress",
            "last_rag": "Green",
            "last_commentary": "Said in September, and long enough to stand.",
            "publish": "Public",
        }
        for n in range(ROWS)
    ]


def _master(streams: list[Workstream], rows: Mapping[str, list[dict[str, Value]]]) -> bytes:
    period = Period(2013, 10)
    settings = Settings(
        plan_id="many",
        council="Test Council",
        title="Test plan",
        period=period,
        as_at=period.last_day,
        stage="open",
    )
    table: list[dict[str, Value]] = [
        {"code": s.code, "kind": "Workstream", "title": s.title, "is_reported": "Yes"}
        for s in streams
    ]
    owners = dict.fromkeys(str(row["owner"]) for part in rows.values() for row in part[1:])
    tables: dict[str, list[dict[str, Value]]] = {
        "workstreams": table,
        "people": [{"post": owner} for owner in owners],
        "returns": [
            {
                "period": "2013-10",
                "owner": owner,
                "rows": ROWS,
                "issued": "2013-11-01 09:30:00",
                "revision": 1,
                "state": "Issued",
            }
            for owner in owners
        ],
    }
    return build_master(NewMaster(settings, tuple(streams), rows, row_rules(), tables), made=AT)


def _renamed(template: bytes, number: int) -> bytes:
    """Return another owner's return: the same but for the owner and the refs."""
    out, stream = BytesIO(), number // OWNERS_ON_A_SHEET
    changes = ((b"Q0000", f"Q{number:04}".encode()), (b"S000", f"S{stream:03}".encode()))
    with (
        zipfile.ZipFile(BytesIO(template)) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            part = _SAID.sub(lambda match: _sentence(number, match[1]), old.read(name))
            for was, now in changes:
                part = part.replace(was, now)
            new.writestr(name, part)
    return _signed(out.getvalue())


def _sentence(owner: int, row: bytes) -> bytes:
    chance = random.Random(f"{owner} {row!r}")
    return f"{' '.join(chance.choices(WORDS, k=16))}.".capitalize().encode()


def _signed(data: bytes) -> bytes:
    """Return a return whose checksum is that of what it now says."""
    manifest = read_manifest(open_package(data))
    if manifest is None:
        sys.exit("The return has lost its manifest.")
    was, now = manifest.checksum.encode(), checksum(manifest).encode()
    out = BytesIO()
    with (
        zipfile.ZipFile(BytesIO(data)) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(was, now))
    return out.getvalue()


if __name__ == "__main__":
    sys.exit(main())
