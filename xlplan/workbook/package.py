"""A workbook opened safely, once: sheets, typed cells with their addresses, tables and names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from lxml import etree

from xlplan.workbook.active import active_content
from xlplan.workbook.addresses import parse_area
from xlplan.workbook.beside import read_beside
from xlplan.workbook.cell_notes import read_notes
from xlplan.workbook.cells import Run, Text, decode, is_on, read_text
from xlplan.workbook.guard import Limits, Parts, WorkbookRefused, read_file
from xlplan.workbook.lines import Cell
from xlplan.workbook.plain_cells import read_cells
from xlplan.workbook.relations import (
    Relation,
    first_of,
    relation_id,
    relations,
    workbook_part,
)
from xlplan.workbook.sheets import Book, Sheet, Table, is_filtering
from xlplan.workbook.styles import Style, child, children, index, known_styles, read_styles

__all__ = [
    "Cell",
    "Limits",
    "Package",
    "Run",
    "Sheet",
    "Table",
    "WorkbookRefused",
    "open_package",
]


@dataclass(frozen=True)
class Package:
    """Everything read from one workbook; `names` are the defined names and what they refer to.

    A name that belongs to one sheet stands in `names` as Sheet!Name. `format` is "" for .xlsx
    and .xlsm; in other formats formulas, colours and Excel's error values are not known.
    `carries` names what could act or reach outside, such as "macros"; nothing of it was run.
    """

    file: str
    sheets: tuple[Sheet, ...]
    names: Mapping[str, str]
    is_1904: bool = False
    format: str = ""
    carries: tuple[str, ...] = ()

    def sheet(self, name: str) -> Sheet | None:
        """Return the worksheet of this name, whatever its case; None when there is none."""
        wanted = name.casefold()
        return next((sheet for sheet in self.sheets if sheet.name.casefold() == wanted), None)

    def table(self, name: str) -> Table | None:
        """Return the table of this name, whatever its case; None when there is none."""
        wanted = name.casefold()
        tables = (table for sheet in self.sheets for table in sheet.tables)
        return next((table for table in tables if table.name.casefold() == wanted), None)


def open_package(
    source: Path | bytes, *, file: str = "", limits: Limits | None = None, only: str = ""
) -> Package:
    """Read a workbook; raise WorkbookRefused, with what to do, when it is not safe or readable.

    `file` is the name that findings print; it defaults to the name of the path. `only` is the
    name of the one sheet to read, where not all are wanted.
    """
    limits = limits or Limits()
    if isinstance(source, Path):
        file = file or source.name
        source = read_file(source, file=file, limits=limits)
    parts = Parts(source, file=file, limits=limits)
    where = workbook_part(parts)
    root, linked = parts.xml(where), relations(parts, where)
    properties = child(root, "workbookPr")
    is_1904 = properties is not None and is_on(properties.get("date1904"))
    book = Book(file, _strings(parts, linked), _styles(parts, linked), is_1904, limits)
    sheets = tuple(
        _read_sheet(parts, book, element, linked[key].target)
        for element in children(child(root, "sheets"), "sheet")
        if (key := relation_id(element)) in linked
        and linked[key].kind == "worksheet"
        and only in ("", decode(element.get("name", "")))
    )
    return Package(file, sheets, _names(root), is_1904, carries=active_content(parts, sheets))


def _strings(parts: Parts, linked: dict[str, Relation]) -> tuple[Text, ...]:
    where = first_of(linked, "sharedStrings")
    if where is None or not parts.has(where):
        return ()
    return tuple(read_text(element) for element in children(parts.xml(where), "si"))


def _styles(parts: Parts, linked: dict[str, Relation]) -> tuple[Style, ...]:
    where = first_of(linked, "styles")
    if where is None or not parts.has(where):
        return ()
    return parts.like_others(where, known_styles, read_styles)


def _read_sheet(parts: Parts, book: Book, element: etree._Element, part: str) -> Sheet:
    name = decode(element.get("name", ""))
    reader, cells = read_cells(parts.take(part), book, name)
    pointers = relations(parts, part)
    linked = [r for r in pointers.values() if parts.has(r.target)]
    roots = [parts.xml(r.target) for r in linked if r.kind == "table"]
    return Sheet(
        name,
        element.get("state", "visible"),
        cells,
        tuple(read_table(root, name, parts.file) for root in roots),
        reader.merges(),
        reader.has_filter() or any(is_filtering(child(root, "autoFilter")) for root in roots),
        frozenset(reader.hidden_rows),
        read_notes(parts, linked, name),
        read_beside(parts, pointers, reader.links(), name),
    )


def read_table(root: etree._Element, sheet: str, file: str = "") -> Table:
    """Read a table part."""
    try:
        area = parse_area(root.get("ref", ""))
    except ValueError as err:
        raise WorkbookRefused(file, "damaged") from err
    columns = children(child(root, "tableColumns"), "tableColumn")
    return Table(
        root.get("displayName", root.get("name", "")),
        sheet,
        area,
        tuple(decode(column.get("name", "")) for column in columns),
        index(root.get("totalsRowCount")) > 0,
    )


def _names(root: etree._Element) -> dict[str, str]:
    sheets = [decode(s.get("name", "")) for s in children(child(root, "sheets"), "sheet")]
    names = {}
    for element in children(child(root, "definedNames"), "definedName"):
        name, local_to = element.get("name", ""), element.get("localSheetId")
        if local_to is not None and index(local_to) < len(sheets):
            name = f"{sheets[index(local_to)]}!{name}"
        names[name] = decode(element.text or "")
    return names
