"""Charts of an HTML paper: inline drawings whose sizes are shares of the room there is."""

from __future__ import annotations

from markupsafe import Markup

from xlplan.reports.paper_values import Chart, Series

_TALL = 150


def bars(chart: Chart) -> list[tuple[str, Markup]]:
    """Return one drawing for each category, with its name; all to one scale.

    A drawing says in words what it shows, for those who do not see it.
    """
    most = max((_total(chart, n) for n in range(len(chart.categories))), default=0) or 1
    return [
        (name, _bar(name, [(s, s.numbers[n]) for s in chart.series if s.numbers[n]], most))
        for n, name in enumerate(chart.categories)
    ]


def _total(chart: Chart, place: int) -> int:
    return sum(series.numbers[place] for series in chart.series)


def _bar(name: str, counts: list[tuple[Series, int]], most: int) -> Markup:
    said = ", ".join(f"{number} {series.mark.word}" for series, number in counts) or "none"
    drawn, start = Markup(), 0.0
    for series, number in counts:
        width = 100 * number / most
        drawn += Markup(
            '<g class="is-{}"><rect x="{:.2f}%" y="0" width="{:.2f}%" height="100%"/>'
            '<text x="{:.2f}%" y="50%">{}</text></g>'
        ).format(series.mark.key, start, width, start + width / 2, number)
        start += width
    return Markup('<svg class="bar" role="img" aria-label="{}: {}">{}</svg>').format(
        name, said, drawn
    )


def columns(chart: Chart) -> Markup:
    """Return one drawing with a column for each category."""
    places = len(chart.categories)
    most = max((_total(chart, n) for n in range(places)), default=0) or 1
    drawn = Markup()
    for place, name in enumerate(chart.categories):
        left, room = 100 * place / places, 100 / places
        base = float(_TALL)
        for series in chart.series:
            number = series.numbers[place]
            tall = _TALL * number / most
            base -= tall
            if not number:
                continue
            label = Markup('<text x="{:.2f}%" y="{:.1f}">{}</text>').format(
                left + room / 2, base + tall / 2, number
            )
            drawn += Markup(
                '<g class="is-{}"><rect x="{:.2f}%" y="{:.1f}" width="{:.2f}%" height="{:.1f}"/>'
                "{}</g>"
            ).format(
                series.mark.key,
                left + room * 0.1,
                base,
                room * 0.8,
                tall,
                label if tall > 11 else "",
            )
        month, _, year = name.partition(" ")
        drawn += Markup(
            '<text class="month" x="{0:.2f}%" y="{1}">{2}</text>'
            '<text class="month" x="{0:.2f}%" y="{3}">{4}</text>'
        ).format(left + room / 2, _TALL + 11, month, _TALL + 25, year)
    return Markup('<svg class="columns" role="img" aria-label="{}">{}</svg>').format(
        chart.alternative, drawn
    )
