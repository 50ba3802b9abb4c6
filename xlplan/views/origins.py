"""Where actions come from, and what the plan means for equalities and the like: both ways."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from xlplan.model import Implication, Origin, Plan, clean, codes, named_codes
from xlplan.views.places import Place, Places, places_of, workstream_codes


@dataclass(frozen=True)
class OriginLine:
    """One recommendation of an inspection, audit or survey, and what in the plan answers it.

    `title` alone is set for an origin that items name and the sheet Origins has not.
    """

    code: str
    kind: str
    title: str
    recommendation: str
    origin: Origin | None
    places: tuple[Place, ...]
    nowhere: tuple[str, ...] = ()

    @property
    def is_answered(self) -> bool:
        """Whether any part of the plan answers it."""
        return bool(self.places)


def origin_lines(plan: Plan) -> tuple[OriginLine, ...]:
    """Return each origin with what answers it; then what items give as their origin in words."""
    places = places_of(plan)
    known = {clean(o.code).casefold() for o in plan.registers.origins if clean(o.code)}
    lines = [_from_register(origin, places) for origin in plan.registers.origins]
    in_words: dict[str, list[Place]] = {}
    written: dict[str, str] = {}
    for place in places.items:
        said = place.item.origin if place.item else ""
        for name in (n for n in codes(said) if clean(n).casefold() not in known):
            key = clean(name).casefold()
            written.setdefault(key, clean(name))
            in_words.setdefault(key, []).append(place)
    return (
        *lines,
        *(
            OriginLine("", "", written[key], "", None, tuple(found))
            for key, found in in_words.items()
        ),
    )


def _from_register(origin: Origin, places: Places) -> OriginLine:
    listed, nowhere = places.found(codes(origin.items))
    code = clean(origin.code).casefold()
    by_item = (
        p
        for p in places.items
        if code and p.item and code in [clean(c).casefold() for c in codes(p.item.origin)]
    )
    met = tuple(dict.fromkeys([*listed, *by_item]))
    return OriginLine(
        origin.code, origin.kind, origin.title, origin.recommendation, origin, met, nowhere
    )


@dataclass(frozen=True)
class ImplicationLine:
    """One implication and the parts of the plan that bear on it.

    `is_all` when it names them all; `nowhere` are codes that are no part of the plan.
    """

    kind: str
    text: str
    places: tuple[Place, ...]
    nowhere: tuple[str, ...]
    is_all: bool


@dataclass(frozen=True)
class ImplicationMap:
    """The implications in their order, and the same links from the plan's side, in its order."""

    lines: tuple[ImplicationLine, ...]
    by_place: Mapping[Place, tuple[str, ...]]


def implication_map(plan: Plan) -> ImplicationMap:
    """Cross the implications of a plan with the parts that bear on them."""
    places = places_of(plan)
    lines = tuple(_implication(one, places) for one in plan.registers.implications)
    named = list(dict.fromkeys(p for line in lines for p in line.places))
    whole = [p for code in workstream_codes(plan) if (p := places.find(code))]
    if any(line.is_all for line in lines):
        named = list(dict.fromkeys([*whole, *named]))
    return ImplicationMap(lines, {p: tuple(_kinds(p, lines)) for p in _in_order(plan, named)})


def _implication(one: Implication, places: Places) -> ImplicationLine:
    is_all = clean(one.parts).casefold().removesuffix(" sections") in ("all", "all workstreams")
    found, nowhere = ((), ()) if is_all else places.found(n.code for n in named_codes(one.parts))
    return ImplicationLine(one.kind, one.text, found, nowhere, is_all)


def _kinds(place: Place, lines: Sequence[ImplicationLine]) -> Iterator[str]:
    yield from (line.kind for line in lines if line.is_all or place in line.places)


def _in_order(plan: Plan, places: Iterable[Place]) -> list[Place]:
    order = {clean(row.ref).casefold(): number for number, row in enumerate(plan.rows)}
    return sorted(places, key=lambda p: order.get(clean(p.ref).casefold(), len(order)))
