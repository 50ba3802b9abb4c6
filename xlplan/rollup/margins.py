"""The margin of a rating: how few items would have to change to change the whole."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from xlplan.model import Rag, Scale
from xlplan.rollup.policies import PLAIN, POLICIES, Counts, Terms, guarded

# One item: the place of its rating in the scale, 0 the worst, and what it weighs.
Part = tuple[int, int]
Move = tuple[int | None, Rag | None]


@dataclass(frozen=True)
class Margin:
    """How many items would have to change rating; None where no change would do it."""

    worse: int | None
    better: int | None
    worse_rating: Rag | None = None
    better_rating: Rag | None = None

    def in_words(self, noun: str = "item") -> str:
        """Say both margins, such as: 1 item changing would make it Amber."""
        parts = []
        for number, rating in (
            (self.worse, self.worse_rating),
            (self.better, self.better_rating),
        ):
            if number and rating:
                nouns = noun if number == 1 else f"{noun}s"
                parts.append(f"{number} {nouns} changing would make it {rating}")
        return "; ".join(parts)


@dataclass(frozen=True)
class _Whole:
    """The items of a whole and how it is rated."""

    policy: str
    parts: tuple[Part, ...]
    scale: Scale
    terms: Terms

    def rated(self, moved: Sequence[Part] = (), to: int = 0) -> int:
        """Return the place of the whole with the first items of an order moved to one rating."""
        numbers, weights = [0] * len(self.scale.rated), [0] * len(self.scale.rated)
        for place, weight in self.parts:
            numbers[place] += 1
            weights[place] += weight
        for place, weight in moved:
            numbers[place] -= 1
            weights[place] -= weight
            numbers[to] += 1
            weights[to] += weight
        return guarded(self.policy, numbers, weights, self.terms)


def margin(policy: str, counts: Counts, scale: Scale, *, terms: Terms = PLAIN) -> Margin:
    """Return the fewest items that would have to change to move the rating either way.

    Each may change to any rating. Of several ratings that so few would give, the nearest is named.
    """
    is_weighted = POLICIES[policy].is_weighted
    parts = tuple(
        (place, weight if is_weighted else 1)
        for place, rag in enumerate(scale.rated)
        for weight in terms.weights_of(rag, counts)
    )
    if not parts:
        return Margin(None, None)
    whole = _Whole(policy, parts, scale, terms)
    now = whole.rated()
    worse, better = _worse(whole, now), _better(whole, now)
    return Margin(worse[0], better[0], worse[1], better[1])


def _worse(whole: _Whole, now: int) -> Move:
    """Let items fall, those that hold the rating up first and of them the heaviest."""
    if not now:
        return None, None
    order = sorted(whole.parts, key=lambda part: (part[0] < now, -part[1], -part[0]))
    order = [part for part in order if part[0]]
    number = bisect_left(range(len(order) + 1), True, key=lambda n: whole.rated(order[:n], 0) < now)
    ways = (whole.rated(order[:number], to) for to in range(now - 1, -1, -1))
    return number, whole.scale.rated[next(place for place in ways if place < now)]


def _better(whole: _Whole, now: int) -> Move:
    """Let items rise: so many of the worst as the guards ask, and then the heaviest."""
    if now + 1 == len(whole.scale.rated):
        return None, None
    heaviest = sorted(whole.parts, key=lambda part: (-part[1], -part[0]))
    lowest = [part for part in heaviest if not part[0]]
    first = lowest[: _barring(whole, len(lowest), now)]
    rest = [part for part in heaviest if 0 < part[0] <= now] + lowest[len(first) :]
    order = [*first, *sorted(rest, key=lambda part: (-part[1], -part[0]))]
    number = bisect_left(
        range(len(order) + 1), True, key=lambda n: whole.rated(order[:n], now + 1) > now
    )
    return number, whole.scale.rated[whole.rated(order[:number], now + 1)]


def _barring(whole: _Whole, lowest: int, now: int) -> int:
    """Return how many must leave the worst rating before the guards let the whole rise."""
    if whole.terms.any_red and now + 2 == len(whole.scale.rated):
        return lowest
    most = (len(whole.parts) - 1) // 2 if whole.terms.half_red else lowest
    return max(0, lowest - most)
