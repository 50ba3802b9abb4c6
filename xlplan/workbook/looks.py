"""The looks of an added sheet: fonts, fills and cell formats put at the end of the style sheet."""

from __future__ import annotations

from collections.abc import Mapping

from lxml import etree

from xlplan import palette
from xlplan.workbook.book_draft import BookDraft
from xlplan.workbook.cells import namespace
from xlplan.workbook.edits import Look
from xlplan.workbook.relations import first_of
from xlplan.workbook.styles import child, children

LINK = "link"
_LINK_INK = "1F4E99"
_GROUPS = ("fonts", "fills", "borders", "cellXfs")
_FONTS: Mapping[object, tuple[str, str, str]] = {
    Look.TITLE: ("<b/>", "16", palette.NAVY),
    Look.NOTE: ("", "11", palette.INK),
    Look.HEADING: ("<b/>", "11", "FFFFFF"),
    Look.TEXT: ("", "11", palette.INK),
    LINK: ("<u/>", "11", _LINK_INK),
}


class Looks:
    """Finds or adds the cell format of a look; 0 when the workbook has no style sheet."""

    def __init__(self, book: BookDraft) -> None:
        self._draft = book.draft
        self._part = first_of(book.linked, "styles") or ""
        self._made: dict[object, int] = {}

    def number(self, look: object) -> int:
        """Return the number of a look's cell format."""
        if look not in self._made:
            self._made[look] = self._make(look)
        return self._made[look]

    def _make(self, look: object) -> int:
        if look not in _FONTS or not self._draft.has(self._part):
            return 0
        root = self._draft.tree(self._part)
        if any(child(root, name) is None for name in _GROUPS):
            return 0
        mark, size, ink = _FONTS[look]
        font = self._add(
            "fonts",
            f'<font>{mark}<sz val="{size}"/><color rgb="FF{ink}"/><name val="Calibri"/>'
            '<family val="2"/></font>',
        )
        fill = self._fill(palette.NAVY) if look is Look.HEADING else 0
        border = self._line() if look in (Look.TEXT, LINK) else 0
        wrap = "" if look in (Look.TITLE, Look.NOTE) else ' wrapText="1"'
        return self._add(
            "cellXfs",
            f'<xf numFmtId="0" fontId="{font}" fillId="{fill}" borderId="{border}" xfId="0" '
            'applyFont="1" applyFill="1" applyBorder="1" applyAlignment="1">'
            f'<alignment vertical="top"{wrap}/></xf>',
        )

    def _fill(self, colour: str) -> int:
        return self._add(
            "fills",
            f'<fill><patternFill patternType="solid"><fgColor rgb="FF{colour}"/>'
            '<bgColor indexed="64"/></patternFill></fill>',
        )

    def _line(self) -> int:
        colour = palette.RULE_LINE
        return self._add(
            "borders",
            '<border><left/><right/><top/><bottom style="thin">'
            f'<color rgb="FF{colour}"/></bottom><diagonal/></border>',
        )

    def _add(self, group: str, text: str) -> int:
        """Add an element to a group unless the same stands there; return its number."""
        root = self._draft.tree(self._part)
        holder = child(root, group)
        assert holder is not None
        space = namespace(root)[1:-1]
        element = etree.fromstring(text.replace(">", f' xmlns="{space}">', 1))
        known = children(holder, element.tag.rpartition("}")[2])
        for number, other in enumerate(known):
            if _canonical(other) == _canonical(element):
                return number
        if known:
            known[-1].addnext(element)
        else:
            holder.insert(0, element)
        holder.set("count", str(len(known) + 1))
        self._draft.touch(self._part)
        return len(known)


def _canonical(element: etree._Element) -> list[tuple[str, list[tuple[str, str]]]]:
    return [
        (str(e.tag), sorted((str(k), str(v)) for k, v in e.attrib.items())) for e in element.iter()
    ]
