"""Where each thing stands on a line of the Dashboard."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from openpyxl.utils import get_column_letter

from xlplan.model import Kind, Scale, Workstream
from xlplan.workbook.layout import FIRST_ROW
from xlplan.workbook.rating_formulas import Parts
from xlplan.workbook.weight_formulas import Heavy

LEAD = ("Code", "Workstream or enabler", "Owner", "Rating")
COUNTED = ("N/A", "Not reported", "All", "Overdue", "Slipped", "Asks", "To fix")
TAIL = (
    *COUNTED,
    "Last month",
    "Direction",
    "To worsen",
    "To improve",
    "Declared",
    "Policy",
)
_BEHIND = ("By policy", "With guards")
_THEN = ("By policy then", "With guards then", "Last priority")
# The steps of the weighted policy's margin: see `weight_formulas`.
_HEAVY = ("Falls", "Must leave", "Leaves", "Left weighs", "Rises")
_LAST_THEN = "Last priority then"
ASKS = 5
# What is told of each ask, by the column of the row that it stands in.
ASKED = ("ref", "help_needed", "decision_needed_from", "decision_by")
# Lines without a workstream yet, out of sight, so that one which is added later finds its place.
SPARE_LINES = 12
LINE_NAMES: Mapping[Kind, str] = {
    Kind.WORKSTREAM: "DashboardWorkstreams",
    Kind.ENABLER: "DashboardEnablers",
}


@dataclass(frozen=True)
class Columns:
    """The columns of one line; the last few, that formulas go by, are grouped away."""

    scale: Scale

    @property
    def headings(self) -> tuple[str, ...]:
        """Every heading in order."""
        return (*LEAD, *(r.word for r in self.scale.rated), *TAIL, *self.behind)

    @property
    def width(self) -> int:
        """How many columns are in view."""
        return len(LEAD) + len(self.scale.rated) + len(TAIL)

    @property
    def behind(self) -> tuple[str, ...]:
        """The headings of the columns that are grouped away."""
        words = [r.word for r in self.scale.rated]
        return (
            *(f"{word} rated" for word in words),
            *(f"{word} weighs" for word in words),
            *_BEHIND,
            *(f"{word} then" for word in words),
            *_THEN,
            *(f"Ask {number}" for number in range(1, ASKS + 1)),
            *(f"Ask {number} row" for number in range(1, ASKS + 1)),
            *(ask_heading(number, name) for number in range(1, ASKS + 1) for name in ASKED),
            *_HEAVY,
            _LAST_THEN,
            *(f"{word} weighed then" for word in words),
        )

    def cell(self, heading: str, row: int) -> str:
        """Return the cell under a heading."""
        return f"{get_column_letter(self.headings.index(heading) + 1)}{row}"

    def over(self, heading: str, lines: range) -> str:
        """Return the cells under a heading on some lines, as a fixed range."""
        letter = get_column_letter(self.headings.index(heading) + 1)
        return f"${letter}${lines[0]}:${letter}${lines[-1]}"

    def counts(self, row: int) -> tuple[str, ...]:
        """The cells that count items by rating, worst first."""
        return _cells(row, len(LEAD) + 1, len(self.scale.rated))

    def parts(self, row: int) -> Parts:
        """The cells that a rating is worked out from."""
        number, first = len(self.scale.rated), self.width + 1
        free, place = _cells(row, first + 2 * number, 2)
        return Parts(
            counts=_cells(row, first, number),
            weights=_cells(row, first + number, number),
            policy=f"{get_column_letter(self.width)}{row}",
            free=free,
            place=place,
        )

    def then(self, row: int) -> Parts:
        """The cells that last month's rating is worked out from."""
        number = len(self.scale.rated)
        first = self.width + 1 + 2 * number + len(_BEHIND)
        free, place = _cells(row, first + number, 2)
        return Parts(
            counts=_cells(row, first, number),
            weights=_cells(row, len(self.headings) - number + 1, number),
            policy=f"{get_column_letter(self.width)}{row}",
            free=free,
            place=place,
        )

    def heavy(self, row: int, table: str) -> Heavy:
        """The margin of a workstream's line under the weighted policy."""
        cells = [self.cell(heading, row) for heading in _HEAVY]
        return Heavy(table, self.scale, self.parts(row), *cells)

    @property
    def last_priority(self) -> str:
        """The cell, on the plan's line, of the last priority in the plan."""
        return self._fixed("Last priority")

    @property
    def last_priority_then(self) -> str:
        """The cell, on the plan's line, of the last priority when the month before was closed."""
        return self._fixed(_LAST_THEN)

    def _fixed(self, heading: str) -> str:
        return f"${get_column_letter(self.headings.index(heading) + 1)}${FIRST_ROW}"


@dataclass(frozen=True)
class Lines:
    """The rows of the Dashboard's lines: workstreams first, then enablers, each with spare ones."""

    workstreams: range
    enablers: range

    @property
    def every(self) -> range:
        """The rows of all lines below the plan's."""
        return range(self.workstreams.start, self.enablers.stop)


def lines_for(streams: Sequence[Workstream]) -> Lines:
    """Return the rows that workstreams and enablers take, in their order."""
    number = sum(w.kind is Kind.WORKSTREAM for w in streams)
    first = FIRST_ROW + 1
    then = first + number + SPARE_LINES
    return Lines(range(first, then), range(then, then + len(streams) - number + SPARE_LINES))


def ask_heading(number: int, name: str) -> str:
    """Return the heading of what is told of an ask by a column of its row."""
    return f"Ask {number} {name.replace('_', ' ')}"


def _cells(row: int, first: int, number: int) -> tuple[str, ...]:
    return tuple(f"{get_column_letter(first + n)}{row}" for n in range(number))
