"""Each row of a return is read by the columns of its own sheet."""

from __future__ import annotations

import random
from collections.abc import Mapping
from datetime import date, datetime

import pytest

from xlplan.fields import LOCKED_FIELDS, OWNERS_FIELDS
from xlplan.model import CellRef, CellValue, ErrorValue, Period, Settings
from xlplan.rules.row_rules import Rules
from xlplan.workbook.cells import Run
from xlplan.workbook.issued_values import Issued
from xlplan.workbook.lines import Cell, MadeLine
from xlplan.workbook.manifest import Manifest
from xlplan.workbook.packed_rows import packed, unpacked
from xlplan.workbook.reader import RowCells, SheetRow
from xlplan.workbook.return_cells import read_cell
from xlplan.workbook.returned_rows import RowReader

SETTINGS = Settings("p", "", "", Period(2013, 10), date(2013, 10, 31))
SAID = {"ref": "AM1", "rag": "green", "commentary": "Let in March."}


def row(sheet: str, columns: Mapping[str, int]) -> SheetRow:
    places = {key: CellRef("r.xlsx", sheet, 6, columns[key]) for key in SAID}
    return SheetRow("r.xlsx", sheet, 6, columns, {k: Cell(SAID[k], places[k]) for k in SAID})


def test_a_column_that_was_moved_on_one_sheet_is_read_where_it_stands():
    issued = Issued.of({(key, "ref"): "AM1" for key in ("one", "two")})
    reader = RowReader(Manifest("return", "p", issued=issued), Rules(()), SETTINGS, "")

    one, _ = reader.read("one", row("A", {"ref": 1, "rag": 2, "commentary": 3}))
    two, _ = reader.read("two", row("B", {"ref": 1, "rag": 4, "commentary": 2}))

    assert one.typed == two.typed
    assert [typed.value for typed in two.typed.values()] == ["Green", "Let in March.", "AM1"]
    assert two.row.at("rag") == CellRef("r.xlsx", "B", 6, 4)


VALUES: tuple[CellValue, ...] = (
    *(None, None, "", " ", "Red", "Red/Amber", "\u00a0a\u200bb", "31/12/2013", "soon", "80%"),
    *(0, 1, 1.0, 0.8, 80, True, ErrorValue("#N/A"), date(2013, 12, 31), datetime(2013, 12, 31, 9)),
)


def any_cell(at: CellRef, chance: random.Random) -> Cell:
    """Return a cell as people and programs leave it: typed, worked out, struck out, coloured."""
    value, formula = chance.choice(VALUES), chance.choice((None, None, None, "A1"))
    is_rich = isinstance(value, str) and value and chance.random() < 0.2
    runs = (Run(str(value), bold=True, struck=chance.random() < 0.5),) if is_rich else ()
    has_saved, share, struck = value is not None, chance.random() < 0.2, chance.random() < 0.2
    fill = chance.choice((None, "FF0000"))
    return Cell(value, at, formula, has_saved, runs, False, fill, share, struck)


@pytest.mark.parametrize("seed", range(3))
def test_rows_are_read_as_their_cells_are_one_by_one(seed: int):
    chance, columns = random.Random(seed), {}
    for number, name in enumerate((*OWNERS_FIELDS, *LOCKED_FIELDS), 1):
        columns[name] = number
    issued = Issued.of({("one", "ref"): "AM1"})
    reader = RowReader(Manifest("return", "p", issued=issued), Rules(()), SETTINGS, "")

    for _ in range(100):
        places = {
            n: CellRef("r.xlsx", "S", 6, n) for n in columns.values() if chance.random() < 0.7
        }
        cells = {n: any_cell(at, chance) for n, at in places.items()}
        came = SheetRow("r.xlsx", "S", 6, columns, RowCells(MadeLine(cells), columns))

        read, _ = reader.read("one", came)

        assert unpacked(packed([read, read])) == (read, read)
        assert {name: repr(typed) for name, typed in read.typed.items()} == {
            name: repr(read_cell(came, name, SETTINGS.scale)) for name in columns
        }
