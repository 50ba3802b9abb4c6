"""The rules speak when they should, keep silent when they should, and speak plainly."""

import re
from collections import Counter
from datetime import date

import pytest

from xlplan.fields import BY_NAME, RETURN_COLUMNS
from xlplan.findings import Severity
from xlplan.model import THREE_POINT, ErrorValue, Rag, Scale
from xlplan.rules.conditions import quoted
from xlplan.rules.row_rules import (
    AN_AS_AT,
    SHOWN,
    RowRule,
    all_to_fix_formula,
    firing,
    row,
    row_rules,
    to_fix,
    to_fix_formula,
)

RULES = row_rules()
BY_NAME_OF_RULE = {rule.name: rule for rule in RULES}
FIVE_POINT = Scale(
    (
        Rag("Red", "R", 1, needs_action=True),
        Rag("Amber/Red", "AR", 2, needs_action=True),
        Rag("Amber", "A", 3, needs_action=True),
        Rag("Green/Amber", "GA", 4, needs_action=True),
        Rag("Green", "G", 5),
        Rag("N/A", "N/A", None),
    )
)
AVOIDED = re.compile(
    r"\b(task|ticket|user|upload|error|invalid|dataframe|kpi|indicator|traffic light|brag|null"
    r"|cell value|field|boolean|string)s?\b",
    re.IGNORECASE,
)
AMERICAN = re.compile(r"iz(e|ed|ing|ation)\b|\bcolor|\bprogram\b|\bjudgment\b", re.IGNORECASE)
STRING = re.compile(r'"((?:[^"]|"")*)"')

each_rule = pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)


@each_rule
def test_a_rule_speaks_of_its_examples(rule: RowRule):
    assert len(rule.fires_on) >= 2
    for cells in rule.fires_on:
        assert rule.when.holds(cells, AN_AS_AT), cells


@each_rule
def test_a_rule_is_silent_where_it_says_so(rule: RowRule):
    assert len(rule.silent_on) >= 2
    for cells in rule.silent_on:
        assert not rule.when.holds(cells, AN_AS_AT), cells


@each_rule
def test_what_a_rule_says_is_plain_and_british(rule: RowRule):
    for text in (rule.message, rule.to_fix, rule.why, rule.when.in_words()):
        assert text
        assert not AVOIDED.search(text), text
        assert not AMERICAN.search(text), text
        assert "\n" not in text and "¦" not in text  # both part the lines of To fix
    assert rule.message[-1] in '."' and rule.to_fix[-1] == "." and rule.why[-1] == "."


@each_rule
def test_a_message_names_the_item_and_only_what_a_finding_knows(rule: RowRule):
    named = set(re.findall(r"\{(\w+)\}", rule.message))
    assert "ref" in named
    assert named <= {"value", *BY_NAME}


@each_rule
def test_a_rule_points_to_a_column_that_the_officer_can_see(rule: RowRule):
    assert rule.at in RETURN_COLUMNS
    assert BY_NAME[rule.at].is_owners


@each_rule
def test_a_rule_in_words_uses_headings_not_names(rule: RowRule):
    words = rule.when.in_words()
    assert "_" not in words
    assert any(field.heading in words for field in BY_NAME.values())


def test_names_are_unique_and_codes_are_codes():
    assert max(Counter(rule.name for rule in RULES).values()) == 1
    assert all(re.fullmatch(r"[CR]\d\d", rule.code) for rule in RULES)


def test_the_most_serious_rules_come_first():
    ranks = [rule.severity.rank for rule in RULES]
    assert ranks == sorted(ranks)
    assert {rule.severity for rule in RULES} == {Severity.ERROR, Severity.WARNING}


def test_a_good_row_has_nothing_to_fix():
    assert firing(RULES, row(), AN_AS_AT) == ()
    assert to_fix(RULES, row(), AN_AS_AT) == ""


def test_to_fix_shows_the_three_most_important_lines():
    cells = row(
        rag="Amber",
        commentary="Ongoing",
        status="Done",
        percent_complete="most",
        forecast="soon",
    )
    every = [rule.to_fix for rule in firing(RULES, cells, AN_AS_AT)]

    shown = to_fix(RULES, cells, AN_AS_AT).split("\n")

    assert len(every) == 5 and every[-1] == BY_NAME_OF_RULE["commentary-too-thin"].to_fix
    assert (
        shown
        == every[:SHOWN]
        == [
            BY_NAME_OF_RULE["red-amber-needs-corrective-action"].to_fix,
            BY_NAME_OF_RULE["date-unreadable-forecast"].to_fix,
            BY_NAME_OF_RULE["status-not-in-list"].to_fix,
        ]
    )


def test_a_row_without_a_ref_has_nothing_to_fix():
    assert to_fix(RULES, row(ref="\u00a0", rag="Orange"), AN_AS_AT) == ""
    assert to_fix(RULES, row(ref=ErrorValue("#N/A"), rag="Orange"), AN_AS_AT) != ""


def test_an_excel_error_in_a_rating_is_a_rating_outside_the_list():
    (rule,) = firing(RULES, row(rag=ErrorValue("#N/A")), AN_AS_AT)
    assert rule.name == "rating-not-in-list"


def test_a_date_may_be_the_as_at_date_itself():
    due = row(due=date(2013, 10, 31))
    assert firing(RULES, due, AN_AS_AT) == ()
    (rule,) = firing(RULES, due, date(2013, 11, 1))
    assert rule.code == "R03"


@pytest.mark.parametrize("scale", [THREE_POINT, FIVE_POINT], ids=["three", "five"])
def test_the_formula_keeps_excels_limits(scale: Scale):
    rules = row_rules(scale)
    cells = {n: f"t_TR[[#This Row],[{BY_NAME[n].heading}]]" for n in RETURN_COLUMNS}
    formula = all_to_fix_formula(rules, cells)

    assert len(formula) <= 8192
    assert max(len(text) for text in STRING.findall(formula)) <= 255
    assert nesting(formula) <= 64
    assert all(quoted(rule.to_fix) in formula for rule in rules)


def nesting(formula: str) -> int:
    """Return how deep the brackets of a formula go, text in quotes apart."""
    depth = deepest = 0
    for character in STRING.sub("", formula):
        depth += (character == "(") - (character == ")")
        deepest = max(deepest, depth)
    assert depth == 0
    return deepest


def test_the_short_formula_cuts_at_the_third_line():
    assert to_fix_formula("AV6").count("AV6") == 4
    assert 'CHAR(10),"¦",3)' in to_fix_formula("AV6")


def test_a_longer_scale_makes_its_own_rules():
    rules = row_rules(FIVE_POINT)
    assert firing(rules, row(rag="green/amber"), AN_AS_AT)[0].code == "R01"
    assert firing(RULES, row(rag="green/amber"), AN_AS_AT)[0].code == "C02"
