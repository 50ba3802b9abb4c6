"""A word of its own in every place of a return where somebody can type: none may vanish.

Run it whole with `python -m tests.campaigns.words`: every cell of every sheet in view and of its
margins, typed over and typed behind, one return each, and what is in no cell; a part of it is a
test. Left out are places that nobody types in: the hidden lists behind drop-downs, document
properties, names, headers and footers (where sensitivity labels print their mark), the hidden
column of decisions, and formulas of one's own beside the table.
"""

from __future__ import annotations

import argparse
import io
import random
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from openpyxl import load_workbook
from openpyxl.comments import Comment
from openpyxl.workbook import Workbook

from tests.campaigns.accounts import every
from tests.campaigns.good import Good, good
from tests.support.drawn import with_text_box
from xlplan.cycle.adding import in_lines
from xlplan.cycle.judging import judge
from xlplan.cycle.receiving import Received, choose
from xlplan.rules.row_rules import row_rules
from xlplan.typed import shown
from xlplan.workbook.layout import FIRST_ROW, KEY_ROW
from xlplan.workbook.returns import read_return

SEED = 20131031
_MARGIN = 2


@dataclass(frozen=True)
class Place:
    """Somewhere to type, and the typing of words there."""

    name: str
    type: Callable[[bytes, str], bytes]


def _in_book(change: Callable[[Workbook, str], None]) -> Callable[[bytes, str], bytes]:
    def done(data: bytes, word: str) -> bytes:
        book = load_workbook(io.BytesIO(data), rich_text=True)
        change(book, word)
        made = io.BytesIO()
        book.save(made)
        return made.getvalue()

    return done


def cells(data: bytes) -> Iterator[Place]:
    """Yield every cell of a return and of its margins, to be typed over and typed behind."""
    for sheet in load_workbook(io.BytesIO(data)).worksheets:
        if sheet.sheet_state != "visible":
            continue
        for row in range(1, sheet.max_row + _MARGIN + 1):
            for column in range(1, sheet.max_column + _MARGIN + 1):
                cell = sheet.cell(row, column)
                if sheet.cell(KEY_ROW, column).value == "decision_ref" and row >= FIRST_ROW:
                    continue
                yield _cell(sheet.title, row, column, is_behind=False)
                if isinstance(cell.value, str) and not cell.value.startswith("="):
                    yield _cell(sheet.title, row, column, is_behind=True)


def _cell(tab: str, row: int, column: int, *, is_behind: bool) -> Place:
    def change(book: Workbook, word: str) -> None:
        cell = book[tab].cell(row, column)
        said = f"please look at {word} again"
        cell.value = f"{cell.value} {said}" if is_behind else said

    how = "behind what stands there" if is_behind else "over what stands there"
    return Place(f"{tab}, row {row}, column {column}, {how}", _in_book(change))


def elsewhere(base: Good) -> Iterator[Place]:
    """Yield the places that are no cell of an issued sheet."""
    sheets = load_workbook(io.BytesIO(base.filled)).worksheets
    tabs = [sheet.title for sheet in sheets if sheet.sheet_state == "visible"]
    for tab in tabs:
        yield Place(f"a comment on {tab}", _in_book(_commented(tab)))
        yield Place(f"a text box on {tab}", _boxed(tab))
        yield Place(f"an address behind a cell of {tab}", _in_book(_linked(tab)))
    for state in ("visible", "hidden", "veryHidden"):
        yield Place(f"a {state} sheet of one's own", _in_book(_own_sheet(state)))
    yield Place("the sixth of six comments", _in_book(_commented(tabs[1], 6)))
    yield Place("a sheet named as the fix list", _in_book(_own_sheet("visible", "Fix list")))
    yield Place("a copy of a sheet", _in_book(_copied(tabs[1])))
    yield Place("the name of a sheet", _in_book(lambda b, w: setattr(b[tabs[1]], "title", w)))


def _commented(tab: str, number: int = 1) -> Callable[[Workbook, str], None]:
    def change(book: Workbook, word: str) -> None:
        for row in range(1, number + 1):
            said = word if row == number else "Please ring me about this one. " * 3
            book[tab].cell(row, 2).comment = Comment(said, "Officer")

    return change


def _boxed(tab: str) -> Callable[[bytes, str], bytes]:
    return lambda data, word: with_text_box(data, tab, "D9", ["Please note:", word])


def _linked(tab: str) -> Callable[[Workbook, str], None]:
    def change(book: Workbook, word: str) -> None:
        book[tab].cell(7, 2).hyperlink = f"https://www.test.gov.uk/{word}"

    return change


def _own_sheet(state: str, name: str = "My notes") -> Callable[[Workbook, str], None]:
    def change(book: Workbook, word: str) -> None:
        sheet = book.create_sheet(name)
        sheet["C4"], sheet.sheet_state = word, state

    return change


def _copied(tab: str) -> Callable[[Workbook, str], None]:
    def change(book: Workbook, word: str) -> None:
        book.copy_worksheet(book[tab]).cell(7, 7).value = word

    return change


def is_told(base: Good, data: bytes, word: str) -> bool:
    """Whether a word is in a finding, or in what is merged, held, asked for or recorded."""
    settings = base.master.plan.settings
    returned = read_return(
        data, file=base.name, rules=row_rules(), settings=settings, has_plan=True
    )
    run = judge(base.master, choose((Received(Path(base.name), data, returned, 0.0),), ()), ())
    extras = returned.extras
    said = [
        *(finding.message for finding in run.findings),
        *(shown(m.entry.value) for judged in run.judged for m in every(judged)),
        *(f"{in_lines(item)} {item.reason}" for item in extras.proposed),
        *(outturn.commentary for outturn in extras.outturns),
        extras.signed.in_words(),
    ]
    return any(word.casefold() in text.casefold() for text in said)


def lost(base: Good, places: list[Place]) -> list[str]:
    """Return the places at which a word that is typed there is told nowhere."""
    return [
        place.name
        for number, place in enumerate(places)
        if not is_told(base, place.type(base.filled, f"Zq{number:04d}word"), f"Zq{number:04d}word")
    ]


def some_places(base: Good, number: int, seed: int = SEED) -> list[Place]:
    """Return every place that is no cell, and so many cells by chance."""
    chosen = random.Random(seed).sample(list(cells(base.filled)), number)
    return [*elsewhere(base), *chosen]


def main() -> int:
    """Run the campaign and print what was seen; 1 when a word vanished."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cells", type=int, default=0, help="cells by chance (0: every one)")
    options = parser.parse_args()
    base = good()
    whole = [*elsewhere(base), *cells(base.filled)]
    places = some_places(base, options.cells) if options.cells else whole
    vanished = lost(base, places)
    print(f"{len(places)} places to type in; a word vanished from {len(vanished)}")
    for name in vanished:
        print(f"  {name}")
    return 1 if vanished else 0


if __name__ == "__main__":
    sys.exit(main())
