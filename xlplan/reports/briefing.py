"""One page for one post: what they answer for, what they will be asked, what is to be decided."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from xlplan.model import Item, Level, Plan, british_date, clean, codes, short_date
from xlplan.reports.asks import asking
from xlplan.reports.blocks import Block, BlockPaper, Cell, cell, table
from xlplan.reports.context import RequestLine
from xlplan.reports.criteria import Criteria
from xlplan.reports.marks import mark
from xlplan.reports.movement import Comparison, compare, last_closed
from xlplan.reports.questions import questions
from xlplan.reports.selection import Audience, answerable, by_rank
from xlplan.reports.sources import PaperFacts
from xlplan.reports.wording import counted, is_or_are, item_noun, listed, sentence
from xlplan.views import decisions_not_applied

_MOST = 9
_FEW = 6


@dataclass(frozen=True)
class Scope:
    """What one post answers for: rows and workstreams; `audience` is what they may read of it."""

    post: str
    rows: tuple[Item, ...]
    streams: tuple[str, ...]
    audience: Audience


def scope_of(plan: Plan, post: str) -> Scope | None:
    """Return what a post answers for, as owner, head of a workstream or portfolio holder.

    A portfolio holder is a Member, and reads what the public may read. None for a post that the
    plan does not name.
    """
    wanted = clean(post).casefold()
    headed = {w.code for w in plan.workstreams if clean(w.owner).casefold() == wanted}
    held = {w.code for w in plan.workstreams if clean(w.portfolio_holder).casefold() == wanted}
    owned = {row.item_id for row in plan.rows if clean(row.owner).casefold() == wanted}
    if not (headed or held or owned):
        return None
    audience = Audience.CMT if headed or owned else Audience.PUBLIC
    mine = [
        row
        for row in answerable(plan)
        if row.item_id in owned or row.workstream in headed | held or _has_part(plan, row, owned)
    ]
    return Scope(post, tuple(mine), tuple(sorted(headed | held)), audience)


def _has_part(plan: Plan, row: Item, owned: set[str]) -> bool:
    return any(part.item_id in owned for part in plan.sub_items_of(row))


def known_posts(plan: Plan) -> tuple[str, ...]:
    """Return every post that a briefing can be made for."""
    heads = [w.owner for w in plan.workstreams]
    holders = [w.portfolio_holder for w in plan.workstreams]
    owners = [row.owner for row in plan.rows]
    return tuple(sorted({clean(post) for post in (*heads, *holders, *owners) if clean(post)}))


def briefing(plan: Plan, facts: PaperFacts, scope: Scope) -> BlockPaper:
    """Assemble the page for one post, from the same data as the report to CMT."""
    compared = compare(plan, last_closed(plan))
    criteria = Criteria(compared)
    settings = plan.settings
    day = british_date(settings.as_at)
    known = tuple(row for row in scope.rows if scope.audience.may_read(row, plan))
    blocks = (
        *_asked(criteria, facts, known),
        *_decisions(compared, facts, scope, known),
        *_items(criteria, known),
    )
    return BlockPaper(
        council=settings.council,
        title=f"Briefing: {scope.post}",
        subtitle=f"{settings.title}: position at {day}",
        watermark="" if plan.is_month_closed else "Draft",
        header=(),
        answer=f"{_answer(criteria, scope, known)}{_meeting(plan)}",
        blocks=blocks,
        provenance=facts.sources.provenance(day),
    )


def _meeting(plan: Plan) -> str:
    month = [m for m in plan.registers.calendar if m.period == plan.settings.period]
    meeting = next((m for m in month if m.day and m.body), None)
    if meeting is None or meeting.day is None:
        return ""
    return f" {meeting.body} meets on {british_date(meeting.day)}."


def _answer(criteria: Criteria, scope: Scope, known: tuple[Item, ...]) -> str:
    plan, noun = criteria.plan, item_noun(criteria.plan)
    if not scope.rows:
        return f"The {scope.post} answers for no {noun} of its own."
    tally = Counter(mark(criteria.compared.now(row)).word for row in scope.rows)
    scale = plan.settings.scale
    unrated = [rag.word for rag in scale.ratings if not rag.is_rated]
    order = [rag.word for rag in reversed(scale.rated)] + unrated
    words = sorted(tally, key=lambda w: order.index(w) if w in order else len(order))
    told = [f"The {scope.post} answers for {counted(len(scope.rows), noun)}: "]
    told.append(f"{listed([f'{tally[word]} {word}' for word in words])}.")
    bad = [row for row in known if criteria.is_exception(row)]
    new = [row for row in bad if criteria.first_month(row) is None]
    if bad:
        told.append(f" {counted(len(bad), 'exception')}{_fresh(criteria, bad, new)}.")
    hidden = len(scope.rows) - len(known)
    if hidden:
        told.append(f" {hidden} {is_or_are(hidden)} counted and not named here.")
    return "".join(told)


def _fresh(criteria: Criteria, bad: Sequence[Item], new: Sequence[Item]) -> str:
    if not new or criteria.compared.since is None:
        return ""
    return ", new this month" if len(new) == len(bad) else f", {len(new)} of them new this month"


def _asked(criteria: Criteria, facts: PaperFacts, known: tuple[Item, ...]) -> Iterator[Block]:
    found = [(row, said) for row in by_rank(known) if (said := questions(criteria, facts, row))]
    order = list(criteria.kinds)
    found.sort(key=lambda pair: order.index(criteria.kind(pair[0]) or order[-1]))
    columns = (("What it is about", 5.6), ("Rating", 2.4), ("What you will be asked", 9.0))
    rows = [(_name(row), _rated(criteria, row), " ".join(said)) for row, said in found[:_MOST]]
    made = table("What you will be asked", columns, rows)
    more = len(found) - len(rows)
    note = f"{more} more in the report to CMT." if more else ""
    if made:
        yield Block(
            "What you will be asked", "asked", table=made, note=note.replace("mores", "more")
        )


def _decisions(
    compared: Comparison, facts: PaperFacts, scope: Scope, known: tuple[Item, ...]
) -> Iterator[Block]:
    refs = {row.ref for row in known} | {
        part.ref
        for row in known
        for part in compared.plan.sub_items_of(row)
        if scope.audience.may_read(part, compared.plan)
    }
    rows = (*_asks(compared.plan, scope, refs), *_requests(facts.requests, refs))
    rows += tuple(_unapplied(compared.plan, refs))
    columns = (("What", 10.6), ("From whom", 3.0), ("By when", 3.4))
    made = table("Decisions ahead", columns, rows)
    if made:
        yield Block("Decisions ahead", "decisions", table=made)


def _asks(plan: Plan, scope: Scope, refs: set[str]) -> tuple[tuple[str, str, str], ...]:
    return tuple(
        (
            f"{row.ref} {row.title}: {sentence(row.help_needed) or 'A decision.'}",
            row.decision_needed_from,
            british_date(row.decision_by) if row.decision_by else "",
        )
        for row in asking(plan, scope.audience)
        if row.ref in refs
    )


def _requests(
    requests: tuple[RequestLine, ...], refs: set[str]
) -> tuple[tuple[str, str, str], ...]:
    return tuple(
        (f"{r.ref} {r.title}: {r.what} to {r.wanted}, as {r.owner} requests.", "CMT", "")
        for r in requests
        if r.ref in refs and not r.decision
    )


def _unapplied(plan: Plan, refs: set[str]) -> Iterator[tuple[str, str, str]]:
    for line in decisions_not_applied(plan):
        if refs & set(codes(line.decision.items)):
            day = british_date(line.decision.day) if line.decision.day else ""
            text = f"Decided, and not yet in the plan: {sentence(line.decision.text)}"
            yield text, line.decision.body, f"Decided {day}" if day else ""


def _items(criteria: Criteria, known: tuple[Item, ...]) -> Iterator[Block]:
    compared = criteria.compared
    moved = [row for row in known if _is_moved(compared, row)]
    shown = list(known) if len(known) <= _FEW else moved
    columns = (
        *(("Item", 5.0), ("Rating", 2.4), ("What moved", 3.6)),
        *(("Due", 2.2), ("Owner", 3.8)),
    )
    rows = [
        (_name(row), _rated(criteria, row), _moved(compared, row), _due(row), row.owner)
        for row in by_rank(shown)
    ]
    made = table("Items, and what moved", columns, rows)
    others = len(known) - len(shown)
    note = f"{others} more did not move." if others else ""
    if made:
        yield Block("The items, and what moved", "items", table=made, note=note)


def _is_moved(compared: Comparison, row: Item) -> bool:
    return compared.is_rating_moved(row) or compared.is_date_moved(row)


def _moved(compared: Comparison, row: Item) -> str:
    told = compared.change(row)
    seen = compared.was(row)
    if seen and seen.due and row.due and seen.due != row.due:
        told = f"{told}. Date moved from {short_date(seen.due)}"
    return told


def _due(row: Item) -> str:
    if row.is_complete:
        return "Complete"
    due = short_date(row.due) if row.due else "No date"
    is_other = row.forecast is not None and row.forecast != row.due
    return f"{due} (expected {short_date(row.forecast)})" if is_other and row.forecast else due


def _name(row: Item) -> str:
    return (
        f"{row.ref} {row.title}" if row.level is not Level.WORKSTREAM else f"{row.ref} as a whole"
    )


def _rated(criteria: Criteria, row: Item) -> Cell:
    return cell(mark=mark(criteria.compared.now(row)))
