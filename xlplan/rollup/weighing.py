"""The margin under the weighted policy, where it matters which items change.

The heaviest items move the whole soonest, so taking them first gives the fewest.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from xlplan.model import Rag, Scale
from xlplan.rollup.policies import Counts, Terms, apply_policy

Move = tuple[int | None, Rag | None]


def weighted_worse(now: Rag, counts: Counts, scale: Scale, terms: Terms) -> Move:
    """Return the fewest items that would have to fall, and what the whole would be then.

    Three things can lower it: the weight, one item at the worst rating when the whole is at the
    best, and half of the items at the worst.
    """
    place, lowest = scale.rated.index(now), scale.rated[0]
    if not place:
        return None, None
    weights = [terms.weights_of(r, counts) for r in scale.rated]
    total, at_lowest = sum(map(len, weights)), counts.get(lowest, 0)
    whole, reaching = sum(map(sum, weights)), sum(map(sum, weights[place:]))
    heaviest = sorted((w for rated in weights[place:] for w in rated), reverse=True)
    by_weight = _how_many(heaviest, reaching - whole / 2, is_enough_at=True)
    ways = [(by_weight, scale.rated[place - 1]), ((total + 1) // 2 - at_lowest, lowest)]
    if now == scale.rated[-1]:
        ways.append((1, scale.rated[-2]))
    return min(ways, key=lambda way: (way[0], -(way[1].score or 0)))


def weighted_better(now: Rag, counts: Counts, scale: Scale, terms: Terms) -> Move:
    """Return the fewest items that would have to rise, and what the whole would be then.

    So many must leave the worst rating as the guards ask; beyond those, whichever weigh most.
    """
    place = scale.rated.index(now) + 1
    if place == len(scale.rated):
        return None, None
    target, lowest = scale.rated[place], scale.rated[0]
    weights = {r: sorted(terms.weights_of(r, counts), reverse=True) for r in scale.rated}
    total, at_lowest = sum(map(len, weights.values())), len(weights[lowest])
    most = 0 if target == scale.rated[-1] else (total - 1) // 2
    leaving = max(0, at_lowest - most)
    rising = Counter({lowest: leaving})
    rest = [(w, r) for r in scale.rated[:place] for w in weights[r][rising[r] :]]
    rest.sort(key=lambda pair: (-pair[0], -(pair[1].score or 0)))
    whole = sum(map(sum, weights.values()))
    reached = sum(sum(weights[r]) for r in scale.rated[place:]) + sum(weights[lowest][:leaving])
    further = _how_many([w for w, _ in rest], whole / 2 - reached, is_enough_at=False)
    rising.update(rag for _, rag in rest[:further])
    return leaving + further, _raised(rising, weights, target, scale=scale, terms=terms)


def _how_many(heaviest: list[int], needed: float, *, is_enough_at: bool) -> int:
    """Count the weights, heaviest first, that add up to what is needed, or to more than it."""
    taken = 0
    for number, weight in enumerate((*heaviest, 0)):
        if taken > needed or (is_enough_at and taken == needed):
            return number
        taken += weight
    return len(heaviest)


def _raised(
    rising: Counter[Rag], weights: dict[Rag, list[int]], target: Rag, *, scale: Scale, terms: Terms
) -> Rag | None:
    """Return what the whole would be with the heaviest items of each rating at the target."""
    after = {r: tuple(found[rising[r] :]) for r, found in weights.items()}
    risen = [w for r, number in rising.items() for w in weights[r][:number]]
    after[target] = (*after[target], *risen)
    counts = {r: len(found) for r, found in after.items()}
    return apply_policy("weighted", counts, scale, terms=replace(terms, weights=after))
