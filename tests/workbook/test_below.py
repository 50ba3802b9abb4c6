"""What stands below a table makes room for its new rows, or the edit says what is in the way."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from tests.support.libreoffice import LibreOffice
from tests.workbook.plans import edited, why_refused
from tests.workbook.raw import parts_of, zipped
from xlplan.workbook.edits import AppendRow, SetCell
from xlplan.workbook.gate import differences
from xlplan.workbook.package import open_package

Fill = Callable[[Any, Any], None]
ROWS = (("A1", "Lease", 3), ("A2", "Sale", 5), ("A3", "Letting", 8))
NEW = [AppendRow("plan", {"Ref": f"A{n}", "Number": n}) for n in (4, 5)]


def a_plan(fill: Fill | None = None, *, formula: str = "", has_totals: bool = True) -> bytes:
    """A table in B3:D6 with its totals, if any, in row 7; `fill` adds what is around it."""
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    sheet = book.add_worksheet("Plan")
    bold = book.add_format({"bold": True, "num_format": "0.0"})
    total = {"total_function": formula} if formula else {"total_function": "sum"}
    columns = [
        {"header": "Ref", "total_string": "Total"},
        {"header": "Title"},
        {"header": "Number", "format": bold, **total},
    ]
    options = {"name": "plan", "columns": columns, "total_row": has_totals, "data": ROWS}
    sheet.add_table(2, 1, 6 if has_totals else 5, 3, options)
    if fill:
        fill(book, sheet)
    book.close()
    return stream.getvalue()


def plan_sheet(data: bytes) -> Worksheet:
    return load_workbook(io.BytesIO(data))["Plan"]


def around(book: Any, sheet: Any) -> None:
    """What councils put around a plan."""
    sheet.set_row(6, 30)
    sheet.write("F7", "Beside")
    sheet.write("B9", "Source: the ledger")
    sheet.write_formula("D10", "=SUM(D4:D6)+D7", None, 32)
    sheet.merge_range("B11:D11", "Agreed by CMT.")
    sheet.write_url("B12", "https://example.org/")
    sheet.conditional_format("D4:D6", {"type": "cell", "criteria": ">", "value": 5})
    sheet.conditional_format("D7", {"type": "cell", "criteria": ">", "value": 9})
    sheet.conditional_format("B4:D7", {"type": "blanks"})
    sheet.data_validation("C4:C6", {"validate": "list", "source": ["Lease", "Sale"]})
    sheet.print_area("A1:D12")
    book.define_name("Total", "=Plan!$D$7")
    book.define_name("Numbers", "=Plan!$D:$D")
    other = book.add_worksheet("Other")
    other.write_formula("A1", "=SUM(plan[Number])+Total+Plan!G7")
    other.write_formula("A2", "=SUM(INDEX(A4:C4,2):C4)")


def test_a_totals_row_moves_down_and_its_total_speaks_of_the_new_rows_too():
    result = edited(a_plan(), *NEW)
    sheet, table = plan_sheet(result), plan_sheet(result).tables["plan"]

    assert (table.ref, table.autoFilter.ref) == ("B3:D9", "B3:D8")
    assert [sheet.cell(row, 2).value for row in range(4, 10)] == [
        *("A1", "A2", "A3", "A4", "A5", "Total")
    ]
    assert sheet["D9"].value == "=SUBTOTAL(109,[Number])"
    assert sheet["D8"].number_format == "0.0"


def test_a_total_over_addresses_grows_with_the_table_in_the_cell_and_in_the_table():
    result = edited(a_plan(formula="=SUM(D4:D6)+MAX($D$4:$D$6)+F1"), *NEW)

    assert plan_sheet(result)["D9"].value == "=SUM(D4:D8)+MAX($D$4:$D$8)+F1"
    assert (
        b"SUM(D4:D8)+MAX($D$4:$D$8)+F1</totalsRowFormula>"
        in (parts_of(result)["xl/tables/table1.xml"])
    )


def test_formulas_of_a_totals_row_that_share_one_text_each_get_their_own():
    made = parts_of(a_plan())
    shared = b'<c r="C7"><f t="shared" si="0" ref="C7:D7">SUM(C4:C6)</f><v>0</v></c>'
    member = b'<c r="D7"><f t="shared" si="0"/><v>16</v></c></row>'
    part = made["xl/worksheets/sheet1.xml"]
    start = part.index(b'<c r="D7"')
    end = part.index(b"</row>", start) + len(b"</row>")
    made["xl/worksheets/sheet1.xml"] = part[:start] + shared + member + part[end:]
    sheet = plan_sheet(edited(zipped(dict(made)), *NEW))

    assert (sheet["C9"].value, sheet["D9"].value) == ("=SUM(C4:C8)", "=SUM(D4:D8)")


def test_all_that_belongs_to_what_moves_goes_with_it_and_what_is_beside_stays():
    source = a_plan(around)
    result = edited(source, *NEW)
    sheet = plan_sheet(result)

    assert sheet["F7"].value == "Beside"
    assert sheet["B11"].value == "Source: the ledger"
    assert sheet["D12"].value == "=SUM(D4:D8)+D9"
    assert [str(area) for area in sheet.merged_cells.ranges] == ["B13:D13"]
    assert sheet["B14"].hyperlink is not None and sheet["B12"].hyperlink is None
    assert [str(f.sqref) for f in sheet.conditional_formatting] == ["D4:D8", "D9", "B4:D9"]
    assert str(sheet.data_validations.dataValidation[0].sqref) == "C4:C8"
    book = load_workbook(io.BytesIO(result))
    assert book.defined_names["Total"].attr_text == "Plan!$D$9"
    assert book.defined_names["Numbers"].attr_text == "Plan!$D:$D"
    assert sheet.print_area == "'Plan'!$A$1:$D$14"
    assert book["Other"]["A1"].value == "=SUM(plan[Number])+Total+Plan!G7"


def test_the_height_of_a_totals_row_goes_with_it():
    def high(book: Any, sheet: Any) -> None:
        sheet.set_row(5, 45)
        sheet.set_row(6, 21)

    heights = plan_sheet(edited(a_plan(high), *NEW)).row_dimensions

    assert [heights[row].height for row in (6, 7, 8, 9)] == [45, 45, 45, 21]


def test_with_room_below_only_the_totals_row_moves():
    def far(book: Any, sheet: Any) -> None:
        sheet.write("B12", "Far below")

    sheet = plan_sheet(edited(a_plan(far), *NEW))

    assert (sheet["B9"].value, sheet["B12"].value) == ("Total", "Far below")


def test_text_below_a_table_without_totals_makes_room():
    def below(book: Any, sheet: Any) -> None:
        sheet.write("B7", "Source: the ledger")
        sheet.write("C8", "And more")

    result = edited(a_plan(below, has_totals=False), *NEW)
    sheet = plan_sheet(result)

    assert [sheet[at].value for at in ("B7", "B8", "B9", "C10")] == [
        *("A4", "A5", "Source: the ledger", "And more")
    ]
    assert sheet.tables["plan"].ref == "B3:D8"


def test_a_blank_row_above_the_totals_is_filled_first():
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    columns = [{"header": "Ref", "total_string": "Total"}, {"header": "Number"}]
    options = {"name": "plan", "columns": columns, "total_row": True}
    book.add_worksheet("Plan").add_table(0, 0, 2, 1, options)
    book.close()
    one, two = (plan_sheet(edited(stream.getvalue(), *NEW[:n])) for n in (1, 2))

    assert [one.cell(row, 1).value for row in (2, 3)] == ["A4", "Total"]
    assert [two.cell(row, 1).value for row in (2, 3, 4)] == ["A4", "A5", "Total"]


def test_rows_kept_as_a_tree_move_alike():
    made = parts_of(a_plan(around))
    part = made["xl/worksheets/sheet1.xml"]
    made["xl/worksheets/sheet1.xml"] = part.replace(b"<sheetData>", b"<!-- a --><sheetData>")
    sheet, plain = (plan_sheet(edited(data, *NEW)) for data in (zipped(dict(made)), a_plan(around)))

    told = [[cell.value for row in s.iter_rows() for cell in row] for s in (sheet, plain)]
    assert told[0] == told[1]


def a_formula(where: str, text: str) -> Fill:
    return lambda book, sheet: sheet.write_formula(where, text)


def a_second_table(book: Any, sheet: Any) -> None:
    sheet.add_table("C8:D9", {"name": "other"})


def a_chart(book: Any, sheet: Any) -> None:
    chart = book.add_chart({"type": "column"})
    chart.add_series({"values": "=Plan!$D$4:$D$7"})
    sheet.insert_chart("H2", chart)


def a_chart_below(book: Any, sheet: Any) -> None:
    chart = book.add_chart({"type": "column"})
    chart.add_series({"values": "=Plan!$D$4:$D$6"})
    sheet.insert_chart("B8", chart)


def an_array(book: Any, sheet: Any) -> None:
    sheet.write_array_formula("B8:B9", "{=F1:F2}")


def a_merge(book: Any, sheet: Any) -> None:
    sheet.merge_range("D8:E8", "Wide")


def a_condition(book: Any, sheet: Any) -> None:
    sheet.conditional_format("D7", {"type": "formula", "criteria": "=D7>$F$1"})


def from_elsewhere(book: Any, sheet: Any) -> None:
    book.add_worksheet("Other").write_formula("A1", "=Plan!D7*2")


def a_name(book: Any, sheet: Any) -> None:
    book.define_name("Part", "=Plan!$D$7:$F$7")


IN_THE_WAY: list[tuple[Fill, str]] = [
    (a_second_table, "another table, other, stands below it in C8:D9"),
    (a_chart, "a chart draws cells below it"),
    (a_chart_below, "a picture or chart stands below it"),
    (an_array, "an array formula in B8:B9"),
    (a_merge, "merged cells in D8:E8"),
    (a_condition, "a conditional format with a formula for D7"),
    (a_formula("F4", "=D4/D$7"), "the formula in Plan!F4 points at cells below it"),
    (from_elsewhere, "the formula in Other!A1 points at cells below it"),
    (a_formula("F4", "=SUM(Plan:Other!A1)"), "Plan!F4"),
    (a_formula("F4", "=SUM(INDEX(D4:D6,1):D6)"), "Plan!F4"),
    (a_name, "the name Part"),
]


@pytest.mark.parametrize(("fill", "told"), IN_THE_WAY)
def test_what_cannot_follow_is_named_and_nothing_is_changed(fill: Fill, told: str):
    why = why_refused(a_plan(fill), *NEW)

    assert told in why
    assert why.startswith("The table plan cannot take more rows: ")
    assert why.endswith("Nothing was changed.")


def test_the_gate_sees_what_did_not_follow():
    source = a_plan(around)
    result = edited(source, *NEW)
    for old, new in (
        (b"D4:D8)+D9", b"D4:D8)+D7"),
        (b"D4:D8)+D9", b"D4:D6)+D9"),
        (b"B13:D13", b"B12:D12"),
        (b'r="D12"', b'r="C12"'),
        (b'<hyperlink ref="B14"', b'<hyperlink ref="B12"'),
    ):
        parts = parts_of(result)
        part = parts["xl/worksheets/sheet1.xml"]
        assert old in part
        parts["xl/worksheets/sheet1.xml"] = part.replace(old, new)
        assert differences(source, zipped(dict(parts)), NEW), new
    for name, old, new in (
        ("xl/workbook.xml", b"$D$9", b"$D$7"),
        ("xl/tables/table1.xml", b'totalsRowFunction="sum"', b'totalsRowFunction="max"'),
    ):
        parts = parts_of(result)
        assert old in parts[name]
        parts[name] = parts[name].replace(old, new)
        assert differences(source, zipped(dict(parts)), NEW), new
    assert differences(source, result, NEW) == []


@pytest.mark.parametrize("is_plain", [True, False])
@pytest.mark.parametrize("blank", [0, 1, 2])
def test_rows_that_come_one_by_one_between_cells_have_what_is_below_make_room(
    blank: int, *, is_plain: bool
):
    def fill(book: Any, sheet: Any) -> None:
        sheet.write(6 + blank, 1, "Source: the ledger")
        sheet.merge_range(7 + blank, 1, 7 + blank, 3, "Agreed by CMT.")
        if not is_plain:
            sheet.write_array_formula("H1", "{=1+1}")

    edits = [edit for row in NEW for edit in (row, SetCell("Plan", 1, 9, "x"))]
    sheet = plan_sheet(edited(a_plan(fill, has_totals=False), *edits))

    found = [sheet.cell(row, 2).value for row in range(4, 14)]
    assert found[:5] == ["A1", "A2", "A3", "A4", "A5"]
    last = found.index("Source: the ledger")
    assert found[last : last + 2] == ["Source: the ledger", "Agreed by CMT."]
    assert [str(merged) for merged in sheet.merged_cells.ranges] == [f"B{last + 5}:D{last + 5}"]


def test_a_cell_set_after_the_rows_stands_where_it_says():
    sheet = plan_sheet(edited(a_plan(around), *NEW, SetCell("Plan", 11, 2, "Source: the bank")))

    assert (sheet["B9"].value, sheet["B11"].value) == ("Total", "Source: the bank")


@pytest.mark.libreoffice
def test_libreoffice_works_out_the_moved_totals(libreoffice: LibreOffice, tmp_path: Path):
    paths = [tmp_path / "structured.xlsx", tmp_path / "addresses.xlsx"]
    paths[0].write_bytes(edited(a_plan(around, formula="=SUBTOTAL(109,plan[Number])"), *NEW))
    paths[1].write_bytes(edited(a_plan(formula="=SUM(D4:D6)"), *NEW))

    one, two = (open_package(path).sheets for path in libreoffice.recalculated(paths))
    assert [one[0].value(9, 4), two[0].value(9, 4)] == [25, 25]
    assert one[0].value(12, 4) == 50
    assert one[1].value(1, 1) == 50


def test_a_chart_follows_the_table_it_draws_and_not_a_part_of_it():
    def drawn(book: Any, sheet: Any) -> None:
        chart = book.add_chart({"type": "column"})
        chart.add_series({"values": "=Plan!$D$4:$D$6", "categories": "=Plan!$B$4:$C$6"})
        chart.add_series({"values": "=Plan!$D$4:$D$5", "name": "=Plan!$D$3"})
        chart.add_series({"values": "=Plan!$F$4:$F$6"})
        sheet.insert_chart("H2", chart)

    source = a_plan(drawn)
    result = edited(source, *NEW)
    part = "xl/charts/chart1.xml"
    said = re.findall(rb"<c:f>Plan!(.*?)</c:f>", parts_of(result)[part])

    assert sorted(said) == [
        *(b"$B$4:$C$8", b"$D$3", b"$D$4:$D$5", b"$D$4:$D$8", b"$F$4:$F$6"),
    ]
    for old, new in ((b"$D$4:$D$8", b"$D$4:$D$6"), (b"$D$4:$D$5", b"$D$4:$D$8"), (b"col", b"bar")):
        parts = parts_of(result)
        parts[part] = parts[part].replace(old, new)
        assert differences(source, zipped(dict(parts)), NEW) == [
            f"{part} does not draw what it should."
        ]
