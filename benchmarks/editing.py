"""How long editing 500 cells of a master takes, as a multiple of unpacking and packing it again."""

from __future__ import annotations

import argparse
import io
import sys
import time
import zipfile
from collections.abc import Callable
from statistics import median

from benchmarks.consolidating import master_bytes
from xlplan.workbook.edits import SetCell
from xlplan.workbook.package import open_package
from xlplan.workbook.patch import apply_edits

CELLS = 500


def main() -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--owners", type=int, default=18, help="owners of 80 rows each (18)")
    parser.add_argument("--runs", type=int, default=9)
    options = parser.parse_args()
    master = master_bytes(options.owners)
    with zipfile.ZipFile(io.BytesIO(master)) as archive:
        unpacked = sum(info.file_size for info in archive.infolist())
    sheet = next(s for s in open_package(master).sheets if s.name.startswith("Workstream 0"))
    column = next(c for c in range(1, 60) if sheet.value(5, c) == "Commentary")
    edits = [SetCell(sheet.name, 7 + n % 300, column + n // 300, f"Said {n}") for n in range(CELLS)]
    zipping = _seconds(lambda: _packed_again(master), options.runs)
    editing = _seconds(lambda: apply_edits(master, edits), options.runs)
    print(f"A master of {unpacked / 1e6:.1f} MB unpacked, {len(master) / 1e6:.2f} MB packed")
    print(f"unzip and zip    {zipping:6.2f} s   1.0")
    print(f"edit {CELLS} cells   {editing:6.2f} s {editing / zipping:5.1f}")
    return 0


def _seconds(work: Callable[[], object], runs: int) -> float:
    taken = []
    for _ in range(runs):
        began = time.perf_counter()
        work()
        taken.append(time.perf_counter() - began)
    return median(taken)


def _packed_again(data: bytes) -> bytes:
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            new.writestr(name, old.read(name))
    return out.getvalue()


if __name__ == "__main__":
    sys.exit(main())
