"""What the team decided by drop-down in the master: conflicts and requests, applied once."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from xlplan.cycle.storing import append, set_cell
from xlplan.fields import BY_NAME, Field, field_told
from xlplan.merge import Key, Standing
from xlplan.model import Period
from xlplan.typed import Value, as_text, heard, read_typed, shown
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
    was: Value
    now: Value
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


@dataclass(frozen=True)
class Known:
    """What merges depend on, and when each cell was last merged from an owner."""

    whole: Standing
    merged_at: Mapping[Key, str]

    def for_return(self, issued_at: str) -> Standing:
        """Return what a return depends on: what was merged before it was issued is in it."""
        later = {
            key: value
            for key, value in self.whole.merged.items()
            if self.merged_at.get(key, issued_at) >= issued_at
        }
        return replace(self.whole, merged=later)


def short_id(*parts: str) -> str:
    """Return a short identity that is the same whenever the same thing is found."""
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:8]


def standing(master: Master, decided: Decided) -> Known:
    """Return what a merge depends on: the master's cells, what was merged, what was decided."""
    values: dict[Key, Value] = {}
    for item_id, row in master.rows.items():
        for name in row.columns:
            values[(item_id, name)] = _as_held(master, row, name)
    period = str(master.plan.settings.period)
    merged: dict[Key, Value] = {}
    merged_at: dict[Key, str] = {}
    for line in master.table_rows("changes"):
        field = field_told(line.text("field"))
        if field and line.text("period") == period and line.text("file"):
            key = (line.text("item_id"), field.name)
            merged[key] = _heard(master, field, line, "now")
            merged_at[key] = line.text("changed_at")
    for entry in decided.ledger:
        key = (entry.item_id, entry.field)
        merged[key] = decided.values[key]
        merged_at.pop(key, None)
    whole = Standing(values | dict(decided.values), merged, _settled(master))
    return Known(whole, merged_at)


def _heard(master: Master, field: Field, line: SheetRow, key: str) -> Value:
    value = line.value(key)
    return heard(field, "" if value is None else shown(value), master.plan.settings.scale)


def _as_held(master: Master, row: SheetRow, name: str) -> Value:
    """A cell that cannot be read is still somebody's text: it takes part as typed."""
    typed = read_typed(BY_NAME[name], row.share(name), master.plan.settings.scale)
    return (typed.as_typed or shown(row.value(name))) if typed.problem else typed.value


def _settled(master: Master) -> dict[tuple[Key, str], str]:
    settled: dict[tuple[Key, str], str] = {}
    for row in master.table_rows("conflicts"):
        field = field_told(row.text("field"))
        if field and row.text("decision"):
            returned = as_text(_heard(master, field, row, "returned"))
            settled[((row.text("item_id"), field.name), returned)] = row.text(
                "decision"
            ).capitalize()
    return settled


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
            yield from _applied(master, row, "returned")


def _requests(master: Master) -> Iterator[Decided]:
    for row, decision in _waiting(master, "requests"):
        if decision == "Refuse":
            yield Decided(edits=(set_cell(row, "state", REFUSED),))
        elif decision == "Accept":
            for applied in _applied(master, row, "wanted"):
                moved = tuple(_date_change(master, row, applied))
                yield Decided(applied.values, (*applied.edits, *moved), applied.ledger)


def _applied(master: Master, row: SheetRow, key: str) -> Iterator[Decided]:
    field, item_id = field_told(row.text("field")), row.text("item_id")
    if field is None:
        return
    name, value = field.name, _heard(master, field, row, key)
    file, _, cell = row.text("source").partition(": ")
    target = master.rows[item_id]
    was = _as_held(master, target, name)
    line = Ledger(
        item_id=item_id,
        ref=row.text("ref"),
        field=name,
        was=was,
        now=value,
        by=row.text("owner"),
        file=file or "decision",
        cell=cell,
    )
    edits = (set_cell(target, name, value), set_cell(row, "state", APPLIED))
    yield Decided({(item_id, name): value}, edits, (line,))


def _date_change(master: Master, row: SheetRow, applied: Decided) -> Iterator[Edit]:
    item_id = row.text("item_id")
    was = _as_held(master, master.rows[item_id], "due")
    now = applied.values.get((item_id, "due"))
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
