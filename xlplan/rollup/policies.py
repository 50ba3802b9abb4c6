"""The policies by which counts of ratings make one rating, their guards and their words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from xlplan.model import Rag, Scale

Counts = Mapping[Rag, int]

SHARES = (Fraction(3, 4), Fraction(1, 2))


@dataclass(frozen=True)
class Terms:
    """What a policy goes by besides the counts.

    `shares` of items with the best rating, for threshold: the first makes the whole the best, the
    next one step less, and so on. `weights`, for weighted: one whole number from 1 for each item,
    by its rating; an item weighs 1 where none are given.
    """

    shares: tuple[Fraction, ...] = SHARES
    weights: Mapping[Rag, tuple[int, ...]] = field(default_factory=dict)

    def weights_of(self, rag: Rag, counts: Counts) -> tuple[int, ...]:
        """Return the weight of each item that has a rating."""
        return self.weights.get(rag, (1,) * counts.get(rag, 0))


PLAIN = Terms()


def majority(counts: Counts, scale: Scale, terms: Terms = PLAIN) -> Rag:
    """The most common rating; a tie goes to the worse (reproduces Maidstone, October 2013)."""
    return max(scale.rated, key=lambda rag: (counts.get(rag, 0), -(rag.score or 0)))


def worst(counts: Counts, scale: Scale, terms: Terms = PLAIN) -> Rag:
    """The worst rating that any item has."""
    return next(rag for rag in scale.rated if counts.get(rag, 0))


def threshold(counts: Counts, scale: Scale, terms: Terms = PLAIN) -> Rag:
    """The rating that the share of items with the best one earns; the worst under every share."""
    total = sum(counts.get(rag, 0) for rag in scale.rated)
    best = counts.get(scale.rated[-1], 0)
    steps = zip(terms.shares, reversed(scale.rated), strict=False)
    return next((rag for share, rag in steps if best >= share * total), scale.rated[0])


def weighted(counts: Counts, scale: Scale, terms: Terms = PLAIN) -> Rag:
    """The best rating that more than half of the weight reaches."""
    whole = sum(sum(terms.weights_of(rag, counts)) for rag in scale.rated)
    reached = 0
    for rag in reversed(scale.rated):
        reached += sum(terms.weights_of(rag, counts))
        if reached * 2 > whole:
            return rag
    return scale.rated[0]


POLICIES: Mapping[str, Callable[[Counts, Scale, Terms], Rag]] = {
    "majority": majority,
    "worst": worst,
    "threshold": threshold,
    "weighted": weighted,
}
POLICY_WORDS: Mapping[str, str] = {
    "majority": "the most common rating; a tie goes to the worse",
    "worst": "the worst rating of any item",
    "threshold": "the share of items with the best rating: three quarters or more, or half",
    "weighted": (
        "the best rating that more than half of the items reach, counted by priority: of 10 "
        "priorities the first counts 10 times, the last once, and an item without one once"
    ),
}


def apply_policy(policy: str, counts: Counts, scale: Scale, *, terms: Terms = PLAIN) -> Rag | None:
    """Rate by policy and guards; None when nothing is rated.

    Guards: any item at the worst rating keeps the whole off the best; half of them there make
    the whole the worst.
    """
    total = sum(counts.get(rag, 0) for rag in scale.rated)
    if not total:
        return None
    rating = POLICIES[policy](counts, scale, terms)
    lowest, best = scale.rated[0], scale.rated[-1]
    if counts.get(lowest, 0) * 2 >= total:
        return lowest
    if counts.get(lowest, 0) and rating == best:
        return scale.rated[-2]
    return rating


def explain(
    policy: str, counts: Counts, scale: Scale, *, noun: str = "item", terms: Terms = PLAIN
) -> str:
    """Say in one sentence how a rating came about."""
    total = sum(counts.get(rag, 0) for rag in scale.rated)
    rag = apply_policy(policy, counts, scale, terms=terms)
    if rag is None:
        return f"No {noun} is rated."
    parts = [f"{counts[r]} {r}" for r in reversed(scale.rated) if counts.get(r)]
    listed = parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"
    nouns = noun if total == 1 else f"{noun}s"
    before_guard = POLICIES[policy](counts, scale, terms)
    if rag != before_guard:
        why = _by_guard(rag, counts, scale, noun)
    else:
        why = _by_policy(policy, counts, scale, terms)
    return f"{rag}: of {total} rated {nouns}, {listed}; {why}."


def _by_guard(rag: Rag, counts: Counts, scale: Scale, noun: str) -> str:
    lowest = scale.rated[0]
    if counts.get(lowest, 0) == 1:
        return f"the {lowest} {noun} lowers it to {rag}"
    return f"the {lowest} {noun}s lower it to {rag}"


def _by_policy(policy: str, counts: Counts, scale: Scale, terms: Terms) -> str:
    if policy == "worst":
        return "the worst counts"
    if policy == "threshold":
        return "by the share with the best rating"
    if policy == "weighted":
        return _by_weight(counts, scale, terms)
    ties = Counter(counts.get(r, 0) for r in scale.rated)[max(counts.values())]
    return "a tie goes to the worse" if ties > 1 else "the most common counts"


def _by_weight(counts: Counts, scale: Scale, terms: Terms) -> str:
    rag = weighted(counts, scale, terms)
    place = scale.rated.index(rag)
    weights = [sum(terms.weights_of(r, counts)) for r in scale.rated]
    whole = sum(weights)
    if place:
        more = "" if rag == scale.rated[-1] else " or better"
        return f"weighted by priority, {sum(weights[place:])} of {whole} is {rag}{more}"
    return f"weighted by priority, only {sum(weights[1:])} of {whole} is better than {rag}"
