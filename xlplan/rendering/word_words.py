"""Pieces that both Word papers print: their title, asks, strips of months and provenance."""

from __future__ import annotations

from xlplan.rendering.word_parts import (
    Column,
    across,
    cell,
    each,
    each_row,
    para,
    row,
    rows_when,
    table,
    when,
)

BAND = "E4E8ED"
PANEL = "F4F6F8"
_ASKED_BY = "{{ ask.title }}{% if ask.owner %} · {{ ask.owner }}{% endif %}"
_WIDE = 20.0

TITLE = (
    when("paper.watermark", para("{{ paper.watermark }}", "Watermark"))
    + para("{{ paper.title }}", "Title")
    + para("{{ paper.subtitle }}", "Subtitle")
)
LOGO = when("paper.brand.logo", para("{{r paper.brand|logo(paper.council) }}", "Logo"))
MISSING = (
    "{%r if line.is_missing %}[[ToComplete|To be completed]]{%r if line.value %}: "
    "{{ line.value }}{%r endif %}{%r else %}{{ line.value }}{%r endif %}"
)
PROVENANCE = (
    para("Where the figures come from", "SourceHeading")
    + para(
        "Made on {{ paper.provenance.made }} with {{ paper.provenance.version }} from "
        "{{ paper.provenance.workbook }}, as at {{ paper.provenance.as_at }}.",
        "Source",
    )
    + para("Fingerprint of the workbook (SHA-256): {{ paper.provenance.sha256 }}", "Source")
)


def text(value: str, style: str = "TableText") -> str:
    """Return a cell with one paragraph."""
    return cell(para(value, style))


def field(item: str, name: str) -> str:
    """Return the tag that prints one field of an item."""
    return "{{ " + f"{item}.{name}" + " }}"


def rating_cell(mark: str) -> str:
    """Return a cell that takes the colour of the mark it prints; a dash for none."""
    shown = "{%r if MARK %}{{r MARK|rating }}{%r else %}–{%r endif %}".replace("MARK", mark)
    return cell(para(shown, "RatingCell"), middle=True)


def labelled(label: str, item: str, name: str, style: str = "TableText") -> str:
    """Return a paragraph with a bold label before one field of an item."""
    return para(f"[[Strong|{label}]] {field(item, name)}", style)


def bullets(lines: str) -> str:
    """Return a bullet for each of a list of lines."""
    return each(f"line in {lines}", para("{{ line }}", "ListBullet"))


def flags(item: str) -> str:
    """Return an item's notices, one paragraph each."""
    return each(f"flag in {item}.flags", para("[[Flag|{{ flag }}]]", "SmallText"))


def corrective(item: str) -> str:
    """Return an item's corrective action and who takes it by when; never an empty cell."""
    otherwise = "'No corrective action given.' if ITEM.lacks_action else '–'"
    tag = "{{p ITEM.corrective_action|told(" + otherwise + ") }}"
    return para(tag.replace("ITEM", item)) + when(
        f"{item}.corrective_by", para(f"By {field(item, 'corrective_by')}", "Thin")
    )


def asks(width: float, heading: str, lines: str = "paper.asks") -> str:
    """Return a table of decisions and help needed, as wide as the page's text.

    A wide page says in a column of its own what a narrow one says beneath each request.
    """
    about = "{{ ask.title }}{% if ask.owner %} (asked by {{ ask.owner }}){% endif %}"
    request = para("[[Strong|{{ ask.ask }}]]", "TableText")
    is_wide = width > _WIDE
    asked = text("{{ ask.ask }}") + text(_ASKED_BY, "SmallText")
    if not is_wide:
        asked = cell(request, para(about, "Thin"))
    columns = (
        Column("Ref", 1.4),
        Column("Decision or help needed", width - (14.0 if is_wide else 7.0)),
        *((Column("For", 7.4),) if is_wide else ()),
        Column("From whom", 2.2 if is_wide else 2.6),
        Column("By when", 3.0),
    )
    line = row(
        text("{{ ask.ref }}"),
        asked,
        text("{{ ask.from_whom or '–' }}"),
        text("{{ ask.by_when or '–' }}"),
    )
    return when(
        lines,
        heading,
        table("Decisions and help needed", width, columns, each_row(f"ask in {lines}", line)),
    )


def month_strips(groups: str, title: str, heading: str) -> str:
    """Return the table of ratings month by month, grouped; it needs a landscape page."""
    columns = (
        Column("Ref", 1.6),
        Column("Item", 6.3),
        Column("Owner", 4.6),
        Column("Due", 2.7),
        Column("{{ month }}", 0.96, loop="month in paper.months", style="MonthHeading"),
    )
    band = para("{% colspan 4 + paper.months|length %}" + field("group", title), "Band")
    legend = (
        f"{{% for mark in {groups}|strip_marks %}}{{{{ mark.letter }}}}"
        "{% if mark.letter != mark.word %} {{ mark.word }}{% endif %}, {% endfor %}"
        "– not yet in the plan."
    )
    rows = each_row(
        "item in group.items",
        _strip_row("item", "SmallText"),
        each_row("sub in item.sub_items", _strip_row("sub", "SubSmallText")),
    )
    groups_of_rows = each_row(
        f"group in {groups}", rows_when("group.items", row(cell(band, fill=BAND)), rows)
    )
    return (
        para(heading, "AppendixHeading")
        + para(legend, "Source", keep_next=True)
        + table("Rating of each item, month by month", 26.7, columns, groups_of_rows)
    )


def _strip_row(item: str, style: str) -> str:
    month = cell(para("{{r mark|letter }}", "MonthCell"), middle=True)
    return row(
        text(field(item, "ref"), "SmallText"),
        text(field(item, "title"), style),
        text(field(item, "owner"), "SmallText"),
        text(field(item, "due"), "SmallText"),
        across(f"mark in {item}.strip", month),
    )
