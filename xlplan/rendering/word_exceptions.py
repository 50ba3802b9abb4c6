"""The words and the layout of the exception report's Word template."""

from __future__ import annotations

from xlplan.rendering.word_exception_rows import EXCEPTIONS, on_a_new_page
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
    LOGO,
    MISSING,
    PROVENANCE,
    asks,
    bullets,
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


# The first page has the position too, so the asks that come last wait for the next.
_ASKS = asks(26.7, para("Decisions and help needed", "Heading1"), "paper.first_asks") + when(
    "paper.more_asks",
    para("{{ paper.more_asks|length }} more on the next page.", "Source"),
)
_MORE_ASKS = asks(26.7, on_a_new_page("Decisions and help needed, continued"), "paper.more_asks")


def _position_row(style: str) -> str:
    def words(value: str, paragraph: str = "SmallNumber") -> str:
        return text(f"[[Strong|{value}]]" if style else value, paragraph)

    return row(
        words("{% if line.code %}{{ line.code }} {% endif %}{{ line.title }}", "SmallText"),
        words("{{ line.items or '–' }}"),
        across(
            "number in line.counts", words("{% if line.items %}{{ number }}{% else %}–{% endif %}")
        ),
        words("{{ line.percent_green|replace('%', '') }}"),
        words("{{ line.last.word if line.last else '–' }}"),
        rating_cell("line.now"),
        words("{{ line.change or '–' }}", "SmallText"),
        words(
            "{{ line.policy }}{% if line.policy and line.margin %}: {% endif %}{{ line.margin }}",
            "SmallText",
        ),
    )


_POSITION = when(
    "paper.position",
    para("Position", "Heading1"),
    table(
        "Items of each workstream by position",
        26.7,
        (
            Column("Workstream", 7.3),
            Column("Items", 0.9, style="SmallHeading"),
            Column("{{ word }}", 1.5, "word in paper.position_headings", "SmallHeading"),
            Column("% green", 1.35, style="SmallHeading"),
            Column("Last month", 2.1, style="SmallHeading"),
            Column("Rating", 3.1, style="SmallHeading"),
            Column("Change", 1.9, style="SmallLeftHeading"),
            Column("Policy: margin to another rating", 5.6, style="SmallLeftHeading"),
        ),
        each_row("line in paper.position", _position_row("")),
        each_row("line in [paper.position_total]", _position_row("Strong")),
    ),
)


def _listing(heading: str, lines: str, columns: tuple[tuple[str, float, str], ...]) -> str:
    """A numbered heading and a plain table: a heading, a width and a cell for each column."""
    cells = row(*(text(value, "SmallText") for _, _, value in columns))
    heads = tuple(Column(word, width) for word, width, _ in columns)
    return when(
        lines,
        para(heading, "Heading1"),
        table(heading, 26.7, heads, each_row(f"line in {lines}", cells)),
    )


_MOVES = _listing(
    "Reprogrammed and suspended",
    "paper.moves",
    (
        ("Ref", 1.4, "{{ line.ref }}"),
        ("Item", 6.2, "{{ line.title }}"),
        ("What", 3.4, "{{ line.what }}{% if line.is_new %} (new this month){% endif %}"),
        ("From", 2.5, "{{ line.was or '–' }}"),
        ("To", 2.5, "{{ line.now or '–' }}"),
        ("Days", 1.3, "{{ line.days or '–' }}"),
        ("Slip", 1.5, "{{ line.number or '–' }}"),
        ("Reason", 4.6, "{{ line.reason or '–' }}"),
        ("Approved by", 3.3, "{{ line.approval or 'No approval on record' }}"),
    ),
)
_NOT_REPORTED = _listing(
    "Not reported, by owner",
    "paper.not_reported",
    (
        ("Owner", 7.4, "{{ line.owner }}"),
        ("Refs", 7.7, "{{ line.refs }}"),
        ("Last reported", 3.8, "{{ line.last_reported }}"),
        ("Last rating", 4.0, "{{ line.last_rating }}"),
        ("Chased on", 3.8, "{{ line.chased or '–' }}"),
    ),
)
_REQUESTS = _listing(
    "Requests awaiting approval",
    "paper.requests",
    (
        ("Ref", 1.6, "{{ line.ref }}"),
        ("Item", 5.2, "{{ line.title }}"),
        ("Request", 3.0, "{{ line.what }}"),
        ("Was", 2.7, "{{ line.was or '–' }}"),
        ("Wanted", 2.7, "{{ line.wanted or '–' }}"),
        ("Reason", 4.9, "{{ line.reason or '–' }}"),
        ("Owner", 3.2, "{{ line.owner }}"),
        ("Decision", 3.4, "{{ line.decision or '☐ Accept   ☐ Refuse' }}"),
    ),
)
_POSITIVE = when(
    "paper.positive",
    para("Better than planned", "Heading1"),
    each(
        "movement in paper.positive",
        para("{{ movement.heading }}", "Label"),
        bullets("movement.lines"),
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
_WAIVERS = _listing(
    "Findings waived for a time",
    "paper.waivers",
    (
        ("Rule", 1.8, "{{ line.code }}"),
        ("Ref", 1.8, "{{ line.ref or '–' }}"),
        ("Reason", 12.5, "{{ line.reason or '–' }}"),
        ("Waived by", 6.6, "{{ line.by or '–' }}"),
        ("Until", 4.0, "{{ line.until }}"),
    ),
)
_BEHAVIOUR = _listing(
    "Returns by owner",
    "paper.behaviour",
    (
        ("Owner", 14.7, "{{ line.owner }}"),
        ("Issued", 3.0, "{{ line.issued }}"),
        ("In time", 3.0, "{{ line.in_time }}"),
        ("Late", 3.0, "{{ line.late }}"),
        ("Never", 3.0, "{{ line.missing }}"),
    ),
)


def exceptions_template() -> bytes:
    """Return the Word template of the exception report."""
    body = (
        LOGO
        + para("{{ paper.title }}", "Title")
        + para(_DRAFT_AND_MONTH, "HeaderLine")
        + _HEADER_LINE
        + para("{{r paper.plan.now|pill }} {{ paper.resolution }}", "Answer")
        + para("{{ paper.returns }}", "ToldBullet")
        + each("line in paper.headline", para("{{ line }}", "ToldBullet"))
        + _ASKS
        + _POSITION
        + _MORE_ASKS
        + EXCEPTIONS
        + _NOT_REPORTED
        + _REQUESTS
        + _MOVED
        + _MOVES
        + _POSITIVE
        + _QUALITY
        + _WAIVERS
        + _BEHAVIOUR
        + when(
            "paper.months and paper.groups",
            month_strips("paper.groups", "heading", "Exceptions, month by month"),
        )
        + PROVENANCE
        + section(LANDSCAPE)
    )
    return package(body, (LANDSCAPE,))
