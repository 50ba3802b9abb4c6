"""Text in a return that stands where nothing is read: it is told about, never passed over."""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence

from xlplan.findings import Finding
from xlplan.model import CellRef, clean, column_letters
from xlplan.rules.headers import found
from xlplan.typed import shown
from xlplan.workbook.addresses import parse_a1
from xlplan.workbook.manifest import Manifest, mark_of
from xlplan.workbook.package import Package, Sheet

_OURS = ("Guide", "Settings", "Lists", "Fix list", "Export Summary")
_AS_NUMBERS_SAYS = " - Table "
_NOTE_OF_OURS = "xlplan: "
_SHOWN = 5
_SIGNED = "SignedOn"


def stray_sheets(package: Package, manifest: Manifest) -> Iterator[Finding]:
    """Tell of sheets that were not issued, and of copies of those that were."""
    seen: set[str] = set()
    for sheet in package.sheets:
        code = mark_of(sheet)
        is_copy = code in seen
        seen.add(code or sheet.name)
        name = sheet.name.partition(_AS_NUMBERS_SAYS)[0]
        if is_copy or not (code or name in (*_OURS, *manifest.sheets.values())):
            has_text = any(is_text(sheet, place) for place in sheet.cells)
            if has_text:
                at = CellRef(package.file, sheet.name, 1, 1)
                yield found("S14", {"sheet": sheet.name}, at=at, owner=manifest.owner)


def guide_remarks(package: Package, manifest: Manifest) -> Iterator[Finding]:
    """Tell of text on the Guide below the sign-off or beside it, where nothing of ours stands."""
    guide = package.sheet("Guide")
    box = package.names.get(_SIGNED, "").replace("$", "").rpartition("!")[2]
    if guide is None or not box:
        return
    last, column = parse_a1(box)
    strays = [
        (row, col)
        for row, col in sorted(guide.cells)
        if (row > last or col > column + 2) and is_text(guide, (row, col))
    ]
    if strays:
        yield _outside(package, guide, strays, manifest.owner)


def comments(package: Package, manifest: Manifest) -> Iterator[Finding]:
    """Tell of what people said in comments, in one finding; a fix list's notes are not theirs."""
    said = [(n, text) for s in package.sheets for n in s.notes if (text := _without_ours(n.text))]
    if said:
        places = list(dict.fromkeys(f"{note.at.sheet}!{note.at.a1}" for note, _ in said))
        more = f" and {len(places) - _SHOWN} more" if len(places) > _SHOWN else ""
        facts = {
            "number": "one cell" if len(places) == 1 else f"{len(places)} cells",
            "cells": ", ".join(places[:_SHOWN]) + more,
            "text": said[0][1][:120],
        }
        yield found("M05", facts, at=said[0][0].at, owner=manifest.owner)


def _without_ours(text: str) -> str:
    lines = [line for line in text.splitlines() if not line.startswith(_NOTE_OF_OURS)]
    return " ".join(" ".join(lines).split())


def stray_cells(
    package: Package, sheet: Sheet, known: Container[int], header: int, owner: str
) -> Iterator[Finding]:
    """Tell of text beside the known columns, and above the headings where nothing of ours is."""
    strays = [
        (row, column)
        for row, column in sheet.cells
        if (column not in known if row >= header else not _is_ours(package, row, column, header))
        and is_text(sheet, (row, column))
    ]
    if strays:
        yield _outside(package, sheet, sorted(strays), owner)


def _outside(
    package: Package, sheet: Sheet, strays: Sequence[tuple[int, int]], owner: str
) -> Finding:
    addresses = ", ".join(f"{column_letters(c)}{r}" for r, c in strays[:_SHOWN])
    more = f" and {len(strays) - _SHOWN} more" if len(strays) > _SHOWN else ""
    text = shown(sheet.value(*strays[0]))[:120]
    facts = {"sheet": sheet.name, "cells": addresses + more, "text": text}
    return found("S13", facts, at=CellRef(package.file, sheet.name, *strays[0]), owner=owner)


def is_text(sheet: Sheet, place: tuple[int, int]) -> bool:
    """Whether something typed stands in a cell: no formula, and no blank."""
    cell = sheet.cells[place]
    return cell.formula is None and cell.value is not None and bool(clean(shown(cell.value)))


def _is_ours(package: Package, row: int, column: int, header: int) -> bool:
    """Whether a cell above the headings is one of ours: title, note, mark or key."""
    # Where formulas cannot be told from text, the count of what is to fix looks typed.
    is_note = column == 1 or (row == header - 3 and bool(package.format))
    return header - 4 <= row and (is_note or row >= header - 2)
