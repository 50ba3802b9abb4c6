"""Roll-ups reproduce what was published, keep their laws and explain themselves."""

import csv
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.rated import AS_AT, item, own, plan, stream
from xlplan.model import (
    AMBER,
    GREEN,
    NOT_RATED,
    RED,
    THREE_POINT,
    Item,
    Kind,
    Level,
    Rag,
    Reported,
    Scale,
)
from xlplan.rollup import (
    POLICIES,
    POLICY_WORDS,
    Counts,
    Margin,
    apply_policy,
    counts_as,
    differs_from_sub_items,
    explain,
    margin,
    roll_up,
)

FACTS = Path(__file__).parent / "facts" / "rollup_truth.csv"
FOUR_POINT = Scale((RED, AMBER, Rag("Green/Amber", "GA", 3), Rag("Green", "G", 4), NOT_RATED))
RATED = THREE_POINT.rated

each_policy = pytest.mark.parametrize("policy", POLICIES)
tallies = st.fixed_dictionaries({rag: st.integers(0, 12) for rag in RATED})


def tally(red: int, amber: int, green: int) -> dict[Rag, int]:
    return {RED: red, AMBER: amber, GREEN: green}


def published() -> list[tuple[dict[Rag, int], str]]:
    lines = FACTS.read_text(encoding="utf-8").splitlines()
    rows = csv.DictReader(line for line in lines if not line.startswith("#"))
    return [
        (
            tally(int(r["n_red"]), int(r["n_amber"]) + int(r["n_split"]), int(r["n_green"])),
            r["published_rag"].title(),
        )
        for r in rows
        if r["level"] == "workstream from items"
    ]


def test_majority_gives_every_published_workstream_rating():
    truth = published()
    assert len(truth) == 4
    assert [str(apply_policy("majority", counts, THREE_POINT)) for counts, _ in truth] == [
        rating for _, rating in truth
    ]


@pytest.mark.parametrize("policy", ["worst", "threshold"])
def test_no_other_policy_gives_them(policy: str):
    given_by_policy = [str(apply_policy(policy, counts, THREE_POINT)) for counts, _ in published()]
    assert given_by_policy != [rating for _, rating in published()]


def test_one_of_each_is_not_made_better_by_making_it_worse():
    # By the most common rating the first is Red and the second, worse, is Amber.
    assert apply_policy("majority", tally(1, 1, 1), THREE_POINT) == AMBER
    assert apply_policy("majority", tally(1, 2, 0), THREE_POINT) == AMBER


@each_policy
@given(counts=tallies, unrated=st.integers(0, 9))
def test_what_is_not_rated_does_not_count(policy: str, counts: dict[Rag, int], unrated: int):
    with_them = {**counts, NOT_RATED: unrated}
    assert apply_policy(policy, with_them, THREE_POINT) == apply_policy(policy, counts, THREE_POINT)
    assert margin(policy, with_them, THREE_POINT) == margin(policy, counts, THREE_POINT)


@each_policy
def test_items_that_all_agree_rate_the_whole(policy: str):
    for rag in RATED:
        assert apply_policy(policy, {rag: 3}, THREE_POINT) == rag
    assert apply_policy(policy, {}, THREE_POINT) is None
    assert apply_policy(policy, {NOT_RATED: 4}, THREE_POINT) is None


@pytest.mark.parametrize(
    ("policy", "counts", "rating"),
    [
        ("majority", tally(0, 1, 1), AMBER),
        ("majority", tally(1, 3, 3), AMBER),
        ("majority", tally(1, 0, 9), AMBER),  # a red keeps the whole off Green
        ("majority", tally(2, 1, 1), RED),  # half are red
        ("majority", tally(2, 0, 2), RED),
        ("majority", tally(3, 2, 2), AMBER),  # the most common, yet more than half are better
        ("worst", tally(0, 1, 9), AMBER),
        ("worst", tally(1, 0, 9), RED),
        ("threshold", tally(0, 1, 3), GREEN),
        ("threshold", tally(0, 2, 3), AMBER),
        ("threshold", tally(0, 1, 1), AMBER),
        ("threshold", tally(0, 2, 1), AMBER),
        ("threshold", tally(2, 3, 0), AMBER),
        ("threshold", tally(1, 0, 3), AMBER),
        ("threshold", tally(1, 0, 1), RED),  # half are red, though half are Green
    ],
)
def test_policies_and_guards(policy: str, counts: Counts, rating: Rag):
    assert apply_policy(policy, counts, THREE_POINT) == rating


def fewest_by_trying(policy: str, counts: Mapping[Rag, int], step: int) -> int | None:
    """Return how many items must change to move the whole by trying every way to change them."""
    items = [rag for rag, number in counts.items() for _ in range(number)]
    now = apply_policy(policy, counts, THREE_POINT)
    assert now and now.score
    found: list[int] = []
    for changed in product(RATED, repeat=len(items)):
        after = apply_policy(policy, {r: changed.count(r) for r in RATED}, THREE_POINT)
        assert after and after.score
        if (after.score - now.score) * step > 0:
            found.append(sum(a != b for a, b in zip(items, changed, strict=True)))
    return min(found, default=None)


@each_policy
def test_the_margin_is_the_true_least_number_of_changes(policy: str):
    small = [counts for counts in product(range(6), repeat=3) if 0 < sum(counts) < 6]
    assert len(small) == 55
    for counts in (tally(*numbers) for numbers in small):
        found = margin(policy, counts, THREE_POINT)
        assert found.worse == fewest_by_trying(policy, counts, -1), counts
        assert found.better == fewest_by_trying(policy, counts, +1), counts


def test_the_margin_names_where_the_whole_would_go():
    found = margin("majority", tally(0, 2, 3), THREE_POINT)
    assert found == Margin(1, None, AMBER, None)
    assert found.in_words() == "1 item changing would make it Amber"
    both = margin("majority", tally(0, 5, 2), THREE_POINT)
    assert both.in_words() == (
        "4 items changing would make it Red; 2 items changing would make it Green"
    )
    assert margin("majority", {}, THREE_POINT).in_words() == ""


@pytest.mark.parametrize(
    ("policy", "counts", "sentence"),
    [
        ("majority", tally(0, 0, 0), "No item is rated."),
        ("majority", tally(0, 0, 1), "Green: the only rated item is Green."),
        ("worst", tally(0, 2, 0), "Amber: both rated items are Amber."),
        ("threshold", tally(3, 0, 0), "Red: all 3 rated items are Red."),
        (
            "majority",
            tally(0, 5, 6),
            "Green: of 11 rated items, 6 Green and 5 Amber; more than half are Green.",
        ),
        (
            "majority",
            tally(1, 3, 3),
            "Amber: of 7 rated items, 3 Green, 3 Amber and 1 Red; "
            "6 are Amber or better, more than half, but only 3 Green.",
        ),
        (
            "majority",
            tally(0, 1, 1),
            "Amber: of 2 rated items, 1 Green and 1 Amber; an even split goes to the worse.",
        ),
        (
            "majority",
            tally(1, 2, 5),
            "Amber: of 8 rated items, 5 Green, 2 Amber and 1 Red; the Red item lowers it to Amber.",
        ),
        (
            "majority",
            tally(2, 1, 1),
            "Red: of 4 rated items, 1 Green, 1 Amber and 2 Red; an even split goes to the worse.",
        ),
        (
            "worst",
            tally(0, 1, 9),
            "Amber: of 10 rated items, 9 Green and 1 Amber; the worst rating counts.",
        ),
        (
            "threshold",
            tally(0, 1, 3),
            "Green: of 4 rated items, 3 Green and 1 Amber; 3 of 4 are Green, at least 75%.",
        ),
        (
            "threshold",
            tally(1, 2, 1),
            "Amber: of 4 rated items, 1 Green, 2 Amber and 1 Red; "
            "only 1 of 4 are Green, under 75%; 3 are Amber or better, at least 50%.",
        ),
        (
            "threshold",
            tally(3, 1, 1),
            "Red: of 5 rated items, 1 Green, 1 Amber and 3 Red; "
            "only 2 of 5 are better than Red, under 50%.",
        ),
        (
            "threshold",
            tally(2, 0, 2),
            "Red: of 4 rated items, 2 Green and 2 Red; half are Red.",
        ),
    ],
)
def test_a_rating_explains_itself(policy: str, counts: Counts, sentence: str):
    assert explain(policy, counts, THREE_POINT) == sentence


def test_a_plan_is_explained_by_its_workstreams():
    said = explain("majority", tally(0, 1, 3), THREE_POINT, noun="workstream")
    assert said == "Green: of 4 rated workstreams, 3 Green and 1 Amber; more than half are Green."
    lowered = explain("majority", tally(2, 0, 3), THREE_POINT, noun="workstream")
    assert lowered.endswith("; the Red workstreams lower it to Amber.")


def test_every_policy_has_its_words():
    assert POLICIES.keys() == POLICY_WORDS.keys()


def test_a_scale_of_four_is_counted_too():
    best, next_best = FOUR_POINT.rated[-1], FOUR_POINT.rated[-2]
    assert apply_policy("majority", {best: 3, RED: 1}, FOUR_POINT) == next_best
    assert apply_policy("worst", {best: 3, next_best: 1}, FOUR_POINT) == next_best


# Plans


def test_each_item_is_counted_once_and_named():
    items = (
        item("A1"),
        item("A2", AMBER),
        item("A3", NOT_RATED),
        item("A4", RED, reported=Reported.NO),
        item("A5", RED, reported=Reported.HELD),
        item("A6", None),
        item("A2.1", RED, level=Level.SUB_ITEM, parent="A2"),
    )
    _, (line,) = roll_up(plan(stream("A"), items=items))

    assert line.counts == tally(0, 1, 1)
    assert (line.not_rated, line.not_reported) == (1, 3)
    assert (line.rag, line.computed, line.declared) == (AMBER, AMBER, None)
    assert line.decided_by == ("A2",)
    assert line.refs["Not reported"] == ("A4", "A5", "A6")
    assert line.policy == "majority" and line.is_reported


@given(st.permutations([item("A1"), item("A2", AMBER), item("A3", RED), item("A4", NOT_RATED)]))
def test_the_order_of_items_does_not_matter(items: list[Item]):
    _, (line,) = roll_up(plan(stream("A"), items=tuple(items)))
    assert line.rag == AMBER
    assert line.reason == (
        "Amber: of 3 rated items, 1 Green, 1 Amber and 1 Red; "
        "2 are Amber or better, more than half, but only 1 Green."
    )
    assert (line.margin.worse, line.margin.better) == (1, 1)


@pytest.mark.parametrize(
    ("until", "is_in_force"),
    [(None, True), (AS_AT, True), (date(2013, 11, 1), True), (date(2013, 10, 30), False)],
)
def test_an_override_counts_until_it_ends(until: date | None, is_in_force: bool):
    head = own("A", GREEN, approved_rag=RED, approved_by="CMT", approved_reason="Lease lost")
    head = replace(head, approved_until=until)

    _, (line,) = roll_up(plan(stream("A", head), items=(item("A1"),)))

    assert (line.rag, line.computed, line.declared) == (RED if is_in_force else GREEN, GREEN, GREEN)
    assert (line.reason == "Set to Red by CMT: Lease lost.") is is_in_force


def test_an_approved_rating_counts_even_when_the_item_was_not_reported():
    silent = item("A1", None, reported=Reported.NO, approved_rag=AMBER)
    assert counts_as(silent, AS_AT) == "Amber"
    ended = replace(silent, approved_until=date(2013, 10, 30))
    assert counts_as(ended, AS_AT) == "Not reported"


def test_an_enabler_without_items_takes_its_own_rating():
    parts = (
        stream("E", own("E", AMBER), kind=Kind.ENABLER),
        stream("F", own("F", NOT_RATED), kind=Kind.ENABLER),
        stream("G", own("G", RED, reported=Reported.NO), kind=Kind.ENABLER),
        stream("H", kind=Kind.ENABLER),
    )
    _, lines = roll_up(plan(*parts))

    assert [line.rag for line in lines] == [AMBER, None, None, None]
    assert [line.is_reported for line in lines] == [True, True, False, False]
    assert {line.policy for line in lines} == {"declared"}
    assert lines[2].reason == "Nothing was returned for it."


def test_the_plan_counts_its_workstreams_with_enablers_beside():
    parts = (
        stream("A"),
        stream("B"),
        stream("C"),
        stream("E", own("E", RED), kind=Kind.ENABLER),
        replace(stream("T"), is_reported=False),
    )
    items = (item("A1"), item("B1"), item("C1", NOT_RATED))

    whole, lines = roll_up(plan(*parts, items=items))

    assert [line.code for line in lines] == ["A", "B", "C", "E"]
    assert (whole.rag, whole.counts, whole.not_rated) == (GREEN, tally(0, 0, 2), 1)
    assert whole.decided_by == ("A", "B")
    assert whole.reason == "Green: both rated workstreams are Green."


def test_a_workstreams_own_policy_comes_before_the_plans():
    items = (item("A1"), item("A2"), item("A3", AMBER))
    own_policy = replace(stream("A"), policy="worst")
    assert roll_up(plan(own_policy, items=items))[1][0].rag == AMBER
    assert roll_up(plan(stream("A"), items=items))[1][0].rag == GREEN
    assert roll_up(plan(stream("A"), items=items, policy="threshold"))[1][0].rag == AMBER


def test_an_item_that_differs_from_its_sub_items_is_told():
    parts = tuple(item(f"A1.{n}", level=Level.SUB_ITEM, parent="A1") for n in range(3))
    better, worse = item("A1"), item("A1", AMBER)
    assert differs_from_sub_items(worse, plan(stream("A"), items=(worse, *parts))) == GREEN
    assert differs_from_sub_items(better, plan(stream("A"), items=(better, *parts))) is None
    assert differs_from_sub_items(worse, plan(stream("A"), items=(worse,))) is None
