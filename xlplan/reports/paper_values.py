"""What the Cabinet paper holds, ready to print: passages, charts, schedules, and the whole."""

from __future__ import annotations

from dataclasses import dataclass, field

from xlplan.reports.blocks import Block
from xlplan.reports.chart_values import FigureChart
from xlplan.reports.context import (
    Ask,
    Brand,
    HeaderLine,
    ItemLine,
    Mark,
    Movement,
    Paragraph,
    Provenance,
    RollUpLine,
    Section,
)

# What a digit needs of the longest bar, on a phone and on paper alike.
_PERCENT_PER_DIGIT = 2.4


@dataclass(frozen=True)
class Passage:
    """What stands beneath a heading: what the plan knows, then what its author says.

    `asked` says what the author has yet to say, "" when nothing is missing.
    """

    known: tuple[str, ...] = ()
    told: tuple[Paragraph, ...] = ()
    asked: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to print, not even that something is missing."""
        return not (self.known or self.told or self.asked)


@dataclass(frozen=True)
class Passages:
    """Every passage that a heading may call for, by the heading's key."""

    issue: Passage = field(default_factory=Passage)
    decision: Passage = field(default_factory=Passage)
    reasons: Passage = field(default_factory=Passage)
    future: Passage = field(default_factory=Passage)
    alternatives: Passage = field(default_factory=Passage)
    objectives: Passage = field(default_factory=Passage)
    risk: Passage = field(default_factory=Passage)
    consultation: Passage = field(default_factory=Passage)
    conclusions: Passage = field(default_factory=Passage)
    documents: Passage = field(default_factory=Passage)
    timetable: Passage = field(default_factory=Passage)
    next_steps: Passage = field(default_factory=Passage)
    financial: Passage = field(default_factory=Passage)
    legal: Passage = field(default_factory=Passage)
    customer: Passage = field(default_factory=Passage)
    equalities: Passage = field(default_factory=Passage)
    value: Passage = field(default_factory=Passage)


@dataclass(frozen=True)
class Named:
    """A passage with its heading, in the order of the paper's preset."""

    key: str
    heading: str
    passage: Passage


@dataclass(frozen=True)
class Implication:
    """One line of the table of implications."""

    kind: str
    passage: Passage


@dataclass(frozen=True)
class Series:
    """One rating of a chart: how many have it in each category."""

    mark: Mark
    numbers: tuple[int, ...]


@dataclass(frozen=True)
class Chart:
    """Counts by rating, one bar for each category; `alternative` says in words what it shows."""

    title: str
    alternative: str
    categories: tuple[str, ...]
    series: tuple[Series, ...]

    @property
    def most(self) -> int:
        """How many the longest bar counts; 1 when there is nothing to count."""
        counted = zip(*(series.numbers for series in self.series), strict=True)
        return max(map(sum, counted), default=0) or 1

    def is_labelled(self, number: int) -> bool:
        """Whether a part of a bar is wide enough for its own number."""
        return 100 * number / self.most >= _PERCENT_PER_DIGIT * len(str(number))


@dataclass(frozen=True)
class ChangeLine:
    """What became of an item since the last report: `what` is Added, Updated, Deleted and so on."""

    ref: str
    title: str
    what: str
    how: str
    reason: str
    decision: str


@dataclass(frozen=True)
class SlipLine:
    """An item's approved moves since it was programmed; `days` in all."""

    ref: str
    title: str
    owner: str
    programmed: str
    due: str
    moves: int
    days: int
    reasons: str
    late: str


@dataclass(frozen=True)
class RiskLine:
    """A corporate risk and what answers it; `gap` says that nothing does, or what leads nowhere."""

    code: str
    title: str
    answers: tuple[str, ...]
    gap: str = ""


@dataclass(frozen=True)
class AnswerLine:
    """An item, and the risks and measures it bears on."""

    ref: str
    title: str
    now: Mark
    risks: str
    measures: str


@dataclass(frozen=True)
class MeasureLine:
    """A measure: its latest outturn against its target, and how the items it bears on are rated."""

    code: str
    title: str
    baseline: str
    outturn: str
    target: str
    progress: str
    answers: tuple[str, ...]


@dataclass(frozen=True)
class SavingLine:
    """What an item is to save in a year, and what it has saved; the last line is the total."""

    ref: str
    title: str
    year: str
    kind: str
    target: str
    achieved: str
    forecast: str


@dataclass(frozen=True)
class FigureLine:
    """A printed figure, and the items it counts."""

    what: str
    number: int
    refs: str


_BORNE = ("risks", "measures")


@dataclass(frozen=True)
class Schedules:
    """The appendices' tables; an empty one has no heading.

    `trends` draw the measures, `money` the savings; `ties` are origins and partners, both ways.
    """

    changes: tuple[ChangeLine, ...] = ()
    account: str = ""
    slips: tuple[SlipLine, ...] = ()
    risks: tuple[RiskLine, ...] = ()
    answers: tuple[AnswerLine, ...] = ()
    measures: tuple[MeasureLine, ...] = ()
    savings: tuple[SavingLine, ...] = ()
    figures: tuple[FigureLine, ...] = ()
    trends: tuple[FigureChart, ...] = ()
    money: tuple[FigureChart, ...] = ()
    ties: tuple[Block, ...] = ()

    @property
    def answered(self) -> str:
        """The heading of the items that bear on risks, on measures, or on both."""
        borne = (name for name in _BORNE if any(getattr(line, name) for line in self.answers))
        return f"Items, and the {' and '.join(borne)} they bear on"

    @property
    def linked(self) -> str:
        """The heading of the appendix of risks, of measures, and of where actions come from."""
        borne = {name for name in _BORNE for line in self.answers if getattr(line, name)}
        told = [name for name in _BORNE if getattr(self, name) or name in borne]
        ties = ["where actions come from"] if self.ties else []
        return ", and ".join([*([" and ".join(told)] if told else []), *ties])


@dataclass(frozen=True)
class Letters:
    """The letter of each appendix, "" for one that is not printed."""

    progress: str = ""
    plan: str = ""
    months: str = ""
    changes: str = ""
    slips: str = ""
    links: str = ""
    savings: str = ""
    sources: str = ""


@dataclass(frozen=True)
class ProgressReport:
    """The six-monthly progress report to Cabinet.

    `watermark` is "Draft" before the period is closed, else "". `answer` is the first sentence
    a reader needs. `since` names the report compared with, or "" when there is none. `month` is
    the period reported on; `restriction` says who may not see it, "" for the public. `passages`
    has each passage by its heading's key, `named` those of the preset in its order.
    """

    council: str
    title: str
    subtitle: str
    watermark: str
    header: tuple[HeaderLine, ...]
    answer: str
    since: str
    item_label: str
    recommendations: tuple[str, ...]
    plan: RollUpLine
    workstreams: tuple[RollUpLine, ...]
    enablers: tuple[RollUpLine, ...]
    asks: tuple[Ask, ...]
    movements: tuple[Movement, ...]
    not_reported: tuple[str, ...]
    provenance: Provenance
    attention: tuple[ItemLine, ...] = ()
    sections: tuple[Section, ...] = ()
    months: tuple[str, ...] = ()
    preset: str = "maidstone-2009"
    month: str = ""
    report_of: str = ""
    restriction: str = ""
    passages: Passages = field(default_factory=Passages)
    named: tuple[Named, ...] = ()
    more: tuple[Named, ...] = ()
    implications: tuple[Implication, ...] = ()
    workstream_chart: tuple[Chart, ...] = ()
    month_chart: tuple[Chart, ...] = ()
    schedules: Schedules = field(default_factory=Schedules)
    appendix: Letters = field(default_factory=Letters)
    brand: Brand = field(default_factory=Brand)

    @property
    def has_outcomes(self) -> bool:
        """Whether any item says what will be different."""
        items = (item for section in self.sections for item in section.items)
        return any(one.outcome for item in items for one in (item, *item.sub_items))


@dataclass(frozen=True)
class SourceLine:
    """Where what is printed of an item was read."""

    ref: str
    title: str
    rating: str
    cell: str
    commentary: str
    publish: str


@dataclass(frozen=True)
class OfficersAnnex:
    """What officers need beside the Cabinet paper and councillors do not: never published.

    `gaps` are links between the plan and its registers that lead nowhere.
    """

    council: str
    title: str
    subtitle: str
    watermark: str
    restriction: str
    lines: tuple[RollUpLine, ...]
    missing: tuple[str, ...]
    withheld: tuple[SourceLine, ...]
    sources: tuple[SourceLine, ...]
    provenance: Provenance
    gaps: tuple[str, ...] = ()
    brand: Brand = field(default_factory=Brand)
