"""The items behind each change since a closed period, every one by name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from xlplan.model import Direction, Item, Level, Period, Rag, Snapshot, british_date
from xlplan.reports.context import Movement
from xlplan.reports.counting import position
from xlplan.reports.marks import mark
from xlplan.reports.movement import Comparison
from xlplan.reports.selection import Audience, top_items
from xlplan.reports.wording import counted, item_noun, listed


@dataclass(frozen=True)
class _Teller:
    """Names the items that its readers may know, and counts the others."""

    compared: Comparison
    audience: Audience

    @property
    def noun(self) -> str:
        return item_noun(self.compared.plan)

    def movement(self, heading: str, items: Iterable[Item], say: Callable[[Item], str]) -> Movement:
        told, hidden = [], 0
        for item in items:
            if self.audience.may_read(item, self.compared.plan):
                told.append(f"{item.ref} {item.title}: {say(item)}.")
            else:
                hidden += 1
        if hidden:
            told.append(f"{counted(hidden, self.noun)} not named here.")
        return Movement(heading, tuple(told))

    def left_plan(self, gone: Iterable[Snapshot]) -> tuple[str, ...]:
        told, hidden = [], 0
        for seen in gone:
            name = self.audience.name_of(seen)
            told += [f"{name}: was {mark(seen.rag).word}."] if name else []
            hidden += not name
        return (*told, *([f"{counted(hidden, self.noun)} not named here."] if hidden else []))

    def from_to(self, item: Item) -> str:
        seen = self.compared.was(item)
        now = mark(self.compared.now(item)).word
        if seen is None:
            return f"new, {now}"
        return f"{mark(seen.rag).word} to {now}"

    def now_rated(self, item: Item) -> str:
        return mark(self.compared.now(item)).word

    def completed(self, item: Item) -> str:
        rated = mark(self.compared.now(item)).word
        return f"{british_date(item.completed_on)}, {rated}" if item.completed_on else rated

    def dates(self, item: Item) -> str:
        seen = self.compared.was(item)
        assert seen and seen.due and item.due
        return f"{british_date(seen.due)} to {british_date(item.due)}"


def last_rating(compared: Comparison, item: Item) -> tuple[Period | None, Rag | None]:
    """Return when an item was last reported before this period, and its rating then."""
    plan = compared.plan
    seen = [
        s
        for s in plan.history
        if s.item_id == item.item_id and s.rag is not None and s.period < plan.settings.period
    ]
    last = max(seen, key=lambda s: s.period, default=None)
    return (last.period, last.rag) if last else (None, item.last_rag)


def progress_movements(compared: Comparison, audience: Audience) -> tuple[Movement, ...]:
    """Return every item that moved since, under the heading that says how; none without history.

    What was not reported is listed by itself.
    """
    if compared.since is None:
        return ()
    teller, items = _Teller(compared, audience), top_items(compared.plan)
    silent = [i for i in items if compared.now(i) is None]
    odd = [
        i
        for i in items
        if compared.direction(i) is Direction.NONE
        and compared.is_rating_moved(i)
        and i not in silent
    ]
    worsened, improved = (
        compared.moved(items, way) for way in (Direction.WORSENED, Direction.IMPROVED)
    )
    return _kept(
        teller.movement("Worsened", worsened, teller.from_to),
        teller.movement("Improved", improved, teller.from_to),
        teller.movement("New to the plan", filter(compared.is_new, items), teller.now_rated),
        *_completed_and_moved(teller, items),
        teller.movement("Other changes of rating", odd, teller.from_to),
        Movement("No longer in the plan", teller.left_plan(compared.gone())),
    )


def green_bridge(compared: Comparison, audience: Audience) -> tuple[Movement, ...]:
    """Return who left and who joined the best rating since, and what else moved.

    The number before, less those who left, plus those who joined, is the number now.
    """
    if compared.since is None:
        return ()
    teller, items = _Teller(compared, audience), top_items(compared.plan)
    best = compared.plan.settings.scale.rated[-1]
    left, joined = left_and_joined(compared, best)
    others = [i for i in items if i not in left and i not in joined and compared.is_rating_moved(i)]
    gone = compared.gone()
    left_by_going = teller.left_plan(s for s in gone if s.rag == best)
    leaving = teller.movement("", left, teller.from_to).lines + left_by_going
    before, now = how_many(compared, best)
    joining = f"Joined {best}, making {now}{_by_status(compared, best)}"
    return _kept(
        Movement(f"Left {best}, from {before} in {compared.since.title}", leaving),
        teller.movement(joining, joined, teller.from_to),
        teller.movement("Other changes of rating", others, teller.from_to),
        Movement("No longer in the plan", teller.left_plan(s for s in gone if s.rag != best)),
        *_completed_and_moved(teller, items),
    )


def how_many(compared: Comparison, rag: Rag) -> tuple[int, int]:
    """Return how many top-level items had a rating before, and how many have it now."""
    before = sum(s.level is Level.ITEM and s.rag == rag for s in compared.before.values())
    return before, sum(compared.now(i) == rag for i in top_items(compared.plan))


def _by_status(compared: Comparison, rag: Rag) -> str:
    """Say which of those with a rating the position table counts by their status instead."""
    plan = compared.plan
    rated = (i for i in top_items(plan) if compared.now(i) == rag)
    tally = Counter(word for i in rated if (word := position(i, plan.settings.as_at)) != rag.word)
    parts = [f"{number} {word.lower()}" for word, number in tally.items()]
    return f" ({listed(parts)})" if parts else ""


def left_and_joined(compared: Comparison, rag: Rag) -> tuple[list[Item], list[Item]]:
    """Return the items that had a rating and have it no more, and those that have it newly."""
    left: list[Item] = []
    joined: list[Item] = []
    for item in top_items(compared.plan):
        seen = compared.was(item)
        had, has = seen is not None and seen.rag == rag, compared.now(item) == rag
        if had != has:
            (left if had else joined).append(item)
    return left, joined


def _completed_and_moved(teller: _Teller, items: Iterable[Item]) -> tuple[Movement, Movement]:
    compared, items = teller.compared, tuple(items)
    newly = filter(compared.is_newly_complete, items)
    moved = filter(compared.is_date_moved, items)
    return (
        teller.movement("Completed since", newly, teller.completed),
        teller.movement("Approved date moved", moved, teller.dates),
    )


def _kept(*movements: Movement) -> tuple[Movement, ...]:
    return tuple(movement for movement in movements if movement.lines)
