"""The sheets of a return beside its rows: items that the owner proposes, and the owner's measures.

A sheet that has nothing to ask is not made: no measures, no Measures.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from xlplan.fields import FieldKind
from xlplan.model import Measure, Outturn, Period
from xlplan.rules.conditions import cleaned, quoted
from xlplan.typed import Value
from xlplan.workbook.builder import (
    Entry,
    Head,
    add_sheet,
    add_validation,
    column_of,
    list_name,
    progress,
)
from xlplan.workbook.columns import FIRST_ROW, Column, SheetLayout, sheet
from xlplan.workbook.layout import table_name

_P, _D, _N, _CHOICE = FieldKind.PROSE, FieldKind.DATE, FieldKind.NUMBER, FieldKind.CHOICE
_FORMULA = FieldKind.FORMULA
PROPOSALS = 6
"""Rows ready for new items; more may be typed below."""

_, NEW_ITEMS = sheet(
    "new_items",
    "New items",
    "Is there work the plan should have? Type it here, one line each; leave it empty if not. It "
    "joins the plan once it is approved.",
    Column("number", "Line", FieldKind.WHOLE, 7),
    Column("title", "What is to be done", _P, 36),
    Column("workstream", "Workstream", _CHOICE, 26),
    Column("outcome", "What will be different", _P, 40),
    Column("owner", "Who answers for it", width=26),
    Column("due", "Due date", _D, 13),
    Column("reason", "Why the plan needs it", _P, 40),
    Column("to_fix", "To fix", _FORMULA, 34),
)
NEEDED: Mapping[str, str] = {
    "title": "say it in a few words",
    "workstream": "choose where it belongs",
    "due": "type when it is to be done, as 30/09/2026",
    "reason": "say why",
}

_, MEASURES = sheet(
    "return_measures",
    "Measures",
    "Your measures. Type this month's outturn and, where it needs one, a comment. A measure that "
    "is not taken this month stays blank.",
    Column("code", "Code", width=8),
    Column("title", "Measure", _P, 40),
    Column("unit", "Unit", width=12),
    Column("better", "Better is", width=10),
    Column("baseline", "Baseline", _N, 11),
    Column("target", "Target", _N, 11),
    Column("by_when", "By when", _D, 12),
    Column("last_outturn", "Last outturn", _N, 12),
    Column("outturn", "This outturn", _N, 12),
    Column("commentary", "Comment", _P, 50),
    Column("to_fix", "To fix", _FORMULA, 28),
)
NUMBER_HELP = "type a number, as 80"
KEPT_OF_MEASURES = ("title", "unit", "better", "baseline", "target", "by_when", "last_outturn")
"""What the sheet shows of a measure for its owner to read."""

EXTRA_SHEETS: Mapping[str, SheetLayout] = {s.code: s for s in (NEW_ITEMS, MEASURES)}
_OWNERS = {
    "new_items": frozenset({"title", "workstream", "outcome", "owner", "due", "reason"}),
    "return_measures": frozenset({"outturn", "commentary"}),
}
_LOCKED = "This cell is kept by the performance team. If it is wrong, please tell them."
_DATE = "Type a date, as 30/09/2026."
_NUMBER = "Type a number, as 80. Leave out the unit."
_CHOOSE = "Choose from the list: click the arrow beside the cell."


def measure_rows(
    measures: Sequence[Measure], outturns: Sequence[Outturn], period: Period
) -> list[dict[str, Value]]:
    """Return a row for each measure, with its outturn before this month and this month's so far."""
    rows = []
    for measure in measures:
        of_it = [o for o in outturns if o.measure == measure.code]
        before = [o for o in of_it if o.period < period and o.outturn is not None]
        last = max(before, key=lambda o: o.period, default=None)
        now = next((o for o in of_it if o.period == period), None)
        row: dict[str, Value] = {
            key: getattr(measure, key)
            for key in ("code", "title", "unit", "better", "baseline", "target", "by_when")
        }
        row["last_outturn"] = last.outturn if last else None
        row["outturn"] = now.outturn if now else None
        row["commentary"] = now.commentary or None if now else None
        rows.append(row)
    return rows


def add_new_items(book: Workbook) -> Worksheet:
    """Add the sheet on which an owner proposes items; drop-downs come from the Lists sheet."""
    cells = _cells(NEW_ITEMS)
    rows = [{"number": number} for number in range(1, PROPOSALS + 1)]
    sheet = _add(book, NEW_ITEMS, rows, {"to_fix": _to_fix_proposal(cells)})
    head = _head(NEW_ITEMS, {})
    for row in range(FIRST_ROW, FIRST_ROW + PROPOSALS):
        sheet.row_dimensions[row].height = 33
    last = FIRST_ROW + PROPOSALS + 20
    listed = {"workstream": "Workstream", "owner": "People"}
    for key, name in listed.items():
        style = "stop" if key == "workstream" else "warning"
        error = _CHOOSE if key == "workstream" else "That post is not in the list. Keep it?"
        entry = Entry("list", list_name(name), NEW_ITEMS.heading(key), "", error, style=style)
        add_validation(sheet, _area(head, key, last), entry)
    add_validation(sheet, _area(head, "due", last), _date_entry(NEW_ITEMS.heading("due")))
    return sheet


def add_measures(book: Workbook, rows: Sequence[Mapping[str, Value]]) -> Worksheet:
    """Add the sheet of an owner's measures."""
    cells = _cells(MEASURES)
    sheet = _add(book, MEASURES, rows, {"to_fix": _to_fix_outturn(cells)})
    head, last = _head(MEASURES, {}), FIRST_ROW + len(rows) - 1
    number = Entry(
        "decimal",
        "-1000000000000",
        MEASURES.heading("outturn"),
        "This month's figure, without its unit.",
        _NUMBER,
        operator="between",
        formula2="1000000000000",
    )
    add_validation(sheet, _area(head, "outturn", last), number)
    for column in MEASURES.columns:
        if column.key not in _OWNERS[MEASURES.code]:
            entry = Entry("custom", "FALSE", "Kept for you", "", _LOCKED)
            add_validation(sheet, _area(head, column.key, last), entry)
    return sheet


def _add(
    book: Workbook,
    layout: SheetLayout,
    rows: Sequence[Mapping[str, Value]],
    formulas: Mapping[str, str],
) -> Worksheet:
    head = _head(layout, formulas)
    sheet = add_sheet(book, head, rows)
    progress(sheet, head)
    return sheet


def _head(layout: SheetLayout, formulas: Mapping[str, str]) -> Head:
    return Head(
        layout=layout,
        tab=layout.title,
        table=table_name(layout.code),
        formulas=formulas,
        owners=_OWNERS[layout.code],
        frozen_columns=2,
        tab_colour="8A94A3",
    )


def _cells(layout: SheetLayout) -> dict[str, str]:
    table = table_name(layout.code)
    return {c.key: f"{table}[[#This Row],[{c.heading}]]" for c in layout.columns}


def _area(head: Head, key: str, last: int) -> str:
    letter = column_of(head, key)
    return f"{letter}{FIRST_ROW}:{letter}{last}"


def _date_entry(title: str) -> Entry:
    return Entry("date", "18264", title, "", _DATE, operator="between", formula2="73050")


def _to_fix_proposal(cells: Mapping[str, str]) -> str:
    """Return the formula for what a proposed item lacks; `return_extras.lacking` in Python."""
    owners = [cells[key] for key in ("title", "workstream", "outcome", "due", "reason")]
    nothing = f"AND({','.join(_blank(cell) for cell in owners)})"
    parts = []
    for key, what in NEEDED.items():
        says = quoted(f"{NEW_ITEMS.heading(key)}: {what}. ")
        is_lacking = _blank(cells[key])
        if key == "due":
            is_lacking = f"NOT(ISNUMBER({cells[key]}))"
        parts.append(f'IF({is_lacking},{says},"")')
    joined = "&".join(parts)
    return f'=IF({nothing},"",TRIM({joined}))'


def _to_fix_outturn(cells: Mapping[str, str]) -> str:
    cell = cells["outturn"]
    says = quoted(f"{MEASURES.heading('outturn')}: {NUMBER_HELP}.")
    return f'=IF(OR({_blank(cell)},ISNUMBER({cell})),"",{says})'


def _blank(cell: str) -> str:
    return f'IFERROR({cleaned(cell)}="",FALSE)'
