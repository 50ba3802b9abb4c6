"""What the team decided by drop-down in the master: conflicts and requests, applied once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from xlplan.cycle.adding import NEW_ITEM, added
from xlplan.cycle.amending import amended, is_amendment
from xlplan.cycle.changing import change_asked, changed, item_asked
from xlplan.cycle.minuting import Answered, decision_ref, record
from xlplan.cycle.renaming import renamed
from xlplan.cycle.standing import Ledger, as_held, heard_in, source_of
from xlplan.cycle.storing import append, set_cell
from xlplan.fields import field_told
from xlplan.findings import Finding
from xlplan.merge import Key
from xlplan.model import Period, clean
from xlplan.rules.headers import found
from xlplan.typed import Value
from xlplan.workbook.edits import Edit
from xlplan.workbook.layout import SHEETS
from xlplan.workbook.master import Master
from xlplan.workbook.reader import SheetRow

OPEN, APPLIED, KEPT, REFUSED, SETTLED = "Open", "Applied", "Kept", "Refused", "Settled"
WITHDRAWN, CLOSED = "Withdrawn", "Closed"


# What a line says that was done; any other word on it is a decision to apply. A request that the
# team types in has no state yet.
_DONE = {
    APPLIED: ("Accept", "Return"),
    KEPT: ("Master",),
    REFUSED: ("Refuse",),
    CLOSED: ("Master",),
    SETTLED: ("Master",),
    WITHDRAWN: ("Refuse",),
}
_OVER = {
    APPLIED: "it was applied already. Type over the cell yourself, or take the run back with undo",
    SETTLED: "master and return agree by now",
    WITHDRAWN: "its owner has taken it back",
}
_PAST = (
    "its month is closed with what the master said. Type over the cell yourself if the other is "
    "right"
)


@dataclass(frozen=True)
class Decided:
    """What decisions do to the master before anything is merged, and what cannot be done.

    `removed` are the ids of rows that leave the plan.
    """

    values: Mapping[Key, Value] = field(default_factory=dict)
    edits: tuple[Edit, ...] = ()
    ledger: tuple[Ledger, ...] = ()
    findings: tuple[Finding, ...] = ()
    removed: frozenset[str] = frozenset()


def decide(master: Master) -> Decided:
    """Return what the decisions on Conflicts and Requests change."""
    found = [*_conflicts(master), *_requests(master)]
    return Decided(
        values={k: v for part in found for k, v in part.values.items()},
        edits=tuple(e for part in found for e in part.edits),
        ledger=tuple(x for part in found for x in part.ledger),
        findings=tuple(f for part in found for f in part.findings),
        removed=frozenset(i for part in found for i in part.removed),
    )


def _waiting(master: Master, code: str) -> Iterator[tuple[SheetRow, str]]:
    """Yield each line that says something else than what was done; a mind may be changed."""
    for row in master.table_rows(code):
        decision = row.text("decision").capitalize()
        if decision and decision not in _DONE.get(row.text("state"), ()):
            yield row, decision


def _too_late(row: SheetRow) -> str:
    """Return why a decision cannot be applied any more; "" where it can."""
    return _OVER.get(row.text("state"), "")


def _conflicts(master: Master) -> Iterator[Decided]:
    period = master.plan.settings.period
    for row, decision in _waiting(master, "conflicts"):
        is_past = row.text("period") not in ("", str(period)) and decision != "Master"
        if why := _PAST if is_past else _too_late(row):
            yield _cannot(row, why)
        elif decision == "Master":
            yield Decided(edits=(set_cell(row, "state", KEPT),))
        elif decision == "Return":
            yield from _applied(master, row, "returned")
        else:
            yield _not_offered(row, "conflicts")


def _requests(master: Master) -> Iterator[Decided]:
    answered: list[Answered] = []
    refs: list[str] = []
    for row, decision in _waiting(master, "requests"):
        one = Answered(row, decision, decision_ref(master, row))
        if why := _too_late(row):
            yield _cannot(row, why)
        elif decision == "Refuse":
            yield _refused(master, row, one.ref)
            answered.append(one)
        elif decision == "Accept" and (kind := _whole(row)):
            whole = kind(master, one, refs)
            yield whole
            if whole.edits:
                answered.append(one)
        elif decision == "Accept":
            for applied in _applied(master, row, "wanted"):
                moved = tuple(_date_change(master, one, applied))
                yield Decided(
                    applied.values, (*applied.edits, *moved), applied.ledger, applied.findings
                )
                if applied.edits:
                    yield from _referred(master, one)
                    answered.append(one)
        else:
            yield _not_offered(row, "requests")
    yield Decided(edits=record(master, answered))


def _refused(master: Master, row: SheetRow, ref: str) -> Decided:
    """Mark a request as refused; a change that was proposed on the item's row is taken off it."""
    edits = (set_cell(row, "state", REFUSED),)
    target = master.rows.get(item_asked(master, row))
    if target is None or not change_asked(row) or not target.text("proposed_change"):
        return Decided(edits=edits)
    name, item_id = "proposed_change", item_asked(master, row)
    was = as_held(master, target, name)
    line = Ledger(item_id, target.text("ref"), name, was, None, ref, "decision")
    values = {(item_id, name): None}
    return Decided(values, (*edits, set_cell(target, name, None)), (line,))


def _whole(row: SheetRow) -> Callable[[Master, Answered, list[str]], Decided] | None:
    """Return how a request is applied that is not about one cell of one row; None when it is."""
    if row.text("field") == NEW_ITEM:
        return _added
    if change_asked(row):
        return _changed
    return _amended if is_amendment(row) else None


def _changed(master: Master, one: Answered, _: list[str]) -> Decided:
    made = changed(master, one.row, one.ref)
    if made.why_not:
        return _cannot(one.row, made.why_not)
    known = {"state": APPLIED, "item_id": item_asked(master, one.row)}
    edits = (*made.edits, *(set_cell(one.row, key, text) for key, text in known.items()))
    return Decided(made.values, edits, made.ledger, removed=made.removed)


def _amended(master: Master, one: Answered, _: list[str]) -> Decided:
    changed = amended(master, one.row, one.ref)
    if changed.why_not:
        return _cannot(one.row, changed.why_not)
    edits = (*changed.edits, set_cell(one.row, "state", APPLIED))
    return Decided(changed.values, edits, changed.ledger)


def _referred(master: Master, one: Answered) -> Iterator[Decided]:
    """Name the decision on the row that it changed, so that either leads to the other."""
    item_id, name = item_asked(master, one.row), "decision_ref"
    target = master.rows[item_id]
    if name not in target.columns or clean(target.text(name)) == one.ref:
        return
    was = as_held(master, target, name)
    line = Ledger(item_id, one.row.text("ref"), name, was, one.ref, one.ref, "decision")
    yield Decided({(item_id, name): one.ref}, (set_cell(target, name, one.ref),), (line,))


def _added(master: Master, one: Answered, refs: list[str]) -> Decided:
    row = one.row
    item = added(master, row, refs, decision_ref=one.ref)
    if item.why_not:
        return _cannot(row, item.why_not)
    refs.append(item.ref)
    done = [set_cell(row, "state", APPLIED), set_cell(row, "item_id", item.item_id)]
    if not row.text("ref"):
        done.append(set_cell(row, "ref", item.ref))
    values = {(line.item_id, line.field): line.now for line in item.ledger}
    return Decided(values, (*item.edits, *done), item.ledger)


def _not_offered(row: SheetRow, code: str) -> Decided:
    known = SHEETS[code]
    offered = next(c.options for c in known.columns if c.key == "decision")
    facts = {
        "sheet": row.sheet,
        "word": row.text("decision"),
        "ref": row.text("ref"),
        "offered": " or ".join(offered),
    }
    return Decided(findings=(found("M01", facts, at=row.at("decision")),))


def _cannot(row: SheetRow, why: str) -> Decided:
    facts = {"ref": row.text("ref"), "why": why}
    return Decided(findings=(found("M02", facts, at=row.at("decision")),))


def _applied(master: Master, row: SheetRow, key: str) -> Iterator[Decided]:
    field, item_id = field_told(row.text("field")), item_asked(master, row)
    if field is None:
        yield _cannot(row, f'there is no column "{row.text("field")}"')
        return
    if item_id not in master.rows:
        yield _cannot(row, "its row is no longer in the master")
        return
    name, value = field.name, heard_in(master, field, row, key)
    if name == "ref":
        changed = renamed(master, item_id, str(value or ""))
        if changed.why_not:
            yield _cannot(row, changed.why_not)
            return
        values = changed.values
    else:
        values = {(item_id, name): value}
    edits = [set_cell(master.rows[i], n, v) for (i, n), v in values.items()]
    lines = tuple(_line(master, row, place, v) for place, v in values.items())
    yield Decided(values, (*edits, set_cell(row, "state", APPLIED)), lines)


def _line(master: Master, row: SheetRow, place: Key, value: Value) -> Ledger:
    item_id, name = place
    file, cell, sha256 = source_of(master, row)
    return Ledger(
        item_id=item_id,
        ref=master.rows[item_id].text("ref"),
        field=name,
        was=as_held(master, master.rows[item_id], name),
        now=value,
        by=row.text("owner"),
        file=file,
        cell=cell,
        sha256=sha256,
    )


def _date_change(master: Master, one: Answered, applied: Decided) -> Iterator[Edit]:
    row, item_id = one.row, item_asked(master, one.row)
    now = applied.values.get((item_id, "due"))
    was = as_held(master, master.rows[item_id], "due") if now else None
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
                "approval": one.ref,
            },
        )
