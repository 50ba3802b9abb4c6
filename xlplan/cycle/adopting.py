"""Adoption: a decision makes the draft the plan, and fixes its programmed dates from then on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from xlplan.cycle.identity import identify
from xlplan.cycle.ledger import change_rows
from xlplan.cycle.standing import Ledger
from xlplan.cycle.storing import (
    Refused,
    append,
    put_in_place,
    revised,
    set_cell,
    settings_edits,
    writing,
)
from xlplan.model import Item, clean
from xlplan.typed import Value
from xlplan.workbook.edits import Edit, SetSheetState
from xlplan.workbook.master import Master, read_master


@dataclass(frozen=True)
class Adopted:
    """What adoption did: the refs whose programmed date was fixed, and those without a date."""

    title: str
    decision: str
    fixed: tuple[str, ...]
    undated: tuple[str, ...]


def adopt(path: Path, *, decision: str, at: datetime) -> Adopted:
    """Adopt the plan by a decision: programmed dates become the due dates, and stay.

    Raises Refused when the plan is adopted already or no decision is named.
    """
    if not clean(decision):
        raise Refused("Name the decision that adopts the plan, as --decision 'Cabinet 11/04/2012'.")
    with writing(path, why="adopt", at=at):
        before = read_master(path)
        settings = before.plan.settings
        if not settings.is_draft:
            raise Refused(f"The plan is {settings.plan_stage} already; only a draft is adopted.")
        master = revised(before, identify(before).edits)
        moved = [i for i in master.plan.items if i.due and i.baseline_due != i.due]
        edits = (
            *(e for item in moved for e in _fix(master, item, decision, at)),
            *settings_edits(master, {"plan_stage": "adopted"}),
            *_recorded(master, decision, at),
        )
        put_in_place(before, revised(master, edits), at=at, why="adopt")
    undated = tuple(i.ref for i in master.plan.items if not i.due)
    title = master.plan.settings.title
    return Adopted(title, decision, tuple(i.ref for i in moved), undated)


def _fix(master: Master, item: Item, decision: str, at: datetime) -> Iterator[Edit]:
    row = master.rows[item.item_id]
    yield set_cell(row, "baseline_due", item.due)
    was, now, by = item.baseline_due, item.due, decision
    line = Ledger(item.item_id, item.ref, "baseline_due", was, now, by, "decision")
    yield from change_rows(master, [line], at)


def _recorded(master: Master, decision: str, at: datetime) -> Iterator[Edit]:
    known = {clean(d.ref).casefold() for d in master.plan.registers.decisions}
    if clean(decision).casefold() in known:
        return
    day: date = at.date()
    meetings = [m for m in master.plan.registers.calendar if m.report == "Plan update" and m.body]
    body = meetings[0].body if meetings else ""
    text = f"The {master.plan.settings.title} is adopted."
    values: dict[str, Value] = {
        "ref": decision,
        "body": body,
        "day": day,
        "minute": decision,
        "text": text,
        "applied": "Yes",
        "where": "The whole plan",
    }
    yield append("decisions", values)
    yield SetSheetState(master.sheet_of("decisions"), "visible")
