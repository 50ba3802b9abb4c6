"""The movement bridge: the items behind each change in a headline count, every one by name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from xlplan.history.comparing import Change, Comparison
from xlplan.model import Level, Rag

NOT_REPORTED = "Not reported"
NOT_IN_PLAN = "Not in the plan"


@dataclass(frozen=True)
class Move:
    """The items that went from one word to another; a word is a rating's, or one of the two here.

    `was` is Not in the plan for those added, `now` for those deleted.
    """

    was: str
    now: str
    changes: tuple[Change, ...]

    @property
    def refs(self) -> tuple[str, ...]:
        """The refs of the items, in the plan's order."""
        return tuple(change.row.ref for change in self.changes)


@dataclass(frozen=True)
class Bridge:
    """The counts of items by word before and after, and the moves between them.

    For every word: before, less the moves from it, plus the moves to it, is after.
    """

    before: Mapping[str, int]
    after: Mapping[str, int]
    moves: tuple[Move, ...]

    def left(self, word: str) -> tuple[Move, ...]:
        """Return the moves away from a word."""
        return tuple(move for move in self.moves if move.was == word)

    def joined(self, word: str) -> tuple[Move, ...]:
        """Return the moves to a word."""
        return tuple(move for move in self.moves if move.now == word)


def bridge(compared: Comparison, level: Level = Level.ITEM) -> Bridge:
    """Say how the counts of one level went from before to after."""
    changes = compared.at(level)
    words = [(_word(c.rag_before, c.before), _word(c.rag_after, c.after)) for c in changes]
    before = Counter(was for was, _ in words if was != NOT_IN_PLAN)
    after = Counter(now for _, now in words if now != NOT_IN_PLAN)
    return Bridge(dict(before), dict(after), tuple(_moves(changes, words)))


def _word(rag: Rag | None, row: object) -> str:
    if row is None:
        return NOT_IN_PLAN
    return rag.word if rag else NOT_REPORTED


def _moves(changes: tuple[Change, ...], words: list[tuple[str, str]]) -> Iterator[Move]:
    for pair in dict.fromkeys(words):
        if pair[0] != pair[1]:
            mine = (c for c, told in zip(changes, words, strict=True) if told == pair)
            yield Move(*pair, tuple(mine))
