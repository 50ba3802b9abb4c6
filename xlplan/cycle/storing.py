"""Writing the master: never while somebody has it open, never without a copy of the one before."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Collection, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from datetime import datetime
from functools import cache
from hashlib import sha256
from pathlib import Path

from xlplan.fields import MASTER_VISIBLE
from xlplan.model import Plan, Refusal
from xlplan.typed import Value
from xlplan.workbook import preview
from xlplan.workbook.ahead import Ahead, edit_after, edit_ahead
from xlplan.workbook.edits import AppendRow, Edit, FitRow, SetCell
from xlplan.workbook.files import (
    Step,
    archive_of,
    is_open_elsewhere,
    keep,
    mark_of_opener,
    write_atomically,
    write_in_folder,
)
from xlplan.workbook.guard import MASTER, read_file
from xlplan.workbook.layout import SHEETS, Heights, table_name, workstream_layout
from xlplan.workbook.locks import held
from xlplan.workbook.master import Master, ReadBefore, master_from, master_of
from xlplan.workbook.reader import SheetRow
from xlplan.workbook.rows import as_cell


class Refused(Refusal):
    """The step could not be taken; the text says why and what to do, and nothing was changed."""


class MasterOpen(Refused):
    """{name} is open by {who}. Close it there, or delete {mark} after a crash; run this again."""


class ReadOnly(Refused):
    """{name} is read-only. Take off its Read-only mark (in Properties) and run this again."""


class MasterChanged(Refused):
    """{name} was saved by somebody else in the meantime. Nothing was written; run this again."""


def require_writable(path: Path) -> None:
    """Raise MasterOpen when somebody has the workbook open, ReadOnly when it is not to be written.

    The mark counts for an administrator too, who could write all the same.
    """
    mark = mark_of_opener(path)
    if mark is not None:
        raise MasterOpen(name=path.name, who=is_open_elsewhere(path), mark=mark.name)
    if path.exists() and not (path.stat().st_mode & 0o222 and os.access(path, os.W_OK)):
        raise ReadOnly(name=path.name)


@contextlib.contextmanager
def writing(path: Path, *, why: str, at: datetime) -> Iterator[None]:
    """Hold a master from before it is read until it is written, so that no other run comes between.

    Raises Refused when it is open, read-only, missing, or another run holds it.
    """
    if not path.exists():
        raise Refused(f"There is no {path}. Check the name and run this again.")
    require_writable(path)
    with held(path, why=why, at=at):
        yield


def previewed(master: Master, edits: Sequence[Edit]) -> Master:
    """Return the master as it would read with edits made, for reading only."""
    if not edits:
        return master
    drawn = preview.previewed(master.package, edits)
    known = ReadBefore(master, drawn.rows)
    return master_from(drawn.package, master.data, master.path, known=known)


def begun(master: Master, edits: Sequence[Edit], executor: Executor | None) -> Ahead | None:
    """Have an executor begin to make edits, while what else to edit is worked out."""
    name = master.path.name
    return edit_ahead(master.data, edits, file=name, limits=MASTER, executor=executor)


def revised(master: Master, edits: Sequence[Edit], *, ahead: Ahead | None = None) -> Master:
    """Return the master with edits made, as it is read back; nothing is written."""
    if not edits:
        return master
    data = edit_after(master.data, edits, ahead, file=master.path.name, limits=MASTER)
    return master_of(data, master.path)


def store(
    master: Master,
    edits: Sequence[Edit],
    *,
    at: datetime,
    why: str = "edit",
    expected: Plan | None = None,
    ahead: Ahead | None = None,
) -> Master:
    """Apply edits to the master and write it, keeping the one before; no edits, no write.

    Raises Refused, with nothing written, when the plan reads back otherwise than expected.
    """
    after = revised(master, edits, ahead=ahead)
    if expected is not None and after.plan != expected:
        raise Refused(
            f"{master.path.name} would read back otherwise than it was worked out, so it was not "
            "written. Keep it, and the returns, and tell whoever looks after xlplan."
        )
    return put_in_place(master, after, at=at, why=why)


def put_in_place(before: Master, after: Master, *, at: datetime, why: str) -> Master:
    """Write a master over the one before, which is kept; `why` is the command, for `undo`."""
    if after.data == before.data:
        return before
    require_writable(before.path)
    if read_file(before.path, file=before.path.name, limits=MASTER) != before.data:
        raise MasterChanged(name=before.path.name)
    step = Step(why, sha256(after.data).hexdigest())
    archive, name = archive_of(before.path), before.path.name
    keep(archive, before.data, name, kind="masters", at=at, step=step)
    write_atomically(before.path, after.data)
    return after


def write_new(path: Path, data: bytes) -> None:
    """Write a file that must not be there yet; raise Refused when it is."""
    if path.exists():
        raise Refused(f"{path} is there already. Choose another name, or move it away first.")
    write_in_folder(path, data)


def set_cell(row: SheetRow, key: str, value: Value) -> SetCell:
    """Return the edit that gives one cell of a row a value; None clears it."""
    return SetCell(row.sheet, row.number, row.columns[key], as_cell(value))


def fit_row(row: SheetRow, values: Mapping[str, Value]) -> FitRow:
    """Return the edit that gives a plan's row room for its text, with some values changed."""
    texts: dict[str, Value] = {key: row.text(key) for key in MASTER_VISIBLE if key not in values}
    return FitRow(row.sheet, row.number, _heights("").of(texts | dict(values)))


@cache
def _heights(code: str) -> Heights:
    """Return the heights of rows on one of the other sheets, or with "" of the plan's in view."""
    if code:
        return Heights(SHEETS[code].columns)
    columns = workstream_layout("", "", is_return=False).columns
    return Heights(c for c in columns if c.key in MASTER_VISIBLE)


def append(
    code: str, values: Mapping[str, Value], *, known: Collection[str] | None = None
) -> AppendRow:
    """Return the edit that adds a row to one of the master's other sheets.

    Of the headings only those `known` are filled; without it, all.
    """
    sheet = SHEETS[code]
    told = {
        sheet.heading(key): as_cell(value)
        for key, value in values.items()
        if value is not None and value != ""
    }
    if known is not None:
        told = {heading: value for heading, value in told.items() if heading in known}
    return AppendRow(table_name(code), told, _heights(code).of(values))


def settings_edits(master: Master, values: Mapping[str, Value]) -> tuple[Edit, ...]:
    """Return the edits that change settings by their keys; unknown keys are left out."""
    cells = master.settings_cells
    return tuple(
        SetCell(at.sheet, at.row, at.column, as_cell(value))
        for key, value in values.items()
        if (at := cells.get(key))
    )
