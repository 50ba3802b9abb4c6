"""What an officer does to a return in a spreadsheet program, for the examples of the rules."""

from __future__ import annotations

from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.comments import Comment
from openpyxl.styles import Font
from openpyxl.workbook import Workbook

from tests.cycle.months import GOOD
from tests.rules.stage import TAB, Change, column, typed
from tests.support.drawn import picture
from xlplan.workbook.layout import FIRST_ROW, HEADER_ROW

LAST = FIRST_ROW + 2


def own_sheet(book: Workbook) -> None:
    book.create_sheet("My notes")["A1"] = "The lift is out of order."


def lost_line(book: Workbook) -> None:
    sheet = book["_xlplan"]
    row = next(r for r in range(1, sheet.max_row + 1) if sheet.cell(r, 1).value == "row")
    sheet.delete_rows(row)


def edited_line(book: Workbook) -> None:
    sheet = book["_xlplan"]
    row = next(r for r in range(1, sheet.max_row + 1) if sheet.cell(r, 1).value == "row")
    sheet.cell(row, 4).value = "AM1 as I remember it"


def signed(name: str, post: str, day: object) -> Change:
    def change(book: Workbook) -> None:
        guide = book["Guide"]
        for row in range(1, guide.max_row + 1):
            said = {"Name": name, "Post": post, "Date": day}.get(str(guide.cell(row, 1).value))
            if said is not None:
                guide.cell(row, 2).value = said or None  # type: ignore[assignment]

    return change


def pictured(book: Workbook) -> None:
    book["Guide"].add_image(picture(), "F4")


def pasted(first: int, number: int) -> Change:
    def change(book: Workbook) -> None:
        for offset in range(number):
            typed("commentary", f"Paragraph {offset} of what was done.", first + offset)(book)

    return change


def new_below(book: Workbook) -> None:
    typed("title", "Wi-fi in the library", LAST + 1)(book)
    typed("commentary", "The supplier pays for it, and Members want it.", LAST + 1)(book)


def inserted(*, is_blank: bool) -> Change:
    def change(book: Workbook) -> None:
        sheet = book[TAB]
        sheet.insert_rows(LAST)
        for number in range(1, sheet.max_row + 1):  # openpyxl leaves looks behind as they were
            sheet.row_dimensions[number].hidden = number < HEADER_ROW - 1 and number > 2
        if not is_blank:
            sheet.cell(LAST, column(sheet, "title")).value = "Wi-fi in the library"

    return change


def proposed(**cells: object) -> Change:
    def change(book: Workbook) -> None:
        for key, value in cells.items():
            typed(key, value, FIRST_ROW, "New items")(book)

    return change


def without(*tabs: str) -> Change:
    def change(book: Workbook) -> None:
        for tab in tabs:
            del book[tab]

    return change


def moved_sheet(book: Workbook) -> None:
    book.move_sheet(TAB, offset=4)


def linked(text: str) -> Change:
    """Put a link to a page behind a word in Evidence, as Ctrl+K does."""

    def change(book: Workbook) -> None:
        typed("evidence", text, LAST)(book)
        sheet = book[TAB]
        place = sheet.cell(LAST, column(sheet, "evidence"))
        place.hyperlink = "https://www.test.gov.uk/minutes/"

    return change


def struck(key: str, *, is_whole: bool) -> Change:
    def change(book: Workbook) -> None:
        sheet = book[TAB]
        cell = sheet.cell(LAST, column(sheet, key))
        if is_whole:
            cell.font = Font(strike=True)
            return
        gone = TextBlock(InlineFont(strike=True), "In May as planned. ")
        cell.value = CellRichText(gone, "The lease was signed in September, on the day.")

    return change


def bold(book: Workbook) -> None:
    typed("commentary", CellRichText(TextBlock(InlineFont(b=True), GOOD[:9]), GOOD[9:]))(book)


def noted(key: str, text: str = "Please ring me about this one.") -> Change:
    def change(book: Workbook) -> None:
        sheet = book[TAB]
        sheet.cell(LAST, column(sheet, key)).comment = Comment(text, "An officer")

    return change
