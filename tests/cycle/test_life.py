"""A plan's stages: drafted, consulted on, adopted, live, rolled forward; what each allows."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest

from tests.cycle.months import AT, new_master, plan_rows
from xlplan.cli import main
from xlplan.cycle.adopting import adopt
from xlplan.cycle.checking import check_master
from xlplan.cycle.closing import close
from xlplan.cycle.comparing import compare_masters
from xlplan.cycle.consolidating import consolidate
from xlplan.cycle.issuing import Issued, Month, issue
from xlplan.cycle.plan_papers import report_plan
from xlplan.cycle.rolling import next_title, roll_forward
from xlplan.cycle.storing import Refused, append, set_cell, settings_edits, store
from xlplan.model import Item, Period, Plan
from xlplan.typed import Value
from xlplan.workbook.edits import Edit, SetCell
from xlplan.workbook.extra_sheets import NEW_ITEMS
from xlplan.workbook.layout import FIRST_ROW
from xlplan.workbook.master import Master, read_master
from xlplan.workbook.patch import apply_edits

OWNER = "Property Manager"
GOOD = "The work of the month is done, and the next step is agreed with the partners by March."


def read(path: Path) -> Master:
    return read_master(path)


def plan_of(path: Path) -> Plan:
    return read_master(path).plan


def change(path: Path, *edits: Edit, at: datetime) -> None:
    store(read_master(path), edits, at=at)


def put(path: Path, ref: str, at: datetime, **values: Value) -> None:
    master = read_master(path)
    item = next(i for i in master.plan.rows if i.ref == ref)
    row = master.rows[item.item_id]
    store(master, [set_cell(row, key, value) for key, value in values.items()], at=at)


def draft(folder: Path, *, items: int = 6) -> Path:
    path = new_master(folder, plan_rows(items))
    at = datetime(2013, 9, 30, 9, 0)
    master = read(path)
    settings: dict[str, Value] = {
        "plan_stage": "draft",
        "title": "Test Plan 2013-14",
        "plan_from": date(2013, 10, 1),
        "plan_to": date(2014, 9, 30),
    }
    store(master, settings_edits(master, settings), at=at)
    return path


def month(path: Path, period: Period, ratings: dict[str, str], folder: Path) -> Issued:
    """Issue a month, type what was said into the master, merge it and close."""
    at = datetime(period.year, period.month, 28, 9, 0)
    issued = issue(path, folder / str(period), Month(period), at=at)
    for ref, rag in ratings.items():
        said: dict[str, Value] = {"rag": rag, "commentary": GOOD, "status": "In progress"}
        if rag != "Green":
            said |= {"corrective_action": "Agree the date.", "corrective_owner": OWNER}
            said |= {"corrective_due": date(2014, 1, 31)}
        put(path, ref, at, **said)
    consolidate(path, None, at=at)
    close(path, at=at)
    return issued


def refs(items: tuple[Item, ...]) -> list[str]:
    return [i.ref for i in items]


def test_a_plan_lives_from_draft_to_the_plan_after_it(tmp_path: Path):
    path = draft(tmp_path)
    put_out_to_consultation(path, tmp_path)
    adopt_it(path)
    run_the_year(path, tmp_path)
    nxt = tmp_path / "next.xlsx"
    roll_it_forward(path, nxt)

    # The year after begins like the first: populated, adopted, issued.
    form = Month(Period(2014, 10), populates=True)
    asked = issue(nxt, tmp_path / "asked", form, at=datetime(2014, 10, 1, 9, 0))
    assert [one.owner for one in asked.returns] == [OWNER]
    adopt(nxt, decision="Cabinet 08/10/2014", at=datetime(2014, 10, 8, 9, 0))
    assert plan_of(nxt).items[2].baseline_due == date(2014, 12, 31)


def put_out_to_consultation(path: Path, tmp_path: Path) -> None:
    at = datetime(2013, 9, 30, 10, 0)
    # The draft's papers say so, and a month cannot be issued from it.
    papers = report_plan(path, tmp_path / "papers", at=at)
    assert [p.title for p in papers] == ["Plan document (draft)", "Cover paper for consultation"]
    with pytest.raises(Refused, match="Ask for its items with --populate, or adopt it first"):
        issue(path, tmp_path / "no", Month(Period(2013, 10)), at=at)

    # Consultation: what was recommended, and the response.
    change(
        path,
        append(
            "consultation",
            {
                "body": "Overview and Scrutiny",
                "recommendation": "Say who leads.",
                "response": "Agreed.",
                "accepted": "Yes",
            },
        ),
        *settings_edits(read(path), {"plan_stage": "consulted"}),
        at=at,
    )
    papers = report_plan(path, tmp_path / "papers", at=at)
    assert papers[1].title == "Cover paper for adoption"
    assert "Say who leads." in papers[1].paths[1].read_text(encoding="utf-8")


def adopt_it(path: Path) -> None:
    at = datetime(2013, 9, 30, 10, 0)
    # Adoption fixes the programmed dates; a date moved in the draft is the date that counts.
    put(path, "AM6", at, due=date(2014, 6, 30))
    done = adopt(path, decision="Cabinet 02/10/2013", at=at)
    assert done.fixed == ("AM6",)
    adopted = plan_of(path)
    assert all(i.baseline_due == i.due for i in adopted.items)
    assert adopted.settings.plan_stage == "adopted"
    assert [d.ref for d in adopted.registers.decisions] == ["Cabinet 02/10/2013"]


def run_the_year(path: Path, tmp_path: Path) -> None:
    at = datetime(2013, 9, 30, 10, 0)
    green = dict.fromkeys([f"AM{n}" for n in range(1, 7)], "Green")
    month(path, Period(2013, 10), green | {"AM3": "Amber"}, tmp_path)
    put(path, "AM1", at, status="Complete", completed_on=date(2014, 8, 20), evidence="Minute 4")


def roll_it_forward(path: Path, nxt: Path) -> None:
    at = datetime(2013, 9, 30, 10, 0)
    # The next plan: what is done leaves, what remains keeps id, history and slips.
    put(path, "AM4", at, status="Not pursued")
    put(path, "AM5", at, due=date(2014, 12, 31))
    rolled = roll_forward(path, nxt, at=datetime(2014, 9, 30, 9, 0))
    assert rolled.title == "Test Plan 2014-15"
    assert rolled.left == (("AM1", "complete"), ("AM4", "not pursued"))
    after = plan_of(nxt)
    assert refs(after.items) == ["AM2", "AM3", "AM5", "AM6"]
    assert after.history == plan_of(path).history
    assert after.settings.plan_stage == "draft"
    assert (after.settings.plan_from, after.settings.plan_to) == (
        date(2014, 10, 1),
        date(2015, 9, 30),
    )
    kept = {i.ref: i for i in after.items}
    assert kept["AM5"].baseline_due == date(2014, 3, 31)
    assert kept["AM5"].due == date(2014, 12, 31)

    # The two plans line up, and nothing vanished in silence.
    compared = compare_masters(path, nxt)
    account = compared.comparison.account
    assert account.opening == account.retained + account.updated + account.deleted == 6
    assert account.closing == account.retained + account.updated + account.added == 4


def test_a_lead_without_items_gets_an_empty_form(tmp_path: Path):
    path = draft(tmp_path, items=1)
    master = read(path)
    people = next(r for r in master.table_rows("people") if r.text("post") == "Head of Planning")
    change(path, set_cell(people, "role", "Leads planning"), at=datetime(2013, 9, 30, 9, 0))

    issued = issue(
        path,
        tmp_path / "asked",
        Month(Period(2013, 10), populates=True),
        at=datetime(2013, 10, 1, 9, 0),
    )

    assert {one.owner: one.rows for one in issued.returns} == {OWNER: 1, "Head of Planning": 0}
    assert all(one.path.exists() for one in issued.returns)

    # The empty form comes back with two major actions; accepted, they join the plan with ids.
    form = next(one.path for one in issued.returns if one.owner == "Head of Planning")
    (tmp_path / "in").mkdir()
    columns = [c.key for c in NEW_ITEMS.columns]
    said: list[dict[str, Value]] = [
        {"title": "A design guide", "workstream": "AM", "due": date(2014, 3, 31)},
        {"title": "Fees reviewed", "workstream": "Asset management", "due": date(2014, 6, 30)},
    ]
    cells = [
        SetCell("New items", FIRST_ROW + number, columns.index(key) + 1, value)
        for number, line in enumerate(said)
        for key, value in line.items()
    ]
    (tmp_path / "in" / form.name).write_bytes(apply_edits(form.read_bytes(), cells))
    done = consolidate(path, tmp_path / "in", at=datetime(2013, 10, 2, 9, 0))
    assert "Head of Planning" in done.account.accepted
    waiting = read(path).table_rows("requests")
    assert [r.text("owner") for r in waiting] == ["Head of Planning"] * 2
    change(path, *(set_cell(r, "decision", "Accept") for r in waiting), at=AT)
    consolidate(path, None, at=datetime(2013, 10, 3, 9, 0))
    joined = plan_of(path).items[1:]
    assert [(i.ref, i.title, i.owner) for i in joined] == [
        ("AM2", "A design guide", "Head of Planning"),
        ("AM3", "Fees reviewed", "Head of Planning"),
    ]
    assert len({i.item_id for i in plan_of(path).items}) == 3


def test_programmed_dates_are_set_again_only_by_a_recorded_decision(tmp_path: Path):
    path = new_master(tmp_path, plan_rows(2))
    at = datetime(2013, 10, 1, 9, 0)
    put(path, "AM1", at, due=date(2014, 9, 30))

    with pytest.raises(Refused, match='There is no decision "Cabinet 1"'):
        roll_forward(path, tmp_path / "next.xlsx", at=at, rebase="Cabinet 1")

    change(path, append("decisions", {"ref": "Cabinet 1", "text": "Dates set again."}), at=at)
    roll_forward(path, tmp_path / "next.xlsx", at=at, rebase="cabinet 1")
    again = {i.ref: i.baseline_due for i in plan_of(tmp_path / "next.xlsx").items}
    assert again == {"AM1": date(2014, 9, 30), "AM2": date(2014, 3, 31)}


def test_a_confirmed_horizon_moves_to_the_new_year(tmp_path: Path):
    path = new_master(tmp_path, plan_rows(1))
    at = datetime(2013, 10, 1, 9, 0)
    rows: tuple[dict[str, Value], ...] = (
        {"service": "ICT", "horizon": "Medium term", "text": "Phase 3", "confirmed": "Yes"},
        {"service": "ICT", "horizon": "Medium term", "text": "Phase 4"},
        {"service": "ICT", "horizon": "This year", "text": "Phase 2", "year": "2012/13"},
    )
    change(path, *(append("horizons", row) for row in rows), at=at)

    rolled = roll_forward(path, tmp_path / "next.xlsx", at=at)

    assert rolled.moved_to_this_year == 1
    held = [(h.horizon, h.text, h.year) for h in plan_of(rolled.path).registers.horizons]
    assert held == [("This year", "Phase 3", "2013/14"), ("Medium term", "Phase 4", "")]


def test_priorities_that_no_item_has_any_longer_are_named_and_none_is_changed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    rows = plan_rows(4)
    for row, (rank, status) in zip(
        rows[1:], ((1, "Live"), (2, "Complete"), (3, "Not pursued"), (4, "Live")), strict=True
    ):
        row |= {"priority_rank": rank, "status": status if status != "Live" else "In progress"}
    path = new_master(tmp_path, rows)

    assert main(["roll-forward", str(path), "--to", str(tmp_path / "next.xlsx")]) == 0

    assert "No item has priorities 2 and 3 any longer." in capsys.readouterr().out
    assert [i.priority_rank for i in plan_of(tmp_path / "next.xlsx").items] == [1, 4]


def test_an_open_month_is_closed_before_the_plan_is_rolled_forward(tmp_path: Path):
    path = new_master(tmp_path, plan_rows(1))
    at = datetime(2013, 10, 1, 9, 0)
    issue(path, tmp_path / "out", Month(Period(2013, 10)), at=at)
    with pytest.raises(Refused, match="October 2013 is still open"):
        roll_forward(path, tmp_path / "next.xlsx", at=at)


def test_a_plan_is_adopted_once(tmp_path: Path):
    path = draft(tmp_path, items=1)
    at = datetime(2013, 9, 30, 9, 0)
    with pytest.raises(Refused, match="Name the decision"):
        adopt(path, decision=" ", at=at)
    adopt(path, decision="Cabinet", at=at)
    with pytest.raises(Refused, match="The plan is adopted already"):
        adopt(path, decision="Cabinet", at=at)


@pytest.mark.parametrize(
    ("title", "after"),
    [
        ("Improvement Plan 2012–15", "Improvement Plan 2015–18"),
        ("Improvement Plan 2009-10", "Improvement Plan 2010-11"),
        ("Plan 2012/2015", "Plan 2015/2018"),
        ("Our plan", "Our plan (next)"),
    ],
)
def test_the_next_plan_is_named_after_its_years(title: str, after: str):
    assert next_title(title) == after


def test_the_next_plan_begins_without_the_money_and_meetings_of_the_last(tmp_path: Path):
    path = new_master(tmp_path, plan_rows(2))
    at = datetime(2013, 10, 1, 9, 0)
    put(path, "AM1", at, status="Complete", completed_on=date(2013, 9, 3), evidence="Deed")
    savings: tuple[dict[str, Value], ...] = (
        {"item": "AM2", "year": "2012/13", "kind": "Cashable", "target": 1000},
        {"item": "AM2", "year": "2014/15", "kind": "Cashable", "target": 2000},
        {"item": "AM1", "year": "2014/15", "kind": "Cashable", "target": 4000},
    )
    needed: dict[str, Value] = {"item": "AM2", "what": "A surveyor", "funded": "No"}
    meetings: tuple[dict[str, Value], ...] = (
        {"period": "2013-08", "report": "Exceptions", "body": "CMT", "day": date(2013, 9, 10)},
        {"period": "2013-11", "report": "Exceptions", "body": "CMT", "day": date(2013, 12, 10)},
    )
    edits = [append("savings", line) for line in savings]
    edits += [append("calendar", line) for line in meetings]
    target = settings_edits(read(path), {"savings_target": 7000})
    change(path, append("resources", needed), *edits, *target, at=at)

    after = plan_of(roll_forward(path, tmp_path / "next.xlsx", at=at).path)

    assert [(s.item, s.year) for s in after.registers.savings] == [("AM2", "2014/15")]
    assert [r.what for r in after.registers.resources] == ["A surveyor"]
    assert [m.day for m in after.registers.calendar] == [date(2013, 12, 10)]
    assert after.settings.savings_target is None


def test_what_left_by_being_done_is_not_told_as_vanished(tmp_path: Path):
    path = draft(tmp_path, items=2)
    adopt(path, decision="Cabinet", at=AT)
    month(path, Period(2013, 10), {"AM1": "Green", "AM2": "Green"}, tmp_path)
    at = datetime(2013, 11, 28, 9, 0)
    issue(path, tmp_path / "nov", Month(Period(2013, 11)), at=at)
    put(path, "AM1", at, status="Complete", completed_on=date(2013, 11, 3), evidence="Deed")
    consolidate(path, None, at=at)
    close(path, at=at)

    rolled = roll_forward(path, tmp_path / "next.xlsx", at=at)

    assert rolled.left == (("AM1", "complete"),)
    assert not [f for f in check_master(read(rolled.path)) if f.code == "X02"]
