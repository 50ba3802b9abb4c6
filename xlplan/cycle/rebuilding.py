"""A living master brought in line with its settings, when the scale, rules or colours change."""

from __future__ import annotations

import contextlib
from collections.abc import Container, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from xlplan.cycle.branding import logo_of
from xlplan.cycle.ruling import rules_of
from xlplan.cycle.storing import Refused, append, put_in_place, revised, writing
from xlplan.findings import Finding
from xlplan.model import CellRef
from xlplan.reports.wording import listed
from xlplan.rules.headers import found
from xlplan.typed import Value
from xlplan.workbook.edits import EditRefused
from xlplan.workbook.layout import HEADER_ROW
from xlplan.workbook.master import Master, master_of, read_master
from xlplan.workbook.new_master import NewMaster, build_master
from xlplan.workbook.own_on_dashboard import own_on_dashboard
from xlplan.workbook.package import open_package
from xlplan.workbook.rebuilding import rebuilt
from xlplan.workbook.rebuilt_rules import listed_codes, missing_rules, stale_texts
from xlplan.workbook.standing_looks import (
    BRAND,
    LISTED,
    LOGO,
    dashboard_sheet,
    listed_ratings,
    out_of_line,
    streams_with_sheets,
)

_SHOWN = 5
# These sheets show the settings and change with them; everything else has to stay as it is.
_REDRAWN = ("Lists", "Formulas")


@dataclass(frozen=True)
class Rebuilt:
    """What was brought in line, nothing when all was; `own` is what the team has to look at."""

    path: Path
    what: tuple[str, ...] = ()
    own: tuple[str, ...] = ()

    @property
    def in_words(self) -> str:
        """Say what was done, a sentence a line."""
        if not self.what:
            return "The master is in line with its settings; nothing was changed."
        brought = f"Brought up to date: {listed(self.what)}."
        return "\n".join(
            [
                f"{self.path.name} is in line with its settings. {brought}",
                *(f"  Look at this: {one}." for one in self.own),
                "Every row and record of the plan is as it was; xlplan undo takes it back.",
            ]
        )


def stale_looks(master: Master) -> Iterator[Finding]:
    """Tell what of the master shows other settings than it has now; one finding, or none."""
    what = stale_parts(master)
    sheet = dashboard_sheet(master)
    if what and sheet:
        facts = {
            "what": listed(what),
            "show": "shows" if what == what[:1] and what[0] in (BRAND, LOGO, LISTED) else "show",
            "file": master.path.name,
        }
        at = CellRef(master.path.name, sheet.name, HEADER_ROW, 1)
        yield found("S25", facts, at=at)


def stale_parts(master: Master) -> tuple[str, ...]:
    """Return what of the master shows other settings than it has now."""
    logo = None
    # A logo that cannot be used is told of by what would print it.
    with contextlib.suppress(Refused):
        logo = logo_of(master.plan.settings, master.path.parent)
    try:
        return out_of_line(master, rules_of(master).rules, logo)
    except EditRefused:
        # It can be read and not be written, as one that is signed; the next write says so.
        return ()


def rebuild(path: Path, *, at: datetime, is_sure: bool = False) -> Rebuilt:
    """Bring a master in line with its present scale, rules and colours; the plan stays as it is.

    Raise Refused, with nothing written, when something of the team's own would be lost or would
    point elsewhere, unless `is_sure`.
    """
    with writing(path, why="rebuild", at=at):
        before = read_master(path)
        book = rules_of(before)
        what = stale_parts(before)
        if not what:
            return Rebuilt(path)
        fresh = _fresh(before, made=at)
        own = own_on_dashboard(before, open_package(fresh))
        if own and not is_sure:
            more = f"; and {len(own) - _SHOWN} more" if len(own) > _SHOWN else ""
            raise Refused(
                f"{path.name} has things of your own that a new Dashboard would not keep right: "
                f"{'; '.join(own[:_SHOWN])}{more}. Nothing was changed. Move them to a sheet of "
                "your own, or run this again with --anyway and put them right afterwards."
            )
        # Rules that came with a later version of xlplan get their rows, so that they can be set.
        new = [append("rules", row) for row in missing_rules(listed_codes(before), book.rules)]
        grown = revised(before, new)
        after = master_of(rebuilt(grown, fresh, book.rules), path)
        texts = stale_texts(grown, book.rules, listed_ratings(grown))
        _require_same(grown, after, texts.keys())
        put_in_place(before, after, at=at, why="rebuild")
    return Rebuilt(path, what, own)


def _fresh(master: Master, *, made: datetime) -> bytes:
    """Return a master with the present settings and no rows, to take what it shows from."""
    streams = streams_with_sheets(master)
    rows: dict[str, list[dict[str, Value]]] = {stream.code: [{}] for stream in streams}
    logo = logo_of(master.plan.settings, master.path.parent)
    rules = rules_of(master).rules
    new = NewMaster(master.plan.settings, streams, rows, rules, logo=logo)
    return build_master(new, made=made)


def _require_same(before: Master, after: Master, but: Container[CellRef]) -> None:
    """Raise Refused unless everything that people typed reads back as it was, `but` these cells."""
    sheet = dashboard_sheet(before)
    redrawn = (*_REDRAWN, sheet.name if sheet else "")
    was = {s.name: s for s in before.package.sheets}
    now = {s.name: s for s in after.package.sheets}
    is_same = before.plan == after.plan and list(was) == list(now)
    for name in (n for n in was if n not in redrawn and is_same):
        typed = [
            {
                at: (c.value, c.runs)
                for at, c in one.cells.items()
                if c.formula is None and c.value is not None and c.at not in but
            }
            for one in (was[name], now[name])
        ]
        live = [
            {at for at, c in one.cells.items() if c.formula is not None}
            for one in (was[name], now[name])
        ]
        is_same = typed[0] == typed[1] and live[0] == live[1] and was[name].state == now[name].state
    if not is_same:
        raise Refused(
            f"{before.path.name} would read back otherwise than it was, so it was not written. "
            "Keep it, and tell whoever looks after xlplan."
        )
