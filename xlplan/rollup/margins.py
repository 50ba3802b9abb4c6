"""The margin of a rating: how few items would have to change to change the whole."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from xlplan.model import Rag, Scale
from xlplan.rollup.policies import PLAIN, Counts, Terms, apply_policy
from xlplan.rollup.weighing import weighted_better, weighted_worse

# The least and the most items that each rating may have; a rating left out may have any number.
Box = Mapping[Rag, tuple[int, int]]


@dataclass(frozen=True)
class Margin:
    """How many items would have to change rating; None where no change would do it."""

    worse: int | None
    better: int | None
    worse_rating: Rag | None = None
    better_rating: Rag | None = None

    def in_words(self) -> str:
        """Say both margins, such as: 1 item changing would make it Amber."""
        parts = []
        for number, rating in (
            (self.worse, self.worse_rating),
            (self.better, self.better_rating),
        ):
            if number and rating:
                items = "item" if number == 1 else "items"
                parts.append(f"{number} {items} changing would make it {rating}")
        return "; ".join(parts)


def margin(policy: str, counts: Counts, scale: Scale, *, terms: Terms = PLAIN) -> Margin:
    """Return the fewest items that would have to change to move the rating either way.

    Each may change to any rating. Of several ratings that so few would give, the nearest is named.
    """
    now = apply_policy(policy, counts, scale, terms=terms)
    if now is None:
        return Margin(None, None)
    if policy == "weighted":
        worse = weighted_worse(now, counts, scale, terms)
        better = weighted_better(now, counts, scale, terms)
    else:
        place = scale.rated.index(now)
        below, above = reversed(scale.rated[:place]), scale.rated[place + 1 :]
        worse = _nearest((_fewest(policy, r, counts, scale, terms), r) for r in below)
        better = _nearest((_fewest(policy, r, counts, scale, terms), r) for r in above)
    return Margin(worse[0], better[0], worse[1], better[1])


def _nearest(found: Iterator[tuple[int | None, Rag]]) -> tuple[int | None, Rag | None]:
    best: tuple[int | None, Rag | None] = (None, None)
    for number, rag in found:
        if number is not None and (best[0] is None or number < best[0]):
            best = (number, rag)
    return best


def _fewest(policy: str, target: Rag, counts: Counts, scale: Scale, terms: Terms) -> int | None:
    """Return the fewest changes that make the whole one rating.

    The counts that do are a union of boxes. To bring counts into a box, at least as many items
    must change as must come into its ratings, and as must leave them; the more of the two is
    enough, for those that leave can go where others must come.
    """
    now = [counts.get(r, 0) for r in scale.rated]
    total = sum(now)
    numbers = []
    for box in _boxes(policy, target, total, scale=scale, terms=terms):
        bounds = [box.get(r, (0, total)) for r in scale.rated]
        lows, highs = [low for low, _ in bounds], [high for _, high in bounds]
        is_empty = any(low > high for low, high in bounds)
        if is_empty or not sum(lows) <= total <= sum(highs):
            continue
        coming = sum(max(0, low - n) for low, n in zip(lows, now, strict=True))
        leaving = sum(max(0, n - high) for high, n in zip(highs, now, strict=True))
        numbers.append(max(coming, leaving))
    return min(numbers, default=None)


def _boxes(policy: str, target: Rag, total: int, *, scale: Scale, terms: Terms) -> Iterator[Box]:
    """Give the counts for which policy and guards together make the whole `target`."""
    lowest, next_best, best = scale.rated[0], scale.rated[-2], scale.rated[-1]
    half, under_half = (total + 1) // 2, (total - 1) // 2
    by_policy = _BOXES[policy]
    if target == lowest:
        yield {lowest: (half, total)}
        yield from by_policy(lowest, total, scale, terms)
    else:
        most = 0 if target == best else under_half
        for box in by_policy(target, total, scale, terms):
            yield _within(box, lowest, 0, most)
    if target == next_best:
        most = total if next_best == lowest else under_half
        for box in by_policy(best, total, scale, terms):
            yield _within(box, lowest, 1, most)


def _within(box: Box, rag: Rag, least: int, most: int) -> Box:
    low, high = box.get(rag, (least, most))
    return {**box, rag: (max(low, least), min(high, most))}


def _majority_boxes(target: Rag, total: int, scale: Scale, terms: Terms) -> Iterator[Box]:
    place = scale.rated.index(target)
    worse, better = scale.rated[:place], scale.rated[place + 1 :]
    for number in range(1, total + 1):
        fewer = dict.fromkeys(worse, (0, number - 1))
        yield {**fewer, target: (number, number), **dict.fromkeys(better, (0, number))}


def _worst_boxes(target: Rag, total: int, scale: Scale, terms: Terms) -> Iterator[Box]:
    worse = scale.rated[: scale.rated.index(target)]
    yield {**dict.fromkeys(worse, (0, 0)), target: (1, total)}


def _threshold_boxes(target: Rag, total: int, scale: Scale, terms: Terms) -> Iterator[Box]:
    best, most = scale.rated[-1], total
    for share, rag in zip(terms.shares, reversed(scale.rated), strict=False):
        least = -(-share.numerator * total // share.denominator)
        if rag == target:
            yield {best: (least, most)}
        most = min(most, least - 1)
    if target == scale.rated[0]:
        yield {best: (0, most)}


_BOXES: Mapping[str, Callable[[Rag, int, Scale, Terms], Iterator[Box]]] = {
    "majority": _majority_boxes,
    "worst": _worst_boxes,
    "threshold": _threshold_boxes,
}
