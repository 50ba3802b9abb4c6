"""The first appendix of the progress report: each workstream, and what is said of every item."""

from __future__ import annotations

from xlplan.rendering.word_parts import (
    Column,
    cell,
    each,
    each_row,
    para,
    row,
    rows_when,
    table,
    when,
)
from xlplan.rendering.word_words import PANEL, field, labelled, rating_cell

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
    "{{r section.line.now|pill }} {% if section.line.change %}{{ section.line.change }}. "
    "{% endif %}"
    "{{ section.line.explanation }}"
    "{% if section.line.owner %} Owner: {{ section.line.owner }}.{% endif %}"
)
PROGRESS_BY_WORKSTREAM = when(
    "paper.sections",
    para("Appendix {{ paper.appendix.progress }}: progress by workstream", "AppendixHeading"),
    each(
        "section in paper.sections",
        para("{{ section.line.title }}", "AppendixSubHeading"),
        para(_WORKSTREAM_SAYS, "AppendixText", keep_next=True),
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
