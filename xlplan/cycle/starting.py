"""A new master workbook: blank, or an example."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from xlplan.cycle.storing import Refused, write_new
from xlplan.model import THREE_POINT, Kind, Level, PaperNote, Period, Scale, Settings, Workstream
from xlplan.reports.notes import prompts
from xlplan.rules.row_rules import row_rules
from xlplan.typed import Value
from xlplan.workbook.builder import sheet_name
from xlplan.workbook.example import EXAMPLES, Example
from xlplan.workbook.layout import MANIFEST, SHEETS
from xlplan.workbook.new_master import NewMaster, build_master


@dataclass(frozen=True)
class Started:
    """What `new` made."""

    path: Path
    title: str
    workstreams: int
    items: int


def start_example(path: Path, name: str, *, at: datetime) -> Started:
    """Write the master of an example; raise Refused for an unknown one or a file in the way."""
    if name not in EXAMPLES:
        raise Refused(f'There is no example "{name}". Choose {" or ".join(EXAMPLES)}.')
    return _write(path, Example(name).latest(row_rules()), at)


def start_blank(
    path: Path, workstreams: Mapping[str, str], *, scale: Scale = THREE_POINT, at: datetime
) -> Started:
    """Write a blank master with these workstreams (code to title)."""
    require_codes(workstreams)
    _require_titles(workstreams.values())
    before = Period.parse(f"{at.year - 1}-12") if at.month == 1 else Period(at.year, at.month - 1)
    settings = Settings(
        plan_id=re.sub(r"[^a-z0-9]+", "-", path.stem.lower()).strip("-") or "plan",
        council="Our council",
        title=path.stem,
        period=before,
        as_at=before.last_day,
        stage="closed",
        scale=scale,
    )
    streams = tuple(Workstream(c, Kind.WORKSTREAM, t, "") for c, t in workstreams.items())
    rows: dict[str, list[dict[str, Value]]] = {s.code: [own_row(s)] for s in streams}
    table: list[dict[str, Value]] = [stream_row(s) for s in streams]
    tables = {"workstreams": table, "papers": [_prompt_row(note) for note in prompts()]}
    new = NewMaster(settings, streams, rows, row_rules(scale), tables)
    return _write(path, new, at)


def require_codes(codes: Iterable[str]) -> None:
    """Raise Refused for a code that cannot be a workstream's."""
    for code in codes:
        if code.lower() in (*SHEETS, MANIFEST):
            raise Refused(f'"{code}" is the name of a sheet of the master; choose another code.')
        if not re.fullmatch(r"[A-Za-z][A-Za-z0-9]{0,7}", code):
            raise Refused(
                f'"{code}" cannot be a workstream\'s code. Use letters and digits, as AM or W1.'
            )


def _require_titles(titles: Iterable[str]) -> None:
    taken = {"guide", "dashboard", "lists", "formulas"}
    taken |= {known.title.casefold() for known in SHEETS.values()}
    for title in titles:
        name = sheet_name(title)
        if not name or name.casefold() in taken:
            raise Refused(f'There is a sheet "{name}" already. Give the workstream another title.')
        taken.add(name.casefold())


def own_row(stream: Workstream) -> dict[str, Value]:
    """Return the first row of a new workstream's sheet, which is its own."""
    return {
        "item_id": f"ws-{stream.code.lower()}",
        "level": Level.WORKSTREAM.value,
        "ref": stream.code,
        "title": stream.title,
        "reported": "No",
    }


def stream_row(stream: Workstream) -> dict[str, Value]:
    """Return a new workstream's line on Workstreams."""
    return {
        "code": stream.code,
        "kind": stream.kind.value,
        "title": stream.title,
        "owner": stream.owner,
        "policy": stream.policy,
        "is_reported": "Yes",
    }


def _prompt_row(note: PaperNote) -> dict[str, Value]:
    """Return a line of Papers that says what to type and waits for it."""
    return {"paper": note.paper, "what": note.what, "publish": note.publish, "ask": note.ask}


def _write(path: Path, new: NewMaster, at: datetime) -> Started:
    if path.suffix.lower() != ".xlsx":
        raise Refused(f"A master is an Excel workbook: name it {path.stem}.xlsx.")
    write_new(path, build_master(new, made=at))
    rows = [row for part in new.rows.values() for row in part]
    items = sum(row.get("level") == Level.ITEM.value for row in rows)
    return Started(path, new.settings.title, len(new.workstreams), items)
