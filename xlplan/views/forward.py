"""What lies ahead: each decision, milestone, due date and meeting, and what is wrong with it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from xlplan.model import Item, Plan, clean, short_date

DECISION, MILESTONE, DUE, MEETING = "Decision", "Milestone", "Due", "Meeting"
_SEVERAL = 3


@dataclass(frozen=True)
class Ahead:
    """One thing that lies ahead, or that has been missed.

    `body` is who decides or meets, else the post that does it. `notices` say in words what is
    wrong: missed, at a weekend, no meeting of the body that day, several on one day. `item` is the
    row it belongs to, None for a meeting; a paper asks it who may read.
    """

    day: date
    kind: str
    body: str
    what: str
    ref: str = ""
    item: Item | None = None
    notices: tuple[str, ...] = ()


def forward_plan(plan: Plan) -> tuple[Ahead, ...]:
    """Return what lies ahead of the as-at date, and what was missed, in order of date."""
    found = sorted(_found(plan), key=lambda a: (a.day, a.kind, a.ref))
    busy = Counter((a.day, a.body.casefold()) for a in found if a.kind != MEETING)
    meetings = _meetings(plan)
    return tuple(replace(a, notices=tuple(_notices(plan, a, busy, meetings))) for a in found)


def _found(plan: Plan) -> Iterator[Ahead]:
    as_at = plan.settings.as_at
    for item in plan.items:
        if not item.is_live:
            continue
        if item.decision_by:
            body = item.decision_needed_from or "Nobody named"
            what = item.help_needed or "A decision"
            yield Ahead(item.decision_by, DECISION, body, what, item.ref, item)
        if item.next_milestone_due:
            what = item.next_milestone or "A milestone"
            yield Ahead(item.next_milestone_due, MILESTONE, item.owner, what, item.ref, item)
        if item.due:
            yield Ahead(item.due, DUE, item.owner, item.title, item.ref, item)
    for meeting in plan.registers.calendar:
        if meeting.day and not (meeting.is_published and meeting.day < as_at):
            what = f"{meeting.report or 'Report'} for {meeting.period.title}"
            yield Ahead(meeting.day, MEETING, meeting.body or "Meeting", what)


def _meetings(plan: Plan) -> dict[str, set[date]]:
    held: dict[str, set[date]] = {}
    for meeting in plan.registers.calendar:
        if meeting.day and meeting.body:
            held.setdefault(clean(meeting.body).casefold(), set()).add(meeting.day)
    return held


def _notices(
    plan: Plan,
    ahead: Ahead,
    busy: Counter[tuple[date, str]],
    meetings: dict[str, set[date]],
) -> Iterator[str]:
    if ahead.day < plan.settings.as_at:
        yield f"Missed by {(plan.settings.as_at - ahead.day).days} days"
    if ahead.day.weekday() >= 5 and ahead.kind in (DECISION, MEETING):
        yield f"On a {ahead.day:%A}"
    days = meetings.get(clean(ahead.body).casefold(), set())
    if ahead.kind == DECISION and days and ahead.day not in days:
        before = [day for day in days if plan.settings.as_at <= day <= ahead.day]
        if before:
            yield f"No meeting that day; {short_date(max(before))} is the last before"
        else:
            yield "No meeting before it"
    if ahead.kind != MEETING and ahead.body and busy[ahead.day, ahead.body.casefold()] >= _SEVERAL:
        yield f"{busy[ahead.day, ahead.body.casefold()]} on one day"
