"""The list for the budget round: every resource once, the unfunded first, totals that agree."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest

from tests.cycle.months import new_master, plan_rows
from tests.support.papers import part, parts_of_docx
from xlplan.cli import main
from xlplan.cycle.plan_papers import report_resources
from xlplan.cycle.storing import append, store
from xlplan.rules.row_rules import row_rules
from xlplan.typed import Value
from xlplan.workbook.example import Example
from xlplan.workbook.master import read_master
from xlplan.workbook.new_master import build_master

AT = datetime(2013, 11, 1, 9, 0)


@pytest.fixture
def master(tmp_path: Path) -> Path:
    path = tmp_path / "master.xlsx"
    path.write_bytes(build_master(Example().latest(row_rules()), made=AT))
    return path


def test_the_list_has_every_resource_with_the_unfunded_first(master: Path, tmp_path: Path):
    word, _, book = report_resources(master, tmp_path / "out", at=AT).paths
    sheet = openpyxl.load_workbook(book)["Resources"]
    heads, *rows = [[c.value for c in row] for row in sheet.iter_rows(min_row=4)]
    assert [str(h) for h in heads][-3:] == ["Amount (£)", "Funded", "Paid from"]
    assert [(r[0], r[6], r[7]) for r in rows] == [
        ("TR6", 30000, "Not funded"),
        ("TR1.6", 45000, "Funded in part"),
        ("AM5", 50000, "Funded"),
        ("TR5", 18000, "Funded"),
    ]
    assert rows[0][1:4] == [
        "Housing – strategies and policies",
        "Transformation",
        "Head of Housing",
    ]
    paper = parts_of_docx(word.read_bytes())
    assert paper[0].lines[2] == (
        "4 resources, £143,000 in all; 2 are not funded, or only in part: £75,000."
    )
    assert part(paper, "Resources by year and funding").rows[-1] == [
        "All years", "£30,000", "£45,000", "£68,000", "£143,000",
    ]  # fmt: skip


def test_the_same_totals_are_there_for_a_program(master: Path, capsys: pytest.CaptureFixture[str]):
    assert main(["rollup", str(master), "--views", "--json"]) == 0
    views = json.loads(capsys.readouterr().out)["rollup"]["views"]
    totals = views["resources"]["totals"]
    assert [(t["year"], t["funding"], t["amount"]) for t in totals] == [
        ("2013/14", "Funded in part", 45000),
        ("2013/14", "Funded", 68000),
        ("2014/15", "Not funded", 30000),
    ]
    assert {o["code"]: o["places"] for o in views["origins"]}["PS"] == ["TR1.2", "TR1.6"]
    assert sum(year["target"] for year in views["savings"]["by_year"]) == 2_900_000


def test_what_has_no_amount_is_counted_and_what_is_exempt_is_not_listed(tmp_path: Path):
    rows = plan_rows(2)
    rows[2]["publish"] = "Exempt"
    path = new_master(tmp_path, rows)
    needs: tuple[dict[str, Value], ...] = (
        {"item": "AM1", "what": "A surveyor", "year": "2014/15", "funded": "No"},
        {"item": "AM1", "what": "Legal advice", "amount": 900, "year": "2014/15", "funded": "no"},
        {"item": "AM2", "what": "A secret", "amount": 5000, "year": "2014/15", "funded": "No"},
    )
    store(read_master(path), [append("resources", need) for need in needs], at=AT)

    paper = report_resources(path, tmp_path / "out", at=AT)

    told = parts_of_docx(paper.paths[0].read_bytes())
    assert [line[1] for line in part(told, "Resources").rows[1:]] == ["A surveyor", "Legal advice"]
    note = "2 of these are not funded, or only in part: £900, and 1 need without an amount."
    assert note in part(told, "Resources").lines
    assert part(told, "Left out").lines == ["1 resource of exempt items is left out."]
    assert b"secret" not in paper.paths[1].read_bytes()


def test_a_plan_without_resources_says_so(tmp_path: Path):
    path = new_master(tmp_path, plan_rows(1))
    paper = report_resources(path, tmp_path / "out", at=AT)
    assert "no resources on its Resources sheet" in paper.paths[1].read_text("utf-8")
