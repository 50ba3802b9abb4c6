"""Small plans and months for the stories of a cycle: real workbooks, made by the real builders."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path

from xlplan.cycle.issuing import IssuedReturn, Month, issue
from xlplan.cycle.storing import set_cell, store
from xlplan.model import Kind, Period, Settings, Workstream
from xlplan.rules.row_rules import row_rules
from xlplan.typed import Value
from xlplan.workbook.files import write_atomically
from xlplan.workbook.master import Master, read_master
from xlplan.workbook.new_master import NewMaster, build_master
from xlplan.workbook.officer import Answers, fill_in
from xlplan.workbook.reader import SheetRow

AT = datetime(2013, 11, 1, 9, 30)
OCTOBER = Month(Period(2013, 10))
GOOD = "The lease was signed in September; options come to Cabinet in March."


def plan_rows(number: int, *, owner: str = "Property Manager") -> list[dict[str, Value]]:
    """Return a workstream's own row and so many items of one owner, all green in September."""
    own: dict[str, Value] = {
        "item_id": "ws-am",
        "level": "Workstream",
        "ref": "AM",
        "title": "Asset management",
        "rag": "Green",
        "reported": "Yes",
    }
    return [own, *(_item(n, owner) for n in range(1, number + 1))]


def _item(number: int, owner: str) -> dict[str, Value]:
    return {
        "item_id": f"item-{number:04d}",
        "level": "Item",
        "ref": f"AM{number}",
        "title": f"Asset {number}",
        "owner": owner,
        "baseline_due": date(2014, 3, 31),
        "due": date(2014, 3, 31),
        "forecast": date(2014, 2, 28),
        "status": "In progress",
        "rag": "Green",
        "reported": "Yes",
        "commentary": "Said in September, and long enough to stand.",
        "publish": "Public",
    }


def new_master(folder: Path, rows: Sequence[Mapping[str, Value]]) -> Path:
    """Write a master of one workstream with September closed."""
    period = Period(2013, 9)
    settings = Settings(
        plan_id="test-plan",
        council="Test Council",
        title="Test Plan",
        period=period,
        as_at=period.last_day,
        stage="closed",
        # Every good answer of these stories is one sentence, which the checks of prose would tell.
        commentary_checks="off",
    )
    streams = (Workstream("AM", Kind.WORKSTREAM, "Asset management", ""),)
    stream: dict[str, Value] = {
        "code": "AM",
        "kind": "Workstream",
        "title": "Asset management",
        "policy": "majority",
        "is_reported": "Yes",
    }
    people: list[dict[str, Value]] = [{"post": "Property Manager"}, {"post": "Head of Planning"}]
    tables = {"workstreams": [stream], "people": people}
    path = folder / "master.xlsx"
    new = NewMaster(settings, streams, {"AM": rows}, row_rules(), tables)
    path.write_bytes(build_master(new, made=AT))
    return path


def issue_october(master: Path) -> dict[str, IssuedReturn]:
    """Issue October; return what was issued by owner."""
    issued = issue(master, master.parent / "issued", OCTOBER, at=AT)
    return {one.owner: one for one in issued.returns}


def send(
    one: IssuedReturn, to: Path, cells: Mapping[tuple[str, str], Value], *, name: str = ""
) -> Path:
    """Fill in an issued return as an officer would and put it in the folder of returns."""
    to.mkdir(exist_ok=True)
    data = fill_in(one.path.read_bytes(), Answers(cells, signed_by=one.owner), at=AT)
    path = to / (name or one.path.name)
    write_atomically(path, data)
    return path


def answers(refs: Sequence[str], **others: Value) -> dict[tuple[str, str], Value]:
    """Return a good answer for each ref: green with commentary, or as the others say."""
    good: dict[str, Value] = {"rag": "Green", "commentary": GOOD}
    said = good | others
    return {(ref, name): value for ref in refs for name, value in said.items()}


def cell(master: Path | Master, ref: str, name: str) -> object:
    """Return one cell of a plan's row as the master holds it."""
    read = read_master(master) if isinstance(master, Path) else master
    item = next(row for row in read.plan.rows if row.ref == ref)
    return read.rows[item.item_id].value(name)


def one_return(folder: Path, number: int = 3) -> tuple[Path, IssuedReturn]:
    """Return a master of so many items of one owner, open for October, and the owner's return."""
    master = new_master(folder, plan_rows(number))
    return master, issue_october(master)["Property Manager"]


def row_of(read: Master, ref: str) -> SheetRow:
    """Return the master's row of a ref."""
    return read.rows[next(row.item_id for row in read.plan.rows if row.ref == ref)]


def type_into(master: Path, ref: str, /, **values: Value) -> None:
    """Type values into the row of a ref, as the team does in Excel."""
    read = read_master(master)
    store(read, [set_cell(row_of(read, ref), name, v) for name, v in values.items()], at=AT)
