"""What the team is asked to decide: conflicts and requests, each a line of the master."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from xlplan.cycle.changing import proposals
from xlplan.cycle.deciding import OPEN, SETTLED, WITHDRAWN
from xlplan.cycle.judging import Run
from xlplan.cycle.standing import short_id
from xlplan.cycle.storing import append, set_cell
from xlplan.fields import BY_NAME, field_told
from xlplan.merge import Merge, Outcome
from xlplan.typed import Value, as_text, told
from xlplan.workbook.edits import Edit, SetSheetState
from xlplan.workbook.reader import SheetRow
from xlplan.workbook.returns import Return


def conflict_edits(run: Run) -> Iterator[Edit]:
    """Add a line for each new conflict, and settle those that are none any more."""
    known = {r.text("conflict_id"): r for r in run.master.table_rows("conflicts")}
    found = _found(run, Outcome.CONFLICT)
    for key, (returned, merge) in found.items():
        if key not in known:
            told_of = {"base": told(merge.base), "master": told(merge.master)}
            line = _line(run, returned, merge) | told_of
            yield append("conflicts", line | {"conflict_id": key, "returned": _said(merge)})
    if found.keys() - known.keys():
        yield SetSheetState(run.master.sheet_of("conflicts"), "visible")
    yield from _over(run, known, found, SETTLED)


def request_edits(run: Run) -> Iterator[Edit]:
    """Add a line for each new request, and mark those that their owner has taken back."""
    known = {r.text("request_id"): r for r in run.master.table_rows("requests")}
    found = _found(run, Outcome.REQUEST) | _proposed(run)
    for key, (returned, merge) in found.items():
        reason = _reason(run, merge.entry.item_id)
        if key not in known:
            said = {"request_id": key, "was": _stands(run, merge), "wanted": _said(merge)}
            yield append("requests", _line(run, returned, merge) | said | {"reason": reason})
        elif reason and known[key].text("state") == OPEN and not known[key].text("reason"):
            yield set_cell(known[key], "reason", reason)
    if found.keys() - known.keys():
        yield SetSheetState(run.master.sheet_of("requests"), "visible")
    yield from _over(run, known, found, WITHDRAWN)


def _reason(run: Run, item_id: str) -> str:
    """Return why a change is asked for; "" where nobody says."""
    said = [m for m in run.cells(item_id, "change_reason") if m.outcome is not Outcome.HELD]
    return as_text(said[-1].entry.value) if said else ""


def _found(run: Run, outcome: Outcome) -> dict[str, tuple[Return, Merge]]:
    period = str(run.master.plan.settings.period)
    found: dict[str, tuple[Return, Merge]] = {}
    for judged in run.judged:
        for merge in (m for m in judged.merges if m.outcome is outcome):
            entry = merge.entry
            key = short_id(period, entry.item_id, entry.field, as_text(entry.value))
            found.setdefault(key, (judged.returned, merge))
    return found


def _proposed(run: Run) -> dict[str, tuple[Return, Merge]]:
    """Return what owners propose in Proposed change and somebody has to decide."""
    period = str(run.master.plan.settings.period)
    return {
        key: (judged.returned, merge)
        for judged in run.judged
        for key, merge in proposals(period, judged.merges)
    }


def _stands(run: Run, merge: Merge) -> str:
    """Return what stands now: of a proposed change, the status and rating that it is decided on."""
    if merge.entry.field != "proposed_change":
        return told(merge.master)
    item_id = merge.entry.item_id
    both = (_stands_in(run, item_id, name) for name in ("status", "rag"))
    return ", ".join(as_text(value) for value in both if value)


def _stands_in(run: Run, item_id: str, name: str) -> Value:
    """Return what a cell will say: as returned where that counts, else as the master has it."""
    used = (Outcome.MERGED, Outcome.UNCHANGED)
    said = [m.entry.value for m in run.cells(item_id, name) if m.outcome in used]
    return said[-1] if said else run.standing.values.get((item_id, name))


def _line(run: Run, returned: Return, merge: Merge) -> dict[str, Value]:
    entry = merge.entry
    return {
        "period": str(run.master.plan.settings.period),
        "item_id": entry.item_id,
        "ref": entry.ref,
        "field": BY_NAME[entry.field].heading,
        "owner": entry.owner,
        "source": f"{returned.file}: {entry.at}",
        "state": OPEN,
    }


def _said(merge: Merge) -> str:
    return told(merge.entry.value)


def _over(
    run: Run, known: Mapping[str, SheetRow], found: Mapping[str, object], state: str
) -> Iterator[Edit]:
    """Close each open line whose cell came back and says so no more."""
    for key, row in known.items():
        is_over = row.text("state") == OPEN and not row.text("decision") and key not in found
        field = field_told(row.text("field"))
        if is_over and field and any(run.cells(row.text("item_id"), field.name)):
            yield set_cell(row, "state", state)
