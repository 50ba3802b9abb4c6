"""Rich workbooks made by others lose nothing by a sheet in front and notes on their cells."""

import re
from collections import Counter
from pathlib import Path

import pytest

from tests.specimens.test_lossless import (
    TOO_MUCH_FOR_LIBREOFFICE,
    faults,
    parts_of,
    tags,
)
from tests.support.libreoffice import LibreOffice
from xlplan.workbook.edits import AddNote, AddSheet, Edit, Look, RemoveNotes
from xlplan.workbook.notes import threads
from xlplan.workbook.package import open_package
from xlplan.workbook.patch import apply_edits

MARK = "xlplan sheet fix-list"
MAY_CHANGE = re.compile(
    r"xl/(sharedStrings|styles|workbook)\.xml|xl/(worksheets|chartsheets|dialogsheets)/[^/]*\.xml|"
    r"\[Content_Types\]\.xml|xl/_rels/workbook\.xml\.rels|xl/worksheets/_rels/[^/]*|"
    r"xl/(comments/)?comments?\d*\.xml|xl/drawings/[^/]*\.vml",
    re.IGNORECASE,
)


def edits_of(source: bytes) -> list[Edit]:
    """A list in front that leads to each sheet, and notes on three cells of each."""
    names = [sheet.name for sheet in open_package(source).sheets]
    locations = ["'{}'!B2".format(name.replace("'", "''")) for name in names]
    lines = tuple((name, "Say what you will do. " * 9) for name in names)
    listed = AddSheet(
        "Fix list",
        MARK,
        (("Fix list",), (MARK,), *lines),
        widths=(30, 60),
        links={(row, 1): location for row, location in enumerate(locations, start=3)},
        looks={1: Look.TITLE, 2: Look.HIDDEN},
    )
    busy = threads(source)
    notes = [
        AddNote(name, row, column, "Say why.", "xlplan")
        for name in names
        for row, column in ((1, 1), (2, 2), (9, 30))
        if (name, row, column) not in busy
    ]
    return [listed, *notes]


def lost(before: bytes, after: bytes) -> list[str]:
    """The parts that are gone, changed without need, or emptied of a tag they had."""
    old, new = parts_of(before), parts_of(after)
    found = [name for name in old if name not in new]
    for name in old.keys() & new.keys():
        if old[name] == new[name]:
            continue
        if not MAY_CHANGE.fullmatch(name):
            found.append(name)
        elif not name.endswith(".vml"):
            found += [f"{name}: {tag}" for tag in tags(old[name]) - tags(new[name])]
    return found


def test_a_sheet_and_notes_lose_nothing_and_go_again(specimens: list[Path]):
    for path in specimens:
        source = path.read_bytes()
        edits = edits_of(source)
        result = apply_edits(source, edits, file=path.name)
        assert lost(source, result) == [], path.name

        again = apply_edits(result, [RemoveNotes("xlplan"), *edits], file=path.name)
        assert open_package(again).sheets == open_package(result).sheets, path.name
        without = apply_edits(result, [RemoveNotes("xlplan")], file=path.name)
        assert b"xlplan: " not in b"".join(parts_of(without).values()), path.name
        for name, content in parts_of(source).items():
            assert name in parts_of(without), (path.name, name)
            if name.endswith(".vml"):
                assert content.replace(b"</xml>", b"").strip() in parts_of(without)[name], path.name


@pytest.mark.filterwarnings("default")
def test_they_add_no_fault_against_the_specification(specimens: list[Path], tmp_path: Path):
    for path in specimens:
        source = path.read_bytes()
        edited = tmp_path / path.name
        edited.write_bytes(apply_edits(source, edits_of(source), file=path.name))

        assert faults(edited) - faults(path) == Counter(), path.name


@pytest.mark.libreoffice
def test_libreoffice_opens_them_all(
    specimens: list[Path], libreoffice: LibreOffice, tmp_path: Path
):
    paths = []
    for path in (path for path in specimens if path.stem not in TOO_MUCH_FOR_LIBREOFFICE):
        source = path.read_bytes()
        edited = tmp_path / f"{path.stem}.xlsx"
        edited.write_bytes(apply_edits(source, edits_of(source), file=path.name))
        paths.append(edited)

    assert all(pdf.stat().st_size > 0 for pdf in libreoffice.to_pdf(paths))
