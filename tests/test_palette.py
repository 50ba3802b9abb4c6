"""Ratings can be told apart by readers of every kind of sight, in grey, and against their words."""

from __future__ import annotations

from itertools import combinations
from math import atan2, cos, degrees, exp, hypot, radians, sin, sqrt

import pytest

from xlplan.model import AMBER, FIVE_POINT, GREEN, NOT_RATED, RED, WITH_BLUE, Rag
from xlplan.palette import SWATCHES, coloured, contrast, legible, look

Colour = tuple[float, float, float]

# Machado, Oliveira and Fernandes (2009), whole loss of one kind of cone; grey by luminance.
SIGHTS: dict[str, tuple[Colour, Colour, Colour]] = {
    "normal": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protan": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deutan": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "tritan": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
    "grey": ((0.2126, 0.7152, 0.0722),) * 3,
}


def linear(fill: str) -> Colour:
    parts = [int(fill[n : n + 2], 16) / 255 for n in (0, 2, 4)]
    r, g, b = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return r, g, b


def dot(row: Colour, colour: Colour) -> float:
    return sum(x * y for x, y in zip(row, colour, strict=True))


def lab(fill: str, sight: str) -> Colour:
    """The colour as that sight has it, in CIE L*a*b* (D65)."""
    seen = [min(1.0, max(0.0, dot(row, linear(fill)))) for row in SIGHTS[sight]]
    rgb = (seen[0], seen[1], seen[2])
    x = dot((0.4124, 0.3576, 0.1805), rgb) / 0.95047
    y = dot((0.2126, 0.7152, 0.0722), rgb)
    z = dot((0.0193, 0.1192, 0.9505), rgb) / 1.08883
    fx, fy, fz = (
        t ** (1 / 3) if t > 216 / 24389 else (24389 / 27 * t + 16) / 116 for t in (x, y, z)
    )
    return 116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)


def distance(one: Colour, other: Colour) -> float:
    """CIEDE2000."""
    (l1, a1, b1), (l2, a2, b2) = one, other
    mean = (hypot(a1, b1) + hypot(a2, b2)) / 2
    g = (1 - sqrt(mean**7 / (mean**7 + 25**7))) / 2
    c1, c2 = hypot((1 + g) * a1, b1), hypot((1 + g) * a2, b2)
    h1, h2 = (degrees(atan2(b, (1 + g) * a)) % 360 for a, b in ((a1, b1), (a2, b2)))
    turn = h2 - h1
    turn -= 360 * (turn > 180) - 360 * (turn < -180)
    turn *= c1 * c2 != 0
    dh = 2 * sqrt(c1 * c2) * sin(radians(turn / 2))
    lm, cm = (l1 + l2) / 2, (c1 + c2) / 2
    hm = h1 + h2 if c1 * c2 == 0 else (h1 + h2) / 2 + 180 * (abs(h1 - h2) > 180)
    t = (
        1
        - 0.17 * cos(radians(hm - 30))
        + 0.24 * cos(radians(2 * hm))
        + 0.32 * cos(radians(3 * hm + 6))
        - 0.2 * cos(radians(4 * hm - 63))
    )
    sl = 1 + 0.015 * (lm - 50) ** 2 / sqrt(20 + (lm - 50) ** 2)
    sc, sh = 1 + 0.045 * cm, 1 + 0.015 * cm * t
    rt = (
        -2 * sqrt(cm**7 / (cm**7 + 25**7)) * sin(radians(60 * exp(-(((hm % 360 - 275) / 25) ** 2))))
    )
    dl, dc = (l2 - l1) / sl, (c2 - c1) / sc
    return sqrt(dl**2 + dc**2 + (dh / sh) ** 2 + rt * dc * dh / sh)


def test_the_distance_is_that_of_the_published_examples():
    # Sharma, Wu and Dalal (2005), pairs 1, 7 and 17.
    assert distance((50, 2.6772, -79.7751), (50, 0, -82.7485)) == pytest.approx(2.0425, abs=1e-4)
    assert distance((50, 0, 0), (50, -1, 2)) == pytest.approx(2.3669, abs=1e-4)
    assert distance((50, 2.5, 0), (73, 25, -18)) == pytest.approx(27.1492, abs=1e-4)


@pytest.mark.parametrize("sight", SIGHTS)
def test_red_amber_and_green_are_far_apart_for_every_sight(sight: str):
    fills = [lab(look(rag).fill, sight) for rag in (RED, AMBER, GREEN)]

    assert min(distance(*pair) for pair in combinations(fills, 2)) > 15


@pytest.mark.parametrize("scale", [FIVE_POINT, WITH_BLUE])
@pytest.mark.parametrize("sight", ["normal", "protan", "deutan", "tritan"])
def test_neighbours_of_longer_scales_differ_and_never_in_colour_alone(scale, sight):
    shapes = [look(rag).shape for rag in scale.rated]
    fills = [lab(look(rag).fill, sight) for rag in scale.rated]

    assert len(set(shapes)) == len(shapes)
    assert min(distance(fills[n], fills[n + 1]) for n in range(len(fills) - 1)) > 8


@pytest.mark.parametrize("swatch", SWATCHES, ids=lambda s: s.key)
def test_words_on_a_rating_can_be_read(swatch):
    assert contrast(swatch.fill, swatch.text) >= 4.5


def test_words_on_any_colour_of_a_council_s_own_can_be_read():
    for red in range(0, 256, 51):
        for green in range(0, 256, 51):
            for blue in range(0, 256, 51):
                fill = f"{red:02X}{green:02X}{blue:02X}"
                own = look(Rag("Green", "G", 3, colour=fill))
                assert contrast(fill, own.text) >= 4.5
                assert coloured(own.key) == own
                assert contrast(legible(fill), "FFFFFF") >= 4.5


def test_a_word_of_a_council_s_own_takes_the_look_of_its_place():
    assert look(Rag("Behind", "B", 1, needs_action=True)) == look(RED)
    assert look(Rag("At risk", "AR", 2, needs_action=True)) == look(AMBER)
    assert look(Rag("On course", "O", 3)) == look(GREEN)
    assert look(Rag("Too early", "T", None)) == look(NOT_RATED)
