"""Corporate risks against the plan, both ways, and the gaps that either way shows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from xlplan.model import Level, Named, Plan, Risk, clean, named_codes
from xlplan.views.places import Place, Places, places_of, workstream_codes


@dataclass(frozen=True)
class RiskLink:
    """One risk and one code that answers it; `place` is None when the code leads nowhere.

    `title` is what was typed beside the code, "" for none. `is_by_item` tells a link that stands
    on the item's row (its Risks) from one that stands on the register (Answered by).
    """

    risk: str
    code: str
    title: str
    place: Place | None
    is_by_item: bool = False


@dataclass(frozen=True)
class RiskLine:
    """A risk with what answers it; `aliases` are the codes of risks that were merged into it."""

    code: str
    title: str
    register: str
    owner: str
    aliases: tuple[str, ...]
    links: tuple[RiskLink, ...]

    @property
    def places(self) -> tuple[Place, ...]:
        """The parts of the plan that answer it, each once."""
        return tuple(dict.fromkeys(link.place for link in self.links if link.place))

    @property
    def is_answered(self) -> bool:
        """Whether any part of the plan answers it."""
        return bool(self.places)

    @property
    def is_at_work(self) -> bool:
        """Whether any of those parts still has work to do."""
        return any(place.is_live for place in self.places)


@dataclass(frozen=True)
class PlaceRisks:
    """A part of the plan, or a code that leads nowhere, and the risks that name it.

    `titles` are those the code goes by: the plan's own, and any other that was typed beside it.
    """

    code: str
    titles: tuple[str, ...]
    place: Place | None
    risks: tuple[str, ...]


@dataclass(frozen=True)
class RiskMap:
    """The register of risks against the plan.

    `lines` are the risks in their order, those merged into another told in its `aliases`;
    `by_place` the same links from the plan's side, in the order of first mention. Of the gaps,
    `unanswered` are risks that nothing answers, `nowhere` links whose code is no part of the plan,
    `unknown` risk codes that items name and the register has not, `two_titles` codes that were
    given more than one title, `uncited` the codes of workstreams and enablers that answer no risk.
    """

    lines: tuple[RiskLine, ...]
    by_place: tuple[PlaceRisks, ...]
    aliases: Mapping[str, str]
    unanswered: tuple[RiskLine, ...]
    nowhere: tuple[RiskLink, ...]
    unknown: tuple[RiskLink, ...]
    two_titles: tuple[PlaceRisks, ...]
    uncited: tuple[str, ...]

    @property
    def links(self) -> tuple[RiskLink, ...]:
        """Every link, risk by risk."""
        return tuple(link for line in self.lines for link in line.links)


def risk_map(plan: Plan) -> RiskMap:
    """Cross the risks of a plan with the items and workstreams that answer them."""
    places, risks = places_of(plan), plan.registers.risks
    aliases = {_key(r.code): r.alias_of for r in risks if r.alias_of}
    codes = {_key(r.code): r.code for r in risks}
    by_risk: dict[str, list[RiskLink]] = {_key(r.code): [] for r in risks}
    unknown = []
    for link in (*_from_register(risks, places), *_from_items(plan, places)):
        key = _key(_main(link.risk, aliases))
        if key in by_risk:
            by_risk[key].append(link)
        else:
            unknown.append(link)
    lines = tuple(
        _line(risk, by_risk[_key(risk.code)], aliases, codes)
        for risk in risks
        if _key(risk.code) not in aliases
    )
    links = [link for line in lines for link in line.links]
    by_place = tuple(_by_place(lines))
    cited = {link.place.workstream for link in links if link.place}
    return RiskMap(
        lines=lines,
        by_place=by_place,
        aliases={codes[alias]: into for alias, into in aliases.items()},
        unanswered=tuple(line for line in lines if not line.is_answered),
        nowhere=tuple(link for link in links if link.place is None),
        unknown=tuple(unknown),
        two_titles=tuple(place for place in by_place if len(place.titles) > 1),
        uncited=tuple(code for code in workstream_codes(plan) if code not in cited)
        if risks
        else (),
    )


def _key(code: str) -> str:
    return clean(code).casefold()


def _main(code: str, aliases: Mapping[str, str]) -> str:
    """Follow a code to the risk it was merged into; a ring of aliases ends where it began."""
    seen: set[str] = set()
    while _key(code) in aliases and _key(code) not in seen:
        seen.add(_key(code))
        code = aliases[_key(code)]
    return code


def _line(
    risk: Risk, links: Sequence[RiskLink], aliases: Mapping[str, str], codes: Mapping[str, str]
) -> RiskLine:
    merged = (codes[a] for a in aliases if _key(_main(a, aliases)) == _key(risk.code))
    return RiskLine(risk.code, risk.title, risk.register, risk.owner, tuple(merged), _once(links))


def _once(links: Sequence[RiskLink]) -> tuple[RiskLink, ...]:
    """Leave out an item's link that the register has already."""
    seen = {_key(link.code) for link in links if not link.is_by_item}
    return tuple(x for x in links if not x.is_by_item or _key(x.code) not in seen)


def _from_register(risks: Sequence[Risk], places: Places) -> Iterator[RiskLink]:
    for risk in risks:
        for named in named_codes(risk.answered_by):
            yield RiskLink(risk.code, named.code, named.title, places.find(named.code))


def _from_items(plan: Plan, places: Places) -> Iterator[RiskLink]:
    for row in plan.rows:
        named: tuple[Named, ...] = named_codes(row.risks)
        for risk in named:
            code = row.workstream if row.level is Level.WORKSTREAM else row.ref
            yield RiskLink(risk.code, code, "", places.find(code), is_by_item=True)


def _by_place(lines: Sequence[RiskLine]) -> Iterator[PlaceRisks]:
    pairs = [(line.code, link) for line in lines for link in line.links]
    for key in dict.fromkeys(_key(link.code) for _, link in pairs):
        mine = [(risk, link) for risk, link in pairs if _key(link.code) == key]
        first, typed = mine[0][1], [link.title for _, link in mine if link.title]
        own = [first.place.title] if first.place and typed else []
        titles: dict[str, str] = {}
        for title in (*own, *typed):
            titles.setdefault(_key(title), title)
        risks = dict.fromkeys(risk for risk, _ in mine)
        yield PlaceRisks(first.code, tuple(titles.values()), first.place, tuple(risks))
