"""Excel without Excel, for tests: an xlwings engine over workbook files, on xlwings' base classes.

It works nothing out: a formula has the value that was saved with the file until its cell is
written. What is typed is taken as Excel takes it: `=` begins a formula, an apostrophe a text, and
text that looks like a number or a date becomes one. Charts and pictures may be lost in what it
saves, so it saves only to a new path. The tests use it; the actions on real work never do.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, Literal

import xlwings as xw
from openpyxl import load_workbook
from openpyxl.cell.cell import Cell
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet
from xlwings import base_classes

from xlplan.excel.engine_cells import CellRange, Grid
from xlplan.excel.engine_looks import Links, NoteOf
from xlplan.excel.engine_tables import NameList, TableList

NAME = "xlplan-headless"
SheetState = Literal["visible", "hidden", "veryHidden"]
_STATES: dict[int, SheetState] = {0: "hidden", 2: "veryHidden"}


def open_headless(path: Path) -> xw.Book:
    """Open a workbook file as an xlwings book, with no Excel; its app is the active one."""
    if NAME not in xw.engines.engines_by_name:
        xw.engines.add(xw.Engine(impl=_APP.engine))
    xw.engines[NAME].activate()
    return xw.Book(impl=_APP.books.open(str(path)))


class Engine:
    """What xlwings asks of an engine."""

    name = NAME
    type = "desktop"

    def __init__(self, app: App) -> None:
        self.apps = Apps(app)

    @staticmethod
    def prepare_xl_data_element(x: object, options: object) -> object:
        """Return a value as the cells take it: as it is."""
        return x

    @staticmethod
    def clean_value_data(
        data: Sequence[Sequence[Any]],
        datetime_builder: Callable[..., object],
        empty_as: object,
        number_builder: Callable[[float], object] | None,
        err_to_str: bool,
    ) -> list[list[object]]:
        """Return a block of values as the caller asked for them."""

        def cleaned(value: Any) -> object:
            if value is None or value == "":
                return empty_as
            if isinstance(value, str) and value.startswith("#") and value.isupper():
                return value if err_to_str else None
            if number_builder and isinstance(value, float):
                return number_builder(value)
            return value

        return [[cleaned(value) for value in row] for row in data]


class Apps(base_classes.Apps):
    """The one app of an engine."""

    def __init__(self, app: App) -> None:
        self._app = app

    def keys(self) -> list[int]:
        """Its number."""
        return [self._app.pid]

    def __iter__(self) -> Iterator[App]:
        return iter([self._app])

    def __len__(self) -> int:
        return 1

    def __getitem__(self, pid: int) -> App:
        return self._app


class App(base_classes.App):
    """What holds the open workbooks."""

    pid = 1
    display_alerts = True
    screen_updating = True
    visible = True

    def __init__(self) -> None:
        self.engine = Engine(self)
        self.open_books: list[Book] = []

    def activate(self, steal_focus: bool = False) -> None:
        """Do nothing: there is no window."""

    def calculate(self) -> None:
        """Do nothing: a formula has the value that was saved with the file."""

    @property
    def books(self) -> Books:
        """The workbooks that are open."""
        return Books(self)

    @property
    def selection(self) -> CellRange | None:
        """What is selected on the active sheet of the active workbook."""
        if not self.open_books:
            return None
        sheet = self.books.active.sheets.active
        return sheet.range(sheet.grid.sheet.sheet_view.selection[0].sqref.split()[0])


class Books(base_classes.Books):
    """The workbooks of an app; the one opened last is active."""

    def __init__(self, app: App) -> None:
        self.app = app

    @property
    def active(self) -> Book:
        """The active workbook."""
        return self.app.open_books[-1]

    def open(self, fullname: str, *others: object, **options: object) -> Book:
        """Open a file."""
        book = Book(self.app, Path(fullname))
        self.app.open_books.append(book)
        return book

    def __call__(self, name_or_index: str | int) -> Book:  # noqa: D102
        if isinstance(name_or_index, int):
            return self.app.open_books[name_or_index - 1]
        named = [b for b in self.app.open_books if b.name.lower() == name_or_index.lower()]
        if not named:
            raise KeyError(name_or_index)
        return named[0]

    def __iter__(self) -> Iterator[Book]:
        return iter(self.app.open_books)

    def __len__(self) -> int:
        return len(self.app.open_books)


class Book(base_classes.Book):
    """One open workbook; its own `api` knows `SaveCopyAs`, as Excel's does."""

    def __init__(self, app: App, path: Path) -> None:
        self._app = app
        self.path = path.resolve()
        self.book: Workbook = load_workbook(path, rich_text=True)
        self._saved = load_workbook(path, data_only=True)
        self.is_changed = False

    @property
    def api(self) -> Book:
        """The workbook itself."""
        return self

    @property
    def app(self) -> App:
        """The app it is open in."""
        return self._app

    @property
    def name(self) -> str:
        """The name of its file."""
        return self.path.name

    @property
    def fullname(self) -> str:
        """The path of its file."""
        return str(self.path)

    @property
    def sheets(self) -> Sheets:
        """Its sheets."""
        return Sheets(self)

    @property
    def names(self) -> NameList:
        """Its defined names."""
        return NameList(self.book.defined_names, self.sheets)

    @property
    def ProtectStructure(self) -> bool:
        """Whether no sheet may be added."""
        return bool(self.book.security and self.book.security.lockStructure)

    @property
    def Saved(self) -> bool:
        """Whether nothing has changed since it was opened."""
        return not self.is_changed

    def grid(self, sheet: Worksheet) -> Grid:
        """Return the cells of one of its sheets."""
        is_old = sheet.title in self._saved.sheetnames
        return Grid(sheet, self._saved[sheet.title] if is_old else None, self.touch)

    def touch(self) -> None:
        """Remember that something was changed."""
        self.is_changed = True

    def activate(self) -> None:
        """Make it the active workbook."""
        self._app.open_books.remove(self)
        self._app.open_books.append(self)

    def close(self) -> None:
        """Close it without saving."""
        self._app.open_books.remove(self)

    def save(self, path: str | None = None, password: str | None = None) -> None:
        """Save to a new path; raise FileExistsError for one that is there."""
        where = Path(path) if path else self.path
        if where.exists():
            raise FileExistsError(f"{where.name} is there: this engine saves to new files only.")
        self.SaveCopyAs(str(where))
        self.path = where.resolve()

    def SaveCopyAs(self, path: str) -> None:
        """Write a copy: the very bytes of the file while nothing was changed."""
        if self.is_changed:
            self.book.save(path)
        else:
            Path(path).write_bytes(self.path.read_bytes())


class Sheets(base_classes.Sheets):
    """The worksheets of a workbook."""

    def __init__(self, book: Book) -> None:
        self.book = book

    @property
    def active(self) -> Sheet:
        """The sheet in front."""
        sheet = self.book.book.active
        assert isinstance(sheet, Worksheet)
        return Sheet(self.book, sheet)

    def __call__(self, name_or_index: str | int) -> Sheet:  # noqa: D102
        sheets = list(self)
        if isinstance(name_or_index, int):
            return sheets[name_or_index - 1]
        named = [s for s in sheets if s.name.lower() == name_or_index.lower()]
        if not named:
            raise KeyError(name_or_index)
        return named[0]

    def __iter__(self) -> Iterator[Sheet]:
        return (Sheet(self.book, sheet) for sheet in self.book.book.worksheets)

    def __len__(self) -> int:
        return len(self.book.book.worksheets)

    def add(
        self, before: Sheet | None = None, after: Sheet | None = None, name: str | None = None
    ) -> Sheet:
        """Add a sheet and bring it to the front, as Excel does."""
        place = before.index - 1 if before else after.index if after else None
        sheet = Sheet(self.book, self.book.book.create_sheet(name, place))
        sheet.activate()
        self.book.touch()
        return sheet


class Sheet(base_classes.Sheet):
    """One worksheet; its own `api` knows `ProtectContents`, as Excel's does."""

    def __init__(self, book: Book, sheet: Worksheet) -> None:
        self._book = book
        self.grid = book.grid(sheet)

    @property
    def api(self) -> Sheet:
        """The sheet itself."""
        return self

    @property
    def book(self) -> Book:
        """The workbook it is in."""
        return self._book

    @property
    def name(self) -> str:
        """Its tab name."""
        return self.grid.sheet.title

    @name.setter
    def name(self, value: str) -> None:
        self.grid.sheet.title = value
        self._book.touch()

    @property
    def index(self) -> int:
        """Its place, from 1."""
        return self._book.book.sheetnames.index(self.name) + 1

    @property
    def visible(self) -> int:
        """Excel's number: -1 visible, 0 hidden, 2 very hidden."""
        return {"visible": -1, "hidden": 0}.get(self.grid.sheet.sheet_state, 2)

    @visible.setter
    def visible(self, value: int) -> None:
        state: SheetState = _STATES.get(int(value), "visible")
        self.grid.sheet.sheet_state = state
        self._book.touch()

    @property
    def ProtectContents(self) -> bool:
        """Whether the sheet refuses typing."""
        return bool(self.grid.sheet.protection.sheet)

    @property
    def tables(self) -> TableList:
        """Its tables."""
        return TableList(self)

    @property
    def names(self) -> NameList:
        """The names that belong to it."""
        return NameList(self.grid.sheet.defined_names, self._book.sheets)

    @property
    def used_range(self) -> CellRange:
        """Every cell from A1 to the last one used."""
        return self.range((1, 1), (self.grid.sheet.max_row, self.grid.sheet.max_column))

    @property
    def cells(self) -> CellRange:
        """Every cell of the sheet."""
        return self.range((1, 1), (1_048_576, 16_384))

    def range(self, arg1: Any, arg2: Any = None) -> CellRange:
        """Return a range by address, by row and column, or between two cells."""
        return CellRange.between(self, arg1, arg2)

    def activate(self) -> None:
        """Bring it to the front."""
        for sheet in self._book.book.worksheets:
            sheet.sheet_view.tabSelected = sheet is self.grid.sheet
        self._book.book.active = self.grid.sheet
        self._book.touch()

    def clear_contents(self) -> None:
        """Empty every cell."""
        self.used_range.clear_contents()

    @property
    def notes(self) -> list[NoteOf]:
        """The notes on it."""
        return [note for note in self._all_notes() if not note.is_threaded]

    @property
    def comments(self) -> list[NoteOf]:
        """The conversations on it."""
        return [note for note in self._all_notes() if note.is_threaded]

    def _all_notes(self) -> list[NoteOf]:
        cells = [cell for row in self.grid.sheet.iter_rows() for cell in row]
        places = [(c.row, c.column) for c in cells if isinstance(c, Cell) and c.comment]
        return [note for at in places if (note := self.range(at).note)]

    @property
    def Hyperlinks(self) -> Links:
        """Its links."""
        return Links(self.grid.sheet)

    def move(self, before: Sheet | None, after: Sheet | None) -> None:
        """Put it before or behind another sheet."""
        beside = before or after
        assert beside is not None
        book = self._book.book
        gap = beside.index - self.index
        book.move_sheet(self.grid.sheet, gap - (gap > 0) if before else gap + (gap < 0))
        self._book.touch()

    def delete(self) -> None:
        """Take the sheet out of the workbook."""
        self._book.book.remove(self.grid.sheet)
        self._book.touch()


_APP = App()
