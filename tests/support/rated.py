"""Plans of plain values for tests of ratings: an item's workstream is the letter of its ref."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from xlplan.model import (
    GREEN,
    Item,
    Kind,
    Level,
    Period,
    Plan,
    Rag,
    Reported,
    Settings,
    Workstream,
)

AS_AT = date(2013, 10, 31)


def item(ref: str, rag: Rag | None = GREEN, **fields: Any) -> Item:
    """A reported item, Green but for what is given."""
    found = Item(f"id-{ref}", ref, Level.ITEM, ref[0], f"Item {ref}", rag=rag)
    return replace(found, **({"reported": Reported.YES} | fields))


def own(code: str, rag: Rag | None, **fields: Any) -> Item:
    """A workstream's own row."""
    return item(code, rag, level=Level.WORKSTREAM, **fields)


def stream(
    code: str, row: Item | None = None, *, kind: Kind = Kind.WORKSTREAM, policy: str = ""
) -> Workstream:
    """A workstream, with its own row where one is given."""
    return Workstream(code, kind, f"Workstream {code}", "Head of Finance", policy=policy, own=row)


def plan(*streams: Workstream, items: tuple[Item, ...] = (), **settings: Any) -> Plan:
    """October's plan of these workstreams and items."""
    settled = Settings("p", "Council", "Plan", Period(2013, 10), AS_AT)
    return Plan(replace(settled, **settings), streams, items)
