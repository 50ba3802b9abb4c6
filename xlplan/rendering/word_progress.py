"""The words and the layout of the progress report's Word template."""

from __future__ import annotations

from xlplan.rendering.word_parts import (
    LANDSCAPE,
    PORTRAIT,
    Column,
    cell,
    each,
    each_row,
    package,
    para,
    row,
    rows_when,
    section,
    section_break,
    table,
    when,
)
from xlplan.rendering.word_words import (
    BAND,
    MISSING,
    PANEL,
    PROVENANCE,
    TITLE,
    asks,
    bullets,
    corrective,
    field,
    flags,
    labelled,
    month_strips,
    rating_cell,
    text,
)

_HEADER_BLOCK = when(
    "paper.header",
    table(
        "About this report",
        17.0,
        (Column("About this report", 4.6), Column("Detail", 12.4)),
        each_row(
            "line in paper.header",
            row(cell(para("[[Strong|{{ line.label }}]]", "TableText"), fill=PANEL), text(MISSING)),
        ),
    ),
)
_RECOMMENDATIONS = when(
    "paper.recommendations",
    para("Recommendations", "Heading1"),
    each("line in paper.recommendations", para("{{ line }}", "Numbered", level=1)),
)

_COUNTED = (
    "{% for count in line.counts if count.number %}{{ count.number }} {{ count.mark.word }}"
    "{% if not loop.last %}, {% endif %}{% endfor %}"
)
_COUNTS = (
    "Of {{ paper.plan.total }} {{ paper.item_label }}{% if paper.plan.total != 1 %}s{% endif %}: "
    "{% for count in paper.plan.counts %}{{ count.number }} {{ count.mark.word }}"
    "{% if count.percent %} ({{ count.percent }}){% endif %}"
    "{% if not loop.last %}, {% endif %}{% endfor %}."
)


def _workstream_rows(lines: str) -> str:
    return each_row(
        f"line in {lines}",
        row(
            cell(para("{{ line.title }}", "ItemTitle"), para("{{ line.owner }}", "Thin")),
            rating_cell("line.now"),
            text("{% if line.last %}{{ line.last.word }}{% else %}–{% endif %}", "TableNumber"),
            text(f"{_COUNTED}{{% if not line.counts %}}–{{% endif %}}"),
            text("[[Strong|{{ line.change }}.]] {{ line.explanation }}"),
        ),
    )


_WORKSTREAM_TABLE = when(
    "paper.workstreams or paper.enablers",
    table(
        "Rating of each workstream",
        17.0,
        (
            Column("Workstream", 4.3),
            Column("Rating", 2.8),
            Column("Last report", 2.2),
            Column("Items", 2.4),
            Column("Change, and why", 5.3),
        ),
        _workstream_rows("paper.workstreams"),
        rows_when("paper.enablers", row(cell(para("Enablers", "Band"), span=5, fill=BAND))),
        _workstream_rows("paper.enablers"),
    ),
)
_SUMMARY = (
    para("Summary", "Heading1")
    + para(
        "The plan: {{r paper.plan.now|pill }} {% if paper.plan.change %}{{ paper.plan.change }}. "
        "{% endif %}{{ paper.plan.explanation }}",
        "Numbered",
        level=1,
    )
    + when("paper.plan.counts", para(_COUNTS, "Numbered", level=1, keep_next=True))
    + _WORKSTREAM_TABLE
    + when(
        "paper.not_reported",
        para("Not reported:", "Numbered", level=1, keep_next=True),
        bullets("paper.not_reported"),
    )
)
_CHANGES = when(
    "paper.movements",
    para("What has changed{% if paper.since %} since {{ paper.since }}{% endif %}", "Heading1"),
    each(
        "movement in paper.movements",
        para(
            "[[Strong|{{ movement.heading }} ({{ movement.lines|length }})]]",
            "Numbered",
            level=1,
            keep_next=True,
        ),
        bullets("movement.lines"),
    ),
)
_PILL_AND_CHANGE = para("{{r item.now|pill }}", "TableText") + para("{{ item.change }}", "Thin")
_ATTENTION = when(
    "paper.attention",
    para("Items needing attention", "Heading1"),
    table(
        "Items needing attention",
        17.0,
        (
            Column("Ref", 1.8),
            Column("Item", 5.6),
            Column("Rating", 2.9),
            Column("Corrective action", 6.7),
        ),
        each_row(
            "item in paper.attention",
            row(
                text("{{ item.ref }}"),
                cell(
                    para("{{ item.title }}", "ItemTitle"),
                    para(
                        "{{ item.workstream }}{% if item.owner %} · {{ item.owner }}{% endif %}",
                        "Thin",
                    ),
                    flags("item"),
                ),
                cell(_PILL_AND_CHANGE),
                cell(corrective("item")),
            ),
        ),
    ),
)

_FACTS = (
    "{{ ITEM.owner }}{% if ITEM.due %} · Due {{ ITEM.due }}{% endif %}"
    "{% if ITEM.expected and ITEM.expected != ITEM.due %} · Expected {{ ITEM.expected }}"
    "{% endif %}{% if ITEM.status %} · {{ ITEM.status }}{% endif %}"
)
_HAS_MORE = (
    "ITEM.commentary or ITEM.last_commentary or ITEM.corrective_action "
    "or ITEM.flags or ITEM.next_milestone or ITEM.reason or ITEM.note"
)
_FLAGS_IN_A_LINE = (
    "[[Flag|{% for flag in ITEM.flags %}{{ flag }}{% if not loop.last %}; {% endif %}{% endfor %}]]"
)


_BY = "Corrective action{% if ITEM.corrective_by %} (by {{ ITEM.corrective_by }}){% endif %}"


def _narrative(item: str, prefix: str = "") -> str:
    """What an owner says; a prefix takes the styles of a section's own text."""
    said = "{{p ITEM.NAME|told(style='STYLE') }}".replace("ITEM", item)
    said = said.replace("STYLE", prefix or "Told")
    label = f"{prefix}Label"
    return (
        para(said.replace("NAME", "commentary"))
        + when(
            f"not {item}.commentary and {item}.last_commentary",
            para("Last reported", label),
            para(said.replace("NAME", "last_commentary")),
        )
        + when(f"{item}.reason", labelled("Reason:", item, "reason", f"{prefix or 'Table'}Text"))
        + when(
            f"{item}.corrective_action",
            para(_BY.replace("ITEM", item), label),
            para(said.replace("NAME", "corrective_action")),
        )
        + when(f"{item}.note", para(field(item, "note"), "OwnNote" if prefix else "None"))
    )


def _item_rows(item: str, prefix: str = "") -> str:
    """A line of what and how, then what its owner says across the whole width."""
    fill = "" if prefix else PANEL
    title = para(field(item, "title"), f"{prefix}ItemTitle", keep_next=True)
    facts = para(_FACTS.replace("ITEM", item), f"{prefix}Thin", keep_next=True)
    first = row(
        cell(para(field(item, "ref"), "TableText", keep_next=True), fill=fill),
        cell(title, facts, fill=fill),
        rating_cell(f"{item}.now"),
        cell(para(field(item, "change"), "TableText", keep_next=True), fill=fill),
    )
    second = row(
        cell(para("", "TableText")),
        cell(
            when(f"{item}.flags", para(_FLAGS_IN_A_LINE.replace("ITEM", item), "TableText")),
            _narrative(item),
            when(f"{item}.next_milestone", labelled("Next:", item, "next_milestone")),
            span=3,
        ),
        may_split=True,
    )
    return first + rows_when(_HAS_MORE.replace("ITEM", item), second)


_WORKSTREAM_SAYS = (
    "{{r section.line.now|pill }} {{ section.line.change }}. {{ section.line.explanation }}"
    "{% if section.line.owner %} Owner: {{ section.line.owner }}.{% endif %}"
)
_WORKSTREAMS = when(
    "paper.sections",
    para("Progress by workstream", "Heading1"),
    each(
        "section in paper.sections",
        para("{{ section.line.title }}", "Heading2"),
        para(_WORKSTREAM_SAYS, "NumberedSub", keep_next=True),
        when("section.own", _narrative("section.own", "Own")),
        when(
            "section.items",
            table(
                "Items, their ratings and progress",
                17.0,
                (
                    Column("Ref", 1.8),
                    Column("Item, progress and corrective action", 9.6),
                    Column("Rating", 2.6),
                    Column("Since last report", 3.0),
                ),
                each_row(
                    "item in section.items",
                    _item_rows("item"),
                    each_row("sub in item.sub_items", _item_rows("sub", "Sub")),
                ),
            ),
        ),
    ),
)
_HOW_RATED = when(
    "paper.plan.policy",
    para("How the ratings were worked out", "SourceHeading"),
    table(
        "How the ratings were worked out",
        26.7,
        (Column("Workstream", 8.0), Column("Policy", 8.0), Column("Margin", 10.7)),
        each_row(
            "line in (paper.plan,) + paper.workstreams + paper.enablers",
            row(
                text("{{ line.title }}"),
                text("{{ line.policy }}"),
                text("{{ line.margin or '–' }}"),
            ),
        ),
    ),
)


def progress_template() -> bytes:
    """Return the Word template of the progress report."""
    body = (
        TITLE
        + _HEADER_BLOCK
        + para("{{r paper.plan.now|pill }} {{ paper.answer }}", "Answer")
        + _RECOMMENDATIONS
        + asks(17.0)
        + _SUMMARY
        + _CHANGES
        + _ATTENTION
        + _WORKSTREAMS
        + section_break(PORTRAIT)
        + when(
            "paper.months and paper.sections",
            month_strips("paper.sections", "line.title", "Appendix: every item, month by month"),
        )
        + _HOW_RATED
        + PROVENANCE
        + section(LANDSCAPE)
    )
    return package(body, (PORTRAIT, LANDSCAPE))
