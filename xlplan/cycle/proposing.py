"""What returns bring besides their rows: proposed items become requests, outturns are merged."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime

from xlplan.cycle.adding import NEW_ITEM, in_lines
from xlplan.cycle.deciding import OPEN, WITHDRAWN
from xlplan.cycle.issuing import returns_row
from xlplan.cycle.judging import Run
from xlplan.cycle.standing import short_id
from xlplan.cycle.storing import append, set_cell
from xlplan.findings import Finding
from xlplan.model import clean
from xlplan.rules.headers import found
from xlplan.typed import Value, as_text
from xlplan.workbook.edits import Edit, SetSheetState
from xlplan.workbook.reader import SheetRow
from xlplan.workbook.return_extras import ReturnedOutturn
from xlplan.workbook.returns import Return
from xlplan.workbook.saving import stamp


def proposal_edits(run: Run) -> Iterator[Edit]:
    """Add a request for each item proposed; follow one that is changed or taken back."""
    period = str(run.master.plan.settings.period)
    known = {r.text("request_id"): r for r in run.master.table_rows("requests")}
    found_now: set[str] = set()
    said_now: set[tuple[str, str, str]] = set()
    for returned in run.returns:
        for item in returned.extras.proposed:
            key = short_id(period, NEW_ITEM, returned.owner, item.title.casefold())
            if key in found_now:
                # Two lines of one title are two items, unless all that they say is the same.
                key = short_id(key, in_lines(item), item.reason)
            if key in found_now or (returned.owner, in_lines(item), item.reason) in said_now:
                continue
            found_now.add(key)
            said_now.add((returned.owner, in_lines(item), item.reason))
            said: dict[str, Value] = {"wanted": in_lines(item), "reason": item.reason}
            if key in known:
                yield from _followed(known[key], said)
                continue
            head: dict[str, Value] = {
                "request_id": key,
                "period": period,
                "field": NEW_ITEM,
                "owner": returned.owner,
                "source": f"{returned.file}: {item.at}",
                "state": OPEN,
            }
            yield append("requests", head | said)
    if found_now - known.keys():
        yield SetSheetState(run.master.sheet_of("requests"), "visible")
    came = {returned.owner for returned in run.returns}
    for key, row in known.items():
        is_theirs = row.text("period") == period and row.text("owner") in came
        if row.text("field") == NEW_ITEM and is_theirs and key not in found_now and _waits(row):
            yield set_cell(row, "state", WITHDRAWN)


def _waits(row: SheetRow) -> bool:
    return row.text("state") == OPEN and not row.text("decision")


def _followed(row: SheetRow, said: Mapping[str, Value]) -> Iterator[Edit]:
    if row.text("state") == WITHDRAWN:
        yield set_cell(row, "state", OPEN)
    elif not _waits(row):
        return
    for key, value in said.items():
        if clean(row.text(key)) != clean(as_text(value)):
            yield set_cell(row, key, value)


def outturn_edits(run: Run, at: datetime) -> Iterator[Edit]:
    """Put what owners returned for their measures on Outturns, and a line on Changes for each."""
    shown = False
    for returned, outturn, row in _outturns(run):
        if _is_kept(row, outturn):
            continue
        said: dict[str, Value] = {
            "outturn": outturn.outturn,
            "commentary": outturn.commentary,
            "owner": returned.owner,
            "source": f"{returned.file}: {outturn.at}",
        }
        was = row.value("outturn") if row else None
        if row is None:
            head: dict[str, Value] = {
                "period": str(run.master.plan.settings.period),
                "measure": outturn.measure,
            }
            yield append("outturns", head | said)
            shown = True
        elif _says(row) == (outturn.outturn, outturn.commentary):
            continue
        else:
            yield from (set_cell(row, key, value) for key, value in said.items())
        if was != outturn.outturn:
            yield _change(run, returned, outturn, was, at)
    if shown:
        yield SetSheetState(run.master.sheet_of("outturns"), "visible")


def outturn_findings(run: Run) -> Iterator[Finding]:
    """Tell of outturns that the team has typed otherwise, and of those whose measure is gone."""
    known = {m.code for m in run.master.plan.registers.measures}
    for returned in run.returns:
        for outturn in returned.extras.outturns:
            if outturn.measure not in known:
                facts: dict[str, object] = {"ref": outturn.measure, "owner": returned.owner}
                yield found("M04", facts, at=outturn.at, owner=returned.owner)
    for returned, outturn, row in _outturns(run):
        if row is not None and _is_kept(row, outturn):
            why = f' ("{outturn.commentary}")' if outturn.commentary else ""
            facts = {
                "ref": outturn.measure,
                "mine": as_text(_number(row)),
                "theirs": as_text(outturn.outturn) + why,
                "cell": row.at("outturn"),
            }
            yield found("M10", facts, at=outturn.at, owner=returned.owner)


def signed_edits(run: Run) -> Iterator[Edit]:
    """Say on Returns who signed each return."""
    for returned in run.returns:
        line = returns_row(run.master, returned.owner)
        who = returned.extras.signed.in_words()
        if line and "signed" in line.columns and line.text("signed") != who:
            yield set_cell(line, "signed", who or None)


def _outturns(run: Run) -> Iterator[tuple[Return, ReturnedOutturn, SheetRow | None]]:
    period = str(run.master.plan.settings.period)
    rows = {
        row.text("measure"): row
        for row in run.master.table_rows("outturns")
        if row.text("period") == period
    }
    known = {m.code for m in run.master.plan.registers.measures}
    for returned in run.returns:
        for outturn in returned.extras.outturns:
            if outturn.measure in known:
                yield returned, outturn, rows.get(outturn.measure)


def _is_kept(row: SheetRow | None, outturn: ReturnedOutturn) -> bool:
    """Whether the team typed a figure, which a return that says another does not overwrite."""
    if row is None or row.text("source") or _number(row) is None:
        return False
    return outturn.outturn is not None and _number(row) != outturn.outturn


def _number(row: SheetRow) -> float | None:
    value = row.value("outturn")
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return float(value) if is_number else None  # type: ignore[arg-type]


def _says(row: SheetRow) -> tuple[float | None, str]:
    return _number(row), row.text("commentary")


def _change(
    run: Run, returned: Return, outturn: ReturnedOutturn, was: object, at: datetime
) -> Edit:
    values: dict[str, Value] = {
        "changed_at": stamp(at),
        "period": str(run.master.plan.settings.period),
        "ref": outturn.measure,
        "field": "Outturn",
        "was": "" if was is None else str(was),
        "now": as_text(outturn.outturn),
        "by": returned.owner,
        "file": returned.file,
        "cell": str(outturn.at),
        "sha256": returned.sha256[:16],
    }
    return append("changes", values)
