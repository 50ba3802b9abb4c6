"""One issued row as it came back: its cells as read, and what is wrong with the row by itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from xlplan.fields import (
    BY_NAME,
    GREY_FIELDS,
    LOCKED_FIELDS,
    OWNERS_FIELDS,
    Field,
    FieldKind,
)
from xlplan.findings import Finding
from xlplan.model import CellValue, Level, Settings, clean
from xlplan.rules.checking import check_row
from xlplan.rules.headers import found
from xlplan.rules.row_rules import Rules
from xlplan.typed import NOTHING, SAME_IF_EQUAL, Typed, Value, as_text, from_text, read_typed, shown
from xlplan.workbook.lines import Cell
from xlplan.workbook.manifest import Manifest
from xlplan.workbook.quoting import excerpts
from xlplan.workbook.reader import SheetRow
from xlplan.workbook.return_cells import read_cell
from xlplan.workbook.rows import BOLD
from xlplan.workbook.typing_habits import cell_findings, typing_findings

# What is not the owner's and is still needed once a row has been read.
KEPT = ("level", "decision_ref")
READ = (*OWNERS_FIELDS, *LOCKED_FIELDS)
_LEVELS = ("", *(level.value for level in Level))
_A_SENTENCE = 20  # letters: a word such as Green is part of what people type
_WORDS = (FieldKind.PROSE, FieldKind.TEXT)


@dataclass(frozen=True)
class ReturnRow:
    """One issued row as it came back; `typed` has the owner's columns that were found.

    The other cells have been read and checked: of `row` only those that go on are kept.
    """

    item_id: str
    ref: str
    row: SheetRow
    typed: Mapping[str, Typed]


def with_values(row: SheetRow, values: Mapping[str, CellValue]) -> SheetRow:
    """Return a row that has these values, and no other cell."""
    there = {key: value for key, value in values.items() if value is not None}
    cells = {key: Cell(value, row.at(key)) for key, value in there.items()}
    return SheetRow(row.file, row.sheet, row.number, row.columns, cells)


@dataclass(frozen=True)
class _Columns:
    """The columns of a sheet; those that are read, by number; and a row without an answer.

    `blank` is how it is read, `unsaid` what rules see of the owner's cells.
    """

    every: Mapping[str, int]
    names: Mapping[int, str]
    blank: Mapping[str, Typed]
    unsaid: Mapping[str, CellValue]


@dataclass(slots=True)
class _Row:
    """A row while it is looked at: what its cells hold by column, and which have formulas.

    `said` is what the cells hold that are read, `told` those that say something or have a formula.
    """

    item_id: str
    ref: str
    row: SheetRow
    values: Mapping[int, CellValue]
    said: Mapping[str, CellValue]
    live: Sequence[int]
    typed: Mapping[str, Typed]
    told: Mapping[str, Typed]

    def value(self, name: str) -> CellValue:
        """Return what a column's cell holds; None where it has a formula."""
        column = self.row.columns.get(name, 0)
        return None if column in self.live else self.values.get(column)


class RowReader:
    """Reads and checks the rows of one return.

    `form` is "" for .xlsx: in other formats a blank may be a failed formula.
    """

    def __init__(self, manifest: Manifest, rules: Rules, settings: Settings, form: str) -> None:
        self._manifest = manifest
        self._issued = manifest.values
        self._rules = rules
        self._settings = settings
        self._form = form
        self._columns: dict[int, _Columns] = {}
        self._meant: dict[tuple[str, CellValue], Typed] = {}

    def read(
        self, item_id: str, row: SheetRow, covered: Sequence[str] = ()
    ) -> tuple[ReturnRow, tuple[Finding, ...]]:
        """Return a row as read, and what is wrong with it.

        A blank that is `covered` by a merge is read as it was issued: nobody cleared it.
        """
        columns, line = self._columns_of(row), row.line
        values, live = line.values(), line.with_formula
        typed = self._in_doubt(item_id, row) if self._form else self._typed(row, values, live)
        for name in covered:
            if typed.get(name) == NOTHING:
                issued = from_text(BY_NAME[name], self._issued.text(item_id, name))
                typed[name] = read_typed(BY_NAME[name], issued, self._settings.scale)
        told = {
            name: read
            for name, read in typed.items()
            if read is not NOTHING or row.columns[name] in live
        }
        said = {columns.names[column]: v for column, v in values.items() if column in columns.names}
        ref = self._issued.text(item_id, "ref")
        findings = tuple(self._findings(_Row(item_id, ref, row, values, said, live, typed, told)))
        bare = with_values(row, {name: row.value(name) for name in KEPT})
        return ReturnRow(item_id, ref, bare, typed), findings

    def _typed(
        self, row: SheetRow, values: Mapping[int, CellValue], live: Sequence[int]
    ) -> dict[str, Typed]:
        columns, line, scale = self._columns_of(row), row.line, self._settings.scale
        typed, looked_at = dict(columns.blank), {*live, *line.dressed}
        for column in line.held:
            name = columns.names.get(column)
            if name is not None and column not in looked_at:
                typed[name] = self._plainly(name, values[column])
            elif name is not None:
                typed[name] = read_cell(row, name, scale)
        if typed.get("rag") is NOTHING:
            typed["rag"] = read_cell(row, "rag", scale)
        return typed

    def _in_doubt(self, item_id: str, row: SheetRow) -> dict[str, Typed]:
        """Read a row of a format in which a blank may be what was issued."""
        scale, names = self._settings.scale, self._columns_of(row).blank
        return {n: read_cell(row, n, scale, self._issued.text(item_id, n)) for n in names}

    def _columns_of(self, row: SheetRow) -> _Columns:
        # The rows of one sheet share their columns; to compare these would take as long as reading.
        known = self._columns.get(id(row.columns))
        if known is None:
            names = [name for name in READ if name in row.columns]
            known = self._columns[id(row.columns)] = _Columns(
                row.columns,
                {row.columns[name]: name for name in names},
                dict.fromkeys(names, NOTHING),
                {name: None for name in names if name not in LOCKED_FIELDS},
            )
        return known

    def _plainly(self, name: str, value: CellValue) -> Typed:
        """Read a cell with nothing but its value to it; many rows choose the same words."""
        field, scale = BY_NAME[name], self._settings.scale
        if field.kind in _WORDS or type(value) not in SAME_IF_EQUAL:
            return read_typed(field, value, scale)
        known = self._meant.get((name, value))
        if known is None:
            known = self._meant[name, value] = read_typed(field, value, scale)
        return known

    def _findings(self, row: _Row) -> Iterator[Finding]:
        owner = self._manifest.owner
        findings = [
            *typing_findings(row.row, row.ref, row.typed, row.said, owner),
            *cell_findings(row.row, row.ref, row.told, self._manifest, row.item_id),
            *self._grey_findings(row),
            *check_row(
                self._rules,
                self._as_checked(row),
                self._settings.as_at,
                places=lambda name: row.row.at(name) if name in row.row.columns else None,
                owner=owner,
            ),
        ]
        yield from findings
        unusable = [name for name, typed in row.told.items() if typed.problem]
        told = {f.at for f in findings if f.must_be_put_right} if unusable else set()
        for name in unusable:
            # A cell that is held is always told about, whatever the rules have to say of it.
            if row.row.at(name) not in told:
                yield self._unusable(row, name)

    def _unusable(self, row: _Row, name: str) -> Finding:
        field, typed = BY_NAME[name], row.typed[name]
        facts = {
            "ref": row.ref,
            "heading": field.heading,
            "value": typed.as_typed,
            "help": _help(field),
            "format": self._form,
            "issued": self._issued.text(row.item_id, name)[:120],
        }
        code = "C20" if typed.problem == "C20" else "C14"
        return found(code, facts, at=row.row.at(name), owner=self._manifest.owner)

    def _grey_findings(self, row: _Row) -> Iterator[Finding]:
        for name in LOCKED_FIELDS:
            is_blank = row.typed.get(name) == NOTHING
            if is_blank and self._issued.text(row.item_id, name):
                yield self._grey(row, name, "(blank)")
        for name in GREY_FIELDS if self._form else (*GREY_FIELDS, "to_fix", "all_to_fix"):
            value = row.value(name)
            issued = self._issued.text(row.item_id, name)
            if value is None or value == issued:
                continue
            read = read_typed(BY_NAME[name], row.row.share(name), self._settings.scale)
            said = read.as_typed if read.problem else as_text(read.value)
            if said not in ("", issued) and clean(shown(value)) != clean(issued):
                yield self._grey(row, name, excerpts([_without(clean(shown(value)), issued)]))
        for name, known in (("item_id", ("", row.item_id)), ("level", _LEVELS)):
            value = row.value(name)
            if value is not None and value not in known and clean(shown(value)) not in known:
                yield self._grey(row, name, excerpts([clean(shown(value))]))

    def _grey(self, row: _Row, name: str, said: str) -> Finding:
        facts = {"ref": row.ref, "heading": BY_NAME[name].heading, "value": said}
        facts["where"] = BY_NAME["commentary"].heading
        return found("C15", facts, at=row.row.at(name), owner=self._manifest.owner)

    def _as_checked(self, row: _Row) -> dict[str, CellValue]:
        """The row as it will merge: read values, what cannot be read as typed, locked as issued."""
        cells = dict(self._columns_of(row.row).unsaid)
        kept = list(LOCKED_FIELDS)
        for name, typed in row.told.items():
            if typed.problem == "C20":
                kept.append(name)
            elif name in cells and typed.problem:
                cells[name] = _as_told(row.row, name, typed)
            elif name in cells:
                cells[name] = _unmarked(typed.value)
        for name in kept:
            cells[name] = from_text(BY_NAME[name], self._issued.text(row.item_id, name))
        cells["decision_ref"] = row.row.value("decision_ref")
        return cells


def _without(said: str, issued: str) -> str:
    """Return what was typed behind or before what stood there; all of it where it was changed."""
    kept = clean(issued)
    return clean(said.replace(kept, " ")) or said if len(kept) >= _A_SENTENCE else said


def _help(field: Field) -> str:
    """Say what can be typed in a cell that cannot be used."""
    if field.options:
        return f"Choose one of: {', '.join(field.options)}."
    return "Type a date, as 30/09/2026." if field.kind is FieldKind.DATE else field.help


def _as_told(row: SheetRow, name: str, typed: Typed) -> CellValue:
    return row.plain(name) or typed.as_typed


def _unmarked(value: Value) -> Value:
    return BOLD.sub(r"\1", value) if isinstance(value, str) and "**" in value else value
