"""Each row of a return is read by the columns of its own sheet."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from xlplan.model import CellRef, Period, Settings
from xlplan.rules.row_rules import Rules
from xlplan.workbook.issued_values import Issued
from xlplan.workbook.lines import Cell
from xlplan.workbook.manifest import Manifest
from xlplan.workbook.reader import SheetRow
from xlplan.workbook.returned_rows import RowReader

SAID = {"ref": "AM1", "rag": "green", "commentary": "Let in March."}


def row(sheet: str, columns: Mapping[str, int]) -> SheetRow:
    places = {key: CellRef("r.xlsx", sheet, 6, columns[key]) for key in SAID}
    return SheetRow("r.xlsx", sheet, 6, columns, {k: Cell(SAID[k], places[k]) for k in SAID})


def test_a_column_that_was_moved_on_one_sheet_is_read_where_it_stands():
    issued = Issued.of({(key, "ref"): "AM1" for key in ("one", "two")})
    settings = Settings("p", "", "", Period(2013, 10), date(2013, 10, 31))
    reader = RowReader(Manifest("return", "p", issued=issued), Rules(()), settings, "")

    one, _ = reader.read("one", row("A", {"ref": 1, "rag": 2, "commentary": 3}))
    two, _ = reader.read("two", row("B", {"ref": 1, "rag": 4, "commentary": 2}))

    assert one.typed == two.typed
    assert [typed.value for typed in two.typed.values()] == ["Green", "Let in March.", "AM1"]
    assert two.row.at("rag") == CellRef("r.xlsx", "B", 6, 4)
