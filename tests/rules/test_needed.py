"""A condition that needs a field is not true where it is blank: such a rule need not be asked."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from xlplan.model import CellValue, ErrorValue
from xlplan.rules.as_asked import AS_AT
from xlplan.rules.conditions import (
    Asked,
    Condition,
    IsBefore,
    IsBlank,
    IsDate,
    IsIn,
    IsLongerThan,
    IsNumber,
    Not,
)
from xlplan.rules.needed import needed
from xlplan.rules.row_rules import row_rules

FIELDS = ("rag", "due", "forecast", "commentary")
names = st.sampled_from(FIELDS)
sides = st.one_of(names, st.just(AS_AT), st.just(date(2013, 10, 1)), st.just(5.0))
leaves: st.SearchStrategy[Condition] = st.one_of(
    st.builds(IsBlank, names),
    st.builds(IsNumber, names),
    st.builds(IsDate, names),
    st.builds(IsBefore, sides, sides),
    st.builds(IsIn, names, st.sampled_from([("Red",), ("Green", "Amber"), ("Red", " ")])),
    st.builds(IsLongerThan, names, st.integers(-1, 3)),
)
conditions = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.builds(Not, inner),
        st.builds(lambda one, other: one & other, inner, inner),
        st.builds(lambda one, other: one | other, inner, inner),
    ),
)
values: st.SearchStrategy[CellValue] = st.sampled_from(
    [None, "", " ", "Red", "amber", 0, 41578, date(2013, 9, 1), True, ErrorValue("#N/A")]
)


@given(conditions, st.dictionaries(names, values))
def test_what_is_true_has_what_it_needs(condition: Condition, row: dict[str, CellValue]):
    if condition.holds(row, date(2013, 10, 31)):
        assert all(row.get(field) is not None for field in needed(condition))


def test_most_rules_need_something():
    rules = row_rules()

    assert sum(bool(needed(rule.when)) for rule in rules) > len(rules) * 3 / 4
    assert needed(Asked("due").is_before(AS_AT) & ~Asked("rag").is_blank()) == {"due", "rag"}
    assert needed(Asked("due").is_date() | Asked("rag").is_blank()) == frozenset()
