"""The schedules at the back of the progress report's Word templates, on wide pages."""

from __future__ import annotations

from collections.abc import Collection

from xlplan.rendering.word_blocks import block_table, figure_charts
from xlplan.rendering.word_parts import (
    Column,
    cell,
    cell_when,
    each,
    each_row,
    para,
    row,
    rows_when,
    table,
    when,
)
from xlplan.rendering.word_words import (
    BAND,
    field,
    month_strips,
    rating_cell,
    text,
)

_WIDTH = 26.7
_OUTCOMES = "paper.has_outcomes"
_ANSWERS = "paper.schedules.answers"
_AMOUNTS = {"Moves", "Days", "Target", "Achieved", "Forecast"}


def _heading(name: str, words: str) -> str:
    letter = "{{ paper.appendix." + name + " }}"
    return para(f"Appendix {letter}: {words}", "AppendixHeading")


def _plan_row(item: str, prefix: str = "") -> str:
    return row(
        text(field(item, "ref"), "SmallText"),
        text(field(item, "title"), f"{prefix}SmallText"),
        cell_when(_OUTCOMES, text("{{ " + item + ".outcome or '–' }}", "SmallText")),
        text(field(item, "owner"), "SmallText"),
        text("{{ " + item + ".programmed or '–' }}", "SmallText"),
        text("{{ " + item + ".due or '–' }}", "SmallText"),
        text("{{ " + item + ".status or '–' }}", "SmallText"),
        rating_cell(f"{item}.now"),
    )


def _band(columns: int) -> str:
    return row(cell(para("{{ section.line.title }}", "Band"), span=columns, fill=BAND))


_PLAN = when(
    "paper.appendix.plan",
    _heading("plan", "the whole plan"),
    table(
        "Every item of the plan",
        _WIDTH,
        (
            Column("Ref", 1.5),
            Column("Item", 6.2),
            Column("Outcome", 5.3, when=_OUTCOMES),
            Column("Owner", 4.0),
            Column("Programmed date", 2.4),
            Column("Due date", 2.4),
            Column("Status", 2.3),
            Column("Rating", 2.6),
        ),
        each_row(
            "section in paper.sections if section.items",
            rows_when(_OUTCOMES, _band(8)),
            rows_when(f"not {_OUTCOMES}", _band(7)),
            each_row(
                "item in section.items",
                _plan_row("item"),
                each_row("sub in item.sub_items", _plan_row("sub", "Sub")),
            ),
        ),
    ),
)
_MONTHS = when(
    "paper.appendix.months",
    month_strips(
        "paper.sections",
        "line.title",
        "Appendix {{ paper.appendix.months }}: every item, month by month",
    ),
)


def _heading_style(heading: str) -> str:
    return "TableAmountHeading" if heading in _AMOUNTS else "TableHeading"


def _style(heading: str) -> str:
    return "SmallAmount" if heading in _AMOUNTS else "SmallText"


def _says(lines: str, name: str) -> str:
    return f"{lines}|says('{name}')" if name else ""


def _listing(
    name: str,
    words: str,
    lines: str,
    columns: tuple[tuple[str, float, str], ...],
    before: str = "",
    *,
    optional: Collection[str] = (),
) -> str:
    """An appendix of one plain table: a heading, a width and a value for each column.

    A column whose heading is `optional` is left out when no line has the field of its name.
    """
    asked = {word: _says(lines, word.lower() if word in optional else "") for word, _, _ in columns}
    cells = row(*(cell_when(asked[w], text(value, _style(w))) for w, _, value in columns))
    heads = tuple(
        Column(w, width, style=_heading_style(w), when=asked[w]) for w, width, _ in columns
    )
    title = words[:1].upper() + words[1:]
    body = table(title, _WIDTH, heads, each_row(f"line in {lines}", cells))
    return when(lines, _heading(name, words), before, body)


_CHANGES = _listing(
    "changes",
    "changes to the plan{% if paper.since %} since {{ paper.since }}{% endif %}",
    "paper.schedules.changes",
    (
        ("Ref", 1.5, "{{ line.ref }}"),
        ("Item", 6.4, "{{ line.title or '–' }}"),
        ("Change", 2.2, "{{ line.what }}"),
        ("How", 7.2, "{{ line.how or '–' }}"),
        ("Reason", 6.0, "{{ line.reason or '–' }}"),
        ("Decision", 3.4, "{{ line.decision or '–' }}"),
    ),
    when("paper.schedules.account", para("{{ paper.schedules.account }}", "Source")),
    optional=("How", "Reason", "Decision"),
)
_SLIPS = _listing(
    "slips",
    "approved moves of dates",
    "paper.schedules.slips",
    (
        ("Ref", 1.5, "{{ line.ref }}"),
        ("Item", 4.6, "{{ line.title }}"),
        ("Owner", 3.6, "{{ line.owner or '–' }}"),
        ("Programmed date", 2.4, "{{ line.programmed or '–' }}"),
        ("Due date", 2.4, "{{ line.due or '–' }}"),
        ("Moves", 1.3, "{{ line.moves }}"),
        ("Days", 1.3, "{{ line.days }}"),
        ("Reasons and approvals", 6.6, "{{ line.reasons or '–' }}"),
        ("Now", 3.0, "{{ line.late }}"),
    ),
)
_TIES = each(
    "block in paper.schedules.ties",
    para("{{ block.heading }}", "AppendixSubHeading"),
    block_table(_WIDTH, is_even=True),
    when("block.note", para("{{ block.note }}", "Source")),
)
_LINKS = when(
    "paper.appendix.links",
    _heading("links", "{{ paper.schedules.linked }}"),
    when(
        "paper.schedules.risks",
        para("Corporate risks, and what answers them", "AppendixSubHeading"),
        table(
            "Corporate risks, and what answers them",
            _WIDTH,
            (Column("Risk", 1.6), Column("What could happen", 9.0), Column("Answered by", 16.1)),
            each_row(
                "line in paper.schedules.risks",
                row(
                    text("{{ line.code }}", "SmallText"),
                    text("{{ line.title }}", "SmallText"),
                    cell(
                        each("answer in line.answers", para("{{ answer }}", "SmallText")),
                        when("line.gap", para("[[Flag|{{ line.gap }}]]", "SmallText")),
                    ),
                ),
            ),
        ),
    ),
    when(
        "paper.schedules.answers",
        para("{{ paper.schedules.answered }}", "AppendixSubHeading"),
        table(
            "{{ paper.schedules.answered }}",
            _WIDTH,
            (
                Column("Ref", 1.6),
                Column("Item", 7.4),
                Column("Rating", 2.6),
                Column("Risks", 7.5, when=_says(_ANSWERS, "risks")),
                Column("Measures", 7.6, when=_says(_ANSWERS, "measures")),
            ),
            each_row(
                "line in paper.schedules.answers",
                row(
                    text("{{ line.ref }}", "SmallText"),
                    text("{{ line.title }}", "SmallText"),
                    rating_cell("line.now"),
                    cell_when(
                        _says(_ANSWERS, "risks"), text("{{ line.risks or '–' }}", "SmallText")
                    ),
                    cell_when(
                        _says(_ANSWERS, "measures"),
                        text("{{ line.measures or '–' }}", "SmallText"),
                    ),
                ),
            ),
        ),
    ),
    when(
        "paper.schedules.measures",
        para("Measures, and the items that bear on them", "AppendixSubHeading"),
        figure_charts("paper.schedules.trends"),
        table(
            "Measures, and the items that bear on them",
            _WIDTH,
            (
                Column("Measure", 1.8),
                Column("What it counts", 7.0),
                Column("Began at", 2.4),
                Column("Latest", 2.6),
                Column("Target", 3.2),
                Column("Progress", 3.7),
                Column("Items", 6.0),
            ),
            each_row(
                "line in paper.schedules.measures",
                row(
                    text("{{ line.code }}", "SmallText"),
                    text("{{ line.title }}", "SmallText"),
                    text("{{ line.baseline or '–' }}", "SmallText"),
                    text("{{ line.outturn or '–' }}", "SmallText"),
                    text("{{ line.target or '–' }}", "SmallText"),
                    text("{{ line.progress or '–' }}", "SmallText"),
                    cell(
                        each("answer in line.answers", para("{{ answer }}", "SmallText")),
                        when("not line.answers", para("–", "SmallText")),
                    ),
                ),
            ),
        ),
    ),
    _TIES,
)
_SAVINGS = _listing(
    "savings",
    "savings",
    "paper.schedules.savings",
    (
        ("Ref", 1.6, "{{ line.ref or '–' }}"),
        ("Item", 9.6, "{{ line.title or '–' }}"),
        ("Year", 2.2, "{{ line.year or '–' }}"),
        ("Kind", 3.4, "{{ line.kind or '–' }}"),
        ("Target", 3.3, "{{ line.target }}"),
        ("Achieved", 3.3, "{{ line.achieved }}"),
        ("Forecast", 3.3, "{{ line.forecast }}"),
    ),
    figure_charts("paper.schedules.money"),
)
_SOURCES = (
    when("paper.appendix.sources", _heading("sources", "where the figures come from"))
    + para(
        "Made on {{ paper.provenance.made }} with {{ paper.provenance.version }} from "
        "{{ paper.provenance.workbook }}, as at {{ paper.provenance.as_at }}.",
        "Source",
    )
    + when(
        "paper.schedules.figures",
        table(
            "Each count, and the items counted",
            _WIDTH,
            (Column("Figure", 8.0), Column("Number", 2.0), Column("Items", 16.7)),
            each_row(
                "line in paper.schedules.figures",
                row(
                    text("{{ line.what }}", "SmallText"),
                    text("{{ line.number }}", "SmallNumber"),
                    text("{{ line.refs }}", "SmallText"),
                ),
            ),
        ),
    )
)
APPENDICES = _PLAN + _MONTHS + _CHANGES + _SLIPS + _LINKS + _SAVINGS + _SOURCES
