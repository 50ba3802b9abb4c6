"""The proof that a consolidation adds up: every return, row and changed cell in one place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from xlplan.cycle.judging import Judged
from xlplan.cycle.receiving import Intake
from xlplan.findings import Finding
from xlplan.merge import Merge, Outcome
from xlplan.model import Item
from xlplan.workbook.returns import Return


@dataclass(frozen=True)
class Rows:
    """What the account is made from: who was issued what, what came, how it merged.

    `owned` are the plan's rows that report, by the owner they have now; `deleted` the ids of rows
    that a decision took out, of which nothing is merged; `sent_back` whose return earlier runs
    could not use.
    """

    issued: tuple[str, ...]
    intake: Intake
    judged: tuple[Judged, ...]
    owned: Mapping[str, tuple[Item, ...]]
    deleted: frozenset[str] = frozenset()
    sent_back: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Place:
    """Where one row ended, and whose return answers for it."""

    ref: str
    owner: str
    where: str


@dataclass(frozen=True)
class Account:
    """The account of a consolidation, for the whole period so far.

    Returns are owners; rows are refs, each in exactly one list; cells are "ref field at cell".
    `conflicts` and `requests` wait for a decision; `conflicts_decided` were decided for the master,
    `requests_refused` refused. `by_owner` is each return's own account.
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
    conflicts_decided: tuple[str, ...] = ()
    requests_refused: tuple[str, ...] = ()
    by_owner: Mapping[str, str] = field(default_factory=dict)

    @property
    def received(self) -> tuple[str, ...]:
        """Owners whose return came, accepted or sent back."""
        return (*self.accepted, *self.sent_back)

    @property
    def rows(self) -> int:
        """How many rows were issued."""
        lists = (self.rows_merged, self.rows_unchanged, self.rows_held, self.rows_not_received)
        return sum(len(part) for part in lists)

    @property
    def cells(self) -> Mapping[str, tuple[str, ...]]:
        """The cells that owners changed, by where each ended."""
        return {
            "merged": self.cells_merged,
            "held": self.cells_held,
            "in conflict": self.conflicts,
            "decided for the master": self.conflicts_decided,
            "requested": self.requests,
            "refused": self.requests_refused,
        }

    def in_words(self) -> tuple[str, ...]:
        """Say the account as three sums: of returns, rows and changed cells."""
        left_out = len(self.rows_not_received)
        received = self.rows - left_out
        to_fix = len(set(self.to_fix) - set(self.rows_not_received))
        cells = {end: len(here) for end, here in self.cells.items() if here or end in _ALWAYS}
        held = f" Held: {', '.join(self.cells_held)}." if self.cells_held else ""
        return (
            f"Returns: {len(self.issued)} issued = {len(self.received)} received "
            f"({len(self.accepted)} accepted, {len(self.sent_back)} sent back) + "
            f"{len(self.missing)} missing.",
            f"Rows: {self.rows} = {len(self.rows_merged)} merged + {len(self.rows_unchanged)} "
            f"unchanged + {len(self.rows_held)} held + {left_out} not received; of the {received} "
            f"received {received - to_fix} clean, {to_fix} with something to fix.",
            f"Changed cells: {sum(cells.values())} = "
            f"{' + '.join(f'{number} {end}' for end, number in cells.items())}.{held}",
        )


_ALWAYS = ("merged", "held", "in conflict", "requested")


def _number(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def account_of(rows: Rows, findings: Sequence[Finding]) -> Account:
    """Return the account of what has come back this period."""
    issued = dict.fromkeys(rows.issued)
    accepted = tuple(j.returned.owner for j in rows.judged if j.returned.owner in issued)
    came = (r.returned.owner for r in rows.intake.chosen if not r.returned.is_accepted)
    unused = dict.fromkeys([*came, *rows.sent_back])
    sent_back = tuple(owner for owner in unused if owner in issued and owner not in accepted)
    received = {*accepted, *sent_back}
    placed, cells = _placed(rows), _cells(rows.judged)
    refs = {place.ref for place in placed}
    refs |= {row.ref for judged in rows.judged for row in judged.rows.values()}
    return Account(
        issued=rows.issued,
        accepted=accepted,
        sent_back=sent_back,
        missing=tuple(owner for owner in rows.issued if owner not in received),
        rows_merged=_in(placed, "merged"),
        rows_unchanged=_in(placed, "unchanged"),
        rows_held=_in(placed, "held"),
        rows_not_received=_in(placed, "not received"),
        cells_merged=cells[Outcome.MERGED],
        cells_held=cells[Outcome.HELD],
        conflicts=cells[Outcome.CONFLICT],
        requests=cells[Outcome.REQUEST],
        to_fix=tuple(
            dict.fromkeys(f.ref for f in findings if f.must_be_put_right and f.ref in refs)
        ),
        conflicts_decided=cells[Outcome.KEPT],
        requests_refused=cells[Outcome.REFUSED],
        by_owner=_by_owner(placed, rows),
    )


def _cells(every: Sequence[Judged]) -> dict[Outcome, tuple[str, ...]]:
    """Return the cells by what became of them, each with its ref and where it stands."""
    found: dict[Outcome, list[str]] = {outcome: [] for outcome in Outcome}
    for merge in (m for judged in every for m in judged.merges):
        found[merge.place].append(f"{merge.entry.ref} {merge.entry.at}")
    return {outcome: tuple(cells) for outcome, cells in found.items()}


def _placed(rows: Rows) -> tuple[_Place, ...]:
    """Return where each issued or new row ended: once, whoever owns it now or owned it then."""
    returns = [judged.returned for judged in rows.judged]
    where_of = _Where(rows.judged)
    placed: dict[str, _Place] = {}
    owned = [(owner, item) for owner, items in rows.owned.items() for item in items]
    issued_to = {(key, r.owner): r for r in returns for key in r.manifest.values.ids}
    first: dict[str, Return] = {}
    for (key, _), its in issued_to.items():
        first.setdefault(key, its)
    for owner, item in owned:
        returned = issued_to.get((item.item_id, owner)) or first.get(item.item_id)
        where = where_of(item.item_id, returned)
        placed[item.item_id] = _Place(item.ref, returned.owner if returned else owner, where)
    for key, its in first.items():
        if key not in placed:
            where = "unchanged" if key in rows.deleted else where_of(key, its)
            placed[key] = _Place(its.manifest.values.text(key, "ref"), its.owner, where)
    return tuple(placed.values())


class _Where:
    """Says where a row ended: a row is merged when one of its cells is, in whatever return."""

    def __init__(self, every: Sequence[Judged]) -> None:
        self._judged = {item_id for judged in every for item_id in judged.rows}
        cells = (merge for judged in every for merge in judged.merges)
        self._merged = {m.entry.item_id for m in cells if m.place is Outcome.MERGED}
        self._came = {id(j.returned): {r.item_id for r in j.returned.rows} for j in every}

    def __call__(self, item_id: str, returned: Return | None) -> str:
        """Return the word for a row that was issued in a return; None for one in no return."""
        if item_id in self._merged:
            return "merged"
        if item_id in self._judged:
            return "unchanged"
        if returned is None:
            return "not received"
        came = self._came[id(returned)]
        return "held" if item_id in returned.doubtful or item_id in came else "not received"


def _by_owner(placed: Sequence[_Place], rows: Rows) -> dict[str, str]:
    mine: dict[str, Counter[str]] = {owner: Counter() for owner in rows.issued}
    for place in placed:
        mine.setdefault(place.owner, Counter())[place.where] += 1
    merges = {judged.returned.owner: judged.merges for judged in rows.judged}
    return {owner: _told(mine[owner], merges.get(owner, ())) for owner in rows.issued}


def _told(mine: Counter[str], merges: Sequence[Merge]) -> str:
    """Say what became of one return; the numbers of all returns add up to those of the whole."""
    parts = [
        f"{mine[where]} {where}"
        for where in ("merged", "unchanged", "held", "not received")
        if mine[where]
    ]
    places = Counter(merge.place for merge in merges)
    cells = [f"{places[outcome]} {name}" for name, outcome in _CELLS.items() if places[outcome]]
    told = f"{_number(mine.total(), 'row')}: {', '.join(parts)}" if parts else "No rows"
    return f"{told}; cells: {', '.join(cells)}." if cells else f"{told}."


_CELLS = {
    "merged": Outcome.MERGED,
    "held": Outcome.HELD,
    "in conflict": Outcome.CONFLICT,
    "decided for the master": Outcome.KEPT,
    "requested": Outcome.REQUEST,
    "refused": Outcome.REFUSED,
}


def _in(placed: Sequence[_Place], where: str) -> tuple[str, ...]:
    return tuple(place.ref for place in placed if place.where == where)
