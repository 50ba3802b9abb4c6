"""Whether a draft covers what the plan is for, and whether its calendar is kept."""

from __future__ import annotations

import re
from collections.abc import Iterator

from xlplan.findings import Finding
from xlplan.model import Item, Level, Plan, british_date, clean, codes, short_date
from xlplan.rules.context import Context
from xlplan.rules.headers import found


def coverage_findings(plan: Plan, context: Context) -> Iterator[Finding]:
    """Y01 to Y04 and Y06, while the plan is a draft: what has no item, and what an item lacks."""
    if not plan.settings.is_draft:
        return
    yield from _services(plan)
    yield from _objectives(plan)
    for item in plan.items:
        yield from _timescale(plan, item)
    yield from _measures(plan)
    yield from _resources(plan)


def report_late(plan: Plan, context: Context) -> Iterator[Finding]:
    """Y05: a report whose meeting has passed and that nobody marked as published."""
    for meeting in plan.registers.calendar:
        is_past = meeting.day is not None and meeting.day < plan.settings.as_at
        if is_past and meeting.day and not meeting.is_published:
            facts = {
                "report": meeting.report or "due",
                "period": meeting.period.title,
                "body": meeting.body or "its meeting",
                "day": british_date(meeting.day),
            }
            yield found("Y05", facts, at=meeting.cell)


def _services(plan: Plan) -> Iterator[Finding]:
    told = [clean(f"{i.title} | {i.service_area} | {i.outcome}").casefold() for i in plan.items]
    by_horizon = {clean(h.service).casefold() for h in plan.registers.horizons if h.items}
    for service in plan.registers.services:
        names = [clean(name).casefold() for name in service.names if clean(name)]
        words = [re.compile(rf"(?<!\w){re.escape(name)}(?!\w)") for name in names]
        is_named = any(word.search(text) for word in words for text in told)
        if not is_named and not by_horizon & set(names):
            yield found("Y01", {"service": service.name}, at=service.cell)


def _objectives(plan: Plan) -> Iterator[Finding]:
    served = {code.casefold() for item in plan.items for code in codes(item.objectives)}
    for objective in plan.objectives:
        if objective.code and objective.code.casefold() not in served:
            facts = {"code": objective.code, "title": objective.title}
            yield found("Y02", facts)


def _timescale(plan: Plan, item: Item) -> Iterator[Finding]:
    first, last = plan.settings.plan_from, plan.settings.plan_to
    if first is None or last is None:
        return
    for key, heading, day in (("due", "Due date", item.due), ("start", "Start", item.start)):
        if day is None or (day <= last and (key == "start" or day >= first)):
            continue
        facts = {
            "ref": item.ref,
            "heading": heading,
            "day": short_date(day),
            "where": "after" if day > last else "before",
            "first": short_date(first),
            "last": short_date(last),
        }
        yield found("Y03", facts, at=item.cells.get(key), owner=item.owner)


def _measures(plan: Plan) -> Iterator[Finding]:
    if not plan.registers.measures:
        return
    measured = {ref.casefold() for m in plan.registers.measures for ref in codes(m.items)}
    without = [
        item.ref
        for item in plan.items
        if item.level is Level.ITEM and item.ref.casefold() not in measured and not item.measures
    ]
    if without:
        yield found("Y04", {"refs": ", ".join(without)})


def _resources(plan: Plan) -> Iterator[Finding]:
    if not plan.registers.resources:
        return
    resourced = {ref.casefold() for r in plan.registers.resources for ref in codes(r.item)}
    without = [
        item.ref
        for item in plan.items
        if item.level is Level.ITEM and item.ref.casefold() not in resourced
    ]
    if without:
        yield found("Y06", {"refs": ", ".join(without)})
