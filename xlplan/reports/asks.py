"""The decisions and help that owners need."""

from __future__ import annotations

from datetime import date

from xlplan.model import Item, Plan, british_date
from xlplan.reports.context import Ask
from xlplan.reports.selection import Audience
from xlplan.reports.wording import sentence

_CABINET = ("cabinet", "executive")


def asking(plan: Plan, audience: Audience) -> tuple[Item, ...]:
    """Return the rows that ask for something, the soonest first, then by priority rank."""
    rows = [
        row
        for row in plan.rows
        if (row.help_needed or row.decision_needed_from) and audience.may_read(row, plan)
    ]
    return tuple(sorted(rows, key=_urgency))


def _urgency(row: Item) -> tuple[date, bool, int]:
    return (row.decision_by or date.max, row.priority_rank is None, row.priority_rank or 0)


def asks(plan: Plan, audience: Audience) -> tuple[Ask, ...]:
    """Return what is asked, of whom and by when."""
    return tuple(
        Ask(
            ref=row.ref,
            title=row.title,
            ask=sentence(row.help_needed) or "A decision.",
            from_whom=row.decision_needed_from,
            by_when=british_date(row.decision_by) if row.decision_by else "",
            owner=row.owner,
        )
        for row in asking(plan, audience)
    )


def is_asked_of_cabinet(row: Item) -> bool:
    """Whether Cabinet is the body that has to decide."""
    return row.decision_needed_from.strip().lower() in _CABINET
