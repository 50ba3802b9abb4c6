import io
import zipfile
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook
from openpyxl.styles import Font
from openpyxl.worksheet.formula import ArrayFormula

from tests.workbook.plans import a_plan, edited, saved, sheet_of, why_refused
from tests.workbook.raw import MAIN, parts, parts_of, related, zipped
from xlplan.model import CellValue, ErrorValue
from xlplan.workbook.edits import AppendRow, RichText, SetCell, SetSheetState
from xlplan.workbook.package import Package, Run, open_package
from xlplan.workbook.patch import apply_edits

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
        st.tuples(st.integers(2, 6), st.sampled_from((1, 2, 4, 5, 6))),
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
    assert "Plan!K1 points at cells below it" in why_refused(source, *rows)
    assert "merged cells H1:I2" in why_refused(source, SetCell("Plan", 2, 8, 1))
    assert "array formula" in why_refused(source, SetCell("Plan", 3, 11, 1))
    assert "heading or totals" in why_refused(source, SetCell("Plan", 1, 1, "Number"))
    assert "32,767" in why_refused(source, SetCell("Plan", 9, 1, "x" * 32_768))
    assert "as text" in why_refused(source, SetCell("Plan", 9, 1, 2**53 + 1))
    assert "not a number" in why_refused(source, SetCell("Plan", 9, 1, float("nan")))
    assert "earlier" in why_refused(source, SetCell("Plan", 9, 1, date(1066, 10, 14)))
    assert "There is no row" in why_refused(source, SetCell("Plan", 0, 1, 1))
    assert "password" in why_refused(
        bytes.fromhex("D0CF11E0") + "EncryptedPackage".encode("utf-16-le"), SetCell("Plan", 1, 1, 1)
    )


def test_an_array_formula_that_a_cell_has_for_itself_may_be_overwritten():
    book = a_plan()
    book["Plan"]["K1"] = ArrayFormula("K1", "=SUM((A1:A3=1)*1)")
    content = parts_of(edited(book, SetCell("Plan", 1, 11, "Typed")))

    assert b"array" not in content["xl/worksheets/sheet1.xml"]
    assert sheet_of(zipped({**content})).value(1, 11) == "Typed"


def test_signed_and_strict_workbooks_are_refused():
    signed = parts("")
    signed["_xmlsignatures/origin.sigs"] = ""
    strict = parts("")
    workbook = str(strict["xl/workbook.xml"])
    strict["xl/workbook.xml"] = workbook.replace(
        MAIN, "http://purl.oclc.org/ooxml/spreadsheetml/main"
    )

    assert why_refused(zipped(signed), SetCell("Plan", 1, 1, 1)) == (
        "plan.xlsx is signed, and a change would break the signature. In Excel, remove it under "
        "File, Info, View Signatures, save the workbook and try again."
    )
    assert why_refused(zipped(strict), SetCell("Plan", 1, 1, 1)) == (
        "plan.xlsx is saved as Strict Open XML. In Excel, save it as Excel Workbook (*.xlsx), and "
        "try again."
    )
