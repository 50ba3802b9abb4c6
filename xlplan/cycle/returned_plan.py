"""The plan as its owners returned it: their answers in its rows, located in their own cells."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from xlplan.fields import BY_NAME, OWNERS_FIELDS
from xlplan.model import Item, Kind, Level, Plan, Reported, Settings, Workstream
from xlplan.typed import Value, from_text
from xlplan.workbook.manifest import SHEET
from xlplan.workbook.returned_rows import ReturnRow
from xlplan.workbook.returns import Return
from xlplan.workbook.rows import item_of, item_values


def plan_as_returned(plan: Plan | None, returned: Sequence[Return], settings: Settings) -> Plan:
    """Return the plan with the answers of returns in it; without a plan, what they were issued.

    A cell that cannot be used keeps what the master says. Rows that were not returned stay.
    """
    rows = {row.item_id: (one, row) for one in returned for row in one.rows}
    if plan is None:
        return _of_returns(returned, settings)
    answered = {
        item.item_id: _answered(item_values(item), *rows[item.item_id], plan.settings)
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
    for one in returned:
        for code, title in one.manifest.sheets.items():
            streams.setdefault(code, Workstream(code, Kind.WORKSTREAM, title, one.owner))
        items += [_answered(_issued(one, row), one, row, settings) for row in one.rows]
    own = {i.workstream: i for i in items if i.level is Level.WORKSTREAM}
    return Plan(
        settings,
        tuple(replace(w, own=own.get(w.code)) for w in streams.values()),
        tuple(i for i in items if i.level is not Level.WORKSTREAM),
    )


def _issued(one: Return, row: ReturnRow) -> dict[str, Value]:
    values: dict[str, Value] = {
        name: from_text(BY_NAME[name], text)
        for name, text in one.manifest.values.row(row.item_id).items()
        if name in BY_NAME
    }
    hidden = {name: row.row.text(name) for name in ("level", "decision_ref")}
    return values | hidden | {"item_id": row.item_id, "owner": one.owner, "publish": "Public"}


def _answered(values: Mapping[str, Value], one: Return, row: ReturnRow, settings: Settings) -> Item:
    answers = {
        name: typed.value
        for name, typed in row.typed.items()
        if name in OWNERS_FIELDS and not typed.problem
    }
    is_rated = bool(answers.get("rag"))
    reported: dict[str, Value] = {"reported": Reported.YES.value if is_rated else None}
    code = one.manifest.values.text(row.item_id, SHEET)
    return item_of({**values, **answers, **reported}, row.row.places, settings.scale, code)
