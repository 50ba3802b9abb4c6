"""The rating scale: an ordered list of words, worst first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from xlplan.model.cells import clean


@dataclass(frozen=True)
class Rag:
    """One point of the rating scale; `score` orders the scale, None means not rated.

    `colour` is the fill in hex without a hash, "" for the one that goes with the word.
    """

    word: str
    letter: str
    score: int | None
    needs_action: bool = False
    colour: str = field(default="", compare=False)
    meaning: str = field(default="", compare=False)

    @property
    def is_rated(self) -> bool:
        """Whether the rating counts in a roll-up (N/A does not)."""
        return self.score is not None

    def __str__(self) -> str:
        return self.word


RED = Rag("Red", "R", 1, needs_action=True)
AMBER = Rag("Amber", "A", 2, needs_action=True)
GREEN = Rag("Green", "G", 3)
NOT_RATED = Rag("N/A", "N/A", None)


@dataclass(frozen=True)
class Scale:
    """The ordered rating scale of a plan, worst first, unrated last."""

    ratings: tuple[Rag, ...]

    @cached_property
    def rated(self) -> tuple[Rag, ...]:
        """The ratings that count, worst first."""
        return tuple(r for r in self.ratings if r.is_rated)

    @property
    def unrated(self) -> tuple[Rag, ...]:
        """The words that count in no roll-up, such as N/A."""
        return tuple(r for r in self.ratings if not r.is_rated)

    @property
    def needing_action(self) -> str:
        """The ratings that ask for corrective action, as in a sentence: Red or Amber."""
        words = [r.word for r in self.ratings if r.needs_action]
        return " or ".join(filter(None, (", ".join(words[:-1]), *words[-1:])))

    def find(self, text: str) -> Rag | None:
        """Return the rating whose word this is, whatever its case and spacing; else None."""
        for rating in self.ratings:
            if rating.word == text:
                return rating
        wanted = clean(text).lower()
        return next((r for r in self.ratings if r.word.lower() == wanted), None)

    def worse(self, one: Rag, other: Rag) -> Rag:
        """Return the worse of two ratings; an unrated one is never the worse."""
        if one.score is None or other.score is None:
            return other if one.score is None else one
        return one if one.score <= other.score else other


THREE_POINT = Scale((RED, AMBER, GREEN, NOT_RATED))
FIVE_POINT = Scale(
    (
        Rag("Red", "R", 1, needs_action=True),
        Rag("Amber/Red", "AR", 2, needs_action=True),
        Rag("Amber", "A", 3, needs_action=True),
        Rag("Green/Amber", "GA", 4),
        Rag("Green", "G", 5),
        NOT_RATED,
    )
)
WITH_BLUE = Scale((RED, AMBER, GREEN, Rag("Blue", "B", 4, meaning="Complete"), NOT_RATED))
# Bromsgrove printed what is suspended blue and what is reprogrammed hatched, and counted neither.
BROMSGROVE = Scale(
    (
        *(RED, AMBER, GREEN),
        Rag("Suspended", "S", None, meaning="Stopped, with approval (blue)"),
        Rag("Reprogrammed", "H", None, meaning="Moved to a later date, with approval (hatched)"),
        NOT_RATED,
    )
)
SCALES: Mapping[str, Scale] = {
    "three-point": THREE_POINT,
    "five-point": FIVE_POINT,
    "with-blue": WITH_BLUE,
    "bromsgrove": BROMSGROVE,
}
