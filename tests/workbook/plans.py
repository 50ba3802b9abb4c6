"""A small plan as a workbook, to be edited in tests."""

import io
from collections.abc import Iterable

import pytest
from openpyxl import Workbook
from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import Alignment, PatternFill
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.filters import AutoFilter
from openpyxl.worksheet.table import Table, TableColumn, TableFormula

from tests.workbook.raw import MAIN, parts, related, zipped
from xlplan.model import CellValue
from xlplan.workbook.edits import Edit, EditRefused, Growth
from xlplan.workbook.package import Sheet, open_package
from xlplan.workbook.patch import apply_edits

HEADINGS = ("Ref", "Title", "Due", "RAG", "To fix")


def saved(book: Workbook) -> bytes:
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def a_plan(rows: Iterable[tuple[str | None, ...]] = (("13.1", "Lease", None, "Red"),)) -> Workbook:
    """A sheet with a table of four columns and a calculated one, styled and validated."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Plan"
    sheet.append(HEADINGS)
    for number, row in enumerate(rows, start=2):
        sheet.append(row)
        sheet.cell(number, 5, f'=IF(D{number}="Red","Say why",Plan!$A$1)')
        sheet.cell(number, 3).number_format = "d mmm yyyy"
        sheet.cell(number, 2).alignment = Alignment(wrap_text=True)
        sheet.row_dimensions[number].height = 45
    last = sheet.max_row
    table = Table(displayName="tblPlan", ref=f"A1:E{last}")
    table.autoFilter = AutoFilter(ref=table.ref)
    for number, heading in enumerate(HEADINGS, start=1):
        table.tableColumns.append(TableColumn(id=number, name=heading))
    table.tableColumns[4].calculatedColumnFormula = TableFormula(attr_text="1+1")
    sheet.add_table(table)
    options = DataValidation(type="list", formula1='"Red,Amber,Green"')
    options.add(f"D2:D{last}")
    sheet.add_data_validation(options)
    fill = PatternFill("solid", bgColor="A21A2C")
    sheet.conditional_formatting.add(f"D2:D{last}", FormulaRule(['$D2="Red"'], fill=fill))
    return book


def edited(book: Workbook | bytes, *edits: Edit | Growth) -> bytes:
    return apply_edits(book if isinstance(book, bytes) else saved(book), edits, file="plan.xlsx")


def sheet_of(content: bytes, name: str = "Plan") -> Sheet:
    sheet = open_package(content).sheet(name)
    assert sheet is not None
    return sheet


def row_of(sheet: Sheet, row: int) -> list[CellValue]:
    return [sheet.value(row, column) for column in range(1, 6)]


def why_refused(book: Workbook | bytes, *edits: Edit | Growth) -> str:
    with pytest.raises(EditRefused) as caught:
        edited(book, *edits)
    return str(caught.value)


def with_table(*, rows: str = "", after: str = "", marks: str = "") -> bytes:
    """A sheet with a table of one column in A1:A2."""
    text = '<row r="{0}"><c r="A{0}" t="inlineStr"><is><t>{1}</t></is></c></row>'
    made = parts(text.format(1, "Ref") + text.format(2, "a") + rows, after=after)
    made["xl/_rels/sheet1.xml.rels"] = related(rId1="table tables/table1.xml")
    made["xl/tables/table1.xml"] = (
        f'<table xmlns="{MAIN}" id="1" name="tbl" displayName="tbl" ref="A1:A2" {marks}>'
        '<tableColumns count="1"><tableColumn id="1" name="Ref"/></tableColumns></table>'
    )
    return zipped(made)
