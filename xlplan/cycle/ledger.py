"""The ledger: one line on Changes for every cell that consolidation changes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from xlplan.cycle.judging import Run
from xlplan.cycle.standing import Ledger
from xlplan.cycle.storing import append
from xlplan.fields import BY_NAME
from xlplan.merge import Merge
from xlplan.typed import Value, as_text, told
from xlplan.workbook.edits import Edit
from xlplan.workbook.master import Master
from xlplan.workbook.returns import Return
from xlplan.workbook.saving import stamp


def ledger(run: Run) -> tuple[Ledger, ...]:
    """Return a line for every cell that the run changes, decisions first."""
    lines = list(run.decided.ledger)
    for judged in run.judged:
        lines += [_line(judged.returned, merge) for merge in judged.changes]
        lines += _as_typed_lines(run, judged.returned, judged.merges)
    return tuple(lines)


def change_rows(master: Master, lines: Iterable[Ledger], at: datetime) -> Iterator[Edit]:
    """Yield the edits that add lines to Changes."""
    changed_at, period = stamp(at), str(master.plan.settings.period)
    for line in lines:
        values: dict[str, Value] = {
            "changed_at": changed_at,
            "period": period,
            "item_id": line.item_id,
            "ref": line.ref,
            "field": line.heading or BY_NAME[line.field].heading,
            "was": told(line.was),
            "now": told(line.now),
            "by": line.by,
            "file": line.file,
            "cell": line.cell,
            "sha256": line.sha256[:16],
        }
        yield append("changes", values)


def _line(returned: Return, merge: Merge) -> Ledger:
    entry = merge.entry
    return Ledger(
        item_id=entry.item_id,
        ref=entry.ref,
        field=entry.field,
        was=merge.master,
        now=entry.value,
        by=entry.owner,
        file=returned.file,
        cell=str(entry.at),
        sha256=returned.sha256,
    )


def _as_typed_lines(run: Run, returned: Return, merges: Sequence[Merge]) -> Iterator[Ledger]:
    """Keep the original of a rating that was read as another, where it is the master's."""
    split = {f.at for f in returned.findings if f.code == "C03"}
    for merge in (m for m in merges if m.entry.field == "rag"):
        entry = merge.entry
        is_there = as_text(run.standing.values.get(entry.key)) == as_text(entry.value)
        if not (is_there or merge.changes_master):
            continue
        is_other = entry.at in split
        want = entry.as_typed if is_other else ""
        now = as_text(run.standing.values.get((entry.item_id, "rag_as_typed")))
        if want != now and (is_other or merge.changes_master):
            line = _line(returned, merge)
            yield replace(line, field="rag_as_typed", was=now or None, now=want or None)
