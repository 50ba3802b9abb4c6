"""Every rule of the catalogue that was agreed is there, each under its code, none dropped."""

import re
from pathlib import Path

import pytest

from tests.support.plans import MADE
from xlplan.cycle.checking import check_whole
from xlplan.findings import Finding
from xlplan.rules.catalogue import catalogue
from xlplan.rules.row_rules import row_rules
from xlplan.workbook.example import Example
from xlplan.workbook.master import master_of
from xlplan.workbook.new_master import build_master

AGREED = {"F": 7, "S": 11, "C": 11, "R": 21, "X": 10, "P": 6}
AVOIDED = re.compile(
    r"\b(task|ticket|user|upload|error|invalid|dataframe|kpi|indicator|brag|null|boolean)s?\b", re.I
)
AMERICAN = re.compile(r"iz(e|ed|ing|ation)\b|\bcolor|\bprogram\b|\bjudgment\b", re.IGNORECASE)


def test_all_66_rules_are_there():
    wanted = {f"{letter}{n:02d}" for letter, last in AGREED.items() for n in range(1, last + 1)}
    assert len(wanted) == 66
    assert wanted - {rule.code for rule in catalogue()} == set()


def test_names_are_unique():
    names = [rule.name for rule in catalogue()]
    assert sorted(names) == sorted(set(names))


@pytest.mark.parametrize("rule", catalogue(), ids=lambda rule: rule.name)
def test_what_a_rule_says_is_plain_and_british(rule):
    for text in (rule.message, rule.why):
        said = re.sub(r"\{\w+\}", "", text)
        assert not AVOIDED.search(said) and not AMERICAN.search(said), text
    assert rule.message[-1] in '.}")' and rule.why[-1] == "."


@pytest.fixture(scope="module")
def october() -> list[Finding]:
    """What is found in Maidstone's plan as it stood in October 2013."""
    data = build_master(Example().latest(row_rules()), made=MADE)
    return list(check_whole(master_of(data, Path("master.xlsx"))))


@pytest.fixture(scope="module")
def bromsgrove() -> list[Finding]:
    data = build_master(Example("bromsgrove-2009").latest(row_rules()), made=MADE)
    return list(check_whole(master_of(data, Path("master.xlsx"))))


@pytest.mark.parametrize(
    ("code", "ref", "said"),
    [
        ("X10", "EC2", "TR4 says"),  # procured in Planning, awaiting sign-off in ICT
        ("X10", "TR9", "TR4 says"),  # and so in Environmental Health
        ("R18", "TR4", '"Thursday 18 October" (18 October 2013 is a Friday)'),
        ("R18", "TR4", "19 October 2013 is a Saturday"),
        ("R18", "TR4", "10 November 2013 is a Sunday"),
        ("R19", "TR4", "approval of the PID is expected on 10 October"),
        ("R17", "TR4", "the same as last month's"),  # its text looks old
        ("R20", "TR6", '"delayed"'),  # a green item with a delayed strategy
        ("X13", "", "II2, AM6, TR6 all wait for Local Plan"),
        ("X09", "TR9", "TR9 and EC2 share a sentence"),
        ("R21", "EC2", "depends on TR4, which is Amber"),
        ("R21", "TR9", "depends on TR4, which is Amber"),
        ("R23", "TR6", "its measure got worse: Households in temporary accommodation"),
        ("P05", "", "Decision DEC-1"),  # two of the four decisions of 2012 are not in the plan
        ("P05", "", "Decision DEC-2"),
    ],
)
def test_october_2013_shows_its_real_cases(october: list[Finding], code: str, ref: str, said: str):
    assert [f for f in october if f.code == code and f.ref == ref and said in f.message]


def test_october_2013_is_told_of_nothing_that_is_not_so(october: list[Finding]):
    commentary = {"R17", "R18", "R19", "R20", "X09", "X10", "C08", "C11"}
    told = sorted((f.code, f.ref) for f in october if f.code in commentary)
    assert told == [
        ("R17", "TR4"),
        ("R18", "TR4"),
        ("R19", "TR4"),
        ("R20", "TR6"),
        ("X09", "TR9"),
        ("X10", "EC2"),
        ("X10", "TR9"),
    ]


@pytest.mark.parametrize(
    ("code", "said"),
    [("X07", 'FP1 stands for "Managing Finances"'), ("X12", 'names "HROD4"')],
)
def test_bromsgroves_codes_that_lead_nowhere_or_to_two_places(
    bromsgrove: list[Finding], code: str, said: str
):
    assert [f for f in bromsgrove if f.code == code and said in f.message]
