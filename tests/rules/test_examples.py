"""Every rule speaks of its examples and keeps silent where it says so, in real workbooks."""

import pytest

from tests.rules.examples import Told, examples_with_rows, found

EVERY = examples_with_rows()


@pytest.mark.parametrize("told", EVERY, ids=lambda told: told.name)
def test_an_example_in_a_master(told: Told):
    assert (told.header.code in found()[told.name]) is told.fires


def test_no_two_examples_have_one_name():
    assert len({told.name for told in EVERY}) == len(EVERY)
