"""What a workbook itself says of rows that were merged or split."""

from __future__ import annotations

import re
from collections.abc import Mapping

from xlplan.model import Item, Plan, clean

_TELLING = ("merge", "split")


def told_in(before: Plan, after: Plan) -> Mapping[str, tuple[str, ...]]:
    """Return the successors of rows that say Merge or Split in Proposed change, for `compare`.

    Reason for change begins with their refs, as "AM4; AM5: one lease covers both". A ref that is
    no row of the plan after is passed over, and so is a row that names none: it then counts as
    kept or deleted, and a deleted one as dropped unless a decision or its status closes it. A
    proposal that has not been carried out tells nothing: the row stands beside what it names, and
    none of that is new.
    """
    rows = {clean(row.ref).casefold(): row for row in after.rows if row.ref}
    known = {_key(row) for row in before.rows}
    here = {_key(row) for row in after.rows}
    told = {}
    for row in before.rows:
        if clean(row.proposed_change).casefold() in _TELLING:
            heirs = _named(row, rows)
            is_carried_out = _key(row) not in here or any(_key(h) not in known for h in heirs)
            if heirs and is_carried_out:
                told[row.item_id or row.ref] = tuple(heir.item_id or heir.ref for heir in heirs)
    return told


def _key(row: Item) -> str:
    return row.item_id or clean(row.ref).casefold()


def _named(row: Item, rows: Mapping[str, Item]) -> tuple[Item, ...]:
    head, _, _ = row.change_reason.partition(":")
    words = (word.strip(".") for word in re.split(r"[\s;,]+", head))
    wanted = dict.fromkeys(word.casefold() for word in words)
    return tuple(rows[word] for word in wanted if word in rows)
