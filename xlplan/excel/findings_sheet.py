"""What a check leaves in the open workbook: a sheet of findings with links, notes on cells."""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass

import xlwings as xw

from xlplan.cycle.fixing import AUTHOR
from xlplan.excel.cell_notes import talked_of
from xlplan.excel.edits import make_edits
from xlplan.findings import Finding, Severity
from xlplan.model import CellRef, column_letters
from xlplan.workbook.edits import AddNote, AddSheet, Edit, Look, Place, RemoveNotes
from xlplan.workbook.layout import MARK

NAME = "Findings of xlplan"
TITLE = "What the last check in Excel found. The next check writes this sheet anew."
HEADINGS = ("Ref", "Sheet", "Cell", "What was found and what to do", "Severity", "Code")
FIRST_ROW = 4
_MARK = f"{MARK}excel-findings"
_WIDTHS = (8, 22, 8, 90, 10, 8)
_LOOKS = {1: Look.NOTE, 2: Look.HIDDEN, 3: Look.HEADING}


@dataclass(frozen=True)
class Problem:
    """One line of the sheet: a cell, and what was found there."""

    sheet: str
    cell: str
    message: str


def write_findings(book: xw.Book, findings: Sequence[Finding]) -> tuple[CellRef, ...]:
    """Write the findings on their own sheet and beside their cells, in place of the last check's.

    Return the cells that got no note: people talk there, or their sheet is protected. Raise
    EditRefused when the sheet cannot be written. The sheet in front stays in front.
    """
    names = {sheet.name for sheet in book.sheets}
    there = {f.at for f in findings if f.at and f.at.sheet in names}
    unnoted = tuple(dict.fromkeys(_unnoted(book, findings, there)))
    edits: list[Edit] = [RemoveNotes(AUTHOR), _sheet(findings, there)]
    edits += [
        AddNote(at.sheet, at.row, at.column, finding.message, AUTHOR)
        for finding in findings
        if (at := _noted(finding)) in there and at and at not in unnoted
    ]
    make_edits(book, edits)
    return unnoted


def _noted(finding: Finding) -> CellRef | None:
    return None if finding.severity is Severity.NOTE else finding.at


def _unnoted(book: xw.Book, findings: Sequence[Finding], there: Set[CellRef]) -> Iterator[CellRef]:
    talked: dict[str, frozenset[str] | None] = {}
    for at in filter(None, map(_noted, findings)):
        if at not in there:
            continue
        if at.sheet not in talked:
            sheet = book.sheets[at.sheet]
            talked[at.sheet] = None if sheet.api.ProtectContents else talked_of(sheet)
        cells = talked[at.sheet]
        if cells is None or f"{column_letters(at.column)}{at.row}" in cells:
            yield at


def _sheet(findings: Sequence[Finding], there: Set[CellRef]) -> AddSheet:
    return AddSheet(
        NAME,
        _MARK,
        ((TITLE,), (_MARK,), HEADINGS, *map(_row, findings)),
        widths=_WIDTHS,
        links={
            (row, 3): location(at)
            for row, finding in enumerate(findings, FIRST_ROW)
            if (at := finding.at) and at in there
        },
        looks=_LOOKS,
        place=Place.BACK,
    )


def location(at: CellRef) -> str:
    """Return a cell as a link within the workbook says it."""
    tab = at.sheet.replace("'", "''")
    return f"'{tab}'!{at.a1}"


def problems(book: xw.Book) -> tuple[Problem, ...] | None:
    """Return the findings of the last check that have a cell; None when nothing was checked."""
    sheet = next((sheet for sheet in book.sheets if sheet.name == NAME), None)
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


def _row(finding: Finding) -> tuple[str, ...]:
    said = finding.as_json()
    return tuple(said[key] for key in ("ref", "sheet", "cell", "message", "severity", "code"))
