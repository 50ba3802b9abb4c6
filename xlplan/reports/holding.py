"""What is held back from papers for the public until somebody has cleared it."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import replace

from xlplan.fields import FIELDS, FieldKind
from xlplan.model import Item, Plan
from xlplan.reports.context import RequestLine
from xlplan.rules.commentary import doubt_in

HELD = "[Held back: not yet cleared for publication]"
# Who and where an item is; nobody writes of anything there.
_NAMES = frozenset("item_id ref parent workstream owner delegate publish".split())
_TEXTS = {
    f.name: f.heading
    for f in FIELDS
    if f.kind in (FieldKind.TEXT, FieldKind.PROSE)
    and f.name in Item.__dataclass_fields__
    and f.name not in _NAMES
}


def held_texts(item: Item) -> Mapping[str, str]:
    """Return the headings of an item's texts that may not be for the public, by field."""
    return {name: _TEXTS[name] for name in _TEXTS if _is_doubtful(getattr(item, name))}


def _is_doubtful(value: object) -> bool:
    return isinstance(value, str) and bool(doubt_in(value))


def held_back(plan: Plan, refs: Container[str]) -> Plan:
    """Return the plan for the public: of the rows named, doubtful texts give way to a mark."""

    def told(item: Item) -> Item:
        return replace(item, **dict.fromkeys(held_texts(item), HELD)) if item.ref in refs else item  # type: ignore[arg-type]

    streams = (replace(w, own=told(w.own)) if w.own else w for w in plan.workstreams)
    items = tuple(told(item) for item in plan.items)
    return replace(plan, workstreams=tuple(streams), items=items)


def held_requests(lines: Sequence[RequestLine], refs: Container[str]) -> tuple[RequestLine, ...]:
    """Return what owners ask for, as the public may read it."""

    def told(line: RequestLine) -> RequestLine:
        said = {"title": line.title, "was": line.was, "wanted": line.wanted, "reason": line.reason}
        held = {name: HELD for name, text in said.items() if doubt_in(text)}
        return replace(line, **held) if not line.ref or line.ref in refs else line

    return tuple(map(told, lines))
