"""The cells of a worksheet that is plainly written, found in its text in one pass.

Nearly every program writes nearly every worksheet in the same few forms. Where every character
between <sheetData> and </sheetData> belongs to one of these forms, and the rest of the part is
well formed without them, the cells found here are those that a parser gives. Where a single one
does not, the whole worksheet is left to the parser (`SheetReader.cells`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import compress
from operator import lt

from xlplan.workbook.addresses import column_number
from xlplan.workbook.cells import decode, has_good_references, is_on, resolved
from xlplan.workbook.formulas import Formula
from xlplan.workbook.guard import Limits, WorkbookRefused, parse
from xlplan.workbook.lines import Cell, LateCells, Line
from xlplan.workbook.plain_lines import PlainLine, PlainSheet, Shape
from xlplan.workbook.row_patterns import Form, contents, uses_of
from xlplan.workbook.sheets import Book, SheetReader
from xlplan.workbook.styles import Style
from xlplan.workbook.waiting_rows import (
    CLOSING,
    Likenesses,
    Piece,
    WaitingLines,
    pieces,
    strings_of,
)

_OPENS, _CLOSES = b"<sheetData>", b"</sheetData>"
_HEAD = re.compile(
    rb'(?:\xef\xbb\xbf)?(?:<\?xml version="1\.0"(?: encoding="(?:UTF|utf)-8")?'
    rb'(?: standalone="(?:yes|no)")?\?>\s*)?<worksheet[ >]'
)
_NEVER_IN_XML = bytes([*range(9), 11, 12, *range(14, 32)])
_NOT_CHARACTERS = (b"\xef\xbf\xbe", b"\xef\xbf\xbf")
# The parser's own bound on one text; a row that is longer may hold a longer one.
_LONGEST_ROW = 10_000_000
# To try more forms for a row than these takes longer than to take it apart.
_FORMS = 4
# Where so many rows had to be taken apart, no two are alike.
_ENOUGH = 100
# Of a sheet with so much in its rows many may never be asked for.
LARGE = 100_000
_ROW = re.compile(r'<row r="([1-9][0-9]{0,6})"([^<>]*?)(/?)>')
_MARK = re.compile(
    r" (spans|s|customFormat|ht|hidden|customHeight|outlineLevel|collapsed|thickTop|thickBot|ph"
    r'|x14ac:dyDescent)="([^"<&]*)"|([\s\S])'
)
# What stands in the attributes of a cell and in the element of a formula is looked at afterwards.
_CELL = re.compile(
    r'<c r="([A-Z]{1,3}+)([0-9]++)"([^<>/]*+)'
    r"(?:/>|>(<f[^<]*+(?:</f>)?+)?+"
    r'(?:(<v>[^<]*+</v>|<v/>)|<is><t(?: xml:space="preserve")?+>([^<]++)</t></is>)?+'
    r"</c>)|([\s\S])"
)
_LOOK = re.compile(r'(?: s="([0-9]{1,5})")?(?: t="([a-zA-Z]{1,9})")?')
_FORMULA = re.compile(
    r'<f(?: aca="(?:false|true)")?(?: t="shared"(?: ref="[A-Z0-9:]{2,24}")? si="([0-9]{1,9})")?'
    r"(?:/>|>([^<]*)</f>)"
)

Cells = Mapping[tuple[int, int], Cell]


class NotPlain(Exception):
    """Something stands in a worksheet that only a parser can read for certain."""


def read_cells(content: bytes, book: Book, name: str) -> tuple[SheetReader, Cells]:
    """Return the reader of a worksheet part and its cells, found the fast way where that may be.

    Raise WorkbookRefused where the part is damaged or not safe.
    """
    try:
        shell, rows = _parted(content, book.limits)
        reader = SheetReader(book, name, parse(shell, file=book.file, limits=book.limits))
        return reader, LateCells(PlainCells(book, name, reader).read(rows))
    except (NotPlain, WorkbookRefused):
        # What is wrong with it is for the parser to say, from the whole of it.
        return read_carefully(content, book, name)


def read_carefully(content: bytes, book: Book, name: str) -> tuple[SheetReader, Cells]:
    """Return the reader of a worksheet part and its cells, each as the parser gives it."""
    reader = SheetReader(book, name, parse(content, file=book.file, limits=book.limits))
    return reader, reader.cells()


def _parted(content: bytes, limits: Limits) -> tuple[bytes, bytes]:
    """Return a worksheet without its rows, and its rows; raise NotPlain where unsure."""
    first, last = content.find(_OPENS), content.rfind(_CLOSES)
    head, most = _HEAD.match(content), limits.tags
    has_too_many = len(content) > most and content.count(b"<") > most
    if head is None or has_too_many or not 0 <= first < last:
        raise NotPlain
    start = first + len(_OPENS)
    shell, rows = content[:start] + content[last:], content[start:last]
    # A comment, raw text or an instruction may hold what only looks like rows.
    is_alone = shell.count(b"<sheetData") == 1 and shell.count(b"<?") == head[0].count(b"<?")
    if not is_alone or b"<!" in shell or b"\r" in rows or _may_end_raw_text(rows):
        raise NotPlain
    if not rows.isascii() and any(character in rows for character in _NOT_CHARACTERS):
        raise NotPlain
    if len(rows.translate(None, _NEVER_IN_XML)) != len(rows):
        raise NotPlain
    if not _is_good_text(rows):
        raise NotPlain
    return shell, rows


def _is_good_text(rows: bytes) -> bool:
    """Whether rows are UTF-8 in which every reference is a good one."""
    if rows.isascii() and b"&" not in rows:
        return True
    try:
        return has_good_references(rows.decode())
    except UnicodeDecodeError:
        return False


def _may_end_raw_text(rows: bytes) -> bool:
    """Whether ]]> stands in rows, where XML has no place for it; to look for it takes longer."""
    most = len(rows) // 500
    at = rows.find(b"]")
    while at >= 0 and most and rows[at + 1 : at + 2] != b"]":
        at, most = rows.find(b"]", at + 1), most - 1
    return at >= 0 and b"]]>" in rows


class PlainCells:
    """Reads the rows of one worksheet; `reader` has read the rest of it."""

    def __init__(self, book: Book, name: str, reader: SheetReader) -> None:
        if not reader.has_bare_data:
            raise NotPlain
        self._limits = book.limits
        self._reader = reader
        self._sheet = PlainSheet(
            book.file, name, book.is_1904, reader.hidden_columns, book.numbered_strings
        )
        self._looks: dict[str, tuple[Style, str]] = {}
        self._shapes: dict[tuple[tuple[str, ...], tuple[str, ...]], Shape] = {}
        self._marks: dict[str, bool] = {}
        self._forms: list[Form] = []
        self._learnt = 0
        self._row = 0

    def read(self, rows: bytes) -> Mapping[int, Line]:
        """Return every row that has a cell; raise NotPlain for another form."""
        if b"<f" not in rows and len(rows) > LARGE:
            return self._without_formulas(rows)
        found: dict[int, Line] = {}
        end = 0
        for start, end in pieces(rows):
            line = self._read_row(rows[start:end].decode())
            if line is not None:
                found[self._row] = line
        self._require_end(rows, end)
        return found

    def _without_formulas(self, rows: bytes) -> Mapping[int, Line]:
        """Return every row that has a cell; rows that are like another are read when asked for."""
        likenesses = Likenesses()
        found: dict[int, Line | Piece] = {}
        end = 0
        for start, end in pieces(rows):
            piece = rows[start:end]
            number = likenesses.number(piece)
            if self._row < number <= self._limits.rows:
                self._row = number
                found[number] = start, end
                continue
            line = self._read_row(piece.decode())
            if line is not None:
                found[self._row] = line
                likenesses.learn(line)
        self._require_end(rows, end)
        if not strings_of(rows) <= self._sheet.strings.keys():
            raise NotPlain
        return WaitingLines(rows, found, self._read_late)

    def _require_end(self, rows: bytes, end: int) -> None:
        """Raise NotPlain where more than rows without cells stands after the last closing tag."""
        rest = rows[end + len(CLOSING) if end else 0 :]
        if self._open_row(rest.decode())[0]:
            raise NotPlain

    def _read_row(self, piece: str) -> Line | None:
        """Return a row up to its closing tag; None for one without a cell."""
        start, is_hidden = self._open_row(piece)
        if not start or len(piece) > _LONGEST_ROW:
            raise NotPlain
        for form in self._forms:
            formed = form.line(piece, start, self._row, is_hidden=is_hidden)
            if formed is not None:
                return formed
        cells = _CELL.findall(piece, start)
        if not cells:
            return None
        line, shape = self._line(cells, is_hidden)
        return line if line.held or shape.has_fill else None

    def _read_late(self, piece: bytes) -> Line:
        self._row = 0
        line = self._read_row(piece.decode())
        if line is None:
            raise NotPlain
        return line

    def _open_row(self, piece: str) -> tuple[int, bool]:
        """Pass over rows without cells, and open the next; return where it starts, 0 for none."""
        start = 0
        while start < len(piece):
            head = _ROW.match(piece, start)
            if head is None or not self._row < int(head[1]) <= self._limits.rows:
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

    def _line(self, cells: list[tuple[str, ...]], is_hidden: bool) -> tuple[PlainLine, Shape]:
        letters, numbers, marks, formulas, stored, texts, others = zip(*cells, strict=True)
        if any(others) or numbers.count(str(self._row)) != len(numbers):
            raise NotPlain
        shape = self._shapes.get((letters, marks))
        if shape is None:
            shape = self._shapes[letters, marks] = self._shape_of(letters, marks)
        if any(compress(texts, shape.others)) or any(compress(formulas, shape.inline)):
            raise NotPlain
        if any(compress(stored, shape.inline)):
            raise NotPlain
        if not all(map(self._is_string, compress(stored, shape.shared))):
            raise NotPlain
        elements = formulas
        if any(formulas):
            said = zip(shape.columns, formulas, strict=True)
            formulas = tuple([f and self._formula(f, column) for column, f in said])
        written = formulas, stored, texts
        self._learnt += 1
        if self._learnt <= _ENOUGH and any(map(any, written)):
            self._learn((letters, marks), shape, contents(elements, written), formulas)
        return PlainLine(self._sheet, self._row, shape, written, is_hidden), shape

    def _learn(
        self,
        columns: tuple[tuple[str, ...], tuple[str, ...]],
        shape: Shape,
        held: tuple[str, ...] | None,
        formulas: Sequence[str | Formula],
    ) -> None:
        """Note the form of a row; once many rows have had it there is a pattern for the next."""
        pattern = uses_of((*columns, held)).pattern() if held else None
        if held and pattern:
            form = Form(self._sheet, shape, held, formulas, pattern)
            self._forms = [form, *self._forms[: _FORMS - 1]]

    def _shape_of(self, letters: tuple[str, ...], marks: tuple[str, ...]) -> Shape:
        columns = [column_number(text) for text in letters]
        is_in_order = all(map(lt, columns, columns[1:]))
        if not is_in_order or columns[-1] > self._limits.columns:
            raise NotPlain
        return Shape.of(columns, [self._look(mark) for mark in marks])

    def _look(self, mark: str) -> tuple[Style, str]:
        """Return the style and the kind that the attributes of a cell give it."""
        known = self._looks.get(mark)
        if known is None:
            said = _LOOK.fullmatch(mark)
            if said is None:
                raise NotPlain
            known = self._looks[mark] = self._reader.style(said[1]), said[2] or "n"
        return known

    def _is_string(self, stored: str) -> bool:
        return stored[3:-4] in self._sheet.strings

    def _formula(self, element: str, column: int) -> str | Formula:
        """Return the element of a formula; that which it shares, where another cell has its text.

        What more than its own text makes is worked out now, as later cells may change it.
        """
        if element.startswith("<f>") and element.endswith("</f>"):
            return element
        parts = _FORMULA.fullmatch(element)
        if parts is None:
            raise NotPlain
        shared = None if parts[2] else self._reader.shared(parts[1])
        if shared is not None:
            return shared
        # Forms that are known may share what is now another formula.
        self._forms = []
        at = self._row, column
        self._sheet.formulas[at] = self._reader.formula(
            decode(resolved(parts[2] or "")), parts[1], at
        )
        return element
