"""What a master needs to take in one more workstream: its sheet, its line and a link to it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from xlplan.model import Settings, Workstream
from xlplan.rules.row_rules import RowRule
from xlplan.typed import Value
from xlplan.workbook.builder import sheet_name
from xlplan.workbook.dashboard import line_height, line_kind, line_values
from xlplan.workbook.dashboard_columns import LINE_NAMES, Columns
from xlplan.workbook.edits import (
    EditRefused,
    JoinSheet,
    SetCell,
    SetFormula,
    SetLink,
    ShowRow,
)
from xlplan.workbook.layout import FIRST_ROW, HEADER_ROW
from xlplan.workbook.master import Master
from xlplan.workbook.master_guide import told_of
from xlplan.workbook.package import Sheet
from xlplan.workbook.reader import find_sheet
from xlplan.workbook.saving import save
from xlplan.workbook.workstream_sheet import add_workstream_sheet, workstream_head

_LINES = re.compile(r"(?:'((?:[^']|'')+)'|([^'!]+))!\$A\$(\d+):\$A\$(\d+)")
_AS_BUILT = (
    "Nothing was changed. The Dashboard {how}, so a line cannot be added to it. {what} or make the "
    "next plan with `xlplan roll-forward`, which builds it afresh."
)


def sheet_edit(
    master: Master,
    stream: Workstream,
    rows: Sequence[Mapping[str, Value]],
    *,
    rules: Sequence[RowRule],
    place: int,
    made: datetime,
) -> JoinSheet:
    """Return the edit that adds the workstream's sheet behind the other workstreams'.

    `place` counts those that are added in one go.
    """
    settings: Settings = master.plan.settings
    number = len(master.plan.workstreams) + place + 1
    scale = settings.scale
    head = workstream_head(
        stream.code, stream.title, is_return=False, scale=scale, rules=rules, number=number
    )
    book = Workbook()
    assert isinstance(book.active, Worksheet)
    book.remove(book.active)
    add_workstream_sheet(book, head, rows, scale=scale, rules=rules)
    author, colour = settings.council, settings.colour
    data = save(book, title=settings.title, author=author, made=made, colour=colour)
    after = find_sheet(master.package, "requests")
    return JoinSheet(data, sheet_name(stream.title), after.name if after else "")


def dashboard_edits(
    master: Master, stream: Workstream, taken: set[int]
) -> Iterator[SetCell | SetFormula | ShowRow]:
    """Yield the edits that give the workstream the first spare line, which joins `taken`.

    Raise EditRefused where the Dashboard has none, or is not as it was built.
    """
    columns = Columns(master.plan.settings.scale)
    sheet, lines = _lines(master, stream)
    headings = [sheet.value(HEADER_ROW, c) for c in range(1, len(columns.headings) + 1)]
    if headings != list(columns.headings):
        how = "has other columns than the rating scale asks for"
        raise EditRefused(_AS_BUILT.format(how=how, what="Undo what was changed,"))
    spare = [row for row in lines if sheet.value(row, 1) is None and row not in taken]
    if not spare:
        raise EditRefused(_AS_BUILT.format(how="has no spare line", what="Leave one out,"))
    row = spare[0]
    taken.add(row)
    for column, text in enumerate(line_values(row, stream.code, columns), 1):
        if text.startswith("="):
            yield SetFormula(sheet.name, row, column, text[1:])
        elif text:
            yield SetCell(sheet.name, row, column, text)
    yield ShowRow(sheet.name, row, line_height(stream))


def _lines(master: Master, stream: Workstream) -> tuple[Sheet, range]:
    named = _LINES.fullmatch(master.package.names.get(LINE_NAMES[line_kind(stream)], ""))
    title = (named[1] or named[2]).replace("''", "'") if named else ""
    sheet = next((s for s in master.package.sheets if s.name == title), None)
    if named is None or sheet is None or sheet.value(HEADER_ROW, 1) != "Code":
        how = "is not as xlplan builds it"
        raise EditRefused(_AS_BUILT.format(how=how, what="Undo what was changed above its lines,"))
    return sheet, range(max(int(named[3]), FIRST_ROW + 1), int(named[4]) + 1)


def guide_edits(
    master: Master, stream: Workstream, taken: set[int]
) -> Iterator[SetLink | SetFormula]:
    """Yield the edits that add a link below the Guide's others; none where there is no Guide."""
    guide = next((s for s in master.package.sheets if s.name == "Guide"), None)
    tabs = {s.name for s in master.package.sheets}
    if guide is None:
        return
    linked = [row for row in range(1, guide.max_row + 1) if guide.value(row, 1) in tabs]
    if not linked:
        return
    row = max([*linked, *taken]) + 1
    while guide.value(row, 1) is not None or guide.value(row, 2) is not None:
        row += 1
    taken.add(row)
    name = sheet_name(stream.title)
    place = "'" + name.replace("'", "''") + "'!A1"
    yield SetLink(guide.name, row, 1, name, place)
    yield SetFormula(guide.name, row, 2, told_of(stream.code)[1:])
