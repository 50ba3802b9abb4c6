"""The edits of a use case, made in the workbook that is open: the same list as for a file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

import xlwings as xw

from xlplan.excel.added_sheets import add_sheet, require_place, require_unprotected
from xlplan.excel.cell_notes import add_note, remove_notes, require_quiet, require_removable
from xlplan.excel.room import body_end, in_a_row, is_blank, make_room
from xlplan.excel.typing_in import Typed, as_excel
from xlplan.workbook.edits import (
    AddNote,
    AddSheet,
    AppendRow,
    Edit,
    EditRefused,
    Place,
    RemoveNotes,
    RichText,
    SetCell,
    SetFormula,
    SetSheetState,
)

Block = tuple[int, int, list[list[Typed]]]

_STATES = {"visible": -1, "hidden": 0, "veryHidden": 2}


def make_edits(book: xw.Book, edits: Sequence[Edit]) -> None:
    """Make the edits in the open workbook, in their order, and save nothing.

    Row heights are left to Excel, which fits a row as its cells change. Raise EditRefused, before
    anything is changed, for a sheet or table that is not there, a sheet that is protected, or a
    table that cannot take more rows.
    """
    tables = {t.name.casefold(): t for sheet in book.sheets for t in sheet.tables}
    _require_open(book, edits, tables)
    front = book.sheets.active
    with book.app.properties(screen_updating=False):
        first_rows = make_room(tables, edits)
        for (kind, table), group in groupby(edits, key=_batch):
            if kind is SetCell:
                _set_cells(book, [e for e in group if isinstance(e, SetCell)])
            elif kind is AppendRow:
                rows = [e.values for e in group if isinstance(e, AppendRow)]
                below = _append(tables[table], rows, first_rows.get(table))
                if table in first_rows:
                    first_rows[table] = below
            else:
                for edit in group:
                    _make_alone(book, edit)
        added = [e for e in edits if isinstance(e, AddSheet) and e.place is Place.FRONT]
        if added:
            book.sheets[0].activate()
        elif front.visible:
            front.activate()


def _make_alone(book: xw.Book, edit: Edit) -> None:
    if isinstance(edit, SetFormula):
        # Excel knows its own later functions without the mark that files give them.
        text = edit.formula.replace("_xlfn.", "")
        book.sheets[edit.sheet].range((edit.row, edit.column)).formula = f"={text}"
    elif isinstance(edit, SetSheetState):
        book.sheets[edit.sheet].impl.visible = _STATES[edit.state]
    elif isinstance(edit, AddSheet):
        add_sheet(book, edit)
    elif isinstance(edit, AddNote):
        add_note(book, edit)
    elif isinstance(edit, RemoveNotes):
        remove_notes(book.sheets, edit.author)


def blocks(cells: Mapping[tuple[int, int], Typed]) -> Iterator[Block]:
    """Return cells by row and column as the rectangles that they fill, each to write at once."""
    runs = [(row, left, [cells[row, c] for c in columns]) for row, left, columns in _runs(cells)]
    runs.sort(key=lambda run: (run[1], len(run[2]), run[0]))

    def together(run: tuple[int, tuple[int, int, list[Typed]]]) -> tuple[int, int, int]:
        number, (row, left, values) = run
        return left, len(values), row - number

    for (left, _, _), group in groupby(enumerate(runs), key=together):
        block = [run for _, run in group]
        yield block[0][0], left, [values for _, _, values in block]


def _runs(cells: Mapping[tuple[int, int], Typed]) -> Iterator[tuple[int, int, list[int]]]:
    for row, places in groupby(sorted(cells), key=lambda place: place[0]):
        columns = [column for _, column in places]
        for _, numbered in groupby(enumerate(columns), key=lambda pair: pair[1] - pair[0]):
            run = [column for _, column in numbered]
            yield row, run[0], run


def _batch(edit: Edit) -> tuple[type, str]:
    return type(edit), edit.table.casefold() if isinstance(edit, AppendRow) else ""


def _require_open(
    book: xw.Book, edits: Sequence[Edit], tables: Mapping[str, xw.main.Table]
) -> None:
    sheets = {sheet.name.casefold(): sheet for sheet in book.sheets}
    for edit in edits:
        if isinstance(edit, AppendRow):
            if edit.table.casefold() not in tables:
                raise EditRefused(f"There is no table {edit.table}.")
            _require_headings(tables[edit.table.casefold()], edit)
        elif isinstance(edit, AddSheet):
            require_place(book, edit)
        elif isinstance(edit, RemoveNotes):
            require_removable(book.sheets, edit.author)
        elif edit.sheet.casefold() not in sheets:
            raise EditRefused(f"There is no sheet {edit.sheet}.")
        for value in _values(edit):
            as_excel(value)
    kinds = SetCell | SetFormula | AddNote
    touched = {e.sheet.casefold() for e in edits if isinstance(e, kinds)}
    touched |= {_sheet_of(tables, e) for e in edits if isinstance(e, AppendRow)}
    for name in sorted(touched):
        require_unprotected(sheets[name])
    notes = sorted((e.sheet.casefold(), e.row, e.column) for e in edits if isinstance(e, AddNote))
    for name, group in groupby(notes, key=lambda note: note[0]):
        require_quiet(sheets[name], [(row, column) for _, row, column in group])


def _values(edit: Edit) -> tuple[Typed, ...]:
    if isinstance(edit, AppendRow):
        return tuple(edit.values.values())
    return (edit.value,) if isinstance(edit, SetCell) else ()


def _sheet_of(tables: Mapping[str, xw.main.Table], edit: AppendRow) -> str:
    return tables[edit.table.casefold()].parent.name.casefold()


def _require_headings(table: xw.main.Table, edit: AppendRow) -> None:
    unknown = set(edit.values) - set(_headings(table))
    if unknown:
        raise EditRefused(f"The table {table.name} has no column {sorted(unknown)[0]}.")


def _headings(table: xw.main.Table) -> list[str]:
    heads = table.header_row_range
    return [str(v) for v in heads.options(ndim=1).value] if heads is not None else []


def _set_cells(book: xw.Book, edits: Sequence[SetCell]) -> None:
    for name in dict.fromkeys(edit.sheet for edit in edits):
        cells = {(e.row, e.column): e.value for e in edits if e.sheet == name}
        _write(book.sheets[name], cells)


def _write(sheet: xw.Sheet, cells: Mapping[tuple[int, int], Typed]) -> None:
    for row, column, values in blocks(cells):
        sheet.range((row, column)).value = [[as_excel(v) for v in line] for line in values]
    for place, value in cells.items():
        if isinstance(value, RichText):
            _mark(sheet.range(place), value)


def _mark(cell: xw.Range, text: RichText) -> None:
    at = 0
    for run in text.runs:
        letters = cell.characters[at : at + len(run.text)]
        if run.bold:
            letters.font.bold = True
        if run.italic:
            letters.font.italic = True
        at += len(run.text)


def _append(
    table: xw.main.Table, rows: Sequence[Mapping[str, Typed]], first_row: int | None
) -> int:
    """Fill rows under the last one, from the only one when that is blank, or from a row on.

    Return the row below them. Room has been made for all.
    """
    sheet, whole, headings = table.parent, table.range, _headings(table)
    right = whole.column + whole.shape[1] - 1
    last = body_end(table)
    first = first_row or (last if is_blank(table) else last + 1)
    model = max(first - 1, whole.row + 1)
    pattern = sheet.range((model, whole.column), (model, right))
    formulas = [str(f) if str(f).startswith("=") else "" for f in in_a_row(pattern.formula)]
    end = first + len(rows) - 1
    if end > model:
        pattern.copy(sheet.range((max(first, model + 1), whole.column), (end, right)))
    if end > last:
        table.resize(sheet.range((whole.row, whole.column), (end, right)))
    cells = {
        (first + down, whole.column + across): values.get(heading)
        for down, values in enumerate(rows)
        for across, heading in enumerate(headings)
        if heading in values or not formulas[across]
    }
    _write(sheet, cells)
    return end + 1
