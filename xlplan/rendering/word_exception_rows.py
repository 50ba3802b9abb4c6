"""The table of exceptions in the Word template: one row each, both months' words side by side."""

from __future__ import annotations

from xlplan.rendering.word_parts import (
    Column,
    cell,
    each_row,
    para,
    row,
    table,
    when,
)
from xlplan.rendering.word_words import BAND, corrective, field, flags, labelled, text

_WORDS = 30
_COLUMNS = 11
_REVISED = (
    "{{ ITEM.due or '–' }}{% if ITEM.expected and ITEM.expected != ITEM.due %} "
    "(expected {{ ITEM.expected }}){% endif %}"
)
_SLIPS = (
    "{{ ITEM.slips }}{% if ITEM.slips %} ({{ ITEM.slip_days }} "
    "{{ 'day' if ITEM.slip_days == 1 else 'days' }}){% endif %}"
)
_KIND = f"{{% colspan {_COLUMNS} %}}{{{{ group.heading }}}} ({{{{ group.items|length }}}})"


def _row(item: str, prefix: str = "") -> str:
    return row(
        text(field(item, "ref"), "SmallText"),
        cell(
            para(field(item, "title"), f"{prefix}ItemTitle"),
            para(field(item, "workstream"), f"{prefix}Thin"),
            flags(item),
            when(f"{item}.unacted", para(f"[[Flag|{field(item, 'unacted')}]]", "SmallText")),
        ),
        cell(para("{{r " + item + ".now|lettered }}", "RatingCell"), middle=True),
        cell(
            corrective(item),
            when(f"{item}.reason", labelled("Reason:", item, "reason", "SmallText")),
            when(f"{item}.next_milestone", labelled("Next:", item, "next_milestone", "SmallText")),
            when(f"{item}.note", para(field(item, "note"), "None")),
        ),
        _said(item, "commentary"),
        _said(item, "last_commentary"),
        text("{{ ITEM.owner or '–' }}".replace("ITEM", item), "SmallText"),
        text("{{ ITEM.programmed or '–' }}".replace("ITEM", item), "SmallText"),
        text(_REVISED.replace("ITEM", item), "SmallText"),
        text(_SLIPS.replace("ITEM", item), "SmallText"),
        cell(
            para("{{ ITEM.change or '–' }}".replace("ITEM", item), "SmallText"),
            when(f"{item}.how_long", para(field(item, "how_long"), "Thin")),
        ),
    )


def _said(item: str, name: str) -> str:
    said = f"{item}.{name}"
    return cell(
        when(said, para("{{p " + said + f"|opening({_WORDS})|told('', 'Small') }}}}")),
        when(f"not {said}", para("–", "SmallText")),
    )


def on_a_new_page(text: str) -> str:
    """Return a chapter's heading that begins a page."""
    made = para(text, "Heading1")
    style = '<w:pStyle w:val="Heading1"/>'
    return made.replace(style, f"{style}<w:pageBreakBefore/>")


EXCEPTIONS = when(
    "paper.groups",
    # Asks that the first page has no room for begin the second.
    when("not paper.more_asks", on_a_new_page("Exceptions")),
    when("paper.more_asks", para("Exceptions", "Heading1")),
    para(
        "{{ paper.what_counts }} What was said is how each commentary opens; the workbook holds "
        "it all.",
        "Lead",
        keep_next=True,
    ),
    table(
        "Exceptions",
        26.7,
        (
            Column("Ref", 1.2),
            Column("{{ paper.item_label|capitalize }}", 3.6),
            Column("Colour", 1.9),
            Column("Corrective action", 5.1),
            Column("Said {{ 'in ' ~ paper.this_month if paper.this_month else 'now' }}", 3.7),
            Column("Said {{ 'in ' ~ paper.last_month if paper.last_month else 'before' }}", 3.5),
            Column("Who", 2.2),
            Column("Original date", 1.6, style="SmallLeftHeading"),
            Column("Revised date", 1.7, style="SmallLeftHeading"),
            Column("Slips (days)", 1.2, style="SmallLeftHeading"),
            Column("Direction", 1.9, style="SmallLeftHeading"),
        ),
        each_row(
            "group in paper.groups",
            row(cell(para(_KIND, "Band"), fill=BAND)),
            each_row(
                "item in group.items",
                _row("item"),
                each_row("sub in item.sub_items", _row("sub", "Sub")),
            ),
        ),
    ),
)
