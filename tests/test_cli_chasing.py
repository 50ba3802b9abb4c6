"""The commands that write to people: what they print, and with which exit status."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cycle.months import issue_october, new_master, plan_rows
from xlplan.cli import main


def test_chase_says_whom_it_drafted_for_and_who_has_no_address(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    master = new_master(tmp_path, plan_rows(2))
    issue_october(master)

    assert main(["chase", str(master), "--to", str(tmp_path / "out")]) == 0
    told = capsys.readouterr().out
    assert "1 draft for October 2013; nothing was sent." in told
    assert "not yet returned" in told
    assert "No e-mail address on People, so type it in the draft: Property Manager." in told

    assert main(["chase", str(master), "--to", str(tmp_path / "out")]) == 2
    assert "holds drafts already" in capsys.readouterr().err


def test_chase_prints_the_drafts_as_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    master = new_master(tmp_path, plan_rows(2))
    issue_october(master)

    assert main(["chase", str(master), "--to", str(tmp_path / "out"), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)["chase"]
    (draft,) = told["drafts"]
    assert (told["period"], told["thanked"], told["logged"]) == ("2013-10", [], True)
    assert Path(draft["file"]).is_file()
    assert draft["owner"] == "Property Manager"
    assert draft["unaddressed"] == ["Property Manager"]
    assert draft["attached"].endswith(".xlsx")


def test_a_briefing_is_one_page_in_word_and_html_and_names_the_posts_it_knows(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    master = new_master(tmp_path, plan_rows(2))
    issue_october(master)
    asked = ["report", "briefing", str(master), "--to", str(tmp_path / "out")]

    assert main([*asked, "--for", "property manager"]) in (0, 1)
    assert sorted(p.name for p in (tmp_path / "out").iterdir()) == [
        "2013-10 Briefing property manager (draft).docx",
        "2013-10 Briefing property manager (draft).html",
    ]
    capsys.readouterr()

    assert main([*asked, "--for", "Nobody"]) == 2
    assert 'The plan names no "Nobody". It names: Property Manager.' in capsys.readouterr().err
    assert main(asked) == 2
    assert "Name the post" in capsys.readouterr().err
