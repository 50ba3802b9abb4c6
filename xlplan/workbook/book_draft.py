"""A workbook while its edits are made: its sheets, tables and states, over the package's draft."""

from __future__ import annotations

import re

from lxml import etree

from xlplan.workbook.addresses import Area
from xlplan.workbook.cells import decode, is_on, namespace
from xlplan.workbook.date_styles import DateStyles
from xlplan.workbook.draft import Draft
from xlplan.workbook.edits import EditRefused, SetSheetState
from xlplan.workbook.grid import Grid, Ink
from xlplan.workbook.guard import Limits
from xlplan.workbook.relations import first_of, relation_id, relations, workbook_part
from xlplan.workbook.strings import SharedStrings
from xlplan.workbook.styles import child, children, index
from xlplan.workbook.table_rows import TableDraft, captions

_FORMULA = re.compile(rb"<(?:\w+:)?f[\s/>]")
_STRICT = "{http://purl.oclc.org/"
_BEFORE_CALCULATION = (
    "sheets",
    "functionGroups",
    "externalReferences",
    "definedNames",
)


class BookDraft:
    """A workbook while its edits are made; `made_room`: the tables below which something moved."""

    def __init__(
        self, source: bytes, file: str, limits: Limits | None = None, *, is_plain: bool = True
    ) -> None:
        self._file = file or "The workbook"
        self.draft = Draft(source, file=file, limits=limits, is_plain=is_plain)
        self.part = workbook_part(self.draft.parts)
        self.root = self.draft.tree(self.part)
        self._check_editable()
        self.linked = relations(self.draft.parts, self.part)
        properties = child(self.root, "workbookPr")
        is_1904 = properties is not None and is_on(properties.get("date1904"))
        self.made_room: set[str] = set()
        self._grids: dict[str, Grid] = {}
        self._ink: Ink | None = None
        self._is_1904 = is_1904

    @property
    def ink(self) -> Ink:
        """What its sheets write with."""
        if self._ink is None:
            self._ink = Ink(
                SharedStrings(self.draft, self.part, self.linked),
                DateStyles(self.draft, self.linked),
                self._is_1904,
            )
        return self._ink

    def sheets(self) -> list[tuple[str, etree._Element, str]]:
        """Return name, element and part of each worksheet."""
        return [
            (decode(element.get("name", "")), element, self.linked[key].target)
            for element in children(child(self.root, "sheets"), "sheet")
            if (key := relation_id(element)) in self.linked and self.linked[key].kind == "worksheet"
        ]

    def grid(self, sheet: str) -> Grid:
        """Return the cells of a sheet, to be changed; raise EditRefused when there is none."""
        known = self._grids.get(sheet.casefold())
        if known is not None:
            return known
        for name, _, part in self.sheets():
            if name.casefold() == sheet.casefold():
                self.draft.touch(part)
                root, captions = self.draft.tree(part), self._captions(part)
                grid = Grid(root, name, self.ink, captions, self.draft.rows(part))
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
        self.draft.touch(self.part)

    def refresh_pivots(self, table: TableDraft) -> None:
        """Have the pivot tables that read a table read it again when the workbook is opened."""
        for relation in self.linked.values():
            if relation.kind != "pivotCacheDefinition":
                continue
            root = self.draft.tree(relation.target)
            source = next(root.iter("{*}worksheetSource"), None)
            if source is None:
                continue
            if table.name in source.attrib.values() or table.grid.name == source.get("sheet"):
                root.set("refreshOnLoad", "1")
                self.draft.touch(relation.target)

    def select_only(self, chosen: etree._Element) -> None:
        """Have no other sheet selected: what is typed into one would go into each of them."""
        for element in children(child(self.root, "sheets"), "sheet"):
            relation = self.linked.get(relation_id(element))
            if element is chosen or relation is None or not self.draft.has(relation.target):
                continue
            if b"tabSelected" not in self.draft.read(relation.target):
                continue
            for view in children(
                child(self.draft.tree(relation.target), "sheetViews"), "sheetView"
            ):
                if is_on(view.get("tabSelected")):
                    view.set("tabSelected", "0")
                    self.draft.touch(relation.target)

    def finish(self) -> bytes:
        """Return the edited package."""
        if self._ink is not None:
            self._ink.strings.write()
        if self._grids and self._has_formulas():
            self._calculate_on_load()
        if self._ink is not None and self._ink.has_changed_formulas:
            chain = first_of(self.linked, "calcChain")
            if chain and self.draft.has(chain):
                self.draft.drop(chain, by=self.part)
        return self.draft.to_bytes()

    def _check_editable(self) -> None:
        if namespace(self.root).startswith(_STRICT):
            raise EditRefused(
                f"{self._file} is saved as Strict Open XML. In Excel, save it as Excel Workbook "
                "(*.xlsx), and try again."
            )
        names = [info.filename.lower() for info in self.draft.parts.members]
        if any(name.startswith("_xmlsignatures/") for name in names):
            raise EditRefused(
                f"{self._file} is signed, and a change would break the signature. In Excel, remove "
                "it under File, Info, View Signatures, save the workbook and try again."
            )

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
        if first_of(self.linked, "calcChain"):
            return True
        if self._ink is not None and self._ink.has_changed_formulas:
            return True
        return any(_FORMULA.search(self.draft.read(part)) for _, _, part in self.sheets())

    def _calculate_on_load(self) -> None:
        element = child(self.root, "calcPr")
        if element is None:
            element = etree.Element(f"{namespace(self.root)}calcPr")
            before = [child(self.root, name) for name in _BEFORE_CALCULATION]
            [known for known in before if known is not None][-1].addnext(element)
        element.set("fullCalcOnLoad", "1")
        self.draft.touch(self.part)
