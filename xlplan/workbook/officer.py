"""A simulated officer: fills in a return and saves it, as another program would.

For the demonstration and for tests only. The return is loaded and saved anew, to other bytes; the
workbooks of real officers and the master are never treated so.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from openpyxl import load_workbook
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from xlplan.fields import BY_NAME, RETURN_VISIBLE
from xlplan.typed import Value
from xlplan.workbook.builder import put
from xlplan.workbook.layout import (
    HEADER_ROW,
    KEY_ROW,
    MARK,
    MARK_ROW,
    row_height,
    workstream_layout,
)
from xlplan.workbook.saving import steady


@dataclass(frozen=True)
class Answers:
    """What an officer types: by ref and field; and new names for tabs, by workstream code."""

    cells: Mapping[tuple[str, str], Value]
    tabs: Mapping[str, str] = field(default_factory=dict)
    signed_by: str = ""


def fill_in(issued: bytes, answers: Answers, *, at: datetime) -> bytes:
    """Return the bytes of an issued return with an officer's answers typed into it."""
    book = load_workbook(io.BytesIO(issued), rich_text=True)
    for sheet in list(book.worksheets):
        mark = str(sheet.cell(MARK_ROW, 1).value or "")
        code = mark.removeprefix(MARK) if mark.startswith(MARK) else ""
        _fill_sheet(sheet, answers)
        if code in answers.tabs:
            sheet.title = answers.tabs[code]
    if answers.signed_by:
        _sign(book, answers.signed_by, at)
    raw = io.BytesIO()
    book.save(raw)
    return steady(raw.getvalue(), made=at)


def _fill_sheet(sheet: Worksheet, answers: Answers) -> None:
    columns = {
        str(value): column
        for column in range(1, sheet.max_column + 1)
        if str(value := sheet.cell(KEY_ROW, column).value) in BY_NAME
    }
    if "ref" not in columns:
        return
    for row in range(HEADER_ROW + 1, sheet.max_row + 1):
        ref = str(sheet.cell(row, columns["ref"]).value or "")
        for name, column in columns.items():
            if (ref, name) in answers.cells:
                put(sheet.cell(row, column), answers.cells[(ref, name)])
        # Excel would have let the row grow as the officer typed.
        said = {n: sheet.cell(row, c).value for n, c in columns.items() if n in RETURN_VISIBLE}
        texts: dict[str, Value] = {n: str(v) for n, v in said.items() if v is not None}
        in_view = workstream_layout("", "", is_return=True).columns[: len(RETURN_VISIBLE)]
        sheet.row_dimensions[row].height = row_height(in_view, texts)


def _sign(book: Workbook, post: str, at: datetime) -> None:
    guide = book["Guide"]
    for row in range(1, guide.max_row + 1):
        label = guide.cell(row, 1).value
        if label == "Post":
            put(guide.cell(row, 2), post)
        elif label == "Date":
            put(guide.cell(row, 2), at.date())
