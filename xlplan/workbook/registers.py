"""Reading the sheets beside the items: each row becomes one value, or is told about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import MISSING, dataclass, fields
from typing import Any

from xlplan.fields import Editor, Field, FieldKind
from xlplan.model import CellRef, Period, Register, Registers, Scale
from xlplan.typed import read_typed
from xlplan.workbook.columns import Column
from xlplan.workbook.reader import SheetRow
from xlplan.workbook.register_sheets import REGISTER_SHEETS, VALUES

_HELP: Mapping[FieldKind, str] = {
    FieldKind.DATE: "Type a date, as 30/09/2026.",
    FieldKind.PERIOD: "Type a month, as 2026-09.",
    FieldKind.NUMBER: "Type a number, as 1200 or £1.2k.",
    FieldKind.WHOLE: "Type a whole number, as 3.",
}


@dataclass(frozen=True)
class Unread:
    """A cell of a register that cannot be read: where, what it holds, what to type."""

    at: CellRef
    heading: str
    value: str
    help: str


def read_registers(
    tables: Mapping[str, Sequence[SheetRow]], scale: Scale
) -> tuple[Registers, tuple[Unread, ...]]:
    """Return every register, and the cells that could not be read.

    A cell that cannot be read is blank in its value; a row without what it must have is left out.
    """
    unread: list[Unread] = []
    found: dict[str, tuple[Any, ...]] = {}
    for code, kind in VALUES.items():
        rows = (_read(row, code, kind, scale, unread) for row in tables.get(code, ()))
        found[code] = tuple(value for value in rows if value is not None)
    return Registers(**found), tuple(unread)


def _read(
    row: SheetRow, code: str, kind: type[Register], scale: Scale, unread: list[Unread]
) -> Register | None:
    values: dict[str, Any] = {}
    for column in REGISTER_SHEETS[code].columns:
        if column.key not in row.columns:
            continue
        read = read_typed(_field(column), row.share(column.key), scale)
        value = read.value
        if read.problem:
            help_text = _HELP.get(column.kind) or f"Choose {', '.join(column.options)}."
            unread.append(Unread(row.at(column.key), column.heading, read.as_typed, help_text))
        if column.kind is FieldKind.PERIOD and isinstance(value, str) and value:
            values[column.key] = Period.parse(value)
        elif value is not None:
            values[column.key] = value if column.kind in _HELP else str(value)
    return _made(row, kind, values, unread)


def _made(
    row: SheetRow, kind: type[Register], values: dict[str, Any], unread: list[Unread]
) -> Register | None:
    for known in fields(kind):
        if known.name in values or known.default is not MISSING:
            continue
        if str(known.type) == "Period":
            _tell_missing(row, known.name, unread)
            return None
        values[known.name] = "" if str(known.type) == "str" else None
    first = min(row.columns, key=lambda key: row.columns[key])
    return kind(**values, cell=row.at(first))


def _tell_missing(row: SheetRow, key: str, unread: list[Unread]) -> None:
    if key in row.columns and not any(u.at == row.at(key) for u in unread):
        unread.append(Unread(row.at(key), key, "", _HELP[FieldKind.PERIOD]))


def _field(column: Column) -> Field:
    return Field(column.key, column.heading, column.kind, Editor.TEAM, 0, "", column.options)
