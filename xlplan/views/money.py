"""Savings and resources added up: by year, by kind, by how they are funded."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from xlplan.model import Resource, Saving, clean

FUNDED, IN_PART, UNFUNDED, NOT_SAID = "Funded", "Funded in part", "Not funded", "Not said"
_FUNDING = {"yes": FUNDED, "part": IN_PART, "no": UNFUNDED}
FUNDINGS = (UNFUNDED, IN_PART, FUNDED, NOT_SAID)


@dataclass(frozen=True)
class SavingTotal:
    """What the savings of one year, or of one kind, add up to; in pounds, or in full-time posts.

    None where no saving says.
    """

    name: str
    target: float | None
    achieved: float | None
    forecast: float | None
    is_money: bool = True


def savings_by_year(savings: Iterable[Saving]) -> tuple[SavingTotal, ...]:
    """Return the money of each year, in order of year."""
    money = [s for s in savings if s.is_money]
    years = sorted({s.year for s in money})
    return tuple(saving_total(year, [s for s in money if s.year == year]) for year in years)


def savings_by_kind(savings: Iterable[Saving]) -> tuple[SavingTotal, ...]:
    """Return what each kind of saving comes to over all years, in the order first met."""
    held = tuple(savings)
    kinds = dict.fromkeys(s.kind for s in held)
    return tuple(saving_total(kind, [s for s in held if s.kind == kind]) for kind in kinds)


def saving_total(name: str, savings: Sequence[Saving]) -> SavingTotal:
    """Return what savings of one measure, pounds or posts, add up to."""

    def added(read: Callable[[Saving], float | None]) -> float | None:
        said = [amount for s in savings if (amount := read(s)) is not None]
        return sum(said) if said else None

    return SavingTotal(
        name,
        added(lambda s: s.target),
        added(lambda s: s.achieved),
        added(lambda s: s.forecast),
        all(s.is_money for s in savings),
    )


def funding(resource: Resource) -> str:
    """Return whether a resource is funded, in one of the words of FUNDINGS."""
    return _FUNDING.get(clean(resource.funded).casefold(), NOT_SAID)


@dataclass(frozen=True)
class NeedTotal:
    """The resources of one year and one state of funding: how many, and pounds in all.

    `without_amount` of them have no amount, so that the pounds are too few.
    """

    year: str
    funding: str
    number: int
    amount: float
    without_amount: int


def needs(resources: Iterable[Resource]) -> tuple[NeedTotal, ...]:
    """Return what is needed by year and funding: years in order, the unfunded first."""
    held = tuple(resources)
    return tuple(
        _total(year, state, mine)
        for year in sorted({r.year for r in held})
        for state in FUNDINGS
        if (mine := [r for r in held if r.year == year and funding(r) == state])
    )


def _total(year: str, state: str, mine: Sequence[Resource]) -> NeedTotal:
    said = [r.amount for r in mine if r.amount is not None]
    return NeedTotal(year, state, len(mine), sum(said), len(mine) - len(said))
