"""A row of a master is read as its cells are, one by one; texts that rows share are read once."""

from __future__ import annotations

import pickle
import random
from dataclasses import asdict, fields, replace
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xlplan.fields import BY_NAME, MASTER_COLUMNS, FieldKind
from xlplan.model import THREE_POINT, CellRef, CellValue, ErrorValue, Item
from xlplan.typed import BLANKS, Value, is_simple, read_typed, shown
from xlplan.workbook.cells import Run
from xlplan.workbook.items import ItemReader
from xlplan.workbook.lines import Cell, MadeLine
from xlplan.workbook.reader import RowCells, SheetRow
from xlplan.workbook.rows import item_of

TEXTS = ("", " ", "Red", " amber ", "In progress", "complete", "31/12/2013", "soon", "Item", "Held")
WORDS: tuple[CellValue, ...] = (
    *(*TEXTS, "Sub-item", "80%", "half", "\u00a0a\u200bb", "a\nb\t", "x" * 40_000, "\t"),
    *(0, 1, 0.25, 80, 41578, True, ErrorValue("#N/A"), date(2013, 12, 31)),
    datetime(2013, 12, 31, 9, 30),
)


def one_by_one(row: SheetRow) -> Item:
    """Return the item on a row as each cell alone is read."""
    values: dict[str, Value] = dict.fromkeys(row.columns)
    for name in row.cells:
        if BY_NAME[name].kind is FieldKind.RATING:
            values[name] = shown(row.value(name))
        elif name == "approved_until" and isinstance(row.plain(name), str):
            values[name] = None
        elif BY_NAME[name].kind is not FieldKind.FORMULA:
            values[name] = read_typed(BY_NAME[name], row.share(name), THREE_POINT).value
    return item_of(values, row.places, THREE_POINT, "AM")


def a_row(number: int, columns: dict[str, int], chance: random.Random) -> SheetRow:
    cells = {}
    for column in columns.values():
        if chance.random() < 0.5:
            value, at = chance.choice(WORDS), CellRef("m.xlsx", "S", number, column)
            is_rich = isinstance(value, str) and chance.random() < 0.2
            runs = (Run(str(value), bold=True, struck=chance.random() < 0.3),) if is_rich else ()
            share, struck = chance.random() < 0.2, chance.random() < 0.2
            cells[column] = Cell(value, at, None, True, runs, is_percent=share, is_struck=struck)
    return SheetRow("m.xlsx", "S", number, columns, RowCells(MadeLine(cells), columns))


@pytest.mark.parametrize("gone", [(), ("title", "publish", "rag")], ids=["all", "some gone"])
def test_rows_are_read_as_their_cells_are_one_by_one(gone: tuple[str, ...]):
    chance = random.Random(11)
    names = [name for name in MASTER_COLUMNS if name not in gone]
    columns = {name: number for number, name in enumerate(names, 1)}
    reader = ItemReader(columns, "AM", THREE_POINT)

    for number in range(400):
        row = a_row(number, columns, chance)

        read, alone = reader.read(row), one_by_one(row)

        assert [repr(getattr(read, f.name)) for f in fields(Item)] == [
            repr(getattr(alone, f.name)) for f in fields(Item)
        ]
        assert (read, hash(read), repr(read)) == (alone, hash(alone), repr(alone))
        assert read.cells == alone.cells
        assert replace(read, ref="AM0") == replace(alone, ref="AM0")
        assert asdict(pickle.loads(pickle.dumps(read))) == asdict(alone)


@given(st.text(max_size=6) | st.sampled_from([" a ", "\u00a0", "\t", " \n", "a\u200b"]))
def test_a_simple_text_is_read_in_a_column_of_words_without_the_blanks_around_it(text: str):
    if is_simple(text):
        read = read_typed(BY_NAME["commentary"], text, THREE_POINT)

        assert (read.value or "", read.problem) == (text.strip(BLANKS), "")
