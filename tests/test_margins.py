"""A margin is the true least number of changes, on any scale, for any policy, and comes at once."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from fractions import Fraction
from itertools import product
from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.rated import item, plan, stream
from xlplan.model import (
    AMBER,
    GREEN,
    NOT_RATED,
    RED,
    THREE_POINT,
    Rag,
    Scale,
)
from xlplan.rollup import PLAIN, POLICIES, Margin, Terms, apply_policy, explain, margin, roll_up

FIVE = ("Red", "Amber/Red", "Amber", "Green/Amber", "Green")
UNWEIGHTED = [policy for policy in POLICIES if policy != "weighted"]


def scale_of(points: int) -> Scale:
    """A scale that leaves out the ratings next to the best, as shorter scales do."""
    words = (*FIVE[: points - 1], FIVE[-1])
    return Scale((*(Rag(w, w[0], n) for n, w in enumerate(words, 1)), NOT_RATED))


SCALES = st.sampled_from([scale_of(points) for points in (2, 3, 4, 5)])
SHARES = st.sampled_from(
    [
        (Fraction(3, 4), Fraction(1, 2)),
        (Fraction(4, 5),),
        (Fraction(9, 10), Fraction(2, 3), Fraction(1, 3)),
    ]
)
TERMS = st.builds(Terms, shares=SHARES, any_red=st.booleans(), half_red=st.booleans())

Tried = tuple[int, Rag]


def least(tried: Iterable[Tried]) -> set[Tried]:
    """Return the pairs of number and rating that change the fewest items."""
    pairs = set(tried)
    fewest = min((number for number, _ in pairs), default=None)
    return {(number, rag) for number, rag in pairs if number == fewest}


def by_counts(policy: str, counts: dict[Rag, int], scale: Scale, terms: Terms) -> Iterator[Tried]:
    """Try every way that so many items can be rated."""
    total = sum(counts.values())
    for head in product(range(total + 1), repeat=len(scale.rated) - 1):
        if sum(head) <= total:
            after = dict(zip(scale.rated, (*head, total - sum(head)), strict=True))
            rag = apply_policy(policy, after, scale, terms=terms)
            assert rag
            yield sum(max(0, counts[r] - after[r]) for r in scale.rated), rag


def by_items(items: list[tuple[Rag, int]], scale: Scale, terms: Terms) -> Iterator[Tried]:
    """Try every rating of every item, each with its weight."""
    for ratings in product(scale.rated, repeat=len(items)):
        changed = [(rag, weight) for rag, (_, weight) in zip(ratings, items, strict=True)]
        counts, changed_terms = weighed(changed, scale, terms)
        rag = apply_policy("weighted", counts, scale, terms=changed_terms)
        assert rag
        yield sum(r != was for r, (was, _) in zip(ratings, items, strict=True)), rag


def weighed(
    items: list[tuple[Rag, int]], scale: Scale, terms: Terms = PLAIN
) -> tuple[dict[Rag, int], Terms]:
    weights = {r: tuple(w for rag, w in items if rag == r) for r in scale.rated}
    return {r: len(found) for r, found in weights.items()}, replace(terms, weights=weights)


def require_least(found: Margin, tried: Iterable[Tried], now: Rag) -> None:
    """Require the fewest changes, and of the ratings that so few give, the nearest."""
    pairs = list(tried)
    worse = least((n, r) for n, r in pairs if score(r) < score(now))
    better = least((n, r) for n, r in pairs if score(r) > score(now))
    nearest_worse = max(worse, key=lambda pair: score(pair[1]), default=(None, None))
    nearest_better = min(better, key=lambda pair: score(pair[1]), default=(None, None))
    assert (found.worse, found.worse_rating) == nearest_worse
    assert (found.better, found.better_rating) == nearest_better


def score(rag: Rag) -> int:
    assert rag.score
    return rag.score


@pytest.mark.parametrize("policy", UNWEIGHTED)
@given(data=st.data(), scale=SCALES, terms=TERMS)
def test_the_margin_of_counts_is_what_trying_them_all_finds(
    policy: str, data: st.DataObject, scale: Scale, terms: Terms
):
    numbers = data.draw(st.lists(st.integers(0, 2), min_size=5, max_size=5).filter(any))
    counts = {r: 0 for r in scale.rated} | dict(zip(scale.rated, numbers, strict=False))
    if not any(counts.values()):
        counts[scale.rated[0]] = 1
    now = apply_policy(policy, counts, scale, terms=terms)
    assert now

    found = margin(policy, counts, scale, terms=terms)

    require_least(found, by_counts(policy, counts, scale, terms), now)


@given(data=st.data(), scale=SCALES, guards=TERMS)
def test_the_margin_by_weight_is_what_trying_every_item_finds(
    data: st.DataObject, scale: Scale, guards: Terms
):
    item = st.tuples(st.sampled_from(scale.rated), st.integers(1, 9))
    items = data.draw(st.lists(item, min_size=1, max_size=4))
    counts, terms = weighed(items, scale, guards)
    now = apply_policy("weighted", counts, scale, terms=terms)
    assert now

    found = margin("weighted", counts, scale, terms=terms)

    require_least(found, by_items(items, scale, terms), now)


def test_half_of_the_weight_is_enough_to_lose_a_rating():
    terms = Terms(weights={AMBER: (1, 3, 1, 1)})
    found = margin("weighted", {AMBER: 4}, THREE_POINT, terms=terms)
    assert (found.worse, found.worse_rating) == (1, RED)


@pytest.mark.parametrize("policy", POLICIES)
@given(data=st.data(), scale=SCALES, guards=TERMS)
def test_worsening_an_item_never_improves_the_whole(
    policy: str, data: st.DataObject, scale: Scale, guards: Terms
):
    item = st.tuples(st.sampled_from(scale.rated), st.integers(1, 9))
    items = data.draw(st.lists(item, min_size=1, max_size=12))

    def rated(items: list[tuple[Rag, int]]) -> int:
        counts, terms = weighed(items, scale, guards)
        rag = apply_policy(policy, counts, scale, terms=terms)
        assert rag
        return score(rag)

    before = rated(items)
    for place, (rag, weight) in enumerate(items):
        for worse in (r for r in scale.rated if score(r) < score(rag)):
            assert rated([*items[:place], (worse, weight), *items[place + 1 :]]) <= before


@pytest.mark.parametrize("policy", POLICIES)
@given(data=st.data(), scale=SCALES, guards=TERMS, unrated=st.integers(0, 9))
def test_what_is_not_rated_and_in_what_order_is_no_matter(
    policy: str, data: st.DataObject, scale: Scale, guards: Terms, unrated: int
):
    item = st.tuples(st.sampled_from(scale.rated), st.integers(1, 9))
    items = data.draw(st.lists(item, max_size=12))
    shuffled = data.draw(st.permutations(items))
    (counts, terms), (others, other_terms) = (
        weighed(found, scale, guards) for found in (items, shuffled)
    )
    others = others | {NOT_RATED: unrated}
    assert apply_policy(policy, others, scale, terms=other_terms) == apply_policy(
        policy, counts, scale, terms=terms
    )
    assert margin(policy, others, scale, terms=other_terms) == margin(
        policy, counts, scale, terms=terms
    )


def test_a_guard_that_is_off_lowers_nothing():
    one_red, off = {RED: 1, GREEN: 9}, Terms(any_red=False)
    assert apply_policy("majority", one_red, THREE_POINT) == AMBER
    assert apply_policy("majority", one_red, THREE_POINT, terms=off) == GREEN
    half_red, off = {RED: 5, GREEN: 5}, Terms(half_red=False)
    assert apply_policy("threshold", half_red, THREE_POINT) == RED
    assert apply_policy("threshold", half_red, THREE_POINT, terms=off) == AMBER


@pytest.mark.parametrize("policy", POLICIES)
def test_two_hundred_items_on_five_points_are_no_wait(policy: str):
    scale = scale_of(5)
    counts = dict(zip(scale.rated, (10, 30, 40, 60, 60), strict=True))
    began = perf_counter()
    found = margin(policy, counts, scale)
    assert perf_counter() - began < 1  # trying every count would be seventy million
    assert found.worse or found.better


def test_shares_are_data():
    counts = {GREEN: 7, AMBER: 3}
    assert apply_policy("threshold", counts, THREE_POINT) == AMBER
    lenient = Terms(shares=(Fraction(2, 3), Fraction(1, 3)))
    assert apply_policy("threshold", counts, THREE_POINT, terms=lenient) == GREEN
    assert margin("threshold", counts, THREE_POINT, terms=lenient) == Margin(1, None, AMBER, None)


def test_a_heavier_item_counts_for_more():
    counts = {GREEN: 1, AMBER: 2}
    even, heavy = Terms(), Terms(weights={GREEN: (3,), AMBER: (1, 1)})
    assert apply_policy("weighted", counts, THREE_POINT, terms=even) == AMBER
    assert apply_policy("weighted", counts, THREE_POINT, terms=heavy) == GREEN
    assert explain("weighted", counts, THREE_POINT, terms=heavy) == (
        "Green: of 3 rated items, 1 Green and 2 Amber; weighted by priority, 3 of 5 is Green."
    )
    assert explain("weighted", counts, THREE_POINT, terms=even) == (
        "Amber: of 3 rated items, 1 Green and 2 Amber; "
        "weighted by priority, 3 of 3 is Amber or better, but only 1 Green."
    )
    sinking = Terms(weights={RED: (9,), AMBER: (1,), GREEN: (2, 1)})
    assert explain("weighted", {RED: 1, AMBER: 1, GREEN: 2}, THREE_POINT, terms=sinking) == (
        "Red: of 4 rated items, 2 Green, 1 Amber and 1 Red; "
        "weighted by priority, only 4 of 13 is better than Red."
    )


def test_a_plan_is_weighted_by_the_priorities_it_gives():
    items = (
        item("A1", GREEN, priority_rank=1),
        item("A2", AMBER, priority_rank=3),
        item("A3", AMBER),
    )
    # Of four priorities the first weighs 4 and the third 2; without one, 1: Green has 4 of 7.
    last = item("B1", AMBER, priority_rank=4)
    made = plan(stream("A"), stream("B"), items=(*items, last), policy="weighted")

    whole, (line, _) = roll_up(made)

    assert (line.rag, line.margin.worse, line.margin.better) == (GREEN, 1, None)
    assert line.reason.endswith("weighted by priority, 4 of 7 is Green.")
    assert whole.rag == AMBER  # workstreams weigh the same
    unranked = replace(made, items=tuple(replace(i, priority_rank=None) for i in made.items))
    assert roll_up(unranked)[1][0].rag == AMBER
