"""What changed between two masters or closed periods, and what other policies would have said."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from xlplan.cycle.rating import rate_plan
from xlplan.cycle.storing import Refused
from xlplan.history import (
    Change,
    Comparison,
    DoesNotReconcile,
    NotInHistory,
    compare,
    compare_periods,
    periods,
    plan_at,
    silent_drops,
    told_in,
)
from xlplan.model import Kind, Period, Plan, Rag
from xlplan.rollup import POLICIES, RollUp, roll_up_plan
from xlplan.workbook.master import Master, read_master


@dataclass(frozen=True)
class Compared:
    """A comparison with what its two sides are called, and the rows that vanished unclosed."""

    before: str
    after: str
    comparison: Comparison
    silent: tuple[Change, ...]


def compare_masters(before: Path, after: Path) -> Compared:
    """Compare two masters; raise Refused when the numbers do not add up."""
    return compare_read(read_master(before), read_master(after))


def compare_read(before: Master, after: Master) -> Compared:
    """Compare two masters as read; raise Refused when the numbers do not add up."""
    try:
        found = compare(before.plan, after.plan, told=told_in(before.plan, after.plan))
    except DoesNotReconcile as why:
        raise Refused(str(why)) from None
    names = [f"{m.path.name} ({m.plan.settings.period.title})" for m in (before, after)]
    return Compared(names[0], names[1], found, silent_drops(found))


def compare_closed(path: Path, before: Period, after: Period | None) -> Compared:
    """Compare two closed periods of a master, or one with the master as it stands now.

    Raises Refused when a period has not been closed, or the numbers do not add up.
    """
    plan = read_master(path).plan
    try:
        found = compare_periods(plan, before, after)
    except (DoesNotReconcile, NotInHistory) as why:
        raise Refused(str(why)) from None
    return Compared(before.title, after.title if after else "now", found, silent_drops(found))


@dataclass(frozen=True)
class PolicyLine:
    """What each policy makes of the plan, or of one workstream or enabler."""

    code: str
    title: str
    kind: Kind | None
    policy: str
    ratings: Mapping[str, Rag | None]


@dataclass(frozen=True)
class PolicyMonth:
    """What each policy makes of one month, the plan first."""

    period: Period
    is_closed: bool
    lines: tuple[PolicyLine, ...]


def compare_policies(path: Path) -> tuple[PolicyMonth, ...]:
    """Rate every closed period, and the month that is open, by every policy.

    Approved ratings of workstreams are left out, as no policy gave them; priorities are those of
    the month.
    """
    plan = read_master(path).plan
    return tuple(_months(plan))


def _months(plan: Plan) -> Iterator[PolicyMonth]:
    closed = periods(plan.history)
    for period in closed:
        yield PolicyMonth(period, True, _by_every_policy(plan_at(plan, period)))
    if plan.settings.period not in closed:
        yield PolicyMonth(plan.settings.period, False, _by_every_policy(plan))


def _by_every_policy(plan: Plan) -> tuple[PolicyLine, ...]:
    rated = {policy: _computed(plan, policy) for policy in POLICIES}
    own = {w.code: w.policy or plan.settings.policy for w in plan.workstreams}
    first = next(iter(rated.values()))
    return tuple(
        PolicyLine(
            line.code,
            line.title,
            line.kind,
            "declared" if line.policy == "declared" else own.get(line.code, plan.settings.policy),
            {policy: lines[place].rag for policy, lines in rated.items()},
        )
        for place, line in enumerate(first)
    )


def _computed(plan: Plan, policy: str) -> tuple[RollUp, ...]:
    rated = rate_plan(plan, policy)
    lines = tuple(
        line if line.policy == "declared" else replace(line, rag=line.computed)
        for line in rated.lines
    )
    return (roll_up_plan(rated.plan, lines), *lines)
