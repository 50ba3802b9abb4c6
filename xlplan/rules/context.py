"""What the plan rules need beyond the plan itself, as plain values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from xlplan.model import Item, Period, Plan, Rag, Snapshot


@dataclass(frozen=True)
class Context:
    """What has been worked out elsewhere.

    `missing` are the owners whose return has not come; `roll_ups` give, for each workstream whose
    own declared rating differs, the computed one and the reason in words; `computed` the rating
    that facts give, with why, by item id (none unless a preset was chosen); `does_not_add_up` says
    why the plan cannot be reconciled with the month before, "" when it can.
    """

    missing: tuple[str, ...] = ()
    roll_ups: Mapping[str, tuple[Rag, str]] = field(default_factory=dict)
    computed: Mapping[str, tuple[Rag, str]] = field(default_factory=dict)
    does_not_add_up: str = ""


def last_closed(plan: Plan) -> Period | None:
    """Return the last closed month before the open one; None when there is none."""
    before = [s.period for s in plan.history if s.period < plan.settings.period]
    return max(before, default=None)


def last_month(plan: Plan) -> Mapping[str, Snapshot]:
    """Return the rows of the last closed month by item id."""
    period = last_closed(plan)
    return {s.item_id: s for s in plan.history if s.period == period}


def is_best(item: Item, plan: Plan) -> bool:
    """Whether an item has the best rating of the scale."""
    return item.rag is not None and item.rag == plan.settings.scale.rated[-1]
