"""The example master and return, as workbooks to look at: `python -m xlplan.cycle.samples`.

They are made from the text of the example, and the same text always makes the same bytes.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from xlplan.cycle.issuing import build_for
from xlplan.rules.row_rules import row_rules
from xlplan.workbook.example import Example
from xlplan.workbook.master import master_of
from xlplan.workbook.new_master import build_master

NAME = "maidstone-2013"
OWNER = "Waste and Recycling Manager"
MADE = datetime(2013, 11, 1, 9, 0)


def samples() -> Mapping[str, bytes]:
    """Return the example workbooks by file name: the master, and the return of one owner."""
    made = build_master(Example(NAME).latest(row_rules()), made=MADE)
    master = master_of(made, Path(f"{NAME}.xlsx"))
    _, returned = build_for(master, OWNER, revision=1, at=MADE)
    return {f"{NAME}.xlsx": made, f"{NAME}-return.xlsx": returned}


def write_samples(folder: Path) -> None:
    """Write the example workbooks into a folder."""
    for name, data in samples().items():
        (folder / name).write_bytes(data)


if __name__ == "__main__":
    write_samples(Path("workbooks"))
