"""The rules in force for one plan, as its master's Rules sheet has them."""

from __future__ import annotations

from xlplan.rules.council_rules import RuleLine
from xlplan.rules.rule_book import RuleBook, rule_book
from xlplan.workbook.master import Master
from xlplan.workbook.reader import SheetRow


def rules_of(master: Master) -> RuleBook:
    """Return the rules in force: built-in ones as set, and the council's own."""
    lines = [_line(row) for row in master.table_rows("rules")]
    return rule_book(lines, master.plan.settings.scale)


def _line(row: SheetRow) -> RuleLine:
    return RuleLine(
        {key: row.plain(key) for key in row.columns}, {key: row.at(key) for key in row.columns}
    )
