"""The comments on a sheet's cells as people typed them: notes and conversations."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from lxml import etree

from xlplan.model import CellRef
from xlplan.workbook.addresses import parse_a1
from xlplan.workbook.cells import decode, local, read_text
from xlplan.workbook.guard import Parts, WorkbookRefused
from xlplan.workbook.relations import Relation
from xlplan.workbook.sheets import Note
from xlplan.workbook.styles import child

# Excel keeps this beside a conversation, for programs that cannot show one.
_STAND_IN = "[Threaded comment]"


def read_notes(parts: Parts, linked: Iterable[Relation], sheet: str) -> tuple[Note, ...]:
    """Return a sheet's notes and remarks, in the order of its parts."""
    found: list[Note] = []
    for relation in linked:
        if relation.kind in ("comments", "threadedComment"):
            found += _notes(parts.xml(relation.target), parts.file, sheet)
    return tuple(found)


def _notes(root: etree._Element, file: str, sheet: str) -> Iterator[Note]:
    for element in root.iter():
        holder = child(element, "text")
        if local(element) not in ("comment", "threadedComment") or holder is None:
            continue
        try:
            at = parse_a1(element.get("ref", ""))
        except ValueError as err:
            raise WorkbookRefused(file, "damaged") from err
        text = read_text(holder).plain if len(holder) else decode(holder.text or "")
        if text.strip() and not text.startswith(_STAND_IN):
            yield Note(CellRef(file, sheet, *at), text)
