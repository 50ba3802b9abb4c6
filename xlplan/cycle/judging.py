"""What becomes of every returned cell: each return against the master, one after the other."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from xlplan.cycle.changing import deleted_ids
from xlplan.cycle.deciding import Decided, decide
from xlplan.cycle.receiving import Intake
from xlplan.cycle.standing import Known, standing
from xlplan.fields import BY_NAME
from xlplan.findings import Finding
from xlplan.merge import Key, Merge, Outcome, Standing, merge_entries
from xlplan.model import CellRef
from xlplan.rules.headers import found
from xlplan.typed import Value, told
from xlplan.workbook.entries import entries
from xlplan.workbook.master import Master
from xlplan.workbook.returns import Return


@dataclass(frozen=True)
class Run:
    """Everything that one consolidation has worked out before it edits.

    `deleted` are the ids of rows that decisions have taken out, now or before.
    """

    master: Master
    intake: Intake
    decided: Decided
    standing: Standing
    merges: tuple[tuple[Return, tuple[Merge, ...]], ...]
    findings: tuple[Finding, ...]
    deleted: frozenset[str] = frozenset()

    @property
    def all_merges(self) -> Iterator[Merge]:
        """Every judged cell of every accepted return."""
        return (m for _, merges in self.merges for m in merges)


def judge(master: Master, intake: Intake, notes: Sequence[Finding]) -> Run:
    """Judge every cell of the returns that count; nothing is edited."""
    decided = decide(master)
    known = standing(master, decided.values, decided.ledger)
    returns = [r.returned for r in intake.chosen if r.returned.is_accepted]
    deleted = deleted_ids(master) | decided.removed
    merges = _merged(master, returns, known, decided.removed)
    gone = [f for returned in returns for f in _gone(master, returned, deleted)]
    stale = [finding for _, judged in merges for finding in _stale(judged)]
    findings = (*notes, *intake.findings, *decided.findings, *gone, *stale)
    return Run(master, intake, decided, known.whole, merges, findings, deleted)


def _merged(
    master: Master, returns: Sequence[Return], known: Known, removed: frozenset[str]
) -> tuple[tuple[Return, tuple[Merge, ...]], ...]:
    """Merge the rows of each return; where two hold one row, the owner of today comes first.

    What one return has put into a cell is the master's value for the next, so that two answers
    to one cell are a conflict and neither overwrites the other.
    """
    taken: dict[Key, Value] = {}
    owners = {row.item_id: row.owner for row in master.plan.rows}
    # What is taken changes as the returns are gone through, and each sees it as the master's.
    values = ChainMap(taken, known.whole.values)  # type: ignore[arg-type]
    judged: list[list[Merge]] = [[] for _ in returns]
    here_still = master.rows.keys() - removed
    cells = [[e for e in entries(r) if e.item_id in here_still] for r in returns]
    for is_own in (True, False):
        for number, returned in enumerate(returns):
            owner = returned.owner
            mine = [e for e in cells[number] if (owners.get(e.item_id) == owner) is is_own]
            here = known.for_return(owner, returned.manifest.issued_at)
            merges = merge_entries(mine, replace(here, values=values))
            taken |= {m.entry.key: m.entry.value for m in merges if m.changes_master}
            judged[number] += merges
    return tuple(zip(returns, map(tuple, judged), strict=True))


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
