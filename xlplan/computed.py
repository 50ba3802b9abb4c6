"""Rating an item from its dates, milestones, percentage or elapsed time, by a named preset.

A computed rating stands beside the declared one and never replaces it.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from xlplan.model import THREE_POINT, Item, Level, Plan, Rag, Scale, Status, british_date


@dataclass(frozen=True)
class Computed:
    """A rating worked out from facts, and why in one sentence."""

    rag: Rag
    why: str


def computed_rating(
    item: Item,
    as_at: date,
    *,
    preset: str,
    scale: Scale = THREE_POINT,
    parts: Sequence[Item] = (),
) -> Computed | None:
    """Rate an item by a preset; None when the preset has nothing to judge it by.

    `parts` are its sub-items, which count as its milestones. On a longer scale Amber is the middle
    rating, the worse of two middles. Raises KeyError for a name that is not in PRESETS.
    """
    if preset == MILESTONES:
        return _milestones(item, as_at, scale, parts)
    return PRESETS[preset](item, as_at, scale)


def computed_ratings(plan: Plan) -> Mapping[str, Computed]:
    """Rate every item and sub-item that the plan's preset can judge, by item id."""
    settings, found = plan.settings, {}
    for item in plan.items if settings.computed_preset != DECLARED_ONLY else ():
        made = computed_rating(
            item,
            settings.as_at,
            preset=settings.computed_preset,
            scale=settings.scale,
            parts=plan.sub_items_of(item) if item.level is Level.ITEM else (),
        )
        if made:
            found[item.item_id] = made
    return found


def a_month_after(day: date) -> date:
    """Return the same day of the next month, or that month's last day where it has none."""
    year, month = day.year + day.month // 12, day.month % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def _declared_only(item: Item, as_at: date, scale: Scale) -> Computed | None:
    return None


def _bromsgrove(item: Item, as_at: date, scale: Scale) -> Computed | None:
    """Judge the expected finish against the approved date.

    The expected finish is the forecast, and never earlier than the as-at date while work is open.
    Reprogrammed and suspended take an item out only with a decision or an approver on its row.
    """
    due = item.due or item.baseline_due
    if item.is_complete:
        return Computed(_green(scale), "Complete.")
    if due is None or item.status is Status.NOT_PURSUED or _is_out_by_approval(item):
        return None
    expected = max(item.forecast or due, as_at)
    if expected <= due:
        return Computed(_green(scale), f"On target for {british_date(due)}.")
    late = f"Due {british_date(due)}{_expected(item, as_at)}"
    if expected <= a_month_after(due):
        return Computed(_amber(scale), f"{late}: up to one month behind.")
    return Computed(_red(scale), f"{late}: more than one month behind.")


def _is_out_by_approval(item: Item) -> bool:
    is_out = item.status in (Status.REPROGRAMMED, Status.SUSPENDED)
    return is_out and bool(item.decision_ref or item.approved_by)


def _expected(item: Item, as_at: date) -> str:
    if item.forecast and item.forecast >= as_at:
        return f", forecast {british_date(item.forecast)}"
    return f", not complete at {british_date(as_at)}"


def _percentage(item: Item, as_at: date, scale: Scale) -> Computed | None:
    """Reading's rule of 2022: up to 25% Red, over 75% Green, and half done by its date."""
    percent = _percent(item)
    if percent is None:
        return None
    done = f"{percent:g}% complete"
    if percent < 50 and item.due is not None and item.due < as_at:
        said = f"{done}, under half, and its date of {british_date(item.due)} has passed."
        return Computed(_red(scale), said)
    if percent <= 25:
        return Computed(_red(scale), f"{done}: a quarter or less.")
    if percent <= 75:
        return Computed(_amber(scale), f"{done}: over a quarter, up to three quarters.")
    return Computed(_green(scale), f"{done}: over three quarters.")


def _elapsed(item: Item, as_at: date, scale: Scale) -> Computed | None:
    """Camms's rule: the percentage complete as a share of the percentage of time gone.

    Nothing is said of an item that is deferred, has no end, or has not begun by its dates.
    """
    percent, start, due = _percent(item), item.start, item.due
    if item.is_complete:
        return Computed(_green(scale), "Complete.")
    if percent is None or start is None or due is None or _is_deferred(item):
        return None
    whole, gone = (due - start).days, (min(as_at, due) - start).days
    if whole <= 0 or gone <= 0:
        return None
    # Cross-multiplied, so that exactly 70 or 90 is not lost to rounding.
    reached, expected = percent * whole, gone
    said = f"{percent:g}% complete with {100 * gone // whole}% of its time gone"
    if reached >= 90 * expected:
        return Computed(_green(scale), f"{said}: at least nine tenths of what is expected by now.")
    if reached >= 70 * expected:
        return Computed(_amber(scale), f"{said}: under nine tenths of what is expected by now.")
    return Computed(_red(scale), f"{said}: under seven tenths of what is expected by now.")


def _milestones(
    item: Item, as_at: date, scale: Scale, parts: Sequence[Item] = ()
) -> Computed | None:
    """North Herts's rule: Amber is one or more milestones missed without significant impact.

    Milestones are the next milestone and the sub-items, missed when their date has passed and they
    are not complete. The impact is significant when the item itself is expected after its approved
    date; ours are that either alone is Amber, and that its own date passed is Red.
    """
    if item.is_complete:
        return Computed(_green(scale), "Complete.")
    if _is_deferred(item) and item.status is not Status.REPROGRAMMED:
        return None
    dated = [part for part in parts if part.due and part.is_live]
    due = item.due or item.baseline_due
    if due is None and item.next_milestone_due is None and not dated:
        return None
    missed = [part.ref for part in dated if part.due and part.due < as_at]
    if item.next_milestone_due and item.next_milestone_due < as_at:
        missed.insert(0, item.next_milestone or "the next milestone")
    told = f"Missed: {', '.join(missed)}" if missed else "No milestone is missed"
    if due and due < as_at:
        return Computed(_red(scale), f"{told}; its own date of {british_date(due)} has passed.")
    is_late = bool(due and item.forecast and item.forecast > due)
    if is_late and due and item.forecast:
        late = f"expected {british_date(item.forecast)}, after {british_date(due)}"
        return Computed(_red(scale) if missed else _amber(scale), f"{told}; {late}.")
    if missed:
        return Computed(_amber(scale), f"{told}; the finish is not put off.")
    return Computed(_green(scale), f"{told}.")


def _is_deferred(item: Item) -> bool:
    return item.status in (Status.SUSPENDED, Status.REPROGRAMMED, Status.NOT_PURSUED)


def _percent(item: Item) -> float | None:
    if item.is_complete:
        return 100
    is_stopped = item.status in (Status.SUSPENDED, Status.NOT_PURSUED)
    return None if is_stopped else item.percent_complete


def _green(scale: Scale) -> Rag:
    return scale.rated[-1]


def _amber(scale: Scale) -> Rag:
    return scale.rated[(len(scale.rated) - 1) // 2]


def _red(scale: Scale) -> Rag:
    return scale.rated[0]


DECLARED_ONLY = "declared only"
MILESTONES = "milestones"
PRESETS: Mapping[str, Callable[[Item, date, Scale], Computed | None]] = {
    DECLARED_ONLY: _declared_only,
    "bromsgrove": _bromsgrove,
    "percentage": _percentage,
    "elapsed": _elapsed,
    MILESTONES: _milestones,
}
PRESET_WORDS: Mapping[str, str] = {
    DECLARED_ONLY: "nothing is computed; the owner's rating stands alone",
    "bromsgrove": (
        "on target Green; up to one month behind Amber; more than one month Red; complete Green; "
        "reprogrammed or suspended not rated, with approval only"
    ),
    "percentage": (
        "up to 25% complete Red; over 75% Green; between them Amber; under 50% past its date Red"
    ),
    "elapsed": (
        "the percentage complete against the percentage of time gone: 90% of it or more Green; "
        "under 70% Red; between them Amber"
    ),
    MILESTONES: (
        "a milestone or sub-item past its date Amber, or the item expected late; both, or the "
        "item's own date passed, Red; none missed Green"
    ),
}
