"""What ties the plan to the rest of the council, both ways: risks, implications, origins."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from xlplan.model import Plan, british_date, clean
from xlplan.reports.blocks import Block, Table, anchor, cell, table
from xlplan.reports.selection import Audience, Readable, readable
from xlplan.reports.wording import counted, item_noun, listed
from xlplan.views import (
    ImplicationLine,
    OriginLine,
    Place,
    RiskLine,
    RiskMap,
    blockers,
    implication_map,
    origin_lines,
    risk_map,
)

_UNNAMED = "A part of the plan that is not named here"
_NOTHING = "Nothing in the plan answers it."


def _block(heading: str, made: Table | None, *, level: int = 1, note: str = "") -> Iterator[Block]:
    if made:
        yield Block(heading, anchor(heading), level=level, table=made, note=note)


def _told(places: Iterable[Place], known: Readable) -> list[str]:
    places = tuple(places)
    told = [f"{p.ref} {p.title}" for p in places if known.may_name(p.ref)]
    return told + [_UNNAMED] * (len(told) < len(places))


def risk_blocks(plan: Plan, audience: Audience) -> Iterator[Block]:
    """Yield the corporate risks with what answers them, then the same from the plan's side."""
    known, found = readable(plan, audience), risk_map(plan)
    rows = [
        (line.code, _risk(line), "; ".join(_answers(line, known)) or _NOTHING)
        for line in found.lines
    ]
    columns = (("Code", 1.6), ("Risk", 6.9), ("Answered by", 8.5))
    made = table("Corporate risks and what answers them", columns, rows)
    yield from _block("Risks", made, note=_risk_gaps(found, known))
    titles = {line.code: line.title for line in found.lines}
    back = [
        (_place_name(p.code, p.place), "; ".join(f"{code} {titles[code]}" for code in p.risks))
        for p in found.by_place
        if p.place is None or known.may_name(p.place.ref)
    ]
    sides = (("Part of the plan", 5.5), ("Risks it answers", 11.5))
    made = table("Parts of the plan and the risks they answer", sides, back)
    yield from _block("What each part of the plan answers", made, level=2)


def _place_name(code: str, place: Place | None) -> str:
    return f"{place.ref} {place.title}" if place else f"{code} (no part of the plan)"


def _risk(line: RiskLine) -> str:
    return f"{line.title} (with {listed(line.aliases)})" if line.aliases else line.title


def _answers(line: RiskLine, known: Readable) -> list[str]:
    told: list[str] = []
    for link in line.links:
        if link.place is None:
            title = f" {link.title}" if link.title else ""
            told.append(f"{link.code}{title} (no part of the plan)")
        elif known.may_name(link.place.ref):
            other = link.title and clean(link.title).casefold() != link.place.title.casefold()
            called = f" (called {link.title} there)" if other else ""
            told.append(f"{link.place.ref} {link.place.title}{called}")
        elif _UNNAMED not in told:
            told.append(_UNNAMED)
    return list(dict.fromkeys(told))


def _risk_gaps(found: RiskMap, known: Readable) -> str:
    told = []
    if found.unanswered:
        told.append(f"Nothing answers {listed([line.code for line in found.unanswered])}.")
    unused = [code for code in found.uncited if known.may_name(code)]
    if unused:
        told.append(f"{listed(unused)} {'answers' if len(unused) == 1 else 'answer'} no risk.")
    return " ".join(told)


def implication_blocks(plan: Plan, audience: Audience) -> Iterator[Block]:
    """Yield what the plan means for equalities and the like, then by part of the plan."""
    known, found = readable(plan, audience), implication_map(plan)
    rows = [(line.kind, _implies(line, known)) for line in found.lines]
    columns = (("Implication", 5.0), ("What it means, and the parts of the plan", 12.0))
    made = table("Implications, and the parts of the plan that bear on them", columns, rows)
    yield from _block("Implications", made)
    back = [
        (f"{place.ref} {place.title}", "; ".join(kinds))
        for place, kinds in found.by_place.items()
        if known.may_name(place.ref)
    ]
    sides = (("Part of the plan", 5.5), ("Implications it bears on", 11.5))
    made = table("Parts of the plan and the implications they bear on", sides, back)
    yield from _block("Implications by part of the plan", made, level=2)


def _implies(line: ImplicationLine, known: Readable) -> str:
    told = _told(line.places, known) + [f"{code} (no part of the plan)" for code in line.nowhere]
    parts = "The whole plan" if line.is_all else "; ".join(told)
    return "\n".join(said for said in (line.text.strip(), parts) if said)


def origin_blocks(plan: Plan, audience: Audience) -> Iterator[Block]:
    """Yield where actions come from, with the recommendation; then what each item answers."""
    known, lines = readable(plan, audience), origin_lines(plan)
    shown = [line for line in lines if line.origin or _told_any(line, known)]
    rows = [
        (
            _origin(line),
            line.recommendation,
            "\n".join(f"- {t}" for t in _told(line.places, known)) or _NOTHING,
        )
        for line in shown
    ]
    columns = (("Where it comes from", 4.8), ("What was recommended", 6.0), ("Answered by", 6.2))
    made = table("Where actions come from, and what answers each recommendation", columns, rows)
    waiting = [line for line in shown if not line.is_answered]
    note = f"{counted(len(waiting), 'recommendation')} not answered yet." if waiting else ""
    yield from _block("Where actions come from", made, note=note)
    places = dict.fromkeys(p for line in shown for p in line.places if known.may_name(p.ref))
    back = [
        (
            f"{place.ref} {place.title}",
            "\n".join(f"- {_answered(line)}" for line in shown if place in line.places),
        )
        for place in places
    ]
    sides = (("Item", 5.5), ("What it answers", 11.5))
    made = table("Items and the recommendations they answer", sides, back)
    yield from _block(f"What each {item_noun(plan)} answers", made, level=2)


def _told_any(line: OriginLine, known: Readable) -> bool:
    return any(known.may_name(p.ref) for p in line.places)


def _origin(line: OriginLine) -> str:
    when = f", {british_date(line.origin.day)}" if line.origin and line.origin.day else ""
    code = f"{line.code} " if line.code else ""
    is_said = line.kind.casefold() in line.title.casefold()
    kind = "" if is_said else f"{line.kind}: "
    return f"{code}{kind}{line.title}{when}"


def _answered(line: OriginLine) -> str:
    said = f": {line.recommendation}" if line.recommendation else ""
    return f"{_origin(line)}{said}"


def partner_blocks(plan: Plan, audience: Audience) -> Iterator[Block]:
    """Yield the partners that items name, with what each works on."""
    known = readable(plan, audience)
    partners: dict[str, list[str]] = {}
    for row in known.rows.values():
        for name in (clean(n) for n in row.partners.replace("\n", ";").split(";")):
            if name:
                partners.setdefault(name, []).append(f"{row.ref} {row.title}")
    rows = [(name, _bulleted(items)) for name, items in partners.items()]
    columns = (("Partner", 5.5), ("Works with the council on", 11.5))
    yield from _block("Partners", table("Partners and what they work on", columns, rows))


def waiting_blocks(plan: Plan, audience: Audience) -> Iterator[Block]:
    """Yield what live items wait for, inside the plan and outside it."""
    known = readable(plan, audience)
    waits = [
        (b.name if b.place is None else f"{b.place.ref} {b.place.title}", cell(_bulleted(told)))
        for b in blockers(plan)
        if b.place is None or known.may_name(b.place.ref)
        if not b.is_over and (told := _told((p for p in b.waiting if known.may_name(p.ref)), known))
    ]
    columns = (("What has to come first", 5.5), ("What waits for it", 11.5))
    made = table("What parts of the plan wait for", columns, waits)
    yield from _block("What the plan waits for", made)


def _bulleted(lines: Iterable[str]) -> str:
    return "\n".join(f"- {line}" for line in lines)
