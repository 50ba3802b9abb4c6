"""Formulas that every row of a table repeats: the first cell holds the text, the others share it.

A row is a tenth as large so. Excel shares no formula with a structured reference, an array constant
or a reference to another sheet, and may not open a workbook that says so; such a one is repeated.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from openpyxl.utils import get_column_letter
from openpyxl.worksheet.formula import ArrayFormula

_STRING = re.compile(r'"(?:[^"]|"")*"')
_SHARED = re.compile(rb'<f t="shared" ref="([A-Z]+)(\d+)(?::[A-Z]+(\d+))?"')
_AFTER = re.compile(rb"<(?:drawing|legacyDrawing|picture|tableParts|extLst)\b|</worksheet>")
# Rows that come later share the formula too.
_MORE_ROWS = 1_000
# An array constant, a structured reference, another sheet, and two ranges that meet.
_NOT_SHARED = re.compile(r"[{\[!]|\d [A-Z]+\d")


class SharedFormula(ArrayFormula):
    """A cell's part in a shared formula; `text` and `ref` only in its first cell."""

    t = "shared"

    def __init__(self, group: int, ref: str | None = None, text: str | None = None) -> None:
        super().__init__(ref, text)
        self.group = group

    def __iter__(self) -> Iterator[tuple[str, str]]:
        yield from super().__iter__()
        yield "si", str(self.group)


class RowFormulas:
    """The formulas of a table's rows from `first` to `last`, by column key.

    `formulas` have structured references; `columns` are key and heading of each column.
    """

    def __init__(
        self,
        formulas: Mapping[str, str],
        table: str,
        columns: Sequence[tuple[str, str]],
        rows: tuple[int, int],
    ) -> None:
        self._first, last = rows
        letters = {key: get_column_letter(n) for n, (key, _) in enumerate(columns, 1)}
        places = {heading: f"{letters[key]}{self._first}" for key, heading in columns}
        self._repeated: dict[str, str] = {}
        self._shared: dict[str, tuple[SharedFormula, SharedFormula]] = {}
        for group, (key, formula) in enumerate(formulas.items()):
            text = in_row(formula, table, places)
            area = f"{letters[key]}{self._first}"
            if last > self._first:
                area += f":{letters[key]}{last}"
            if is_shareable(text):
                self._shared[key] = SharedFormula(group, area, text), SharedFormula(group)
            else:
                self._repeated[key] = formula

    def at(self, row: int) -> dict[str, str | SharedFormula]:
        """Return what the formula cells of a row hold."""
        rest = 0 if row == self._first else 1
        return self._repeated | {key: pair[rest] for key, pair in self._shared.items()}


def in_row(formula: str, table: str, places: Mapping[str, str]) -> str:
    """Return a row formula with the addresses of one row, by heading, for its references."""
    for heading, place in places.items():
        formula = formula.replace(f"{table}[[#This Row],[{heading}]]", place)
    return formula


def is_shareable(formula: str) -> bool:
    """Whether Excel would share a formula that stands in A1 references."""
    return not _NOT_SHARED.search(_STRING.sub('""', formula))


def let_differ(sheet: bytes) -> bytes:
    """Return a sheet's part where Excel marks no shared formula as unlike its column's own.

    The table keeps it with structured references, to fill new rows with; to Excel's eyes that is
    another formula than the same one in A1 references.
    """
    areas = [
        f"{match[1].decode()}{match[2].decode()}:{match[1].decode()}"
        f"{int(match[3] or match[2]) + _MORE_ROWS}"
        for match in _SHARED.finditer(sheet)
    ]
    place = _AFTER.search(sheet)
    if not areas or place is None:
        return sheet
    ignored = f'<ignoredError sqref="{" ".join(areas)}" calculatedColumn="1"/>'
    told = f"<ignoredErrors>{ignored}</ignoredErrors>".encode()
    return sheet[: place.start()] + told + sheet[place.start() :]
