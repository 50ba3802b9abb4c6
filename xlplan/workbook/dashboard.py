"""The master's Dashboard: ratings and counts, live in Excel over the workstreams' tables."""

from __future__ import annotations

from collections.abc import Sequence

from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from xlplan import palette
from xlplan.fields import BY_NAME
from xlplan.model import Kind, Level, Scale, Settings, Workstream
from xlplan.workbook.builder import FONT, colour_ratings, fill, set_page, title_cell
from xlplan.workbook.layout import FIRST_ROW, HEADER_ROW, table_name
from xlplan.workbook.workstream_sheet import in_force_formula

_LINE = Side(style="thin", color=palette.RULE_LINE)
_LEAD = ("Code", "Workstream or enabler", "Owner", "Rating")
_TAIL = ("N/A", "Not reported", "All", "To fix", "Declared", "Policy")


def write_dashboard(
    sheet: Worksheet, settings: Settings, workstreams: Sequence[Workstream]
) -> None:
    """Write one line for each workstream and enabler, and the plan's on top."""
    title_cell(sheet, f"{settings.title}: dashboard")
    sheet["A2"] = '="Position at "&TEXT(AsAt,"dd/mm/yyyy")&". Live: it follows the sheets."'
    sheet["A2"].font = Font(name=FONT, size=11, italic=True, color="4A5568")
    sheet.sheet_properties.tabColor = palette.GREEN.fill
    sheet.sheet_view.showGridLines = False
    rated = settings.scale.rated
    headings = (*_LEAD, *(r.word for r in rated), *_TAIL)
    _write_headings(sheet, headings)
    streams = sorted(workstreams, key=lambda w: w.kind is not Kind.WORKSTREAM)
    for offset, workstream in enumerate(streams, 1):
        _write_line(sheet, FIRST_ROW + offset, workstream, settings.scale)
    _write_plan(sheet, settings, streams)
    _finish(sheet, settings, len(streams), len(headings))


def _write_headings(sheet: Worksheet, headings: Sequence[str]) -> None:
    widths = (8, 42, 44, 13)
    for number, heading in enumerate(headings, 1):
        cell = sheet.cell(HEADER_ROW, number, heading)
        cell.font = Font(name=FONT, bold=True, color="FFFFFF")
        cell.fill = fill(palette.NAVY)
        cell.alignment = Alignment(wrap_text=True, horizontal="center" if number > 3 else None)
        width = widths[number - 1] if number <= len(widths) else 12
        sheet.column_dimensions[get_column_letter(number)].width = width
    sheet.freeze_panes = f"A{FIRST_ROW}"


def rating_formula(cells: Sequence[str], policy: str, scale: Scale) -> str:
    """Return the formula that `rollup.apply_policy` is in Python.

    `cells` hold the counts, worst rating first; `policy` is the expression that names the policy.
    """
    total = f"({'+'.join(cells)})"
    words = [f'"{r.word}"' for r in scale.rated]
    best, next_best, lowest = words[-1], words[-2], words[0]
    majority = worst = best
    for cell, word in reversed(list(zip(cells[:-1], words[:-1], strict=True))):
        majority = f"IF({cell}=MAX({','.join(cells)}),{word},{majority})"
        worst = f"IF({cell}>0,{word},{worst})"
    share = f"{cells[-1]}*4"
    by_share = f"IF({share}>={total}*3,{best},IF({share}>={total}*2,{next_best},{lowest}))"
    chosen = f'IF({policy}="worst",{worst},IF({policy}="threshold",{by_share},{majority}))'
    guarded = f"IF(AND({cells[0]}>0,{chosen}={best}),{next_best},{chosen})"
    return f'IF({total}=0,"Not rated",IF({cells[0]}*2>={total},{lowest},{guarded}))'


def _write_line(sheet: Worksheet, row: int, workstream: Workstream, scale: Scale) -> None:
    table = table_name(workstream.code)
    rated = [r.word for r in scale.rated]
    first = len(_LEAD) + 1
    counts = [f"{get_column_letter(first + n)}{row}" for n in range(len(rated))]
    policy_cell = f"{get_column_letter(first + len(rated) + 5)}{row}"
    policy = f"INDEX(t_workstreams[Policy],MATCH(A{row},t_workstreams[Code],0))"
    own_row = f'MATCH("{Level.WORKSTREAM}",{table}[Level],0)'
    names = ("approved_rag", "approved_until", "rag", "counts_as")
    own = {n: f"INDEX({table}[{BY_NAME[n].heading}],{own_row})" for n in names}
    words = (*rated, "N/A", "Not reported")
    total = f"SUM({get_column_letter(first)}{row}:{get_column_letter(first + len(words) - 1)}{row})"
    by_policy = rating_formula(counts, policy_cell, scale)
    by_items = f"IF({in_force_formula(own, scale)},{own['counts_as']},{by_policy})"
    rating = f'=IFERROR(IF({total}>0,{by_items},{own["counts_as"]}),"Not reported")'
    values = [workstream.code, workstream.title, workstream.owner, rating]
    values += [f"={_counted(table, word)}" for word in words]
    values.append(f"={total}")
    values.append(f'=COUNTIF({table}[To fix],"?*")')
    values.append(f'=IFERROR(IF({own["rag"]}="","",{own["rag"]}),"")')
    values.append(f'=IFERROR(IF({policy}="",PlanPolicy,{policy}),PlanPolicy)')
    _write_values(sheet, row, values)


def _counted(table: str, word: str) -> str:
    # A row that the team typed in has no level yet; it is an item to the reader too. Programs
    # differ on whether a blank is "<>" a text, so the other levels are taken away.
    not_items = (Level.WORKSTREAM, Level.SUB_ITEM)
    other = "".join(
        f'-COUNTIFS({table}[Level],"{level}",{table}[Counts as],"{word}")' for level in not_items
    )
    return f'COUNTIF({table}[Counts as],"{word}"){other}'


def _write_plan(sheet: Worksheet, settings: Settings, streams: Sequence[Workstream]) -> None:
    scale, row = settings.scale, FIRST_ROW
    number = sum(w.kind is Kind.WORKSTREAM for w in streams)
    ratings = f"D{row + 1}:D{row + number}"
    first = len(_LEAD) + 1
    last = row + len(streams)
    counted = [f'COUNTIF({ratings},"{r.word}")' for r in scale.rated]
    values = ["", settings.title, "", f"={rating_formula(counted, 'PlanPolicy', scale)}"]
    for column in range(first, first + len(scale.rated) + 4):
        letter = get_column_letter(column)
        values.append(f"=SUM({letter}{row + 1}:{letter}{last})")
    values += ["", "=PlanPolicy"]
    _write_values(sheet, row, values)
    for column in range(1, len(values) + 1):
        sheet.cell(row, column).font = Font(name=FONT, size=12, bold=True)


def _write_values(sheet: Worksheet, row: int, values: Sequence[str]) -> None:
    for column, value in enumerate(values, 1):
        cell = sheet.cell(row, column, value or None)
        cell.font = Font(name=FONT, size=11)
        cell.border = Border(bottom=_LINE)
        cell.alignment = Alignment(
            vertical="center",
            wrap_text=column in (2, 3),
            horizontal="center" if column > 3 else None,
        )
    sheet.row_dimensions[row].height = 22


def _finish(sheet: Worksheet, settings: Settings, lines: int, width: int) -> None:
    words = [r.word for r in settings.scale.ratings] + ["Not reported"]
    for letter in ("D", get_column_letter(width - 1)):
        area = f"{letter}{FIRST_ROW}:{letter}{FIRST_ROW + lines}"
        colour_ratings(sheet, area, f"${letter}{FIRST_ROW}", words)
    set_page(sheet, paper="8")
