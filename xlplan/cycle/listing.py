"""The sheets of the master that tell of a run: Findings, and the Returns with their account."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime

from xlplan.cycle.issuing import returns_row
from xlplan.cycle.judging import Run
from xlplan.cycle.storing import append, set_cell
from xlplan.cycle.waiving import carried, key_of, not_found_now, row_key
from xlplan.findings import Finding
from xlplan.typed import Value, told
from xlplan.workbook.edits import Edit, FitRow, SetSheetState
from xlplan.workbook.layout import SHEETS, row_height, table_name
from xlplan.workbook.master import Master, as_date
from xlplan.workbook.package import Sheet
from xlplan.workbook.reader import SheetRow, columns_of, find_sheet
from xlplan.workbook.returns import Return
from xlplan.workbook.saving import stamp


def returns_edits(run: Run, accounts: Mapping[str, str], at: datetime) -> Iterator[Edit]:
    """Say on the Returns sheet what came, and what became of it; `accounts` are by owner."""
    came = {id(received) for received in run.intake.received}
    for received in run.intake.chosen:
        line = returns_row(run.master, received.returned.owner)
        if line and id(received) in came:
            deadline = run.master.plan.settings.deadline
            yield from _received_edits(line, received.returned, at, deadline)
    signed = {one.owner: one.extras.signed.in_words() for one in run.returns}
    for owner, account in accounts.items():
        line = returns_row(run.master, owner)
        if line is None:
            continue
        said = {key: line.text(key) for key in ("owner", "signed", "account")}
        says = {**said, "account": account, "signed": signed.get(owner, said["signed"])}
        if said["account"] != account:
            yield set_cell(line, "account", account)
        if says != said:
            yield FitRow(line.sheet, line.number, row_height(SHEETS["returns"].columns, says))


def _received_edits(
    line: SheetRow, returned: Return, at: datetime, deadline: date | None
) -> Iterator[Edit]:
    state = "Accepted" if returned.is_accepted else "Sent back"
    if line.text("sha256") == returned.sha256 and line.text("state") == state:
        return
    values: dict[str, Value] = {
        "state": state,
        "received": stamp(at),
        "file": returned.file,
        "sha256": returned.sha256,
        "deadline": deadline,
    }
    if line.text("sha256") != returned.sha256:
        times = line.value("times") if "times" in line.columns else None
        values["times"] = (int(times) if isinstance(times, int | float) else 0) + 1
    yield from (set_cell(line, k, value) for k, value in values.items() if k in line.columns)


def findings_edits(master: Master, findings: Sequence[Finding]) -> Iterator[Edit]:
    """Have the Findings sheet list what was found; nothing when it does already.

    Lines that an earlier run left blank are filled before any is added, so none stands between.
    What was typed of a waiver stays beside its finding; a waiver in force keeps its row.
    """
    sheet = find_sheet(master.package, "findings")
    there = columns_of(sheet, SHEETS["findings"]) if sheet else {}
    typed = carried(master)
    rows = [{**_finding_row(f), **typed.get(key_of(f), {})} for f in findings]
    kept = not_found_now(master, findings)
    rows += [{**_kept_row(row), **typed[row_key(row)]} for row in kept]
    wanted = [{key: value for key, value in row.items() if key in there} for row in rows]
    filled = {line.number for line in master.table_rows("findings")}
    lines = _lines(master, sheet, there) if sheet else ()
    shown = [_shown(line, row) for line, row in zip(lines, wanted, strict=False)]
    if len(filled) == len(wanted) and all(shown):
        return
    for line, row in zip(lines, wanted, strict=False):
        told = {key: row.get(key) for key in there}
        yield from (set_cell(line, key, value or None) for key, value in told.items())
        yield FitRow(line.sheet, line.number, row_height(SHEETS["findings"].columns, row))
    for line in (line for line in lines[len(wanted) :] if line.number in filled):
        yield from (set_cell(line, key, None) for key in line.columns)
        yield FitRow(line.sheet, line.number, row_height((), {}))
    for row in wanted[len(lines) :]:
        yield append("findings", row)
    yield SetSheetState(master.sheet_of("findings"), "visible" if wanted else "hidden")


def _lines(master: Master, sheet: Sheet, there: Mapping[str, int]) -> tuple[SheetRow, ...]:
    """Return every line of the table, blank ones too, and what stands below it."""
    known = {line.number: line for line in master.table_rows("findings")}
    table = next((t for t in sheet.tables if t.name == table_name("findings")), None)
    numbers = sorted({*known, *(table.body if table else ())})
    file = master.package.file
    return tuple(known.get(n) or SheetRow(file, sheet.name, n, there, {}) for n in numbers)


def _shown(line: SheetRow, row: Mapping[str, Value]) -> bool:
    """Whether a line of the sheet says already what is wanted."""
    return all(
        told(row.get(key)) == told(as_date(line.value(key)) or line.text(key))
        for key in line.columns
    )


def _finding_row(finding: Finding) -> dict[str, Value]:
    said = finding.as_json()
    keys = ("code", "severity", "ref", "file", "sheet", "cell", "message")
    row: dict[str, Value] = {key: said[key].strip() for key in keys}
    return row | {"owner": finding.owner}


def _kept_row(row: SheetRow) -> dict[str, Value]:
    return {key: row.text(key) for key in ("code", "severity", "owner", "ref", "message")}
