"""Rows that the team typed into the master get a permanent identity."""

from __future__ import annotations

from xlplan.cycle.storing import set_cell
from xlplan.model import Level
from xlplan.workbook.edits import Edit
from xlplan.workbook.master import Master, read_item


def identify(master: Master) -> tuple[Edit, ...]:
    """Return the edits that give each row without one an item id, and a level."""
    taken = [i.item_id for i in master.plan.rows]
    number = max((int(t.rsplit("-", 1)[-1]) for t in taken if _is_numbered(t)), default=0)
    edits: list[Edit] = []
    scale = master.plan.settings.scale
    for offset, row in enumerate(master.nameless, 1):
        edits.append(set_cell(row, "item_id", f"row-{number + offset:04d}"))
        if row.text("due") and not row.text("baseline_due"):
            # The first date that an item has is the one it was programmed for.
            edits.append(set_cell(row, "baseline_due", read_item(row, "", scale).due))
        if not row.text("level"):
            level = Level.SUB_ITEM if row.text("parent") else Level.ITEM
            edits.append(set_cell(row, "level", level.value))
    return tuple(edits)


def _is_numbered(item_id: str) -> bool:
    return item_id.rsplit("-", 1)[-1].isdigit()
