"""The plan's rows as cells: what a sheet prints for an item, and an item read from a sheet."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from xlplan.fields import BY_NAME, FieldKind
from xlplan.model import CellRef, CellValue, Item, Level, Rag, Reported, Scale, Status
from xlplan.typed import Value
from xlplan.workbook.cells import Run
from xlplan.workbook.edits import RichText

BOLD = re.compile(r"\*\*(.+?)\*\*", re.DOTALL)

TEXT_FIELDS = tuple(
    name
    for name, field in BY_NAME.items()
    if field.kind in (FieldKind.TEXT, FieldKind.PROSE, FieldKind.CHOICE)
    and name not in ("level", "status", "reported")
)
_PLAIN_FIELDS = frozenset(
    name
    for name, field in BY_NAME.items()
    if field.kind in (FieldKind.DATE, FieldKind.PERCENT, FieldKind.WHOLE)
)
_RATINGS = frozenset(name for name, field in BY_NAME.items() if field.kind is FieldKind.RATING)
_STATUSES = {s.value: s for s in Status}
_REPORTED = {r.value: r for r in Reported}
_LEVELS = {level.value: level for level in Level}


def item_values(item: Item) -> dict[str, Value]:
    """Return what each column holds for an item; blank cells are None."""
    return {name: field_value(item, name) for name in BY_NAME if hasattr(item, name)}


def field_value(item: Item, name: str) -> Value:
    """Return one field of an item as its cell holds it."""
    value: object = getattr(item, name)
    if isinstance(value, Rag):
        return value.word
    if isinstance(value, Level | Status | Reported):
        return value.value
    if value is None or value == "":
        return None
    return value  # type: ignore[return-value]


def field_of(name: str, value: Value, scale: Scale) -> Any:
    """Return what an item holds for the value of a column; an unknown word is left out, blank."""
    if name in _PLAIN_FIELDS:
        return value
    if name in _RATINGS:
        return scale.find(str(value)) if value else None
    if name == "status":
        return _STATUSES.get(str(value))
    if name == "reported":
        return _REPORTED.get(str(value), Reported.NO)
    return _LEVELS.get(str(value), Level.ITEM) if name == "level" else str(value or "")


def item_of(
    values: Mapping[str, Value], cells: Mapping[str, CellRef], scale: Scale, workstream: str
) -> Item:
    """Return the item that a row's values make; unknown words are left out, blank."""
    # A column that somebody has deleted leaves what it held blank.
    found: dict[str, Any] = dict.fromkeys(("item_id", "ref", "title"), "")
    texts = (name for name in TEXT_FIELDS if name in values)
    names = (*texts, *_PLAIN_FIELDS, *_RATINGS, "status", "reported", "level")
    found |= {name: field_of(name, values.get(name), scale) for name in names}
    return Item(**found, workstream=workstream, cells=cells)


def made_item(fields: Mapping[str, Any]) -> Item:
    """Return an item of all its fields: the constructor takes longer than reading a row does."""
    item = object.__new__(Item)
    for name, given in fields.items():
        object.__setattr__(item, name, given)
    return item


def fields_of(item: Item) -> dict[str, Any]:
    """Return all the fields of an item."""
    return {name: getattr(item, name) for name in Item.__slots__}


def as_cell(value: Value) -> CellValue | RichText:
    """Return a value as a cell takes it: **bold** marks become rich text."""
    if not isinstance(value, str) or "**" not in value:
        return value
    pieces = enumerate(BOLD.split(value))
    runs = tuple(Run(text, bold=number % 2 == 1) for number, text in pieces if text)
    return RichText(runs)
