"""What `compare` and `rollup --compare` print."""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Sequence
from datetime import date

from xlplan.cli.printing import say
from xlplan.cycle.comparing import Compared, PolicyLine, PolicyMonth
from xlplan.history import Account, Change, Disposition, FieldChange, bridge
from xlplan.model import Direction, Level, short_date
from xlplan.rollup import POLICIES

_LEVELS = {Level.ITEM: "Items", Level.SUB_ITEM: "Sub-items", Level.WORKSTREAM: "Workstreams"}
_ORDER = (Disposition.ADDED, Disposition.DELETED, Disposition.UPDATED)


def compared(done: Compared) -> None:
    """Say what became of the rows: the account of each level, then each row that changed."""
    say(f"{done.before} compared with {done.after}")
    for level, title in _LEVELS.items():
        account = done.comparison.accounts[level]
        if account.opening or account.closing:
            say(f"{title + ':':<14}{account.in_words()}.")
    for disposition in _ORDER:
        changes = [c for c in done.comparison.changes if c.disposition is disposition]
        if changes:
            say()
            say(str(disposition).capitalize())
        for change in changes:
            _say_change(change)
    _say_ratings(done)
    if done.silent:
        refs = ", ".join(_name(c) for c in done.silent)
        say()
        say(_filled(f"Vanished, and nobody closed them: {refs}.", ""))


def _say_change(change: Change) -> None:
    say(f"  {_name(change)}")
    told = [_in_words(f) for f in change.fields]
    if change.manner:
        told.insert(0, " ".join((change.manner.value, *change.related)))
    if change.days_moved:
        told.append(f"due date {change.days_moved:+d} days")
    if told:
        say(_filled("; ".join(told) + ".", "    "))


def _say_ratings(done: Compared) -> None:
    for way in (Direction.IMPROVED, Direction.WORSENED):
        moved = [c for c in done.comparison.changes if c.direction is way]
        if moved:
            told = ", ".join(f"{c.row.ref} {c.rag_before} to {c.rag_after}" for c in moved)
            say()
            say(_filled(f"{way}: {told}.", ""))


def _name(change: Change) -> str:
    return " ".join(filter(None, (change.row.ref, change.row.title)))


def _in_words(field: FieldChange) -> str:
    name = field.name.replace("_", " ")
    return f"{name} from {_shown(field.was)} to {_shown(field.now)}"


def _shown(value: object) -> str:
    if isinstance(value, date):
        return short_date(value)
    return "blank" if value in (None, "") else str(value)


def _filled(text: str, indent: str) -> str:
    return textwrap.fill(text, 100, initial_indent=indent, subsequent_indent=indent + "  ")


def compared_json(done: Compared) -> dict[str, object]:
    """Return a comparison as the keys that `--json` prints: items on top, other levels beneath."""
    levels = {level: _level_json(done, level) for level in _LEVELS}
    return {
        "before": done.before,
        "after": done.after,
        **levels[Level.ITEM],
        "sub_items": levels[Level.SUB_ITEM],
        "workstreams": levels[Level.WORKSTREAM],
        "bridge": _bridge_json(done),
        "slips": [c.row.ref for c in done.comparison.slips],
        "silent_drops": [c.row.ref for c in done.silent],
    }


def _bridge_json(done: Compared) -> dict[str, object]:
    found = bridge(done.comparison)
    moves = [{"from": m.was, "to": m.now, "items": m.refs} for m in found.moves]
    return {"before": found.before, "after": found.after, "moves": moves}


def _level_json(done: Compared, level: Level) -> dict[str, object]:
    account = done.comparison.accounts[level]
    numbers = {name: getattr(account, name) for name in Account.__dataclass_fields__}
    as_at = done.comparison.as_at
    return numbers | {"items": [_change_json(c, as_at) for c in done.comparison.at(level)]}


def _change_json(change: Change, as_at: date) -> dict[str, object]:
    row = change.row
    return {
        "ref": row.ref,
        "item_id": row.item_id,
        "title": row.title,
        "workstream": row.workstream,
        "disposition": change.disposition.value,
        "manner": change.manner.value if change.manner else None,
        "related": change.related,
        "fields": [
            {"field": f.name, "was": _plain(f.was), "now": _plain(f.now)} for f in change.fields
        ],
        "rag": {
            "before": change.rag_before.word if change.rag_before else None,
            "after": change.rag_after.word if change.rag_after else None,
        },
        "direction": change.direction.value,
        "days_moved": change.days_moved,
        "days_after_programmed": row.slip_days,
        "overdue": _overdue(change, as_at),
    }


def _overdue(change: Change, as_at: date) -> dict[str, bool]:
    """Say whether the approved and the programmed date have passed; a deleted row has neither."""
    row = change.after
    programmed = row.baseline_due if row else None
    return {
        "approved": bool(row and row.is_overdue(as_at)),
        "programmed": bool(row and row.is_live and programmed and programmed < as_at),
    }


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value


def policies(months: Sequence[PolicyMonth]) -> None:
    """Print what every policy would have said, a table for each month."""
    said = (
        "What each policy would have said, approved ratings left out. * is the policy in force; a "
        "line without it is rated by its owner."
    )
    say(textwrap.fill(said, 100))
    for month in months:
        say()
        said = month.period.title if month.is_closed else f"{month.period.title}, still open"
        say(f"{said:<40}" + "".join(f"{policy:<12}" for policy in POLICIES).rstrip())
        for line in month.lines:
            _say_line(line)
    if len(months) > 1:
        _say_in_all(months)


def _say_in_all(months: Sequence[PolicyMonth]) -> None:
    """Say how often each policy would have given the plan each rating."""
    say()
    say(f"The plan over these {len(months)} months")
    for policy in POLICIES:
        given = [month.lines[0].ratings[policy] for month in months]
        words = Counter(rag.word if rag else "not rated" for rag in given)
        told = ", ".join(f"{number} {word}" for word, number in words.most_common())
        say(f"  {policy:<12}{told}")


def _say_line(line: PolicyLine) -> None:
    name = line.title if line.kind is None else f"{line.code} {line.title}"
    cells = [
        f"{rag or 'not rated'}{'*' if policy == line.policy else ''}"
        for policy, rag in line.ratings.items()
    ]
    text = f"{textwrap.shorten(name, 38, placeholder=' …'):<40}"
    say(text + "".join(f"{cell:<12}" for cell in cells).rstrip())


def policies_json(months: Sequence[PolicyMonth]) -> list[dict[str, object]]:
    """Return what every policy would have said as the keys that `--json` prints."""
    return [
        {
            "period": str(month.period),
            "closed": month.is_closed,
            "plan": _line_json(month.lines[0]),
            "workstreams": [_line_json(line) for line in month.lines[1:]],
        }
        for month in months
    ]


def _line_json(line: PolicyLine) -> dict[str, object]:
    return {
        "code": line.code,
        "title": line.title,
        "kind": line.kind.value if line.kind else "Plan",
        "policy": line.policy,
        "ratings": {policy: rag.word if rag else None for policy, rag in line.ratings.items()},
    }
