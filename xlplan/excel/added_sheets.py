"""A sheet added to the open workbook, or written anew where it was added before."""

from __future__ import annotations

from itertools import groupby
from typing import Any

import xlwings as xw

from xlplan import palette
from xlplan.excel.typing_in import as_excel
from xlplan.workbook.edits import AddSheet, EditRefused, Look, Place

_LONGEST_NAME = 31
_NOT_IN_NAMES = set("[]:*?/\\'")
_ROWS_OF_A_MARK = 12
_LINK_INK = "#1F4E99"
_SIZES = {Look.TITLE: 16}


def require_place(book: xw.Book, edit: AddSheet) -> None:
    """Raise EditRefused when the sheet cannot stand in the workbook."""
    if edit.mark not in [row[0] for row in edit.rows if row]:
        raise EditRefused(f"The sheet {edit.name} does not carry its mark.")
    for row in edit.rows:
        for value in row:
            as_excel(value)
    found = _earlier(book, edit.mark)
    if found is not None:
        require_unprotected(found)
        return
    if not edit.name or len(edit.name) > _LONGEST_NAME or set(edit.name) & _NOT_IN_NAMES:
        raise EditRefused(f'A sheet cannot be called "{edit.name}".')
    if edit.name.casefold() in {sheet.name.casefold() for sheet in book.sheets}:
        raise EditRefused(f"There is a sheet {edit.name} already.")
    if book.api.ProtectStructure:
        raise EditRefused(
            f"The workbook is protected, so no sheet {edit.name} can be added. On Review choose "
            "Protect Workbook to turn that off, and run this again."
        )


def require_unprotected(sheet: xw.Sheet) -> None:
    """Raise EditRefused when a sheet takes no changes."""
    if sheet.api.ProtectContents:
        raise EditRefused(
            f'The sheet "{sheet.name}" is protected. On Review choose Unprotect Sheet and run '
            "this again."
        )


def add_sheet(book: xw.Book, edit: AddSheet) -> xw.Sheet:
    """Add the sheet, or write it anew in the place of the one with its mark; save nothing."""
    sheet = _earlier(book, edit.mark)
    if sheet is None:
        sheet = _new(book, edit)
    else:
        sheet.used_range.clear_contents()
        sheet.used_range.clear_formats()
        sheet.api.Hyperlinks.Delete()
        if edit.place is Place.FRONT and sheet.index > 1:
            sheet.move(before=book.sheets[0])
    _link(sheet, edit)
    width = max(len(row) for row in edit.rows)
    filled = [[*row, *(None for _ in range(width - len(row)))] for row in edit.rows]
    sheet.range((1, 1)).value = [[as_excel(value) for value in row] for row in filled]
    _style(sheet, edit, width)
    return sheet


def _new(book: xw.Book, edit: AddSheet) -> xw.Sheet:
    if edit.place is Place.FRONT:
        return book.sheets.add(edit.name, before=book.sheets[0])
    return book.sheets.add(edit.name, after=book.sheets[len(book.sheets) - 1])


def _earlier(book: xw.Book, mark: str) -> xw.Sheet | None:
    for sheet in book.sheets:
        top = sheet.range((1, 1), (_ROWS_OF_A_MARK, 1)).options(ndim=1).value
        if mark in top:
            return sheet
    return None


def _link(sheet: xw.Sheet, edit: AddSheet) -> None:
    # The text of a cell is written after its link: Excel would read a link's text as typed.
    for (row, column), location in edit.links.items():
        text = str(edit.rows[row - 1][column - 1])
        sheet.range((row, column)).add_hyperlink(f"#{location}", text, "Go to this cell")


def _style(sheet: xw.Sheet, edit: AddSheet, width: int) -> None:
    for column, characters in enumerate(edit.widths, 1):
        sheet.range((1, column)).column_width = characters
    numbers = range(1, len(edit.rows) + 1)
    for look, rows in groupby(numbers, key=lambda row: edit.looks.get(row, Look.TEXT)):
        listed = list(rows)
        area = sheet.range((listed[0], 1), (listed[-1], width))
        _dress(area, look)
        if look is Look.HIDDEN:
            area.row_height = 0
        elif look in (Look.HEADING, Look.TEXT):
            area.rows.autofit()
    for row, column in edit.links:
        sheet.range((row, column)).font.color = _LINK_INK


def _dress(area: xw.Range, look: Look) -> None:
    font: Any = area.font
    font.size = _SIZES.get(look, 11)
    font.bold = look in (Look.TITLE, Look.HEADING)
    font.color = {Look.TITLE: f"#{palette.NAVY}", Look.HEADING: "#FFFFFF"}.get(
        look, f"#{palette.INK}"
    )
    area.vertical_alignment = "top"
    area.wrap_text = look in (Look.HEADING, Look.TEXT)
    if look is Look.HEADING:
        area.color = f"#{palette.NAVY}"
