"""Changing the open master: tried on a copy first, kept as it was, and read back afterwards."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

import xlwings as xw

from xlplan.cycle.storing import Refused
from xlplan.excel.edits import make_edits
from xlplan.excel.reading import master_in
from xlplan.workbook.edits import Edit
from xlplan.workbook.files import Step, archive_of, keep
from xlplan.workbook.guard import MASTER
from xlplan.workbook.master import Master, master_of
from xlplan.workbook.patch import apply_edits
from xlplan.workbook.reader import SheetRow


def keep_copy(master: Master, *, at: datetime) -> None:
    """Keep the master, as it was read from Excel, in the archive beside it."""
    archive, name = archive_of(master.path), master.path.name
    keep(archive, master.data, name, kind="masters", at=at, step=Step("excel", made=""))


def change(book: xw.Book, master: Master, edits: Sequence[Edit], *, at: datetime) -> Master:
    """Make the edits in the open master and return it as it is then; nothing is saved.

    Raise EditRefused, with nothing changed, when they cannot be made, and Refused when Excel
    holds something else afterwards than the same edits give in a file.
    """
    if not edits:
        return master
    wanted = master_of(
        apply_edits(master.data, edits, file=master.path.name, limits=MASTER), master.path
    )
    keep_copy(master, at=at)
    make_edits(book, edits)
    after = master_in(book)
    differing = next(_differences(wanted, after), None)
    if differing:
        raise Refused(
            f"Excel holds something else than xlplan wrote ({differing}). Close the workbook "
            "without saving: the file is as it was."
        )
    return after


def _differences(wanted: Master, after: Master) -> Iterator[str]:
    if wanted.plan != after.plan:
        yield "on a workstream's sheet"
    for code, rows in wanted.tables.items():
        if [_values(row) for row in rows] != [_values(row) for row in after.table_rows(code)]:
            yield f"on {wanted.sheet_of(code)}"


def _values(row: SheetRow) -> dict[str, object]:
    typed = {key: row.value(key) for key, cell in row.cells.items() if cell.formula is None}
    return {key: value for key, value in typed.items() if value is not None}
