"""What officers do to a return in a spreadsheet program: one function each, told from a seed."""

from __future__ import annotations

import copy
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from tests.campaigns.good import Desk, NotApplicable, opened, saved
from tests.support.drawn import picture

Act = Callable[[Desk], None]
REMARK = "Ask the depot about the gate on Mondays."
_PROPOSED = (
    ("What is to be done", "A kiosk in the library"),
    ("Why the plan needs it", "Members asked for it twice."),
)
_PARAGRAPH = "Paragraph {}: what was done about the front desk, at length."
PARAGRAPHS = tuple(map(_PARAGRAPH.format, range(6)))


@dataclass(frozen=True)
class Habit:
    """One kind of thing done to a file; `codes` are the findings that it must raise, no others.

    `also` may come too, as other rules speak of the same cell. `is_sent_back` when the file cannot
    be merged; `is_late` when a program that saves the file anew would undo it.
    """

    kind: str
    do: Callable[[bytes, random.Random], bytes]
    codes: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    is_sent_back: bool = False
    is_late: bool = False


def typed(kind: str, act: Act, *codes: str, also: tuple[str, ...] = ()) -> Habit:
    """Return a habit that is done in the program and saved by it."""

    def do(data: bytes, chance: random.Random) -> bytes:
        desk = opened(data, chance)
        try:
            act(desk)
        except (KeyError, ValueError, AttributeError) as err:
            # The sheet or cell that it is done to is gone, merged or of another name.
            raise NotApplicable from err
        return saved(desk)

    return Habit(kind, do, codes, also)


def types(name: str, value: object) -> Act:
    """Return the act of typing one value into a cell of some item."""
    return lambda desk: desk.type(name, value)


def swapped(desk: Desk) -> None:
    one, other = desk.rows[-1], desk.rows[-2]
    for column in range(1, desk.sheet.max_column + 1):
        first, second = desk.sheet.cell(one, column), desk.sheet.cell(other, column)
        first.value, second.value = second.value, first.value


def refs_sorted_alone(desk: Desk) -> None:
    """Sort what is in view, as a selection that leaves the hidden columns behind."""
    one, other = desk.rows[-1], desk.rows[-2]
    for column in range(1, desk.column("item_id")):
        first, second = desk.sheet.cell(one, column), desk.sheet.cell(other, column)
        first.value, second.value = second.value, first.value


def copied_row(desk: Desk, change: str = "") -> None:
    source, target = desk.row(), desk.rows[-1] + 1
    for column in range(1, desk.sheet.max_column + 1):
        desk.sheet.cell(target, column).value = copy.copy(desk.sheet.cell(source, column).value)
    if change:
        desk.sheet.cell(target, desk.column("commentary")).value = change


def guide_remark(desk: Desk) -> None:
    desk.book["Guide"].cell(desk.book["Guide"].max_row + 2, 1).value = REMARK


def new_row(desk: Desk) -> None:
    row = desk.rows[-1] + 1
    desk.sheet.cell(row, desk.column("title")).value = "A kiosk in the library"
    desk.sheet.cell(row, desk.column("commentary")).value = "Proposed by the Members' group."


def inserted_row(desk: Desk) -> None:
    row = desk.row()
    desk.sheet.insert_rows(row)
    desk.sheet.cell(row, desk.column("commentary")).value = REMARK
    desk.sheet.cell(row, desk.column("title")).value = "Between two rows"


def hidden_rows(desk: Desk) -> None:
    desk.sheet.row_dimensions[desk.row()].hidden = True


def filtered(desk: Desk) -> None:
    desk.sheet.auto_filter.ref = f"A{desk.header}:J{desk.rows[-1]}"
    desk.sheet.auto_filter.add_filter_column(5, ["Red"])
    hidden_rows(desk)


def merged(desk: Desk) -> None:
    column, first = desk.column("commentary"), desk.rows[1]
    desk.sheet.merge_cells(
        start_row=first, end_row=first + 1, start_column=column, end_column=column
    )


def pasted(desk: Desk) -> None:
    column, last = desk.column("commentary"), desk.rows[-1]
    for offset, text in enumerate(PARAGRAPHS):
        desk.sheet.cell(last + offset, column).value = text


def remark_beside(desk: Desk) -> None:
    desk.sheet.cell(desk.row(), desk.sheet.max_column + 2).value = REMARK


def remark_above(desk: Desk) -> None:
    desk.sheet.cell(2, 4).value = REMARK


def own_sheet(desk: Desk) -> None:
    desk.book.create_sheet("My notes")["B3"] = REMARK


def copied_sheet(desk: Desk) -> None:
    desk.book.copy_worksheet(desk.sheet).title = "Backup"


def renamed_sheet(desk: Desk) -> None:
    desk.sheet.title = "Mine"


def moved_sheet(desk: Desk) -> None:
    desk.book.move_sheet(desk.sheet, offset=3)


def deleted_sheet(desk: Desk) -> None:
    desk.book.remove(desk.sheet)


def renamed_heading(desk: Desk) -> None:
    desk.sheet.cell(desk.header, desk.column("commentary")).value = "Comentary / update"


def lost_keys(desk: Desk) -> None:
    header = desk.header
    column = desk.column("commentary")
    for c in range(1, desk.sheet.max_column + 1):
        desk.sheet.cell(header - 1, c).value = None
    desk.sheet.cell(header, column).value = "Comentary"


def keys_gone(desk: Desk) -> None:
    header = desk.header
    for c in range(1, desk.sheet.max_column + 1):
        desk.sheet.cell(header - 1, c).value = None


def deleted_column(desk: Desk) -> None:
    desk.sheet.delete_cols(desk.column("help_needed"))


def blank_column(desk: Desk) -> None:
    desk.sheet.insert_cols(desk.column("status"))


def column_of_own(desk: Desk) -> None:
    column, header = desk.column("status"), desk.header
    row = desk.row()
    desk.sheet.insert_cols(column)
    desk.sheet.cell(header, column).value = "My view"
    desk.sheet.cell(row, column).value = REMARK


def moved_column(desk: Desk) -> None:
    source, target = desk.column("rag"), desk.sheet.max_column + 1
    for row in range(1, desk.sheet.max_row + 1):
        cell = desk.sheet.cell(row, source)
        desk.sheet.cell(row, target).value, cell.value = cell.value, None


def identities_lost(desk: Desk) -> None:
    column = desk.column("item_id")
    for row in desk.rows:
        desk.sheet.cell(row, column).value = None


def rows_above(desk: Desk) -> None:
    desk.sheet.insert_rows(1, 2)


def deleted_row(desk: Desk) -> None:
    desk.sheet.delete_rows(desk.row())


def cleared(desk: Desk) -> None:
    row = desk.row()
    for name in ("rag", "commentary"):
        desk.type(name, None, row)


def overwritten_grey(desk: Desk) -> None:
    desk.type("last_commentary", "No, that was never so in September.")


def struck_words(desk: Desk) -> None:
    words = CellRichText(
        "The desk opened in May as was planned. ", TextBlock(InlineFont(strike=True), "In June.")
    )
    desk.type("commentary", words)


def new_item(desk: Desk) -> None:
    if "New items" not in desk.book.sheetnames:
        raise NotApplicable
    sheet = desk.book["New items"]
    row = desk.header + 1
    headings = {sheet.cell(desk.header, c).value: c for c in range(1, 12)}
    for heading, text in _PROPOSED:
        column = headings.get(heading, 0)
        if not column:
            raise NotApplicable
        sheet.cell(row, column).value = text


def bold_words(desk: Desk) -> None:
    words = CellRichText(TextBlock(InlineFont(b=True), "The desk opened"), " in May, as planned.")
    desk.type("commentary", words)


def noted(desk: Desk) -> None:
    cell = desk.sheet.cell(desk.row(), desk.column("commentary"))
    cell.comment = Comment("Please ring me about this one.", "Customer Services")


def coloured(desk: Desk) -> None:
    cell = desk.sheet.cell(desk.row(), desk.column("rag"))
    cell.fill = PatternFill("solid", fgColor="A21A2C")
    cell.font = Font(bold=True)


def pictured(desk: Desk) -> None:
    desk.sheet.add_image(picture(), "D20")


def protected(desk: Desk) -> None:
    desk.sheet.protection.sheet = True
    desk.sheet.freeze_panes = "C7"
    desk.sheet.print_title_rows = "5:5"


def counted_from_1904(desk: Desk) -> None:
    desk.book.epoch = CALENDAR_MAC_1904


def formatted_to_the_end(desk: Desk) -> None:
    for row in (5_000, 90_000):
        desk.sheet.cell(row, 5).fill = PatternFill("solid", fgColor="FFFFEE")


def far_away(desk: Desk) -> None:
    desk.sheet.cell(1_048_576, 16_384).value = "x"


def no_manifest(desk: Desk) -> None:
    desk.book.remove(desk.book["_xlplan"])


def altered_manifest(desk: Desk) -> None:
    sheet = desk.book["_xlplan"]
    rows = [r for r in range(1, sheet.max_row + 1) if sheet.cell(r, 1).value in ("row", "issued")]
    if not rows:
        raise NotApplicable
    row = rows[0]
    sheet.cell(row, 4).value = "something else"


CELLS: Mapping[str, tuple[str, object, tuple[str, ...], tuple[str, ...]]] = {
    "rating as a letter": ("rag", "g", (), ("R04", "X06", "R20")),
    "rating with spaces": ("rag", " AMBER \u00a0", (), ("R01", "R04", "R02", "X06", "R15")),
    "rating of two": ("rag", "Green/ Amber", ("C03",), ("R01", "R04", "R02", "R15")),
    "rating unknown": ("rag", "Purple", ("C02",), ()),
    "rating N/A on live work": ("rag", "n/a", (), ("R12",)),
    "Excel's #N/A as a rating": ("rag", "#N/A", ("S10",), ()),
    "#REF! as commentary": ("commentary", "#REF!", ("S10",), ()),
    "a date in words": ("forecast", "end of Jan 14ish", ("C05",), ()),
    "a day that never was": ("forecast", "31/02/2014", ("C05",), ()),
    "a date of America": ("forecast", "12/31/2014", ("C05",), ()),
    "a date with points": ("forecast", "30.9.14", (), ("R22", "C06")),
    "a month for a date": ("forecast", "Sep-14", (), ("R22", "C06")),
    "a date as text": ("forecast", "30/09/2014", (), ("R22", "C06")),
    "a date of ISO": ("forecast", "2014-09-30", (), ("R22",)),
    "a date as a number": ("forecast", 41912, (), ("R22", "C06")),
    "a date of Rome": ("forecast", date(1913, 3, 1), ("C05",), ()),
    "per cent as text": ("percent_complete", "80%", (), ("R14",)),
    "per cent as a share": ("percent_complete", 0.8, (), ("R14",)),
    "per cent too many": ("percent_complete", 120, ("C14",), ()),
    "per cent in words": ("percent_complete", "most of it", ("C12",), ()),
    "status of one's own": ("status", "Ongoing", ("C13",), ()),
    "hidden characters": ("commentary", "The desk\u200b opened in\u00ad May to all.", (), ("C10",)),
    "a formula without value": ("commentary", "=B7&C7", ("C14",), ("C10",)),
    "a very long commentary": ("commentary", "The desk is open. " * 1500, (), ("C08", "X09")),
    "a stock phrase": ("commentary", "Ongoing", ("C09",), ()),
    "a title changed": ("title", "Another title for it", ("C01",), ()),
    "a due date moved": ("due", date(2015, 6, 30), ("C01",), ("R06",)),
    "a ref made up": ("ref", "ZZ99", ("C01",), ()),
    "a telephone number": ("commentary", "Ring 01622 602000 before noon on any day.", (), ("C11",)),
    "markup in text": ("help_needed", "<b>R&D</b> needs £1.2k & a ]]> sign", (), ()),
    "an action line by line": ("corrective_action", "• one\n• two\r\n• three", (), ("R02",)),
}

ACTS: tuple[Habit, ...] = (
    typed("rows sorted", swapped, "S07"),
    typed("columns in view sorted alone", refs_sorted_alone, "S12"),
    typed("a row copied", copied_row),
    typed(
        "a row copied and changed",
        lambda d: copied_row(d, "Otherwise than above, as I now hear."),
        "S06",
    ),
    typed("a new row below", new_row, "S04"),
    typed("a row inserted", inserted_row, "S04", also=("S08",)),
    typed("a row deleted", deleted_row, "S05"),
    typed("a row hidden", hidden_rows, "S08"),
    typed("rows filtered", filtered, "S08"),
    typed("cells merged", merged, "S11", also=("X09", "R17")),
    typed("a paste over other rows", pasted, "S20"),
    typed("a remark beside", remark_beside, "S13"),
    typed("a remark above", remark_above, "S13"),
    typed("a remark on the Guide", guide_remark, "S13"),
    typed("a sheet of one's own", own_sheet, "S14"),
    typed("the sheet copied", copied_sheet, "S14"),
    typed("the sheet renamed", renamed_sheet, "S15"),
    typed("the sheet moved", moved_sheet),
    typed("the sheet deleted", deleted_sheet, "S01"),
    typed("a heading renamed", renamed_heading),
    typed("keys lost and a heading renamed", lost_keys, "S02"),
    typed("keys lost", keys_gone),
    typed("a column deleted", deleted_column, "S02"),
    typed("a blank column inserted", blank_column),
    typed("a column of one's own", column_of_own, "S13"),
    typed("a column moved", moved_column),
    typed("identities lost", identities_lost),
    typed("rows put in above", rows_above, also=("S08",)),
    typed("answers cleared", cleared, "C07"),
    typed("last month overwritten", overwritten_grey, "C15"),
    typed("words struck out", struck_words, "M06", also=("R17",)),
    typed("a new item proposed", new_item, "S24"),
    typed("words in bold", bold_words),
    typed("a note on a cell", noted, also=("M05",)),
    typed("a cell coloured", coloured, also=("C04",)),
    typed("a picture", pictured, "S27"),
    typed("protected and frozen", protected),
    typed("dates from 1904", counted_from_1904),
    typed("formatted to the end", formatted_to_the_end),
)

REFUSED: tuple[Habit, ...] = tuple(
    Habit(one.kind, one.do, one.codes, is_sent_back=True)
    for one in (
        typed("a value in the last cell", far_away, "F01"),
        typed("the hidden sheet deleted", no_manifest, "F02"),
        typed("the hidden sheet altered", altered_manifest, "F08"),
    )
)

HABITS: tuple[Habit, ...] = (
    *(typed(kind, types(n, v), *codes, also=also) for kind, (n, v, codes, also) in CELLS.items()),
    *ACTS,
    *REFUSED,
)
