"""Returns saved as .xls, .xlsb or .ods: their cells, read by calamine in a process of its own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any

from xlplan.model import CellRef, CellValue
from xlplan.workbook.addresses import Area
from xlplan.workbook.child import ChildFailed, ask_child
from xlplan.workbook.guard import Limits, Parts, WorkbookRefused
from xlplan.workbook.lines import Cell
from xlplan.workbook.open_document import Said, said_beside
from xlplan.workbook.package import Package, open_package
from xlplan.workbook.sheets import Sheet

OPEN_DOCUMENT = "the OpenDocument .ods format"
FORMATS: Mapping[str, str] = {
    "old-format": "the old .xls format",
    "binary": "the binary .xlsb format",
    "open-document": OPEN_DOCUMENT,
}


def open_any(source: bytes, *, file: str = "") -> Package:
    """Read a workbook of any kind that can be read; raise WorkbookRefused for the others."""
    try:
        return open_package(source, file=file)
    except WorkbookRefused as refusal:
        if refusal.why not in FORMATS:
            raise
        return _read(source, file, refusal.why)


def _read(source: bytes, file: str, kind: str) -> Package:
    parts = None if kind == "old-format" else _checked_parts(source, file, kind)
    said = said_beside(parts) if parts and kind == "open-document" else {}
    try:
        sheets = ask_child("sheets", source)
    except ChildFailed as failure:
        # One that ends the program that reads it is not looked into any further.
        why = failure.why if failure.why in ("encrypted", "too-big") else kind
        raise WorkbookRefused(file, why) from failure
    read = tuple(_sheet(file, sheet, said.get(sheet["name"], Said())) for sheet in sheets)
    return Package(file, read, {}, format=FORMATS[kind])


def _checked_parts(source: bytes, file: str, kind: str) -> Parts:
    """Return the parts, each unpacked within the limits, before a program that has none does."""
    parts = Parts(source, file=file, limits=Limits(), kind=kind)
    for info in parts.members:
        if not info.is_dir():
            parts.read(info.filename.lstrip("/"))
    manifest = "META-INF/manifest.xml"
    if parts.has(manifest) and b"encryption-data" in parts.read(manifest):
        raise WorkbookRefused(file, "encrypted")
    return parts


def _sheet(file: str, said: Mapping[str, Any], beside: Said) -> Sheet:
    name = str(said["name"])
    merges: tuple[Area, ...] = tuple((t, left, b, right) for t, left, b, right in said["merges"])
    return Sheet(
        name,
        str(said["state"]),
        dict(_cells(file, name, said["cells"])),
        merges=merges,
        notes=beside.notes,
        beside=beside.beside,
    )


def _cells(file: str, sheet: str, cells: list[Any]) -> Iterator[tuple[tuple[int, int], Cell]]:
    for row, column, kind, value in cells:
        yield (row, column), Cell(_value(kind, value), CellRef(file, sheet, row, column))


def _value(kind: str, value: Any) -> CellValue:
    if kind == "date":
        moment = datetime.fromisoformat(value)
        return moment if moment.time() != datetime.min.time() else _day(moment)
    if kind == "number" and float(value).is_integer() and abs(value) <= 2**53:
        return int(value)
    return value  # type: ignore[no-any-return]


def _day(moment: datetime) -> date:
    return moment.date()
