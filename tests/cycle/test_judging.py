"""What became of a cell is the same whether it is judged with all others or asked for alone."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from tests.campaigns.accounts import every
from xlplan.cycle.judging import Judged
from xlplan.fields import BY_NAME
from xlplan.merge import Entry, Key, Standing, merge_entries
from xlplan.model import THREE_POINT
from xlplan.typed import NOTHING, Typed, Value, as_text, read_typed
from xlplan.workbook.entries import entry_at, rows_to_judge, telling_entries
from xlplan.workbook.manifest import Manifest
from xlplan.workbook.reader import SheetRow
from xlplan.workbook.returned_rows import ReturnRow
from xlplan.workbook.returns import Return

IDS = ("id-1", "id-2", "id-3")
FIELDS = ("ref", "due", "rag", "commentary", "percent_complete", "forecast")
COLUMNS = {name: number for number, name in enumerate(FIELDS, 1)}
OWNER = "Property Manager"

days = (date(2014, 3, 31), date(2014, 9, 30))
said = st.sampled_from(
    (None, "", "Green", "Red/Amber", "Said in September.", 80, "80%", 0.5, "soon", *days)
)
keys = st.tuples(st.sampled_from(IDS), st.sampled_from(FIELDS))


@st.composite
def typed_cells(draw: st.DrawFn) -> dict[Key, tuple[Typed, str | None]]:
    """What each cell of some rows says, and what it was issued with; None for not issued."""
    cells: dict[Key, tuple[Typed, str | None]] = {}
    for key in draw(st.lists(keys, unique=True)):
        field = BY_NAME[key[1]]
        read = read_typed(field, draw(said), THREE_POINT)
        issued = read_typed(field, draw(said), THREE_POINT)
        text = as_text(read.value if draw(st.booleans()) else issued.value)
        cells[key] = (read, text if draw(st.integers(0, 9)) else None)
    return cells


def returned(cells: Mapping[Key, tuple[Typed, str | None]]) -> Return:
    rows = []
    for number, item_id in enumerate(dict.fromkeys(key for key, _ in cells), 6):
        typed = {name: read for (key, name), (read, _) in cells.items() if key == item_id}
        row = SheetRow("return.xlsx", "Asset management", number, COLUMNS, {})
        rows.append(ReturnRow(item_id, f"AM{number}", row, typed))
    issued = {key: text for key, (_, text) in cells.items() if text is not None}
    return Return(
        "return.xlsx", "", Manifest("return", "", owner=OWNER, issued=issued), tuple(rows)
    )


def judged(came: Return, standing: Standing) -> Judged:
    rows = {row.item_id: row for row in rows_to_judge(came)}
    telling = telling_entries(came, rows.values(), standing.merged)
    return Judged(came, rows, merge_entries(telling, standing))


def entries(came: Return) -> tuple[Entry, ...]:
    """Return every cell of a return that there is to judge."""
    cells = (entry_at(came, row, name) for row in came.rows for name in row.typed)
    return tuple(filter(None, cells))


standings = st.builds(
    Standing, values=st.dictionaries(keys, said), merged=st.dictionaries(keys, said)
)


@given(typed_cells(), standings)
def test_cells_that_say_what_they_said_are_judged_alike_when_nobody_looks(
    cells: dict[Key, tuple[Typed, str | None]], standing: Standing
):
    came = returned(cells)

    short, whole = judged(came, standing), merge_entries(entries(came), standing)

    assert tuple(every(short)) == whole
    assert {merge.entry.item_id for merge in whole} == set(short.rows)
    assert short.changes == tuple(merge for merge in whole if merge.changes_master)
    left = set(whole) - set(short.merges)
    assert not any(merge.changes_master or merge.place is not merge.outcome for merge in left)
    assert not any(cells[merge.entry.key][0].notice for merge in left)


def test_of_a_row_that_came_back_as_it_was_sent_nothing_is_told():
    sent: dict[Key, tuple[Typed, str | None]] = {
        ("id-1", "due"): (Typed(date(2014, 3, 31)), "2014-03-31"),
        ("id-1", "percent_complete"): (Typed(80), "80"),
        ("id-1", "rag"): (NOTHING, ""),
    }
    since: dict[Key, Value] = {("id-1", "percent_complete"): 60}

    assert judged(returned(sent), Standing({})).merges == ()
    (merge,) = judged(returned(sent), Standing({}, since)).merges
    assert merge.base == 60
