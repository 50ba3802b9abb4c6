"""A sheet joins another workbook as it is, and the gate sees whatever is not as it was."""

import io

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import Font, PatternFill
from openpyxl.worksheet.hyperlink import Hyperlink

from tests.workbook.plans import a_plan, edited, saved, why_refused
from tests.workbook.raw import parts_of, zipped
from xlplan.workbook.edits import JoinSheet, SetFormula, SetLink, ShowRow
from xlplan.workbook.gate import differences


def other() -> bytes:
    """A workbook with one sheet: texts, a date format, a bold amount, a table and a condition."""
    book = a_plan([("20.1", "Trees", None, "Green"), ("20.2", "Ponds & rivers", None, "Red")])
    sheet = book["Plan"]
    sheet.title = "Nature"
    sheet["E2"], sheet["E3"] = "=Nature!$A$1", "=1+1"
    sheet.tables["tblPlan"].displayName = sheet.tables["tblPlan"].name = "tblNature"
    sheet["G2"], sheet["G2"].number_format = 1250, '"£"#,##0'
    sheet["G2"].font = Font(name="Arial", size=13, bold=True, color="FF1F3150")
    fill = PatternFill("solid", bgColor="2E9E78")
    sheet.conditional_formatting.add("D2:D3", FormulaRule(['$D2="Green"'], fill=fill))
    sheet.print_title_rows = "1:1"
    return saved(book)


JOIN = JoinSheet(other(), "Nature")


def host() -> bytes:
    book = a_plan()
    book["Plan"].print_title_rows = "1:1"
    notes = book.create_sheet("Notes")
    notes["A1"] = "Ours"
    notes["A1"].font = Font(name="Georgia", size=9)
    notes["A1"].hyperlink = Hyperlink(ref="A1", location="Plan!A1", display="Ours")
    notes.row_dimensions[5].hidden = True
    notes.print_title_rows = "1:1"
    return saved(book)


def test_the_sheet_comes_with_its_texts_styles_conditions_and_table():
    result = edited(host(), JoinSheet(JOIN.source, "Nature", "Notes"))
    made = load_workbook(io.BytesIO(result))

    assert made.sheetnames == ["Plan", "Nature", "Notes"]
    sheet = made["Nature"]
    assert [c.value for c in sheet["B"]] == ["Title", "Trees", "Ponds & rivers"]
    assert (sheet["G2"].value, sheet["G2"].number_format) == (1250, '"£"#,##0')
    assert (sheet["G2"].font.name, sheet["G2"].font.b) == ("Arial", True)
    assert made["Notes"]["A1"].font.name == "Georgia"
    colours = {
        rule.dxf.fill.bgColor.rgb
        for area in sheet.conditional_formatting
        for rule in area.rules
        if rule.dxf and rule.dxf.fill
    }
    assert colours == {"00A21A2C", "002E9E78"}
    assert [t.ref for t in sheet.tables.values()] == ["A1:E3"]
    assert len({t.id for s in made for t in s.tables.values()}) == 2
    for name in made.sheetnames:
        assert made[name].print_title_rows == "$1:$1"


def test_every_part_that_was_there_stays_but_the_frame():
    source = host()  # once: its properties name the second in which it was saved
    before, after = parts_of(source), parts_of(edited(source, JOIN))
    changed = {name for name in before if before[name] != after[name]}
    assert changed == {
        "[Content_Types].xml",
        "xl/_rels/workbook.xml.rels",
        "xl/styles.xml",
        "xl/workbook.xml",
    }


@pytest.mark.parametrize(
    ("part", "was", "now"),
    [
        ("xl/worksheets/sheet3.xml", b">1250<", b">1251<"),
        ("xl/worksheets/sheet3.xml", b"1+1", b"1+2"),
        ("xl/tables/table2.xml", b"tblNature", b"tblNaturf"),
        ("xl/tables/table2.xml", b'id="2"', b'id="1"'),
        ("xl/styles.xml", b"Arial", b"Arian"),
        ("xl/styles.xml", b"002E9E78", b"002E9E79"),
        ("xl/workbook.xml", b'name="Nature"', b'name="Natura"'),
        ("xl/worksheets/sheet3.xml", b"Ponds", b"Pomds"),
        ("xl/worksheets/sheet2.xml", b"Ours", b"Hers"),
    ],
)
def test_the_gate_sees_a_sheet_that_is_not_what_it_was(part: str, was: bytes, now: bytes):
    source = host()
    made = parts_of(edited(source, JOIN))
    assert was in made[part], sorted(made)
    altered = {**made, part: made[part].replace(was, now)}
    assert differences(source, edited(source, JOIN), [JOIN]) == []
    assert differences(source, zipped(dict(altered)), [JOIN]) != []


def test_the_gate_sees_a_sheet_in_the_wrong_place():
    source = host()
    wanted = JoinSheet(JOIN.source, "Nature", "Notes")
    assert differences(source, edited(source, JOIN), [wanted]) != []


GROWTH = (
    SetLink("Notes", 2, 1, "Plan", "Plan!A1"),
    SetFormula("Notes", 3, 2, "SUM(Plan!A1:A2)"),
    ShowRow("Notes", 5, 21),
)


def test_links_formulas_and_rows_are_set_and_nothing_else():
    made = load_workbook(io.BytesIO(edited(host(), *GROWTH)))
    notes = made["Notes"]
    assert notes["A2"].hyperlink.location == "Plan!A1" and notes["A2"].font.name == "Georgia"
    assert notes["B3"].value == "=SUM(Plan!A1:A2)"
    assert not notes.row_dimensions[5].hidden and notes.row_dimensions[5].height == 21


@pytest.mark.parametrize(
    ("was", "now"),
    [
        (b"SUM(Plan!A1:A2)", b"SUM(Plan!A1:A3)"),
        (b'location="Plan!A1" display="Plan"', b'location="Plan!A9" display="Plan"'),
        (b'<row r="5"', b'<row r="5" hidden="1"'),
    ],
)
def test_the_gate_sees_what_was_not_set(was: bytes, now: bytes):
    source = host()
    made = parts_of(edited(source, *GROWTH))
    part = "xl/worksheets/sheet2.xml"
    assert was in made[part], made[part]
    altered = {**made, part: made[part].replace(was, now)}
    assert differences(source, zipped(dict(altered)), GROWTH) != []


def test_what_cannot_join_is_refused():
    assert "no sheet Woods" in why_refused(host(), JoinSheet(JOIN.source, "Woods"))
    twice = Workbook()
    sheet = twice.active
    assert sheet is not None
    sheet.title = "Notes"
    assert "Notes already" in why_refused(host(), JoinSheet(saved(twice), "Notes"))
    table = load_workbook(io.BytesIO(other()))
    table["Nature"].tables["tblNature"].displayName = "tblPlan"
    assert "table tblPlan already" in why_refused(host(), JoinSheet(saved(table), "Nature"))
