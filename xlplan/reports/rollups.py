"""Workstreams, enablers and the plan as print: rated now, rated then, and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from xlplan.history import plan_at
from xlplan.model import Item, Kind, Rag, Workstream
from xlplan.reports.context import Count, Mark, RollUpLine
from xlplan.reports.counting import rating_counts
from xlplan.reports.marks import NOT_RATED, NOT_REPORTED, mark
from xlplan.reports.movement import Comparison, change_between
from xlplan.reports.selection import Audience, top_items
from xlplan.reports.wording import counted, sentence
from xlplan.rollup import POLICY_WORDS, Margin, RollUp, roll_up


@dataclass(frozen=True)
class Ratings:
    """The plan's roll-ups: as worked out now, and as lines of a paper, in the same order."""

    plan: RollUp
    parts: tuple[RollUp, ...]
    plan_line: RollUpLine
    lines: tuple[RollUpLine, ...]

    def of_kind(self, *kinds: Kind) -> tuple[RollUpLine, ...]:
        """Return the lines of workstreams, or of enablers."""
        pairs = zip(self.parts, self.lines, strict=True)
        return tuple(line for part, line in pairs if part.kind in kinds)


def rate(compared: Comparison, audience: Audience) -> Ratings:
    """Roll the plan up, and say how each rating moved since the comparison's period."""
    plan = compared.plan
    whole, parts = roll_up(plan)
    streams = [w for w in plan.workstreams if w.is_reported]
    before = _rated_before(compared)
    lines = tuple(
        _line(
            compared,
            part,
            before=before.get(part.code),
            owner=stream.owner,
            counts=_counts(compared, stream),
        )
        for part, stream in zip(parts, streams, strict=True)
    )
    lines = tuple(
        replace(line, explanation=_explained(compared, part, audience))
        for line, part in zip(lines, parts, strict=True)
    )
    is_silent = not any(part.is_reported for part in parts)
    whole = replace(whole, is_reported=not is_silent)
    counts = rating_counts((compared.now(i) for i in top_items(plan)), plan.settings.scale)
    line = _line(compared, whole, before=before.get(whole.code), owner="", counts=counts)
    return Ratings(whole, parts, replace(line, code="", title="Whole plan", kind="Plan"), lines)


def _line(
    compared: Comparison,
    part: RollUp,
    *,
    before: Rag | None,
    owner: str,
    counts: tuple[Count, ...],
) -> RollUpLine:
    is_plan = part.kind is None
    since = compared.since
    return RollUpLine(
        code=part.code,
        title=part.title,
        kind=str(part.kind or "Plan"),
        owner=owner,
        now=_mark_now(part),
        last=mark(before) if since else None,
        change=change_between(before, part.rag, since=since) if since else "",
        counts=counts,
        total=sum(count.number for count in counts),
        explanation=part.reason,
        margin=margin_in_words(part.margin, "workstream" if is_plan else "item"),
        policy=_sentence_case(POLICY_WORDS.get(part.policy, "rated by its owner")),
    )


def _mark_now(part: RollUp) -> Mark:
    if part.rag:
        return mark(part.rag)
    return NOT_RATED if part.is_reported else NOT_REPORTED


def _sentence_case(text: str) -> str:
    return text[:1].upper() + text[1:]


def _counts(compared: Comparison, stream: Workstream) -> tuple[Count, ...]:
    members = compared.plan.items_of(stream.code)
    if not members:
        return ()
    return rating_counts((compared.now(i) for i in members), compared.plan.settings.scale)


def margin_in_words(margin: Margin, noun: str) -> str:
    """Say how many parts would have to change to change the rating, either way."""
    told = [
        f"{counted(number, noun)} changing would make it {rag}"
        for number, rag in (
            (margin.worse, margin.worse_rating),
            (margin.better, margin.better_rating),
        )
        if number and rag
    ]
    return sentence("; ".join(told))


def short_margin(margin: Margin, noun: str = "item") -> str:
    """Say a margin in a narrow cell, such as "2 items to Red; 1 to Green"."""
    pairs = ((margin.worse, margin.worse_rating), (margin.better, margin.better_rating))
    told = [(number, rag) for number, rag in pairs if number and rag]
    return "; ".join(
        f"{number if place else counted(number, noun)} to {rag}"
        for place, (number, rag) in enumerate(told)
    )


def _explained(compared: Comparison, part: RollUp, audience: Audience) -> str:
    """Return why it is rated so; an approval's reason only to those who may read its row."""
    stream = next(w for w in compared.plan.workstreams if w.code == part.code)
    own = stream.own
    override = own.override(compared.plan.settings.as_at) if own else None
    if own is None or override is None:
        return part.reason
    if audience.may_read(own, compared.plan):
        return sentence(part.reason)
    return f"Set to {override} by approval."


def _rated_before(compared: Comparison) -> Mapping[str, Rag | None]:
    """Return the ratings then by code, worked out by today's policies from the items of then."""
    if not (compared.since and compared.before):
        return {}
    whole, parts = roll_up(plan_at(compared.plan, compared.since))
    return {part.code: part.rag for part in (whole, *parts)}


def own_row(compared: Comparison, stream: Workstream, audience: Audience) -> Item | None:
    """Return the row that heads a workstream when the readers may see it."""
    own = stream.own
    return own if own and audience.may_read(own, compared.plan) else None
