"""The plan: its settings, its workstreams, its items and its history."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property

from xlplan.model.dates import Period
from xlplan.model.item import Item
from xlplan.model.registers import Registers
from xlplan.model.scale import Rag
from xlplan.model.settings import Settings
from xlplan.model.words import Kind, Level, Reported, Status


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
    scope: str = ""
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
class Snapshot:
    """One row of the plan as it stood when a period was closed.

    `rag` is the rating that counted; beside it stand the declared, the computed and the approved
    one. `publish` is the stricter of the row's own and its parent's. What stands after `source` is
    "" or None in a History that did not keep it yet.
    """

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
    parent: str = ""
    delegate: str = ""
    priority_rank: int | None = None
    declared: Rag | None = None
    computed: Rag | None = None
    approved: Rag | None = None
    publish: str = ""
    proposed_change: str = ""
    change_reason: str = ""
    decision_ref: str = ""


@dataclass(frozen=True)
class ReturnLog:
    """What became of one owner's return of one month: a line of the Returns sheet.

    `received` is when the one that counts came, `times` how many versions came; `state` is Issued,
    Accepted or Sent back; `deadline` None when none was set.
    """

    period: Period
    owner: str
    rows: int | None = None
    issued: datetime | None = None
    revision: int = 1
    state: str = ""
    received: datetime | None = None
    deadline: date | None = None
    times: int = 0

    @property
    def is_accepted(self) -> bool:
        """Whether it was merged."""
        return self.state.casefold() == "accepted"


@dataclass(frozen=True)
class Changed:
    """One cell that consolidation changed: a line of the Changes sheet, as text."""

    changed_at: datetime | None
    period: Period | None
    item_id: str
    ref: str
    field: str
    was: str
    now: str
    by: str = ""
    file: str = ""
    cell: str = ""


@dataclass(frozen=True)
class Plan:
    """The whole plan as read from one master workbook.

    `returns` and `changes` are the record of how it came about, and take no part in equality;
    `changes` may be read from its sheet when it is asked for.
    """

    settings: Settings
    workstreams: tuple[Workstream, ...]
    items: tuple[Item, ...]
    people: tuple[Person, ...] = ()
    objectives: tuple[Objective, ...] = ()
    history: tuple[Snapshot, ...] = ()
    registers: Registers = field(default_factory=Registers)
    returns: tuple[ReturnLog, ...] = field(default=(), compare=False, repr=False)
    changes: Sequence[Changed] = field(default=(), compare=False, repr=False)

    @property
    def rows(self) -> Iterator[Item]:
        """Every row in sheet order: each workstream's own row, then its items and sub-items."""
        for workstream in self.workstreams:
            if workstream.own:
                yield workstream.own
            yield from self._by_workstream.get(workstream.code, ())

    @property
    def is_month_closed(self) -> bool:
        """Whether its month has been closed; that before a new plan's first one never was."""
        period = self.settings.period
        return self.settings.is_closed and any(s.period == period for s in reversed(self.history))

    def items_of(self, code: str) -> tuple[Item, ...]:
        """Return the top-level items of a workstream."""
        return tuple(i for i in self._by_workstream.get(code, ()) if i.level is Level.ITEM)

    def sub_items_of(self, item: Item) -> tuple[Item, ...]:
        """Return the sub-items of an item."""
        return tuple(self._by_parent.get(item.ref, ()))

    @cached_property
    def delegates(self) -> Mapping[str, frozenset[str]]:
        """The delegates on the rows of each owner who has any."""
        found: dict[str, set[str]] = defaultdict(set)
        for item in self.rows:
            if item.delegate:
                found[item.owner].add(item.delegate)
        return {owner: frozenset(known) for owner, known in found.items()}

    @cached_property
    def last_priority(self) -> int:
        """The rank of the plan's last priority; 0 when no row has one."""
        return max((item.priority_rank or 0 for item in self.rows), default=0)

    # A plan never changes: what is sorted once here holds for as long as it lives.
    @cached_property
    def _by_workstream(self) -> Mapping[str, list[Item]]:
        found: dict[str, list[Item]] = defaultdict(list)
        for item in self.items:
            found[item.workstream].append(item)
        return found

    @cached_property
    def _by_parent(self) -> Mapping[str, list[Item]]:
        found: dict[str, list[Item]] = defaultdict(list)
        for item in self.items:
            if item.level is Level.SUB_ITEM:
                found[item.parent].append(item)
        return found
