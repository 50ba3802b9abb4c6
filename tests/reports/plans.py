"""Small plans for stories about papers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from xlplan.history import snapshot
from xlplan.model import (
    AMBER,
    GREEN,
    NOT_RATED,
    RED,
    Item,
    Kind,
    Level,
    Period,
    Plan,
    Reported,
    Settings,
    Snapshot,
    Workstream,
)
from xlplan.reports.sources import PaperFacts, Sources

OCTOBER = Period(2013, 10)
SEPTEMBER = Period(2013, 9)
APRIL = Period(2013, 4)
RATINGS = {"R": RED, "A": AMBER, "G": GREEN, "N": NOT_RATED, "?": None}
FACTS = PaperFacts(Sources("Plan.xlsx", "0123456789abcdef", datetime(2013, 11, 8, 9, 30), "1.0"))


def item(ref: str, letter: str = "G", **fields: Any) -> Item:
    """An item of workstream AM; `?` is not reported."""
    rag = RATINGS[letter]
    said: dict[str, Any] = {
        "item_id": f"id-{ref}",
        "level": Level.SUB_ITEM if "parent" in fields else Level.ITEM,
        "workstream": "AM",
        "title": f"Title {ref}",
        "owner": "Property Manager",
        "reported": Reported.YES if rag else Reported.NO,
        "rag": rag,
    }
    return Item(ref=ref, **(said | fields))


def enabler(letter: str, **fields: Any) -> Workstream:
    """An enabler without items, rated by its owner."""
    own = item("OC", letter, level=Level.WORKSTREAM, workstream="OC", title="Culture", **fields)
    return Workstream("OC", Kind.ENABLER, "Culture", "Head of HR", own=own)


def plan(*items: Item, enablers: Sequence[Workstream] = (), **settings: Any) -> Plan:
    """October's plan of one workstream, Asset management, and its enablers."""
    said: dict[str, Any] = {
        "plan_id": "p",
        "council": "Borough Council",
        "title": "Improvement Plan",
        "period": OCTOBER,
        "as_at": OCTOBER.last_day,
    }
    stream = Workstream("AM", Kind.WORKSTREAM, "Asset management", "Head of Property")
    return Plan(Settings(**(said | settings)), (stream, *enablers), items)


def after(now: Plan, *months: tuple[Period, Plan]) -> Plan:
    """The plan with other months' states of it as its history."""
    closed: list[Snapshot] = []
    for period, then in months:
        settings = replace(then.settings, period=period, as_at=period.last_day)
        closed += snapshot(replace(then, settings=settings))
    return replace(now, history=tuple(closed))
