"""What a team put on the Dashboard, or reads from it, that building it anew would upset."""

from __future__ import annotations

import re
from collections.abc import Iterator

from xlplan.workbook.dashboard_columns import LINE_NAMES
from xlplan.workbook.layout import HEADER_ROW
from xlplan.workbook.master import Master
from xlplan.workbook.package import Package, Sheet
from xlplan.workbook.renewing import dashboard_of
from xlplan.workbook.standing_looks import shown_headings

_MARK = re.compile(r"formulas [0-9a-f]{12}")
_OURS = (*LINE_NAMES.values(), "LastPriority")


def own_on_dashboard(master: Master, fresh: Package) -> tuple[str, ...]:
    """Return what would be lost, or would point elsewhere, each with its cell."""
    found, new = dashboard_of(master), fresh.sheet("Dashboard")
    if found is None or new is None:
        return ()
    sheet, lines = found
    grown = lines.every[-1] - _last_line(fresh)
    last = new.max_row + grown
    own = [f"{at} is text of your own" for at in _typed(master, sheet, new, last)]
    if grown or shown_headings(sheet) != shown_headings(new):
        own += [f"the note on {note.at}" for note in sheet.notes]
        own += [f"{where} reads the Dashboard" for where in _readers(master, sheet)]
    return tuple(own)


def _last_line(fresh: Package) -> int:
    return max(int(fresh.names[name].rpartition("$")[2]) for name in LINE_NAMES.values())


def _typed(master: Master, sheet: Sheet, new: Sheet, last: int) -> Iterator[str]:
    """Yield the cells of the Dashboard that xlplan did not write."""
    headings = shown_headings(sheet)
    ours = {cell.value for cell in new.cells.values() if cell.formula is None}
    ours |= {*headings, *(stream.code for stream in master.plan.workstreams)}
    for (row, column), cell in sorted(sheet.cells.items()):
        if cell.formula is not None:
            is_built = row < HEADER_ROW or (column <= len(headings) and row <= last)
        else:
            is_built = cell.value in ours or bool(_MARK.fullmatch(str(cell.value)))
        if not is_built and (cell.value is not None or cell.formula is not None):
            yield str(cell.at)


def _readers(master: Master, dashboard: Sheet) -> Iterator[str]:
    """Yield the cells and names of the team's own that read the Dashboard's cells."""
    name = re.escape(dashboard.name.replace("'", "''"))
    reads = re.compile(rf"(?<![\w'])(?:{name}|'{name}')!", re.IGNORECASE)
    for sheet in master.package.sheets:
        for cell in sheet.cells.values():
            if sheet is not dashboard and cell.formula and reads.search(str(cell.formula)):
                yield str(cell.at)
    for known, text in master.package.names.items():
        is_print = "Print_" in known or "_Filter" in known
        if known not in _OURS and not is_print and reads.search(text):
            yield f"the name {known}"
