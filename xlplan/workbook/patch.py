"""Edits to an existing workbook: the cells that are meant change, and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import groupby
from typing import Any

from xlplan.workbook.below import make_room
from xlplan.workbook.book_draft import BookDraft
from xlplan.workbook.cells import encode
from xlplan.workbook.charted import extend_charts
from xlplan.workbook.edits import (
    AddNote,
    AddSheet,
    AppendRow,
    Edit,
    EditRefused,
    FitRow,
    Growth,
    JoinSheet,
    RemoveNotes,
    SetCell,
    SetFormula,
    SetLink,
    SetSheetState,
    ShowRow,
)
from xlplan.workbook.gate import differences
from xlplan.workbook.guard import Limits, WorkbookRefused
from xlplan.workbook.joining import join_sheet
from xlplan.workbook.patch_notes import add_note, remove_notes
from xlplan.workbook.patch_sheets import add_sheet, set_link
from xlplan.workbook.row_texts import NotPlain
from xlplan.workbook.table_rows import append_rows

__all__ = ["EditRefused", "apply_edits"]


def apply_edits(
    source: bytes, edits: Sequence[Edit | Growth], *, file: str = "", limits: Limits | None = None
) -> bytes:
    """Return the workbook with the edits made, in their order; with none, the same bytes.

    `limits` bound what it may hold; a master's are wider than a return's.

    Raise EditRefused, with the reason, when any of them cannot be made safely: then none is.
    """
    if not edits:
        return source
    try:
        try:
            result = _made(BookDraft(source, file, limits), edits)
        except NotPlain:
            result = _made(BookDraft(source, file, limits, is_plain=False), edits)
    except WorkbookRefused as err:
        raise EditRefused(str(err)) from err
    except _Apart as apart:
        first = apply_edits(source, edits[: apart.at], file=file, limits=limits)
        return apply_edits(first, edits[apart.at :], file=file, limits=limits)
    except ValueError as err:
        raise EditRefused(f"{file or 'The workbook'} holds an address that is not one.") from err
    problems = differences(source, result, edits)
    if problems:
        raise EditRefused("The edit was not as it should be. " + " ".join(problems))
    return result


class _Apart(Exception):
    """Edits from the one numbered `at` on are to be made, and looked at, after those before."""

    def __init__(self, at: int) -> None:
        self.at = at


def _made(book: BookDraft, edits: Sequence[Edit | Growth]) -> bytes:
    done, grown = 0, set[str]()
    for (kind, table), group in groupby(edits, key=_batch):
        some = list(group)
        _APPLY[kind](book, some)
        if table in grown and table in book.made_room:
            # What is below moved for some rows only; the gate works out one move for all.
            raise _Apart(done)
        grown.add(table)
        done += len(some)
    return book.finish()


def _batch(edit: Edit | Growth) -> tuple[type, str]:
    """Return what may be made together: rows of one table, or cells."""
    return type(edit), edit.table.casefold() if isinstance(edit, AppendRow) else ""


def _set_cells(book: BookDraft, edits: list[SetCell]) -> None:
    for sheet, group in groupby(edits, key=lambda edit: edit.sheet):
        book.grid(sheet).write_all([(edit.row, edit.column, edit.value) for edit in group])


def _append(book: BookDraft, edits: list[AppendRow]) -> None:
    table = book.table(edits[0].table)
    top, left, last, right = table.first_body_row, table.area[1], table.body_end, table.area[3]
    if make_room(book, table, len(edits)):
        book.made_room.add(edits[0].table.casefold())
    append_rows(table, [(edit.values, edit.points) for edit in edits])
    if table.body_end > last:
        extend_charts(book, table.grid.name, (top, left, last, right), table.body_end)
    book.refresh_pivots(table)


def _fit_rows(book: BookDraft, edits: list[FitRow]) -> None:
    for sheet, group in groupby(edits, key=lambda edit: edit.sheet):
        grid = book.grid(sheet)
        for edit in group:
            grid.fit_row(edit.row, edit.points)


def _set_states(book: BookDraft, edits: list[SetSheetState]) -> None:
    for edit in edits:
        book.set_state(edit)


def _add_sheets(book: BookDraft, edits: list[AddSheet]) -> None:
    for edit in edits:
        add_sheet(book, edit)


def _add_notes(book: BookDraft, edits: list[AddNote]) -> None:
    for edit in edits:
        add_note(book, edit)


def _remove_notes(book: BookDraft, edits: list[RemoveNotes]) -> None:
    for edit in edits:
        remove_notes(book, edit)


def _join_sheets(book: BookDraft, edits: list[JoinSheet]) -> None:
    for edit in edits:
        join_sheet(book, edit)


def _set_formulas(book: BookDraft, edits: list[SetFormula]) -> None:
    for edit in edits:
        grid = book.grid(edit.sheet)
        style = grid.style(edit.row, edit.column)
        grid.write_formula(edit.row, edit.column, encode(edit.formula), style=style)
        grid.widen_dimension((edit.row, edit.column, edit.row, edit.column))


def _show_rows(book: BookDraft, edits: list[ShowRow]) -> None:
    for edit in edits:
        book.grid(edit.sheet).show_row(edit.row, edit.points)


def _set_links(book: BookDraft, edits: list[SetLink]) -> None:
    for edit in edits:
        set_link(book.grid(edit.sheet), edit)


_APPLY: dict[type, Callable[[BookDraft, list[Any]], None]] = {
    SetCell: _set_cells,
    AppendRow: _append,
    FitRow: _fit_rows,
    SetSheetState: _set_states,
    AddSheet: _add_sheets,
    AddNote: _add_notes,
    RemoveNotes: _remove_notes,
    JoinSheet: _join_sheets,
    SetFormula: _set_formulas,
    ShowRow: _show_rows,
    SetLink: _set_links,
}
