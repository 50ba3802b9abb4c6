"""The sheet of findings that a check leaves in the open workbook."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import xlwings as xw

from xlplan.excel.edits import as_excel
from xlplan.findings import Finding
from xlplan.workbook.edits import EditRefused
from xlplan.workbook.layout import MARK

NAME = "Findings of xlplan"
TITLE = "What the last check in Excel found. The next check writes this sheet anew."
HEADINGS = ("Ref", "Sheet", "Cell", "What was found and what to do", "Severity", "Code")
FIRST_ROW = 4
_MARK = f"{MARK}excel-findings"
_MARK_ROW = 2
_WIDTHS = (8, 22, 8, 90, 10, 8)


@dataclass(frozen=True)
class Problem:
    """One line of the sheet: a cell, and what was found there."""

    sheet: str
    cell: str
    message: str


def write_findings(book: xw.Book, findings: Sequence[Finding]) -> None:
    """Write the findings on their own sheet, in place of those of the last check.

    Raise EditRefused when the sheet is protected. The sheet in front stays in front.
    """
    front = book.sheets.active
    sheet = _sheet(book) or book.sheets.add(NAME, after=book.sheets[len(book.sheets) - 1])
    if sheet.api.ProtectContents:
        raise EditRefused(f'The sheet "{NAME}" is protected. Unprotect it and run this again.')
    sheet.used_range.clear_contents()
    blank = ("",) * (len(HEADINGS) - 1)
    rows = [(TITLE, *blank), (_MARK, *blank), HEADINGS, *(_row(f) for f in findings)]
    sheet.range((1, 1)).value = [[as_excel(text) for text in row] for row in rows]
    sheet.range((_MARK_ROW, 1)).row_height = 0
    for number, width in enumerate(_WIDTHS, 1):
        sheet.range((1, number)).column_width = width
    front.activate()


def problems(book: xw.Book) -> tuple[Problem, ...] | None:
    """Return the findings of the last check that have a cell; None when nothing was checked."""
    sheet = _sheet(book)
    if sheet is None:
        return None
    texts = [
        ["" if value is None else str(value) for value in row]
        for row in sheet.used_range.options(ndim=2).value
    ]
    head = FIRST_ROW - 2
    if len(texts) <= head or tuple(texts[head][: len(HEADINGS)]) != HEADINGS:
        return None
    return tuple(Problem(row[1], row[2], row[3]) for row in texts[head + 1 :] if row[1] and row[2])


def _sheet(book: xw.Book) -> xw.Sheet | None:
    return next((sheet for sheet in book.sheets if sheet.name == NAME), None)


def _row(finding: Finding) -> tuple[str, ...]:
    said = finding.as_json()
    return tuple(said[key] for key in ("ref", "sheet", "cell", "message", "severity", "code"))
