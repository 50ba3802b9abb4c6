"""What people do to the sheets of a return: sort, filter, hide, merge, paste over other rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from xlplan.fields import BY_NAME, OWNERS_FIELDS, FieldKind
from xlplan.findings import Finding
from xlplan.model import CellRef, clean
from xlplan.rules.headers import found
from xlplan.typed import shown
from xlplan.workbook.addresses import Area, area_text, contains
from xlplan.workbook.package import Package, Sheet
from xlplan.workbook.quoting import excerpts
from xlplan.workbook.reader import SheetRow

_PROSE = tuple(n for n in OWNERS_FIELDS if BY_NAME[n].kind is FieldKind.PROSE)


@dataclass(frozen=True)
class Placed:
    """The rows of one return: `known` by item id, in the order of issue, and rows of nobody."""

    package: Package
    known: Mapping[str, SheetRow]
    refs: Mapping[str, str]
    strangers: Sequence[SheetRow]
    owner: str

    def on(self, sheet: Sheet) -> list[tuple[str, SheetRow]]:
        """Return the known rows of a sheet, with their ids, in the order of issue."""
        return [(key, row) for key, row in self.known.items() if row.sheet == sheet.name]


def habits(placed: Placed) -> Iterator[Finding]:
    """Tell, sheet by sheet, of what was done to the rows."""
    for sheet in placed.package.sheets:
        rows = placed.on(sheet)
        if rows:
            yield from _sorted(placed, sheet, [row.number for _, row in rows])
            yield from _hidden(placed, sheet, [row for _, row in rows])
            yield from _merged(placed, sheet, rows)
            yield from _pasted(placed, sheet, rows)


def _sorted(placed: Placed, sheet: Sheet, numbers: Sequence[int]) -> Iterator[Finding]:
    if list(numbers) != sorted(numbers):
        at = CellRef(placed.package.file, sheet.name, min(numbers), 1)
        yield found("S07", {"sheet": sheet.name}, at=at, owner=placed.owner)


def _hidden(placed: Placed, sheet: Sheet, rows: Sequence[SheetRow]) -> Iterator[Finding]:
    hidden = [row.number for row in rows if row.number in sheet.hidden_rows]
    if hidden:
        facts = {"sheet": sheet.name, "number": len(hidden)}
        at = CellRef(placed.package.file, sheet.name, hidden[0], 1)
        yield found("S08", facts, at=at, owner=placed.owner)


def _merged(
    placed: Placed, sheet: Sheet, rows: Sequence[tuple[str, SheetRow]]
) -> Iterator[Finding]:
    for area in sheet.merges:
        inside = [(key, row) for key, row in rows if area[0] <= row.number <= area[2]]
        if not inside:
            continue
        columns = [n for n, c in inside[0][1].columns.items() if area[1] <= c <= area[3]]
        if not columns or (len(inside) == 1 and len(columns) == 1):
            continue
        top = next((key for key, row in inside if row.number == area[0]), "")
        facts = {
            "sheet": sheet.name,
            "cells": area_text(area),
            "ref": placed.refs.get(top, "the row above"),
        }
        at = CellRef(placed.package.file, sheet.name, area[0], area[1])
        yield found("S11", facts, at=at, owner=placed.owner)


def covered(package: Package, row: SheetRow) -> tuple[str, ...]:
    """Return the columns in which a row's cell lies under a merge: nobody can type there."""
    sheet = package.sheet(row.sheet)
    areas = [a for a in (sheet.merges if sheet else ()) if a[0] <= row.number <= a[2]]
    return tuple(
        name
        for name, column in row.columns.items()
        for area in areas
        if area[1] <= column <= area[3] and (row.number, column) != area[:2]
    )


def pasted(placed: Placed) -> tuple[SheetRow, ...]:
    """Return the rows below the last one that are the tail of a paste onto a cell."""
    return tuple(
        row for sheet in placed.package.sheets for run in _runs(placed, sheet) for row in run
    )


def _pasted(
    placed: Placed, sheet: Sheet, rows: Sequence[tuple[str, SheetRow]]
) -> Iterator[Finding]:
    for run in _runs(placed, sheet):
        name = _only(run[0])
        last = max(rows, key=lambda pair: pair[1].number)[0]
        first, final = run[0].number, run[-1].number
        text = excerpts(clean(shown(row.value(name))) for row in run)
        facts = {
            "sheet": sheet.name,
            "rows": f"row {first}" if first == final else f"rows {first} to {final}",
            "heading": BY_NAME[name].heading,
            "text": f'"{text}".',
            "last": placed.refs.get(last, ""),
        }
        yield found("S20", facts, at=run[0].at(name), owner=placed.owner)


def _runs(placed: Placed, sheet: Sheet) -> Iterator[list[SheetRow]]:
    """Yield each run of rows, right below the last known one, with text in one column alone."""
    known = [row for _, row in placed.on(sheet)]
    if not known:
        return
    last = max(known, key=lambda row: row.number)
    below = [r for r in placed.strangers if r.sheet == sheet.name and r.number > last.number]
    tail = [r for n, r in enumerate(below) if r.number == last.number + 1 + n]
    for name, run in groupby(tail, key=_only):
        rows = list(run)
        if name in _PROSE and rows[0].number == last.number + 1 and last.text(name):
            yield rows


def _only(row: SheetRow) -> str:
    """Return the one column in which a row holds something typed; "" when there are others."""
    typed = [n for n, c in row.cells.items() if c.formula is None and clean(shown(c.value))]
    return typed[0] if len(typed) == 1 else ""


def unexplained(findings: Sequence[Finding], package: Package) -> tuple[Finding, ...]:
    """Return the findings that no other explains.

    A merge explains the blanks that it covers; a cell that cannot be used says no thin words.
    """
    merges = {f.at for f in findings if f.code == "S11"}
    held = {f.at for f in findings if f.code == "C14"}
    covers: dict[str, list[Area]] = {s.name: list(s.merges) for s in package.sheets if s.merges}

    def is_covered(at: CellRef | None) -> bool:
        return at is not None and any(
            contains(area, at.row, at.column)
            and (at.row, at.column) != area[:2]
            and CellRef(at.file, at.sheet, area[0], area[1]) in merges
            for area in covers.get(at.sheet, ())
        )

    return tuple(
        f
        for f in findings
        if not (f.code == "C07" and is_covered(f.at)) and not (f.code == "C09" and f.at in held)
    )
