"""A master workbook as read: the plan, and what is needed to edit it."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cached_property
from pathlib import Path

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
from xlplan.workbook.footnotes import without_footnotes
from xlplan.workbook.guard import MASTER, read_file
from xlplan.workbook.items import ItemReader
from xlplan.workbook.layout import (
    LAYOUT_VERSION,
    LAYOUTS_READ,
    SHEETS,
    SheetLayout,
    table_name,
    workstream_layout,
)
from xlplan.workbook.logs import changes_made, return_logs
from xlplan.workbook.manifest import read_manifest
from xlplan.workbook.on_demand import MadeByKey, MadeInOrder
from xlplan.workbook.package import Package, Sheet, open_package
from xlplan.workbook.reader import (
    SheetRow,
    find_sheet,
    head_rows,
    read_rows,
    read_table,
    row_of,
    totals_of,
)
from xlplan.workbook.registers import Unread, read_registers
from xlplan.workbook.settings_sheet import SettingsUnread, one_of, read_scale, read_settings


class NotAMaster(Refusal):
    """The file is a workbook, but not a master that this version can read."""


@dataclass(frozen=True)
class ReadSheet:
    """The rows of one workstream's sheet: every one, those `kept` with their items, and below it.

    Footnotes are among the rows and not kept.
    """

    rows: tuple[SheetRow, ...] = ()
    kept: tuple[tuple[Item, SheetRow], ...] = ()
    beneath: tuple[SheetRow, ...] = ()


@dataclass(frozen=True)
class Master:
    """A master as it was read: the plan, its bytes and their hash, and its other tables' rows.

    `rows` are the plan's rows by item id; `nameless` are rows typed in that have no id yet,
    `copied` those that have another row's, `refless` those left out for want of a ref; `unread`
    are cells of the other sheets that cannot be read; `beneath` are rows below a sheet's table.
    `read` are the sheets of the plan's rows by workstream.
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
    read: Mapping[str, ReadSheet] = field(default_factory=dict, repr=False)

    def table_rows(self, code: str) -> tuple[SheetRow, ...]:
        """Return the rows of one of the other sheets."""
        return self.tables.get(code, ())

    def headings_of(self, code: str) -> tuple[str, ...]:
        """Return the headings that the table of one of the other sheets has in this master."""
        name = table_name(code)
        tables = (t for sheet in self.package.sheets for t in sheet.tables)
        return next((t.columns for t in tables if t.name.casefold() == name.casefold()), ())

    @property
    def bare(self) -> Master:
        """The master with its bytes and plan alone: enough to write over it, in little room."""
        bare = Package(self.package.file, (), {})
        plan = replace(self.plan, changes=())
        return Master(self.path, self.data, self.sha256, plan, {}, {}, {}, bare)

    @cached_property
    def return_lines(self) -> Mapping[str, SheetRow]:
        """The lines of the Returns sheet for the open period, by owner."""
        period = str(self.plan.settings.period)
        lines = [r for r in self.table_rows("returns") if r.text("period") == period]
        # Where an owner has two, the first counts.
        return {line.text("owner"): line for line in reversed(lines)}

    @cached_property
    def change_lines(self) -> Sequence[SheetRow]:
        """The lines of Changes as they were written, however somebody has sorted them since."""
        return sorted(self.table_rows("changes"), key=lambda line: line.text("changed_at"))

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


def master_from(
    package: Package, data: bytes, path: Path, *, known: ReadBefore | None = None
) -> Master:
    """Read a master from its sheets; raise NotAMaster when they are none.

    What is `known` of it, and was not touched since, is not read again.
    """
    _require_master(package)
    tables = MadeByKey(SHEETS, lambda code: _table(package, code, known))
    try:
        scale = read_scale(tables["scale"], package.file)
        settings, places = read_settings(tables["settings"], scale, package.file)
    except SettingsUnread as unread:
        raise NotAMaster(str(unread)) from None
    kept = known if known and known.has_same(tables, "scale", "settings") else None
    settings = kept.before.plan.settings if kept else settings
    read = _Rows(package, settings.scale, kept)
    for record in tables["workstreams"]:
        read.add(_workstream(record))
    registers, unread_cells = read_registers(tables, scale)
    plan = Plan(
        settings=settings,
        workstreams=tuple(read.streams),
        items=tuple(read.items),
        people=tuple(_person(r) for r in tables["people"]),
        objectives=tuple(map(_objective, tables["objectives"])),
        history=_history(tables, settings.scale, kept),
        registers=registers,
        returns=tuple(return_logs(tables["returns"])),
        changes=MadeInOrder(lambda: changes_made(tables["changes"])),
    )
    return Master(
        path=path,
        data=data,
        sha256=known.before.sha256 if known else hashlib.sha256(data).hexdigest(),
        plan=plan,
        tables=tables,
        rows=read.rows,
        settings_cells=places,
        package=package,
        nameless=tuple(read.nameless),
        refless=tuple(read.refless),
        unread=unread_cells,
        copied=tuple(read.copied),
        beneath=tuple(read.beneath),
        read=read.read,
    )


@dataclass(frozen=True)
class ReadBefore:
    """A master that was read before, and the numbers of the rows touched since, by tab name."""

    before: Master
    rows: Mapping[str, frozenset[int]]

    def has_same(self, tables: Mapping[str, tuple[SheetRow, ...]], *codes: str) -> bool:
        """Whether the rows of some sheets are those that were read before."""
        return all(tables[code] is self.before.tables[code] for code in codes)

    def sheet(self, package: Package, code: str) -> Sheet | None:
        """Return a sheet as it was before, when the package has it under the same tab."""
        before, now = find_sheet(self.before.package, code), find_sheet(package, code)
        return before if before and now and before.name == now.name else None


def _table(package: Package, code: str, known: ReadBefore | None) -> tuple[SheetRow, ...]:
    """Return the rows of one of the sheets beside the items."""
    before = known.sheet(package, code) if known else None
    if known and before and not known.rows.get(before.name):
        return known.before.tables[code]
    return read_table(package, SHEETS[code])


def _history(
    tables: Mapping[str, tuple[SheetRow, ...]], scale: Scale, known: ReadBefore | None
) -> tuple[Snapshot, ...]:
    if known and known.has_same(tables, "history"):
        return known.before.plan.history
    return tuple(_snapshot(row, scale) for row in tables["history"])


@dataclass
class _Rows:
    """The plan's rows as they are read, sheet by sheet; what is told of them is in `Master`."""

    package: Package
    scale: Scale
    known: ReadBefore | None
    streams: list[Workstream] = field(default_factory=list)
    items: list[Item] = field(default_factory=list)
    rows: dict[str, SheetRow] = field(default_factory=dict)
    nameless: list[SheetRow] = field(default_factory=list)
    refless: list[SheetRow] = field(default_factory=list)
    copied: list[SheetRow] = field(default_factory=list)
    beneath: list[SheetRow] = field(default_factory=list)
    read: dict[str, ReadSheet] = field(default_factory=dict)

    def add(self, stream: Workstream) -> None:
        """Read the sheet of one workstream."""
        sheet = _read_workstream(self.package, stream, self.scale, self.known)
        self.read[stream.code] = sheet
        self.beneath += sheet.beneath
        read = sheet.kept
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
    package: Package, stream: Workstream, scale: Scale, known: ReadBefore | None
) -> ReadSheet:
    sheet = find_sheet(package, stream.code)
    if sheet is None:
        return ReadSheet()
    layout = workstream_layout(stream.code, stream.title, is_return=False)
    before = known.before.read.get(stream.code) if known else None
    items: dict[int, Item] = {}
    if known and before and before.rows and _has_its_columns(package, sheet, layout, known):
        touched = known.rows.get(sheet.name, frozenset())
        rows = _with_touched(package, sheet, before.rows, touched)
        items = {row.number: item for item, row in before.kept if row.number not in touched}
    else:
        rows = read_rows(package, sheet, layout)
    kept, beneath = without_footnotes(sheet, rows)
    reader = ItemReader(rows[0].columns if rows else {}, stream.code, scale)
    read = ((items.get(row.number) or reader.read(row), row) for row in kept)
    return ReadSheet(rows, tuple(read), beneath)


def _with_touched(
    package: Package, sheet: Sheet, before: Sequence[SheetRow], touched: Collection[int]
) -> tuple[SheetRow, ...]:
    """Return the rows of a sheet, with those that were touched read anew."""
    rows = {row.number: row for row in before if row.number not in touched}
    numbers = set(touched) - totals_of(sheet)
    anew = (row_of(package, sheet, number, before[0].columns) for number in numbers)
    rows |= {row.number: row for row in anew if not row.is_blank}
    return tuple(rows[number] for number in sorted(rows))


def _has_its_columns(
    package: Package, sheet: Sheet, layout: SheetLayout, known: ReadBefore
) -> bool:
    """Whether what was touched of a sheet are rows below its heads, in tables as they were."""
    before, touched = known.sheet(package, layout.code), known.rows.get(sheet.name)
    if before is None or not touched:
        return before is not None
    keys, headings = head_rows(before, layout)
    return bool(keys) and min(touched) > headings and sheet.tables == before.tables


def _objective(row: SheetRow) -> Objective:
    return Objective(row.text("code"), row.text("kind"), row.text("title"))


def _person(row: SheetRow) -> Person:
    keys = ("post", "name", "email", "role", "delegate")
    return Person(**{key: row.text(key) for key in keys})


def _closed_month(row: SheetRow) -> Period:
    said = row.text("period")
    try:
        return Period.parse(said)
    except ValueError:
        raise NotAMaster(
            f'{row.file}: row {row.number} of {row.sheet} has "{said}" for its month. Type it as '
            "2013-10, as text."
        ) from None


def _snapshot(row: SheetRow, scale: Scale) -> Snapshot:
    percent, rank = row.value("percent_complete"), row.value("priority_rank")
    levels = {x.value: x for x in Level}
    as_said = {x.value: x for x in Reported}
    texts = ("parent", "delegate", "publish", "proposed_change", "change_reason", "decision_ref")
    return Snapshot(
        period=_closed_month(row),
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
