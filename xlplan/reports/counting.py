"""Counts as papers print them: ratings, positions and percentages that add up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from itertools import product

from xlplan.model import Item, Rag, Scale, Status
from xlplan.reports.context import Count
from xlplan.reports.marks import NOT_REPORTED, mark, mark_of_word

_WHOLE = 1000
_STATUS_POSITIONS = (Status.SUSPENDED, Status.REPROGRAMMED, Status.COMPLETE)


def position(item: Item, as_at: date) -> str:
    """Return the one word that an item counts under for CMT.

    The first that fits of not reported, suspended, reprogrammed, complete, its rating, not rated.
    """
    rag = item.rating(as_at)
    if rag is None:
        return NOT_REPORTED.word
    if item.status in _STATUS_POSITIONS:
        return str(item.status)
    return rag.word if rag.is_rated else "Not rated"


def position_words(scale: Scale, met: Iterable[str]) -> tuple[str, ...]:
    """Return the positions to print: every rating, best first, and the others that occur."""
    occurring = set(met)
    others = ("Complete", "Reprogrammed", "Suspended", "Not rated", "Not reported")
    ratings = tuple(rag.word for rag in reversed(scale.rated))
    return ratings + tuple(word for word in others if word in occurring)


def position_counts(words: Sequence[str], met: Iterable[str]) -> tuple[Count, ...]:
    """Return how many items stand in each position, with percentages of them all."""
    tally = Counter(met)
    numbers = [tally[word] for word in words]
    shares = percentages(numbers)
    return tuple(
        Count(mark_of_word(word), number, share)
        for word, number, share in zip(words, numbers, shares, strict=True)
    )


def rating_counts(ratings: Iterable[Rag | None], scale: Scale) -> tuple[Count, ...]:
    """Return how many have each rating, best first; not rated and not reported if any are."""
    tally = Counter(rag.word if rag else NOT_REPORTED.word for rag in ratings)
    marks = [mark(rag) for rag in (*reversed(scale.rated), *_unrated(scale))] + [NOT_REPORTED]
    kept = [m for n, m in enumerate(marks) if tally[m.word] or n < len(scale.rated)]
    shares = percentages([tally[m.word] for m in kept])
    return tuple(Count(m, tally[m.word], share) for m, share in zip(kept, shares, strict=True))


def _unrated(scale: Scale) -> tuple[Rag, ...]:
    return tuple(rag for rag in scale.ratings if not rag.is_rated)


def percentages(counts: Sequence[int]) -> tuple[str, ...]:
    """Return counts as percentages with one decimal that total 100.0, by largest remainder.

    Equal counts print equal. Where no rounding can do both, each is rounded by itself and the
    total is not 100.0. Nothing counted gives "" for each.
    """
    total = sum(counts)
    if not total:
        return ("",) * len(counts)
    tenths = _tenths(Counter(counts), total)
    return tuple(f"{tenths[count] / 10:.1f}%" for count in counts)


def _tenths(groups: Counter[int], total: int) -> dict[int, int]:
    """Round each distinct count, choosing which to round up so that the whole is 1000."""
    floors = {count: count * _WHOLE // total for count in groups}
    rests = {count: count * _WHOLE % total for count in groups}
    missing = _WHOLE - sum(floors[c] * groups[c] for c in groups)
    inexact = sorted((count for count in groups if rests[count]), reverse=True)
    best: tuple[int, dict[int, int]] | None = None
    for ups in product((0, 1), repeat=len(inexact)):
        chosen = dict(zip(inexact, ups, strict=True))
        if sum(up * groups[count] for count, up in chosen.items()) != missing:
            continue
        rounded = {count: floors[count] + chosen.get(count, 0) for count in groups}
        gain = sum(rests[count] * groups[count] for count, up in chosen.items() if up)
        if _keeps_order(rounded) and (best is None or gain > best[0]):
            best = (gain, rounded)
    return best[1] if best else {c: floors[c] + (rests[c] * 2 >= total) for c in groups}


def _keeps_order(rounded: dict[int, int]) -> bool:
    in_order = [rounded[count] for count in sorted(rounded)]
    return in_order == sorted(in_order)


def total_note(shares: Sequence[str]) -> str:
    """Say what percentages add up to when that is not 100.0; else ""."""
    tenths = sum(round(float(share.rstrip("%")) * 10) for share in shares if share)
    if not tenths or tenths == _WHOLE:
        return ""
    return f"The percentages add up to {tenths / 10:.1f}% because equal numbers are shown as equal."
