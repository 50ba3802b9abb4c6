"""What the team decided by drop-down in the master: conflicts and requests, applied once."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from xlplan.cycle.storing import append, set_cell
from xlplan.fields import BY_NAME, LOCKED_FIELDS
from xlplan.merge import Key, Standing
from xlplan.model import Period
from xlplan.typed import Value, as_text, from_text, read_typed, shown
from xlplan.workbook.edits import Edit
from xlplan.workbook.master import Master
from xlplan.workbook.reader import SheetRow

OPEN, APPLIED, KEPT, REFUSED, SETTLED = "Open", "Applied", "Kept", "Refused", "Settled"


@dataclass(frozen=True)
class Ledger:
    """One line for the Changes sheet, before it is stamped."""

    item_id: str
    ref: str
    field: str
    was: str
    now: str
    by: str
    file: str = ""
    cell: str = ""
    sha256: str = ""


@dataclass(frozen=True)
class Decided:
    """What decisions do to the master before anything is merged."""

    values: Mapping[Key, Value] = field(default_factory=dict)
    edits: tuple[Edit, ...] = ()
    ledger: tuple[Ledger, ...] = ()


def short_id(*parts: str) -> str:
    """Return a short identity that is the same whenever the same thing is found."""
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:8]


def standing(master: Master, decided: Decided) -> Standing:
    """Return what a merge depends on: the master's cells, what was merged, what was decided."""
    values: dict[Key, Value] = {}
    for item_id, row in master.rows.items():
        for name in row.columns:
            values[(item_id, name)] = _as_held(master, row, name)
    period = str(master.plan.settings.period)
    merged: dict[Key, Value] = {}
    for line in master.table_rows("changes"):
        name = line.text("field")
        if line.text("period") == period and line.text("file") and name in BY_NAME:
            merged[(line.text("item_id"), name)] = from_text(BY_NAME[name], ledger_text(line))
    for entry in decided.ledger:
        merged[(entry.item_id, entry.field)] = decided.values[(entry.item_id, entry.field)]
    return Standing(values | dict(decided.values), merged, _settled(master))


def ledger_text(line: SheetRow) -> str:
    """Return what a ledger line says the cell became, marks and line ends as they were."""
    value = line.value("now")
    return "" if value is None else str(value)


def _as_held(master: Master, row: SheetRow, name: str) -> Value:
    """A cell that cannot be read is still somebody's text: it takes part as typed."""
    typed = read_typed(BY_NAME[name], row.value(name), master.plan.settings.scale)
    return (typed.as_typed or shown(row.value(name))) if typed.problem else typed.value


def _settled(master: Master) -> dict[tuple[Key, str], str]:
    return {
        ((r.text("item_id"), r.text("field")), str(r.value("returned") or "")): r.text("decision")
        for r in master.table_rows("conflicts")
        if r.text("decision")
    }


def decide(master: Master) -> Decided:
    """Return what the decisions on Conflicts and Requests change."""
    found = [*_conflicts(master), *_requests(master)]
    return Decided(
        values={k: v for part in found for k, v in part.values.items()},
        edits=tuple(e for part in found for e in part.edits),
        ledger=tuple(x for part in found for x in part.ledger),
    )


def _waiting(master: Master, code: str) -> Iterator[tuple[SheetRow, str]]:
    for row in master.table_rows(code):
        decision = row.text("decision").capitalize()
        if row.text("state") == OPEN and decision and row.text("item_id") in master.rows:
            yield row, decision


def _conflicts(master: Master) -> Iterator[Decided]:
    for row, decision in _waiting(master, "conflicts"):
        if decision == "Master":
            yield Decided(edits=(set_cell(row, "state", KEPT),))
        elif decision == "Return":
            text = str(row.value("returned") or "")
            yield _applied(master, row, text, source=row.text("source"))


def _requests(master: Master) -> Iterator[Decided]:
    for row, decision in _waiting(master, "requests"):
        if decision == "Refuse":
            yield Decided(edits=(set_cell(row, "state", REFUSED),))
        elif decision == "Accept" and row.text("field") in LOCKED_FIELDS:
            text = str(row.value("wanted") or "")
            applied = _applied(master, row, text, source=row.text("source"))
            moved = tuple(_date_change(master, row, applied))
            yield Decided(applied.values, (*applied.edits, *moved), applied.ledger)


def _applied(master: Master, row: SheetRow, text: str, *, source: str) -> Decided:
    name, item_id = row.text("field"), row.text("item_id")
    value = from_text(BY_NAME[name], text)
    target = master.rows[item_id]
    was = _as_held(master, target, name)
    line = Ledger(
        item_id=item_id,
        ref=row.text("ref"),
        field=name,
        was=as_text(was),
        now=as_text(value),
        by=row.text("owner"),
        file=source.partition(": ")[0] or "decision",
        cell=source.partition(": ")[2],
    )
    edits = (set_cell(target, name, value), set_cell(row, "state", APPLIED))
    return Decided({(item_id, name): value}, edits, (line,))


def _date_change(master: Master, row: SheetRow, applied: Decided) -> Iterator[Edit]:
    name, item_id = row.text("field"), row.text("item_id")
    if name != "due":
        return
    was = _as_held(master, master.rows[item_id], name)
    now = applied.values[(item_id, name)]
    if isinstance(was, date) and isinstance(now, date):
        period: Period = master.plan.settings.period
        yield append(
            "date_changes",
            {
                "period": str(period),
                "item_id": item_id,
                "ref": row.text("ref"),
                "was": was,
                "now": now,
                "days": (now - was).days,
                "reason": row.text("reason"),
                "approval": row.text("decision_ref"),
            },
        )
