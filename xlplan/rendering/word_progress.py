"""The Word templates of the progress report: one for each preset of headings."""

from __future__ import annotations

from xlplan.rendering.word_appendices import APPENDICES
from xlplan.rendering.word_chapters import Outline
from xlplan.rendering.word_parts import (
    LANDSCAPE,
    PORTRAIT,
    Column,
    cell,
    each_row,
    package,
    para,
    row,
    section,
    section_break,
    table,
    table_under,
    when,
)
from xlplan.rendering.word_styles import CONTENTS_WIDTH
from xlplan.rendering.word_words import LOGO, MISSING, PANEL, TITLE, text
from xlplan.rendering.word_workstreams import PROGRESS_BY_WORKSTREAM
from xlplan.reports.presets import Preset

_HEADER_BLOCK = when(
    "paper.header",
    table_under(
        "About this report",
        17.0,
        tuple(Column(words, width) for words, width in 2 * (("About", 2.9), ("Detail", 5.6))),
        each_row(
            "pair in paper.header|pairs",
            row(
                *(
                    made
                    for line in ("pair[0]", "pair[1]")
                    for made in (
                        cell(para(f"[[Strong|{{{{ {line}.label }}}}]]", "TableText"), fill=PANEL),
                        text(MISSING.replace("line.", f"{line}.")),
                    )
                )
            ),
        ),
    ),
)
_RESTRICTION = when("paper.restriction", para("{{ paper.restriction }}", "Restriction"))
_CONTENTS = table(
    "Contents",
    2 * CONTENTS_WIDTH,
    (Column("Contents", CONTENTS_WIDTH), Column("Appendices", CONTENTS_WIDTH)),
    row(
        cell(para("(the headings, put in at the end)", "Contents")),
        cell(para("(the appendices, put in at the end)", "ContentsAppendices")),
    ),
)


def progress_template(preset: Preset) -> bytes:
    """Return the Word template of the progress report under a preset's headings."""
    outline = Outline(preset)
    titled = para("{{ paper.title }}: progress report", "Heading1") if preset.depth else ""
    body = (
        LOGO
        + _RESTRICTION
        + TITLE
        + para("{{r paper.plan.now|pill }} {{ paper.answer }}", "Answer")
        + _HEADER_BLOCK
        + _CONTENTS
        + titled
        + outline.chapters()
        + PROGRESS_BY_WORKSTREAM
        + section_break(PORTRAIT)
        + APPENDICES
        + section(LANDSCAPE)
    )
    return package(body, (PORTRAIT, LANDSCAPE), depth=preset.depth)
