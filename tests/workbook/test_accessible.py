"""Master and return can be used by everybody: titles, headings, contrast, text for pictures."""

import io
import zipfile

import pytest
from lxml import etree
from openpyxl import load_workbook
from openpyxl.utils import range_boundaries
from openpyxl.workbook import Workbook

from xlplan import palette
from xlplan.cycle.samples import samples
from xlplan.model import FIVE_POINT, WITH_BLUE, Rag

MADE = samples()
NAMES = sorted(MADE)
LEAST = 4.5


@pytest.fixture(scope="module")
def books() -> dict[str, Workbook]:
    return {name: load_workbook(io.BytesIO(data)) for name, data in MADE.items()}


def parts(name: str, folder: str) -> list[etree._Element]:
    with zipfile.ZipFile(io.BytesIO(MADE[name])) as archive:
        names = [n for n in archive.namelist() if n.startswith(folder) and n.endswith(".xml")]
        return [etree.fromstring(archive.read(n)) for n in names]


@pytest.mark.parametrize("name", NAMES)
def test_every_sheet_has_its_title_in_its_first_cell(books: dict[str, Workbook], name: str):
    shown = [s for s in books[name].worksheets if s.sheet_state == "visible"]
    assert len(shown) > 3
    for sheet in shown:
        assert isinstance(sheet["A1"].value, str) and sheet["A1"].font.size >= 14, sheet.title
        assert not sheet.column_dimensions["A"].hidden, sheet.title


@pytest.mark.parametrize("name", NAMES)
def test_tables_have_one_row_of_headings_and_no_merged_cells_or_blank_rows(
    books: dict[str, Workbook], name: str
):
    for sheet in books[name].worksheets:
        for table in sheet.tables.values():
            left, top, right, bottom = (int(n or 0) for n in range_boundaries(table.ref))
            headings = [sheet.cell(top, c).value for c in range(left, right + 1)]
            assert len(set(headings)) == len(headings) and all(headings), sheet.title
            assert table.headerRowCount in (None, 1)
            for row in range(top + 1, bottom + 1):
                cells = [sheet.cell(row, c).value for c in range(left, right + 1)]
                assert any(v is not None for v in cells) or bottom == top + 1, (sheet.title, row)
            for merged in sheet.merged_cells.ranges:
                assert merged.max_row < top or merged.min_row > bottom, sheet.title


@pytest.mark.parametrize("name", NAMES)
def test_text_can_be_read_on_its_ground(books: dict[str, Workbook], name: str):
    seen = set()
    for sheet in books[name].worksheets:
        for row in sheet.iter_rows(max_row=60):
            for cell in row:
                ink = cell.font.color.rgb if cell.font.color else None
                ground = cell.fill.start_color.rgb if cell.fill.fill_type == "solid" else "00FFFFFF"
                text = ink[-6:] if isinstance(ink, str) else palette.INK
                seen.add((text, str(ground)[-6:]))
    assert len(seen) > 3
    assert [pair for pair in seen if palette.contrast(*pair) < LEAST] == []


@pytest.mark.parametrize("rag", [*FIVE_POINT.ratings, *WITH_BLUE.ratings])
def test_a_rating_can_be_read_on_its_colour(rag: Rag):
    look = palette.look(rag)
    assert palette.contrast(look.fill, look.text) >= LEAST


def test_charts_and_pictures_have_text_in_their_place():
    drawings = parts("maidstone-2013.xlsx", "xl/drawings/drawing")
    shapes = [e for root in drawings for e in root.iter() if str(e.tag).endswith("cNvPr")]
    shapes = [e for e in shapes if e.get("name", "").startswith(("Chart", "Picture"))]
    assert len(shapes) == 2
    assert all(len(e.get("descr", "")) > 40 for e in shapes)


@pytest.mark.parametrize("name", NAMES)
def test_a_workbook_says_its_title_and_language(books: dict[str, Workbook], name: str):
    said = books[name].properties
    assert said.title and said.creator and said.language == "en-GB"
