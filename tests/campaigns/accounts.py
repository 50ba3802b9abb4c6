"""Where everything that an officer typed has ended: merged, held, asked, decided or named."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path

from openpyxl import load_workbook

from tests.campaigns.good import Good
from xlplan.cycle.judging import Judged, judge
from xlplan.cycle.receiving import Intake, Received, choose
from xlplan.findings import Finding
from xlplan.merge import Merge, Outcome
from xlplan.model import CellRef, clean, column_letters
from xlplan.rules.row_rules import row_rules
from xlplan.typed import shown
from xlplan.workbook.addresses import Area, contains, parse_area
from xlplan.workbook.foreign import open_any
from xlplan.workbook.guard import WorkbookRefused
from xlplan.workbook.kinds import kind_of
from xlplan.workbook.return_extras import ReturnExtras
from xlplan.workbook.returns import read_return

_OURS = ("Settings", "Lists", "_xlplan", "Export Summary")


@dataclass(frozen=True)
class Outcomes:
    """What became of one file: its findings, its merges, and what was typed and not accounted."""

    findings: tuple[Finding, ...]
    merges: tuple[Merge, ...]
    is_accepted: bool
    lost: tuple[str, ...]

    @property
    def codes(self) -> set[str]:
        """The codes of the findings."""
        return {f.code for f in self.findings}


def outcomes(base: Good, data: bytes, name: str) -> Outcomes:
    """Read and merge one file, and account for every value typed in it."""
    settings = base.master.plan.settings
    returned = read_return(data, file=name, rules=row_rules(), settings=settings, has_plan=True)
    intake: Intake = choose((Received(Path(name), data, returned, 0.0, name),), ())
    run = judge(base.master, intake, ())
    merges = tuple(merge for judged in run.judged for merge in every(judged))
    lost: tuple[str, ...] = ()
    if returned.is_accepted:
        lost = tuple(_lost(base, data, run.findings, merges, returned.extras))
    return Outcomes(run.findings, merges, returned.is_accepted, lost)


def every(judged: Judged) -> Iterator[Merge]:
    """Yield what became of every cell of a return, row by row."""
    for item_id, row in judged.rows.items():
        yield from (merge for name in row.typed if (merge := judged.cell(item_id, name)))


def _lost(
    base: Good,
    data: bytes,
    findings: tuple[Finding, ...],
    merges: tuple[Merge, ...],
    extras: ReturnExtras,
) -> Iterator[str]:
    issued = _issued(base.issued)
    judged = {(m.entry.at.sheet, m.entry.at.a1) for m in merges if _is_judged(m)}
    # A copy of what was merged, word for word, is not lost with its row.
    merged = (shown(m.entry.value) for m in merges if _is_judged(m))
    known = {*issued} | {_plain(form) for text in merged for form in _forms(text)}
    known |= {_plain(form) for text in _proposed(extras) for form in _forms(text)}
    shown_by_us = frozenset() if kind_of(data) == "workbook" else _formulas(base.filled)
    for at, text in _texts(data):
        if (at.sheet, at.a1) in shown_by_us or (shown_by_us and _is_said_by_us(text)):
            continue
        if _plain(text) in known or (at.sheet, at.a1) in judged or _is_heading(at, judged):
            continue
        if not any(_names(finding, at, text) for finding in findings):
            yield f"{at}: {text[:80]}"


def _proposed(extras: ReturnExtras) -> Iterator[str]:
    """Yield what is passed on as a request or recorded as an outturn."""
    for item in extras.proposed:
        for said in (item.title, item.workstream, item.outcome, item.owner, item.due, item.reason):
            yield _shown(said)
    yield from (extras.signed.name, extras.signed.post, extras.signed.day)
    for one in extras.outturns:
        yield one.commentary
        yield f"{one.outturn:g}" if one.outturn is not None else ""


def _forms(text: str) -> Iterator[str]:
    """Yield a value as it stands, and a date also as the number that it is without a format."""
    yield text
    with suppress(ValueError):
        day = datetime.strptime(text, "%d/%m/%Y")
        yield from (
            str((day - first).days) for first in (datetime(1899, 12, 30), datetime(1904, 1, 1))
        )


@cache
def _formulas(data: bytes) -> frozenset[tuple[str, str]]:
    """Where our own formulas stand: other formats tell of their values alone."""
    book = load_workbook(io.BytesIO(data))
    return frozenset(
        (sheet.title, cell.coordinate)
        for sheet in book.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f"
    )


def _is_said_by_us(text: str) -> bool:
    """Whether a text is what our own formulas say: where rows moved, they say it elsewhere."""
    lines = [line for line in text.splitlines() if line.strip()]
    ours = {_plain(rule.to_fix) for rule in row_rules()}
    return all(_plain(line) in ours for line in lines) or bool(
        re.fullmatch(r"\d+ rows? still to fix|Nothing left to fix", text)
    )


@cache
def _issued(data: bytes) -> frozenset[str]:
    return frozenset(_plain(form) for _, text in _texts(data) for form in _forms(text))


def _is_heading(at: CellRef, judged: set[tuple[str, str]]) -> bool:
    """Whether a cell heads a column that was read: a heading renamed is no answer."""
    below = (f"{column_letters(at.column)}{row}" for row in range(at.row + 1, at.row + 4))
    return at.row < 9 and any((at.sheet, cell) in judged for cell in below)


def _is_judged(merge: Merge) -> bool:
    """Whether an entry is in the master, held, in a conflict or in a request."""
    return merge.outcome is not Outcome.UNCHANGED or bool(
        shown(merge.entry.value) == shown(merge.master)
    )


def _names(finding: Finding, at: CellRef, text: str) -> bool:
    """Whether a finding names a cell, its row, its sheet, or what stands in it."""
    if _plain(text)[:40] and _plain(text)[:40] in _plain(finding.message):
        return True
    where = finding.at
    if where is None or where.sheet != at.sheet:
        return finding.code == "S14" and f'"{at.sheet}"' in finding.message
    if finding.code in ("S04", "S06", "S12"):
        return (
            where.row == at.row
            or f"rows {at.row}" in finding.message
            or (finding.code == "S06" and f" {at.row} " in f"{finding.message} ")
        )
    if finding.code == "S13":
        return any(contains(a, at.row, at.column) for a in _areas(finding.message))
    return (where.row, where.column) == (at.row, at.column) or finding.code == "S14"


def _areas(message: str) -> Iterator[Area]:
    """Yield the cells that a finding names, such as B2 or D4:F9."""
    for word in re.findall(r"[A-Z]{1,3}[0-9]+(?::[A-Z]{1,3}[0-9]+)?", message):
        with suppress(ValueError):
            yield parse_area(word)


def _plain(text: str) -> str:
    return clean(text.replace("*", "").replace("\r", "").replace("\t", " ")).casefold()


def _texts(data: bytes) -> Iterator[tuple[CellRef, str]]:
    """Yield every typed value with its place, as a program of others reads the file."""
    try:
        book = load_workbook(io.BytesIO(data))
    except Exception:
        yield from _own(data)
        return
    for sheet in book.worksheets:
        if _is_ours(sheet.title):
            continue
        for row in sheet.iter_rows(max_row=min(sheet.max_row, 3_000)):
            for cell in row:
                text = "" if cell.data_type == "f" else _shown(cell.value)
                if _plain(text):
                    yield CellRef("", sheet.title, int(cell.row or 0), int(cell.column or 0)), text


def _shown(value: object) -> str:
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    return "" if value is None else str(value)


def _is_ours(name: str) -> bool:
    return name.partition(" - Table ")[0] in _OURS


def _own(data: bytes) -> Iterator[tuple[CellRef, str]]:
    try:
        package = open_any(data)
    except WorkbookRefused:
        return
    for sheet in package.sheets:
        for (row, column), cell in sheet.cells.items():
            if not _is_ours(sheet.name) and cell.formula is None and _plain(shown(cell.value)):
                yield CellRef("", sheet.name, row, column), shown(cell.value)
