"""Opening a month and issuing its returns."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from xlplan import fields
from xlplan.cycle.branding import logo_of
from xlplan.cycle.drafting import Draft, Sent, write_covering
from xlplan.cycle.identity import identify
from xlplan.cycle.rebuilding import stale_parts
from xlplan.cycle.ruling import rules_of
from xlplan.cycle.storing import (
    Refused,
    append,
    fit_row,
    put_in_place,
    revised,
    set_cell,
    settings_edits,
    writing,
)
from xlplan.model import Item, Period, Plan, Reported, Settings
from xlplan.typed import Value, parse_date
from xlplan.workbook.edits import Edit
from xlplan.workbook.extra_sheets import measure_rows
from xlplan.workbook.files import write_atomically
from xlplan.workbook.master import Master, read_master
from xlplan.workbook.new_return import NewReturn, ReturnSheet, build_return
from xlplan.workbook.reader import SheetRow
from xlplan.workbook.renewing import renewing_edits
from xlplan.workbook.rows import item_values
from xlplan.workbook.saving import stamp

_DRAFTS = "e-mails"
_ROTATED = (("rag", "last_rag"), ("commentary", "last_commentary"))


@dataclass(frozen=True)
class IssuedReturn:
    """One return as issued."""

    owner: str
    path: Path
    rows: int
    revision: int


@dataclass(frozen=True)
class Issued:
    """What `issue` did. `is_new_period` when it opened the month; `drafts` carry the returns.

    `stale` is what of the master shows earlier settings.
    """

    settings: Settings
    returns: tuple[IssuedReturn, ...]
    is_new_period: bool
    without_owner: tuple[str, ...]
    drafts: tuple[Draft, ...] = ()
    stale: tuple[str, ...] = ()


@dataclass(frozen=True)
class Month:
    """The month to issue: its period, the day facts are judged on, and when returns are due.

    With `populates`, a draft goes out for its items: also to every post that leads a part of the
    plan or has a part in running it, with an empty form for the year's major actions.
    """

    period: Period
    as_at: date | None = None
    deadline: date | None = None
    populates: bool = False


def read_period(text: str) -> Period:
    """Return a month as somebody wrote it; raise Refused for anything else."""
    try:
        return Period.parse(text.strip())
    except ValueError:
        raise Refused(f'"{text}" is not a month. Write it as 2013-10.') from None


def read_day(text: str | None) -> date | None:
    """Return a day as somebody wrote it, None for nothing; raise Refused for anything else."""
    if not text or not text.strip():
        return None
    day = parse_date(text)
    if day is None:
        raise Refused(f'"{text}" is not a date. Write it as 2013-10-31.')
    return day


def month_to_issue(settings: Settings) -> Period:
    """Return the month that is issued next: the open one, else the one after the last."""
    last = settings.period
    if not settings.is_closed:
        return last
    return last.next


def issue(path: Path, to: Path, month: Month, *, at: datetime) -> Issued:
    """Open the month if it is new, write a return for each owner and the e-mail that carries it.

    Raises Refused when an earlier month is still open, or the month asked for is closed.
    """
    _require_sense(month)
    with writing(path, why="issue", at=at):
        worked = work_out(read_master(path), month, at=at)
        returns = write_returns(worked, to)
        put_in_place(worked.before, worked.after, at=at, why="issue")
    return with_covering(worked, returns, to, at=at)


@dataclass(frozen=True)
class WorkedOut:
    """What issuing a month would do: its edits, the master after them, and the returns."""

    before: Master
    after: Master
    edits: tuple[Edit, ...]
    returns: tuple[tuple[NewReturn, bytes], ...]
    is_new_period: bool


def work_out(before: Master, month: Month, *, at: datetime) -> WorkedOut:
    """Work out a month's issue, and write nothing; raises as `issue` does."""
    _require_sense(month)
    _require_owner(before)
    _require_stage(before.plan.settings, month)
    is_new = _is_new(before.plan.settings, month.period)
    edits = identify(before).edits
    master = revised(before, edits)
    opening: tuple[Edit, ...] = ()
    if is_new:
        opening = _open_month(master, month)
    else:
        opening = settings_edits(master, _changed(month) | _begun(master))
    master = revised(master, opening)
    renewing = renewing_edits(master) if is_new else ()
    master = revised(master, renewing)
    made = tuple(_build_all(master, at, populates=month.populates))
    logging = _log(master, [new for new, _ in made], at)
    edits += (*opening, *renewing, *logging)
    return WorkedOut(before, revised(master, logging), edits, made, is_new)


def write_returns(worked: WorkedOut, to: Path) -> tuple[IssuedReturn, ...]:
    """Write the returns that were worked out into a folder."""
    period = worked.after.plan.settings.period
    return tuple(_write(to, period, new, data) for new, data in worked.returns)


def with_covering(
    worked: WorkedOut, returns: tuple[IssuedReturn, ...], to: Path, *, at: datetime
) -> Issued:
    """Write the e-mails that carry the returns, and say what was issued."""
    plan = worked.after.plan
    sent = [Sent(one.owner, one.rows, one.path) for one in returns]
    drafts = write_covering(worked.after, sent, to / _DRAFTS, today=at.date())
    nobody = tuple(row.ref for row in reported_rows(plan) if not row.owner)
    stale = stale_parts(worked.after)
    return Issued(plan.settings, returns, worked.is_new_period, nobody, drafts, stale)


def _require_sense(month: Month) -> None:
    first = date(month.period.year, month.period.month, 1)
    for name, day in (("as-at date", month.as_at), ("deadline", month.deadline)):
        if day is not None and not first <= day <= month.period.last_day + timedelta(days=92):
            raise Refused(f"The {name} {day:%d/%m/%Y} does not fit {month.period.title}.")


def _require_stage(settings: Settings, month: Month) -> None:
    if settings.is_draft and not month.populates:
        raise Refused(
            f"The plan is a {settings.plan_stage.replace('consulted', 'consulted draft')}. Ask for "
            "its items with --populate, or adopt it first: xlplan adopt MASTER --decision REF."
        )
    if month.populates and not settings.is_draft:
        raise Refused(
            f"The plan is {settings.plan_stage}; --populate is for a draft. Leave it out."
        )


def _require_owner(master: Master) -> None:
    if not any(row.owner for row in reported_rows(master.plan)):
        raise Refused(
            f"{master.path.name} has no row with an owner, so there is nobody to issue to. "
            "Fill in Owner first."
        )


def _is_new(settings: Settings, period: Period) -> bool:
    if period == settings.period:
        if settings.is_closed:
            raise Refused(f"{period.title} is closed. Issue the month after it.")
        return False
    if period < settings.period:
        raise Refused(f"{period.title} is past; the master is at {settings.period.title}.")
    if not settings.is_closed:
        raise Refused(
            f"{settings.period.title} is still open. Close it first: xlplan close MASTER."
        )
    return True


def _open_month(master: Master, month: Month) -> tuple[Edit, ...]:
    """Move the month's fields into last month's, clear them, and set the period."""
    edits: list[Edit] = []
    for item in master.plan.rows:
        row = master.rows[item.item_id]
        edits += _rotate(item, row)
    settings: dict[str, Value] = {
        "period": str(month.period),
        "as_at": month.as_at or month.period.last_day,
        "deadline": month.deadline,
        "stage": "open",
    }
    return (*edits, *settings_edits(master, settings | _begun(master)))


def _begun(master: Master) -> dict[str, Value]:
    """An adopted plan is live from its first issue, even in a month opened to populate it."""
    return {"plan_stage": "live"} if master.plan.settings.plan_stage == "adopted" else {}


def _rotate(item: Item, row: SheetRow) -> list[Edit]:
    edits: list[Edit] = []
    values = item_values(item)
    for now, last in _ROTATED:
        if values[now] is not None:
            edits += [set_cell(row, last, values[now]), set_cell(row, now, None)]
    edits.append(set_cell(row, "last_percent", values["percent_complete"]))
    edits.append(set_cell(row, "percent_complete", None))
    if values["rag_as_typed"]:
        edits.append(set_cell(row, "rag_as_typed", None))
    if values["computed_rag"]:
        edits.append(set_cell(row, "computed_rag", None))
    edits.append(set_cell(row, "reported", Reported.NO.value))
    said = values["commentary"] or values["last_commentary"]
    edits.append(fit_row(row, {"commentary": None, "last_commentary": said}))
    return edits


def _changed(month: Month) -> dict[str, Value]:
    said: dict[str, Value] = {"as_at": month.as_at, "deadline": month.deadline}
    return {key: value for key, value in said.items() if value is not None}


def reported_rows(plan: Plan) -> list[Item]:
    """Return every row of the workstreams and enablers that report, in sheet order."""
    reported = {w.code for w in plan.workstreams if w.is_reported}
    return [row for row in plan.rows if row.workstream in reported]


def _build_all(master: Master, at: datetime, *, populates: bool) -> list[tuple[NewReturn, bytes]]:
    rows, measures = reported_rows(master.plan), master.plan.registers.measures
    owners = [r.owner for r in rows] + [m.owner for m in measures]
    if populates:
        owners += [w.owner for w in master.plan.workstreams]
        owners += [p.post for p in master.plan.people if p.role]
    return [
        build_for(master, owner, revision=last_revision(master, owner) + 1, at=at)
        for owner in dict.fromkeys(filter(None, owners))
    ]


def build_for(
    master: Master, owner: str, *, revision: int, at: datetime
) -> tuple[NewReturn, bytes]:
    """Return one owner's return for the open month, as a workbook."""
    plan = master.plan
    new = NewReturn(
        settings=plan.settings,
        owner=owner,
        revision=revision,
        sheets=_sheets(plan, owner),
        people=tuple(p.post for p in plan.people),
        rules=rules_of(master).rules,
        measures=tuple(_measures(plan, owner)),
        streams=tuple(w.title for w in plan.workstreams if w.is_reported),
        logo=logo_of(plan.settings, master.path.parent),
    )
    return new, build_return(new, made=at)


def _sheets(plan: Plan, owner: str) -> tuple[ReturnSheet, ...]:
    rows = [row for row in reported_rows(plan) if row.owner == owner]
    made = []
    for stream in plan.workstreams:
        mine = [_issued_row(row) for row in rows if row.workstream == stream.code]
        if mine:
            made.append(ReturnSheet(stream.code, stream.title, tuple(mine)))
    return tuple(made)


def _measures(plan: Plan, owner: str) -> list[dict[str, Value]]:
    mine = [m for m in plan.registers.measures if m.owner == owner]
    return measure_rows(mine, plan.registers.outturns, plan.settings.period)


def _issued_row(item: Item) -> dict[str, Value]:
    values = item_values(item)
    return {name: values.get(name) for name in fields.RETURN_COLUMNS}


def last_revision(master: Master, owner: str) -> int:
    """Return the revision of the return that an owner was last issued this month; 0 for none."""
    row = returns_row(master, owner)
    value = row.value("revision") if row else 0
    return int(value) if isinstance(value, int | float) else 0


def returns_row(master: Master, owner: str) -> SheetRow | None:
    """Return an owner's line on the Returns sheet for the open period."""
    return master.return_lines.get(owner)


def file_name(period: Period, owner: str) -> str:
    """Return the name that a return is issued under."""
    safe = re.sub(r'[<>:"/\\|?*\x00-\x1f]', " ", owner).strip(" .")
    return f"{period} {safe}.xlsx"


def _write(to: Path, period: Period, new: NewReturn, data: bytes) -> IssuedReturn:
    to.mkdir(parents=True, exist_ok=True)
    path = to / file_name(period, new.owner)
    write_atomically(path, data)
    rows = sum(len(sheet.rows) for sheet in new.sheets)
    return IssuedReturn(new.owner, path, rows, new.revision)


def _log(master: Master, returns: Sequence[NewReturn], at: datetime) -> tuple[Edit, ...]:
    edits: list[Edit] = []
    known = master.headings_of("returns")
    due: dict[str, Value] = {"deadline": master.plan.settings.deadline}
    for made in returns:
        values: dict[str, Value] = {
            "rows": sum(len(sheet.rows) for sheet in made.sheets),
            "issued": stamp(at),
            "revision": made.revision,
        }
        line = returns_row(master, made.owner)
        if line:
            values |= {} if line.text("received") or "deadline" not in line.columns else due
            edits += [set_cell(line, key, value) for key, value in values.items()]
            continue
        head: dict[str, Value] = {
            "period": str(master.plan.settings.period),
            "owner": made.owner,
            "state": "Issued",
        }
        edits.append(append("returns", head | values | due, known=known))
    return tuple(edits)
