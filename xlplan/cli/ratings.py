"""What `rollup` prints: each rating explained, and every figure with its items."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from xlplan.cli.figures import figures_json, ratings_json
from xlplan.cli.printing import say, wrapped
from xlplan.cycle.rating import Rated
from xlplan.history import OwnerReturns, Slip, Travel, return_behaviour, slip_ledger, travels
from xlplan.model import Item, Level, Period, Rag, ReturnLog, british_date
from xlplan.reports.counting import position
from xlplan.rollup import Margin, RollUp, differs_from_sub_items
from xlplan.views import RatedItem, rated_items


def _counts(line: RollUp) -> str:
    parts = [f"{number} {rag.word}" for rag, number in line.counts.items() if number]
    if line.not_rated:
        parts.append(f"{line.not_rated} N/A")
    if line.not_reported:
        parts.append(f"{line.not_reported} not reported")
    return ", ".join(parts)


def rollup(rated: Rated) -> None:
    """Explain each rating."""
    settings = rated.plan.settings
    say(f"{settings.title}, {settings.council}: position at {british_date(settings.as_at)}")
    for line in (rated.whole, *rated.lines):
        say()
        name = line.title if line is rated.whole else f"{line.code} {line.title}"
        say(f"{str(line.rag or 'Not reported').upper():<13}{name}")
        policy = f" Policy: {line.policy}." if line.counts else ""
        say(wrapped(f"{line.reason}{policy}", "             "))
        if _counts(line):
            say(f"             Counts: {_counts(line)}.")
        margin = line.margin.in_words("workstream" if line is rated.whole else "item")
        if margin:
            say(f"             Margin: {margin}.")
        if line.computed and line.declared and line.declared != line.computed:
            say(f"             Declared {line.declared} by its owner.")
    _parents(rated)
    items = rated_items(rated.plan)
    _approved(items)
    _better_than_computed(items)
    _side_by_side(items)


def _approved(items: Iterable[RatedItem]) -> None:
    """Say which items count otherwise than their owners declared them, by whom and why."""
    for one in items:
        approved = one.approved
        if approved and approved.is_in_force and approved.rag != one.declared:
            say()
            say(f"{one.counts_as.upper():<13}{one.place.ref} {one.place.title}")
            told = f"Declared {one.declared or 'nothing'} by its owner; set to {approved.rag} by "
            told += f"{approved.by or 'the performance team'}"
            told += f" until {british_date(approved.until)}" if approved.until else ""
            why = approved.reason.rstrip(".") or "with no reason given"
            say(wrapped(f"{told}{': ' if approved.reason else ', '}{why}.", "             "))


def _side_by_side(items: Sequence[RatedItem]) -> None:
    """Say of how many items the owners' ratings are those of the facts, and how many differ."""
    both = [one for one in items if one.computed and one.declared and one.declared.is_rated]
    if not both:
        return
    better = [one.place.ref for one in both if one.is_better_than_computed]
    same = [one for one in both if one.computed and one.computed.rag == one.declared]
    worse = [o.place.ref for o in both if o not in same and not o.is_better_than_computed]
    told = f"Declared beside computed: {len(same)} of {len(both)} the same"
    told += f"; {len(better)} declared better ({', '.join(better)})" if better else ""
    told += f"; {len(worse)} declared worse ({', '.join(worse)})" if worse else ""
    say()
    say(wrapped(f"{told}.", ""))


def _better_than_computed(items: Iterable[RatedItem]) -> None:
    """Say which items their owners rate better than the facts do."""
    for one in items:
        if one.computed and one.is_better_than_computed:
            say()
            say(f"{one.counts_as.upper():<13}{one.place.ref} {one.place.title}")
            text = f"Declared {one.declared}; the facts make it {one.computed.rag}."
            reason = one.place.item.rag_reason if one.place.item else ""
            told = f"{text} {one.computed.why} {reason or 'No reason is given.'}"
            say(wrapped(told, "             "))


def _parents(rated: Rated) -> None:
    """Say where an item is rated otherwise than its sub-items alone would make it."""
    as_at = rated.plan.settings.as_at
    for item in rated.plan.items:
        computed = differs_from_sub_items(item, rated.plan) if item.level is Level.ITEM else None
        if computed:
            say()
            own = str(item.rating(as_at))
            say(f"{own.upper():<13}{item.ref} {item.title}")
            reason = item.rag_reason or "No reason is given."
            text = f"Declared {own} by its owner; its sub-items alone would make it {computed}."
            say(wrapped(f"{text} {reason}", "             "))


def rollup_json(rated: Rated) -> dict[str, object]:
    """Return the ratings as the keys that `--json` prints."""
    plan = rated.plan
    history = {t.item.item_id: t for t in travels(plan)}
    dates = {s.item.item_id: s for s in slip_ledger(plan)}
    tops = [item for item in plan.items if item.level is Level.ITEM]
    own = {row.workstream: row for row in plan.rows if row.level is Level.WORKSTREAM}
    return {
        "plan": _line_json(rated.whole)
        | _positions(tops, plan.settings.as_at)
        | ratings_json(plan),
        "workstreams": [
            _line_json(line)
            | _positions(plan.items_of(line.code), plan.settings.as_at)
            | {"cells": _cells_json(own[line.code]) if line.code in own else {}}
            for line in rated.lines
        ],
        "items": [_item_json(one, history, dates) for one in rated_items(plan)],
        "returns": [_returns_json(owner) for owner in return_behaviour(plan)],
        **figures_json(plan),
    }


def _line_json(line: RollUp) -> dict[str, object]:
    counts: dict[str, int] = {rag.word: number for rag, number in line.counts.items()}
    return {
        "code": line.code,
        "title": line.title,
        "kind": line.kind.value if line.kind else "Plan",
        "rag": plain(line.rag),
        "computed": plain(line.computed),
        "declared": plain(line.declared),
        "reason": line.reason,
        "counts": counts | {"not_rated": line.not_rated, "not_reported": line.not_reported},
        "items": line.refs,
        "policy": line.policy,
        "margin": _margin_json(line.margin),
        "decided_by": line.decided_by,
    }


def _margin_json(margin: Margin) -> dict[str, object]:
    return {
        "worse": margin.worse,
        "better": margin.better,
        "worse_rating": plain(margin.worse_rating),
        "better_rating": plain(margin.better_rating),
    }


def _positions(items: Iterable[Item], as_at: date) -> dict[str, object]:
    refs: dict[str, list[str]] = {}
    for item in items:
        refs.setdefault(position(item, as_at), []).append(item.ref)
    numbers = {word: len(found) for word, found in refs.items()}
    return {"position": numbers, "position_items": refs}


def _item_json(
    one: RatedItem, history: Mapping[str, Travel], dates: Mapping[str, Slip]
) -> dict[str, object]:
    place, item = one.place, one.place.item
    item_id = item.item_id if item else ""
    beneath = one.beneath
    return {
        "ref": place.ref,
        "item_id": item_id,
        "title": place.title,
        "workstream": place.workstream,
        "level": place.level.value,
        "counts_as": one.counts_as,
        "declared": plain(one.declared),
        "computed": one.computed and {"rag": one.computed.rag.word, "why": one.computed.why},
        "approved": one.approved and plain(vars(one.approved)),
        "sub_items": beneath
        and {
            "rag": plain(beneath.computed),
            "reason": beneath.reason,
            "items": beneath.refs,
            "margin": _margin_json(beneath.margin),
        },
        "travel": _travel_json(history[item_id]) if item_id in history else None,
        "dates": _dates_json(dates[item_id]) if item_id in dates else None,
        "cells": _cells_json(item) if item else {},
    }


def _cells_json(item: Item) -> dict[str, str]:
    """Return where the master holds what it says of a row, by field."""
    said = {name: getattr(item, name, None) for name in item.cells}
    return {name: str(at) for name, at in item.cells.items() if said[name] not in (None, "", ())}


def _travel_json(travel: Travel) -> dict[str, object]:
    return {
        "last_month": {"since": plain(travel.since_month), "moved": travel.last_month.value},
        "last_cabinet": {"since": plain(travel.since_cabinet), "moved": travel.last_cabinet.value},
        "strip": {str(m.period): m.letter for m in travel.months if m.is_in_plan},
    }


def _dates_json(slip: Slip) -> dict[str, object]:
    item = slip.item
    return {
        "programmed": plain(item.baseline_due),
        "approved": plain(item.due),
        "expected": plain(slip.expected),
        "days_approved": slip.days_approved,
        "days_after_approved": slip.days_after_approved,
        "days_after_programmed": slip.days_after_programmed,
        "slipped": slip.has_slipped,
        "overdue": {
            "approved": slip.is_overdue,
            "programmed": slip.is_overdue_against_programmed,
        },
        "moves": [
            {
                "from": plain(move.was),
                "to": plain(move.now),
                "days": move.days,
                "reason": move.reason,
                "approval": move.approval,
                "cell": str(move.cell or ""),
            }
            for move in slip.moves
        ],
    }


def _returns_json(found: OwnerReturns) -> dict[str, object]:
    kinds = ("in_time", "late", "undated", "missing", "awaited", "right_first_time")
    months = {name: _months(getattr(found, name)) for name in kinds}
    return {"owner": found.owner, "issued": found.issued, **months}


def _months(logs: Iterable[ReturnLog]) -> list[str]:
    return [str(log.period) for log in logs]


def plain(value: Any) -> Any:
    """Return a value of the plan as JSON has it: words for ratings, YYYY-MM-DD for days."""
    if isinstance(value, Rag):
        return value.word
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, Period):
        return str(value)
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(key): plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [plain(each) for each in value]
    return value
