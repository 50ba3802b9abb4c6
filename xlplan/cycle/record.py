"""The record of closed months: History as it was closed, and whether somebody has altered it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

from xlplan.findings import Finding
from xlplan.model import CellRef, Period
from xlplan.rules.headers import found
from xlplan.typed import shown
from xlplan.workbook.files import Kept, archive_of, kept_in
from xlplan.workbook.layout import SHEETS
from xlplan.workbook.master import Master, master_of
from xlplan.workbook.reader import SheetRow

_KEYS = tuple(column.key for column in SHEETS["history"].columns)
# The columns of the first layout; a month that was closed with no others has the same hash still.
_FIRST_KEYS = _KEYS[: _KEYS.index("source") + 1]


def history_hash(master: Master, period: Period) -> str:
    """Return a hash over what History says of a period, in whatever order its rows stand."""
    lines = sorted(_line(_told(row)) for row in _rows(master, period))
    return hashlib.sha256("\x1e".join(lines).encode()).hexdigest()


def closings(archive: Path) -> dict[str, Kept]:
    """Return the last closing of each period, by the period as 2013-10."""
    lines = (line for line in kept_in(archive) if line.kind == "closed")
    return {line.name.partition(" ")[0]: line for line in lines}


def altered_history(master: Master) -> Iterator[Finding]:
    """Tell of each closed period that History does not hold as it was closed, with the cell."""
    archive, settings = archive_of(master.path), master.plan.settings
    for text, line in closings(archive).items():
        period = Period.parse(text)
        was_reopened = period >= settings.period and not settings.is_closed
        if not line.history or was_reopened or history_hash(master, period) == line.history:
            continue
        what, at = _difference(master, archive / line.path, period)
        yield found("M03", {"period": period.title, "what": what}, at=at)


def _rows(master: Master, period: Period) -> list[SheetRow]:
    rows = master.table_rows("history")
    return [row for row in rows if row.text("period") == str(period)]


def _line(told: dict[str, str]) -> str:
    more = [f"{key}={told[key]}" for key in _KEYS if key not in _FIRST_KEYS and told[key]]
    return "\x1f".join([*(told[key] for key in _FIRST_KEYS), *more])


def _told(row: SheetRow) -> dict[str, str]:
    return {key: shown(row.value(key)) for key in _KEYS}


def _difference(master: Master, kept: Path, period: Period) -> tuple[str, CellRef | None]:
    """Say the first thing that differs from the archive's copy, and where it stands."""
    now = {row.text("item_id"): row for row in _rows(master, period)}
    if not kept.exists():
        return "its hash is another than when it was closed", None
    then = {r.text("item_id"): r for r in _rows(master_of(kept.read_bytes(), master.path), period)}
    for item_id, row in now.items():
        if item_id not in then:
            return f"a row for {row.text('ref')} was added", row.at("ref")
        was, says = _told(then[item_id]), _told(row)
        for key in (k for k in _KEYS if was[k] != says[k] and k in row.columns):
            heading = SHEETS["history"].heading(key)
            what = f'{was["ref"]} {heading} says "{says[key]}", and was closed as "{was[key]}"'
            return what, row.at(key)
    gone = [row.text("ref") for key, row in then.items() if key not in now]
    if gone:
        return f"the rows of {', '.join(gone[:5])} are gone", None
    twice = next((r for r in _rows(master, period) if now[r.text("item_id")] is not r), None)
    return "a row stands twice", twice.at("ref") if twice else None
