"""Chasing: each owner's draft, what it says, what goes with it, and the log on Returns."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import pytest

from tests.cycle.months import AT, answers, new_master, plan_rows, send
from xlplan.cycle.chasing import Chasers, chase
from xlplan.cycle.closing import close
from xlplan.cycle.consolidating import consolidate
from xlplan.cycle.drafting import Draft
from xlplan.cycle.issuing import Issued, Month, issue
from xlplan.cycle.storing import Refused, append, set_cell, settings_edits, store
from xlplan.model import Period
from xlplan.reports.letters import Occasion
from xlplan.typed import Value
from xlplan.workbook.master import read_master

PROPERTY, PLANNING = "Property Manager", "Head of Planning"
DEADLINE = date(2013, 11, 8)
LATER = datetime(2013, 11, 14, 9, 0)


_MADE: dict[str, tuple[Path, Issued]] = {}


def begun(folder: Path, **last: Value) -> tuple[Path, Issued]:
    """October issued to two owners: AM1 and AM2 are Property's, AM3 is Planning's.

    It is made once for all the tests of this file, and copied for each.
    """
    key = repr(sorted(last.items()))
    if key not in _MADE:
        once = folder.parent / f"made-once-{len(_MADE)}"
        once.mkdir()
        _MADE[key] = _made(once, **last)
    master, issued = _MADE[key]
    shutil.copytree(master.parent, folder, dirs_exist_ok=True)

    def moved(path: Path) -> Path:
        return folder / path.relative_to(master.parent)

    return moved(master), replace(
        issued,
        returns=tuple(replace(one, path=moved(one.path)) for one in issued.returns),
        drafts=tuple(replace(one, path=moved(one.path)) for one in issued.drafts),
    )


def _made(folder: Path, **last: Value) -> tuple[Path, Issued]:
    own, *rows = plan_rows(3)
    people = [{**row} for row in rows]
    people[2]["owner"] = PLANNING
    people[0] |= last
    master = new_master(folder, [own, *people])
    read = read_master(master)
    emails = {PROPERTY: "property@council.gov.uk", PLANNING: "planning@council.gov.uk"}
    edits = [set_cell(r, "email", emails[r.text("post")]) for r in read.table_rows("people")]
    edits += [set_cell(read.table_rows("workstreams")[0], "owner", "Director of Place")]
    store(read, edits, at=AT)
    month = replace(Month(Period(2013, 10)), deadline=DEADLINE)
    return master, issue(master, folder / "issued", month, at=AT)


def by_owner(drafts: Sequence[Draft]) -> dict[str, Draft]:
    return {draft.owner: draft for draft in drafts}


def read_draft(draft: Draft) -> EmailMessage:
    return message_from_bytes(draft.path.read_bytes(), policy=default)


def plain(draft: Draft) -> str:
    body = read_draft(draft).get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def files_of(draft: Draft) -> list[str | None]:
    return [part.get_filename() for part in read_draft(draft).iter_attachments()]


def returned(folder: Path, issued: Issued, owner: str, **said: Value) -> None:
    one = next(r for r in issued.returns if r.owner == owner)
    refs = ["AM3"] if owner == PLANNING else ["AM1", "AM2"]
    send(one, folder / "in", answers(refs, **said))


def chased(master: Path, folder: Path, at: datetime = LATER) -> tuple[Chasers, dict[str, Draft]]:
    made = chase(master, folder, at=at)
    return made, by_owner(made.drafts)


def test_each_owner_gets_the_draft_that_their_return_calls_for(tmp_path: Path):
    master, issued = begun(tmp_path)
    returned(tmp_path, issued, PROPERTY, forecast="end of Jan 14ish")
    consolidate(master, tmp_path / "in", at=AT)

    _, drafts = chased(master, tmp_path / "out")

    assert {o: d.occasion for o, d in drafts.items()} == {
        PROPERTY: Occasion.TO_FIX,
        PLANNING: Occasion.LATE,
    }
    assert '"end of Jan 14ish" is not a date' in plain(drafts[PROPERTY])
    assert "Fix list" in plain(drafts[PROPERTY])
    assert read_draft(drafts[PLANNING])["To"] == f"{PLANNING} <planning@council.gov.uk>"
    assert "was due on 8 November 2013, 6 days ago" in plain(drafts[PLANNING])


def test_the_fix_list_is_the_owners_own_file_and_the_late_get_their_return_again(tmp_path: Path):
    master, issued = begun(tmp_path)
    returned(tmp_path, issued, PROPERTY, rag="Red", corrective_action=None)
    consolidate(master, tmp_path / "in", at=AT)

    _, drafts = chased(master, tmp_path / "out")

    assert files_of(drafts[PROPERTY]) == ["2013-10 Property Manager.xlsx"]
    assert files_of(drafts[PLANNING]) == ["2013-10 Head of Planning.xlsx"]
    (fix_list,) = read_draft(drafts[PROPERTY]).iter_attachments()
    (again,) = read_draft(drafts[PLANNING]).iter_attachments()
    for part in (fix_list, again):
        (tmp_path / "back").mkdir(exist_ok=True)
        (tmp_path / "back" / str(part.get_filename())).write_bytes(part.get_content())
    done = consolidate(master, tmp_path / "back", at=LATER)
    assert set(done.account.accepted) == {PROPERTY, PLANNING}


def test_who_is_late_enough_is_escalated_to_delegate_and_head_of_service(tmp_path: Path):
    master, _ = begun(tmp_path)
    read = read_master(master)
    person = next(r for r in read.table_rows("people") if r.text("post") == PLANNING)
    store(read, [set_cell(person, "delegate", "Deputy Planner")], at=AT)

    _, soon = chased(master, tmp_path / "soon", datetime(2013, 11, 11, 9, 0))
    _, late = chased(master, tmp_path / "late", datetime(2013, 11, 13, 9, 0))

    assert soon[PLANNING].copied == ()
    assert late[PLANNING].copied == ("Deputy Planner", "Director of Place")
    assert late[PROPERTY].copied == ("Director of Place",)
    assert "copied to the Deputy Planner and Director of Place" in plain(late[PLANNING])
    assert set(late[PLANNING].unaddressed) == {"Deputy Planner", "Director of Place"}


def test_days_before_escalation_are_a_setting(tmp_path: Path):
    master, _ = begun(tmp_path)
    read = read_master(master)
    store(read, settings_edits(read, {"escalate_after_days": 10}), at=AT)

    _, drafts = chased(master, tmp_path / "out")

    assert all(draft.copied == () for draft in drafts.values())


def test_what_was_chased_is_logged_on_returns_and_thanks_go_once(tmp_path: Path):
    master, issued = begun(tmp_path)
    returned(tmp_path, issued, PROPERTY)
    consolidate(master, tmp_path / "in", at=AT)

    chased(master, tmp_path / "out")
    again, drafts = chased(master, tmp_path / "again")

    lines = {r.text("owner"): r for r in read_master(master).table_rows("returns")}
    assert lines[PLANNING].text("chased") == "2013-11-14 09:00:00"
    assert lines[PLANNING].text("chased_to") == (
        "Head of Planning and Director of Place: not yet returned"
    )
    assert lines[PROPERTY].text("chased_to") == "Property Manager: accepted with thanks"
    assert again.thanked == (PROPERTY,)
    assert set(drafts) == {PLANNING}


def test_green_with_nothing_to_say_is_not_chased_for_prose_unless_cabinet_meets(tmp_path: Path):
    master, _ = begun(tmp_path)
    _, drafts = chased(master, tmp_path / "cmt")
    said = plain(drafts[PLANNING])
    assert "Where a row is Green and there is nothing new to say" in said
    assert "AM3" not in said

    cabinet: dict[str, Value] = {"period": "2013-10", "report": "Cabinet", "body": "Cabinet"}
    store(read_master(master), [append("calendar", cabinet)], at=AT)
    _, drafts = chased(master, tmp_path / "cabinet")
    assert "every row needs a sentence or two" in plain(drafts[PLANNING])


def test_issue_drafts_the_e_mail_that_carries_the_return_with_what_is_open(tmp_path: Path):
    _, issued = begun(
        tmp_path, rag="Amber", due=date(2013, 9, 30), corrective_action="Agree the lease"
    )
    drafts = by_owner(issued.drafts)

    assert drafts[PROPERTY].path == tmp_path / "issued" / "e-mails" / "2013-10 Property Manager.eml"
    assert files_of(drafts[PROPERTY]) == ["2013-10 Property Manager.xlsx"]
    said = plain(drafts[PROPERTY])
    assert "reply with it attached by 8 November 2013" in said
    assert (
        "- AM1 Asset 1: Amber last month. Corrective action: Agree the lease. "
        "Its due date, 30 September 2013, has passed."
    ) in said
    assert "AM2" not in said
    assert "Still open" not in plain(drafts[PLANNING])


def test_it_says_no_to_a_closed_month_to_nothing_issued_and_to_old_drafts(tmp_path: Path):
    bare = new_master(tmp_path, plan_rows(1))
    with pytest.raises(Refused, match="is closed"):
        chase(bare, tmp_path / "a", at=LATER)
    master, _ = begun(tmp_path)
    chase(master, tmp_path / "out", at=LATER)
    with pytest.raises(Refused, match="holds drafts already"):
        chase(master, tmp_path / "out", at=LATER)
    close(master, at=LATER)
    with pytest.raises(Refused, match="nobody is chased"):
        chase(master, tmp_path / "b", at=LATER)


def test_a_return_that_was_sent_back_is_told_why_and_gets_a_fresh_one(tmp_path: Path):
    master, issued = begun(tmp_path)
    returned(tmp_path, issued, PROPERTY)
    close(master, at=AT)
    issue(master, tmp_path / "november", Month(Period(2013, 11)), at=LATER)
    consolidate(master, tmp_path / "in", at=LATER)

    _, drafts = chased(master, tmp_path / "out")

    draft = drafts[PROPERTY]
    assert draft.occasion is Occasion.SENT_BACK
    assert "could not be used as it came" in plain(draft)
    assert "October 2013" in plain(draft)
    assert files_of(draft) == ["2013-11 Property Manager.xlsx"]
    assert "A fresh copy of your return is attached" in plain(draft)
