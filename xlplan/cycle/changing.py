"""Changes to the plan that owners propose: an item suspended, or deleted; each decided by a body.

An owner chooses it in Proposed change, and it becomes a request; the team may type one too. Once
accepted, the next run suspends the item, or empties its row: what stood there is in the archive, in
History and on Changes, and its ref is never used again.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from xlplan.cycle.standing import Ledger, as_held, short_id
from xlplan.cycle.storing import fit_row, set_cell
from xlplan.fields import BY_NAME, FieldKind
from xlplan.findings import Finding
from xlplan.merge import Key, Merge, Outcome
from xlplan.model import Item, Level, Plan, Status, clean
from xlplan.rules.headers import found
from xlplan.typed import Value, as_text
from xlplan.workbook.edits import Edit
from xlplan.workbook.master import Master
from xlplan.workbook.reader import SheetRow

SUSPEND, DELETE = "Suspend", "Delete"
_ASKED = BY_NAME["proposed_change"].heading


@dataclass(frozen=True)
class Changed:
    """What an accepted change does; `removed` are the ids of rows that leave the plan."""

    values: Mapping[Key, Value] = field(default_factory=dict)
    edits: tuple[Edit, ...] = ()
    ledger: tuple[Ledger, ...] = ()
    removed: frozenset[str] = frozenset()
    why_not: str = ""


def proposals(period: str, merges: tuple[Merge, ...]) -> Iterator[tuple[str, Merge]]:
    """Yield each change that a return proposes now and needs a decision, with its request's id."""
    for merge in merges:
        entry = merge.entry
        is_new = as_text(entry.value) != as_text(entry.issued)
        is_used = merge.outcome in (Outcome.MERGED, Outcome.UNCHANGED)
        if entry.field == "proposed_change" and is_new and is_used and _word(as_text(entry.value)):
            yield short_id(period, entry.item_id, _ASKED, as_text(entry.value)), merge


def _word(text: str) -> str:
    return next((w for w in (SUSPEND, DELETE) if clean(text).casefold() == w.casefold()), "")


def change_asked(row: SheetRow) -> str:
    """Return Suspend or Delete when a request asks for it, else ""."""
    what = clean(row.text("field"))
    if what.casefold() == _ASKED.casefold():
        return _word(row.text("wanted"))
    return _word(what)


def item_asked(master: Master, row: SheetRow) -> str:
    """Return the id of the row that a request is about; the team may give its ref alone."""
    if row.text("item_id"):
        return row.text("item_id")
    ref = clean(row.text("ref")).casefold()
    rows = (i for i in master.plan.rows if ref and clean(i.ref).casefold() == ref)
    return next((i.item_id for i in rows), "")


def changed(master: Master, row: SheetRow, ref: str) -> Changed:
    """Return what an accepted suspension or deletion does; `ref` names the decision."""
    item_id = item_asked(master, row)
    if item_id not in master.rows:
        return Changed(why_not="its row is not in the master; give its ref")
    item = next(i for i in master.plan.rows if i.item_id == item_id)
    if item.level is Level.WORKSTREAM:
        return Changed(why_not="a workstream's own row stays; ask for its items")
    if change_asked(row) == SUSPEND:
        return _suspended(master, item, ref)
    return _deleted(master, item, ref)


def _suspended(master: Master, item: Item, ref: str) -> Changed:
    wanted: dict[str, Value] = {
        "status": Status.SUSPENDED.value,
        "decision_ref": ref,
        "proposed_change": None,
    }
    row = master.rows[item.item_id]
    told = {name: value for name, value in wanted.items() if name in row.columns}
    was = {name: as_held(master, row, name) for name in told}
    told = {name: value for name, value in told.items() if as_text(was[name]) != as_text(value)}
    return Changed(
        {(item.item_id, name): value for name, value in told.items()},
        tuple(set_cell(row, name, value) for name, value in told.items()),
        tuple(
            Ledger(item.item_id, item.ref, name, was[name], value, ref, "decision")
            for name, value in told.items()
        ),
    )


def _deleted(master: Master, item: Item, ref: str) -> Changed:
    parts = [item]
    if item.level is Level.ITEM:
        parts += [i for i in master.plan.items if i.parent == item.ref and i is not item]
    rows = [master.rows[part.item_id] for part in parts]
    return Changed(
        edits=tuple(edit for row in rows for edit in _emptied(row)),
        ledger=tuple(
            Ledger(p.item_id, p.ref, "", p.title, None, ref, "decision", heading=DELETE)
            for p in parts
        ),
        removed=frozenset(part.item_id for part in parts),
    )


def _emptied(row: SheetRow) -> Iterator[Edit]:
    cleared: dict[str, Value] = {}
    for name in row.columns:
        if BY_NAME[name].kind is not FieldKind.FORMULA and row.text(name):
            yield set_cell(row, name, None)
            cleared[name] = None
    yield fit_row(row, cleared)


def deleted_ids(master: Master) -> frozenset[str]:
    """Return the ids of rows that a decision has taken out of the plan, as Changes tells."""
    lines = master.table_rows("changes")
    return frozenset(r.text("item_id") for r in lines if r.text("field") == DELETE)


def deleted_refs(master: Master) -> frozenset[str]:
    """Return the refs of rows that a decision has taken out; they are never used again."""
    lines = master.table_rows("changes")
    return frozenset(clean(r.text("ref")) for r in lines if r.text("field") == DELETE)


def doubtful_deletions(master: Master) -> Iterator[Finding]:
    """Tell of each deletion that waits for a decision and is not of work that is done and well."""
    plan: Plan = master.plan
    for row in master.table_rows("requests"):
        if change_asked(row) != DELETE or row.text("decision"):
            continue
        item_id = item_asked(master, row)
        item = next((i for i in plan.items if i.item_id == item_id), None)
        if item is None:
            continue
        rag = item.rating(plan.settings.as_at)
        if item.is_complete and not (rag and rag.needs_action):
            continue
        how = f"{item.status or 'without a status'} and {rag or 'not rated'}"
        yield found("M11", {"ref": item.ref, "how": how}, at=row.at("wanted"), owner=item.owner)
