"""What the team changed in the master itself between two runs: told on Changes like the rest."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from xlplan.cycle.standing import Ledger
from xlplan.fields import field_told
from xlplan.merge import Key
from xlplan.model import Item, Level, Snapshot, clean
from xlplan.typed import told
from xlplan.workbook.master import Master

TEAM = "the performance team, in the master"
# What History keeps of a row that is neither an owner's answer nor worked out.
_KEPT = ("ref", "title", "owner", "due")
_KEPT_LATER = ("parent", "delegate", "priority_rank", "publish")


def changed_by_hand(master: Master) -> Iterator[Ledger]:
    """Yield a line for each cell of the plan that is neither as closed last nor as changed since.

    Such a cell was typed in the master: an owner, a delegate, a title, a date. What the last close
    did not keep, as of a row that is new since, cannot be told.
    """
    last = _last_closed(master)
    known = _last_changed(master)
    for row in master.plan.rows:
        seen = last.get(row.item_id)
        for name in _names(row, seen):
            was = known.get((row.item_id, name), told(getattr(seen, name)))
            now = told(getattr(row, name))
            if _plain(name, was) != _plain(name, now) and name in row.cells:
                yield Ledger(
                    item_id=row.item_id,
                    ref=row.ref,
                    field=name,
                    was=was or None,
                    now=now or None,
                    by=TEAM,
                    file=master.path.name,
                    cell=str(row.cells[name]),
                    sha256=master.sha256,
                )


def _names(row: Item, seen: Snapshot | None) -> tuple[str, ...]:
    if seen is None:
        return ()
    if not seen.publish:
        return _KEPT
    # History keeps the stricter of a sub-item's own audience and its item's.
    later = _KEPT_LATER[:-1] if row.level is Level.SUB_ITEM else _KEPT_LATER
    return (*_KEPT, *later)


def _plain(name: str, text: str) -> str:
    said = clean(text)
    return "" if name == "publish" and said.casefold() == "public" else said


def _last_closed(master: Master) -> Mapping[str, Snapshot]:
    history = sorted(master.plan.history, key=lambda seen: seen.period)
    return {seen.item_id: seen for seen in history}


def _last_changed(master: Master) -> Mapping[Key, str]:
    """Return what each cell was changed to since the month that was closed last."""
    closed = max((str(seen.period) for seen in master.plan.history), default="")
    found = {}
    for line in master.table_rows("changes"):
        field = field_told(line.text("field"))
        if field and line.text("period") > closed:
            found[line.text("item_id"), field.name] = line.text("now")
    return found
