"""Ready formulas for sheets that people build themselves: roll-up, margin, direction of travel.

Classic functions only, over any range. Each gives what `rollup` and `history` give in Python; the
guards are those of the Settings sheet, by their names.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from openpyxl.styles import Alignment, Font
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from xlplan import palette
from xlplan.model import Direction, Scale
from xlplan.rollup import POLICY_WORDS, SHARES
from xlplan.workbook.builder import FONT, fill, set_page, title_cell
from xlplan.workbook.columns import FIRST_ROW, HEADER_ROW

PREFIX = "XLPLAN_"
SHEET = "Formulas"
_NOTE = (
    "Copy the text from the formula bar into a cell of yours and put your own ranges in: ratings "
    "for A2:A20, priorities for B2:B20, the cell with the roll-up for D2, last and this month's "
    "rating for E2 and F2. Ratings are the words of the scale; blanks and other words do not count."
)
_LETTERS_A_LINE, _POINTS_A_LINE = 66, 13.5


@dataclass(frozen=True)
class Places:
    """Where a formula finds what it reads: two ranges, and three cells."""

    ratings: str = "A2:A20"
    priorities: str = "B2:B20"
    rollup: str = "D2"
    last: str = "E2"
    now: str = "F2"


@dataclass(frozen=True)
class Pattern:
    """One ready formula: the name it shares with the function in Excel, and what it gives."""

    name: str
    gives: str
    formula: str


@dataclass(frozen=True)
class _Whole:
    """The expressions that a policy is made of, over one range of ratings."""

    scale: Scale
    at: Places

    @property
    def words(self) -> list[str]:
        """The words of the scale as texts of a formula, worst first."""
        return [f'"{rag.word}"' for rag in self.scale.rated]

    @property
    def total(self) -> str:
        """How many items are rated."""
        return self.reached(0)

    def reached(self, place: int) -> str:
        """How many items have the rating of a place, 0 the worst, or better."""
        words = self.words[place:]
        listed = words[0] if len(words) == 1 else f"{{{','.join(words)}}}"
        counted = f"COUNTIF({self.at.ratings},{listed})"
        return counted if len(words) == 1 else f"SUMPRODUCT({counted})"

    @property
    def lowest(self) -> str:
        """How many items are at the worst."""
        return f"COUNTIF({self.at.ratings},{self.words[0]})"

    def heavy(self, place: int) -> str:
        """What the items together weigh that have the rating of a place or better."""
        words, ranks = f"{{{','.join(self.words[place:])}}}", self.at.priorities
        ranked = f'COUNTIFS({self.at.ratings},{words},{ranks},">=1")'
        together = f'SUMIFS({ranks},{self.at.ratings},{words},{ranks},">=1")'
        return f"({self.reached(place)}+SUMPRODUCT(MAX({ranks})*{ranked}-{together}))"


# How many items must reach a place of the scale for the whole to reach it.
Least = Callable[[_Whole, int], str]


def _least_by_share(whole: _Whole, place: int) -> str:
    share = SHARES[min(len(whole.words) - 1 - place, len(SHARES) - 1)]
    return f"ROUNDUP({whole.total}*{share.numerator}/{share.denominator},0)"


_LEAST: Mapping[str, Least] = {
    "majority": lambda whole, place: f"(INT({whole.total}/2)+1)",
    "worst": lambda whole, place: whole.total,
    "threshold": _least_by_share,
}


def patterns(scale: Scale, at: Places | None = None) -> tuple[Pattern, ...]:
    """Return every ready formula for a scale."""
    whole = _Whole(scale, at or Places())
    made = []
    for policy, least in _LEAST.items():
        name, words = f"{PREFIX}{policy.upper()}", POLICY_WORDS[policy]
        made += [
            Pattern(name, f"Roll-up by {policy}: {words}.", _roll_up(whole, _by_count(least))),
            Pattern(f"{name}_WORSE", _margin_words(policy, "worse"), _worse(whole, least)),
            Pattern(f"{name}_BETTER", _margin_words(policy, "better"), _better(whole, least)),
        ]
    weighted = f"Roll-up weighted by priority: {POLICY_WORDS['weighted']}."
    made.append(Pattern(f"{PREFIX}WEIGHTED", weighted, _roll_up(whole, _by_weight)))
    travel = "Direction of travel from last month's rating to this month's."
    made.append(Pattern(f"{PREFIX}DIRECTION", travel, _direction(whole)))
    return tuple(made)


def _margin_words(policy: str, way: str) -> str:
    return f"Margin by {policy}: how many items would have to change to make it {way}."


def _by_count(least: Least) -> Callable[[_Whole, int], str]:
    return lambda whole, place: f"{whole.reached(place)}>={least(whole, place)}"


def _by_weight(whole: _Whole, place: int) -> str:
    return f"{whole.heavy(place)}*2>{whole.heavy(0)}"


def _roll_up(whole: _Whole, is_enough: Callable[[_Whole, int], str]) -> str:
    words, best = whole.words, len(whole.words) - 1
    found = words[0]
    for place in range(1, best + 1):
        word = words[place]
        if place == best:
            word = f'IF(AND(AnyRedGuard<>"No",{whole.lowest}>0),{words[best - 1]},{word})'
        found = f"IF({is_enough(whole, place)},{word},{found})"
    half = f'AND(HalfRedGuard<>"No",{whole.lowest}*2>={whole.total})'
    return f'=IF({whole.total}=0,"Not rated",IF({half},{words[0]},{found}))'


def _worse(whole: _Whole, least: Least) -> str:
    """The fewest that must fall: out of the rating, or to the worst as the guards ask."""
    best = len(whole.words) - 1
    half = f'IF(HalfRedGuard<>"No",ROUNDUP({whole.total}/2,0)-{whole.lowest},{whole.total})'
    ways = []
    for place in range(1, best + 1):
        numbers = [f"{whole.reached(place)}-{least(whole, place)}+1", half]
        if place == best:
            numbers.append(f'IF(AnyRedGuard<>"No",1,{whole.total})')
        ways.append((place, f"MIN({','.join(numbers)})"))
    return _by_rating(whole, ways)


def _better(whole: _Whole, least: Least) -> str:
    """The fewest that must rise: to the next rating, and out of the worst as the guards ask."""
    best = len(whole.words) - 1
    half = f'IF(HalfRedGuard<>"No",{whole.lowest}-INT(({whole.total}-1)/2),0)'
    ways = []
    for place in range(best):
        numbers = [f"{least(whole, place + 1)}-{whole.reached(place + 1)}", half]
        if place + 1 == best:
            numbers.append(f'IF(AnyRedGuard<>"No",{whole.lowest},0)')
        ways.append((place, f"MAX({','.join(numbers)})"))
    return _by_rating(whole, ways)


def _by_rating(whole: _Whole, ways: Sequence[tuple[int, str]]) -> str:
    """Choose by the rating that the roll-up gave; blank where no change would do it."""
    found = '""'
    for place, number in ways:
        found = f"IF({whole.at.rollup}={whole.words[place]},{number},{found})"
    return f"={found}"


def _direction(whole: _Whole) -> str:
    last, now = _score(whole, whole.at.last), _score(whole, whole.at.now)
    moved = f'IF({now}>{last},"{Direction.IMPROVED}","{Direction.WORSENED}")'
    same = f'IF({now}={last},"{Direction.SAME}",{moved})'
    return f'=IF(OR({last}=0,{now}=0),"{Direction.NONE}",{same})'


def _score(whole: _Whole, cell: str) -> str:
    return "(" + "+".join(f"{n}*({cell}={word})" for n, word in enumerate(whole.words, 1)) + ")"


def add_patterns(book: Workbook, scale: Scale) -> None:
    """Add the sheet that holds the formulas, each with what it gives."""
    sheet = book.create_sheet(SHEET)
    title_cell(sheet, SHEET)
    sheet.sheet_view.showGridLines = False
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 50, 70
    _text(sheet, 2, 1, _NOTE, Font(name=FONT, size=11, italic=True))
    sheet.merge_cells("A2:B2")
    sheet.row_dimensions[2].height = 4 * _POINTS_A_LINE
    for column, heading in enumerate(("What it gives", "Formula"), 1):
        cell = sheet.cell(HEADER_ROW, column, heading)
        cell.font = Font(name=FONT, size=11, bold=True, color="FFFFFF")
        cell.fill = fill(palette.NAVY)
    for number, pattern in enumerate(patterns(scale), FIRST_ROW):
        _text(sheet, number, 1, f"{pattern.gives}\n{pattern.name}", Font(name=FONT, size=11))
        _text(sheet, number, 2, pattern.formula, Font(name="Consolas", size=9))
        lines = max(math.ceil(len(pattern.formula) / _LETTERS_A_LINE), 4)
        sheet.row_dimensions[number].height = lines * _POINTS_A_LINE
    set_page(sheet, paper="9")


def _text(guide: Worksheet, row: int, column: int, text: str, font: Font) -> None:
    cell = guide.cell(row, column, text)
    cell.data_type = "s"  # a formula to copy, not one to work out
    cell.font = font
    cell.alignment = Alignment(wrap_text=True, vertical="top")
