"""What points at cells that are to move, from anywhere in a workbook."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from xlplan.workbook.addresses import LAST_ROW, Area, a1, area_text, overlap, parse_area
from xlplan.workbook.book_draft import BookDraft
from xlplan.workbook.cells import decode, local
from xlplan.workbook.charted import chart_formulas
from xlplan.workbook.formulas import Formula
from xlplan.workbook.references import EVERY_SHEET, Reference, references
from xlplan.workbook.relations import relations
from xlplan.workbook.row_elements import ElementRows
from xlplan.workbook.row_store import RowStore
from xlplan.workbook.styles import child, index

_FORMULAS = ("formula", "formula1", "formula2", "f")


class Blocked(Exception):
    """Something cannot follow; the text says what, and what to do."""


@dataclass(frozen=True)
class Move:
    """The cells of a sheet that move down, and by how many rows."""

    sheet: str
    area: Area
    by: int

    def holds(self, area: Area) -> bool:
        """Whether an area moves as a whole."""
        top, left, bottom, right = self.area
        return top <= area[0] and left <= area[1] and area[2] <= bottom and area[3] <= right

    def after(self, area: Area) -> Area | None:
        """Return where the cells of an area are after the move; None where they part."""
        top, left, bottom, right = area
        if not overlap(area, self.area):
            return area
        if self.holds(area):
            return top + self.by, left, bottom + self.by, right
        is_around = left <= self.area[1] and self.area[3] <= right
        if top < self.area[0] and bottom >= min(self.area[2] + self.by, LAST_ROW):
            return area
        if top < self.area[0] and (is_around or bottom == self.area[2]):
            return top, left, bottom + self.by, right
        return None

    def concerns(self, found: Reference, sheet: str) -> bool:
        """Whether a reference that stands on a sheet points at cells of the move's sheet."""
        place = found.sheet or sheet
        return place == EVERY_SHEET or place.casefold() == self.sheet.casefold()

    def disturbs(self, formula: str, sheet: str, *, is_moved: bool = False) -> bool:
        """Whether a formula on a sheet points at cells that move, and does not move with them."""
        for found in references(formula):
            if not self.concerns(found, sheet):
                continue
            after = self.after(found.area)
            if not found.is_certain or after is None or (after != found.area and not is_moved):
                return True
        return False


def check_others(book: BookDraft, sheet: str, move: Move) -> None:
    """Raise Blocked where a formula, chart, pivot table or picture is about moved cells."""
    for name, _, part in book.sheets():
        for row, column, formula in _formulas(book, name, part):
            inside = name == sheet and move.holds((row, column, row, column))
            if move.disturbs(formula, name, is_moved=inside):
                raise Blocked(
                    f"the formula in {name}!{a1(row, column)} points at cells below it, which "
                    "would move. Have it point at the table instead, as in "
                    "SUBTOTAL(109,Table[Column]) or Table[[#Totals],[Column]]."
                )
        root = book.draft.tree(part)
        for text in (e.text for p in root if local(p) != "sheetData" for e in _told(p)):
            if text and move.disturbs(decode(text), name):
                raise Blocked(
                    f"a condition, validation or sparkline on {name} reads cells below it, which "
                    f"would move ({decode(text)}). Change or remove it."
                )
    _check_charts(book, move)
    _check_pivots(book, move)
    _check_anchors(book, sheet, move)


def _told(part: etree._Element) -> Iterator[etree._Element]:
    return (e for e in part.iter() if isinstance(e.tag, str) and local(e) in _FORMULAS)


def _formulas(book: BookDraft, name: str, part: str) -> Iterator[tuple[int, int, str]]:
    """Yield the formulas of a sheet; those that share another's as they read there."""
    root = book.draft.tree(part)
    rows: RowStore = book.draft.rows(part) or ElementRows(root, name)
    shared: dict[str, Formula] = {}
    for row, column, held in rows.formulas():
        text, group = decode(held.text), held.marks.get("si", "")
        if text and held.marks.get("t") == "shared":
            shared[group] = Formula(text, row, column)
        elif not text and group in shared:
            text = shared[group].at(row, column)
        if text:
            yield row, column, text


def _check_charts(book: BookDraft, move: Move) -> None:
    for _, element in chart_formulas(book):
        if move.disturbs(decode(element.text or ""), ""):
            raise Blocked(
                f"a chart draws cells below it, which would move ({element.text}). Take them out "
                "of the chart with Select Data."
            )


def _check_pivots(book: BookDraft, move: Move) -> None:
    for relation in book.linked.values():
        if relation.kind != "pivotCacheDefinition":
            continue
        for source in book.draft.tree(relation.target).iter("{*}worksheetSource"):
            reads = source.get("ref")
            if reads and source.get("sheet", "").casefold() == move.sheet.casefold():
                area = parse_area(reads)
                if move.after(area) != area:
                    raise Blocked(
                        f"a pivot table reads {reads}, which reaches below it. Have it read the "
                        "table by its name."
                    )


def _check_anchors(book: BookDraft, sheet: str, move: Move) -> None:
    part = next(part for name, _, part in book.sheets() if name == sheet)
    reached = (*move.area[:2], move.area[2] + move.by, move.area[3])
    for relation in relations(book.draft.parts, part).values():
        if relation.is_external or not book.draft.has(relation.target):
            continue
        if relation.kind == "drawing":
            for area in _drawn(book.draft.tree(relation.target)):
                if overlap(area, reached):
                    raise Blocked(
                        f"a picture or chart stands below it in {area_text(area)}. Move it beside "
                        "the table."
                    )


def _drawn(root: etree._Element) -> Iterator[Area]:
    """Yield the cells that pictures and charts cover, as far as they are tied to cells."""
    for anchor in root:
        first, last = child(anchor, "from"), child(anchor, "to")
        if first is not None:
            last = first if last is None else last
            yield (*_corner(first), *_corner(last))


def _corner(corner: etree._Element) -> tuple[int, int]:
    row, column = child(corner, "row"), child(corner, "col")
    assert row is not None and column is not None
    return index(row.text) + 1, index(column.text) + 1
