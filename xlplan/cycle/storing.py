"""Writing the master: never while somebody has it open, never without a copy of the one before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from xlplan.fields import MASTER_VISIBLE
from xlplan.model import Refusal
from xlplan.typed import Value
from xlplan.workbook.edits import AppendRow, Edit, FitRow, SetCell
from xlplan.workbook.files import Step, archive_of, is_open_elsewhere, keep, write_atomically
from xlplan.workbook.layout import SHEETS, row_height, table_name, workstream_layout
from xlplan.workbook.master import Master, master_of
from xlplan.workbook.patch import apply_edits
from xlplan.workbook.reader import SheetRow
from xlplan.workbook.rows import as_cell


class Refused(Refusal):
    """The step could not be taken; the text says why and what to do, and nothing was changed."""


def require_closed_in_excel(path: Path) -> None:
    """Raise Refused when somebody has the workbook open."""
    who = is_open_elsewhere(path)
    if who is not None:
        by = f" by {who}" if who else ""
        raise Refused(f"{path.name} is open{by}. Close it in Excel and run this again.")


def revised(master: Master, edits: Sequence[Edit]) -> Master:
    """Return the master with edits made, as it would be read back; nothing is written."""
    if not edits:
        return master
    return master_of(apply_edits(master.data, edits, file=master.path.name), master.path)


def store(master: Master, edits: Sequence[Edit], *, at: datetime, why: str = "edit") -> Master:
    """Apply edits to the master and write it, keeping the one before; no edits, no write."""
    return put_in_place(master, revised(master, edits), at=at, why=why)


def put_in_place(before: Master, after: Master, *, at: datetime, why: str) -> Master:
    """Write a master over the one before, which is kept; `why` is the command, for `undo`."""
    if after.data == before.data:
        return before
    require_closed_in_excel(before.path)
    step = Step(why, sha256(after.data).hexdigest())
    archive, name = archive_of(before.path), before.path.name
    keep(archive, before.data, name, kind="masters", at=at, step=step)
    write_atomically(before.path, after.data)
    return after


def write_new(path: Path, data: bytes) -> None:
    """Write a file that must not be there yet; raise Refused when it is."""
    if path.exists():
        raise Refused(f"{path} is there already. Choose another name, or move it away first.")
    path.parent.mkdir(parents=True, exist_ok=True)
    write_atomically(path, data)


def set_cell(row: SheetRow, key: str, value: Value) -> SetCell:
    """Return the edit that gives one cell of a row a value; None clears it."""
    at = row.at(key)
    return SetCell(at.sheet, at.row, at.column, as_cell(value))


def fit_row(row: SheetRow, values: Mapping[str, Value]) -> FitRow:
    """Return the edit that gives a plan's row room for its text, with some values changed."""
    columns = workstream_layout("", "", is_return=False).columns
    in_view = [c for c in columns if c.key in MASTER_VISIBLE]
    texts: dict[str, Value] = {key: row.text(key) for key in row.columns}
    return FitRow(row.sheet, row.number, row_height(in_view, texts | dict(values)))


def append(code: str, values: Mapping[str, Value]) -> AppendRow:
    """Return the edit that adds a row to one of the master's other sheets."""
    known = SHEETS[code]
    told = {known.heading(key): as_cell(v) for key, v in values.items() if v not in (None, "")}
    return AppendRow(table_name(code), told, row_height(known.columns, values))


def settings_edits(master: Master, values: Mapping[str, Value]) -> tuple[Edit, ...]:
    """Return the edits that change settings by their keys; unknown keys are left out."""
    cells = master.settings_cells
    return tuple(
        SetCell(at.sheet, at.row, at.column, as_cell(value))
        for key, value in values.items()
        if (at := cells.get(key))
    )
