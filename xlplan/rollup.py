"""Rating a workstream or plan from its parts, by a named policy that explains itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import product

from xlplan.model import Item, Kind, Plan, Rag, Reported, Scale, Workstream

Counts = Mapping[Rag, int]


def majority(counts: Counts, scale: Scale) -> Rag:
    """The most common rating; a tie goes to the worse (reproduces Maidstone, October 2013)."""
    return max(scale.rated, key=lambda rag: (counts.get(rag, 0), -_score(rag)))


def worst(counts: Counts, scale: Scale) -> Rag:
    """The worst rating that any item has."""
    return next(rag for rag in scale.rated if counts.get(rag, 0))


def threshold(counts: Counts, scale: Scale) -> Rag:
    """The best rating when 75% of items have it, the worst when under 50%, else between."""
    total = sum(counts.get(rag, 0) for rag in scale.rated)
    best, lowest = scale.rated[-1], scale.rated[0]
    share = counts.get(best, 0) * 4
    if share >= total * 3:
        return best
    return scale.rated[-2] if share >= total * 2 else lowest


POLICIES: Mapping[str, Callable[[Counts, Scale], Rag]] = {
    "majority": majority,
    "worst": worst,
    "threshold": threshold,
}
POLICY_WORDS: Mapping[str, str] = {
    "majority": "the most common rating; a tie goes to the worse",
    "worst": "the worst rating of any item",
    "threshold": "the share of items with the best rating: three quarters or more, or half",
}


def apply_policy(policy: str, counts: Counts, scale: Scale) -> Rag | None:
    """Rate by policy and guards; None when nothing is rated.

    Guards: any item at the worst rating keeps the whole off the best; half of them there make
    the whole the worst.
    """
    total = sum(counts.get(rag, 0) for rag in scale.rated)
    if not total:
        return None
    rating = POLICIES[policy](counts, scale)
    lowest, best = scale.rated[0], scale.rated[-1]
    if counts.get(lowest, 0) * 2 >= total:
        return lowest
    if counts.get(lowest, 0) and rating == best:
        return scale.rated[-2]
    return rating


def _score(rag: Rag) -> int:
    return rag.score or 0


@dataclass(frozen=True)
class Margin:
    """How many items would have to change rating; None where no change would do it."""

    worse: int | None
    better: int | None
    worse_rating: Rag | None = None
    better_rating: Rag | None = None

    def in_words(self) -> str:
        """Say both margins, such as: 1 more Amber would make it Amber."""
        parts = []
        for number, rating in (
            (self.worse, self.worse_rating),
            (self.better, self.better_rating),
        ):
            if number and rating:
                items = "item" if number == 1 else "items"
                parts.append(f"{number} {items} changing would make it {rating}")
        return "; ".join(parts)


def margin(policy: str, counts: Counts, scale: Scale) -> Margin:
    """Return the fewest items that would have to change to move the rating either way."""
    now = apply_policy(policy, counts, scale)
    if now is None:
        return Margin(None, None)
    down = _fewest(policy, counts, scale, lambda rag: _score(rag) < _score(now))
    up = _fewest(policy, counts, scale, lambda rag: _score(rag) > _score(now))
    return Margin(down[0], up[0], down[1], up[1])


def _fewest(
    policy: str, counts: Counts, scale: Scale, wanted: Callable[[Rag], bool]
) -> tuple[int | None, Rag | None]:
    best: tuple[int | None, Rag | None] = (None, None)
    for after in _all_counts(sum(counts.get(r, 0) for r in scale.rated), len(scale.rated)):
        changed = dict(zip(scale.rated, after, strict=True))
        moved = sum(max(0, counts.get(r, 0) - changed[r]) for r in scale.rated)
        if best[0] is not None and moved >= best[0]:
            continue
        rating = apply_policy(policy, changed, scale)
        if rating is not None and wanted(rating):
            best = (moved, rating)
    return best


def _all_counts(total: int, points: int) -> Iterable[tuple[int, ...]]:
    for head in product(range(total + 1), repeat=points - 1):
        if sum(head) <= total:
            yield (*head, total - sum(head))


@dataclass(frozen=True)
class RollUp:
    """One rating worked out from its parts.

    `rag` is what counts: the approved override if there is one, else `computed`. `reason` is one
    sentence for councillors. `decided_by` are the refs of the items with the rating.
    """

    code: str
    title: str
    kind: Kind | None
    policy: str
    rag: Rag | None
    computed: Rag | None
    declared: Rag | None
    counts: Counts
    not_rated: int
    not_reported: int
    margin: Margin
    reason: str
    decided_by: tuple[str, ...]
    refs: Mapping[str, tuple[str, ...]]
    is_reported: bool = True


def roll_up_workstream(workstream: Workstream, plan: Plan) -> RollUp:
    """Rate a workstream from its items; an enabler without items takes its own rating."""
    settings = plan.settings
    policy = workstream.policy or settings.policy
    members = plan.items_of(workstream.code)
    own = workstream.own
    declared = own.rag if own and own.reported is Reported.YES else None
    if not members:
        return _from_own_row(workstream, declared, settings.as_at)
    refs = _refs_by_word(members, settings.as_at)
    scale = settings.scale
    counts = {rag: len(refs.get(rag.word, ())) for rag in scale.rated}
    computed = apply_policy(policy, counts, scale)
    override = own.override(settings.as_at) if own else None
    rag = override or computed
    return RollUp(
        code=workstream.code,
        title=workstream.title,
        kind=workstream.kind,
        policy=policy,
        rag=rag,
        computed=computed,
        declared=declared,
        counts=counts,
        not_rated=len(refs.get("N/A", ())),
        not_reported=len(refs.get("Not reported", ())),
        margin=margin(policy, counts, scale),
        reason=_override_reason(own) if override and own else explain(policy, counts, scale),
        decided_by=refs.get(rag.word, ()) if rag else (),
        refs=refs,
        is_reported=any(i.reported is Reported.YES for i in members),
    )


def _from_own_row(workstream: Workstream, declared: Rag | None, as_at: date) -> RollUp:
    own = workstream.own
    rag = own.rating(as_at) if own else None
    reason = "Rated by its owner; it has no items beneath it." if rag else "Not reported."
    return RollUp(
        code=workstream.code,
        title=workstream.title,
        kind=workstream.kind,
        policy="declared",
        rag=rag if rag and rag.is_rated else None,
        computed=None,
        declared=declared,
        counts={},
        not_rated=0,
        not_reported=0,
        margin=Margin(None, None),
        reason=reason,
        decided_by=(),
        refs={},
        is_reported=rag is not None,
    )


def _override_reason(own: Item) -> str:
    return f"Set to {own.approved_rag} by {own.approved_by}: {own.approved_reason}"


def roll_up_plan(plan: Plan, lines: Sequence[RollUp]) -> RollUp:
    """Rate the plan: the policy over its workstreams' ratings, enablers beside."""
    scale, policy = plan.settings.scale, plan.settings.policy
    streams = [line for line in lines if line.kind is Kind.WORKSTREAM]
    refs = _grouped((line.rag.word if line.rag else "Not rated", line.code) for line in streams)
    counts = {rag: len(refs.get(rag.word, ())) for rag in scale.rated}
    rag = apply_policy(policy, counts, scale)
    return RollUp(
        code="Plan",
        title=plan.settings.title,
        kind=None,
        policy=policy,
        rag=rag,
        computed=rag,
        declared=None,
        counts=counts,
        not_rated=len(refs.get("Not rated", ())),
        not_reported=0,
        margin=margin(policy, counts, scale),
        reason=explain(policy, counts, scale, noun="workstream"),
        decided_by=refs.get(rag.word, ()) if rag else (),
        refs=refs,
    )


def roll_up(plan: Plan) -> tuple[RollUp, tuple[RollUp, ...]]:
    """Rate the plan and each workstream and enabler that reports."""
    lines = tuple(roll_up_workstream(w, plan) for w in plan.workstreams if w.is_reported)
    return roll_up_plan(plan, lines), lines


def counts_as(item: Item, as_at: date) -> str:
    """Return the word that an item is counted under: a rating, N/A or Not reported."""
    rag = item.rating(as_at)
    if rag is not None:
        return rag.word
    return "Not reported"


def _refs_by_word(members: Iterable[Item], as_at: date) -> dict[str, tuple[str, ...]]:
    return _grouped((counts_as(item, as_at), item.ref) for item in members)


def _grouped(pairs: Iterable[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    groups: dict[str, tuple[str, ...]] = {}
    for word, ref in pairs:
        groups[word] = (*groups.get(word, ()), ref)
    return groups


def explain(policy: str, counts: Counts, scale: Scale, *, noun: str = "item") -> str:
    """Say in one sentence how a rating came about."""
    total = sum(counts.get(rag, 0) for rag in scale.rated)
    rag = apply_policy(policy, counts, scale)
    if rag is None:
        return f"No {noun} is rated."
    parts = [f"{counts[r]} {r}" for r in reversed(scale.rated) if counts.get(r)]
    listed = parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"
    nouns = noun if total == 1 else f"{noun}s"
    return f"{rag}: of {total} rated {nouns}, {listed}{_why(policy, counts, scale, noun)}."


def _why(policy: str, counts: Counts, scale: Scale, noun: str) -> str:
    rag = apply_policy(policy, counts, scale)
    before_guard = POLICIES[policy](counts, scale)
    if rag != before_guard:
        lowest = scale.rated[0]
        verb = "lowers" if counts.get(lowest, 0) == 1 else "lower"
        return f"; the {lowest} {noun if verb == 'lowers' else noun + 's'} {verb} it to {rag}"
    if policy == "worst":
        return "; the worst counts"
    if policy == "threshold":
        return "; by the share with the best rating"
    ties = Counter(counts.get(r, 0) for r in scale.rated)[max(counts.values())]
    return "; a tie goes to the worse" if ties > 1 else "; the most common counts"


def differs_from_sub_items(item: Item, plan: Plan) -> Rag | None:
    """Return what the policy makes of an item's sub-items when it differs from its own rating."""
    parts = plan.sub_items_of(item)
    as_at, scale = plan.settings.as_at, plan.settings.scale
    tally = Counter(rag for p in parts if (rag := p.rating(as_at)) and rag.is_rated)
    computed = apply_policy(plan.settings.policy, tally, scale) if parts else None
    own = item.rating(as_at)
    return computed if computed and own and computed != own else None
