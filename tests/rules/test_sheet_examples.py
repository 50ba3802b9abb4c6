"""The rules about sheets and rows, on their examples, in returns that were damaged in Excel."""

import io
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from tests.cycle.months import GOOD, issue_october, new_master, plan_rows
from xlplan.cycle.checking import check
from xlplan.rules.headers import HEADERS
from xlplan.workbook.layout import FIRST_ROW, HEADER_ROW, KEY_ROW

TAB = "Asset management"
LAST = FIRST_ROW + 5
Damage = Callable[[Workbook], None]


def column(sheet: Worksheet, key: str) -> int:
    return next(n for n in range(1, sheet.max_column + 1) if sheet.cell(KEY_ROW, n).value == key)


def put(key: str, value: object, *rows: int) -> Damage:
    def damage(book: Workbook) -> None:
        sheet = book[TAB]
        for row in rows:
            sheet.cell(row, column(sheet, key)).value = value  # type: ignore[assignment]

    return damage


def exchange(first: int, second: int, keys: tuple[str, ...] = ()) -> Damage:
    def damage(book: Workbook) -> None:
        sheet = book[TAB]
        columns = [column(sheet, k) for k in keys] or range(1, sheet.max_column + 1)
        for number in columns:
            one, two = sheet.cell(first, number), sheet.cell(second, number)
            one.value, two.value = two.value, one.value

    return damage


def copy_row(source: int, target: int, **changed: str) -> Damage:
    def damage(book: Workbook) -> None:
        sheet = book[TAB]
        for number in range(1, sheet.max_column + 1):
            sheet.cell(target, number).value = sheet.cell(source, number).value
        for key, value in changed.items():
            sheet.cell(target, column(sheet, key)).value = value

    return damage


def rename(heading: str, to: str | None, *, keys: bool) -> Damage:
    def damage(book: Workbook) -> None:
        sheet = book[TAB]
        number = next(n for n in range(1, 60) if sheet.cell(HEADER_ROW, n).value == heading)
        sheet.cell(HEADER_ROW, number).value = to
        if not keys:
            sheet.cell(KEY_ROW, number).value = None

    return damage


def rows_cleared(*rows: int) -> Damage:
    def damage(book: Workbook) -> None:
        sheet = book[TAB]
        for row in rows:
            for number in range(1, sheet.max_column + 1):
                sheet.cell(row, number).value = None

    return damage


def hide(book: Workbook) -> None:
    book[TAB].row_dimensions[FIRST_ROW].hidden = True


def hide_column(book: Workbook) -> None:
    book[TAB].column_dimensions["E"].hidden = True


def filtered(book: Workbook) -> None:
    sheet = book[TAB]
    sheet.auto_filter.ref = f"A{HEADER_ROW}:J{LAST}"
    sheet.auto_filter.add_filter_column(5, ["Red"])
    sheet.row_dimensions[FIRST_ROW].hidden = True


def moved_to_the_end(key: str) -> Damage:
    def damage(book: Workbook) -> None:
        sheet = book[TAB]
        source, end = column(sheet, key), sheet.max_column + 1
        for row in range(KEY_ROW, LAST + 1):
            cell = sheet.cell(row, source)
            sheet.cell(row, end).value, cell.value = cell.value, None
        sheet.delete_cols(source)

    return damage


def titled(name: str) -> Damage:
    def damage(book: Workbook) -> None:
        book[TAB].title = name

    return damage


def added(text: str) -> Damage:
    def damage(book: Workbook) -> None:
        book.create_sheet("Notes")["B2"] = text or None

    return damage


def beside(cell: str, tab: str = TAB) -> Damage:
    def damage(book: Workbook) -> None:
        book[tab][cell] = "Please ring me about this one."

    return damage


def behind(cell: str, tab: str) -> Damage:
    def damage(book: Workbook) -> None:
        book[tab][cell] = f"{book[tab][cell].value} We cannot: the post is vacant."

    return damage


def merge(area: str) -> Damage:
    return lambda book: book[TAB].merge_cells(area)


def copied(book: Workbook) -> None:
    book.copy_worksheet(book[TAB])


def nothing(book: Workbook) -> None:
    """Leave the return as it was filled in."""


DAMAGES: Mapping[str, Mapping[str, Damage]] = {
    "S02": {
        "the hidden keys deleted and Commentary renamed Comments": rename(
            "Commentary", "Comments", keys=False
        ),
        "the hidden keys deleted and Commentary renamed What we did": rename(
            "Commentary", "What we did", keys=False
        ),
        "the column Status deleted": rename("Status", None, keys=False),
        "Commentary renamed Comments, the hidden keys in place": rename(
            "Commentary", "Comments", keys=True
        ),
        "Rating moved to the end": moved_to_the_end("rag"),
    },
    "S03": {
        "#REF! in the commentary of every row": put(
            "commentary", "#REF!", *range(FIRST_ROW, LAST + 1)
        ),
        "a forecast in words on each of six rows": put(
            "forecast", "in spring", *range(FIRST_ROW, LAST + 1)
        ),
        "#REF! in one cell": put("commentary", "#REF!", FIRST_ROW),
        "a forecast in words on two rows of six": put("forecast", "in spring", FIRST_ROW, LAST),
    },
    "S05": {
        "a row deleted": lambda book: book[TAB].delete_rows(FIRST_ROW),
        "the cells of a row cleared": rows_cleared(FIRST_ROW),
        "a row hidden": hide,
        "the rows sorted another way": exchange(FIRST_ROW, LAST),
    },
    "S06": {
        "a row copied and its commentary changed": copy_row(
            FIRST_ROW, LAST + 1, commentary="Something else was said in this copy."
        ),
        "a row copied and its rating changed": copy_row(FIRST_ROW, LAST + 1, rag="Amber"),
        "a row copied with the same answers": copy_row(FIRST_ROW, LAST + 1),
        "two items with the same answers": nothing,
    },
    "S07": {
        "two rows exchanged": exchange(FIRST_ROW, FIRST_ROW + 1),
        "the first row sorted to the end": exchange(FIRST_ROW, LAST),
        "the rows as issued": nothing,
        "a row missing, the others in order": lambda book: book[TAB].delete_rows(FIRST_ROW + 1),
    },
    "S08": {
        "a row hidden": hide,
        "rows hidden by a filter": filtered,
        "no row hidden": nothing,
        "a column hidden": hide_column,
    },
    "S11": {
        "the commentary of two rows merged": merge(f"G{FIRST_ROW}:G{FIRST_ROW + 1}"),
        "the ratings of three rows merged": merge(f"F{FIRST_ROW}:F{FIRST_ROW + 2}"),
        "no cell merged": nothing,
        "cells of the Guide merged": lambda book: book["Guide"].merge_cells("F1:G2"),
    },
    "S12": {
        "refs and answers sorted, hidden columns left": exchange(
            FIRST_ROW, LAST, ("ref", "title", "rag", "commentary")
        ),
        "the refs of two rows exchanged": exchange(FIRST_ROW, LAST, ("ref",)),
        "whole rows sorted": exchange(FIRST_ROW, LAST),
        "a return as issued": nothing,
    },
    "S13": {
        "a remark to the right of the last column": beside(f"BA{FIRST_ROW}"),
        "a remark above the headings": beside("D2"),
        "a remark above the headings of New items": beside("D2", "New items"),
        "a remark typed over the title of a sheet": beside("A1"),
        "a remark typed over what New items says of itself": beside("A2", "New items"),
        "a remark typed over a step of the Guide": beside("A7", "Guide"),
        "a remark typed behind a step of the Guide": behind("A8", "Guide"),
        "a long commentary in its column": put("commentary", f"{GOOD} " * 40, FIRST_ROW),
        "a return as issued": nothing,
    },
    "S14": {
        "a sheet of notes added": added("The lift is out of order."),
        "the sheet of answers copied": copied,
        "a blank sheet added": added(""),
        "a return as issued": nothing,
    },
    "S15": {
        "the sheet of answers renamed Mine": titled("Mine"),
        "the sheet of answers renamed Sheet1": titled("Sheet1"),
        "a sheet moved to the end": lambda book: book.move_sheet(TAB, offset=4),
        "a return as issued": nothing,
    },
}
EVERY = [
    (code, case.words, fires)
    for code, damages in DAMAGES.items()
    for fires, cases in ((True, HEADERS[code].fires_on), (False, HEADERS[code].silent_on))
    for case in cases
    if case.words in damages
]


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A return of six good rows, filled in."""
    master = new_master(tmp_path_factory.mktemp("sheets"), plan_rows(6))
    (one,) = issue_october(master).values()
    book = load_workbook(one.path)
    for row in range(FIRST_ROW, LAST + 1):
        put("rag", "Green", row)(book)
        put("commentary", f"{GOOD} Part {row}.", row)(book)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


@pytest.mark.parametrize(("code", "words", "fires"), EVERY)
def test_an_example_in_a_damaged_return(
    tmp_path: Path, filled: bytes, code: str, words: str, fires: bool
):
    book = load_workbook(io.BytesIO(filled))
    DAMAGES[code][words](book)
    path = tmp_path / "sent.xlsx"
    book.save(path)

    found = check([path], None).findings

    assert (code in {f.code for f in found}) is fires, [(f.code, f.message) for f in found]
