"""What rows say of one another, on plans as large as they come: the same as by every pair."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from tests.support.commentary import rows_of_officers
from tests.support.rated import item
from xlplan.rules import between_rows
from xlplan.rules.between_rows import contradictions
from xlplan.rules.prose import cut
from xlplan.rules.said import Said, said_on


def by_every_pair(reporting: Sequence[Said]) -> list[tuple[str, str, str, str]]:
    """Return which items contradict which, and by what, by comparing every sentence with each."""
    about = between_rows._About()
    states = [tuple(between_rows._states(one, about)) for one in reporting]
    rows_with: dict[str, int] = {}
    for one in reporting:
        for word in about.of(w for said in one.words for w in said):
            rows_with[word] = rows_with.get(word, 0) + 1
    rare = {word for word, number in rows_with.items() if number <= max(3, len(reporting) // 6)}
    done = [s for some in states for s in some if s.is_done]
    told: set[str] = set()
    found = []
    for one, some in zip(reporting, states, strict=True):
        pairs: dict[str, tuple[str, str, str, str]] = {}
        for waits in (s for s in some if s.is_open):
            shared = [(number, d, d.about & waits.about) for number, d in enumerate(done)]
            alike = [
                (min(words & rare), number, d)
                for number, d, words in shared
                if len(words) >= 3 and len(words & rare) >= 2 and d.ref != one.item.ref
            ]
            for _, _, d in sorted(alike, key=lambda each: each[:2]):
                pairs.setdefault(d.ref, (d.ref, d.said, one.item.ref, waits.said))
        fresh = [pair for ref, pair in pairs.items() if ref not in told]
        found += fresh or list(pairs.values())[:1]
        told |= pairs.keys()
    return found


@pytest.mark.parametrize(("rows", "few", "seed"), [(60, 30, 1), (150, 20, 2), (300, 40, 3)])
def test_contradictions_are_those_that_comparing_every_pair_finds(rows: int, few: int, seed: int):
    plan = list(map(said_on, rows_of_officers(rows, seed=seed, few=few)))

    found = list(contradictions(plan))

    expected = by_every_pair(plan)
    assert expected
    assert [finding.ref for finding in found] == [ref for ref, *_ in expected]
    for finding, (_, said, other, theirs) in zip(found, expected, strict=True):
        assert f"{other} says" in finding.message
        assert all(cut(text) in finding.message for text in (said, theirs))


def test_what_many_say_and_many_deny_is_told_of_each_once_and_not_of_each_pair():
    done = [
        item(f"A{n}", commentary="The leisure centre roof contract has been signed.")
        for n in range(30)
    ]
    waits = [
        item(f"B{n}", commentary="The leisure centre roof contract is not yet agreed.")
        for n in range(30)
    ]
    rest = [item(f"C{n}", commentary="All goes on as it was planned to.") for n in range(400)]

    found = list(contradictions([said_on(one) for one in (*done, *waits, *rest)]))

    assert len(found) == 30 + 29
    assert {finding.ref for finding in found} == {one.ref for one in done}
    assert all(any(f"{one.ref} says" in f.message for f in found) for one in waits)
