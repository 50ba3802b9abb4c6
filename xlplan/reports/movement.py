"""The plan beside a closed period: what was, what is new, and each change in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from xlplan.history import by_item, cabinet_before, direction, periods
from xlplan.model import Direction, Item, Level, Period, Plan, Rag, Snapshot


@dataclass(frozen=True)
class Comparison:
    """The plan beside its snapshots of one closed period; `since` is None without history."""

    plan: Plan
    since: Period | None
    before: Mapping[str, Snapshot]

    def was(self, item: Item) -> Snapshot | None:
        """Return an item's snapshot; None when it was not in the plan."""
        return self.before.get(item.item_id)

    def now(self, item: Item) -> Rag | None:
        """Return an item's rating of this period; None when not reported."""
        return item.rating(self.plan.settings.as_at)

    def is_new(self, item: Item) -> bool:
        """Whether the item joined the plan since."""
        return self.since is not None and self.was(item) is None

    def is_newly_complete(self, item: Item) -> bool:
        """Whether the item was completed since; told by its date when it has one."""
        if self.since is None or not item.is_complete:
            return False
        if item.completed_on is not None:
            return item.completed_on > self.since.last_day
        seen = self.was(item)
        return seen is None or (seen.status is not None and seen.status != item.status)

    def is_date_moved(self, item: Item) -> bool:
        """Whether the approved date is another than it was."""
        seen = self.was(item)
        if seen is None or seen.due is None or item.due is None:
            return False
        return seen.due != item.due

    def is_rating_moved(self, item: Item) -> bool:
        """Whether the rating is another than it was, in any way at all."""
        seen = self.was(item)
        return self.since is not None and (seen is None or seen.rag != self.now(item))

    def direction(self, item: Item) -> Direction:
        """Return how an item's rating moved."""
        if self.since is None:
            return Direction.NONE
        seen = self.was(item)
        before = seen.rag if seen else None
        return direction(before, self.now(item), was_in_plan=seen is not None)

    def moved(self, items: Iterable[Item], way: Direction) -> list[Item]:
        """Return the items whose rating moved one way, in their order."""
        return [item for item in items if self.direction(item) is way]

    def gone(self) -> list[Snapshot]:
        """Return the top-level items that were in the plan and are not any more.

        Each is as it was then, but for who may read it, which is what was said of it last.
        """
        kept = {item.item_id for item in self.plan.items}
        gone = [s for s in self.before.values() if s.level is Level.ITEM and s.item_id not in kept]
        months = sorted(self.plan.history, key=lambda s: s.period) if gone else ()
        last = {s.item_id: s for s in months if s.period < self.plan.settings.period}
        return [replace(s, publish=last.get(s.item_id, s).publish) for s in gone]

    def change(self, item: Item) -> str:
        """Say how an item's rating moved, such as "Worsened from Green"; "" without history."""
        if self.since is None:
            return ""
        seen = self.was(item)
        if seen is None:
            return "New to the plan"
        told = change_between(seen.rag, self.now(item), since=self.since)
        if not self.is_newly_complete(item):
            return told
        return "Completed" if told == "No change" else f"Completed; {told[0].lower()}{told[1:]}"


def compare(plan: Plan, since: Period | None) -> Comparison:
    """Set the plan beside its snapshots of a period; None compares with nothing."""
    return Comparison(plan, since, by_item(plan.history, since) if since else {})


def closed_before(plan: Plan) -> tuple[Period, ...]:
    """Return the closed periods before the plan's own, oldest first."""
    return tuple(p for p in periods(plan.history) if p < plan.settings.period)


def last_closed(plan: Plan) -> Period | None:
    """Return the last closed period before the plan's own; None without history."""
    return next(reversed(closed_before(plan)), None)


def last_cabinet(plan: Plan) -> Period | None:
    """Return the period of the last report to Cabinet if history has it, else the last closed."""
    return cabinet_before(plan) or last_closed(plan)


def change_between(before: Rag | None, now: Rag | None, *, since: Period) -> str:
    """Say how one rating became another; None on either side is not reported."""
    if now is None:
        return f"Was {before}" if before else f"Also not reported in {since.title}"
    if before is None:
        return f"Not reported in {since.title}"
    if before == now:
        return "No change"
    if not before.is_rated or not now.is_rated:
        return f"Was {before}"
    return f"{direction(before, now).value} from {before}"
