"""The gate after every edit: it reads both files its own way and shares no code with the editor.

It proves that what was to change has changed and that nothing else has.
"""

from __future__ import annotations

import posixpath
import zipfile
from collections.abc import Collection, Iterator, Mapping, Sequence
from xml.etree import ElementTree

from xlplan.workbook.edits import (
    AddSheet,
    AppendRow,
    SetFormula,
    SetLink,
    SetSheetState,
    ShowRow,
)
from xlplan.workbook.gate_asked import AnyEdit, Asked, read_edits
from xlplan.workbook.gate_book import book_problems
from xlplan.workbook.gate_cells import cell_problems
from xlplan.workbook.gate_charts import chart_problems, charts
from xlplan.workbook.gate_growth import (
    forget_links,
    growth_problems,
    joined_parts,
    shown_rows,
)
from xlplan.workbook.gate_listing import listing_problems
from xlplan.workbook.gate_moves import (
    Moves,
    follow,
    free_heights,
    moves,
    table_problems,
)
from xlplan.workbook.gate_new_rows import new_row_problems
from xlplan.workbook.gate_notes import may_change_for_notes, note_problems, noted_sheets
from xlplan.workbook.gate_ranges import hold_elsewhere
from xlplan.workbook.gate_rows import Left, Side, sides
from xlplan.workbook.gate_says import says
from xlplan.workbook.gate_sheets import added_sheet_problems, order_problems, replaced_sheets
from xlplan.workbook.gate_strings import goes_on
from xlplan.workbook.gate_text import name_of, opens_as
from xlplan.workbook.gate_view import NOTHING, Opened, Place, Seen

_SHOWN = 5
_EMPTY = b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"/>'
_HEIGHT = {"ht", "customHeight"}


def differences(before: bytes, after: bytes, edits: Sequence[AnyEdit]) -> list[str]:
    """Return what is not as the edits say, in plain sentences; nothing when all is well."""
    try:
        old = Opened(before)
        new = Opened(after, like=old)
        asked = read_edits(old, new, edits)
        moved = moves(old, new, asked.few)
        found = [
            *_part_problems(old, new, asked),
            *_sheet_problems(old, new, asked, moved),
            *_append_only_problems(old, new),
            *listing_problems(old, new),
            *book_problems(old, new, asked.few),
            *order_problems(old, new, asked.few, moved),
            *added_sheet_problems(old, new, asked.few, says),
            *note_problems(old, new, asked.few, moved),
            *growth_problems(old, new, asked.few),
            *table_problems(old, new, asked.few),
            *chart_problems(old, new, asked.few),
        ]
    except (ElementTree.ParseError, zipfile.BadZipFile, LookupError, ValueError) as err:
        return [f"The result cannot be read back ({err})."]
    if len(found) > _SHOWN:
        found[_SHOWN:] = [f"And {len(found) - _SHOWN} more."]
    return found


def _part_problems(old: Opened, new: Opened, asked: Asked) -> Iterator[str]:
    edits = asked.few
    may_change = _may_change(old, asked) | may_change_for_notes(old, edits)
    may_go = {old.part_of_kind("calcChain")}
    for sheet in replaced_sheets(old, edits):
        may_go.update(old.parts_of(sheet, "table"))
        may_change.add(old.pointers_of(sheet))
    kept = [name for name in old.names if name in new.bytes]
    if any(name not in may_go for name in old.names if name not in new.bytes):
        yield "A part of the workbook is gone."
    if [name for name in new.names if name in old.bytes] != kept:
        yield "The parts of the workbook are in another order."
    yield from _content_problems(old, new, may_change, _may_come(old, new, edits))
    for name in old.parts_of_kind("pivotCacheDefinition"):
        if _settled(old.tree(name)) != _settled(new.tree(name)):
            yield f"{name} was changed."


def _may_come(old: Opened, new: Opened, edits: Sequence[AnyEdit]) -> set[str]:
    found = {new.part_of_kind("sharedStrings")}
    wanted = sum(isinstance(edit, AddSheet) for edit in edits)
    found.update([p for p in new.tabs.values() if p not in old.bytes][:wanted])
    found.update(joined_parts(new, edits))
    for sheet in noted_sheets(old, edits):
        found.add(new.pointers_of(sheet))
        found.update(new.parts_of(sheet, "comments"), new.parts_of(sheet, "vmlDrawing"))
    return found


def _content_problems(
    old: Opened, new: Opened, may_change: set[str], may_come: set[str]
) -> Iterator[str]:
    shared = new.part_of_kind("sharedStrings")
    looked_at = {shared, *old.sheets.values()}
    for name in new.names:
        if name not in old.bytes:
            if name not in may_come:
                yield f"{name} was added."
        elif name not in may_change:
            if not new.bytes.is_same(name, old.bytes):
                yield f"{name} was changed."
        elif name not in looked_at and not name.endswith(".vml"):
            new.tree(name)
            if not opens_as(new.bytes[name], old.bytes[name]):
                yield f"{name} is not what it was."


def _settled(cache: ElementTree.Element) -> str:
    """Return a pivot table's cache but for its wish to be refreshed."""
    cache.attrib.pop("refreshOnLoad", None)
    return ElementTree.canonicalize(ElementTree.tostring(cache, encoding="unicode"))


def _may_change(old: Opened, asked: Asked) -> set[str]:
    folder, name = posixpath.split(old.workbook)
    found = {
        old.workbook,
        "[Content_Types].xml",
        old.spelled(posixpath.join(folder, "_rels", f"{name}.rels")),
        old.part_of_kind("sharedStrings"),
        old.part_of_kind("styles"),
        *asked.cells,
        *asked.fitted,
        *asked.grown,
    }
    for edit in asked.few:
        if isinstance(edit, ShowRow):
            found.add(old.sheets[edit.sheet.casefold()])
        elif isinstance(edit, AppendRow):
            found.update(old.tables[edit.table.casefold()])
            found.update(old.parts_of_kind("pivotCacheDefinition"), charts(old))
        elif isinstance(edit, SetSheetState):
            found.update(old.sheets.values())
        elif isinstance(edit, AddSheet):
            found.update(old.tabs.values())
    return found


def _row_problems(
    old: Side, new: Side, sheet: str, fitted: Mapping[int, float], room: Collection[int]
) -> Iterator[str]:
    """Yield a row that is otherwise than before, but for a height that was to be."""
    for row in new.rows.keys() - old.rows.keys():
        if (
            new.rows[row].keys()
            - {"r", "spans"}
            - (_HEIGHT if row in room or row in fitted else set())
        ):
            yield f"Row {row} of {sheet} is new and has a look of its own."
            return
    for row, marks in old.rows.items():
        now = new.rows.get(row, {})
        is_free = marks.get("customHeight", "0") in ("0", "false") and (
            row in room or row in fitted
        )
        if _kept_marks(marks, is_free=is_free) != _kept_marks(now, is_free=is_free) or (
            row not in room and now.get("ht") not in (marks.get("ht"), f"{fitted.get(row, 0):g}")
        ):
            yield f"Row {row} of {sheet} has another height or style."
            return


def _frame(root: ElementTree.Element) -> list[str]:
    found = []
    for part in root:
        if name_of(part) in ("sheetData", "dimension"):
            continue
        for element in part.iter():
            element.attrib.pop("tabSelected", None)
            if name_of(element) in ("conditionalFormatting", "dataValidation"):
                element.attrib.pop("sqref", None)
                for place in (e for e in element if name_of(e) == "sqref"):
                    place.text = ""
        found.append(ElementTree.tostring(part, encoding="unicode").strip())
    return found


def _kept_marks(marks: dict[str, str], *, is_free: bool) -> dict[str, str]:
    free = {"r", "spans", "ht"} if is_free else {"r", "spans"}
    return {key: value for key, value in marks.items() if key not in free}


def _sheet_problems(old: Opened, new: Opened, asked: Asked, moved: Moves) -> Iterator[str]:
    edits, noted = asked.few, noted_sheets(old, asked.few)
    for sheet in sorted(set(old.sheets.values()) - replaced_sheets(old, edits)):
        is_asked = sheet in asked.cells or sheet in asked.grown
        if not is_asked and new.bytes.is_same(sheet, old.bytes):
            continue
        gone = moved.get(sheet, ())
        linked = {
            (edit.row, edit.column)
            for edit in edits
            if isinstance(edit, SetLink) and old.sheets[edit.sheet.casefold()] == sheet
        }
        both = sides(old, new, sheet, asked, is_whole=bool(gone))
        before, after = both.before, both.after
        is_same_frame = before.squeezed == after.squeezed and not gone and not linked
        if not is_same_frame:
            follow(before, gone)
            free_heights((before, after), gone)
            if sheet in noted:
                _forget_new_drawing(before.frame, after.frame)
            forget_links(old, sheet, after.frame, edits)
        shown_rows(old, sheet, (before.rows, after.rows), edits)
        if not is_same_frame and not opens_as(after.around, before.around):
            yield f"{sheet} is not what it was."
        if before.is_orderly and not after.is_orderly:
            yield f"Rows or cells of {sheet} are not in order."
        tables = asked.grown.get(sheet, ())
        if (tables or not is_same_frame) and hold_elsewhere(
            before.frame, after.frame, tables, gone
        ):
            yield f"A format or validation of {sheet} holds for other cells than it should."
        if not is_same_frame and _frame(before.frame) != _frame(after.frame):
            yield f"{sheet} has changed beside its cells."
        fitted, room = asked.fitted.get(sheet, {}), asked.room.get(sheet, set())
        yield from _row_problems(before, after, sheet, fitted, room)
        yield from _value_problems(new, sheet, after.cells, both.left)
        yield from new_row_problems(new, sheet, asked, both, linked)
        yield from cell_problems(new, sheet, asked, both, gone, linked)


def _forget_new_drawing(old: ElementTree.Element, new: ElementTree.Element) -> None:
    """Leave out the pointer to the boxes of a sheet's first notes."""
    if not any(name_of(part) == "legacyDrawing" for part in old):
        for part in [e for e in new if name_of(e) == "legacyDrawing"]:
            new.remove(part)


def _value_problems(
    new: Opened, sheet: str, cells: dict[Place, Seen], meant: Left
) -> Iterator[str]:
    for place, value in meant.items():
        seen = cells.get(place, NOTHING)
        if isinstance(value, SetFormula):
            if (seen.formula, seen.text) == (value.formula, None):
                continue
        elif seen.formula is None and says(new, seen, value):
            continue
        yield f"Row {place[0]}, column {place[1]} of {sheet} does not hold what was to be set."


def _append_only_problems(old: Opened, new: Opened) -> Iterator[str]:
    """Yield what changed in the shared strings and the cell formats that were there before."""
    shared = [opened.bytes.get(opened.part_of_kind("sharedStrings"), b"") for opened in (old, new)]
    if shared[0] is not shared[1]:
        if not goes_on(*shared) and not _begins_as(old, new):
            yield "Text that other cells share has changed."
        if not opens_as(shared[1], shared[0] or _EMPTY):
            yield "The list of shared text is none."
    part = old.part_of_kind("styles")
    if not part or new.bytes.is_same(part, old.bytes):
        return
    was, now = _groups(old.tree(part)), _groups(new.tree(part))
    for name, (marks, elements) in was.items():
        there = now.get(name, ({}, []))
        if there[0] != marks or there[1][: len(elements)] != elements:
            group = name.rpartition("}")[2]
            yield f"The style sheet's {group} have changed."


def _begins_as(old: Opened, new: Opened) -> bool:
    """Whether the shared strings of before are the first, with every mark of theirs."""
    if not old.part_of_kind("sharedStrings"):
        return True
    was, now = (
        [ElementTree.tostring(e).strip() for e in opened.tree(opened.part_of_kind("sharedStrings"))]
        for opened in (old, new)
    )
    return now[: len(was)] == was


def _groups(root: ElementTree.Element) -> dict[str, tuple[dict[str, str], list[str]]]:
    """Return the marks of each group of formats, but for how many they are, and the formats."""
    return {
        group.tag: (
            {key: value for key, value in group.attrib.items() if key != "count"},
            [ElementTree.tostring(e, encoding="unicode").strip() for e in group],
        )
        for group in root
    }
