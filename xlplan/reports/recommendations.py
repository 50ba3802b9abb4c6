"""What Cabinet is asked to resolve: only what happened asks for a resolution."""

from __future__ import annotations

from collections.abc import Sequence

from xlplan.model import Item, british_date, clean
from xlplan.reports.asks import asking, is_asked_of_cabinet
from xlplan.reports.context import RequestLine
from xlplan.reports.movement import Comparison
from xlplan.reports.rollups import Ratings
from xlplan.reports.selection import Audience, top_items
from xlplan.reports.sources import PaperFacts
from xlplan.reports.wording import counted, item_noun, listed, plural, sentence

_MANY = 6


def recommendations(compared: Comparison, ratings: Ratings, facts: PaperFacts) -> tuple[str, ...]:
    """Return the numbered resolutions, in the order in which Cabinet takes them."""
    told = (
        _note_progress(compared, ratings),
        _note_corrective_action(compared),
        _note_completion(compared),
        *_decide_asks(compared),
        *_decide_requests(compared, facts),
        "That any comments of Overview and Scrutiny be considered.",
    )
    return tuple(line for line in told if line)


def _note_progress(compared: Comparison, ratings: Ratings) -> str:
    settings = compared.plan.settings
    rated = f", and the plan's rating of {ratings.plan.rag}," if ratings.plan.rag else ""
    day = british_date(settings.as_at)
    return f"That progress against the {settings.title} at {day}{rated} be noted."


def _note_corrective_action(compared: Comparison) -> str:
    plan = compared.plan
    parts = [
        f"{number} {rag}"
        for rag in plan.settings.scale.rated
        if rag.needs_action and (number := _rated(compared, rag.word))
    ]
    if not parts:
        return ""
    last = int(parts[-1].split()[0])
    noun = plural(item_noun(plan), last if len(parts) == 1 else 2)
    return f"That the corrective action on the {listed(parts)} {noun} be noted."


def _rated(compared: Comparison, word: str) -> int:
    found = (compared.now(item) for item in top_items(compared.plan))
    return sum(rag is not None and rag.word == word for rag in found)


def _note_completion(compared: Comparison) -> str:
    newly = [i for i in top_items(compared.plan) if compared.is_newly_complete(i)]
    known = [i for i in newly if Audience.PUBLIC.may_read(i, compared.plan)]
    if not known:
        return ""
    return f"That the completion of {_named(known, compared)} be noted."


def _decide_asks(compared: Comparison) -> tuple[str, ...]:
    asked = [r for r in asking(compared.plan, Audience.PUBLIC) if is_asked_of_cabinet(r)]
    return tuple(
        f"That Cabinet decide{_deadline(row)} what is asked under {row.ref} {row.title}: "
        f"“{sentence(row.help_needed) or 'A decision.'}”"
        for row in asked
    )


def _deadline(row: Item) -> str:
    return f", by {british_date(row.decision_by)}," if row.decision_by else ""


def _decide_requests(compared: Comparison, facts: PaperFacts) -> tuple[str, str]:
    pending = [r for r in public_requests(compared, facts.requests) if not r.decision]
    dates = [r for r in pending if "date" in r.what.lower().split()]
    others = [r for r in pending if r not in dates]
    moved = listed([f"{r.ref} {r.title} ({r.was or 'no date'} to {r.wanted})" for r in dates])
    changed = listed([f"{r.ref} {r.title} ({_wanted(r)})" for r in others])
    date_word = "date" if len(dates) == 1 else "dates"
    change_word = "change" if len(others) == 1 else "changes"
    return (
        f"That the requested {date_word} be agreed: {moved}." if dates else "",
        f"That the requested {change_word} be decided: {changed}." if others else "",
    )


def _wanted(request: RequestLine) -> str:
    what = f"{request.what[:1].lower()}{request.what[1:]}"
    return f"{what}: {request.wanted}" if request.wanted else what


def public_requests(
    compared: Comparison, requests: Sequence[RequestLine], audience: Audience = Audience.PUBLIC
) -> tuple[RequestLine, ...]:
    """Return the requests about items that the readers may know of, or about no item yet."""
    hidden = {
        clean(row.ref) for row in compared.plan.rows if not audience.may_read(row, compared.plan)
    }
    return tuple(r for r in requests if clean(r.ref) not in hidden)


def _named(items: Sequence[Item], compared: Comparison) -> str:
    if len(items) > _MANY:
        return counted(len(items), item_noun(compared.plan))
    return listed([f"{item.ref} {item.title}" for item in items])
