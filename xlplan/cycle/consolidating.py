"""Consolidation: what is good is merged, what cannot be used is held, nothing is lost."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from xlplan.cycle.account import Account, Rows, account_of
from xlplan.cycle.checking import plan_findings, rows_without_ref
from xlplan.cycle.deciding import OPEN, SETTLED, Decided, Ledger, decide, short_id, standing
from xlplan.cycle.identity import identify
from xlplan.cycle.issuing import reported_rows, returns_row
from xlplan.cycle.receiving import Intake, choose, files_in, from_archive, receive
from xlplan.cycle.ruling import rules_of
from xlplan.cycle.storing import (
    Refused,
    append,
    fit_row,
    require_closed_in_excel,
    set_cell,
    store,
)
from xlplan.fields import BY_NAME, field_told
from xlplan.findings import Finding, in_reading_order
from xlplan.merge import Entry, Merge, Outcome, Standing, merge_entries
from xlplan.model import Item, Plan, Reported
from xlplan.typed import Value, as_text, told
from xlplan.workbook.edits import Edit, FitRow, SetSheetState
from xlplan.workbook.entries import entries
from xlplan.workbook.files import archive_of, keep
from xlplan.workbook.layout import SHEETS, row_height
from xlplan.workbook.master import Master, master_of, read_master
from xlplan.workbook.patch import apply_edits
from xlplan.workbook.reader import SheetRow
from xlplan.workbook.returns import Return
from xlplan.workbook.saving import stamp


@dataclass(frozen=True)
class Consolidated:
    """What a consolidation did, or with `is_dry_run` would do.

    `before` and `after` are the plan on either side; `changed` counts the cells this run wrote.
    """

    account: Account
    findings: tuple[Finding, ...]
    before: Plan
    after: Plan
    changed: int
    is_dry_run: bool


@dataclass(frozen=True)
class WorkedOut:
    """A consolidation before it is written: the edits it would make to the master, and why."""

    master: Master
    edits: tuple[Edit, ...]
    intake: Intake
    done: Consolidated


@dataclass(frozen=True)
class _Run:
    """Everything that one consolidation has worked out before it edits."""

    master: Master
    intake: Intake
    decided: Decided
    standing: Standing
    merges: tuple[tuple[Return, tuple[Merge, ...]], ...]
    findings: tuple[Finding, ...]

    @property
    def all_merges(self) -> Iterator[Merge]:
        return (m for _, merges in self.merges for m in merges)


def consolidate(
    path: Path, folder: Path | None, *, at: datetime, is_dry_run: bool = False
) -> Consolidated:
    """Merge what has come back into the master; run again, it changes nothing.

    Raises Refused when the month is closed or the folder is not there.
    """
    worked = work_out(read_master(path), folder, at=at)
    if is_dry_run:
        return worked.done
    require_closed_in_excel(path)
    keep_returns(worked, at=at)
    after = store(worked.master, worked.edits, at=at, why="consolidate")
    return replace(worked.done, after=after.plan, is_dry_run=False)


def work_out(master: Master, folder: Path | None, *, at: datetime) -> WorkedOut:
    """Work out a consolidation, its edits included; nothing is written.

    Raises Refused when the month is closed or the folder is not there.
    """
    settings = master.plan.settings
    if settings.is_closed:
        raise Refused(
            f"{settings.period.title} is closed. Issue the next month first: xlplan issue MASTER."
        )
    first = identify(master)
    named = _preview(master, first)
    run = _judge(named, folder)
    edits = (*_merge_edits(run, at), *_log_edits(run, at))
    after = _preview(named, edits)
    findings = in_reading_order(
        (
            *run.findings,
            *rows_without_ref(named),
            *plan_findings(after.plan, _missing(after, run)),
        )
    )
    done = Consolidated(
        account=account_of(_rows(run, after.plan), run.findings),
        findings=findings,
        before=master.plan,
        after=after.plan,
        changed=len(_ledger(run)),
        is_dry_run=True,
    )
    edits = (*first, *edits, *_findings_edits(named, findings))
    return WorkedOut(master, edits, run.intake, done)


def keep_returns(worked: WorkedOut, *, at: datetime) -> None:
    """Keep what came back, as received, in the archive beside the master."""
    archive = archive_of(worked.master.path)
    for received in worked.intake.received:
        if received.data:
            keep(archive, received.data, received.returned.file, kind="returns", at=at)


def _preview(master: Master, edits: Sequence[Edit]) -> Master:
    if not edits:
        return master
    return master_of(apply_edits(master.data, edits, file=master.path.name), master.path)


def _judge(master: Master, folder: Path | None) -> _Run:
    rules = rules_of(master).rules
    files, notes = files_in([folder]) if folder else ([], [])
    here = tuple(receive(files, rules, master.plan.settings, master.plan))
    intake = choose(here, tuple(from_archive(master, rules)))
    decided = decide(master)
    known = standing(master, decided)
    merges = tuple(
        (
            r.returned,
            merge_entries(
                _still_here(master, r.returned), known.for_return(r.returned.manifest.issued_at)
            ),
        )
        for r in intake.chosen
        if r.returned.is_accepted
    )
    return _Run(master, intake, decided, known.whole, merges, (*notes, *intake.findings))


def _still_here(master: Master, returned: Return) -> Iterator[Entry]:
    return (e for e in entries(returned) if e.item_id in master.rows)


def _ledger(run: _Run) -> tuple[Ledger, ...]:
    lines = list(run.decided.ledger)
    for returned, merges in run.merges:
        lines += [_line(returned, m) for m in merges if m.changes_master]
        lines += _as_typed_lines(run, returned, merges)
    return tuple(lines)


def _line(returned: Return, merge: Merge) -> Ledger:
    entry = merge.entry
    return Ledger(
        item_id=entry.item_id,
        ref=entry.ref,
        field=entry.field,
        was=merge.master,
        now=entry.value,
        by=entry.owner,
        file=returned.file,
        cell=str(entry.at),
        sha256=returned.sha256,
    )


def _as_typed_lines(run: _Run, returned: Return, merges: Sequence[Merge]) -> Iterator[Ledger]:
    """Keep the original of a rating that was read as another."""
    for merge in merges:
        entry = merge.entry
        if entry.field != "rag" or merge.outcome in (Outcome.CONFLICT, Outcome.HELD):
            continue
        is_other = any(f.code == "C03" and f.at == entry.at for f in returned.findings)
        want = entry.as_typed if is_other else ""
        now = as_text(run.standing.values.get((entry.item_id, "rag_as_typed")))
        if want != now and (is_other or merge.changes_master):
            line = _line(returned, merge)
            yield replace(line, field="rag_as_typed", was=now or None, now=want or None)


def _merge_edits(run: _Run, at: datetime) -> Iterator[Edit]:
    yield from run.decided.edits
    merged: dict[tuple[str, str], Value] = {}
    for merge in run.all_merges:
        if merge.changes_master:
            merged[merge.entry.key] = merge.entry.value
    ledger = _ledger(run)
    for line in ledger:
        if line.field == "rag_as_typed":
            merged[(line.item_id, line.field)] = line.now
    for (item_id, name), value in merged.items():
        row = run.master.rows[item_id]
        if name in row.columns:
            yield set_cell(row, name, value)
    for item_id in dict.fromkeys(item_id for item_id, _ in merged):
        changed = {name: value for (key, name), value in merged.items() if key == item_id}
        yield fit_row(run.master.rows[item_id], changed)
    yield from _reported_edits(run, merged)
    for line in ledger:
        yield _change_row(run.master, line, at)


def _change_row(master: Master, line: Ledger, at: datetime) -> Edit:
    values: dict[str, Value] = {
        "changed_at": stamp(at),
        "period": str(master.plan.settings.period),
        "item_id": line.item_id,
        "ref": line.ref,
        "field": BY_NAME[line.field].heading,
        "was": told(line.was),
        "now": told(line.now),
        "by": line.by,
        "file": line.file,
        "cell": line.cell,
        "sha256": line.sha256[:16],
    }
    return append("changes", values)


def _reported_edits(run: _Run, merged: Mapping[tuple[str, str], Value]) -> Iterator[Edit]:
    held = {m.entry.item_id for m in run.all_merges if _is_held_rating(m)}
    for item in reported_rows(run.master.plan):
        key = (item.item_id, "rag")
        rag = merged.get(key, run.standing.values.get(key))
        want = _reported(run, item, rag, is_held=item.item_id in held)
        row = run.master.rows[item.item_id]
        if row.text("reported") != want.value:
            yield set_cell(row, "reported", want.value)


def _is_held_rating(merge: Merge) -> bool:
    return merge.entry.field == "rag" and merge.outcome is Outcome.HELD


def _reported(run: _Run, item: Item, rag: Value, *, is_held: bool) -> Reported:
    if rag and run.master.plan.settings.scale.find(as_text(rag)):
        return Reported.YES
    return Reported.HELD if is_held else Reported.NO


def _log_edits(run: _Run, at: datetime) -> Iterator[Edit]:
    yield from _conflict_edits(run)
    yield from _request_edits(run)
    for received in run.intake.chosen:
        line = returns_row(run.master, received.returned.owner)
        if line and received in run.intake.received:
            yield from _received_edits(line, received.returned, at)


def _received_edits(line: SheetRow, returned: Return, at: datetime) -> Iterator[Edit]:
    state = "Accepted" if returned.is_accepted else "Sent back"
    if line.text("sha256") == returned.sha256 and line.text("state") == state:
        return
    values: dict[str, Value] = {
        "state": state,
        "received": stamp(at),
        "file": returned.file,
        "sha256": returned.sha256,
    }
    yield from (set_cell(line, key, value) for key, value in values.items())


def _conflict_edits(run: _Run) -> Iterator[Edit]:
    period = str(run.master.plan.settings.period)
    known = {r.text("conflict_id"): r for r in run.master.table_rows("conflicts")}
    live: set[str] = set()
    for returned, merges in run.merges:
        for merge in (m for m in merges if m.outcome is Outcome.CONFLICT):
            entry = merge.entry
            key = short_id(period, entry.item_id, entry.field, as_text(entry.value))
            live.add(key)
            if key not in known:
                values: dict[str, Value] = {
                    "conflict_id": key,
                    "period": period,
                    "item_id": entry.item_id,
                    "ref": entry.ref,
                    "field": BY_NAME[entry.field].heading,
                    "base": told(merge.base),
                    "master": told(merge.master),
                    "returned": told(entry.value),
                    "owner": entry.owner,
                    "source": f"{returned.file}: {entry.at}",
                    "state": OPEN,
                }
                yield append("conflicts", values)
    if live - set(known):
        yield SetSheetState(run.master.sheet_of("conflicts"), "visible")
    seen = {m.entry.key for m in run.all_merges}
    for key, row in known.items():
        is_over = row.text("state") == OPEN and not row.text("decision") and key not in live
        field = field_told(row.text("field"))
        if is_over and field and (row.text("item_id"), field.name) in seen:
            yield set_cell(row, "state", SETTLED)


def _request_edits(run: _Run) -> Iterator[Edit]:
    period = str(run.master.plan.settings.period)
    known = {r.text("request_id") for r in run.master.table_rows("requests")}
    new: list[Edit] = []
    for returned, merges in run.merges:
        reasons = {
            m.entry.item_id: as_text(m.entry.value)
            for m in merges
            if m.entry.field == "change_reason"
        }
        for merge in (m for m in merges if m.outcome is Outcome.REQUEST):
            entry = merge.entry
            key = short_id(period, entry.item_id, entry.field, as_text(entry.value))
            if key in known:
                continue
            values: dict[str, Value] = {
                "request_id": key,
                "period": period,
                "item_id": entry.item_id,
                "ref": entry.ref,
                "field": BY_NAME[entry.field].heading,
                "was": told(merge.master),
                "wanted": told(entry.value),
                "reason": reasons.get(entry.item_id, ""),
                "owner": entry.owner,
                "source": f"{returned.file}: {entry.at}",
                "state": OPEN,
            }
            new.append(append("requests", values))
    yield from new
    if new:
        yield SetSheetState(run.master.sheet_of("requests"), "visible")


def _missing(after: Master, run: _Run) -> tuple[str, ...]:
    came = {r.owner for r, _ in run.merges}
    period = str(after.plan.settings.period)
    lines = [r for r in run.master.table_rows("returns") if r.text("period") == period]
    return tuple(r.text("owner") for r in lines if r.text("owner") not in came)


def _rows(run: _Run, after: Plan) -> Rows:
    period = str(run.master.plan.settings.period)
    issued = tuple(
        r.text("owner") for r in run.master.table_rows("returns") if r.text("period") == period
    )
    return Rows(
        issued=issued,
        intake=run.intake,
        merges=run.merges,
        rows_of={o: tuple(r for r in reported_rows(after) if r.owner == o) for o in issued},
    )


def _findings_edits(master: Master, findings: Sequence[Finding]) -> Iterator[Edit]:
    wanted = [_finding_row(f) for f in findings]
    lines = master.table_rows("findings")
    shown = [{key: line.text(key) for key in row} for line, row in zip(lines, wanted, strict=False)]
    if len(lines) == len(wanted) and shown == wanted:
        return
    for line, row in zip(lines, wanted, strict=False):
        yield from (set_cell(line, key, text or None) for key, text in row.items())
        yield FitRow(line.sheet, line.number, row_height(SHEETS["findings"].columns, row))
    for line in lines[len(wanted) :]:
        yield from (set_cell(line, key, None) for key in line.columns)
        yield FitRow(line.sheet, line.number, row_height((), {}))
    for row in wanted[len(lines) :]:
        yield append("findings", dict(row))
    yield SetSheetState(master.sheet_of("findings"), "visible" if wanted else "hidden")


def _finding_row(finding: Finding) -> dict[str, str]:
    said = finding.as_json()
    keys = ("code", "severity", "ref", "file", "sheet", "cell", "message")
    return {key: said[key].strip() for key in keys} | {"owner": finding.owner}
