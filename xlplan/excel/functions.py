"""The Guide's formulas as functions of Excel, for those who have xlwings' own add-in on Windows.

Each takes the ratings as they stand in cells; words that are not on the scale, and blanks, do not
count. `scale` is one of `xlplan.model.SCALES`; `any_red` and `half_red` are the guards.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import zip_longest

import xlwings as xw

from xlplan.cycle.storing import Refused
from xlplan.history.snapshots import direction
from xlplan.model import SCALES, Rag, Scale
from xlplan.rollup import PLAIN, Margin, Terms, apply_policy, margin

Cells = Sequence[Sequence[object]]
_THREE = "three-point"
_UNRATED = "Not rated"


@xw.func
@xw.arg("ratings", ndim=2)
def XLPLAN_MAJORITY(
    ratings: Cells, scale: str = _THREE, any_red: bool = True, half_red: bool = True
) -> str:
    """Roll-up by majority: the best rating that more than half of the items reach."""
    return _rolled_up("majority", ratings, scale, Terms(any_red=any_red, half_red=half_red))


@xw.func
@xw.arg("ratings", ndim=2)
def XLPLAN_MAJORITY_WORSE(
    ratings: Cells, scale: str = _THREE, any_red: bool = True, half_red: bool = True
) -> object:
    """Margin by majority: how many items would have to change to make it worse."""
    return _margin("majority", ratings, scale, Terms(any_red=any_red, half_red=half_red)).worse


@xw.func
@xw.arg("ratings", ndim=2)
def XLPLAN_MAJORITY_BETTER(
    ratings: Cells, scale: str = _THREE, any_red: bool = True, half_red: bool = True
) -> object:
    """Margin by majority: how many items would have to change to make it better."""
    return _margin("majority", ratings, scale, Terms(any_red=any_red, half_red=half_red)).better


@xw.func
@xw.arg("ratings", ndim=2)
def XLPLAN_WORST(
    ratings: Cells, scale: str = _THREE, any_red: bool = True, half_red: bool = True
) -> str:
    """Roll-up by worst: the worst rating of any item."""
    return _rolled_up("worst", ratings, scale, Terms(any_red=any_red, half_red=half_red))


@xw.func
@xw.arg("ratings", ndim=2)
def XLPLAN_WORST_WORSE(
    ratings: Cells, scale: str = _THREE, any_red: bool = True, half_red: bool = True
) -> object:
    """Margin by worst: how many items would have to change to make it worse."""
    return _margin("worst", ratings, scale, Terms(any_red=any_red, half_red=half_red)).worse


@xw.func
@xw.arg("ratings", ndim=2)
def XLPLAN_WORST_BETTER(
    ratings: Cells, scale: str = _THREE, any_red: bool = True, half_red: bool = True
) -> object:
    """Margin by worst: how many items would have to change to make it better."""
    return _margin("worst", ratings, scale, Terms(any_red=any_red, half_red=half_red)).better


@xw.func
@xw.arg("ratings", ndim=2)
def XLPLAN_THRESHOLD(
    ratings: Cells, scale: str = _THREE, any_red: bool = True, half_red: bool = True
) -> str:
    """Roll-up by threshold: by the share of items that reach each rating."""
    return _rolled_up("threshold", ratings, scale, Terms(any_red=any_red, half_red=half_red))


@xw.func
@xw.arg("ratings", ndim=2)
def XLPLAN_THRESHOLD_WORSE(
    ratings: Cells, scale: str = _THREE, any_red: bool = True, half_red: bool = True
) -> object:
    """Margin by threshold: how many items would have to change to make it worse."""
    return _margin("threshold", ratings, scale, Terms(any_red=any_red, half_red=half_red)).worse


@xw.func
@xw.arg("ratings", ndim=2)
def XLPLAN_THRESHOLD_BETTER(
    ratings: Cells, scale: str = _THREE, any_red: bool = True, half_red: bool = True
) -> object:
    """Margin by threshold: how many items would have to change to make it better."""
    return _margin("threshold", ratings, scale, Terms(any_red=any_red, half_red=half_red)).better


@xw.func
@xw.arg("ratings", ndim=2)
@xw.arg("priorities", ndim=2)
def XLPLAN_WEIGHTED(
    ratings: Cells,
    priorities: Cells,
    scale: str = _THREE,
    any_red: bool = True,
    half_red: bool = True,
) -> str:
    """Roll-up weighted by priority; `priorities` stand beside the ratings, 1 the first."""
    weights = _weights(ratings, priorities, _scale(scale))
    return _rolled_up("weighted", ratings, scale, Terms(PLAIN.shares, weights, any_red, half_red))


@xw.func
@xw.arg("ratings", ndim=2)
@xw.arg("priorities", ndim=2)
def XLPLAN_WEIGHTED_WORSE(
    ratings: Cells,
    priorities: Cells,
    scale: str = _THREE,
    any_red: bool = True,
    half_red: bool = True,
) -> object:
    """Margin by priority: how many items would have to change to make it worse."""
    weights = _weights(ratings, priorities, _scale(scale))
    terms = Terms(PLAIN.shares, weights, any_red, half_red)
    return _margin("weighted", ratings, scale, terms).worse


@xw.func
@xw.arg("ratings", ndim=2)
@xw.arg("priorities", ndim=2)
def XLPLAN_WEIGHTED_BETTER(
    ratings: Cells,
    priorities: Cells,
    scale: str = _THREE,
    any_red: bool = True,
    half_red: bool = True,
) -> object:
    """Margin by priority: how many items would have to change to make it better."""
    weights = _weights(ratings, priorities, _scale(scale))
    terms = Terms(PLAIN.shares, weights, any_red, half_red)
    return _margin("weighted", ratings, scale, terms).better


@xw.func
def XLPLAN_DIRECTION(last: object, now: object, scale: str = _THREE) -> str:
    """Direction of travel from last month's rating to this month's."""
    known = _scale(scale)
    return direction(*_found([[last, now]], known)).value


def _scale(name: str) -> Scale:
    if name not in SCALES:
        raise Refused(f'"{name}" is no scale. There are: {", ".join(SCALES)}.')
    return SCALES[name]


def _found(cells: Iterable[Iterable[object]], scale: Scale) -> Iterator[Rag | None]:
    for row in cells:
        for cell in row:
            yield scale.find(cell) if isinstance(cell, str) else None


def _weights(ratings: Cells, priorities: Cells, scale: Scale) -> dict[Rag, tuple[int, ...]]:
    """Return what each item weighs, by its rating: a priority counts from the last one."""
    ranks = [_rank(cell) for row in priorities for cell in row]
    last = max((rank for rank in ranks if rank), default=0)
    weights: dict[Rag, tuple[int, ...]] = {}
    for rag, rank in zip_longest(_found(ratings, scale), ranks):
        if rag and rag.is_rated:
            weights[rag] = (*weights.get(rag, ()), last + 1 - rank if rank else 1)
    return weights


def _rank(cell: object) -> int:
    return int(cell) if isinstance(cell, int | float) and cell >= 1 else 0


def _counts(cells: Cells, scale: Scale) -> Counter[Rag]:
    return Counter(rag for rag in _found(cells, scale) if rag and rag.is_rated)


def _rolled_up(policy: str, cells: Cells, scale: str, terms: Terms) -> str:
    known = _scale(scale)
    rag = apply_policy(policy, _counts(cells, known), known, terms=terms)
    return rag.word if rag else _UNRATED


def _margin(policy: str, cells: Cells, scale: str, terms: Terms) -> Margin:
    known = _scale(scale)
    return margin(policy, _counts(cells, known), known, terms=terms)
