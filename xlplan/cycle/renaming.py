"""A ref corrected by an accepted request: only to one that no item has or ever had."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from xlplan.cycle.changing import deleted_refs
from xlplan.merge import Key
from xlplan.model import clean
from xlplan.typed import Value
from xlplan.workbook.master import Master

_POINTING = ("parent", "depends_on")


@dataclass(frozen=True)
class Renamed:
    """The cells that change with a ref; `why_not` when it cannot be."""

    values: Mapping[Key, Value] = field(default_factory=dict)
    why_not: str = ""


def renamed(master: Master, item_id: str, ref: str) -> Renamed:
    """Return what changes when a row gets another ref: the row, and the rows that name it."""
    wanted = clean(ref).lower()
    if not wanted:
        return Renamed(why_not="a row needs a ref")
    holders = [r for r in master.plan.rows if clean(r.ref).lower() == wanted]
    if any(row.item_id != item_id for row in holders):
        return Renamed(why_not=f"{ref} is the ref of another row")
    before = [s for s in master.plan.history if clean(s.ref).lower() == wanted]
    gone = {gone.lower() for gone in deleted_refs(master)}
    if any(taken.item_id != item_id for taken in before) or wanted in gone:
        return Renamed(why_not=f"{ref} was the ref of another row, and a ref is never used again")
    values: dict[Key, Value] = {(item_id, "ref"): ref}
    old = master.rows[item_id].text("ref")
    for other, row in master.rows.items():
        for name in _POINTING:
            said = row.text(name) if name in row.columns else ""
            pointed = _pointed(said, old, ref)
            if other != item_id and pointed != said:
                values[other, name] = pointed
    return Renamed(values)


def _pointed(said: str, old: str, new: str) -> str:
    """Return a list of refs, parted by semicolons or commas, with one ref replaced."""
    parts = re.split(r"([;,]\s*)", said)
    return "".join(new if clean(p).lower() == clean(old).lower() else p for p in parts)
