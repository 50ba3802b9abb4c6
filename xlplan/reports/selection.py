"""Who may read an item, what makes it an exception, and in what order papers list them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum

from xlplan.model import Item, Level, Plan, Rag, Snapshot, clean, named_codes

_LAST = 10**9


class Audience(Enum):
    """Who reads the paper, and so which items may be named in it."""

    PUBLIC = ("public",)
    CMT = ("public", "cmt only")
    EXEMPT = ("public", "cmt only", "exempt")

    def may_read_text(self, publish: str) -> bool:
        """Whether what is marked so may be printed for these readers; blank is public."""
        return (clean(publish).lower() or "public") in self.value

    def may_read(self, item: Item, plan: Plan) -> bool:
        """Whether an item, and the item it is part of, may be printed for these readers."""
        if not self.may_read_text(item.publish):
            return False
        above = [i for i in plan.items if i.level is Level.ITEM and i.ref == item.parent]
        return item.level is not Level.SUB_ITEM or all(self.may_read(i, plan) for i in above)

    def name_of(self, gone: Snapshot) -> str:
        """Return what to call a row that left the plan; "" when these readers may not know it.

        A History that does not say who may read it gives its ref alone.
        """
        if not gone.publish:
            return gone.ref
        return f"{gone.ref} {gone.title}" if self.may_read_text(gone.publish) else ""


@dataclass(frozen=True)
class Readable:
    """The refs that the readers of one paper may see named, for what refers to items by ref.

    A ref that is no row's is not named either, unless History says that these readers may know the
    item that had it.
    """

    rows: Mapping[str, Item]
    others: frozenset[str]

    def row(self, ref: str) -> Item | None:
        """Return the row that a ref names when it may be named."""
        return self.rows.get(clean(ref).casefold())

    def may_name(self, ref: str) -> bool:
        """Whether a ref, or a workstream's code, may be printed; a blank one may."""
        key = clean(ref).casefold()
        return not key or key in self.rows or key in self.others

    def named(self, text: str) -> tuple[str, ...]:
        """Return those of a cell's codes that may be printed."""
        return tuple(n.code for n in named_codes(text) if self.may_name(n.code))


def readable(plan: Plan, audience: Audience) -> Readable:
    """Return what may be named to the readers of a paper."""
    rows = {clean(r.ref).casefold(): r for r in plan.rows if audience.may_read(r, plan)}
    hidden = {clean(r.ref).casefold() for r in plan.rows} - set(rows)
    others = {clean(w.code).casefold() for w in plan.workstreams}
    last = {clean(s.ref).casefold(): s for s in sorted(plan.history, key=lambda s: s.period)}
    others |= {r for r, s in last.items() if s.publish and audience.may_read_text(s.publish)}
    return Readable(rows, frozenset(others - hidden))


def top_items(plan: Plan) -> tuple[Item, ...]:
    """Return the items that are counted: top-level, of workstreams and enablers that report."""
    return tuple(i for w in plan.workstreams if w.is_reported for i in plan.items_of(w.code))


def answerable(plan: Plan) -> tuple[Item, ...]:
    """Return what is rated by its owner: every top-level item, and enablers that have none."""
    rows: list[Item] = []
    for workstream in (w for w in plan.workstreams if w.is_reported):
        members = plan.items_of(workstream.code)
        rows += members or ((workstream.own,) if workstream.own else ())
    return tuple(rows)


def is_worst(plan: Plan, rag: Rag | None) -> bool:
    """Whether a rating is the worst of the plan's scale."""
    return rag is not None and rag == plan.settings.scale.rated[0]


def is_slipped(item: Item) -> bool:
    """Whether live work is expected later than the date that stands approved.

    A later date that was approved is no slip: it is told as an approved move.
    """
    planned = item.due or item.baseline_due
    return bool(item.is_live and item.forecast and planned and item.forecast > planned)


def exception_kind(plan: Plan, item: Item) -> str:
    """Return the first that fits of the worst rating, Overdue, Slipped, another poor rating.

    A rating's kind is its word; "" when the item is no exception.
    """
    rag = item.rating(plan.settings.as_at)
    if rag is not None and is_worst(plan, rag):
        return rag.word
    if item.is_overdue(plan.settings.as_at):
        return "Overdue"
    if is_slipped(item):
        return "Slipped"
    return rag.word if rag is not None and rag.needs_action else ""


def exception_kinds(plan: Plan) -> tuple[str, ...]:
    """Return every kind of exception in the order papers list them."""
    poor = [rag.word for rag in plan.settings.scale.rated if rag.needs_action]
    worst = plan.settings.scale.rated[0].word
    return (worst, "Overdue", "Slipped", *(word for word in poor if word != worst))


def attention_kind(plan: Plan, item: Item) -> str:
    """Return why Cabinet should look at an item; a date expected to slip is not a reason."""
    kind = exception_kind(plan, item)
    if kind not in ("", "Slipped"):
        return kind
    rag = item.rating(plan.settings.as_at)
    if rag is None:
        return "Not reported"
    return rag.word if rag.needs_action else ""


def by_rank(items: Iterable[Item]) -> list[Item]:
    """Sort by priority rank, unranked last; equal ranks keep the plan's order."""
    return sorted(items, key=lambda i: _LAST if i.priority_rank is None else i.priority_rank)


def worst_parts(plan: Plan) -> tuple[Item, ...]:
    """Return the sub-items with the worst rating whose item is no exception and would hide them."""
    as_at = plan.settings.as_at
    return tuple(
        part
        for item in top_items(plan)
        if not exception_kind(plan, item)
        for part in plan.sub_items_of(item)
        if is_worst(plan, part.rating(as_at))
    )
