"""The laws of a roll-up on whole plans: every policy, guard and scale, enablers and parts of items.

Worsening an item never improves its workstream or the plan; what is not rated is neutral; the
order of rows is no matter.
"""

from dataclasses import replace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tests.support.rated import item, own, plan, stream
from xlplan.model import SCALES, Item, Kind, Level, Plan, Rag, Reported, Scale
from xlplan.rollup import POLICIES, RollUp, roll_up, roll_up_sub_items

CODES = "ABCD"


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    """A plan of some workstreams and enablers, each with a policy or none, and rated rows."""
    scale = draw(st.sampled_from(list(SCALES.values())))
    ratings = st.sampled_from(scale.ratings)
    policies = st.sampled_from(["", *POLICIES])
    streams, items = [], []
    for code in CODES[: draw(st.integers(1, len(CODES)))]:
        kind = draw(st.sampled_from((Kind.WORKSTREAM, Kind.WORKSTREAM, Kind.ENABLER)))
        streams.append(stream(code, own(code, draw(ratings)), kind=kind, policy=draw(policies)))
        for number in range(draw(st.integers(0, 5))):
            rank = draw(st.sampled_from((None, 1, 2, 7)))
            row = item(f"{code}{number}", draw(ratings), priority_rank=rank)
            parts = draw(st.integers(0, 3))
            items.append(replace(row, reported=draw(st.sampled_from(list(Reported)))))
            items += [
                item(f"{row.ref}.{n}", draw(ratings), level=Level.SUB_ITEM, parent=row.ref)
                for n in range(parts)
            ]
    settled: dict[str, Any] = {
        "policy": draw(st.sampled_from(list(POLICIES))),
        "scale": scale,
        "any_red_guard": draw(st.booleans()),
        "half_red_guard": draw(st.booleans()),
        "enablers_count": draw(st.booleans()),
    }
    return plan(*streams, items=tuple(items), **settled)


def place(scale: Scale, rag: Rag | None) -> int:
    """A rating's place in the scale, the worst 0."""
    assert rag is not None
    return scale.rated.index(rag)


def worse_than(scale: Scale, row: Item) -> list[Rag]:
    is_rated = row.reported is Reported.YES and row.rag is not None and row.rag.is_rated
    return list(scale.rated[: place(scale, row.rag)]) if is_rated else []


def with_row(made: Plan, row: Item) -> Plan:
    if row.level is Level.WORKSTREAM:
        streams = tuple(
            replace(w, own=row) if w.code == row.workstream else w for w in made.workstreams
        )
        return replace(made, workstreams=streams)
    items = tuple(row if i.item_id == row.item_id else i for i in made.items)
    return replace(made, items=items)


def lines(made: Plan) -> dict[str, RollUp]:
    whole, parts = roll_up(made)
    beneath = [roll_up_sub_items(i, made) for i in made.items if i.level is Level.ITEM]
    return {line.code: line for line in (whole, *parts, *(b for b in beneath if b))}


@given(plans(), st.data())
def test_worsening_a_row_never_improves_anything_above_it(made: Plan, data: st.DataObject):
    scale = made.settings.scale
    rows = [row for row in made.rows if worse_than(scale, row)]
    if not rows:
        return
    row = data.draw(st.sampled_from(rows))
    lower = data.draw(st.sampled_from(worse_than(scale, row)))

    before, after = lines(made), lines(with_row(made, replace(row, rag=lower)))

    for code, line in before.items():
        if line.computed is not None or line.rag is not None:
            was, now = (one.computed or one.rag for one in (line, after[code]))
            if was and was.is_rated and now:
                assert place(scale, now) <= place(scale, was), code


@given(plans(), st.data())
def test_what_is_not_rated_is_neutral(made: Plan, data: st.DataObject):
    scale = made.settings.scale
    unrated = next((r for r in scale.ratings if not r.is_rated), None)
    code = data.draw(
        st.sampled_from([w.code for w in made.workstreams if made.items_of(w.code)] or [""])
    )
    if not code:
        return
    more = [item(f"{code}9", None, reported=Reported.NO)]
    more += [item(f"{code}8", unrated)] if unrated else []

    before, after = lines(made), lines(replace(made, items=(*made.items, *more)))

    for key, line in before.items():
        told = (line.rag, line.computed, line.counts, line.margin, line.reason)
        other = after[key]
        assert told == (other.rag, other.computed, other.counts, other.margin, other.reason)


@given(plans(), st.randoms())
def test_the_order_of_rows_is_no_matter(made: Plan, chance: Any):
    items = list(made.items)
    chance.shuffle(items)
    before, after = lines(made), lines(replace(made, items=tuple(items)))
    for key, line in before.items():
        other = after[key]
        assert (line.rag, line.computed, line.counts) == (other.rag, other.computed, other.counts)
        assert (line.margin, line.reason) == (other.margin, other.reason)
        assert sorted(line.decided_by) == sorted(other.decided_by)
