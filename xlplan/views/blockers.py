"""What several items wait for, and decisions that the plan does not show yet."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from xlplan.model import Decision, Plan, clean, named_codes
from xlplan.views.places import Place, Places, places_of


@dataclass(frozen=True)
class Blocker:
    """One thing that live items wait for: a part of the plan (`place`), or something outside it."""

    name: str
    place: Place | None
    waiting: tuple[Place, ...]

    @property
    def is_shared(self) -> bool:
        """Whether more than one item waits for it."""
        return len(self.waiting) > 1

    @property
    def is_over(self) -> bool:
        """Whether the part of the plan that they wait for is done."""
        return bool(self.place and self.place.item and self.place.item.is_complete)


def blockers(plan: Plan) -> tuple[Blocker, ...]:
    """Return what live items depend on, most waited for first, then by first mention."""
    places = places_of(plan)
    named: dict[str, str] = {}
    waiting: dict[str, list[Place]] = {}
    for place in places.items:
        if place.item is None or not place.is_live:
            continue
        for name in _names(place.item.depends_on, places):
            key = clean(name).casefold()
            named.setdefault(key, name)
            if place not in waiting.setdefault(key, []):
                waiting[key].append(place)
    met = [Blocker(name, places.find(name), tuple(waiting[key])) for key, name in named.items()]
    return tuple(sorted(met, key=lambda blocker: -len(blocker.waiting)))


def _names(text: str, places: Places) -> Iterator[str]:
    """Give what a cell names: the refs of parts of the plan, and anything else as it was typed."""
    for part in text.replace("\n", ";").split(";"):
        within = [places.find(named.code) for named in named_codes(part)]
        if any(within):
            yield from (place.ref for place in within if place)
        elif clean(part):
            yield clean(part)


def shared_blockers(plan: Plan) -> tuple[Blocker, ...]:
    """Return what more than one live item waits for."""
    return tuple(blocker for blocker in blockers(plan) if blocker.is_shared)


@dataclass(frozen=True)
class DecisionLine:
    """A decision that the plan does not show in full, with the parts of the plan it is about."""

    decision: Decision
    places: tuple[Place, ...]
    nowhere: tuple[str, ...]


def decisions_not_applied(plan: Plan, body: str = "") -> tuple[DecisionLine, ...]:
    """Return the decisions that are applied in part or not at all, oldest first.

    `body` keeps those of one body, such as Cabinet, in any case.
    """
    places = places_of(plan)
    lines = []
    for decision in plan.registers.decisions:
        is_open = clean(decision.applied).casefold() != "yes"
        wanted = clean(body).casefold()
        if is_open and (not wanted or clean(decision.body).casefold() == wanted):
            found, nowhere = places.found(n.code for n in named_codes(decision.items))
            lines.append(DecisionLine(decision, found, nowhere))
    return tuple(sorted(lines, key=lambda line: line.decision.day or date.max))
