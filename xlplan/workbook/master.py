"""A master workbook as read: the plan, and what is needed to edit it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path

from xlplan.fields import BY_NAME, FieldKind
from xlplan.model import (
    CellRef,
    Item,
    Kind,
    Level,
    Objective,
    Period,
    Person,
    Plan,
    Refusal,
    Reported,
    Scale,
    Snapshot,
    Status,
    Workstream,
)
from xlplan.rollup import POLICIES
from xlplan.typed import Value, read_typed, shown
from xlplan.workbook.beneath import without_footnotes
from xlplan.workbook.guard import MASTER, read_file
from xlplan.workbook.layout import (
    LAYOUT_VERSION,
    LAYOUTS_READ,
    SHEETS,
    table_name,
    workstream_layout,
)
from xlplan.workbook.logs import changes_made, return_logs
from xlplan.workbook.manifest import read_manifest
from xlplan.workbook.package import Package, open_package
from xlplan.workbook.reader import SheetRow, find_sheet, read_rows, read_table
from xlplan.workbook.registers import Unread, read_registers
from xlplan.workbook.rows import item_of
from xlplan.workbook.settings_sheet import SettingsUnread, one_of, read_scale, read_settings


class NotAMaster(Refusal):
    """The file is a workbook, but not a master that this version can read."""


@dataclass(frozen=True)
class Master:
    """A master as it was read: the plan, its bytes and their hash, and its other tables' rows.

    `rows` are the plan's rows by item id; `nameless` are rows typed in that have no id yet,
    `copied` those that have another row's, `refless` those left out for want of a ref; `unread`
    are cells of the other sheets that cannot be read; `beneath` are rows below a sheet's table.
    """

    path: Path
    data: bytes
    sha256: str
    plan: Plan
    tables: Mapping[str, tuple[SheetRow, ...]]
    rows: Mapping[str, SheetRow]
    settings_cells: Mapping[str, CellRef]
    package: Package
    nameless: tuple[SheetRow, ...] = ()
    refless: tuple[SheetRow, ...] = ()
    unread: tuple[Unread, ...] = ()
    copied: tuple[SheetRow, ...] = ()
    beneath: tuple[SheetRow, ...] = ()

    def table_rows(self, code: str) -> tuple[SheetRow, ...]:
        """Return the rows of one of the other sheets."""
        return self.tables.get(code, ())

    def headings_of(self, code: str) -> tuple[str, ...]:
        """Return the headings that the table of one of the other sheets has in this master."""
        name = table_name(code)
        tables = (t for sheet in self.package.sheets for t in sheet.tables)
        return next((t.columns for t in tables if t.name.casefold() == name.casefold()), ())

    def sheet_of(self, code: str) -> str:
        """Return the tab name of a sheet by its code."""
        sheet = find_sheet(self.package, code)
        return sheet.name if sheet else SHEETS[code].title


def read_master(path: Path) -> Master:
    """Read a master; raise NotAMaster, or WorkbookRefused when it cannot be opened."""
    return master_of(read_file(path, file=path.name, limits=MASTER), path)


def master_of(data: bytes, path: Path) -> Master:
    """Read a master from its bytes; raise as `read_master` does."""
    return master_from(open_package(data, file=path.name, limits=MASTER), data, path)


def master_from(package: Package, data: bytes, path: Path) -> Master:
    """Read a master from its sheets; raise NotAMaster when they are none."""
    _require_master(package)
    tables = {code: read_table(package, known) for code, known in SHEETS.items()}
    try:
        scale = read_scale(tables["scale"], package.file)
        settings, cells = read_settings(tables["settings"], scale, package.file)
    except SettingsUnread as unread:
        raise NotAMaster(str(unread)) from None
    read = _Rows()
    for record in tables["workstreams"]:
        read.add(package, _workstream(record), settings.scale)
    registers, unread_cells = read_registers(tables, scale)
    objectives = (
        Objective(r.text("code"), r.text("kind"), r.text("title")) for r in tables["objectives"]
    )
    plan = Plan(
        settings=settings,
        workstreams=tuple(read.streams),
        items=tuple(read.items),
        people=tuple(_person(r) for r in tables["people"]),
        objectives=tuple(objectives),
        history=tuple(_snapshot(r, settings.scale) for r in tables["history"]),
        registers=registers,
        returns=tuple(return_logs(tables["returns"])),
        changes=tuple(changes_made(tables["changes"])),
    )
    return Master(
        path=path,
        data=data,
        sha256=hashlib.sha256(data).hexdigest(),
        plan=plan,
        tables=tables,
        rows=read.rows,
        settings_cells=cells,
        package=package,
        nameless=tuple(read.nameless),
        refless=tuple(read.refless),
        unread=unread_cells,
        copied=tuple(read.copied),
        beneath=tuple(read.beneath),
    )


@dataclass
class _Rows:
    """The plan's rows as they are read, sheet by sheet; what is told of them is in `Master`."""

    streams: list[Workstream] = field(default_factory=list)
    items: list[Item] = field(default_factory=list)
    rows: dict[str, SheetRow] = field(default_factory=dict)
    nameless: list[SheetRow] = field(default_factory=list)
    refless: list[SheetRow] = field(default_factory=list)
    copied: list[SheetRow] = field(default_factory=list)
    beneath: list[SheetRow] = field(default_factory=list)

    def add(self, package: Package, stream: Workstream, scale: Scale) -> None:
        """Read the sheet of one workstream."""
        rows, beneath = _read_workstream(package, stream)
        self.beneath += beneath
        read = [(read_item(row, stream.code, scale), row) for row in rows]
        found = [(item, row) for item, row in read if item.ref]
        self.refless += [row for item, row in read if not item.ref]
        own = next((i for i, _ in found if i.level is Level.WORKSTREAM), None)
        self.streams.append(replace(stream, own=own))
        self.items += [i for i, _ in found if i.level is not Level.WORKSTREAM]
        self.nameless += [row for item, row in found if not item.item_id]
        for item, row in found:
            if self.rows.setdefault(item.item_id, row) is not row and item.item_id:
                self.copied.append(row)


def _require_master(package: Package) -> None:
    manifest = read_manifest(package)
    if manifest is None or manifest.role != "master":
        what = "a return" if manifest and manifest.role == "return" else "not a master workbook"
        raise NotAMaster(
            f"{package.file} is {what}. Name the master workbook that `xlplan new` made."
        )
    if manifest.layout_version not in LAYOUTS_READ:
        raise NotAMaster(
            f"{package.file} has layout {manifest.layout_version}; this xlplan reads layout "
            f"{LAYOUT_VERSION}. Update xlplan."
        )


def as_date(value: object) -> date | None:
    """Return a cell's day, without a time; None when it is no date."""
    if isinstance(value, datetime):
        return value.date()
    return value if isinstance(value, date) else None


def _workstream(row: SheetRow) -> Workstream:
    kinds = {k.value.lower(): k for k in Kind}
    return Workstream(
        code=row.text("code"),
        kind=kinds.get(row.text("kind").lower(), Kind.WORKSTREAM),
        title=row.text("title"),
        owner=row.text("owner"),
        portfolio_holder=row.text("portfolio_holder"),
        policy=_policy(row),
        is_reported=row.text("is_reported").lower() != "no",
        scope=row.text("scope"),
    )


def _policy(row: SheetRow) -> str:
    said = row.text("policy").lower()
    if said and said not in POLICIES:
        raise NotAMaster(
            f'{row.file}: {row.at("policy")} says "{said}", which is not a roll-up policy. Choose '
            f"{one_of(tuple(POLICIES))}."
        )
    return said


def _read_workstream(
    package: Package, stream: Workstream
) -> tuple[tuple[SheetRow, ...], tuple[SheetRow, ...]]:
    sheet = find_sheet(package, stream.code)
    if sheet is None:
        return (), ()
    known = workstream_layout(stream.code, stream.title, is_return=False)
    return without_footnotes(sheet, read_rows(package, sheet, known))


def read_item(row: SheetRow, workstream: str, scale: Scale) -> Item:
    """Return the item on a master's row; what cannot be read is left blank."""
    values: dict[str, Value] = dict.fromkeys(row.columns)
    # A cell that is not there says nothing, as most do.
    for name in row.cells:
        field = BY_NAME[name]
        if field.kind is FieldKind.RATING:
            values[name] = shown(row.value(name))
        elif is_date_as_text(row, name):
            values[name] = None
        elif field.kind is not FieldKind.FORMULA:
            values[name] = read_typed(field, row.share(name), scale).value
    return item_of(values, row.places, scale, workstream)


def is_date_as_text(row: SheetRow, name: str) -> bool:
    """Whether the end of an override is text: to Excel's formulas that is no end at all."""
    return name == "approved_until" and isinstance(row.plain(name), str)


def _person(row: SheetRow) -> Person:
    keys = ("post", "name", "email", "role", "delegate")
    return Person(**{key: row.text(key) for key in keys})


def _snapshot(row: SheetRow, scale: Scale) -> Snapshot:
    percent, rank = row.value("percent_complete"), row.value("priority_rank")
    levels = {x.value: x for x in Level}
    as_said = {x.value: x for x in Reported}
    texts = ("parent", "delegate", "publish", "proposed_change", "change_reason", "decision_ref")
    return Snapshot(
        period=Period.parse(row.text("period")),
        item_id=row.text("item_id"),
        ref=row.text("ref"),
        level=levels.get(row.text("level"), Level.ITEM),
        workstream=row.text("workstream"),
        title=row.text("title"),
        reported=as_said.get(row.text("reported"), Reported.NO),
        rag=scale.find(row.text("rag")),
        status=next((s for s in Status if s.value == row.text("status")), None),
        percent_complete=float(percent) if isinstance(percent, int | float) else None,
        baseline_due=as_date(row.value("baseline_due")),
        due=as_date(row.value("due")),
        forecast=as_date(row.value("forecast")),
        owner=row.text("owner"),
        source=row.text("source"),
        priority_rank=int(rank) if isinstance(rank, int | float) else None,
        declared=scale.find(row.text("declared")),
        computed=scale.find(row.text("computed")),
        approved=scale.find(row.text("approved")),
        **{key: row.text(key) for key in texts},
    )
