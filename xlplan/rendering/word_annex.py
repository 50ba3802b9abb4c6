"""The Word template of the officers' annex to the Cabinet paper."""

from __future__ import annotations

from xlplan.rendering.word_parts import (
    LANDSCAPE,
    Column,
    each_row,
    package,
    para,
    row,
    section,
    table,
    when,
)
from xlplan.rendering.word_words import PROVENANCE, TITLE, bullets, rating_cell, text

_WIDTH = 26.7
_SOURCE = row(
    text("{{ line.ref }}", "SmallText"),
    text("{{ line.title }}", "SmallText"),
    text("{{ line.rating }}", "SmallText"),
    text("{{ line.cell or '–' }}", "SmallText"),
    text("{{ line.commentary or '–' }}", "SmallText"),
    text("{{ line.publish }}", "SmallText"),
)


def _rows(heading: str, lines: str) -> str:
    columns = (
        Column("Ref", 1.8),
        Column("Item", 8.5),
        Column("Rating", 3.0),
        Column("Rating read from", 5.2),
        Column("Commentary read from", 5.2),
        Column("Publish", 3.0),
    )
    return when(
        lines,
        para(heading, "Heading1"),
        table(heading, _WIDTH, columns, each_row(f"line in {lines}", _SOURCE)),
    )


_POLICIES = table(
    "How each rating was worked out",
    _WIDTH,
    (
        Column("Workstream", 5.4),
        Column("Rating", 2.8),
        Column("Policy", 5.0),
        Column("Why", 6.5),
        Column("Margin", 7.0),
    ),
    each_row(
        "line in paper.lines",
        row(
            text("{{ line.title }}", "SmallText"),
            rating_cell("line.now"),
            text("{{ line.policy }}", "SmallText"),
            text("{{ line.explanation }}", "SmallText"),
            text("{{ line.margin or '–' }}", "SmallText"),
        ),
    ),
)


def annex_template() -> bytes:
    """Return the Word template of the officers' annex."""
    body = (
        para("{{ paper.restriction }}", "Restriction")
        + TITLE
        + when(
            "paper.missing",
            para("Still to be typed on the Papers sheet", "Heading1"),
            bullets("paper.missing"),
        )
        + when(
            "paper.gaps",
            para("Links that lead nowhere", "Heading1"),
            bullets("paper.gaps"),
        )
        + _rows("Left out of what is published", "paper.withheld")
        + para("How each rating was worked out", "Heading1")
        + _POLICIES
        + _rows("Where each rating and commentary was read", "paper.sources")
        + PROVENANCE
        + section(LANDSCAPE)
    )
    return package(body, (LANDSCAPE,))
