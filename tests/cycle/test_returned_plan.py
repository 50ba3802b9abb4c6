"""A returned row makes the item that its values make, read one by one."""

from __future__ import annotations

from dataclasses import fields

import pytest

from tests.campaigns.good import good, seeds
from tests.campaigns.returns import KINDS, made
from xlplan.cycle.returned_plan import plan_as_returned
from xlplan.fields import BY_NAME, OWNERS_FIELDS
from xlplan.model import Item, Plan
from xlplan.rules.row_rules import row_rules
from xlplan.typed import Value, from_text
from xlplan.workbook.manifest import SHEET
from xlplan.workbook.returned_rows import ReturnRow
from xlplan.workbook.returns import Return, read_return
from xlplan.workbook.rows import item_of, item_values


@pytest.mark.parametrize("kind", range(0, len(KINDS), 15))
def test_a_row_makes_the_item_that_its_values_make(kind: int):
    data = made([KINDS[kind]], good().filled, next(seeds(kind)))
    plan = good().master.plan
    returned = read_return(
        data, file="r.xlsx", rules=row_rules(), settings=plan.settings, has_plan=True
    )
    rows = {row.item_id: row for row in returned.rows}
    known = {item.item_id: item for item in plan.rows}

    alone = plan_as_returned(None, [returned], plan.settings)
    whole = plan_as_returned(plan, [returned], plan.settings)

    for made_of, item in ((alone, i) for i in alone.rows):
        assert told(item) == told(
            slowly(made_of, issued(returned, rows[item.item_id]), returned, item)
        )
    for item in (i for i in whole.rows if i.item_id in rows):
        values = item_values(known[item.item_id])
        assert told(item) == told(slowly(whole, values, returned, item))


def told(item: Item) -> list[tuple[str, str]]:
    return [(f.name, repr(getattr(item, f.name))) for f in fields(Item)]


def issued(returned: Return, row: ReturnRow) -> dict[str, Value]:
    sent = returned.manifest.values.row(row.item_id)
    values = {n: from_text(BY_NAME[n], text) for n, text in sent.items() if n in BY_NAME}
    hidden = {name: row.row.text(name) for name in ("level", "decision_ref")}
    always: dict[str, Value] = {
        "item_id": row.item_id,
        "owner": returned.owner,
        "publish": "Public",
    }
    return {**values, **hidden, **always}


def slowly(plan: Plan, values: dict[str, Value], returned: Return, item: Item) -> Item:
    row = next(row for row in returned.rows if row.item_id == item.item_id)
    said = {n: t.value for n, t in row.typed.items() if n in OWNERS_FIELDS and not t.problem}
    reported = {"reported": "Yes" if said.get("rag") else None}
    code = returned.manifest.values.text(row.item_id, SHEET)
    return item_of({**values, **said, **reported}, row.row.places, plan.settings.scale, code)
