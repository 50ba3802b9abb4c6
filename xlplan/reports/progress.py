"""The six-monthly progress report to Cabinet: every item, for the public to read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from xlplan.model import Item, Kind, Period, Plan, british_date
from xlplan.reports.answer import answer
from xlplan.reports.asks import asks
from xlplan.reports.bridge import last_rating, progress_movements
from xlplan.reports.charts import by_month, by_workstream
from xlplan.reports.context import HeaderLine, ItemLine, Movement, Section
from xlplan.reports.figures import figures
from xlplan.reports.lines import Printer
from xlplan.reports.links import answer_lines, measure_rows, open_decisions, risk_lines
from xlplan.reports.money import saving_lines
from xlplan.reports.movement import Comparison, closed_before, compare, last_cabinet
from xlplan.reports.notes import EXEMPT_PARAGRAPH, HEADER_NOTES, Notes, notes_for
from xlplan.reports.paper_values import Letters, Passages, ProgressReport, Schedules
from xlplan.reports.passages import implications, named_passages, others, passages
from xlplan.reports.plan_links import origin_blocks, partner_blocks
from xlplan.reports.presets import Preset, preset_named
from xlplan.reports.recommendations import recommendations
from xlplan.reports.rollups import Ratings, own_row, rate
from xlplan.reports.schedules import account, changes, slips
from xlplan.reports.selection import (
    Audience,
    answerable,
    attention_kind,
    by_rank,
    exception_kinds,
    worst_parts,
)
from xlplan.reports.sources import PaperFacts, Sources
from xlplan.reports.trends import measure_charts, money_charts
from xlplan.reports.wording import counted, item_noun, listed

_CLOSED_MONTHS = 12
# More than these that were not reported are told by owner.
_MANY = 12
_PAPER = "Cabinet"
RESTRICTIONS = {
    Audience.PUBLIC: "",
    Audience.CMT: "For CMT only: not for publication",
    Audience.EXEMPT: "Exempt: not for publication",
}


def progress_report(
    plan: Plan,
    facts: PaperFacts,
    *,
    since: Period | None = None,
    audience: Audience = Audience.PUBLIC,
    preset: str = "",
) -> ProgressReport:
    """Assemble the Cabinet paper, compared with a closed period.

    `since` None is the last report to Cabinet if history has it, else the last closed period;
    `preset` names an order of headings, "" takes that of the settings.
    """
    chosen = preset_named(preset or plan.settings.paper_preset)
    compared = compare(plan, since or last_cabinet(plan))
    ratings = rate(compared, audience)
    notes = notes_for(plan, _PAPER, audience)
    printer = Printer(compared, audience, strip_months(plan), facts.moves)
    report = _opening(compared, ratings, facts, notes)
    report = _with_items(report, printer, ratings)
    report = _with_passages(report, passages(compared, ratings, notes, chosen), notes, chosen, plan)
    return _with_schedules(report, compared, ratings, audience)


def _opening(
    compared: Comparison, ratings: Ratings, facts: PaperFacts, notes: Notes
) -> ProgressReport:
    """Return the paper as far as its first pages go: who reports, the answer, what is asked."""
    plan, audience = compared.plan, notes.audience
    settings = plan.settings
    day = british_date(settings.as_at)
    header = _header(plan, notes)
    return ProgressReport(
        council=settings.council,
        title=settings.title,
        subtitle=f"Six-monthly progress report: position at {day}",
        watermark=watermark(plan),
        header=header,
        answer=answer(compared, ratings, audience),
        since=compared.since.title if compared.since else "",
        item_label=item_noun(plan),
        recommendations=recommendations(compared, ratings, facts, audience),
        plan=ratings.plan_line,
        workstreams=ratings.of_kind(Kind.WORKSTREAM),
        enablers=ratings.of_kind(Kind.ENABLER, Kind.TOOL),
        asks=asks(plan, audience),
        movements=_movements(compared, audience),
        not_reported=_not_reported(compared, ratings, audience),
        provenance=facts.sources.provenance(day),
        month=settings.period.title,
        report_of=next((h.value for h in header if h.label == "Report of"), ""),
        restriction=RESTRICTIONS[audience],
    )


def _with_items(report: ProgressReport, printer: Printer, ratings: Ratings) -> ProgressReport:
    """Add what is said of each item, and the charts that count them."""
    return replace(
        report,
        attention=_attention(printer),
        sections=_sections(printer, ratings),
        months=tuple(month.short for month in printer.months),
        workstream_chart=by_workstream(printer.compared),
        month_chart=by_month(printer.compared, printer.months),
    )


def _with_passages(
    report: ProgressReport, made: Passages, notes: Notes, chosen: Preset, plan: Plan
) -> ProgressReport:
    """Add what stands beneath each heading of the preset, and the table of implications."""
    lines = implications(plan, notes, chosen)
    return replace(
        report,
        preset=chosen.name,
        passages=made,
        named=named_passages(made, chosen),
        more=others(notes, chosen, lines),
        implications=lines,
    )


def _with_schedules(
    report: ProgressReport, compared: Comparison, ratings: Ratings, audience: Audience
) -> ProgressReport:
    """Add the appendices, and give each that has something in it its letter."""
    schedules = _schedules(compared, ratings, audience)
    appendix = letters(schedules, report.sections, bool(report.months))
    return replace(report, schedules=schedules, appendix=appendix)


def _movements(compared: Comparison, audience: Audience) -> tuple[Movement, ...]:
    decided = open_decisions(compared.plan, audience)
    return (*progress_movements(compared, audience), *((decided,) if decided.lines else ()))


def _schedules(compared: Comparison, ratings: Ratings, audience: Audience) -> Schedules:
    return Schedules(
        changes=changes(compared, audience),
        account=account(compared),
        slips=slips(compared, audience),
        risks=risk_lines(compared.plan, audience),
        answers=answer_lines(compared.plan, audience),
        measures=measure_rows(compared.plan, audience),
        savings=saving_lines(compared.plan, audience),
        figures=figures(compared, ratings, audience),
        trends=measure_charts(compared.plan, audience),
        money=money_charts(compared.plan, audience),
        ties=(
            *origin_blocks(compared.plan, audience),
            *partner_blocks(compared.plan, audience),
        ),
    )


def letters(schedules: Schedules, sections: tuple[Section, ...], has_months: bool) -> Letters:
    """Give a letter to each appendix that has something in it, in their order."""
    has_items = any(section.items for section in sections)
    present = {
        "progress": bool(sections),
        "plan": has_items,
        "months": has_items and has_months,
        "changes": bool(schedules.changes),
        "slips": bool(schedules.slips),
        "links": any((schedules.risks, schedules.answers, schedules.measures, schedules.ties)),
        "savings": bool(schedules.savings),
        "sources": True,
    }
    kept = [name for name, is_there in present.items() if is_there]
    return Letters(**{name: chr(ord("A") + place) for place, name in enumerate(kept)})


def watermark(plan: Plan) -> str:
    """Return what a paper made before the close is stamped with."""
    return "" if plan.is_month_closed else "Draft"


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


def _header(plan: Plan, notes: Notes) -> tuple[HeaderLine, ...]:
    """Return who reports what to whom: what the plan knows, and what its author says."""
    known = {
        "meeting": _meeting(plan),
        "holder": listed(
            list(dict.fromkeys(w.portfolio_holder for w in plan.workstreams if w.portfolio_holder))
        ),
    }
    lines = [notes.line(asked, known.get(asked.key, "")) for asked in HEADER_NOTES]
    said = RESTRICTIONS[notes.audience] or "Open to the public"
    status = HeaderLine("Status", said)
    if notes.audience is Audience.EXEMPT:
        status = HeaderLine("Status", f"{said}. {notes.line(EXEMPT_PARAGRAPH).value}".strip())
    position = HeaderLine("Position at", british_date(plan.settings.as_at))
    return (HeaderLine("Council", plan.settings.council), position, *lines, status)


def _meeting(plan: Plan) -> str:
    """Return the meeting that the calendar has for this period's report to Cabinet."""
    period = plan.settings.period
    for line in plan.registers.calendar:
        if line.period == period and line.report == _PAPER and line.day:
            return f"{line.body or _PAPER}, {british_date(line.day)}"
    return ""


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
        own = own_row(printer.compared, streams[line.code], printer.audience)
        items = (i for i in plan.items_of(line.code) if printer.may_read(i))
        made.append(
            Section(line, printer.line(own) if own else None, tuple(map(printer.line, items)))
        )
    return tuple(made)


def _not_reported(compared: Comparison, ratings: Ratings, audience: Audience) -> tuple[str, ...]:
    plan = compared.plan
    silent = [r for r in answerable(plan) if compared.now(r) is None]
    known = [r for r in silent if audience.may_read(r, plan)]
    told = _by_owner(known) if len(known) > _MANY else [_silence(compared, r) for r in known]
    if len(known) < len(silent):
        told.append(f"{counted(len(silent) - len(known), item_noun(plan))} not named here.")
    streams = {w.code: w for w in plan.workstreams}
    told += [
        f"{part.code} {part.title}{_by(streams[part.code].owner)}: never reported."
        for part in ratings.parts
        if not part.is_reported and not plan.items_of(part.code) and not streams[part.code].own
    ]
    return tuple(told)


def _by_owner(rows: Sequence[Item]) -> list[str]:
    """Return a line for each owner of many rows that were not reported."""
    owners: dict[str, list[str]] = {}
    for row in rows:
        owners.setdefault(row.owner or "No owner", []).append(row.ref)
    return [f"{owner} ({len(refs)}): {', '.join(refs)}." for owner, refs in owners.items()]


def _silence(compared: Comparison, row: Item) -> str:
    period, rag = last_rating(compared, row)
    last = f"last reported {rag}, {period.title}" if period else "never reported"
    return f"{row.ref} {row.title}{_by(row.owner)}: {last}."


def _by(owner: str) -> str:
    return f" ({owner})" if owner else ""
