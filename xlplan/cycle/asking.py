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
    reasons = {
        m.entry.item_id: as_text(m.entry.value)
        for m in run.all_merges
        if m.entry.field == "change_reason" and m.outcome is not Outcome.HELD
    }
    found = _found(run, Outcome.REQUEST) | _proposed(run)
    for key, (returned, merge) in found.items():
        reason = reasons.get(merge.entry.item_id, "")
        if key not in known:
            said = {"request_id": key, "was": _stands(run, merge), "wanted": _said(merge)}
            yield append("requests", _line(run, returned, merge) | said | {"reason": reason})
        elif reason and known[key].text("state") == OPEN and not known[key].text("reason"):
            yield set_cell(known[key], "reason", reason)
    if found.keys() - known.keys():
        yield SetSheetState(run.master.sheet_of("requests"), "visible")
    yield from _over(run, known, found, WITHDRAWN)


def _found(run: Run, outcome: Outcome) -> dict[str, tuple[Return, Merge]]:
    period = str(run.master.plan.settings.period)
    found: dict[str, tuple[Return, Merge]] = {}
    for returned, merges in run.merges:
        for merge in (m for m in merges if m.outcome is outcome):
            entry = merge.entry
            key = short_id(period, entry.item_id, entry.field, as_text(entry.value))
            found.setdefault(key, (returned, merge))
    return found


def _proposed(run: Run) -> dict[str, tuple[Return, Merge]]:
    """Return what owners propose in Proposed change and somebody has to decide."""
    period = str(run.master.plan.settings.period)
    return {
        key: (returned, merge)
        for returned, merges in run.merges
        for key, merge in proposals(period, merges)
    }


def _stands(run: Run, merge: Merge) -> str:
    """Return what stands now: of a proposed change, the status and rating that it is decided on."""
    if merge.entry.field != "proposed_change":
        return told(merge.master)
    item_id = merge.entry.item_id
    said = {
        m.entry.field: m.entry.value
        for m in run.all_merges
        if m.entry.item_id == item_id and m.outcome in (Outcome.MERGED, Outcome.UNCHANGED)
    }
    held = run.standing.values
    both = (said.get(name, held.get((item_id, name))) for name in ("status", "rag"))
    return ", ".join(as_text(value) for value in both if value)


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
    seen = {m.entry.key for m in run.all_merges}
    for key, row in known.items():
        is_over = row.text("state") == OPEN and not row.text("decision") and key not in found
        field = field_told(row.text("field"))
        if is_over and field and (row.text("item_id"), field.name) in seen:
            yield set_cell(row, "state", state)
