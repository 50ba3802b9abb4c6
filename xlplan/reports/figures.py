"""What each printed count counts: the figure, its number, and the refs of the items behind it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from xlplan.model import Direction, Item, british_date, codes
from xlplan.reports.marks import NOT_REPORTED
from xlplan.reports.movement import Comparison
from xlplan.reports.paper_values import FigureLine
from xlplan.reports.rollups import Ratings
from xlplan.reports.selection import Audience, top_items


def figures(compared: Comparison, ratings: Ratings, audience: Audience) -> tuple[FigureLine, ...]:
    """Return every count of the paper with the refs of the items counted."""
    plan = compared.plan
    items = top_items(plan)
    lines = _counted_in("Plan", items, compared, audience)
    for part in ratings.parts:
        lines += _counted_in(part.title, plan.items_of(part.code), compared, audience)
    lines += [
        FigureLine(f"Workstreams: {word}", len(refs), ", ".join(refs))
        for word, refs in ratings.plan.refs.items()
    ]
    for what, belongs in _moves(compared):
        lines += _line(what, filter(belongs, items), compared, audience)
    lines += _of_the_future(compared, items, audience)
    for objective in plan.objectives:
        serving = [i for i in items if objective.code in codes(i.objectives)]
        lines += _counted_in(objective.title or objective.code, serving, compared, audience)
    return tuple(lines)


def _counted_in(
    what: str, items: Iterable[Item], compared: Comparison, audience: Audience
) -> list[FigureLine]:
    tally: dict[str, list[Item]] = {}
    for item in items:
        rag = compared.now(item)
        tally.setdefault(rag.word if rag else NOT_REPORTED.word, []).append(item)
    best_first = [r.word for r in reversed(compared.plan.settings.scale.rated)]
    return [
        line
        for word in dict.fromkeys((*best_first, *tally))
        for line in _line(f"{what}: {word}", tally.get(word, ()), compared, audience)
    ]


def _line(
    what: str, items: Iterable[Item], compared: Comparison, audience: Audience
) -> list[FigureLine]:
    found = tuple(items)
    return [FigureLine(what, len(found), _refs(found, compared, audience))] if found else []


def _refs(items: Sequence[Item], compared: Comparison, audience: Audience) -> str:
    known = [i.ref for i in items if audience.may_read(i, compared.plan)]
    hidden = len(items) - len(known)
    unnamed = f"{hidden} not named here" if hidden else ""
    return "; ".join(part for part in (", ".join(known), unnamed) if part)


def _moves(compared: Comparison) -> tuple[tuple[str, Callable[[Item], bool]], ...]:
    if compared.since is None:
        return ()
    since = compared.since.title
    return (
        (f"Improved since {since}", lambda i: compared.direction(i) is Direction.IMPROVED),
        (f"Worsened since {since}", lambda i: compared.direction(i) is Direction.WORSENED),
        (f"Completed since {since}", compared.is_newly_complete),
        (f"New since {since}", compared.is_new),
        (f"Kept since {since}", lambda i: not compared.is_new(i)),
    )


def _of_the_future(
    compared: Comparison, items: Sequence[Item], audience: Audience
) -> list[FigureLine]:
    live = [i for i in items if i.is_live]
    ends = compared.plan.settings.plan_to
    late = [i for i in live if ends and i.due and i.due > ends]
    lines = _line("With work still to be done", live, compared, audience)
    if ends:
        lines += _line(f"Due after {british_date(ends)}", late, compared, audience)
    return lines
