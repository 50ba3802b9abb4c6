"""Savings and resources as papers print them; amounts of what is not published stay out."""

from __future__ import annotations

from collections.abc import Iterable

from xlplan.model import Plan, Resource, Saving, clean
from xlplan.reports.paper_values import SavingLine
from xlplan.reports.selection import Audience, Readable, readable
from xlplan.reports.wording import counted, listed


def pounds(amount: float | None) -> str:
    """Return an amount of money: £120,000; pence where there are any."""
    if amount is None:
        return ""
    text = f"£{abs(amount):,.2f}".removesuffix(".00")
    return f"-{text}" if amount < 0 else text


def financial_facts(plan: Plan, audience: Audience) -> list[str]:
    """Say what the plan's items need and what they are to save; only of items that may be told."""
    known = readable(plan, audience)
    told = [
        *_needs([r for r in plan.registers.resources if known.may_name(r.item)]),
        *_saved([s for s in plan.registers.savings if known.may_name(s.item)]),
    ]
    target = plan.settings.savings_target
    if target and not any(f"of {pounds(target)} are planned" in line for line in told):
        told.append(f"The plan as a whole is to save {pounds(target)}.")
    return told


_FUNDED = {"yes": "is funded", "part": "is funded in part", "no": "is not funded"}


def _needs(needs: Iterable[Resource]) -> list[str]:
    told, needs = [], tuple(needs)
    for word, said in _FUNDED.items():
        found = [r for r in needs if clean(r.funded).lower() == word]
        total = sum(r.amount or 0 for r in found)
        refs = listed(list(dict.fromkeys(r.item for r in found if r.item)))
        what = pounds(total) if total else counted(len(found), "need without an amount")
        if found:
            told.append(f"Of what is needed, {what} {said}{f' ({refs})' if refs else ''}.")
    return told


def _saved(savings: Iterable[Saving]) -> list[str]:
    money = [s for s in savings if s.is_money]
    target = sum(s.target or 0 for s in money)
    if not target:
        return []
    achieved = sum(s.achieved or 0 for s in money)
    refs = listed(list(dict.fromkeys(s.item for s in money)))
    return [
        f"Savings and income of {pounds(target)} are planned, and {pounds(achieved)} "
        f"has been achieved ({refs})."
    ]


def saving_lines(plan: Plan, audience: Audience) -> tuple[SavingLine, ...]:
    """Return what each item is to save by year, and the total of what is listed."""
    known = readable(plan, audience)
    listed_ones = [s for s in plan.registers.savings if known.may_name(s.item)]
    lines = [_line(s, known) for s in listed_ones]
    money = [s for s in listed_ones if s.is_money]
    if len(money) > 1:
        lines.append(
            SavingLine(
                "", "Total in pounds, of what is listed", "", "",
                pounds(sum(s.target or 0 for s in money)),
                pounds(sum(s.achieved or 0 for s in money)),
                pounds(sum(s.forecast or 0 for s in money)),
            )
        )  # fmt: skip
    return tuple(lines)


def _line(saving: Saving, known: Readable) -> SavingLine:
    row = known.row(saving.item)
    shown = pounds if saving.is_money else _posts
    return SavingLine(
        ref=saving.item,
        title=row.title if row else "",
        year=saving.year,
        kind=saving.kind,
        target=shown(saving.target) or "–",
        achieved=shown(saving.achieved) or "–",
        forecast=shown(saving.forecast) or "–",
    )


def _posts(number: float | None) -> str:
    return "" if number is None else f"{number:g} FTE"
