"""A package as the gate sees it: read with the standard library alone, apart from the editor."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from xml.etree import ElementTree

from xlplan.workbook.gate_parts import Parts
from xlplan.workbook.gate_strings import shared_texts
from xlplan.workbook.gate_text import Runs, name_of, plain, runs_of, text_of

_CELL = re.compile(r"([A-Za-z]+)([0-9]+)")
_SHARING = ("f t", "f si", "f ref")
_SHARES = "\0"
_FONT = ("sz", "color", "rFont", "family", "charset", "scheme")
_SAID = ("r", "s", "t")
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
Place = tuple[int, int]
Area = tuple[int, int, int, int]
Marks = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Seen:
    """One cell as stored: style, type, text and formula, or which shared formula it has.

    `marks` are all else: the number of a shared string, how a formula is kept, what is rare.
    """

    style: str
    kind: str
    text: str | None
    formula: str | None
    marks: Marks = ()

    def is_same(self, other: Seen) -> bool:
        """Whether another cell says the same; a shared formula may have been written out.

        Whether it then reads the same is another question.
        """
        if (self.style, self.kind, self.text) != (other.style, other.kind, other.text):
            return False
        mine, theirs = dict(self.marks), dict(other.marks)
        if self.shares and mine.get("f si") == theirs.get("f si"):
            reach, now = (area(marks.pop("f ref", "A1")) for marks in (mine, theirs))
            is_reached = now[:2] == reach[:2] and now[3] == reach[3] and now[2] >= reach[2]
            return self.formula == other.formula and mine == theirs and is_reached
        if self.shares and "f si" not in theirs:
            mine = {key: value for key, value in mine.items() if key not in _SHARING}
            is_alike = other.formula is not None and self.formula in (other.formula, _SHARES)
            return is_alike and mine == theirs
        return self.formula == other.formula and mine == theirs

    @property
    def shares(self) -> bool:
        """Whether it has a part in a shared formula."""
        return ("f t", "shared") in self.marks

    @property
    def group(self) -> str:
        """The number of the shared formula that it has a part in; "" for none."""
        return dict(self.marks).get("f si", "") if self.shares else ""

    @property
    def asks(self) -> bool:
        """Whether its formula is that of another cell."""
        return self.formula == _SHARES


NOTHING = Seen("", "n", None, None)


class Opened:
    """A package as the gate sees it: names in order, bytes, and trees of what it asks for."""

    def __init__(self, content: bytes, *, like: Opened | None = None) -> None:
        self.bytes: Parts = Parts(content, like=like.bytes if like else None)
        self.names = self.bytes.names
        self._tables: dict[str, tuple[Area, list[str], int]] = {}
        by_kind = self._targets("")
        self.workbook = next((t for k, t in by_kind.values() if k == "officeDocument"), "")
        self.workbook = self.spelled(self.workbook) or "xl/workbook.xml"
        self.linked = self._targets(self.workbook)

    def spelled(self, name: str) -> str:
        """Return a part's name as the zip spells it; "" when it has none."""
        return self.bytes.spelled(name)

    def tree(self, name: str) -> ElementTree.Element:
        """Return the root of a part."""
        return ElementTree.fromstring(self.bytes[name])

    def table_area(self, part: str) -> Area:
        """Return where a table stands; each table is looked at once."""
        return self._table(part)[0]

    def table_headings(self, part: str) -> list[str]:
        """Return the headings of a table; each table is looked at once."""
        return self._table(part)[1]

    def table_totals(self, part: str) -> int:
        """Return how many totals rows a table has."""
        return self._table(part)[2]

    def table_formulas(self, part: str) -> tuple[int, dict[int, tuple[str, Place]]]:
        """Return a table's first row under its headings, and the formulas of its columns.

        Each stands with the cell that it reads for, by column of the sheet.
        """
        root = self.tree(part)
        top, left, _, _ = area_of(root)
        first = top + (root.get("headerRowCount") != "0")
        columns = [e for e in root.iter() if name_of(e) == "tableColumn"]
        return first, {
            column: (plain(formula.text), (first, column))
            for column, element in enumerate(columns, left)
            for formula in element
            if name_of(formula) == "calculatedColumnFormula" and formula.text
        }

    def _table(self, part: str) -> tuple[Area, list[str], int]:
        if part not in self._tables:
            root = self.tree(part)
            totals = int(root.get("totalsRowCount", "0"))
            self._tables[part] = area_of(root), headings_of(root), totals
        return self._tables[part]

    def part_of_kind(self, kind: str) -> str:
        """Return the part of the workbook of a kind; "" when it has none."""
        return self.spelled(next((t for k, t in self.linked.values() if k == kind), ""))

    def parts_of_kind(self, kind: str) -> list[str]:
        """Return the parts of the workbook of a kind."""
        return [self.spelled(t) for k, t in self.linked.values() if k == kind and self.spelled(t)]

    @cached_property
    def sheets(self) -> dict[str, str]:
        """The part of each worksheet by its name in lower case."""
        found = {}
        for element in self.tree(self.workbook).iter():
            if name_of(element) == "sheet":
                key = next((v for k, v in element.attrib.items() if k.endswith("}id")), "")
                kind, target = self.linked.get(key, ("", ""))
                if kind == "worksheet":
                    found[plain(element.get("name", "")).casefold()] = self.spelled(target)
        return found

    @cached_property
    def tabs(self) -> dict[str, str]:
        """The part of each tab of any kind by its name, in their order."""
        found = {}
        for element in self.tree(self.workbook).iter():
            if name_of(element) == "sheet":
                key = next((v for k, v in element.attrib.items() if k.endswith("}id")), "")
                _, target = self.linked.get(key, ("", ""))
                found[plain(element.get("name", ""))] = self.spelled(target)
        return found

    @cached_property
    def tables(self) -> dict[str, tuple[str, str]]:
        """The sheet's part and the table's part of each table by its names in lower case."""
        found = {}
        for sheet in self.sheets.values():
            for part in self.parts_of(sheet, "table"):
                root = self.tree(part)
                for mark in ("name", "displayName"):
                    found[root.get(mark, "").casefold()] = sheet, part
        return found

    def parts_of(self, part: str, kind: str) -> list[str]:
        """Return the parts of a kind that a part points to."""
        return [self.spelled(target) for k, target in self._targets(part).values() if k == kind]

    def pointers_of(self, part: str) -> str:
        """Return the part that holds a part's relationships; "" when it has none."""
        folder, name = posixpath.split(part)
        return self.spelled(posixpath.join(folder, "_rels", f"{name}.rels"))

    @cached_property
    def strings(self) -> list[str]:
        """The shared strings."""
        part = self.part_of_kind("sharedStrings")
        return shared_texts(self.bytes[part]) if part else []

    def runs(self, number: int) -> Runs:
        """Return the shared string of a number, with what of it is bold, italic or struck."""
        strings = self._string_trees
        return runs_of(strings[number]) if 0 <= number < len(strings) else ()

    def is_in_font(self, number: int, style: str) -> bool:
        """Whether the runs of a shared string are in the font of a style."""
        strings, font = self._string_trees, self._font(int(style or "0"))
        runs = [e for e in strings[number] if name_of(e) == "r"]
        fonts = [_font_of(marks) for run in runs for marks in run if name_of(marks) == "rPr"]
        return all(said == font for said in fonts) and (len(fonts) == len(runs) or not font)

    def _font(self, style: int) -> dict[str, dict[str, str]]:
        part = self.part_of_kind("styles")
        groups = {name_of(group): list(group) for group in (self.tree(part) if part else ())}
        formats, fonts = groups.get("cellXfs", []), groups.get("fonts", [])
        number = int(formats[style].get("fontId", "0")) if style < len(formats) else len(fonts)
        return _font_of(fonts[number]) if number < len(fonts) else {}

    def keeps_spaces(self, number: int) -> bool:
        """Whether a shared string says of each text that spaces around it are to be kept."""
        strings = self._string_trees
        texts = strings[number].iter() if 0 <= number < len(strings) else ()
        spaced = [
            e for e in texts if name_of(e) == "t" and (e.text or "") != (e.text or "").strip()
        ]
        return all(e.get(_SPACE) == "preserve" for e in spaced)

    @cached_property
    def _string_trees(self) -> list[ElementTree.Element]:
        part = self.part_of_kind("sharedStrings")
        return [e for e in self.tree(part) if name_of(e) == "si"] if part else []

    @cached_property
    def numbers(self) -> dict[str, int]:
        """The number of the first shared string that says a text."""
        texts = self.strings
        return dict(zip(reversed(texts), range(len(texts) - 1, -1, -1), strict=True))

    @cached_property
    def is_1904(self) -> bool:
        """Whether its days count from 1904."""
        marks = [e.get("date1904") for e in self.tree(self.workbook) if name_of(e) == "workbookPr"]
        return any(mark in ("1", "true") for mark in marks)

    def cells(self, sheet: ElementTree.Element) -> dict[Place, Seen]:
        """Return what each cell of a sheet stores."""
        found = {}
        for place, element in places(sheet):
            seen = self.seen(element)
            if seen != NOTHING:
                found[place] = seen
        return found

    def seen(self, element: ElementTree.Element) -> Seen:
        """Return what a cell stores."""
        text, formula, kind = None, None, element.get("t", "n")
        marks = [(key, value) for key, value in element.items() if key not in _SAID]
        for part in element:
            name = name_of(part)
            if name == "v":
                text = part.text or ""
            elif name == "is":
                text = text_of(part)
                if len(part) != 1 or name_of(part[0]) != "t":
                    marks.append((name, ElementTree.tostring(part, encoding="unicode").strip()))
            elif name == "f":
                formula = plain(part.text) if part.text else _SHARES
                marks += [(f"f {key}", value) for key, value in part.items()]
            else:
                marks.append((name, ElementTree.tostring(part, encoding="unicode").strip()))
        if kind == "s" and text:
            marks.append(("v", text))
            text = self.strings[int(text)]
        style = element.get("s", "").removeprefix("0")
        return Seen(style, kind, text, formula, tuple(sorted(marks)))

    def _targets(self, part: str) -> dict[str, tuple[str, str]]:
        folder, where = posixpath.dirname(part), self.pointers_of(part)
        if not where:
            return {}
        return {
            e.get("Id", ""): (
                e.get("Type", "").rpartition("/")[2],
                posixpath.normpath(posixpath.join("/", folder, e.get("Target", ""))).lstrip("/"),
            )
            for e in self.tree(where)
            if e.get("TargetMode") != "External"
        }


def _font_of(marks: ElementTree.Element) -> dict[str, dict[str, str]]:
    """Return what makes a font, weight and slope beside."""
    named = (("rFont" if name_of(e) == "name" else name_of(e), e) for e in marks)
    return {name: dict(e.attrib) for name, e in named if name in _FONT}


def places(root: ElementTree.Element) -> Iterator[tuple[Place, ElementTree.Element]]:
    """Yield each cell of a sheet with its row and column."""
    row = 0
    for line in (e for part in root if name_of(part) == "sheetData" for e in part):
        row = int(line.get("r", row + 1))
        for column, element in cells_of(line):
            yield (row, column), element


def cells_of(row: ElementTree.Element) -> Iterator[tuple[int, ElementTree.Element]]:
    """Yield each cell of a row with its column."""
    column = 0
    for element in row:
        if name_of(element) == "c":
            match = _CELL.fullmatch(element.get("r", ""))
            column = column_of(match[1]) if match else column + 1
            yield column, element


def is_orderly(root: ElementTree.Element) -> bool:
    """Whether a sheet's rows, and the cells in each, come in order and none stands twice."""
    before = 0
    for line in (e for part in root if name_of(part) == "sheetData" for e in part):
        row, last = int(line.get("r", before + 1)), 0
        if row <= before:
            return False
        before = row
        for column, element in cells_of(line):
            at = _CELL.fullmatch(element.get("r", f"A{row}"))
            if column <= last or at is None or at[2] != str(row):
                return False
            last = column
    return True


@cache
def column_of(letters: str) -> int:
    """Return the number of a column."""
    return sum((ord(c) - 64) * 26**n for n, c in enumerate(reversed(letters.upper())))


def area_of(table: ElementTree.Element) -> Area:
    """Return first row, first column, last row and last column of a table."""
    return area(table.get("ref", ""))


def area(reference: str) -> Area:
    """Return first row, first column, last row and last column of a reference."""
    first, _, last = reference.replace("$", "").partition(":")
    ends = [_CELL.fullmatch(text) for text in (first, last or first)]
    (top, left), (bottom, right) = [(int(m[2]), column_of(m[1])) for m in ends if m is not None]
    return top, left, bottom, right


def headings_of(table: ElementTree.Element) -> list[str]:
    """Return the headings of a table."""
    return [plain(e.get("name", "")) for e in table.iter() if name_of(e) == "tableColumn"]
