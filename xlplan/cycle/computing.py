"""The computed ratings, written beside the declared ones."""

from __future__ import annotations

from collections.abc import Iterator

from xlplan.computed import computed_ratings
from xlplan.cycle.storing import set_cell
from xlplan.workbook.edits import Edit
from xlplan.workbook.master import Master

_COLUMN = "computed_rag"


def computed_edits(master: Master) -> Iterator[Edit]:
    """Have each row say the rating that its facts give; nothing where it does already."""
    made = computed_ratings(master.plan)
    for item in master.plan.items:
        row = master.rows[item.item_id]
        want = made[item.item_id].rag.word if item.item_id in made else ""
        if _COLUMN in row.columns and row.text(_COLUMN) != want:
            yield set_cell(row, _COLUMN, want or None)
