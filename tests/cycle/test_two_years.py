"""Two years of one plan in one story, every return a workbook that somebody filled in.

Drafted, populated, consulted on, adopted, reported month by month and twice to Cabinet, changed by
decisions, rolled forward: at every step the counts that are printed agree with one another.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

from tests.cycle.months import answers, new_master, plan_rows, send
from tests.support.papers import Part, part, parts_of_docx
from xlplan.cycle.adopting import adopt
from xlplan.cycle.closing import close
from xlplan.cycle.comparing import compare_masters
from xlplan.cycle.consolidating import Consolidated, consolidate
from xlplan.cycle.issuing import IssuedReturn, Month, issue
from xlplan.cycle.papers import report_cabinet, report_exceptions
from xlplan.cycle.plan_papers import report_plan
from xlplan.cycle.rolling import roll_forward
from xlplan.cycle.storing import append, set_cell, settings_edits, store
from xlplan.model import Item, Period, Plan, Status
from xlplan.typed import Value
from xlplan.workbook.edits import SetCell
from xlplan.workbook.extra_sheets import NEW_ITEMS
from xlplan.workbook.layout import FIRST_ROW
from xlplan.workbook.master import Master, read_master
from xlplan.workbook.patch import apply_edits

PROPERTY, PLANNING = "Property Manager", "Head of Planning"
Said = dict[tuple[str, str], Value]
RED: dict[str, Value] = {
    "rag": "Red",
    "corrective_action": "Agree a later date with the landlord.",
    "corrective_owner": PROPERTY,
    "corrective_due": date(2014, 6, 30),
    "reason_code": "Decision awaited",
}


@dataclass
class Story:
    """The master of the story and how many items it should hold by now."""

    path: Path
    count: int
    refs: list[str] = field(default_factory=list)

    @property
    def folder(self) -> Path:
        return self.path.parent

    def read(self) -> Master:
        return read_master(self.path)

    @property
    def plan(self) -> Plan:
        return self.read().plan

    def items(self) -> dict[str, Item]:
        return {i.ref: i for i in self.plan.items}


def noon(period: Period, day: int = 28) -> datetime:
    return datetime(period.year, period.month, day, 12, 0)


def drafted(folder: Path) -> Story:
    own, *rows = plan_rows(6)
    mine = [dict(row) | {"rag": None, "reported": "No", "commentary": None} for row in rows]
    for row in mine[4:]:
        row["owner"] = PLANNING
    path = new_master(folder, [own, *mine])
    read = read_master(path)
    settings: dict[str, Value] = {
        "plan_stage": "draft",
        "title": "Test Plan 2013-15",
        "plan_from": date(2013, 10, 1),
        "plan_to": date(2015, 9, 30),
    }
    cabinet: list[dict[str, Value]] = [
        {"period": month, "report": "Cabinet", "body": "Cabinet", "day": day}
        for month, day in (("2014-03", date(2014, 4, 9)), ("2015-03", date(2015, 4, 8)))
    ]
    edits = [*settings_edits(read, settings), *(append("calendar", line) for line in cabinet)]
    store(read, edits, at=noon(Period(2013, 9)))
    return Story(path, 6, [f"AM{n}" for n in range(1, 7)])


def new_item(one: IssuedReturn, path: Path, title: str, due: date) -> None:
    """Type an item into the form of a return that was filled in."""
    said: dict[str, Value] = {
        "title": title,
        "workstream": "Asset management",
        "outcome": "It is there to be used.",
        "due": due,
        "reason": "A major action of the year.",
    }
    columns = [c.key for c in NEW_ITEMS.columns]
    edits = [SetCell("New items", FIRST_ROW, columns.index(k) + 1, v) for k, v in said.items()]
    path.write_bytes(apply_edits(path.read_bytes(), edits))


def decided(story: Story, minute: str, at: datetime) -> Consolidated:
    """Accept every request that waits, by one minute, and run again."""
    read = story.read()
    waiting = [r for r in read.table_rows("requests") if r.text("state") == "Open"]
    assert waiting
    edits = [
        set_cell(row, key, text)
        for row in waiting
        for key, text in (("decision", "Accept"), ("decision_ref", minute))
    ]
    store(read, edits, at=at)
    done = consolidate(story.path, None, at=at)
    after = story.read()
    assert {r.text("state") for r in after.table_rows("requests")} == {"Applied"}
    (decision,) = [d for d in after.plan.registers.decisions if d.ref == minute]
    assert decision.applied == "Yes" and decision.minute == minute
    ids = {r.text("request_id") for r in after.table_rows("requests")}
    assert set(decision.requests.split("; ")) <= ids
    return done


def month(story: Story, period: Period, **changes: Mapping[str, Value]) -> Consolidated:
    """Issue a month, have both owners fill in their returns, and merge what comes back."""
    at = noon(period)
    issued = issue(story.path, story.folder / str(period), Month(period), at=at)
    rows = {ref: item.owner for ref, item in story.items().items()}
    for one in issued.returns:
        said: Said = answers([ref for ref, owner in rows.items() if owner == one.owner])
        for ref in (r for r in rows if rows[r] == one.owner):
            said |= {(ref, name): value for name, value in changes.get(ref, {}).items()}
        send(one, story.folder / f"in-{period}", said)
    done = consolidate(story.path, story.folder / f"in-{period}", at=at)
    adds_up(story, done, rows=sum(one.rows for one in issued.returns))
    return done


def adds_up(story: Story, done: Consolidated, *, rows: int) -> None:
    """Every row in exactly one list, every return accounted for, and no item lost."""
    account = done.account
    lists = (
        account.rows_merged,
        account.rows_unchanged,
        account.rows_held,
        account.rows_not_received,
    )
    placed = [ref for part in lists for ref in part]
    assert len(placed) == len(set(placed)) == account.rows == rows
    assert set(account.received) | set(account.missing) == set(account.issued)
    assert len(story.plan.items) == story.count


def closed(story: Story, period: Period) -> None:
    close(story.path, at=noon(period))
    plan = story.plan
    taken = [s for s in plan.history if s.period == period and s.level.value == "Item"]
    assert sorted(s.ref for s in taken) == sorted(i.ref for i in plan.items)
    exceptions = report_exceptions(story.path, story.folder / "papers", at=noon(period))
    told = "\n".join(line for p in read(exceptions.paths[0]) for line in p.lines)
    said = re.search(r"of the (\d+) items reported on, (.*?)\.\n", told)
    assert said and int(said[1]) == story.count
    counts = [int(n) for n in re.findall(r"(\d+) \(\d+\.\d%\)", said[2])]
    shares = [float(n) for n in re.findall(r"\((\d+\.\d)%\)", said[2])]
    assert sum(counts) == story.count
    assert abs(sum(shares) - 100) < 0.35


def read(path: Path) -> list[Part]:
    return parts_of_docx(path.read_bytes())


def to_cabinet(story: Story, period: Period) -> list[Part]:
    """Make the paper; its account adds up to what the master holds."""
    paper = report_cabinet(story.path, story.folder / "papers", at=noon(period))
    parts = read(paper.paths[0])
    read_now = story.read()
    store(read_now, settings_edits(read_now, {"last_cabinet": str(period)}), at=noon(period))
    return parts


def account(parts: list[Part]) -> dict[str, int]:
    """Read the account of items as the paper prints it."""
    lines = [line for p in parts for line in p.lines if line.startswith("Items: ")]
    found = re.findall(r"(\d+) (before|retained|updated|deleted|after|added)", lines[0])
    told: dict[str, int] = {}
    for number, word in found:
        assert told.setdefault(word, int(number)) == int(number), lines[0]
    assert told["before"] == told["retained"] + told["updated"] + told["deleted"]
    assert told["after"] == told["retained"] + told["updated"] + told["added"]
    return told


def test_a_plan_lives_for_two_years_and_its_counts_agree_at_every_step(tmp_path: Path):
    story = drafted(tmp_path)
    populate_and_adopt(story)
    first_year(story)
    second_year(story)
    the_next_plan(story)


def populate_and_adopt(story: Story) -> None:
    october = Period(2013, 10)
    asked = issue(
        story.path, story.folder / "asked", Month(october, populates=True), at=noon(october, 1)
    )
    assert {one.owner: one.rows for one in asked.returns} == {PROPERTY: 4, PLANNING: 2}
    for one in asked.returns:
        path = send(one, story.folder / "forms", {})
        if one.owner == PLANNING:
            new_item(one, path, "A design guide", date(2015, 3, 31))
    done = consolidate(story.path, story.folder / "forms", at=noon(october, 2))
    adds_up(story, done, rows=6)
    decided(story, "CMT 03/10/2013", noon(october, 3))
    story.count += 1
    added = story.items()["AM7"]
    assert (added.title, added.owner, added.decision_ref) == (
        "A design guide",
        PLANNING,
        "CMT 03/10/2013",
    )
    assert added.item_id and added.baseline_due == added.due == date(2015, 3, 31)

    store(
        story.read(),
        [
            append("consultation", {"body": "Overview and Scrutiny",
                                    "recommendation": "Say who leads.",
                                    "response": "Agreed.", "accepted": "Yes"}),
            *settings_edits(story.read(), {"plan_stage": "consulted"}),
        ],
        at=noon(october, 4),
    )  # fmt: skip
    plan, cover = report_plan(story.path, story.folder / "papers", at=noon(october, 4))
    matrix = part(read(plan.paths[0]), "What each workstream does").rows[1:]
    assert len([line for line in matrix if line[0]]) == story.count
    brief = part(read(cover.paths[0]), "The plan in brief").rows[1:]
    assert [line[3] for line in brief] == [str(story.count)]
    assert part(read(cover.paths[0]), "Recommendations of those consulted").rows[1:] == [
        ["Overview and Scrutiny", "Say who leads.", "Yes. Agreed."]
    ]

    adopt(story.path, decision="Cabinet 09/10/2013", at=noon(october, 9))
    assert all(i.baseline_due == i.due for i in story.plan.items)
    assert len(story.plan.items) == story.count


def first_year(story: Story) -> None:
    month(story, Period(2013, 10))
    assert story.plan.settings.plan_stage == "live"
    closed(story, Period(2013, 10))

    march = Period(2014, 3)
    moved = {"due": "2014-09-30", "change_reason": "The landlord is away."}
    held_up = {"proposed_change": "Suspend", "change_reason": "It waits for the Local Plan."}
    month(story, march, AM2=RED | moved, AM3=held_up)
    decided(story, "Cabinet 26/03/2014", noon(march))
    items = story.items()
    assert items["AM2"].due == date(2014, 9, 30)
    assert items["AM2"].baseline_due == date(2014, 3, 31)
    assert items["AM3"].status is Status.SUSPENDED
    (slip,) = story.plan.registers.date_changes
    assert (slip.ref, slip.days, slip.approval) == ("AM2", 183, "Cabinet 26/03/2014")
    closed(story, march)

    paper = to_cabinet(story, march)
    told = account(paper)
    assert (told["before"], told["after"], told["updated"]) == (7, 7, 1)
    every = [line[0] for p in paper if p.heading.startswith("Appendix B") for line in p.rows]
    assert sum(ref in story.items() for ref in every) == story.count


def second_year(story: Story) -> None:
    october = Period(2014, 10)
    done: dict[str, Value] = {
        "status": "Complete",
        "completed_on": date(2014, 10, 3),
        "evidence": "Deed",
    }
    month(story, october, AM1=done)
    closed(story, october)

    march = Period(2015, 3)
    month(story, march, AM1={"proposed_change": "Delete", "change_reason": "Done and well."})
    decided(story, "Cabinet 25/03/2015", noon(march))
    story.count -= 1
    assert "AM1" not in story.items()
    closed(story, march)

    told = account(to_cabinet(story, march))
    assert (told["before"], told["deleted"], told["added"], told["after"]) == (7, 1, 0, 6)


def the_next_plan(story: Story) -> None:
    september = Period(2015, 9)
    month(story, september, AM4={"status": "Complete", "completed_on": date(2015, 9, 1),
                                 "evidence": "Minute 9"})  # fmt: skip
    closed(story, september)
    was = story.plan
    rolled = roll_forward(story.path, story.folder / "next.xlsx", at=noon(september, 30))

    after = read_master(rolled.path).plan
    assert rolled.left == (("AM4", "complete"),)
    assert [i.ref for i in after.items] == ["AM2", "AM3", "AM5", "AM6", "AM7"]
    assert {i.ref: i.item_id for i in after.items} == {
        i.ref: i.item_id for i in was.items if i.ref != "AM4"
    }
    assert after.history == was.history
    assert after.registers.date_changes == was.registers.date_changes
    kept = {i.ref: i for i in after.items}
    assert kept["AM2"].baseline_due == date(2014, 3, 31)
    assert (kept["AM3"].status, kept["AM3"].decision_ref) == (
        Status.SUSPENDED,
        "Cabinet 26/03/2014",
    )
    assert (after.settings.title, after.settings.plan_stage) == ("Test Plan 2015-17", "draft")
    compared = compare_masters(story.path, rolled.path).comparison.account
    assert compared.opening == len(was.items) == story.count == 6
    assert compared.closing == len(after.items) == 5
    assert compared.opening == compared.retained + compared.updated + compared.deleted
    assert compared.closing == compared.retained + compared.updated + compared.added
