"""How long a large master takes to make and to work out, against the example's.

12 workstreams of 200 items with 24 closed months: about a hundred times the example. Run from the
project's folder: .venv/bin/python benchmarks/building.py
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

from tests.support.libreoffice import LibreOffice, started
from xlplan.model import Kind, Period, Settings, Workstream
from xlplan.rules.row_rules import row_rules
from xlplan.typed import Value
from xlplan.workbook.example import Example
from xlplan.workbook.master import master_of
from xlplan.workbook.new_master import NewMaster, build_master
from xlplan.workbook.package import open_package

STREAMS, ITEMS, MONTHS = 12, 200, 24
MADE = datetime(2013, 11, 1)
OPEN = Period(2013, 10)
WORDS = ("Green", "Green", "Amber", "Red")
SAID = "The lease was agreed in March, and the options come to Cabinet in June. " * 4


def large() -> NewMaster:
    """Return a plan of many items and months."""
    codes = [f"W{number}" for number in range(1, STREAMS + 1)]
    streams = tuple(Workstream(c, Kind.WORKSTREAM, f"Workstream {c}", "Owner") for c in codes)
    rows = {code: [_row(code, number) for number in range(ITEMS + 1)] for code in codes}
    history = [
        _past(code, row, months)
        for months in range(MONTHS, 0, -1)
        for code in codes
        for row in rows[code]
    ]
    table: list[dict[str, Value]] = [
        {"code": c, "kind": "Workstream", "title": f"Workstream {c}", "is_reported": "Yes"}
        for c in codes
    ]
    settings = Settings("large", "A council", "A large plan", OPEN, OPEN.last_day)
    people: list[dict[str, Value]] = [{"post": "Owner"}]
    tables = {"workstreams": table, "people": people, "history": history}
    return NewMaster(settings, streams, rows, row_rules(), tables)


def _row(code: str, number: int) -> dict[str, Value]:
    return {
        "item_id": f"{code}-{number}",
        "level": "Item" if number else "Workstream",
        "ref": f"{code}.{number}" if number else code,
        "title": f"Item {number}",
        "owner": "Owner",
        "due": date(2014, 3, 31),
        "rag": WORDS[number % 4],
        "reported": "Yes",
        "status": "In progress",
        "commentary": SAID,
    }


def _past(code: str, row: dict[str, Value], months: int) -> dict[str, Value]:
    first = OPEN.year * 12 + OPEN.month - 1 - months
    keep = {k: row[k] for k in ("item_id", "ref", "level", "title", "owner", "rag", "reported")}
    return {"period": f"{first // 12}-{first % 12 + 1:02d}", "workstream": code, **keep}


def timed(work: Callable[[], object]) -> tuple[object, float]:
    """Return what a piece of work gives, and its seconds."""
    start = time.perf_counter()
    return work(), time.perf_counter() - start


def main() -> None:
    """Print the ratios."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "office").mkdir()
        office = started(folder / "office")
        small = _measured(Example().latest(row_rules()), folder / "small.xlsx", office)
        big = _measured(large(), folder / "large.xlsx", office)
    print(f"{STREAMS} x {ITEMS} items, {MONTHS} months; the example is 1")
    for what in small:
        print(f"{what:<28}{big[what] / small[what]:8.1f}")
    print(f"{'building it / recalculating':<28}{big['building'] / big['recalculating']:8.2f}")


def _measured(new: NewMaster, path: Path, office: LibreOffice) -> dict[str, float]:
    made, building = timed(lambda: build_master(new, made=MADE))
    assert isinstance(made, bytes)
    path.write_bytes(made)
    _, reading = timed(lambda: master_of(made, path))
    done, recalculating = timed(lambda: office.recalculated(path))
    assert isinstance(done, list)
    live = open_package(done[0]).sheet("Dashboard")
    counted = live.value(6, 10) if live else None
    assert counted == sum(len(rows) - 1 for rows in new.rows.values()) or path.stem == "small"
    return {
        "building": building,
        "reading": reading,
        "recalculating": recalculating,
        "bytes": float(len(made)),
    }


if __name__ == "__main__":
    main()
