"""What History keeps of a closed month: three ratings, who had it, who might read it, its end."""

from dataclasses import replace
from pathlib import Path

import pytest

from tests.cycle.months import AT, OCTOBER, answers, issue_october, new_master, plan_rows, send
from tests.reports.plans import APRIL, FACTS, SEPTEMBER, after, item, plan
from xlplan.cycle.closing import close
from xlplan.cycle.consolidating import consolidate
from xlplan.cycle.issuing import issue
from xlplan.cycle.record import altered_history
from xlplan.cycle.storing import set_cell, store
from xlplan.history import (
    Disposition,
    Manner,
    compare_periods,
    plan_at,
    silent_drops,
    snapshot,
)
from xlplan.history.frames import history_frame
from xlplan.model import AMBER, GREEN, RED, Level, Period, Plan, Reported, Snapshot, Status
from xlplan.reports.progress import progress_report
from xlplan.reports.selection import Audience
from xlplan.rollup import roll_up
from xlplan.workbook import layout
from xlplan.workbook.layout import SHEETS
from xlplan.workbook.master import read_master

JULY, AUGUST = Period(2013, 7), Period(2013, 8)


def test_the_three_ratings_are_kept_apart():
    row = item("AM1", "G", computed_rag=AMBER, approved_rag=RED, owner="A", delegate="B")
    (seen,) = snapshot(plan(row))

    assert (seen.rag, seen.declared, seen.computed, seen.approved) == (RED, GREEN, AMBER, RED)
    assert (seen.owner, seen.delegate) == ("A", "B")
    silent = snapshot(plan(replace(row, reported=Reported.HELD)))[0]
    assert (silent.rag, silent.declared, silent.reported) == (RED, None, Reported.HELD)
    now = after(plan(item("AM1")), (SEPTEMBER, plan(row)))
    (then,) = plan_at(now, SEPTEMBER).items
    assert (then.rag, then.computed_rag, then.approved_rag) == (GREEN, AMBER, RED)
    assert (then.owner, then.delegate) == ("A", "B")


@pytest.mark.parametrize(
    ("own", "above", "kept"),
    [
        ("Public", "Exempt", "Exempt"),
        ("CMT only", "", "CMT only"),
        ("", "Public", "Public"),
        ("Members only", "CMT only", "Members only"),
    ],
)
def test_a_sub_item_is_kept_as_its_stricter_part_says(own: str, above: str, kept: str):
    rows = item("AM1", publish=above), item("AM1.1", parent="AM1", publish=own)
    assert [s.publish for s in snapshot(plan(*rows)) if s.level is Level.SUB_ITEM] == [kept]


def test_a_closed_month_is_weighed_by_its_own_priorities():
    rows = item("AM1", "G", priority_rank=1), item("AM2", "A", priority_rank=5)
    swapped = tuple(replace(r, priority_rank=6 - (r.priority_rank or 0)) for r in rows)
    now = after(plan(*swapped, policy="weighted"), (SEPTEMBER, plan(*rows)))
    now = replace(now, workstreams=tuple(replace(w, policy="") for w in now.workstreams))

    assert [roll_up(p)[1][0].rag for p in (now, plan_at(now, SEPTEMBER))] == [AMBER, GREEN]


def closed(*months: tuple[Period, Plan], now: Plan) -> Plan:
    return after(now, *months)


def test_a_merger_between_two_closed_months_is_no_silent_drop():
    proposed = {"proposed_change": "Merge", "change_reason": "AM2: one lease covers both"}
    now = closed(
        (JULY, plan(item("AM1"), item("AM2"), item("AM3"))),
        (AUGUST, plan(item("AM1", **proposed), item("AM2"), item("AM3"))),
        (SEPTEMBER, plan(item("AM2"), item("AM3", status=Status.COMPLETE))),
        now=plan(item("AM2")),
    )

    found = compare_periods(now, JULY)

    told = {c.row.ref: (c.disposition, c.manner, c.related) for c in found.at(Level.ITEM)}
    assert told == {
        "AM2": (Disposition.UPDATED, Manner.MERGED, ("AM1",)),
        "AM1": (Disposition.DELETED, Manner.MERGED, ("AM2",)),
        "AM3": (Disposition.DELETED, None, ()),
    }
    # AM3 was complete when it was last seen.
    assert silent_drops(found) == ()
    assert found.account.in_words() == (
        "3 before = 0 retained + 1 updated + 2 deleted; 1 after = 0 retained + 1 updated + 0 added"
    )


def test_a_split_between_two_closed_months_is_told():
    proposed = {"proposed_change": "Split", "change_reason": "AM1; AM4: two sites"}
    now = closed(
        (JULY, plan(item("AM1"))),
        (AUGUST, plan(item("AM1", **proposed))),
        now=plan(item("AM1"), item("AM4")),
    )
    told = {c.row.ref: (c.disposition, c.manner) for c in compare_periods(now, JULY).changes}
    assert told == {
        "AM1": (Disposition.UPDATED, Manner.SPLIT),
        "AM4": (Disposition.ADDED, Manner.SPLIT),
    }


def test_a_sub_item_that_moved_to_another_item_is_updated():
    then = plan(item("AM1"), item("AM2"), item("AM1.1", parent="AM1"))
    now = plan(item("AM1"), item("AM2"), item("AM1.1", parent="AM2"))
    found = compare_periods(after(now, (SEPTEMBER, then)), SEPTEMBER)
    (change,) = [c for c in found.changes if c.disposition is Disposition.UPDATED]
    assert [(f.name, f.was, f.now) for f in change.fields] == [("parent", "AM1", "AM2")]
    older = after(now, (SEPTEMBER, then))
    older = replace(older, history=tuple(_as_older(s) for s in older.history))
    assert compare_periods(older, SEPTEMBER).account.updated == 0


def _as_older(seen: Snapshot) -> Snapshot:
    return replace(
        seen, parent="", delegate="", publish="", declared=None, approved=None, priority_rank=None
    )


def test_appendix_d_names_what_is_gone_to_those_who_may_know_it():
    merged = {"proposed_change": "Merge", "change_reason": "AM2: one lease covers both"}
    then = plan(
        item("AM1", decision_ref="Cabinet 12", **merged),
        item("AM2"),
        item("AM7", publish="Exempt"),
        item("AM8", publish="CMT only", proposed_change="Delete", change_reason="Done elsewhere."),
    )
    now = after(plan(item("AM2")), (APRIL, then))

    def told(audience: Audience) -> list[tuple[str, str, str, str, str, str]]:
        lines = progress_report(now, FACTS, audience=audience).schedules.changes
        return [(li.ref, li.title, li.what, li.how, li.reason, li.decision) for li in lines]

    why = "one lease covers both"
    public = [
        ("AM2", "Title AM2", "Merged", "With AM1", "", ""),
        ("AM1", "Title AM1", "Merged", "Into AM2", why, "Cabinet 12"),
    ]
    assert told(Audience.PUBLIC) == public
    gone = ("AM8", "Title AM8", "Deleted", "", "Done elsewhere.", "")
    assert told(Audience.CMT) == [*public, gone]
    assert ("AM7", "Title AM7", "Deleted", "", "", "") in told(Audience.EXEMPT)


def september(folder: Path) -> Path:
    rows = plan_rows(2)
    rows[1] |= {"delegate": "Head of Planning", "priority_rank": 3, "computed_rag": "Amber"}
    rows[2] |= {"approved_rag": "Red", "publish": "CMT only"}
    return new_master(folder, rows)


def run_october(folder: Path, master: Path) -> Path:
    issued = issue_october(master)["Property Manager"]
    said = answers(["AM1", "AM2"])
    said |= {("AM1", "proposed_change"): "Merge", ("AM1", "change_reason"): "AM2: one lease"}
    send(issued, folder / "in", said)
    consolidate(master, folder / "in", at=AT)
    close(master, at=AT)
    return master


def test_what_is_kept_is_read_back_and_given_as_a_frame(tmp_path: Path):
    history = read_master(run_october(tmp_path, september(tmp_path))).plan.history
    seen = {s.ref: s for s in history}

    assert (seen["AM1"].delegate, seen["AM1"].priority_rank) == ("Head of Planning", 3)
    assert (seen["AM1"].proposed_change, seen["AM1"].change_reason) == ("Merge", "AM2: one lease")
    assert (seen["AM2"].declared, seen["AM2"].approved, seen["AM2"].rag) == (GREEN, RED, RED)
    assert [seen[ref].publish for ref in ("AM1", "AM2")] == ["Public", "CMT only"]
    frame = history_frame(read_master(tmp_path / "master.xlsx").plan).set_index("ref")
    words = [frame[column]["AM2"] for column in ("rating", "declared", "approved")]
    assert words == ["Red", "Green", "Red"]
    assert frame["priority_rank"]["AM1"] == 3


@pytest.mark.parametrize("key", ["delegate", "publish", "change_reason"])
def test_what_is_kept_newly_is_guarded_too(tmp_path: Path, key: str):
    master = run_october(tmp_path, september(tmp_path))
    assert list(altered_history(read_master(master))) == []
    read = read_master(master)
    row = next(r for r in read.table_rows("history") if r.text("ref") == "AM1")
    store(read, [set_cell(row, key, "Other")], at=AT)

    (finding,) = altered_history(read_master(master))

    assert SHEETS["history"].heading(key) in finding.message
    assert finding.at == row.at(key)


def test_a_master_whose_history_is_older_closes_and_is_not_taken_for_altered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    known = SHEETS["history"]
    first = tuple(c for c in known.columns)[: [c.key for c in known.columns].index("source") + 1]
    with monkeypatch.context() as earlier:
        # A master as an earlier version made it.
        earlier.setitem(layout.SHEETS, "history", replace(known, columns=first))
        master = september(tmp_path)
    run_october(tmp_path, master)
    assert list(altered_history(read_master(master))) == []
    assert {s.publish for s in read_master(master).plan.history} == {""}

    november = replace(OCTOBER, period=Period(2013, 11))
    issue(master, tmp_path / "november", november, at=AT)
    consolidate(master, None, at=AT)
    close(master, at=AT)

    after_it = read_master(master)
    assert {str(s.period) for s in after_it.plan.history} == {"2013-10", "2013-11"}
    assert list(altered_history(after_it)) == []
