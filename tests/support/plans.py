"""Small plans and dirty rows for tests, made into workbooks by the real builder."""

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from xlplan.fields import BY_NAME, FieldKind
from xlplan.model import CellValue, ErrorValue, Kind, Level, Period, Settings, Workstream
from xlplan.rules.row_rules import row_rules
from xlplan.typed import Value
from xlplan.workbook.edits import SetCell
from xlplan.workbook.layout import FIRST_ROW, SheetLayout
from xlplan.workbook.new_master import NewMaster, build_master
from xlplan.workbook.new_return import NewReturn, ReturnSheet
from xlplan.workbook.patch import apply_edits

AS_AT = date(2013, 10, 31)
MADE = datetime(2013, 11, 1, 9, 30)
OWNER = "Head of Finance"
RULES = row_rules()

Row = dict[str, Value]

_BLANKS: tuple[CellValue, ...] = (None, None, "", " ", "\u00a0", "\n", " \u00a0\n ")
_ERRORS = tuple(ErrorValue(code) for code in ("#N/A", "#VALUE!", "#DIV/0!", "#REF!", "#NAME?"))
_NUMBERS: tuple[CellValue, ...] = (
    0,
    1,
    -1,
    3.5,
    80,
    18263,
    18264,
    41578,
    41578.75,
    73050,
    73050.5,
    73051,
    1e15,
)
_DAYS: tuple[CellValue, ...] = (
    date(2013, 9, 30),
    date(2013, 10, 30),
    AS_AT,
    datetime(2013, 10, 31, 12),
    date(2013, 11, 1),
    date(2014, 3, 31),
    date(1949, 12, 31),
    date(1950, 1, 1),
    date(2099, 12, 31),
    date(2100, 1, 1),
)
_TEXTS: tuple[CellValue, ...] = (
    "31/03/2014",
    "2014-03-31",
    "end of Jan",
    "80%",
    "80",
    "most",
    "Ongoing",
    " on  track\u00a0",
    "As\nabove",
    "x" * 24,
    "x" * 25,
    "x" * 23 + "  " + "x",
    "two\n\n\nlines and a little more",
    "A long story. " * 300,
    "=1+1",
    "TRUE",
    'say "when"',
    "tab\there",
    "it's ¦ here",
    "Café opens & closes <soon>",
    "Green/ Amber",
    "#N/A",
)
_RATINGS: tuple[CellValue, ...] = (
    "Red",
    "Amber",
    "Green",
    "N/A",
    "red",
    "AMBER ",
    "\u00a0Green",
    "n/a",
    "gReEn\n",
)
_STATUSES: tuple[CellValue, ...] = (
    "Not started",
    "In progress",
    "Complete",
    "Suspended",
    "Reprogrammed",
    "Not pursued",
    "COMPLETE",
    "in \u00a0progress",
    "suspended\n",
    "Done",
)


def settings(**fields: Any) -> Settings:
    """Return the settings of a small plan, open for October 2013."""
    plain = Settings("test", "Test Council", "Test plan", Period(2013, 10), AS_AT)
    return replace(plain, **fields)


def dirty_cells(chance: random.Random, names: Sequence[str]) -> dict[str, CellValue]:
    """Return one row as people leave it, without booleans: LibreOffice calls TRUE a number."""
    return {name: _dirty(chance, name) for name in names}


def _dirty(chance: random.Random, name: str) -> CellValue:
    kind = chance.random()
    if kind < 0.3:
        return chance.choice(_BLANKS)
    if kind < 0.85:
        return chance.choice(_fitting(name))
    return chance.choice((*_ERRORS, *_NUMBERS, *_DAYS, *_TEXTS, *_RATINGS))


def _fitting(name: str) -> Sequence[CellValue]:
    field = BY_NAME[name]
    if field.kind is FieldKind.RATING:
        return _RATINGS
    if name == "status":
        return _STATUSES
    if name == "reported":
        return ("Yes", "yes ", "No", "Held", "\u00a0YES")
    if field.kind is FieldKind.DATE:
        return _DAYS
    return _NUMBERS if field.kind is FieldKind.PERCENT else _TEXTS


def without_errors(cells: Mapping[str, CellValue]) -> Row:
    """Return the cells that a builder writes; Excel's errors are put in afterwards."""
    return {n: v for n, v in cells.items() if not isinstance(v, ErrorValue)}


def with_errors(
    book: bytes, tab: str, layout: SheetLayout, rows: Sequence[Mapping[str, CellValue]]
) -> bytes:
    """Return the workbook with the rows' Excel errors in their cells."""
    columns = {c.key: number for number, c in enumerate(layout.columns, 1)}
    edits = [
        SetCell(tab, FIRST_ROW + offset, columns[name], value)
        for offset, cells in enumerate(rows)
        for name, value in cells.items()
        if isinstance(value, ErrorValue)
    ]
    return apply_edits(book, edits)


def own_row(code: str, **cells: Value) -> Row:
    """Return the row that heads a workstream's sheet."""
    return item_row(code, level=Level.WORKSTREAM.value, **cells)


def item_row(ref: str, **cells: Value) -> Row:
    """Return the row of a Green item, but for the cells given."""
    row: Row = {
        "item_id": f"id-{ref}",
        "level": Level.ITEM.value,
        "ref": ref,
        "title": f"Item {ref}",
        "owner": OWNER,
        "rag": "Green",
        "reported": "Yes",
        "status": "In progress",
        "commentary": "Lease granted for three years; options come in March.",
        "publish": "Public",
    }
    return row | cells


def stream(code: str, *, policy: str = "", kind: Kind = Kind.WORKSTREAM) -> Workstream:
    """Return a workstream without its own row."""
    return Workstream(code, kind, f"Workstream {code}", OWNER, policy=policy)


def new_master(
    rows: Mapping[str, Sequence[Row]],
    *,
    streams: Sequence[Workstream] = (),
    settled: Settings | None = None,
) -> NewMaster:
    """Return what a master is built from; streams not given are plain workstreams."""
    streams = streams or [stream(code) for code in rows]
    table = [
        {
            "code": w.code,
            "kind": w.kind.value,
            "title": w.title,
            "owner": w.owner,
            "policy": w.policy or None,
            "is_reported": "Yes" if w.is_reported else "No",
        }
        for w in streams
    ]
    people: list[Row] = [{"post": OWNER}]
    tables: dict[str, Sequence[Mapping[str, Value]]] = {"workstreams": table, "people": people}
    return NewMaster(settled or settings(), tuple(streams), rows, RULES, tables)


def master_bytes(rows: Mapping[str, Sequence[Row]]) -> bytes:
    """Return a master workbook of these rows by workstream code."""
    return build_master(new_master(rows), made=MADE)


def new_return(new: NewMaster, owner: str) -> NewReturn:
    """Return what an owner's return of a master's rows is built from."""
    sheets = (
        ReturnSheet(w.code, w.title, tuple(r for r in new.rows[w.code] if r.get("owner") == owner))
        for w in new.workstreams
        if w.code in new.rows
    )
    people = tuple(str(p["post"]) for p in new.tables.get("people", ()))
    return NewReturn(
        new.settings, owner, 1, tuple(s for s in sheets if s.rows), people, tuple(new.rules)
    )


def owners_of(new: NewMaster) -> Iterator[str]:
    """Yield each post that owns a row, once."""
    rows = (row for members in new.rows.values() for row in members)
    yield from dict.fromkeys(str(row["owner"]) for row in rows if row.get("owner"))
