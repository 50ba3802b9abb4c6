"""A refusal says why and what to do, from its docstring, and travels between processes."""

import pickle

from xlplan.cycle.storing import Refused
from xlplan.model import Refusal
from xlplan.workbook.guard import WorkbookRefused


class Shut(Refusal):
    """{name} is shut until
    {day}. Come back then.

    What follows the first paragraph is for programmers.
    """


def test_the_first_paragraph_of_the_docstring_is_the_message():
    assert str(Shut(name="The hall", day="Monday")) == (
        "The hall is shut until Monday. Come back then."
    )


def test_a_sentence_of_its_own_comes_first():
    assert str(Refused("October is closed.")) == "October is closed."


def test_a_refusal_survives_the_way_back_from_a_worker():
    for refusal in (Shut(name="It", day="May"), Refused("No."), WorkbookRefused("a.xlsx", "csv")):
        back = pickle.loads(pickle.dumps(refusal))
        assert type(back) is type(refusal)
        assert str(back) == str(refusal)
