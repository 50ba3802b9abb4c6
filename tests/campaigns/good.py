"""What the campaigns start from: Maidstone's October, one good return, and the desk it lies on."""

from __future__ import annotations

import io
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from openpyxl import load_workbook
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from xlplan.cycle.issuing import Month, issue
from xlplan.fields import BY_NAME, OWNERS_FIELDS
from xlplan.model import Period
from xlplan.rules.row_rules import row_rules
from xlplan.typed import Value
from xlplan.workbook.example import Example, trimmed
from xlplan.workbook.extra_sheets import EXTRA_SHEETS
from xlplan.workbook.layout import KEY_ROW, MANIFEST, MARK
from xlplan.workbook.master import Master, read_master
from xlplan.workbook.new_master import build_master
from xlplan.workbook.officer import Answers, fill_in

AT = datetime(2013, 11, 1, 9, 30)
OWNER = "Customer Services Manager"


class NotApplicable(Exception):
    """A habit has nothing to act on, as after another that took it away."""


@dataclass(frozen=True)
class Good:
    """A master with October issued, and one owner's return as issued and as filled in well."""

    master: Master
    issued: bytes
    filled: bytes
    name: str


@cache
def good() -> Good:
    """Return the good return that every campaign starts from."""
    example = Example()
    with TemporaryDirectory() as folder:
        path = Path(folder) / "Improvement Plan.xlsx"
        path.write_bytes(build_master(example.september(row_rules()), made=AT))
        month = Month(Period(2013, 10), deadline=date(2013, 11, 8))
        made = issue(path, Path(folder) / "issued", month, at=AT)
        one = next(r for r in made.returns if r.owner == OWNER)
        blank = one.path.read_bytes()
        master = read_master(path)
    said = example.said_in("october")
    cells: dict[tuple[str, str], Value] = {
        (ref, name): trimmed(row.get(name)) for ref, row in said.items() for name in OWNERS_FIELDS
    }
    filled = fill_in(blank, Answers(cells, signed_by=OWNER), at=AT)
    return Good(master, blank, filled, one.path.name)


@dataclass
class Desk:
    """A return open in a program: its book, the owner's sheet, and chances drawn from a seed."""

    book: Workbook
    sheet: Worksheet
    chance: random.Random
    turn: int | None = None

    @property
    def header(self) -> int:
        """The row of headings."""
        for row in range(1, 12):
            said = {self.sheet.cell(row, c).value for c in range(1, 40)}
            if {"Ref", "Rating"} <= said or {"Ref", "Commentary"} <= said:
                return row
        raise NotApplicable

    @property
    def rows(self) -> list[int]:
        """The rows that hold an item, from the first."""
        column = self.column("ref")
        below = range(self.header + 1, self.sheet.max_row + 1)
        found = [r for r in below if self.sheet.cell(r, column).value]
        if len(found) < 3:
            raise NotApplicable
        return found

    def column(self, name: str) -> int:
        """Return the number of a column, by key or heading."""
        heading = BY_NAME[name].heading
        for column in range(1, self.sheet.max_column + 1):
            if self.sheet.cell(KEY_ROW, column).value == name:
                return column
            if self.sheet.cell(self.header, column).value == heading:
                return column
        raise NotApplicable

    def row(self) -> int:
        """Return some item's row; not the workstream's own, nor the first or last of the items.

        Of two acts on one return each has rows of its own, so that neither covers the other.
        """
        column = self.column("ref")
        rows = sorted(self.rows[1:-1], key=lambda row: str(self.sheet.cell(row, column).value))
        if self.turn is not None:
            rows = rows[self.turn :: 2]
        if not rows:
            raise NotApplicable
        return self.chance.choice(rows)

    def type(self, name: str, value: object, row: int = 0) -> None:
        """Type a value into a cell of some item."""
        cell = self.sheet.cell(row or self.row(), self.column(name))
        if cell.coordinate in self.sheet.merged_cells:
            raise NotApplicable
        cell.value = value  # type: ignore[assignment]


def opened(data: bytes, chance: random.Random) -> Desk:
    """Open a return as an officer's program would."""
    try:
        book = load_workbook(io.BytesIO(data), rich_text=True)
    except Exception as err:
        raise NotApplicable from err
    return Desk(book, _answers_sheet(book), chance, getattr(chance, "turn", None))


def _answers_sheet(book: Workbook) -> Worksheet:
    for sheet in book.worksheets:
        marks = {sheet.cell(row, 1).value for row in range(1, 8)}
        codes = {m.removeprefix(MARK) for m in marks if isinstance(m, str) and m.startswith(MARK)}
        if codes - {MANIFEST, *EXTRA_SHEETS}:
            return sheet
    for sheet in book.worksheets:
        heads = [{c.value for c in row} for row in sheet.iter_rows(max_row=8)]
        if any({"Commentary", "Rating"} <= said for said in heads):
            return sheet
    raise NotApplicable


def saved(desk: Desk) -> bytes:
    """Save the return as openpyxl does."""
    made = io.BytesIO()
    try:
        desk.book.save(made)
    except Exception as err:
        raise NotApplicable from err
    return made.getvalue()


def seeds(seed: int) -> Iterator[random.Random]:
    """Yield chances of their own for one file after the other."""
    first = random.Random(seed)
    while True:
        yield random.Random(first.getrandbits(64))
