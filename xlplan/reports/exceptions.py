"""The monthly exception report to CMT: what is poor, late, slipping or missing."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from xlplan.model import Plan, british_date
from xlplan.reports.asks import asks
from xlplan.reports.bridge import green_bridge
from xlplan.reports.context import ExceptionReport, HeaderLine, PositionRow, RequestLine, RollUpLine
from xlplan.reports.counting import percentages, position, position_counts, position_words
from xlplan.reports.criteria import Criteria
from xlplan.reports.exception_lines import Lister, headline
from xlplan.reports.exception_schedules import (
    behaviour,
    moves,
    not_reported,
    positive,
    quality,
    waivers,
)
from xlplan.reports.lines import Printer
from xlplan.reports.movement import Comparison, compare, last_closed
from xlplan.reports.notes import Asked, notes_for
from xlplan.reports.progress import strip_months, watermark
from xlplan.reports.proposals import proposal_requests
from xlplan.reports.recommendations import public_requests
from xlplan.reports.resolution import resolution
from xlplan.reports.rollups import rate, short_margin
from xlplan.reports.selection import Audience, answerable, top_items
from xlplan.reports.sources import PaperFacts
from xlplan.reports.wording import counted, is_or_are, item_noun, listed
from xlplan.rollup import RollUp

_READERS = Audience.CMT
_MEETING = Asked("meeting", "Meeting", "which body meets, and when", ("date of meeting",))
_PREPARED = Asked("prepared_by", "Prepared by", "the post that prepared it", ("author", "contact"))


def exception_report(plan: Plan, facts: PaperFacts) -> ExceptionReport:
    """Assemble the CMT paper, compared with the last closed period before the open one."""
    compared = compare(plan, last_closed(plan))
    criteria = Criteria(compared)
    printer = Printer(compared, _READERS, strip_months(plan), facts.moves)
    lister = Lister(printer, criteria, facts.acted_on)
    report = _with_exceptions(_position(compared, facts), lister, criteria)
    return replace(
        report,
        moves=moves(compared),
        waivers=waivers(facts.waived, plan),
        behaviour=behaviour(plan) if plan.settings.behaviour_in_paper else (),
    )


def _position(compared: Comparison, facts: PaperFacts) -> ExceptionReport:
    """Return the paper as far as the plan as a whole goes: the position, asks and schedules."""
    plan, ratings = compared.plan, rate(compared, _READERS)
    settings = plan.settings
    day = british_date(settings.as_at)
    met = [position(item, settings.as_at) for item in top_items(plan)]
    words = position_words(settings.scale, met)
    whole = replace(ratings.plan_line, counts=position_counts(words, met))
    return ExceptionReport(
        council=settings.council,
        title=settings.title,
        subtitle=f"Monthly exception report to CMT: position at {day}",
        watermark=watermark(plan),
        header=_header(compared),
        resolution=resolution(plan),
        returns=_returns(plan, facts),
        item_label=item_noun(plan),
        plan=whole,
        position_headings=words,
        position=tuple(
            _row(compared, line, words, part=part)
            for line, part in zip(ratings.lines, ratings.parts, strict=True)
        ),
        position_total=_row(compared, whole, words, part=ratings.plan),
        asks=asks(plan, _READERS),
        movements=green_bridge(compared, _READERS),
        not_reported=not_reported(compared, ratings, facts),
        requests=_requests(compared, facts),
        quality=quality(facts.findings, plan),
        provenance=facts.sources.provenance(day),
        this_month=settings.period.title,
        last_month=compared.since.title if compared.since else "",
    )


def _with_exceptions(
    report: ExceptionReport, lister: Lister, criteria: Criteria
) -> ExceptionReport:
    """Add each exception, and what the first page says of them."""
    return replace(
        report,
        headline=headline(lister),
        groups=lister.groups(),
        rows=lister.rows(),
        what_counts=_what_counts(criteria),
        months=tuple(month.short for month in strip_months(criteria.plan)),
        positive=positive(criteria),
    )


def _requests(compared: Comparison, facts: PaperFacts) -> tuple[RequestLine, ...]:
    """Return what waits to be approved: requests, and changes proposed on an item's own row."""
    asked = public_requests(compared, facts.requests, _READERS)
    refs = {line.ref for line in asked}
    proposed = proposal_requests(compared.plan, _READERS)
    return (*asked, *(line for line in proposed if line.ref not in refs))


def _header(compared: Comparison) -> tuple[HeaderLine, ...]:
    plan = compared.plan
    notes = notes_for(plan, "Exceptions", _READERS)
    lines = [notes.line(_MEETING, _meeting(plan)), notes.line(_PREPARED)]
    if compared.since:
        lines.append(HeaderLine("Compared with", compared.since.title))
    return tuple(lines)


def _meeting(plan: Plan) -> str:
    """Return the meeting that the Calendar has for the month's report."""
    month = [m for m in plan.registers.calendar if m.period == plan.settings.period]
    found = next((m for m in month if m.report.casefold() == "exceptions" and m.day), None)
    if found is None or found.day is None:
        return ""
    body = f"{found.body}, " if found.body else ""
    return f"{body}{british_date(found.day)}"


def _returns(plan: Plan, facts: PaperFacts) -> str:
    month = plan.settings.period.title
    if not facts.returns_issued:
        return f"No returns were issued for {month}."
    deadline = plan.settings.deadline
    due = f", due {british_date(deadline)}" if deadline else ""
    told = f"Returns received for {month}: {facts.returns_received} of {facts.returns_issued}{due}."
    missing = listed(facts.missing_owners)
    return f"{told} Still missing: {missing}." if missing else told


def _row(
    compared: Comparison, line: RollUpLine, words: tuple[str, ...], *, part: RollUp
) -> PositionRow:
    """Return a row of the position table; a line without a code is the plan's."""
    plan = compared.plan
    items = plan.items_of(line.code) if line.code else top_items(plan)
    tally = Counter(position(item, plan.settings.as_at) for item in items)
    numbers = tuple(tally[word] for word in words)
    share = percentages([numbers[0], len(items) - numbers[0]])[0]
    return PositionRow(
        code=line.code,
        title=line.title,
        items=len(items),
        counts=numbers,
        percent_green=share or "–",
        last=line.last,
        now=line.now,
        change=_short(line.change),
        margin=short_margin(part.margin, "item" if line.code else "workstream"),
        policy=part.policy.capitalize() if items else "Its owner's",
    )


def _short(change: str) -> str:
    """Return a change for a narrow cell beside the rating of last month."""
    if change.startswith("Also"):
        return "No change"
    if change.startswith("Not reported in"):
        return "Reported again"
    return change.partition(" from ")[0]


def _what_counts(criteria: Criteria) -> str:
    plan = criteria.plan
    hidden = [i for i in answerable(plan) if not _READERS.may_read(i, plan)]
    number = sum(criteria.is_exception(item) for item in hidden)
    if not number:
        return criteria.in_words()
    verb = is_or_are(number)
    exempt = f"{counted(number, 'exempt exception')} {verb} counted above and not listed."
    return f"{criteria.in_words()} {exempt}"
