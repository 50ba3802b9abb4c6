"""What a chart of amounts shows: money by year, or a measure month by month."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Line:
    """One set of amounts of a chart, a number for each category; None where there is none.

    `labels` stand beside the points, "" for none. `look` is main, second, open or limit.
    """

    name: str
    numbers: tuple[float | None, ...]
    labels: tuple[str, ...]
    look: str = "main"
    labels_below: bool = False


@dataclass(frozen=True)
class FigureChart:
    """Amounts side by side; `alternative` says in words what the chart shows.

    `is_trend` for lines over time, drawn small; else columns across the page. `number_format` is
    how Excel prints an amount.
    """

    title: str
    alternative: str
    categories: tuple[str, ...]
    lines: tuple[Line, ...]
    number_format: str = "General"
    is_trend: bool = False
