"""Waivers: findings that somebody answers for, as the Findings sheet says, until a day.

A waiver holds for one rule and one item (or, where a finding has no item, for its very words). It
is carried from run to run, and ends on its day.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date

from xlplan.findings import Finding, Severity, Waiver
from xlplan.rules.headers import found
from xlplan.typed import Value, parse_date
from xlplan.workbook.master import Master, as_date
from xlplan.workbook.reader import SheetRow

COLUMNS = ("waived_reason", "waived_by", "waived_until")
_HEADINGS = {"waived_reason": "a reason", "waived_by": "a name", "waived_until": "a last day"}
Key = tuple[str, str]


def key_of(finding: Finding) -> Key:
    """Return what a waiver of a finding holds for."""
    return (finding.code, finding.ref or finding.message)


def row_key(row: SheetRow) -> Key:
    """Return what a waiver on a row of the Findings sheet holds for."""
    return (row.text("code"), row.text("ref") or row.text("message"))


def waived(findings: Iterable[Finding], master: Master) -> tuple[Finding, ...]:
    """Return findings with the waivers in force, and with what is wrong with a waiver.

    What stops a file or a paper cannot be waived.
    """
    known = waivers(master)
    told = tuple(
        replace(f, waiver=known.get(key_of(f))) if f.severity is not Severity.BLOCK else f
        for f in findings
    )
    return (*told, *_incomplete(master))


def waivers(master: Master) -> Mapping[Key, Waiver]:
    """Return the waivers that are complete and have not ended."""
    as_at = master.plan.settings.as_at
    made = {row_key(row): _waiver(row) for row in _rows(master)}
    return {key: one for key, one in made.items() if one and one.until >= as_at}


def carried(master: Master) -> Mapping[Key, Mapping[str, Value]]:
    """Return what stands in the waiver columns of the Findings sheet, ended ones apart."""
    as_at = master.plan.settings.as_at
    rows = {row_key(row): row for row in _rows(master)}
    return {
        key: {name: _value(row, name) for name in COLUMNS}
        for key, row in rows.items()
        if (until := _day(row)) is None or until >= as_at
    }


def not_found_now(master: Master, findings: Iterable[Finding]) -> Iterator[SheetRow]:
    """Yield the rows of waivers in force whose finding was not found this time."""
    here = {key_of(finding) for finding in findings}
    known = waivers(master)
    yield from (row for row in _rows(master) if row_key(row) in known.keys() - here)


def _rows(master: Master) -> list[SheetRow]:
    rows = master.table_rows("findings")
    return [row for row in rows if any(row.text(name) for name in COLUMNS)]


def _value(row: SheetRow, name: str) -> Value:
    return (_day(row) if name == "waived_until" else None) or row.text(name) or None


def _day(row: SheetRow) -> date | None:
    value = row.value("waived_until")
    return as_date(value) or parse_date(row.text("waived_until"))


def _waiver(row: SheetRow) -> Waiver | None:
    reason, by, until = row.text("waived_reason"), row.text("waived_by"), _day(row)
    return Waiver(reason, by, until) if reason and by and until else None


def _incomplete(master: Master) -> Iterator[Finding]:
    for row in _rows(master):
        if _waiver(row):
            continue
        missing = [name for name in COLUMNS if not row.text(name)]
        if not _day(row) and "waived_until" not in missing:
            missing.append("waived_until")
        facts = {
            "ref": row.text("ref"),
            "code": row.text("code"),
            "what": " and ".join(_HEADINGS[name] for name in missing),
        }
        yield found("S19", facts, at=row.at(missing[0]))
