"""Chasing returns: a draft e-mail to each owner, and what was chased logged on Returns."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from xlplan.cycle.drafting import Draft, name_of, person_of, write_draft
from xlplan.cycle.fixing import fix_list_of
from xlplan.cycle.issuing import build_for, file_name, last_revision, reported_rows
from xlplan.cycle.receiving import Received, from_archive
from xlplan.cycle.requesting import request_lines
from xlplan.cycle.ruling import rules_of
from xlplan.cycle.storing import Refused, set_cell, store, writing
from xlplan.findings import Severity
from xlplan.model import Item, Period, Plan
from xlplan.rendering.mail import Attachment
from xlplan.reports.letters import Case, Occasion, Point, finding_points
from xlplan.reports.open_points import open_points
from xlplan.reports.wording import listed
from xlplan.workbook.edits import Edit
from xlplan.workbook.master import Master, read_master
from xlplan.workbook.reader import SheetRow
from xlplan.workbook.saving import stamp

_STATES = ("Accepted", "Sent back")


@dataclass(frozen=True)
class Chasers:
    """What was drafted. `thanked` are owners who were thanked before and have no new draft.

    `is_logged` is False for a master whose Returns sheet has no columns for it.
    """

    period: Period
    drafts: tuple[Draft, ...]
    thanked: tuple[str, ...]
    is_logged: bool

    @property
    def unaddressed(self) -> tuple[str, ...]:
        """The posts without an e-mail address, each once, in the order of the drafts."""
        return tuple(dict.fromkeys(post for d in self.drafts for post in d.unaddressed))

    @property
    def remarks(self) -> tuple[str, ...]:
        """What whoever sends the drafts has to know, a sentence each."""
        thanked, unaddressed = "; ".join(self.thanked), "; ".join(self.unaddressed)
        told = (
            (thanked, f"Thanked before, so not again: {thanked}."),
            (unaddressed, f"No e-mail address on People, so type it in the draft: {unaddressed}."),
            (
                not self.is_logged,
                "The Returns sheet of this master has no columns for what was chased; it is not "
                "there.",
            ),
        )
        return tuple(sentence for is_so, sentence in told if is_so)


def chase(path: Path, to: Path, *, at: datetime) -> Chasers:
    """Draft an e-mail to each owner about the open month's return, and log it on Returns.

    Raises Refused when the month is closed, nothing was issued, or drafts stand there already.
    """
    with writing(path, why="chase", at=at):
        master = read_master(path)
        made, edits = draft_chasers(master, to, at=at)
        store(master, edits, at=at, why="chase")
    return made


def draft_chasers(master: Master, to: Path, *, at: datetime) -> tuple[Chasers, tuple[Edit, ...]]:
    """Write the drafts into a folder; return them and the edits that log them on Returns.

    Raises Refused as `chase` does.
    """
    lines = _lines(master)
    _require_new(to)
    rules = rules_of(master).rules
    known = {r.returned.owner: r for r in from_archive(master, rules, _STATES)}
    to.mkdir(parents=True, exist_ok=True)
    drafts: list[Draft] = []
    thanked: list[str] = []
    edits: list[Edit] = []
    for line in lines:
        made = _drafted(master, line, known, to, at)
        if made is None:
            thanked.append(line.text("owner"))
            continue
        drafts.append(made)
        edits += _log(line, made, at)
    is_logged = all("chased" in line.columns for line in lines)
    period = master.plan.settings.period
    return Chasers(period, tuple(drafts), tuple(thanked), is_logged), tuple(edits)


def _lines(master: Master) -> list[SheetRow]:
    settings = master.plan.settings
    if settings.is_closed:
        raise Refused(f"{settings.period.title} is closed, so nobody is chased for it.")
    period = str(settings.period)
    lines = [r for r in master.table_rows("returns") if r.text("period") == period]
    if not lines:
        raise Refused(
            f"No returns were issued for {settings.period.title}. Issue them first: "
            "xlplan issue MASTER."
        )
    return lines


def _require_new(to: Path) -> None:
    if to.is_dir() and any(to.glob("*.eml")):
        raise Refused(
            f"{to} holds drafts already. Name a folder that is new, so that no old draft is sent."
        )


def _drafted(
    master: Master, line: SheetRow, known: Mapping[str, Received], to: Path, at: datetime
) -> Draft | None:
    """Write the draft that one line of Returns calls for; None when the owner was thanked."""
    owner = line.text("owner")
    received = known.get(owner)
    case, attachment = _case(master, line, received, at)
    if case.occasion is Occasion.THANKS and _is_thanked(line):
        return None
    name = Path(file_name(master.plan.settings.period, owner)).with_suffix(".eml").name
    return write_draft(master.plan, case, to / name, today=at.date(), attachment=attachment)


def _is_thanked(line: SheetRow) -> bool:
    has_been = Occasion.THANKS.value in line.text("chased_to")
    return has_been and line.text("chased") >= line.text("received")


def _case(
    master: Master, line: SheetRow, received: Received | None, at: datetime
) -> tuple[Case, Attachment | None]:
    plan, owner = master.plan, line.text("owner")
    rows = [row for row in reported_rows(plan) if row.owner == owner]
    points = finding_points(plan, received.returned.findings) if received else ()
    if line.text("state") == "Accepted" and not points:
        waiting = _waiting(master, owner)
        return Case(owner, Occasion.THANKS, len(rows), name_of(plan, owner), waiting), None
    if received and line.text("state") in _STATES:
        is_accepted = line.text("state") == "Accepted"
        occasion = Occasion.TO_FIX if is_accepted else Occasion.SENT_BACK
        attachment = _fix_list(received)
    else:
        occasion, attachment, points = Occasion.LATE, None, open_points(plan, owner)
    has_fix_list = attachment is not None
    attachment = attachment or _again(master, owner, at)
    case = Case(
        owner=owner,
        occasion=occasion,
        rows=len(rows),
        name=name_of(plan, owner),
        points=points,
        copied=_higher(plan, owner, rows, at.date()) if occasion is Occasion.LATE else (),
        attached=attachment.name,
        has_fix_list=has_fix_list,
    )
    return case, attachment


def _fix_list(received: Received) -> Attachment | None:
    """Return the owner's file with a fix list; None when the whole file cannot be used again."""
    blocks = [f for f in received.returned.findings if f.severity is Severity.BLOCK]
    if any(finding.at is None for finding in blocks):
        return None
    made, data = fix_list_of(received)
    return Attachment(made.file, data) if data else None


def _again(master: Master, owner: str, at: datetime) -> Attachment:
    """Return the owner's return built again, under the revision that it was issued as."""
    revision = max(1, last_revision(master, owner))
    _, data = build_for(master, owner, revision=revision, at=at)
    return Attachment(file_name(master.plan.settings.period, owner), data)


def _waiting(master: Master, owner: str) -> tuple[Point, ...]:
    requests = tuple(r for r in request_lines(master) if r.owner == owner)
    return tuple(
        Point(r.ref, r.title, f"Your request, {r.what} to {r.wanted}, waits for approval.")
        for r in requests
    )


def _higher(plan: Plan, owner: str, rows: list[Item], today: date) -> tuple[str, ...]:
    """Return the delegate and the heads of service to copy in, once it is late enough."""
    settings = plan.settings
    if settings.deadline is None:
        return ()
    late = (today - settings.deadline).days
    if late < max(1, settings.escalate_after_days):
        return ()
    person = person_of(plan, owner)
    codes = {row.workstream for row in rows}
    posts = [person.delegate if person else "", *(row.delegate for row in rows)]
    posts += [stream.owner for stream in plan.workstreams if stream.code in codes]
    return tuple(dict.fromkeys(post for post in posts if post and post != owner))


def _log(line: SheetRow, made: Draft, at: datetime) -> Iterator[Edit]:
    if "chased" not in line.columns or "chased_to" not in line.columns:
        return
    whom = listed((made.owner, *made.copied))
    yield set_cell(line, "chased", stamp(at))
    yield set_cell(line, "chased_to", f"{whom}: {made.occasion.value}")
