"""Ratings and positions as print: a word, a letter and a swatch."""

from __future__ import annotations

from xlplan.model import Rag
from xlplan.palette import look, swatch
from xlplan.reports.context import Mark

_LETTERS = {
    "Not reported": "NR",
    "Not rated": "N/A",
    "Complete": "C",
    "Reprogrammed": "H",
    "Suspended": "S",
}


def mark_of_word(word: str) -> Mark:
    """Return the mark of a position or other word that is no rating of the scale."""
    return Mark(word, _LETTERS.get(word, word[:1]), swatch(word).key)


NOT_REPORTED = mark_of_word("Not reported")
NOT_RATED = mark_of_word("Not rated")


def mark(rag: Rag | None) -> Mark:
    """Return a rating as print; None is not reported."""
    return Mark(rag.word, rag.letter, look(rag).key) if rag else NOT_REPORTED
