"""The styles of a sheet that joins another workbook, put at the end of that one's own."""

from __future__ import annotations

from copy import deepcopy

from lxml import etree

from xlplan.workbook.book_draft import BookDraft
from xlplan.workbook.cells import local, namespace
from xlplan.workbook.edits import EditRefused
from xlplan.workbook.relations import first_of
from xlplan.workbook.styles import child, children, index

_GROUPS = {"fontId": "fonts", "fillId": "fills", "borderId": "borders"}
_FIRST_OWN_FORMAT = 164
# What may stand before the formats of conditions, in the order that the format asks for.
_BEFORE_DXFS = ("cellStyles", "cellXfs", "cellStyleXfs", "borders", "fills", "fonts", "numFmts")


class JoinedStyles:
    """Finds or adds, in one workbook, the styles that a sheet of another goes by."""

    def __init__(self, book: BookDraft, other: BookDraft) -> None:
        self._draft = book.draft
        part = first_of(book.linked, "styles") or ""
        source = first_of(other.linked, "styles") or ""
        if not book.draft.has(part) or not other.draft.has(source):
            raise EditRefused("The workbook has no style sheet.")
        self._part = part
        self._ours, self._theirs = book.draft.tree(part), other.draft.tree(source)
        self._cells: dict[str, str] = {}
        self._conditions: dict[str, str] = {}

    def rewrite(self, root: etree._Element) -> None:
        """Have every cell, row, column and condition of a sheet name its style here."""
        marks = {"c": "s", "row": "s", "col": "style"}
        for element in root.iter():
            name = local(element) if isinstance(element.tag, str) else ""
            if name in marks and element.get(marks[name]):
                element.set(marks[name], self._cell(element.get(marks[name], "0")))
            if name == "cfRule" and element.get("dxfId"):
                element.set("dxfId", self.condition(element.get("dxfId", "0")))
        self._draft.touch(self._part)

    def _cell(self, number: str) -> str:
        if number not in self._cells:
            made = deepcopy(self._their("cellXfs", number))
            for mark, group in _GROUPS.items():
                made.set(mark, self._added(group, self._their(group, made.get(mark, "0"))))
            made.set("numFmtId", self._number_format(made.get("numFmtId", "0")))
            made.set("xfId", "0")
            self._cells[number] = self._added("cellXfs", made)
        return self._cells[number]

    def condition(self, number: str) -> str:
        """Return the number here of the look that a condition of the other workbook gives."""
        if number not in self._conditions:
            self._conditions[number] = self._added("dxfs", self._their("dxfs", number))
        return self._conditions[number]

    def _number_format(self, number: str) -> str:
        if index(number) < _FIRST_OWN_FORMAT:
            return number
        formats = children(child(self._theirs, "numFmts"), "numFmt")
        code = next(f.get("formatCode", "") for f in formats if f.get("numFmtId") == number)
        holder = self._holder("numFmts")
        known = children(holder, "numFmt")
        for element in known:
            if element.get("formatCode") == code:
                return element.get("numFmtId", "0")
        new = max([_FIRST_OWN_FORMAT - 1, *(index(f.get("numFmtId")) for f in known)]) + 1
        made = etree.SubElement(holder, f"{namespace(self._ours)}numFmt")
        made.set("numFmtId", str(new))
        made.set("formatCode", code)
        holder.set("count", str(len(known) + 1))
        return str(new)

    def _their(self, group: str, number: str) -> etree._Element:
        return children(child(self._theirs, group), _ONE[group])[index(number)]

    def _added(self, group: str, element: etree._Element) -> str:
        """Add an element to a group unless the same stands there; return its number."""
        holder = self._holder(group)
        known = children(holder, local(element))
        told = _canonical(element)
        for number, other in enumerate(known):
            if _canonical(other) == told:
                return str(number)
        copied = deepcopy(element)
        if known:
            known[-1].addnext(copied)
        else:
            holder.insert(0, copied)
        holder.set("count", str(len(known) + 1))
        return str(len(known))

    def _holder(self, group: str) -> etree._Element:
        found = child(self._ours, group)
        if found is not None:
            return found
        made = etree.Element(f"{namespace(self._ours)}{group}")
        before = () if group == "numFmts" else _BEFORE_DXFS
        known = [e for name in before if (e := child(self._ours, name)) is not None]
        if known:
            known[0].addnext(made)
        else:
            self._ours.insert(0, made)
        return made


_ONE = {"cellXfs": "xf", "fonts": "font", "fills": "fill", "borders": "border", "dxfs": "dxf"}


def _canonical(element: etree._Element) -> bytes:
    copied = deepcopy(element)
    copied.tail = None
    for part in copied.iter():
        if not (part.text or "").strip():
            part.text = None
        part.tail = None
    text: bytes = etree.tostring(copied, method="c14n", exclusive=True)
    return text
