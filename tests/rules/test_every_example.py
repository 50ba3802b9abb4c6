"""Every rule has its examples, and each of them is run through a real workbook or paper."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pytest

from tests.rules.examples import examples_with_rows
from tests.rules.file_examples import CONVERTED, FILES
from tests.rules.merge_examples import IN_NOVEMBER, MERGED, TYPED_IN
from tests.rules.test_paper_examples import PUT_IN
from tests.rules.test_sheet_examples import DAMAGES
from tests.rules.test_typed_examples import EVERY, TYPED
from xlplan.rules.catalogue import catalogue
from xlplan.rules.headers import HEADERS
from xlplan.rules.row_rules import row_rules

TABLES: tuple[Mapping[str, Mapping[str, object]], ...] = (
    *(CONVERTED, FILES, IN_NOVEMBER, MERGED, TYPED_IN, PUT_IN, DAMAGES, TYPED),
)


def run() -> set[tuple[str, str]]:
    """Return the examples that some test runs: the rule's code, and what it is an example of."""
    by_table = {(code, words) for table in TABLES for code in table for words in table[code]}
    return by_table | {(told.header.code, told.case.words) for told in examples_with_rows()}


def declared() -> Iterator[tuple[str, str]]:
    """Yield every example that a rule declares, and docs/rules.md shows."""
    for code, header in HEADERS.items():
        yield from ((code, case.words) for case in (*header.fires_on, *header.silent_on))


def test_every_example_that_is_declared_is_run_and_the_other_way_round():
    shown = set(declared())
    assert shown - run() == set()
    assert run() - shown == set()


def test_every_row_rule_is_run_on_the_examples_that_it_declares():
    names = {name for name, *_ in EVERY.values()}
    assert {rule.name for rule in row_rules()} <= names


@pytest.mark.parametrize("rule", catalogue(), ids=lambda rule: rule.name)
def test_a_rule_of_the_book_has_two_examples_each_way(rule):
    if rule.code in HEADERS:
        header = HEADERS[rule.code]
        assert len(header.fires_on) >= 2 and len(header.silent_on) >= 2
        return
    (own,) = [r for r in row_rules() if r.name == rule.name]
    assert len(own.fires_on) >= 2 and len(own.silent_on) >= 2
