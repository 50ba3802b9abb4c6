"""A master as edits leave it is worked out from what was read before: the same as read anew."""

from __future__ import annotations

import random
from datetime import date, datetime
from pathlib import Path

import pytest

from tests.workbook.raw import parts_of, zipped
from xlplan.cycle.storing import previewed
from xlplan.model import CellValue
from xlplan.workbook import preview
from xlplan.workbook.cells import Run
from xlplan.workbook.edits import AppendRow, Edit, RichText, SetCell, SetSheetState
from xlplan.workbook.guard import MASTER
from xlplan.workbook.layout import MARK
from xlplan.workbook.master import Master, NotAMaster, master_from, master_of, read_master
from xlplan.workbook.package import Table, open_package
from xlplan.workbook.patch import apply_edits

EXAMPLE = Path("workbooks/maidstone-2013.xlsx")
TRIALS = 90
ADDED_TO = ("t_changes", "t_people", "t_risks", "t_decisions", "t_requests", "t_conflicts")
WORDS: tuple[CellValue | RichText, ...] = (
    *(None, "", " ", "Red", "green", "Nonsense", "Item", "Sub-item", "Workstream", "No", "Yes"),
    *("AM1", "2013-11", "30/11/2013", "majority", "closed", "12 %", "x" * 40, "_x0041_", "a\nb"),
    *(0, 1, 2.5, 80, True, date(2014, 1, 31), datetime(2014, 1, 31, 9, 30)),
    RichText((Run("Bold", bold=True), Run(" and not"))),
)


@pytest.fixture(scope="module")
def master() -> Master:
    """The example, one of its sheets with a totals row, a row below that and a footnote."""
    data = EXAMPLE.read_bytes()
    first = read_master(EXAMPLE).plan.workstreams[0].code
    table = next(t for s in open_package(data).sheets for t in s.tables if t.name.endswith(first))
    data, last = with_totals(data, table)
    below = (SetCell(table.sheet, last + 1, 3, "X9"), SetCell(table.sheet, last + 3, 5, "A note."))
    return master_of(apply_edits(data, below, limits=MASTER), EXAMPLE)


def some_edits(master: Master, chance: random.Random) -> list[Edit]:
    """Return a few edits of every kind, in every sheet: most where rows stand, some in heads."""
    makers = (_set, _set, _set, _set_at_foot, _set_anywhere, _append, _append, _state)
    return [chance.choice(makers)(master, chance) for _ in range(chance.randint(1, 12))]


def _set(master: Master, chance: random.Random) -> Edit:
    if chance.random() < 0.7:
        return _set_in_plan(master, chance)
    row = chance.choice([row for rows in master.tables.values() for row in rows])
    column = chance.choice(list(row.columns.values()))
    return SetCell(row.sheet, row.number, column, chance.choice(WORDS))


def _set_at_foot(master: Master, chance: random.Random) -> Edit:
    table = chance.choice([t for s in master.package.sheets for t in s.tables if t.has_totals])
    row, column = table.ref[2] + chance.randint(-1, 4), chance.randint(1, table.ref[3] + 1)
    return SetCell(table.sheet, row, column, chance.choice(WORDS))


def _set_anywhere(master: Master, chance: random.Random) -> Edit:
    sheet = chance.choice(master.package.sheets)
    row, column = chance.randint(1, sheet.max_row + 3), chance.randint(1, sheet.max_column + 2)
    marks = (f"{MARK}AM", f"{MARK}people", "item_id", "Ref")
    value = chance.choice((*WORDS, *marks))
    return SetCell(sheet.name, row, column, value)


def _append(master: Master, chance: random.Random) -> AppendRow:
    table = chance.choice([t for sheet in master.package.sheets for t in sheet.tables])
    headings = chance.sample(table.columns, chance.randint(0, len(table.columns)))
    return AppendRow(table.name, {heading: chance.choice(WORDS) for heading in headings})


def _state(master: Master, chance: random.Random) -> Edit:
    return SetSheetState(chance.choice(master.package.sheets).name, "hidden")


def told(master: Master) -> dict[str, object]:
    """Return all that a master says, places and record included."""
    named = {name: value for name, value in vars(master).items() if name != "package"}
    items = [(item, dict(item.cells)) for item in master.plan.rows]
    record = master.plan.returns, tuple(master.plan.changes)
    sheets = [(s, dict(s.cells)) for s in master.package.sheets]
    return named | {
        "tables": dict(master.tables),
        "items": items,
        "record": record,
        "sheets": sheets,
        "read": dict(master.read),
    }


def outcome(master: Master, edits: list[Edit], *, is_quick: bool) -> object:
    try:
        if is_quick:
            return told(previewed(master, edits))
        drawn = preview.previewed(master.package, edits).package
        return told(master_from(drawn, master.data, master.path))
    except NotAMaster as why:
        return type(why), str(why)


@pytest.mark.parametrize("seed", range(6))
def test_a_preview_says_what_reading_all_of_it_anew_says(master: Master, seed: int):
    chance = random.Random(seed)
    for _ in range(TRIALS // 6):
        edits = some_edits(master, chance)

        assert outcome(master, edits, is_quick=True) == outcome(master, edits, is_quick=False)


@pytest.mark.parametrize("seed", range(4))
def test_a_preview_says_what_the_edited_workbook_says(seed: int):
    chance, master = random.Random(seed), read_master(EXAMPLE)
    edits: list[Edit] = [_set_in_plan(master, chance) for _ in range(15)]
    lines = [_append(master, chance) for _ in range(40)]
    appended = [e for e in lines if e.table in ADDED_TO and any(e.values.values())]
    edits = chance.sample([*edits, *appended], len(edits) + len(appended))

    drawn = previewed(master, edits)
    after = master_of(apply_edits(master.data, edits, limits=MASTER), EXAMPLE)

    assert plan_of(drawn) == plan_of(after)
    assert [t.ref for s in drawn.package.sheets for t in s.tables] == [
        t.ref for s in after.package.sheets for t in s.tables
    ]


def plan_of(master: Master) -> tuple[object, ...]:
    return master.plan, master.plan.returns, tuple(master.plan.changes)


def test_a_row_is_set_before_and_after_another_takes_its_place():
    master = read_master(EXAMPLE)
    (table,) = [t for s in master.package.sheets for t in s.tables if t.name == "t_risks"]
    below = table.body[-1] + 1
    edits: list[Edit] = [
        SetCell(table.sheet, below, 2, None),
        AppendRow("t_risks", {"Code": "R8", "Risk": "In the blank row"}),
        AppendRow("t_risks", {"Code": "R9", "Risk": "Another risk"}),
        SetCell(table.sheet, below, 2, "A risk by another name"),
    ]

    drawn = previewed(master, edits)
    after = master_of(apply_edits(master.data, edits, limits=MASTER), EXAMPLE)

    (sheet,) = [s for s in drawn.package.sheets if s.name == table.sheet]
    (written,) = [s for s in after.package.sheets if s.name == table.sheet]
    read, there = ([s.value(below, n) for n in range(1, 9)] for s in (sheet, written))
    assert read == there
    assert read[1] == "A risk by another name"


def test_a_preview_of_a_preview_is_that_of_all_edits(master: Master):
    chance = random.Random(7)
    for _ in range(20):
        first, second = ([_set_in_plan(master, chance), _line(chance)] * 3 for _ in range(2))
        in_two = previewed(previewed(master, first), second)

        assert told(in_two) == told(previewed(master, [*first, *second]))


def _set_in_plan(master: Master, chance: random.Random) -> Edit:
    row = chance.choice([row for read in master.read.values() for row in read.rows])
    column = chance.choice(list(row.columns.values()))
    return SetCell(row.sheet, row.number, column, chance.choice(WORDS))


def _line(chance: random.Random) -> Edit:
    return AppendRow("t_changes", {"Field": "Rating", "Now": chance.choice(("Red", "Green"))})


@pytest.mark.parametrize("has_totals", [True, False])
@pytest.mark.parametrize("note", [0, 1, 2, 9], ids="note {}".format)
def test_what_stands_below_a_table_is_previewed_where_it_will_stand(
    master: Master, has_totals: bool, note: int
):
    (table,) = [t for s in master.package.sheets for t in s.tables if t.name == "t_risks"]
    data, last = with_totals(master.data, table) if has_totals else (master.data, table.ref[2])
    if note:
        noted = [SetCell(table.sheet, last + note, 2, "Not a risk of ours")]
        data = apply_edits(data, noted, limits=MASTER)
    before = master_of(data, EXAMPLE)
    risk = {"Code": "R9", "Risk": "Another risk"}
    edits = [AppendRow("t_risks", risk), AppendRow("t_risks", risk | {"Code": "R10"})]
    edits.append(AppendRow("t_risks", risk | {"Code": "R11"}))

    drawn = previewed(before, edits)

    after = master_of(apply_edits(data, edits, limits=MASTER), EXAMPLE)
    assert drawn.plan == after.plan
    codes = [risk.code for risk in after.plan.registers.risks if risk.title == "Another risk"]
    assert codes == ["R9", "R10", "R11"]
    assert drawn.package.table("t_risks") == after.package.table("t_risks")


def with_totals(data: bytes, table: Table) -> tuple[bytes, int]:
    """Turn the totals row of a table on, as Excel does; return its number too."""
    last = table.ref[2] + 1
    marked = apply_edits(data, [SetCell(table.sheet, last, 1, "Total")], limits=MASTER)
    made = parts_of(marked)
    (name,) = [n for n in made if n.startswith("xl/tables/") and table.name.encode() in made[n]]
    part = made[name].replace(b"<table ", b'<table totalsRowCount="1" ', 1)
    made[name] = part.replace(f'{last - 1}"'.encode(), f'{last}"'.encode(), 1)
    return zipped({**made}), last
