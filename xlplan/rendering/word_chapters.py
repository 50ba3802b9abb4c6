"""The chapters of the progress report's Word templates, each as a preset's heading calls for it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

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
from xlplan.rendering.word_words import (
    BAND,
    PANEL,
    asks,
    bullets,
    corrective,
    flags,
    rating_cell,
    text,
)
from xlplan.reports.presets import Preset


@dataclass(frozen=True)
class Outline:
    """How a preset numbers: its chapters' headings, and the paragraphs beneath them."""

    preset: Preset

    def heading(self, words: str) -> str:
        """Return the heading of a chapter, numbered 1 or 1.1."""
        return para(words, f"Heading{self.preset.depth + 1}")

    def within(self, words: str) -> str:
        """Return a heading within a chapter; it has no number."""
        return para(words, f"Heading{self.preset.depth + 2}")

    def paragraph(self, words: str, *, keep_next: bool = False) -> str:
        """Return a numbered paragraph; one that leads a list stands clear of the list above."""
        return para(words, "Passage", keep_next=keep_next, before=100 if keep_next else None)

    def chapters(self) -> str:
        """Return every chapter in the preset's order, what the author added before the last."""
        made = [
            _BLOCKS.get(heading.key, _passage)(self, heading.key, heading.title)
            for heading in self.preset.headings
        ]
        added = each(
            "note in paper.more",
            self.heading("{{ note.heading }}"),
            _said(self, "note.passage"),
        )
        return "".join((*made[:-1], added, made[-1]))


def _said(outline: Outline, passage: str) -> str:
    """What the plan knows, what the author says, and what the author has yet to say."""
    return (
        each(f"line in {passage}.known", outline.paragraph("{{ line }}"))
        + para("{{p " + passage + ".told|told(style='Passage') }}")
        + when(
            f"{passage}.asked",
            outline.paragraph("[[ToComplete|To be completed]]: {{ " + passage + ".asked }}."),
        )
    )


def _passage(outline: Outline, key: str, title: str) -> str:
    passage = f"paper.passages.{key}"
    return when(f"not {passage}.is_empty", outline.heading(title), _said(outline, passage))


def _recommendations(outline: Outline, key: str, title: str) -> str:
    if outline.preset.name == "maidstone-2009":
        title += "{% if paper.report_of %} of the {{ paper.report_of }}{% endif %}"
    return when(
        "paper.recommendations",
        outline.heading(title),
        each("line in paper.recommendations", outline.paragraph("{{ line }}")),
    ) + asks(17.0, outline.within("Decisions and help needed"))


def _decision(outline: Outline, key: str, title: str) -> str:
    return (
        outline.heading(title)
        + _said(outline, "paper.passages.decision")
        + outline.paragraph("The recommendations were:", keep_next=True)
        + bullets("paper.recommendations")
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
_RATED = (
    "The plan: {{r paper.plan.now|pill }} {% if paper.plan.change %}{{ paper.plan.change }}. "
    "{% endif %}{{ paper.plan.explanation }}"
)


def _workstream_rows(lines: str) -> str:
    return each_row(
        f"line in {lines}",
        row(
            cell(para("{{ line.title }}", "ItemTitle"), para("{{ line.owner }}", "Thin")),
            rating_cell("line.now"),
            text("{% if line.last %}{{ line.last.word }}{% else %}–{% endif %}", "TableNumber"),
            text(f"{_COUNTED}{{% if not line.counts %}}–{{% endif %}}"),
            text(
                "[[Strong|{% if line.change %}{{ line.change }}. {% endif %}]]"
                "{{ line.explanation }}"
            ),
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


def _chart(charts: str) -> str:
    return each(
        f"chart in {charts}",
        para("{{ chart.title }}", "ChartTitle"),
        para("{{r chart|chart }}", "Chart"),
    )


def _changes(outline: Outline) -> str:
    return when(
        "paper.movements",
        outline.within("What has changed{% if paper.since %} since {{ paper.since }}{% endif %}"),
        each(
            "movement in paper.movements",
            outline.paragraph(
                "[[Strong|{{ movement.heading }} ({{ movement.lines|length }})]]", keep_next=True
            ),
            bullets("movement.lines"),
        ),
    ) + _chart("paper.month_chart")


def _attention(outline: Outline) -> str:
    rated = para("{{r item.now|pill }}", "TableText") + para("{{ item.change }}", "Thin")
    about = "{{ item.workstream }}{% if item.owner %} · {{ item.owner }}{% endif %}"
    return when(
        "paper.attention",
        outline.within("Items needing attention"),
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
                    cell(para("{{ item.title }}", "ItemTitle"), para(about, "Thin"), flags("item")),
                    cell(rated),
                    cell(corrective("item")),
                ),
            ),
        ),
    )


def _update(outline: Outline, key: str, title: str) -> str:
    if outline.preset.name == "maidstone-2009":
        title = "{{ paper.month }} update"
    is_whole = outline.preset.name != "decision-record"
    return (
        outline.heading(title)
        + outline.paragraph(_RATED)
        + when("paper.plan.total", outline.paragraph(_COUNTS))
        + when("paper.schedules.account", outline.paragraph("{{ paper.schedules.account }}"))
        + _WORKSTREAM_TABLE
        + (_chart("paper.workstream_chart") if is_whole else "")
        + when(
            "paper.not_reported",
            outline.paragraph("Not reported:", keep_next=True),
            bullets("paper.not_reported"),
        )
        + (_changes(outline) + _attention(outline) if is_whole else "")
    )


def _implications(outline: Outline, key: str, title: str) -> str:
    said = (
        each("known in line.passage.known", para("{{ known }}", "TableText"))
        + para("{{p line.passage.told|told }}")
        + when(
            "line.passage.asked",
            para("[[ToComplete|To be completed]]: {{ line.passage.asked }}.", "TableText"),
        )
    )
    return when(
        "paper.implications",
        outline.heading(title),
        table(
            title,
            17.0,
            (Column("Implication", 4.6), Column("What it is", 12.4)),
            each_row(
                "line in paper.implications",
                row(
                    cell(para("[[Strong|{{ line.kind }}]]", "TableText"), fill=PANEL),
                    cell(said),
                    may_split=True,
                ),
            ),
        ),
    )


_BLOCKS: dict[str, Callable[[Outline, str, str], str]] = {
    "recommendations": _recommendations,
    "decision": _decision,
    "update": _update,
    "implications": _implications,
}
