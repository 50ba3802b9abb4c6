"""The Dashboard's formulas of an earlier version, brought up to date in a master that is in use."""

from __future__ import annotations

import re
from collections.abc import Iterator

from xlplan.model import Kind
from xlplan.workbook.dashboard import formulas_mark, line_values, plan_values
from xlplan.workbook.dashboard_columns import LINE_NAMES, Columns, Lines
from xlplan.workbook.edits import Edit, SetCell, SetFormula
from xlplan.workbook.layout import FIRST_ROW, HEADER_ROW, KEY_ROW
from xlplan.workbook.master import Master
from xlplan.workbook.package import Sheet

_LINES = re.compile(r"(?:'((?:[^']|'')+)'|([^'!]+))!\$A\$(\d+):\$A\$(\d+)")


def renewing_edits(master: Master) -> tuple[Edit, ...]:
    """Return the edits that give the Dashboard this version's formulas; none when it has them.

    None, too, for a Dashboard that has other columns or lines than xlplan builds: it is left as it
    is until `roll-forward` builds it afresh.
    """
    settings = master.plan.settings
    columns = Columns(settings.scale)
    found = dashboard_of(master)
    if found is None:
        return ()
    sheet, lines = found
    mark, column = formulas_mark(settings), columns.width + 1
    headings = [sheet.value(HEADER_ROW, c) for c in range(1, len(columns.headings) + 1)]
    if headings != list(columns.headings) or sheet.value(KEY_ROW, column) == mark:
        return ()
    rows = {FIRST_ROW: plan_values(settings, lines)}
    for row in lines.every:
        code = str(sheet.value(row, 1) or "")
        if code:
            rows[row] = line_values(row, code, columns)
    edits = [edit for row, values in rows.items() for edit in _formulas(sheet, row, values)]
    return (*edits, SetCell(sheet.name, KEY_ROW, column, mark))


def _formulas(sheet: Sheet, row: int, values: list[str]) -> Iterator[SetFormula]:
    for column, text in enumerate(values, 1):
        if text.startswith("="):
            yield SetFormula(sheet.name, row, column, text[1:])


def dashboard_of(master: Master) -> tuple[Sheet, Lines] | None:
    """Return the Dashboard and its lines, wherever it stands; None when it is not to be found."""
    spans = []
    for kind in (Kind.WORKSTREAM, Kind.ENABLER):
        named = _LINES.fullmatch(master.package.names.get(LINE_NAMES[kind], ""))
        if named is None:
            return None
        title = (named[1] or named[2]).replace("''", "'")
        spans.append((title, range(int(named[3]), int(named[4]) + 1)))
    (title, first), (other, then) = spans
    sheet = next((s for s in master.package.sheets if s.name == title), None)
    is_as_built = title == other and first.start == FIRST_ROW + 1 and first.stop == then.start
    return (sheet, Lines(first, then)) if sheet and is_as_built else None
