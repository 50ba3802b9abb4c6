"""What somebody is likely to be asked about a row: repeat ambers, slips, money, silence."""

from __future__ import annotations

from collections.abc import Iterator

from xlplan.model import Item, british_date, codes
from xlplan.reports.bridge import last_rating
from xlplan.reports.criteria import Criteria
from xlplan.reports.money import pounds
from xlplan.reports.selection import Audience, is_slipped
from xlplan.reports.sources import PaperFacts
from xlplan.reports.wording import counted, times


def questions(criteria: Criteria, facts: PaperFacts, row: Item) -> tuple[str, ...]:
    """Return the questions about one row, the sharpest first; none for a row that is well."""
    asked = (
        *_silence(criteria, row),
        *_standing(criteria, row),
        *_dates(criteria, facts, row),
        *_action(criteria, facts, row),
        *_money(criteria, row),
        *_parts(criteria, row),
    )
    return tuple(asked)


def _silence(criteria: Criteria, row: Item) -> Iterator[str]:
    if criteria.compared.now(row) is None:
        period, rag = last_rating(criteria.compared, row)
        last = f"it was last {rag}, in {period.title}" if period else "it never has been"
        yield f"Why was nothing reported? ({last[0].upper()}{last[1:]}.)"


def _standing(criteria: Criteria, row: Item) -> Iterator[str]:
    rag, months = criteria.compared.now(row), criteria.months(row)
    if rag is None or not rag.needs_action:
        return
    if months > 1 and criteria.kind(row):
        yield f"{rag} now, and an exception for {counted(months, 'month')}: what will change it?"
    elif criteria.compared.change(row).startswith("Worsened"):
        yield f"{criteria.compared.change(row)}: what happened?"
    else:
        yield f"{rag}: what is being done?"


def _dates(criteria: Criteria, facts: PaperFacts, row: Item) -> Iterator[str]:
    as_at = criteria.plan.settings.as_at
    if row.is_overdue(as_at) and row.due:
        late = counted((as_at - row.due).days, "day")
        yield f"It was due on {british_date(row.due)}, {late} ago: when will it be done?"
    elif is_slipped(row) and row.forecast and row.due and row.forecast > row.due:
        late = counted((row.forecast - row.due).days, "day")
        yield f"It is expected {late} after its due date: will you ask for a new one?"
    moved, days = facts.moves.get(row.item_id, (0, 0))
    if moved and row.is_live:
        yield f"Its date has moved {times(moved)}, by {counted(days, 'day')}: is this one firm?"


def _action(criteria: Criteria, facts: PaperFacts, row: Item) -> Iterator[str]:
    rag = criteria.compared.now(row)
    as_at = criteria.plan.settings.as_at
    if rag is None or not rag.needs_action:
        return
    if not row.corrective_action:
        yield "No corrective action is given: what is it?"
    elif row.corrective_due and row.corrective_due < as_at:
        yield f"The corrective action was for {british_date(row.corrective_due)}: was it done?"


def _money(criteria: Criteria, row: Item) -> Iterator[str]:
    for need in criteria.plan.registers.resources:
        if need.item == row.ref and need.funded.strip().lower() in ("no", "part"):
            short = "not funded" if need.funded.strip().lower() == "no" else "funded only in part"
            amount = f" ({pounds(need.amount)})" if need.amount else ""
            yield f"{need.what}{amount} is {short}: where will it come from?"


def _parts(criteria: Criteria, row: Item) -> Iterator[str]:
    plan = criteria.plan
    poor = [
        part.ref
        for part in plan.sub_items_of(row)
        if (rag := criteria.compared.now(part)) and rag.needs_action
        and Audience.PUBLIC.may_read(part, plan)
    ]  # fmt: skip
    now = criteria.compared.now(row)
    if poor and now is not None and not now.needs_action:
        yield f"It is {now} while {', '.join(codes('; '.join(poor)))} is not: why?"
