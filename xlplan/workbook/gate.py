"""The gate after every edit: it reads both files its own way and shares no code with the editor.

It proves that what was to change has changed and that nothing else has.
"""

from __future__ import annotations

import posixpath
import zipfile
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from xml.etree import ElementTree

from xlplan.model import CellValue, ErrorValue
from xlplan.workbook.edits import (
    AddSheet,
    AppendRow,
    Edit,
    FitRow,
    Growth,
    RichText,
    SetCell,
    SetFormula,
    SetLink,
    SetSheetState,
    ShowRow,
)
from xlplan.workbook.gate_charts import chart_problems, charts
from xlplan.workbook.gate_growth import (
    forget_links,
    growth_problems,
    joined_parts,
    shown_rows,
)
from xlplan.workbook.gate_moves import (
    follow,
    free_heights,
    is_as_it_was,
    moves,
    table_problems,
)
from xlplan.workbook.gate_notes import may_change_for_notes, note_problems, noted_sheets
from xlplan.workbook.gate_rows import Side, sides
from xlplan.workbook.gate_sheets import added_sheet_problems, order_problems, replaced_sheets
from xlplan.workbook.gate_view import NOTHING, Opened, Place, Seen, name_of

_SHOWN = 5
AnyEdit = Edit | Growth


def differences(before: bytes, after: bytes, edits: Sequence[AnyEdit]) -> list[str]:
    """Return what is not as the edits say, in plain sentences; nothing when all is well."""
    try:
        old, new = Opened(before), Opened(after)
        expected, rows = _expected(old, new, edits)
        found = [
            *_part_problems(old, new, edits),
            *_sheet_problems(old, new, edits, expected, rows),
            *_append_only_problems(old, new),
            *order_problems(old, new, edits),
            *added_sheet_problems(old, new, edits, says),
            *note_problems(old, new, edits),
            *growth_problems(old, new, edits),
            *table_problems(old, new, edits),
            *chart_problems(old, new, edits),
        ]
    except (ElementTree.ParseError, zipfile.BadZipFile, KeyError, ValueError, IndexError) as err:
        return [f"The result cannot be read back ({err})."]
    if len(found) > _SHOWN:
        found[_SHOWN:] = [f"And {len(found) - _SHOWN} more."]
    return found


Meant = CellValue | RichText | SetFormula
Expected = dict[str, dict[Place, Meant]]
Extent = dict[str, list[tuple[int, int, int, int]]]


def _expected(old: Opened, new: Opened, edits: Sequence[AnyEdit]) -> tuple[Expected, Extent]:
    """Return the values that must stand, and the areas of new rows, by sheet part."""
    values: Expected = {}
    areas: dict[str, dict[str, tuple[int, int, int, int]]] = {}
    next_row: dict[str, int] = {}
    columns: dict[str, dict[str, int]] = {}
    for edit in edits:
        if isinstance(edit, SetCell):
            sheet = old.sheets[edit.sheet.casefold()]
            values.setdefault(sheet, {})[edit.row, edit.column] = edit.value
        elif isinstance(edit, SetFormula | SetLink):
            sheet = old.sheets[edit.sheet.casefold()]
            meant = edit.text if isinstance(edit, SetLink) else edit
            values.setdefault(sheet, {})[edit.row, edit.column] = meant
        elif isinstance(edit, AppendRow):
            sheet, part = old.tables[edit.table.casefold()]
            if part not in next_row:
                next_row[part] = _first_new_row(old, new, edits, part)
                columns[part] = _columns(old, part)
            row = next_row[part]
            _, left, _, right = old.table_area(part)
            next_row[part] += 1
            # The rows of one table stand together, so they are one area.
            first = areas.setdefault(sheet, {}).get(part, (row,))[0]
            areas[sheet][part] = (first, left, row, right)
            for heading, value in edit.values.items():
                values.setdefault(sheet, {})[row, columns[part][heading]] = value
    return values, {sheet: list(parts.values()) for sheet, parts in areas.items()}


def _columns(old: Opened, part: str) -> dict[str, int]:
    left = old.table_area(part)[1]
    headings = reversed(list(enumerate(old.table_headings(part), left)))
    return {heading: column for column, heading in headings}


def _first_new_row(old: Opened, new: Opened, edits: Sequence[AnyEdit], part: str) -> int:
    wanted = sum(
        isinstance(edit, AppendRow) and old.tables[edit.table.casefold()][1] == part
        for edit in edits
    )
    last, end = old.table_area(part)[2], new.table_area(part)[2]
    if end - last not in (wanted, wanted - 1):
        raise ValueError(f"a table grew by {end - last} rows for {wanted} new ones")
    return end - old.table_totals(part) - wanted + 1


def _part_problems(old: Opened, new: Opened, edits: Sequence[AnyEdit]) -> Iterator[str]:
    may_change = _may_change(old, edits) | may_change_for_notes(old, edits)
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
    for name in new.names:
        if name not in old.bytes and name not in may_come:
            yield f"{name} was added."
        elif name in old.bytes and new.bytes[name] != old.bytes[name]:
            if name not in may_change:
                yield f"{name} was changed."
            elif name not in old.sheets.values() and not name.endswith(".vml"):
                new.tree(name)


def _settled(cache: ElementTree.Element) -> str:
    """Return a pivot table's cache but for its wish to be refreshed."""
    cache.attrib.pop("refreshOnLoad", None)
    return ElementTree.canonicalize(ElementTree.tostring(cache, encoding="unicode"))


def _may_change(old: Opened, edits: Sequence[AnyEdit]) -> set[str]:
    folder, name = posixpath.split(old.workbook)
    found = {
        old.workbook,
        "[Content_Types].xml",
        old.spelled(posixpath.join(folder, "_rels", f"{name}.rels")),
        old.part_of_kind("sharedStrings"),
        old.part_of_kind("styles"),
    }
    for edit in edits:
        if isinstance(edit, SetCell | FitRow | SetFormula | SetLink | ShowRow):
            found.add(old.sheets[edit.sheet.casefold()])
        elif isinstance(edit, AppendRow):
            found.update(old.tables[edit.table.casefold()])
            found.update(old.parts_of_kind("pivotCacheDefinition"), charts(old))
        elif isinstance(edit, SetSheetState):
            found.update(old.sheets.values())
        elif isinstance(edit, AddSheet):
            found.update(old.tabs.values())
    return found


def _frame_problems(old: Side, new: Side, sheet: str, fitted: set[int]) -> Iterator[str]:
    """Yield what changed of a sheet beside its cells, its extent and how far its ranges reach."""
    if _frame(old.frame) != _frame(new.frame):
        yield f"{sheet} has changed beside its cells."
    for row, marks in old.rows.items():
        if _kept_marks(marks, row, fitted) != _kept_marks(new.rows.get(row, {}), row, fitted):
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
            if name_of(element) == "sqref":
                element.text = ""
        found.append(ElementTree.tostring(part, encoding="unicode").strip())
    return found


def _kept_marks(marks: dict[str, str], row: int, fitted: set[int]) -> dict[str, str]:
    may_grow = row in fitted and marks.get("customHeight", "0") in ("0", "false")
    free = {"r", "spans", "ht"} if may_grow else {"r", "spans"}
    return {key: value for key, value in marks.items() if key not in free}


def _fitted(old: Opened, edits: Sequence[AnyEdit]) -> dict[str, set[int]]:
    """Return the rows whose height may change, by sheet part."""
    rows: dict[str, set[int]] = {}
    added = Counter(edit.table.casefold() for edit in edits if isinstance(edit, AppendRow))
    for edit in edits:
        if isinstance(edit, FitRow):
            rows.setdefault(old.sheets[edit.sheet.casefold()], set()).add(edit.row)
    for table, number in added.items():
        # The first new row may take the place of a table's only, blank one; and below a
        # table some programs keep rows that hold nothing.
        sheet, part = old.tables[table]
        last = old.table_area(part)[2] - old.table_totals(part)
        rows.setdefault(sheet, set()).update(range(last, last + number + 1))
    return rows


def _sheet_problems(
    old: Opened, new: Opened, edits: Sequence[AnyEdit], expected: Expected, rows: Extent
) -> Iterator[str]:
    fitted, noted = _fitted(old, edits), noted_sheets(old, edits)
    moved = moves(old, new, edits)
    for sheet in sorted(set(old.sheets.values()) - replaced_sheets(old, edits)):
        meant = expected.get(sheet, {})
        if old.bytes[sheet] == new.bytes[sheet] and not meant:
            continue
        gone = moved.get(sheet, ())
        before, after = sides(old, new, sheet, meant, is_whole=bool(gone))
        follow(before, gone)
        free_heights((before, after), gone)
        was, now = before.cells, after.cells
        if sheet in noted:
            _forget_new_drawing(before.frame, after.frame)
        forget_links(old, sheet, after.frame, edits)
        shown_rows(old, sheet, (before.rows, after.rows), edits)
        yield from _frame_problems(before, after, sheet, fitted.get(sheet, set()))
        yield from _value_problems(new, sheet, now, meant)
        new_rows = rows.get(sheet, [])
        for place in was.keys() | now.keys():
            cells = was.get(place, NOTHING), now.get(place, NOTHING)
            if place in meant or is_as_it_was(*cells, place, gone):
                continue
            if not any(a[0] <= place[0] <= a[2] and a[1] <= place[1] <= a[3] for a in new_rows):
                yield f"Row {place[0]}, column {place[1]} of {sheet} has changed."


def _forget_new_drawing(old: ElementTree.Element, new: ElementTree.Element) -> None:
    """Leave out the pointer to the boxes of a sheet's first notes."""
    if not any(name_of(part) == "legacyDrawing" for part in old):
        for part in [e for e in new if name_of(e) == "legacyDrawing"]:
            new.remove(part)


def _value_problems(
    new: Opened, sheet: str, cells: dict[Place, Seen], meant: dict[Place, Meant]
) -> Iterator[str]:
    for place, value in meant.items():
        seen = cells.get(place, NOTHING)
        if isinstance(value, SetFormula):
            if (seen.formula, seen.text) == (value.formula, None):
                continue
        elif seen.formula is None and says(seen, value, is_1904=new.is_1904):
            continue
        yield f"Row {place[0]}, column {place[1]} of {sheet} does not hold what was to be set."


def says(seen: Seen, value: CellValue | RichText, *, is_1904: bool) -> bool:
    """Whether a cell stores a value."""
    if value is None:
        return seen.text is None
    if isinstance(value, str | RichText):
        return seen.kind == "s" and seen.text == (value if isinstance(value, str) else value.plain)
    if isinstance(value, bool | ErrorValue):
        stored = ("b", str(int(value))) if isinstance(value, bool) else ("e", value.code)
        return (seen.kind, seen.text) == stored
    number = _days(value, is_1904=is_1904) if isinstance(value, date) else value
    return seen.kind == "n" and abs(float(seen.text or "nan") - number) < 1e-9 * max(1, abs(number))


def _days(day: date, *, is_1904: bool) -> float:
    moment = day if isinstance(day, datetime) else datetime.combine(day, datetime.min.time())
    start = datetime(1904, 1, 1) if is_1904 else datetime(1899, 12, 30)
    days = (moment.replace(tzinfo=None) - start).total_seconds() / 86_400
    return days if is_1904 or days >= 61 else days - 1


def _append_only_problems(old: Opened, new: Opened) -> Iterator[str]:
    """Yield what changed in the shared strings and the cell formats that were there before."""
    if new.strings[: len(old.strings)] != old.strings:
        yield "Text that other cells share has changed."
    part = old.part_of_kind("styles")
    if not part or old.bytes[part] == new.bytes[part]:
        return
    was, now = _groups(old.tree(part)), _groups(new.tree(part))
    for name, elements in was.items():
        if now.get(name, [])[: len(elements)] != elements:
            yield f"The style sheet's {name} have changed."


def _groups(root: ElementTree.Element) -> dict[str, list[str]]:
    return {
        name_of(group): [ElementTree.tostring(e, encoding="unicode").strip() for e in group]
        for group in root
    }
