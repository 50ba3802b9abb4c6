"""What stands below a table moves down for its new rows: its totals row, and what lies beneath.

Cells move as Excel moves them when cells are inserted: what points inside the moved cells would
have to follow. Where that is not certain, the edit is refused and says what is in the way.
"""

from __future__ import annotations

from dataclasses import dataclass

from lxml import etree

from xlplan.workbook.addresses import LAST_ROW, Area, area_text, overlap, parse_area
from xlplan.workbook.book_draft import BookDraft
from xlplan.workbook.cells import decode, encode, local
from xlplan.workbook.edits import EditRefused
from xlplan.workbook.in_the_way import Blocked, Move, check_others
from xlplan.workbook.moved_notes import check_notes, move_notes, noted_cells
from xlplan.workbook.references import Reference, readdressed, references
from xlplan.workbook.styles import child, children
from xlplan.workbook.table_rows import TableDraft, is_free

_STAYS = ("selection", "pane", "dimension", "ignoredError", "sheetView")
_RANGED = ("conditionalFormatting", "dataValidation")
_HEIGHT = ("ht", "customHeight")


def make_room(book: BookDraft, table: TableDraft, rows: int) -> bool:
    """Move down what stands where the new rows of a table will; return whether anything had to.

    Raise EditRefused, saying what is in the way and what to do, where it is not.
    """
    by = rows - int(table.is_blank())
    part = next(part for name, _, part in book.sheets() if name == table.grid.name)
    move = _move_of(table, by, noted_cells(book, part))
    if move is None:
        return False
    try:
        _check_area(table, move)
        frame = _Frame(table.grid.root, move)
        frame.check()
        check_others(book, table.grid.name, move)
        _check_names(book, move)
        check_notes(book, part, move)
    except Blocked as blocked:
        raise EditRefused(
            f"The table {table.name} cannot take more rows: {blocked} Nothing was changed."
        ) from None
    frame.apply()
    _move_names(book, move)
    move_notes(book, part, move)
    _move_cells(table, move)
    return True


def _move_of(table: TableDraft, by: int, noted: set[tuple[int, int]]) -> Move | None:
    """Return what must move; None when the new rows have room and no totals row is in their way."""
    _, left, bottom, right = table.area
    if by <= 0 or bottom + by > LAST_ROW:
        return None
    start = table.body_end + 1
    notes = [row for row, column in noted if row > bottom and left <= column <= right]
    is_noted = any(row <= bottom + by for row in notes)
    if not is_noted and is_free(table, (bottom + 1, left, bottom + by, right)):
        if not table.totals:
            return None
        last = bottom
    else:
        grid = table.grid
        filled = [
            row
            for row in grid.rows_from(start)
            if any(left <= column <= right for column in grid.columns_of(row))
        ]
        merged = [area[2] for area in grid.merges if overlap(area, (start, left, LAST_ROW, right))]
        tables = [parse_area(other.get("ref", "")) for other in table.others]
        below = [area[2] for area in tables if overlap(area, (start, left, LAST_ROW, right))]
        last = max([bottom, *filled, *merged, *below, *notes])
    return Move(table.grid.name, (start, left, last, right), by)


def _check_area(table: TableDraft, move: Move) -> None:
    """Raise Blocked where what is to move holds what cannot."""
    if table.totals > 1:
        raise Blocked("it has more than one totals row. Turn them off, and on again afterwards.")
    if table.body_end < table.first_body_row:
        raise Blocked("it has no row above its totals row to go by. Add one in Excel.")
    if move.area[2] + move.by > LAST_ROW:
        raise Blocked("what stands below it would fall off the sheet. Clear what is not needed.")
    reached = (*move.area[:2], move.area[2] + move.by, move.area[3])
    for other in table.others:
        area = parse_area(other.get("ref", ""))
        if overlap(area, reached):
            name = other.get("displayName", "")
            raise Blocked(
                f"another table, {name}, stands below it in {area_text(area)}. Move one of them to "
                "other columns or to another sheet."
            )
    for area in table.grid.fixed:
        if overlap(area, reached):
            raise Blocked(
                f"below it stands an array formula in {area_text(area)}. Move it elsewhere."
            )
    for area in table.grid.merges:
        if overlap(area, reached) and not move.holds(area):
            raise Blocked(
                f"merged cells in {area_text(area)} are below it and reach beside it. Unmerge them."
            )


@dataclass(frozen=True)
class _Frame:
    """What of a sheet beside its cells says which cells it is about."""

    root: etree._Element
    move: Move

    def check(self) -> None:
        """Raise Blocked where something cannot follow."""
        for element, words in self._placed():
            kind = local(element)
            moved = [self._after(word, kind) for word in words]
            if kind in _RANGED and words and self._has_moved(words):
                self._check_conditions(element, words[0])
            if None in moved:
                word = words[moved.index(None)]
                raise Blocked(f"{_KINDS.get(kind, kind)} for {word} is below it. Remove it first.")

    def apply(self) -> None:
        """Have everything say where its cells are now."""
        for element, words in self._placed():
            longer = [self._after(word, local(element)) or word for word in words]
            if longer == words:
                continue
            inner = child(element, "sqref")
            if inner is not None:
                inner.text = " ".join(longer)
            else:
                element.set("sqref" if "sqref" in element.attrib else "ref", " ".join(longer))

    def _placed(self) -> list[tuple[etree._Element, list[str]]]:
        found = []
        for part in self.root:
            for element in part.iter() if local(part) != "sheetData" else ():
                if not isinstance(element.tag, str) or local(element) in _STAYS:
                    continue
                inner = child(element, "sqref")
                own = element.get("sqref", element.get("ref", ""))
                text = own if inner is None else inner.text or ""
                if text:
                    found.append((element, text.split()))
        return found

    def _after(self, word: str, kind: str) -> str | None:
        """Return where a range is after the move; None where it cannot follow."""
        try:
            area = parse_area(word)
        except ValueError:
            return word
        after = self.move.after(area)
        if after == area:
            return word
        if after is None or self.move.holds(area):
            return None if after is None or kind not in _MOVABLE else area_text(after)
        is_beside = area[1] < self.move.area[1] or area[3] > self.move.area[3]
        return None if kind not in _RANGED or is_beside else area_text(after)

    def _has_moved(self, words: list[str]) -> bool:
        return any(self._lies_inside(word) for word in words)

    def _lies_inside(self, word: str) -> bool:
        try:
            return self.move.holds(parse_area(word))
        except ValueError:
            return False

    def _check_conditions(self, element: etree._Element, first: str) -> None:
        """A condition that speaks of cells speaks of them as seen from its first cell."""
        said = [e.text or "" for e in element.iter() if local(e) in ("formula", "f", *_LISTS)]
        if any(True for text in said for _ in references(decode(text))):
            kind = _KINDS[local(element)]
            raise Blocked(f"{kind} with a formula for {first} is below it. Remove it first.")


_LISTS = ("formula1", "formula2")
_MOVABLE = (*_RANGED, "mergeCell", "hyperlink")
_KINDS = {
    "conditionalFormatting": "a conditional format",
    "dataValidation": "a validation",
    "hyperlink": "a link",
    "mergeCell": "a merged cell",
    "autoFilter": "a filter",
    "protectedRange": "a range that may be edited",
    "sparkline": "a sparkline",
}


def _check_names(book: BookDraft, move: Move) -> None:
    for element in children(child(book.root, "definedNames"), "definedName"):
        for found in references(decode(element.text or "")):
            parts = not found.is_certain or move.after(found.area) is None
            if move.concerns(found, "") and parts:
                name = element.get("name", "").removeprefix("_xlnm.")
                raise Blocked(
                    f"the name {name} is {decode(element.text or '')}, part of which is below it. "
                    "Change it with Formulas, Name Manager (for a print area or titles: Page "
                    "Layout)."
                )


def _move_names(book: BookDraft, move: Move) -> None:
    def followed(found: Reference) -> Area:
        after = move.after(found.area) if move.concerns(found, "") else found.area
        return after or found.area

    for element in children(child(book.root, "definedNames"), "definedName"):
        text = decode(element.text or "")
        if (changed := readdressed(text, followed)) != text:
            element.text = encode(changed)
            book.draft.touch(book.part)


def _move_cells(table: TableDraft, move: Move) -> None:
    grid, end = table.grid, table.body_end

    def followed(found: Reference) -> Area:
        if not move.concerns(found, grid.name):
            return found.area
        top, left, bottom, right = found.area
        is_within = move.area[1] <= left and right <= move.area[3]
        if found.is_range and bottom == end and is_within:
            return top, left, bottom + move.by, right
        return move.after(found.area) or found.area

    def changed(formula: str) -> str:
        return readdressed(formula, followed)

    alone = {row for row in grid.rows_from(move.area[0]) if _stands_alone(table, row)}
    heights = {row: [grid.rows.mark(row, name) for name in _HEIGHT] for row in (*alone, end)}
    missing = {row for row in range(move.area[2] + 1, move.area[2] + move.by + 1)}
    missing -= set(grid.rows_from(move.area[2] + 1))
    grid.move_down(move.area, move.by, changed)
    first, last = move.area[0], move.area[2]
    for row in range(first, last + move.by + 1):
        source = end if row < first + move.by else row - move.by
        if grid.has_row(row) and row in alone | missing and source in heights:
            for name, value in zip(_HEIGHT, heights[source], strict=True):
                grid.rows.set_mark(row, name, value)
    grid.widen_dimension((*move.area[:2], last + move.by, move.area[3]))
    for element in table.root.iter("{*}totalsRowFormula"):
        element.text = encode(changed(decode(element.text or "")))


def _stands_alone(table: TableDraft, row: int) -> bool:
    """Whether nothing stands in a row beside the columns of a table."""
    _, left, _, right = table.area
    grid = table.grid
    return not any(
        grid.holds(row, column) for column in grid.columns_of(row) if not left <= column <= right
    )
