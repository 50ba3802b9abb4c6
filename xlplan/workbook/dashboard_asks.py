"""What owners ask, on the Dashboard: worked out line by line, so that lines may be added."""

from __future__ import annotations

from xlplan.fields import BY_NAME
from xlplan.workbook.dashboard_columns import ASKED, ASKS, Columns, Lines, ask_heading
from xlplan.workbook.layout import FIRST_ROW

_NOTHING = "Nobody asks for anything."
_ORDER = BY_NAME["ask_order"].heading


def soonest(lines: Lines, columns: Columns) -> list[str]:
    """Return what stands on the plan's line: the order number of each ask that is listed."""
    first, last = (
        columns.cell("Ask 1", lines.every[0]),
        columns.cell(f"Ask {ASKS}", lines.every[-1]),
    )
    return [f'=IFERROR(SMALL({first}:{last},{number}),"")' for number in range(1, ASKS + 1)]


def ask_values(row: int, table: str, columns: Columns) -> list[str]:
    """Return what stands on a workstream's line: its own soonest asks, and those that are listed.

    Of a listed one that is its own, the row in the table and what is told; blank for others.
    """
    order = f"{table}[{_ORDER}]"
    values = [f'=IFERROR(SMALL({order},{number}),"")' for number in range(1, ASKS + 1)]
    for number in range(1, ASKS + 1):
        key = columns.cell(f"Ask {number}", FIRST_ROW)
        values.append(f'=IF(ISNUMBER({key}),IFERROR(MATCH({key},{order},0),""),"")')
    for number in range(1, ASKS + 1):
        found = columns.cell(f"Ask {number} row", row)
        for name in ASKED:
            cell = f"INDEX({table}[{BY_NAME[name].heading}],{found})"
            values.append(f'=IF({found}="","",IFERROR(IF({cell}="","",{cell}),""))')
    return values


def listed(number: int, name: str, lines: Lines, columns: Columns) -> str:
    """Return the expression for what is told of an ask by a column of its row."""
    rows = columns.over(f"Ask {number} row", lines.every)
    told = columns.over(ask_heading(number, name), lines.every)
    none = _NOTHING if (number, name) == (1, "help_needed") else ""
    return f'IFERROR(INDEX({told},MATCH(MAX({rows}),{rows},0)),"{none}")'
