"""The shared strings of a workbook being edited: new text goes to the end."""

from __future__ import annotations

from copy import deepcopy
from functools import cached_property

from lxml import etree

from xlplan.workbook.cells import Run, encode, local, namespace, read_text
from xlplan.workbook.draft import Draft
from xlplan.workbook.edits import EditRefused, RichText
from xlplan.workbook.relations import Relation, first_of

_LONGEST = 32_767
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
_XML_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_FONT_MARKS = ("sz", "color", "rFont", "family", "charset", "scheme")


class SharedStrings:
    """Finds or adds the number of a text."""

    def __init__(self, draft: Draft, workbook: str, linked: dict[str, Relation]) -> None:
        self._draft = draft
        self._workbook = workbook
        self._part = first_of(linked, "sharedStrings") or ""
        self._numbers: dict[str, int] = {}
        self._count = 0

    @cached_property
    def _root(self) -> etree._Element:
        """The strings there are, opened (or made) when the first text is written."""
        if not self._draft.has(self._part):
            self._part = "xl/sharedStrings.xml"
            empty = f'<sst xmlns="{_MAIN}"/>'.encode()
            self._draft.add(
                self._part, empty, content_type=_TYPE, kind="sharedStrings", by=self._workbook
            )
        root = self._draft.tree(self._part)
        for element in root:
            if local(element) == "si":
                self._remember(element)
                self._count += 1
        return root

    @property
    def _ns(self) -> str:
        return namespace(self._root)

    def number(self, value: str | RichText, font: etree._Element | None = None) -> int:
        """Return the number of a text, added when it is new; `font` is that of the cell.

        Raise EditRefused when it is longer than a cell can hold.
        """
        plain = value.plain if isinstance(value, RichText) else value
        if len(plain.encode("utf-16-le")) // 2 > _LONGEST:
            raise EditRefused(f"A cell holds at most {_LONGEST:,} characters; this has more.")
        root = self._root
        if isinstance(value, str) and value in self._numbers:
            return self._numbers[value]
        element = etree.SubElement(root, f"{self._ns}si")
        if isinstance(value, RichText):
            for run in value.runs:
                self._add_run(element, run, font)
        else:
            self._add_text(element, value)
            self._numbers[value] = self._count
        self._count += 1
        self._draft.touch(self._part)
        root.set("uniqueCount", str(self._count))
        # How often strings are used is optional, and no longer known.
        if "count" in root.attrib:
            del root.attrib["count"]
        return self._count - 1

    def text(self, number: int) -> str:
        """Return the plain text of a number; "" when there is none."""
        root = self._root
        return read_text(root[number]).plain if number < len(root) else ""

    def _remember(self, element: etree._Element) -> None:
        if [local(child) for child in element] == ["t"]:
            self._numbers.setdefault(read_text(element).plain, self._count)

    def _add_text(self, holder: etree._Element, text: str) -> None:
        element = etree.SubElement(holder, f"{self._ns}t")
        element.text = encode(text)
        if text != text.strip() or "\n" in text or "  " in text:
            element.set(_XML_SPACE, "preserve")

    def _add_run(self, holder: etree._Element, run: Run, font: etree._Element | None) -> None:
        if not run.text:
            return
        element = etree.SubElement(holder, f"{self._ns}r")
        marks = etree.SubElement(element, f"{self._ns}rPr")
        for is_on, name in ((run.bold, "b"), (run.italic, "i")):
            if is_on:
                etree.SubElement(marks, f"{self._ns}{name}")
        for mark in _font_marks(font, self._ns):
            marks.append(mark)
        if not len(marks):
            element.remove(marks)
        self._add_text(element, run.text)


def _font_marks(font: etree._Element | None, ns: str) -> list[etree._Element]:
    """Return what a run must repeat of the cell's font, or it would print in another one."""
    if font is None:
        return []
    found: dict[str, etree._Element] = {}
    for mark in font:
        name = "rFont" if local(mark) == "name" else local(mark)
        if name in _FONT_MARKS:
            copied = deepcopy(mark)
            copied.tag = f"{ns}{name}"
            found[name] = copied
    return [found[name] for name in _FONT_MARKS if name in found]
