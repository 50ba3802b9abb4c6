"""What a plan holds beside its items: services, measures, risks, money, decisions, texts.

Each value is one row of one sheet of the master. Text is "" and dates, numbers and months are None
when blank; `cell` is where the row was read and takes no part in equality.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from xlplan.model.cells import CellRef, clean
from xlplan.model.dates import Period


def codes(text: str) -> tuple[str, ...]:
    """Return the codes of a cell that holds several, as KO1; KO8."""
    return tuple(part.strip() for part in text.replace(",", ";").split(";") if part.strip())


@dataclass(frozen=True)
class Register:
    """One row of a sheet beside the items; `cell` is the row's first cell."""

    cell: CellRef | None = field(default=None, compare=False, repr=False, kw_only=True)


@dataclass(frozen=True)
class Service(Register):
    """A service that the plan puts first; `rank` counts from 1, `aliases` are parted by ;."""

    name: str
    rank: int | None = None
    workstream: str = ""
    aliases: str = ""
    aim: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        """Every name the service goes by, its own first."""
        return (self.name, *codes(self.aliases))


@dataclass(frozen=True)
class Priority(Register):
    """A service's place among the top services of one year (such as 2012/13), from 1."""

    year: str
    position: int | None
    service: str


@dataclass(frozen=True)
class Horizon(Register):
    """What a service means to reach by a horizon, and the items that deliver it (refs).

    `year` is the year that This year means, such as 2012/13; `confirmed` whether what was for the
    medium term has been taken into the year's work.
    """

    service: str
    horizon: str
    text: str
    items: str = ""
    year: str = ""
    confirmed: str = ""


@dataclass(frozen=True)
class Measure(Register):
    """A number with a target; `better` says which way is good, Higher or Lower.

    `items` are the refs it bears on; `baseline` and `target` are in `unit`.
    """

    code: str
    title: str
    items: str = ""
    owner: str = ""
    unit: str = ""
    better: str = "Higher"
    baseline: float | None = None
    target: float | None = None
    by_when: date | None = None


@dataclass(frozen=True)
class Outturn(Register):
    """What a measure came to in one period, in the measure's unit."""

    period: Period
    measure: str
    outturn: float | None
    commentary: str = ""
    owner: str = ""
    source: str = ""


@dataclass(frozen=True)
class Saving(Register):
    """What an item is to save in one year, in pounds (or FTE where the kind says so)."""

    item: str
    year: str
    kind: str
    target: float | None = None
    achieved: float | None = None
    forecast: float | None = None
    note: str = ""

    @property
    def is_money(self) -> bool:
        """Whether the amounts are pounds rather than posts."""
        return "FTE" not in self.kind


@dataclass(frozen=True)
class Resource(Register):
    """What an item needs; `amount` in pounds; `funded` is Yes, Part or No."""

    item: str
    what: str
    amount: float | None = None
    year: str = ""
    funded: str = ""
    source: str = ""


@dataclass(frozen=True)
class Risk(Register):
    """A corporate risk; `alias_of` names the risk it was merged into.

    `answered_by` are the codes of workstreams or refs of items that address it.
    """

    code: str
    title: str
    register: str = ""
    alias_of: str = ""
    answered_by: str = ""
    owner: str = ""


@dataclass(frozen=True)
class Decision(Register):
    """What a body decided; `requests` and `items` are the ids and refs that it answers."""

    ref: str
    body: str
    day: date | None
    minute: str
    text: str
    items: str = ""
    requests: str = ""
    applied: str = ""
    where: str = ""


@dataclass(frozen=True)
class DateChange(Register):
    """One approved move of an item's due date; `days` is later less earlier."""

    item_id: str
    ref: str
    was: date | None
    now: date | None
    days: int | None
    reason: str = ""
    approval: str = ""
    period: Period | None = None


@dataclass(frozen=True)
class Meeting(Register):
    """A line of the calendar: which report is due for which period, by when, to which body."""

    period: Period
    report: str
    deadline: date | None = None
    body: str = ""
    day: date | None = None
    state: str = ""

    @property
    def is_published(self) -> bool:
        """Whether the report has been made, whatever word says so."""
        return clean(self.state).casefold() in ("published", "made", "held", "done")


@dataclass(frozen=True)
class PlanText(Register):
    """A passage of the plan document, in order."""

    section: str
    order: int | None
    heading: str
    text: str
    publish: str = "Public"


@dataclass(frozen=True)
class PaperNote(Register):
    """What only the author of a paper knows, such as the meeting or who was consulted.

    `ask` says what to type, for those who have not typed it yet.
    """

    paper: str
    what: str
    text: str = ""
    publish: str = "Public"
    ask: str = ""


@dataclass(frozen=True)
class Consultation(Register):
    """A recommendation from those consulted on the plan, and the response to it."""

    body: str
    day: date | None
    recommendation: str
    response: str = ""
    accepted: str = ""


@dataclass(frozen=True)
class Implication(Register):
    """What the plan means for equalities, procurement and the like, and the parts that say so."""

    kind: str
    text: str = ""
    parts: str = ""


@dataclass(frozen=True)
class Origin(Register):
    """Where actions came from: an inspection, audit or survey, and what it recommended."""

    code: str
    kind: str
    title: str
    day: date | None = None
    recommendation: str = ""
    items: str = ""


@dataclass(frozen=True)
class Registers:
    """Every sheet beside the items; a sheet that the council does not use is empty."""

    services: tuple[Service, ...] = ()
    priorities: tuple[Priority, ...] = ()
    horizons: tuple[Horizon, ...] = ()
    measures: tuple[Measure, ...] = ()
    outturns: tuple[Outturn, ...] = ()
    savings: tuple[Saving, ...] = ()
    resources: tuple[Resource, ...] = ()
    risks: tuple[Risk, ...] = ()
    decisions: tuple[Decision, ...] = ()
    date_changes: tuple[DateChange, ...] = ()
    calendar: tuple[Meeting, ...] = ()
    plan_text: tuple[PlanText, ...] = ()
    papers: tuple[PaperNote, ...] = ()
    consultation: tuple[Consultation, ...] = ()
    implications: tuple[Implication, ...] = ()
    origins: tuple[Origin, ...] = ()
