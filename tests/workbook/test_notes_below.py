"""Notes and conversations below a table go with the cells that make room for its new rows."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from tests.specimens.rich import say, with_conversation
from tests.support.libreoffice import LibreOffice
from tests.workbook.plans import edited, why_refused
from tests.workbook.raw import parts_of, zipped
from tests.workbook.test_below import NEW, a_plan, plan_sheet
from xlplan.workbook.gate import differences
from xlplan.workbook.package import open_package

BOXES, NOTES = "xl/drawings/vmlDrawing1.vml", "xl/comments1.xml"
REMARKS = "xl/threadedComments/threadedComment1.xml"


def noted(book: Any, sheet: Any) -> None:
    """Notes on the table, on its totals, below it on a blank cell, and beside it."""
    for at, text in (
        ("C4", "A row"),
        ("D7", "The total"),
        ("C9", "Nothing here"),
        ("F9", "Beside"),
    ):
        sheet.write_comment(at, text, {"author": "Policy"})


def notes_of(data: bytes) -> dict[str, str]:
    sheet = load_workbook(io.BytesIO(data))["Plan"]
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.comment]
    return {cell.coordinate: cell.comment.text for cell in cells if cell.comment}


def places_of_boxes(data: bytes) -> list[tuple[int, int, int, int]]:
    """Return of each box its row, column, first row and last row, counted from 0."""
    content = parts_of(data)[BOXES].decode()
    rows, columns = (re.findall(rf"<x:{name}>(\d+)<", content) for name in ("Row", "Column"))
    anchors = [text.split(",") for text in re.findall(r"<x:Anchor>\s*([^<]*)<", content)]
    return [
        (int(row), int(column), int(anchor[2]), int(anchor[6]))
        for row, column, anchor in zip(rows, columns, anchors, strict=True)
    ]


def test_notes_and_their_boxes_go_down_with_their_cells_and_others_stay():
    source = a_plan(noted)
    result = edited(source, *NEW)

    assert notes_of(result) == {
        **{"C4": "A row", "D9": "The total", "C11": "Nothing here", "F9": "Beside"}
    }
    was, now = places_of_boxes(source), places_of_boxes(result)
    assert [
        (a[0], b[0] - a[0], b[2] - a[2], b[3] - a[3]) for a, b in zip(was, now, strict=True)
    ] == [*((3, 0, 0, 0), (6, 2, 2, 2), (8, 2, 2, 2), (8, 0, 0, 0))]


def test_a_note_on_a_blank_cell_under_a_table_stands_in_the_way_and_moves():
    def fill(book: Any, sheet: Any) -> None:
        sheet.write_comment("C7", "For next year")
        sheet.write_comment("D12", "Far below")

    result = edited(a_plan(fill, has_totals=False), *NEW)

    assert notes_of(result) == {"C9": "For next year", "D14": "Far below"}
    assert plan_sheet(result)["B7"].value == "A4"


def test_a_conversation_goes_with_its_replies_and_its_stand_in():
    source = with_conversation(a_plan(lambda book, sheet: say(sheet, "C7")), "C7")
    result = edited(source, *NEW)

    was, now = parts_of(source), parts_of(result)
    assert now[REMARKS] == was[REMARKS].replace(b'ref="C7"', b'ref="C9"')
    assert now[REMARKS].count(b'ref="C9"') == 2
    assert b'<comment ref="C9"' in now[NOTES]
    assert (now["xl/persons/person.xml"], places_of_boxes(result)[0][:2]) == (
        *(was["xl/persons/person.xml"], (8, 2)),
    )


def replaced(source: bytes, part: str, changes: Mapping[bytes, bytes]) -> bytes:
    parts = parts_of(source)
    for old, new in changes.items():
        assert old in parts[part], old
        parts[part] = parts[part].replace(old, new)
    return zipped(dict(parts))


def test_a_note_whose_box_cannot_be_found_is_told_to_be_in_the_way():
    source = replaced(a_plan(noted), BOXES, {b"<x:Row>6</x:Row>": b"<x:Row>60</x:Row>"})

    assert "the note on D7 is below it. Move it elsewhere." in why_refused(source, *NEW)


ALTERED: list[tuple[str, dict[bytes, bytes]]] = [
    (NOTES, {b'ref="D9"': b'ref="D7"'}),
    (NOTES, {b"The total": b"The totals"}),
    (NOTES, {b"A row": b"A roe"}),
    (BOXES, {b"<x:Row>8</x:Row>": b"<x:Row>6</x:Row>"}),
    (BOXES, {b"#ffffe1": b"#ff0000"}),
    (BOXES, {b"v:shapetype": b"v:shapetipe"}),
    (REMARKS, {b'ref="C9"': b'ref="C7"'}),
    (REMARKS, {b"Yes, in": b"No, in"}),
]


@pytest.mark.parametrize(("part", "changes"), ALTERED)
def test_the_gate_sees_a_note_that_did_not_follow_or_has_changed(
    part: str, changes: Mapping[bytes, bytes]
):
    def fill(book: Any, sheet: Any) -> None:
        sheet.write_comment("C4", "A row")
        sheet.write_comment("D7", "The total")
        say(sheet, "C7")

    source = with_conversation(a_plan(fill), "C7")
    result = edited(source, *NEW)

    assert differences(source, result, NEW) == []
    assert differences(source, replaced(result, part, changes), NEW)


@pytest.mark.libreoffice
def test_libreoffice_shows_the_notes_where_they_moved(libreoffice: LibreOffice, tmp_path: Path):
    path = tmp_path / "noted.xlsx"
    path.write_bytes(edited(a_plan(noted), *NEW))

    (saved,) = libreoffice.recalculated([path])
    told = {note.at.a1: note.text for note in open_package(saved).sheets[0].notes}

    assert told["D9"].endswith("The total") and "D7" not in told
