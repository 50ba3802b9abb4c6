"""Charts of an HTML paper: inline drawings whose sizes are shares of the room there is."""

from __future__ import annotations

from markupsafe import Markup

from xlplan.reports.paper_values import Chart, Series


def bars(chart: Chart) -> list[tuple[str, Markup]]:
    """Return one drawing for each category, with its name; all to one scale.

    A drawing says in words what it shows, for those who do not see it.
    """
    return [
        (name, _bar(name, [(s, s.numbers[n]) for s in chart.series if s.numbers[n]], chart))
        for n, name in enumerate(chart.categories)
    ]


def _bar(name: str, counts: list[tuple[Series, int]], chart: Chart) -> Markup:
    said = ", ".join(f"{number} {series.mark.word}" for series, number in counts) or "none"
    drawn, start = Markup(), 0.0
    for series, number in counts:
        width = 100 * number / chart.most
        label = Markup('<text x="{:.2f}%" y="50%">{}</text>').format(start + width / 2, number)
        drawn += Markup(
            '<g class="is-{}"><rect x="{:.2f}%" y="0" width="{:.2f}%" height="100%"/>{}</g>'
        ).format(series.mark.key, start, width, label if chart.is_labelled(number) else "")
        start += width
    return Markup('<svg class="bar" role="img" aria-label="{}: {}">{}</svg>').format(
        name, said, drawn
    )
