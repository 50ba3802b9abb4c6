"""The plan as its History has it at the close of a period."""

from __future__ import annotations

from dataclasses import replace

from xlplan.history.comparing import HISTORY_FIELDS, Comparison, compare
from xlplan.history.snapshots import periods
from xlplan.model import Item, Kind, Level, Period, Plan, Reported, Snapshot, Workstream


class NotInHistory(Exception):
    """A period that has not been closed."""


def plan_at(plan: Plan, period: Period) -> Plan:
    """Return the plan of a closed period, as far as History keeps it; raise NotInHistory.

    Policies and priorities are today's. A workstream of then that is no more is taken for an
    enabler when it had no items.
    """
    seen = [s for s in plan.history if s.period == period]
    if not seen:
        known = ", ".join(str(p) for p in periods(plan.history)) or "none"
        raise NotInHistory(f"{period.title} has not been closed. Closed periods: {known}.")
    ranks = {row.item_id: row.priority_rank for row in plan.rows}
    rows = [replace(_row(s), priority_rank=ranks.get(s.item_id)) for s in seen]
    own = {row.workstream: row for row in rows if row.level is Level.WORKSTREAM}
    items = tuple(row for row in rows if row.level is not Level.WORKSTREAM)
    known_streams = {w.code: w for w in plan.workstreams}
    with_items = {item.workstream for item in items}
    codes = [w.code for w in plan.workstreams if w.code in own.keys() | with_items]
    codes += [c for c in dict.fromkeys(row.workstream for row in rows) if c not in known_streams]
    streams = tuple(
        replace(
            known_streams.get(code)
            or Workstream(code, _kind(code in with_items), _title(own.get(code), code), ""),
            own=own.get(code),
        )
        for code in codes
    )
    settings = replace(
        plan.settings, period=period, as_at=period.last_day, deadline=None, stage="closed"
    )
    earlier = tuple(s for s in plan.history if s.period <= period)
    return replace(plan, settings=settings, workstreams=streams, items=items, history=earlier)


def _kind(has_items: bool) -> Kind:
    return Kind.WORKSTREAM if has_items else Kind.ENABLER


def _title(own: Item | None, code: str) -> str:
    return own.title if own else code


def _row(seen: Snapshot) -> Item:
    """Return a snapshot as a row that has the rating it had, declared or approved."""
    is_declared = seen.reported is Reported.YES
    return Item(
        item_id=seen.item_id,
        ref=seen.ref,
        level=seen.level,
        workstream=seen.workstream,
        title=seen.title,
        owner=seen.owner,
        baseline_due=seen.baseline_due,
        due=seen.due,
        forecast=seen.forecast,
        status=seen.status,
        reported=seen.reported,
        rag=seen.rag if is_declared else None,
        approved_rag=None if is_declared else seen.rag,
        percent_complete=seen.percent_complete,
    )


def compare_periods(plan: Plan, before: Period, after: Period | None = None) -> Comparison:
    """Compare two closed periods, or a closed one with the plan as it stands now."""
    later = plan_at(plan, after) if after else plan
    return compare(plan_at(plan, before), later, fields=HISTORY_FIELDS)
