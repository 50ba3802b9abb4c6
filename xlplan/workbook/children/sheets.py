"""Reads .xls, .xlsb and .ods with calamine: the cells of every sheet, as JSON."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

from python_calamine import CalamineError, PasswordError, load_workbook

from xlplan.workbook.children.bounds import bounded

_MOST_CELLS = 400_000
_STATES = {"Visible": "visible", "Hidden": "hidden", "VeryHidden": "veryHidden"}


def _sheets(source: bytes) -> object:
    try:
        book = load_workbook(io.BytesIO(source))
        return [_sheet(book, about) for about in book.sheets_metadata if _is_worksheet(about)]
    except PasswordError:
        return {"refused": "encrypted"}
    except OverflowError:
        return {"refused": "too-big"}
    except (CalamineError, ValueError, OSError):
        return {"refused": "damaged"}
    except BaseException as panic:
        # What goes wrong inside calamine comes as a panic, which is no Exception.
        if isinstance(panic, MemoryError | RecursionError):
            raise
        return {"refused": "damaged"}


def _is_worksheet(about: Any) -> bool:
    return str(about.typ).endswith("WorkSheet")


def _sheet(book: Any, about: Any) -> dict[str, object]:
    sheet = book.get_sheet_by_name(about.name)
    cells = []
    if sheet.start is not None:
        first_row, first_column = sheet.start
        if (sheet.height or 0) * (sheet.width or 0) > 40 * _MOST_CELLS:
            raise OverflowError
        for row, values in enumerate(sheet.to_python(), first_row + 1):
            for column, value in enumerate(values, first_column + 1):
                if value != "":
                    cells.append([row, column, *_told(value)])
        if len(cells) > _MOST_CELLS:
            raise OverflowError
    state = _STATES[str(about.visible).rpartition(".")[2]]
    merges = [
        [top + 1, left + 1, bottom + 1, right + 1]
        for (top, left), (bottom, right) in sheet.merged_cell_ranges or ()
    ]
    return {"name": about.name, "state": state, "cells": cells, "merges": merges}


def _told(value: object) -> tuple[str, object]:
    if isinstance(value, bool):
        return "bool", value
    if isinstance(value, int | float):
        return "number", value
    if isinstance(value, dt.date):
        return "date", value.isoformat()
    return "text", str(value)


def main() -> None:
    """Answer about the file on standard input."""
    bounded(_sheets)
