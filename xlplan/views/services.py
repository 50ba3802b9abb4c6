"""Services: their place among the priorities of each year, their ratings, and their horizons."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from xlplan.model import Horizon, Plan, Rag, Service, clean, named_codes
from xlplan.views.places import Place, Places, places_of, rating_counts

HORIZONS = ("Long term", "Medium term", "This year")


@dataclass(frozen=True)
class ServicePriority:
    """A service with its place in each year's top services, and how its items are rated now.

    `positions` count from 1, by year as typed; a year without the service is left out. `places`
    are the items of its service area, or those that its horizons name.
    """

    service: str
    rank: int | None
    positions: Mapping[str, int]
    places: tuple[Place, ...]
    counts: Mapping[str, int]
    worst: Rag | None


@dataclass(frozen=True)
class PriorityMap:
    """The years in order, and every service in the order of the latest year that ranks it."""

    years: tuple[str, ...]
    lines: tuple[ServicePriority, ...]

    def year(self, year: str) -> tuple[ServicePriority, ...]:
        """Return the services that a year ranks, in its order."""
        ranked = [line for line in self.lines if year in line.positions]
        return tuple(sorted(ranked, key=lambda line: line.positions[year]))


@dataclass(frozen=True)
class HorizonEntry:
    """What a service means to reach, and the parts of the plan that deliver it.

    `nowhere` are refs that are no part of the plan.
    """

    text: str
    year: str
    confirmed: str
    places: tuple[Place, ...]
    nowhere: tuple[str, ...]


@dataclass(frozen=True)
class ServiceHorizons:
    """One service's entries by horizon: Long term, Medium term, This year, then any other."""

    service: str
    rank: int | None
    horizons: Mapping[str, tuple[HorizonEntry, ...]]

    @property
    def undelivered(self) -> tuple[HorizonEntry, ...]:
        """The entries that no part of the plan delivers."""
        return tuple(e for entries in self.horizons.values() for e in entries if not e.places)


def priority_map(plan: Plan) -> PriorityMap:
    """Set each service's place, year by year, against the ratings of its items."""
    registers, places = plan.registers, places_of(plan)
    known = _Names(registers.services)
    positions: dict[str, dict[str, int]] = {}
    for priority in registers.priorities:
        if priority.position is not None:
            name = known.main(priority.service)
            positions.setdefault(name, {})[priority.year] = priority.position
    years = tuple(sorted({p.year for p in registers.priorities}))
    names = dict.fromkeys((*(s.name for s in registers.services), *positions))
    lines = [_priority(name, plan, places, known, positions.get(name, {})) for name in names]
    return PriorityMap(years, tuple(sorted(lines, key=_order)))


def _order(line: ServicePriority) -> tuple[bool, int]:
    latest = line.positions[max(line.positions)] if line.positions else line.rank
    return latest is None, latest or 0


def _priority(
    name: str, plan: Plan, places: Places, known: _Names, positions: Mapping[str, int]
) -> ServicePriority:
    found = [p for p in places.items if p.item and name in known.areas(p.item.service_area)]
    for horizon in plan.registers.horizons:
        if known.main(horizon.service) == name:
            found += places.found(n.code for n in named_codes(horizon.items))[0]
    mine = tuple(dict.fromkeys(found))
    rated = [place.rag for place in mine if place.rag and place.rag.is_rated]
    service = known.service(name)
    return ServicePriority(
        name,
        service.rank if service else None,
        positions,
        mine,
        rating_counts(mine, plan),
        min(rated, key=lambda rag: rag.score or 0, default=None),
    )


@dataclass(frozen=True)
class _Names:
    """The services by every name that they go by."""

    services: Sequence[Service]

    def service(self, name: str) -> Service | None:
        key = clean(name).casefold()
        return next(
            (s for s in self.services if key in {clean(n).casefold() for n in s.names}), None
        )

    def main(self, name: str) -> str:
        """Return the name that a service goes by first."""
        service = self.service(name)
        return service.name if service else clean(name)

    def areas(self, text: str) -> set[str]:
        """Return the services that an item's service area names."""
        return {self.main(part) for part in text.split(";") if clean(part)}


def horizons_by_service(plan: Plan) -> tuple[ServiceHorizons, ...]:
    """Group what services mean to reach by service, in order of rank, and by horizon."""
    known, places = _Names(plan.registers.services), places_of(plan)
    by_service: dict[str, list[Horizon]] = {}
    for horizon in plan.registers.horizons:
        by_service.setdefault(known.main(horizon.service), []).append(horizon)
    lines = []
    for name, mine in by_service.items():
        service = known.service(name)
        rank = service.rank if service else None
        lines.append(ServiceHorizons(name, rank, dict(_by_horizon(mine, places))))
    return tuple(sorted(lines, key=lambda line: (line.rank is None, line.rank or 0)))


def _by_horizon(
    mine: Sequence[Horizon], places: Places
) -> Iterator[tuple[str, tuple[HorizonEntry, ...]]]:
    for name in dict.fromkeys((*HORIZONS, *(h.horizon for h in mine))):
        entries = []
        for horizon in (h for h in mine if h.horizon == name):
            found, nowhere = places.found(n.code for n in named_codes(horizon.items))
            entries.append(
                HorizonEntry(horizon.text, horizon.year, horizon.confirmed, found, nowhere)
            )
        if entries:
            yield name, tuple(entries)
