from pathlib import Path

import pytest
import xlsxwriter
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.table import Table

from tests.support.libreoffice import LibreOffice
from tests.support.pictures import pages

pytestmark = pytest.mark.libreoffice


def saved(folder: Path, cells: dict[str, str | int], *, table: str | None = None) -> Path:
    workbook = Workbook()
    sheet = workbook.active
    assert sheet is not None
    for address, value in cells.items():
        sheet[address] = value
    if table:
        sheet.add_table(Table(displayName="Items", ref=table))
    folder.mkdir(exist_ok=True)
    workbook.save(folder / "return.xlsx")
    return folder / "return.xlsx"


def value(path: Path, address: str) -> object:
    sheet = load_workbook(path, data_only=True).active
    assert sheet is not None
    return sheet[address].value


def lying(folder: Path) -> Path:
    """A workbook that says of 2 * 21 that it is 7."""
    with xlsxwriter.Workbook(folder / "lying.xlsx") as workbook:
        workbook.add_worksheet().write_formula("A2", "=2*21", value=7)
    return folder / "lying.xlsx"


def test_a_formula_that_was_never_worked_out_gets_its_value(
    libreoffice: LibreOffice, tmp_path: Path
):
    path = saved(tmp_path, {"A1": 2, "A2": "=A1*21"})
    assert value(path, "A2") is None

    (recalculated,) = libreoffice.recalculated(path)

    assert value(recalculated, "A2") == 42


def test_a_wrong_value_saved_by_another_program_is_put_right(
    libreoffice: LibreOffice, tmp_path: Path
):
    path = lying(tmp_path)
    assert value(path, "A2") == 7

    (recalculated,) = libreoffice.recalculated(path)

    assert value(recalculated, "A2") == 42


def test_tables_and_newer_functions_are_understood(libreoffice: LibreOffice, tmp_path: Path):
    cells: dict[str, str | int] = {
        "A1": "Ref",
        "B1": "Days",
        "A2": "\u00a01.10\u00a0",
        "B2": 30,
        "A3": "1.2",
        "B3": 12,
        "D1": "=SUM(Items[Days])",
        "D2": '=TRIM(SUBSTITUTE(A2,_xlfn.UNICHAR(160)," "))',
    }

    (recalculated,) = libreoffice.recalculated(saved(tmp_path, cells, table="A1:B3"))

    assert (value(recalculated, "D1"), value(recalculated, "D2")) == (42, "1.10")


def test_files_of_one_name_are_kept_apart_in_one_start(libreoffice: LibreOffice, tmp_path: Path):
    paths = [saved(tmp_path / str(n), {"A1": n, "A2": "=A1+1"}) for n in range(3)]

    recalculated = libreoffice.recalculated(paths)

    assert [value(path, "A2") for path in recalculated] == [1, 2, 3]


def test_a_workbook_becomes_a_pdf_and_its_pages_pictures(libreoffice: LibreOffice, tmp_path: Path):
    (pdf,) = libreoffice.to_pdf([saved(tmp_path, {"A1": "Asset management"})])

    pictures = pages(pdf)

    assert pdf.read_bytes().startswith(b"%PDF")
    assert [picture.read_bytes()[:4] for picture in pictures] == [b"\x89PNG"]


def test_a_file_that_is_no_workbook_is_not_passed_over(libreoffice: LibreOffice, tmp_path: Path):
    (tmp_path / "broken.xlsx").write_bytes(b"PK\x03\x04 and no more")

    with pytest.raises(AssertionError, match=r"did not make \['broken\.xlsx'\]"):
        libreoffice.recalculated(tmp_path / "broken.xlsx")
