"""The Dashboard is live what the Python says: margins, direction, dates, asks, months, savings."""

import random
from collections.abc import Mapping
from datetime import date, timedelta

import pytest

from tests.rules.test_live_formulas import dashboard
from tests.support.libreoffice import LibreOffice
from tests.support.plans import (
    AS_AT,
    MADE,
    RULES,
    Row,
    item_row,
    new_master,
    own_row,
    settings,
    stream,
)
from xlplan.history import direction, plan_at
from xlplan.model import FIVE_POINT, Direction, Kind, Level, Period, Plan, Scale
from xlplan.reports.asks import asking
from xlplan.reports.selection import Audience, is_slipped
from xlplan.rollup import margin, roll_up
from xlplan.workbook.dashboard_columns import ASKS, LEAD
from xlplan.workbook.example import Example
from xlplan.workbook.master import read_master
from xlplan.workbook.new_master import NewMaster, build_master
from xlplan.workbook.package import Package, open_package

pytestmark = pytest.mark.libreoffice

STREAMS = 14
MANY = 34
BEFORE = Period(2013, 9)
SETTLED = {
    "majority": settings(),
    "worst": settings(policy="worst", half_red_guard=False),
    "threshold": settings(policy="threshold", any_red_guard=False, enablers_count=True),
    "free": settings(any_red_guard=False, half_red_guard=False),
    "five": settings(policy="threshold", scale=FIVE_POINT),
    "weighted": settings(policy="weighted"),
    "weighted-five": settings(
        policy="weighted", scale=FIVE_POINT, half_red_guard=False, enablers_count=True
    ),
    "weighted-older": settings(policy="weighted", any_red_guard=False, half_red_guard=False),
    "many": settings(),
}


def generated(name: str) -> NewMaster:
    """A plan of many workstreams with dates, asks, savings and the month before."""
    chance = random.Random(f"dashboard {name}")
    scale = SETTLED[name].scale
    streams = [
        stream(f"W{n}", kind=chance.choice((Kind.WORKSTREAM, Kind.WORKSTREAM, Kind.ENABLER)))
        for n in range(MANY if name == "many" else STREAMS)
    ]
    rows: dict[str, list[Row]] = {}
    history: list[Row] = []
    for one in streams:
        own = own_row(one.code, rag=word(chance, scale), reported=chance.choice(("Yes", "No")))
        if chance.random() < 0.2:
            own["approved_rag"] = word(chance, scale)
        number = chance.randrange(16 if "weighted" in name else 9)
        items = [item(chance, scale, f"{one.code}.{n}") for n in range(number)]
        rows[one.code] = [own, *items]
        for row in rows[one.code]:
            history += past(chance, scale, row, one.code)
    new = new_master(rows, streams=streams, settled=SETTLED[name])
    kinds = ("Cashable", "Income", "Efficiency (FTE)", "cashable")
    savings: list[Row] = [
        {"item": "W0.0", "kind": chance.choice(kinds), "target": n * 1000, "achieved": n * 250}
        for n in range(12)
    ]
    if name == "weighted-older":
        history = [line | {"priority_rank": None} for line in history]
    tables = {**new.tables, "history": history, "savings": savings}
    return NewMaster(new.settings, new.workstreams, new.rows, new.rules, tables)


def word(chance: random.Random, scale: Scale) -> str:
    return chance.choice(scale.ratings).word


def day(chance: random.Random) -> date | None:
    return chance.choice((None, AS_AT + timedelta(days=chance.randrange(-60, 60))))


def item(chance: random.Random, scale: Scale, ref: str) -> Row:
    row = item_row(ref, rag=word(chance, scale), reported=chance.choice(("Yes", "Yes", "No")))
    row |= {key: day(chance) for key in ("due", "forecast", "baseline_due", "decision_by")}
    row["status"] = chance.choice(("In progress", "Complete", "Suspended", "Not started", None))
    row["priority_rank"] = chance.choice((None, 1, 2, 5, 9))
    if chance.random() < 0.3:
        row["help_needed"] = chance.choice(("A decision on the lease.", None))
        row["decision_needed_from"] = "Cabinet"
    return row


def past(chance: random.Random, scale: Scale, row: Row, code: str) -> list[Row]:
    keep = ("item_id", "ref", "level", "title", "due", "baseline_due", "forecast", "owner")
    made: list[Row] = []
    for months in (1, 2, 5):
        if chance.random() < 0.15:
            continue
        line: Row = {key: row.get(key) for key in keep}
        reported = chance.choice(("Yes", "Yes", "No"))
        line |= {"period": f"2013-{10 - months:02d}", "workstream": code, "reported": reported}
        line |= {"publish": "Public", "priority_rank": chance.choice((None, 1, 3, 7))}
        declared = word(chance, scale) if reported == "Yes" else None
        approved = word(chance, scale) if chance.random() < 0.1 else None
        line |= {"declared": declared, "approved": approved, "rag": approved or declared}
        made.append(line)
    return made


@pytest.fixture(scope="module")
def plans(
    libreoffice: LibreOffice, tmp_path_factory: pytest.TempPathFactory
) -> Mapping[str, tuple[Plan, Package]]:
    folder = tmp_path_factory.mktemp("dashboard")
    made = {name: generated(name) for name in SETTLED} | {"example": Example().latest(RULES)}
    for name, new in made.items():
        (folder / f"{name}.xlsx").write_bytes(build_master(new, made=MADE))
    paths = [folder / f"{name}.xlsx" for name in made]
    live = libreoffice.recalculated(paths)
    return {
        path.stem: (read_master(path).plan, open_package(done))
        for path, done in zip(paths, live, strict=True)
    }


NAMES = (*SETTLED, "example")


@pytest.mark.parametrize("name", NAMES)
def test_the_margin_is_live_what_the_roll_up_says(
    plans: Mapping[str, tuple[Plan, Package]], name: str
):
    plan, live = plans[name]
    whole, lines = roll_up(plan)
    rows = dashboard(live)
    for line in (*lines, whole):
        row = rows["" if line is whole else line.code]
        said = (row["To worsen"] or None, row["To improve"] or None)
        worked_out = (line.margin.worse, line.margin.better)
        assert said == worked_out, (line.code, line.counts)


def test_the_weighted_plans_try_what_matters(plans: Mapping[str, tuple[Plan, Package]]):
    lines = [
        line
        for name in NAMES
        for line in roll_up(plans[name][0])[1]
        if line.policy == "weighted" and sum(line.counts.values()) > 1
    ]
    assert len(lines) > 25
    assert {line.margin.worse for line in lines} >= {None, 1, 2}
    assert {line.margin.better for line in lines} >= {None, 1, 2, 3}
    # Counted alone, the items would have given other margins.
    scale = SETTLED["weighted"].scale
    weighted = [line for line in roll_up(plans["weighted"][0])[1] if line.policy == "weighted"]
    assert any(margin("majority", line.counts, scale) != line.margin for line in weighted)


def test_a_month_of_which_history_keeps_no_priorities_is_left_blank(
    plans: Mapping[str, tuple[Plan, Package]],
):
    plan, live = plans["weighted-older"]
    rows, kept = dashboard(live), {s.workstream for s in plan.history if s.period == BEFORE}
    approved = {s.workstream for s in plan.history if s.approved and s.level is Level.WORKSTREAM}
    by_items = {s.workstream for s in plan.history if s.period == BEFORE and s.level is Level.ITEM}
    blank = [code for code in kept & by_items - approved if not rows[code]["Last month"]]
    assert set(blank) == kept & by_items - approved and len(blank) > 3
    assert not rows[""]["Last month"] and not rows[""]["Direction"]


@pytest.mark.parametrize("name", [n for n in NAMES if n != "weighted-older"])
def test_last_month_and_direction_are_live_what_history_says(
    plans: Mapping[str, tuple[Plan, Package]], name: str
):
    plan, live = plans[name]
    now, then = roll_up(plan), roll_up(plan_at(plan, BEFORE))
    before = {line.code: line.rag for line in then[1]} | {"": then[0].rag}
    rows = dashboard(live)
    for line in (*now[1], now[0]):
        row = rows["" if line is now[0] else line.code]
        was = before.get("" if line is now[0] else line.code)
        if was and was.is_rated:
            assert row["Last month"] == was.word, line.code
        elif line is now[0] or line.policy != "declared":
            assert row["Last month"] in (None, "", "Not rated", "N/A"), line.code
        moved = direction(was, line.rag)
        assert (row["Direction"] or Direction.NONE.value) == moved.value, line.code


@pytest.mark.parametrize("name", NAMES)
def test_overdue_slipped_and_asks_are_counted_as_in_the_papers(
    plans: Mapping[str, tuple[Plan, Package]], name: str
):
    plan, live = plans[name]
    rows = dashboard(live)
    for one in (w for w in plan.workstreams if w.is_reported):
        items, row = plan.items_of(one.code), rows[one.code]
        assert row["Overdue"] == sum(i.is_overdue(plan.settings.as_at) for i in items)
        assert row["Slipped"] == sum(is_slipped(i) for i in items)
        mine = [r for r in plan.rows if r.workstream == one.code]
        assert row["Asks"] == sum(bool(r.help_needed or r.decision_needed_from) for r in mine)


@pytest.mark.parametrize("name", NAMES)
def test_the_asks_listed_are_the_most_urgent(plans: Mapping[str, tuple[Plan, Package]], name: str):
    plan, live = plans[name]
    first = below(live, "What owners ask") + 2
    sheet = live.sheet("Dashboard")
    assert sheet
    listed = [str(sheet.value(first + n, 1) or "") for n in range(ASKS)]
    wanted = [row.ref for row in asking(plan, Audience.CMT)][:ASKS]
    assert [ref for ref in listed if ref] == wanted


@pytest.mark.parametrize("name", NAMES)
def test_the_twelve_months_are_those_of_history(
    plans: Mapping[str, tuple[Plan, Package]], name: str
):
    plan, live = plans[name]
    first = below(live, "Items by rating, month by month") + 2
    sheet, words = live.sheet("Dashboard"), [r.word for r in plan.settings.scale.rated]
    assert sheet
    for offset in range(11):
        month = date(2012 + (offset + 10) // 12, (offset + 10) % 12 + 1, 1)
        shown = [sheet.value(first + offset, len(LEAD) + 1 + n) for n in range(len(words))]
        of_month = [
            s.rag.word
            for s in plan.history
            if s.period == Period(month.year, month.month) and s.level is Level.ITEM and s.rag
        ]
        assert shown == [of_month.count(each) for each in words], month
    assert sheet.value(first + 11, 2) == "Oct 2013"


@pytest.mark.parametrize("name", NAMES)
def test_savings_add_up_as_in_the_plan(plans: Mapping[str, tuple[Plan, Package]], name: str):
    plan, live = plans[name]
    row = below(live, "Savings against target") + 4
    sheet = live.sheet("Dashboard")
    assert sheet and sheet.value(row, 2) == "All in pounds"
    money = [s for s in plan.registers.savings if s.is_money]
    for offset, key in enumerate(("target", "achieved")):
        whole = sum(getattr(s, key) or 0 for s in money)
        assert sheet.value(row, len(LEAD) + 1 + offset) == whole


def below(live: Package, title: str) -> int:
    """Return the row of a title below the Dashboard's lines."""
    sheet = live.sheet("Dashboard")
    assert sheet
    rows = range(1, sheet.max_row + 1)
    return next(r for r in rows if str(sheet.value(r, 1) or "").startswith(title))
