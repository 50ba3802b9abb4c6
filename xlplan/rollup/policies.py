"""The policies by which ratings make one rating, and their guards.

Every policy gives the best rating that enough of the parts reach, that is have or better; they
differ in how many are enough. So worsening a part can never improve the whole.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from xlplan.model import Rag, Scale, Settings

Counts = Mapping[Rag, int]

SHARES = (Fraction(3, 4), Fraction(1, 2))


@dataclass(frozen=True)
class Terms:
    """What a policy goes by besides the counts.

    `shares` for threshold: the share that must have the best rating, then the share that must
    reach the next, and so on, none more than the one before; the last holds for all that follow.
    `weights` for weighted: one whole number from 1 for each item, by its rating; an item weighs 1
    where none are given. `any_red` and `half_red` switch the guards.
    """

    shares: tuple[Fraction, ...] = SHARES
    weights: Mapping[Rag, tuple[int, ...]] = field(default_factory=dict)
    any_red: bool = True
    half_red: bool = True

    def weights_of(self, rag: Rag, counts: Counts) -> tuple[int, ...]:
        """Return the weight of each item that has a rating."""
        return self.weights.get(rag, (1,) * counts.get(rag, 0))

    def share(self, steps: int) -> Fraction:
        """Return the share that must reach the rating so many steps under the best."""
        return self.shares[min(steps, len(self.shares) - 1)]


PLAIN = Terms()


def terms_of(settings: Settings, weights: Mapping[Rag, tuple[int, ...]] | None = None) -> Terms:
    """Return the terms that a plan has settled."""
    return Terms(
        weights=weights or {}, any_red=settings.any_red_guard, half_red=settings.half_red_guard
    )


@dataclass(frozen=True)
class Policy:
    """How many parts are enough: `is_enough` of those that reach a rating, of how many in all.

    Its last argument is the share that threshold asks. `words` complete "it is rated by …".
    """

    words: str
    is_enough: Callable[[int, int, Fraction], bool]
    is_weighted: bool = False


def _more_than_half(reached: int, whole: int, share: Fraction) -> bool:
    return reached * 2 > whole


POLICIES: Mapping[str, Policy] = {
    # The lower median; it gives each workstream's rating that Maidstone published in October 2013.
    "majority": Policy(
        "the best rating that more than half of the items reach; an even split goes to the worse",
        _more_than_half,
    ),
    "worst": Policy("the worst rating of any item", lambda reached, whole, share: reached == whole),
    "threshold": Policy(
        "the best rating when three quarters or more of the items have it; otherwise the next that "
        "half or more reach",
        lambda reached, whole, share: reached >= share * whole,
    ),
    "weighted": Policy(
        "the best rating that more than half of the items reach, counted by priority: of 10 "
        "priorities the first counts 10 times, the last once, and an item without one once",
        _more_than_half,
        is_weighted=True,
    ),
}
POLICY_WORDS: Mapping[str, str] = {name: policy.words for name, policy in POLICIES.items()}


def apply_policy(policy: str, counts: Counts, scale: Scale, *, terms: Terms = PLAIN) -> Rag | None:
    """Rate by policy and guards; None when nothing is rated.

    Guards, unless `terms` switches them off: any item at the worst rating keeps the whole off the
    best; half of them there make the whole the worst.
    """
    numbers = [counts.get(rag, 0) for rag in scale.rated]
    if not sum(numbers):
        return None
    weights = [sum(terms.weights_of(rag, counts)) for rag in scale.rated]
    return scale.rated[guarded(policy, numbers, weights, terms)]


def guarded(
    policy: str, numbers: Sequence[int], weights: Sequence[int], terms: Terms = PLAIN
) -> int:
    """Return the place in the scale, 0 the worst, that policy and guards give.

    `numbers` of items and their `weights` together, by place; at least one item.
    """
    if terms.half_red and numbers[0] * 2 >= sum(numbers):
        return 0
    place, best = by_policy(policy, numbers, weights, terms), len(numbers) - 1
    return best - 1 if terms.any_red and numbers[0] and place == best else place


def by_policy(
    policy: str, numbers: Sequence[int], weights: Sequence[int], terms: Terms = PLAIN
) -> int:
    """Return the place in the scale that a policy gives before its guards."""
    rule = POLICIES[policy]
    amounts = weights if rule.is_weighted else numbers
    whole, reached, best = sum(amounts), 0, len(amounts) - 1
    for place in range(best, 0, -1):
        reached += amounts[place]
        if rule.is_enough(reached, whole, terms.share(best - place)):
            return place
    return 0
