"""The shared strings of a workbook being edited: new text goes to the end.

Those that were there stay a tree; new ones are kept as the text that is written behind them.
"""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from functools import cached_property
from xml.sax.saxutils import escape

from lxml import etree

from xlplan.workbook.cells import Run, decode, encode, local, namespace, read_text
from xlplan.workbook.draft import Draft
from xlplan.workbook.edits import EditRefused, RichText
from xlplan.workbook.relations import Relation, first_of

_LONGEST = 32_767
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
_XML_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_FONT_MARKS = ("sz", "color", "rFont", "family", "charset", "scheme")


class SharedStrings:
    """Finds or adds the number of a text; `write` when no more will be added."""

    def __init__(self, draft: Draft, workbook: str, linked: dict[str, Relation]) -> None:
        self._draft = draft
        self._workbook = workbook
        self._part = first_of(linked, "sharedStrings") or ""
        self._numbers: dict[str, int] = {}
        self._count = 0
        self._added: list[str] = []
        self._texts: list[str] = []

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
        for element in root.iterchildren(f"{namespace(root)}si"):
            self._remember(element, f"{namespace(root)}t")
            self._count += 1
        return root

    @cached_property
    def _prefix(self) -> str:
        """What stands before the name of an element."""
        return f"{self._root.prefix}:" if self._root.prefix else ""

    @property
    def _ns(self) -> str:
        return namespace(self._root)

    @property
    def known(self) -> Mapping[str, int]:
        """The numbers of texts that were asked for, and of the plain ones that were there."""
        return self._numbers

    def number(self, value: str | RichText, font: etree._Element | None = None) -> int:
        """Return the number of a text, added when it is new; `font` is that of the cell.

        Raise EditRefused when it is longer than a cell can hold.
        """
        prefix = self._prefix  # which opens them
        if isinstance(value, str) and value in self._numbers:
            return self._numbers[value]
        plain = value.plain if isinstance(value, RichText) else value
        if not _fits(plain):
            raise EditRefused(f"A cell holds at most {_LONGEST:,} characters; this has more.")
        if isinstance(value, RichText):
            self._added.append(self._rich(value, font))
        else:
            mark = ' xml:space="preserve"' if _has_spaces(value) else ""
            text = f"<{prefix}t{mark}>{escape(encode(value))}</{prefix}t>"
            self._added.append(f"<{prefix}si>{text}</{prefix}si>")
            self._numbers[value] = self._count
        self._texts.append(plain)
        self._count += 1
        return self._count - 1

    def text(self, number: int) -> str:
        """Return the plain text of a number; "" when there is none."""
        root, before = self._root, self._count - len(self._texts)
        if number < before:
            return read_text(root[number]).plain if number < len(root) else ""
        return self._texts[number - before] if number < self._count else ""

    def write(self) -> None:
        """Have the new texts written behind those that were there."""
        if not self._added:
            return
        root = self._root
        root.set("uniqueCount", str(self._count))
        # How often strings are used is optional, and no longer known.
        if "count" in root.attrib:
            del root.attrib["count"]
        self._draft.write_behind(self._part, "".join(self._added).encode())

    def _remember(self, element: etree._Element, name: str) -> None:
        if len(element) == 1 and element[0].tag == name:
            text = decode(element[0].text or "")
            if _fits(text):
                self._numbers.setdefault(text, self._count)

    def _rich(self, value: RichText, font: etree._Element | None) -> str:
        holder = etree.Element(f"{self._ns}si", nsmap=dict(self._root.nsmap))  # type: ignore[arg-type]
        for run in value.runs:
            self._add_run(holder, run, font)
        # What declares its namespaces stands in its first tag; there they are the root's.
        first, _, rest = etree.tostring(holder, encoding="unicode").partition(">")
        name = first[1:].split()[0].removesuffix("/")
        return f"<{name}>{rest}" if rest else f"<{name}/>"

    def _add_run(self, holder: etree._Element, run: Run, font: etree._Element | None) -> None:
        if not run.text:
            return
        element = etree.SubElement(holder, f"{self._ns}r")
        marks = etree.SubElement(element, f"{self._ns}rPr")
        for is_on, name in ((run.bold, "b"), (run.italic, "i"), (run.struck, "strike")):
            if is_on:
                etree.SubElement(marks, f"{self._ns}{name}")
        for mark in _font_marks(font, self._ns):
            marks.append(mark)
        if not len(marks):
            element.remove(marks)
        text = etree.SubElement(element, f"{self._ns}t")
        text.text = encode(run.text)
        if _has_spaces(run.text):
            text.set(_XML_SPACE, "preserve")


def _has_spaces(text: str) -> bool:
    return text != text.strip() or "\n" in text or "  " in text


def _fits(text: str) -> bool:
    length = len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2
    return length <= _LONGEST


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
