"""Fix lists: an officer's own return, given back with what to put right in front."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from xlplan.cycle.checking import Checked
from xlplan.cycle.receiving import Received
from xlplan.cycle.storing import Refused
from xlplan.fields import RETURN_GROUPED
from xlplan.findings import Finding, Severity, most_important_first
from xlplan.model import CellRef, Period
from xlplan.workbook.edits import AddNote, AddSheet, Edit, EditRefused, Look, RemoveNotes
from xlplan.workbook.files import write_atomically
from xlplan.workbook.fix_list_sheet import FIX_LIST, printed_mark
from xlplan.workbook.guard import WorkbookRefused
from xlplan.workbook.layout import MARK
from xlplan.workbook.manifest import mark_of
from xlplan.workbook.notes import threads
from xlplan.workbook.package import open_package
from xlplan.workbook.patch import apply_edits

AUTHOR = "xlplan"
TITLE = "Fix list"
_TO_DO = {
    Severity.BLOCK: "Send again",
    Severity.ERROR: "Put right",
    Severity.WARNING: "Look at",
    Severity.NOTE: "To know",
}
_OPEN = "First open its columns with the + above the headings."
_HEADINGS = ("To do", "Ref", "Cell", "What was found, and what to do")
_WIDTHS = (12, 9, 30, 86)


@dataclass(frozen=True)
class FixList:
    """One fix list. `unnoted` are cells without a note, as they carry a conversation already.

    `why_not` says why there is none: the file is not one that can be given back.
    """

    file: str
    owner: str
    findings: int
    path: Path | None = None
    unnoted: tuple[CellRef, ...] = ()
    why_not: str = ""


def write_fix_lists(checked: Checked, to: Path) -> tuple[FixList, ...]:
    """Write a fix list for each return in which there is something to put right or look at.

    Raises Refused, before anything is written, when another file stands where one would go.
    """
    wanted = [received for received in checked.returns if _needs_one(received)]
    made = [
        fix_list_of(received, name) for received, name in zip(wanted, _names(wanted), strict=True)
    ]
    for fix_list, data in made:
        path = to / fix_list.file
        if data and path.exists() and path.read_bytes() != data:
            raise Refused(f"{path} is there already. Name a folder that is new or empty.")
    return tuple(_written(fix_list, data, to) for fix_list, data in made)


def _written(fix_list: FixList, data: bytes, to: Path) -> FixList:
    if not data:
        return fix_list
    to.mkdir(parents=True, exist_ok=True)
    path = to / fix_list.file
    write_atomically(path, data)
    return FixList(
        fix_list.file, fix_list.owner, fix_list.findings, path=path, unnoted=fix_list.unnoted
    )


def _needs_one(received: Received) -> bool:
    return any(f.severity is not Severity.NOTE for f in received.returned.findings)


def _names(wanted: Sequence[Received]) -> list[str]:
    """Return what each fix list is called: as its return, with the owner where two are alike."""
    names = [received.name or received.returned.file for received in wanted]
    known = Counter(name.casefold() for name in names)
    return [
        name
        if known[name.casefold()] == 1
        else f"{Path(name).stem} ({received.returned.owner}){Path(name).suffix}"
        for received, name in zip(wanted, names, strict=True)
    ]


def fix_list_of(received: Received, name: str = "") -> tuple[FixList, bytes]:
    """Return a fix list with its bytes; with none when the file cannot be edited."""
    returned = received.returned
    name = name or received.name or returned.file
    findings = most_important_first(returned.findings)
    try:
        busy = threads(received.data, file=name)
        data = apply_edits(received.data, tuple(_edits(received, findings, busy)), file=name)
    except (EditRefused, WorkbookRefused) as refusal:
        return FixList(name, returned.owner, len(findings), why_not=str(refusal)), b""
    unnoted = {f.at for f in findings if f.at and _place(f.at) in busy}
    in_order = tuple(sorted(unnoted, key=lambda at: (at.sheet, at.row, at.column)))
    return FixList(name, returned.owner, len(findings), unnoted=in_order), data


def _place(at: CellRef) -> tuple[str, int, int]:
    return at.sheet, at.row, at.column


def _edits(
    received: Received, findings: Sequence[Finding], busy: frozenset[tuple[str, int, int]]
) -> Iterator[Edit]:
    yield RemoveNotes(AUTHOR)
    yield _sheet(received, findings)
    for finding in findings:
        at = finding.at
        if at and finding.severity is not Severity.NOTE and _place(at) not in busy:
            yield AddNote(at.sheet, at.row, at.column, finding.message, AUTHOR)


def _sheet(received: Received, findings: Sequence[Finding]) -> AddSheet:
    mark = MARK + FIX_LIST
    apart = _grouped(received)
    title, thanks = (_title(received),), (_thanks(findings),)
    lines = [_line(finding, apart) for finding in findings]
    printed = printed_mark(chain(title, thanks, _HEADINGS, *lines))
    head = (title, thanks, (mark, printed), _HEADINGS)
    return AddSheet(
        _free_name(received),
        mark,
        (*head, *lines),
        widths=_WIDTHS,
        links={
            (row, 3): f"'{at.sheet.replace(chr(39), chr(39) * 2)}'!{at.a1}"
            for row, finding in enumerate(findings, start=len(head) + 1)
            if (at := finding.at)
        },
        looks={1: Look.TITLE, 2: Look.NOTE, 3: Look.HIDDEN, 4: Look.HEADING},
    )


def _title(received: Received) -> str:
    manifest = received.returned.manifest
    month = Period.parse(manifest.period).title if manifest.period else "your return"
    return f"{TITLE} for {month}: {manifest.owner}"


def _thanks(findings: Sequence[Finding]) -> str:
    number = sum(f.severity is not Severity.NOTE for f in findings)
    things = "One thing needs" if number == 1 else f"{number} things need"
    return (
        f"Thank you for your return. {things} your attention: click a cell to go to it, correct "
        "it there, save, and send this file back as you did the first."
    )


def _grouped(received: Received) -> frozenset[tuple[str, int]]:
    """Return the columns, by sheet and number, that open with the + above the headings."""
    return frozenset(
        (row.row.sheet, number)
        for row in received.returned.rows
        for key, number in row.row.columns.items()
        if key in RETURN_GROUPED
    )


def _line(finding: Finding, grouped: Container[tuple[str, int]]) -> tuple[str, ...]:
    at = finding.at
    where = f"{at.sheet}, {at.a1}" if at else "the whole file"
    is_apart = at is not None and (at.sheet, at.column) in grouped
    message = f"{finding.message} {_OPEN}" if is_apart else finding.message
    return _TO_DO[finding.severity], finding.ref, where, message


def _free_name(received: Received) -> str:
    """Return the name of the sheet; an officer's own sheet of that name keeps it."""
    sheets = open_package(received.data, file=received.returned.file).sheets
    taken = {s.name.casefold() for s in sheets if mark_of(s) != FIX_LIST}
    names = (TITLE, *(f"{TITLE} {number}" for number in range(2, len(taken) + 3)))
    return next(name for name in names if name.casefold() not in taken)
