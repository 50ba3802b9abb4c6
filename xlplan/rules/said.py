"""A row's commentary, taken apart once for everything that is asked of it."""

from __future__ import annotations

from dataclasses import dataclass

from xlplan.model import CellRef, Item
from xlplan.rules.prose import sentences, small, words


@dataclass(frozen=True, slots=True)
class Said:
    """What one row says: the sentences of its commentary, and the words of each.

    `small` has the sentences as a Marker looks through them.
    """

    item: Item
    sentences: tuple[str, ...]
    words: tuple[tuple[str, ...], ...]
    small: str

    @property
    def at(self) -> CellRef | None:
        """Where the commentary stands."""
        return self.item.cells.get("commentary")


def said_on(item: Item) -> Said:
    """Take the commentary of a row apart."""
    said = sentences(item.commentary)
    return Said(item, said, tuple(map(words, said)), small("\n".join(said)))
