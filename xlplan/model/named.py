"""Codes as people type them into one cell, with or without the title that goes with each."""

from __future__ import annotations

import re
from dataclasses import dataclass

from xlplan.model.cells import clean

# "FP1: Managing Finances" or "FP1 – Managing Finances": a dash stands apart, as refs may hold one.
_TITLED = re.compile(r"([^\s:;,]+)(?:\s*:|\s+[-\u2013\u2014])\s+(.+)")


@dataclass(frozen=True)
class Named:
    """One code of a cell, and the title that was typed with it ("" for none)."""

    code: str
    title: str = ""


def named_codes(text: str) -> tuple[Named, ...]:
    """Return the codes of a cell, as FP1; FP2 or FP1: Managing Finances; FP2 – Governing.

    Semicolons and new lines part them; commas too, where no title follows the code.
    """
    found: list[Named] = []
    for part in re.split(r"[;\n]", text):
        titled = _TITLED.fullmatch(clean(part))
        if titled:
            found.append(Named(titled[1], clean(titled[2])))
        else:
            found += [Named(code) for each in part.split(",") if (code := clean(each))]
    return tuple(found)
