"""What a code leads to: an item, a sub-item, or a workstream."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from xlplan.model import Item, Kind, Level, Plan, Rag, Workstream, clean
from xlplan.rollup import roll_up_workstream


@dataclass(frozen=True)
class Place:
    """A row of the plan that something refers to, with its rating as it stands.

    `item` is the row, None for a workstream without a row of its own; a paper asks it who may
    read. `rag` is None when the row was not reported; a workstream's is what its items make, or
    was approved, as everywhere.
    """

    ref: str
    title: str
    level: Level
    workstream: str
    rag: Rag | None
    item: Item | None = None

    @property
    def is_live(self) -> bool:
        """Whether work is still to be done on it."""
        return self.item is None or self.item.is_live


@dataclass(frozen=True)
class Places:
    """Every place of a plan, to be found by ref, item id or workstream's code in any case."""

    by_code: Mapping[str, Place]
    items: tuple[Place, ...]

    def find(self, code: str) -> Place | None:
        """Return the place that a code leads to."""
        return self.by_code.get(clean(code).casefold())

    def found(self, wanted: Iterable[str]) -> tuple[tuple[Place, ...], tuple[str, ...]]:
        """Return the places that codes lead to, each once, and the codes that lead nowhere."""
        pairs = [(code, self.find(code)) for code in wanted]
        places = dict.fromkeys(place for _, place in pairs if place)
        return tuple(places), tuple(code for code, place in pairs if place is None)

    def under(self, workstream: str) -> tuple[Place, ...]:
        """Return the items and sub-items of a workstream."""
        return tuple(place for place in self.items if place.workstream == workstream)


def places_of(plan: Plan) -> Places:
    """Return every place of a plan; a ref comes before an item id, and a workstream's code first.

    A tool that has no sheet is a place too, as papers may name it.
    """
    items = tuple(_item_place(item, plan) for item in plan.items)
    streams = [_stream_place(stream, plan) for stream in plan.workstreams]
    by_code: dict[str, Place] = {}
    for key, place in (*_keys(streams), *_keys(items)):
        by_code.setdefault(clean(key).casefold(), place)
    for place in items:
        if place.item and place.item.item_id:
            by_code.setdefault(clean(place.item.item_id).casefold(), place)
    by_code.pop("", None)
    return Places(by_code, items)


def _keys(places: Iterable[Place]) -> Iterator[tuple[str, Place]]:
    yield from ((place.ref, place) for place in places)


def _item_place(item: Item, plan: Plan) -> Place:
    rag = item.rating(plan.settings.as_at)
    return Place(item.ref, item.title, item.level, item.workstream, rag, item)


def _stream_place(stream: Workstream, plan: Plan) -> Place:
    rag = roll_up_workstream(stream, plan).rag
    if rag is None and stream.own:
        # N/A, which is no rating and yet an answer.
        rag = stream.own.rating(plan.settings.as_at)
    return Place(stream.code, stream.title, Level.WORKSTREAM, stream.code, rag, stream.own)


def rating_counts(places: Iterable[Place], plan: Plan) -> Mapping[str, int]:
    """Return how many places have each word of the scale, worst first, then those not reported."""
    met = [place.rag.word if place.rag else "Not reported" for place in places]
    words = [*(rag.word for rag in plan.settings.scale.ratings), "Not reported"]
    return {word: met.count(word) for word in words}


def workstream_codes(plan: Plan) -> tuple[str, ...]:
    """Return the codes of the workstreams and enablers, which risks and the like should cover."""
    return tuple(w.code for w in plan.workstreams if w.kind is not Kind.TOOL)
