"""The roll-up as formulas: what `rollup` is in Python, over cells that hold the counts.

Classic functions only. A place is a rating's number in the scale from 1, the worst; 0 is not rated.
"""

from __future__ import annotations

from dataclasses import dataclass

from xlplan.fields import BY_NAME
from xlplan.model import Level, Scale
from xlplan.rollup import SHARES


@dataclass(frozen=True)
class Parts:
    """The cells of one line: its parts counted and weighed by rating, worst first, and its policy.

    `counts` and `weights` are the cells of one row, side by side; `policy` holds a policy's name;
    `free` and `place` hold what `free_place` and `place` say.
    """

    counts: tuple[str, ...]
    weights: tuple[str, ...]
    policy: str
    free: str
    place: str

    @property
    def total(self) -> str:
        """The expression for how many parts are rated."""
        return f"SUM({self.counts[0]}:{self.counts[-1]})"

    @property
    def is_half_red(self) -> str:
        """The condition that half of the parts or more are at the worst."""
        return f'AND(HalfRedGuard<>"No",{self.counts[0]}*2>={self.total})'


def free_place(parts: Parts) -> str:
    """Return the expression for the place that the policy gives before its guards."""
    number = len(parts.counts)
    found = "1"
    for place in range(2, number + 1):
        found = f"IF({_is_reached(parts, place)},{place},{found})"
    return f"IF({parts.total}=0,0,{found})"


def _is_reached(parts: Parts, place: int) -> str:
    reached = f"SUM({parts.counts[place - 1]}:{parts.counts[-1]})"
    heavy = f"SUM({parts.weights[place - 1]}:{parts.weights[-1]})"
    weight = f"SUM({parts.weights[0]}:{parts.weights[-1]})"
    share = SHARES[min(len(parts.counts) - place, len(SHARES) - 1)]
    by_share = f"{reached}*{share.denominator}>={parts.total}*{share.numerator}"
    return (
        f'IF({parts.policy}="worst",{reached}={parts.total},'
        f'IF({parts.policy}="threshold",{by_share},'
        f'IF({parts.policy}="weighted",{heavy}*2>{weight},{reached}*2>{parts.total})))'
    )


def place(parts: Parts) -> str:
    """Return the expression for the place that policy and guards give."""
    best = len(parts.counts)
    barred = f'AND(AnyRedGuard<>"No",{parts.counts[0]}>0,{parts.free}={best})'
    return f"IF({parts.free}=0,0,IF({parts.is_half_red},1,IF({barred},{best - 1},{parts.free})))"


def word(place_cell: str, scale: Scale) -> str:
    """Return the expression for the word of a place."""
    words = ",".join(f'"{rag.word}"' for rag in scale.rated)
    return f'CHOOSE({place_cell}+1,"Not rated",{words})'


def worsen(parts: Parts, by_weight: str = "") -> str:
    """Return the expression for how few items, changing, would lower the whole; "" for none.

    Agrees with `rollup.margin`. `by_weight` is how few the weighted policy needs; without it each
    part weighs the same.
    """
    first, number = parts.counts[0], len(parts.counts)
    reached = f"SUM(INDEX({first}:{parts.counts[-1]},{parts.place}):{parts.counts[-1]})"
    share = _by_place(parts, parts.place)
    enough = f"INT(({reached}*{share[1]}-{parts.total}*{share[0]})/{share[1]})+1"
    by_policy = (
        f'IF({parts.policy}="worst",1,IF({parts.policy}="threshold",{enough},'
        f"{_or_by_weight(parts, f'{reached}-INT({parts.total}/2)', by_weight)}))"
    )
    half = f'IF(HalfRedGuard<>"No",INT(({parts.total}+1)/2)-{first},{parts.total})'
    any_red = f'IF(AND(AnyRedGuard<>"No",{parts.place}={number}),1,{parts.total})'
    fewest = f"MIN({by_policy},{half},{any_red})"
    return f'IF({parts.place}<=1,"",{fewest})'


def _or_by_weight(parts: Parts, by_number: str, by_weight: str) -> str:
    return f'IF({parts.policy}="weighted",{by_weight},{by_number})' if by_weight else by_number


def improve(parts: Parts, by_weight: str = "") -> str:
    """Return the expression for how few items, changing, would raise the whole; "" for none.

    `by_weight` is how few the weighted policy and the guards need, as for `worsen`.
    """
    number = len(parts.counts)
    target = f"MIN({parts.place}+1,{number})"
    reached = f"SUM(INDEX({parts.counts[0]}:{parts.counts[-1]},{target}):{parts.counts[-1]})"
    share = _by_place(parts, f"{parts.place}+1")
    by_policy = (
        f'IF({parts.policy}="worst",{parts.total},IF({parts.policy}="threshold",'
        f"INT(({parts.total}*{share[0]}+{share[1]}-1)/{share[1]}),INT({parts.total}/2)+1))-{reached}"
    )
    fewest = _or_by_weight(parts, f"MAX({by_policy},{barring(parts)})", by_weight)
    return f'IF(OR({parts.place}=0,{parts.place}={number}),"",{fewest})'


def barring(parts: Parts) -> str:
    """Return the expression for how many must leave the worst before the guards let it rise."""
    first, number = parts.counts[0], len(parts.counts)
    half = f'IF(HalfRedGuard<>"No",MAX(0,{first}-INT(({parts.total}-1)/2)),0)'
    return f'IF(AND(AnyRedGuard<>"No",{parts.place}={number - 1}),{first},{half})'


def _by_place(parts: Parts, place: str) -> tuple[str, str]:
    """Return the share that threshold asks for a place, as its two whole numbers."""
    best, next_best = SHARES
    is_best = f"{place}={len(parts.counts)}"
    return (
        f"IF({is_best},{best.numerator},{next_best.numerator})",
        f"IF({is_best},{best.denominator},{next_best.denominator})",
    )


def last_priority(table: str) -> str:
    """Return the expression for the last priority that any row of a table has."""
    # The largest number, past any cell that holds an Excel error.
    return f"IFERROR(_xlfn.AGGREGATE(4,6,{table}[{BY_NAME['priority_rank'].heading}]),0)"


def counted(table: str, counted_word: str) -> str:
    """Return the expression for how many items of a table are counted under a word."""
    return _of_items("COUNTIFS", table, _counts_as(table, counted_word))


def counted_timing(table: str, timing: str) -> str:
    """Return the expression for how many items of a table are overdue, or slipped."""
    return _of_items("COUNTIFS", table, f'{table}[{BY_NAME["timing"].heading}],"{timing}"')


def weighed(table: str, counted_word: str) -> str:
    """Return the expression for what those items weigh together, as their rows say."""
    return f"SUMIFS({table}[{BY_NAME['weighs'].heading}],{_counts_as(table, counted_word)})"


def _counts_as(table: str, counted_word: str) -> str:
    return f'{table}[Counts as],"{counted_word}"'


def _of_items(function: str, table: str, conditions: str) -> str:
    # A row that the team typed in has no level yet; it is an item to the reader too. Programs
    # differ on whether a blank is "<>" a text, so the other levels are taken away.
    not_items = (Level.WORKSTREAM, Level.SUB_ITEM)
    other = "".join(f'-{function}({table}[Level],"{level}",{conditions})' for level in not_items)
    return f"{function}({conditions}){other}"
