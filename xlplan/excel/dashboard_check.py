"""What the Dashboard of the open master shows, beside what xlplan works out from the rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import xlwings as xw

from xlplan.cycle.rating import Rated
from xlplan.cycle.storing import Refused

DASHBOARD = "Dashboard"
_UNRATED = ("Not rated", "Not reported", "N/A", "")


@dataclass(frozen=True)
class Shown:
    """The ratings on the Dashboard: the plan's, and each line's by its code."""

    plan: str
    lines: Mapping[str, str]


def ratings_shown(book: xw.Book) -> Shown:
    """Read the Dashboard; raise Refused when it is not there or not as xlplan made it."""
    if DASHBOARD not in [sheet.name for sheet in book.sheets]:
        raise Refused(f"There is no sheet {DASHBOARD} in {book.name}.")
    rows = [
        ["" if value is None else str(value) for value in row]
        for row in book.sheets[DASHBOARD].used_range.options(ndim=2).value
    ]
    head = next((n for n, row in enumerate(rows) if {"Code", "Rating"} <= set(row)), None)
    if head is None or head + 1 >= len(rows):
        raise Refused(f"The sheet {DASHBOARD} has no line with the headings Code and Rating.")
    code, rating = rows[head].index("Code"), rows[head].index("Rating")
    below = rows[head + 1 :]
    lines = {row[code]: row[rating] for row in below[1:] if row[code]}
    return Shown(below[0][rating], lines)


def differences(shown: Shown, rated: Rated) -> tuple[str, ...]:
    """Say where the Dashboard shows another rating than xlplan works out."""
    worked = {line.code: line.rag for line in rated.lines}
    pairs = [("the plan", shown.plan, rated.whole.rag)]
    pairs += [(c, rating, worked[c]) for c, rating in shown.lines.items() if c in worked]
    return tuple(
        f"{name} shows {text or 'nothing'}, xlplan {rag or 'no rating'}"
        for name, text, rag in pairs
        if not (text == str(rag) if rag else text in _UNRATED)
    )
