"""Each item's ratings side by side: declared, computed, approved, and what its sub-items make."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from xlplan.computed import Computed, computed_ratings
from xlplan.model import Level, Plan, Rag, Reported
from xlplan.rollup import RollUp, counts_as, roll_up_sub_items
from xlplan.views.places import Place, places_of


@dataclass(frozen=True)
class Approved:
    """A rating that overrides the owner's: who set it, why, and until when (None: no end).

    `is_in_force` at the plan's as-at date.
    """

    rag: Rag
    by: str
    reason: str
    until: date | None
    is_in_force: bool


@dataclass(frozen=True)
class RatedItem:
    """An item with its three ratings; `counts_as` is the word that roll-ups count.

    `declared` is None when not reported, `computed` when the preset has nothing to judge by.
    `beneath` is what its sub-items make of it, None without sub-items.
    """

    place: Place
    declared: Rag | None
    computed: Computed | None
    approved: Approved | None
    counts_as: str
    beneath: RollUp | None

    @property
    def is_better_than_computed(self) -> bool:
        """Whether the owner rates it better than the facts do."""
        if self.declared is None or self.computed is None or not self.declared.is_rated:
            return False
        return (self.declared.score or 0) > (self.computed.rag.score or 0)


def rated_items(plan: Plan) -> tuple[RatedItem, ...]:
    """Return every item and sub-item with its ratings, in the plan's order."""
    as_at, made = plan.settings.as_at, computed_ratings(plan)
    found = []
    for place in places_of(plan).items:
        item = place.item
        assert item
        approved = item.approved_rag and Approved(
            item.approved_rag,
            item.approved_by,
            item.approved_reason,
            item.approved_until,
            item.override(as_at) is not None,
        )
        is_item = item.level is Level.ITEM
        found.append(
            RatedItem(
                place,
                item.rag if item.reported is Reported.YES else None,
                made.get(item.item_id),
                approved or None,
                counts_as(item, as_at),
                roll_up_sub_items(item, plan) if is_item else None,
            )
        )
    return tuple(found)
