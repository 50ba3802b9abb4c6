"""Next year's plan from this year's: what is done leaves, what remains keeps its whole history.

The new master is built afresh, so sheets that the team added to the old one stay in the old one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path

from xlplan.cycle.branding import logo_of
from xlplan.cycle.ruling import rules_of
from xlplan.cycle.storing import Refused, write_new
from xlplan.model import Item, Plan, Status, clean
from xlplan.typed import Value
from xlplan.workbook.master import Master, read_master
from xlplan.workbook.new_master import NewMaster, build_master
from xlplan.workbook.reader import SheetRow
from xlplan.workbook.rebuilt_rules import listed_codes, missing_rules
from xlplan.workbook.rows import item_values

_FRESH = ("requests", "conflicts", "findings", "returns", "settings", "scale", "consultation")
_YEAR = re.compile(r"\b(\d{4})([/–-])(\d{2}|\d{4})\b")
_CARRIED_IF_OPEN = "requests"


@dataclass(frozen=True)
class RolledForward:
    """What `roll-forward` did: the refs that left, each with why, and those that remain.

    `unused` are the priorities that no item has any longer.
    """

    path: Path
    title: str
    left: tuple[tuple[str, str], ...]
    remained: tuple[str, ...]
    moved_to_this_year: int
    unused: tuple[int, ...] = ()


def roll_forward(path: Path, to: Path, *, at: datetime, rebase: str = "") -> RolledForward:
    """Write the next plan's master; the old one is not touched.

    `rebase` names the decision (on Decisions) by which programmed dates are set again to the
    approved ones; without it they stay. Raises Refused when the month is open, the new file is
    there, or the decision is not.
    """
    master = read_master(path)
    settings = master.plan.settings
    if not settings.is_closed:
        raise Refused(f"{settings.period.title} is still open. Close it first: xlplan close.")
    decided = [d.ref for d in master.plan.registers.decisions]
    if rebase and clean(rebase).casefold() not in {clean(d).casefold() for d in decided}:
        known = f" Recorded: {', '.join(decided)}." if decided else ""
        raise Refused(f'There is no decision "{rebase}" on Decisions.{known}')
    if to.suffix.lower() != ".xlsx":
        raise Refused(f"A master is an Excel workbook: name it {to.stem}.xlsx.")
    left = {i.item_id: why for i in master.plan.items if (why := why_it_leaves(i, master.plan))}
    new, moved = _new_master(master, set(left), rebase=bool(rebase))
    write_new(to, build_master(new, made=at))
    gone = tuple((i.ref, left[i.item_id]) for i in master.plan.items if i.item_id in left)
    remained = tuple(i.ref for i in master.plan.items if i.item_id not in left)
    unused = _ranks(i for i in master.plan.items if i.item_id in left) - _ranks(
        i for i in master.plan.items if i.item_id not in left
    )
    return RolledForward(to, new.settings.title, gone, remained, moved, tuple(sorted(unused)))


def _ranks(items: Iterable[Item]) -> set[int]:
    return {i.priority_rank for i in items if i.priority_rank is not None}


def why_it_leaves(item: Item, plan: Plan) -> str:
    """Return why an item is not in the next plan; "" when it stays."""
    if item.status is Status.COMPLETE:
        return "complete"
    if item.status is Status.NOT_PURSUED:
        return "not pursued"
    if item.proposed_change == "Delete" and item.decision_ref:
        return f"deleted by {item.decision_ref}"
    parents = {i.ref: i for i in plan.items if i.ref == item.parent and i is not item}
    above = parents.get(item.parent)
    why = why_it_leaves(above, plan) if above else ""
    return f"{above.ref} is {why}" if above and why else ""


def _new_master(master: Master, left: set[str], *, rebase: bool) -> tuple[NewMaster, int]:
    plan = master.plan
    streams = plan.workstreams
    rows = {
        s.code: [
            _row(item, rebase=rebase)
            for item in ((s.own,) if s.own else ())
            + tuple(i for i in plan.items if i.workstream == s.code)
            if item.item_id not in left
        ]
        for s in streams
        if s.is_reported or s.own
    }
    first, last = _span(plan)
    gone = {clean(i.ref).casefold() for i in plan.items if i.item_id in left}
    tables = {code: _rows(master, code) for code in master.tables if code not in _FRESH}
    rules = rules_of(master).rules
    tables["rules"] = [*_rows(master, "rules"), *missing_rules(listed_codes(master), rules)]
    year = f"{first.year}/{(first.year + 1) % 100:02d}"
    tables["horizons"], moved = _horizons(tables.get("horizons", []), year)
    tables["priorities"] = [p for p in tables.get("priorities", []) if str(p["year"]) >= year]
    for code in ("savings", "resources"):
        tables[code] = [r for r in tables.get(code, []) if not _is_past(r, year, gone)]
    tables["calendar"] = [c for c in tables.get("calendar", []) if _is_ahead(c, plan)]
    tables["requests"] = [
        r for r in _rows(master, _CARRIED_IF_OPEN) if r.get("state") in ("Open", None)
    ]
    settings = replace(
        plan.settings,
        title=next_title(plan.settings.title),
        plan_id=f"{re.sub(r'-from-.*', '', plan.settings.plan_id)}-from-{first:%Y-%m}",
        plan_stage="draft",
        plan_from=first,
        plan_to=last,
        savings_target=None,
    )
    logo = logo_of(plan.settings, master.path.parent)
    rules = rules_of(master).rules
    return NewMaster(settings, streams, rows, rules, tables, logo), moved


def _is_past(row: Mapping[str, Value], year: str, gone: set[str]) -> bool:
    """Whether money is of a year before the next plan's, or of an item that has left."""
    when = str(row.get("year") or "")
    return (bool(when) and when < year) or clean(str(row.get("item") or "")).casefold() in gone


def _is_ahead(row: Mapping[str, Value], plan: Plan) -> bool:
    day = row.get("day")
    return not isinstance(day, date) or day > plan.settings.as_at


def _row(item: Item, *, rebase: bool) -> dict[str, Value]:
    values = item_values(item)
    if rebase and item.due:
        values["baseline_due"] = item.due
    return values


def _rows(master: Master, code: str) -> list[dict[str, Value]]:
    return [_values(row) for row in master.table_rows(code)]


def _values(row: SheetRow) -> dict[str, Value]:
    values: dict[str, Value] = {}
    for key in row.columns:
        value = row.value(key)
        values[key] = value if isinstance(value, str | int | float | date) else None
    return values


def _horizons(rows: Sequence[Mapping[str, Value]], year: str) -> tuple[list[dict[str, Value]], int]:
    """This year's work is behind; what was confirmed from the medium term is the new year's."""
    made: list[dict[str, Value]] = []
    moved = 0
    for row in rows:
        horizon = str(row.get("horizon") or "")
        if horizon == "This year":
            continue
        if horizon == "Medium term" and str(row.get("confirmed") or "").lower() == "yes":
            made.append({**row, "horizon": "This year", "year": year, "confirmed": None})
            moved += 1
        else:
            made.append(dict(row))
    return made, moved


def _span(plan: Plan) -> tuple[date, date]:
    """Return the next plan's first and last day; as long as this one, a year when not said."""
    settings = plan.settings
    end = settings.plan_to or settings.period.last_day
    first = end + timedelta(days=1)
    start = settings.plan_from
    years = max(1, round((end - start).days / 365.25)) if start else 1
    return first, first.replace(year=first.year + years) - timedelta(days=1)


def next_title(title: str) -> str:
    """Return the plan's name for the next span: Plan 2012–15 becomes Plan 2015–18."""
    found = _YEAR.search(title)
    if not found:
        return f"{title} (next)"
    start, end = int(found[1]), int(found[3]) + (2000 if len(found[3]) == 2 else 0)
    after = end + (end - start)
    told = str(after) if len(found[3]) == 4 else f"{after % 100:02d}"
    return f"{title[: found.start()]}{end}{found[2]}{told}{title[found.end() :]}"
