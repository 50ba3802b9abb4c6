"""Two returns from one owner, and a return from somebody else: what is told of them."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches

from xlplan.fields import BY_NAME, OWNERS_FIELDS
from xlplan.findings import Finding
from xlplan.model import Plan
from xlplan.rules.headers import found
from xlplan.typed import Typed, told
from xlplan.workbook.returned_rows import ReturnRow
from xlplan.workbook.returns import Return

_SHOWN, _LONGEST = 12, 80


def differences(old: Return, new: Return) -> str:
    """Say in one sentence what the return that is not used says otherwise."""
    if not (old.is_accepted and new.is_accepted):
        return f"Look into {old.file} for what it says."
    rows = {row.item_id: row for row in new.rows}
    parts = [part for row in old.rows for part in _row(row, rows.get(row.item_id))]
    if not parts:
        return "They say the same."
    more = f"; and {len(parts) - _SHOWN} more" if len(parts) > _SHOWN else ""
    return f"{old.file} says otherwise: {'; '.join(parts[:_SHOWN])}{more}."


def _row(old: ReturnRow, new: ReturnRow | None) -> Iterator[str]:
    for name in OWNERS_FIELDS:
        was = _said(old.typed.get(name))
        now = _said(new.typed.get(name)) if new else ""
        if was != now:
            yield f'{old.ref} {BY_NAME[name].heading} "{was[:_LONGEST] or "(blank)"}"'


def _said(typed: Typed | None) -> str:
    return (typed.as_typed or told(typed.value)) if typed else ""


def sender_doubts(file: str, sender: str, owner: str, plan: Plan) -> Iterator[Finding]:
    """Tell of a sender who is neither the owner nor a delegate, as far as addresses are known."""
    if not owner or "@" not in sender:
        return
    posts = {p.post: p for p in plan.people}
    of_sender = [p.post for p in plan.people if p.email and _is_same(p.email, sender)]
    if owner in of_sender:
        return
    delegates = _delegates(owner, plan)
    is_known = owner in posts and bool(posts[owner].email)
    if (is_known or of_sender) and not delegates & set(of_sender):
        who = f"{of_sender[0]} ({sender})" if of_sender else sender
        yield found("F05", {"file": file, "owner": owner, "sender": who}, owner=owner)


def signature_doubts(returned: Return, plan: Plan) -> Iterator[Finding]:
    """Tell of a return that a post other than its owner's or a delegate's has signed."""
    owner, signed = returned.owner, returned.extras.signed
    if not signed.post:
        return
    theirs = {owner, *_delegates(owner, plan)}
    others = {p.post.casefold() for p in plan.people if p.post not in theirs}
    names = {text for p in plan.people if p.post in theirs for text in (p.post, p.name) if text}
    mine = [text.casefold() for text in theirs | names]
    said = [text.casefold() for text in (signed.post, signed.name) if text]
    # People shorten their own post ("Property Mgr"), or sign with their name alone.
    is_theirs = any(get_close_matches(text, mine, n=1) for text in said)
    if is_theirs and signed.post.casefold() not in others:
        return
    facts = {"file": returned.file, "owner": owner, "sender": f"{signed.post}, who signed it"}
    yield found("F05", facts, owner=owner)


def _delegates(owner: str, plan: Plan) -> set[str]:
    known = set(plan.delegates.get(owner, ()))
    return known | {p.delegate for p in plan.people if p.post == owner and p.delegate}


def _is_same(one: str, other: str) -> bool:
    return one.strip().casefold() == other.strip().casefold()
