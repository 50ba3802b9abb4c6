"""What Cabinet is asked to resolve: only what happened asks for a resolution."""

from __future__ import annotations

from collections.abc import Sequence

from xlplan.history import Manner
from xlplan.model import Item, Period, Plan, Snapshot, british_date, clean, codes
from xlplan.reports.asks import asking, is_asked_of_cabinet
from xlplan.reports.context import RequestLine
from xlplan.reports.movement import Comparison
from xlplan.reports.proposals import PROPOSED_CHANGE, proposal_resolutions, proposed
from xlplan.reports.rollups import Ratings
from xlplan.reports.schedules import ends_of_rows
from xlplan.reports.selection import Audience, Readable, readable, top_items
from xlplan.reports.sources import PaperFacts
from xlplan.reports.wording import counted, item_noun, listed, plural, sentence

_MANY = 6
_NEW_ITEM = "New item"
# What became of a row that is gone, in the order told; without a manner it was taken out.
_DEPARTURES = {
    None: "deletion",
    Manner.MERGED: "merger",
    Manner.SPLIT: "split",
    Manner.MOVED: "move",
}


def recommendations(
    compared: Comparison,
    ratings: Ratings,
    facts: PaperFacts,
    audience: Audience = Audience.PUBLIC,
) -> tuple[str, ...]:
    """Return the numbered resolutions, in the order in which Cabinet takes them."""
    told = (
        _note_progress(compared, ratings),
        _note_corrective_action(compared),
        _note_completion(compared, audience),
        _note_dates(compared, audience),
        _additions(compared, audience),
        *_departures(compared, audience),
        *_decide_asks(compared, audience),
        *_decide_requests(compared, facts, audience),
        *proposal_resolutions(
            compared.plan,
            audience,
            requested=[r.ref for r in _waiting(facts.requests) if r.what != PROPOSED_CHANGE],
        ),
        *_comments(compared.plan),
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


def _note_completion(compared: Comparison, audience: Audience) -> str:
    newly = [i for i in top_items(compared.plan) if compared.is_newly_complete(i)]
    known = [i for i in newly if audience.may_read(i, compared.plan)]
    if not known:
        return ""
    return f"That the completion of {_named(known, compared)} be noted."


def _note_dates(compared: Comparison, audience: Audience) -> str:
    """Name the dates that were moved with approval since the last report."""
    plan, since = compared.plan, compared.since
    moved = {m.item_id for m in plan.registers.date_changes if since and _is_after(m.period, since)}
    rows = [r for r in plan.rows if r.item_id in moved and audience.may_read(r, plan)]
    told = [f"{r.ref} to {british_date(r.due)}" for r in rows if r.due]
    one = "date" if len(told) == 1 else "dates"
    return f"That the approved changes of due {one} be noted: {listed(told)}." if told else ""


def _is_after(period: Period | None, since: Period) -> bool:
    return period is not None and period > since


def _additions(compared: Comparison, audience: Audience) -> str:
    new = [i for i in top_items(compared.plan) if compared.is_new(i)]
    known = [i for i in new if audience.may_read(i, compared.plan)]
    if not known:
        return ""
    is_decided = all(item.decision_ref for item in known)
    return (
        f"That the addition of {_named(known, compared)} be {'noted' if is_decided else 'agreed'}."
    )


def _departures(compared: Comparison, audience: Audience) -> tuple[str, ...]:
    """Name what was taken out, and what went on in another item, to those who may know it."""
    named = [seen for seen in compared.gone() if audience.name_of(seen)]
    if not named:
        return ()
    ends, known = ends_of_rows(compared), readable(compared.plan, audience)
    told: dict[Manner | None, list[Snapshot]] = {}
    for seen in named:
        told.setdefault(ends[seen.item_id].manner if seen.item_id in ends else None, []).append(
            seen
        )

    def name(seen: Snapshot) -> str:
        end = ends.get(seen.item_id)
        into = f" into {_heirs(compared, known, end.heirs)}" if end else ""
        return f"{audience.name_of(seen)}{into}"

    return tuple(
        f"That the {plural(noun, len(gone))} of {listed([*map(name, gone)])} be "
        f"{_noted(compared.plan, gone)}."
        for manner, noun in _DEPARTURES.items()
        if (gone := told.get(manner, []))
    )


def _heirs(compared: Comparison, known: Readable, refs: Sequence[str]) -> str:
    rows = [known.row(ref) for ref in refs if known.may_name(ref)]
    names = [f"{row.ref} {row.title}" for row in rows if row]
    return listed(names) or f"another {item_noun(compared.plan)}"


def _noted(plan: Plan, gone: Sequence[Snapshot]) -> str:
    decided = {clean(ref) for d in plan.registers.decisions for ref in codes(d.items)}
    is_decided = all(clean(seen.ref) in decided or seen.decision_ref for seen in gone)
    return "noted" if is_decided else "agreed"


def _comments(plan: Plan) -> tuple[str, ...]:
    """Ask that what scrutiny and others recommended be considered, body by body."""
    said: dict[str, int] = {}
    for line in plan.registers.consultation:
        when = f" of {british_date(line.day)}" if line.day else ""
        said[f"{line.body}{when}"] = said.get(f"{line.body}{when}", 0) + 1
    if not said:
        return ("That any comments of Overview and Scrutiny be considered.",)
    told = [f"{counted(number, 'recommendation')} of {body}" for body, number in said.items()]
    return (f"That the {listed(told)}, and the responses to them, be considered.",)


def _decide_asks(compared: Comparison, audience: Audience) -> tuple[str, ...]:
    asked = [r for r in asking(compared.plan, audience) if is_asked_of_cabinet(r)]
    return tuple(
        f"That Cabinet decide{_deadline(row)} what is asked under {row.ref} {row.title}: "
        f"“{sentence(row.help_needed) or 'A decision.'}”"
        for row in asked
    )


def _deadline(row: Item) -> str:
    return f", by {british_date(row.decision_by)}," if row.decision_by else ""


def _waiting(requests: Sequence[RequestLine]) -> list[RequestLine]:
    return [r for r in requests if not r.decision]


def _decide_requests(
    compared: Comparison, facts: PaperFacts, audience: Audience
) -> tuple[str, ...]:
    named = {row.ref for row in proposed(compared.plan, audience)}
    pending = [
        r
        for r in _waiting(public_requests(compared, facts.requests, audience))
        if r.what != PROPOSED_CHANGE or r.ref not in named
    ]
    dates = [r for r in pending if "date" in r.what.lower().split()]
    new = [r for r in pending if r.what == _NEW_ITEM]
    others = [r for r in pending if r not in dates and r not in new]
    moved = listed([f"{r.ref} {r.title} ({r.was or 'no date'} to {r.wanted})" for r in dates])
    changed = listed([_changed(r) for r in others])
    noun = plural(item_noun(compared.plan), len(new))
    date_word = "date" if len(dates) == 1 else "dates"
    change_word = "change" if len(others) == 1 else "changes"
    return (
        f"That the requested {date_word} be agreed: {moved}." if dates else "",
        f"That the requested {change_word} be decided: {changed}." if others else "",
        f"That the proposed new {noun} be decided: {listed([*map(_proposed, new)])}."
        if new
        else "",
    )


def _proposed(request: RequestLine) -> str:
    """Return what a new item is to be called: its request has a line for each thing it says."""
    said = dict(line.partition(": ")[::2] for line in request.wanted.splitlines())
    title, owner = said.get("Item", request.wanted), said.get("Owner", request.owner)
    return f"{title} ({owner})" if owner else title


def _changed(request: RequestLine) -> str:
    if not request.ref:
        told = f"{request.what} {request.was}".strip()
        return f"{told} to {request.wanted}" if request.wanted else told
    return f"{request.ref} {request.title} ({_wanted(request)})"


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
