"""Consolidation: what is good is merged, what cannot be used is held, nothing is lost."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from xlplan.cycle.account import Account, Rows, account_of
from xlplan.cycle.arrivals import arrivals
from xlplan.cycle.asking import conflict_edits, request_edits
from xlplan.cycle.by_hand import changed_by_hand
from xlplan.cycle.changing import doubtful_deletions
from xlplan.cycle.checking import rows_left_out
from xlplan.cycle.computing import computed_edits
from xlplan.cycle.identity import identify
from xlplan.cycle.issuing import reported_rows
from xlplan.cycle.judging import Run, judge
from xlplan.cycle.late import late_edits, late_findings, late_returns
from xlplan.cycle.ledger import change_rows, ledger
from xlplan.cycle.listing import findings_edits, returns_edits
from xlplan.cycle.plan_checks import plan_findings
from xlplan.cycle.proposing import (
    outturn_edits,
    outturn_findings,
    proposal_edits,
    signed_edits,
)
from xlplan.cycle.reading import HERE, Reading, Terms
from xlplan.cycle.receiving import Intake, choose, from_archive, receive
from xlplan.cycle.record import altered_history
from xlplan.cycle.ruling import rules_of
from xlplan.cycle.standing import Ledger
from xlplan.cycle.storing import Refused, begun, fit_row, previewed, set_cell, store, writing
from xlplan.cycle.taken_back import taken_back
from xlplan.cycle.undecided import Undecided, undecided
from xlplan.cycle.waiving import waived
from xlplan.findings import Finding, in_reading_order
from xlplan.merge import Merge, Outcome
from xlplan.model import Item, Plan, Reported
from xlplan.rules.explaining import for_readers
from xlplan.typed import Value, as_text
from xlplan.workbook.ahead import Ahead
from xlplan.workbook.edits import Edit
from xlplan.workbook.files import ToKeep, archive_of, keep_all
from xlplan.workbook.master import Master, read_master


@dataclass(frozen=True)
class Consolidated:
    """What a consolidation did, or with `is_dry_run` would do.

    `before` and `after` are the plan on either side, without its list of earlier changes;
    `changed` counts the cells this run wrote, `waiting` is left for somebody to decide.
    """

    account: Account
    findings: tuple[Finding, ...]
    before: Plan
    after: Plan
    changed: int
    is_dry_run: bool
    waiting: Undecided = field(default_factory=Undecided)


@dataclass(frozen=True)
class WorkedOut:
    """A consolidation before it is written: the edits it would make to the master, and why.

    `ahead` are the first of the edits, when another process is making them already.
    """

    master: Master
    edits: tuple[Edit, ...]
    intake: Intake
    done: Consolidated
    ahead: Ahead | None = None


def consolidate(
    path: Path,
    folder: Path | None,
    *,
    at: datetime,
    is_dry_run: bool = False,
    reading: Reading = HERE,
) -> Consolidated:
    """Merge what has come back into the master; run again, it changes nothing.

    Raises Refused when the month is closed or the folder is not there.
    """
    if is_dry_run:
        return work_out(read_master(path), folder, at=at, reading=reading).done
    with writing(path, why="consolidate", at=at):
        worked = work_out(
            read_master(path), folder, at=at, reading=reading, writer=reading.executor
        )
        keep_returns(worked, at=at)
        # Returns and sheets take much room, and to write the master none of them is needed.
        master, edits, ahead, done = worked.master.bare, worked.edits, worked.ahead, worked.done
        del worked
        store(master, edits, at=at, why="consolidate", expected=done.after, ahead=ahead)
    return replace(done, is_dry_run=False)


def work_out(
    master: Master,
    folder: Path | None,
    *,
    at: datetime,
    reading: Reading = HERE,
    writer: Executor | None = None,
) -> WorkedOut:
    """Work out a consolidation, its edits included; nothing is written.

    A `writer` begins to make the edits meanwhile. Raises Refused when the month is closed or the
    folder is not there. Returns that come after the close are listed, and merge nothing.
    """
    settings = master.plan.settings
    if settings.is_closed and folder is None:
        raise Refused(_closed(master))
    rules = rules_of(master).rules
    came, notes = arrivals([folder] if folder else [])
    received = tuple(receive(came, Terms(rules, settings, has_plan=True), master.plan, reading))
    # What has come again need not be read twice; a closed month merges what it kept.
    known = () if settings.is_closed else received
    kept = tuple(from_archive(master, rules, reading=reading, known=known))
    if settings.is_closed:
        return _late(master, choose(received, ()), choose((), kept), at)
    intake = choose(received, kept)
    first = identify(master, _issued_ids(intake) if master.nameless else {})
    named = previewed(master, first.edits)
    run = judge(named, intake, (*notes, *first.findings))
    told = (*run.findings, *taken_back(named, run.judged))
    run = replace(run, findings=rules_of(master).in_force(told))
    return _worked_out(master, named, first.edits, run, at, writer)


def _issued_ids(intake: Intake) -> dict[str, str]:
    """Return the item ids that returns were issued with, by the ref of the row."""
    values = [one.returned.manifest.values for one in intake.chosen if one.returned.is_accepted]
    return {issued.text(key, "ref"): key for issued in values for key in issued.ids}


def keep_returns(worked: WorkedOut, *, at: datetime) -> None:
    """Keep what came back, as received, in the archive beside the master."""
    came = [ToKeep(r.data, r.name or r.returned.file) for r in worked.intake.received if r.data]
    keep_all(archive_of(worked.master.path), came, kind="returns", at=at)


def _worked_out(
    master: Master,
    named: Master,
    first: Sequence[Edit],
    run: Run,
    at: datetime,
    writer: Executor | None,
) -> WorkedOut:
    lines = ledger(run)
    edits = (
        *change_rows(named, changed_by_hand(named), at),
        *_merge_edits(run, lines, at),
        *conflict_edits(run),
        *request_edits(run),
        *proposal_edits(run),
        *outturn_edits(run, at),
        *signed_edits(run),
    )
    ahead = begun(master, (*first, *edits), writer)
    after = previewed(named, edits)
    computed = tuple(computed_edits(after))
    if computed:
        edits = (*edits, *computed)
        after = previewed(named, edits)
    account = account_of(_rows(run, after.plan), run.findings)
    found = (
        *run.findings,
        *outturn_findings(run),
        *altered_history(master),
        *rows_left_out(named),
        *doubtful_deletions(after),
        *plan_findings(after, _missing(after, run)),
    )
    findings = in_reading_order(waived(for_readers(found), named))
    told = (*returns_edits(run, account.by_owner, at), *findings_edits(named, findings))
    before, now = _alone(master.plan), _alone(after.plan)
    left = undecided(after)
    done = Consolidated(account, findings, before, now, len(lines), is_dry_run=True, waiting=left)
    return WorkedOut(master, (*first, *edits, *told), run.intake, done, ahead)


def _late(master: Master, came: Intake, kept: Intake, at: datetime) -> WorkedOut:
    late = late_returns(master, came)
    if not late:
        raise Refused(_closed(master))
    run = judge(master, kept, ())
    findings = in_reading_order((*came.findings, *late_findings(master, late)))
    account = account_of(_rows(run, master.plan), (*findings, *run.findings))
    plan = _alone(master.plan)
    done = Consolidated(account, findings, plan, plan, 0, is_dry_run=True)
    return WorkedOut(master, tuple(late_edits(master, late, at)), came, done)


def _alone(plan: Plan) -> Plan:
    """Return a plan without what was changed in it: that list keeps whole sheets in memory."""
    return replace(plan, changes=())


def _closed(master: Master) -> str:
    period = master.plan.settings.period.title
    return f"{period} is closed. Issue the next month first: xlplan issue MASTER."


def _merge_edits(run: Run, lines: Sequence[Ledger], at: datetime) -> Iterator[Edit]:
    yield from run.decided.edits
    merged: dict[tuple[str, str], Value] = {}
    for judged in run.judged:
        merged |= {merge.entry.key: merge.entry.value for merge in judged.changes}
    for line in lines:
        if line.field == "rag_as_typed":
            merged[(line.item_id, line.field)] = line.now
    by_row: dict[str, dict[str, Value]] = {}
    for (item_id, name), value in merged.items():
        row = run.master.rows[item_id]
        if name in row.columns:
            yield set_cell(row, name, value)
        by_row.setdefault(item_id, {})[name] = value
    for item_id, changed in by_row.items():
        yield fit_row(run.master.rows[item_id], changed)
    yield from _reported_edits(run, merged)
    yield from change_rows(run.master, lines, at)


def _reported_edits(run: Run, merged: Mapping[tuple[str, str], Value]) -> Iterator[Edit]:
    held = {m.entry.item_id for m in run.merges if _is_held_rating(m)}
    for item in reported_rows(run.master.plan):
        if item.item_id in run.deleted:
            continue
        key = (item.item_id, "rag")
        rag = merged.get(key, run.standing.values.get(key))
        want = _reported(run, item, rag, is_held=item.item_id in held)
        row = run.master.rows[item.item_id]
        if row.text("reported") != want.value:
            yield set_cell(row, "reported", want.value)


def _is_held_rating(merge: Merge) -> bool:
    return merge.entry.field == "rag" and merge.outcome is Outcome.HELD


def _reported(run: Run, item: Item, rag: Value, *, is_held: bool) -> Reported:
    if rag and run.master.plan.settings.scale.find(as_text(rag)):
        return Reported.YES
    return Reported.HELD if is_held else Reported.NO


def _issued(run: Run) -> tuple[str, ...]:
    period = str(run.master.plan.settings.period)
    lines = run.master.table_rows("returns")
    return tuple(line.text("owner") for line in lines if line.text("period") == period)


def _missing(after: Master, run: Run) -> tuple[str, ...]:
    came = {returned.owner for returned in run.returns}
    return tuple(owner for owner in _issued(run) if owner not in came)


def _rows(run: Run, after: Plan) -> Rows:
    issued = _issued(run)
    owned: dict[str, list[Item]] = {owner: [] for owner in issued}
    for item in reported_rows(after):
        if item.owner in owned:
            owned[item.owner].append(item)
    mine = {owner: tuple(items) for owner, items in owned.items()}
    lines = run.master.return_lines.values()
    sent_back = tuple(line.text("owner") for line in lines if line.text("state") == "Sent back")
    return Rows(issued, run.intake, run.judged, mine, run.deleted, sent_back)
