"""What the charts of the Cabinet paper show: counts by rating, by workstream and by month."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from xlplan.model import Level, Period, Rag
from xlplan.reports.context import Mark
from xlplan.reports.marks import NOT_REPORTED, mark
from xlplan.reports.movement import Comparison
from xlplan.reports.paper_values import Chart, Series
from xlplan.reports.selection import top_items
from xlplan.reports.wording import listed


def by_workstream(compared: Comparison) -> tuple[Chart, ...]:
    """Return one bar of counts for each workstream that has items; none without items."""
    plan = compared.plan
    streams = [w for w in plan.workstreams if w.is_reported and plan.items_of(w.code)]
    rows = [[compared.now(i) for i in plan.items_of(w.code)] for w in streams]
    if not rows:
        return ()
    title = f"Ratings of each workstream, {plan.settings.period.title}"
    return (_chart(title, [w.title for w in streams], rows, compared),)


def by_month(compared: Comparison, months: Sequence[Period]) -> tuple[Chart, ...]:
    """Return one bar of counts for each month; none without history.

    Bars, since the ones and twos that matter most have no room for a number in a column.
    """
    plan = compared.plan
    closed = [
        [s.rag for s in plan.history if s.period == month and s.level is Level.ITEM]
        for month in months[:-1]
    ]
    if not any(closed):
        return ()
    rows = [*closed, [compared.now(i) for i in top_items(plan)]]
    title = f"Ratings month by month, {months[0].title} to {months[-1].title}"
    return (_chart(title, [m.short for m in months], rows, compared),)


def _chart(
    title: str,
    categories: Sequence[str],
    rows: Sequence[Iterable[Rag | None]],
    compared: Comparison,
) -> Chart:
    tallies = [Counter(mark(rag) for rag in row) for row in rows]
    marks = [m for m in _in_order(compared) if any(tally[m] for tally in tallies)]
    series = tuple(Series(m, tuple(tally[m] for tally in tallies)) for m in marks)
    told = [
        f"{category}: {listed([f'{tally[m]} {m.word}' for m in marks if tally[m]]) or 'none'}"
        for category, tally in zip(categories, tallies, strict=True)
    ]
    return Chart(title, f"{title}. {'; '.join(told)}.", tuple(categories), series)


def _in_order(compared: Comparison) -> list[Mark]:
    """Return every mark of the scale, best first, then those of what is not rated."""
    scale = compared.plan.settings.scale
    unrated = [r for r in scale.ratings if not r.is_rated]
    return [mark(r) for r in (*reversed(scale.rated), *unrated)] + [NOT_REPORTED]
