"""The rules about papers, on their examples, in papers as they are made."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

import pytest

from tests.support.plans import MADE
from xlplan.cycle.papers import write_cabinet, write_exceptions
from xlplan.cycle.proofreading import read_proofs
from xlplan.cycle.storing import Refused
from xlplan.findings import Severity
from xlplan.model import PaperNote, Plan
from xlplan.rules.headers import HEADERS
from xlplan.rules.row_rules import row_rules
from xlplan.workbook.example import Example
from xlplan.workbook.master import master_of
from xlplan.workbook.new_master import build_master

SAID = "The progress report for September 2013 was read by every tenant."
TABLE = "<table><tr><th>Ref</th></tr><tr><td>AM1</td></tr></table>"

# What is put into a paper as made, by the words of the example; "" leaves it as it is.
PUT_IN: Mapping[str, Mapping[str, str]] = {
    "P01": {
        "33.3, 33.3 and 33.3": "<p>334 (33.3%) Red, 333 (33.3%) Amber, 333 (33.3%) Green</p>",
        "two equal counts as 50.0 and 49.9": "<p>5 (50.0%) are Red and 5 (49.9%) are Green</p>",
        "33.4, 33.3 and 33.3 for 334, 333 and 333": (
            "<p>334 (33.4%) Red, 333 (33.3%) Amber, 333 (33.3%) Green</p>"
        ),
        "a table without percentages": TABLE,
    },
    "P02": {
        "a summary of September in the paper for October": "<p>Summary for September 2013.</p>",
        "a recommendation that names last year's month": (
            "<p>That the position at 31 October 2012 be noted.</p>"
        ),
        "a summary of October": "<p>Summary for October 2013.</p>",
        "an owner's commentary that speaks of September": f"<p>{SAID}</p>",
    },
    "P03": {
        "CMT is asked, in the paper to Cabinet": "<p>CMT is asked to note the report.</p>",
        "Cabinet is asked, in the paper to CMT": "<p>Cabinet is asked to note the report.</p>",
        "Cabinet is asked, in the paper to Cabinet": "<p>Cabinet is asked to note it.</p>",
        "CMT is named, and not asked": "<p>The figures went to CMT in October.</p>",
    },
    "P04": {
        "the the": "<p>Members noted the the report.</p>",
        "see the table below, with no table after it": "<p>See the table below.</p>",
        "had had enough": "<p>Residents had had enough of it.</p>",
        "see the table below, with a table after it": f"<p>See the table below.</p>{TABLE}",
    },
    "P06": {
        "a picture without alternative text": '<img src="plan.png">',
        "a heading of level 3 after one of level 1": "<h1>One</h1><h3>Three</h3>",
        "the paper as made": "",
        "a picture marked as decoration": '<img src="line.png" alt="">',
    },
}
TO_CMT = "Cabinet is asked, in the paper to CMT"
EVERY = [
    (code, case.words, fires)
    for code in PUT_IN
    for fires, cases in ((True, HEADERS[code].fires_on), (False, HEADERS[code].silent_on))
    for case in cases
]


@dataclass(frozen=True)
class Made:
    """October's papers of the example, by file name, and the plan that they are of."""

    plan: Plan
    files: Mapping[str, bytes]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    folder = tmp_path_factory.mktemp("papers")
    data = build_master(Example().latest(row_rules()), made=MADE)
    master = master_of(data, Path("master.xlsx"))
    at = datetime(2013, 11, 8)
    papers = (write_exceptions(master, folder, at=at), write_cabinet(master, folder, at=at))
    files = {path.name: path.read_bytes() for paper in papers for path in paper.paths}
    first = replace(master.plan.items[0], commentary=SAID)
    return Made(replace(master.plan, items=(first, *master.plan.items[1:])), files)


def page(made: Made, body: str) -> tuple[str, bytes]:
    """Return the HTML paper that goes to a body."""
    return next(
        (n, d)
        for n, d in made.files.items()
        if n.endswith(".html") and body in n and "annex" not in n
    )


def codes(made: Made, put_in: str, body: str = "Cabinet") -> set[str]:
    """Return what is found in a paper that has something put in at its end."""
    name, data = page(made, body)
    changed = data.decode().replace("</main>", f"{put_in}</main>", 1)
    assert put_in in changed
    try:
        return {f.code for f in read_proofs({name: changed.encode()}, made.plan)}
    except Refused as refusal:
        assert str(refusal).startswith("The paper was not written.")
        return {"P01"} if "percentages" in str(refusal) else {"P02"}


@pytest.mark.parametrize(("code", "words", "fires"), EVERY)
def test_an_example_in_a_paper(made: Made, code: str, words: str, fires: bool):
    body = "CMT" if words == TO_CMT else "Cabinet"
    assert (code in codes(made, PUT_IN[code][words], body)) is fires


def test_the_papers_of_the_example_have_nothing_wrong_in_them(made: Made):
    assert len(made.files) >= 4
    assert [f.message for f in read_proofs(made.files, made.plan)] == []


def test_what_the_author_of_the_paper_wrote_is_told_of_and_printed(made: Made):
    note = PaperNote("Cabinet", "Summary", "A summary for September 2013 comes here.")
    plan = replace(made.plan, registers=replace(made.plan.registers, papers=(note,)))
    name, data = page(made, "Cabinet")
    changed = data.decode().replace("</main>", f"<p>{note.text}</p></main>", 1).encode()

    (finding,) = read_proofs({name: changed}, plan)

    assert (finding.code, finding.severity, finding.file) == ("P02", Severity.WARNING, name)


def test_a_paper_says_what_its_author_has_to_know(tmp_path: Path):
    data = build_master(Example().latest(row_rules()), made=MADE)
    master = master_of(data, Path("master.xlsx"))
    paper = write_exceptions(master, tmp_path, at=datetime(2013, 11, 8))
    assert {f.code for f in paper.findings} == {"P05"}
