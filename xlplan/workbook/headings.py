"""Which columns of a returned sheet are whose: known, known by a near name, and of nobody."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from xlplan.fields import BY_NAME, OWNERS_FIELDS
from xlplan.findings import Finding, Severity
from xlplan.model import CellRef, clean, column_letters
from xlplan.rules.headers import found
from xlplan.workbook.layout import SheetLayout
from xlplan.workbook.package import Package, Sheet
from xlplan.workbook.reader import columns_of, head_rows
from xlplan.workbook.strays import is_text

_NEAR = 0.75
_WIDEST, _SHOWN = 200, 5


@dataclass(frozen=True)
class Headings:
    """The columns of one sheet by key: those `known`, and those `guessed` from a heading like it.

    `missing` has the owner's columns that were not found, `doubtful` the columns that may be them:
    they hold text, and are nobody's. `row` is the row of the headings.
    """

    row: int
    known: Mapping[str, int]
    guessed: Mapping[str, int]
    missing: tuple[str, ...]
    doubtful: tuple[int, ...]

    @property
    def columns(self) -> dict[str, int]:
        """Every column that is read."""
        return {**self.known, **self.guessed}

    @property
    def spoken_of(self) -> frozenset[int]:
        """The numbers of the columns that are read, or told about with those missing."""
        return frozenset((*self.columns.values(), *self.doubtful))


def headings_of(sheet: Sheet, layout: SheetLayout) -> Headings:
    """Find the columns: by hidden key or heading; where both are lost, by a heading like theirs."""
    known, row = columns_of(sheet, layout), head_rows(sheet, layout)[1]
    lost = tuple(key for key in OWNERS_FIELDS if key not in known)
    if not lost:
        return Headings(row, known, {}, (), ())
    strangers = _strangers(sheet, row, frozenset(known.values()))
    guessed = _guessed(lost, strangers)
    missing = tuple(key for key in lost if key not in guessed)
    others = tuple(c for c in strangers if c not in guessed.values())
    return Headings(row, known, guessed, missing, others[:_SHOWN] if missing else ())


def _strangers(sheet: Sheet, header: int, known: frozenset[int]) -> dict[int, str]:
    """Return the heading of each column that is nobody's and holds text below it."""
    reach = range(1, min(sheet.max_column, _WIDEST) + 1)
    filled = {c for r, c in sheet.cells if r > header and is_text(sheet, (r, c))}
    told = {c: clean(str(sheet.value(header, c) or "")) for c in reach}
    return {c: told[c] for c in reach if c not in known and (c in filled or told[c])}


def _guessed(lost: Sequence[str], strangers: Mapping[int, str]) -> dict[str, int]:
    """Return the column that is like one lost heading alone, where no other column is."""
    near = {
        key: [c for c, text in strangers.items() if _is_near(text, BY_NAME[key].heading)]
        for key in lost
    }
    taken = [column for columns in near.values() for column in columns]
    return {
        key: columns[0]
        for key, columns in near.items()
        if len(columns) == 1 and taken.count(columns[0]) == 1
    }


def _is_near(text: str, heading: str) -> bool:
    return bool(get_close_matches(text.lower(), [heading.lower()], n=1, cutoff=_NEAR))


def heading_findings(
    package: Package, sheet: Sheet, headings: Headings, owner: str
) -> Iterator[Finding]:
    """Tell once of the columns that are missing, and once of those known by a near name."""
    if headings.guessed:
        pairs = [
            f'{_named(sheet, headings.row, column)}? It was read as "{BY_NAME[key].heading}"'
            for key, column in headings.guessed.items()
        ]
        then = f"Did you mean {'; and '.join(pairs)}. Put the heading back as it was."
        facts = {"what": _are(headings.guessed), "sheet": sheet.name, "then": then}
        at = CellRef(package.file, sheet.name, headings.row, min(headings.guessed.values()))
        yield found("S02", facts, at=at, owner=owner, severity=Severity.WARNING)
    if headings.missing:
        doubtful = " or ".join(_named(sheet, headings.row, c) for c in headings.doubtful)
        then = "Paste your answers into a fresh copy of the return, and send that."
        if doubtful:
            then = (
                f"Is it {doubtful}? What stands there was not merged: type the heading back, as "
                "it was issued."
            )
        facts = {"what": _are(headings.missing), "sheet": sheet.name, "then": then}
        at = CellRef(package.file, sheet.name, headings.row, min(headings.doubtful, default=1))
        yield found("S02", facts, at=at, owner=owner)


def _are(keys: Sequence[str] | Mapping[str, int]) -> str:
    names = [f'"{BY_NAME[key].heading}"' for key in keys]
    if len(names) == 1:
        return f"The column {names[0]} is"
    return f"The columns {', '.join(names[:-1])} and {names[-1]} are"


def _named(sheet: Sheet, row: int, column: int) -> str:
    heading = clean(str(sheet.value(row, column) or ""))
    letters = column_letters(column)
    return f'"{heading}", in column {letters}' if heading else f"column {letters}, without heading"
