"""Snapshots of closed periods: what each row was, month by month."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from xlplan.fields import PUBLISH
from xlplan.model import (
    Direction,
    Item,
    Level,
    Period,
    Plan,
    Rag,
    Reported,
    Settings,
    Snapshot,
    clean,
)


def snapshot(plan: Plan) -> tuple[Snapshot, ...]:
    """Return one snapshot for each row of the plan, in the plan's order."""
    above = {item.ref: item for item in plan.items if item.level is Level.ITEM}
    return tuple(_taken(row, above.get(row.parent), plan.settings) for row in plan.rows)


def _taken(row: Item, above: Item | None, settings: Settings) -> Snapshot:
    return Snapshot(
        period=settings.period,
        item_id=row.item_id,
        ref=row.ref,
        level=row.level,
        workstream=row.workstream,
        title=row.title,
        reported=row.reported,
        rag=row.rating(settings.as_at),
        status=row.status,
        percent_complete=row.percent_complete,
        baseline_due=row.baseline_due,
        due=row.due,
        forecast=row.forecast,
        owner=row.owner,
        source=str(row.cells["rag"]) if "rag" in row.cells else "",
        parent=row.parent,
        delegate=row.delegate,
        priority_rank=row.priority_rank,
        declared=row.rag if row.reported is Reported.YES else None,
        computed=row.computed_rag,
        approved=row.override(settings.as_at),
        publish=_publish(row, above),
        proposed_change=row.proposed_change,
        change_reason=row.change_reason,
        decision_ref=row.decision_ref,
    )


def _publish(row: Item, above: Item | None) -> str:
    """Return who may read a row: once it is gone, nothing else tells whose part it was."""
    said = [clean(one.publish) or PUBLISH[0] for one in (row, above) if one]
    known = [word.casefold() for word in PUBLISH]
    return max(said, key=lambda w: known.index(w.casefold()) if w.casefold() in known else 9)


def periods(history: Iterable[Snapshot]) -> tuple[Period, ...]:
    """Return the closed periods, oldest first."""
    return tuple(sorted({s.period for s in history}))


def by_item(history: Iterable[Snapshot], period: Period) -> Mapping[str, Snapshot]:
    """Return a period's snapshots by item id."""
    return {s.item_id: s for s in history if s.period == period}


def direction(before: Rag | None, now: Rag | None, *, was_in_plan: bool = True) -> Direction:
    """Return how a rating moved; unrated or unreported on either side cannot be compared."""
    if not was_in_plan:
        return Direction.NEW
    if before is None or now is None or before.score is None or now.score is None:
        return Direction.NONE
    if before.score == now.score:
        return Direction.SAME
    return Direction.IMPROVED if now.score > before.score else Direction.WORSENED
