"""The cells of a worksheet that is plainly written, found in its text in one pass.

Nearly every program writes nearly every worksheet in the same few forms. Where every character
between <sheetData> and </sheetData> belongs to one of these forms, and the rest of the part is
well formed without them, the cells found here are those that a parser gives. Where a single one
does not, the whole worksheet is left to the parser (`SheetReader.cells`).
"""

from __future__ import annotations

import re

from xlplan.model import CellRef, CellValue
from xlplan.workbook.addresses import column_number
from xlplan.workbook.cells import Run, decode, has_good_references, is_on, plain_value, resolved
from xlplan.workbook.formulas import LateFormula, WrittenFormula
from xlplan.workbook.guard import Limits, WorkbookRefused, parse
from xlplan.workbook.sheets import Book, Cell, SheetReader, made

_OPENS, _CLOSES = b"<sheetData>", b"</sheetData>"
_HEAD = re.compile(
    rb'(?:\xef\xbb\xbf)?(?:<\?xml version="1\.0"(?: encoding="(?:UTF|utf)-8")?'
    rb'(?: standalone="(?:yes|no)")?\?>\s*)?<worksheet[ >]'
)
_NEVER_IN_XML = bytes([*range(9), 11, 12, *range(14, 32)])
_NOT_CHARACTERS = (b"\xef\xbf\xbe", b"\xef\xbf\xbf")
# The parser's own bound on one text; a row that is longer may hold a longer one.
_LONGEST_ROW = 10_000_000
_ROW = re.compile(r'<row r="([1-9][0-9]{0,6})"([^<>]*?)(/?)>')
_MARK = re.compile(
    r" (spans|s|customFormat|ht|hidden|customHeight|outlineLevel|collapsed|thickTop|thickBot|ph"
    r'|x14ac:dyDescent)="([^"<&]*)"|([\s\S])'
)
_CELL = re.compile(
    r'<c r="([A-Z]{1,3})([1-9][0-9]{0,6})"(?: s="([0-9]{1,5})")?(?: t="([a-zA-Z]{1,9})")?'
    r"(?:/>|>"
    r'(<f(?: aca="(?:false|true)")?(?: t="shared"(?: ref="[A-Z0-9:]{2,24}")? si="[0-9]{1,9}")?'
    r"(?:/>|>[^<]*</f>))?"
    r"(<v>[^<]*</v>|<v/>)?"
    r'(?:<is><t(?: xml:space="preserve")?>([^<]+)</t></is>)?'
    r"</c>)|([\s\S])"
)
_FORMULA = re.compile(r'<f[^>]*?(?: si="([0-9]+)")?(?:/>|>([^<]*)</f>)')

Cells = dict[tuple[int, int], Cell]


class NotPlain(Exception):
    """Something stands in a worksheet that only a parser can read for certain."""


def read_cells(content: bytes, book: Book, name: str) -> tuple[SheetReader, Cells]:
    """Return the reader of a worksheet part and its cells, found the fast way where that may be.

    Raise WorkbookRefused where the part is damaged or not safe.
    """
    try:
        shell, rows = _parted(content, book.limits)
        reader = SheetReader(book, name, parse(shell, file=book.file, limits=book.limits))
        return reader, PlainCells(book, name, reader).read(rows)
    except (NotPlain, WorkbookRefused):
        # What is wrong with it is for the parser to say, from the whole of it.
        return read_carefully(content, book, name)


def read_carefully(content: bytes, book: Book, name: str) -> tuple[SheetReader, Cells]:
    """Return the reader of a worksheet part and its cells, each as the parser gives it."""
    reader = SheetReader(book, name, parse(content, file=book.file, limits=book.limits))
    return reader, reader.cells()


def _parted(content: bytes, limits: Limits) -> tuple[bytes, str]:
    """Return a worksheet without its rows, and its rows as text; raise NotPlain where unsure."""
    first, last = content.find(_OPENS), content.find(_CLOSES)
    head = _HEAD.match(content)
    if head is None or not 0 <= first < last or content.count(b"<") > limits.tags:
        raise NotPlain
    start = first + len(_OPENS)
    shell, rows = content[:start] + content[last:], content[start:last]
    # A comment, raw text or an instruction may hold what only looks like rows.
    is_alone = shell.count(b"<sheetData") == 1 and shell.count(b"<?") == head[0].count(b"<?")
    if not is_alone or b"<!" in shell or b"]]>" in rows or b"\r" in rows:
        raise NotPlain
    if not rows.isascii() and any(character in rows for character in _NOT_CHARACTERS):
        raise NotPlain
    if len(rows.translate(None, _NEVER_IN_XML)) != len(rows):
        raise NotPlain
    try:
        text = rows.decode("utf-8")
    except UnicodeDecodeError as err:
        raise NotPlain from err
    if not has_good_references(text):
        raise NotPlain
    return shell, text


class PlainCells:
    """Reads the rows of one worksheet; `reader` has read the rest of it."""

    def __init__(self, book: Book, name: str, reader: SheetReader) -> None:
        if not reader.has_bare_data:
            raise NotPlain
        self._book = book
        self._name = name
        self._reader = reader
        self._styles = {str(number): style for number, style in enumerate(book.styles)}
        self._styles[""] = reader.style(None)
        self._numbers: dict[tuple[str, bool], CellValue] = {}
        self._marks: dict[str, bool] = {}
        self._row = 0

    def read(self, rows: str) -> Cells:
        """Return every cell that holds something or is filled; raise NotPlain for another form."""
        found: Cells = {}
        *closed, rest = rows.split("</row>")
        for piece in closed:
            start, is_hidden = self._open_row(piece)
            if not start or len(piece) > _LONGEST_ROW:
                raise NotPlain
            self._read_row(piece[start:], is_hidden, found)
        if self._open_row(rest)[0]:
            raise NotPlain
        return found

    def _open_row(self, piece: str) -> tuple[int, bool]:
        """Pass over rows without cells, and open the next; return where it starts, 0 for none."""
        start = 0
        while start < len(piece):
            head = _ROW.match(piece, start)
            if head is None or not self._row < int(head[1]) <= self._book.limits.rows:
                raise NotPlain
            self._row, start = int(head[1]), head.end()
            is_hidden = self._is_hidden(head[2])
            if is_hidden:
                self._reader.hidden_rows.add(self._row)
            if not head[3]:
                return start, is_hidden
        return 0, False

    def _is_hidden(self, marks: str) -> bool:
        """Whether a row is hidden, by its attributes; rows share a few of these."""
        known = self._marks.get(marks)
        if known is None:
            said = _MARK.findall(marks)
            names = [name for name, _, _ in said]
            is_ours = all(names) and len(set(names)) == len(names)
            if not is_ours or ("x14ac:dyDescent" in names and not self._reader.knows("x14ac")):
                raise NotPlain
            known = self._marks[marks] = is_on(dict(s[:2] for s in said).get("hidden"))
        return known

    def _read_row(self, cells: str, is_hidden: bool, found: Cells) -> None:
        row, last, digits = self._row, 0, str(self._row)
        file, name, hidden = self._book.file, self._name, self._reader.hidden_columns
        for letters, number, mark, kind, formula, stored, text, other in _CELL.findall(cells):
            column = column_number(letters) if letters else 0
            if other or number != digits or not last < column <= self._book.limits.columns:
                raise NotPlain
            last = column
            style = self._styles.get(mark) or self._reader.style(mark)
            runs: tuple[Run, ...] = ()
            value: CellValue = None
            if text:
                if kind != "inlineStr" or formula or stored:
                    raise NotPlain
                value = decode(resolved(text))
            elif kind == "s":
                value, runs = self._shared(stored[3:-4])
            elif stored:
                value = self._value(kind or "n", stored[3:-4], style.is_date)
            if value is None and not formula and style.fill is None:
                continue
            said = self._formula(formula, row, column) if formula else None
            found[row, column] = made(
                Cell,
                (
                    value,
                    made(CellRef, (file, name, row, column)),
                    said,
                    not formula or value is not None,
                    runs,
                    is_hidden or column in hidden,
                    style.fill,
                    style.is_percent,
                    style.is_struck,
                ),
            )

    def _shared(self, position: str) -> tuple[str | None, tuple[Run, ...]]:
        if not position:
            return None, ()
        if not (position.isascii() and position.isdigit()):
            raise NotPlain
        if int(position) >= len(self._book.strings):
            raise NotPlain
        text = self._book.strings[int(position)]
        return text.plain, text.runs

    def _value(self, kind: str, stored: str, is_date: bool) -> CellValue:
        if kind != "n":
            return plain_value(kind, resolved(stored), is_date, self._book.is_1904)
        key = stored, is_date
        if key not in self._numbers:
            text = resolved(stored)
            self._numbers[key] = plain_value(kind, text, is_date, self._book.is_1904)
        return self._numbers[key]

    def _formula(self, element: str, row: int, column: int) -> str | LateFormula:
        if element.startswith("<f>"):
            return WrittenFormula(element[3:-4])
        parts = _FORMULA.fullmatch(element)
        if parts is None:
            raise NotPlain
        return self._reader.formula(decode(resolved(parts[2] or "")), parts[1], (row, column))
