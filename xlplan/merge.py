"""The three-way merge, cell by cell: nothing that anybody typed is lost.

Each returned cell has a base (what the owner was sent, or what was last merged from that owner),
the value returned, and the master's value now. Only one side changed: take it. Both changed
alike: take it. Both changed differently: a conflict, and the master keeps its value meanwhile.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from xlplan.model import CellRef
from xlplan.typed import Value, as_text

Key = tuple[str, str]


class Outcome(StrEnum):
    """What became of one returned cell.

    KEPT is a conflict that was decided for the master, REFUSED a request that was refused.
    """

    UNCHANGED = "unchanged"
    MERGED = "merged"
    HELD = "held"
    CONFLICT = "conflict"
    REQUEST = "request"
    KEPT = "kept"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Entry:
    """One cell of a return: whose, what it says, and what it said when issued.

    `is_held` when the cell cannot be used; `is_locked` when the owner may not change it.
    """

    item_id: str
    ref: str
    field: str
    value: Value
    issued: Value
    at: CellRef
    owner: str = ""
    as_typed: str = ""
    is_held: bool = False
    is_locked: bool = False

    @property
    def key(self) -> Key:
        """The row and field that the cell is."""
        return (self.item_id, self.field)


@dataclass(frozen=True, slots=True)
class Merge:
    """What became of one entry, with the values it was judged by.

    Where nothing was changed in the return, `master` is the base: the master was not looked at.
    `was_merged` when a value of the owner's was merged into the cell this month.
    """

    entry: Entry
    outcome: Outcome
    base: Value
    master: Value
    was_merged: bool = False

    @property
    def changes_master(self) -> bool:
        """Whether the master's cell gets the returned value."""
        return self.outcome is Outcome.MERGED and as_text(self.master) != as_text(self.entry.value)

    @property
    def place(self) -> Outcome:
        """Where the account counts the cell: a change already in the master is MERGED.

        So is one that its owner has taken back, in the run that merged it and ever after.
        """
        is_change = self.was_merged or as_text(self.entry.value) != as_text(self.entry.issued)
        is_in = self.outcome is Outcome.UNCHANGED and is_change
        return Outcome.MERGED if is_in else self.outcome


@dataclass(frozen=True)
class Standing:
    """What the master knows that a merge depends on.

    `values` are the master's cells now; `merged` the values last merged from owners this period;
    `decided` what the team decided by key and returned text: of conflicts "Master" or "Return", of
    requests "Refuse".
    """

    values: Mapping[Key, Value]
    merged: Mapping[Key, Value] = field(default_factory=dict)
    decided: Mapping[tuple[Key, str], str] = field(default_factory=dict)


def merge_cell(base: Value, returned: Value, master: Value) -> Outcome:
    """Say what becomes of a returned value; MERGED also when both sides agree on a change."""
    came, sent, now = as_text(returned), as_text(base), as_text(master)
    if came == sent:
        return Outcome.UNCHANGED
    if now in (sent, came):
        return Outcome.MERGED
    return Outcome.CONFLICT


def unchanged(entry: Entry) -> Merge:
    """Return the merge of a cell that says what it was issued with, whatever the master says."""
    return Merge(entry, Outcome.UNCHANGED, entry.issued, entry.issued)


def merge_entry(entry: Entry, standing: Standing) -> Merge:
    """Judge one returned cell against the master."""
    base = standing.merged.get(entry.key, entry.issued)
    if not entry.is_held and as_text(entry.value) == as_text(base):
        return Merge(entry, Outcome.UNCHANGED, base, base, entry.key in standing.merged)
    master = standing.values.get(entry.key)
    if entry.is_held:
        return Merge(entry, Outcome.HELD, base, master)
    if entry.is_locked:
        return Merge(entry, _asked(entry, master, standing), base, master)
    outcome = merge_cell(base, entry.value, master)
    if outcome is Outcome.CONFLICT:
        decision = standing.decided.get((entry.key, as_text(entry.value)))
        if decision == "Return":
            outcome = Outcome.MERGED
        elif decision == "Master":
            outcome = Outcome.KEPT
    return Merge(entry, outcome, base, master)


def _asked(entry: Entry, master: Value, standing: Standing) -> Outcome:
    """Say what becomes of a cell that its owner may ask to change, and may not change."""
    if as_text(entry.value) in (as_text(entry.issued), as_text(master)):
        return Outcome.UNCHANGED
    is_refused = standing.decided.get((entry.key, as_text(entry.value))) == "Refuse"
    return Outcome.REFUSED if is_refused else Outcome.REQUEST


def merge_entries(entries: Iterable[Entry], standing: Standing) -> tuple[Merge, ...]:
    """Judge every returned cell; the order of the entries does not matter."""
    return tuple(merge_entry(entry, standing) for entry in entries)
