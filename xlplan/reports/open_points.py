"""What an owner's rows leave open from the month before, for the e-mail that carries a return."""

from __future__ import annotations

from collections.abc import Sequence

from xlplan.model import Item, Plan, Status, british_date
from xlplan.reports.bridge import last_rating
from xlplan.reports.context import RequestLine
from xlplan.reports.letters import Point
from xlplan.reports.movement import Comparison, compare, last_closed
from xlplan.reports.wording import sentence

_DECIDED = {"accept": "was accepted", "refuse": "was refused"}


def open_points(plan: Plan, owner: str, requests: Sequence[RequestLine] = ()) -> tuple[Point, ...]:
    """Return an owner's open points, in sheet order; a row with nothing open is left out."""
    compared = compare(plan, last_closed(plan))
    mine = [row for row in plan.rows if row.owner == owner and _is_open(row)]
    points = [Point(row.ref, row.title, told) for row in mine if (told := _told(compared, row))]
    asked = [r for r in requests if r.owner == owner]
    return (*points, *(Point(r.ref, r.title, _request(r)) for r in asked))


def _is_open(row: Item) -> bool:
    return row.status not in (Status.COMPLETE, Status.NOT_PURSUED, Status.SUSPENDED)


def _told(compared: Comparison, row: Item) -> str:
    said = (_rated(compared, row), _dates(compared, row), _asked(row))
    return " ".join(part for part in said if part)


def _rated(compared: Comparison, row: Item) -> str:
    if row.item_id in compared.before and compared.before[row.item_id].rag is None:
        return f"Not reported in {compared.since.title}." if compared.since else ""
    period, rag = last_rating(compared, row)
    if rag is None or not rag.needs_action:
        return ""
    when = f" in {period.title}" if period else " last month"
    if not row.corrective_action:
        return f"{rag}{when}, without a corrective action."
    due = f" (by {british_date(row.corrective_due)})" if row.corrective_due else ""
    return f"{rag}{when}. Corrective action{due}: {sentence(row.corrective_action)}"


def _dates(compared: Comparison, row: Item) -> str:
    as_at = compared.plan.settings.as_at
    if row.is_overdue(as_at) and row.due:
        return f"Its due date, {british_date(row.due)}, has passed."
    if row.due and row.due.year == as_at.year and row.due.month == as_at.month:
        return f"Due on {british_date(row.due)}."
    return ""


def _asked(row: Item) -> str:
    if not row.decision_needed_from and not row.help_needed:
        return ""
    whom = f" of {row.decision_needed_from}" if row.decision_needed_from else ""
    by = f" by {british_date(row.decision_by)}" if row.decision_by else ""
    return f"You asked{whom}{by}: {sentence(row.help_needed) or 'a decision.'}"


def _request(request: RequestLine) -> str:
    became = _DECIDED.get(request.decision.casefold(), "waits for approval")
    wanted = f" to {request.wanted}" if request.wanted else ""
    return f"Your request, {request.what}{wanted}, {became}."
