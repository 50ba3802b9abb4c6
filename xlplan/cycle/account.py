"""The proof that a consolidation adds up: every return, row and changed cell in one place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from xlplan.cycle.receiving import Intake
from xlplan.findings import Finding
from xlplan.merge import Merge, Outcome
from xlplan.model import Item
from xlplan.typed import as_text
from xlplan.workbook.returns import Return


@dataclass(frozen=True)
class Rows:
    """What the account is made from: who was issued what, what came, how it merged."""

    issued: tuple[str, ...]
    intake: Intake
    merges: tuple[tuple[Return, tuple[Merge, ...]], ...]
    rows_of: Mapping[str, tuple[Item, ...]]


@dataclass(frozen=True)
class Account:
    """The account of a consolidation, for the whole period so far.

    Returns are owners; rows are refs, each in exactly one list; cells are "ref field at cell".
    """

    issued: tuple[str, ...]
    accepted: tuple[str, ...]
    sent_back: tuple[str, ...]
    missing: tuple[str, ...]
    rows_merged: tuple[str, ...]
    rows_unchanged: tuple[str, ...]
    rows_held: tuple[str, ...]
    rows_not_received: tuple[str, ...]
    cells_merged: tuple[str, ...]
    cells_held: tuple[str, ...]
    conflicts: tuple[str, ...]
    requests: tuple[str, ...]
    to_fix: tuple[str, ...]

    @property
    def received(self) -> tuple[str, ...]:
        """Owners whose return came, accepted or sent back."""
        return (*self.accepted, *self.sent_back)

    @property
    def rows(self) -> int:
        """How many rows were issued."""
        lists = (self.rows_merged, self.rows_unchanged, self.rows_held, self.rows_not_received)
        return sum(len(part) for part in lists)

    def in_words(self) -> str:
        """Say the account in one line."""
        received = self.rows - len(self.rows_not_received)
        clean = received - len(set(self.to_fix) - set(self.rows_not_received))
        held = f": {', '.join(self.cells_held)}" if self.cells_held else ""
        return (
            f"{_number(self.rows, 'row')}: {clean} clean, {len(self.to_fix)} with something to "
            f"fix, {len(self.rows_not_received)} not received; "
            f"{_number(len(self.cells_merged), 'cell')} merged, {len(self.cells_held)} held{held}; "
            f"{_number(len(self.conflicts), 'conflict')}, {_number(len(self.requests), 'request')}."
        )


def _number(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def account_of(rows: Rows, findings: Sequence[Finding]) -> Account:
    """Return the account of what has come back this period."""
    accepted = tuple(r.owner for r, _ in rows.merges if r.owner in rows.issued)
    sent_back = tuple(
        dict.fromkeys(
            r.returned.owner
            for r in rows.intake.chosen
            if not r.returned.is_accepted and r.returned.owner in rows.issued
        )
    )
    missing = tuple(o for o in rows.issued if o not in (*accepted, *sent_back))
    placed = _placed(rows)
    merges = [m for _, part in rows.merges for m in part]
    refs = {r.ref for part in rows.rows_of.values() for r in part}
    return Account(
        issued=rows.issued,
        accepted=accepted,
        sent_back=sent_back,
        missing=missing,
        rows_merged=_in(placed, "merged"),
        rows_unchanged=_in(placed, "unchanged"),
        rows_held=_in(placed, "held"),
        rows_not_received=_in(placed, "not received"),
        cells_merged=tuple(_cell(m) for m in merges if _was_merged(m)),
        cells_held=tuple(_cell(m) for m in merges if m.outcome is Outcome.HELD),
        conflicts=tuple(_cell(m) for m in merges if m.outcome is Outcome.CONFLICT),
        requests=tuple(_cell(m) for m in merges if m.outcome is Outcome.REQUEST),
        to_fix=tuple(
            dict.fromkeys(f.ref for f in findings if f.must_be_put_right and f.ref in refs)
        ),
    )


def _placed(rows: Rows) -> dict[str, tuple[str, str]]:
    """Return where each issued row ended, by its item id, with its ref."""
    returns = {r.owner: (r, merges) for r, merges in rows.merges}
    placed: dict[str, tuple[str, str]] = {}
    for owner, items in rows.rows_of.items():
        for item in items:
            where = _place(item, *returns.get(owner, (None, ())))
            placed[item.item_id] = (item.ref, where)
    return placed


def _place(item: Item, returned: Return | None, merges: Sequence[Merge]) -> str:
    if returned is None or item.item_id in returned.absent:
        return "not received"
    if item.item_id in returned.doubtful:
        return "held"
    mine = [m for m in merges if m.entry.item_id == item.item_id]
    if not mine:
        return "not received"
    return "merged" if any(_was_merged(m) for m in mine) else "unchanged"


def _was_merged(merge: Merge) -> bool:
    """Whether the returned change is, or has been, in the master."""
    entry = merge.entry
    if merge.outcome is Outcome.MERGED:
        return True
    came = as_text(entry.value)
    is_change = came != as_text(entry.issued) and merge.outcome is Outcome.UNCHANGED
    return is_change and not entry.is_locked and came == as_text(merge.base)


def _in(placed: Mapping[str, tuple[str, str]], where: str) -> tuple[str, ...]:
    return tuple(ref for ref, place in placed.values() if place == where)


def _cell(merge: Merge) -> str:
    return f"{merge.entry.ref} {merge.entry.at}"
