"""Risks and measures against the items, both ways; blockers and open decisions, as papers say."""

from __future__ import annotations

from collections.abc import Iterable

from xlplan.model import Direction, Measure, Plan, british_date, clean
from xlplan.reports.context import Movement
from xlplan.reports.marks import NOT_REPORTED, mark
from xlplan.reports.paper_values import AnswerLine, MeasureLine, RiskLine
from xlplan.reports.selection import Audience, Readable, readable
from xlplan.reports.wording import counted, is_or_are, listed, sentence
from xlplan.views import (
    Blocker,
    Place,
    RiskMap,
    decisions_not_applied,
    measure_lines,
    risk_map,
    shared_blockers,
)
from xlplan.views import MeasureLine as MeasureView
from xlplan.views import RiskLine as RiskView

_UNNAMED = "A part of the plan that is not named here"
_NOWHERE = "Nothing in the plan answers it"
_PROGRESS = {
    Direction.IMPROVED: "Better",
    Direction.WORSENED: "Worse",
    Direction.SAME: "No change",
}


def risk_lines(plan: Plan, audience: Audience) -> tuple[RiskLine, ...]:
    """Return each corporate risk with the parts of the plan that answer it."""
    known = readable(plan, audience)
    return tuple(_risk(line, known) for line in risk_map(plan).lines)


def _risk(line: RiskView, known: Readable) -> RiskLine:
    answers = [_told(p) for p in line.places if known.may_name(p.ref)]
    if line.places and len(answers) < len(line.places):
        answers.append(_UNNAMED)
    merged = f" (with {listed(line.aliases)})" if line.aliases else ""
    gaps = ("" if line.is_answered else _NOWHERE, _lost(line, known))
    gap = "; ".join(said for said in gaps if said)
    return RiskLine(f"{line.code}{merged}", line.title, tuple(answers), gap)


def _lost(line: RiskView, known: Readable) -> str:
    """Say that codes given as a risk's answer lead nowhere; each by name where it may be named."""
    codes = list(dict.fromkeys(link.code for link in line.links if link.place is None))
    named = [code for code in codes if known.may_name(code)]
    if named:
        return f"{listed(named)} {is_or_are(len(named))} named too, and no part of the plan"
    return "a part is named too that is not in the plan" if codes else ""


def link_gaps(plan: Plan) -> tuple[str, ...]:
    """Return, for officers, each link between the plan and its registers that does not hold."""
    found = risk_map(plan)
    told = [
        f"Risk {link.risk} names {link.code}{f' {link.title}' if link.title else ''}, which is no "
        "part of the plan."
        for link in found.nowhere
    ]
    told += [
        f"{link.code} names risk {link.risk}, which the register does not have."
        for link in found.unknown
    ]
    told += [
        f"Measure {view.measure.code} names {listed(list(view.nowhere))}, which "
        f"{is_or_are(len(view.nowhere))} no part of the plan."
        for view in measure_lines(plan)
        if view.nowhere
    ]
    told += [
        f"{p.code} goes by several titles: {listed(list(p.titles))}." for p in found.two_titles
    ]
    if found.uncited:
        told.append(f"No risk is answered by {listed(list(found.uncited))}.")
    return tuple(told)


def _told(place: Place) -> str:
    return f"{place.ref} {place.title}: {mark(place.rag).word if place.rag else NOT_REPORTED.word}"


def answer_lines(plan: Plan, audience: Audience) -> tuple[AnswerLine, ...]:
    """Return each part of the plan that bears on a risk or a measure, with them."""
    known = readable(plan, audience)
    risks: dict[Place, list[str]] = {}
    for line in risk_map(plan).lines:
        for place in line.places:
            risks.setdefault(place, []).append(f"{line.code} {line.title}")
    measures: dict[Place, list[str]] = {}
    for view in measure_lines(plan):
        for place in view.places:
            measures.setdefault(place, []).append(f"{view.measure.code} {view.measure.title}")
    places = [p for p in _in_order(plan, {*risks, *measures}) if known.may_name(p.ref)]
    return tuple(
        AnswerLine(
            ref=place.ref,
            title=place.title,
            now=mark(place.rag),
            risks="; ".join(risks.get(place, ())),
            measures="; ".join(measures.get(place, ())),
        )
        for place in places
    )


def _in_order(plan: Plan, places: Iterable[Place]) -> list[Place]:
    order = {clean(row.ref): number for number, row in enumerate(plan.rows)}
    return sorted(places, key=lambda p: (order.get(clean(p.ref), len(order)), p.ref))


def measure_rows(plan: Plan, audience: Audience) -> tuple[MeasureLine, ...]:
    """Return each measure with its latest outturn, target and progress, and the items it bears on.

    A measure all of whose items are withheld is withheld too.
    """
    known = readable(plan, audience)
    return tuple(
        _measure(view, known)
        for view in measure_lines(plan)
        if not view.places or any(known.may_name(p.ref) for p in view.places)
    )


def _measure(view: MeasureView, known: Readable) -> MeasureLine:
    measure, latest = view.measure, view.latest
    when = f", {latest.period.title}" if latest else ""
    outturn = amount(latest.outturn, measure) if latest else ""
    by = f" by {british_date(measure.by_when)}" if measure.by_when else ""
    target = amount(measure.target, measure)
    told = [_PROGRESS.get(view.direction, "")]
    if view.is_met is not None:
        told.append("target met" if view.is_met else "target not met yet")
    said = "; ".join(part for part in told if part)
    green = [p.ref for p in view.contradicts if known.may_name(p.ref)]
    if green:
        said += f", while {listed(green)} {'is' if len(green) == 1 else 'are'} at the best rating"
    return MeasureLine(
        code=measure.code,
        title=measure.title,
        baseline=amount(measure.baseline, measure),
        outturn=f"{outturn}{when}" if outturn else "",
        target=f"{target}{by}" if target else "",
        progress=said[:1].upper() + said[1:],
        answers=tuple(_told(p) for p in view.places if known.may_name(p.ref)),
    )


def amount(number: float | None, measure: Measure) -> str:
    """Return a figure in a measure's unit: 43%, £2,000, 104 customers."""
    if number is None:
        return ""
    unit, figure = measure.unit.strip(), f"{number:,.10g}" if number % 1 else f"{number:,.0f}"
    if unit == "£":
        return f"£{figure}"
    return f"{figure}{unit}" if unit in ("%", "") else f"{figure} {unit}"


def risk_facts(plan: Plan, audience: Audience) -> tuple[str, ...]:
    """Say how far the plan answers the corporate risks, and what several items wait for."""
    told = []
    found = risk_map(plan)
    if found.lines:
        told.append(_answered(found))
    told += [line for b in shared_blockers(plan) if (line := _waiting(b, plan, audience))]
    return tuple(told)


def _answered(found: RiskMap) -> str:
    number = len(found.lines)
    gaps = [line.code for line in found.unanswered]
    said = f"The plan answers {number - len(gaps)} of {counted(number, 'corporate risk')}"
    return f"{said}; nothing in it answers {listed(gaps)}." if gaps else f"{said}."


def _waiting(blocker: Blocker, plan: Plan, audience: Audience) -> str:
    known = readable(plan, audience)
    waiting = [p.ref for p in blocker.waiting if known.may_name(p.ref)]
    name = blocker.name
    if blocker.place is not None:
        if not known.may_name(blocker.place.ref):
            return ""
        name = f"{blocker.place.ref} {blocker.place.title}"
    return f"{len(waiting)} items wait for {name}: {listed(waiting)}." if len(waiting) > 1 else ""


def open_decisions(plan: Plan, audience: Audience) -> Movement:
    """Return what was decided and the plan does not show in full; nothing of what is withheld."""
    known = readable(plan, audience)
    lines = tuple(
        f"{_body(line.decision.body, line.decision.ref)}: {sentence(line.decision.text)}"
        for line in decisions_not_applied(plan)
        if not line.nowhere and all(known.may_name(p.ref) for p in line.places)
    )
    return Movement("Decided and not yet shown in the plan", lines)


def _body(body: str, ref: str) -> str:
    return f"{body} ({ref})" if body and ref else body or ref
