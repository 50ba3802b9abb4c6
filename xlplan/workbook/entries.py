"""The cells of a return that a merge has to judge."""

from __future__ import annotations

from xlplan.fields import BY_NAME, LOCKED_FIELDS
from xlplan.merge import Entry
from xlplan.typed import Typed, as_text, from_text
from xlplan.workbook.returns import Return, ReturnRow


def entries(returned: Return) -> tuple[Entry, ...]:
    """Return every cell of a return that a merge has to judge, in sheet order."""
    return tuple(
        _entry(returned, row, name, typed)
        for row in returned.rows
        for name, typed in row.typed.items()
        if (row.item_id, name) in returned.manifest.issued
    )


def _entry(returned: Return, row: ReturnRow, name: str, typed: Typed) -> Entry:
    is_locked = name in LOCKED_FIELDS
    issued = returned.manifest.issued[(row.item_id, name)]
    # A locked cell that came back blank asks for nothing that anybody could approve.
    is_emptied = is_locked and typed.value is None and bool(issued)
    return Entry(
        item_id=row.item_id,
        ref=row.ref,
        field=name,
        value=typed.value,
        issued=from_text(BY_NAME[name], issued),
        at=row.row.at(name),
        owner=returned.owner,
        as_typed=typed.as_typed or as_text(typed.value),
        is_held=bool(typed.problem) or is_emptied,
        is_locked=is_locked,
    )
