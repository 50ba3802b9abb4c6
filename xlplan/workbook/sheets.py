"""One worksheet read into typed cells that know their addresses."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from lxml import etree

from xlplan.model import CellRef, CellValue
from xlplan.workbook.addresses import Area, parse_a1, parse_area
from xlplan.workbook.cells import Text, decode, is_on, namespace, plain_value, read_text
from xlplan.workbook.formulas import Formula, LateFormula, SharedFormula
from xlplan.workbook.guard import Limits, WorkbookRefused
from xlplan.workbook.lines import Cell, LateCells, Line, lines_of, made
from xlplan.workbook.relations import relation_id
from xlplan.workbook.styles import PLAIN, Style, child, children, index

_PARTS = ("v", "f", "is")


@dataclass(frozen=True, slots=True)
class Note:
    """A comment on a cell: a note, or one remark of a conversation."""

    at: CellRef
    text: str


@dataclass(frozen=True, slots=True)
class Beside:
    """Something in no cell: a text box, a picture, or the address that a link leads to."""

    what: str
    at: CellRef
    text: str


@dataclass(frozen=True)
class Table:
    """An Excel table; `ref` includes the heading and totals rows."""

    name: str
    sheet: str
    ref: Area
    columns: tuple[str, ...]
    has_totals: bool = False

    @property
    def body(self) -> range:
        """The row numbers between the headings and the totals."""
        return range(self.ref[0] + 1, self.ref[2] + (0 if self.has_totals else 1))


@dataclass(frozen=True)
class Sheet:
    """One worksheet; `state` is visible, hidden or veryHidden, `merges` are areas.

    `has_filter`: a filter is in force, on the sheet or on one of its tables.
    """

    name: str
    state: str
    cells: Mapping[tuple[int, int], Cell] = field(repr=False)
    tables: tuple[Table, ...] = ()
    merges: tuple[Area, ...] = ()
    has_filter: bool = False
    hidden_rows: frozenset[int] = frozenset()
    notes: tuple[Note, ...] = ()
    beside: tuple[Beside, ...] = ()

    def value(self, row: int, column: int) -> CellValue:
        """Return the value of a cell; None when it holds nothing."""
        if isinstance(self.cells, LateCells):
            return self.cells.value(row, column)
        cell = self.cells.get((row, column))
        return None if cell is None else cell.value

    @cached_property
    def lines(self) -> Mapping[int, Line]:
        """The rows that have a cell, by number."""
        return lines_of(self.cells)

    @cached_property
    def max_row(self) -> int:
        """The last row that holds a value or a formula; 0 when there is none."""
        return max((number for number, line in self.lines.items() if line.held), default=0)

    @cached_property
    def max_column(self) -> int:
        """The last column that holds a value or a formula; 0 when there is none."""
        return max((max(line.held) for line in self.lines.values() if line.held), default=0)


@dataclass(frozen=True)
class Book:
    """What the sheets of one workbook share while they are read."""

    file: str
    strings: tuple[Text, ...]
    styles: tuple[Style, ...]
    is_1904: bool
    limits: Limits

    @cached_property
    def numbered_strings(self) -> Mapping[str, Text]:
        """The strings by number as written; no number is no text."""
        return {"": Text("")} | {str(number): text for number, text in enumerate(self.strings)}


class SheetReader:
    """Reads the cells of one worksheet."""

    def __init__(self, book: Book, name: str, root: etree._Element) -> None:
        self._book = book
        self._name = name
        self._root = root
        self._ns = namespace(root)
        self._value_tag, self._formula_tag, self._text_tag = (f"{self._ns}{n}" for n in _PARTS)
        self._plain_tag = f"{self._ns}t"
        self._shared: dict[str, Formula] = {}
        self.hidden_columns = _hidden_columns(root)
        self._data = child(root, "sheetData")
        self.hidden_rows: set[int] = set()

    def cells(self) -> dict[tuple[int, int], Cell]:
        """Return every cell that holds something or is filled, by row and column."""
        found: dict[tuple[int, int], Cell] = {}
        cell_tag, hidden_columns = f"{self._ns}c", self.hidden_columns
        # By the text of the attribute: nearly every cell has one of a few styles.
        styles = {str(number): style for number, style in enumerate(self._book.styles)}
        for row, is_hidden, elements in self._rows():
            column = 0
            for element in elements.iterchildren(cell_tag):
                at = self._address(element.get("r"), row, column)
                column = at[1]
                written = element.get("s")
                style = styles.get(written or "0") or self.style(written)
                if style.fill is None and not len(element):
                    continue
                cell = self._cell(element, at, style, is_hidden or column in hidden_columns)
                if cell is not None:
                    found[at] = cell
        return found

    def merges(self) -> tuple[Area, ...]:
        """Return the merged areas."""
        elements = children(child(self._root, "mergeCells"), "mergeCell")
        return tuple(self._area(element.get("ref", "")) for element in elements)

    def links(self) -> tuple[tuple[str, str], ...]:
        """Return each area that leads elsewhere, with the id of its relationship."""
        elements = children(child(self._root, "hyperlinks"), "hyperlink")
        return tuple((e.get("ref", ""), key) for e in elements if (key := relation_id(e)))

    def has_filter(self) -> bool:
        """Whether the sheet's own filter is in force."""
        return is_filtering(child(self._root, "autoFilter"))

    def _rows(self) -> Iterator[tuple[int, bool, etree._Element]]:
        number = 0
        for row in children(self._data, "row"):
            written = row.get("r", "")
            number = int(written) if written.isdigit() else number + 1
            is_hidden = is_on(row.get("hidden"))
            if is_hidden:
                self.hidden_rows.add(number)
            yield number, is_hidden, row

    def _address(self, written: str | None, row: int, before: int) -> tuple[int, int]:
        if not written:
            return row, before + 1
        try:
            return parse_a1(written)
        except ValueError as err:
            raise WorkbookRefused(self._book.file, "damaged") from err

    def _area(self, text: str) -> Area:
        try:
            return parse_area(text)
        except ValueError as err:
            raise WorkbookRefused(self._book.file, "damaged") from err

    @property
    def has_bare_data(self) -> bool:
        """Whether the rows have been taken out of the worksheet's own place for them."""
        data = self._data
        return (
            data is not None
            and data.tag == f"{self._ns}sheetData"
            and not (len(data) or data.text or data.attrib)
        )

    def knows(self, prefix: str) -> bool:
        """Whether the worksheet declares a namespace by this prefix."""
        return prefix in self._root.nsmap

    def style(self, written: str | None) -> Style:
        """Return the style that a cell's attribute names; one that is nowhere is plain."""
        number = index(written)
        return self._book.styles[number] if number < len(self._book.styles) else PLAIN

    def _cell(
        self, element: etree._Element, at: tuple[int, int], style: Style, is_hidden: bool
    ) -> Cell | None:
        text, stored, formula = self._parts(element, at)
        value = (
            text.plain
            if text is not None
            else plain_value(element.get("t", "n"), stored, style.is_date, self._book.is_1904)
        )
        holds = value is not None or formula is not None
        if not holds and style.fill is None:
            return None
        self._check_reach(at, holds)
        return made(
            Cell,
            (
                value,
                made(CellRef, (self._book.file, self._name, *at)),
                formula,
                formula is None or value is not None,
                () if text is None else text.runs,
                is_hidden,
                style.fill,
                style.is_percent,
                style.is_struck,
            ),
        )

    def _parts(
        self, element: etree._Element, at: tuple[int, int]
    ) -> tuple[Text | None, str | None, str | LateFormula | None]:
        text, stored, formula = None, None, None
        for part in element:
            # Whole tags, not local names: this is done once or twice for every cell.
            tag = part.tag
            if tag == self._value_tag:
                stored = part.text or ""
            elif tag == self._formula_tag:
                group = part.get("si") if part.get("t") == "shared" else None
                formula = self.formula(decode(part.text or ""), group, at)
            elif tag == self._text_tag:
                text = self._text(part)
        if element.get("t") == "s":
            text = self._shared_text(stored)
        return text, stored, formula

    def _text(self, holder: etree._Element) -> Text:
        first = holder[0] if len(holder) == 1 else None
        if first is not None and first.tag == self._plain_tag:
            return Text(decode(first.text or ""))
        return read_text(holder)

    def _shared_text(self, stored: str | None) -> Text | None:
        if not stored:
            return None
        position = index(stored.strip())
        if not stored.strip().isdigit() or position >= len(self._book.strings):
            raise WorkbookRefused(self._book.file, "damaged")
        return self._book.strings[position]

    def formula(self, text: str, group: str | None, at: tuple[int, int]) -> str | LateFormula:
        """Return the formula of a cell by what stands in it; `group` where it shares one."""
        if group is None:
            return text
        if text:
            self._shared[group] = Formula(text, *at)
            return text
        master = self._shared.get(group)
        return SharedFormula(master, *at) if master else ""

    def shared(self, group: str | None) -> Formula | None:
        """Return the formula that a group of cells shares; None when none is known yet."""
        return None if group is None else self._shared.get(group)

    def _check_reach(self, at: tuple[int, int], holds: bool) -> None:
        limits = self._book.limits
        if holds and (at[0] > limits.rows or at[1] > limits.columns):
            where = CellRef(self._book.file, self._name, *at)
            raise WorkbookRefused(
                self._book.file,
                "too-big",
                f"something stands in {where}, far beyond the rest. Delete it and save again.",
            )


def is_filtering(element: etree._Element | None) -> bool:
    """Whether an autoFilter element has a filter in force."""
    return bool(children(element, "filterColumn"))


def _hidden_columns(root: etree._Element) -> frozenset[int]:
    hidden: set[int] = set()
    for column in children(child(root, "cols"), "col"):
        if is_on(column.get("hidden")):
            last = min(index(column.get("max")), 16_384)
            hidden.update(range(index(column.get("min")), last + 1))
    return frozenset(hidden)
