"""Rating colours, letters and shapes, each declared once.

The trio was chosen for contrast and for telling apart in grey and by colour-blind readers:
least contrast of text on fill 5.9, least CIEDE2000 distance 18 in grey, 21 for deutan vision.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from xlplan.model import Rag


@dataclass(frozen=True)
class Swatch:
    """How one rating looks: hex colours without a hash, and a shape that needs no colour."""

    key: str
    fill: str
    text: str
    shape: str


RED = Swatch("red", "A21A2C", "FFFFFF", "square")
AMBER = Swatch("amber", "FFC424", "0B0C0C", "diamond")
GREEN = Swatch("green", "2E9E78", "0B0C0C", "circle")
NOT_RATED = Swatch("na", "ECEEF0", "0B0C0C", "dash")
COMPLETE = Swatch("complete", "13337D", "FFFFFF", "tick")
NOT_REPORTED = Swatch("nr", "FFFFFF", "0B0C0C", "hatch")
# Bromsgrove printed reprogrammed hatched and suspended blue.
REPROGRAMMED = Swatch("moved", "EDF1F6", "0B0C0C", "cross")
SUSPENDED = Swatch("suspended", "B7D2EF", "0B0C0C", "pause")

AMBER_RED = Swatch("amberred", "E0702B", "0B0C0C", "triangle")
GREEN_AMBER = Swatch("greenamber", "E8F2B4", "0B0C0C", "ring")
BLUE = Swatch("blue", "8FC7F0", "0B0C0C", "tick")

SWATCHES = (
    *(RED, AMBER_RED, AMBER, GREEN_AMBER, GREEN, BLUE),
    *(NOT_RATED, COMPLETE, REPROGRAMMED, SUSPENDED, NOT_REPORTED),
)

INK = "0B0C0C"
NAVY = "1F3150"
# Of charts of amounts: told apart in grey, each with an outline.
STRONG, SOFT, OPEN = NAVY, "9DB0C9", "FFFFFF"
OWNERS_CELL = "FFFBE6"
LOCKED_CELL = "F1F3F5"
RULE_LINE = "C3C9D1"
ATTENTION = "FBE3D6"
HATCHING = "9DB0C9"

_COLOURED = re.compile(r"x([0-9a-f]{6})(square|diamond|circle|dash)")
_READABLE = 4.5

_BY_WORD = {
    "Red": RED,
    "Amber/Red": AMBER_RED,
    "Amber": AMBER,
    "Green/Amber": GREEN_AMBER,
    "Blue": BLUE,
    "Green": GREEN,
    "N/A": NOT_RATED,
    "Not rated": NOT_RATED,
    "Complete": COMPLETE,
    "Not reported": NOT_REPORTED,
    "Reprogrammed": REPROGRAMMED,
    "Suspended": SUSPENDED,
}


def swatch(word: str) -> Swatch:
    """Return how a rating or position word looks; an unknown word looks unrated."""
    return _BY_WORD.get(word, NOT_RATED)


def look(rag: Rag) -> Swatch:
    """Return how a rating of any scale looks: in the council's colour where it has chosen one.

    A word of a council's own without a colour takes that of its place: the worst is red, another
    that asks for action amber, the rest green.
    """
    known = _BY_WORD.get(rag.word)
    if known is None:
        known = NOT_RATED if not rag.is_rated else RED if rag.score == 1 else GREEN
        known = AMBER if known is GREEN and rag.needs_action else known
    if not rag.colour or rag.colour.upper() == known.fill:
        return known
    shape = known.shape if known.shape in ("square", "diamond", "dash") else "circle"
    return coloured(f"x{rag.colour.lower()}{shape}")


def coloured(key: str) -> Swatch:
    """Return the swatch of a key: one of the palette's, or one that names a council's colour."""
    for swatch in SWATCHES:
        if swatch.key == key:
            return swatch
    found = _COLOURED.fullmatch(key)
    if found is None:
        return NOT_RATED
    fill = found[1].upper()
    return Swatch(key, fill, max(("FFFFFF", "000000"), key=lambda t: contrast(fill, t)), found[2])


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours, from 1 to 21 (WCAG 2.2)."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    parts = (int(colour[n : n + 2], 16) / 255 for n in (0, 2, 4))
    linear = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return sum(w * p for w, p in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def legible(colour: str) -> str:
    """Return a colour dark enough for white text: itself, or the same hue darkened."""
    parts = [int(colour[n : n + 2], 16) for n in (0, 2, 4)]
    while contrast("".join(f"{p:02X}" for p in parts), "FFFFFF") < _READABLE:
        parts = [p * 95 // 100 for p in parts]
    return "".join(f"{p:02X}" for p in parts)
