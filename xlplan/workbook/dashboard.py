"""The master's Dashboard: ratings and counts, live in Excel over the workstreams' tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from xlplan import palette
from xlplan.fields import BY_NAME
from xlplan.model import Kind, Level, Scale, Settings, Workstream
from xlplan.workbook.builder import FONT, colour_ratings, fill, set_page, title_cell
from xlplan.workbook.layout import FIRST_ROW, HEADER_ROW, table_name
from xlplan.workbook.rating_formulas import (
    Parts,
    counted,
    free_place,
    last_priority,
    place,
    weighed,
    word,
)
from xlplan.workbook.workstream_sheet import in_force_formula

_LINE = Side(style="thin", color=palette.RULE_LINE)
_LEAD = ("Code", "Workstream or enabler", "Owner", "Rating")
_BEHIND = ("By policy", "With guards", "Last priority")
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
    columns = _Columns(settings.scale)
    headings = (*_LEAD, *(r.word for r in rated), *_TAIL, *columns.behind)
    _write_headings(sheet, headings)
    streams = sorted(workstreams, key=lambda w: w.kind is not Kind.WORKSTREAM)
    for offset, workstream in enumerate(streams, 1):
        _write_line(sheet, FIRST_ROW + offset, workstream, settings.scale)
    _write_plan(sheet, settings, streams)
    _finish(sheet, settings, len(streams), columns.width)
    first, last = columns.width + 1, columns.width + len(columns.behind)
    sheet.column_dimensions.group(get_column_letter(first), get_column_letter(last), hidden=True)


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


@dataclass(frozen=True)
class _Columns:
    """Where each thing stands on a line; the last few, that formulas go by, are grouped away."""

    scale: Scale

    @property
    def width(self) -> int:
        """How many columns are in view."""
        return len(_LEAD) + len(self.scale.rated) + len(_TAIL)

    @property
    def behind(self) -> tuple[str, ...]:
        """The headings of the columns that are grouped away."""
        words = [r.word for r in self.scale.rated]
        weights = [f"{word} weighs" for word in words]
        return (*(f"{word} rated" for word in words), *weights, *_BEHIND)

    def counts(self, row: int) -> tuple[str, ...]:
        """The cells that count items by rating, worst first."""
        return _cells(row, len(_LEAD) + 1, len(self.scale.rated))

    def parts(self, row: int) -> Parts:
        """The cells that a rating is worked out from."""
        number, first = len(self.scale.rated), self.width + 1
        free, place = _cells(row, first + 2 * number, 2)
        return Parts(
            counts=_cells(row, first, number),
            weights=_cells(row, first + number, number),
            policy=f"{get_column_letter(self.width)}{row}",
            free=free,
            place=place,
        )

    @property
    def last_priority(self) -> str:
        """The cell, on the plan's line, of the last priority in the plan."""
        return f"${get_column_letter(self.width + len(self.behind))}${FIRST_ROW}"


def _cells(row: int, first: int, number: int) -> tuple[str, ...]:
    return tuple(f"{get_column_letter(first + n)}{row}" for n in range(number))


def _write_line(sheet: Worksheet, row: int, workstream: Workstream, scale: Scale) -> None:
    table = table_name(workstream.code)
    rated = [r.word for r in scale.rated]
    columns = _Columns(scale)
    parts, first = columns.parts(row), len(_LEAD) + 1
    policy = f"INDEX(t_workstreams[Policy],MATCH(A{row},t_workstreams[Code],0))"
    own_row = f'MATCH("{Level.WORKSTREAM}",{table}[Level],0)'
    names = ("approved_rag", "approved_until", "rag", "counts_as")
    own = {n: f"INDEX({table}[{BY_NAME[n].heading}],{own_row})" for n in names}
    words = (*rated, "N/A", "Not reported")
    total = f"SUM({get_column_letter(first)}{row}:{get_column_letter(first + len(words) - 1)}{row})"
    by_policy = word(parts.place, scale)
    by_items = f"IF({in_force_formula(own, scale)},{own['counts_as']},{by_policy})"
    rating = f'=IFERROR(IF({total}>0,{by_items},{own["counts_as"]}),"Not reported")'
    values = [workstream.code, workstream.title, workstream.owner, rating]
    values += [f"={counted(table, each)}" for each in words]
    values.append(f"={total}")
    values.append(f'=COUNTIF({table}[To fix],"?*")')
    values.append(f'=IFERROR(IF({own["rag"]}="","",{own["rag"]}),"")')
    values.append(f'=IFERROR(IF({policy}="",PlanPolicy,{policy}),PlanPolicy)')
    values += [f"={cell}" for cell in columns.counts(row)]
    values += [
        f"={weighed(table, rag, count=count, last=columns.last_priority)}"
        for rag, count in zip(rated, columns.counts(row), strict=True)
    ]
    values += [f"={free_place(parts)}", f"={place(parts)}"]
    _write_values(sheet, row, values)


def _write_plan(sheet: Worksheet, settings: Settings, streams: Sequence[Workstream]) -> None:
    scale, row = settings.scale, FIRST_ROW
    columns = _Columns(scale)
    parts, first = columns.parts(row), len(_LEAD) + 1
    last = row + len(streams)
    values = ["", settings.title, "", f"={word(parts.place, scale)}"]
    for column in range(first, first + len(scale.rated) + 4):
        letter = get_column_letter(column)
        values.append(f"=SUM({letter}{row + 1}:{letter}{last})")
    values += ["", "=PlanPolicy"]
    values += [f"={_rated_streams(r.word, streams)}" for r in scale.rated]
    values += [f"={cell}" for cell in parts.counts]
    values += [f"={free_place(parts)}", f"={place(parts)}"]
    values.append(f"={last_priority([table_name(w.code) for w in streams])}")
    _write_values(sheet, row, values)
    for column in range(1, len(values) + 1):
        sheet.cell(row, column).font = Font(name=FONT, size=12, bold=True)


def _rated_streams(rag: str, streams: Sequence[Workstream]) -> str:
    """Return how many workstreams have a rating, enablers too when the setting says so."""
    first, number = FIRST_ROW + 1, sum(w.kind is Kind.WORKSTREAM for w in streams)
    if not streams:
        return "0"
    every = f'COUNTIF(D{first}:D{FIRST_ROW + len(streams)},"{rag}")'
    if number == len(streams):
        return every
    own = f'COUNTIF(D{first}:D{FIRST_ROW + number},"{rag}")' if number else "0"
    return f'IF(EnablersCount="Yes",{every},{own})'


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
