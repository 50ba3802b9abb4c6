"""Closing a month: its snapshot goes into History, its master into the archive."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from xlplan.cycle.by_hand import changed_by_hand
from xlplan.cycle.deciding import CLOSED, OPEN, decide
from xlplan.cycle.identity import identify
from xlplan.cycle.issuing import reported_rows
from xlplan.cycle.ledger import change_rows
from xlplan.cycle.plan_checks import plan_findings
from xlplan.cycle.record import altered_history, history_hash
from xlplan.cycle.storing import (
    Refused,
    append,
    previewed,
    put_in_place,
    revised,
    set_cell,
    settings_edits,
    writing,
)
from xlplan.cycle.undecided import Undecided, undecided
from xlplan.findings import Finding, Severity
from xlplan.history import snapshot
from xlplan.model import Period, Reported, Snapshot
from xlplan.reports.wording import listed
from xlplan.typed import Value
from xlplan.workbook.edits import Edit
from xlplan.workbook.files import ToKeep, archive_of, keep_all
from xlplan.workbook.master import Master, read_master


@dataclass(frozen=True)
class Closed:
    """What closing did; `not_reported` are the refs that closed without a rating.

    `waiting` was not decided: of conflicts the master's value was closed, requests wait on.
    """

    period: Period
    rows: int
    not_reported: tuple[str, ...]
    archived: Path
    waiting: Undecided = field(default_factory=Undecided)

    def undecided_in_words(self) -> tuple[str, ...]:
        """Say what nobody decided before the close."""
        lines = []
        if self.waiting.conflicts:
            cells = ", ".join(self.waiting.conflicts)
            lines.append(f"Conflicts that nobody decided, closed as the master has them: {cells}.")
        if self.waiting.requests:
            lines.append(f"Requests that still wait: {', '.join(self.waiting.requests)}.")
        return tuple(lines)


def close(path: Path, *, at: datetime) -> Closed:
    """Take the month's snapshot and close it.

    Raises Refused when it is closed already, or a finding of severity block stands in the master.
    """
    with writing(path, why="close", at=at):
        master = read_master(path)
        require_closable(master)
        named = revised(master, identify(master).edits)
        after = revised(named, closing_edits(named, at))
        # The copy goes into the archive first: a month that says closed can always be made again.
        done = keep_closed(after, at=at)
        put_in_place(master, after, at=at, why="close")
    return done


def require_closable(master: Master) -> None:
    """Raise Refused when the month is closed already, or a finding of severity block stands."""
    settings = master.plan.settings
    if settings.is_closed:
        raise Refused(f"{settings.period.title} is closed already.")
    _require_no_block(plan_findings(master, ()))
    _require_applied(master)
    _require_counted(master)
    altered = next(altered_history(master), None)
    if altered:
        raise Refused(f"The month cannot be closed. {altered.message}")


def closing_edits(master: Master, at: datetime) -> tuple[Edit, ...]:
    """Return the edits that close the month of a master whose rows all have their ids."""
    by_hand = change_rows(master, changed_by_hand(master), at)
    known = master.headings_of("history")
    history = (append("history", _row(s), known=known) for s in snapshot(master.plan))
    conflicts = (row for row in master.table_rows("conflicts") if row.text("state") == OPEN)
    over = (set_cell(row, "state", CLOSED) for row in conflicts)
    return (*by_hand, *history, *over, *settings_edits(master, {"stage": "closed"}))


def keep_closed(master: Master, *, at: datetime) -> Closed:
    """Keep a copy of a closed master in its archive, and say what was closed."""
    period, path = master.plan.settings.period, master.path
    kept = ToKeep(master.data, f"{period} {path.name}", history_hash(master, period))
    (where,) = keep_all(archive_of(path), [kept], kind="closed", at=at)
    taken = snapshot(master.plan)
    silent = tuple(s.ref for s in taken if s.rag is None)
    return Closed(period, len(taken), silent, archive_of(path) / where, undecided(master))


def _require_applied(master: Master) -> None:
    """Raise Refused when somebody has decided what no run has applied yet."""
    edits = decide(master).edits
    if not edits:
        return
    left = undecided(previewed(master, edits)).every
    waiting = listed([one for one in undecided(master).every if one not in left])
    raise Refused(
        "The month cannot be closed. What was decided on Requests and Conflicts is not applied yet"
        f"{f': {waiting}' if waiting else ''}. Apply it with: xlplan consolidate MASTER"
    )


def _require_counted(master: Master) -> None:
    """Raise Refused when the master has ratings that no run has counted as reported yet."""
    scale = master.plan.settings.scale
    rated = (
        i for i in reported_rows(master.plan) if scale.find(master.rows[i.item_id].text("rag"))
    )
    typed = [i.ref for i in rated if i.reported is not Reported.YES]
    if typed:
        raise Refused(
            "The month cannot be closed. Ratings that were typed in the master are not counted as "
            f"reported yet: {listed(typed)}. Count them with: xlplan consolidate MASTER"
        )


def _require_no_block(findings: tuple[Finding, ...]) -> None:
    blocks = [f for f in findings if f.severity is Severity.BLOCK]
    if blocks:
        raise Refused(f"The month cannot be closed. {blocks[0].message}")


def _row(taken: Snapshot) -> dict[str, Value]:
    return {
        "period": str(taken.period),
        "item_id": taken.item_id,
        "ref": taken.ref,
        "level": taken.level.value,
        "workstream": taken.workstream,
        "title": taken.title,
        "reported": taken.reported.value,
        "rag": taken.rag.word if taken.rag else None,
        "status": taken.status.value if taken.status else None,
        "percent_complete": taken.percent_complete,
        "baseline_due": taken.baseline_due,
        "due": taken.due,
        "forecast": taken.forecast,
        "owner": taken.owner,
        "source": taken.source,
        "parent": taken.parent,
        "delegate": taken.delegate,
        "priority_rank": taken.priority_rank,
        "declared": taken.declared.word if taken.declared else None,
        "computed": taken.computed.word if taken.computed else None,
        "approved": taken.approved.word if taken.approved else None,
        "publish": taken.publish,
        "proposed_change": taken.proposed_change,
        "change_reason": taken.change_reason,
        "decision_ref": taken.decision_ref,
    }
