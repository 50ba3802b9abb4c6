"""Months lived at random: whatever owners and the team do, each run accounts for every cell.

After each step the master is consolidated: dry, for good, again, and without the folder. Another
program reads the master before and after. Run it whole with `python -m tests.campaigns.months`.
"""

from __future__ import annotations

import argparse
import random
import re
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from pathlib import Path

from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from tests.cycle.months import AT, new_master, plan_rows, send
from xlplan.cycle.account import Account
from xlplan.cycle.by_hand import TEAM
from xlplan.cycle.closing import close
from xlplan.cycle.consolidating import consolidate
from xlplan.cycle.issuing import IssuedReturn, Month, issue
from xlplan.cycle.storing import Refused, set_cell, store
from xlplan.model import Period
from xlplan.typed import Value
from xlplan.workbook.edits import Edit
from xlplan.workbook.layout import FIRST_ROW, HEADER_ROW, KEY_ROW, MARK_ROW
from xlplan.workbook.master import Master, read_master

SEED = 20131108
OWNERS = ("Property Manager", "Head of Planning", "Head of IT")
# What xlplan works out itself, or moves when a month is opened.
_OURS = frozenset(
    "to_fix counts_as timing computed_rag all_to_fix ask_order weighs reported rag_as_typed "
    "last_rag last_commentary last_percent level item_id".split()
)
_TYPED: Mapping[str, tuple[Value, ...]] = {
    "rag": ("Green", "Amber", "Red", "N/A", "Purple", "", None, "Amber/Red", "G"),
    "commentary": (
        "One thing was done in May and the next is due in June.",
        "Another **bold** story that is long enough.",
        "• a\n• b and more words here",
        "short",
        None,
    ),
    "corrective_action": ("Agree a date with them.", "Another action in full.", None),
    "forecast": (date(2014, 5, 31), date(2014, 2, 28), "end of Jan", "31/12/2014", None),
    "due": (date(2014, 9, 30), date(2014, 3, 31), "soon", None),
    "title": ("New words", "Asset 1", None),
    "status": ("Complete", "In progress", "Done"),
    "proposed_change": ("Suspend", "Delete", "Update", None),
    "change_reason": ("Because.", None),
    "percent_complete": (50, 80, None),
    "help_needed": ("Yes please", None),
}
_OFTEN = {"rag": 0.5, "commentary": 0.5, "due": 0.06, "title": 0.06}
_DECIDED = {"conflicts": ("Master", "Return", "Maybe"), "requests": ("Accept", "Refuse", "Perhaps")}
_PART = re.compile(r"(\d+) ([a-z ]+)")

Shown = Mapping[tuple[str, str], str]


class Lived:
    """A small plan of three owners, and what happens to it."""

    def __init__(self, folder: Path, chance: random.Random) -> None:
        rows = plan_rows(7)
        for number, row in enumerate(rows):
            row["owner"] = OWNERS[number % 3]
        self.folder, self.chance, self.at = folder, chance, AT
        self.master = new_master(folder, rows)
        self.period = Period(2013, 10)
        self.issued: list[IssuedReturn] = []
        self.issue()

    def later(self) -> datetime:
        """Return a moment after the last."""
        self.at += timedelta(hours=self.chance.choice((1, 5, 30)))
        return self.at

    def issue(self) -> None:
        """Issue the month, or issue it again; what was issued before may still come back."""
        to = self.folder / f"issued-{len(self.issued)}"
        self.issued += issue(self.master, to, Month(self.period), at=self.later()).returns

    def step(self) -> None:
        """Have one thing happen."""
        happens = (self.answer, self.answer, self.answer, self.type_over, self.decide)
        self.chance.choice((*happens, self.hand_over, self.issue, self.end_the_month))()

    def answer(self) -> None:
        """Have owners send returns, early or late ones, under their names or others."""
        for _ in range(self.chance.randint(1, 3)):
            late = self.chance.random() < 0.2
            one = self.chance.choice(self.issued if late else self.issued[-3:])
            refs = ("AM", *(f"AM{number}" for number in range(1, 9)))
            cells = {
                (ref, name): self.chance.choice(values)
                for ref in refs
                for name, values in _TYPED.items()
                if self.chance.random() < _OFTEN.get(name, 0.12)
            }
            name = f"{self.chance.random()}.xlsx" if self.chance.random() < 0.3 else ""
            send(one, self.folder / "in", cells, name=name)

    def type_over(self) -> None:
        """Have the team type over cells of the plan."""
        read, names = read_master(self.master), list(_TYPED)
        cells = [(self.chance.choice(list(read.rows)), self.chance.choice(names)) for _ in "12"]
        self._store(
            read, [set_cell(read.rows[i], n, self.chance.choice(_TYPED[n])) for i, n in cells]
        )

    def hand_over(self) -> None:
        """Have the team give a row to another owner."""
        read = read_master(self.master)
        row = read.rows[self.chance.choice(list(read.rows))]
        self._store(read, [set_cell(row, "owner", self.chance.choice(OWNERS))])

    def decide(self) -> None:
        """Have the team decide, or change its mind, or type what is not offered."""
        read = read_master(self.master)
        self._store(
            read,
            [
                set_cell(row, "decision", self.chance.choice(words))
                for code, words in _DECIDED.items()
                for row in read.table_rows(code)
                if self.chance.random() < 0.6
            ],
        )

    def end_the_month(self) -> None:
        """Close the month and open the next, unless something stands in the way."""
        try:
            close(self.master, at=self.later())
        except Refused:
            return
        self.period, self.issued = self.period.next, []
        shutil.rmtree(self.folder / "in", ignore_errors=True)
        self.issue()

    def _store(self, read: Master, edits: list[Edit]) -> None:
        store(read, edits, at=self.later())

    def faults(self) -> Iterator[str]:
        """Consolidate, and yield what is not as it should be."""
        came = self.folder / "in"
        source = came if came.exists() and self.chance.random() < 0.8 else None
        old, before = self.master.read_bytes(), shown(self.master)
        at = self.later()
        dry = consolidate(self.master, source, at=at, is_dry_run=True)
        if self.master.read_bytes() != old:
            yield "A dry run wrote."
        done = consolidate(self.master, source, at=at)
        if (dry.account, dry.findings) != (done.account, done.findings):
            yield "A dry run told something else."
        yield from untold(self.master, before, len(changes_of(old)))
        yield from sums(done.account)
        once = self.master.read_bytes()
        if consolidate(self.master, source, at=self.later()).account != done.account:
            yield "The account is another the second time."
        if self.master.read_bytes() != once:
            yield "The master is another the second time."
        alone = consolidate(self.master, None, at=self.later())
        if alone.changed or in_any_order(alone.account) != in_any_order(done.account):
            yield "The account is another without the folder."


def in_any_order(account: Account) -> dict[str, object]:
    """Return an account whose lists may stand in any order: a folder has none of its own."""
    said = vars(account).items()
    return {name: sorted(v) if isinstance(v, tuple) else v for name, v in said}


def sums(account: Account) -> Iterator[str]:
    """Yield the sums of an account that come out otherwise."""
    if len(account.issued) != len(account.received) + len(account.missing):
        yield "The returns do not add up."
    rows = {
        "merged": account.rows_merged,
        "unchanged": account.rows_unchanged,
        "held": account.rows_held,
        "not received": account.rows_not_received,
    }
    owners = list(account.by_owner.values())
    told = [text.partition("; cells: ") for text in owners if text[0].isdigit()]
    wanted = ({k: len(v) for k, v in part.items() if v} for part in (rows, account.cells))
    texts = ([rows.partition(": ")[2] for rows, _, _ in told], [cells for *_, cells in told])
    for want, said in zip(wanted, texts, strict=True):
        counted: Counter[str] = Counter()
        for text in said:
            counted.update({what: int(number) for number, what in _PART.findall(text)})
        if want != counted:
            yield f"The owners' accounts give {dict(counted)}, the whole {want}."


def untold(master: Path, before: Shown, known: int) -> Iterator[str]:
    """Yield each cell of the plan that changed otherwise than the new lines on Changes say."""
    after = shown(master)
    lines = changes_of(master.read_bytes())[known:]
    told: dict[tuple[str, str], list[Mapping[str, str]]] = {}
    for line in (line for line in lines if line["by"] != TEAM):
        told.setdefault((line["item_id"], line["field"]), []).append(line)
    gone = {line["item_id"] for line in lines if line["field"] == "Delete"}
    for key in before.keys() | told.keys():
        was, now, said = before.get(key), after.get(key), told.get(key, [])
        if key[0] in gone or was is None or now is None:
            continue
        leads = bool(said) and said[0]["was"] == was and said[-1]["now"] == now
        if (was != now or said) and not leads:
            yield f'{key} went from "{was}" to "{now}"; Changes says {said}.'


def shown(master: Path) -> dict[tuple[str, str], str]:
    """Return what the plan's cells say, by item id and heading, as another program reads them."""
    found = {}
    for sheet in load_workbook(master).worksheets:
        keys = _columns(sheet)
        if not {"item_id", "rag", "to_fix"} <= keys.keys():
            continue
        for row in range(FIRST_ROW, sheet.max_row + 1):
            item_id = _said(sheet.cell(row, keys["item_id"]).value)
            for key, column in keys.items():
                if item_id and key not in _OURS:
                    heading = _said(sheet.cell(HEADER_ROW, column).value)
                    found[item_id, heading] = _said(sheet.cell(row, column).value)
    return found


def changes_of(master: bytes) -> list[dict[str, str]]:
    """Return the lines of Changes, as another program reads them."""
    with tempfile.NamedTemporaryFile(suffix=".xlsx") as file:
        file.write(master)
        file.flush()
        sheets = load_workbook(file.name).worksheets
    sheet = next(s for s in sheets if s.cell(MARK_ROW, 1).value == "xlplan sheet changes")
    keys = _columns(sheet)
    rows = range(FIRST_ROW, sheet.max_row + 1)
    lines = [{k: _said(sheet.cell(row, c).value) for k, c in keys.items()} for row in rows]
    return [line for line in lines if any(line.values())]


def _columns(sheet: Worksheet) -> dict[str, int]:
    row = next(sheet.iter_rows(min_row=KEY_ROW, max_row=KEY_ROW))
    return {str(cell.value): cell.column for cell in row if cell.value}


def _said(value: object) -> str:
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    return "" if value is None else " ".join(str(value).split())


def lived(seed: int, steps: int) -> list[str]:
    """Live some steps, and return every fault."""
    with tempfile.TemporaryDirectory() as folder:
        month = Lived(Path(folder), random.Random(seed))
        found = []
        for number in range(steps):
            month.step()
            found += [f"{seed}, step {number}: {fault}" for fault in month.faults()]
        return found


def main() -> int:
    """Live many months, and say what was found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--plans", type=int, default=24)
    parser.add_argument("--steps", type=int, default=7)
    options = parser.parse_args()
    found = []
    for number in range(options.plans):
        found += lived(SEED + number, options.steps)
    runs = options.plans * options.steps * 4
    print(f"{options.plans} plans, {runs} consolidations: {len(found)} faults", *found, sep="\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
