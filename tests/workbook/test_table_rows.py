import io
import re
from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.support.libreoffice import LibreOffice
from tests.workbook.plans import (
    a_plan,
    edited,
    row_of,
    saved,
    sheet_of,
    why_refused,
    with_table,
)
from tests.workbook.raw import MAIN, parts_of, related, zipped
from xlplan.model import CellValue
from xlplan.workbook.edits import AppendRow, SetCell
from xlplan.workbook.package import open_package


def test_new_rows_take_style_height_formula_validation_and_format_from_the_row_above():
    values: dict[str, CellValue] = {"Ref": "13.2", "Due": date(2014, 3, 31), "RAG": "Green"}
    result = edited(a_plan(), AppendRow("tblPlan", values), AppendRow("tblPlan", {"Ref": "13.3"}))

    package = open_package(result)
    table = package.table("tblPlan")
    assert table is not None
    assert table.ref == (1, 1, 4, 5)
    assert row_of(package.sheets[0], 3)[:4] == ["13.2", None, date(2014, 3, 31), "Green"]
    assert package.sheets[0].cells[4, 5].formula == 'IF(D4="Red","Say why",Plan!$A$1)'
    sheet = load_workbook(io.BytesIO(result))["Plan"]
    assert sheet["C4"].number_format == "d mmm yyyy"
    assert sheet["B4"].alignment.wrap_text
    assert sheet.row_dimensions[4].height == 45
    assert sheet.tables["tblPlan"].autoFilter.ref == "A1:E4"
    assert str(sheet.data_validations.dataValidation[0].sqref) == "D2:D4"
    assert [str(f.sqref) for f in sheet.conditional_formatting] == ["D2:D4"]


def test_a_new_row_fits_its_text_below_one_whose_height_somebody_set():
    book = a_plan()
    book["Plan"].row_dimensions[2].height = 15
    result = edited(book, *(AppendRow("tblPlan", {"Ref": f"13.{n}"}, 48) for n in (2, 3)))

    rows = load_workbook(io.BytesIO(result))["Plan"].row_dimensions
    assert [rows[n].height for n in (2, 3, 4)] == [15, 48, 48]


def test_the_first_row_goes_into_the_blank_one():
    book = a_plan([(None, None, None, None)])
    result = edited(book, *(AppendRow("tblPlan", {"Ref": f"13.{n}"}) for n in range(3)))

    table = open_package(result).table("tblPlan")
    assert table is not None
    assert table.ref == (1, 1, 4, 5)
    assert [sheet_of(result).value(n, 1) for n in (2, 3, 4)] == ["13.0", "13.1", "13.2"]
    assert sheet_of(result).cells[2, 5].formula == 'IF(D2="Red","Say why",Plan!$A$1)'


def test_one_row_in_the_blank_one_leaves_the_table_its_size():
    book = a_plan([(None, None, None, None)])
    result = edited(book, AppendRow("tblPlan", {"Ref": "13.1"}))

    assert parts_of(result)["xl/tables/table1.xml"].count(b'ref="A1:E2"') == 2


@pytest.mark.parametrize(
    ("marks", "kind", "written"),
    [
        ('t="array" ref="E2"', "", '<c r="E3"><f t="array" ref="E3">'),
        ('t="array" ref="E2"', ' cm="1"', '<c r="E3" cm="1"><f t="array" ref="E3">'),
        ('ca="1"', "", '<c r="E3"><f>'),
    ],
)
def test_an_array_formula_of_a_column_is_one_in_new_rows_too(marks: str, kind: str, written: str):
    content = parts_of(saved(a_plan()))
    part = "xl/worksheets/sheet1.xml"
    formula = f'<c r="E2"{kind}><f {marks}>SUM((D$2:D2="Red")*1)</f></c>'
    sheet, number = re.subn('<c r="E2"[^>]*><f>.*?</c>', formula, content[part].decode())
    assert number == 1
    result = parts_of(edited(zipped({**content, part: sheet}), AppendRow("tblPlan", {"Ref": "x"})))

    assert f'{written}SUM((D$2:D3="Red")*1)</f></c>'.encode() in result[part]


def test_an_array_formula_over_several_cells_of_a_table_is_refused():
    content = parts_of(saved(a_plan([("13.1", "Lease", None, "Red")] * 2)))
    part = "xl/worksheets/sheet1.xml"
    sheet = content[part].replace(b"<f>", b'<f t="array" ref="E2:E3">')
    told = why_refused(zipped({**content, part: sheet}), AppendRow("tblPlan", {"Ref": "x"}))

    assert told == "Plan!E3 is part of an array formula."


def test_a_formula_with_what_looks_like_an_escape_reads_the_same_in_new_rows():
    content = parts_of(saved(a_plan()))
    part = "xl/worksheets/sheet1.xml"
    sheet = content[part].replace(b"Say why", b"_x005F_x0041_ &amp; _x0041_")
    result = edited(zipped({**content, part: sheet}), AppendRow("tblPlan", {"Ref": "x"}))

    assert '"_x0041_ & A"' in str(sheet_of(result).cells[3, 5].formula)
    assert b"_x005F_x0041_ &amp; A" in parts_of(result)[part]


def test_cells_and_rows_may_be_mixed_in_order():
    result = edited(
        a_plan(),
        AppendRow("tblPlan", {"Ref": "13.2"}),
        SetCell("Plan", 3, 2, "Title of 13.2"),
        AppendRow("TBLPLAN", {"Ref": "13.3"}),
        SetCell("Plan", 3, 1, "13.2a"),
    )

    sheet = sheet_of(result)
    assert [row_of(sheet, n)[:2] for n in (3, 4)] == [["13.2a", "Title of 13.2"], ["13.3", None]]


def test_what_stands_beside_the_table_stays():
    book = a_plan()
    book["Plan"]["H3"] = "Note of mine"
    book["Plan"].row_dimensions[3].height = 90
    result = edited(book, AppendRow("tblPlan", {"Ref": "13.2"}))

    assert sheet_of(result).value(3, 8) == "Note of mine"
    assert load_workbook(io.BytesIO(result))["Plan"].row_dimensions[3].height == 90


def test_ranges_in_an_extension_follow_the_table():
    ranges = (
        '<extLst><ext uri="x" xmlns:x14="urn:x14" xmlns:xm="urn:xm">'
        "<x14:dataValidations><x14:dataValidation><x14:formula1/><xm:sqref>A2 C1:C2</xm:sqref>"
        "</x14:dataValidation></x14:dataValidations><x14:sparklineGroups><x14:sparkline>"
        "<xm:sqref>A2</xm:sqref></x14:sparkline></x14:sparklineGroups></ext></extLst>"
    )
    result = parts_of(edited(with_table(after=ranges), AppendRow("tbl", {"Ref": "b"})))

    assert re.findall(rb"<xm:sqref>(.*?)</xm:sqref>", result["xl/sheet1.xml"]) == [
        b"A2:A3 C1:C2",
        b"A2",
    ]


def test_hundreds_of_rows_are_appended_at_once():
    edits = [AppendRow("tblPlan", {"Ref": str(n), "Title": f"Item {n}"}) for n in range(600)]
    result = edited(a_plan(), *edits)

    assert sheet_of(result).max_row == 602
    assert sheet_of(result).cells[602, 5].formula == 'IF(D602="Red","Say why",Plan!$A$1)'


def test_a_pivot_table_is_asked_to_read_the_grown_table_again():
    made: dict[str, str | bytes] = {**parts_of(with_table())}
    made["xl/_rels/workbook.xml.rels"] = related(
        rId1="worksheet sheet1.xml", rId2="styles styles.xml", rId3="pivotCacheDefinition p.xml"
    )
    made["xl/p.xml"] = (
        f'<pivotCacheDefinition xmlns="{MAIN}"><cacheSource type="worksheet">'
        '<worksheetSource name="tbl"/></cacheSource></pivotCacheDefinition>'
    )
    result = parts_of(edited(zipped(made), AppendRow("tbl", {"Ref": "b"})))

    assert b'refreshOnLoad="1"' in result["xl/p.xml"]


def test_tables_that_cannot_simply_grow_are_refused():
    row = AppendRow("tbl", {"Ref": "b"})
    merged = '<mergeCells count="1"><mergeCell ref="A3:B3"/></mergeCells>'

    assert "no row above its totals" in why_refused(with_table(marks='totalsRowCount="1"'), row)
    assert "query" in why_refused(with_table(marks='tableType="queryTable"'), row)
    assert "merged" in why_refused(with_table(after=merged), row)


@pytest.mark.libreoffice
def test_libreoffice_works_out_the_formulas_of_new_rows(libreoffice: LibreOffice, tmp_path: Path):
    rows = [AppendRow("tblPlan", {"Ref": f"13.{n}", "RAG": "Red"}) for n in range(2, 5)]
    paths = [tmp_path / "grown.xlsx", tmp_path / "first.xlsx"]
    paths[0].write_bytes(edited(a_plan(), *rows, SetCell("Plan", 2, 1, "13.1a")))
    paths[1].write_bytes(edited(a_plan([(None, None, None, None)]), *rows))

    grown, first = (open_package(path).sheets[0] for path in libreoffice.recalculated(paths))
    assert [grown.value(n, 5) for n in range(2, 6)] == ["Say why"] * 4
    assert grown.value(2, 1) == "13.1a"
    assert [(first.value(n, 1), first.value(n, 5)) for n in (2, 4)] == [
        ("13.2", "Say why"),
        ("13.4", "Say why"),
    ]


def test_a_row_that_stands_below_and_holds_nothing_is_no_matter():
    rows = '<row r="3"/><row r="4" ht="15"/>'
    edit = AppendRow("tbl", {"Ref": "b"}, 33)
    result = edited(with_table(rows=rows), edit, AppendRow("tbl", {"Ref": "c"}, 33))
    assert [sheet_of(result).value(row, 1) for row in (2, 3, 4)] == ["a", "b", "c"]
