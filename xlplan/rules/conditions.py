"""The condition tree: one declaration, read as Python, as an Excel formula and as words.

The closed list of nodes has no arithmetic and no look-ups, so that Excel 2013, LibreOffice and
Python agree on every cell as typed (booleans apart: LibreOffice calls TRUE a number).
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from xlplan.fields import BY_NAME
from xlplan.model import british_date, clean
from xlplan.rules.as_asked import AS_AT, Row, RowAsAsked, serial
from xlplan.typed import FIRST_DAY, LAST_DAY

Cells = Mapping[str, str]
Question = Callable[[RowAsAsked], bool]


def cleaned(cell: str) -> str:
    """Return the Excel expression for `clean(text)` of a cell."""
    return f'TRIM(SUBSTITUTE(SUBSTITUTE({cell},_xlfn.UNICHAR(160)," "),CHAR(10)," "))'


def quoted(text: str) -> str:
    """Return text as an Excel string; raise ValueError over Excel's 255 characters."""
    if len(text) > 255:
        raise ValueError(f"Excel allows 255 characters in a formula's text: {text!r}")
    return '"' + text.replace('"', '""') + '"'


class Condition(ABC):
    """A yes-or-no question about one row."""

    @abstractmethod
    def question(self) -> Question:
        """Return the question as a function, made once to be asked of many rows."""

    def holds(self, row: Row, as_at: date) -> bool:
        """Answer for the cells as typed."""
        return self.question()(RowAsAsked(row, as_at))

    @abstractmethod
    def formula(self, cells: Cells) -> str:
        """Return the Excel expression; `cells` gives each field's address."""

    @abstractmethod
    def in_words(self) -> str:
        """Return the question in plain words."""

    @abstractmethod
    def fields(self) -> frozenset[str]:
        """Return the fields that it asks about."""

    def __and__(self, other: Condition) -> Condition:
        return Every((*self._parts(Every), *other._parts(Every)))

    def __or__(self, other: Condition) -> Condition:
        return Some((*self._parts(Some), *other._parts(Some)))

    def __invert__(self) -> Condition:
        return Not(self)

    def _parts(self, kind: type[Condition]) -> tuple[Condition, ...]:
        return self.parts if isinstance(self, Every | Some) and type(self) is kind else (self,)


@dataclass(frozen=True)
class Every(Condition):
    """True when all parts are."""

    parts: tuple[Condition, ...]

    def question(self) -> Question:
        parts = tuple(part.question() for part in self.parts)

        def every(row: RowAsAsked) -> bool:
            for part in parts:  # noqa: SIM110 (asked of every row: a generator takes twice as long)
                if not part(row):
                    return False
            return True

        return every

    def formula(self, cells: Cells) -> str:
        return f"AND({','.join(part.formula(cells) for part in self.parts)})"

    def in_words(self) -> str:
        return " and ".join(_bracketed(part) for part in self.parts)

    def fields(self) -> frozenset[str]:
        return frozenset().union(*(part.fields() for part in self.parts))


@dataclass(frozen=True)
class Some(Condition):
    """True when any part is."""

    parts: tuple[Condition, ...]

    def question(self) -> Question:
        parts = tuple(part.question() for part in self.parts)
        return lambda row: any(part(row) for part in parts)

    def formula(self, cells: Cells) -> str:
        return f"OR({','.join(part.formula(cells) for part in self.parts)})"

    def in_words(self) -> str:
        return " or ".join(_bracketed(part) for part in self.parts)

    def fields(self) -> frozenset[str]:
        return frozenset().union(*(part.fields() for part in self.parts))


@dataclass(frozen=True)
class Not(Condition):
    """True when its part is not."""

    part: Condition

    def question(self) -> Question:
        part = self.part.question()
        return lambda row: not part(row)

    def formula(self, cells: Cells) -> str:
        return f"NOT({self.part.formula(cells)})"

    def in_words(self) -> str:
        words = self.part.in_words()
        if isinstance(self.part, Every | Some | Not):
            return f"not ({words})"
        return words.replace(" is ", " is not ", 1)

    def fields(self) -> frozenset[str]:
        return self.part.fields()


def _bracketed(part: Condition) -> str:
    return f"({part.in_words()})" if isinstance(part, Every | Some) else part.in_words()


@dataclass(frozen=True)
class IsBlank(Condition):
    """Nothing but spaces; an Excel error is not a blank."""

    field: str

    def question(self) -> Question:
        field = self.field
        return lambda row: row.texts[field] == ""

    def formula(self, cells: Cells) -> str:
        return f'IFERROR({cleaned(cells[self.field])}="",FALSE)'

    def in_words(self) -> str:
        return f"{_heading(self.field)} is blank"

    def fields(self) -> frozenset[str]:
        return frozenset({self.field})


@dataclass(frozen=True)
class IsIn(Condition):
    """One of some words, whatever the case and spacing."""

    field: str
    words: tuple[str, ...]

    def question(self) -> Question:
        field, words = self.field, frozenset(clean(word).lower() for word in self.words)

        def is_in(row: RowAsAsked) -> bool:
            text = row.texts[field]
            return text is not None and text.lower() in words

        return is_in

    def formula(self, cells: Cells) -> str:
        # No array of words: Excel shares no formula that has one. Cleaned text has no two spaces
        # together, so they part the words; FIND knows no wildcards, and sees small from capital.
        said = f'"  "&LOWER({cleaned(cells[self.field])})&"  "'
        found = [f"ISNUMBER(FIND({said},{quoted(words)}))" for words in _listed(self.words)]
        return found[0] if len(found) == 1 else f"OR({','.join(found)})"

    def in_words(self) -> str:
        return f"{_heading(self.field)} is {' or '.join(self.words)}"

    def fields(self) -> frozenset[str]:
        return frozenset({self.field})


def _listed(words: Sequence[str]) -> Iterator[str]:
    """Yield words in small letters, two spaces about each, as many at once as Excel allows."""
    listed = "  "
    for word in (clean(word).lower() for word in words):
        if len(listed) + len(word) + 2 > 255:
            yield listed
            listed = "  "
        listed += f"{word}  "
    yield listed


@dataclass(frozen=True)
class IsNumber(Condition):
    """A number or date; text that looks like one is not."""

    field: str

    def question(self) -> Question:
        field = self.field
        return lambda row: row.numbers[field] is not None

    def formula(self, cells: Cells) -> str:
        return f"ISNUMBER({cells[self.field]})"

    def in_words(self) -> str:
        return f"{_heading(self.field)} is a number"

    def fields(self) -> frozenset[str]:
        return frozenset({self.field})


@dataclass(frozen=True)
class IsDate(Condition):
    """A number that is a day from 1950 to 2099; Excel keeps dates as numbers."""

    field: str

    def question(self) -> Question:
        field, first, last = self.field, serial(FIRST_DAY) or 0, serial(LAST_DAY) or 0

        def is_date(row: RowAsAsked) -> bool:
            number = row.numbers[field]
            return number is not None and first <= number < last

        return is_date

    def formula(self, cells: Cells) -> str:
        cell = cells[self.field]
        first, last = serial(FIRST_DAY), serial(LAST_DAY)
        return f"IF(ISNUMBER({cell}),AND({cell}>={first:.0f},{cell}<{last:.0f}),FALSE)"

    def in_words(self) -> str:
        return f"{_heading(self.field)} is a date"

    def fields(self) -> frozenset[str]:
        return frozenset({self.field})


Operand = str | date | float


@dataclass(frozen=True)
class IsBefore(Condition):
    """Both are numbers and the first is less; an unguarded < would call every blank early.

    Either side is a field, AS_AT, a day or a number.
    """

    field: Operand
    other: Operand

    def question(self) -> Question:
        mine, theirs = _number_of(self.field), _number_of(self.other)

        def is_before(row: RowAsAsked) -> bool:
            first, second = mine(row), theirs(row)
            return first is not None and second is not None and first < second

        return is_before

    def formula(self, cells: Cells) -> str:
        mine, theirs = (_cell_of(side, cells) for side in (self.field, self.other))
        return f"IF(AND(ISNUMBER({mine}),ISNUMBER({theirs})),{mine}<{theirs},FALSE)"

    def in_words(self) -> str:
        if _is_field(self.field):
            than = "less than" if isinstance(self.other, int | float) else "before"
            return f"{_told(self.field)} is {than} {_told(self.other)}"
        than = "more than" if isinstance(self.field, int | float) else "after"
        return f"{_told(self.other)} is {than} {_told(self.field)}"

    def fields(self) -> frozenset[str]:
        return frozenset(str(side) for side in (self.field, self.other) if _is_field(side))


def _is_field(side: Operand) -> bool:
    return isinstance(side, str) and side != AS_AT


def _number_of(side: Operand) -> Callable[[RowAsAsked], float | None]:
    if isinstance(side, str):
        return lambda row: row.numbers[side]
    number = serial(side)
    return lambda row: number


def _cell_of(side: Operand, cells: Cells) -> str:
    if isinstance(side, str):
        return AS_AT if side == AS_AT else cells[side]
    return f"{serial(side):.10g}"


def _told(side: Operand) -> str:
    if isinstance(side, str):
        return "the as-at date" if side == AS_AT else _heading(side)
    return british_date(side) if isinstance(side, date) else f"{side:g}"


@dataclass(frozen=True)
class IsLongerThan(Condition):
    """Text of more than so many characters."""

    field: str
    characters: int

    def question(self) -> Question:
        field, characters = self.field, self.characters

        def is_longer_than(row: RowAsAsked) -> bool:
            text = row.texts[field]
            return text is not None and len(text) > characters

        return is_longer_than

    def formula(self, cells: Cells) -> str:
        cell = cells[self.field]
        return f"IF(ISTEXT({cell}),LEN({cleaned(cell)})>{self.characters},FALSE)"

    def in_words(self) -> str:
        return f"{_heading(self.field)} is longer than {self.characters} characters"

    def fields(self) -> frozenset[str]:
        return frozenset({self.field})


def _heading(field: str) -> str:
    return BY_NAME[field].heading


@dataclass(frozen=True)
class Asked:
    """A field to ask about: `Asked("rag").is_in("Red")`; raise KeyError for an unknown one."""

    name: str

    def __post_init__(self) -> None:
        _heading(self.name)

    def is_blank(self) -> Condition:
        """Nothing but spaces."""
        return IsBlank(self.name)

    def is_in(self, *words: str) -> Condition:
        """One of some words; each must start with a letter and differ from TRUE and FALSE."""
        for word in words:
            if not word[:1].isalpha() or word.upper() in ("TRUE", "FALSE"):
                raise ValueError(f"a word that Excel may read as a value: {word!r}")
        return IsIn(self.name, words)

    def is_number(self) -> Condition:
        """A number or date."""
        return IsNumber(self.name)

    def is_date(self) -> Condition:
        """A date from 1950 to 2099."""
        return IsDate(self.name)

    def is_before(self, other: Operand) -> Condition:
        """Earlier than another field, than AS_AT or than a day; less than a number."""
        return IsBefore(self.name, other)

    def is_after(self, other: Operand) -> Condition:
        """Later than another field, than AS_AT or than a day; more than a number."""
        return IsBefore(other, self.name)

    def is_longer_than(self, characters: int) -> Condition:
        """Text of more than so many characters."""
        return IsLongerThan(self.name, characters)
