"""What the plan is for, against the items that serve it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from xlplan.model import Plan, clean, named_codes
from xlplan.views.places import Place, places_of, rating_counts


@dataclass(frozen=True)
class ObjectiveLine:
    """An objective with the rows that serve it and how many of them have each rating."""

    code: str
    kind: str
    title: str
    places: tuple[Place, ...]
    counts: Mapping[str, int]


@dataclass(frozen=True)
class ObjectiveMap:
    """Objectives in their order; `unserved` have no item, `unknown` pairs a ref with a code.

    `without` are the items that name no objective, told only when any item names one.
    """

    lines: tuple[ObjectiveLine, ...]
    unserved: tuple[ObjectiveLine, ...]
    unknown: tuple[tuple[str, str], ...]
    without: tuple[Place, ...]


def objective_map(plan: Plan) -> ObjectiveMap:
    """Cross the plan's objectives with the items and sub-items that name them."""
    places = places_of(plan).items
    named = [
        (place, [clean(each.code).casefold() for each in named_codes(place.item.objectives)])
        for place in places
        if place.item
    ]
    known = {clean(objective.code).casefold() for objective in plan.objectives}
    lines = []
    for objective in plan.objectives:
        mine = tuple(p for p, found in named if clean(objective.code).casefold() in found)
        lines.append(
            ObjectiveLine(
                objective.code, objective.kind, objective.title, mine, rating_counts(mine, plan)
            )
        )
    unknown = (
        (place.ref, each.code)
        for place in places
        if place.item
        for each in named_codes(place.item.objectives)
        if clean(each.code).casefold() not in known
    )
    is_used = any(found for _, found in named)
    return ObjectiveMap(
        tuple(lines),
        tuple(line for line in lines if not line.places),
        tuple(unknown),
        tuple(place for place, found in named if not found) if is_used else (),
    )
