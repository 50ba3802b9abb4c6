"""The master's Dashboard: ratings and counts, live in Excel over the workstreams' tables."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter
from openpyxl.workbook import Workbook
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.worksheet import Worksheet

from xlplan import palette
from xlplan.fields import BY_NAME
from xlplan.model import Kind, Level, Settings, Workstream
from xlplan.workbook.builder import FONT, colour_ratings, fill, put_text, set_page, title_cell
from xlplan.workbook.dashboard_asks import ask_values, soonest
from xlplan.workbook.dashboard_below import write_below
from xlplan.workbook.dashboard_columns import COUNTED, LEAD, LINE_NAMES, Columns, Lines, lines_for
from xlplan.workbook.layout import FIRST_ROW, HEADER_ROW, KEY_ROW, SHEETS, table_name
from xlplan.workbook.rating_formulas import (
    counted,
    counted_timing,
    free_place,
    improve,
    last_priority,
    place,
    weighed,
    word,
    worsen,
)
from xlplan.workbook.workstream_sheet import in_force_formula

_LINE = Side(style="thin", color=palette.RULE_LINE)
_APPROVED = SHEETS["history"].heading("approved")
_RANK = SHEETS["history"].heading("priority_rank")
_WIDTHS = {1: 8.0, 2: 42.0, 3: 36.0, 4: 13.0}
_NOTE = (
    '=CouncilName&". Position at "&TEXT(AsAt,"dd/mm/yyyy")&". Live: it follows the sheets. To '
    'worsen and To improve: the fewest items that, rated otherwise, would change the rating."'
)


def write_dashboard(
    sheet: Worksheet, settings: Settings, workstreams: Sequence[Workstream]
) -> None:
    """Write one line for each workstream and enabler, the plan's on top, and what goes below."""
    title_cell(sheet, '=PlanTitle&": dashboard"', _NOTE)
    sheet.sheet_properties.tabColor = palette.GREEN.fill
    sheet.sheet_view.showGridLines = False
    columns, lines = Columns(settings.scale), lines_for(workstreams)
    _write_headings(sheet, columns.headings)
    rows = {Kind.WORKSTREAM: iter(lines.workstreams), Kind.ENABLER: iter(lines.enablers)}
    for workstream in workstreams:
        row = next(rows[line_kind(workstream)])
        _write_values(sheet, row, line_values(row, workstream.code, columns))
        sheet.row_dimensions[row].height = line_height(workstream)
    for row in (row for spare in rows.values() for row in spare):
        _write_values(sheet, row, [""] * len(columns.headings))
        sheet.row_dimensions[row].hidden = True
    _write_plan(sheet, settings, lines)
    sheet.cell(KEY_ROW, columns.width + 1, formulas_mark(settings))
    _finish(sheet, settings, lines, columns)
    write_below(sheet, settings, lines, columns=columns)
    first, last = columns.width + 1, len(columns.headings)
    sheet.column_dimensions.group(get_column_letter(first), get_column_letter(last), hidden=True)


def formulas_mark(settings: Settings) -> str:
    """Return a mark of the formulas that this version writes, to know those of another by."""
    columns, lines = Columns(settings.scale), lines_for(())
    every = (*line_values(FIRST_ROW + 1, "X", columns), *plan_values(settings, lines)[3:])
    return f"formulas {hashlib.sha256(chr(31).join(every).encode()).hexdigest()[:12]}"


def _write_headings(sheet: Worksheet, headings: Sequence[str]) -> None:
    for number, heading in enumerate(headings, 1):
        cell = sheet.cell(HEADER_ROW, number, heading)
        cell.font = Font(name=FONT, bold=True, color="FFFFFF")
        cell.fill = fill(palette.NAVY)
        across = "center" if number > 3 else None
        cell.alignment = Alignment(wrap_text=True, vertical="center", horizontal=across)
        sheet.column_dimensions[get_column_letter(number)].width = _WIDTHS.get(number, 12.5)
    sheet.row_dimensions[HEADER_ROW].height = 33
    sheet.freeze_panes = f"C{FIRST_ROW}"


def line_kind(workstream: Workstream) -> Kind:
    """Return among which lines a workstream stands; whatever is none is beside the plan."""
    return Kind.WORKSTREAM if workstream.kind is Kind.WORKSTREAM else Kind.ENABLER


def line_values(row: int, code: str, columns: Columns) -> list[str]:
    """Return what stands on a workstream's line, formulas with their equals sign."""
    table, scale = table_name(code), columns.scale
    rated = [r.word for r in scale.rated]
    parts = columns.parts(row)
    own_row = f'MATCH("{Level.WORKSTREAM}",{table}[Level],0)'
    names = ("approved_rag", "approved_until", "rag", "counts_as")
    own = {n: f"INDEX({table}[{BY_NAME[n].heading}],{own_row})" for n in names}
    words = (*rated, *(r.word for r in scale.unrated), "Not reported")
    counts = {each: counted(table, each) for each in words}
    counts["N/A"] = "+".join(counts.pop(r.word) for r in scale.unrated) or "0"
    shown = (*rated, "N/A", "Not reported")
    total = f"SUM({columns.cell(shown[0], row)}:{columns.cell(shown[-1], row)})"
    by_policy = word(parts.place, scale)
    by_items = f"IF({in_force_formula(own, scale)},{own['counts_as']},{by_policy})"
    rating = f'=IFERROR(IF({total}>0,{by_items},{own["counts_as"]}),"Not reported")'
    title, owner, policy = (_said_of(row, h) for h in ("Title", "Owner", "Policy"))
    values = [code, f"={title}", f"={owner}", rating]
    values += [f"={counts[each]}" for each in shown]
    values.append(f"={total}")
    values += [f"={counted_timing(table, 'Overdue*')}", f"={counted_timing(table, '*lipped')}"]
    values.append(f"=COUNT({table}[{BY_NAME['ask_order'].heading}])")
    values.append(f'=COUNTIF({table}[To fix],"?*")')
    values += [f"={_last_month(row, columns)}", f"={_direction(row, columns)}"]
    heavy = columns.heavy(row, table)
    values += [f"={worsen(parts, heavy.worsen())}", f"={improve(parts, heavy.improve())}"]
    values.append(f'=IFERROR(IF({own["rag"]}="","",{own["rag"]}),"")')
    values.append(f'=IF({policy}="",PlanPolicy,{policy})')
    values += [f"={cell}" for cell in columns.counts(row)]
    values += [f"={weighed(table, each)}" for each in rated]
    then = columns.then(row)
    values += [f"={free_place(parts)}", f"={place(parts)}"]
    values += [f"={_in_history(f'A{row}', 'Item', each)}" for each in rated]
    values += [f"={free_place(then)}", f"={place(then)}", f"={last_priority(table)}"]
    values += [*ask_values(row, table, columns), *(f"={step}" for step in heavy.steps), ""]
    return [*values, *(f"={_weighed_then(row, each, columns)}" for each in rated)]


def _said_of(row: int, heading: str) -> str:
    """Return the expression for what Workstreams says of a line's code; "" for nothing."""
    return f'IFERROR(INDEX(t_workstreams[{heading}],MATCH(A{row},t_workstreams[Code],0))&"","")'


def line_height(workstream: Workstream) -> float:
    """Return the height of a workstream's line, in points."""
    return 33 if max(len(workstream.title), len(workstream.owner)) > 40 else 21


def _in_history(code: str, level: str, rag: str) -> str:
    """Return how many rows of a workstream had a rating when the month before was closed."""
    return (
        f't_history[Period],MonthBefore,t_history[Workstream],{code},t_history[Level],"{level}"'
        f',t_history[Rating],"{rag}"'
    ).join(("COUNTIFS(", ")"))


def _weighed_then(row: int, rag: str, columns: Columns) -> str:
    """Return what the items with a rating weighed when the month before was closed."""
    of_rag = (
        f"t_history[Period],MonthBefore,t_history[Workstream],A{row},"
        f't_history[Level],"{Level.ITEM}",t_history[Rating],"{rag}"'
    )
    ranks = f"t_history[{_RANK}]"
    ranked = f'COUNTIFS({of_rag},{ranks},">=1")'
    together = f'SUMIFS({ranks},{of_rag},{ranks},">=1")'
    return f"COUNTIFS({of_rag})+{columns.last_priority_then}*{ranked}-{together}"


def _last_priority_then() -> str:
    ranks = f"t_history[{_RANK}]"
    return f"IFERROR(SUMPRODUCT(MAX((t_history[Period]=MonthBefore)*{ranks})),0)"


def _is_not_known(columns: Columns) -> str:
    """Return the condition that the month before was closed before History kept priorities."""
    return f"AND({columns.last_priority_then}=0,{columns.last_priority}>0)"


def _last_month(row: int, columns: Columns) -> str:
    """Return a workstream's rating of the month before: approved, by its items, or its own.

    Under the weighted policy it is blank for a month of which History keeps no priorities.
    """
    then, code = columns.then(row), f"A{row}"
    own = '""'
    for rag in columns.scale.ratings:
        own = f'IF({_in_history(code, Level.WORKSTREAM, rag.word)}>0,"{rag.word}",{own})'
    of_stream = f"COUNTIFS(t_history[Period],MonthBefore,t_history[Workstream],{code}"
    of_own = f'{of_stream},t_history[Level],"{Level.WORKSTREAM}"'
    kept = f'{of_own},t_history[{_APPROVED}],"?*")'
    # A row of before the approved rating was kept apart has one where none was reported.
    approved = f'{kept}+{of_own},t_history[Reported],"<>Yes",t_history[Rating],"?*")'
    items = f'{of_stream},t_history[Level],"{Level.ITEM}")'
    is_blank = f'AND({then.policy}="weighted",{_is_not_known(columns)})'
    by_items = f'IF({is_blank},"",{word(then.place, columns.scale)})'
    return f"IF(OR({items}=0,{approved}>0),{own},{by_items})"


def _direction(row: int, columns: Columns) -> str:
    """Return whether the rating improved since the month before; "" where none compares."""
    scale = columns.scale
    words = "{" + ",".join(f'"{r.word}"' for r in scale.rated) + "}"
    now, then = columns.cell("Rating", row), columns.cell("Last month", row)
    before, after = f"MATCH({then},{words},0)", f"MATCH({now},{words},0)"
    moved = f'IF({after}>{before},"Improved",IF({after}<{before},"Worsened","Same"))'
    return f'IFERROR({moved},"")'


def _write_plan(sheet: Worksheet, settings: Settings, lines: Lines) -> None:
    values = plan_values(settings, lines)
    _write_values(sheet, FIRST_ROW, values)
    sheet.row_dimensions[FIRST_ROW].height = 33 if len(settings.title) > 40 else 21
    for column in range(1, len(values) + 1):
        sheet.cell(FIRST_ROW, column).font = Font(name=FONT, size=12, bold=True)


def plan_values(settings: Settings, lines: Lines) -> list[str]:
    """Return what stands on the plan's line, formulas with their equals sign."""
    columns, row = Columns(settings.scale), FIRST_ROW
    scale, parts, then = settings.scale, columns.parts(row), columns.then(row)
    values = ["", "=PlanTitle", "", f"={word(parts.place, scale)}"]
    counts = columns.headings[len(LEAD) :][: len(scale.rated) + len(COUNTED)]
    values += [f"=SUM({columns.over(heading, lines.every)})" for heading in counts]
    weighted = f'COUNTIF({columns.over("Policy", lines.every)},"weighted")>0'
    is_blank = f"AND({weighted},{_is_not_known(columns)})"
    known = f"AND(SUM({then.counts[0]}:{then.counts[-1]})>0,NOT({is_blank}))"
    last = f'IF({known},{word(then.place, scale)},"")'
    values += [f"={last}", f"={_direction(row, columns)}"]
    values += [f"={worsen(parts)}", f"={improve(parts)}", "", "=PlanPolicy"]
    values += [f"={_rated_streams('Rating', r.word, lines, columns)}" for r in scale.rated]
    values += [f"={cell}" for cell in parts.counts]
    values += [f"={free_place(parts)}", f"={place(parts)}"]
    values += [f"={_rated_streams('Last month', r.word, lines, columns)}" for r in scale.rated]
    values += [f"={free_place(then)}", f"={place(then)}"]
    values.append(f"=MAX(0,{columns.over('Last priority', lines.every)})")
    values += soonest(lines, columns)
    values += [""] * (len(columns.headings) - len(values))
    place_then = columns.headings.index("Last priority then")
    values[place_then:] = [f"={_last_priority_then()}", *(f"={cell}" for cell in then.counts)]
    return values


def _rated_streams(heading: str, rag: str, lines: Lines, columns: Columns) -> str:
    """Return how many workstreams have a rating, enablers too when the setting says so."""
    every = f'COUNTIF({columns.over(heading, lines.every)},"{rag}")'
    own = f'COUNTIF({columns.over(heading, lines.workstreams)},"{rag}")'
    return f'IF(EnablersCount="Yes",{every},{own})'


def _write_values(sheet: Worksheet, row: int, values: Sequence[str]) -> None:
    for column, value in enumerate(values, 1):
        cell = sheet.cell(row, column)
        put_text(cell, value)
        cell.font = Font(name=FONT, size=11)
        cell.border = Border(bottom=_LINE)
        cell.alignment = Alignment(
            vertical="center",
            wrap_text=column in (2, 3),
            horizontal="center" if column > 3 else None,
        )


def _finish(sheet: Worksheet, settings: Settings, lines: Lines, columns: Columns) -> None:
    for heading in ("Rating", "Last month", "Declared"):
        first = columns.cell(heading, FIRST_ROW)
        area = f"{first}:{columns.cell(heading, lines.every[-1])}"
        colour_ratings(sheet, area, f"${first}", settings.scale)
    book = sheet.parent
    assert isinstance(book, Workbook)
    for name, rows in zip(LINE_NAMES.values(), (lines.workstreams, lines.enablers), strict=True):
        place = f"Dashboard!{columns.over('Code', rows)}"
        book.defined_names[name] = DefinedName(name, attr_text=place)
    last = f"Dashboard!{columns.last_priority}"
    book.defined_names["LastPriority"] = DefinedName("LastPriority", attr_text=last)
    set_page(sheet, paper="8")
    sheet.page_setup.fitToHeight = 1
