"""Edits to an existing workbook: the cells that are meant change, and nothing else."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import groupby
from typing import Any

from lxml import etree

from xlplan.workbook.addresses import Area
from xlplan.workbook.cells import decode, is_on, namespace
from xlplan.workbook.date_styles import DateStyles
from xlplan.workbook.draft import Draft
from xlplan.workbook.edits import AppendRow, Edit, EditRefused, FitRow, SetCell, SetSheetState
from xlplan.workbook.gate import differences
from xlplan.workbook.grid import Grid, Ink
from xlplan.workbook.guard import Limits, WorkbookRefused
from xlplan.workbook.package import relation_id
from xlplan.workbook.relations import first_of, relations, workbook_part
from xlplan.workbook.strings import SharedStrings
from xlplan.workbook.styles import child, children, index
from xlplan.workbook.table_rows import TableDraft, append_rows, captions

__all__ = ["EditRefused", "apply_edits"]

_FORMULA = re.compile(rb"<(?:\w+:)?f[\s/>]")
_STRICT = "{http://purl.oclc.org/"
_BEFORE_CALCULATION = (
    "sheets",
    "functionGroups",
    "externalReferences",
    "definedNames",
)


def apply_edits(source: bytes, edits: Sequence[Edit], *, file: str = "") -> bytes:
    """Return the workbook with the edits made, in their order; with none, the same bytes.

    Raise EditRefused, with the reason, when any of them cannot be made safely: then none is.
    """
    if not edits:
        return source
    try:
        book = BookDraft(source, file)
        for kind, group in groupby(edits, key=_batch):
            _APPLY[kind[0]](book, list(group))
        result = book.finish()
    except WorkbookRefused as err:
        raise EditRefused(str(err)) from err
    except ValueError as err:
        raise EditRefused(f"{file or 'The workbook'} holds an address that is not one.") from err
    problems = differences(source, result, edits)
    if problems:
        raise EditRefused("The edit was not as it should be. " + " ".join(problems))
    return result


def _batch(edit: Edit) -> tuple[type, str]:
    """Return what may be made together: rows of one table, or cells."""
    return type(edit), edit.table.casefold() if isinstance(edit, AppendRow) else ""


class BookDraft:
    """A workbook while its edits are made."""

    def __init__(self, source: bytes, file: str, limits: Limits | None = None) -> None:
        self.draft = Draft(source, file=file, limits=limits)
        self._part = workbook_part(self.draft.parts)
        self.root = self.draft.tree(self._part)
        self._check_editable()
        self._linked = relations(self.draft.parts, self._part)
        properties = child(self.root, "workbookPr")
        is_1904 = properties is not None and is_on(properties.get("date1904"))
        self._grids: dict[str, Grid] = {}
        self._ink: Ink | None = None
        self._is_1904 = is_1904

    @property
    def ink(self) -> Ink:
        """What its sheets write with."""
        if self._ink is None:
            self._ink = Ink(
                SharedStrings(self.draft, self._part, self._linked),
                DateStyles(self.draft, self._linked),
                self._is_1904,
            )
        return self._ink

    def sheets(self) -> list[tuple[str, etree._Element, str]]:
        """Return name, element and part of each worksheet."""
        return [
            (decode(element.get("name", "")), element, self._linked[key].target)
            for element in children(child(self.root, "sheets"), "sheet")
            if (key := relation_id(element)) in self._linked
            and self._linked[key].kind == "worksheet"
        ]

    def grid(self, sheet: str) -> Grid:
        """Return the cells of a sheet, to be changed; raise EditRefused when there is none."""
        known = self._grids.get(sheet.casefold())
        if known is not None:
            return known
        for name, _, part in self.sheets():
            if name.casefold() == sheet.casefold():
                self.draft.touch(part)
                grid = Grid(self.draft.tree(part), name, self.ink, self._captions(part))
                self._grids[sheet.casefold()] = grid
                return grid
        raise EditRefused(f"There is no sheet {sheet}.")

    def _captions(self, part: str) -> list[Area]:
        found: list[Area] = []
        for relation in relations(self.draft.parts, part).values():
            if relation.kind == "table":
                found += captions(self.draft.tree(relation.target))
        return found

    def table(self, name: str) -> TableDraft:
        """Return a table, to be changed; raise EditRefused when there is none."""
        for sheet, _, part in self.sheets():
            tables = [r for r in relations(self.draft.parts, part).values() if r.kind == "table"]
            for relation in tables:
                root = self.draft.tree(relation.target)
                known = {root.get("displayName", "").casefold(), root.get("name", "").casefold()}
                if name.casefold() in known:
                    others = [
                        self.draft.tree(r.target) for r in tables if r.target != relation.target
                    ]
                    self.draft.touch(relation.target)
                    return TableDraft(root, self.grid(sheet), others)
        raise EditRefused(f"There is no table {name}.")

    def set_state(self, edit: SetSheetState) -> None:
        """Show or hide a sheet; raise EditRefused when none would be left to see."""
        if edit.state not in ("visible", "hidden", "veryHidden"):
            raise EditRefused(f"A sheet cannot be {edit.state}.")
        elements = children(child(self.root, "sheets"), "sheet")
        found = [
            e for e in elements if decode(e.get("name", "")).casefold() == edit.sheet.casefold()
        ]
        if not found:
            raise EditRefused(f"There is no sheet {edit.sheet}.")
        found[0].set("state", edit.state)
        visible = [n for n, e in enumerate(elements) if e.get("state", "visible") == "visible"]
        if not visible:
            raise EditRefused("A workbook must show at least one sheet.")
        self._move_active_tab(elements.index(found[0]), visible[0])
        self.draft.touch(self._part)

    def refresh_pivots(self, table: TableDraft) -> None:
        """Have the pivot tables that read a table read it again when the workbook is opened."""
        for relation in self._linked.values():
            if relation.kind != "pivotCacheDefinition":
                continue
            root = self.draft.tree(relation.target)
            source = next(root.iter("{*}worksheetSource"), None)
            if source is None:
                continue
            if table.name in source.attrib.values() or table.grid.name == source.get("sheet"):
                root.set("refreshOnLoad", "1")
                self.draft.touch(relation.target)

    def finish(self) -> bytes:
        """Return the edited package."""
        if self._grids and self._has_formulas():
            self._calculate_on_load()
        if self._ink is not None and self._ink.has_changed_formulas:
            chain = first_of(self._linked, "calcChain")
            if chain and self.draft.has(chain):
                self.draft.drop(chain, by=self._part)
        return self.draft.to_bytes()

    def _check_editable(self) -> None:
        if namespace(self.root).startswith(_STRICT):
            raise EditRefused("It is saved as Strict Open XML: save it as an ordinary .xlsx.")
        names = [info.filename.lower() for info in self.draft.parts.members]
        if any(name.startswith("_xmlsignatures/") for name in names):
            raise EditRefused("It is signed, and a change would break the signature.")

    def _move_active_tab(self, changed: int, first_visible: int) -> None:
        for view in children(child(self.root, "bookViews"), "workbookView"):
            elements = children(child(self.root, "sheets"), "sheet")
            is_hidden = elements[changed].get("state", "visible") != "visible"
            if is_hidden and index(view.get("activeTab")) == changed:
                view.set("activeTab", str(first_visible))
                self._select(decode(elements[changed].get("name", "")), is_selected=False)
                self._select(decode(elements[first_visible].get("name", "")), is_selected=True)

    def _select(self, sheet: str, *, is_selected: bool) -> None:
        for name, _, part in self.sheets():
            views = children(child(self.draft.tree(part), "sheetViews"), "sheetView")
            if name == sheet:
                for view in views:
                    view.set("tabSelected", "1" if is_selected else "0")
                    self.draft.touch(part)

    def _has_formulas(self) -> bool:
        if first_of(self._linked, "calcChain"):
            return True
        if self._ink is not None and self._ink.has_changed_formulas:
            return True
        return any(_FORMULA.search(self.draft.parts.read(part)) for _, _, part in self.sheets())

    def _calculate_on_load(self) -> None:
        element = child(self.root, "calcPr")
        if element is None:
            element = etree.Element(f"{namespace(self.root)}calcPr")
            before = [child(self.root, name) for name in _BEFORE_CALCULATION]
            [known for known in before if known is not None][-1].addnext(element)
        element.set("fullCalcOnLoad", "1")
        self.draft.touch(self._part)


def _set_cells(book: BookDraft, edits: list[SetCell]) -> None:
    for edit in edits:
        grid = book.grid(edit.sheet)
        grid.write(edit.row, edit.column, edit.value)
        if edit.value is not None:
            grid.widen_dimension((edit.row, edit.column, edit.row, edit.column))


def _append(book: BookDraft, edits: list[AppendRow]) -> None:
    table = book.table(edits[0].table)
    append_rows(table, [(edit.values, edit.points) for edit in edits])
    book.refresh_pivots(table)


def _fit_rows(book: BookDraft, edits: list[FitRow]) -> None:
    for edit in edits:
        book.grid(edit.sheet).fit_row(edit.row, edit.points)


def _set_states(book: BookDraft, edits: list[SetSheetState]) -> None:
    for edit in edits:
        book.set_state(edit)


_APPLY: dict[type, Callable[[BookDraft, list[Any]], None]] = {
    SetCell: _set_cells,
    AppendRow: _append,
    FitRow: _fit_rows,
    SetSheetState: _set_states,
}
