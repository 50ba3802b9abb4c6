"""The Maidstone example tells what the published report told, and is whole in itself."""

from __future__ import annotations

import csv
import difflib
import json
import re
import tomllib
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from xlplan.model import Period, Status

Record = dict[str, Any]

FACTS = Path(__file__).parent / "facts"
EXAMPLE = Path(__file__).parents[1] / "workbooks" / "maidstone-2013"
FILES = ("plan", "items", "october", "september", "history", "officers", "registers")
LETTERS = {"Red": "R", "Amber": "A", "Green": "G", "N/A": "N"}
PUBLISHED = {"GREEN": "Green", "AMBER": "Amber", "N/A": "N/A", "GREEN/ AMBER": "Amber"}
DATE_KEYS = set(
    "due baseline_due start forecast completed_on corrective_due next_milestone_due decision_by "
    "date day by_when deadline".split()
)
REASON_CODES = {
    "Waiting for another body",
    "Resources or staffing",
    "Procurement or contract",
    "Scope or cost changed",
    "Decision awaited",
    "Demand or performance",
}
ROW_KEYS = set(
    "ref rag rag_as_typed status commentary corrective_action corrective_owner corrective_due "
    "rag_reason percent_complete forecast completed_on evidence next_milestone "
    "next_milestone_due help_needed decision_needed_from decision_by reason_code".split()
)
PERIOD_END = {"october": date(2013, 10, 31), "september": date(2013, 9, 30)}
COMMENTARY_WORDS = {"october": range(40, 161), "september": range(15, 61)}
NOT_BRITISH = re.compile(
    r"organiz|prioritiz|recogniz|realiz|utiliz|\bprograms?\b|\bcenters?\b|\bcolor|favor|behavior"
    r"|\blabor\b|\bfulfill\b|\bgotten\b|\bjudgment\b|\blicense\b|\benroll\b|\bcatalog\b|\banalyz",
    re.IGNORECASE,
)


def toml(name: str) -> Record:
    """Return one file of the example."""
    return tomllib.loads((EXAMPLE / f"{name}.toml").read_text(encoding="utf-8"))


def facts(name: str) -> list[dict[str, str]]:
    """Return the rows of one file of facts, its opening remarks left out."""
    lines = (FACTS / name).read_text(encoding="utf-8").splitlines()
    return list(csv.DictReader(line for line in lines if not line.startswith("#")))


def words(text: str) -> list[str]:
    """Return the words of a text in small letters, punctuation and marks left out."""
    return re.findall(r"[\w£%]+", text.lower())


def runs(text: str, length: int = 8) -> set[tuple[str, ...]]:
    """Return every run of `length` words within one sentence or bullet of a text."""
    found: set[tuple[str, ...]] = set()
    for sentence in re.split(r"[.:;?!]\s|\n|\|", text):
        these = words(sentence)
        found |= {tuple(these[i : i + length]) for i in range(len(these) - length + 1)}
    return found


def texts(value: object) -> list[str]:
    """Return every text inside a value, however deep."""
    if isinstance(value, str):
        return [value]
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [text for part in inner for text in texts(part)]


def by_ref(name: str) -> dict[str, Record]:
    """Return the rows of a month by reference; a reference may stand there once only."""
    rows = toml(name)["row"]
    found = {row["ref"]: row for row in rows}
    assert len(found) == len(rows)
    return found


PLAN = toml("plan")
ITEMS: list[Record] = toml("items")["item"]
ITEM = {item["ref"]: item for item in ITEMS}
WORKSTREAM = {stream["code"]: stream for stream in PLAN["workstream"]}
POSTS = {person["post"] for person in PLAN["person"]}
OWNER = {ref: record.get("owner", "") for ref, record in (WORKSTREAM | ITEM).items()}
FACT_ROWS = facts("maidstone_2013_10_items.csv")
FACT_LEVELS = {"item": "Item", "sub_item": "Sub-item"}


def fact_of(ref: str) -> dict[str, str]:
    """Return the published row of an item, a sub-item or a workstream's own row."""
    if ref in WORKSTREAM:
        wanted = (WORKSTREAM[ref]["title"], "", "")
    else:
        item = ITEM[ref]
        over = ITEM[item["parent"]]["title"] if "parent" in item else item["title"]
        under = item["title"] if "parent" in item else ""
        wanted = (WORKSTREAM[item["workstream"]]["title"], over, under)
    (row,) = (r for r in FACT_ROWS if (r["workstream"], r["item"], r["sub_item"]) == wanted)
    return row


PUBLISHED_REFS = [ref for ref in OWNER if ref not in ("CA", "PR", "UT")]


def test_the_plan_has_the_parts_that_were_published() -> None:
    assert Counter(item["level"] for item in ITEMS) == {"Item": 26, "Sub-item": 6}
    kinds = Counter(stream["kind"] for stream in PLAN["workstream"])
    assert kinds == {"Workstream": 4, "Enabler": 3, "Tool": 2}
    assert len(FACT_ROWS) == len(PUBLISHED_REFS) == 38


def test_items_stand_in_printed_order_with_printed_titles() -> None:
    printed = [
        (FACT_LEVELS[row["level"]], row["sub_item"] or row["item"])
        for row in FACT_ROWS
        if row["level"] in FACT_LEVELS
    ]
    assert [(item["level"], item["title"]) for item in ITEMS] == printed
    assert len({item["item_id"] for item in ITEMS}) == len(ITEM) == len(ITEMS)


def test_a_reference_says_where_an_item_belongs() -> None:
    for ref, item in ITEM.items():
        assert ref.startswith(item["workstream"])
        assert ("parent" in item) == (item["level"] == "Sub-item")
        assert ref.startswith(item.get("parent", "") + "." if "parent" in item else "")


@pytest.mark.parametrize("ref", PUBLISHED_REFS)
def test_october_says_what_was_published(ref: str) -> None:
    row, fact = by_ref("october")[ref], fact_of(ref)
    assert row["rag"] == PUBLISHED[fact["rag_published"].upper()]
    assert row.get("rag_as_typed", fact["rag_published"]) == fact["rag_published"]
    assert ("rag_as_typed" in row) == (fact["rag_published"] == "Green/ Amber")
    assert OWNER[ref] == fact["owner_post_suggested"]
    assert fact["lead_post"] in ("", OWNER[ref])
    status = "not pursued" if ref == "AM4" else fact["status_suggested"]
    assert row["status"].lower() == status


@pytest.mark.parametrize("ref", PUBLISHED_REFS)
def test_october_is_told_in_our_own_words(ref: str) -> None:
    row, fact = by_ref("october")[ref], fact_of(ref)
    published = runs(fact["notes"]) | runs(fact["next_step"])
    assert not runs("\n".join(texts(row))) & published


def test_a_copied_sentence_would_be_seen() -> None:
    notes = fact_of("AM2")["notes"]
    assert runs("Meanwhile " + notes.split("|")[0].upper()) & runs(notes)
    assert not runs("The lease of Fant Hall is still with Legal Services.") & runs(notes)


def test_dates_and_objectives_are_those_of_the_facts() -> None:
    for ref in PUBLISHED_REFS:
        fact, record = fact_of(ref), (WORKSTREAM | ITEM)[ref]
        assert str(record["due"]) == fact["assumed_due"]
        assert ref in WORKSTREAM or record["objectives"] == fact["objective"]
        assert ref in WORKSTREAM or record["service_area"] == fact["service_area"]


def test_counts_under_each_workstream_are_those_published() -> None:
    october = by_ref("october")
    parents = {s["title"]: s["code"] for s in PLAN["workstream"]} | {
        "Transformation > Customer services delivery": "TR1"
    }
    for truth in facts("rollup_truth.csv"):
        parent = parents[truth["parent"]]
        below = [i["ref"] for i in ITEMS if i.get("parent", i["workstream"]) == parent]
        if parent in WORKSTREAM:
            below = [ref for ref in below if "parent" not in ITEM[ref]]
        counts = Counter(october[ref]["rag"] for ref in below)
        assert len(below) == int(truth["n_children"])
        assert counts["Green"] == int(truth["n_green"])
        assert counts["Amber"] == int(truth["n_amber"]) + int(truth["n_split"])
        assert (counts["Red"], counts["N/A"]) == (int(truth["n_red"]), int(truth["n_na"]))
        assert october[parent]["rag"].upper() == truth["published_rag"]


@pytest.mark.parametrize("month", PERIOD_END)
def test_a_month_reports_every_row_but_councillor_assurance(month: str) -> None:
    printed = sorted(PUBLISHED_REFS, key=lambda ref: int(fact_of(ref)["seq"]))
    assert list(by_ref(month)) == printed
    for row in by_ref(month).values():
        assert row.keys() <= ROW_KEYS
        assert row["rag"] in LETTERS
        assert row["status"] in [status.value for status in Status]


@pytest.mark.parametrize("month", PERIOD_END)
def test_red_and_amber_rows_say_what_is_done_by_whom_and_when(month: str) -> None:
    for row in by_ref(month).values():
        if row["rag"] in ("Red", "Amber"):
            assert row["corrective_action"]
            assert row["corrective_owner"] in POSTS
            assert row["corrective_due"] > PERIOD_END[month]
            assert row["reason_code"] in REASON_CODES
        else:
            assert not {"corrective_action", "corrective_owner", "reason_code"} & row.keys()


@pytest.mark.parametrize("month", PERIOD_END)
def test_a_row_without_a_rating_says_why(month: str) -> None:
    for row in by_ref(month).values():
        assert row["rag"] != "N/A" or row["rag_reason"]
        assert (row["status"] == "Complete") == ("completed_on" in row and "evidence" in row)
        asks = {"help_needed", "decision_needed_from", "decision_by"}
        assert asks & row.keys() in (set(), asks)
    assert by_ref(month)["TR2"]["completed_on"] == date(2013, 8, 5)


@pytest.mark.parametrize("month", PERIOD_END)
def test_commentary_has_a_fitting_length(month: str) -> None:
    for ref, row in by_ref(month).items():
        count = len(row["commentary"].split())
        if ref in ("II", "AM", "EC", "TR"):
            assert 10 <= count <= 50, (ref, count)
        elif (month, ref) != ("september", "TR4"):
            assert count in COMMENTARY_WORDS[month], (ref, count)
        assert row["commentary"].count("**") % 2 == 0
        assert row["commentary"].rstrip("*")[-1] in ".?", ref


def test_only_the_ict_text_is_nearly_last_months() -> None:
    october, september = by_ref("october"), by_ref("september")
    for ref, row in october.items():
        pair = (words(september[ref]["commentary"]), words(row["commentary"]))
        alike = difflib.SequenceMatcher(None, *pair).ratio()
        assert (alike > 0.9) == (ref == "TR4"), (ref, alike)


def test_ratings_move_between_september_and_october() -> None:
    october, september = by_ref("october"), by_ref("september")
    moved = {
        ref: LETTERS[september[ref]["rag"]] + LETTERS[october[ref]["rag"]]
        for ref in ITEM
        if september[ref]["rag"] != october[ref]["rag"]
    }
    assert moved == {
        "AM1": "GA",
        "EC2": "AG",
        "EC3": "AG",
        "TR1": "GA",
        "TR1.6": "GA",
        "TR7": "GA",
        "TR8": "RA",
        "TR9": "AG",
    }


def test_history_ends_with_september() -> None:
    history = toml("history")
    assert [str(Period.parse(m)) for m in history["months"]] == history["months"]
    assert history["months"][-1] == "2013-09"
    september = by_ref("september")
    assert set(history["ratings"]) == set(OWNER) - {"PR", "UT"}
    for ref, letters in history["ratings"].items():
        assert re.fullmatch(r"\.*[RAGN-]+", letters), ref
        assert len(letters) == len(history["months"])
        assert letters[-1] == (LETTERS[september[ref]["rag"]] if ref in september else "-")


def test_workstream_history_follows_from_the_items() -> None:
    ratings = toml("history")["ratings"]
    for code in ("II", "AM", "EC", "TR"):
        below = [
            ratings[i["ref"]] for i in ITEMS if (i["workstream"], i["level"]) == (code, "Item")
        ]
        for month, letter in enumerate(ratings[code]):
            counts = Counter(letters[month] for letters in below)
            green = counts["G"] > counts["A"] and not counts["R"]
            assert letter == ("G" if green else "A"), (code, month)


def test_every_post_is_in_people() -> None:
    assert {owner for owner in OWNER.values() if owner} <= POSTS
    assert {person["delegate"] for person in PLAN["person"] if "delegate" in person} <= POSTS
    assert "owner" not in WORKSTREAM["PR"]
    assert not any("@" in text for name in FILES for text in texts(toml(name)))


def test_services_and_priorities_are_those_of_the_plan() -> None:
    published = json.loads((FACTS / "maidstone_2012_15_plan.json").read_text(encoding="utf-8"))
    ranked = [(s["rank"], s["service"]) for s in published["priority_services"]]
    assert [(s["rank"], s["name"]) for s in PLAN["service"]] == ranked
    titles = {s["code"]: s["title"].lower() for s in PLAN["workstream"]}
    for ours, theirs in zip(PLAN["service"], published["priority_services"], strict=True):
        assert titles[ours["workstream"]] == theirs["workstream"].lower()
    years: dict[str, list[str]] = {}
    for priority in PLAN["priority"]:
        years.setdefault(priority["year"], []).append(priority["service"])
        assert priority["position"] == len(years[priority["year"]])
    assert years == published["priorities_by_year"]
    assert [o["code"] for o in PLAN["objective"]] == ["1", "2", "3"]


def test_workstream_owners_are_those_of_the_plan_and_the_decision() -> None:
    published = json.loads((FACTS / "maidstone_2012_15_plan.json").read_text(encoding="utf-8"))
    owners = {s["name"].lower(): s["owner_post"] for s in published["streams"]}
    owners |= {t["name"].lower(): t["owner_post"] for t in published["tools"]}
    for stream in PLAN["workstream"]:
        assert stream.get("owner") == owners[stream["title"].lower()]
        assert stream["is_reported"] == (stream["kind"] != "Tool")


@pytest.mark.parametrize("name", FILES)
def test_every_date_is_a_date(name: str) -> None:
    records = [r for part in toml(name).values() if isinstance(part, list) for r in part]
    for record in (r for r in records if isinstance(r, dict)):
        for key, value in record.items():
            is_amount = name == "registers" and key == "forecast"
            if key in DATE_KEYS and not is_amount:
                assert isinstance(value, date), (name, record, key)


def test_moved_dates_have_a_decision() -> None:
    moved = {ref for ref, item in ITEM.items() if item["due"] != item["baseline_due"]}
    assert all(ITEM[ref]["baseline_due"] < ITEM[ref]["due"] for ref in moved)
    approvals = [d["text"] for d in PLAN["decisions"] if "day" in d]
    assert {text.split()[0] for text in approvals} == moved


def test_dependencies_can_be_found() -> None:
    waiting = {ref for ref, item in ITEM.items() if item.get("depends_on") == "Local Plan"}
    assert waiting == {"II2", "AM6", "TR6"}
    others = {item["depends_on"] for item in ITEMS if "depends_on" in item} - {"Local Plan"}
    assert others <= ITEM.keys()


def test_officers_act_on_rows_that_are_theirs() -> None:
    officers = toml("officers")
    kinds = {"types", "leaves-blank", "renames-sheet", "sends-nothing", "team-edits-master"}
    for act in officers["first_round"] + officers["second_round"]:
        assert act["kind"] in kinds and act["note"]
        assert act["owner"] in OWNER.values()
        assert "ref" not in act or OWNER[act["ref"]] == act["owner"]
        assert act["kind"] != "renames-sheet" or act["workstream"] in WORKSTREAM
        assert ("typed" in act) == (act["kind"] in ("types", "team-edits-master"))
        assert act.get("field", "rag") in ROW_KEYS | {"due"}


def test_the_second_round_puts_right_what_the_first_left_wrong() -> None:
    officers, october = toml("officers"), by_ref("october")
    second = {(a["ref"], a["field"]): a["typed"] for a in officers["second_round"] if "ref" in a}
    assert second.pop(("TR7", "forecast")) == f"{october['TR7']['forecast']:%d/%m/%Y}"
    for (ref, key), typed in second.items():
        assert typed == october[ref][key]
    first = {(a["ref"], a["field"]): a for a in officers["first_round"] if "ref" in a}
    assert first["TR8", "corrective_due"]["typed"] == "31.1.14"
    assert october["TR8"]["corrective_due"] == date(2014, 1, 31)
    assert first["AM6", "corrective_action"]["typed"] != october["AM6"]["corrective_action"]
    assert first["TR1.6", "rag"]["typed"] == october["TR1.6"]["rag_as_typed"]


@pytest.mark.parametrize("path", [*EXAMPLE.glob("*.toml"), EXAMPLE.parent / "README.md"])
def test_the_english_is_british(path: Path) -> None:
    assert NOT_BRITISH.findall(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("name", FILES)
def test_a_file_says_what_is_illustrative(name: str) -> None:
    head = (EXAMPLE / f"{name}.toml").read_text(encoding="utf-8").split("\n\n")[0]
    assert "ILLUSTRATIVE" in head and all(line.startswith("#") for line in head.splitlines())


def test_horizons_are_the_certain_entries_of_the_plan() -> None:
    registers = toml("registers")
    published = json.loads((FACTS / "maidstone_2012_15_plan.json").read_text(encoding="utf-8"))
    names = {"long_term": "Long term", "medium_term": "Medium term", "2012-13": "This year"}
    printed = [
        (row["service"], names[horizon], text)
        for row in published["appendix_1"]["rows"]
        for horizon, texts in row["horizons"].items()
        for text in texts
    ]
    held = [(h["service"], h["horizon"], h["text"]) for h in registers["horizons"]]
    assert held == printed


def test_the_savings_of_the_items_add_up_to_the_plans_target() -> None:
    registers = toml("registers")
    money = [s["target"] for s in registers["savings"] if "FTE" not in s["kind"]]
    published = json.loads((FACTS / "maidstone_2012_15_plan.json").read_text(encoding="utf-8"))
    assert sum(money) == published["targets"]["savings"]["amount_gbp_m"] * 1_000_000
    assert PLAN["settings"]["savings_target"] == sum(money)
