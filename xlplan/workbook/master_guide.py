"""The master's Guide: the month step by step, and every sheet by what it is for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from openpyxl.styles import Font
from openpyxl.workbook import Workbook
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.worksheet import Worksheet

from xlplan import palette
from xlplan.model import Workstream
from xlplan.rules.conditions import quoted
from xlplan.workbook.builder import (
    FONT,
    fill,
    put,
    put_formula,
    put_text,
    set_page,
    sheet_name,
    title_cell,
)
from xlplan.workbook.layout import HIDDEN_WHEN_EMPTY, SHEETS, table_name

# The month that is open, else the next one.
_MONTH = 'DATE(LEFT(OpenMonth,4),MID(OpenMonth,6,2)+(MonthIs="closed"),1)'
_ISSUE = f'="xlplan issue MASTER --period "&IFERROR(TEXT({_MONTH},"yyyy-mm"),"")&" --to returns"'
_STEPS = (
    ("Issue the returns", _ISSUE),
    ("Check what comes back", "xlplan check received --master MASTER"),
    ("Merge it, as often as returns arrive", "xlplan consolidate MASTER received"),
    ("See the ratings explained", "xlplan rollup MASTER"),
    ("Write the papers", "xlplan report exceptions MASTER --to papers"),
    ("Close the month", "xlplan close MASTER"),
)
GROUPS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "Waiting for a decision": (palette.AMBER.fill, ("requests", "conflicts", "findings")),
    "The plan": (
        "3B6FB6",
        (
            *("plan_text", "workstreams", "services", "priorities", "horizons", "objectives"),
            *("people", "calendar", "papers"),
        ),
    ),
    "Figures": ("7A5195", ("measures", "outturns", "savings", "resources")),
    "Where it comes from": (
        "9C6B30",
        ("risks", "origins", "implications", "consultation"),
    ),
    "The record": ("8A94A3", ("decisions", "date_changes", "returns", "history", "changes")),
    "How it works": ("3F4A59", ("settings", "scale", "rules")),
}
_OTHERS = {
    "Lists": "The words that drop-downs offer.",
    "Formulas": "Roll-up, margin and direction, to copy into sheets of your own.",
}
_UNHIDE = "Empty, and so hidden. To use it: right-click any tab, Unhide, {title}."
_WAITING = {"requests": "waiting", "conflicts": "waiting", "findings": "found"}


def tab_colour(code: str) -> str:
    """Return the colour of a sheet's tab, which is that of its group."""
    return next(colour for colour, codes in GROUPS.values() if code in codes)


def write_guide(sheet: Worksheet, streams: Sequence[Workstream], book: Workbook) -> None:
    """Write the Guide: steps and the month's sheets on the left, the others on the right."""
    sheet.sheet_properties.tabColor = palette.GREEN.fill
    sheet.sheet_view.showGridLines = False
    for letter, width in {"A": 36, "B": 58, "C": 3, "D": 20, "E": 92}.items():
        sheet.column_dimensions[letter].width = width
    title_cell(
        sheet,
        '=PlanTitle&": the master workbook"',
        '=CouncilName&". The whole plan is in this one file."',
    )
    row = _steps(sheet, 4)
    row = _label(sheet, row + 1, 1, "The plan's progress", palette.NAVY)
    _link(sheet, row, 1, book["Dashboard"], "Ratings, direction, charts: live, over every sheet")
    for stream in streams:
        row += 1
        _link(sheet, row, 1, book[sheet_name(stream.title)], "")
        put_formula(sheet.cell(row, 2), told_of(stream.code))
    row = 4
    for name, (colour, codes) in GROUPS.items():
        row = _label(sheet, row, 4, name, colour)
        titles = {code: SHEETS[code].title for code in codes}
        for code, title in titles.items():
            _link(sheet, row, 4, book[title], SHEETS[code].note, code=code)
            row += 1
        if name == "How it works":
            for title, what in _OTHERS.items():
                _link(sheet, row, 4, book[title], what)
                row += 1
        row += 1
    set_page(sheet, paper="8")
    sheet.page_setup.fitToHeight = 1


def told_of(code: str) -> str:
    """Return the formula for what Workstreams says of one: its kind and its owner."""
    kind, owner = (
        f"INDEX(t_workstreams[{heading}],MATCH({quoted(code)},t_workstreams[Code],0))"
        for heading in ("Kind", "Owner")
    )
    return f'=IFERROR({kind}&": "&IF({owner}="","no owner yet",{owner}),"")'


def _steps(sheet: Worksheet, row: int) -> int:
    row = _label(sheet, row, 1, "The month, step by step", palette.NAVY)
    for number, (step, command) in enumerate(_STEPS, 1):
        sheet.cell(row, 1, f"{number}. {step}").font = Font(name=FONT, size=11)
        put_text(sheet.cell(row, 2), command)
        sheet.cell(row, 2).font = Font(name="Consolas", size=10)
        row += 1
    return row


def _label(sheet: Worksheet, row: int, column: int, text: str, colour: str) -> int:
    cell = sheet.cell(row, column, text)
    ink = "FFFFFF" if palette.contrast(colour, "FFFFFF") >= 4.5 else palette.INK
    for part in (cell, sheet.cell(row, column + 1)):
        part.fill = fill(colour)
        part.font = Font(name=FONT, size=12, bold=True, color=ink)
    return row + 1


def _link(
    sheet: Worksheet, row: int, column: int, other: Worksheet, purpose: str, *, code: str = ""
) -> None:
    cell, what = sheet.cell(row, column, other.title), sheet.cell(row, column + 1)
    tab = other.title.replace("'", "''")
    cell.hyperlink = Hyperlink(ref=cell.coordinate, location=f"'{tab}'!A1", display=other.title)
    cell.font = Font(name=FONT, size=11, underline="single", color="1F4E99")
    what.font = Font(name=FONT, size=11)
    said = quoted(_first_sentence(purpose))
    if code in _WAITING:
        table = table_name(code)
        is_open = f'COUNTIF({table}[State],"Open")'
        count = f'COUNTIF({table}[Code],"?*")' if code == "findings" else is_open
        said = f'{count}&" {_WAITING[code]}. "&{said}'
    if code in HIDDEN_WHEN_EMPTY:
        # Excel follows no link to a hidden sheet, and xlplan shows a sheet once it has a row.
        cells = [f"{table_name(code)}[{c.heading}]" for c in SHEETS[code].columns[:4]]
        rows = f"COUNTA({','.join(cells)})"
        put_formula(what, f"=IF({rows}=0,{quoted(_UNHIDE.format(title=other.title))},{said})")
    else:
        put(what, _first_sentence(purpose))


def _first_sentence(text: str) -> str:
    first, dot, _ = text.partition(". ")
    return f"{first}." if dot else text
