"""The six-monthly progress report to Cabinet: every item, for the public to read."""

from __future__ import annotations

from xlplan.model import Item, Kind, Period, Plan, british_date
from xlplan.reports.answer import answer
from xlplan.reports.asks import asks
from xlplan.reports.bridge import last_rating, progress_movements
from xlplan.reports.context import HeaderLine, ItemLine, ProgressReport, Section
from xlplan.reports.lines import Printer
from xlplan.reports.movement import Comparison, closed_before, compare, last_cabinet
from xlplan.reports.recommendations import recommendations
from xlplan.reports.rollups import Ratings, own_row, rate
from xlplan.reports.selection import (
    Audience,
    answerable,
    attention_kind,
    by_rank,
    exception_kinds,
    worst_parts,
)
from xlplan.reports.sources import PaperFacts, Sources
from xlplan.reports.wording import item_noun, listed

_READERS = Audience.PUBLIC
_CLOSED_MONTHS = 12


def progress_report(
    plan: Plan, facts: PaperFacts, *, since: Period | None = None
) -> ProgressReport:
    """Assemble the Cabinet paper, compared with a closed period.

    `since` None is the last report to Cabinet if history has it, else the last closed period.
    """
    compared = compare(plan, since or last_cabinet(plan))
    ratings = rate(compared, _READERS)
    months = strip_months(plan)
    printer = Printer(compared, _READERS, months, facts.moves)
    settings = plan.settings
    day = british_date(settings.as_at)
    return ProgressReport(
        council=settings.council,
        title=settings.title,
        subtitle=f"Six-monthly progress report: position at {day}",
        watermark=watermark(plan),
        header=_header(plan, facts.sources),
        answer=answer(compared, ratings, _READERS),
        since=compared.since.title if compared.since else "",
        item_label=item_noun(plan),
        recommendations=recommendations(compared, ratings, facts),
        plan=ratings.plan_line,
        workstreams=ratings.of_kind(Kind.WORKSTREAM),
        enablers=ratings.of_kind(Kind.ENABLER, Kind.TOOL),
        asks=asks(plan, _READERS),
        movements=progress_movements(compared, _READERS),
        attention=_attention(printer),
        sections=_sections(printer, ratings),
        months=tuple(month.short for month in months),
        not_reported=_not_reported(compared, ratings),
        provenance=facts.sources.provenance(day),
    )


def watermark(plan: Plan) -> str:
    """Return what a paper made before the close is stamped with."""
    return "" if plan.settings.is_closed else "Draft"


def strip_months(plan: Plan) -> tuple[Period, ...]:
    """Return up to a year of closed periods and the plan's own; none without history."""
    closed = closed_before(plan)[-_CLOSED_MONTHS:]
    return (*closed, plan.settings.period) if closed else ()


def known_header(plan: Plan, sources: Sources) -> tuple[HeaderLine, ...]:
    """Return the lines of a header that the plan itself can fill."""
    return (
        HeaderLine("Council", plan.settings.council),
        HeaderLine("Position at", british_date(plan.settings.as_at)),
        HeaderLine("Prepared from", sources.workbook),
    )


def to_complete(*labels: str) -> tuple[HeaderLine, ...]:
    """Return the lines of a header that only the author can fill."""
    return tuple(HeaderLine(label, "", is_missing=True) for label in labels)


def _header(plan: Plan, sources: Sources) -> tuple[HeaderLine, ...]:
    holders = dict.fromkeys(w.portfolio_holder for w in plan.workstreams if w.portfolio_holder)
    holder = (
        (HeaderLine("Portfolio holder", listed(list(holders))),)
        if holders
        else to_complete("Portfolio holder")
    )
    asked = (*to_complete("Meeting", "Report of"), *holder, *to_complete("Key decision", "Wards"))
    return known_header(plan, sources) + asked


def _attention(printer: Printer) -> tuple[ItemLine, ...]:
    """Return what Cabinet should look at: the worst, overdue, poor, then not reported."""
    plan = printer.compared.plan
    rows = by_rank(row for row in (*answerable(plan), *worst_parts(plan)) if printer.may_read(row))
    kinds = [kind for kind in exception_kinds(plan) if kind != "Slipped"]
    return tuple(
        printer.line(row)
        for kind in (*kinds, "Not reported")
        for row in rows
        if attention_kind(plan, row) == kind
    )


def _sections(printer: Printer, ratings: Ratings) -> tuple[Section, ...]:
    plan = printer.compared.plan
    streams = {w.code: w for w in plan.workstreams}
    made = []
    for line in ratings.lines:
        own = own_row(printer.compared, streams[line.code], _READERS)
        items = (i for i in plan.items_of(line.code) if printer.may_read(i))
        made.append(
            Section(line, printer.line(own) if own else None, tuple(map(printer.line, items)))
        )
    return tuple(made)


def _not_reported(compared: Comparison, ratings: Ratings) -> tuple[str, ...]:
    plan = compared.plan
    silent = [r for r in answerable(plan) if compared.now(r) is None]
    told = [_silence(compared, r) for r in silent if _READERS.may_read(r, plan)]
    streams = {w.code: w for w in plan.workstreams}
    told += [
        f"{part.code} {part.title} ({streams[part.code].owner}): never reported."
        for part in ratings.parts
        if not part.is_reported and not plan.items_of(part.code) and not streams[part.code].own
    ]
    return tuple(told)


def _silence(compared: Comparison, row: Item) -> str:
    period, rag = last_rating(compared, row)
    last = f"last reported {rag}, {period.title}" if period else "never reported"
    return f"{row.ref} {row.title} ({row.owner}): {last}."
