"""The figures of the papers with the items behind them, for `rollup --json`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from xlplan.history import periods
from xlplan.model import Level, Plan, Rag, codes
from xlplan.reports.criteria import Criteria
from xlplan.reports.figures import figures
from xlplan.reports.movement import compare, last_cabinet, last_closed
from xlplan.reports.rollups import rate
from xlplan.reports.selection import Audience, answerable, top_items


def figures_json(plan: Plan) -> dict[str, object]:
    """Return what the papers count beside the roll-up: by rating, by month, exceptions, money."""
    return {
        "months": _months(plan),
        "exceptions": _exceptions(plan),
        "savings": _savings(plan),
        "measures": _measures(plan),
        "figures": _figures(plan),
    }


def _figures(plan: Plan) -> list[dict[str, Any]]:
    """Return the counts of the Cabinet paper as it words them; nobody's items are left out."""
    compared, everybody = compare(plan, last_cabinet(plan)), Audience.EXEMPT
    lines = figures(compared, rate(compared, everybody), everybody)
    return [{"figure": one.what, "number": one.number, "items": _refs(one.refs)} for one in lines]


def _refs(text: str) -> list[str]:
    return [ref for ref in text.split(", ") if ref]


def ratings_json(plan: Plan) -> dict[str, object]:
    """Return the items of the whole plan by rating, as the Cabinet paper counts them."""
    as_at = plan.settings.as_at
    refs = _by_rating((item.ref, item.rating(as_at)) for item in top_items(plan))
    return {"ratings": {word: len(found) for word, found in refs.items()}, "ratings_items": refs}


def _by_rating(pairs: Iterable[tuple[str, Rag | None]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for ref, rag in pairs:
        found.setdefault(rag.word if rag else "Not reported", []).append(ref)
    return found


def _months(plan: Plan) -> list[dict[str, Any]]:
    made = []
    for period in periods(plan.history):
        of_month = (s for s in plan.history if s.period == period and s.level is Level.ITEM)
        refs = _by_rating((s.ref, s.rag) for s in of_month)
        numbers = {word: len(found) for word, found in refs.items()}
        made.append({"period": str(period), "ratings": numbers, "ratings_items": refs})
    return made


def _exceptions(plan: Plan) -> list[dict[str, Any]]:
    criteria, as_at = Criteria(compare(plan, last_closed(plan))), plan.settings.as_at
    made = []
    for item in answerable(plan):
        kind = criteria.kind(item)
        if kind:
            first = criteria.first_month(item)
            over = (as_at - item.due).days if item.due and item.is_overdue(as_at) else 0
            made.append(
                {
                    "ref": item.ref,
                    "kind": kind,
                    "months": criteria.months(item),
                    "since": str(first) if first else None,
                    "days_overdue": over,
                    "priority": item.priority_rank,
                }
            )
    return made


def _savings(plan: Plan) -> dict[str, Any]:
    keys = ("item", "year", "kind", "target", "achieved", "forecast")
    lines = [
        {key: getattr(one, key) for key in keys} | {"cell": str(one.cell or "")}
        for one in plan.registers.savings
    ]
    money = [one for one in plan.registers.savings if one.is_money]
    totals = {key: sum(getattr(one, key) or 0 for one in money) for key in keys[3:]}
    needs = [
        {
            "item": one.item,
            "what": one.what,
            "amount": one.amount,
            "funded": one.funded,
            "cell": str(one.cell or ""),
        }
        for one in plan.registers.resources
    ]
    by_year = {
        year: {key: sum(getattr(m, key) or 0 for m in money if m.year == year) for key in keys[3:]}
        for year in sorted({m.year for m in money})
    }
    return {"lines": lines, "in_pounds": totals, "by_year": by_year, "needs": needs}


def _measures(plan: Plan) -> list[dict[str, Any]]:
    outturns = sorted(plan.registers.outturns, key=lambda one: one.period)
    return [
        {
            "code": measure.code,
            "title": measure.title,
            "unit": measure.unit,
            "baseline": measure.baseline,
            "target": measure.target,
            "by_when": measure.by_when.isoformat() if measure.by_when else None,
            "items": codes(measure.items),
            "cell": str(measure.cell or ""),
            "outturns": [
                {"period": str(one.period), "outturn": one.outturn, "cell": str(one.cell or "")}
                for one in outturns
                if one.measure == measure.code and one.outturn is not None
            ],
        }
        for measure in plan.registers.measures
    ]
