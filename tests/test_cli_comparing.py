"""`compare` and `rollup --compare` as people and programs meet them."""

from datetime import date
from pathlib import Path

import pytest

from tests.cycle.months import new_master, plan_rows
from tests.test_cli import xlplan
from xlplan.rollup import POLICIES

ACCOUNT = ("opening", "retained", "updated", "deleted", "added", "closing")


def account(said: dict[str, object]) -> tuple[object, ...]:
    return tuple(said[name] for name in ACCOUNT)


@pytest.fixture(scope="module")
def masters(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A plan of four items; then one kept, one moved by a month, one gone, one closed, one new."""
    folder = tmp_path_factory.mktemp("masters")
    before, after = folder / "before", folder / "after"
    for place in (before, after):
        place.mkdir()
    rows = plan_rows(4)
    rows[4]["status"] = "Complete"
    kept, moved, new = plan_rows(3)[1:]
    moved |= {"due": date(2014, 4, 30), "rag": "Amber"}
    new |= {"item_id": "item-0009", "ref": "AM9"}
    return new_master(before, rows), new_master(after, [rows[0], kept, moved, new])


@pytest.fixture(scope="module")
def october(tmp_path_factory: pytest.TempPathFactory) -> Path:
    master = tmp_path_factory.mktemp("example") / "plan.xlsx"
    assert xlplan("new", master, "--example", "maidstone-2013").status == 0
    return master


def test_two_masters_are_compared_and_a_silent_drop_is_to_be_put_right(
    masters: tuple[Path, Path],
):
    ran = xlplan("compare", *masters)

    assert ran.status == 1
    assert ran.out.startswith("master.xlsx (September 2013) compared with master.xlsx")
    assert (
        "4 before = 1 retained + 1 updated + 2 deleted; 3 after = 1 retained + 1 updated + 1 added."
    ) in ran.out
    assert "due from 31 Mar 2014 to 30 Apr 2014; due date +30 days." in ran.out
    assert "Worsened: AM2 Green to Amber." in ran.out
    assert ran.out.endswith("Vanished, and nobody closed them: AM3 Asset 3.\n")


def test_the_json_keys_of_a_comparison(masters: tuple[Path, Path]):
    said = xlplan("compare", *masters, "--json").json["compare"]

    assert account(said) == (4, 1, 1, 2, 1, 3)
    assert account(said["workstreams"]) == (1, 1, 0, 0, 0, 1)
    assert account(said["sub_items"]) == (0,) * 6
    assert [(i["ref"], i["disposition"]) for i in said["items"]] == [
        ("AM1", "retained"),
        ("AM2", "updated"),
        ("AM9", "added"),
        ("AM3", "deleted"),
        ("AM4", "deleted"),
    ]
    assert (said["slips"], said["silent_drops"]) == (["AM2"], ["AM3"])
    assert said["items"][1] == {
        "ref": "AM2",
        "item_id": "item-0002",
        "title": "Asset 2",
        "workstream": "AM",
        "disposition": "updated",
        "manner": None,
        "related": [],
        "fields": [{"field": "due", "was": "2014-03-31", "now": "2014-04-30"}],
        "rag": {"before": "Green", "after": "Amber"},
        "direction": "Worsened",
        "days_moved": 30,
        "days_after_programmed": 0,
        "overdue": {"approved": False, "programmed": False},
    }


def test_every_number_of_a_comparison_can_be_asked_for_its_items(masters: tuple[Path, Path]):
    said = xlplan("compare", *masters, "--json").json["compare"]
    for name in ("retained", "updated", "deleted", "added"):
        assert said[name] == sum(i["disposition"] == name for i in said["items"])


def test_a_closed_month_is_compared_with_now(october: Path):
    ran = xlplan("compare", october, "--periods", "2013-09", "now", "--json")
    said = ran.json["compare"]

    assert ran.status == 0
    assert account(said) == (26, 26, 0, 0, 0, 26)
    assert (said["before"], said["after"]) == ("September 2013", "now")
    worse = [i["ref"] for i in said["items"] if i["direction"] == "Worsened"]
    assert worse == ["AM1", "TR1", "TR7"]
    assert xlplan("compare", october, "--periods", "2013-08", "2013-09").status == 0


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ((), "Name two masters"),
        (("--periods", "2013-09"), "expected 2 arguments"),
        (("--periods", "2013-01", "now"), "January 2013 has not been closed. Closed periods:"),
        (("--periods", "2013-09", "2013-10"), "October 2013 has not been closed."),
        (("--periods", "Sept", "now"), '"Sept" is not a month'),
    ],
)
def test_what_cannot_be_compared_is_told(october: Path, words: tuple[str, ...], why: str):
    ran = xlplan("compare", october, *words)
    assert (ran.status, ran.out) == (2, "")
    assert why in ran.err


def test_every_policy_is_asked_of_every_month(october: Path):
    said = xlplan("rollup", october, "--compare", "--json").json["rollup"]

    months = said["compare"]
    assert [(m["period"], m["closed"]) for m in months][-2:] == [
        ("2013-09", True),
        ("2013-10", False),
    ]
    for month in months:
        for line in (month["plan"], *month["workstreams"]):
            assert list(line["ratings"]) == list(POLICIES)
    now = months[-1]
    assert now["plan"]["ratings"]["majority"] == said["plan"]["rag"]
    declared = {line["code"]: line["rag"] for line in said["workstreams"]}
    assert {w["code"]: w["ratings"]["majority"] for w in now["workstreams"]} == declared
    assert {w["code"]: w["policy"] for w in now["workstreams"] if w["kind"] == "Enabler"} == {
        "IK": "declared",
        "OC": "declared",
        "CA": "declared",
    }


def test_the_tables_end_with_how_often_each_policy_gave_each_rating(october: Path):
    said = xlplan("rollup", october, "--compare", "--json").json["rollup"]["compare"]
    text = xlplan("rollup", october, "--compare").out
    assert f"The plan over these {len(said)} months" in text
    for policy in POLICIES:
        given = [month["plan"]["ratings"][policy] for month in said]
        line = next(li for li in text.splitlines() if li.startswith(f"  {policy} "))
        told = {word: int(n) for n, word in (p.split(" ", 1) for p in line[14:].split(", "))}
        assert told == {word: given.count(word) for word in given}


@pytest.mark.parametrize("policy", POLICIES)
def test_what_a_policy_would_say_is_what_it_says_when_asked_alone(october: Path, policy: str):
    alone = xlplan("rollup", october, "--policy", policy, "--json").json["rollup"]
    now = xlplan("rollup", october, "--compare", "--json").json["rollup"]["compare"][-1]
    assert now["plan"]["ratings"][policy] == alone["plan"]["rag"]
    assert [w["ratings"][policy] for w in now["workstreams"]] == [
        line["rag"] for line in alone["workstreams"]
    ]


def test_the_table_marks_the_policy_in_force(october: Path):
    out = xlplan("rollup", october, "--compare").out

    assert "October 2013, still open" in out
    (line, *_) = [line for line in reversed(out.splitlines()) if line.startswith("TR ")]
    assert line.split()[-4:] == ["Green*", "Amber", "Amber", "Green"]
