"""An item that an owner proposed and the team accepted joins the plan."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from xlplan.cycle.changing import deleted_refs
from xlplan.cycle.standing import Ledger, source_of
from xlplan.fields import BY_NAME, MASTER_VISIBLE
from xlplan.model import Level, Reported, Status, Workstream, clean
from xlplan.typed import Value, read_typed, told
from xlplan.workbook.edits import AppendRow, Edit
from xlplan.workbook.layout import row_height, table_name, workstream_layout
from xlplan.workbook.master import Master
from xlplan.workbook.reader import SheetRow
from xlplan.workbook.return_extras import ProposedItem
from xlplan.workbook.rows import as_cell

NEW_ITEM = "New item"
_LABELS: Mapping[str, str] = {
    "title": "Item",
    "workstream": "Workstream",
    "outcome": "Outcome",
    "owner": "Owner",
    "due": "Due date",
}


@dataclass(frozen=True)
class Added:
    """The edit that adds an accepted item, and its ledger line; or why it cannot be added."""

    item_id: str = ""
    edits: tuple[Edit, ...] = ()
    ledger: tuple[Ledger, ...] = ()
    ref: str = ""
    why_not: str = ""


def in_lines(item: ProposedItem) -> str:
    """Return a proposed item as a request tells it: a line for each thing it says."""
    said = ((label, told(getattr(item, key))) for key, label in _LABELS.items())
    return "\n".join(f"{label}: {text}" for label, text in said if text)


def added(master: Master, row: SheetRow, taken: Iterable[str], *, decision_ref: str) -> Added:
    """Return the item that an accepted request asks for; `taken` are refs given in this run.

    The team may type the ref on the request; else the item gets the next of its workstream.
    """
    said = _read(row.text("wanted"))
    stream = _stream(master, said.get("workstream", ""))
    if not said.get("title"):
        return Added(why_not='it has no line "Item: …" in Asked for')
    if stream is None:
        where = said.get("workstream", "")
        return Added(why_not=f'there is no workstream "{where}". Put its title or code there')
    columns = _headings(master, stream)
    if not columns:
        return Added(why_not=f"{stream.title} has no sheet to put it on")
    used = {r.lower() for r in (*_refs(master), *taken)}
    ref = clean(row.text("ref")) or _next_ref(stream.code, used)
    if ref.lower() in used:
        return Added(why_not=f"the ref {ref} is or was another item's. Type a new one under Ref")
    values = _values(master, said, row, ref=ref) | {"decision_ref": decision_ref or None}
    cells = {BY_NAME[k].heading: as_cell(v) for k, v in values.items() if v is not None}
    in_view = [
        c for c in workstream_layout("", "", is_return=False).columns if c.key in MASTER_VISIBLE
    ]
    edit = AppendRow(
        table_name(stream.code),
        {heading: value for heading, value in cells.items() if heading in columns},
        row_height(in_view, values),
    )
    item_id, by = str(values["item_id"]), row.text("owner")
    line = Ledger(item_id, ref, "title", None, values["title"], by, *source_of(master, row))
    return Added(item_id, (edit,), (line,), ref)


def _read(text: str) -> dict[str, str]:
    keys = {label.lower(): key for key, label in _LABELS.items()}
    said: dict[str, str] = {}
    last = ""
    for line in text.split("\n"):
        label, colon, rest = line.partition(":")
        if colon and label.strip().lower() in keys:
            last = keys[label.strip().lower()]
            said[last] = rest.strip()
        elif last and line.strip():
            said[last] = f"{said[last]}\n{line.strip()}"
    return said


def _stream(master: Master, text: str) -> Workstream | None:
    wanted = clean(text).lower()
    streams = master.plan.workstreams
    return next((s for s in streams if wanted in (s.code.lower(), clean(s.title).lower())), None)


def _headings(master: Master, stream: Workstream) -> frozenset[str]:
    name = table_name(stream.code).lower()
    tables = (table for sheet in master.package.sheets for table in sheet.tables)
    return next((frozenset(t.columns) for t in tables if t.name.lower() == name), frozenset())


def _refs(master: Master) -> set[str]:
    held = {clean(i.ref) for i in master.plan.rows} | {clean(s.ref) for s in master.plan.history}
    return held | deleted_refs(master)


def _next_ref(code: str, used: Iterable[str]) -> str:
    pattern = re.compile(rf"{re.escape(code.lower())}(\d+)")
    numbers = [int(m[1]) for ref in used if (m := pattern.fullmatch(ref))]
    return f"{code}{max(numbers, default=0) + 1}"


def _values(
    master: Master, said: Mapping[str, str], row: SheetRow, *, ref: str
) -> dict[str, Value]:
    due = read_typed(BY_NAME["due"], said.get("due", ""), master.plan.settings.scale)
    day = None if due.problem else due.value
    return {
        "item_id": f"new-{row.text('request_id')}",
        "level": Level.ITEM.value,
        "ref": ref,
        "title": said["title"],
        "outcome": said.get("outcome"),
        "owner": said.get("owner") or row.text("owner") or None,
        "baseline_due": day,
        "due": day,
        "status": Status.NOT_STARTED.value,
        "reported": Reported.NO.value,
        "publish": "Public",
    }
