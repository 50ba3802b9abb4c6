"""Text in a return that stands where nothing is read: it is told about, never passed over."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from xlplan.findings import Finding
from xlplan.model import CellRef, clean
from xlplan.rules.headers import found
from xlplan.typed import shown
from xlplan.workbook.extra_sheets import EXTRA_SHEETS, MEASURES, NEEDED, NEW_ITEMS
from xlplan.workbook.fix_list_sheet import FIX_LIST, typed_on_fix_list
from xlplan.workbook.layout import LAYOUT_VERSION, MANIFEST, MARK, SheetLayout
from xlplan.workbook.manifest import Manifest, mark_of
from xlplan.workbook.package import Package, Sheet
from xlplan.workbook.quoting import cells_in, excerpts, listed
from xlplan.workbook.reader import SheetRow, columns_of, find_sheet, head_rows, read_rows
from xlplan.workbook.sheets import Beside
from xlplan.workbook.sign_off import sign_off_box

_OURS = ("Guide", "Settings", "Lists", "Export Summary")
_IN_EXCEL = ("excel-findings", "excel-ratings", "excel-comparison")
_AS_NUMBERS_SAYS = " - Table "
_NOTE_OF_OURS = "xlplan: "
_A_SENTENCE = 20  # letters: a printed text as long is never part of what people type by chance
_PLACES: Mapping[str, str] = {
    MEASURES.code: MEASURES.heading("commentary"),
    NEW_ITEMS.code: "a column of the table",
}
_A_REMARK = 5  # words: what is shorter, over a column, is another name for it
_COUNT = re.compile(r"\d+ rows? still to fix|Nothing left to fix")
_GUIDE_COUNT = re.compile(r"\d+ still to fix in all|Nothing( left to fix)?")
_COUNTS = 4  # the Guide's column of them


def stray_sheets(package: Package, manifest: Manifest) -> Iterator[Finding]:
    """Tell of sheets that were not issued, and of copies of those that were."""
    seen: set[str] = set()
    for sheet in package.sheets:
        code = _known_code(sheet, manifest)
        is_copy = code in seen
        seen.add(code or sheet.name)
        name = sheet.name.partition(_AS_NUMBERS_SAYS)[0]
        if is_copy or not (code or name in (*_OURS, *manifest.sheets.values())):
            places = sorted(place for place in _held(sheet) if is_text(sheet, place))
            if places:
                at = CellRef(package.file, sheet.name, 1, 1)
                facts = {"sheet": sheet.name, "says": _says(package, sheet, places, manifest)}
                yield found("S14", facts, at=at, owner=manifest.owner)


def _known_code(sheet: Sheet, manifest: Manifest) -> str:
    """Return the code of a sheet that is ours; "" where its mark was lost, or typed over."""
    code = mark_of(sheet)
    is_ours = code in (*manifest.sheets, *EXTRA_SHEETS, MANIFEST, FIX_LIST)
    return code if is_ours or code in _IN_EXCEL else ""


def _says(
    package: Package, sheet: Sheet, places: Sequence[tuple[int, int]], manifest: Manifest
) -> str:
    """Return what a sheet that was not issued says and none of the others does."""
    others = {
        clean(shown(value))
        for other in package.sheets
        if other is not sheet
        for line in other.lines.values()
        for value in line.values().values()
    }
    own = [place for place in places if clean(shown(sheet.value(*place))) not in others]
    if not own:
        return "It says nothing that the other sheets do not say"
    return f'It says, at {cells_in(own)}: "{_quoted(sheet, own, manifest)}"'


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
        head, known = Head.of(layout, header, manifest), frozenset(columns.values())
        rows = read_rows(package, sheet, layout, columns)
        strays = {
            *_strays(package, sheet, head, known),
            *(place for row in rows for place in _unread(row, layout, package, manifest)),
        }
        told = sorted(place for place in strays if is_text(sheet, place))
        if told:
            yield _outside(package, sheet, told, manifest, _PLACES[layout.code])


def _unread(
    row: SheetRow, layout: SheetLayout, package: Package, manifest: Manifest
) -> Iterator[tuple[int, int]]:
    """Yield the cells of a line that nobody reads: all, where it names nothing, else our own."""
    if layout is MEASURES:
        is_read = manifest.has_measure(clean(row.text("code")))
    else:
        is_read = any(clean(row.text(key)) for key in ("outcome", *NEEDED))
    for key, column in row.columns.items():
        is_number = key == "number" and row.text(key).isdigit()
        # Where formulas cannot be told from text, what is to fix looks typed.
        is_ours = is_number or (key == "to_fix" and bool(package.format))
        if not is_ours and (key in ("number", "to_fix") or not is_read):
            yield row.number, column


def comments(package: Package, manifest: Manifest) -> Iterator[Finding]:
    """Tell of what people said in comments, in one finding; a fix list's notes are not theirs."""
    said = [(n, text) for s in package.sheets for n in s.notes if (text := _without_ours(n.text))]
    if said:
        places = list(dict.fromkeys(f"{note.at.sheet}!{note.at.a1}" for note, _ in said))
        facts = {
            "number": "one cell" if len(places) == 1 else f"{len(places)} cells",
            "cells": listed(places),
            "text": excerpts(text for _, text in said),
        }
        yield found("M05", facts, at=said[0][0].at, owner=manifest.owner)


def fix_list_remarks(package: Package, manifest: Manifest) -> Iterator[Finding]:
    """Tell of what an officer typed on the fix list, which is given back to be read alone."""
    sheet, places = typed_on_fix_list(package)
    typed = [place for place in places if sheet and is_text(sheet, place)]
    if sheet and typed:
        yield _outside(package, sheet, typed, manifest, "the cell that it is about")


def beside_cells(package: Package, manifest: Manifest) -> Iterator[Finding]:
    """Tell of what a sheet has in no cell: text boxes, pictures, addresses behind words."""
    for sheet in package.sheets:
        told = [one for one in sheet.beside if not _is_known(sheet, one)]
        if told:
            facts = {"sheet": sheet.name, "what": listed([_named(one) for one in told])}
            yield found("S27", facts, at=told[0].at, owner=manifest.owner)


def _is_known(sheet: Sheet, one: Beside) -> bool:
    """Whether something beside the cells is ours, or says no more than its cell does."""
    if one.what == "link":
        address = one.text.removeprefix("mailto:").partition("://")[2] or one.text
        said = clean(shown(sheet.value(one.at.row, one.at.column))).casefold()
        return address.removeprefix("mailto:").rstrip("/").casefold() in said
    # The council's logo heads the Guide.
    return one.what == "picture" and _is_guide(sheet) and one.at.row == 1


def _named(one: Beside) -> str:
    text = f'"{excerpts([one.text])}"'
    if one.what == "link":
        return f"a link to {text} behind {one.at.a1}"
    return f"a {one.what} at {one.at.a1}" + (f" ({text})" if one.text else "")


def _without_ours(text: str) -> str:
    lines = [line for line in text.splitlines() if not line.startswith(_NOTE_OF_OURS)]
    return " ".join(" ".join(lines).split())


def stray_cells(
    package: Package,
    sheet: Sheet,
    layout: SheetLayout,
    known: frozenset[int],
    header: int,
    manifest: Manifest,
) -> Iterator[Finding]:
    """Tell of text beside the known columns, and above the headings where nothing of ours is."""
    found_here = _strays(package, sheet, Head.of(layout, header, manifest), known)
    strays = [p for p in found_here if is_text(sheet, p)]
    if strays:
        yield _outside(package, sheet, sorted(strays), manifest)


@dataclass(frozen=True)
class Head:
    """The rows above those of a table: `row` has the headings, `printed` are our texts there.

    `mark` says which sheet it is, `keys` and `headings` are those of its columns; of an earlier
    layout the keys are not known.
    """

    row: int
    mark: str
    keys: frozenset[str]
    headings: frozenset[str]
    printed: frozenset[str]

    @staticmethod
    def of(layout: SheetLayout, row: int, manifest: Manifest) -> Head:
        """Return the head of a sheet of a return."""
        is_known = manifest.layout_version == LAYOUT_VERSION
        keys = frozenset(column.key for column in layout.columns) if is_known else frozenset()
        headings = frozenset(clean(column.heading) for column in layout.columns)
        return Head(row, MARK + layout.code, keys, headings, manifest.printed)

    def has(self, package: Package, place: tuple[int, int], text: str) -> bool:
        """Whether a text above the rows is ours: title, note, mark, key or heading.

        A return of before does not say what was printed: all of its first column is ours. Another
        name for a column is no remark.
        """
        row, column = place
        if row == self.row:
            return len(text.split()) < _A_REMARK or text in self.headings
        if row == self.row - 1 and not self.keys:
            return True
        # Where formulas cannot be told from text, the count of what is to fix looks typed.
        is_count = bool(package.format) and bool(_COUNT.fullmatch(text))
        is_printed = not self.printed or text == self.mark or text in self.printed
        is_title = self.row - 4 <= row and column == 1 and is_printed
        return is_title or (is_count and row >= self.row - 4) or text in self.keys


def _strays(
    package: Package, sheet: Sheet, head: Head, known: frozenset[int]
) -> Iterator[tuple[int, int]]:
    for row, line in sheet.lines.items():
        for column in line.held if row <= head.row or not known.issuperset(line.held) else ():
            is_beside = row >= head.row and column not in known
            if is_beside or (
                row <= head.row
                and not head.has(package, (row, column), clean(shown(line.value(column))))
            ):
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
    text = _quoted(sheet, strays, manifest)
    facts = {"sheet": sheet.name, "cells": cells_in(strays), "text": text, "where": where}
    at = CellRef(package.file, sheet.name, *strays[0])
    return found("S13", facts, at=at, owner=manifest.owner)


def _quoted(sheet: Sheet, places: Sequence[tuple[int, int]], manifest: Manifest) -> str:
    return excerpts(_typed(shown(sheet.value(*place)), manifest) for place in places)


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
