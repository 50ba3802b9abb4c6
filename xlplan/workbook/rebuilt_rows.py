"""The live formulas of a workstream's rows, for another rating scale or other rules."""

from __future__ import annotations

import re
from collections.abc import Mapping

from xlplan.fields import BY_NAME
from xlplan.model import Workstream, column_letters
from xlplan.workbook.book_draft import BookDraft
from xlplan.workbook.cells import decode, encode
from xlplan.workbook.edits import EditRefused
from xlplan.workbook.layout import table_name
from xlplan.workbook.row_formulas import in_row, is_shareable
from xlplan.workbook.styles import child, children
from xlplan.workbook.table_rows import TableDraft

_REFERRED = re.compile(r"\[\[#This Row\],\[([^\]]+)\]\]")


def renew_rows(book: BookDraft, stream: Workstream, formulas: Mapping[str, str]) -> None:
    """Give each row of a workstream's table formulas, by key; a cell that was typed over stays.

    Raise EditRefused where the table lacks a column that they read.
    """
    if not formulas:
        return
    name = table_name(stream.code)
    table = book.table(name)
    for key, formula in formulas.items():
        lacking = set(_REFERRED.findall(formula)) - table.columns.keys()
        if lacking:
            listed = ", ".join(sorted(lacking))
            raise EditRefused(f"The table of {stream.title} has no column called {listed}.")
        _renew(table, name, BY_NAME[key].heading, formula)


def _renew(table: TableDraft, name: str, heading: str, formula: str) -> None:
    column, grid = table.columns[heading], table.grid
    last = table.area[2] - int(table.root.get("totalsRowCount", "0"))
    rows = [r for r in range(table.first_body_row, last + 1) if grid.has_formula(r, column)]
    if rows:
        letters = {h: column_letters(n) for h, n in table.columns.items()}
        places = {h: f"{letter}{rows[0]}" for h, letter in letters.items()}
        text = in_row(formula, name, places)[1:]
        if is_shareable(text):
            grid.share_down(rows, column, encode(text))
        else:
            for row in rows:
                grid.write_formula(row, column, encode(formula[1:]), style=grid.style(row, column))
    for element in children(child(table.root, "tableColumns"), "tableColumn"):
        calculated = child(element, "calculatedColumnFormula")
        if decode(element.get("name", "")) == heading and calculated is not None:
            calculated.text = encode(formula[1:])
