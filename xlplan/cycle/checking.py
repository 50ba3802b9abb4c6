"""Checking: every problem in returns, or in the master, in its cell."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from xlplan.cycle.arrivals import Arrival, arrivals
from xlplan.cycle.deciding import decide
from xlplan.cycle.identity import identify
from xlplan.cycle.late import late_findings, late_returns
from xlplan.cycle.plan_checks import context_of, judged, plan_findings
from xlplan.cycle.reading import HERE, Reading, Terms
from xlplan.cycle.rebuilding import stale_looks
from xlplan.cycle.receiving import Intake, Received, choose, receive
from xlplan.cycle.record import altered_history
from xlplan.cycle.returned_plan import plan_as_returned
from xlplan.cycle.ruling import rules_of
from xlplan.cycle.storing import previewed
from xlplan.cycle.waiving import waived
from xlplan.fields import BY_NAME, FieldKind
from xlplan.findings import Finding, in_reading_order
from xlplan.model import Item, Period, Plan, Scale, Settings
from xlplan.rules.checking import check_row
from xlplan.rules.explaining import for_readers
from xlplan.rules.headers import found
from xlplan.rules.plan_rules import RETURN_RULES, check_plan
from xlplan.rules.row_rules import Rules
from xlplan.rules.rule_book import RuleBook, rule_book
from xlplan.typed import Typed, read_typed
from xlplan.workbook.foreign import open_any
from xlplan.workbook.guard import MASTER, WorkbookRefused, read_file
from xlplan.workbook.items import is_date_as_text
from xlplan.workbook.manifest import MANIFEST_SHEET, Manifest, read_manifest
from xlplan.workbook.master import Master, read_master
from xlplan.workbook.package import open_package
from xlplan.workbook.reader import SheetRow
from xlplan.workbook.returns import read_return


@dataclass(frozen=True)
class Checked:
    """What a check found. `files` counts what was read; `returns` has each owner's return."""

    findings: tuple[Finding, ...]
    files: int
    returns: tuple[Received, ...] = ()


def check(places: Sequence[Path], master: Path | None, *, reading: Reading = HERE) -> Checked:
    """Check returns, or a master when that is what is named; nothing is written.

    Raises Refused for a place that is not there.
    """
    came, notes = arrivals(places)
    if len(came) == 1 and _is_master(came[0], places):
        return Checked(check_whole(read_master(came[0].path)), 1)
    whole = read_master(master) if master else None
    plan = whole.plan if whole else None
    said = (manifest_of(one.data, one.path) for one in came)
    settings = plan.settings if plan else _settings_alone(said)
    book = rules_of(whole) if whole else rule_book((), settings.scale)
    terms = Terms(book.rules, settings, plan is not None)
    received = tuple(receive(came, terms, plan, reading))
    intake = choose(received, ())
    late = late_findings(whole, late_returns(whole, intake)) if whole else ()
    return _checked(intake, (*notes, *late), plan, book, len(came))


def check_return(data: bytes, path: Path) -> Checked:
    """Check one return by itself, from its bytes, as `check` does with its path."""
    settings = _settings_alone((manifest_of(data, path),))
    book = rule_book((), settings.scale)
    returned = read_return(
        data, file=path.name, rules=book.rules, settings=settings, has_plan=False
    )
    return _checked(
        choose((Received(path, data, returned, 0.0, path.name),), ()), (), None, book, 1
    )


def _checked(
    intake: Intake, notes: Sequence[Finding], plan: Plan | None, book: RuleBook, files: int
) -> Checked:
    """Add to what the returns themselves show what last month and their other rows show."""
    accepted = [r.returned for r in intake.chosen if r.returned.is_accepted]
    alone = _settings_alone(one.manifest for one in accepted)
    whole = plan_as_returned(plan, accepted, plan.settings if plan else alone)
    answered = {one.file for one in accepted}
    further = [
        finding
        for finding in judged(check_plan(whole, context_of(whole), RETURN_RULES), whole, book)
        if finding.at and finding.owner and finding.at.file in answered
    ]
    every = for_readers((*book.in_force((*notes, *intake.findings)), *further))
    by_file = _by_file(every)
    returns = tuple(
        replace(r, returned=replace(r.returned, findings=by_file.get(r.returned.file, ())))
        for r in intake.chosen
    )
    return Checked(in_reading_order(every), files, returns)


def _by_file(findings: Sequence[Finding]) -> Mapping[str, tuple[Finding, ...]]:
    """Return the findings about each file, as its sheets are read."""
    found: dict[str, list[Finding]] = defaultdict(list)
    for finding in findings:
        found[finding.file or (finding.at.file if finding.at else "")].append(finding)
    return {file: in_reading_order(some) for file, some in found.items()}


def manifest_of(source: bytes, path: Path) -> Manifest | None:
    """Return what a workbook says that it is; None when it says nothing or cannot be read."""
    try:
        return read_manifest(open_any(source, file=path.name))
    except WorkbookRefused:
        return None


def _is_master(came: Arrival, places: Sequence[Path]) -> bool:
    """Whether what came is a master; one that is named itself has a master's wider bounds."""
    try:
        if came.refusal:
            raise came.refusal
        said = read_manifest(open_any(came.data, file=came.path.name))
    except WorkbookRefused as refusal:
        is_named = [came.path] == list(places)
        return is_named and refusal.why == "too-big" and _is_large_master(came.path)
    return said is not None and said.role == "master"


def _is_large_master(path: Path) -> bool:
    """Whether a file with more in it than a return may hold says that it is a master."""
    try:
        data = read_file(path, file=path.name, limits=MASTER)
        said = read_manifest(open_package(data, limits=MASTER, only=MANIFEST_SHEET))
    except WorkbookRefused:
        return False
    return said is not None and said.role == "master"


def _settings_alone(manifests: Iterable[Manifest | None]) -> Settings:
    """Without a master a return is judged at the end of its own period."""
    for manifest in manifests:
        try:
            if manifest and manifest.period:
                period = Period.parse(manifest.period)
                return Settings(manifest.plan_id, "", "", period, period.last_day)
        except ValueError:
            continue
    return Settings("", "", "", Period(1900, 1), date(1900, 1, 31))


def check_whole(master: Master) -> tuple[Finding, ...]:
    """Return what is found in a master: in its rows, its decisions and its record."""
    known = identify(master)
    named = previewed(master, known.edits)
    stale = stale_looks(master)
    others = (*known.findings, *decide(named).findings, *altered_history(master), *stale)
    return in_reading_order((*check_master(named), *others))


# Before its first month nobody has been asked for a rating; after a close the close has named it.
_BLANK = "C07"


def check_master(master: Master) -> tuple[Finding, ...]:
    """Return what the row rules and the plan rules find in the master."""
    settings = master.plan.settings
    rules = Rules(rules_of(master).rules)
    findings: list[Finding] = []
    for item in master.plan.rows:
        row = master.rows[item.item_id]
        cells = {
            name: row.plain(name)
            for name in row.columns
            if BY_NAME[name].kind is not FieldKind.FORMULA
        }
        told = check_row(
            rules,
            cells,
            settings.as_at,
            places=lambda name, row=row: row.at(name) if name in row.columns else None,  # type: ignore[misc]
            owner=item.owner,
        )
        findings += (*told, *_unreadable(row, item, told, settings.scale))
    findings += rows_left_out(master)
    findings += _unread_registers(master)
    if settings.is_draft or settings.plan_stage == "adopted" or settings.is_closed:
        findings = [f for f in findings if f.code != _BLANK]
    every = for_readers((*findings, *plan_findings(master, ())))
    return in_reading_order(waived(every, master))


def _unreadable(
    row: SheetRow, item: Item, told: Sequence[Finding], scale: Scale
) -> Iterator[Finding]:
    """Tell of a cell of the master that cannot be read, where no row rule has told of it."""
    places = {f.at for f in told}
    for name in row.columns:
        field = BY_NAME[name]
        if field.kind in (FieldKind.FORMULA, FieldKind.TEXT, FieldKind.PROSE):
            continue
        typed = read_typed(field, row.share(name), scale)
        is_endless = is_date_as_text(row, name) and typed != Typed()
        if (typed.problem or is_endless) and row.at(name) not in places:
            facts = {"ref": item.ref, "heading": field.heading, "value": row.text(name)}
            yield found("C14", facts | {"help": field.help}, at=row.at(name), owner=item.owner)


def _unread_registers(master: Master) -> Iterator[Finding]:
    for cell in master.unread:
        facts = {"sheet": cell.at.sheet, "heading": cell.heading, "value": cell.value}
        yield found("S17", facts | {"help": cell.help}, at=cell.at)


def rows_left_out(master: Master) -> Iterator[Finding]:
    """Tell of rows that somebody typed into the master below a table, or without a ref."""
    beneath = {(row.sheet, row.number) for row in master.beneath}
    for row in master.beneath:
        lacks = "" if row.text("ref") else " and give it a ref"
        yield found("S26", _said(row) | {"lacks": lacks}, at=row.at("ref"))
    for row in master.refless:
        if (row.sheet, row.number) not in beneath:
            yield found("S16", _said(row), at=row.at("ref"))


def _said(row: SheetRow) -> dict[str, object]:
    typed = [name for name, cell in row.cells.items() if cell.formula is None]
    text = " | ".join(t for name in typed if (t := row.text(name)))[:200]
    return {"row": row.number, "sheet": row.sheet, "text": text}
