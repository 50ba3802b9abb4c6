import io
import re

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment

from tests.workbook.plans import a_plan, edited, saved, sheet_of, why_refused
from tests.workbook.raw import MAIN, parts, parts_of, related, zipped
from xlplan.workbook import patch
from xlplan.workbook.book_draft import BookDraft
from xlplan.workbook.edits import AddNote, RemoveNotes, SetCell
from xlplan.workbook.gate import differences
from xlplan.workbook.notes import threads

OURS = RemoveNotes("xlplan")
BOXES = "xl/drawings/vmlDrawing1.vml"


def note(text: str = "Say why.", *, row: int = 2, column: int = 2) -> AddNote:
    return AddNote("Plan", row, column, text, "xlplan")


def with_a_note(text: str = "Ask Jo.") -> Workbook:
    """A plan on which an officer has left a note of their own."""
    book = a_plan()
    book["Plan"]["B2"].comment = Comment(text, "J Officer")
    return book


def notes_of(content: bytes) -> dict[str, tuple[str, str]]:
    """The text and the author of each note, as openpyxl reads them."""
    cells = (cell for row in load_workbook(io.BytesIO(content))["Plan"].iter_rows() for cell in row)
    return {c.coordinate: (c.comment.text, c.comment.author) for c in cells if c.comment}


def with_a_thread() -> bytes:
    """A workbook with a conversation on B2."""
    made = parts("")
    made["xl/_rels/sheet1.xml.rels"] = related(rId1="threadedComment threads/one.xml")
    made["xl/threads/one.xml"] = (
        '<ThreadedComments xmlns="http://schemas.microsoft.com/office/spreadsheetml/2018/'
        'threadedcomments"><threadedComment ref="B2" id="{1}"><text>Why?</text></threadedComment>'
        "</ThreadedComments>"
    )
    return zipped(made)


def test_a_note_lands_with_its_author_and_a_box_beside_its_cell():
    result = edited(a_plan(), note(), note("Type a date.", row=9, column=30))

    assert notes_of(result) == {
        "B2": ("xlplan: Say why.", "xlplan"),
        "AD9": ("xlplan: Type a date.", "xlplan"),
    }
    boxes = parts_of(result)["xl/drawings/vmlDrawing1.vml"]
    assert boxes.count(b'ObjectType="Note"') == 2
    assert b"<x:Row>1</x:Row><x:Column>1</x:Column>" in boxes


@pytest.mark.parametrize("is_plain", [True, False])
def test_the_box_of_a_note_ends_where_its_lines_do_among_high_and_hidden_rows(*, is_plain: bool):
    book = a_plan([("13.1", "Lease", None, "Red")] * 9)
    for number, points in ((2, 30), (3, 150)):
        book["Plan"].row_dimensions[number].height = points
    for number in (5, 6):
        book["Plan"].row_dimensions[number].hidden = True
    draft = BookDraft(saved(book), "plan.xlsx", is_plain=is_plain)
    lines = "\n".join(["Say why."] * 3)
    boxes = parts_of(patch._made(draft, [note(lines), note(lines, row=4)]))
    found = re.findall(rb"Anchor>\d+, \d+, (\d+, \d+), \d+, \d+, (\d+, \d+)<", boxes[BOXES])

    # 40 pixels of row 2, and 27 of the 200 of row 3; 60 of row 4, then 7 of row 7, which is next.
    assert found == [(b"1, 4", b"2, 27"), (b"3, 4", b"6, 7")]


def test_the_cells_and_every_other_part_stay_as_they_are():
    source = saved(a_plan())
    before, after = parts_of(source), parts_of(edited(source, note()))

    assert {n for n in before if before[n] != after[n]} == {
        "[Content_Types].xml",
        "xl/worksheets/sheet1.xml",
        "xl/worksheets/_rels/sheet1.xml.rels",
    }
    assert sheet_of(edited(source, note())).cells == sheet_of(source).cells


def test_an_officers_own_note_stays_and_ours_is_added_below_it():
    result = edited(with_a_note(), note(), note("And by when."))

    assert notes_of(result)["B2"] == (
        "Ask Jo.\nxlplan: Say why.\nxlplan: And by when.",
        "J Officer",
    )


def test_taking_our_notes_away_leaves_what_others_wrote():
    noted = edited(with_a_note(), note("Say why.\nAnd when."), note(row=5))
    result = edited(noted, OURS)

    assert notes_of(result) == {"B2": ("Ask Jo.", "J Officer")}
    boxes = parts_of(result)[boxes_part(result)]
    assert boxes.count(b"Row>1</") == 1
    assert b"Row>4</" not in boxes


def boxes_part(content: bytes) -> str:
    return next(name for name in parts_of(content) if name.endswith(".vml"))


def test_what_an_officer_typed_into_our_note_is_kept():
    book = load_workbook(io.BytesIO(edited(a_plan(), note())))
    written = book["Plan"]["B2"].comment
    assert written is not None
    book["Plan"]["B2"].comment = Comment(written.text + "\nDone, see column K.", "xlplan")

    assert notes_of(edited(book, OURS)) == {"B2": ("Done, see column K.", "xlplan")}


def test_notes_that_another_program_saved_are_known_again():
    saved_again = saved(load_workbook(io.BytesIO(edited(a_plan(), note("Old."), note(row=3)))))
    result = edited(saved_again, OURS, note("New."))

    assert notes_of(result) == {"B2": ("xlplan: New.", "xlplan")}


def test_without_notes_of_ours_nothing_changes():
    source = saved(with_a_note())

    assert parts_of(edited(source, OURS)) == parts_of(source)


def test_a_cell_with_a_conversation_is_left_alone():
    source = with_a_thread()

    assert threads(source) == {("Plan", 2, 2)}
    assert "Plan!B2 carries a threaded comment" in why_refused(source, note())
    kept = parts_of(edited(source, note(row=3)))["xl/threads/one.xml"]
    assert kept == parts_of(source)["xl/threads/one.xml"]


def test_a_note_on_a_sheet_that_is_not_there_is_refused():
    assert "no sheet Plans" in why_refused(a_plan(), AddNote("Plans", 1, 1, "x", "xlplan"))


def test_a_form_control_and_other_notes_keep_their_boxes():
    made = parts("", after='<legacyDrawing xmlns:r="x" r:id="rId1"/>')
    made["xl/_rels/sheet1.xml.rels"] = related(rId1="vmlDrawing drawing.vml")
    button = '<v:shape id="_x0000_s1025"><p>Press<br></p></v:shape>'
    made["xl/drawing.vml"] = (
        '<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="o" xmlns:x="x">' + button + "</xml>"
    )
    boxes = parts_of(edited(zipped(made), note()))["xl/drawing.vml"].decode()

    assert button in boxes
    assert '<v:shape id="_x0000_s1026"' in boxes
    assert MAIN in parts_of(edited(zipped(made), note()))["xl/comments1.xml"].decode()


@pytest.mark.parametrize(
    ("part", "old", "new", "said"),
    [
        ("xl/comments/comment1.xml", b"Ask Jo.", b"Ask Al.", "is not as meant"),
        ("xl/comments/comment1.xml", b"J Officer", b"A Officer", "has changed"),
        ("xl/comments/comment1.xml", b"Say why.", b"Say how.", "is not as meant"),
        ("xl/drawings", b"Row>4</", b"Row>5</", "no box"),
        ("xl/drawings", b"Row>1</", b"Row>6</", "drawing"),
    ],
)
def test_the_gate_notices_what_a_note_should_not_have_done(
    part: str, old: bytes, new: bytes, said: str
):
    source, edit = saved(with_a_note()), note(row=5)
    result = edited(source, edit)
    assert differences(source, result, [edit]) == []
    content = parts_of(result)
    name = boxes_part(result) if part == "xl/drawings" else part
    assert old in content[name]
    content[name] = content[name].replace(old, new)

    assert said in " ".join(differences(source, zipped({**content}), [edit]))


def test_a_note_that_was_not_asked_for_is_noticed():
    source = saved(a_plan())
    result = edited(source, note(), SetCell("Plan", 9, 1, 7))

    assert differences(source, result, [SetCell("Plan", 9, 1, 7)]) != []
