"""A row of a worksheet is the same whether its cells were made before or are when asked for."""

from __future__ import annotations

import pickle

import pytest

from tests.workbook.raw import parts, zipped
from tests.workbook.test_plain_cells import BOOK, FORMED, LEDGER, SHEET
from xlplan.workbook import plain_cells, row_patterns
from xlplan.workbook.lines import LateCells, Line, lines_of
from xlplan.workbook.package import open_package
from xlplan.workbook.plain_cells import read_carefully, read_cells
from xlplan.workbook.row_patterns import FormedLine
from xlplan.workbook.waiting_rows import WaitingLines

LATE = read_cells(SHEET.encode(), BOOK, "S")[1]
MADE = read_carefully(SHEET.encode(), BOOK, "S")[1]


def told(line: Line) -> list[object]:
    """Return everything that a row tells."""
    return [
        list(line.held),
        list(line.columns),
        [line.value(column) for column in range(30)],
        [line.cell(column) for column in range(30)],
        [str(formula) for formula in line.formulas()],
        [str(formula) for formula in line.own_formulas()],
        line.values(),
        list(line.with_formula),
        [line.fill(column) for column in range(30)],
        [line.is_bare(column) for column in range(30)],
        {column for column in line.held if column in line.dressed},
    ]


def test_a_row_says_the_same_whether_its_cells_were_made_before_or_not():
    late, made = lines_of(LATE), lines_of(MADE)

    assert isinstance(LATE, LateCells)
    assert list(late) == list(made)
    assert [told(line) for line in late.values()] == [told(line) for line in made.values()]


def test_a_row_of_a_known_form_says_the_same_as_one_that_was_taken_apart(
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.setattr(row_patterns, "OFTEN", 2)
    lines = lines_of(read_cells(FORMED.encode(), BOOK, "S")[1])
    made = lines_of(read_carefully(FORMED.encode(), BOOK, "S")[1])

    assert sum(isinstance(line, FormedLine) for line in lines.values()) > len(lines) / 2
    assert [told(line) for line in lines.values()] == [told(line) for line in made.values()]


def test_rows_of_one_form_wait_until_they_are_asked_for(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(plain_cells, "LARGE", 0)
    lines = lines_of(read_cells(LEDGER.encode(), BOOK, "S")[1])
    made = lines_of(read_carefully(LEDGER.encode(), BOOK, "S")[1])
    assert isinstance(lines, WaitingLines)
    before = lines.waiting

    assert told(lines[9]) == told(made[9])

    assert (before, lines.waiting) == (3, 2)


def test_cells_that_are_made_when_asked_for_are_a_mapping_like_any_other():
    assert LATE == MADE
    assert pickle.loads(pickle.dumps(LATE)) == MADE
    assert len(LATE) == len(MADE)
    assert [(1, 1) in LATE, (1, 9) in LATE, (9, 1) in LATE] == [True, False, False]
    assert [LATE.get((1, 9)), LATE.get((9, 1))] == [None, None]
    with pytest.raises(KeyError):
        LATE[1, 9]


@pytest.mark.parametrize(
    "formula",
    [
        "<f>cmd|'/c calc'!A1</f>",
        "<f> +&quot;cmd&quot;|x!A1</f>",
        "<f>-&#39;a b&#39;&#124;x!A1</f>",
        "<f>cmd&#x7C;x!A1</f>",
        "<f>cmd_x007c_x!A1</f>",
        '<f t="shared" ref="A1:A2" si="0">cmd|x!A1</f>',
    ],
)
@pytest.mark.parametrize("comment", ["", "<!-- read carefully -->"])
def test_a_formula_that_starts_another_program_is_told_however_it_is_written(
    formula: str, comment: str
):
    package = open_package(zipped(parts(f'<row r="1"><c r="A1">{formula}</c></row>{comment}')))

    assert package.carries == ("a DDE formula, which starts another program",)


@pytest.mark.parametrize("formula", ['IF(B1="a|b",1,2)', "B1&amp;&quot;|&quot;", "SUM(cmd,1)"])
def test_a_bar_elsewhere_in_a_formula_starts_nothing(formula: str):
    package = open_package(zipped(parts(f'<row r="1"><c r="A1"><f>{formula}</f></c></row>')))

    assert package.carries == ()
