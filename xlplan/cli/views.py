"""What `rollup --views` prints: what ties the plan together, and the gaps in it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from typing import Any

from xlplan.cli.printing import say, wrapped
from xlplan.cli.ratings import plain
from xlplan.model import CellRef, Direction, Item, Plan
from xlplan.reports.money import pounds
from xlplan.reports.plan_money import posts
from xlplan.reports.wording import counted, is_or_are, listed
from xlplan.views import (
    Place,
    SavingTotal,
    blockers,
    decisions_not_applied,
    horizons_by_service,
    implication_map,
    measure_lines,
    needs,
    objective_map,
    origin_lines,
    priority_map,
    risk_map,
    savings_by_kind,
    savings_by_year,
)
from xlplan.views.forward import forward_plan


def views_json(plan: Plan) -> dict[str, Any]:
    """Return every view as the keys that `--json` prints; a part of the plan is its ref."""
    found = {
        "risks": risk_map(plan),
        "objectives": objective_map(plan),
        "priorities": priority_map(plan),
        "horizons": horizons_by_service(plan),
        "measures": measure_lines(plan),
        "savings": {
            "by_year": savings_by_year(plan.registers.savings),
            "by_kind": savings_by_kind(plan.registers.savings),
        },
        "resources": {
            "lines": plan.registers.resources,
            "totals": needs(plan.registers.resources),
        },
        "implications": implication_map(plan).lines,
        "origins": origin_lines(plan),
        "blockers": blockers(plan),
        "forward": forward_plan(plan),
        "decisions_not_applied": decisions_not_applied(plan),
    }
    return {name: _plain(view) for name, view in found.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, Place | Item):
        return value.ref
    if isinstance(value, CellRef):
        return str(value)
    if is_dataclass(value) and not isinstance(value, type) and not hasattr(value, "word"):
        return {f.name: _plain(getattr(value, f.name)) for f in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): _plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    return str(value) if type(value).__name__ == "Period" else plain(value)


def views(plan: Plan) -> None:
    """Say what ties the plan together, each view that the plan has."""
    sections = {
        "Risks": _risks,
        "Objectives": _objectives,
        "Priorities": _priorities,
        "Horizons that no item delivers": _horizons,
        "Measures": _measures,
        "Savings": _savings,
        "Resources": _resources,
        "Implications": _implications,
        "Where actions come from": _origins,
        "What items wait for": _blockers,
        "Decisions that the plan does not show in full": _decisions,
    }
    has_any = False
    for title, lines in sections.items():
        told = list(lines(plan))
        if told:
            say(title)
            for line in told:
                say(wrapped(line, "  "))
            say()
            has_any = True
    if not has_any:
        say("The plan has no risks, objectives, priorities, horizons, measures or decisions yet.")


def _refs(places: Iterable[Place]) -> str:
    return ", ".join(f"{place.ref} {place.rag or 'not reported'}" for place in places)


def _risks(plan: Plan) -> Iterator[str]:
    found = risk_map(plan)
    for line in found.lines:
        merged = f" (with {', '.join(line.aliases)})" if line.aliases else ""
        yield f"{line.code}{merged} {line.title}: {_refs(line.places) or 'nothing answers it'}."
    for link in found.nowhere:
        yield f"{link.risk} names {link.code}, which is no part of the plan."
    for link in found.unknown:
        yield f"{link.code} names {link.risk}, which is not on the register."
    for place in found.two_titles:
        yield f"{place.code} has more than one title: {'; '.join(place.titles)}."
    if found.uncited:
        yield f"Parts of the plan that answer no risk: {', '.join(found.uncited)}."


def _objectives(plan: Plan) -> Iterator[str]:
    found, scale = objective_map(plan), plan.settings.scale
    rated = [rag.word for rag in reversed(scale.rated)]
    order = [*rated, *(r.word for r in scale.ratings if not r.is_rated), "Not reported"]
    for line in found.lines:
        best_first = sorted(line.counts.items(), key=lambda pair: order.index(pair[0]))
        counts = listed([f"{number} {word}" for word, number in best_first if number])
        served = counted(sum(line.counts.values()), "item")
        yield f"{line.code} {line.title}: {f'{served}, {counts}' if counts else 'no item'}."
    for ref, code in found.unknown:
        yield f"{ref} names {code}, which is not an objective."


def _priorities(plan: Plan) -> Iterator[str]:
    for line in priority_map(plan).lines:
        years = ", ".join(f"{place} in {year}" for year, place in sorted(line.positions.items()))
        if years:
            yield f"{line.service}, priority {years}: {_refs(line.places) or 'no item'}."


def _horizons(plan: Plan) -> Iterator[str]:
    for service in horizons_by_service(plan):
        for name, entries in service.horizons.items():
            lines = (_ended(e.text) for e in entries if not e.places)
            yield from (f"{service.service}, {name.lower()}: {line}" for line in lines)


def _measures(plan: Plan) -> Iterator[str]:
    for line in measure_lines(plan):
        measure = line.measure
        if line.latest is None or line.latest.outturn is None:
            yield f"{measure.code} {measure.title}: no outturn yet."
            continue
        unit = measure.unit if measure.unit.startswith("%") else f" {measure.unit}".rstrip()
        target = "" if measure.target is None else f", target {measure.target:g}{unit}"
        moved = f"; {_MOVED[line.direction]}" if line.direction in _MOVED else ""
        month = line.latest.period.title
        said = f"{line.latest.outturn:g}{unit} in {month}{target}{moved}"
        best = listed([place.ref for place in line.contradicts])
        word = plan.settings.scale.rated[-1]
        against = f" Yet {best} {is_or_are(len(line.contradicts))} {word}." if best else ""
        yield f"{measure.code} {measure.title}: {said}.{against}"


_MOVED = {
    Direction.IMPROVED: "better than before",
    Direction.WORSENED: "worse than before",
    Direction.SAME: "as before",
}


def _ended(text: str) -> str:
    """Return what somebody typed with one full stop at its end."""
    return f"{text.strip().rstrip('.')}."


def _savings(plan: Plan) -> Iterator[str]:
    for total in savings_by_year(plan.registers.savings):
        yield f"{total.name}: {_amounts(total, pounds)}."
    for total in savings_by_kind(plan.registers.savings):
        yield f"{total.name or 'No kind'}: {_amounts(total, pounds if total.is_money else posts)}."


def _amounts(total: SavingTotal, shown: Callable[[float | None], str]) -> str:
    told = [f"target {shown(total.target) or 'not set'}"]
    told += [f"achieved {shown(total.achieved)}"] * (total.achieved is not None)
    told += [f"forecast {shown(total.forecast)}"] * (total.forecast is not None)
    return ", ".join(told)


def _resources(plan: Plan) -> Iterator[str]:
    for total in needs(plan.registers.resources):
        amount = f", {pounds(total.amount)}" if total.amount else ""
        some = "" if total.without_amount == total.number else f"{total.without_amount} "
        missing = f", {some}without an amount" if total.without_amount else ""
        year = total.year or "No year"
        told = counted(total.number, "resource")
        yield f"{year}, {total.funding.lower()}: {told}{amount}{missing}."


def _implications(plan: Plan) -> Iterator[str]:
    for line in implication_map(plan).lines:
        parts = "the whole plan" if line.is_all else ", ".join(p.ref for p in line.places)
        yield f"{line.kind}: {' '.join(_ended(part) for part in (line.text, parts) if part)}"
        for code in line.nowhere:
            yield f"{line.kind} names {code}, which is no part of the plan."


def _origins(plan: Plan) -> Iterator[str]:
    for line in origin_lines(plan):
        said = f" It asked: {_ended(line.recommendation)}" if line.recommendation else ""
        yield f"{line.code} {line.title}: {_refs(line.places) or 'nothing answers it'}.{said}"


def _blockers(plan: Plan) -> Iterator[str]:
    for blocker in blockers(plan):
        done = " (done)" if blocker.is_over else ""
        yield f"{blocker.name}{done}: {_refs(blocker.waiting)}."


def _decisions(plan: Plan) -> Iterator[str]:
    for line in decisions_not_applied(plan):
        decision = line.decision
        applied = "in part" if decision.applied.casefold() == "part" else "not yet"
        yield f"{decision.ref} {decision.body}, {applied}: {decision.text}"
