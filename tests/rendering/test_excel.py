"""The exception report as a workbook: a table to a sheet, real dates, words typed as typed."""

from dataclasses import replace
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from openxml_audit import OpenXmlValidator

from tests.rendering import sample
from xlplan.palette import SWATCHES, contrast
from xlplan.rendering.excel import render_exceptions

DATA = render_exceptions(sample.exceptions())
HEAD = 4


def opened(data: bytes = DATA) -> Any:
    return load_workbook(BytesIO(data))


def row_of(name: str, number: int = 1) -> dict[str, Any]:
    sheet = opened()[name]
    heads = [cell.value for cell in sheet[HEAD]]
    return dict(zip(heads, [cell.value for cell in sheet[HEAD + number]], strict=True))


def test_each_list_is_an_excel_table_with_one_row_of_headings():
    book = opened()

    assert book.sheetnames == [
        "Exceptions", "Position", "Asks", "Not reported", "Requests", "Moves", "About",
    ]  # fmt: skip
    for sheet in book.worksheets[:-1]:
        (table,) = sheet.tables.values()
        assert [c.value for c in sheet[HEAD]] == [c.name for c in table.tableColumns]
        assert table.autoFilter is not None
        assert sheet.freeze_panes == "A5"
        assert not sheet.merged_cells.ranges


def test_an_exception_has_dates_to_sort_by_numbers_and_words():
    row = row_of("Exceptions")

    assert row["Original date"] == datetime(2013, 6, 30)
    assert (row["Slips"], row["Days slipped"], row["Days overdue"], row["Months"]) == (2, 92, 31, 6)
    assert (row["Colour"], row["Last month"], row["Acted on"]) == ("R Red", "A Amber", "No")


def test_what_was_typed_is_text_and_never_a_formula():
    row = row_of("Exceptions")

    assert row["Said this month"] == sample.AWKWARD
    assert row["Said last month"] == "=SUM(A1:A2) was typed as words"
    cells = [cell for sheet in opened().worksheets for line in sheet.iter_rows() for cell in line]
    assert not [cell for cell in cells if cell.data_type == "f"]


def test_every_coloured_cell_says_its_letter_and_word_in_colours_that_can_be_read():
    fills = {f"FF{swatch.fill}" for swatch in SWATCHES} - {"FFFFFFFF"}
    shaded = [
        cell
        for sheet in opened().worksheets
        for line in sheet.iter_rows(min_row=HEAD + 1)
        for cell in line
        if cell.fill.fgColor.rgb in fills and cell.fill.fill_type
    ]

    assert len(shaded) >= 6
    for cell in shaded:
        assert cell.value
        assert contrast(cell.fill.fgColor.rgb[2:], cell.font.color.rgb[2:]) >= 4.5


def test_the_position_counts_are_numbers():
    assert [row_of("Position")[word] for word in ("Items", "Green", "Amber", "% green")] == [
        3, 1, 1, 33.3,
    ]  # fmt: skip


def test_where_the_figures_come_from_stands_on_the_last_sheet_and_a_draft_says_so():
    book = opened()
    about = {row[0].value: row[1].value for row in book["About"].iter_rows(min_row=HEAD)}

    assert about["Made from"] == "Improvement Plan master.xlsx"
    assert all(str(sheet["A1"].value).startswith("Draft: ") for sheet in book.worksheets)


def test_nothing_to_say_makes_no_empty_sheet():
    paper = sample.exceptions()
    quiet = replace(paper, rows=(), asks=(), not_reported=(), requests=(), moves=())

    assert opened(render_exceptions(quiet)).sheetnames == ["Position", "About"]


def test_the_same_paper_gives_the_same_bytes():
    assert render_exceptions(sample.exceptions()) == DATA


def test_an_audit_of_the_format_finds_nothing(tmp_path: Path):
    path = tmp_path / "paper.xlsx"
    path.write_bytes(DATA)

    assert OpenXmlValidator().validate(path).errors == []


@pytest.mark.libreoffice
def test_libreoffice_opens_it(libreoffice, tmp_path: Path):
    path = tmp_path / "paper.xlsx"
    path.write_bytes(DATA)

    (printed,) = libreoffice.to_pdf([path])
    assert printed.stat().st_size > 5000
