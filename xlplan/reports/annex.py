"""What officers need beside the Cabinet paper: policies and margins, sources, what is withheld."""

from __future__ import annotations

from collections.abc import Container, Iterator
from dataclasses import replace

from xlplan.model import Item, Plan, british_date, clean
from xlplan.reports.holding import held_texts
from xlplan.reports.links import link_gaps
from xlplan.reports.marks import mark
from xlplan.reports.movement import compare
from xlplan.reports.paper_values import OfficersAnnex, ProgressReport, SourceLine
from xlplan.reports.rollups import rate
from xlplan.reports.selection import Audience
from xlplan.reports.sources import PaperFacts

RESTRICTION = "For officers only: not part of the report to councillors, and not for publication"


def officers_annex(
    plan: Plan, facts: PaperFacts, report: ProgressReport, *, held: Container[str] = ()
) -> OfficersAnnex:
    """Assemble the annex of a Cabinet paper.

    It names what the paper withholds and so has no place in what is published. `held` are the refs
    of rows with texts that are held back until they are cleared.
    """
    ratings = rate(compare(plan, None), Audience.EXEMPT)
    withheld = [_source(plan, r) for r in plan.rows if not Audience.PUBLIC.may_read(r, plan)]
    withheld += [_held(plan, row) for row in plan.rows if row.ref in held]
    return OfficersAnnex(
        council=plan.settings.council,
        title=f"{plan.settings.title}: annex for officers",
        subtitle=report.subtitle,
        watermark=report.watermark,
        restriction=RESTRICTION,
        lines=(ratings.plan_line, *ratings.lines),
        missing=tuple(_missing(report)),
        withheld=tuple(withheld),
        sources=tuple(_source(plan, row) for row in plan.rows),
        provenance=facts.sources.provenance(british_date(plan.settings.as_at)),
        gaps=link_gaps(plan),
    )


def _missing(report: ProgressReport) -> Iterator[str]:
    """Yield what the author has yet to type on the Papers sheet, by what it is called there."""
    for line in report.header:
        if line.is_missing:
            yield line.label
    for named in report.named:
        if named.passage.asked:
            yield f"{named.heading}: {named.passage.asked}"
    for implication in report.implications:
        if implication.passage.asked:
            yield f"{implication.kind}: {implication.passage.asked}"


def _source(plan: Plan, row: Item) -> SourceLine:
    return SourceLine(
        ref=row.ref,
        title=row.title,
        rating=mark(row.rating(plan.settings.as_at)).word,
        cell=row.rating_cell(plan.settings.as_at),
        commentary=str(row.cells.get("commentary", "")),
        publish=clean(row.publish) or "Public",
    )


def _held(plan: Plan, row: Item) -> SourceLine:
    texts = ", ".join(held_texts(row).values())
    return replace(_source(plan, row), publish=f"Held back until cleared (C11): {texts}")
