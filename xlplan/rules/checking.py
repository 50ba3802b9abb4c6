"""Row rules applied to a row as read: findings that point to the very cell."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from xlplan.fields import BY_NAME
from xlplan.findings import Finding
from xlplan.model import CellRef, CellValue, ErrorValue
from xlplan.rules.row_rules import RowRule, Rules
from xlplan.typed import shown

Places = Callable[[str], CellRef | None]


class _Facts(dict[str, str]):
    """What a message may name of a row, in words; what is not there is blank."""

    def __init__(self, cells: Mapping[str, CellValue]) -> None:
        self._cells = cells

    def __missing__(self, key: str) -> str:
        return shown(self._cells.get(key))


def check_row(
    rules: Rules,
    cells: Mapping[str, CellValue],
    as_at: date,
    *,
    places: Places,
    owner: str = "",
) -> tuple[Finding, ...]:
    """Return a finding for each rule that holds.

    An Excel error in its cell explains it already, and so does a column that is not there.
    """
    ref = shown(cells.get("ref"))
    return tuple(
        Finding(
            code=rule.code,
            severity=rule.severity,
            message=_message(rule, cells),
            at=places(rule.at),
            ref=ref,
            owner=owner,
        )
        for rule in rules.firing(cells, as_at)
        if not isinstance(cells.get(rule.at), ErrorValue) and rule.when.fields() <= cells.keys()
    )


def _message(rule: RowRule, cells: Mapping[str, CellValue]) -> str:
    facts = _Facts(cells)
    facts["value"] = shown(cells.get(rule.at))
    facts["heading"] = BY_NAME[rule.at].heading
    return rule.message.format_map(facts)
