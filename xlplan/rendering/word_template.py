"""The words and the layout of the Word templates; `build_templates` writes them as `.docx`.

Council staff edit the `.docx` files in Word. What ships is made from here, so that a change to
a template can be read as text.
"""

from __future__ import annotations

from pathlib import Path

from xlplan.rendering.word_parts import (
    LANDSCAPE,
    PORTRAIT,
    Grid,
    cell,
    columns,
    each,
    each_row,
    heading_cell,
    heading_cells,
    heading_row,
    package,
    para,
    row,
    rows_when,
    section,
    section_break,
    table,
    when,
)

_BAND = "E4E8ED"
_PANEL = "F4F6F8"

_TITLE = (
    when("paper.watermark", para("{{ paper.watermark }}", "Watermark"))
    + para("{{ paper.title }}", "Title")
    + para("{{ paper.subtitle }}", "Subtitle")
)
_MISSING = (
    "{%r if line.is_missing %}[[ToComplete|To be completed]]{%r if line.value %}: "
    "{{ line.value }}{%r endif %}{%r else %}{{ line.value }}{%r endif %}"
)


def _text(value: str, style: str = "TableText") -> str:
    return cell(para(value, style))


def _rating(mark: str, style: str = "RatingCell") -> str:
    return _text("{{r " + mark + "|rating }}", style)


def _rating_or_dash(mark: str) -> str:
    dash = "{%r if " + mark + " %}{{r " + mark + "|rating }}{%r else %}–{%r endif %}"
    return _text(dash, "RatingCell")


def _bullets(lines: str) -> str:
    return each(f"line in {lines}", para("{{ line }}", "ListBullet"))


def _asks(width: float) -> str:
    grid = Grid("Decisions and help needed", (1.8, width - 10.2, 5.0, 3.4))
    line = row(
        _text("{{ ask.ref }}"),
        cell(
            para("{{ ask.ask }}", "ItemTitle"),
            para("{{ ask.title }}{% if ask.owner %} (asked by {{ ask.owner }}){% endif %}", "Thin"),
        ),
        _text("{{ ask.from_whom }}"),
        _text("{{ ask.by_when }}"),
    )
    heading = heading_row(
        heading_cells("Ref", "Decision or help needed", "From whom", "By when")
    )
    return when(
        "paper.asks",
        para("Decisions and help needed", "Heading1"),
        table(grid, heading, each_row("ask in paper.asks", line)),
    )


def _movements(heading: str) -> str:
    return when(
        "paper.movements",
        para(heading, "Heading1"),
        each(
            "movement in paper.movements",
            para("{{ movement.heading }} ({{ movement.lines|length }})", "Heading2"),
            _bullets("movement.lines"),
        ),
    )


_PROVENANCE = (
    para("Where the figures come from", "AppendixHeading")
    + para(
        "Made on {{ paper.provenance.made }} with {{ paper.provenance.version }} from "
        "{{ paper.provenance.workbook }}, as at {{ paper.provenance.as_at }}.",
        "Source",
    )
    + para("Fingerprint of the workbook (SHA-256): {{ paper.provenance.sha256 }}", "Source")
)


def _strip(groups: str, title: str, heading: str) -> str:
    """A table of months for groups of items, on landscape pages."""
    grid = Grid(
        "Rating of each item, month by month", (1.9, 6.9, 3.6, 2.5, *(0.98,) * 12)
    )
    months = columns("month in paper.months", heading_cell("{{ month }}", "MonthHeading"))
    band = row(cell(para("{{ " + title + " }}", "Band"), span=16, fill=_BAND))
    return (
        para(heading, "AppendixHeading")
        + para(
            "R Red, A Amber, G Green, N/A not rated, C complete, NR not reported, "
            "– not yet in the plan.",
            "Source",
        )
        + table(
            grid,
            heading_row(heading_cells("Ref", "Item", "Owner", "Due") + months),
            each_row(
                f"group in {groups}",
                rows_when(
                    "group.items",
                    band,
                    each_row(
                        "item in group.items",
                        _strip_row("item", "TableText"),
                        each_row("sub in item.sub_items", _strip_row("sub", "SubText")),
                    ),
                ),
            ),
        )
    )


def _strip_row(item: str, style: str) -> str:
    month = "{{r mark|letter }}"
    return row(
        _text("{{ " + item + ".ref }}"),
        _text("{{ " + item + ".title }}", style),
        _text("{{ " + item + ".owner }}"),
        _text("{{ " + item + ".due }}"),
        columns(f"mark in {item}.strip", _text(month, "MonthCell")),
    )


_HEADER_BLOCK = when(
    "paper.header",
    table(
        Grid("About this report", (4.6, 12.4)),
        heading_row(heading_cell("About this report", span=2)),
        each_row(
            "line in paper.header",
            row(cell(para("[[Strong|{{ line.label }}]]", "TableText"), fill=_PANEL),
                _text(_MISSING)),
        ),
    ),
)  # fmt: skip

_COUNTED = (
    "{% for count in line.counts if count.number %}{{ count.number }} {{ count.mark.word }}"
    "{% if not loop.last %}, {% endif %}{% endfor %}"
)


def _workstream_rows(lines: str) -> str:
    return each_row(
        f"line in {lines}",
        row(
            cell(para("{{ line.title }}", "ItemTitle"), para("{{ line.owner }}", "Thin")),
            _rating("line.now"),
            _rating_or_dash("line.last"),
            _text(_COUNTED),
            cell(
                para("[[Strong|{{ line.change }}.]] {{ line.explanation }}", "TableText"),
            ),
        ),
    )


_SUMMARY = (
    para("Summary", "Heading1")
    + para(
        "{{ paper.plan.title }} is rated {{r paper.plan.now|pill }}. {{ paper.plan.explanation }}",
        "Numbered",
        level=1,
    )
    + when(
        "paper.plan.counts",
        para(
            "Of {{ paper.plan.total }}: {% for count in paper.plan.counts %}"
            "{{ count.number }} {{ count.mark.word }}{% if count.percent %} ({{ count.percent }})"
            "{% endif %}{% if not loop.last %}, {% endif %}{% endfor %}.",
            "Numbered",
            level=1,
        ),
    )
    + when(
        "paper.workstreams or paper.enablers",
        table(
            Grid("Rating of each workstream", (4.2, 2.5, 2.5, 2.6, 5.2)),
            heading_row(
                heading_cells("Workstream", "Rating", "Last report", "Items", "Change, and why")
            ),
            _workstream_rows("paper.workstreams"),
            rows_when("paper.enablers", row(cell(para("Enablers", "Band"), span=5, fill=_BAND))),
            _workstream_rows("paper.enablers"),
        ),
    )
    + when(
        "paper.not_reported",
        para("Not reported:", "Numbered", level=1),
        _bullets("paper.not_reported"),
    )
)

_RECOMMENDATIONS = when(
    "paper.recommendations",
    para("Recommendations", "Heading1"),
    each("line in paper.recommendations", para("{{ line }}", "Numbered", level=1)),
)

_ATTENTION = when(
    "paper.attention",
    para("Items needing attention", "Heading1"),
    table(
        Grid("Items needing attention", (1.8, 5.8, 2.6, 6.8)),
        heading_row(heading_cells("Ref", "Item", "Rating", "Corrective action")),
        each_row(
            "item in paper.attention",
            row(
                _text("{{ item.ref }}"),
                cell(
                    para("{{ item.title }}", "ItemTitle"),
                    para("{{ item.workstream }}{% if item.owner %} · {{ item.owner }}{% endif %}",
                         "Thin"),
                    each("flag in item.flags", para("[[Flag|{{ flag }}]]", "TableText")),
                ),
                _rating("item.now"),
                cell(
                    para("{{p item.corrective_action|told('No corrective action given.') }}"),
                    when("item.corrective_by", para("By {{ item.corrective_by }}", "Thin")),
                ),
            ),
        ),
    ),
)  # fmt: skip


def _dates(item: str) -> str:
    return (
        "{% if ITEM.owner %}{{ ITEM.owner }}{% endif %}{% if ITEM.due %} · Due {{ ITEM.due }}"
        "{% endif %}{% if ITEM.expected and ITEM.expected != ITEM.due %} · Expected "
        "{{ ITEM.expected }}{% endif %}{% if ITEM.status %} · {{ ITEM.status }}{% endif %}"
    ).replace("ITEM", item)


def _narrative(item: str) -> str:
    return (
        para("{{p " + item + ".commentary|told }}")
        + when(
            f"not {item}.commentary and {item}.last_commentary",
            para("Last reported", "Label"),
            para("{{p " + item + ".last_commentary|told }}"),
        )
        + when(
            f"{item}.corrective_action",
            para("Corrective action", "Label"),
            para("{{p " + item + ".corrective_action|told }}"),
            when(f"{item}.corrective_by", para("By {{ " + item + ".corrective_by }}", "Thin")),
        )
        + when(f"{item}.note", para("{{ " + item + ".note }}", "None"))
    )


def _item_rows(item: str, prefix: str = "") -> str:
    """A line of what and how, then what its owner says across the whole width."""
    title = "SubItemTitle" if prefix else "ItemTitle"
    fill = "" if prefix else _PANEL
    return row(
        cell(para("{{ " + item + ".ref }}", "TableText"), fill=fill),
        cell(
            para("{{ " + item + ".title }}", title),
            para(_dates(item), f"{prefix}Thin"),
            fill=fill,
        ),
        _rating(f"{item}.now"),
        cell(para("{{ " + item + ".change }}", "TableText"), fill=fill),
    ) + rows_when(
        f"{item}.commentary or {item}.last_commentary or {item}.corrective_action "
        f"or {item}.flags or {item}.next_milestone or {item}.note",
        row(
            cell(para("", "TableText")),
            cell(
                when(f"{item}.flags", para(
                    "[[Flag|{% for flag in " + item + ".flags %}{{ flag }}"
                    "{% if not loop.last %}; {% endif %}{% endfor %}]]", "TableText")),
                _narrative(item),
                para(
                    "{% if " + item + ".next_milestone %}[[Strong|Next:]] {{ " + item
                    + ".next_milestone }}{% endif %}",
                    "TableText",
                ),
                span=3,
            ),
            may_split=True,
        ),
    )  # fmt: skip


_WORKSTREAMS = when(
    "paper.sections",
    para("Progress by workstream", "Heading1"),
    each(
        "section in paper.sections",
        para("{{ section.line.title }}", "Heading2"),
        para(
            "{{r section.line.now|pill }} {{ section.line.change }}. "
            "{{ section.line.explanation }}"
            "{% if section.line.owner %} Owner: {{ section.line.owner }}.{% endif %}",
            "NumberedSub",
        ),
        when("section.own", _narrative("section.own")),
        when(
            "section.items",
            table(
                Grid("Items, their ratings and progress", (1.8, 9.6, 2.6, 3.0)),
                heading_row(heading_cells("Ref", "Item", "Rating", "Since last report")),
                each_row(
                    "item in section.items",
                    _item_rows("item"),
                    each_row("sub in item.sub_items", _item_rows("sub", "Sub")),
                ),
            ),
        ),
    ),
)


def progress_template() -> bytes:
    """Return the Word template of the progress report."""
    body = (
        _TITLE
        + _HEADER_BLOCK
        + para("{{r paper.plan.now|pill }} {{ paper.answer }}", "Answer")
        + _RECOMMENDATIONS
        + _asks(17.0)
        + _SUMMARY
        + _movements(
            "What has changed{% if paper.since %} since {{ paper.since }}{% endif %}"
        )
        + _ATTENTION
        + _WORKSTREAMS
        + section_break(PORTRAIT)
        + when(
            "paper.months and paper.sections",
            _strip("paper.sections", "group.line.title", "Appendix: every item, month by month"),
        )
        + _PROVENANCE
        + section(LANDSCAPE)
    )
    return package(body, (PORTRAIT, LANDSCAPE))


_HEADER_LINE = when(
    "paper.header",
    para(
        "{%r for line in paper.header %}[[Strong|{{ line.label }}: ]]" + _MISSING
        + "{%r if not loop.last %}   ·   {%r endif %}{%r endfor %}",
        "HeaderLine",
    ),
)  # fmt: skip


def _position_row(bold: bool) -> str:
    def text(value: str, style: str = "TableNumber") -> str:
        return _text(f"[[Strong|{value}]]" if bold else value, style)

    return row(
        text("{% if line.code %}{{ line.code }} {% endif %}{{ line.title }}", "TableText"),
        text("{{ line.items }}"),
        columns("number in line.counts", text("{{ number }}")),
        text("{{ line.percent_green }}"),
        _rating_or_dash("line.last"),
        _rating("line.now"),
        text("{{ line.change }}", "TableText"),
        text("{{ line.margin }}", "TableText"),
    )


_POSITION = when(
    "paper.position",
    para("Position", "Heading1"),
    table(
        Grid("Items of each workstream by position", (
            5.9, 1.4, *(1.7,) * 5, 1.6, 2.4, 2.4, 2.6, 1.9)),
        heading_row(
            heading_cell("Workstream"),
            heading_cell("Items"),
            columns("word in paper.position_headings", heading_cell("{{ word }}")),
            heading_cells("% green", "Last", "Rating", "Change", "Margin"),
        ),
        each_row("line in paper.position", _position_row(bold=False)),
        each_row("line in [paper.position_total]", _position_row(bold=True)),
    ),
)  # fmt: skip


def _exception_row(item: str, prefix: str = "") -> str:
    value = "{{{{ {}.{} }}}}".format
    return row(
        _text(value(item, "ref")),
        cell(
            para(value(item, "title"), "SubItemTitle" if prefix else "ItemTitle"),
            when(f"{item}.workstream", para(value(item, "workstream"), f"{prefix}Thin")),
            each(f"flag in {item}.flags", para("[[Flag|{{ flag }}]]", "TableText")),
        ),
        _rating(f"{item}.now"),
        cell(
            para("{{p " + item + ".corrective_action|told('No corrective action given.') }}"),
            when(f"{item}.corrective_by", para(f"By {value(item, 'corrective_by')}", "Thin")),
            when(f"{item}.reason", para(f"[[Strong|Reason:]] {value(item, 'reason')}",
                                        "TableText")),
            when(f"{item}.commentary", para("Progress", "Label")),
            para("{{p " + item + ".commentary|told }}"),
        ),
        _text(value(item, "owner")),
        _text(value(item, "programmed")),
        _text(value(item, "due") + "{% if ITEM.expected and ITEM.expected != ITEM.due %} "
              "(expected {{ ITEM.expected }}){% endif %}".replace("ITEM", item)),
        _text("{% if ITEM.slips %}{{ ITEM.slip_days }} ({{ ITEM.slips }}){% endif %}"
              .replace("ITEM", item), "TableNumber"),
        _text(value(item, "direction")),
        may_split=True,
    )  # fmt: skip


_EXCEPTIONS = when(
    "paper.groups",
    para("Exceptions", "Heading1"),
    para("{{ paper.what_counts }}", "Numbered", level=1),
    each(
        "group in paper.groups",
        para("{{ group.heading }} ({{ group.items|length }})", "Heading2"),
        table(
            Grid("Exceptions", (1.6, 5.2, 2.3, 7.4, 2.9, 2.1, 2.2, 1.5, 1.5)),
            heading_row(
                heading_cells("Ref", "{{ paper.item_label|capitalize }}", "Rating",
                              "Corrective action", "Who", "Original date", "Revised date",
                              "Slip days (slips)", "Direction")
            ),
            each_row("item in group.items", _exception_row("item"),
                     each_row("sub in item.sub_items", _exception_row("sub", "Sub"))),
        ),
    ),
)  # fmt: skip


def _listing(heading: str, lines: str, headings: dict[str, float], fields: str) -> str:
    """A numbered heading and a plain table of a context's lines."""
    return when(
        lines,
        para(heading, "Heading1"),
        table(
            Grid(heading, tuple(headings.values())),
            heading_row(heading_cells(*headings)),
            each_row(
                f"line in {lines}",
                row(*(_text("{{ line." + name + " }}") for name in fields.split())),
            ),
        ),
    )


_NOT_REPORTED = _listing(
    "Not reported",
    "paper.not_reported",
    {"Owner": 8.0, "Refs": 10.7, "Last reported": 4.0, "Last rating": 4.0},
    "owner refs last_reported last_rating",
)
_REQUESTS = _listing(
    "Requests awaiting approval",
    "paper.requests",
    {"Ref": 1.8, "Item": 5.5, "Request": 3.0, "Was": 2.7, "Wanted": 2.7, "Reason": 5.0,
     "Owner": 3.2, "Decision": 2.8},
    "ref title what was wanted reason owner decision",
)  # fmt: skip
_QUALITY = _listing(
    "Data quality",
    "paper.quality",
    {"Rule": 1.8, "Severity": 2.6, "Finding": 11.8, "Open": 1.6, "Where": 8.9},
    "code severity what number refs",
)


def exceptions_template() -> bytes:
    """Return the Word template of the exception report."""
    body = (
        _TITLE
        + _HEADER_LINE
        + para("{{r paper.plan.now|pill }} {{ paper.resolution }}", "Answer")
        + para("{{ paper.returns }}", "HeaderLine")
        + _asks(26.7)
        + _POSITION
        + _movements("What has moved")
        + _EXCEPTIONS
        + _NOT_REPORTED
        + _REQUESTS
        + when("paper.recovered", para("Recovered", "Heading1"), _bullets("paper.recovered"))
        + _QUALITY
        + when("paper.months and paper.groups",
               _strip("paper.groups", "group.heading", "Exceptions, month by month"))
        + _PROVENANCE
        + section(LANDSCAPE)
    )  # fmt: skip
    return package(body, (LANDSCAPE,))


def build_templates(folder: Path) -> None:
    """Write both Word templates into a folder; the same text gives the same bytes."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "progress.docx").write_bytes(progress_template())
    (folder / "exceptions.docx").write_bytes(exceptions_template())
