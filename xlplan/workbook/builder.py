"""New workbooks, sheet by sheet: heads, tables, drop-downs, colours, print set-up."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import date

from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.formatting.rule import Rule
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.styles.cell_style import StyleArray
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.utils import get_column_letter
from openpyxl.workbook import Workbook
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.filters import AutoFilter
from openpyxl.worksheet.header_footer import HeaderFooterItem, _HeaderFooterPart
from openpyxl.worksheet.properties import Outline, PageSetupProperties
from openpyxl.worksheet.table import Table, TableColumn, TableFormula, TableStyleInfo
from openpyxl.worksheet.worksheet import Worksheet

from xlplan import palette
from xlplan.fields import FieldKind
from xlplan.model import Scale
from xlplan.typed import Value
from xlplan.workbook import layout
from xlplan.workbook.classic import require_classic
from xlplan.workbook.layout import (
    FIRST_ROW,
    HEADER_ROW,
    KEY_ROW,
    MARK_ROW,
    Column,
    SheetLayout,
    row_height,
)
from xlplan.workbook.row_formulas import RowFormulas
from xlplan.workbook.row_heights import text_lines, type_size
from xlplan.workbook.rows import BOLD

FONT = "Calibri"
DATE_FORMAT = "dd/mm/yyyy"
_Styles = dict[tuple[str, bool, str], StyleArray]
_LIMIT = 255
# Whole pounds; a row that is added takes the looks of the one above, and an outturn has decimals.
_MONEY = ("savings", "resources")
_SHEET_NAME = re.compile(r"[\[\]:*?/\\]")
_LINE = Side(style="thin", color=palette.RULE_LINE)
_BOX = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)


def sheet_name(title: str) -> str:
    """Return a title as Excel allows it on a tab: 31 characters, cut at a word."""
    name = _SHEET_NAME.sub(" ", title)
    if len(name) > 31:
        name = name[:31].rsplit(" ", 1)[0]
    return name.strip("' ")


def fill(colour: str) -> PatternFill:
    """Return a solid fill of a hex colour."""
    return PatternFill("solid", start_color=colour, end_color=colour)


def rich(text: str, size: int = 11) -> str | CellRichText:
    """Return text with **bold** marks as Excel's rich text."""
    if "**" not in text:
        return text
    pieces: list[str | TextBlock] = []
    for number, piece in enumerate(BOLD.split(text)):
        if piece:
            bold = TextBlock(InlineFont(rFont=FONT, sz=size, b=True), piece)
            pieces.append(bold if number % 2 else piece)
    return CellRichText(*pieces)


def put(cell: Cell | MergedCell, value: Value | CellRichText, size: int = 11) -> None:
    """Write a value as itself; text that looks like a formula stays text."""
    if isinstance(value, str):
        value = rich(value, size)
    cell.value = value
    if isinstance(value, str):
        cell.data_type = "s"
    if isinstance(value, date):
        cell.number_format = DATE_FORMAT


def put_formula(cell: Cell | MergedCell, formula: str) -> None:
    """Write a formula; raise ValueError for one that Excel 2013 could not work out."""
    require_classic(formula)
    cell.value = formula


def put_text(cell: Cell | MergedCell, text: str) -> None:
    """Write a formula that begins with =, or a text; "" stays blank."""
    if text.startswith("="):
        put_formula(cell, text)
    else:
        put(cell, text or None)


@dataclass(frozen=True)
class Head:
    """How a data sheet is made: its tab, layout, formulas by column key and first visible width.

    `owners` are the keys of the owner's columns; None leaves every cell plain. `hidden` columns
    are out of sight; `grouped` ones open with a +.
    """

    layout: SheetLayout
    tab: str
    table: str
    formulas: Mapping[str, str]
    owners: frozenset[str] | None = None
    grouped: frozenset[str] = frozenset()
    hidden: frozenset[str] = frozenset()
    frozen_columns: int = 0
    tab_colour: str = palette.NAVY


def add_sheet(book: Workbook, head: Head, rows: Sequence[Mapping[str, Value]]) -> Worksheet:
    """Add a data sheet with its head, its table and its rows; an empty one gets a blank row."""
    sheet: Worksheet = book.create_sheet(head.tab)
    sheet.sheet_properties.tabColor = head.tab_colour
    _write_head(sheet, head)
    styles: _Styles = {}
    formulas = _row_formulas(head, last_row(rows))
    for number, row in enumerate(rows or [{}], FIRST_ROW):
        _write_row(sheet, head, formulas, number, row, styles)
    _add_table(sheet, head, last_row(rows))
    _set_widths(sheet, head)
    _set_print(sheet)
    return sheet


def progress(sheet: Worksheet, head: Head) -> None:
    """Say above To fix how many rows are still to fix, live."""
    place = sheet[f"{column_of(head, 'to_fix')}2"]
    count = to_fix_count(head.table)
    rows = f'{count}&IF({count}=1," row"," rows")&" still to fix"'
    put_formula(place, f'=IF({count}=0,"Nothing left to fix",{rows})')
    place.font = Font(name=FONT, size=11, bold=True, color=palette.NAVY)


def to_fix_count(table: str) -> str:
    """Return the formula for how many rows of a table are still to fix."""
    return f'COUNTIF({table}[To fix],"?*")'


def last_row(rows: Sequence[object]) -> int:
    """Return the last row of a table of these rows."""
    return FIRST_ROW + max(len(rows), 1) - 1


def column_of(head: Head, key: str) -> str:
    """Return the letters of a column by its key."""
    keys = [c.key for c in head.layout.columns]
    return get_column_letter(keys.index(key) + 1)


def title_cell(sheet: Worksheet, title: str, note: str = "") -> None:
    """Write a sheet's title in A1 and what it is for below."""
    sheet["A1"] = title
    sheet["A1"].font = Font(name=FONT, size=16, bold=True, color=palette.NAVY)
    sheet.row_dimensions[1].height = 24
    if note:
        sheet["A2"] = note
        sheet["A2"].font = Font(name=FONT, size=11, italic=True, color="4A5568")


def _write_head(sheet: Worksheet, head: Head) -> None:
    title_cell(sheet, head.layout.title, head.layout.note)
    sheet.cell(MARK_ROW, 1, layout.MARK + head.layout.code)
    for number, column in enumerate(head.layout.columns, 1):
        sheet.cell(KEY_ROW, number, column.key)
        cell = sheet.cell(HEADER_ROW, number, column.heading)
        cell.font = Font(name=FONT, size=11, bold=True, color="FFFFFF")
        cell.fill = fill(palette.NAVY)
        cell.alignment = Alignment(wrap_text=True, vertical="center")
        cell.border = _BOX
    for row in (MARK_ROW, KEY_ROW):
        sheet.row_dimensions[row].hidden = True
    # The filter's arrow takes the last of a heading's room.
    seen = (c for c in head.layout.columns if c.key not in head.hidden)
    lines = max(text_lines(c.heading, c.width - 3) for c in seen)
    sheet.row_dimensions[HEADER_ROW].height = max(32.0, lines * 15.0 + 3)
    frozen = get_column_letter(head.frozen_columns + 1)
    sheet.freeze_panes = f"{frozen}{FIRST_ROW}"
    sheet.sheet_view.showGridLines = False


def _row_formulas(head: Head, last: int) -> RowFormulas:
    for formula in head.formulas.values():
        require_classic(formula)
    columns = [(c.key, c.heading) for c in head.layout.columns]
    return RowFormulas(head.formulas, head.table, columns, (FIRST_ROW, last))


def _write_row(
    sheet: Worksheet,
    head: Head,
    row_formulas: RowFormulas,
    row: int,
    values: Mapping[str, Value],
    styles: _Styles,
) -> None:
    is_own = values.get("level") == "Workstream"
    formulas = row_formulas.at(row)
    for number, column in enumerate(head.layout.columns, 1):
        cell = sheet.cell(row, number)
        if column.key in formulas:
            cell.value = formulas[column.key]
        else:
            put(cell, values.get(column.key), type_size(column.key))
        bold = is_own and column.key in ("ref", "title")
        # To work out a style is most of the time that a cell takes, and few cells differ.
        known = (column.key, bold, cell.number_format)
        if known in styles:
            cell._style = copy(styles[known])  # type: ignore[union-attr]
        else:
            _set_style(cell, head, column, bold=bold)
            styles[known] = copy(cell._style)  # type: ignore[union-attr]
    unseen = head.grouped | head.hidden
    in_view = [c for c in head.layout.columns if c.key not in unseen]
    sheet.row_dimensions[row].height = row_height(in_view, values)


def _set_style(cell: Cell | MergedCell, head: Head, column: Column, *, bold: bool) -> None:
    cell.font = Font(name=FONT, size=type_size(column.key), bold=bold)
    cell.border = _BOX
    across = _horizontal(column)
    # A number would touch the text of the column beside it.
    indent = 1 if across == "right" else 0
    cell.alignment = Alignment(wrap_text=True, vertical="top", horizontal=across, indent=indent)
    if column.kind is FieldKind.DATE:
        cell.number_format = DATE_FORMAT
    elif column.kind is FieldKind.NUMBER and head.layout.code in _MONEY:
        cell.number_format = "#,##0"
    if head.owners is not None:
        is_owners = column.key in head.owners
        cell.fill = fill(palette.OWNERS_CELL if is_owners else palette.LOCKED_CELL)


def _horizontal(column: Column) -> str:
    is_centred = column.kind is FieldKind.RATING or column.key in ("reported", "counts_as")
    if column.kind is FieldKind.NUMBER:
        return "right"
    return "center" if is_centred else "left"


def _add_table(sheet: Worksheet, head: Head, last: int) -> None:
    width = len(head.layout.columns)
    area = f"A{HEADER_ROW}:{get_column_letter(width)}{last}"
    table = Table(displayName=head.table, ref=area)
    for number, column in enumerate(head.layout.columns, 1):
        made = TableColumn(id=number, name=column.heading)
        _calculate(made, head.formulas.get(column.key))
        table.tableColumns.append(made)
    table.autoFilter = AutoFilter(ref=area)
    table.tableStyleInfo = TableStyleInfo(name="TableStyleLight1", showRowStripes=False)
    sheet.add_table(table)


def _calculate(column: TableColumn, formula: str | None) -> None:
    if formula:
        column.calculatedColumnFormula = TableFormula(attr_text=formula[1:])


def _set_widths(sheet: Worksheet, head: Head) -> None:
    sheet.sheet_properties.outlinePr = Outline(summaryRight=False)
    for number, column in enumerate(head.layout.columns, 1):
        dimension = sheet.column_dimensions[get_column_letter(number)]
        dimension.width = column.width
        if column.key in head.hidden:
            dimension.hidden = True
        elif column.key in head.grouped:
            dimension.hidden = True
            dimension.outlineLevel = 1


def _set_print(sheet: Worksheet) -> None:
    set_page(sheet, paper="8")
    sheet.print_title_rows = f"{HEADER_ROW}:{HEADER_ROW}"
    sheet.HeaderFooter.oddFooter = HeaderFooterItem(
        left=_HeaderFooterPart("&A"), right=_HeaderFooterPart("Page &P of &N")
    )


def set_page(sheet: Worksheet, *, paper: str) -> None:
    """Print landscape, one page wide, on paper 8 (A3) or 9 (A4)."""
    page = sheet.page_setup
    page.orientation, page.paperSize = "landscape", paper
    page.fitToWidth, page.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_margins.left = sheet.page_margins.right = 0.4


def add_lists(book: Workbook, lists: Mapping[str, Sequence[str]], *, state: str) -> None:
    """Add the Lists sheet, and a defined name List_<name> for each vocabulary."""
    sheet = book.create_sheet("Lists")
    sheet.sheet_state = state
    title_cell(sheet, "Lists", "The words that drop-downs offer.")
    sheet.sheet_properties.tabColor = "3F4A59"
    sheet.sheet_view.showGridLines = False
    sheet.freeze_panes = f"A{FIRST_ROW}"
    set_page(sheet, paper="8")
    for number, (name, words) in enumerate(lists.items(), 1):
        letter = get_column_letter(number)
        heading = sheet.cell(HEADER_ROW, number, name)
        heading.font = Font(name=FONT, bold=True, color="FFFFFF")
        heading.fill = fill(palette.NAVY)
        for offset, word in enumerate(words):
            put(sheet.cell(FIRST_ROW + offset, number), word)
        sheet.column_dimensions[letter].width = max(len(name) + 4, 14, *(len(w) + 2 for w in words))
        area = f"Lists!${letter}${FIRST_ROW}:${letter}${FIRST_ROW + max(len(words), 1) - 1}"
        book.defined_names[list_name(name)] = DefinedName(list_name(name), attr_text=area)


def list_name(name: str) -> str:
    """Return the defined name of a vocabulary."""
    return "List_" + name.replace(" ", "_")


@dataclass(frozen=True)
class Entry:
    """What a column lets people type: the kind, its formulas, and what Excel says about it."""

    kind: str
    formula: str | None
    title: str
    prompt: str
    error: str
    operator: str | None = None
    formula2: str | None = None
    style: str = "stop"


def add_validation(sheet: Worksheet, area: str, entry: Entry) -> None:
    """Let an area take only such entries; raise ValueError over Excel's 255 characters."""
    for text in (entry.formula, entry.formula2, entry.prompt, entry.error):
        if text and len(text) > _LIMIT:
            raise ValueError(f"Excel allows 255 characters in a validation: {text!r}")
    require_classic(entry.formula or "")
    rule = DataValidation(
        type=entry.kind,  # type: ignore[arg-type]
        formula1=entry.formula,
        formula2=entry.formula2,
        operator=entry.operator,  # type: ignore[arg-type]
        allow_blank=True,
        showErrorMessage=True,
        showInputMessage=bool(entry.prompt),
        errorStyle=entry.style,  # type: ignore[arg-type]
        errorTitle=entry.title[:32],
        error=entry.error,
        promptTitle=entry.title[:32] if entry.prompt else None,
        prompt=entry.prompt or None,
    )
    rule.add(area)
    sheet.add_data_validation(rule)


def colour_ratings(sheet: Worksheet, area: str, first_cell: str, scale: Scale) -> None:
    """Colour an area by the rating word in each of its cells, the word always in sight."""
    looks = {rag.word: palette.look(rag) for rag in scale.ratings}
    for word, look in (looks | {"Not reported": palette.NOT_REPORTED}).items():
        dxf = DifferentialStyle(
            font=Font(bold=True, color=look.text), fill=PatternFill(bgColor=look.fill)
        )
        formula = f'TRIM({first_cell})="{word}"'
        rule = Rule(type="expression", formula=[formula], stopIfTrue=True, dxf=dxf)
        sheet.conditional_formatting.add(area, rule)


def highlight(sheet: Worksheet, area: str, formula: str) -> None:
    """Mark the cells of an area where a formula holds as needing attention."""
    edge = Side(style="thin", color=palette.RED.fill)
    dxf = DifferentialStyle(
        fill=PatternFill(bgColor=palette.ATTENTION),
        border=Border(left=edge, right=edge, top=edge, bottom=edge),
    )
    require_classic(formula)
    rule = Rule(type="expression", formula=[formula], dxf=dxf)
    sheet.conditional_formatting.add(area, rule)
