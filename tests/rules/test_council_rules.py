"""The council's own rules: built from drop-downs, read as Python, in Excel and in words."""

from datetime import date

import pytest

from tests.support.plans import AS_AT
from xlplan.findings import Severity
from xlplan.model import CellRef, CellValue
from xlplan.rules.council_rules import CONDITIONS, RuleLine, council_rules
from xlplan.rules.row_rules import RowRule, row
from xlplan.rules.rule_book import rule_book

KEYS = "code name severity message join field condition value".split()
CELLS = {"rag": "F6", "status": "H6", "commentary": "G6", "percent_complete": "P6"}


def line(at: int = 6, /, **values: CellValue) -> RuleLine:
    cells = {key: CellRef("m.xlsx", "Rules", at, n) for n, key in enumerate(KEYS, 1)}
    return RuleLine(values, cells)


def built(*lines: RuleLine) -> RowRule:
    rules, findings = council_rules(lines)
    assert findings == ()
    (rule,) = rules
    return rule


def refused(*lines: RuleLine) -> tuple[str, str]:
    """Return what is said of lines that make no rule, and the cell that it points to."""
    rules, findings = council_rules(lines)
    assert rules == ()
    (finding,) = findings
    assert finding.code == "S18" and finding.at
    return finding.message, finding.at.a1


def test_one_row_is_a_rule_in_python_excel_and_words():
    rule = built(
        line(
            code="L01",
            severity="error",
            message="say what the hold-up costs",
            field="Rating",
            condition="is",
            value="Red; Amber",
        )
    )

    assert (rule.code, rule.severity, rule.at) == ("L01", Severity.ERROR, "rag")
    assert rule.when.in_words() == "Rating is Red or Amber"
    assert rule.when.holds(row(rag="amber "), AS_AT) and not rule.when.holds(row(), AS_AT)
    assert "FIND(" in rule.when.formula(CELLS) and "  red  amber  " in rule.when.formula(CELLS)
    assert rule.message == "{ref}: say what the hold-up costs."
    assert rule.to_fix == "Rating: say what the hold-up costs."


def test_rows_are_joined_and_before_or():
    rule = built(
        line(code="L02", field="Rating", condition="is", value="Red"),
        line(7, join="or", field="Rating", condition="is", value="Amber"),
        line(8, join="And", field="Status", condition="is blank"),
    )

    assert rule.when.in_words() == "Rating is Red or (Rating is Amber and Status is blank)"
    assert rule.when.holds(row(rag="Red"), AS_AT)
    assert not rule.when.holds(row(rag="Amber"), AS_AT)
    assert rule.when.holds(row(rag="Amber", status=None), AS_AT)


def test_a_rule_without_a_message_says_its_condition():
    rule = built(line(code="L03", field="Evidence", condition="is not blank"))
    assert rule.message == "{ref}: Evidence is not blank. Put it right."


def test_a_message_may_hold_braces():
    rule = built(line(code="L03", message="see {form}", field="Evidence", condition="is blank"))
    assert rule.message.format(ref="AM1") == "AM1: see {form}."


@pytest.mark.parametrize(
    ("condition", "value", "fires", "silent"),
    [
        ("is blank", None, None, 5),
        ("is not blank", None, 5, None),
        ("is a number", None, 5, "five"),
        ("is not a number", None, "five", 5),
        ("is a date", None, date(2014, 1, 1), 5),
        ("is not a date", None, 5, date(2014, 1, 1)),
        ("is less than", 50, 49, 50),
        ("is more than", "50%", 51, 50),
        ("is longer than", 3, "long", "abc"),
        ("is", "Most", "most", "some"),
        ("is not", "Most", "some", "MOST"),
    ],
)
def test_every_condition(condition: str, value: CellValue, fires: CellValue, silent: CellValue):
    rule = built(line(code="L04", field="Per cent complete", condition=condition, value=value))
    assert rule.when.holds(row(percent_complete=fires), AS_AT)
    assert not rule.when.holds(row(percent_complete=silent), AS_AT)
    assert rule.when.formula(CELLS)


@pytest.mark.parametrize(
    ("value", "early"),
    [
        (date(2013, 10, 31), date(2013, 10, 30)),
        ("31/10/2013", date(2013, 10, 30)),
        ("the as-at date", date(2013, 10, 30)),
        ("Due date", date(2014, 6, 29)),
    ],
)
def test_before_a_day_the_as_at_date_or_another_column(value: CellValue, early: date):
    before = built(line(code="L05", field="Forecast date", condition="is before", value=value))
    after = built(line(code="L06", field="Forecast date", condition="is after", value=value))
    assert before.when.holds(row(forecast=early), AS_AT)
    assert not after.when.holds(row(forecast=early), AS_AT)
    assert after.when.holds(row(forecast=date(2015, 1, 1)), AS_AT)
    assert not before.when.holds(row(), AS_AT)


def test_words_of_before_and_after():
    rules, _ = council_rules(
        [
            line(code="L07", field="Forecast date", condition="is after", value="31/10/2013"),
            line(code="L08", field="Per cent complete", condition="is more than", value=50),
        ]
    )
    assert [r.when.in_words() for r in rules] == [
        "Forecast date is after 31 October 2013",
        "Per cent complete is more than 50",
    ]


def test_every_condition_of_the_drop_down_is_known():
    values = {"is": "Red", "is not": "Red", "is before": "Due date", "is after": "Due date"}
    for condition in CONDITIONS:
        value = values.get(condition, "5")
        built(line(code="L09", field="Forecast date", condition=condition, value=value))


@pytest.mark.parametrize(
    ("values", "why", "cell"),
    [
        ({"code": "", "field": "Rating", "condition": "is blank"}, "a code of its own", "A6"),
        ({"code": "L01", "condition": "is blank"}, "it has no column", "F6"),
        ({"code": "L01", "field": "Mood", "condition": "is blank"}, 'no column "Mood"', "F6"),
        ({"code": "L01", "field": "Rating", "condition": "smells"}, "choose a condition", "G6"),
        ({"code": "L01", "field": "Rating", "condition": "is"}, "type the word", "H6"),
        ({"code": "L01", "field": "Rating", "condition": "is", "value": "3"}, "letter", "H6"),
        (
            {"code": "L01", "field": "Forecast date", "condition": "is before", "value": "May"},
            "type a date",
            "H6",
        ),
        (
            {"code": "L01", "field": "Per cent complete", "condition": "is more than"},
            "type a number",
            "H6",
        ),
        ({"code": "L01", "field": "Item", "condition": "is blank"}, "that the owner fills", "F6"),
        (
            {"code": "L01", "severity": "dire", "field": "Rating", "condition": "is blank"},
            "choose error, warning",
            "C6",
        ),
        (
            {"code": "L01", "message": "x" * 201, "field": "Rating", "condition": "is blank"},
            "shorten the message",
            "D6",
        ),
    ],
)
def test_a_rule_that_cannot_be_built_is_one_finding_with_its_cell(
    values: dict[str, CellValue], why: str, cell: str
):
    message, at = refused(line(**values))
    assert why in message and at == cell


def test_a_second_row_has_to_be_joined():
    first = line(code="L01", field="Rating", condition="is blank")
    message, at = refused(first, line(7, code="L01", field="Status", condition="is blank"))
    assert "choose and or or" in message and at == "E7"


def test_the_built_in_rows_are_no_rules_of_the_councils():
    assert council_rules([line(code="R01", severity="off"), line(code="X04")]) == ((), ())


def test_a_severity_changed_on_the_sheet_is_in_force_and_off_is_off():
    book = rule_book(
        [
            line(code="R01", name="red-amber-needs-corrective-action", severity="note"),
            line(code="R02", name="corrective-action-needs-date-or-name", severity="Off"),
            line(code="X06", name="two-step-jump", severity="off"),
        ]
    )
    severities = {rule.code: rule.severity for rule in book.rules}
    assert severities["R01"] is Severity.NOTE and "R02" not in severities
    assert book.severities == {"X06": None}
    assert book.findings == ()


@pytest.mark.parametrize(
    ("code", "severity"),
    [("R01", "dire"), ("F01", "off"), ("C02", "note"), ("X06", "block"), ("S16", "warning")],
)
def test_a_severity_that_cannot_be_is_one_finding(code: str, severity: str):
    book = rule_book([line(code=code, severity=severity)])
    (finding,) = book.findings
    assert finding.code == "S18" and finding.at and finding.at.a1 == "C6"
    assert book.severities == {}


def test_a_rule_of_the_councils_may_be_turned_off():
    assert council_rules(
        [line(code="L01", severity="off", field="Rating", condition="is blank")]
    ) == ((), ())


def test_more_rules_than_the_formula_has_room_for_are_checked_and_not_live():
    lines = [
        line(6 + n, code=f"L{n:02d}", message="x" * 190, field="Rating", condition="is blank")
        for n in range(20)
    ]
    book = rule_book(lines)
    live = [rule.is_shown_live for rule in book.own]
    assert len(live) == 20 and live[0] and not live[-1]
    assert {f.code for f in book.findings} == {"S18"}
    assert len(book.findings) == live.count(False)
