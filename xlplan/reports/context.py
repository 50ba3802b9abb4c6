"""What a paper holds, ready to print: every count made, every sentence written.

Templates loop over these values and print them; they decide nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

_ASKS_ON_TOP = 6


@dataclass(frozen=True)
class Mark:
    """A rating as print: its word, its letter and the key of its swatch in `palette`."""

    word: str
    letter: str
    key: str


@dataclass(frozen=True)
class TextRun:
    """A stretch of text in one style."""

    text: str
    bold: bool = False


@dataclass(frozen=True)
class Paragraph:
    """One paragraph or bullet of what an owner wrote."""

    runs: tuple[TextRun, ...]
    is_bullet: bool = False


@dataclass(frozen=True)
class Count:
    """One printed count; `percent` is text such as 53.8%, or "" where none is printed."""

    mark: Mark
    number: int
    percent: str = ""


@dataclass(frozen=True)
class HeaderLine:
    """One line of a paper's header block; `is_missing` when only the author knows it."""

    label: str
    value: str
    is_missing: bool = False


@dataclass(frozen=True)
class RollUpLine:
    """A workstream, enabler or the plan, rated.

    `explanation` is one sentence for councillors; `margin` is for officers.
    `change` says in words how the rating moved, such as "Worsened from Green".
    """

    code: str
    title: str
    kind: str
    owner: str
    now: Mark
    last: Mark | None
    change: str
    counts: tuple[Count, ...]
    total: int
    explanation: str
    margin: str = ""
    policy: str = ""


@dataclass(frozen=True)
class ItemLine:
    """An item or sub-item, ready to print. `anchor` is a stable HTML id.

    `lacks_action` when its rating asks for a corrective action and none was given.
    `flags` are short notices such as "Overdue by 23 days". `strip` has one mark a month, oldest
    first, beside the paper's `months`; None where the item was not yet in the plan. `how_long` it
    has been an exception, and `unacted` when nobody did anything about it, are words.
    """

    ref: str
    anchor: str
    title: str
    owner: str
    workstream: str
    workstream_code: str
    objectives: str
    status: str
    now: Mark
    last: Mark | None
    change: str
    direction: str
    programmed: str
    due: str
    expected: str
    flags: tuple[str, ...]
    is_exception: bool
    commentary: tuple[Paragraph, ...]
    last_commentary: tuple[Paragraph, ...]
    corrective_action: tuple[Paragraph, ...]
    corrective_by: str
    reason: str
    next_milestone: str
    note: str = ""
    outcome: str = ""
    lacks_action: bool = False
    slip_days: int = 0
    slips: int = 0
    strip: tuple[Mark | None, ...] = ()
    sub_items: tuple[ItemLine, ...] = ()
    how_long: str = ""
    unacted: str = ""


@dataclass(frozen=True)
class Section:
    """A workstream or enabler with what its owner says and its items, in the plan's order."""

    line: RollUpLine
    own: ItemLine | None
    items: tuple[ItemLine, ...]


@dataclass(frozen=True)
class Movement:
    """Items that moved one way since the last report, each named in a sentence."""

    heading: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Ask:
    """A decision or help that an owner needs."""

    ref: str
    title: str
    ask: str
    from_whom: str
    by_when: str
    owner: str


@dataclass(frozen=True)
class Provenance:
    """Where the figures come from."""

    workbook: str
    as_at: str
    sha256: str
    made: str
    version: str


@dataclass(frozen=True)
class Brand:
    """What makes a paper the council's own: its colour in hex, and its logo as PNG or JPEG."""

    colour: str = ""
    logo: bytes = b""


@dataclass(frozen=True)
class PositionRow:
    """One row of the position table; `counts` follow the paper's `position_headings`.

    `policy` is the rule by which it is rated, `margin` how near it is to another rating.
    """

    code: str
    title: str
    items: int
    counts: tuple[int, ...]
    percent_green: str
    last: Mark | None
    now: Mark
    change: str
    margin: str
    policy: str = ""


@dataclass(frozen=True)
class ExceptionGroup:
    """Exceptions of one kind (Red, Overdue, Slipped, Amber), in order of priority."""

    heading: str
    mark: Mark | None
    items: tuple[ItemLine, ...]


@dataclass(frozen=True)
class NotReportedLine:
    """What one owner did not report; `chased` is when they were last written to."""

    owner: str
    refs: str
    last_reported: str
    last_rating: str
    chased: str = ""


@dataclass(frozen=True)
class RequestLine:
    """A change that an owner proposes and someone else must approve."""

    ref: str
    title: str
    what: str
    was: str
    wanted: str
    reason: str
    owner: str
    decision: str


@dataclass(frozen=True)
class MoveLine:
    """One approved move of a date, or a suspension; dates and days are "" for one."""

    ref: str
    title: str
    what: str
    was: str
    now: str
    days: str
    number: str
    reason: str
    approval: str
    is_new: bool = False


@dataclass(frozen=True)
class WaiverLine:
    """A finding that somebody agreed to let stand for a time."""

    code: str
    ref: str
    reason: str
    by: str
    until: str


@dataclass(frozen=True)
class BehaviourLine:
    """How one owner returned over the months: how many in time, late, never."""

    owner: str
    issued: int
    in_time: int
    late: int
    missing: int


@dataclass(frozen=True)
class ExceptionRow:
    """An exception as a row to sort by: dates are dates and numbers numbers.

    `cell` is where the master holds its rating.
    """

    kind: str
    priority: int | None
    ref: str
    title: str
    workstream: str
    rating: Mark
    last: Mark | None
    direction: str
    months: int
    unacted: bool
    owner: str
    programmed: date | None
    due: date | None
    expected: date | None
    slips: int
    slip_days: int
    days_overdue: int
    corrective_action: str
    corrective_owner: str
    corrective_due: date | None
    reason: str
    said_now: str
    said_last: str
    cell: str = ""


@dataclass(frozen=True)
class QualityLine:
    """How many findings of one rule stand open."""

    code: str
    severity: str
    what: str
    number: int
    refs: str


@dataclass(frozen=True)
class ExceptionReport:
    """The monthly exception report to CMT. Empty tuples print no heading.

    `headline` is what the first page says of the schedules behind it. `this_month` and
    `last_month` are the months' names; the latter is "" without history.
    """

    council: str
    title: str
    subtitle: str
    watermark: str
    header: tuple[HeaderLine, ...]
    resolution: str
    returns: str
    item_label: str
    plan: RollUpLine
    position_headings: tuple[str, ...]
    position: tuple[PositionRow, ...]
    position_total: PositionRow
    asks: tuple[Ask, ...]
    movements: tuple[Movement, ...]
    not_reported: tuple[NotReportedLine, ...]
    requests: tuple[RequestLine, ...]
    quality: tuple[QualityLine, ...]
    provenance: Provenance
    groups: tuple[ExceptionGroup, ...] = ()
    what_counts: str = ""
    months: tuple[str, ...] = ()
    positive: tuple[Movement, ...] = ()
    headline: tuple[str, ...] = ()
    this_month: str = ""
    last_month: str = ""
    moves: tuple[MoveLine, ...] = ()
    waivers: tuple[WaiverLine, ...] = ()
    behaviour: tuple[BehaviourLine, ...] = ()
    rows: tuple[ExceptionRow, ...] = ()
    brand: Brand = field(default_factory=Brand)

    @property
    def first_asks(self) -> tuple[Ask, ...]:
        """The asks that a first page has room for beside the position."""
        few = len(self.asks) <= _ASKS_ON_TOP
        return self.asks if few else self.asks[: _ASKS_ON_TOP - 1]

    @property
    def more_asks(self) -> tuple[Ask, ...]:
        """The asks that come after them."""
        return self.asks[len(self.first_asks) :]
