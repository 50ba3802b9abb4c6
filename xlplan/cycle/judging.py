"""What becomes of every returned cell: each return against the master, one after the other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from xlplan.cycle.changing import deleted_ids
from xlplan.cycle.deciding import Decided, decide
from xlplan.cycle.receiving import Intake
from xlplan.cycle.standing import Known, MasterCells, standing
from xlplan.fields import BY_NAME
from xlplan.findings import Finding
from xlplan.merge import Key, Merge, Outcome, Standing, merge_entries, unchanged
from xlplan.model import CellRef
from xlplan.rules.headers import found
from xlplan.typed import told
from xlplan.workbook.entries import entry_at, rows_to_judge, telling_entries
from xlplan.workbook.master import Master
from xlplan.workbook.returned_rows import ReturnRow
from xlplan.workbook.returns import Return


@dataclass(frozen=True)
class Judged:
    """What became of the cells of one return.

    `merges` are those of which something may be told; of the others, which say what they said when
    issued, a Merge is made when it is asked for. `changes` are the merges that change the master.
    `rows` are the rows with cells to judge, by item id, in the order in which they were judged.
    """

    returned: Return
    rows: Mapping[str, ReturnRow]
    merges: tuple[Merge, ...]

    @cached_property
    def changes(self) -> tuple[Merge, ...]:
        """The merges that give the master's cell another value."""
        return tuple(merge for merge in self.merges if merge.changes_master)

    def cell(self, item_id: str, name: str) -> Merge | None:
        """Return what became of one cell; None for one that there was not to judge."""
        if (item_id, name) in self._by_key:
            return self._by_key[item_id, name]
        row = self.rows.get(item_id)
        entry = entry_at(self.returned, row, name) if row else None
        return unchanged(entry) if entry else None

    @cached_property
    def _by_key(self) -> Mapping[Key, Merge]:
        return {merge.entry.key: merge for merge in self.merges}


@dataclass(frozen=True)
class Run:
    """Everything that one consolidation has worked out before it edits.

    `judged` has every accepted return. `deleted` are the ids of rows that decisions have taken
    out, now or before.
    """

    master: Master
    intake: Intake
    decided: Decided
    standing: Standing
    judged: tuple[Judged, ...]
    findings: tuple[Finding, ...]
    deleted: frozenset[str] = frozenset()

    @property
    def returns(self) -> Iterator[Return]:
        """Every accepted return."""
        return (judged.returned for judged in self.judged)

    @property
    def merges(self) -> Iterator[Merge]:
        """Each judged cell of which something may be told, return by return."""
        return (merge for judged in self.judged for merge in judged.merges)

    def cells(self, item_id: str, name: str) -> Iterator[Merge]:
        """Yield what became of one cell in each return that has it, the last that counts last."""
        for judged in self._by_row.get(item_id, ()):
            merge = judged.cell(item_id, name)
            if merge:
                yield merge

    @cached_property
    def _by_row(self) -> Mapping[str, Sequence[Judged]]:
        found: dict[str, list[Judged]] = {}
        for judged in self.judged:
            for item_id in judged.rows:
                found.setdefault(item_id, []).append(judged)
        return found


def judge(master: Master, intake: Intake, notes: Sequence[Finding]) -> Run:
    """Judge every cell of the returns that count; nothing is edited."""
    decided = decide(master)
    known = standing(master, decided.values, decided.ledger)
    returns = [r.returned for r in intake.chosen if r.returned.is_accepted]
    deleted = deleted_ids(master) | decided.removed
    every = _judged(master, returns, known, decided)
    gone = [f for returned in returns for f in _gone(master, returned, deleted)]
    stale = [finding for judged in every for finding in _stale(judged.merges)]
    told = _without_answered(intake.findings, every)
    findings = (*notes, *told, *decided.findings, *gone, *stale)
    return Run(master, intake, decided, known.whole, every, findings, deleted)


def _judged(
    master: Master, returns: Sequence[Return], known: Known, decided: Decided
) -> tuple[Judged, ...]:
    """Merge the rows of each return; where two hold one row, the owner of today comes first.

    What one return has put into a cell is the master's value for the next, so that two answers
    to one cell are a conflict and neither overwrites the other.
    """
    taken = dict(decided.values)
    owners = {row.item_id: row.owner for row in master.plan.rows}
    # What is taken changes as the returns are gone through, and each sees it as the master's.
    values = MasterCells(master, taken)
    here_still = master.rows.keys() - decided.removed
    parts: list[list[Judged]] = [[] for _ in returns]
    for is_own in (True, False):
        for returned, mine in zip(returns, parts, strict=True):
            rows = {
                row.item_id: row
                for row in rows_to_judge(returned)
                if row.item_id in here_still
                and (owners.get(row.item_id) == returned.owner) is is_own
            }
            here = known.for_return(returned.owner, returned.manifest.issued_at)
            telling = telling_entries(returned, rows.values(), here.merged)
            judged = Judged(returned, rows, merge_entries(telling, replace(here, values=values)))
            taken |= {m.entry.key: m.entry.value for m in judged.changes}
            mine.append(judged)
    return tuple(_joined(*part) for part in parts)


def _joined(own: Judged, others: Judged) -> Judged:
    """Return what became of a return's own rows and of those that are another owner's now."""
    if not others.rows:
        return own
    return Judged(own.returned, {**own.rows, **others.rows}, (*own.merges, *others.merges))


def _without_answered(found: Sequence[Finding], every: Sequence[Judged]) -> list[Finding]:
    """Leave out what is told of a locked cell (C01) once its request was accepted or refused."""
    if not any(finding.code == "C01" for finding in found):
        return list(found)
    locked = (m for judged in every for m in judged.merges if m.entry.is_locked)
    answered = {m.entry.at for m in locked if m.outcome is not Outcome.REQUEST}
    return [f for f in found if f.code != "C01" or f.at not in answered]


def _gone(master: Master, returned: Return, deleted: frozenset[str]) -> Iterator[Finding]:
    for row in returned.rows:
        if row.item_id not in master.rows and row.item_id not in deleted:
            at = CellRef(row.row.file, row.row.sheet, row.row.number, 1)
            facts = {"ref": row.ref, "owner": returned.owner}
            yield found("M04", facts, at=at, owner=returned.owner)


def _stale(merges: Sequence[Merge]) -> Iterator[Finding]:
    """Tell of a cell that the master and a return changed to different values."""
    for merge in (m for m in merges if m.outcome is Outcome.CONFLICT):
        entry = merge.entry
        facts = {
            "ref": entry.ref,
            "heading": BY_NAME[entry.field].heading,
            "master": told(merge.master)[:120],
            "value": told(entry.value)[:120],
        }
        yield found("F07", facts, at=entry.at, owner=entry.owner)
