"""What stands on Requests, as papers and e-mails print it."""

from __future__ import annotations

from xlplan.cycle.deciding import OPEN
from xlplan.model import british_date
from xlplan.reports.context import RequestLine
from xlplan.reports.movement import last_closed
from xlplan.typed import parse_date
from xlplan.workbook.master import Master
from xlplan.workbook.reader import SheetRow


def request_lines(master: Master, *, is_open: bool = True) -> tuple[RequestLine, ...]:
    """Return the requests that wait; with `is_open` False also those answered last month."""
    titles = {i.item_id: i.title for i in master.plan.rows}
    last = last_closed(master.plan)

    def is_wanted(row: SheetRow) -> bool:
        if row.text("state") == OPEN:
            return True
        is_last = last is not None and row.text("period") == str(last)
        return not is_open and is_last and bool(row.text("decision"))

    return tuple(
        RequestLine(
            ref=row.text("ref"),
            title=titles.get(row.text("item_id"), ""),
            what=row.text("field"),
            was=_in_print(row.text("was")),
            wanted=_in_print(row.text("wanted")),
            reason=row.text("reason"),
            owner=row.text("owner"),
            decision=row.text("decision"),
        )
        for row in master.table_rows("requests")
        if is_wanted(row)
    )


def _in_print(text: str) -> str:
    day = parse_date(text)
    return british_date(day) if day else text
