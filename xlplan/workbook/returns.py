"""A return as it came back: its cells as read, and what was found on the way."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain
from typing import Any

from xlplan.fields import OWNERS_FIELDS
from xlplan.findings import Finding, Severity
from xlplan.model import CellRef, Period, Settings, clean
from xlplan.rules.headers import found
from xlplan.rules.row_rules import RowRule, Rules
from xlplan.typed import shown
from xlplan.workbook.carried import is_newer, of_the_file
from xlplan.workbook.foreign import open_any
from xlplan.workbook.habits import Placed, covered, habits, pasted, unexplained
from xlplan.workbook.headings import Headings, heading_findings, headings_of
from xlplan.workbook.issued_values import Issued
from xlplan.workbook.layout import LAYOUT_VERSION, SheetLayout, workstream_layout
from xlplan.workbook.manifest import SHEET, Manifest, mark_of, read_manifest
from xlplan.workbook.package import Package, Sheet, WorkbookRefused
from xlplan.workbook.packed_rows import packed, unpacked
from xlplan.workbook.quoting import excerpts
from xlplan.workbook.reader import SheetRow, find_sheet, read_rows
from xlplan.workbook.return_extras import ReturnExtras, read_extras
from xlplan.workbook.returned_rows import ReturnRow, RowReader
from xlplan.workbook.strays import (
    beside_cells,
    comments,
    extra_remarks,
    fix_list_remarks,
    guide_remarks,
    stray_cells,
    stray_sheets,
)

# What looks for words that stand where nothing is read.
_LOOKS = (stray_sheets, guide_remarks, extra_remarks, fix_list_remarks, comments, beside_cells)


@dataclass(frozen=True)
class Return:
    """One return as read. A return with a block finding is sent back and merges nothing.

    `absent` are issued rows that did not come back, `doubtful` those that came back twice.
    """

    file: str
    sha256: str
    manifest: Manifest = field(default_factory=lambda: Manifest("", ""))
    rows: tuple[ReturnRow, ...] = ()
    findings: tuple[Finding, ...] = ()
    absent: tuple[str, ...] = ()
    doubtful: tuple[str, ...] = ()
    inserted: int = 0
    extras: ReturnExtras = field(default_factory=ReturnExtras)

    def __getstate__(self) -> dict[str, object]:
        return vars(self) | {"rows": packed(self.rows)}

    def __setstate__(self, state: dict[str, Any]) -> None:
        vars(self).update(state | {"rows": unpacked(state["rows"])})

    @property
    def is_accepted(self) -> bool:
        """Whether its cells may be merged."""
        return all(f.severity is not Severity.BLOCK for f in self.findings)

    @property
    def owner(self) -> str:
        """The post it was issued to; "" when the file is no return."""
        return self.manifest.owner


def read_return(
    data: bytes, *, file: str, rules: Sequence[RowRule], settings: Settings, has_plan: bool
) -> Return:
    """Read a return; whatever is wrong with it is a finding, never an exception.

    Without a plan (no master at hand) the return is judged by what it says of itself.
    """
    digest = hashlib.sha256(data).hexdigest()
    try:
        package = open_any(data, file=file)
    except WorkbookRefused as refusal:
        return Return(file, digest, findings=(found("F01", {"why": refusal, "file": file}),))
    manifest = read_manifest(package)
    refusals = tuple(_refusals(manifest, file, settings if has_plan else None))
    if manifest is None or refusals:
        return Return(file, digest, manifest or Manifest("", ""), findings=refusals)
    return _Reading(package, manifest, digest, rules, settings).result()


def _refusals(manifest: Manifest | None, file: str, settings: Settings | None) -> Iterator[Finding]:
    owner = manifest.owner if manifest else ""
    plan = settings.title if settings else "this plan"
    facts = {"file": file, "plan": plan}
    if manifest is None:
        yield found("F02", facts | {"what": "not a return that xlplan issued"})
    elif manifest.role != "return":
        yield found("F02", facts | {"what": f"a {manifest.role}, not a return"})
    elif is_newer(manifest):
        versions = {"got": manifest.layout_version, "want": LAYOUT_VERSION}
        yield found("F16", facts | versions, owner=owner)
    elif settings and manifest.plan_id != settings.plan_id:
        yield found("F02", facts | {"what": "a return of another plan"}, owner=owner)
    elif not manifest.is_whole:
        yield found("F08", facts, owner=owner)
    elif settings and manifest.period != str(settings.period):
        got, want = Period.parse(manifest.period).title, settings.period.title
        yield found("F03", facts | {"got": got, "want": want}, owner=owner)


@dataclass(frozen=True)
class _Placed:
    """The rows of a return by whose they are: known by id, of nobody, or of two at once."""

    known: dict[str, list[SheetRow]] = field(default_factory=dict)
    strangers: list[SheetRow] = field(default_factory=list)
    crossed: dict[str, SheetRow] = field(default_factory=dict)


@dataclass(frozen=True)
class _Reading:
    """The reading of one genuine return."""

    package: Package
    manifest: Manifest
    digest: str
    rules: Sequence[RowRule]
    settings: Settings

    def result(self) -> Return:
        placed = self._place_rows()
        whole = self._as_placed(placed)
        ids = self.manifest.values.ids
        doubtful = tuple(k for k in ids if self._in_doubt(placed.known.get(k, [])))
        reader = RowReader(self.manifest, Rules(self.rules), self.settings, self.package.format)
        read = [
            reader.read(k, placed.known[k][0], covered(self.package, placed.known[k][0]))
            for k in ids
            if k in placed.known and k not in doubtful
        ]
        absent = tuple(k for k in ids if k not in placed.known and k not in placed.crossed)
        extras = read_extras(self.package, self.manifest, self.settings.scale)
        findings = (
            *extras.findings,
            *self._of_the_whole(whole),
            *self._out_of_place(placed, whole),
            *(self._doubt(k, placed.known[k]) for k in doubtful),
            *self._gone(absent),
            *chain.from_iterable(told for _, told in read),
        )
        return Return(
            file=self.package.file,
            sha256=self.digest,
            manifest=self.manifest,
            rows=tuple(row for row, _ in read),
            findings=unexplained(findings, self.package),
            absent=absent,
            doubtful=(*doubtful, *placed.crossed),
            inserted=len(placed.strangers),
            extras=extras,
        )

    def _of_the_whole(self, whole: Placed) -> Iterator[Finding]:
        package, manifest = self.package, self.manifest
        yield from of_the_file(package, manifest)
        yield from habits(whole)
        for look in _LOOKS:
            yield from look(package, manifest)
        for code, name in manifest.sheets.items():
            yield from self._of_sheet(code, name)

    def _out_of_place(self, placed: _Placed, whole: Placed) -> Iterator[Finding]:
        run_over = {(row.sheet, row.number) for row in pasted(whole)}
        for row in placed.strangers:
            if (row.sheet, row.number) not in run_over:
                yield self._inserted(row)
        for key, row in placed.crossed.items():
            yield self._crossing(key, row)

    def _gone(self, absent: Sequence[str]) -> Iterator[Finding]:
        """Tell of rows that did not come back, unless their whole sheet did not."""
        gone = {c for c, n in self.manifest.sheets.items() if self._sheet(c, n) is None}
        for key in absent:
            if self._issued(key, SHEET) not in gone:
                yield self._absent(key)

    def _as_placed(self, placed: _Placed) -> Placed:
        known = {k: placed.known[k][0] for k in self.manifest.values.ids if k in placed.known}
        refs = {k: self._issued(k, "ref") for k in known}
        return Placed(self.package, known, refs, placed.strangers, self.manifest.owner)

    def _place_rows(self) -> _Placed:
        placed = _Placed()
        for code, name in self.manifest.sheets.items():
            sheet = self._sheet(code, name)
            for row in self._rows_on(sheet, code) if sheet else ():
                key = self._identity(row)
                if not key:
                    placed.strangers.append(row)
                elif self._is_crossed(key, row):
                    placed.crossed[key] = row
                else:
                    placed.known.setdefault(key, []).append(row)
        return placed

    def _of_sheet(self, code: str, name: str) -> Iterator[Finding]:
        sheet = self._sheet(code, name)
        if sheet is None:
            yield self._missing_sheet(code, name)
        else:
            yield from self._sheet_findings(sheet, code, name)

    def _layout(self, code: str) -> SheetLayout:
        return workstream_layout(code, self.manifest.sheets[code], is_return=True)

    def _sheet(self, code: str, name: str) -> Sheet | None:
        named = self.package.sheet(name)
        if named is not None and mark_of(named) == code:
            return named
        return find_sheet(self.package, code) or named

    @cached_property
    def _headings(self) -> dict[str, Headings]:
        """The columns of each sheet that is there, by its code."""
        sheets = {code: self._sheet(code, name) for code, name in self.manifest.sheets.items()}
        return {code: headings_of(s, self._layout(code)) for code, s in sheets.items() if s}

    def _rows_on(self, sheet: Sheet, code: str) -> tuple[SheetRow, ...]:
        columns = self._headings[code].columns
        return read_rows(self.package, sheet, self._layout(code), columns)

    def _identity(self, row: SheetRow) -> str:
        """The item id of a row; where the hidden cell was lost, its ref tells it."""
        key = row.text("item_id")
        if "ref" in self._values.fields(key):
            return key
        ref = clean(row.text("ref")).lower()
        same = self._refs.get(ref, ())
        return same[0] if ref and len(same) == 1 else ""

    @cached_property
    def _values(self) -> Issued:
        return self.manifest.values

    @cached_property
    def _refs(self) -> dict[str, tuple[str, ...]]:
        """The item ids that each ref was issued for, by the ref in small letters."""
        found: dict[str, tuple[str, ...]] = {}
        for item_id in self._values.ids:
            if "ref" in self._values.fields(item_id):
                ref = self._issued(item_id, "ref").lower()
                found[ref] = (*found.get(ref, ()), item_id)
        return found

    def _is_crossed(self, item_id: str, row: SheetRow) -> bool:
        """Whether the row's ref is that of another issued row than its hidden identity."""
        same = self._refs.get(clean(row.text("ref")).lower(), ())
        return any(other != item_id for other in same)

    def _crossing(self, item_id: str, row: SheetRow) -> Finding:
        issued = self._issued(item_id, "ref")
        facts = {"ref": row.text("ref"), "row": row.number, "issued": issued}
        at = CellRef(row.file, row.sheet, row.number, row.columns.get("ref", 1))
        return found("S12", facts, at=at, owner=self.manifest.owner)

    def _issued(self, item_id: str, name: str) -> str:
        return self._values.text(item_id, name)

    def _missing_sheet(self, code: str, name: str) -> Finding:
        issued = self.manifest.issued.items()
        number = sum(text == code for (_, key), text in issued if key == SHEET)
        facts = {"name": name, "file": self.package.file, "number": number}
        return found("S01", facts, owner=self.manifest.owner)

    def _sheet_findings(self, sheet: Sheet, code: str, name: str) -> Iterator[Finding]:
        if sheet.name != name:
            at = CellRef(self.package.file, sheet.name, 1, 1)
            facts = {"name": name, "sheet": sheet.name}
            yield found("S15", facts, at=at, owner=self.manifest.owner)
        headings = self._headings[code]
        yield from heading_findings(self.package, sheet, headings, self.manifest.owner)
        spoken_of = headings.spoken_of
        layout = self._layout(code)
        yield from stray_cells(self.package, sheet, layout, spoken_of, headings.row, self.manifest)

    def _inserted(self, row: SheetRow) -> Finding:
        live = row.line.with_formula
        typed = sorted(c for c in row.columns.values() if c not in live and c in row.line.held)
        text = excerpts([" | ".join(clean(shown(row.line.value(c))) for c in typed)])
        facts = {"row": row.number, "sheet": row.sheet, "text": text}
        at = CellRef(row.file, row.sheet, row.number, 1)
        return found("S04", facts, at=at, owner=self.manifest.owner)

    @staticmethod
    def _in_doubt(rows: Sequence[SheetRow]) -> bool:
        if len(rows) <= 1:
            return False
        said = {tuple(shown(r.value(n)) for n in OWNERS_FIELDS) for r in rows}
        return len(said) > 1

    def _doubt(self, item_id: str, rows: Sequence[SheetRow]) -> Finding:
        numbers = " and ".join(str(r.number) for r in rows)
        facts = {"ref": self._issued(item_id, "ref"), "rows": numbers}
        at = CellRef(rows[0].file, rows[0].sheet, rows[0].number, 1)
        return found("S06", facts, at=at, owner=self.manifest.owner)

    def _absent(self, item_id: str) -> Finding:
        facts = {"ref": self._issued(item_id, "ref"), "title": self._issued(item_id, "title")}
        return found("S05", facts | {"file": self.package.file}, owner=self.manifest.owner)
