import io
import pickle
from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from openpyxl import Workbook
from openpyxl.worksheet.table import Table

from tests.workbook.raw import MAIN, parts, related, zipped
from xlplan.fields import BY_NAME
from xlplan.model import THREE_POINT, CellRef, CellValue, ErrorValue
from xlplan.typed import read_typed, shown
from xlplan.workbook.cells import date_from_serial, decode, encode, is_date_format, serial_of
from xlplan.workbook.package import (
    Cell,
    Limits,
    Package,
    Run,
    Sheet,
    WorkbookRefused,
    open_package,
)


def plan(rows: str, *, strings: str = "", code: str = "dd/mm/yyyy", is_1904: bool = False) -> Sheet:
    content = zipped(parts(rows, strings=strings, code=code, is_1904=is_1904))
    return open_package(content, file="return.xlsx").sheets[0]


def only(cell: str, *, strings: str = "", code: str = "dd/mm/yyyy", is_1904: bool = False) -> Cell:
    row = f'<row r="1">{cell}</row>'
    found = plan(row, strings=strings, code=code, is_1904=is_1904).cells
    assert list(found) == [(1, 1)]
    return found[1, 1]


def refused(content: bytes, limits: Limits | None = None) -> str:
    with pytest.raises(WorkbookRefused) as caught:
        open_package(content, file="return.xlsx", limits=limits)
    assert str(caught.value).startswith("return.xlsx cannot be read: ")
    assert str(caught.value).endswith(".")
    return caught.value.why


def saved(book: Workbook) -> bytes:
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ('<c r="A1"><v>3</v></c>', 3),
        ('<c r="A1"><v>3.0</v></c>', 3.0),
        ('<c r="A1"><v>9007199254740992</v></c>', 2**53),
        ('<c r="A1"><v>1.5E-2</v></c>', 0.015),
        ('<c r="A1" t="b"><v>1</v></c>', True),
        ('<c r="A1" t="e"><v>#N/A</v></c>', ErrorValue("#N/A")),
        ('<c r="A1" t="str"><f>""</f><v></v></c>', ""),
        ('<c r="A1" t="inlineStr"><is><t>007</t></is></c>', "007"),
        ('<c r="A1" t="inlineStr"><is><t/></is></c>', ""),
        ('<c r="a1" t="inlineStr"><is><t xml:space="preserve"> a_x000D_b</t></is></c>', " a\rb"),
        ('<c t="inlineStr"><is><t>_x005F_x0041_</t></is></c>', "_x0041_"),
        ('<c r="A1" t="d"><v>2013-10-31</v></c>', date(2013, 10, 31)),
        ('<c r="A1" t="d"><v>2013-10-31T09:30:00</v></c>', datetime(2013, 10, 31, 9, 30)),
        ('<c r="A1" s="1"><v>41578</v></c>', date(2013, 10, 31)),
        ('<c r="A1" s="2"><v>41578.25</v></c>', datetime(2013, 10, 31, 6)),
        ('<c r="A1" s="1"><v>-1</v></c>', -1),
        ('<c r="A1" s="99"><v>1</v></c>', 1),
    ],
)
def test_a_value_comes_back_as_it_was_typed(cell: str, value: CellValue):
    found = only(cell).value

    assert (found, type(found)) == (value, type(value))


def test_a_blank_is_not_an_empty_text_and_a_formatted_blank_is_nothing():
    sheet = plan('<row r="1"><c r="A1" s="1"/><c r="B1" t="inlineStr"><is><t/></is></c></row>')

    assert (sheet.value(1, 1), sheet.value(1, 2), sheet.value(9, 9)) == (None, "", None)
    assert (sheet.max_row, sheet.max_column) == (1, 2)


def test_a_cell_that_is_only_coloured_is_seen_but_holds_nothing():
    sheet = plan('<row r="7"><c r="D7" s="3"/></row>')

    assert sheet.cells[7, 4].fill == "A21A2C"
    assert sheet.cells[7, 4].value is None
    assert sheet.max_row == 0


def test_rich_text_keeps_its_runs_and_drops_phonetic_guides():
    strings = (
        "<si><r><rPr><b/></rPr><t>Lease</t></r><r><rPr><i/><b val='0'/></rPr>"
        "<t xml:space='preserve'> agreed</t></r><rPh><t>x</t></rPh></si>"
    )
    cell = only('<c r="A1" t="s"><v>0</v></c>', strings=strings)

    assert cell.value == "Lease agreed"
    assert cell.runs == (Run("Lease", bold=True), Run(" agreed", italic=True))


def test_a_formula_comes_with_its_saved_value_and_one_without_says_so():
    sheet = plan(
        '<row r="1"><c r="A1"><f>B1*2</f><v>8</v></c><c r="B1"><f>1+1</f></c></row>'
        '<row r="2"><c r="A2"><f t="shared" ref="A2:A3" si="0">B2+$C$1</f><v>1</v></c></row>'
        '<row r="3"><c r="A3"><f t="shared" si="0"/><v>2</v></c></row>'
    )

    assert (sheet.cells[1, 1].value, sheet.cells[1, 1].formula) == (8, "B1*2")
    assert (sheet.cells[1, 2].value, sheet.cells[1, 2].has_saved_value) == (None, False)
    assert sheet.cells[3, 1].formula == "B3+$C$1"


def test_a_1904_workbook_gives_the_same_days():
    assert only('<c r="A1" s="1"><v>40116</v></c>', is_1904=True).value == date(2013, 10, 31)


def test_a_number_of_a_1904_workbook_is_that_number_and_the_day_that_it_counts_from_there():
    value = only('<c r="A1"><v>40116</v></c>', is_1904=True).value

    assert value == 40116
    assert shown(value) == "40116"
    assert read_typed(BY_NAME["due"], value, THREE_POINT).value == date(2013, 10, 31)


def test_hidden_rows_and_columns_merges_and_filters_are_told():
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Ref", "RAG"])
    sheet.append(["13.1", "Red"])
    sheet.append(["13.2", "Green"])
    sheet.row_dimensions[3].hidden = True
    sheet.column_dimensions["B"].hidden = True
    sheet.merge_cells("D1:E2")
    sheet.auto_filter.ref = "A1:B3"
    sheet.auto_filter.add_filter_column(1, ["Red"])
    read = open_package(saved(book)).sheets[0]

    assert read.hidden_rows == {3}
    assert [read.cells[at].is_hidden for at in ((2, 1), (2, 2), (3, 1))] == [False, True, True]
    assert read.merges == ((1, 4, 2, 5),)
    assert read.has_filter


def test_tables_names_states_and_addresses_are_read(tmp_path: Path):
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Asset management"
    sheet.append(["Ref", "Corrective\naction"])
    sheet.append(["13.1", "Lease"])
    sheet.add_table(Table(displayName="tblItems", ref="A1:B2"))
    book.create_sheet("Keys").sheet_state = "veryHidden"
    book.save(tmp_path / "Return.xlsx")
    package = open_package(tmp_path / "Return.xlsx")

    table = package.table("TBLITEMS")
    assert table is not None
    assert (table.sheet, table.ref, table.has_totals) == ("Asset management", (1, 1, 2, 2), False)
    assert table.columns == ("Ref", "Corrective\naction")
    assert list(table.body) == [2]
    assert [sheet.state for sheet in package.sheets] == ["visible", "veryHidden"]
    first = package.sheet("asset MANAGEMENT")
    assert first is not None
    assert first.cells[2, 2].at == CellRef("Return.xlsx", "Asset management", 2, 2)
    assert package.sheet("Missing") is None


def test_rows_and_cells_without_addresses_count_on():
    sheet = plan("<row><c><v>1</v></c><c><v>2</v></c></row><row><c><v>3</v></c></row>")

    assert {at: cell.value for at, cell in sheet.cells.items()} == {(1, 1): 1, (1, 2): 2, (2, 1): 3}


def test_prefixed_strict_and_utf_16_parts_are_read_alike():
    strict = "http://purl.oclc.org/ooxml/spreadsheetml/main"
    made = parts("")
    made["xl/sheet1.xml"] = (
        f'<?xml version="1.0" encoding="UTF-16"?><x:worksheet xmlns:x="{strict}"><x:sheetData>'
        '<x:row r="2"><x:c r="B2" t="inlineStr"><x:is><x:t>Café</x:t></x:is></x:c></x:row>'
        "</x:sheetData></x:worksheet>"
    ).encode("utf-16")

    assert open_package(zipped(made)).sheets[0].value(2, 2) == "Café"


def test_a_workbook_without_styles_or_strings_is_read():
    made = parts('<row r="1"><c r="A1"><v>5</v></c></row>')
    del made["xl/styles.xml"]
    made["xl/_rels/workbook.xml.rels"] = related(rId1="worksheet /xl/sheet1.xml")

    assert open_package(zipped(made)).sheets[0].value(1, 1) == 5


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "empty"),
        (b"\0" * 4000, "empty"),
        (bytes.fromhex("D0CF11E0A1B11AE1") + b"\0" * 600, "not-a-workbook"),
        (bytes.fromhex("D0CF11E0") + "Workbook".encode("utf-16-le"), "old-format"),
        (bytes.fromhex("D0CF11E0") + "EncryptedPackage".encode("utf-16-le"), "encrypted"),
        (b"Ref,RAG\n13.1,Red\n", "csv"),
        (b"\xef\xbb\xbf<html><table></table></html>", "html"),
        (b"%PDF-1.7 binary", "pdf"),
        (b"PK\x03\x04 and then nothing", "truncated"),
        (zipped({"hello.txt": "hello"}), "zip"),
        (zipped({"mimetype": "x", "content.xml": "<a/>"}), "open-document"),
        (
            zipped({"[Content_Types].xml": "<Types/>", "word/document.xml": "<a/>"}),
            "word",
        ),
    ],
)
def test_what_is_not_a_workbook_is_refused_with_its_reason(content: bytes, why: str):
    assert refused(content) == why


def test_every_cut_of_a_workbook_is_refused_and_none_crashes():
    book = saved(Workbook())

    for length in range(0, len(book) - 1, 97):
        with pytest.raises(WorkbookRefused):
            open_package(book[:length])


def test_a_damaged_byte_never_crashes():
    book = bytearray(zipped(parts('<row r="1"><c r="A1" s="1"><v>41578</v></c></row>')))

    for place in range(0, len(book), 7):
        spoilt = bytes(book[:place]) + bytes([book[place] ^ 0x5A]) + bytes(book[place + 1 :])
        try:
            assert isinstance(open_package(spoilt), Package)
        except WorkbookRefused as err:
            assert err.why != "too-big" or b"PK" in spoilt


def test_the_same_part_twice_is_refused():
    made = parts("")
    with pytest.warns(UserWarning, match="Duplicate name"):
        content = _with_second_sheet(made)

    assert refused(content) == "duplicate-parts"


def _with_second_sheet(made: dict[str, str | bytes]) -> bytes:
    import zipfile

    stream = io.BytesIO(zipped(made))
    with zipfile.ZipFile(stream, "a") as archive:
        archive.writestr("xl/sheet1.xml", "<worksheet/>")
    return stream.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_declarations_are_refused_in_any_encoding(encoding: str):
    made = parts("")
    made["xl/sheet1.xml"] = (
        f'<?xml version="1.0" encoding="{encoding}"?><!DOCTYPE worksheet [<!ENTITY a "b">]>'
        f'<worksheet xmlns="{MAIN}"><sheetData/></worksheet>'
    ).encode(encoding)

    assert refused(zipped(made)) == "dtd"


def test_a_part_that_unpacks_too_far_is_refused_while_it_is_read():
    made = parts("", strings="<si><t>" + "a" * 200_000 + "</t></si>")
    content = zipped(made)
    assert len(content) < 10_000

    assert refused(content, Limits(part=100_000)) == "too-big"
    assert refused(content, Limits(total=150_000)) == "too-big"
    assert refused(content, Limits(packed=1_000)) == "too-big"


def test_a_flood_of_tiny_cells_is_refused():
    flood = zipped(parts("<row>" + "<c/>" * 5_000 + "</row>"))

    assert refused(flood, Limits(tags=4_000)) == "too-big"


def test_a_value_at_the_far_corner_is_refused_by_its_address_and_a_blank_there_is_not():
    far = '<row r="1048576"><c r="XFD1048576" s="1">{}</c></row>'
    with pytest.raises(WorkbookRefused, match="Plan!XFD1048576"):
        plan(far.format("<v>1</v>"))

    assert plan(far.format("")).max_row == 0


def test_a_missing_file_is_refused(tmp_path: Path):
    with pytest.raises(WorkbookRefused, match=r"plan\.xlsx cannot be read: there is no such file"):
        open_package(tmp_path / "plan.xlsx")


def test_a_package_and_a_refusal_travel_between_processes():
    package = open_package(zipped(parts('<row r="1"><c r="A1"><v>5</v></c></row>')))
    refusal = WorkbookRefused("a.xlsx", "csv")

    assert pickle.loads(pickle.dumps(package)) == package
    assert str(pickle.loads(pickle.dumps(refusal))) == str(refusal)


@pytest.mark.parametrize(
    ("code", "is_date"),
    [
        ("dd/mm/yyyy", True),
        ("[$-809]d mmmm yyyy;@", True),
        ("mmm", True),
        ("h:mm", False),
        ("[h]:mm:ss", False),
        ("mm:ss", False),
        ("0.00E+00", False),
        ("[Red]0.0", False),
        ('0 "days"', False),
        ("General", False),
        (r"0\d", False),
    ],
)
def test_a_number_format_says_whether_it_is_a_date(code: str, is_date: bool):
    assert is_date_format(164, code) == is_date


@given(st.text() | st.text("_x05F41"))
@example("_x005F_x0041_")
def test_text_survives_being_stored(text: str):
    assert decode(encode(text)) == text


@given(st.dates(date(1904, 1, 2), date(9999, 12, 31)), st.booleans())
def test_a_date_survives_being_stored(day: date, is_1904: bool):
    serial = serial_of(day, is_1904=is_1904)
    assert serial is not None

    assert date_from_serial(serial, is_1904=is_1904) == day


def test_the_first_days_of_1900_are_those_that_excel_shows():
    assert date_from_serial(1, is_1904=False) == date(1900, 1, 1)
    assert date_from_serial(59, is_1904=False) == date(1900, 2, 28)
    assert date_from_serial(60, is_1904=False) is None
    assert date_from_serial(61, is_1904=False) == date(1900, 3, 1)
    assert [serial_of(date(1900, m, 1), is_1904=False) for m in (1, 3)] == [1, 61]
    assert serial_of(date(1899, 12, 31), is_1904=False) is None
