"""The style sheet of a workbook being edited: a style that shows a date, made from another."""

from __future__ import annotations

from copy import deepcopy

from lxml import etree

from xlplan.workbook.cells import is_date_format, namespace
from xlplan.workbook.draft import Draft
from xlplan.workbook.edits import EditRefused
from xlplan.workbook.relations import Relation, first_of
from xlplan.workbook.styles import child, children, index, number_formats

_DAY = "dd/mm/yyyy"
_MOMENT = "dd/mm/yyyy hh:mm"
_FIRST_OWN_FORMAT = 164


class DateStyles:
    """Finds or adds the style that a date needs."""

    def __init__(self, draft: Draft, linked: dict[str, Relation]) -> None:
        self._draft = draft
        self._part = first_of(linked, "styles") or ""
        self._made: dict[tuple[int, str], int] = {}

    def dated(self, style: int, *, has_time: bool) -> int:
        """Return the style itself when it shows dates, else a copy of it that does.

        Raise EditRefused when the workbook has no style sheet to add to.
        """
        key = (style, _MOMENT if has_time else _DAY)
        if key not in self._made:
            self._made[key] = self._find_or_make(*key)
        return self._made[key]

    def font(self, style: int) -> etree._Element | None:
        """Return the font of a style; None when it names none."""
        formats = self._formats()
        if formats is None:
            return None
        root = self._draft.tree(self._part)
        xfs, fonts = children(formats, "xf"), children(child(root, "fonts"), "font")
        number = index(xfs[style].get("fontId")) if style < len(xfs) else len(fonts)
        return fonts[number] if number < len(fonts) else None

    def _find_or_make(self, style: int, code: str) -> int:
        formats = self._formats()
        if formats is None:
            raise EditRefused("The workbook has no style sheet, so it cannot show a date.")
        xfs = children(formats, "xf")
        if style < len(xfs) and self._is_date(xfs[style]):
            return style
        return self._make(formats, xfs, style, code)

    def _formats(self) -> etree._Element | None:
        if not self._draft.has(self._part):
            return None
        return child(self._draft.tree(self._part), "cellXfs")

    def _is_date(self, xf: etree._Element) -> bool:
        number = index(xf.get("numFmtId"))
        return is_date_format(number, number_formats(self._draft.tree(self._part)).get(number))

    def _make(
        self, formats: etree._Element, xfs: list[etree._Element], style: int, code: str
    ) -> int:
        if not xfs:
            raise EditRefused("The workbook's style sheet is empty, so it cannot show a date.")
        xf = deepcopy(xfs[style] if style < len(xfs) else xfs[0])
        xf.set("numFmtId", str(self._number_of(code)))
        xf.set("applyNumberFormat", "1")
        xfs[-1].addnext(xf)
        formats.set("count", str(len(xfs) + 1))
        self._draft.touch(self._part)
        return len(xfs)

    def _number_of(self, code: str) -> int:
        root = self._draft.tree(self._part)
        known = number_formats(root)
        found = next((number for number, text in known.items() if text.lower() == code), None)
        if found is not None:
            return found
        number = max(_FIRST_OWN_FORMAT - 1, *known) + 1 if known else _FIRST_OWN_FORMAT
        holder = child(root, "numFmts")
        if holder is None:
            holder = etree.Element(f"{namespace(root)}numFmts")
            root.insert(0, holder)
        element = etree.SubElement(holder, f"{namespace(root)}numFmt")
        element.set("numFmtId", str(number))
        element.set("formatCode", code)
        holder.set("count", str(len(known) + 1))
        return number
