"""Where examples about whole files and about merging are played: a month with two owners."""

from __future__ import annotations

import io
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from pathlib import Path

from openpyxl import load_workbook
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from tests.cycle.months import AT, GOOD, OCTOBER, plan_rows
from xlplan.cycle.checking import check
from xlplan.cycle.closing import close
from xlplan.cycle.consolidating import consolidate
from xlplan.cycle.issuing import issue
from xlplan.cycle.storing import append, set_cell, store
from xlplan.fields import BY_NAME
from xlplan.model import Kind, Period, Settings, Workstream
from xlplan.rules.row_rules import row_rules
from xlplan.typed import Value
from xlplan.workbook.edits import AppendRow, Edit
from xlplan.workbook.layout import FIRST_ROW, KEY_ROW, table_name
from xlplan.workbook.master import Master, read_master
from xlplan.workbook.new_master import NewMaster, build_master
from xlplan.workbook.officer import Answers, fill_in
from xlplan.workbook.reader import SheetRow

OWNER, OTHER, DELEGATE = "Property Manager", "Head of Planning", "Business Support Officer"
TAB, OTHER_TAB = "Asset management", "Planning"
LATER = AT + timedelta(days=1)
REFS = ("AM1", "AM2", "AM3", "PL9")
NEXT_YEAR = date(2014, 9, 30)
_SEPTEMBER = Period(2013, 9)
_STREAMS = {"AM": TAB, "PL": OTHER_TAB}

Change = Callable[[Workbook], None]


@dataclass(frozen=True)
class Stage:
    """A folder with a master, October's returns as issued, and the folder where they come back."""

    folder: Path

    @property
    def master(self) -> Path:
        """The master, with October open."""
        return self.folder / "master.xlsx"

    def issued(self, owner: str = OWNER, where: str = "issued") -> bytes:
        """Return an owner's return as issued."""
        (path,) = (self.folder / where).glob(f"*{owner}.xlsx")
        return path.read_bytes()

    def filled(
        self,
        cells: Mapping[tuple[str, str], Value] | None = None,
        *,
        owner: str = OWNER,
        signed_by: str = "",
        issued: bytes = b"",
    ) -> bytes:
        """Return an owner's return filled in well and signed, but for the cells given."""
        refs = REFS if owner == OWNER else ("PL1",)
        good = {(r, n): v for r in refs for n, v in (("rag", "Green"), ("commentary", GOOD))}
        return _filled(
            issued or self.issued(owner),
            tuple((good | dict(cells or {})).items()),
            signed_by or owner,
        )

    def put(self, data: bytes, name: str = "return.xlsx") -> None:
        """Put a file where returns come back."""
        (self.folder / "in").mkdir(exist_ok=True)
        (self.folder / "in" / name).write_bytes(data)

    def send(self, change: Change, **said: object) -> None:
        """Put the owner's good return, with something done to it in a spreadsheet program."""
        self.put(changed(self.filled(**said), change))  # type: ignore[arg-type]

    def read(self) -> Master:
        """Return the master as it stands."""
        return read_master(self.master)

    def edit(self, *edits: Edit) -> None:
        """Have the team change the master."""
        store(self.read(), list(edits), at=LATER)

    def type(self, ref: str, /, **values: Value) -> None:
        """Have the team type into a row of the plan."""
        row = self.row(ref)
        self.edit(*(set_cell(row, name, value) for name, value in values.items()))

    def row(self, ref: str) -> SheetRow:
        """Return a row of the plan."""
        read = self.read()
        return read.rows[next(item.item_id for item in read.plan.rows if item.ref == ref)]

    def fill(self, table: str, number: int = 0, **values: Value) -> None:
        """Have the team type into a row of another sheet of the master."""
        row = self.read().table_rows(table)[number]
        self.edit(*(set_cell(row, name, value) for name, value in values.items()))

    def add(self, table: str, **values: Value) -> None:
        """Have the team add a row to another sheet of the master."""
        self.edit(append(table, values))

    def merge(self) -> set[str]:
        """Consolidate what has come; return the codes of what is found."""
        folder = self.folder / "in"
        folder.mkdir(exist_ok=True)
        return {f.code for f in consolidate(self.master, folder, at=LATER).findings}

    def check(self) -> set[str]:
        """Check what has come; return the codes of what is found."""
        return {f.code for f in check([self.folder / "in"], self.master).findings}

    def check_master(self) -> set[str]:
        """Check the master itself; return the codes of what is found."""
        return {f.code for f in check([self.master], None).findings}

    def close(self) -> None:
        """Close the month."""
        close(self.master, at=LATER)

    def november(self) -> None:
        """Close October and open November."""
        self.close()
        month = replace(OCTOBER, period=Period(2013, 11))
        issue(self.master, self.folder / "november", month, at=LATER)


@cache
def _filled(
    issued: bytes, cells: tuple[tuple[tuple[str, str], Value], ...], signed_by: str
) -> bytes:
    return fill_in(issued, Answers(dict(cells), signed_by=signed_by), at=AT)


def changed(data: bytes, change: Change) -> bytes:
    """Return a workbook after a change in a spreadsheet program."""
    book = load_workbook(io.BytesIO(data), rich_text=True)
    change(book)
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def column(sheet: Worksheet, key: str) -> int:
    """Return the number of a column by its hidden key."""
    return next(n for n in range(1, sheet.max_column + 1) if sheet.cell(KEY_ROW, n).value == key)


def typed(key: str, value: object, row: int = FIRST_ROW, tab: str = TAB) -> Change:
    """Return the typing of a value into one cell."""

    def change(book: Workbook) -> None:
        sheet = book[tab]
        sheet.cell(row, column(sheet, key)).value = value  # type: ignore[assignment]

    return change


def manifest(line: str, value: str) -> Change:
    """Return the change of one line of the hidden sheet."""

    def change(book: Workbook) -> None:
        sheet = book["_xlplan"]
        for row in range(1, sheet.max_row + 1):
            if sheet.cell(row, 2).value == line:
                sheet.cell(row, 4).value = value

    return change


def new_row(code: str, **cells: Value) -> AppendRow:
    """Return the typing of a new row below the others of a workstream's sheet."""
    return AppendRow(table_name(code), {BY_NAME[n].heading: v for n, v in cells.items()}, 15)


def build(folder: Path, period: Period = _SEPTEMBER) -> Stage:
    """Make the master with a month closed, and issue the month after it."""
    settings = Settings(
        "test-plan", "Test Council", "Test Plan", period, period.last_day, stage="closed"
    )
    settings = replace(settings, commentary_checks="off")
    own: dict[str, Value] = {"item_id": "ws-pl", "level": "Workstream", "ref": "PL"}
    item = dict(plan_rows(1)[1])
    theirs = item | {"item_id": "pl-1", "ref": "PL1", "title": "Plan 1", "owner": OTHER}
    shared = item | {"item_id": "pl-9", "ref": "PL9", "title": "Plan 9"}
    rows = {
        "AM": plan_rows(3),
        "PL": [own | {"title": OTHER_TAB, "rag": "Green", "reported": "Yes"}, theirs, shared],
    }
    streams = tuple(Workstream(c, Kind.WORKSTREAM, t, "") for c, t in _STREAMS.items())
    tables: dict[str, list[dict[str, Value]]] = {
        "workstreams": [
            {"code": c, "kind": "Workstream", "title": t, "is_reported": "Yes"}
            for c, t in _STREAMS.items()
        ],
        "people": [
            {"post": OWNER, "email": "property@test.gov.uk", "delegate": DELEGATE},
            {"post": OTHER, "email": "planning@test.gov.uk"},
            {"post": DELEGATE, "email": "support@test.gov.uk"},
        ],
        "measures": [{"code": "M1", "title": "Empty offices", "owner": OWNER, "target": 5}],
        "outturns": [{"period": "2013-09", "measure": "M1", "outturn": 11}],
    }
    stage = Stage(folder)
    new = NewMaster(settings, streams, rows, row_rules(), tables)
    stage.master.write_bytes(build_master(new, made=AT))
    year, month = divmod(period.year * 12 + period.month, 12)
    issue(stage.master, folder / "issued", replace(OCTOBER, period=Period(year, month + 1)), at=AT)
    return stage


def copied(stage: Stage, to: Path) -> Stage:
    """Return the stage again in a folder of its own."""
    shutil.copytree(stage.folder, to, dirs_exist_ok=True)
    return Stage(to)
