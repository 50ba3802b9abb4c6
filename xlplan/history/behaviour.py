"""How each owner's returns came: in time, late or never, and whether one version was enough."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from xlplan.model import Period, Plan, ReturnLog


@dataclass(frozen=True)
class OwnerReturns:
    """One owner's returns over the months, each counted once.

    `in_time` and `late` were accepted, before the end of the day they were due or after it;
    `undated` were accepted with no deadline known; `missing` were never accepted and their month
    is closed; `awaited` are of the open month. `right_first_time` were accepted as first sent.
    """

    owner: str
    in_time: tuple[ReturnLog, ...]
    late: tuple[ReturnLog, ...]
    undated: tuple[ReturnLog, ...]
    missing: tuple[ReturnLog, ...]
    awaited: tuple[ReturnLog, ...]
    right_first_time: tuple[ReturnLog, ...]

    @property
    def issued(self) -> int:
        """How many returns were issued."""
        return len((*self.accepted, *self.missing, *self.awaited))

    @property
    def accepted(self) -> tuple[ReturnLog, ...]:
        """The returns that were merged."""
        return (*self.in_time, *self.late, *self.undated)


def return_behaviour(plan: Plan, since: Period | None = None) -> tuple[OwnerReturns, ...]:
    """Return how each owner's returns came, from a month on, in the order of the Returns sheet."""
    logs = [log for log in plan.returns if since is None or log.period >= since]
    return tuple(
        _owner(owner, [log for log in logs if log.owner == owner], plan)
        for owner in dict.fromkeys(log.owner for log in logs)
    )


def _owner(owner: str, logs: Iterable[ReturnLog], plan: Plan) -> OwnerReturns:
    kinds: dict[str, list[ReturnLog]] = {}
    for log in logs:
        kinds.setdefault(_kind(log, plan), []).append(log)
    accepted = [log for kind in ("in_time", "late", "undated") for log in kinds.get(kind, ())]
    first = [log for log in accepted if log.times == 1 and log.revision == 1]
    names = ("in_time", "late", "undated", "missing", "awaited")
    found = {name: tuple(kinds.get(name, ())) for name in names}
    return OwnerReturns(owner, **found, right_first_time=tuple(first))


def _kind(log: ReturnLog, plan: Plan) -> str:
    if not log.is_accepted:
        is_open = log.period == plan.settings.period and not plan.settings.is_closed
        return "awaited" if is_open else "missing"
    deadline = log.deadline or _deadline(log.period, plan)
    if deadline is None or log.received is None:
        return "undated"
    return "in_time" if log.received.date() <= deadline else "late"


def _deadline(period: Period, plan: Plan) -> date | None:
    """Return when a month's returns were due, where its line does not say: by the calendar."""
    if period == plan.settings.period and plan.settings.deadline:
        return plan.settings.deadline
    told = (m.deadline for m in plan.registers.calendar if m.period == period)
    return min((day for day in told if day), default=None)
