"""Every figure of both papers is in the JSON of `rollup`, `compare` or `check`, with its items."""

import contextlib
import io
import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from tests.reports.plans import FACTS
from xlplan.cli import main
from xlplan.cycle.checking import check_master
from xlplan.history import cabinet_before, month_before
from xlplan.reports.exceptions import exception_report
from xlplan.reports.progress import progress_report
from xlplan.workbook.master import read_master

EXAMPLES = ("maidstone-2013", "bromsgrove-2009")


@dataclass(frozen=True)
class Figure:
    """A printed number, the values that it stands in from the outside in, and where."""

    path: str
    within: tuple[Any, ...]
    number: float
    place: int = 0


@dataclass(frozen=True)
class Asked:
    """What the commands print as JSON of one example, and both papers."""

    path: Path
    rollup: dict[str, Any]
    compared: Mapping[str, dict[str, Any]]
    findings: list[dict[str, Any]]
    cabinet: Any
    exceptions: Any

    def line(self, code: str) -> dict[str, Any]:
        lines = [self.rollup["plan"], *self.rollup["workstreams"]]
        return next(line for line in lines if line["code"] == code or not code)

    def item(self, ref: str) -> dict[str, Any]:
        return next(one for one in self.rollup["items"] if one["ref"] == ref)

    def exception(self, ref: str) -> dict[str, Any]:
        return next(one for one in self.rollup["exceptions"] if one["ref"] == ref)


def figures(value: Any, path: str = "", within: tuple[Any, ...] = ()) -> Iterator[Figure]:
    """Yield every number of a paper's context."""
    if is_dataclass(value):
        for f in fields(value):
            yield from figures(getattr(value, f.name), f"{path}.{f.name}", (*within, value))
    elif isinstance(value, tuple):
        for place, each in enumerate(value):
            if isinstance(each, int | float) and not isinstance(each, bool):
                yield Figure(f"{path}[]", within, each, place)
            else:
                yield from figures(each, f"{path}[]", within)
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield Figure(path, within, value)


def printed_json(*arguments: str) -> Any:
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        main([*arguments, "--json"])
    return json.loads(out.getvalue())


@pytest.fixture(scope="module")
def papers(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Asked]:
    """What is printed of each example, asked once."""
    folder = tmp_path_factory.mktemp("figures")
    for name in EXAMPLES:
        assert main(["new", str(folder / f"{name}.xlsx"), "--example", name]) == 0
    return {name: asked(folder / f"{name}.xlsx") for name in EXAMPLES}


def asked(path: Path) -> Asked:
    master = read_master(path)
    moved = master.plan.registers.date_changes
    moves = {
        one.item_id: (
            sum(o.item_id == one.item_id for o in moved),
            sum(o.days or 0 for o in moved if o.item_id == one.item_id),
        )
        for one in moved
    }
    facts = replace(FACTS, findings=tuple(check_master(master)), moves=moves)
    since = {cabinet_before(master.plan), month_before(master.plan)} - {None}
    return Asked(
        path,
        printed_json("rollup", str(path))["rollup"],
        {
            str(month): printed_json("compare", str(path), "--periods", str(month), "now")[
                "compare"
            ]
            for month in since
        },
        printed_json("check", str(path))["findings"],
        progress_report(master.plan, facts),
        exception_report(master.plan, facts),
    )


def of_counts(one: Figure, found: Asked) -> int:
    """A count by rating of a line, or of the whole plan's items."""
    line, count = one.within[-2], one.within[-1]
    if not line.code:
        return len(found.line("")["ratings_items"].get(_word(count.mark.word), ()))
    told = found.line(line.code)
    return len(told["items"].get(_word(count.mark.word), ()))


def _word(word: str) -> str:
    """A word as the scale spells it: papers print some in capitals."""
    return {"NOT REPORTED": "Not reported", "N/A": "N/A"}.get(word.upper(), word.capitalize())


def of_position(one: Figure, found: Asked) -> int:
    row = one.within[-1]
    return len(found.line(row.code)["position_items"].get(_heading(one, found), ()))


def _heading(one: Figure, found: Asked) -> str:
    return str(found.exceptions.position_headings[one.place])


def of_figures(one: Figure, found: Asked) -> int:
    whole = one.within[-1].what
    (told,) = [f for f in found.rollup["figures"] if f["figure"] == whole]
    assert told["number"] == len(told["items"])
    what, _, word = whole.partition(": ")
    word = "Not reported" if word.upper() == "NOT REPORTED" else word
    lines = {line["title"]: line["items"] for line in found.rollup["workstreams"]}
    lines |= {"Plan": found.rollup["plan"]["ratings_items"]}
    lines |= {"Workstreams": found.rollup["plan"]["items"]}
    way, _, month = whole.partition(" since ")
    if way in ("Improved", "Worsened"):
        since = datetime.strptime(month, "%B %Y").strftime("%Y-%m")
        return [i["direction"] for i in found.compared[since]["items"]].count(way)
    return len(lines[what][word]) if what in lines else len(told["items"])


def of_month(one: Figure, found: Asked) -> int:
    chart, series = one.within[-2], one.within[-1]
    months = [*found.rollup["months"], found.rollup["plan"]]
    told = months[-len(chart.categories) :][one.place]
    return len(told["ratings_items"].get(_word(series.mark.word), ()))


def of_stream(one: Figure, found: Asked) -> int:
    chart, series = one.within[-2], one.within[-1]
    title = chart.categories[one.place]
    line = next(line for line in found.rollup["workstreams"] if line["title"] == title)
    return len(line["items"].get(_word(series.mark.word), ()))


def moves(one: Figure, found: Asked) -> int:
    ref = one.within[-1].ref
    return len(found.item(ref)["dates"]["moves"]) if _has_dates(found, ref) else 0


def _has_dates(found: Asked, ref: str) -> bool:
    return any(item["ref"] == ref and item["dates"] for item in found.rollup["items"])


def days_moved(one: Figure, found: Asked) -> int:
    ref = one.within[-1].ref
    moved = found.item(ref)["dates"]["moves"] if _has_dates(found, ref) else ()
    return sum(move["days"] or 0 for move in moved)


def number_of_items(one: Figure, found: Asked) -> int:
    line = one.within[-1]
    told = found.line(line.code)
    return sum(len(refs) for refs in told["position_items"].values())


def of_outturns(one: Figure, found: Asked) -> float:
    """A point of a measure's trend: its start, its target or one of its outturns."""
    chart, line = one.within[-2], one.within[-1]
    told = next(m for m in found.rollup["measures"] if m["title"] == chart.title)
    if line.name != "Outturn":
        return float(told["target"])
    # Months between outturns are drawn and have no number.
    which = sum(number is not None for number in line.numbers[: one.place])
    points = [told["baseline"], *(each["outturn"] for each in told["outturns"])]
    shown = [number for number in line.numbers if number is not None]
    return float(points[which - len(shown)] if which else points[0])


def of_money(one: Figure, found: Asked) -> float:
    chart, line = one.within[-2], one.within[-1]
    year, key = chart.categories[one.place], line.name.lower()
    return float(found.rollup["savings"]["by_year"][year][key])


def returned(one: Figure, found: Asked) -> int:
    owner = one.within[-1].owner
    told = next(line for line in found.rollup["returns"] if line["owner"] == owner)
    number = told[one.path.rpartition(".")[2]]
    return number if isinstance(number, int) else len(number)


# Numbers that say how a line is drawn and are not printed.
NOT_PRINTED = (r".*\.level", r".*\.columns\[\]\.width")
FINDERS: Mapping[str, Callable[[Figure, Asked], float]] = {
    r"cabinet\.plan\.counts\[\]\.number": of_counts,
    r"exceptions\.plan\.counts\[\]\.number": lambda one, found: len(
        found.rollup["plan"]["position_items"].get(one.within[-1].mark.word, ())
    ),
    r"cabinet\.(workstreams\[\]|enablers\[\]|sections\[\]\.line)\.counts\[\]\.number": of_counts,
    r".*\.total|exceptions\.position(\[\]|_total)\.items": number_of_items,
    r"exceptions\.position(\[\]|_total)\.counts\[\]": of_position,
    r"cabinet\.month_chart\[\]\.series\[\]\.numbers\[\]": of_month,
    r"cabinet\.workstream_chart\[\]\.series\[\]\.numbers\[\]": of_stream,
    r"cabinet\.schedules\.figures\[\]\.number": of_figures,
    r"cabinet\.schedules\.trends\[\]\.lines\[\]\.numbers\[\]": of_outturns,
    r"cabinet\.schedules\.money\[\]\.lines\[\]\.numbers\[\]": of_money,
    r".*\.slips": moves,
    r"cabinet\.schedules\.slips\[\]\.moves": moves,
    r"cabinet\.schedules\.slips\[\]\.days": days_moved,
    r".*\.slip_days": days_moved,
    r"exceptions\.rows\[\]\.(days_overdue|months|priority)": lambda one, found: found.exception(
        one.within[-1].ref
    )[one.path.rpartition(".")[2]],
    r"exceptions\.behaviour\[\]\.(issued|in_time|late|missing)": returned,
    r"exceptions\.quality\[\]\.number": lambda one, found: len(
        [f for f in found.findings if f["code"] == one.within[-1].code]
    ),
}


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_number_of_both_papers_is_found_with_its_items(
    papers: Mapping[str, Asked], name: str
):
    found = papers[name]
    printed = [
        *figures(found.cabinet, "cabinet"),
        *figures(found.exceptions, "exceptions"),
    ]
    differing = []
    for one in (o for o in printed if not any(re.fullmatch(p, o.path) for p in NOT_PRINTED)):
        finder = next((f for p, f in FINDERS.items() if re.fullmatch(p, one.path)), None)
        assert finder, f"No JSON is known to tell of {one.path}: add it to `rollup --json`."
        if finder(one, found) != one.number:
            differing.append((one.path, one.within[-1], one.number, finder(one, found)))
    assert differing == []
    assert len(printed) > 200


SAID = {
    "complete": "Complete",
    "not rated": "Not rated",
    "not reported": "Not reported",
    "slipped": "Slipped",
    "overdue": "Overdue",
}
NUMBERED = r"(\d+) (?:\([\d.]+%\) )?(?:is |are |was |were )?(?:[a-z ]+\()?({})\b"


def numbers_said(text: str, words: str) -> list[tuple[int, str]]:
    """Return each number of a sentence with the word that it counts."""
    found = re.findall(NUMBERED.format(words), text)
    return [(int(number), SAID.get(word, word)) for number, word in found]


@pytest.mark.parametrize(("name", "least"), list(zip(EXAMPLES, (9, 9), strict=True)))
def test_the_numbers_in_their_sentences_are_found_too(
    papers: Mapping[str, Asked], name: str, least: int
):
    found = papers[name]
    exceptions, plan = found.rollup["exceptions"], found.rollup["plan"]
    kinds = [one["kind"] for one in exceptions]
    headline = found.exceptions.headline[0]
    assert headline.startswith(f"{len(exceptions)} exception")
    every = "Green|Amber|Red|complete|not rated|not reported|slipped|overdue"
    told = numbers_said(headline, every)
    assert [number for number, _ in told] == [kinds.count(kind) for _, kind in told]
    position = numbers_said(found.exceptions.resolution, every)
    assert position == [(len(plan["position_items"][word]), word) for _, word in position]
    assert sum(number for number, _ in position) == sum(plan["position"].values())
    answer = numbers_said(found.cabinet.answer, "Green|Amber|Red")
    assert answer == [(len(plan["ratings_items"][word]), word) for _, word in answer]
    assert len(told) + len(position) + len(answer) >= least


def test_the_account_and_the_bridge_are_those_of_compare(papers: Mapping[str, Asked]):
    found = papers["maidstone-2013"]
    account = found.compared["2013-04"]
    numbers = [int(n) for n in re.findall(r"\d+", found.cabinet.schedules.account)]
    names = ("opening", "retained", "updated", "deleted", "closing", "retained", "updated", "added")
    assert numbers == [account[name] for name in names]
    assert len(account["items"]) == account["opening"] + account["added"]
    moved = found.compared["2013-09"]["bridge"]
    headings = {m.heading: m.lines for m in found.exceptions.movements}
    assert f"Left Green, from {moved['before']['Green']} in September 2013" in headings
    joined = next(head for head in headings if head.startswith("Joined Green, making"))
    assert joined.startswith(f"Joined Green, making {moved['after']['Green']}")
    refs = [ref for move in moved["moves"] if move["to"] == "Green" for ref in move["items"]]
    assert [line.split()[0] for line in headings[joined]] == refs


def test_money_adds_up_as_it_is_printed(papers: Mapping[str, Asked]):
    found = papers["maidstone-2013"]
    total, saved = found.cabinet.schedules.savings[-1], found.rollup["savings"]["in_pounds"]
    printed = (total.target, total.achieved, total.forecast)
    assert printed == tuple(f"£{saved[k]:,.0f}" for k in ("target", "achieved", "forecast"))
    lines = found.rollup["savings"]["lines"]
    assert len(lines) == len(found.cabinet.schedules.savings) - 1


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_item_saving_and_outturn_names_the_cells_it_was_read_from(
    papers: Mapping[str, Asked], name: str
):
    rollup, book = papers[name].rollup, load_workbook(papers[name].path)

    def held(cell: str) -> Any:
        tab, _, at = cell.rpartition("!")
        value = book[tab][at].value
        return f"{value:%Y-%m-%d}" if isinstance(value, datetime) else value

    def row(cell: str) -> set[Any]:
        tab, _, at = cell.rpartition("!")
        return {other.value for other in book[tab][book[tab][at].row]}

    for item in rollup["items"]:
        cells, dates = item["cells"], item["dates"] or {}
        said = {"ref": item["ref"], "title": item["title"], "rag": item["declared"]}
        said |= {"baseline_due": dates.get("programmed"), "due": dates.get("approved")}
        assert {key: held(cells[key]) for key in said if key in cells} == {
            key: value for key, value in said.items() if key in cells
        }
        assert all(key in cells for key, value in said.items() if value)
        moves = dates.get("moves", ())
        assert all({item["ref"], move["days"]} <= row(move["cell"]) for move in moves)
    for stream in rollup["workstreams"]:
        if stream["declared"]:
            assert held(stream["cells"]["rag"]) == stream["declared"]
    lines = [*rollup["savings"]["lines"], *rollup["savings"]["needs"]]
    assert all(held(line["cell"]) == line["item"] for line in lines)
    measures = rollup["measures"]
    assert all(held(one["cell"]) == one["code"] for one in measures)
    told = [(one["period"], held(one["cell"])) for m in measures for one in m["outturns"]]
    assert all(month == cell for month, cell in told)
    assert len(rollup["items"]) > 10
