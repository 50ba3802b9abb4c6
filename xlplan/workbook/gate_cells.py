"""The gate's look at a sheet's cells beside new rows: only those change that were to."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from datetime import date

from xlplan.workbook.gate_asked import Asked
from xlplan.workbook.gate_lines import Rows
from xlplan.workbook.gate_looks import Looks
from xlplan.workbook.gate_moves import Moved, is_as_it_was
from xlplan.workbook.gate_rows import Sides
from xlplan.workbook.gate_view import NOTHING, Opened, Place, Seen


def cell_problems(
    new: Opened,
    sheet: str,
    asked: Asked,
    both: Sides,
    gone: Sequence[Moved],
    linked: Collection[Place],
) -> Iterator[str]:
    """Yield the cells that have changed and were not to, or look otherwise than they did.

    `gone` is what has moved on the sheet, `linked` are the cells that became links.
    """
    was, now, looks, old = both.before.cells, both.after.cells, Looks(new), both.above.old
    tables, redated = asked.grown.get(sheet, ()), asked.redated.get(sheet, ())
    parted: set[str] = set()
    for place in sorted(was.keys() | now.keys()):
        had, has = was.get(place, NOTHING), now.get(place, NOTHING)
        if had.shares and not had.asks and had.group != has.group:
            parted.add(had.group)
        if is_as_it_was(_written_out(had, has, place, gone, old), has, place, gone):
            continue
        if any(t.first <= place[0] < t.next and t.left <= place[1] <= t.right for t in tables):
            continue  # new rows have a look of their own
        if place not in both.left:
            yield f"Row {place[0]}, column {place[1]} of {sheet} has changed."
        elif place not in linked:  # a link looks like those above it
            styles = {had.style} if had != NOTHING else _blank_styles(old, place, gone)
            value = date.max if place in redated else both.left[place]
            if not any(looks.is_kept(style, has.style, value) for style in styles):
                yield f"Row {place[0]}, column {place[1]} of {sheet} looks otherwise."
    yield from _parted_problems(sheet, both, parted)


def _blank_styles(old: Rows, place: Place, gone: Sequence[Moved]) -> set[str]:
    """Return what a cell that held nothing may look like; what stood there may have moved."""
    styles = {old.style(*place)}
    return styles | {old.blank_style(*place)} if gone else styles


def _written_out(had: Seen, has: Seen, place: Place, gone: Sequence[Moved], old: Rows) -> Seen:
    """Return a cell with the text of the formula that it shared, where it shares it no more."""
    if not had.asks or has.asks or has.formula is None:
        return had
    move = next((m for m in gone if m.is_reached(place)), None)
    text = old.formula(place[0] - (move.by if move else 0), place[1])
    return replace(had, formula=text) if text is not None else had


def _parted_problems(sheet: str, both: Sides, groups: Collection[str]) -> Iterator[str]:
    """Yield a cell that lost its formula as the first of those that share it was overwritten."""
    old, new = both.above.old, both.above.new
    for place in new.askers() if groups else ():
        text, before = new.formula(*place), old.formula(*place)
        if new.cells(place[0])[place[1]].group in groups and (text is None or text != before):
            yield f"Row {place[0]}, column {place[1]} of {sheet} has lost its formula."
