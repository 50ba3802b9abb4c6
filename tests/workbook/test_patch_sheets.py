import io

import pytest
from openpyxl import load_workbook
from openpyxl.workbook.defined_name import DefinedName

from tests.workbook.plans import a_plan, edited, saved, sheet_of, why_refused
from tests.workbook.raw import parts_of, zipped
from xlplan.workbook.edits import AddSheet, Edit, Look, Place, SetCell
from xlplan.workbook.gate import differences
from xlplan.workbook.package import open_package

MARK = "xlplan sheet fix-list"


def fix_list(*said: str, name: str = "Fix list", place: Place = Place.FRONT) -> AddSheet:
    """A title, a hidden mark and a line for each text, whose first cell leads to Plan!B2."""
    lines = tuple((f"13.{n}", text) for n, text in enumerate(said, start=1))
    return AddSheet(
        name,
        MARK,
        (("What to put right",), (MARK,), *lines),
        widths=(12, 60),
        links={(row, 1): "Plan!B2" for row in range(3, 3 + len(lines))},
        looks={1: Look.TITLE, 2: Look.HIDDEN},
        place=place,
    )


def test_a_sheet_is_added_in_front_and_opens_first():
    book = a_plan()
    book["Plan"].sheet_view.tabSelected = True
    book.create_sheet("Notes")
    result = edited(book, fix_list("Say why."))

    assert [sheet.name for sheet in open_package(result).sheets] == ["Fix list", "Plan", "Notes"]
    other = load_workbook(io.BytesIO(result))
    assert other.active is not None
    assert other.active.title == "Fix list"
    assert [s.title for s in other.worksheets if s.sheet_view.tabSelected] == ["Fix list"]
    # Two selected sheets would both take what is typed into one.
    sheet = other["Fix list"]
    assert sheet["B3"].value == "Say why."
    assert sheet["B3"].alignment.wrap_text
    assert sheet["A3"].hyperlink is not None
    assert sheet["A3"].hyperlink.location == "Plan!B2"
    assert sheet.row_dimensions[2].hidden
    assert sheet.column_dimensions["B"].width == 60


def test_a_sheet_at_the_back_leaves_the_opened_one_open():
    other = load_workbook(io.BytesIO(edited(a_plan(), fix_list("x", place=Place.BACK))))

    assert other.sheetnames == ["Plan", "Fix list"]
    assert other.active is not None
    assert other.active.title == "Plan"


def test_names_of_a_sheet_stay_with_their_sheet():
    book = a_plan()
    book["Plan"].print_area = "A1:E2"
    book["Plan"].defined_names["Lease"] = DefinedName("Lease", attr_text="Plan!$B$2")
    names = open_package(edited(book, fix_list("x"))).names

    assert names["Plan!Lease"] == "Plan!$B$2"
    assert any(name.startswith("Plan!_xlnm.Print_Area") for name in names)


def test_every_other_part_is_the_same_and_nothing_is_worked_out_anew():
    source = saved(a_plan())
    before, after = parts_of(source), parts_of(edited(source, fix_list("x")))

    changed = {name for name in before if before[name] != after[name]}
    assert changed == {
        "[Content_Types].xml",
        "xl/_rels/workbook.xml.rels",
        "xl/styles.xml",
        "xl/workbook.xml",
    }
    assert after.keys() - before.keys() == {"xl/worksheets/sheet2.xml", "xl/sharedStrings.xml"}
    worked_out = [w["xl/workbook.xml"].count(b"fullCalcOnLoad") for w in (before, after)]
    assert worked_out[0] == worked_out[1]


def test_a_sheet_with_the_same_mark_is_replaced_whatever_its_tab_is_called():
    first = load_workbook(io.BytesIO(edited(a_plan(), fix_list("one", "two", "three"))))
    first["Fix list"].title = "My list"
    first.move_sheet("My list", 1)
    result = edited(first, fix_list("two"))

    assert [sheet.name for sheet in open_package(result).sheets] == ["My list", "Plan"]
    sheet = sheet_of(result, "My list")
    assert [sheet.value(row, 2) for row in (3, 4)] == ["two", None]
    assert len(parts_of(result)) == len(parts_of(edited(result, fix_list("two"))))


def test_the_same_sheet_twice_is_one_sheet_and_its_looks_are_made_once():
    once = edited(a_plan(), fix_list("one"))
    twice = edited(once, fix_list("one"))

    assert parts_of(twice)["xl/styles.xml"] == parts_of(once)["xl/styles.xml"]
    assert len(open_package(twice).sheets) == 2


@pytest.mark.parametrize(
    ("edit", "said"),
    [
        (fix_list("x", name="plan"), "There is a sheet plan already"),
        (fix_list("x", name="a/b"), 'cannot be called "a/b"'),
        (AddSheet("Fix list", MARK, (("no mark",),)), "does not carry its mark"),
    ],
)
def test_a_sheet_that_cannot_stand_is_refused(edit: AddSheet, said: str):
    assert said in why_refused(a_plan(), edit)


@pytest.mark.parametrize(
    ("part", "old", "new", "said"),
    [
        ("xl/worksheets/sheet2.xml", b'location="Plan!B2"', b'location="Plan!B3"', "links"),
        ("xl/sharedStrings.xml", b"Say why.", b"Say how.", "does not hold"),
        ("xl/workbook.xml", b'name="Plan"', b'name="Plans"', "another name"),
        ("xl/workbook.xml", b"Plan!$B$2", b"Plan!$B$3", "defined name"),
        ("xl/worksheets/sheet1.xml", b'ht="45"', b'ht="46"', "another height"),
    ],
)
def test_the_gate_notices_what_adding_a_sheet_should_not_have_done(
    part: str, old: bytes, new: bytes, said: str
):
    book = a_plan()
    book.defined_names["Lease"] = DefinedName("Lease", attr_text="Plan!$B$2")
    source, edit = saved(book), fix_list("Say why.")
    result = edited(source, edit)
    assert differences(source, result, [edit]) == []
    content = parts_of(result)
    assert old in content[part]
    content[part] = content[part].replace(old, new)

    assert said in " ".join(differences(source, zipped({**content}), [edit]))


def test_a_sheet_and_a_cell_are_added_together():
    edits: list[Edit] = [SetCell("Plan", 2, 1, "13.2"), fix_list("x")]

    assert sheet_of(edited(a_plan(), *edits)).value(2, 1) == "13.2"
