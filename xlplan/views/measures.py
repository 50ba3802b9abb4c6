"""Measures: target, outturn and direction, against the items that they bear on."""

from __future__ import annotations

from dataclasses import dataclass

from xlplan.model import Direction, Measure, Outturn, Plan, clean, named_codes
from xlplan.views.places import Place, places_of


@dataclass(frozen=True)
class MeasureLine:
    """A measure with its outturns, oldest first, up to the plan's period, in the measure's unit.

    `direction` is of the latest outturn against the one before (else the baseline), as the measure
    counts: Lower is better for some. `is_met` is None without a target or an outturn.
    `contradicts` are the items at the best rating while the measure worsens.
    """

    measure: Measure
    outturns: tuple[Outturn, ...]
    latest: Outturn | None
    before: float | None
    direction: Direction
    is_met: bool | None
    places: tuple[Place, ...]
    nowhere: tuple[str, ...]
    contradicts: tuple[Place, ...]


def measure_lines(plan: Plan) -> tuple[MeasureLine, ...]:
    """Return each measure of the plan with how it moves and whom it contradicts."""
    places = places_of(plan)
    best, now = plan.settings.scale.rated[-1], plan.settings.period
    lines = []
    for measure in plan.registers.measures:
        mine = sorted(
            (
                o
                for o in plan.registers.outturns
                if _same(o.measure, measure.code) and o.outturn is not None and o.period <= now
            ),
            key=lambda o: o.period,
        )
        values = [o.outturn for o in mine if o.outturn is not None]
        before = values[-2] if len(values) > 1 else measure.baseline
        direction = _direction(before, values[-1] if values else None, measure)
        found, nowhere = places.found(n.code for n in named_codes(measure.items))
        worsens = direction is Direction.WORSENED
        lines.append(
            MeasureLine(
                measure=measure,
                outturns=tuple(mine),
                latest=mine[-1] if mine else None,
                before=before if mine else None,
                direction=direction,
                is_met=_is_met(values[-1] if values else None, measure),
                places=found,
                nowhere=nowhere,
                contradicts=tuple(p for p in found if worsens and p.rag == best and p.is_live),
            )
        )
    return tuple(lines)


def _same(one: str, other: str) -> bool:
    return clean(one).casefold() == clean(other).casefold()


def _sign(measure: Measure) -> int:
    return -1 if clean(measure.better).casefold() == "lower" else 1


def _direction(before: float | None, now: float | None, measure: Measure) -> Direction:
    if before is None or now is None:
        return Direction.NONE
    gain = (now - before) * _sign(measure)
    if gain == 0:
        return Direction.SAME
    return Direction.IMPROVED if gain > 0 else Direction.WORSENED


def _is_met(now: float | None, measure: Measure) -> bool | None:
    if now is None or measure.target is None:
        return None
    return (now - measure.target) * _sign(measure) >= 0
