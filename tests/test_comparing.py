"""Every row is retained, updated, deleted or added, and the two identities hold, or it refuses."""

import csv
import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xlplan.history import (
    Account,
    Comparison,
    Disposition,
    DoesNotReconcile,
    Manner,
    NotInHistory,
    compare,
    compare_periods,
    periods,
    plan_at,
    reconcile,
    silent_drops,
    snapshot,
)
from xlplan.model import (
    AMBER,
    GREEN,
    RED,
    Direction,
    Item,
    Kind,
    Level,
    Period,
    Plan,
    Rag,
    Reported,
    Settings,
    Status,
    Workstream,
)
from xlplan.reports.counting import percentages
from xlplan.rollup import roll_up

FACTS = Path(__file__).parent / "facts"
SEPTEMBER, OCTOBER = Period(2013, 9), Period(2013, 10)


def item(ref: str, rag: Rag | None = GREEN, **fields: object) -> Item:
    made = Item(f"id-{ref}", ref, Level.ITEM, "A", f"Item {ref}", rag=rag, reported=Reported.YES)
    return replace(made, due=date(2014, 3, 31), **fields)  # type: ignore[arg-type]


def plan(*items: Item, period: Period = OCTOBER, codes: str = "A") -> Plan:
    streams = tuple(
        Workstream(code, Kind.WORKSTREAM, f"Workstream {code}", "", own=own_row(code))
        for code in codes
    )
    return Plan(Settings("p", "Council", "Plan", period, period.last_day), streams, items)


def own_row(code: str) -> Item:
    return Item(f"ws-{code}", code, Level.WORKSTREAM, code, f"Workstream {code}")


def became(compared: Comparison) -> dict[str, str]:
    return {c.row.ref: str(c.disposition) for c in compared.at(Level.ITEM)}


# The account


def maidstone_2009() -> Mapping[str, Any]:
    text = (FACTS / "maidstone_cip_2009.json").read_text(encoding="utf-8")
    found: Mapping[str, Any] = json.loads(text)["actions"]
    return found


def test_maidstones_update_of_2009_adds_up():
    names = ("opening", "retained", "updated", "deleted", "added", "closing")
    account = reconcile(Account(*(maidstone_2009()[name] for name in names)))

    assert account.in_words() == (
        "65 before = 24 retained + 4 updated + 37 deleted; "
        "32 after = 24 retained + 4 updated + 4 added"
    )


def test_maidstones_shares_of_2009_are_as_worked_out():
    shares = maidstone_2009()["shares_of_opening_percent"]
    assert percentages([24, 4, 37]) == tuple(f"{share:.1f}%" for share in shares.values())


@pytest.mark.parametrize(
    ("name", "by"), [(n, by) for n in Account.__dataclass_fields__ for by in (-1, 1)]
)
def test_one_more_or_less_anywhere_is_refused(name: str, by: int):
    right = Account(65, 24, 4, 37, 4, 32)
    with pytest.raises(DoesNotReconcile, match="does not add up"):
        reconcile(replace(right, **{name: getattr(right, name) + by}))


def test_an_update_of_65_actions_is_counted_as_maidstone_counted():
    before = [item(f"A{n}") for n in range(65)]
    kept = before[:24] + [replace(i, outcome="Revised") for i in before[24:28]]
    added = [item(f"N{n}") for n in range(4)]
    compared = compare(plan(*before, period=SEPTEMBER), plan(*kept, *added))
    assert compared.account == Account(65, 24, 4, 37, 4, 32)


# Rows


def test_a_months_news_is_not_a_change_of_the_plan():
    before = item("A1", GREEN, forecast=date(2014, 1, 31))
    after = replace(
        before,
        rag=RED,
        commentary="The lease was lost.",
        status=Status.REPROGRAMMED,
        forecast=date(2014, 9, 30),
        title=" Item\u00a0A1",
    )
    (change,) = compare(plan(before), plan(after)).at(Level.ITEM)

    assert change.disposition is Disposition.RETAINED
    assert (change.direction, change.rag_before, change.rag_after) == (
        Direction.WORSENED,
        GREEN,
        RED,
    )
    assert change.days_moved == 0


@pytest.mark.parametrize(
    "changed",
    [
        {"title": "Another title"},
        {"owner": "Head of ICT"},
        {"due": date(2014, 4, 30)},
        {"baseline_due": date(2014, 4, 30)},
        {"priority_rank": 2},
        {"ref": "A1a"},
        {"outcome": "Less rent"},
    ],
)
def test_a_changed_plan_field_is_named(changed: dict[str, object]):
    after = replace(item("A1"), **changed)  # type: ignore[arg-type]
    (change,) = compare(plan(item("A1")), plan(after)).at(Level.ITEM)

    assert change.disposition is Disposition.UPDATED
    (field,) = change.fields
    assert {field.name: field.now} == changed


def test_a_slip_is_told_in_days():
    before = plan(item("A1"), item("A2"), item("A3"), period=SEPTEMBER)
    later = item("A1")
    sooner = replace(item("A2"), due=date(2014, 3, 1))
    compared = compare(before, plan(replace(later, due=date(2014, 4, 30)), sooner, item("A3")))
    assert [(c.row.ref, c.days_moved) for c in compared.slips] == [("A1", 30)]
    assert [c.days_moved for c in compared.at(Level.ITEM)] == [30, -30, 0]


def test_a_row_is_known_by_its_id_then_by_its_ref():
    before = plan(item("A1"), item("A2"))
    renumbered = replace(item("A1"), ref="A9")
    typed_again = replace(item("A2"), item_id="other")
    compared = compare(before, plan(renumbered, typed_again))
    assert became(compared) == {"A9": "updated", "A2": "retained"}
    assert became(compare(before, plan(replace(item("A3"), ref="")))) == {
        "": "added",
        "A1": "deleted",
        "A2": "deleted",
    }


def test_refs_that_changed_places_are_two_updates():
    first, second = item("A1"), item("A2")
    swapped = plan(replace(first, ref="A2"), replace(second, ref="A1"))
    changes = compare(plan(first, second), swapped).at(Level.ITEM)
    assert [(c.before and c.before.item_id, c.after and c.after.item_id) for c in changes] == [
        ("id-A1", "id-A1"),
        ("id-A2", "id-A2"),
    ]


def test_a_ref_that_stands_twice_tells_nothing():
    typed = [replace(item("A1"), item_id=f"typed-{n}") for n in (1, 2)]
    compared = compare(plan(item("A1")), plan(*typed))
    assert compared.account == Account(1, 0, 0, 1, 2, 2)


def test_a_deleted_row_keeps_its_last_rating():
    (change,) = compare(plan(item("A1", RED)), plan()).at(Level.ITEM)
    assert (change.rag_before, change.rag_after, change.direction) == (RED, None, Direction.NONE)
    (change,) = compare(plan(), plan(item("A1", RED))).at(Level.ITEM)
    assert (change.rag_before, change.rag_after, change.direction) == (None, RED, Direction.NEW)


def test_a_row_that_stands_twice_is_refused():
    with pytest.raises(DoesNotReconcile, match="stands twice: A1, A1"):
        compare(plan(item("A1")), plan(item("A1"), item("A1")))


def test_a_row_in_another_workstream_has_moved():
    before, after = plan(item("A1"), codes="AB"), plan(item("A1", workstream="B"), codes="AB")
    (change,) = compare(before, after).at(Level.ITEM)
    assert (change.disposition, change.manner) == (Disposition.UPDATED, Manner.MOVED)


def test_a_split_goes_on_in_its_first_part():
    compared = compare(
        plan(item("A1"), item("A2")),
        plan(item("A1"), item("S1"), item("S2")),
        told={"A2": ("S1", "S2")},
    )
    assert became(compared) == {"A1": "retained", "S1": "updated", "S2": "added"}
    first, second = compared.at(Level.ITEM)[1:]
    assert (first.manner, first.related) == (Manner.SPLIT, ("S2",))
    assert (second.manner, second.related) == (Manner.SPLIT, ("A2",))
    assert compared.account == Account(2, 1, 1, 0, 1, 3)


def test_a_merger_takes_the_others_in():
    compared = compare(
        plan(item("A1"), item("A2"), item("A3")),
        plan(item("A1")),
        told={"A1": ("A1",), "A2": ("A1",)},
    )
    assert became(compared) == {"A1": "updated", "A2": "deleted", "A3": "deleted"}
    kept, merged, _ = compared.at(Level.ITEM)
    assert (kept.manner, kept.related) == (Manner.MERGED, ("A2",))
    assert (merged.manner, merged.related) == (Manner.MERGED, ("A1",))
    assert [c.row.ref for c in silent_drops(compared)] == ["A3"]


def test_a_row_that_becomes_a_sub_item_leaves_one_level_for_another():
    after = plan(item("A1"), item("A2", level=Level.SUB_ITEM, parent="A1"))
    compared = compare(plan(item("A1"), item("A2")), after, told={"A2": ("A2",)})
    assert compared.account == Account(2, 1, 0, 1, 0, 1)
    assert compared.accounts[Level.SUB_ITEM] == Account(0, 0, 0, 0, 1, 1)
    assert {c.manner for c in compared.changes if c.related} == {Manner.MOVED}
    assert not silent_drops(compared)


@pytest.mark.parametrize("told", [{"A7": ("A1",)}, {"A1": ("A7",)}])
def test_a_successor_that_is_nowhere_is_refused(told: dict[str, tuple[str, ...]]):
    with pytest.raises(DoesNotReconcile, match='"A7" is told'):
        compare(plan(item("A1")), plan(item("A1")), told=told)


@given(data=st.data())
def test_whatever_is_told_the_numbers_add_up_and_each_row_is_told_once(data: st.DataObject):
    refs = st.lists(st.sampled_from([f"A{n}" for n in range(8)]), unique=True)
    olds, news = data.draw(refs), data.draw(refs)
    heirs = st.lists(st.sampled_from(news), unique=True, max_size=3) if news else st.just([])
    told = {old: data.draw(heirs) for old in olds if data.draw(st.booleans())}
    # The same objects stand on both sides, as they do when one plan is made from the other.
    rows = {ref: item(ref) for ref in {*olds, *news}}

    compared = compare(plan(*(rows[r] for r in olds)), plan(*(rows[r] for r in news)), told=told)

    changes = compared.at(Level.ITEM)
    assert Counter(c.before.ref for c in changes if c.before) == Counter(olds)
    assert Counter(c.after.ref for c in changes if c.after) == Counter(news)
    assert compared.account.opening == len(olds) and compared.account.closing == len(news)


# Silent drops


@pytest.mark.parametrize(
    ("last_seen", "is_silent"),
    [
        ({}, True),
        ({"status": Status.SUSPENDED}, True),
        ({"status": Status.COMPLETE}, False),
        ({"status": Status.NOT_PURSUED}, False),
        ({"decision_ref": "Cabinet 8 July 2009"}, False),
    ],
)
def test_a_row_vanishes_silently_unless_somebody_closed_it(
    last_seen: dict[str, object], is_silent: bool
):
    gone = replace(item("A1"), **last_seen)  # type: ignore[arg-type]
    compared = compare(plan(gone, item("A2")), plan(item("A2")))
    assert [c.row.ref for c in silent_drops(compared)] == ["A1"] * is_silent
    assert silent_drops(compared, decided={"A1"}) == ()


def maidstone_2012() -> tuple[Plan, dict[str, list[str]]]:
    """Maidstone's draft plan of 2012, and what its rows became, as far as was told."""
    facts = json.loads((FACTS / "maidstone_2012_15_plan.json").read_text(encoding="utf-8"))
    streams = [(s["name"], Kind(s["kind"].title())) for s in facts["streams"]]
    items = [
        Item(f"{stream} > {title}", "", Level.ITEM, stream.lower(), title)
        for stream, titles in facts["matrix"]["items"].items()
        for title in titles
    ]
    told = {}
    for row in facts["lineage_to_october_2013"]["rows"]:
        if row["plan_item"] and row["plan_workstream"] != "Enabler" and row["oct_2013"]:
            told[f"{row['plan_workstream']} > {row['plan_item']}"] = row["oct_2013"]
    return published(streams, items, Period(2012, 4)), told


def maidstone_2013() -> Plan:
    lines = (FACTS / "maidstone_2013_10_items.csv").read_text(encoding="utf-8").splitlines()
    rows = list(csv.DictReader(line for line in lines if not line.startswith("#")))
    streams = [
        (r["workstream"], Kind(r["level"].title()))
        for r in rows
        if r["level"] in ("workstream", "enabler")
    ]
    items = [
        Item(
            " > ".join(filter(None, (r["workstream"], r["item"], r["sub_item"]))),
            "",
            Level.SUB_ITEM if r["sub_item"] else Level.ITEM,
            r["workstream"].lower(),
            r["sub_item"] or r["item"],
        )
        for r in rows
        if r["item"]
    ]
    return published(streams, items, OCTOBER)


def published(streams: list[tuple[str, Kind]], items: list[Item], period: Period) -> Plan:
    made = tuple(
        Workstream(name.lower(), kind, name, "", own=replace(own_row(name.lower()), title=name))
        for name, kind in streams
    )
    settings = Settings("p", "Maidstone", "Plan", period, period.last_day)
    return Plan(settings, made, tuple(items))


def test_maidstones_plan_of_2012_is_lined_up_with_its_report_of_2013():
    before, told = maidstone_2012()
    compared = compare(before, maidstone_2013(), told=told)

    account = compared.account
    assert (account.opening, account.deleted, account.added, account.closing) == (21, 2, 7, 26)
    assert account.retained + account.updated == 19
    manners = Counter((str(c.disposition), c.manner) for c in compared.at(Level.ITEM))
    assert manners["added", Manner.SPLIT] == 2
    assert manners["added", None] == 5
    moved = [c for c in compared.changes if c.manner is Manner.MOVED]
    assert [c.row.title for c in moved] == ["Integrated Transport strategy"]
    parts = compared.accounts[Level.WORKSTREAM]
    assert (parts.opening, parts.deleted, parts.closing) == (7, 1, 6)


def test_what_vanished_from_maidstones_plan_is_found():
    before, told = maidstone_2012()
    drops = silent_drops(compare(before, maidstone_2013(), told=told))

    assert [(str(c.row.level), c.row.title) for c in drops] == [
        ("Item", "Management & Admin recharges review"),
        ("Item", "Better internal collaboration"),
        ("Workstream", "Councillor assurance"),
    ]


# Closed periods


def closed(*months: Plan) -> Plan:
    """The last plan, with every one of them closed."""
    return replace(months[-1], history=tuple(s for p in months for s in snapshot(p)))


def test_two_closed_periods_are_compared_by_what_history_keeps():
    september = plan(item("A1"), item("A2"), item("A3", outcome="Less rent"), period=SEPTEMBER)
    moved = replace(item("A2", RED), due=date(2014, 6, 30))
    october = plan(item("A1", AMBER), moved, item("A4"))
    now = closed(september, october)

    compared = compare_periods(now, SEPTEMBER, OCTOBER)

    assert became(compared) == {
        "A1": "retained",
        "A2": "updated",
        "A3": "deleted",
        "A4": "added",
    }
    assert [str(c.direction) for c in compared.at(Level.ITEM)] == [
        "Worsened",
        "Worsened",
        "New",
        "Not compared",
    ]
    assert compared.accounts[Level.WORKSTREAM] == Account(1, 1, 0, 0, 0, 1)
    assert [c.row.ref for c in silent_drops(compared)] == ["A3"]
    assert became(compare_periods(now, SEPTEMBER)) == became(compared)


def test_a_closed_period_has_the_ratings_it_was_closed_with():
    silent = item("A2", GREEN, reported=Reported.NO)
    approved = replace(item("A3", GREEN), approved_rag=RED, reported=Reported.NO)
    september = plan(item("A1"), silent, approved, period=SEPTEMBER)
    now = closed(september, plan(item("A1", RED)))

    then = plan_at(now, SEPTEMBER)

    as_at = then.settings.as_at
    assert as_at == date(2013, 9, 30)
    assert [i.rating(as_at) for i in then.items] == [GREEN, None, RED]
    assert roll_up(then)[1][0].counts == roll_up(september)[1][0].counts


def test_a_closed_period_knows_no_later_one_and_has_the_priorities_of_today():
    august = plan(item("A1"), item("A2"), period=Period(2013, 8))
    october = plan(item("A1", priority_rank=3))
    now = closed(august, plan(item("A1"), period=SEPTEMBER), october)

    then = plan_at(now, SEPTEMBER)

    assert [str(p) for p in periods(then.history)] == ["2013-08", "2013-09"]
    assert [i.priority_rank for i in then.items] == [3]
    assert [i.priority_rank for i in plan_at(now, Period(2013, 8)).items] == [3, None]
    assert then.settings.is_closed and then.settings.period == SEPTEMBER


def test_a_workstream_of_then_is_not_lost():
    ended = replace(item("B1"), workstream="B")
    september = plan(item("A1"), ended, period=SEPTEMBER, codes="ABC")
    now = closed(september, plan(item("A1")))

    then = plan_at(now, SEPTEMBER)

    assert [(w.code, w.kind.value) for w in then.workstreams] == [
        ("A", "Workstream"),
        ("B", "Workstream"),
        ("C", "Enabler"),
    ]
    gone = silent_drops(compare_periods(now, SEPTEMBER))
    assert [c.row.ref for c in gone] == ["B", "B1", "C"]


def test_a_period_that_was_not_closed_says_which_were():
    with pytest.raises(NotInHistory, match=r"August 2013 .* Closed periods: 2013-10\."):
        plan_at(closed(plan(item("A1"))), Period(2013, 8))
