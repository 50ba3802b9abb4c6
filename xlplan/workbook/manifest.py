"""The very hidden sheet that says what a workbook is: plan, owner, period, issued values."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from openpyxl.workbook import Workbook

from xlplan.workbook.issued_values import Issued
from xlplan.workbook.layout import FIRST_ROW, LAYOUT_VERSION, MANIFEST, MARK, MARK_ROW
from xlplan.workbook.package import Package, Sheet

MANIFEST_SHEET = "_xlplan"
SHEET = "sheet"
_WIDEST = 100


@dataclass(frozen=True)
class Manifest:
    """What a workbook says of itself. `issued` has canonical text by item id and field.

    The pseudo-field SHEET gives the workstream code of each issued row. `sheets` are the
    workstream codes on a return, with the names their tabs had when issued. `issued_at` is the
    moment, as ledgers print it. `measures` has the canonical text of each kept cell by measure and
    column, `printed` the texts above the headings, `guide` those of the Guide; a return of before
    has none of them.
    """

    role: str
    plan_id: str
    period: str = ""
    owner: str = ""
    revision: int = 0
    issued_at: str = ""
    layout_version: str = LAYOUT_VERSION
    sheets: Mapping[str, str] = field(default_factory=dict)
    issued: Mapping[tuple[str, str], str] = field(default_factory=Issued)
    checksum: str = ""
    measures: Mapping[tuple[str, str], str] = field(default_factory=dict)
    printed: frozenset[str] = frozenset()
    guide: frozenset[str] = frozenset()

    @property
    def values(self) -> Issued:
        """The issued values, row by row."""
        return Issued.of(self.issued)

    def has_measure(self, code: str) -> bool:
        """Whether a measure was issued; a return of before does not say which were."""
        codes = {known for known, _ in self.measures}
        return code in codes if codes else bool(code)

    @property
    def is_whole(self) -> bool:
        """Whether the issued values are those that were written."""
        return self.checksum == checksum(self)


def checksum(manifest: Manifest) -> str:
    """Return a hash over everything a merge trusts."""
    said = [manifest.role, manifest.plan_id, manifest.period, manifest.owner]
    lines = [f"{key}\x1f{name}\x1f{text}" for key, name, text in manifest.values.in_order()]
    return hashlib.sha256("\x1e".join([*said, *lines]).encode()).hexdigest()


def write_manifest(book: Workbook, manifest: Manifest) -> None:
    """Add the very hidden sheet to a new workbook."""
    sheet = book.create_sheet(MANIFEST_SHEET)
    sheet.sheet_state = "veryHidden"
    sheet.cell(MARK_ROW, 1, MARK + MANIFEST)
    lines: list[tuple[str, ...]] = [
        ("is", "role", "", manifest.role),
        ("is", "plan_id", "", manifest.plan_id),
        ("is", "period", "", manifest.period),
        ("is", "owner", "", manifest.owner),
        ("is", "revision", "", str(manifest.revision)),
        ("is", "issued_at", "", manifest.issued_at),
        ("is", "layout_version", "", manifest.layout_version),
        ("is", "checksum", "", checksum(manifest)),
        *(("sheet", code, "", name) for code, name in manifest.sheets.items()),
        *_issued_lines(manifest),
        *(("measure", code, name, text) for (code, name), text in manifest.measures.items()),
        *(("printed", "", "", text) for text in sorted(manifest.printed)),
        *(("guide", "", "", text) for text in sorted(manifest.guide)),
    ]
    for offset, line in enumerate(lines):
        for column, text in ((c, text) for c, text in enumerate(line, 1) if text):
            cell = sheet.cell(FIRST_ROW + offset, column, text)
            cell.data_type = "s"


def _issued_lines(manifest: Manifest) -> Iterator[tuple[str, ...]]:
    """Yield a line of values for each row, after a line of their fields where these change."""
    names: tuple[str, ...] = ()
    for key in manifest.values.ids:
        values = manifest.values.row(key)
        if tuple(values) != names:
            names = tuple(values)
            yield ("fields", "", *names)
        yield ("row", key, *values.values())


def _issued(lines: Sequence[tuple[str, ...]]) -> Issued:
    """Return the issued values: a line for each row, after a line of the names of its fields."""
    rows: dict[str, tuple[dict[str, int], tuple[str, ...]]] = {}
    names: list[str] = []
    places: dict[str, int] = {}
    for line in lines:
        if line[0] == "fields":
            names = [name for name in line[2:] if name]
            places = {name: place for place, name in enumerate(names)}
        elif line[0] == "row" and line[1] not in rows and 0 < len(places) == len(names):
            rows[line[1]] = places, line[2 : 2 + len(names)]
        elif line[0] in ("row", "issued"):
            return Issued.of(_one_by_one(lines))
    return Issued(rows)


def _one_by_one(lines: Sequence[tuple[str, ...]]) -> dict[tuple[str, str], str]:
    """Return the issued values however they were written; up to layout 1 each had its line."""
    issued: dict[tuple[str, str], str] = {}
    names: tuple[str, ...] = ()
    for line in lines:
        if line[0] == "issued":
            issued[line[1], line[2]] = line[3]
        elif line[0] == "fields":
            names = tuple(name for name in line[2:] if name)
        elif line[0] == "row":
            issued |= {(line[1], n): text for n, text in zip(names, line[2:], strict=False)}
    return issued


def _lines(sheet: Sheet) -> list[tuple[str, ...]]:
    found: list[tuple[str, ...]] = []
    # Many rows were issued with the same words: each is kept, and sent on, once.
    known: dict[str, str] = {}
    for row in sorted(row for row in sheet.lines if row >= FIRST_ROW):
        line = [""] * _WIDEST
        for column, value in sheet.lines[row].values().items():
            if column <= _WIDEST:
                text = str(value)
                line[column - 1] = known.setdefault(text, text)
        found.append(tuple(line))
    return found


def read_manifest(package: Package) -> Manifest | None:
    """Return what a workbook says of itself; None when it is none of xlplan's."""
    sheet = next((s for s in package.sheets if mark_of(s) == MANIFEST), None)
    if sheet is None:
        return None
    lines = _lines(sheet)
    said = {line[1]: line[3] for line in lines if line[0] == "is"}
    return Manifest(
        role=said.get("role", ""),
        plan_id=said.get("plan_id", ""),
        period=said.get("period", ""),
        owner=said.get("owner", ""),
        revision=int(text) if (text := said.get("revision", "")).isdigit() else 0,
        issued_at=said.get("issued_at", ""),
        layout_version=said.get("layout_version", ""),
        sheets={line[1]: line[3] for line in lines if line[0] == "sheet"},
        issued=_issued(lines),
        checksum=said.get("checksum", ""),
        measures={(line[1], line[2]): line[3] for line in lines if line[0] == "measure"},
        printed=frozenset(line[3] for line in lines if line[0] == "printed"),
        guide=frozenset(line[3] for line in lines if line[0] == "guide"),
    )


def mark_of(sheet: Sheet) -> str:
    """Return the code that a sheet's hidden mark gives; "" when it has none."""
    for row in range(1, FIRST_ROW + 4):
        value = sheet.value(row, 1)
        if isinstance(value, str) and value.startswith(MARK):
            return value.removeprefix(MARK).strip()
    return ""
