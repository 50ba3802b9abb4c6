"""Charts of amounts in an HTML paper: inline drawings whose widths are shares of the room."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from markupsafe import Markup

from xlplan.reports.chart_values import FigureChart, Line

_TOP, _TALL = 18.0, 132.0
_BASE = _TOP + _TALL


def figure_drawing(chart: FigureChart) -> Markup:
    """Return a chart of amounts as one drawing that says in words what it shows."""
    drawn = _trend(chart) if chart.is_trend else _columns(chart)
    return Markup('<svg class="figures" role="img" aria-label="{}">{}</svg>').format(
        chart.alternative, Markup("").join(drawn)
    )


def _columns(chart: FigureChart) -> Iterator[Markup]:
    amounts = [n for line in chart.lines for n in line.numbers if n]
    most = max(amounts, default=0.0) or 1.0
    room = 100 / len(chart.categories)
    width = room * 0.84 / len(chart.lines)
    for place, name in enumerate(chart.categories):
        for nth, line in enumerate(chart.lines):
            number = line.numbers[place] or 0.0
            left = room * (place + 0.08) + width * nth
            tall = _TALL * max(number, 0.0) / most
            yield Markup(
                '<rect class="{}" x="{:.2f}%" y="{:.1f}" width="{:.2f}%" height="{:.1f}"/>'
                '<text x="{:.2f}%" y="{:.1f}">{}</text>'
            ).format(
                line.look,
                left,
                _BASE - tall,
                width * 0.94,
                tall,
                left + width * 0.47,
                _BASE - tall - 9,
                line.labels[place],
            )
        yield _under(room * (place + 0.5), name)


def _trend(chart: FigureChart) -> Iterator[Markup]:
    amounts = [n for line in chart.lines for n in line.numbers if n is not None]
    least, most = min(amounts), max(amounts)
    # A little room below the lowest, but never below nought for what cannot be.
    least = max(0.0, least - (most - least) * 0.2) if least >= 0 else least
    span = (most - least) or 1.0

    def across(place: int) -> float:
        return 6 + 88 * place / max(1, len(chart.categories) - 1)

    def down(number: float) -> float:
        return _BASE - _TALL * 0.9 * (number - least) / span

    for line in chart.lines:
        met = [(across(n), down(y), n) for n, y in enumerate(line.numbers) if y is not None]
        for (x, y, _), (x2, y2, _) in pairwise(met):
            yield Markup(
                '<line class="{}" x1="{:.2f}%" y1="{:.1f}" x2="{:.2f}%" y2="{:.1f}"/>'
            ).format(line.look, x, y, x2, y2)
        yield from _points(line, met)
    for place in (0, len(chart.categories) - 1):
        yield _under(across(place), chart.categories[place])


def _points(line: Line, met: list[tuple[float, float, int]]) -> Iterator[Markup]:
    if line.look == "limit":
        return
    for x, y, place in met:
        yield Markup('<circle class="{}" cx="{:.2f}%" cy="{:.1f}" r="3.5"/>').format(
            line.look, x, y
        )
        if line.labels[place]:
            yield Markup('<text x="{:.2f}%" y="{:.1f}">{}</text>').format(
                x, y + (15 if line.labels_below else -9), line.labels[place]
            )


def _under(x: float, words: str) -> Markup:
    return Markup('<text class="under" x="{:.2f}%" y="{:.0f}">{}</text>').format(
        x, _BASE + 27, words
    )
