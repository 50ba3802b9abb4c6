"""The plan as its owners returned it: their answers in its rows, located in their own cells."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from xlplan.fields import BY_NAME, OWNERS_FIELDS, FieldKind
from xlplan.model import Item, Kind, Level, Plan, Reported, Scale, Settings, Workstream
from xlplan.typed import NOTHING, from_text
from xlplan.workbook.manifest import SHEET
from xlplan.workbook.returned_rows import ReturnRow
from xlplan.workbook.returns import Return
from xlplan.workbook.rows import field_of, fields_of, item_of, made_item

_OWNERS = frozenset(OWNERS_FIELDS)
_WORDS = frozenset(
    name
    for name, field in BY_NAME.items()
    if field.kind in (FieldKind.TEXT, FieldKind.PROSE) and name != "level"
)


def plan_as_returned(plan: Plan | None, returned: Sequence[Return], settings: Settings) -> Plan:
    """Return the plan with the answers of returns in it; without a plan, what they were issued.

    A cell that cannot be used keeps what the master says. Rows that were not returned stay.
    """
    if plan is None:
        return _of_returns(returned, settings)
    rows = {row.item_id: (one, row) for one in returned for row in one.rows}
    answers = _Answers(plan.settings.scale)
    answered = {
        item.item_id: answers.in_item(fields_of(item), *rows[item.item_id])
        for item in plan.rows
        if item.item_id in rows
    }
    return replace(
        plan,
        workstreams=tuple(
            replace(w, own=answered.get(w.own.item_id, w.own)) if w.own else w
            for w in plan.workstreams
        ),
        items=tuple(answered.get(item.item_id, item) for item in plan.items),
    )


def _of_returns(returned: Sequence[Return], settings: Settings) -> Plan:
    items: list[Item] = []
    streams: dict[str, Workstream] = {}
    answers = _Answers(settings.scale)
    for one in returned:
        for code, title in one.manifest.sheets.items():
            streams.setdefault(code, Workstream(code, Kind.WORKSTREAM, title, one.owner))
        items += [answers.in_item(answers.issued(one, row), one, row) for row in one.rows]
    own = {i.workstream: i for i in items if i.level is Level.WORKSTREAM}
    return Plan(
        settings,
        tuple(replace(w, own=own.get(w.code)) for w in streams.values()),
        tuple(i for i in items if i.level is not Level.WORKSTREAM),
    )


class _Answers:
    """Makes items of returned rows; what a column's text means is worked out once."""

    def __init__(self, scale: Scale) -> None:
        self._scale = scale
        self._blank = fields_of(item_of({}, {}, scale, ""))
        self._known: dict[tuple[str, str], Any] = {}

    def issued(self, one: Return, row: ReturnRow) -> dict[str, Any]:
        """Return the fields of an item as a row was issued."""
        found = dict(self._blank)
        sent = one.manifest.values.row(row.item_id)
        hidden = {name: row.row.text(name) for name in ("level", "decision_ref")}
        for name, text in {**sent, **hidden}.items():
            if name in self._blank and name in BY_NAME:
                found[name] = text if name in _WORDS else self._meant(name, text)
        return found | {"item_id": row.item_id, "owner": one.owner, "publish": "Public"}

    def in_item(self, fields: Mapping[str, Any], one: Return, row: ReturnRow) -> Item:
        """Return an item with a row's answers; a cell that cannot be used leaves what was there."""
        found = dict(fields)
        for name, typed in row.typed.items():
            if name not in _OWNERS or typed.problem:
                continue
            is_blank = typed is NOTHING
            found[name] = (
                self._blank[name] if is_blank else field_of(name, typed.value, self._scale)
            )
        said = row.typed.get("rag", NOTHING)
        is_rated = bool(said.value) and not said.problem
        found["reported"] = Reported.YES if is_rated else Reported.NO
        found["workstream"] = one.manifest.values.text(row.item_id, SHEET)
        found["cells"] = row.row.places
        return made_item(found)

    def _meant(self, name: str, text: str) -> Any:
        key = name, text
        if key not in self._known:
            self._known[key] = field_of(name, from_text(BY_NAME[name], text), self._scale)
        return self._known[key]
