"""Where each thing stands on a line of the Dashboard."""

from __future__ import annotations

from dataclasses import dataclass

from openpyxl.utils import get_column_letter

from xlplan.model import Scale
from xlplan.workbook.layout import FIRST_ROW
from xlplan.workbook.rating_formulas import Parts

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
ASKS = 5


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
        )

    def cell(self, heading: str, row: int) -> str:
        """Return the cell under a heading."""
        return f"{get_column_letter(self.headings.index(heading) + 1)}{row}"

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
        """The cells that last month's rating is worked out from; every item weighs one."""
        number = len(self.scale.rated)
        first = self.width + 1 + 2 * number + len(_BEHIND)
        free, place = _cells(row, first + number, 2)
        counts = _cells(row, first, number)
        return Parts(counts, counts, f"{get_column_letter(self.width)}{row}", free, place)

    @property
    def last_priority(self) -> str:
        """The cell, on the plan's line, of the last priority in the plan."""
        column = self.headings.index("Last priority") + 1
        return f"${get_column_letter(column)}${FIRST_ROW}"


def _cells(row: int, first: int, number: int) -> tuple[str, ...]:
    return tuple(f"{get_column_letter(first + n)}{row}" for n in range(number))
