"""What stands below the Dashboard's lines: charts, what owners ask, twelve months, savings."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil

from openpyxl.chart import BarChart, Reference, Series
from openpyxl.chart.label import DataLabelList
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.chart.text import RichText
from openpyxl.drawing.text import CharacterProperties, Paragraph, ParagraphProperties
from openpyxl.formatting.rule import Rule
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from xlplan import palette
from xlplan.model import Settings
from xlplan.workbook.builder import FONT, fill, put_formula
from xlplan.workbook.dashboard_asks import listed
from xlplan.workbook.dashboard_columns import ASKED, ASKS, LEAD, Columns, Lines
from xlplan.workbook.layout import FIRST_ROW
from xlplan.workbook.register_sheets import SAVING_KINDS

MONTHS = 12
_LINE = Side(style="thin", color=palette.RULE_LINE)
# A chart's height in centimetres: at least, and with room to name each bar that lies. A row of the
# sheet is about half a centimetre high.
_LEAST, _BAR, _AROUND, _ROW = 8.2, 0.75, 3.4, 0.53
_SHORT = ("Plan target", "Short of it")
_POUNDS = "#,##0;-#,##0;0"


def write_below(sheet: Worksheet, settings: Settings, lines: Lines, *, columns: Columns) -> None:
    """Write what stands below the lines."""
    row = lines.every[-1] + 2
    title = "Items by rating, workstream by workstream"
    # Enablers stand beside the plan and mostly have no items; spare lines are hidden, and so
    # are not drawn.
    drawn = lines.workstreams if sheet.cell(lines.workstreams[0], 1).value else lines.every
    bars = sum(1 for line in drawn if sheet.cell(line, 1).value)
    height = max(_LEAST, _AROUND + _BAR * bars)
    below = row + ceil(height / _ROW) + 2
    months = below + ASKS + 3
    _asks(sheet, below, lines, columns)
    _twelve_months(sheet, months, columns)
    _savings(sheet, months + MONTHS + 3)
    by_stream = _chart(sheet, title, columns, first=drawn[0], last=drawn[-1], lies=True)
    by_stream.height = height
    sheet.add_chart(by_stream, f"A{row}")
    title = "Items by rating, the last 12 months"
    by_month = _chart(sheet, title, columns, first=months + 2, last=months + 1 + MONTHS)
    sheet.add_chart(by_month, f"{get_column_letter(len(LEAD) + 1)}{row}")


def _chart(
    sheet: Worksheet, title: str, columns: Columns, *, first: int, last: int, lies: bool = False
) -> BarChart:
    """Return a stacked chart of the counts on some rows; each has its data beside it as a table."""
    words = ", ".join(r.word for r in columns.scale.rated)
    chart = BarChart()
    # openpyxl writes no alt text; `saving` takes it from here.
    said = f"{title}: stacked bars of {words}. The figures stand in the table."
    chart.alt_text = said  # type: ignore[attr-defined]
    chart.type, chart.grouping, chart.overlap = "bar" if lies else "col", "stacked", 100
    chart.title, chart.legend.position = title, "b"
    chart.height, chart.width = _LEAST, (18.6 if lies else 22.0)  # type: ignore[assignment]
    chart.gapWidth = 60
    for offset, rag in enumerate(columns.scale.rated):
        column = len(LEAD) + 1 + offset
        values = Reference(sheet, min_col=column, min_row=first, max_row=max(first, last))
        series = Series(values, title=rag.word)
        series.graphicalProperties = GraphicalProperties(solidFill=palette.look(rag).fill)
        series.graphicalProperties.line.solidFill = palette.INK
        series.dLbls = _labels(palette.look(rag).text)
        chart.append(series)
    chart.set_categories(Reference(sheet, min_col=2, min_row=first, max_row=max(first, last)))
    chart.x_axis.delete = chart.y_axis.delete = False
    chart.y_axis.numFmt, chart.y_axis.majorGridlines = "0", None
    if lies:
        chart.x_axis.scaling.orientation = "maxMin"
        chart.y_axis.crosses = "max"
    return chart


def _labels(ink: str) -> DataLabelList:
    """Return labels that show each count but 0, in a colour that can be read on its bar."""
    text = CharacterProperties(solidFill=ink)
    properties = ParagraphProperties(defRPr=text)
    labels = DataLabelList(numFmt="0;;", showVal=True)
    labels.txPr = RichText(p=[Paragraph(pPr=properties, endParaRPr=CharacterProperties())])
    for hidden in ("showSerName", "showCatName", "showLegendKey", "showPercent"):
        setattr(labels, hidden, False)
    return labels


def _asks(sheet: Worksheet, row: int, lines: Lines, columns: Columns) -> None:
    _title(sheet, row, "What owners ask, the soonest first")
    _heads(sheet, row + 1, ("Ref", "Decision or help needed", "From whom", "By when"))
    for number in range(1, ASKS + 1):
        here = row + 1 + number
        for column, name in enumerate(ASKED, 1):
            cell = sheet.cell(here, column)
            put_formula(cell, f"={listed(number, name, lines, columns)}")
            _plain(sheet, here, column)
            if name == "decision_by":
                cell.number_format = "dd/mm/yyyy"
        sheet.row_dimensions[here].height = 31


def _twelve_months(sheet: Worksheet, row: int, columns: Columns) -> None:
    _title(sheet, row, "Items by rating, month by month")
    words = [r.word for r in columns.scale.rated]
    shown = (*words, "N/A", "Not reported")
    _heads(sheet, row + 1, ("", "Month", "", "", *shown))
    for back in range(MONTHS):
        here = row + 1 + MONTHS - back
        month = f"DATE(LEFT(OpenMonth,4),MID(OpenMonth,6,2)-{back},1)"
        put_formula(sheet.cell(here, 2), f'=IFERROR(TEXT({month},"mmm yyyy"),"")')
        period = f'TEXT({month},"yyyy-mm")'
        of_items = f't_history[Period],{period},t_history[Level],"Item"'
        for column, shown_word in enumerate(shown, len(LEAD) + 1):
            letter = get_column_letter(column)
            words_told = (
                [r.word for r in columns.scale.unrated] if shown_word == "N/A" else [shown_word]
            )
            if shown_word == "Not reported":
                rated = f'COUNTIFS({of_items},t_history[Rating],"?*")'
                formula = f"IFERROR(COUNTIFS({of_items})-{rated},0)"
            else:
                told = (f'COUNTIFS({of_items},t_history[Rating],"{w}")' for w in words_told)
                formula = f"IFERROR({'+'.join(told) or '0'},0)"
            if not back:
                formula = f"{letter}{FIRST_ROW}"
            put_formula(sheet.cell(here, column), f"={formula}")
        for column in range(1, len(LEAD) + len(shown) + 1):
            _plain(sheet, here, column)


def _savings(sheet: Worksheet, row: int) -> None:
    """Write savings by kind, out of sight while there are none.

    Posts (FTE) are no pounds and stand apart, below the total.
    """
    first, keys = len(LEAD) + 1, ("Target", "Achieved", "Forecast")
    has_none = f"COUNT({','.join(f't_savings[{key}]' for key in keys)})=0"
    money = [kind for kind in SAVING_KINDS if "FTE" not in kind]
    total, end = row + 2 + len(money), row + 3 + len(money)

    def write(at: int, column: int, told: str, number_format: str = "General") -> None:
        cell = sheet.cell(at, column)
        put_formula(cell, f'=IF({has_none},"",{told})')
        cell.number_format = number_format
        cell.font = Font(name=FONT, size=11)
        across = "center" if column > len(LEAD) else "left"
        cell.alignment = Alignment(wrap_text=at == row + 1, vertical="center", horizontal=across)

    write(row, 1, '"Savings against target, in pounds"')
    sheet.cell(row, 1).font = Font(name=FONT, size=13, bold=True, color=palette.NAVY)
    sheet.row_dimensions[row].height, sheet.row_dimensions[row + 1].height = 20, 33
    headings = {2: "Kind"} | dict(enumerate((*keys, *_SHORT), first))
    for column, heading in headings.items():
        write(row + 1, column, f'"{heading}"')
    for here, kind in enumerate((*money, "All in pounds", "Efficiency (posts)"), row + 2):
        write(here, 2, f'"{kind}"')
        for column, key in enumerate(keys, first):
            cells = f"t_savings[{key}]"
            posts = f'SUMIFS({cells},t_savings[Kind],"*FTE*")'
            told = f'SUMIFS({cells},t_savings[Kind],"{kind}")' if here < total else posts
            told = f"SUM({cells})-{posts}" if here == total else told
            write(here, column, told, _POUNDS if here <= total else "0.0")
    achieved = f"{get_column_letter(first + 1)}{total}"
    write(total, first + 3, 'IF(SavingsTarget="","",SavingsTarget)', _POUNDS)
    short = f'IF(SavingsTarget="","",MAX(0,SavingsTarget-{achieved}))'
    write(total, first + 4, short, _POUNDS)
    _show_when_used(sheet, (row, end), first + 4)


def _show_when_used(sheet: Worksheet, rows: tuple[int, int], last: int) -> None:
    """Give a table its headings' colour and its lines while its title, in column A, is there."""
    row, letter = rows[0], get_column_letter(last)
    is_used = f'$A${row}<>""'
    heading = DifferentialStyle(
        font=Font(bold=True, color="FFFFFF"), fill=PatternFill(bgColor=palette.NAVY)
    )
    line = DifferentialStyle(border=Border(bottom=_LINE))
    for area, dxf in (
        (f"A{row + 1}:{letter}{row + 1}", heading),
        (f"A{row + 2}:{letter}{rows[1]}", line),
    ):
        sheet.conditional_formatting.add(area, Rule(type="expression", formula=[is_used], dxf=dxf))


def _title(sheet: Worksheet, row: int, text: str) -> None:
    sheet.cell(row, 1, text).font = Font(name=FONT, size=13, bold=True, color=palette.NAVY)
    sheet.row_dimensions[row].height = 20


def _heads(sheet: Worksheet, row: int, headings: Sequence[str]) -> None:
    for column, heading in enumerate(headings, 1):
        cell = sheet.cell(row, column, heading or None)
        cell.font = Font(name=FONT, size=11, bold=True, color="FFFFFF")
        cell.fill = fill(palette.NAVY)
        across = "center" if column > len(LEAD) else None
        cell.alignment = Alignment(wrap_text=True, vertical="center", horizontal=across)
    sheet.row_dimensions[row].height = 33 if len(headings) > len(LEAD) else 18


def _plain(sheet: Worksheet, row: int, column: int) -> None:
    cell = sheet.cell(row, column)
    cell.font = Font(name=FONT, size=11)
    cell.border = Border(bottom=_LINE)
    across = "center" if column > len(LEAD) else "left"
    cell.alignment = Alignment(wrap_text=True, vertical="top", horizontal=across)
