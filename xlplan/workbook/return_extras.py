"""What a return brings besides its rows: proposed items, outturns of measures, and the sign-off."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from xlplan.fields import Editor, Field, FieldKind
from xlplan.findings import Finding
from xlplan.model import CellRef, CellValue, Scale, clean
from xlplan.rules.headers import found
from xlplan.typed import Typed, as_text, read_typed, shown
from xlplan.workbook.columns import SheetLayout
from xlplan.workbook.extra_sheets import (
    KEPT_OF_MEASURES,
    MEASURES,
    NEEDED,
    NEW_ITEMS,
    NUMBER_HELP,
)
from xlplan.workbook.manifest import Manifest
from xlplan.workbook.package import Package
from xlplan.workbook.reader import SheetRow, read_table
from xlplan.workbook.sign_off import SignOffBox, sign_off_box

_PROPOSED = ("title", "workstream", "outcome", "owner", "due", "reason")
_DATE_HELP = "Type a date, as 30/09/2026."


@dataclass(frozen=True)
class ProposedItem:
    """An item that an owner proposes; `workstream` is as chosen, `at` the cell of its title."""

    title: str
    workstream: str
    outcome: str
    owner: str
    due: date | None
    reason: str
    at: CellRef


@dataclass(frozen=True)
class ReturnedOutturn:
    """What an owner returned for a measure, in its unit; None where only a comment came."""

    measure: str
    outturn: float | None
    commentary: str
    at: CellRef


@dataclass(frozen=True)
class SignOff:
    """Who signed a return, and when: a day, or what was typed that is none."""

    name: str = ""
    post: str = ""
    day: str = ""

    @property
    def is_signed(self) -> bool:
        """Whether somebody has put a post or a name to it."""
        return bool(self.post or self.name)

    def in_words(self) -> str:
        """Say who signed and when, such as: J Smith, Head of Finance, 04/11/2013."""
        return ", ".join(filter(None, (self.name, self.post, self.day)))


@dataclass(frozen=True)
class ReturnExtras:
    """Everything of a return that is not a cell of an issued row."""

    proposed: tuple[ProposedItem, ...] = ()
    outturns: tuple[ReturnedOutturn, ...] = ()
    signed: SignOff = field(default_factory=SignOff)
    findings: tuple[Finding, ...] = ()


def read_extras(package: Package, manifest: Manifest, scale: Scale) -> ReturnExtras:
    """Read the sheets beside the rows; what cannot be used is a finding, and the rest is read."""
    findings: list[Finding] = []
    owner = manifest.owner
    proposed = tuple(_proposed(package, scale, owner, findings))
    outturns = tuple(_outturns(package, manifest, scale, findings))
    findings += _kept_cells(package, manifest, scale)
    findings += _struck(package, owner)
    box = sign_off_box(package)
    signed = _signed(box, scale)
    if box and not signed.is_signed:
        findings.append(found("F12", {"file": package.file}, at=box.at("post"), owner=owner))
    return ReturnExtras(proposed, outturns, signed, tuple(findings))


def _proposed(
    package: Package, scale: Scale, owner: str, findings: list[Finding]
) -> Iterator[ProposedItem]:
    for row in read_table(package, NEW_ITEMS):
        said = {key: clean(shown(_standing(row, key))) for key in _PROPOSED if key in row.columns}
        if not any(text for key, text in said.items() if key != "owner"):
            continue
        due = _read(row, NEW_ITEMS, "due", scale)
        facts = {"ref": said.get("title") or f"Line {row.text('number')}"}
        if due.problem:
            told = {"heading": NEW_ITEMS.heading("due"), "value": due.as_typed, "help": _DATE_HELP}
            findings.append(found("C14", facts | told, at=row.at("due"), owner=owner))
        at = row.at("title" if "title" in row.columns else min(row.columns, key=row.columns.get))  # type: ignore[arg-type]
        lacks = lacking(said)
        if lacks:
            facts |= {"lacks": ", ".join(NEW_ITEMS.heading(key) for key in lacks)}
            findings.append(found("S24", facts, at=at, owner=owner))
        day = due.value if isinstance(due.value, date) else None
        text = {key: said.get(key, "") for key in _PROPOSED if key != "due"}
        yield ProposedItem(**text, due=day, at=at)


def lacking(said: Mapping[str, str]) -> tuple[str, ...]:
    """Return the keys of what a proposed item needs and does not say."""
    return tuple(key for key in NEEDED if not said.get(key))


def _outturns(
    package: Package, manifest: Manifest, scale: Scale, findings: list[Finding]
) -> Iterator[ReturnedOutturn]:
    owner = manifest.owner
    for row in read_table(package, MEASURES):
        if "outturn" not in row.columns or not manifest.has_measure(clean(row.text("code"))):
            continue
        read = _read(row, MEASURES, "outturn", scale)
        if read.problem:
            facts = {
                "ref": row.text("code"),
                "heading": MEASURES.heading("outturn"),
                "value": read.as_typed,
                "help": f"{NUMBER_HELP.capitalize()}.",
            }
            findings.append(found("C14", facts, at=row.at("outturn"), owner=owner))
        number = read.value if isinstance(read.value, int | float) else None
        said = shown(_standing(row, "commentary")).strip()
        if number is not None or said:
            value = None if number is None else float(number)
            yield ReturnedOutturn(row.text("code"), value, said, row.at("outturn"))


def _kept_cells(package: Package, manifest: Manifest, scale: Scale) -> Iterator[Finding]:
    """Tell of the cells of a measure that are kept for its owner and say otherwise than issued."""
    for row in read_table(package, MEASURES):
        code = clean(row.text("code"))
        for key in KEPT_OF_MEASURES:
            issued = manifest.measures.get((code, key))
            cell = row.cells.get(key)
            if issued is None or key not in row.columns or (cell and cell.formula is not None):
                continue
            read = _read(row, MEASURES, key, scale)
            said = read.as_typed if read.problem else as_text(read.value)
            if clean(said) != clean(issued):
                value = shown(row.value(key))[:200] or "(blank)"
                facts = {"ref": code, "heading": MEASURES.heading(key), "value": value}
                facts["where"] = MEASURES.heading("commentary")
                yield found("C15", facts, at=row.at(key), owner=manifest.owner)


def _read(row: SheetRow, layout: SheetLayout, key: str, scale: Scale) -> Typed:
    if key not in row.columns:
        return Typed()
    column = next(c for c in layout.columns if c.key == key)
    asked = Field(key, column.heading, column.kind, Editor.OWNER, 0, "")
    return read_typed(asked, _standing(row, key), scale)


def _standing(row: SheetRow, key: str) -> CellValue:
    """Return what a cell says, without what is struck through; 47% typed in Excel is 47%."""
    cell = row.cells.get(key)
    if cell is not None and (cell.is_struck or any(run.struck for run in cell.runs)):
        return row.parted(key)[0]
    return row.share(key) if key == "outturn" else row.value(key)


def _struck(package: Package, owner: str) -> Iterator[Finding]:
    """Tell of words struck through in what an owner types beside the rows."""
    for layout, keys in ((NEW_ITEMS, _PROPOSED), (MEASURES, ("outturn", "commentary"))):
        for row in read_table(package, layout):
            for key in keys:
                gone = row.parted(key)[1]
                if gone:
                    facts = {"ref": row.text("code") or f"Line {row.text('number')}"}
                    facts |= {"heading": layout.heading(key), "struck": gone}
                    yield found("M06", facts, at=row.at(key), owner=owner)


def _signed(box: SignOffBox | None, scale: Scale) -> SignOff:
    if box is None:
        return SignOff()
    asked = Field("day", "Date", FieldKind.DATE, Editor.OWNER, 0, "")
    read = read_typed(asked, box.value("day"), scale)
    day = f"{read.value:%d/%m/%Y}" if isinstance(read.value, date) else clean(read.as_typed)
    name, post = (clean(shown(box.value(key))) for key in ("name", "post"))
    return SignOff(name, post, day)
