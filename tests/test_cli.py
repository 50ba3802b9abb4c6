"""The command line as people and programs meet it: exit status, words, JSON, no traceback."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from tests.cycle.months import AT, answers, issue_october, new_master, plan_rows, send
from xlplan.cycle.storing import set_cell, store
from xlplan.workbook.files import archive_of
from xlplan.workbook.master import read_master


@dataclass(frozen=True)
class Ran:
    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


def xlplan(*words: str | Path, epoch: str = "1384160400") -> Ran:
    done = subprocess.run(
        [sys.executable, "-m", "xlplan", *map(str, words)],
        capture_output=True,
        text=True,
        env=os.environ | {"SOURCE_DATE_EPOCH": epoch},
        check=False,
    )
    assert "Traceback" not in done.stderr, done.stderr
    return Ran(done.returncode, done.stdout, done.stderr)


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("month") / "demo"
    assert xlplan("demo", folder).status == 0
    return folder


@pytest.fixture(scope="module")
def october(tmp_path_factory: pytest.TempPathFactory) -> Path:
    master = tmp_path_factory.mktemp("example") / "plan.xlsx"
    assert xlplan("new", master, "--example", "maidstone-2013").status == 0
    return master


def test_the_demo_ends_with_the_published_ratings_and_final_papers(demo: Path):
    master = demo / "Improvement Plan 2012-15.xlsx"
    ratings = {
        line["code"]: (line["rag"], line["declared"])
        for line in xlplan("rollup", master, "--json").json["rollup"]["workstreams"]
    }

    assert ratings == {
        "II": ("Amber", "Amber"),
        "AM": ("Amber", "Amber"),
        "EC": ("Green", "Green"),
        "TR": ("Green", "Green"),
        "IK": ("Amber", "Amber"),
        "OC": ("Green", "Green"),
        "CA": (None, None),
    }
    assert sorted(p.name for p in (demo / "6 papers").iterdir()) == [
        "2013-10 CMT exception report.docx",
        "2013-10 CMT exception report.html",
        "2013-10 CMT exception report.xlsx",
        "2013-10 Cabinet progress report, annex for officers.docx",
        "2013-10 Cabinet progress report, annex for officers.html",
        "2013-10 Cabinet progress report.docx",
        "2013-10 Cabinet progress report.html",
    ]
    drafts = [p for p in (demo / "5 draft papers").iterdir() if p.suffix == ".html"]
    assert all("Draft" in p.read_text(encoding="utf-8") for p in drafts)
    assert archive_of(master).is_dir()


def test_after_the_second_round_the_plan_is_the_published_october(demo: Path):
    from xlplan.rules.row_rules import row_rules
    from xlplan.workbook.example import Example
    from xlplan.workbook.rows import item_values

    plan = read_master(demo / "Improvement Plan 2012-15.xlsx").plan
    published = Example().latest(row_rules())
    expected = {row["item_id"]: row for rows in published.rows.values() for row in rows}
    for item in plan.rows:
        values = item_values(item)
        wanted = {name: value for name, value in expected[item.item_id].items() if name in values}
        assert {n: values[n] for n in wanted} == wanted, item.ref


def test_the_same_month_makes_the_same_bytes(demo: Path, tmp_path: Path):
    again = tmp_path / "demo"
    assert xlplan("demo", again).status == 0

    for path in sorted(demo.rglob("*")):
        if path.is_file():
            assert (again / path.relative_to(demo)).read_bytes() == path.read_bytes(), path.name


def test_rollup_explains_each_rating_with_counts_and_policy(october: Path):
    out = xlplan("rollup", october).out

    assert "GREEN        TR Transformation" in out
    assert "Counts: 5 Amber, 6 Green." in out
    assert "Policy:" in out
    assert "its sub-items alone would make it Green." in " ".join(out.split())
    assert "34,289" in out


def test_rollup_as_another_policy_would_say(october: Path):
    lines = xlplan("rollup", october, "--policy", "worst", "--json").json["rollup"]["workstreams"]

    assert {line["code"]: line["rag"] for line in lines if line["counts"].get("Amber")} == {
        "II": "Amber",
        "AM": "Amber",
        "EC": "Amber",
        "TR": "Amber",
    }


def test_the_json_keys_of_a_roll_up(october: Path):
    rollup = xlplan("rollup", october, "--json").json["rollup"]

    assert set(rollup["plan"]) >= {"rag", "counts", "policy", "margin"}
    line = rollup["workstreams"][0]
    assert set(line) == {
        "code",
        "title",
        "kind",
        "rag",
        "computed",
        "declared",
        "reason",
        "counts",
        "position",
        "position_items",
        "cells",
        "items",
        "policy",
        "margin",
        "decided_by",
    }
    assert line["counts"] == {"Red": 0, "Amber": 1, "Green": 1, "not_rated": 1, "not_reported": 0}
    assert line["items"] == {"Green": ["II1"], "Amber": ["II2"], "N/A": ["II3"]}


def test_checking_prints_findings_and_says_by_its_status_that_there_are_some(tmp_path: Path):
    master = new_master(tmp_path, plan_rows(2))
    issued = issue_october(master)["Property Manager"]
    send(issued, tmp_path / "in", answers(["AM1"], rag="Amber") | answers(["AM2"]))

    plain = xlplan("check", tmp_path / "in", "--master", master)
    found = xlplan("check", tmp_path / "in", "--master", master, "--json")

    assert plain.status == found.status == 1
    assert "Property Manager: 1 to put right\n" in plain.out
    assert "  Put right  AM1  Asset management!I6  R01  AM1 is Amber: say what" in plain.out
    (finding,) = found.json["findings"]
    assert finding == {
        "code": "R01",
        "severity": "error",
        "file": "2013-10 Property Manager.xlsx",
        "sheet": "Asset management",
        "cell": "I6",
        "ref": "AM1",
        "message": 'AM1 is Amber: say what you will do about it, as "Agree a date with Planning '
        'by 31 January".',
    }


def test_a_clean_return_checks_with_status_0(tmp_path: Path):
    master = new_master(tmp_path, plan_rows(1))
    issued = issue_october(master)["Property Manager"]
    send(issued, tmp_path / "in", answers(["AM1"]))

    assert xlplan("check", tmp_path / "in").status == 0
    assert xlplan("check", tmp_path / "in", "--master", master).status == 0


def test_the_json_keys_of_a_consolidation(tmp_path: Path):
    master = new_master(tmp_path, plan_rows(2))
    issued = issue_october(master)["Property Manager"]
    send(issued, tmp_path / "in", answers(["AM1", "AM2"], forecast="soon"))

    ran = xlplan("consolidate", master, tmp_path / "in", "--json")

    assert ran.status == 1
    done = ran.json["consolidate"]
    assert {k: done["returns"][k] for k in ("issued", "received", "accepted", "missing")} == {
        "issued": 1,
        "received": 1,
        "accepted": 1,
        "missing": 0,
    }
    assert done["rows"]["merged"] == 2
    assert done["cells"]["held"] == 2
    assert done["conflicts"] == done["requests"] == 0


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["rollup", "nowhere.xlsx"], "nowhere.xlsx"),
        (["issue", "MASTER", "--period", "October", "--to", "x"], '"October" is not a month'),
        (["issue", "MASTER", "--period", "2013-09", "--to", "x"], "September 2013 is"),
        (["issue", "MASTER", "--period", "2014-01", "--to", "x"], "is still open"),
        (["check", "nowhere"], "There is no nowhere"),
        (["consolidate", "MASTER", "nowhere"], "There is no nowhere"),
        (["new", "MASTER"], "is there already"),
        (["new", "plan.txt"], "name it plan.xlsx"),
        (["new", "x.xlsx", "--example", "atlantis"], 'no example "atlantis"'),
        (["report", "cabinet", "MASTER", "--to", "x", "--since", "2013"], "is not a month"),
    ],
)
def test_what_cannot_be_done_is_said_plainly_with_status_2(
    october: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: list[str], told: str
):
    monkeypatch.chdir(tmp_path)
    before = october.read_bytes()

    ran = xlplan(*(str(october) if word == "MASTER" else word for word in words))

    assert (ran.status, ran.out) == (2, "")
    assert told in ran.err
    assert ran.err.startswith("xlplan: ")
    assert october.read_bytes() == before


def test_a_return_named_as_the_master_is_told_from_one(tmp_path: Path):
    issued = issue_october(new_master(tmp_path, plan_rows(1)))["Property Manager"]

    ran = xlplan("rollup", issued.path)

    assert ran.status == 2
    assert "is a return. Name the master workbook" in ran.err


def test_a_blank_master_can_be_issued(tmp_path: Path):
    master = tmp_path / "Our plan.xlsx"
    made = xlplan("new", master, "--workstream", "AM=Asset management")

    assert made.status == 0
    assert xlplan("check", master).status in (0, 1)
    read = read_master(master)
    store(read, [set_cell(read.rows["ws-am"], "owner", "Head of Assets")], at=AT)
    assert xlplan("issue", master, "--period", "2013-11", "--to", tmp_path / "out").status == 0


def test_a_blank_master_says_on_papers_what_the_author_of_a_paper_has_to_type(tmp_path: Path):
    master = tmp_path / "Our plan.xlsx"
    xlplan("new", master, "--workstream", "AM=Asset management")
    sheet = load_workbook(master)["Papers"]
    said = {row[1]: row for row in sheet.iter_rows(min_row=6, values_only=True)}

    assert sheet.sheet_state == "visible"
    assert said["Meeting"] == ("Cabinet", "Meeting", None, "Public", "Which body meets, and when.")
    assert said["Human Rights Act"][2] is None
    marked = [str(area.sqref) for area in sheet.conditional_formatting]
    assert any(area.startswith("C6:C") for area in marked)
    assert xlplan("report", "cabinet", master, "--to", tmp_path / "papers").status in (0, 1)
    page = next((tmp_path / "papers").glob("*progress report (draft).html")).read_text()
    assert page.count("To be completed") > 15


def test_fix_lists_are_written_and_named(tmp_path: Path):
    master = new_master(tmp_path, plan_rows(1))
    issued = issue_october(master)["Property Manager"]
    send(issued, tmp_path / "in", answers(["AM1"], rag="Red"))
    words = ("check", tmp_path / "in", "--master", master, "--fix-list", tmp_path / "lists")

    plain, told = xlplan(*words), xlplan(*words, "--json")

    assert plain.status == told.status == 1
    assert "1 fix list written, each to go back to its owner:" in plain.out
    (made,) = told.json["fix_lists"]
    assert Path(made["path"]).is_file()
    assert made["owner"] == "Property Manager"


def test_undo_takes_back_a_command_and_lists_what_was_written(tmp_path: Path):
    master = new_master(tmp_path, plan_rows(1))
    before = master.read_bytes()
    issue_october(master)

    done = xlplan("undo", master)

    assert (done.status, master.read_bytes()) == (0, before)
    assert "Taken back: issue of 1 November 2013 09:30:00." in done.out
    listed = xlplan("undo", master, "--list")
    assert listed.status == 0
    assert "issue" in listed.out
    assert "taken back" in listed.out
    assert "unchanged." in listed.out
    assert xlplan("undo", master).status == 2


def test_rules_lists_every_rule_with_its_reason():
    rules = xlplan("rules", "--json").json["rules"]

    assert len(rules) >= 30
    assert all(rule["message"] and rule["why"] for rule in rules)


def test_a_refusal_is_an_object_too_when_one_was_asked_for():
    ran = xlplan("rollup", "nowhere.xlsx", "--json")

    assert ran.status == 2
    assert "nowhere.xlsx" in ran.json["refused"]


def test_a_terminal_without_an_en_dash_gets_an_answer(october: Path):
    done = subprocess.run(
        [sys.executable, "-m", "xlplan", "rollup", str(october)],
        capture_output=True,
        env=os.environ | {"PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"},
        check=False,
    )

    assert done.returncode == 0
    assert b"Improvement Plan 2012?15" in done.stdout


def test_two_workstreams_cannot_share_a_code(tmp_path: Path):
    ran = xlplan("new", tmp_path / "p.xlsx", "--workstream", "A=One", "--workstream", "A=Two")

    assert ran.status == 2
    assert "same code" in ran.err


def test_a_reader_that_has_seen_enough_ends_the_answer_quietly():
    with subprocess.Popen(
        [sys.executable, "-m", "xlplan", "rules"], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as running:
        assert running.stdout and running.stderr
        running.stdout.close()  # as `| head` does once it has its lines
        said = running.stderr.read()

    assert (running.returncode, said) == (141, b"")


def test_a_workstream_is_added_with_its_scale_and_owner(tmp_path: Path):
    master = tmp_path / "Our plan.xlsx"
    xlplan("new", master, "--workstream", "AM=Assets", "--scale", "bromsgrove")
    assert "Reprogrammed" in [r.word for r in read_master(master).plan.settings.scale.ratings]

    words = ("add", master, "--workstream", "CL=Climate", "--owner", "Head of Planning")
    added = xlplan(*words, "--enabler")

    assert added.status == 0
    assert "Climate (CL) is in the plan, with a sheet of its own; Head of Planning." in added.out
    assert xlplan(*words).status == 2
    assert "already" in xlplan(*words).err
    assert [str(w.kind) for w in read_master(master).plan.workstreams] == ["Workstream", "Enabler"]


def test_an_example_keeps_its_own_scale(tmp_path: Path):
    words = ("--example", "maidstone-2013", "--scale", "five-point")
    ran = xlplan("new", tmp_path / "p.xlsx", *words)

    assert ran.status == 2
    assert "leave --scale out" in ran.err
