"""The ratings of a master, explained."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from xlplan.model import Plan
from xlplan.rollup import RollUp, roll_up
from xlplan.workbook.master import read_master


@dataclass(frozen=True)
class Rated:
    """The roll-up of the plan and of each workstream and enabler."""

    plan: Plan
    whole: RollUp
    lines: tuple[RollUp, ...]


def rate(path: Path, policy: str | None = None) -> Rated:
    """Rate a master, by its own policies or as another policy would."""
    return rate_plan(read_master(path).plan, policy)


def rate_plan(plan: Plan, policy: str | None = None) -> Rated:
    """Rate a plan, by its own policies or as another policy would."""
    if policy:
        settings = replace(plan.settings, policy=policy)
        streams = tuple(replace(w, policy=policy) for w in plan.workstreams)
        plan = replace(plan, settings=settings, workstreams=streams)
    whole, lines = roll_up(plan)
    return Rated(plan, whole, lines)
