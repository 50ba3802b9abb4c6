import io
import re
import zipfile
from collections.abc import Iterable
from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.filters import AutoFilter
from openpyxl.worksheet.formula import ArrayFormula
from openpyxl.worksheet.table import Table, TableColumn, TableFormula

from tests.support.libreoffice import LibreOffice
from tests.workbook.raw import MAIN, parts, parts_of, related, zipped
from xlplan.model import CellValue, ErrorValue
from xlplan.workbook.edits import AppendRow, Edit, EditRefused, RichText, SetCell, SetSheetState
from xlplan.workbook.gate import differences
from xlplan.workbook.package import Package, Run, Sheet, open_package
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


def edited(book: Workbook | bytes, *edits: Edit) -> bytes:
    return apply_edits(book if isinstance(book, bytes) else saved(book), edits, file="plan.xlsx")


def sheet_of(content: bytes, name: str = "Plan") -> Sheet:
    sheet = open_package(content).sheet(name)
    assert sheet is not None
    return sheet


def row_of(sheet: Sheet, row: int) -> list[CellValue]:
    return [sheet.value(row, column) for column in range(1, 6)]


def why_refused(book: Workbook | bytes, *edits: Edit) -> str:
    with pytest.raises(EditRefused) as caught:
        edited(book, *edits)
    return str(caught.value)


VALUES: list[CellValue] = [
    "R&D <b>",
    "",
    " two  spaces\nand a line ",
    "_x0041_ \x01 \r",
    "=1+1",
    3,
    3.5,
    -0.1,
    True,
    ErrorValue("#N/A"),
    date(2013, 10, 31),
    datetime(2013, 10, 31, 9, 30),
]


@pytest.mark.parametrize("value", VALUES)
def test_a_value_lands_as_it_was_given_and_openpyxl_sees_the_same(value: CellValue):
    result = edited(a_plan(), SetCell("Plan", 2, 2, value))

    found = sheet_of(result).value(2, 2)
    assert (found, type(found)) == (value, type(value))
    other = load_workbook(io.BytesIO(result))["Plan"]["B2"]
    assert other.alignment.wrap_text
    if isinstance(value, int | float):
        assert other.value == value


@given(
    st.dictionaries(
        st.tuples(st.integers(1, 6), st.sampled_from((1, 2, 4, 5, 6))),
        st.none() | st.text(max_size=20) | st.integers(-(2**53), 2**53) | st.booleans(),
        max_size=12,
    )
)
def test_what_is_set_is_read_and_the_rest_stays(values: dict[tuple[int, int], CellValue]):
    source = saved(a_plan())
    before = sheet_of(source)
    result = edited(source, *(SetCell("Plan", *at, value) for at, value in values.items()))
    after = sheet_of(result)

    assert all(after.value(*at) == value for at, value in values.items())
    assert {a: c for a, c in before.cells.items() if a not in values} == {
        a: c for a, c in after.cells.items() if a not in values
    }


def test_no_edit_gives_the_same_bytes_and_the_same_edit_the_same_bytes():
    source = saved(a_plan())

    assert apply_edits(source, []) == source
    assert edited(source, SetCell("Plan", 2, 1, "x")) == edited(source, SetCell("Plan", 2, 1, "x"))


def test_untouched_parts_are_copied_as_they_stand_in_their_order():
    source = saved(a_plan())
    before, after = parts_of(source), parts_of(edited(source, SetCell("Plan", 2, 1, 7)))

    assert list(before) == list(after)
    assert [name for name in before if before[name] != after[name]] == [
        "xl/worksheets/sheet1.xml",
        "xl/workbook.xml",
    ]
    with zipfile.ZipFile(io.BytesIO(edited(source, SetCell("Plan", 2, 1, 7)))) as archive:
        assert archive.testzip() is None


def test_clearing_a_cell_keeps_its_style():
    book = a_plan()
    book["Plan"]["B2"].font = Font(bold=True)
    result = edited(book, SetCell("Plan", 2, 2, None), SetCell("Plan", 40, 9, None))

    cell = load_workbook(io.BytesIO(result))["Plan"]["B2"]
    assert (cell.value, cell.font.b) == (None, True)
    assert sheet_of(result).max_row == 2


def test_a_date_keeps_a_date_style_and_gets_one_where_there_is_none():
    book = a_plan()
    book["Plan"]["B2"].font = Font(bold=True)
    day = date(2013, 10, 31)
    result = edited(book, SetCell("Plan", 2, 3, day), SetCell("Plan", 2, 2, day))

    sheet = load_workbook(io.BytesIO(result))["Plan"]
    assert sheet["C2"].number_format == "d mmm yyyy"
    assert (sheet["B2"].number_format, sheet["B2"].font.b) == ("dd/mm/yyyy", True)


def test_a_1904_workbook_takes_the_same_day():
    source = zipped(parts("", is_1904=True))
    result = edited(source, SetCell("Plan", 1, 1, date(2013, 10, 31)))

    assert b"<v>40116</v>" in parts_of(result)["xl/sheet1.xml"]
    assert sheet_of(result).value(1, 1) == date(2013, 10, 31)


def test_rich_text_lands_in_the_font_of_its_cell():
    source = zipped(parts(""))
    text = RichText((Run("Lease", bold=True), Run(" agreed "), Run("soon", italic=True)))
    result = edited(source, SetCell("Plan", 1, 1, text))

    cell = sheet_of(result).cells[1, 1]
    assert (cell.value, cell.runs) == ("Lease agreed soon", text.runs)
    assert parts_of(result)["xl/sharedStrings.xml"].count(b'<rFont val="Arial"/>') == 3


def test_overwriting_a_formula_removes_it_and_the_order_of_calculation():
    made = parts('<row r="1"><c r="A1"><f>1+1</f><v>2</v></c><c r="B1"><f>A1</f><v>2</v></c></row>')
    made["xl/_rels/workbook.xml.rels"] = related(
        rId1="worksheet sheet1.xml", rId2="styles styles.xml", rId9="calcChain calcChain.xml"
    )
    made["xl/calcChain.xml"] = f'<calcChain xmlns="{MAIN}"><c r="A1" i="1"/></calcChain>'
    types = str(made["[Content_Types].xml"])
    override = '<Override PartName="/xl/calcChain.xml" ContentType="x"/></Types>'
    made["[Content_Types].xml"] = types.replace("</Types>", override)

    kept = parts_of(edited(zipped(made), SetCell("Plan", 3, 1, 5)))
    dropped = parts_of(edited(zipped(made), SetCell("Plan", 1, 1, 5)))

    assert kept["xl/calcChain.xml"] == str(made["xl/calcChain.xml"]).encode()
    assert "xl/calcChain.xml" not in dropped
    assert b"calcChain" not in b"".join(dropped.values())
    assert b'fullCalcOnLoad="1"' in kept["xl/workbook.xml"]
    assert b"<f>A1</f><v>2</v>" in dropped["xl/sheet1.xml"]


def test_a_workbook_without_formulas_is_not_told_to_calculate():
    result = parts_of(edited(zipped(parts("")), SetCell("Plan", 1, 1, 5)))

    assert b"calcPr" not in result["xl/workbook.xml"]


def test_the_dependents_of_a_shared_formula_keep_theirs():
    source = zipped(
        parts(
            '<row r="1"><c r="A1"><f t="shared" ref="A1:A3" si="0">B1+$C$1</f><v>1</v></c></row>'
            '<row r="2"><c r="A2"><f t="shared" si="0"/><v>2</v></c></row>'
            '<row r="3"><c r="A3"><f t="shared" si="0"/><v>3</v></c></row>'
        )
    )
    of_master = sheet_of(edited(source, SetCell("Plan", 1, 1, "x")))
    of_other = sheet_of(edited(source, SetCell("Plan", 2, 1, "x")))

    assert [of_master.cells[n, 1].formula for n in (1, 2, 3)] == [None, "B2+$C$1", "B3+$C$1"]
    assert [of_master.value(n, 1) for n in (1, 2, 3)] == ["x", 2, 3]
    assert [of_other.cells[n, 1].formula for n in (1, 2, 3)] == ["B1+$C$1", None, "B3+$C$1"]


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


def test_a_sheet_is_hidden_and_shown_and_one_stays_to_be_seen():
    book = a_plan()
    book.create_sheet("Second")
    hidden = edited(book, SetSheetState("plan", "veryHidden"))
    shown = edited(hidden, SetSheetState("Plan", "visible"))

    assert states(open_package(hidden)) == ["veryHidden", "visible"]
    active = load_workbook(io.BytesIO(hidden)).active
    assert active is not None
    assert active.title == "Second"
    assert states(open_package(shown)) == ["visible", "visible"]
    assert "at least one" in why_refused(hidden, SetSheetState("Second", "hidden"))


def states(package: Package) -> list[str]:
    return [sheet.state for sheet in package.sheets]


def test_what_cannot_be_done_safely_is_refused_with_its_reason():
    book = a_plan()
    book["Plan"]["A9"] = "Something"
    book["Plan"].merge_cells("H1:I2")
    book["Plan"]["K1"] = ArrayFormula("K1:K3", "=A1:A3")
    source = saved(book)
    rows = [AppendRow("tblPlan", {"Ref": str(n)}) for n in range(7)]

    assert "no sheet Nowhere" in why_refused(source, SetCell("Nowhere", 1, 1, 1))
    assert "no table tblNone" in why_refused(source, AppendRow("tblNone", {}))
    assert "no column Owner" in why_refused(source, AppendRow("tblPlan", {"Owner": "x"}))
    assert "stands below the table" in why_refused(source, *rows)
    assert "merged cells H1:I2" in why_refused(source, SetCell("Plan", 2, 8, 1))
    assert "array formula" in why_refused(source, SetCell("Plan", 3, 11, 1))
    assert "32,767" in why_refused(source, SetCell("Plan", 1, 1, "x" * 32_768))
    assert "as text" in why_refused(source, SetCell("Plan", 1, 1, 2**53 + 1))
    assert "not a number" in why_refused(source, SetCell("Plan", 1, 1, float("nan")))
    assert "earlier" in why_refused(source, SetCell("Plan", 1, 1, date(1066, 10, 14)))
    assert "There is no row" in why_refused(source, SetCell("Plan", 0, 1, 1))
    assert "password" in why_refused(
        bytes.fromhex("D0CF11E0") + "EncryptedPackage".encode("utf-16-le"), SetCell("Plan", 1, 1, 1)
    )


def test_tables_that_cannot_simply_grow_are_refused():
    row = AppendRow("tbl", {"Ref": "b"})
    merged = '<mergeCells count="1"><mergeCell ref="A3:B3"/></mergeCells>'

    assert "totals row" in why_refused(with_table(marks='totalsRowCount="1"'), row)
    assert "query" in why_refused(with_table(marks='tableType="queryTable"'), row)
    assert "merged" in why_refused(with_table(after=merged), row)


def test_signed_and_strict_workbooks_are_refused():
    signed = parts("")
    signed["_xmlsignatures/origin.sigs"] = ""
    strict = parts("")
    workbook = str(strict["xl/workbook.xml"])
    strict["xl/workbook.xml"] = workbook.replace(
        MAIN, "http://purl.oclc.org/ooxml/spreadsheetml/main"
    )

    assert "signed" in why_refused(zipped(signed), SetCell("Plan", 1, 1, 1))
    assert "Strict" in why_refused(zipped(strict), SetCell("Plan", 1, 1, 1))


SPOILT = [
    ("xl/worksheets/sheet1.xml", b"<v>77</v>", b"<v>78</v>", "does not hold"),
    ("xl/worksheets/sheet1.xml", b'ht="45"', b'ht="46"', "another height"),
    ("xl/worksheets/sheet1.xml", b'sqref="D2"><cf', b'sqref="D2"><x/><cf', "beside its cells"),
    ("xl/worksheets/sheet1.xml", b'Say why",Plan', b'Say how",Plan', "column 5"),
    ("xl/sharedStrings.xml", b"Lease", b"Least", "Text that other cells share"),
    ("xl/styles.xml", b'wrapText="1"', b'wrapText="0"', "style sheet"),
    ("xl/theme/theme1.xml", b"Office", b"Offices", "theme1.xml was changed"),
    ("xl/worksheets/sheet1.xml", b"</worksheet>", b"", "cannot be read back"),
]


@pytest.mark.parametrize(("part", "old", "new", "said"), SPOILT)
def test_the_gate_notices_what_an_edit_should_not_have_done(
    part: str, old: bytes, new: bytes, said: str
):
    source = edited(a_plan(), SetCell("Plan", 8, 1, "Lease of the depot"))
    edit = SetCell("Plan", 9, 1, 77)
    result = edited(source, edit)
    assert differences(source, result, [edit]) == []
    content = parts_of(result)
    assert old in content[part]
    content[part] = content[part].replace(old, new)

    assert said in " ".join(differences(source, zipped({**content}), [edit]))


def test_the_gate_notices_a_missing_part_and_another_order():
    source, edit = saved(a_plan()), SetCell("Plan", 9, 1, 77)
    content = parts_of(edited(source, edit))
    without = {name: part for name, part in content.items() if "theme" not in name}
    turned = dict(reversed(content.items()))

    assert "gone" in " ".join(differences(source, zipped({**without}), [edit]))
    assert "another order" in " ".join(differences(source, zipped({**turned}), [edit]))


@pytest.mark.libreoffice
def test_libreoffice_works_out_the_formulas_of_new_rows(libreoffice: LibreOffice, tmp_path: Path):
    rows = [AppendRow("tblPlan", {"Ref": f"13.{n}", "RAG": "Red"}) for n in range(2, 5)]
    paths = [tmp_path / "grown.xlsx", tmp_path / "first.xlsx"]
    paths[0].write_bytes(edited(a_plan(), *rows, SetCell("Plan", 1, 1, "Number")))
    paths[1].write_bytes(edited(a_plan([(None, None, None, None)]), *rows))

    grown, first = (open_package(path).sheets[0] for path in libreoffice.recalculated(paths))
    assert [grown.value(n, 5) for n in range(2, 6)] == ["Say why"] * 4
    assert grown.value(1, 1) == "Number"
    assert [(first.value(n, 1), first.value(n, 5)) for n in (2, 4)] == [
        ("13.2", "Say why"),
        ("13.4", "Say why"),
    ]
