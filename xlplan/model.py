"""The plan as frozen values; every other module speaks in these."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum


def column_letters(column: int) -> str:
    """Return the letters of a 1-based column number: 1 is A, 27 is AA."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


@dataclass(frozen=True, order=True)
class CellRef:
    """One cell of one file; row and column count from 1."""

    file: str
    sheet: str
    row: int
    column: int

    @property
    def a1(self) -> str:
        """The address within its sheet, such as K12."""
        return f"{column_letters(self.column)}{self.row}"

    def __str__(self) -> str:
        return f"{self.sheet}!{self.a1}"


@dataclass(frozen=True)
class ErrorValue:
    """An Excel error in a cell, such as #N/A; never the same as a blank."""

    code: str

    def __str__(self) -> str:
        return self.code


CellValue = None | str | bool | int | float | date | ErrorValue


def clean(text: str) -> str:
    """Return text as the To fix formulas see it: spaces trimmed and runs of them made one.

    No-break spaces and line ends count as spaces; nothing else does (Excel's TRIM).
    """
    text = text.replace("\u00a0", " ").replace("\n", " ")
    return " ".join(part for part in text.split(" ") if part)


@dataclass(frozen=True)
class Rag:
    """One point of the rating scale; `score` orders the scale, None means not rated."""

    word: str
    letter: str
    score: int | None
    needs_action: bool = False

    @property
    def is_rated(self) -> bool:
        """Whether the rating counts in a roll-up (N/A does not)."""
        return self.score is not None

    def __str__(self) -> str:
        return self.word


RED = Rag("Red", "R", 1, needs_action=True)
AMBER = Rag("Amber", "A", 2, needs_action=True)
GREEN = Rag("Green", "G", 3)
NOT_RATED = Rag("N/A", "N/A", None)


@dataclass(frozen=True)
class Scale:
    """The ordered rating scale of a plan, worst first, unrated last."""

    ratings: tuple[Rag, ...]

    @property
    def rated(self) -> tuple[Rag, ...]:
        """The ratings that count, worst first."""
        return tuple(r for r in self.ratings if r.is_rated)

    def find(self, text: str) -> Rag | None:
        """Return the rating whose word this is, whatever its case and spacing; else None."""
        wanted = clean(text).lower()
        return next((r for r in self.ratings if r.word.lower() == wanted), None)

    def worse(self, one: Rag, other: Rag) -> Rag:
        """Return the worse of two ratings; an unrated one is never the worse."""
        if one.score is None or other.score is None:
            return other if one.score is None else one
        return one if one.score <= other.score else other


THREE_POINT = Scale((RED, AMBER, GREEN, NOT_RATED))


class Status(StrEnum):
    """Where the work is; not a rating."""

    NOT_STARTED = "Not started"
    IN_PROGRESS = "In progress"
    COMPLETE = "Complete"
    SUSPENDED = "Suspended"
    REPROGRAMMED = "Reprogrammed"
    NOT_PURSUED = "Not pursued"


class Reported(StrEnum):
    """Whether a rating came in for the open period; only consolidation sets it."""

    YES = "Yes"
    HELD = "Held"
    NO = "No"


class Level(StrEnum):
    """What a row of a workstream's sheet is."""

    WORKSTREAM = "Workstream"
    ITEM = "Item"
    SUB_ITEM = "Sub-item"


class Kind(StrEnum):
    """What a themed part of the plan is."""

    WORKSTREAM = "Workstream"
    ENABLER = "Enabler"
    TOOL = "Tool"


class Direction(StrEnum):
    """Change of rating since the last report."""

    IMPROVED = "Improved"
    SAME = "Same"
    WORSENED = "Worsened"
    NEW = "New"
    NONE = "Not compared"


_MONTHS = (
    "January February March April May June July August September October November December"
).split()


@dataclass(frozen=True, order=True)
class Period:
    """A reporting month."""

    year: int
    month: int

    @classmethod
    def parse(cls, text: str) -> Period:
        """Read YYYY-MM; raise ValueError for anything else."""
        year, _, month = text.partition("-")
        if not (year.isdigit() and len(year) == 4 and month.isdigit() and 1 <= int(month) <= 12):
            raise ValueError(text)
        return cls(int(year), int(month))

    @property
    def last_day(self) -> date:
        """The day on which facts of this period are judged unless another is given."""
        following = date(self.year + self.month // 12, self.month % 12 + 1, 1)
        return following - timedelta(days=1)

    @property
    def title(self) -> str:
        """The month in words, such as October 2013."""
        return f"{_MONTHS[self.month - 1]} {self.year}"

    @property
    def short(self) -> str:
        """The month for a narrow column, such as Oct 13."""
        return f"{_MONTHS[self.month - 1][:3]} {self.year % 100:02d}"

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.month:02d}"


def british_date(day: date) -> str:
    """Return a date as papers print it: 31 October 2013."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def short_date(day: date) -> str:
    """Return a date for a table cell: 31 Oct 2013."""
    return f"{day.day} {_MONTHS[day.month - 1][:3]} {day.year}"


@dataclass(frozen=True)
class Item:
    """One line of the plan, or a workstream's own row (`level` says which).

    `cells` remembers where each field was read; it takes no part in equality.
    Dates are None when not set; `percent_complete` is 0-100; text is "" when blank.
    """

    item_id: str
    ref: str
    level: Level
    workstream: str
    title: str
    parent: str = ""
    outcome: str = ""
    service_area: str = ""
    objectives: str = ""
    priority_rank: int | None = None
    owner: str = ""
    delegate: str = ""
    start: date | None = None
    baseline_due: date | None = None
    due: date | None = None
    forecast: date | None = None
    completed_on: date | None = None
    evidence: str = ""
    status: Status | None = None
    reported: Reported = Reported.NO
    rag: Rag | None = None
    last_rag: Rag | None = None
    rag_as_typed: str = ""
    rag_reason: str = ""
    approved_rag: Rag | None = None
    approved_by: str = ""
    approved_reason: str = ""
    approved_until: date | None = None
    percent_complete: float | None = None
    last_percent: float | None = None
    commentary: str = ""
    last_commentary: str = ""
    reason_code: str = ""
    corrective_action: str = ""
    corrective_owner: str = ""
    corrective_due: date | None = None
    next_milestone: str = ""
    next_milestone_due: date | None = None
    help_needed: str = ""
    decision_needed_from: str = ""
    decision_by: date | None = None
    depends_on: str = ""
    publish: str = "Public"
    proposed_change: str = ""
    change_reason: str = ""
    decision_ref: str = ""
    cells: Mapping[str, CellRef] = field(default_factory=dict, compare=False, repr=False)

    @property
    def is_complete(self) -> bool:
        """Whether the work is done."""
        return self.status is Status.COMPLETE

    @property
    def is_live(self) -> bool:
        """Whether work is still to be done on it."""
        return self.status not in (Status.COMPLETE, Status.SUSPENDED, Status.NOT_PURSUED)

    def rating(self, as_at: date) -> Rag | None:
        """Return the rating that counts: the approved one while it runs, else the declared one.

        None when the period's rating was not reported.
        """
        declared = self.rag if self.reported is Reported.YES else None
        return self.override(as_at) or declared

    def override(self, as_at: date) -> Rag | None:
        """Return the approved rating while it is in force."""
        has_ended = self.approved_until is not None and as_at > self.approved_until
        return None if has_ended else self.approved_rag

    def is_overdue(self, as_at: date) -> bool:
        """Whether the approved date has passed and the item is not complete."""
        return self.due is not None and self.due < as_at and self.is_live

    @property
    def slip_days(self) -> int:
        """Days that the forecast (or due) date lies after the programmed date; 0 if not later."""
        now = self.completed_on if self.is_complete else (self.forecast or self.due)
        if self.baseline_due is None or now is None:
            return 0
        return max(0, (now - self.baseline_due).days)


@dataclass(frozen=True)
class Workstream:
    """A themed part of the plan; `own` is the row that heads its sheet."""

    code: str
    kind: Kind
    title: str
    owner: str
    portfolio_holder: str = ""
    policy: str = "majority"
    is_reported: bool = True
    own: Item | None = None


@dataclass(frozen=True)
class Person:
    """A post that owns, delegates or receives; people are held by post."""

    post: str
    name: str = ""
    email: str = ""
    role: str = ""
    delegate: str = ""


@dataclass(frozen=True)
class Objective:
    """What the plan is for; items name objectives by code."""

    code: str
    kind: str
    title: str


@dataclass(frozen=True)
class Settings:
    """What one plan has settled; read from the master's Settings sheet."""

    plan_id: str
    council: str
    title: str
    period: Period
    as_at: date
    deadline: date | None = None
    stage: str = "open"
    item_label: str = "Item"
    policy: str = "majority"
    scale: Scale = THREE_POINT
    last_cabinet: Period | None = None

    @property
    def is_closed(self) -> bool:
        """Whether the period has been closed."""
        return self.stage == "closed"


@dataclass(frozen=True)
class Snapshot:
    """One row of the plan as it stood when a period was closed."""

    period: Period
    item_id: str
    ref: str
    level: Level
    workstream: str
    title: str
    reported: Reported
    rag: Rag | None
    status: Status | None = None
    percent_complete: float | None = None
    baseline_due: date | None = None
    due: date | None = None
    forecast: date | None = None
    owner: str = ""
    source: str = ""


@dataclass(frozen=True)
class Plan:
    """The whole plan as read from one master workbook."""

    settings: Settings
    workstreams: tuple[Workstream, ...]
    items: tuple[Item, ...]
    people: tuple[Person, ...] = ()
    objectives: tuple[Objective, ...] = ()
    history: tuple[Snapshot, ...] = ()

    @property
    def rows(self) -> Iterator[Item]:
        """Every row in sheet order: each workstream's own row, then its items and sub-items."""
        for workstream in self.workstreams:
            if workstream.own:
                yield workstream.own
            yield from (i for i in self.items if i.workstream == workstream.code)

    def items_of(self, code: str) -> tuple[Item, ...]:
        """Return the top-level items of a workstream."""
        return tuple(i for i in self.items if i.workstream == code and i.level is Level.ITEM)

    def sub_items_of(self, item: Item) -> tuple[Item, ...]:
        """Return the sub-items of an item."""
        return tuple(i for i in self.items if i.level is Level.SUB_ITEM and i.parent == item.ref)
