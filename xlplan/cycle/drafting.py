"""Drafts of e-mails to owners, written as files for somebody to look over and send."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from xlplan.cycle.requesting import request_lines
from xlplan.model import Person, Plan
from xlplan.rendering.mail import Attachment, Correspondent, draft
from xlplan.reports.letters import Case, Occasion, letter
from xlplan.reports.open_points import open_points
from xlplan.workbook.files import write_atomically
from xlplan.workbook.master import Master


@dataclass(frozen=True)
class Draft:
    """One e-mail as drafted; `address` is "" when the master has none for the post."""

    owner: str
    occasion: Occasion
    path: Path
    address: str
    copied: tuple[str, ...] = ()
    attached: str = ""
    unaddressed: tuple[str, ...] = ()


def write_draft(
    plan: Plan, case: Case, path: Path, *, today: date, attachment: Attachment | None = None
) -> Draft:
    """Write the e-mail of one case as a draft."""
    to = correspondent(plan, case.owner)
    copied = tuple(correspondent(plan, post) for post in case.copied)
    write_atomically(path, draft(letter(plan, case, today), to, copied, attachment))
    return Draft(
        owner=case.owner,
        occasion=case.occasion,
        path=path,
        address=to.email if to.address else "",
        copied=case.copied,
        attached=attachment.name if attachment else "",
        unaddressed=tuple(who.post for who in (to, *copied) if who.address is None),
    )


def correspondent(plan: Plan, post: str) -> Correspondent:
    """Return a post with its e-mail from People."""
    person = person_of(plan, post)
    return Correspondent(post, person.email if person else "")


def person_of(plan: Plan, post: str) -> Person | None:
    """Return the line of People for a post, however its case was typed."""
    key = post.strip().casefold()
    return next((p for p in plan.people if p.post.strip().casefold() == key), None)


def name_of(plan: Plan, post: str) -> str:
    """Return who holds a post; "" when People does not say."""
    person = person_of(plan, post)
    return person.name.strip() if person else ""


@dataclass(frozen=True)
class Sent:
    """One return as issued, to go with its e-mail."""

    owner: str
    rows: int
    path: Path


def write_covering(
    master: Master, issued: Sequence[Sent], to: Path, *, today: date
) -> tuple[Draft, ...]:
    """Write the e-mail that carries each return, with what is open from last month."""
    to.mkdir(parents=True, exist_ok=True)
    plan, requests = master.plan, request_lines(master, is_open=False)
    made = []
    for one in issued:
        case = Case(
            owner=one.owner,
            occasion=Occasion.ISSUE,
            rows=one.rows,
            name=name_of(plan, one.owner),
            points=open_points(plan, one.owner, requests),
            attached=one.path.name,
        )
        attachment = Attachment(one.path.name, one.path.read_bytes())
        path = to / one.path.with_suffix(".eml").name
        made.append(write_draft(plan, case, path, today=today, attachment=attachment))
    return tuple(made)
