"""The savings and resources of the plan document: by item, year, kind and funding."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from xlplan.model import Plan, Resource, Saving
from xlplan.reports.blocks import Block, Cell, Table, anchor, cell, number_cell, table
from xlplan.reports.money import pounds
from xlplan.reports.selection import Audience, Readable, readable
from xlplan.reports.trends import savings_chart
from xlplan.reports.wording import counted, is_or_are
from xlplan.views import (
    FUNDED,
    FUNDINGS,
    SavingTotal,
    funding,
    needs,
    saving_total,
    savings_by_kind,
    savings_by_year,
)

_UNKNOWN = "No amount yet"


def savings_blocks(plan: Plan, audience: Audience) -> Iterator[Block]:
    """Yield the savings by item and year, with a chart; then by year and by kind as they go."""
    known = readable(plan, audience)
    held = tuple(s for s in plan.registers.savings if known.may_name(s.item))
    money = [s for s in held if s.is_money]
    by_item = _by_item(money, known, is_whole=len(held) == len(plan.registers.savings))
    if by_item is None:
        yield from _block("Savings", _by_kind(held))
        return
    years = savings_by_year(held)
    said = savings_note(plan, audience)
    yield Block("Savings", "savings", charts=savings_chart(years), table=by_item, note=said)
    if any(year.achieved is not None or year.forecast is not None for year in years):
        yield from _block("Savings so far", _by_year(years, money), level=2)
    if len({s.kind for s in held}) > 1:
        yield from _block("Savings by kind", _by_kind(held), level=2)


def _block(heading: str, made: Table | None, *, level: int = 1, note: str = "") -> Iterator[Block]:
    if made:
        yield Block(heading, anchor(heading), level=level, table=made, note=note)


def _by_item(money: list[Saving], known: Readable, *, is_whole: bool) -> Table | None:
    years = sorted({s.year for s in money})
    rows: list[tuple[Cell | str, ...]] = []
    for ref in dict.fromkeys(s.item for s in money):
        held = [s for s in money if s.item == ref]
        by_year = [sum(s.target or 0 for s in held if s.year == y) for y in years]
        rows.append((_name(ref, known), *_amounts([*by_year, sum(by_year)])))
    if rows:
        totals = [sum(s.target or 0 for s in money if s.year == y) for y in years]
        told = "All items" if is_whole else "All items listed here"
        rows.append((cell(f"**{told}**"), *_amounts([*totals, sum(totals)])))
    width = 10.6 / (len(years) + 1)
    columns = (("Item", 6.4), *((y, width) for y in years), ("All years", width))
    return table("Savings to be made, in pounds", columns, rows)


def _name(ref: str, known: Readable) -> str:
    row = known.row(ref)
    return f"{row.ref} {row.title}" if row else ref or "The plan as a whole"


def _amounts(amounts: Iterable[float]) -> list[Cell]:
    return [number_cell(pounds(a) if a else "–") for a in amounts]


def _by_year(years: Iterable[SavingTotal], money: list[Saving]) -> Table | None:
    rows = [_total(year, cell(year.name)) for year in years]
    rows.append(_total(saving_total("", money), cell("**All years**")))
    columns = (("Year", 4.4), ("Target", 4.2), ("Achieved so far", 4.2), ("Forecast", 4.2))
    return table("Savings by year: target, achieved so far and forecast", columns, rows)


def _by_kind(savings: Iterable[Saving]) -> Table | None:
    kinds = savings_by_kind(savings)
    rows = [_total(kind, cell(kind.name or "Not said")) for kind in kinds]
    columns = (("Kind", 4.4), ("Target", 4.2), ("Achieved so far", 4.2), ("Forecast", 4.2))
    return table("Savings by kind, over all years", columns, rows)


def _total(total: SavingTotal, name: Cell) -> tuple[Cell, ...]:
    said: Callable[[float | None], str] = pounds if total.is_money else posts
    amounts = (total.target, total.achieved, total.forecast)
    return (name, *(number_cell(said(amount)) for amount in amounts))


def posts(number: float | None) -> str:
    """Return a number of full-time posts; "" for none."""
    return "" if number is None else f"{number:g} FTE"


def savings_note(plan: Plan, audience: Audience) -> str:
    """Say how the items' savings stand against the plan's target, and what is done and expected."""
    known = readable(plan, audience)
    held = [s for s in plan.registers.savings if known.may_name(s.item)]
    money = saving_total("", [s for s in held if s.is_money])
    told = []
    if plan.settings.savings_target:
        told.append(_against(plan.settings.savings_target, money.target or 0))
    if money.achieved:
        told.append(f"Achieved so far: {pounds(money.achieved)}.")
    if money.forecast is not None:
        told.append(_expected(money))
    full_time = sum(s.target or 0 for s in held if not s.is_money)
    if full_time:
        told.append(f"Besides money, {_posts_in_words(full_time)}.")
    return " ".join(told)


def _against(target: float, planned: float) -> str:
    short = target - planned
    state = "the items reach it" if short <= 0 else f"the items leave {pounds(short)} to be found"
    return f"The plan's target is {pounds(target)}; {state}."


def _expected(money: SavingTotal) -> str:
    expected, target = money.forecast or 0, money.target or 0
    short = target - expected
    state = f", {pounds(short)} less than planned" if short > 0 else ""
    return f"Forecast for all years: {pounds(expected)}{state}."


def _posts_in_words(number: float) -> str:
    return f"{number:g} full-time {'post' if number == 1 else 'posts'}"


def resource_blocks(plan: Plan, audience: Audience, *, level: int = 1) -> Iterator[Block]:
    """Yield what the items need, those without funding first, and what it adds up to.

    For the public, what is funded and has no amount stands beside its item instead.
    """
    known = readable(plan, audience)
    shown = (r for r in plan.registers.resources if known.may_name(r.item))
    held = tuple(r for r in shown if audience is not Audience.PUBLIC or not is_within_budget(r))
    yield from _block("Resources", _each(held, known), level=level, note=_unfunded(held))
    if len(held) > 1 and any(r.amount for r in held):
        yield from _block("Resources by year and funding", _by_funding(held), level=level + 1)


def is_within_budget(resource: Resource) -> bool:
    """Whether a resource is nobody's concern but the item's: funded, with no amount."""
    return resource.amount is None and funding(resource) == FUNDED


def _each(held: tuple[Resource, ...], known: Readable) -> Table | None:
    order = {word: place for place, word in enumerate(FUNDINGS)}
    has_amounts = any(r.amount is not None for r in held)
    rows = [
        (
            _name(r.item, known),
            r.what,
            r.year,
            number_cell(pounds(r.amount) or (_UNKNOWN if has_amounts else "")),
            funding(r),
            r.source,
        )
        for r in sorted(held, key=lambda r: (order[funding(r)], r.year))
    ]
    columns = (
        ("Item", 4.4),
        ("What is needed", 4.6),
        ("Year", 1.7),
        ("Amount", 1.9),
        ("Funded", 2.0),
        ("Paid from", 2.4),
    )
    return table("Resources needed", columns, rows)


def _by_funding(held: tuple[Resource, ...]) -> Table | None:
    totals = needs(held)
    used = [word for word in FUNDINGS if any(t.funding == word for t in totals)]
    rows: list[tuple[Cell, ...]] = []
    for year in dict.fromkeys(t.year for t in totals):
        mine = {t.funding: t.amount for t in totals if t.year == year}
        amounts = [mine.get(word, 0) for word in used]
        rows.append((cell(year or "No year given"), *_amounts([*amounts, sum(amounts)])))
    by_funding = [sum(t.amount for t in totals if t.funding == word) for word in used]
    rows.append((cell("**All years**"), *_amounts([*by_funding, sum(by_funding)])))
    width = 12.6 / (len(used) + 1)
    columns = (("Year", 4.4), *((word, width) for word in used), ("In all", width))
    return table("Resources by year and funding, in pounds", columns, rows)


def _unfunded(held: Iterable[Resource]) -> str:
    short = [r for r in held if funding(r) in FUNDINGS[:2]]
    if not short:
        return ""
    amount = sum(r.amount or 0 for r in short)
    missing = sum(r.amount is None for r in short)
    more = f", and {counted(missing, 'need')} without an amount" if missing else ""
    return (
        f"{len(short)} of these {is_or_are(len(short))} not funded, or only in part: "
        f"{pounds(amount)}{more}."
    )
