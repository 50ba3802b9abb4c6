"""What the team changed in the master itself between two runs: told on Changes like the rest."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from xlplan.cycle.standing import Ledger, as_held, heard_in
from xlplan.fields import BY_NAME, OWNERS_FIELDS, field_told
from xlplan.merge import Key
from xlplan.model import Item, Level, Snapshot, clean
from xlplan.typed import Value, as_text, told
from xlplan.workbook.master import Master
from xlplan.workbook.reader import SheetRow

TEAM = "the performance team, in the master"
# What History keeps of a row that is neither an owner's answer nor worked out.
_KEPT = ("ref", "title", "owner", "due")
_KEPT_LATER = ("parent", "delegate", "priority_rank", "publish")


def changed_by_hand(master: Master) -> Iterator[Ledger]:
    """Yield a line for each cell of the plan that is neither as closed last nor as changed since.

    Such a cell was typed in the master: an owner, a delegate, a title, a date; or over an answer
    that was merged this month. What the last close did not keep, as of a row that is new since,
    cannot be told.
    """
    yield from _typed_over(master)
    last = _last_closed(master)
    known = _last_changed(master)
    for row in master.plan.rows:
        seen = last.get(row.item_id)
        for name in _names(row, seen):
            was = known.get((row.item_id, name), told(getattr(seen, name)))
            now = told(getattr(row, name))
            if _plain(name, was) != _plain(name, now) and name in row.cells:
                yield _line(master, row.item_id, name, was or None, now or None)


def _typed_over(master: Master) -> Iterator[Ledger]:
    """Yield a line for each answer of an owner's that somebody typed over after it was merged."""
    period, merged = str(master.plan.settings.period), dict[Key, SheetRow]()
    for line in master.change_lines:
        field = field_told(line.text("field"))
        if field and field.name in OWNERS_FIELDS and line.text("period") == period:
            merged[line.text("item_id"), field.name] = line
    for (item_id, name), line in merged.items():
        row = master.rows.get(item_id)
        if row is None or name not in row.columns or row.text(name) == line.text("now"):
            continue
        was, now = heard_in(master, BY_NAME[name], line, "now"), as_held(master, row, name)
        if as_text(was) != as_text(now):
            yield _line(master, item_id, name, was, now)


def _line(master: Master, item_id: str, name: str, was: Value, now: Value) -> Ledger:
    row = master.rows[item_id]
    return Ledger(
        item_id=item_id,
        ref=row.text("ref"),
        field=name,
        was=was,
        now=now,
        by=TEAM,
        file=master.path.name,
        cell=str(row.at(name)),
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
    for line in master.change_lines:
        field = field_told(line.text("field"))
        if field and line.text("period") > closed:
            found[line.text("item_id"), field.name] = line.text("now")
    return found
