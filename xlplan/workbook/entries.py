"""The cells of a return that a merge has to judge."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from xlplan.fields import BY_NAME, LOCKED_FIELDS
from xlplan.merge import Entry, Key
from xlplan.typed import NOTHING, Typed, as_text, from_text
from xlplan.workbook.returned_rows import ReturnRow
from xlplan.workbook.returns import Return


def rows_to_judge(returned: Return) -> Iterator[ReturnRow]:
    """Yield the rows of a return that have a cell for a merge to judge, in sheet order."""
    issued = returned.manifest.values
    return (r for r in returned.rows if not r.typed.keys().isdisjoint(issued.fields(r.item_id)))


def telling_entries(
    returned: Return, rows: Iterable[ReturnRow], merged: Collection[Key]
) -> Iterator[Entry]:
    """Yield the entries of some rows that do not plainly say what they said when issued.

    Of the others, most by far, a merge makes no change whatever the master says, unless one of the
    owner's values has been `merged` into them since.
    """
    issued = returned.manifest.values
    since = {item_id for item_id, _ in merged}
    for row in rows:
        sent, is_since = issued.row(row.item_id), row.item_id in since
        for name, typed in row.typed.items():
            was = sent.get(name)
            if was is None:
                continue
            if not _is_as(typed, was) or (is_since and (row.item_id, name) in merged):
                yield _entry(returned, row, name, typed, was)


def entry_at(returned: Return, row: ReturnRow, name: str) -> Entry | None:
    """Return the entry of one cell of a row; None where there is nothing to judge."""
    typed, was = row.typed.get(name), returned.manifest.values.row(row.item_id).get(name)
    return None if typed is None or was is None else _entry(returned, row, name, typed, was)


def _is_as(typed: Typed, issued: str) -> bool:
    """Whether a cell was read as what it was issued with, and just as it was typed."""
    if typed is NOTHING:
        return not issued
    value, problem, notice, *_ = typed
    return not problem and not notice and as_text(value) == issued


def _entry(returned: Return, row: ReturnRow, name: str, typed: Typed, issued: str) -> Entry:
    is_locked = name in LOCKED_FIELDS
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
