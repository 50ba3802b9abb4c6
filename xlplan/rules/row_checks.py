"""Checks of one row that need last month, arithmetic, or another row."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches

from xlplan.findings import Finding
from xlplan.model import (
    CellRef,
    DateChange,
    Item,
    Level,
    Measure,
    Outturn,
    Plan,
    Snapshot,
    Status,
    codes,
    short_date,
)
from xlplan.rules.context import Context, is_best, last_closed, last_month
from xlplan.rules.headers import found

_MANY = 3


def row_findings(plan: Plan, context: Context) -> Iterator[Finding]:
    """Yield what is found in the plan row by row."""
    before, period = last_month(plan), last_closed(plan)
    by_ref = {item.ref.casefold(): item for item in plan.rows}
    moves, measures = _moves_of(plan), _measures_of(plan)
    for item in plan.rows:
        seen = before.get(item.item_id)
        if context.computed:
            yield from against_computed(item, context)
        yield from override_unexplained(item)
        yield from percent_against_status(item)
        if seen and period:
            yield from date_moved(item, seen, moves)
            yield from reopened(item, seen, period.title)
        if item.level is not Level.WORKSTREAM:
            yield from programmed_date_lost(item)
            yield from third_slip(item, moves)
            yield from better_than_its_sub_items(item, plan)
            if item.depends_on:
                yield from dependency_behind(item, plan, by_ref)
            if item.ref in measures:
                yield from measure_worsening(item, plan, measures[item.ref])
    yield from owner_unknown(plan)


_Moves = Mapping[tuple[str, str], Sequence[DateChange]]


def _moves_of(plan: Plan) -> _Moves:
    """Return the moves of due dates by item id, and by ref where no id was written down."""
    moves: dict[tuple[str, str], list[DateChange]] = defaultdict(list)
    for move in plan.registers.date_changes:
        moves[(move.item_id, "" if move.item_id else move.ref)].append(move)
    return moves


def _measures_of(plan: Plan) -> Mapping[str, Sequence[Measure]]:
    """Return the measures of each item by its ref."""
    measures: dict[str, list[Measure]] = defaultdict(list)
    for measure in plan.registers.measures:
        for ref in dict.fromkeys(codes(measure.items)):
            measures[ref].append(measure)
    return measures


def _at(item: Item, name: str) -> CellRef | None:
    return item.cells.get(name)


def against_computed(item: Item, context: Context) -> Iterator[Finding]:
    """R04 and R05: the owner's rating beside the one that facts give."""
    if item.rag is None or item.item_id not in context.computed:
        return
    computed, why = context.computed[item.item_id]
    if computed.score is None or item.rag.score is None or computed.score == item.rag.score:
        return
    facts = {"ref": item.ref, "rag": item.rag, "computed": computed, "why": why.rstrip(".")}
    if item.rag.score < computed.score:
        yield found("R05", facts, at=_at(item, "rag"), owner=item.owner)
    elif not item.rag_reason:
        yield found("R04", facts, at=_at(item, "rag"), owner=item.owner)


def override_unexplained(item: Item) -> Iterator[Finding]:
    """R22: an approved rating without a name and a reason."""
    if item.approved_rag and not (item.approved_by and item.approved_reason):
        yield found("R22", {"ref": item.ref}, at=_at(item, "approved_rag"))


def percent_against_status(item: Item) -> Iterator[Finding]:
    """R14: a percentage that does not fit the status, or has fallen."""
    percent, last = item.percent_complete, item.last_percent
    if percent is None:
        return
    what = ""
    if percent >= 100 and item.status not in (Status.COMPLETE, None):
        what = f"100 per cent complete, and its status is {item.status}"
    elif percent < 100 and item.is_complete:
        what = f"its status is Complete, and it is {percent:g} per cent complete"
    elif last is not None and percent < last:
        what = f"it fell from {last:g} to {percent:g} per cent complete since last month"
    if what:
        facts = {"ref": item.ref, "what": what}
        yield found("R14", facts, at=_at(item, "percent_complete"), owner=item.owner)


def date_moved(item: Item, seen: Snapshot, moves: _Moves) -> Iterator[Finding]:
    """R06: a due date other than last month's, with no approval."""
    if not (item.due and seen.due) or item.due == seen.due or item.decision_ref:
        return
    if any(move.now == item.due for move in moves.get((item.item_id, ""), ())):
        return
    facts = {"ref": item.ref, "before": short_date(seen.due), "now": short_date(item.due)}
    yield found("R06", facts, at=_at(item, "due"))


def reopened(item: Item, seen: Snapshot, period: str) -> Iterator[Finding]:
    """R10: complete last month, and not complete now."""
    was_complete = seen.status is Status.COMPLETE
    if was_complete and not item.is_complete and not item.change_reason:
        facts = {"ref": item.ref, "period": period, "status": item.status or "open"}
        yield found("R10", facts, at=_at(item, "status"), owner=item.owner)


def programmed_date_lost(item: Item) -> Iterator[Finding]:
    """R07: an item that has a due date and no programmed date."""
    if item.due and not item.baseline_due:
        yield found("R07", {"ref": item.ref}, at=_at(item, "baseline_due"))


def third_slip(item: Item, moves: _Moves) -> Iterator[Finding]:
    """R08: a due date that has been moved three times or more, and work that goes on."""
    mine = (*moves.get((item.item_id, ""), ()), *moves.get(("", item.ref), ()))
    if len(mine) >= _MANY and item.is_live:
        days = sum(m.days or 0 for m in mine)
        facts = {"ref": item.ref, "number": len(mine), "days": days}
        yield found("R08", facts, at=_at(item, "due"), owner=item.owner)


def better_than_its_sub_items(item: Item, plan: Plan) -> Iterator[Finding]:
    """R15: an item rated better than its worst sub-item, with no reason given."""
    worst = _worst(plan.sub_items_of(item)) if item.level is Level.ITEM else None
    if worst is None or item.rag is None or item.rag_reason:
        return
    if (item.rag.score or 0) > (worst.rag.score or 0 if worst.rag else 0):
        facts = {"ref": item.ref, "rag": item.rag, "child": worst.ref, "child_rag": worst.rag}
        yield found("R15", facts, at=_at(item, "rag"), owner=item.owner)


def _worst(children: Sequence[Item]) -> Item | None:
    rated = [c for c in children if c.rag and c.rag.is_rated]
    return min(rated, key=lambda c: (c.rag.score or 0) if c.rag else 0, default=None)


def dependency_behind(item: Item, plan: Plan, by_ref: Mapping[str, Item]) -> Iterator[Finding]:
    """R21: an item with the best rating that waits for one that is behind."""
    if not is_best(item, plan) or not item.is_live or item.rag_reason:
        return
    for ref in codes(item.depends_on):
        other = by_ref.get(ref.casefold())
        state = _behind(other, plan) if other and other is not item else ""
        if other and state:
            facts = {"ref": item.ref, "rag": item.rag, "other": other.ref, "state": state}
            yield found("R21", facts, at=_at(item, "rag"), owner=item.owner)


def _behind(other: Item, plan: Plan) -> str:
    """Say how an item is behind; "" when it is not."""
    as_at = plan.settings.as_at
    told = []
    rag = other.rating(as_at)
    if rag and rag.needs_action:
        told.append(str(rag))
    if other.is_overdue(as_at):
        told.append("overdue")
    elif other.slip_days and other.is_live:
        told.append(f"expected {other.slip_days} days after its programmed date")
    return " and ".join(told)


def measure_worsening(item: Item, plan: Plan, measures: Sequence[Measure]) -> Iterator[Finding]:
    """R23: an item with the best rating whose measure got worse."""
    if not is_best(item, plan) or item.rag_reason:
        return
    for measure in measures:
        two = _last_two(measure, plan)
        if two and _is_worse(measure, *two):
            before, now = two
            facts = {
                "ref": item.ref,
                "rag": item.rag,
                "measure": measure.title or measure.code,
                "before": f"{_amount(before, measure)} in {before.period.title}",
                "now": f"{_amount(now, measure)} in {now.period.title}",
            }
            yield found("R23", facts, at=_at(item, "rag"), owner=item.owner)


def _amount(outturn: Outturn, measure: Measure) -> str:
    return f"{outturn.outturn:g} {measure.unit}".strip()


def _last_two(measure: Measure, plan: Plan) -> tuple[Outturn, Outturn] | None:
    known = [
        o
        for o in plan.registers.outturns
        if o.measure.casefold() == measure.code.casefold()
        and o.outturn is not None
        and o.period <= plan.settings.period
    ]
    latest = sorted(known, key=lambda o: o.period)[-2:]
    return (latest[0], latest[1]) if len(latest) == 2 else None


def _is_worse(measure: Measure, before: Outturn, now: Outturn) -> bool:
    rise = (now.outturn or 0) - (before.outturn or 0)
    return rise > 0 if measure.better == "Lower" else rise < 0


def owner_unknown(plan: Plan) -> Iterator[Finding]:
    """R16: an owner who is not among the people; told of once, with every row."""
    posts = [p.post for p in plan.people]
    known = {post.casefold() for post in posts}
    rows: dict[str, list[Item]] = {}
    for item in plan.rows:
        if item.owner and posts and item.owner.casefold() not in known:
            rows.setdefault(item.owner, []).append(item)
    for owner, items in rows.items():
        near = get_close_matches(owner, posts, n=1)
        guess = f' (did you mean "{near[0]}"?)' if near else ""
        refs = ", ".join(item.ref for item in items)
        facts = {"ref": items[0].ref, "refs": refs, "owner": owner, "guess": guess}
        yield found("R16", facts, at=_at(items[0], "owner"))


def looks_like_a_ref(text: str) -> bool:
    """Whether a text has the form of a ref, such as AM1 or 13.2."""
    return bool(re.fullmatch(r"[A-Z]{1,4}\d+(?:\.\d+)*|\d+(?:\.\d+)+", text))
