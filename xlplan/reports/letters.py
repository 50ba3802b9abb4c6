"""E-mails to owners, ready to be drafted: what is said to whom, and which points are open."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from xlplan.findings import Finding, Severity
from xlplan.model import Plan, british_date
from xlplan.reports.wording import counted, listed

_CABINET = "cabinet"


class Occasion(StrEnum):
    """Why an owner is written to."""

    ISSUE = "return attached"
    LATE = "not yet returned"
    SENT_BACK = "sent back"
    TO_FIX = "accepted, with something to put right"
    THANKS = "accepted with thanks"


@dataclass(frozen=True)
class Point:
    """One open point of an owner: the item it is about, and what about it."""

    ref: str
    title: str
    what: str


@dataclass(frozen=True)
class Letter:
    """One e-mail as words. `copied` are the posts it is copied to, and `attached` a file's name."""

    council: str
    plan: str
    subject: str
    greeting: str
    paragraphs: tuple[str, ...]
    points_heading: str
    points: tuple[Point, ...]
    closing: tuple[str, ...]
    attached: str = ""


@dataclass(frozen=True)
class Case:
    """Where one owner's return stands. `name` is who holds the post, when that is known.

    `copied` are the posts that it has been escalated to; `rows` counts what they answer for.
    """

    owner: str
    occasion: Occasion
    rows: int
    name: str = ""
    points: tuple[Point, ...] = ()
    copied: tuple[str, ...] = ()
    attached: str = ""
    has_fix_list: bool = False


def letter(plan: Plan, case: Case, today: date) -> Letter:
    """Return the e-mail to one owner."""
    settings = plan.settings
    return Letter(
        council=settings.council,
        plan=settings.title,
        subject=f"{settings.title}: {_subject(plan, case, today)}",
        greeting=f"Dear {case.name or case.owner},",
        paragraphs=tuple(p for p in _paragraphs(plan, case, today) if p),
        points_heading=_POINTS[case.occasion],
        points=case.points,
        closing=tuple(p for p in _closing(plan, case) if p),
        attached=case.attached,
    )


_POINTS = {
    Occasion.ISSUE: "Still open from last month",
    Occasion.LATE: "What readers will look for",
    Occasion.SENT_BACK: "What to put right",
    Occasion.TO_FIX: "What to put right",
    Occasion.THANKS: "What waits for somebody else",
}


def _subject(plan: Plan, case: Case, today: date) -> str:
    month = plan.settings.period.title
    deadline = plan.settings.deadline
    due = f" by {british_date(deadline)}" if deadline else ""
    if case.occasion is Occasion.ISSUE:
        return f"your return for {month}, please{due}"
    if case.occasion is Occasion.LATE:
        if deadline and today > deadline:
            return f"your return for {month} was due on {british_date(deadline)}"
        return f"your return for {month}, please{due}"
    if case.occasion is Occasion.SENT_BACK:
        return f"your return for {month} could not be used"
    if case.occasion is Occasion.TO_FIX:
        return f"your return for {month}: {counted(len(case.points), 'thing')} to put right"
    return f"thank you for your return for {month}"


def _paragraphs(plan: Plan, case: Case, today: date) -> tuple[str, ...]:
    month = plan.settings.period.title
    if case.occasion is Occasion.ISSUE:
        return (_please(plan, case), _green(plan))
    if case.occasion is Occasion.LATE:
        return (_late(plan, case, today), _not_reported(plan), _green(plan), _copied(case))
    if case.occasion is Occasion.SENT_BACK:
        return (
            f"Thank you for your return for {month}. It could not be used as it came, so nothing "
            "from it is in the plan yet.",
            _with_fix_list(case),
            _by_when(plan, today),
        )
    if case.occasion is Occasion.TO_FIX:
        return (
            f"Thank you: your return for {month} is accepted, and what could be read is in the "
            f"plan. {_things(len(case.points))} your attention.",
            _with_fix_list(case),
            _by_when(plan, today),
        )
    return (
        f"Thank you: your return for {month} is accepted, with {counted(case.rows, 'row')}. "
        "There is nothing more to do.",
    )


def _things(number: int) -> str:
    return "One thing in it needs" if number == 1 else f"{number} things in it need"


def _please(plan: Plan, case: Case) -> str:
    month, deadline = plan.settings.period.title, plan.settings.deadline
    due = f" by {british_date(deadline)}" if deadline else ""
    return (
        f"Your return for {month} is attached, with {counted(case.rows, 'row')}. Please fill in "
        f"the yellow columns in Excel, save it under its own name, and reply with it attached{due}."
    )


def _late(plan: Plan, case: Case, today: date) -> str:
    month, deadline = plan.settings.period.title, plan.settings.deadline
    again = (
        f"It is attached again, with {counted(case.rows, 'row')}: please reply with it filled in."
    )
    if deadline is None:
        return f"Your return for {month} has not reached us yet. {again}"
    if today <= deadline:
        return f"Your return for {month} is due by {british_date(deadline)}. {again}"
    late = counted((today - deadline).days, "day")
    return (
        f"Your return for {month} was due on {british_date(deadline)}, {late} ago, and has not "
        f"reached us. {again}"
    )


def _not_reported(plan: Plan) -> str:
    month = [m for m in plan.registers.calendar if m.period == plan.settings.period]
    meeting = next((m for m in month if m.day and m.body), None)
    where = f" to {meeting.body} on {british_date(meeting.day)}" if meeting and meeting.day else ""
    return (
        f"Rows without a rating are printed as NOT REPORTED in the paper{where}, with their last "
        "rating beside them. If you have sent your return already, please tell us."
    )


def is_cabinet_month(plan: Plan) -> bool:
    """Whether the open month's report goes to Cabinet, so that every item needs its words."""
    month = [m for m in plan.registers.calendar if m.period == plan.settings.period]
    return any(m.report.casefold() == _CABINET for m in month)


def _green(plan: Plan) -> str:
    if is_cabinet_month(plan):
        return "This month's report goes to Cabinet, so every row needs a sentence or two."
    best = plan.settings.scale.rated[-1]
    return (
        f"Where a row is {best} and there is nothing new to say, choose the rating and leave the "
        "rest: it needs no commentary this month."
    )


def _copied(case: Case) -> str:
    return f"This is copied to the {listed(case.copied)}." if case.copied else ""


def _with_fix_list(case: Case) -> str:
    if case.has_fix_list:
        return (
            "Your own file is attached with a Fix list in front: click a cell there to go to it, "
            "correct it, save, and reply with the file attached. Nothing you typed is lost."
        )
    if case.attached:
        return "A fresh copy of your return is attached: please fill it in and reply with it."
    return ""


def _by_when(plan: Plan, today: date) -> str:
    deadline = plan.settings.deadline
    if deadline is None:
        return ""
    if today > deadline:
        return f"Returns were due on {british_date(deadline)}, so please reply as soon as you can."
    return f"Please reply by {british_date(deadline)}."


def _closing(plan: Plan, case: Case) -> tuple[str, ...]:
    if case.occasion is Occasion.THANKS:
        return ("Performance team", plan.settings.council)
    help_text = "If somebody else should answer for these rows, or you are stuck, just reply."
    return (help_text, "Performance team", plan.settings.council)


def finding_points(plan: Plan, findings: Sequence[Finding]) -> tuple[Point, ...]:
    """Return what an owner has to put right, one point for each finding of block or error."""
    titles = {row.ref: row.title for row in plan.rows}
    must = [f for f in findings if f.severity in (Severity.BLOCK, Severity.ERROR)]
    return tuple(
        Point(f.ref, titles.get(f.ref, ""), f.message.removeprefix(f"{f.ref}: ")) for f in must
    )
