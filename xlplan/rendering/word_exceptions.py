"""The words and the layout of the exception report's Word template."""

from __future__ import annotations

from xlplan.rendering.word_parts import (
    LANDSCAPE,
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
    when,
)
from xlplan.rendering.word_words import (
    BAND,
    MISSING,
    PROVENANCE,
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

_HEADER_LINE = when(
    "paper.header",
    para(
        "{%r for line in paper.header %}[[Strong|{{ line.label }}: ]]"
        + MISSING
        + "{%r if not loop.last %}   ·   {%r endif %}{%r endfor %}",
        "HeaderLine",
    ),
)
_DRAFT_AND_MONTH = (
    "{%r if paper.watermark %}[[Flag|{{ paper.watermark }}]]   {%r endif %}{{ paper.subtitle }}"
)
_MOVED = when(
    "paper.movements",
    para("What has moved", "Heading1"),
    table(
        "What has moved",
        26.7,
        (Column("Movement", 7.4), Column("Items", 19.3)),
        each_row(
            "movement in paper.movements",
            row(
                text("[[Strong|{{ movement.heading }}]] ({{ movement.lines|length }})"),
                cell(each("line in movement.lines", para("{{ line }}", "CloseText"))),
            ),
        ),
    ),
)


def _position_row(style: str) -> str:
    def words(value: str, paragraph: str = "SmallNumber") -> str:
        return text(f"[[Strong|{value}]]" if style else value, paragraph)

    return row(
        words("{% if line.code %}{{ line.code }} {% endif %}{{ line.title }}", "SmallText"),
        words("{{ line.items or '–' }}"),
        across(
            "number in line.counts", words("{% if line.items %}{{ number }}{% else %}–{% endif %}")
        ),
        words("{{ line.percent_green }}"),
        rating_cell("line.now"),
        words("{{ line.change }}", "SmallText"),
        words("{{ line.margin or '–' }}", "SmallText"),
    )


_POSITION = when(
    "paper.position",
    para("Position", "Heading1"),
    table(
        "Items of each workstream by position",
        26.7,
        (
            Column("Workstream", 5.6),
            Column("Items", 0.9, style="SmallHeading"),
            Column("{{ word }}", 1.85, "word in paper.position_headings", "SmallHeading"),
            Column("% green", 1.1, style="SmallHeading"),
            Column("Rating", 2.6, style="SmallHeading"),
            Column("Change since last month", 3.1, style="SmallLeftHeading"),
            Column("Margin", 4.15, style="SmallLeftHeading"),
        ),
        each_row("line in paper.position", _position_row("")),
        each_row("line in [paper.position_total]", _position_row("Strong")),
    ),
)
_REVISED = (
    "{{ ITEM.due or '–' }}{% if ITEM.expected and ITEM.expected != ITEM.due %} "
    "(expected {{ ITEM.expected }}){% endif %}"
)
_KIND = "{% colspan 7 %}{{ group.heading }} ({{ group.items|length }})"
_WHERE_AND_WHO = "{{ ITEM.workstream }}{% if ITEM.owner %} · {{ ITEM.owner }}{% endif %}"


def _exception_row(item: str, prefix: str = "") -> str:
    return row(
        text(field(item, "ref")),
        cell(
            para(field(item, "title"), f"{prefix}ItemTitle"),
            para(_WHERE_AND_WHO.replace("ITEM", item), f"{prefix}Thin"),
            flags(item),
        ),
        cell(
            para("{{r " + item + ".now|pill }}", "TableText"),
            para(field(item, "change"), "Thin"),
        ),
        cell(
            corrective(item),
            when(f"{item}.reason", labelled("Reason:", item, "reason")),
            when(f"{item}.next_milestone", labelled("Next:", item, "next_milestone")),
            when(f"{item}.note", para(field(item, "note"), "None")),
        ),
        _progress_cell(item),
        text("{{ ITEM.programmed or '–' }}".replace("ITEM", item), "SmallText"),
        text(_REVISED.replace("ITEM", item), "SmallText"),
    )


def _progress_cell(item: str) -> str:
    return cell(
        para("{{p " + item + ".commentary|opening|told }}"),
        when(
            f"not {item}.commentary and {item}.last_commentary",
            para("Last reported", "Label"),
            para("{{p " + item + ".last_commentary|opening|told }}"),
        ),
        when(f"not {item}.commentary and not {item}.last_commentary", para("–", "TableText")),
    )


_EXCEPTIONS = when(
    "paper.groups",
    para("Exceptions", "Heading1"),
    para(
        "{{ paper.what_counts }} Progress is how each commentary opens; the workbook holds it all.",
        "Numbered",
        level=1,
        keep_next=True,
    ),
    table(
        "Exceptions",
        26.7,
        (
            Column("Ref", 1.4),
            Column("{{ paper.item_label|capitalize }}", 4.5),
            Column("Rating", 2.3),
            Column("Corrective action", 7.6),
            Column("Progress", 6.5),
            Column("Original date", 2.2),
            Column("Revised date", 2.2),
        ),
        each_row(
            "group in paper.groups",
            row(cell(para(_KIND, "Band"), fill=BAND)),
            each_row(
                "item in group.items",
                _exception_row("item"),
                each_row("sub in item.sub_items", _exception_row("sub", "Sub")),
            ),
        ),
    ),
)


def _listing(heading: str, lines: str, columns: tuple[tuple[str, float, str], ...]) -> str:
    """A numbered heading and a plain table: a heading, a width and a cell for each column."""
    cells = row(*(text(value) for _, _, value in columns))
    heads = tuple(Column(word, width) for word, width, _ in columns)
    return when(
        lines,
        para(heading, "Heading1"),
        table(heading, 26.7, heads, each_row(f"line in {lines}", cells)),
    )


_NOT_REPORTED = _listing(
    "Not reported",
    "paper.not_reported",
    (
        ("Owner", 8.0, "{{ line.owner }}"),
        ("Refs", 10.7, "{{ line.refs }}"),
        ("Last reported", 4.0, "{{ line.last_reported }}"),
        ("Last rating", 4.0, "{{ line.last_rating }}"),
    ),
)
_REQUESTS = _listing(
    "Requests awaiting approval",
    "paper.requests",
    (
        ("Ref", 1.6, "{{ line.ref }}"),
        ("Item", 5.2, "{{ line.title }}"),
        ("Request", 3.0, "{{ line.what }}"),
        ("Was", 2.7, "{{ line.was }}"),
        ("Wanted", 2.7, "{{ line.wanted }}"),
        ("Reason", 4.9, "{{ line.reason or '–' }}"),
        ("Owner", 3.2, "{{ line.owner }}"),
        ("Decision", 3.4, "{{ line.decision or '☐ Agree   ☐ Refuse' }}"),
    ),
)
_QUALITY = _listing(
    "Data quality",
    "paper.quality",
    (
        ("Rule", 1.8, "{{ line.code }}"),
        ("Severity", 2.6, "{{ line.severity }}"),
        ("Finding", 11.8, "{{ line.what }}"),
        ("Open", 1.6, "{{ line.number }}"),
        ("Where", 8.9, "{{ line.refs }}"),
    ),
)


def exceptions_template() -> bytes:
    """Return the Word template of the exception report."""
    body = (
        para("{{ paper.title }}", "Title")
        + para(_DRAFT_AND_MONTH, "Subtitle")
        + _HEADER_LINE
        + para("{{r paper.plan.now|pill }} {{ paper.resolution }}", "Answer")
        + para("{{ paper.returns }}", "HeaderLine")
        + asks(26.7)
        + _POSITION
        + _MOVED
        + _EXCEPTIONS
        + _NOT_REPORTED
        + _REQUESTS
        + when("paper.recovered", para("Recovered", "Heading1"), bullets("paper.recovered"))
        + _QUALITY
        + when(
            "paper.months and paper.groups",
            month_strips("paper.groups", "heading", "Exceptions, month by month"),
        )
        + PROVENANCE
        + section(LANDSCAPE)
    )
    return package(body, (LANDSCAPE,))
