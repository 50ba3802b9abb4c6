"""What the charts of measures and of savings show."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from xlplan.model import Measure, Outturn, Period, Plan, british_date, clean
from xlplan.reports.chart_values import FigureChart, Line
from xlplan.reports.links import amount
from xlplan.reports.money import pounds
from xlplan.reports.selection import Audience, readable
from xlplan.reports.wording import listed
from xlplan.views import MeasureLine, SavingTotal, measure_lines, savings_by_year

_BEGAN = "Start"
_POUNDS = '[>=1000000]"£"0.0#,,"m";[>=1000]"£"0,"k";"£"0'


def measure_charts(plan: Plan, audience: Audience) -> tuple[FigureChart, ...]:
    """Return a trend of each measure that has outturns to show; none of what is withheld."""
    known = readable(plan, audience)
    return tuple(
        chart
        for view in measure_lines(plan)
        if not view.places or any(known.may_name(p.ref) for p in view.places)
        if (chart := _trend(view))
    )


def _trend(view: MeasureLine) -> FigureChart | None:
    measure, outturns = view.measure, view.outturns
    began = measure.baseline is not None
    if not outturns or len(outturns) + began < 2:
        return None
    months = _months(outturns[0].period, outturns[-1].period)
    found = {o.period: o.outturn for o in outturns}
    numbers = [measure.baseline] * began + [found.get(m) for m in months]
    # Only months with an outturn are named, or the names would stand on one another.
    names = [_BEGAN] * began + [m.short if m in found else "" for m in months]
    last = outturns[-1].outturn or 0
    is_under = measure.target is not None and last < measure.target
    labels = _ends(numbers, measure)
    lines = [Line("Outturn", tuple(numbers), labels, labels_below=is_under)]
    if measure.target is not None:
        by = f" by {british_date(measure.by_when)}" if measure.by_when else ""
        name = f"Target {amount(measure.target, measure)}{by}"
        wanted = (measure.target,) * len(names)
        lines.append(Line(name, wanted, ("",) * len(names), "limit"))
    return FigureChart(
        title=_title(measure),
        alternative=_in_words(measure, outturns),
        categories=tuple(names),
        lines=tuple(lines),
        number_format='General"%"' if measure.unit.strip() == "%" else "General",
        is_trend=True,
    )


def _title(measure: Measure) -> str:
    unit = measure.unit.strip()
    is_said = unit in ("%", "") or clean(unit).casefold() in clean(measure.title).casefold()
    return measure.title if is_said else f"{measure.title} ({unit})"


def _months(first: Period, last: Period) -> list[Period]:
    months = [first]
    while months[-1] < last:
        months.append(months[-1].next)
    return months


def _ends(numbers: Sequence[float | None], measure: Measure) -> tuple[str, ...]:
    """Label where a line begins and where it stands."""
    shown = [n for n, number in enumerate(numbers) if number is not None]
    return tuple(
        _figure(number, measure) if n in (shown[0], shown[-1]) else ""
        for n, number in enumerate(numbers)
    )


def _figure(number: float | None, measure: Measure) -> str:
    """Return a figure without a unit in words, which the title has."""
    told = amount(number, measure)
    return told.split(" ")[0] if told else ""


def _in_words(measure: Measure, outturns: Sequence[Outturn]) -> str:
    told = [f"{amount(o.outturn, measure)} in {o.period.title}" for o in outturns]
    began = amount(measure.baseline, measure)
    first = f"from {began} at the start to " if began else ""
    by = f" by {british_date(measure.by_when)}" if measure.by_when else ""
    aim = f" The target is {amount(measure.target, measure)}{by}."
    return f"{measure.title}: {first}{listed(told)}.{aim if measure.target is not None else ''}"


def money_charts(plan: Plan, audience: Audience) -> tuple[FigureChart, ...]:
    """Return the chart of the savings that may be told."""
    known = readable(plan, audience)
    told = [s for s in plan.registers.savings if known.may_name(s.item)]
    return savings_chart(savings_by_year(told))


def savings_chart(years: Sequence[SavingTotal]) -> tuple[FigureChart, ...]:
    """Return the money that is to be saved by year, with what is saved; none for less than two."""
    if len(years) < 2:
        return ()
    lines = tuple(_amounts(years))
    if len(lines) == 1:
        lines = (replace(lines[0], look="main"),)
    told = [f"{year.name}: {_of_year(lines, n)}" for n, year in enumerate(years)]
    title = "Savings and income by year"
    return (
        FigureChart(
            title,
            f"{title}. {'; '.join(told)}.",
            tuple(year.name for year in years),
            lines,
            _POUNDS,
        ),
    )


def _of_year(lines: Sequence[Line], place: int) -> str:
    told = [f"{x.name.lower()} {pounds(x.numbers[place])}" for x in lines if x.numbers[place]]
    return listed(told) or "none"


def _amounts(years: Sequence[SavingTotal]) -> Iterator[Line]:
    looks = (("Target", "open"), ("Achieved", "main"), ("Forecast", "second"))
    for name, look in looks:
        numbers = tuple(getattr(year, name.lower()) or None for year in years)
        if any(numbers):
            yield Line(name, numbers, tuple(_short(n) for n in numbers), look)


def _short(number: float | None) -> str:
    if not number:
        return ""
    if number >= 1_000_000:
        return f"£{number / 1_000_000:.2f}".rstrip("0").rstrip(".") + "m"
    return f"£{number / 1000:.0f}k" if number >= 1000 else f"£{number:.0f}"
