"""The monthly exception report to CMT: what is poor, late, slipping or missing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from xlplan.findings import Finding
from xlplan.model import Item, Plan, british_date
from xlplan.reports.answer import resolution
from xlplan.reports.asks import asks
from xlplan.reports.bridge import green_bridge, last_rating
from xlplan.reports.context import (
    ExceptionGroup,
    ExceptionReport,
    HeaderLine,
    NotReportedLine,
    PositionRow,
    QualityLine,
    RollUpLine,
)
from xlplan.reports.counting import percentages, position, position_counts, position_words
from xlplan.reports.lines import Printer
from xlplan.reports.marks import mark
from xlplan.reports.movement import Comparison, compare, last_closed
from xlplan.reports.progress import known_header, strip_months, to_complete, watermark
from xlplan.reports.recommendations import public_requests
from xlplan.reports.rollups import Ratings, rate, short_margin
from xlplan.reports.selection import (
    Audience,
    answerable,
    by_rank,
    exception_kind,
    exception_kinds,
    top_items,
    worst_parts,
)
from xlplan.reports.sources import PaperFacts
from xlplan.reports.wording import counted, is_or_are, item_noun, listed, plural
from xlplan.rules.row_rules import row_rules

_READERS = Audience.CMT


def exception_report(plan: Plan, facts: PaperFacts) -> ExceptionReport:
    """Assemble the CMT paper, compared with the last closed period before the open one."""
    compared = compare(plan, last_closed(plan))
    ratings = rate(compared, _READERS)
    months = strip_months(plan)
    printer = Printer(compared, _READERS, months, facts.moves)
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
        header=_header(compared, facts),
        resolution=resolution(plan),
        returns=_returns(plan, facts),
        item_label=item_noun(plan),
        plan=whole,
        position_headings=words,
        position=tuple(
            _row(compared, line, words, margin=short_margin(part.margin))
            for line, part in zip(ratings.lines, ratings.parts, strict=True)
        ),
        position_total=_row(
            compared, whole, words, margin=short_margin(ratings.plan.margin, "workstream")
        ),
        asks=asks(plan, _READERS),
        movements=green_bridge(compared, _READERS),
        groups=_groups(printer),
        what_counts=_what_counts(plan),
        months=tuple(month.short for month in months),
        not_reported=_not_reported(compared, ratings),
        requests=public_requests(compared, facts.requests, _READERS),
        recovered=_recovered(compared),
        quality=_quality(facts.findings, plan),
        provenance=facts.sources.provenance(day),
    )


def _header(compared: Comparison, facts: PaperFacts) -> tuple[HeaderLine, ...]:
    plan = compared.plan
    known = known_header(plan, facts.sources)
    deadline = plan.settings.deadline
    if compared.since:
        known += (HeaderLine("Compared with", compared.since.title),)
    if deadline:
        known += (HeaderLine("Returns were due", british_date(deadline)),)
    return known + to_complete("Meeting", "Prepared by")


def _returns(plan: Plan, facts: PaperFacts) -> str:
    month = plan.settings.period.title
    if not facts.returns_issued:
        return f"No returns were issued for {month}."
    told = f"Returns received for {month}: {facts.returns_received} of {facts.returns_issued}."
    missing = listed(facts.missing_owners)
    return f"{told} Still missing: {missing}." if missing else told


def _row(
    compared: Comparison, line: RollUpLine, words: tuple[str, ...], *, margin: str
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
        change=line.change,
        margin=margin,
    )


def _groups(printer: Printer) -> tuple[ExceptionGroup, ...]:
    """Return each exception once, under the first heading that fits, by priority rank."""
    plan = printer.compared.plan
    rows = by_rank(row for row in (*answerable(plan), *worst_parts(plan)) if printer.may_read(row))
    groups = []
    for kind in exception_kinds(plan):
        found = [row for row in rows if exception_kind(plan, row) == kind]
        lines = tuple(printer.line(row, parts=printer.is_exception) for row in found)
        rag = plan.settings.scale.find(kind)
        groups.append(ExceptionGroup(kind, mark(rag) if rag else None, lines))
    return tuple(group for group in groups if group.items)


def _what_counts(plan: Plan) -> str:
    poor = [rag.word for rag in plan.settings.scale.rated if rag.needs_action]
    noun = plural(item_noun(plan), 2)
    kinds = (poor[0], "past their due date", "expected after the approved date", *poor[1:])
    told = (
        f"Listed once each, under the first that fits: {noun} and enablers that are "
        f"{', '.join(kinds[:-1])} or {kinds[-1]}."
    )
    hidden = [i for i in answerable(plan) if not _READERS.may_read(i, plan)]
    number = sum(bool(exception_kind(plan, item)) for item in hidden)
    if not number:
        return told
    verb = is_or_are(number)
    return f"{told} {counted(number, 'exempt exception')} {verb} counted above and not listed."


def _not_reported(compared: Comparison, ratings: Ratings) -> tuple[NotReportedLine, ...]:
    """Return what each owner left out, told apart by when it was last reported."""
    plan = compared.plan
    silent = [r for r in answerable(plan) if compared.now(r) is None]
    groups: dict[tuple[str, str], list[Item]] = {}
    for row in (r for r in silent if _READERS.may_read(r, plan)):
        period, _ = last_rating(compared, row)
        groups.setdefault((row.owner, period.title if period else "Never"), []).append(row)
    lines = [
        NotReportedLine(owner, "; ".join(r.ref for r in rows), last, _ratings(compared, rows))
        for (owner, last), rows in groups.items()
    ]
    streams = {w.code: w for w in plan.workstreams}
    lines += [
        NotReportedLine(streams[p.code].owner, f"{p.code} {p.title}", "Never", "–")
        for p in ratings.parts
        if not p.is_reported and not plan.items_of(p.code) and not streams[p.code].own
    ]
    return tuple(lines)


def _ratings(compared: Comparison, rows: Iterable[Item]) -> str:
    """Return the last ratings of rows; one word when they are all the same."""
    last = {row.ref: last_rating(compared, row)[1] for row in rows}
    words = {ref: rag.word if rag else "–" for ref, rag in last.items()}
    if len(set(words.values())) == 1:
        return next(iter(words.values()))
    return "; ".join(f"{ref} {word}" for ref, word in words.items())


def _recovered(compared: Comparison) -> tuple[str, ...]:
    """Return what was red or amber when last compared and is no exception any more."""
    plan = compared.plan
    told = []
    for row in (r for r in answerable(plan) if _READERS.may_read(r, plan)):
        seen, now = compared.was(row), compared.now(row)
        was_poor = seen is not None and seen.rag is not None and seen.rag.needs_action
        if seen and was_poor and now is not None and now.is_rated and not exception_kind(plan, row):
            told.append(f"{row.ref} {row.title}: {seen.rag} to {now}")
    return tuple(told)


def _quality(findings: Iterable[Finding], plan: Plan) -> tuple[QualityLine, ...]:
    """Return the open findings by rule, the most serious first."""
    groups: dict[tuple[int, str], list[Finding]] = {}
    for finding in findings:
        groups.setdefault((finding.severity.rank, finding.code), []).append(finding)
    names = {rule.code: rule.name for rule in row_rules(plan.settings.scale)}
    exempt = {row.ref for row in plan.rows if not _READERS.may_read(row, plan)}
    return tuple(
        QualityLine(
            code=code,
            severity=found[0].severity.value.capitalize(),
            what=_what(found, names.get(code, ""), exempt),
            number=len(found),
            refs="; ".join(dict.fromkeys(f.ref or f.where for f in found if f.ref or f.where)),
        )
        for (_, code), found in sorted(groups.items())
    )


def _what(found: list[Finding], name: str, exempt: set[str]) -> str:
    """Return the rule in words: its name, else what a finding says of an item not exempt."""
    if name:
        return name.replace("-", " ").capitalize()
    said = (f.message for f in found if f.ref not in exempt)
    return next(said, "About an exempt item.")
