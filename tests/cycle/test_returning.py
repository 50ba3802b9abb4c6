"""The Returns sheet keeps when each return was due, when it came, and in how many versions."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

from tests.cycle.months import AT, OCTOBER, answers, issue_october, new_master, plan_rows, send
from xlplan.cycle.consolidating import consolidate
from xlplan.cycle.issuing import issue
from xlplan.cycle.storing import settings_edits, store
from xlplan.history import OwnerReturns, return_behaviour
from xlplan.model import ReturnLog
from xlplan.workbook.master import read_master

OWNER = "Property Manager"


def behaviour(master: Path) -> OwnerReturns:
    (found,) = return_behaviour(read_master(master).plan)
    return found


def test_a_return_that_is_out_says_when_it_is_due(tmp_path: Path):
    master = new_master(tmp_path, plan_rows(1))
    month = replace(OCTOBER, deadline=date(2013, 11, 8))

    issue(master, tmp_path / "issued", month, at=AT)
    assert [log.deadline for log in behaviour(master).awaited] == [date(2013, 11, 8)]

    issue(master, tmp_path / "again", replace(month, deadline=date(2013, 11, 15)), at=AT)
    assert [log.deadline for log in behaviour(master).awaited] == [date(2013, 11, 15)]


def test_a_return_is_logged_with_its_deadline_and_its_versions(tmp_path: Path):
    master = new_master(tmp_path, plan_rows(1))
    one = issue_october(master)[OWNER]
    read = read_master(master)
    store(read, settings_edits(read, {"deadline": date(2013, 11, 1)}), at=AT)
    assert [log.period.month for log in behaviour(master).awaited] == [10]
    assert [log.deadline for log in behaviour(master).awaited] == [None]

    send(one, tmp_path / "in", answers(["AM1"]))
    consolidate(master, tmp_path / "in", at=AT)
    found = behaviour(master)
    assert found.right_first_time == found.in_time
    assert found.in_time == (
        ReturnLog(
            read.plan.settings.period,
            OWNER,
            rows=1,
            issued=datetime(2013, 11, 1, 9, 30),
            state="Accepted",
            received=AT,
            deadline=date(2013, 11, 1),
            times=1,
        ),
    )

    send(one, tmp_path / "in", answers(["AM1"], rag="Amber", corrective_action="Sign by March."))
    consolidate(master, tmp_path / "in", at=AT + timedelta(days=1))
    found = behaviour(master)
    assert ([log.times for log in found.late], found.right_first_time) == ([2], ())
