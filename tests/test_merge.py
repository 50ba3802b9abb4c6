"""The three-way merge keeps its laws, and tells the stories that officers live through."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xlplan.merge import Entry, Key, Merge, Outcome, Standing, merge_cell, merge_entries
from xlplan.model import CellRef
from xlplan.typed import Value, as_text

AT = CellRef("return.xlsx", "Asset management", 6, 7)
KEY: Key = ("id-1", "commentary")


def entry(value: Value, issued: Value = "as issued", *, key: Key = KEY) -> Entry:
    return Entry(key[0], "AM1", key[1], value, issued, AT)


def outcome(one: Entry, standing: Standing) -> Outcome:
    (merge,) = merge_entries([one], standing)
    return merge.outcome


def applied(standing: Standing, merges: Iterable[Merge]) -> Standing:
    """Return what the master knows once the merges are written."""
    took = {m.entry.key: m.entry.value for m in merges if m.outcome is Outcome.MERGED}
    return replace(standing, values={**standing.values, **took}, merged={**standing.merged, **took})


def texts(values: Mapping[Key, Value]) -> dict[Key, str]:
    return {key: as_text(value) for key, value in values.items()}


words = st.sampled_from([None, "", "one", "two", "three", 80, date(2014, 1, 31)])
keys = st.tuples(st.sampled_from(["id-1", "id-2", "id-3"]), st.sampled_from(["rag", "due"]))
entries = st.builds(
    Entry,
    item_id=st.just(""),
    ref=st.just("AM1"),
    field=st.just(""),
    value=words,
    issued=words,
    at=st.just(AT),
    is_held=st.booleans(),
    is_locked=st.booleans(),
)
returns = st.dictionaries(keys, entries, max_size=6).map(
    lambda found: [replace(e, item_id=k[0], field=k[1]) for k, e in found.items()]
)
standings = st.builds(
    Standing,
    values=st.dictionaries(keys, words),
    merged=st.dictionaries(keys, words),
    decided=st.dictionaries(
        st.tuples(keys, st.sampled_from(["", "one", "two"])), st.sampled_from(["Master", "Return"])
    ),
)


@given(words, words)
def test_no_change_makes_no_change(issued: Value, master: Value):
    assert merge_cell(issued, issued, master) is Outcome.UNCHANGED


@given(words, words)
def test_the_side_that_changed_is_taken(issued: Value, changed: Value):
    is_change = as_text(issued) != as_text(changed)
    assert merge_cell(issued, changed, issued) is (
        Outcome.MERGED if is_change else Outcome.UNCHANGED
    )
    assert merge_cell(issued, issued, changed) is Outcome.UNCHANGED
    assert merge_cell(issued, changed, changed) is not Outcome.CONFLICT


@given(words, words, words)
def test_a_conflict_is_three_values_that_all_differ(base: Value, returned: Value, master: Value):
    is_conflict = merge_cell(base, returned, master) is Outcome.CONFLICT
    assert is_conflict == (len({as_text(v) for v in (base, returned, master)}) == 3)


@given(returns, standings)
def test_every_cell_ends_in_the_master_or_is_told(came: list[Entry], standing: Standing):
    after = applied(standing, merge_entries(came, standing)).values

    for merge in merge_entries(came, standing):
        is_in = as_text(after.get(merge.entry.key)) == as_text(merge.entry.value)
        was_sent = as_text(merge.entry.value) in (as_text(merge.base), as_text(merge.entry.issued))
        told = merge.outcome in (Outcome.HELD, Outcome.CONFLICT, Outcome.REQUEST)
        was_decided = (merge.entry.key, as_text(merge.entry.value)) in standing.decided
        assert is_in or told or was_sent or was_decided


@given(returns, standings)
def test_every_issued_returned_and_master_value_ends_in_the_result_or_in_a_record(
    came: list[Entry], standing: Standing
):
    merges = merge_entries(came, standing)
    after = applied(standing, merges).values

    for merge in merges:
        entry, result = merge.entry, as_text(after.get(merge.entry.key))
        now = as_text(standing.values.get(entry.key))
        recorded = {result}
        if merge.outcome not in (Outcome.MERGED, Outcome.UNCHANGED):
            # Conflicts and requests are lines of the master; what is held is named by a finding.
            recorded |= {as_text(v) for v in (merge.base, merge.master, entry.value)}
        if merge.changes_master:
            recorded |= {as_text(merge.master), as_text(entry.value)}  # the ledger's From and To
        said_before = {as_text(merge.base), as_text(entry.issued)}
        assert now in recorded
        assert as_text(entry.value) in recorded | said_before
        somebody_changed_it = {as_text(entry.value), now, as_text(merge.base)}
        assert as_text(entry.issued) in recorded or somebody_changed_it != {as_text(entry.issued)}


@given(returns, standings)
def test_every_changed_cell_is_in_one_place_of_the_account(came: list[Entry], standing: Standing):
    for merge in merge_entries(came, standing):
        is_changed = as_text(merge.entry.value) != as_text(merge.entry.issued)
        if is_changed:
            assert merge.place is not Outcome.UNCHANGED
        if merge.place is Outcome.UNCHANGED:
            assert not is_changed and not merge.changes_master


@given(returns, standings)
def test_what_is_not_merged_leaves_the_master_as_it_was(came: list[Entry], standing: Standing):
    merges = merge_entries(came, standing)
    after = applied(standing, merges).values
    changed = {m.entry.key for m in merges if m.changes_master}

    assert len(merges) == len(came)
    for key in {*standing.values, *after}:
        is_same = as_text(after.get(key)) == as_text(standing.values.get(key))
        assert is_same == (key not in changed)


@given(returns, standings)
def test_twice_is_once(came: list[Entry], standing: Standing):
    once = applied(standing, merge_entries(came, standing))
    again = merge_entries(came, once)

    assert not any(merge.changes_master for merge in again)
    assert applied(once, again) == once


@given(returns, standings)
def test_the_order_of_cells_and_of_returns_does_not_matter(came: list[Entry], standing: Standing):
    middle = len(came) // 2
    first, second = came[:middle], came[middle:]

    def one_after_the_other(*parts: list[Entry]) -> Standing:
        known = standing
        for part in parts:
            known = applied(known, merge_entries(part, known))
        return known

    there, back = one_after_the_other(first, second), one_after_the_other(second, first)
    together = applied(standing, merge_entries(came, standing))
    assert texts(there.values) == texts(back.values) == texts(together.values)
    assert texts(there.merged) == texts(back.merged) == texts(together.merged)


def test_a_cured_fix_list_never_conflicts_with_itself():
    first = entry("Waiting for Legal.")
    standing = applied(
        Standing({KEY: "as issued"}), merge_entries([first], Standing({KEY: "as issued"}))
    )
    assert standing.values[KEY] == "Waiting for Legal."

    cured = entry("Waiting for Legal; lease due in March.")

    assert outcome(cured, standing) is Outcome.MERGED


def test_a_held_cell_that_is_cured_is_merged():
    standing = Standing({KEY: "as issued"})
    held = replace(entry(None), is_held=True, as_typed="31/02/2014")
    assert outcome(held, standing) is Outcome.HELD
    assert applied(standing, merge_entries([held], standing)) == standing
    since = replace(standing, values={KEY: "the team's"})
    assert merge_entries([held], since)[0].master == "the team's"

    assert outcome(entry("put right"), standing) is Outcome.MERGED


def test_a_team_correction_survives_the_same_return_read_again():
    came = entry("Waiting for Leagl.")
    standing = Standing({KEY: "as issued"})
    standing = applied(standing, merge_entries([came], standing))
    corrected = replace(standing, values={KEY: "Waiting for Legal."})

    (again,) = merge_entries([came], corrected)

    assert again.outcome is Outcome.UNCHANGED and not again.changes_master
    assert again.base == "Waiting for Leagl."


def test_an_owner_may_go_back_to_what_was_issued():
    standing = Standing({KEY: "said first"}, merged={KEY: "said first"})
    (merge,) = merge_entries([entry("as issued")], standing)
    assert merge.outcome is Outcome.MERGED and merge.changes_master


def test_both_sides_saying_the_same_is_no_conflict():
    (merge,) = merge_entries([entry("agreed")], Standing({KEY: "agreed"}))
    assert merge.outcome is Outcome.MERGED and not merge.changes_master


def test_a_cleared_cell_is_a_change():
    assert outcome(entry(None), Standing({KEY: "as issued"})) is Outcome.MERGED
    assert outcome(entry(None), Standing({KEY: "the team's"})) is Outcome.CONFLICT


@pytest.mark.parametrize(
    ("decision", "becomes", "changes"),
    [
        ("Return", Outcome.MERGED, True),
        ("Master", Outcome.KEPT, False),
        ("", Outcome.CONFLICT, False),
        ("Both", Outcome.CONFLICT, False),
    ],
)
def test_a_conflict_waits_for_a_decision(decision: str, becomes: Outcome, changes: bool):
    standing = Standing({KEY: "team"}, decided={(KEY, "owner"): decision})

    (merge,) = merge_entries([entry("owner")], standing)

    assert (merge.outcome, merge.changes_master) == (becomes, changes)


def test_a_decision_is_about_one_value_and_not_the_next():
    standing = Standing({KEY: "team"}, decided={(KEY, "owner"): "Return"})
    assert outcome(entry("owner, changed again"), standing) is Outcome.CONFLICT


@pytest.mark.parametrize(
    ("value", "becomes"),
    [
        (date(2014, 9, 30), Outcome.REQUEST),
        (date(2014, 3, 31), Outcome.UNCHANGED),
        (date(2014, 6, 30), Outcome.UNCHANGED),
    ],
)
def test_a_changed_locked_cell_becomes_a_request(value: date, becomes: Outcome):
    issued, approved_since = date(2014, 3, 31), date(2014, 6, 30)
    locked = replace(entry(value, issued), is_locked=True)

    (merge,) = merge_entries([locked], Standing({KEY: approved_since}))

    assert merge.outcome is becomes and not merge.changes_master


def test_a_locked_cell_asks_for_nothing_that_it_was_issued_with():
    issued, moved = date(2014, 3, 31), date(2014, 6, 30)
    locked = replace(entry(issued, issued), is_locked=True)

    (merge,) = merge_entries([locked], Standing({KEY: moved}, merged={KEY: moved}))

    assert merge.outcome is Outcome.UNCHANGED
