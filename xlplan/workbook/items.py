"""A master's rows as items: a plan has many, and they share most of what their cells say."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from xlplan.fields import BY_NAME, FieldKind
from xlplan.model import CellValue, Item, Scale
from xlplan.typed import BLANKS, SAME_IF_EQUAL, Value, is_simple, read_typed, shown
from xlplan.workbook.reader import SheetRow
from xlplan.workbook.rows import TEXT_FIELDS, field_of, fields_of, item_of, made_item

# Columns of words, which say what their text says.
_WORDED = frozenset(n for n in TEXT_FIELDS if BY_NAME[n].kind is not FieldKind.CHOICE)


class ItemReader:
    """Reads the rows of one sheet of a master; what cannot be read is left blank.

    What a value means in a column is worked out once. `columns` are those of every row.
    """

    def __init__(self, columns: Mapping[str, int], workstream: str, scale: Scale) -> None:
        kinds = {name: BY_NAME[name].kind for name in columns}
        self._scale = scale
        self._blank = fields_of(item_of(dict.fromkeys(kinds), {}, scale, workstream))
        self._known: dict[str, dict[CellValue, Any]] = {
            name: {} for name, kind in kinds.items() if kind is not FieldKind.FORMULA
        }
        self._names = {columns[name]: name for name in self._known}

    def read(self, row: SheetRow) -> Item:
        """Return the item on a row; a cell that is not there says nothing, as most do."""
        found = self._blank | {"cells": row.places}
        line = row.line
        dressed = line.dressed
        for column, value in line.values().items():
            name = self._names.get(column)
            if name is None:
                continue
            known = self._known[name]
            if type(value) not in SAME_IF_EQUAL or column in dressed:
                said = (
                    row.value(name) if BY_NAME[name].kind is FieldKind.RATING else row.share(name)
                )
                found[name] = self._made(name, value, said)
                continue
            if value not in known:
                known[value] = self._made(name, value, value)
            found[name] = known[value]
        return made_item(found)

    def _made(self, name: str, plain: CellValue, value: CellValue) -> Any:
        """Return what an item holds for a cell, by what Excel's formulas see and people see."""
        if name in _WORDED and type(value) is str and is_simple(value):
            return value.strip(BLANKS)
        field = BY_NAME[name]
        said: Value = None
        if field.kind is FieldKind.RATING:
            said = shown(value)
        elif not is_no_date(name, plain):
            said = read_typed(field, value, self._scale).value
        return field_of(name, said, self._scale)


def is_date_as_text(row: SheetRow, name: str) -> bool:
    """Whether the end of an override is text: to Excel's formulas that is no end at all."""
    return is_no_date(name, row.plain(name))


def is_no_date(name: str, plain: CellValue) -> bool:
    """Whether a value is the end of an override as text."""
    return name == "approved_until" and isinstance(plain, str)
