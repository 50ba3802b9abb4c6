"""Why a rating is what it is, in one sentence that a councillor understands."""

from __future__ import annotations

from fractions import Fraction

from xlplan.model import Rag, Scale
from xlplan.rollup.policies import PLAIN, Counts, Terms, apply_policy, by_policy

_PLURALS = {"workstream or enabler": "workstreams and enablers"}


def explain(
    policy: str, counts: Counts, scale: Scale, *, noun: str = "item", terms: Terms = PLAIN
) -> str:
    """Say in one sentence how a rating came about."""
    rag = apply_policy(policy, counts, scale, terms=terms)
    if rag is None:
        return f"No {noun} is rated."
    numbers = [counts.get(r, 0) for r in scale.rated]
    total, nouns = sum(numbers), _PLURALS.get(noun, f"{noun}s")
    if counts.get(rag, 0) == total:
        return f"{rag}: {_all(total, noun, nouns)} {rag}."
    parts = [f"{counts[r]} {r}" for r in reversed(scale.rated) if counts.get(r)]
    listed = f"{', '.join(parts[:-1])} and {parts[-1]}"
    weights = [sum(terms.weights_of(r, counts)) for r in scale.rated]
    before_guard = scale.rated[by_policy(policy, numbers, weights, terms)]
    if rag != before_guard:
        why = _by_guard(rag, counts, scale, noun)
    else:
        why = _WHY[policy](rag, counts, scale, terms)
    return f"{rag}: of {total} rated {nouns}, {listed}; {why}."


def _all(total: int, noun: str, nouns: str) -> str:
    if total == 1:
        return f"the only rated {noun} is"
    return f"both rated {nouns} are" if total == 2 else f"all {total} rated {nouns} are"


def _by_guard(rag: Rag, counts: Counts, scale: Scale, noun: str) -> str:
    lowest, number = scale.rated[0], counts.get(scale.rated[0], 0)
    if rag == lowest:
        is_half = number * 2 == sum(counts.get(r, 0) for r in scale.rated)
        return f"{'half' if is_half else 'more than half'} are {lowest}"
    if number == 1:
        return f"the {lowest} {noun} lowers it to {rag}"
    return f"the {lowest} {_PLURALS.get(noun, f'{noun}s')} lower it to {rag}"


def _by_majority(rag: Rag, counts: Counts, scale: Scale, terms: Terms) -> str:
    reached, better, total = _reached(rag, counts, scale)
    if better * 2 == total:
        return "an even split goes to the worse"
    if counts.get(rag, 0) * 2 > total:
        return f"more than half are {rag}"
    return f"{reached} are {rag} or better, more than half, but only {better} {_better(rag, scale)}"


def _by_worst(rag: Rag, counts: Counts, scale: Scale, terms: Terms) -> str:
    return "the worst rating counts"


def _by_share(rag: Rag, counts: Counts, scale: Scale, terms: Terms) -> str:
    reached, better, total = _reached(rag, counts, scale)
    steps = len(scale.rated) - 1 - scale.rated.index(rag)
    if not steps:
        return f"{reached} of {total} are {rag}, at least {_percent(terms.share(0))}"
    short = f"only {better} of {total} are {_better(rag, scale)}"
    short += f", under {_percent(terms.share(steps - 1))}"
    if rag == scale.rated[0]:
        return short
    return f"{short}; {reached} are {rag} or better, at least {_percent(terms.share(steps))}"


def _by_weight(rag: Rag, counts: Counts, scale: Scale, terms: Terms) -> str:
    place = scale.rated.index(rag)
    weights = [sum(terms.weights_of(r, counts)) for r in scale.rated]
    whole = sum(weights)
    if rag == scale.rated[-1]:
        return f"weighted by priority, {weights[-1]} of {whole} is {rag}"
    if place:
        reached, better = sum(weights[place:]), sum(weights[place + 1 :])
        told = f"weighted by priority, {reached} of {whole} is {rag} or better, but only {better}"
        return f"{told} {_better(rag, scale)}"
    return f"weighted by priority, only {sum(weights[1:])} of {whole} is better than {rag}"


_WHY = {
    "majority": _by_majority,
    "worst": _by_worst,
    "threshold": _by_share,
    "weighted": _by_weight,
}


def _reached(rag: Rag, counts: Counts, scale: Scale) -> tuple[int, int, int]:
    """Return how many have a rating or a better one, how many a better one, and how many in all."""
    place = scale.rated.index(rag)
    numbers = [counts.get(r, 0) for r in scale.rated]
    return sum(numbers[place:]), sum(numbers[place + 1 :]), sum(numbers)


def _better(rag: Rag, scale: Scale) -> str:
    """Say what is better than a rating: the best by its word."""
    is_next_best = rag == scale.rated[-2]
    return str(scale.rated[-1]) if is_next_best else f"better than {rag}"


def _percent(share: Fraction) -> str:
    return f"{float(share * 100):.3g}%"
