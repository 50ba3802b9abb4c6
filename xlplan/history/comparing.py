"""What an update did to each row of a plan, reconciled by two identities."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from xlplan.history.accounts import Account, reconcile
from xlplan.history.pairing import Pairing, pair_rows
from xlplan.history.snapshots import direction
from xlplan.model import Direction, Item, Level, Plan, Rag, Status, clean

# What a plan says of a row; this month's rating, status, forecast and words are not the plan.
PLAN_FIELDS = (
    "ref workstream parent title outcome service_area objectives priority_rank owner start "
    "baseline_due due"
).split()
HISTORY_FIELDS = "ref workstream title owner baseline_due due".split()
HISTORY_KEPT_LATER = "parent priority_rank".split()

FieldValue = str | int | date | None


class Disposition(StrEnum):
    """What an update does to a row."""

    RETAINED = "retained"
    UPDATED = "updated"
    DELETED = "deleted"
    ADDED = "added"


class Manner(StrEnum):
    """How a row changed place: told by who made the update, or seen from its workstream."""

    MERGED = "merged"
    SPLIT = "split"
    MOVED = "moved"


@dataclass(frozen=True)
class FieldChange:
    """One plan field of a row that reads otherwise after the update."""

    name: str
    was: FieldValue
    now: FieldValue


@dataclass(frozen=True)
class Change:
    """One row and what became of it: `before` None when added, `after` None when deleted.

    `related` are the refs that it was merged into, split from or moved to. `days_moved` is how
    far its approved date went, None when either has none.
    """

    disposition: Disposition
    before: Item | None
    after: Item | None
    direction: Direction
    manner: Manner | None = None
    related: tuple[str, ...] = ()
    fields: tuple[FieldChange, ...] = ()
    rag_before: Rag | None = None
    rag_after: Rag | None = None

    @property
    def row(self) -> Item:
        """The row as it stands now, or as it was last seen."""
        row = self.after or self.before
        assert row
        return row

    @property
    def days_moved(self) -> int | None:
        """Days from the approved date before to the one after."""
        if not (self.before and self.after and self.before.due and self.after.due):
            return None
        return (self.after.due - self.before.due).days


@dataclass(frozen=True)
class Comparison:
    """Two plans, or two closed periods, row by row; `as_at` is the later one's."""

    as_at: date
    changes: tuple[Change, ...]
    accounts: Mapping[Level, Account]

    @property
    def account(self) -> Account:
        """The account of items, which is the one that papers print."""
        return self.accounts[Level.ITEM]

    def at(self, level: Level) -> tuple[Change, ...]:
        """Return what became of the rows of one level."""
        return tuple(c for c in self.changes if c.row.level is level)

    @property
    def slips(self) -> tuple[Change, ...]:
        """The rows whose approved date moved later."""
        return tuple(c for c in self.changes if (c.days_moved or 0) > 0)


def compare(
    before: Plan,
    after: Plan,
    *,
    told: Mapping[str, Sequence[str]] | None = None,
    fields: Sequence[str] = PLAN_FIELDS,
) -> Comparison:
    """Say what became of every row, in the order of the plan after, deleted rows last.

    Rows are the same by item id, else by ref. `told` names the successors of a row that was
    merged, split or renamed: its id or ref, and theirs. The first successor continues it, the
    others are added; of several rows with one successor the first continues, the others are
    deleted, and all of them where the successor was there before. A row in another workstream has
    moved. Raises DoesNotReconcile when a row stands twice, `told` names what is in neither plan,
    or the numbers do not add up.
    """
    pairing = pair_rows(tuple(before.rows), tuple(after.rows), told or {})
    moments = (before.settings.as_at, after.settings.as_at)
    changes = tuple(_changes(pairing, moments, fields))
    accounts = {level: _account(level, changes, before, after) for level in Level}
    return Comparison(after.settings.as_at, changes, accounts)


def _account(level: Level, changes: Sequence[Change], before: Plan, after: Plan) -> Account:
    met = [c.disposition for c in changes if c.row.level is level]
    return reconcile(
        Account(
            opening=sum(row.level is level for row in before.rows),
            retained=met.count(Disposition.RETAINED),
            updated=met.count(Disposition.UPDATED),
            deleted=met.count(Disposition.DELETED),
            added=met.count(Disposition.ADDED),
            closing=sum(row.level is level for row in after.rows),
        )
    )


def _changes(
    pairing: Pairing, moments: tuple[date, date], fields: Sequence[str]
) -> Iterator[Change]:
    for old, new in pairing.pairs:
        if old:
            yield _kept(old, new, pairing, moments, fields=fields)
        else:
            sources = pairing.sources.get(id(new), ())
            manner = _placed(new, sources, Manner.SPLIT)
            yield Change(
                Disposition.ADDED,
                None,
                new,
                Direction.NEW,
                manner,
                tuple(s.ref for s in sources),
                rag_after=new.rating(moments[1]),
            )
    for old in pairing.gone:
        heirs = pairing.heirs.get(id(old), ())
        yield Change(
            Disposition.DELETED,
            old,
            None,
            Direction.NONE,
            _placed(old, heirs, Manner.MERGED),
            tuple(h.ref for h in heirs),
            rag_before=old.rating(moments[0]),
        )


def _placed(row: Item, others: Sequence[Item], manner: Manner) -> Manner | None:
    if not others:
        return None
    return Manner.MOVED if any(o.level is not row.level for o in others) else manner


def _kept(
    old: Item, new: Item, pairing: Pairing, moments: tuple[date, date], *, fields: Sequence[str]
) -> Change:
    changed = tuple(
        FieldChange(name, getattr(old, name), getattr(new, name))
        for name in fields
        if _plain(getattr(old, name)) != _plain(getattr(new, name))
    )
    was, now = old.rating(moments[0]), new.rating(moments[1])
    merged = [s for s in pairing.sources.get(id(new), ()) if s is not old]
    split = [h for h in pairing.heirs.get(id(old), ()) if h is not new]
    manner = Manner.MOVED if old.workstream != new.workstream else None
    manner = Manner.MERGED if merged else Manner.SPLIT if split else manner
    is_updated = bool(changed or manner)
    return Change(
        Disposition.UPDATED if is_updated else Disposition.RETAINED,
        old,
        new,
        direction(was, now),
        manner,
        tuple(row.ref for row in (*merged, *split)),
        changed,
        was,
        now,
    )


def _plain(value: FieldValue) -> FieldValue:
    return clean(value) if isinstance(value, str) else value


def silent_drops(compared: Comparison, *, decided: Collection[str] = ()) -> tuple[Change, ...]:
    """Return the deleted rows that nobody closed.

    A row is closed when it was complete or not pursued, has a decision on it, was merged or
    moved, or its id or ref is among those `decided`.
    """
    closed = (Status.COMPLETE, Status.NOT_PURSUED)
    return tuple(
        change
        for change in compared.changes
        if change.disposition is Disposition.DELETED
        and change.manner is None
        and change.row.status not in closed
        and not change.row.decision_ref
        and not {change.row.item_id, change.row.ref} & set(decided)
    )
