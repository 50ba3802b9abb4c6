"""Snapshots of closed periods: what each row was, month by month."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from xlplan.model import Direction, Period, Plan, Rag, Snapshot


def snapshot(plan: Plan) -> tuple[Snapshot, ...]:
    """Return one snapshot for each row of the plan, in the plan's order."""
    settings = plan.settings
    return tuple(
        Snapshot(
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
        )
        for row in plan.rows
    )


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
