"""What waits for a decision: told at every run, applied before a close, over with its month."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from tests.cycle.months import (
    AT,
    OCTOBER,
    answers,
    cell,
    issue_october,
    new_master,
    plan_rows,
    send,
)
from xlplan.cycle.closing import close
from xlplan.cycle.consolidating import Consolidated, consolidate
from xlplan.cycle.issuing import issue
from xlplan.cycle.storing import Refused, set_cell, store
from xlplan.model import Period
from xlplan.typed import Value
from xlplan.workbook.master import read_master
from xlplan.workbook.officer import Answers, fill_in

OWNER = "Property Manager"
LATER = AT + timedelta(days=1)


def asked(folder: Path) -> tuple[Path, Consolidated]:
    """A master with a conflict about a rating (AM1) and a request for a later date (AM2)."""
    master = new_master(folder, plan_rows(3))
    issued = issue_october(master)[OWNER]
    read = read_master(master)
    row = next(read.rows[i.item_id] for i in read.plan.rows if i.ref == "AM1")
    store(read, [set_cell(row, "rag", "Amber")], at=AT)
    later: dict[tuple[str, str], Value] = {
        ("AM2", "due"): date(2014, 9, 30),
        ("AM2", "change_reason"): "The tenant stays on.",
    }
    send(issued, folder / "in", answers(["AM1", "AM2", "AM3"]) | later)
    return master, consolidate(master, folder / "in", at=AT)


def decide(master: Path, table: str, decision: str) -> None:
    read = read_master(master)
    store(read, [set_cell(r, "decision", decision) for r in read.table_rows(table)], at=AT)


def states(master: Path, table: str) -> list[str]:
    return [row.text("state") for row in read_master(master).table_rows(table)]


def open_november(master: Path) -> None:
    november = replace(OCTOBER, period=Period(2013, 11))
    issue(master, master.parent / "november", november, at=LATER)


def test_what_waits_is_named_until_it_is_decided(tmp_path: Path):
    master, done = asked(tmp_path)

    assert done.waiting.every == ("AM1 Rating", "AM2 Due date")
    assert "1 in conflict + 1 requested" in done.account.in_words()[2]

    decide(master, "conflicts", "Master")
    decide(master, "requests", "Refuse")
    done = consolidate(master, None, at=LATER)

    assert done.waiting.every == ()
    assert done.account.requests == ()
    (refused,) = done.account.requests_refused
    assert refused == "AM2 Asset management!C7"
    assert "1 decided for the master + 0 requested + 1 refused" in done.account.in_words()[2]
    assert "1 refused" in done.account.by_owner[OWNER]


@pytest.mark.parametrize("decision", ["Accept", "Refuse"])
def test_a_locked_cell_is_told_about_until_its_request_is_decided(tmp_path: Path, decision: str):
    master, done = asked(tmp_path)
    (told,) = [f.message for f in done.findings if f.code == "C01"]
    assert told.endswith("it was made a request for approval.")

    decide(master, "requests", decision)
    done = consolidate(master, None, at=LATER)

    assert [f for f in done.findings if f.code == "C01"] == []


def test_a_refused_date_that_is_asked_for_again_the_month_after_is_a_new_request(tmp_path: Path):
    master, _ = asked(tmp_path)
    decide(master, "conflicts", "Master")
    decide(master, "requests", "Refuse")
    consolidate(master, None, at=LATER)
    close(master, at=LATER)
    november = replace(OCTOBER, period=Period(2013, 11))
    (issued,) = issue(master, tmp_path / "november", november, at=LATER).returns
    send(issued, tmp_path / "nov", answers(["AM2"], due=date(2014, 9, 30)))

    done = consolidate(master, tmp_path / "nov", at=LATER + timedelta(days=1))

    assert done.waiting.requests == ("AM2 Due date",)
    assert states(master, "requests") == ["Refused", "Open"]


def test_a_month_is_not_closed_over_a_decision_that_is_not_applied(tmp_path: Path):
    master, _ = asked(tmp_path)
    decide(master, "conflicts", "Return")

    with pytest.raises(Refused, match="not applied yet: AM1 Rating"):
        close(master, at=LATER)
    consolidate(master, None, at=LATER)
    done = close(master, at=LATER)

    assert cell(master, "AM1", "rag") == "Green"
    assert done.undecided_in_words() == ("Requests that still wait: AM2 Due date.",)


def test_a_conflict_that_nobody_decided_is_over_with_its_month(tmp_path: Path):
    master, _ = asked(tmp_path)

    done = close(master, at=LATER)

    assert done.undecided_in_words()[0] == (
        "Conflicts that nobody decided, closed as the master has them: AM1 Rating."
    )
    assert states(master, "conflicts") == ["Closed"]
    open_november(master)
    decide(master, "conflicts", "Return")
    told = consolidate(master, None, at=LATER)
    (finding,) = [f for f in told.findings if f.code == "M02"]
    assert "its month is closed with what the master said" in finding.message
    assert cell(master, "AM1", "rag") is None
    assert cell(master, "AM1", "reported") == "No"
    assert told.waiting.every == ("AM2 Due date",)

    decide(master, "conflicts", "Master")
    told = consolidate(master, None, at=LATER)
    assert [f for f in told.findings if f.code == "M02"] == []


def test_what_was_decided_of_a_text_in_one_month_decides_nothing_in_the_next(tmp_path: Path):
    master, _ = asked(tmp_path)
    decide(master, "conflicts", "Master")
    consolidate(master, None, at=LATER)
    close(master, at=LATER)
    november = replace(OCTOBER, period=Period(2013, 11))
    (issued,) = issue(master, tmp_path / "november", november, at=LATER).returns
    read = read_master(master)
    row = next(read.rows[i.item_id] for i in read.plan.rows if i.ref == "AM1")
    store(read, [set_cell(row, "rag", "Amber")], at=LATER)
    send(issued, tmp_path / "nov", answers(["AM1"]))

    done = consolidate(master, tmp_path / "nov", at=LATER + timedelta(days=1))

    assert done.waiting.conflicts == ("AM1 Rating",)


def test_a_mind_may_be_changed_until_something_was_applied(tmp_path: Path):
    master, _ = asked(tmp_path)
    decide(master, "conflicts", "Master")
    decide(master, "requests", "Refuse")
    consolidate(master, None, at=LATER)
    decide(master, "conflicts", "Return")
    decide(master, "requests", "Accept")

    consolidate(master, None, at=LATER)

    assert (cell(master, "AM1", "rag"), cell(master, "AM2", "due")) == ("Green", date(2014, 9, 30))
    assert states(master, "conflicts") == states(master, "requests") == ["Applied"]
    decide(master, "conflicts", "Master")
    decide(master, "requests", "Refuse")
    done = consolidate(master, None, at=LATER)
    told = [f.message for f in done.findings if f.code == "M02"]
    assert len(told) == 2
    assert all("it was applied already. Type over the cell yourself" in text for text in told)
    assert (cell(master, "AM1", "rag"), cell(master, "AM2", "due")) == ("Green", date(2014, 9, 30))


def test_a_decision_on_what_its_owner_took_back_is_told_about(tmp_path: Path):
    master, _ = asked(tmp_path)
    (file,) = (tmp_path / "in").iterdir()
    issued = tmp_path / "issued" / file.name
    again = fill_in(issued.read_bytes(), Answers(answers(["AM1"]), signed_by=OWNER), at=AT)
    file.write_bytes(again)
    consolidate(master, tmp_path / "in", at=LATER)
    assert states(master, "requests") == ["Withdrawn"]
    decide(master, "requests", "Accept")

    done = consolidate(master, None, at=LATER)

    (told,) = [f.message for f in done.findings if f.code == "M02"]
    assert "its owner has taken it back" in told
    assert cell(master, "AM2", "due") == date(2014, 3, 31)


def test_a_refused_suspension_leaves_its_line_on_changes(tmp_path: Path):
    master = new_master(tmp_path, plan_rows(2))
    issued = issue_october(master)[OWNER]
    said = answers(["AM1"], proposed_change="Suspend", change_reason="No money until April.")
    send(issued, tmp_path / "in", said)
    consolidate(master, tmp_path / "in", at=AT)
    decide(master, "requests", "Refuse")

    consolidate(master, tmp_path / "in", at=LATER)
    consolidate(master, None, at=LATER)

    lines = read_master(master).table_rows("changes")
    told = [r for r in lines if r.text("field") == "Proposed change"]
    keys = ("was", "now", "by")
    assert [tuple(r.text(k) for k in keys) for r in told] == [
        ("", "Suspend", OWNER),
        ("Suspend", "", "2013-10/1"),
    ]
    assert cell(master, "AM1", "proposed_change") is None


def test_a_month_is_not_closed_over_a_rating_that_is_not_counted(tmp_path: Path):
    master = new_master(tmp_path, plan_rows(2))
    issue_october(master)
    read = read_master(master)
    rows = {i.ref: read.rows[i.item_id] for i in read.plan.rows}
    store(read, [set_cell(rows["AM1"], "rag", "Green"), set_cell(rows["AM2"], "rag", "?")], at=AT)

    with pytest.raises(Refused, match=r"not counted as reported yet: AM1\. Count them with"):
        close(master, at=AT)
    consolidate(master, None, at=LATER)

    assert close(master, at=LATER).not_reported == ("AM", "AM2")
