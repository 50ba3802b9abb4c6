"""The rules that need several rows or periods: plain functions over the plan."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence

from xlplan.fields import BY_NAME
from xlplan.findings import Finding, in_reading_order
from xlplan.model import (
    CellRef,
    Decision,
    Item,
    Level,
    Plan,
    Reported,
    Snapshot,
    Status,
    codes,
)
from xlplan.rules.commentary import commentary_findings
from xlplan.rules.context import Context, last_closed, last_month
from xlplan.rules.coverage import coverage_findings, report_late
from xlplan.rules.headers import found
from xlplan.rules.row_checks import looks_like_a_ref, row_findings

Rule = Callable[[Plan, Context], Iterator[Finding]]

_SWING = 0.10
_SEVERAL = 3
_TO_DELETE = re.compile(
    r"\b(?:delet\w+|remov\w+|take out|taken out|discontinu\w+)\b", re.IGNORECASE
)


def missing_return(plan: Plan, context: Context) -> Iterator[Finding]:
    """X01: an owner who was sent a return and has not sent it back."""
    waiting: dict[str, list[str]] = {owner: [] for owner in context.missing}
    for row in plan.rows if waiting else ():
        if row.owner in waiting and row.reported is not Reported.YES:
            waiting[row.owner].append(row.ref)
    for owner in context.missing:
        refs = ", ".join(waiting[owner])
        if refs:
            yield found("X01", {"owner": owner, "refs": refs}, owner=owner)


def _closed_rows(plan: Plan) -> frozenset[str]:
    """Return the ids of rows that were done or given up when they were last seen."""
    last: dict[str, Snapshot] = {}
    for seen in plan.history:
        # Of two in one month, the first counts.
        if seen.item_id not in last or seen.period > last[seen.item_id].period:
            last[seen.item_id] = seen
    given_up = (Status.COMPLETE, Status.NOT_PURSUED)
    return frozenset(key for key, seen in last.items() if seen.status in given_up)


def silent_drop(plan: Plan, context: Context) -> Iterator[Finding]:
    """X02: a row that was live last month, is gone, and was not closed by a decision."""
    period = last_closed(plan)
    if period is None:
        return
    here = {item.item_id for item in plan.rows} | {item.ref for item in plan.rows}
    decided = {part for d in plan.registers.decisions for part in codes(d.items)}
    closed = _closed_rows(plan)
    for seen in last_month(plan).values():
        if not here.isdisjoint((seen.item_id, seen.ref)):
            continue
        if seen.ref in decided or seen.item_id in closed:
            continue
        facts = {"ref": seen.ref, "title": seen.title, "period": period.title}
        yield found("X02", facts)


def plan_does_not_add_up(plan: Plan, context: Context) -> Iterator[Finding]:
    """X03: opening and closing numbers that cannot be reconciled."""
    period = last_closed(plan)
    if context.does_not_add_up and period:
        yield found("X03", {"period": period.title, "why": context.does_not_add_up})


def roll_up_differs(plan: Plan, context: Context) -> Iterator[Finding]:
    """X04: a workstream declared otherwise than its items make it, with no reason given."""
    for workstream in plan.workstreams:
        own = workstream.own
        if (
            own is None
            or own.rag is None
            or own.rag_reason
            or workstream.code not in context.roll_ups
        ):
            continue
        computed, reason = context.roll_ups[workstream.code]
        facts = {"ref": own.ref, "declared": own.rag, "computed": computed, "reason": reason}
        yield found("X04", facts, at=own.cells.get("rag"), owner=own.owner)


def big_swing(plan: Plan, context: Context) -> Iterator[Finding]:
    """X05: a workstream whose share of the best rating moved, by more than one item.

    Judged on the rows that were reported in both months.
    """
    before, period = last_month(plan), last_closed(plan)
    for workstream in plan.workstreams:
        pairs = [
            (item, before[item.item_id])
            for item in plan.items_of(workstream.code)
            if item.item_id in before and item.rag and before[item.item_id].rag
        ]
        best = plan.settings.scale.rated[-1]
        was = sum(seen.rag == best for _, seen in pairs)
        now = sum(item.rag == best for item, _ in pairs)
        if period and abs(now - was) > 1 and abs(now - was) / len(pairs) > _SWING:
            first = workstream.own or pairs[0][0]
            facts = {
                "ref": workstream.code,
                "title": workstream.title,
                "before": f"{was} of {len(pairs)}",
                "now": str(now),
                "period": period.title,
                "list": ", ".join(_moved(pairs, best.word)),
            }
            yield found("X05", facts, at=first.cells.get("rag"), owner=workstream.owner)


def _moved(pairs: Iterable[tuple[Item, Snapshot]], best: str) -> Iterator[str]:
    for item, seen in pairs:
        was, now = str(seen.rag), str(item.rag)
        if (was == best) != (now == best):
            yield f"{item.ref} {was} to {now}"


def two_step_jump(plan: Plan, context: Context) -> Iterator[Finding]:
    """X06: a rating that jumped from one end of the scale to the other, unexplained."""
    for item in plan.rows:
        before, now = item.last_rag, item.rag
        if not (before and now and before.score and now.score) or item.rag_reason:
            continue
        if abs(before.score - now.score) > 1:
            facts = {"ref": item.ref, "before": before, "now": now}
            yield found("X06", facts, at=item.cells.get("rag"), owner=item.owner)


def code_with_two_titles(plan: Plan, context: Context) -> Iterator[Finding]:
    """X07: one code of a workstream, objective, measure or risk with two titles."""
    registers = plan.registers
    for coded in (
        [(w.code, w.title, None) for w in plan.workstreams],
        [(o.code, o.title, None) for o in plan.objectives],
        [(m.code, m.title, m.cell) for m in registers.measures],
        [(r.code, r.title, r.cell) for r in registers.risks],
    ):
        titles: dict[str, str] = {}
        for code, title, at in coded:
            first = titles.setdefault(code.casefold(), title)
            if code and first.casefold() != title.casefold():
                yield found("X07", {"code": code, "first": first, "second": title}, at=at)


def risk_alias(plan: Plan, context: Context) -> Iterator[Finding]:
    """X08: a risk that was merged into another, and is named or linked all the same."""
    merged = {r.code.casefold(): r for r in plan.registers.risks if r.alias_of}
    for risk in merged.values():
        if risk.answered_by:
            facts = {"code": risk.code, "into": risk.alias_of, "where": "its own row"}
            yield found("X08", facts, at=risk.cell)
    for item in plan.rows if merged else ():
        for code in codes(item.risks):
            if code.casefold() in merged:
                into = merged[code.casefold()].alias_of
                facts = {"ref": item.ref, "code": code, "into": into, "where": item.ref}
                yield found("X08", facts, at=item.cells.get("risks"))


def risk_links(plan: Plan, context: Context) -> Iterator[Finding]:
    """X07 and X12 for the links of risks, as "FP1: Managing finances"."""
    known = {w.code.casefold(): w.title for w in plan.workstreams}
    known |= {item.ref.casefold(): item.title for item in plan.items}
    told: set[str] = set()
    for risk in plan.registers.risks:
        for code, title in _links(risk.answered_by):
            where = known.get(code.casefold())
            if where is None and code.casefold() not in told:
                facts = {"ref": risk.code, "heading": "Answered by", "code": code}
                yield found("X12", facts | {"where": "the plan"}, at=risk.cell)
            elif where is not None and title and _plain(title) != _plain(where):
                if f"{code} {title}".casefold() in told:
                    continue
                facts = {"code": code, "first": where, "second": title}
                yield found("X07", facts, at=risk.cell)
            told |= {code.casefold(), f"{code} {title}".casefold()} - {""}


def _links(text: str) -> Iterator[tuple[str, str]]:
    for part in codes(text):
        code, _, title = re.sub(r"\s*[:–-]\s+", ":", part, count=1).partition(":")
        yield code.strip(), title.strip()


def _plain(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", " ", text.casefold().replace("&", "and")).strip()


def ref_used_twice(plan: Plan, context: Context) -> Iterator[Finding]:
    """X11: one ref on two rows."""
    seen: dict[str, Item] = {}
    for item in plan.rows:
        first = seen.setdefault(item.ref.casefold(), item)
        if first is not item:
            facts = {"ref": item.ref, "first": _place(first), "second": _place(item)}
            yield found("X11", facts, at=item.cells.get("ref"))


def _place(item: Item) -> CellRef | str:
    return item.cells.get("ref") or (item.title if item.level is Level.ITEM else item.workstream)


def code_unknown(plan: Plan, context: Context) -> Iterator[Finding]:
    """X12: an item names an objective, risk, measure or item that is nowhere in the plan."""
    registers = plan.registers
    known = {
        "objectives": ("the Objectives sheet", [o.code for o in plan.objectives]),
        "risks": ("the Risks sheet", [r.code for r in registers.risks]),
        "measures": ("the Measures sheet", [m.code for m in registers.measures]),
        "depends_on": ("the plan", [item.ref for item in plan.rows]),
    }
    listed = {name: {code.casefold() for code in there} for name, (_, there) in known.items()}
    for item in plan.rows:
        for name, (where, _) in known.items():
            named = str(getattr(item, name))
            for code in codes(named) if named else ():
                is_code = name != "depends_on" or looks_like_a_ref(code)
                if listed[name] and is_code and code.casefold() not in listed[name]:
                    heading = BY_NAME[name].heading
                    facts = {"ref": item.ref, "heading": heading, "code": code, "where": where}
                    yield found("X12", facts, at=item.cells.get(name))


def shared_blocker(plan: Plan, context: Context) -> Iterator[Finding]:
    """X13: three or more items that wait for one thing outside the plan."""
    waiting: dict[str, list[tuple[str, Item]]] = {}
    for item in plan.items:
        for name in codes(item.depends_on) if item.depends_on and item.is_live else ():
            if not looks_like_a_ref(name):
                waiting.setdefault(name.casefold(), []).append((name, item))
    for named in waiting.values():
        if len(named) >= _SEVERAL:
            what, first = named[0]
            facts = {"refs": ", ".join(item.ref for _, item in named), "what": what}
            yield found("X13", facts, at=first.cells.get("depends_on"))


def decision_not_applied(plan: Plan, context: Context) -> Iterator[Finding]:
    """P05: a decision that the plan does not show, as its row or the plan itself says."""
    rows = {item.ref.casefold(): item for item in plan.rows}
    for decision in plan.registers.decisions:
        if decision.day and decision.day > plan.settings.as_at:
            continue
        for ref in codes(decision.items) or ("",):
            where = _not_shown(decision, rows.get(ref.casefold()))
            if where:
                told = f"{decision.ref} ({decision.body})" if decision.body else decision.ref
                facts = {"decision": told, "what": decision.text.rstrip("."), "where": where}
                facts |= {"ref": ref, "item": f"{ref} does" if ref else "The plan does"}
                yield found("P05", facts, at=decision.cell)


def _not_shown(decision: Decision, item: Item | None) -> str:
    if decision.applied in ("No", "Part"):
        return f"Applied says {decision.applied}"
    if item and item.is_live and _TO_DELETE.search(decision.text):
        return f"it is still there, {item.status or 'without a status'}"
    return ""


RULES: tuple[Rule, ...] = (
    missing_return,
    silent_drop,
    plan_does_not_add_up,
    roll_up_differs,
    big_swing,
    two_step_jump,
    code_with_two_titles,
    risk_alias,
    risk_links,
    ref_used_twice,
    code_unknown,
    shared_blocker,
    decision_not_applied,
    row_findings,
    commentary_findings,
    coverage_findings,
    report_late,
)


RETURN_RULES: tuple[Rule, ...] = (two_step_jump, row_findings, commentary_findings)


def check_plan(plan: Plan, context: Context, rules: Sequence[Rule] = RULES) -> tuple[Finding, ...]:
    """Return what plan rules find, as a person would read it.

    RETURN_RULES are those that make sense while returns are still coming in.
    """
    return in_reading_order(f for rule in rules for f in rule(plan, context))
