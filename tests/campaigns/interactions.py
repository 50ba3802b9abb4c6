"""What one habit changes about how another is told, declared with the reason; nothing else may."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tests.campaigns.habits import Habit

# What is told of a cell, of the words in it, and of a row.
_WORDS = frozenset("C08 C09 C10 C11 C14 M06 S09 S10 X09 R17".split())
_CELLS = _WORDS | frozenset("C01 C02 C03 C04 C05 C06 C07 C12 C13 C15 C16 M05 R01 R02 R04".split())
_ROWS = frozenset("S04 S05 S06 S07 S08 S11 S12 S13 S15 S20 S02".split())


@dataclass(frozen=True)
class Interaction:
    """With the habit `kind`, the other's findings in `hides` may be wanting, and `adds` may come.

    With `other`, for the pair of the two alone, in whichever order.
    """

    kind: str
    why: str
    hides: frozenset[str] = frozenset()
    adds: frozenset[str] = frozenset()
    other: str = ""

    def is_of(self, kinds: Sequence[str]) -> bool:
        """Whether a pair of kinds is one that it speaks of."""
        return self.kind in kinds and (not self.other or self.other in kinds)


INTERACTIONS: tuple[Interaction, ...] = (
    Interaction("the sheet deleted", "its rows and cells are gone with it", _CELLS | _ROWS),
    Interaction(
        "columns in view sorted alone",
        "nobody can tell whose answers the two rows hold, so they are not judged",
        _CELLS | {"S07", "S08", "S11"},
    ),
    Interaction(
        "columns in view sorted alone",
        "without the hidden identities the refs tell the rows, which are merely sorted",
        frozenset({"S12"}),
        frozenset({"S07"}),
        other="identities lost",
    ),
    Interaction(
        "a row copied",
        "a copy that changes places with its row leaves the order as it was",
        frozenset({"S07"}),
        other="rows sorted",
    ),
    Interaction(
        "a row copied",
        "the copy no longer says the same, so both are in doubt and not judged",
        _CELLS,
        frozenset({"S06"}),
    ),
    Interaction(
        "a new row below",
        "what runs over a row of nobody is told of with that row",
        frozenset({"S20"}),
        other="a paste over other rows",
    ),
    *(
        Interaction(
            "a formula without value",
            "what hands out values alone hands out a blank for it",
            frozenset({"C14"}),
            frozenset({"C07", "R01"}),
            other=other,
        )
        for other in ("written by Numbers", "written by Google Sheets")
    ),
    Interaction(
        "a formula without value",
        "LibreOffice works the formula out",
        frozenset({"C14"}),
        frozenset({"S09"}),
        other="saved by LibreOffice as .xlsx",
    ),
    *(
        Interaction(
            f"saved by LibreOffice as .{ending}",
            "calamine tells of values alone: no failed formula, nothing hidden or merged",
            frozenset({"S08", "S09", "S10", "S11", "C14", "C04", "C16", "M05", "M06", "M07"}),
            frozenset({"C07", "C20"}),
        )
        for ending in ("ods", "xls")
    ),
    Interaction(
        "cells merged",
        "the program that makes these files leaves merged cells where they were",
        frozenset({"S11"}),
        frozenset({"C07"}),
        other="a row inserted",
    ),
    Interaction(
        "a row hidden",
        "the program that makes these files hides the row of that number, here the headings",
        frozenset({"S08"}),
        other="rows put in above",
    ),
    Interaction(
        "the sheet deleted",
        "the picture goes with the sheet that it stood on",
        frozenset({"S27"}),
        other="a picture",
    ),
    Interaction("a row copied and changed", "a row in doubt is not judged", _CELLS),
)


def strictly(habits: Sequence[Habit], codes: Iterable[str]) -> tuple[set[str], set[str]]:
    """Return which codes of the habits are wanting, and which are beyond theirs."""
    seen, kinds = set(codes), [h.kind for h in habits]
    wanted = {code for h in habits for code in h.codes}
    allowed = wanted | {code for h in habits for code in h.also}
    hidden: set[str] = set()
    for one in (i for i in INTERACTIONS if i.is_of(kinds)):
        allowed |= one.adds
        own = {code for h in habits if h.kind == one.kind for code in h.codes}
        hidden |= one.hides - own if not one.other else one.hides
    return wanted - seen - hidden, seen - allowed
