"""One more workstream for a plan that is under way; nothing else of the master changes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from xlplan.cycle.ledger import change_rows
from xlplan.cycle.ruling import rules_of
from xlplan.cycle.standing import Ledger
from xlplan.cycle.starting import own_row, require_codes, stream_row
from xlplan.cycle.storing import Refused, append, put_in_place, writing
from xlplan.model import Kind, Workstream, clean
from xlplan.workbook.builder import sheet_name
from xlplan.workbook.edits import Edit, Growth
from xlplan.workbook.grown_master import dashboard_edits, guide_edits, sheet_edit
from xlplan.workbook.master import Master, master_of, read_master
from xlplan.workbook.patch import apply_edits


@dataclass(frozen=True)
class Grown:
    """What `add` did: the workstreams that joined the plan; `open_month` when one is open."""

    path: Path
    joined: tuple[Workstream, ...]
    open_month: str = ""


def add_workstreams(
    path: Path, titles: Mapping[str, str], *, kind: Kind, owner: str = "", at: datetime
) -> Grown:
    """Give a master more workstreams or enablers, by their codes; one undo takes them out again.

    A code that stands on Workstreams without a sheet gets its sheet. Raise Refused, with nothing
    changed, for a code or title that is taken, or a Dashboard without a line to spare.
    """
    require_codes(titles)
    with writing(path, why="add", at=at):
        master = read_master(path)
        known = {w.code.casefold(): w for w in master.plan.workstreams}
        streams: list[Workstream] = []
        for code, title in titles.items():
            was = known.get(code.casefold())
            new = was or Workstream(code, kind, clean(title) or code, owner)
            _require_room(master, new, streams)
            streams.append(new)
        edits = list(_edits(master, streams, at))
        after = master_of(apply_edits(master.data, edits, file=path.name), path)
        _require_whole(master, after, streams)
        put_in_place(master, after, at=at, why="add")
    settings = master.plan.settings
    month = "" if settings.is_closed else settings.period.title
    return Grown(path, tuple(streams), month)


def _require_room(master: Master, stream: Workstream, before: Sequence[Workstream]) -> None:
    if stream.own is not None:
        raise Refused(f"{stream.code} is in the plan already: {stream.title}. Choose another code.")
    name = sheet_name(stream.title)
    tabs = {s.name.casefold() for s in master.package.sheets}
    tabs |= {sheet_name(other.title).casefold() for other in before}
    if not name or name.casefold() in tabs:
        raise Refused(f'There is a sheet "{name}" already. Give the workstream another title.')


def _edits(master: Master, streams: Sequence[Workstream], at: datetime) -> Iterator[Edit | Growth]:
    known = {w.code for w in master.plan.workstreams}
    rules = rules_of(master).rules
    lines: set[int] = set()
    links: set[int] = set()
    for number, stream in enumerate(streams):
        row = own_row(stream)
        if stream.code not in known:
            yield append("workstreams", stream_row(stream))
        yield sheet_edit(master, stream, [row], rules=rules, place=number, made=at)
        yield from dashboard_edits(master, stream, lines)
        yield from guide_edits(master, stream, links)
        by = "the performance team"
        line = Ledger(str(row["item_id"]), stream.code, "title", None, stream.title, by)
        yield from change_rows(master, [line], at)


def _require_whole(before: Master, after: Master, streams: Sequence[Workstream]) -> None:
    """Raise Refused unless the plan reads back as it was, with the workstreams added."""
    was, now = before.plan, after.plan
    kept = [w for w in now.workstreams if w.code not in {s.code for s in streams}]
    old = [w for w in was.workstreams if w.code not in {s.code for s in streams}]
    if kept != old or now.items != was.items or now.history != was.history:
        raise Refused(f"{before.path.name} would read back otherwise, so it was not written.")
