"""Rating colours, letters and shapes, each declared once.

The trio was chosen for contrast and for telling apart in grey and by colour-blind readers:
least contrast of text on fill 5.9, least CIEDE2000 distance 18 in grey, 21 for deutan vision.
"""

from __future__ import annotations

from dataclasses import dataclass


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

SWATCHES = (RED, AMBER, GREEN, NOT_RATED, COMPLETE, NOT_REPORTED)

INK = "0B0C0C"
NAVY = "1F3150"
OWNERS_CELL = "FFFBE6"
LOCKED_CELL = "F1F3F5"
RULE_LINE = "C3C9D1"
ATTENTION = "FBE3D6"

_BY_WORD = {
    "Red": RED,
    "Amber": AMBER,
    "Green": GREEN,
    "N/A": NOT_RATED,
    "Not rated": NOT_RATED,
    "Complete": COMPLETE,
    "Not reported": NOT_REPORTED,
    "Reprogrammed": COMPLETE,
    "Suspended": COMPLETE,
}


def swatch(word: str) -> Swatch:
    """Return how a rating or position word looks; an unknown word looks unrated."""
    return _BY_WORD.get(word, NOT_RATED)
