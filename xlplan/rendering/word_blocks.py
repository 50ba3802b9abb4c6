"""The Word template of papers made of blocks: the plan document and its cover paper."""

from __future__ import annotations

from xlplan.palette import NAVY
from xlplan.rendering.word_parts import (
    PORTRAIT,
    Column,
    across,
    cell,
    each,
    each_row,
    package,
    para,
    row,
    section,
    table,
    table_of_loops,
    when,
)
from xlplan.rendering.word_words import MISSING, PANEL, PROVENANCE, TITLE, text

_HEADER_BLOCK = when(
    "paper.header",
    table(
        "About this paper",
        17.0,
        (Column("About this paper", 4.6), Column("Detail", 12.4)),
        each_row(
            "line in paper.header",
            row(cell(para("[[Strong|{{ line.label }}]]", "TableText"), fill=PANEL), text(MISSING)),
        ),
    ),
)
# A paper of fewer chapters needs no list of them.
LEAST_CONTENTS = 4

_CONTENTS = when(
    f"paper.contents|length >= {LEAST_CONTENTS}",
    para("Contents", "ChartTitle"),
    para("(the headings, put in at the end)", "ContentsWide"),
)
_CELL = (
    when("value.mark", para("{{r value.mark|rating }}", "RatingCell"))
    + when("value.is_number", para("{{ value.words }}", "TableNumber"))
    + when(
        "not value.mark and not value.is_number",
        para("{{p value.paragraphs|told('\u00a0', style='Told') }}"),
    )
)


def _heading(twips: str) -> str:
    return across(
        "column in block.table.columns",
        f'<w:tc><w:tcPr><w:tcW w:w="{twips}" w:type="dxa"/>'
        f'<w:shd w:val="clear" w:color="auto" w:fill="{NAVY}"/></w:tcPr>'
        f"{para('{{ column.heading }}', 'TableHeading')}</w:tc>",
    )


def block_table(width: float, *, is_even: bool = False) -> str:
    """Return the table of `block`, when it has one; `width` is in centimetres.

    `is_even` for columns of one width, in a template that staff may open and check as a document.
    """
    return when(
        "block.table",
        table_of_loops(
            "{{ block.table.caption }}",
            width,
            _heading("567" if is_even else "{{ column.twips }}"),
            each_row("line in block.table.rows", row(across("value in line", cell(_CELL)))),
        ),
    )


def figure_charts(charts: str) -> str:
    """Return a paragraph of charts of amounts, as many to a line as there is room for."""
    drawn = f"{{%r for chart in {charts} %}}{{{{r chart|figures }}}}{{%r endfor %}}"
    return when(charts, para(drawn, "Chart"))


_BLOCKS = each(
    "block in paper.blocks",
    when("block.level == 1", para("{{ block.heading }}", "Heading1")),
    when("block.level == 2", para("{{ block.heading }}", "Heading2")),
    each("said in block.numbered", para("{{ said }}", "Numbered", level=1)),
    para("{{p block.paragraphs|told(style='Own') }}"),
    when(
        "block.asked",
        para("[[ToComplete|To be completed]]: {{ block.asked }}.", "Own"),
    ),
    figure_charts("block.charts"),
    block_table(17.0),
    when("block.note", para("{{ block.note }}", "Source")),
)


def blocks_template() -> bytes:
    """Return the Word template of a paper made of blocks."""
    body = (
        TITLE
        + when("paper.answer", para("{{ paper.answer }}", "Answer"))
        + _HEADER_BLOCK
        + _CONTENTS
        + _BLOCKS
        + PROVENANCE
        + section(PORTRAIT)
    )
    return package(body, (PORTRAIT,))
