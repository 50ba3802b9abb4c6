"""The ratings of a plan and its workstreams, each with its counts, its margin and its reason."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from xlplan.model import Item, Kind, Plan, Rag, Reported, Workstream
from xlplan.rollup.explaining import explain
from xlplan.rollup.margins import Margin, margin
from xlplan.rollup.policies import Counts, apply_policy, terms_of


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
    policy = policy_of(workstream.code, plan)
    members = plan.items_of(workstream.code)
    own = workstream.own
    declared = own.rag if own and own.reported is Reported.YES else None
    if not members:
        return _from_own_row(workstream, declared, settings.as_at)
    refs = _refs_by_word(members, settings.as_at)
    scale = settings.scale
    counts = {rag: len(refs.get(rag.word, ())) for rag in scale.rated}
    terms = terms_of(settings, priority_weights(plan, members))
    computed = apply_policy(policy, counts, scale, terms=terms)
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
        not_rated=sum(len(refs.get(rag.word, ())) for rag in scale.unrated),
        not_reported=len(refs.get("Not reported", ())),
        margin=margin(policy, counts, scale, terms=terms),
        reason=_override_reason(own)
        if override and own
        else explain(policy, counts, scale, terms=terms),
        decided_by=refs.get(rag.word, ()) if rag else (),
        refs=refs,
        is_reported=any(i.reported is Reported.YES for i in members),
    )


def policy_of(code: str, plan: Plan) -> str:
    """Return the policy of a workstream: its own, or the plan's when it has none."""
    own = next((w.policy for w in plan.workstreams if w.code == code), "")
    return own or plan.settings.policy


def priority_weights(plan: Plan, members: Iterable[Item]) -> Mapping[Rag, tuple[int, ...]]:
    """Return what each item weighs under the weighted policy, by its rating.

    The plan's first priority weighs as many as the plan has priorities, its last 1; an item
    without a priority weighs 1.
    """
    as_at, last = plan.settings.as_at, plan.last_priority
    weights: dict[Rag, list[int]] = {}
    for item in members:
        rag = item.rating(as_at)
        if rag and rag.is_rated:
            rank = item.priority_rank or 0
            weight = last + 1 - rank if rank >= 1 else 1
            weights.setdefault(rag, []).append(weight)
    return {rag: tuple(known) for rag, known in weights.items()}


def _from_own_row(workstream: Workstream, declared: Rag | None, as_at: date) -> RollUp:
    own = workstream.own
    rag = own.rating(as_at) if own else None
    reason = (
        "Rated by its owner; it has no items beneath it." if rag else "Nothing was returned for it."
    )
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
    who = own.approved_by or "the performance team"
    why = (
        f": {own.approved_reason.rstrip('.')}" if own.approved_reason else ", with no reason given"
    )
    return f"Set to {own.approved_rag} by {who}{why}."


def roll_up_plan(plan: Plan, lines: Sequence[RollUp]) -> RollUp:
    """Rate the plan: the policy over its workstreams' ratings, and enablers' when they count."""
    settings = plan.settings
    scale, policy, terms = settings.scale, settings.policy, terms_of(settings)
    kinds = (Kind.WORKSTREAM, Kind.ENABLER) if settings.enablers_count else (Kind.WORKSTREAM,)
    noun = "workstream or enabler" if settings.enablers_count else "workstream"
    streams = [line for line in lines if line.kind in kinds]
    refs = _grouped((line.rag.word if line.rag else "Not rated", line.code) for line in streams)
    counts = {rag: len(refs.get(rag.word, ())) for rag in scale.rated}
    rag = apply_policy(policy, counts, scale, terms=terms)
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
        margin=margin(policy, counts, scale, terms=terms),
        reason=explain(policy, counts, scale, noun=noun, terms=terms),
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
    groups: dict[str, list[str]] = {}
    for word, ref in pairs:
        groups.setdefault(word, []).append(ref)
    return {word: tuple(refs) for word, refs in groups.items()}


def roll_up_sub_items(item: Item, plan: Plan) -> RollUp | None:
    """Rate an item from its sub-items, to stand beside its own rating; None when it has none.

    `rag` is the rating that counts, which is the item's own; `computed` what its sub-items make.
    """
    parts = plan.sub_items_of(item)
    if not parts:
        return None
    settings = plan.settings
    scale, policy = settings.scale, policy_of(item.workstream, plan)
    terms = terms_of(settings, priority_weights(plan, parts))
    refs = _refs_by_word(parts, settings.as_at)
    counts = {rag: len(refs.get(rag.word, ())) for rag in scale.rated}
    computed = apply_policy(policy, counts, scale, terms=terms)
    return RollUp(
        code=item.ref,
        title=item.title,
        kind=None,
        policy=policy,
        rag=item.rating(settings.as_at),
        computed=computed,
        declared=item.rag if item.reported is Reported.YES else None,
        counts=counts,
        not_rated=sum(len(refs.get(rag.word, ())) for rag in scale.unrated),
        not_reported=len(refs.get("Not reported", ())),
        margin=margin(policy, counts, scale, terms=terms),
        reason=explain(policy, counts, scale, noun="sub-item", terms=terms),
        decided_by=refs.get(computed.word, ()) if computed else (),
        refs=refs,
        is_reported=item.reported is Reported.YES,
    )


def differs_from_sub_items(item: Item, plan: Plan) -> Rag | None:
    """Return what the policy makes of an item's sub-items when it differs from its own rating."""
    beneath = roll_up_sub_items(item, plan)
    if beneath is None or beneath.rag is None:
        return None
    return beneath.computed if beneath.computed != beneath.rag else None
