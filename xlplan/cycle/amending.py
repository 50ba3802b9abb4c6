"""Amendments to what stands beside the items, asked for on Requests and applied once accepted.

The team types such a request: What is one of AMENDMENTS, Now names the thing, Asked for says what
it becomes. Every cell that changes has a line on Changes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from xlplan.cycle.standing import Ledger
from xlplan.cycle.storing import set_cell
from xlplan.merge import Key
from xlplan.model import clean, codes
from xlplan.typed import Value
from xlplan.workbook.edits import Edit
from xlplan.workbook.layout import SHEETS
from xlplan.workbook.master import Master
from xlplan.workbook.reader import SheetRow

_NAMED_IN: Mapping[str, tuple[str, ...]] = {
    "priorities": ("service",),
    "horizons": ("service",),
    "plan_text": ("heading", "text"),
    "workstreams": ("title", "scope"),
    "papers": ("text",),
}
_ITEM_FIELDS = ("service_area", "title", "outcome")


@dataclass(frozen=True)
class Change:
    """One cell to change: its row, its column's key, and the value it gets."""

    row: SheetRow
    key: str
    value: Value


@dataclass(frozen=True)
class Amended:
    """What an accepted amendment changes; `why_not` when it cannot be applied."""

    edits: tuple[Edit, ...] = ()
    ledger: tuple[Ledger, ...] = ()
    values: Mapping[Key, Value] = field(default_factory=dict)
    where: str = ""
    why_not: str = ""


def is_amendment(row: SheetRow) -> bool:
    """Whether a request is about something beside the items."""
    return not row.text("item_id") and clean(row.text("field")).casefold() in AMENDMENTS


def amended(master: Master, row: SheetRow, by: str) -> Amended:
    """Return what one accepted request changes; `by` names the decision, for the ledger."""
    kind = AMENDMENTS[clean(row.text("field")).casefold()]
    try:
        changes = list(kind(master, clean(row.text("was")), row.text("wanted").strip()))
    except _CannotApply as cannot:
        return Amended(why_not=str(cannot))
    if not changes:
        return Amended(why_not=f'the plan says "{row.text("was")}" nowhere')
    edits = tuple(set_cell(c.row, c.key, c.value) for c in changes)
    ids = {(r.sheet, r.number): i for i, r in master.rows.items()}
    lines, values = [], {}
    for change in changes:
        item_id = ids.get((change.row.sheet, change.row.number), "")
        lines.append(_line(change, item_id, by))
        if item_id:
            values[item_id, change.key] = change.value
    sheets = dict.fromkeys(c.row.sheet for c in changes)
    return Amended(edits, tuple(lines), values, ", ".join(sheets))


class _CannotApply(Exception):
    """Why an amendment cannot be applied; the text goes into a finding."""


def _line(change: Change, item_id: str, by: str) -> Ledger:
    row, place = change.row, change.row.at(change.key)
    return Ledger(
        item_id=item_id,
        ref=row.text("ref") if item_id else "",
        field=change.key if item_id else "",
        was=row.text(change.key) or None,
        now=change.value,
        by=by,
        file="decision",
        cell=str(place),
        heading="" if item_id else f"{row.sheet}: {_heading(row, change.key)}",
    )


def _heading(row: SheetRow, key: str) -> str:
    return next(
        (c.heading for known in SHEETS.values() for c in known.columns if c.key == key), key
    )


def _rename(master: Master, was: str, wanted: str) -> Iterator[Change]:
    """A service takes another name everywhere; the old one is kept as an alias."""
    if not was or not wanted:
        raise _CannotApply("Now needs the old name and Asked for the new one")
    for row in master.table_rows("services"):
        if clean(row.text("name")).casefold() == was.casefold():
            aliases = [a for a in codes(row.text("aliases")) if a.casefold() != wanted.casefold()]
            yield Change(row, "name", wanted)
            yield Change(row, "aliases", "; ".join(dict.fromkeys([*aliases, row.text("name")])))
    for code, keys in _NAMED_IN.items():
        for row in master.table_rows(code):
            yield from _replaced(row, keys, was, wanted)
    for row in master.rows.values():
        yield from _replaced(row, _ITEM_FIELDS, was, wanted)


def _replaced(row: SheetRow, keys: Sequence[str], was: str, wanted: str) -> Iterator[Change]:
    whole_words = re.compile(rf"(?<!\w){re.escape(was)}(?!\w)", re.IGNORECASE)
    for key in keys:
        said = row.text(key) if key in row.columns else ""
        now = whole_words.sub(lambda _: wanted, said)
        if now != said:
            yield Change(row, key, now)


def _rank(master: Master, was: str, wanted: str) -> Iterator[Change]:
    """A service takes another place in the rank order; those between move by one."""
    rows = [r for r in master.table_rows("services") if isinstance(r.value("rank"), int | float)]
    ranked = sorted(rows, key=lambda r: float(r.value("rank")))  # type: ignore[arg-type]
    moved = next((r for r in ranked if clean(r.text("name")).casefold() == was.casefold()), None)
    if moved is None:
        raise _CannotApply(f'"{was}" has no rank on Services')
    if not wanted.isdigit() or not 1 <= int(wanted) <= len(ranked):
        raise _CannotApply(f"Asked for needs a rank from 1 to {len(ranked)}")
    order = [r for r in ranked if r is not moved]
    order.insert(int(wanted) - 1, moved)
    for place, row in enumerate(order, 1):
        if row.value("rank") != place:
            yield Change(row, "rank", place)


def _role(master: Master, was: str, wanted: str) -> Iterator[Change]:
    """A post takes another part in running the plan; nothing in Asked for means that it leaves."""
    for row in master.table_rows("people"):
        if clean(row.text("post")).casefold() == was.casefold() and row.text("role") != wanted:
            yield Change(row, "role", wanted or None)


def _passage(master: Master, was: str, wanted: str) -> Iterator[Change]:
    """A passage of the plan's text takes other words; Now is its heading."""
    if not wanted:
        raise _CannotApply("Asked for needs the new words")
    for row in master.table_rows("plan_text"):
        if clean(row.text("heading")).casefold() == was.casefold() and row.text("text") != wanted:
            yield Change(row, "text", wanted)


def _unlisted(master: Master, was: str, wanted: str) -> Iterator[Change]:
    """A service leaves the rank order and the years' lists; those below move up."""
    services = master.table_rows("services")
    gone = [r for r in services if clean(r.text("name")).casefold() == was.casefold()]
    for row in gone:
        for key in ("name", "rank", "workstream", "aliases", "aim"):
            if key in row.columns and row.text(key):
                yield Change(row, key, None)
    left = [r for r in services if r not in gone and r.text("rank")]
    ranked = sorted(left, key=lambda r: float(r.value("rank") or 0))  # type: ignore[arg-type]
    for place, row in enumerate(ranked, 1):
        if gone and row.value("rank") != place:
            yield Change(row, "rank", place)
    for row in master.table_rows("priorities"):
        if clean(row.text("service")).casefold() == was.casefold():
            for key in ("year", "position", "service"):
                yield Change(row, key, None)


AMENDMENTS: Mapping[str, Callable[[Master, str, str], Iterator[Change]]] = {
    "rename service": _rename,
    "rank": _rank,
    "role": _role,
    "plan text": _passage,
    "leave services": _unlisted,
}
