"""The plan as its History has it at the close of a period."""

from __future__ import annotations

from dataclasses import replace

from xlplan.fields import PUBLISH
from xlplan.history.comparing import HISTORY_FIELDS, HISTORY_KEPT_LATER, Comparison, compare
from xlplan.history.snapshots import periods
from xlplan.history.telling import told_in
from xlplan.model import Item, Kind, Level, Period, Plan, Reported, Snapshot, Workstream


class NotInHistory(Exception):
    """A period that has not been closed."""


def plan_at(plan: Plan, period: Period) -> Plan:
    """Return the plan of a closed period, as far as History keeps it; raise NotInHistory.

    Policies are today's, and so are priorities where History keeps none of that period. A
    workstream of then that is no more is taken for an enabler when it had no items.
    """
    seen = [s for s in plan.history if s.period == period]
    if not seen:
        known = ", ".join(str(p) for p in periods(plan.history)) or "none"
        raise NotInHistory(f"{period.title} has not been closed. Closed periods: {known}.")
    rows = [_row(s) for s in seen]
    if not any(row.priority_rank for row in rows):
        # A History of before it kept priorities.
        ranks = {row.item_id: row.priority_rank for row in plan.rows}
        rows = [replace(row, priority_rank=ranks.get(row.item_id)) for row in rows]
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
    declared, approved = seen.declared, seen.approved
    if seen.rag not in (declared, approved):
        # A History of before it kept them apart.
        is_declared = seen.reported is Reported.YES
        declared, approved = (seen.rag, None) if is_declared else (None, seen.rag)
    return Item(
        item_id=seen.item_id,
        ref=seen.ref,
        level=seen.level,
        workstream=seen.workstream,
        title=seen.title,
        parent=seen.parent,
        priority_rank=seen.priority_rank,
        owner=seen.owner,
        delegate=seen.delegate,
        baseline_due=seen.baseline_due,
        due=seen.due,
        forecast=seen.forecast,
        status=seen.status,
        reported=seen.reported,
        rag=declared,
        computed_rag=seen.computed,
        approved_rag=approved,
        percent_complete=seen.percent_complete,
        # Where History does not say who may read a row, nobody is told of it.
        publish=seen.publish or PUBLISH[-1],
        proposed_change=seen.proposed_change,
        change_reason=seen.change_reason,
        decision_ref=seen.decision_ref,
    )


def compare_periods(plan: Plan, before: Period, after: Period | None = None) -> Comparison:
    """Compare two closed periods, or a closed one with the plan as it stands now.

    What the rows said in any month between of a merger, a split or a deletion is told of them.
    """
    later = plan_at(plan, after) if after else plan
    then = _with_last_words(plan_at(plan, before), plan, later.settings.period)
    compared = {before, after} - {None}
    is_kept = all(s.publish for s in plan.history if s.period in compared)
    fields = [*HISTORY_FIELDS, *(HISTORY_KEPT_LATER if is_kept else ())]
    return compare(then, later, told=told_in(then, later), fields=fields)


def _with_last_words(then: Plan, plan: Plan, until: Period) -> Plan:
    """Return a plan of then in which each row says what it last said of its own end."""
    last = {
        s.item_id: s
        for s in sorted(plan.history, key=lambda s: s.period)
        if then.settings.period <= s.period < until
    }
    items = tuple(_last_words(row, last.get(row.item_id)) for row in then.items)
    return replace(then, items=items)


def _last_words(row: Item, seen: Snapshot | None) -> Item:
    if seen is None:
        return row
    return replace(
        row,
        publish=seen.publish or PUBLISH[-1],
        proposed_change=seen.proposed_change,
        change_reason=seen.change_reason,
        decision_ref=seen.decision_ref,
        status=seen.status,
    )
