"""Text in a return that stands where nothing is read: it is told about, never passed over."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from xlplan.findings import Finding
from xlplan.model import CellRef, clean, column_letters
from xlplan.rules.headers import found
from xlplan.typed import shown
from xlplan.workbook.extra_sheets import EXTRA_SHEETS, MEASURES, NEW_ITEMS
from xlplan.workbook.layout import MARK
from xlplan.workbook.manifest import Manifest, mark_of
from xlplan.workbook.package import Package, Sheet
from xlplan.workbook.reader import columns_of, find_sheet, head_rows
from xlplan.workbook.sign_off import sign_off_box

_OURS = ("Guide", "Settings", "Lists", "Fix list", "Export Summary")
_AS_NUMBERS_SAYS = " - Table "
_NOTE_OF_OURS = "xlplan: "
_SHOWN = 5
_A_SENTENCE = 20  # letters: a printed text as long is never part of what people type by chance
_PLACES: Mapping[str, str] = {
    MEASURES.code: MEASURES.heading("commentary"),
    NEW_ITEMS.code: "a column of the table",
}
_COUNT = re.compile(r"\d+ rows? still to fix|Nothing left to fix")
_GUIDE_COUNT = re.compile(r"\d+ still to fix in all|Nothing( left to fix)?")
_COUNTS = 4  # the Guide's column of them


def stray_sheets(package: Package, manifest: Manifest) -> Iterator[Finding]:
    """Tell of sheets that were not issued, and of copies of those that were."""
    seen: set[str] = set()
    for sheet in package.sheets:
        code = mark_of(sheet)
        is_copy = code in seen
        seen.add(code or sheet.name)
        name = sheet.name.partition(_AS_NUMBERS_SAYS)[0]
        if is_copy or not (code or name in (*_OURS, *manifest.sheets.values())):
            has_text = any(is_text(sheet, place) for place in _held(sheet))
            if has_text:
                at = CellRef(package.file, sheet.name, 1, 1)
                yield found("S14", {"sheet": sheet.name}, at=at, owner=manifest.owner)


def guide_remarks(package: Package, manifest: Manifest) -> Iterator[Finding]:
    """Tell of text on the Guide where nothing of ours stands, or over what stood there.

    A return of before does not say what its Guide said: what is below and beside it is told.
    """
    box = sign_off_box(package)
    guide = box.sheet if box else next(filter(_is_guide, package.sheets), None)
    if guide is None or not (box or manifest.guide):
        return
    boxes, (last, column) = (set(box.places.values()), box.last) if box else (set(), (0, 0))
    strays = [
        place
        for place in sorted(_held(guide))
        if place not in boxes
        and (
            not _is_of_guide(guide, place, manifest.guide)
            if manifest.guide
            else (place[0] > last or place[1] > column + 2)
        )
        and is_text(guide, place)
    ]
    if strays:
        yield _outside(package, guide, strays, manifest)


def _is_guide(sheet: Sheet) -> bool:
    return sheet.name.partition(_AS_NUMBERS_SAYS)[0] == "Guide"


def _is_of_guide(guide: Sheet, place: tuple[int, int], printed: frozenset[str]) -> bool:
    """Whether a cell says what the Guide said, wherever it has moved, or is one of its counts."""
    text = clean(shown(guide.value(*place)))
    # Where formulas cannot be told from text, a live count looks typed.
    is_count = bool(_GUIDE_COUNT.fullmatch(text)) or (place[1] == _COUNTS and text.isdigit())
    return text in printed or is_count


def extra_remarks(package: Package, manifest: Manifest) -> Iterator[Finding]:
    """Tell of text on the sheets for new items and measures that stands where nothing is read."""
    for layout in EXTRA_SHEETS.values():
        sheet = find_sheet(package, layout.code)
        if sheet is None:
            continue
        header, columns = head_rows(sheet, layout)[1], columns_of(sheet, layout)
        unread = _rows_of_nobody(sheet, columns, header) if layout is MEASURES else ()
        strays = (
            *_strays(package, sheet, frozenset(columns.values()), header, manifest.printed),
            *((r, c) for r, c in _held(sheet) if r in unread and c in columns.values()),
        )
        told = sorted(place for place in set(strays) if is_text(sheet, place))
        if told:
            yield _outside(package, sheet, told, manifest, _PLACES[layout.code])


def _rows_of_nobody(sheet: Sheet, columns: Mapping[str, int], header: int) -> frozenset[int]:
    """Return the rows below the headings that name no measure."""
    code = columns.get("code", 0)
    rows = (row for row in sheet.lines if row > header)
    return frozenset(row for row in rows if not clean(shown(sheet.value(row, code))))


def comments(package: Package, manifest: Manifest) -> Iterator[Finding]:
    """Tell of what people said in comments, in one finding; a fix list's notes are not theirs."""
    said = [(n, text) for s in package.sheets for n in s.notes if (text := _without_ours(n.text))]
    if said:
        places = list(dict.fromkeys(f"{note.at.sheet}!{note.at.a1}" for note, _ in said))
        more = f" and {len(places) - _SHOWN} more" if len(places) > _SHOWN else ""
        facts = {
            "number": "one cell" if len(places) == 1 else f"{len(places)} cells",
            "cells": ", ".join(places[:_SHOWN]) + more,
            "text": said[0][1][:120].rstrip(". "),
        }
        yield found("M05", facts, at=said[0][0].at, owner=manifest.owner)


def _without_ours(text: str) -> str:
    lines = [line for line in text.splitlines() if not line.startswith(_NOTE_OF_OURS)]
    return " ".join(" ".join(lines).split())


def stray_cells(
    package: Package, sheet: Sheet, known: frozenset[int], header: int, manifest: Manifest
) -> Iterator[Finding]:
    """Tell of text beside the known columns, and above the headings where nothing of ours is."""
    found_here = _strays(package, sheet, known, header, manifest.printed)
    strays = [p for p in found_here if is_text(sheet, p)]
    if strays:
        yield _outside(package, sheet, sorted(strays), manifest)


def _strays(
    package: Package,
    sheet: Sheet,
    known: frozenset[int],
    header: int,
    printed: frozenset[str],
) -> Iterator[tuple[int, int]]:
    for row, line in sheet.lines.items():
        for column in line.held if row < header or not known.issuperset(line.held) else ():
            if row >= header:
                is_stray = column not in known
            else:
                is_stray = not _is_ours(package, sheet, (row, column), header, printed)
            if is_stray:
                yield row, column


def _held(sheet: Sheet) -> Iterator[tuple[int, int]]:
    """Yield the places of cells that hold something."""
    return ((row, column) for row, line in sheet.lines.items() for column in line.held)


def _outside(
    package: Package,
    sheet: Sheet,
    strays: Sequence[tuple[int, int]],
    manifest: Manifest,
    where: str = "Commentary",
) -> Finding:
    addresses = ", ".join(f"{column_letters(c)}{r}" for r, c in strays[:_SHOWN])
    more = f" and {len(strays) - _SHOWN} more" if len(strays) > _SHOWN else ""
    texts = [_typed(shown(sheet.value(*place)), manifest) for place in strays[:_SHOWN]]
    text = '"; "'.join(text[:120].rstrip(". ") for text in texts)
    facts = {"sheet": sheet.name, "cells": addresses + more, "text": text, "where": where}
    at = CellRef(package.file, sheet.name, *strays[0])
    return found("S13", facts, at=at, owner=manifest.owner)


def _typed(text: str, manifest: Manifest) -> str:
    """Return what was typed, without what was printed in the cell before or after it."""
    text = clean(text)
    for printed in sorted(manifest.printed | manifest.guide, key=len, reverse=True):
        if len(printed) >= _A_SENTENCE and printed in text:
            text = text.replace(printed, " ").strip() or text
    return clean(text)


def is_text(sheet: Sheet, place: tuple[int, int]) -> bool:
    """Whether something typed stands in a cell: no formula, and no blank."""
    line, column = sheet.lines[place[0]], place[1]
    value = line.value(column)
    return value is not None and column not in line.with_formula and bool(clean(shown(value)))


def _is_ours(
    package: Package,
    sheet: Sheet,
    place: tuple[int, int],
    header: int,
    printed: frozenset[str],
) -> bool:
    """Whether a cell above the headings is one of ours: title, note, mark or key.

    A return of before does not say what was printed there: all of its first column is ours.
    """
    row, column = place
    text = shown(sheet.value(row, column))
    # Where formulas cannot be told from text, the count of what is to fix looks typed.
    is_count = bool(package.format) and bool(_COUNT.fullmatch(text))
    is_printed = not printed or text.startswith(MARK) or clean(text) in printed
    return header - 4 <= row and ((column == 1 and is_printed) or is_count or row >= header - 2)
