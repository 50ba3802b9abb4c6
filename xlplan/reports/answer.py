"""The one or two sentences that a reader needs before anything else."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from xlplan.model import Direction, Item, Plan, Rag
from xlplan.reports.movement import Comparison
from xlplan.reports.rollups import Ratings
from xlplan.reports.selection import Audience, by_rank, top_items
from xlplan.reports.wording import counted, is_or_are, item_noun, listed, plural, was

_NAMED = 2


def answer(compared: Comparison, ratings: Ratings, audience: Audience) -> str:
    """Say the plan's rating, how many items have which, what moved and what is missing."""
    told = (
        _rating(compared.plan, ratings),
        _numbers(compared.plan),
        _moves(compared, audience),
        _silence(compared.plan, ratings),
        _unnamed(compared.plan, audience),
    )
    return " ".join(part for part in told if part)


def _rating(plan: Plan, ratings: Ratings) -> str:
    if not top_items(plan) and ratings.plan.rag is None:
        return f"The plan has no {plural(item_noun(plan), 2)}."
    if ratings.plan.rag is None and not ratings.plan.is_reported:
        return f"Nothing has been reported for {plan.settings.period.title}."
    return f"The plan is {ratings.plan.rag}." if ratings.plan.rag else "The plan cannot be rated."


def _numbers(plan: Plan) -> str:
    items, as_at = top_items(plan), plan.settings.as_at
    found = Counter(item.rating(as_at) for item in items)
    scale = plan.settings.scale
    if not any(found[rag] for rag in scale.ratings):
        return ""
    if len(found) == 1:
        return _all_alike(plan, next(iter(found)))
    parts = [_having(rag, found[rag]) for rag in reversed(scale.rated) if found[rag]]
    if not found[scale.rated[0]]:
        parts.append(f"none is {scale.rated[0]}")
    unrated = sum(found[rag] for rag in scale.ratings if not rag.is_rated)
    loose = f"; {unrated} {is_or_are(unrated)} not rated" if unrated else ""
    return f"Of {counted(len(items), item_noun(plan))}, {listed(parts)}{loose}."


def _all_alike(plan: Plan, rag: Rag | None) -> str:
    number, noun = len(top_items(plan)), item_noun(plan)
    if rag is None or not rag.is_rated:
        return f"No {noun} is rated."
    subject = f"Its only {noun}" if number == 1 else f"All {counted(number, noun)}"
    return f"{subject} {is_or_are(number)} {rag}."


def _having(rag: Rag, number: int) -> str:
    return f"{number} {is_or_are(number)} {rag}"


def _moves(compared: Comparison, audience: Audience) -> str:
    if compared.since is None:
        return ""
    items = top_items(compared.plan)
    better, worse = (compared.moved(items, way) for way in (Direction.IMPROVED, Direction.WORSENED))
    since = compared.since.title
    if not better and not worse:
        opening = f"No rating has improved or worsened since {since}"
    else:
        opening = f"Since {since}, {_how_many(better, 'improved')} and " + (
            f"{_how_many(worse, 'worsened')}{_names(worse, compared.plan, audience)}"
        )
    return f"{opening}{_others(compared, items)}."


def _how_many(items: Sequence[Item], verb: str) -> str:
    return f"{len(items) or 'none'} {verb}"


def _names(items: Sequence[Item], plan: Plan, audience: Audience) -> str:
    """Name the few that matter most, in brackets; those not for these readers stay unnamed."""
    known = [i for i in by_rank(items) if audience.may_read(i, plan)]
    named = [f"{i.ref} {i.title}" for i in known[:_NAMED]]
    if not named:
        return ""
    among = "" if len(items) <= len(named) else "among them "
    return f" ({among}{listed(named)})"


def _others(compared: Comparison, items: Sequence[Item]) -> str:
    new = sum(compared.is_new(item) for item in items)
    done = sum(compared.is_newly_complete(item) for item in items)
    parts = [f"{new} {is_or_are(new)} new"] if new else []
    parts += [f"{done} {was(done)} completed"] if done else []
    return f"; {listed(parts)}" if parts else ""


def _silence(plan: Plan, ratings: Ratings) -> str:
    """Say what is missing: items, and enablers that have no items."""
    silent = [i for i in top_items(plan) if i.rating(plan.settings.as_at) is None]
    if not ratings.plan.is_reported:
        return ""
    named = [p.title for p in ratings.parts if not p.is_reported and not plan.items_of(p.code)]
    if not silent:
        return f"{listed(named)} {was(len(named))} not reported." if named else ""
    told = f"{counted(len(silent), item_noun(plan))} {was(len(silent))} not reported"
    return f"{told}, nor {was(len(named))} {listed(named)}." if named else f"{told}."


def _unnamed(plan: Plan, audience: Audience) -> str:
    """Say how many items are counted and may not be named to these readers."""
    hidden = sum(not audience.may_read(item, plan) for item in top_items(plan))
    if not hidden:
        return ""
    verb = is_or_are(hidden)
    return f"{counted(hidden, item_noun(plan))} {verb} counted here and {verb} not for publication."
