"""What the master knows that a merge depends on: its cells, what was merged, what was decided."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from xlplan.fields import BY_NAME, Field, field_told
from xlplan.merge import Key, Standing
from xlplan.typed import Value, as_text, heard, read_typed, shown
from xlplan.workbook.master import Master
from xlplan.workbook.reader import SheetRow


@dataclass(frozen=True, slots=True)
class Ledger:
    """One line for the Changes sheet, before it is stamped.

    `heading` names the column of a cell that stands beside the items; its `field` is "".
    """

    item_id: str
    ref: str
    field: str
    was: Value
    now: Value
    by: str
    file: str = ""
    cell: str = ""
    sha256: str = ""
    heading: str = ""


@dataclass(frozen=True)
class _Merged:
    """What was last merged from an owner into a cell; `at` is "" when it is this run's."""

    value: Value
    at: str


@dataclass(frozen=True)
class Known:
    """What merges depend on; `merged` is by owner, as each owner's return has a base of its own."""

    whole: Standing
    merged: Mapping[str, Mapping[Key, _Merged]]

    def for_return(self, owner: str, issued_at: str) -> Standing:
        """Return what a return depends on: what was merged before it was issued is in it."""
        later = {
            key: was.value
            for key, was in self.merged.get(owner, {}).items()
            if not was.at or was.at >= issued_at
        }
        return Standing(self.whole.values, later, self.whole.decided)


class MasterCells(Mapping[Key, Value]):
    """The cells of the plan's rows, read when they are asked for: few of them ever are.

    What stands in `instead` stands for the master's own; it may be added to.
    """

    def __init__(self, master: Master, instead: Mapping[Key, Value]) -> None:
        self._master = master
        self._instead = instead

    def __getitem__(self, key: Key) -> Value:
        if key in self._instead:
            return self._instead[key]
        item_id, name = key
        row = self._master.rows[item_id]
        if name not in row.columns:
            raise KeyError(key)
        return as_held(self._master, row, name)

    def __iter__(self) -> Iterator[Key]:
        rows = self._master.rows.items()
        return ((item_id, name) for item_id, row in rows for name in row.columns)

    def __len__(self) -> int:
        return sum(len(row.columns) for row in self._master.rows.values())


def standing(master: Master, values: Mapping[Key, Value], ledger: Iterable[Ledger]) -> Known:
    """Return what a merge depends on; `values` and `ledger` are what decisions change first."""
    period = str(master.plan.settings.period)
    merged: dict[str, dict[Key, _Merged]] = {}
    for line in master.change_lines:
        field = field_told(line.text("field"))
        if field and line.text("period") == period and line.text("file"):
            key = (line.text("item_id"), field.name)
            was = _Merged(heard_in(master, field, line, "now"), line.text("changed_at"))
            merged.setdefault(line.text("by"), {})[key] = was
    for entry in (e for e in ledger if e.field):
        key = (entry.item_id, entry.field)
        merged.setdefault(entry.by, {})[key] = _Merged(values[key], "")
    return Known(Standing(MasterCells(master, values), {}, _settled(master)), merged)


def source_of(master: Master, row: SheetRow) -> tuple[str, str, str]:
    """Return the file, the cell and the hash of the return that a request or conflict came from.

    The file is "decision" for what the team typed; the hash "" once another file has come since.
    """
    file, _, cell = row.text("source").partition(": ")
    if not file:
        return "decision", "", ""
    names = {"period": row.text("period"), "owner": row.text("owner"), "file": file}
    lines = master.table_rows("returns")
    same = (r for r in lines if all(r.text(key) == text for key, text in names.items()))
    return file, cell, next((r.text("sha256") for r in same), "")


def short_id(*parts: str) -> str:
    """Return a short identity that is the same whenever the same thing is found."""
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:8]


def heard_in(master: Master, field: Field, line: SheetRow, key: str) -> Value:
    """Return the value that a ledger's line tells of."""
    value = line.value(key)
    return heard(field, "" if value is None else shown(value), master.plan.settings.scale)


def as_held(master: Master, row: SheetRow, name: str) -> Value:
    """Return a cell; one that cannot be read is still somebody's text, and takes part as typed."""
    typed = read_typed(BY_NAME[name], row.share(name), master.plan.settings.scale)
    return (typed.as_typed or shown(row.value(name))) if typed.problem else typed.value


def _settled(master: Master) -> dict[tuple[Key, str], str]:
    """Return what was decided this month, by the cell and the text that was returned."""
    period, settled = str(master.plan.settings.period), {}
    for code, key in (("conflicts", "returned"), ("requests", "wanted")):
        for row in master.table_rows(code):
            field, decision = field_told(row.text("field")), row.text("decision").capitalize()
            if field and decision and row.text("period") in ("", period):
                said = as_text(heard_in(master, field, row, key))
                settled[((row.text("item_id"), field.name), said)] = decision
    return settled
