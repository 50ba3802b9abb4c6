"""`rollup` explains every rating, and `--json` gives every figure its items."""

import json
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from xlplan.cli import main
from xlplan.cycle.storing import set_cell, settings_edits, store
from xlplan.typed import Value
from xlplan.views import rated_items
from xlplan.workbook.master import read_master


@pytest.fixture(scope="module")
def bromsgrove(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("rated") / "Plan.xlsx"
    assert main(["new", str(path), "--example", "bromsgrove-2009"]) == 0
    return path


def rolled_up(path: Path, capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    capsys.readouterr()
    assert main(["rollup", str(path), "--json"]) == 0
    found: dict[str, Any] = json.loads(capsys.readouterr().out)["rollup"]
    return found


def test_every_figure_can_be_asked_for_its_items(
    bromsgrove: Path, capsys: pytest.CaptureFixture[str]
):
    found = rolled_up(bromsgrove, capsys)
    known = {item["ref"] for item in found["items"]}

    for line in found["workstreams"]:
        for word, number in line["counts"].items():
            key = {"not_rated": "N/A", "not_reported": "Not reported"}.get(word, word)
            assert number == len(line["items"].get(key, ()))
        for word, number in line["position"].items():
            assert number == len(line["position_items"][word])
        assert set(line["decided_by"]) <= known
    whole = found["plan"]
    for word, refs in whole["position_items"].items():
        parts = [line["position_items"].get(word, []) for line in found["workstreams"]]
        assert refs == [ref for part in parts for ref in part]
    assert sum(whole["position"].values()) == len(known)


def test_declared_computed_and_approved_stand_side_by_side(
    bromsgrove: Path, capsys: pytest.CaptureFixture[str]
):
    items = {item["ref"]: item for item in rolled_up(bromsgrove, capsys)["items"]}

    assert (items["FP2.2"]["declared"], items["FP2.2"]["approved"]) == ("Red", None)
    assert items["FP2.2"]["computed"] == {
        "rag": "Red",
        "why": "Due 15 July 2009, forecast 30 October 2009: more than one month behind.",
    }
    assert items["CP4.2"]["computed"]["rag"] == items["CP4.2"]["declared"] == "Amber"
    assert items["CP4.2"]["dates"]["slipped"] is True


def test_an_item_that_its_owner_rates_better_than_the_facts_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    path = tmp_path / "Plan.xlsx"
    main(["new", str(path), "--example", "bromsgrove-2009"])
    master = read_master(path)
    edits = settings_edits(master, {"computed_preset": "elapsed"})
    store(master, edits, at=datetime(2009, 8, 1))
    better = [one for one in rated_items(read_master(path).plan) if one.is_better_than_computed]
    assert [one.place.ref for one in better] == ["FP3.2", "HROD3.1"]
    capsys.readouterr()

    main(["rollup", str(path)])

    said = capsys.readouterr().out
    assert said.count("the facts make it") == len(better)
    assert all(f"{one.place.ref} {one.place.title}" in said for one in better)


def test_what_was_approved_and_how_often_the_facts_agree_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    path = tmp_path / "Plan.xlsx"
    main(["new", str(path), "--example", "bromsgrove-2009"])
    master = read_master(path)
    row = next(r for r in master.rows.values() if r.text("ref") == "CP3.1")
    said: dict[str, Value] = {
        "approved_rag": "Red",
        "approved_by": "CMT",
        "approved_reason": "The grant was refused.",
        "approved_until": date(2009, 9, 30),
    }
    edits = [set_cell(row, key, value) for key, value in said.items()]
    chosen = settings_edits(master, {"computed_preset": "percentage"})
    store(master, [*chosen, *edits], at=datetime(2009, 8, 1))
    items = rated_items(read_master(path).plan)
    both = [one for one in items if one.computed and one.declared]
    same = [one for one in both if one.computed and one.computed.rag == one.declared]
    capsys.readouterr()

    main(["rollup", str(path)])

    told = " ".join(capsys.readouterr().out.split())
    assert (
        "Declared Green by its owner; set to Red by CMT until 30 September 2009: "
        "The grant was refused." in told
    )
    assert f"Declared beside computed: {len(same)} of {len(both)} the same" in told
    worse = told.partition("declared worse (")[2].partition(")")[0].split(", ")
    better = told.partition("declared better (")[2].partition(")")[0].split(", ")
    assert "CP4.2" in worse and "CP3.1" in better
    assert len(same) + len(worse) + len(better) == len(both)


def test_the_views_tie_the_plan_together_in_words_and_in_json(
    bromsgrove: Path, capsys: pytest.CaptureFixture[str]
):
    capsys.readouterr()
    assert main(["rollup", str(bromsgrove), "--views"]) == 0
    said = " ".join(capsys.readouterr().out.split())
    assert "KO5 (with KO18) Full compliance with the Civil Contingencies Act" in said
    assert "KO15 names HROD4, which is no part of the plan." in said
    assert "FP1 has more than one title: Managing Finances; Value for Money." in said

    assert main(["rollup", str(bromsgrove), "--views", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)["rollup"]["views"]
    assert sum(len(line["links"]) for line in found["risks"]["lines"]) == 46
    assert found["risks"]["uncited"] == ["CP4"]
    assert set(found) >= {"objectives", "priorities", "horizons", "measures", "blockers"}


def test_a_plan_without_registers_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    assert main(["new", str(tmp_path / "Plan.xlsx")]) == 0
    capsys.readouterr()
    assert main(["rollup", str(tmp_path / "Plan.xlsx"), "--views"]) == 0
    assert "yet" in capsys.readouterr().out
