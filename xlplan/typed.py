"""Reading what people type: one cell as typed becomes one value, or a reason why not."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import NamedTuple

from xlplan.fields import Field, FieldKind
from xlplan.model import CellValue, ErrorValue, From1904, Rag, Scale, clean

MOST_CHARACTERS = 32_767

Value = None | str | int | float | date
# What was worked out for one value of these types serves any that equals it: 1, 1.0 and TRUE are
# equal and are not read alike, nor is a day with a time.
SAME_IF_EQUAL = (str, date)

_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_NUMERIC = re.compile(r"(\d{1,2})[/.\- ](\d{1,2})[/.\- ](\d{4}|\d{2})")
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[t ]00:00(?::00)?)?")
_NAMED = re.compile(r"(?:(\d{1,2})(?:st|nd|rd|th)?[\s\-]+)?([a-z]{3,9})\.?,?[\s\-']+(\d{4}|\d{2})")
_PER_CENT = re.compile(r"(\d+(?:\.\d+)?)\s*(?:%|per cent|percent)?")
_AMOUNT = re.compile(r"(-)?£?(\d+(?:\.\d+)?) ?(k|m|million|thousand|%)?")
_TIMES = {"": 1, "%": 1, "k": 1000, "thousand": 1000, "m": 1_000_000, "million": 1_000_000}
_MONTH = re.compile(r"\d{4}-(?:0[1-9]|1[0-2])")
_EPOCH = date(1899, 12, 30)
_EPOCH_1904 = date(1904, 1, 1)
FIRST_DAY, LAST_DAY = date(1950, 1, 1), date(2100, 1, 1)
BLANKS = " \u00a0\n\r\t"
_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad"))


class Typed(NamedTuple):
    """What a cell was read as.

    `problem` is the code of the finding when it cannot be used (the cell is then held), `notice`
    the code when it was read as something else than typed; `as_typed` keeps the original then.
    `struck` is the text that was left out because it is struck through.
    """

    value: Value = None
    problem: str = ""
    notice: str = ""
    as_typed: str = ""
    struck: str = ""


NOTHING = Typed()
_WORDS = (FieldKind.PROSE, FieldKind.TEXT, FieldKind.FORMULA)


def as_text(value: Value) -> str:
    """Return a value as canonical text, for comparing and for the ledger; blank is ""."""
    if value is None:
        return ""
    if isinstance(value, date):
        return value.isoformat()[:10]
    return value if isinstance(value, str) else f"{value:.10g}"


def told(value: Value) -> str:
    """Return a value as a ledger tells it to people: dates as 31/03/2014, blank is ""."""
    return f"{value:%d/%m/%Y}" if isinstance(value, date) else as_text(value)


def heard(field: Field, text: str, scale: Scale) -> Value:
    """Return the value that a ledger tells of; what cannot be read stays as it was told."""
    read = read_typed(field, text, scale)
    return text if read.problem else read.value


def from_text(field: Field, text: str) -> Value:
    """Return the value whose canonical text this is."""
    if not text:
        return None
    if field.kind is FieldKind.DATE:
        return date.fromisoformat(text)
    if field.kind in (FieldKind.PERCENT, FieldKind.WHOLE, FieldKind.NUMBER):
        number = float(text)
        return int(number) if number.is_integer() else number
    return text


def read_typed(field: Field, value: CellValue, scale: Scale) -> Typed:
    """Read one cell of a return as people type: many spellings, one meaning."""
    if value is None:
        return NOTHING
    if isinstance(value, ErrorValue):
        return Typed(problem="S10", as_typed=value.code)
    if isinstance(value, str):
        value = value if value.isascii() else value.translate(_INVISIBLE)
        if not clean(value):
            return NOTHING
        if len(value) > MOST_CHARACTERS:
            return Typed(problem="C14", as_typed=f"{value[:60]}…")
    if field.kind in _WORDS:
        return Typed(shown(value).strip(BLANKS) or None)
    if field.kind is FieldKind.RATING:
        return read_rating(shown(value), scale)
    if field.kind is FieldKind.DATE:
        return _read_date(value)
    if field.kind in (FieldKind.PERCENT, FieldKind.WHOLE):
        return _read_number(value, is_share=field.kind is FieldKind.PERCENT)
    if field.kind is FieldKind.NUMBER:
        return _read_amount(value)
    if field.kind is FieldKind.PERIOD:
        return _read_period(value)
    return _read_choice(shown(value), field.options)


def is_simple(text: str) -> bool:
    """Whether a column of words reads a text as that text without the blanks around it."""
    return text.isascii() and len(text) <= MOST_CHARACTERS


def shown(value: CellValue) -> str:
    """Return a cell's value as a person would see it."""
    if type(value) is str:
        return value
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, float):
        return f"{value:.10g}"
    return "" if value is None else str(value)


def read_rating(text: str, scale: Scale) -> Typed:
    """Read a rating however it is spelt; two in one cell are read as the worse (C03)."""
    found = _one_rating(text, scale)
    if found:
        return Typed(found.word)
    parts = [p for p in re.split(r"[/\\&,+]|\bto\b|\bor\b|-", clean(text)) if clean(p)]
    ratings = [r for p in parts if (r := _one_rating(p, scale))]
    if len(parts) > 1 and len(ratings) == len(parts):
        worse = ratings[0]
        for rating in ratings[1:]:
            worse = scale.worse(worse, rating)
        return Typed(worse.word, notice="C03", as_typed=text)
    return Typed(problem="C02", as_typed=text)


def _one_rating(text: str, scale: Scale) -> Rag | None:
    found = scale.find(text)
    if found:
        return found
    short = clean(text).upper().replace(" ", "").rstrip(".")
    if short in ("NA", "N/A", "NOTRATED", "NOTAPPLICABLE"):
        return scale.find("N/A")
    return next((r for r in scale.ratings if r.letter.upper() == short), None)


def _read_date(value: CellValue) -> Typed:
    day = _day(value)
    # The same days as the live formulas call a date: 1/1/0213 is a slip of the finger.
    if day is None or not FIRST_DAY <= day < LAST_DAY:
        return Typed(problem="C05", as_typed=shown(value))
    return Typed(day)


def _day(value: CellValue) -> date | None:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if isinstance(value, int | float) and not isinstance(value, bool):
        is_near = 0 <= value < 100_000
        first = _EPOCH_1904 if isinstance(value, From1904) else _EPOCH
        return first + timedelta(days=int(value)) if is_near else None
    return parse_date(shown(value))


def parse_date(text: str) -> date | None:
    """Read a date as people in Britain type it; a month alone is its last day."""
    text = clean(text).lower()
    try:
        if match := _ISO.fullmatch(text):
            return date(int(match[1]), int(match[2]), int(match[3]))
        if match := _NUMERIC.fullmatch(text):
            return date(_year(match[3]), int(match[2]), int(match[1]))
        if match := _NAMED.fullmatch(text):
            return _named(match)
    except ValueError:
        return None
    return None


def _named(match: re.Match[str]) -> date | None:
    name = match[2]
    full = (
        "january february march april may june july august september october november december"
    ).split()
    if name[:3] not in _MONTHS or not (name in full or len(name) == 3 or name == "sept"):
        return None
    month, year = _MONTHS.index(name[:3]) + 1, _year(match[3])
    if match[1]:
        return date(year, month, int(match[1]))
    return date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)


def _year(text: str) -> int:
    return int(text) + (2000 if len(text) == 2 else 0)


def _read_number(value: CellValue, *, is_share: bool) -> Typed:
    number = _number(value)
    if number is None:
        return Typed(problem="C12", as_typed=shown(value))
    if is_share and not 0 <= number <= 100:
        return Typed(problem="C14", as_typed=shown(value))
    if is_share and 0 < number < 1 and not isinstance(value, str):
        number = round(number * 100, 6)
    if is_share and 0 < number < 1:
        # Half a per cent, written back as 0.5, would be read as a half the next time.
        number = round(number)
    return Typed(int(number) if float(number).is_integer() else number)


def _number(value: CellValue) -> float | None:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return float(value)
    match = _PER_CENT.fullmatch(clean(shown(value)).lower())
    return float(match[1]) if match else None


def _read_amount(value: CellValue) -> Typed:
    """Read a number as people type money and measures: £1.2k is 1200, £2.9m is 2900000."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return Typed(value)
    match = _AMOUNT.fullmatch(clean(shown(value)).lower().replace(",", ""))
    if not match:
        return Typed(problem="C12", as_typed=shown(value))
    number = Decimal(match[2]) * _TIMES[match[3] or ""] * (-1 if match[1] else 1)
    return Typed(int(number) if number == number.to_integral_value() else float(number))


def _read_period(value: CellValue) -> Typed:
    """Read a month as 2013-10; a date is the month it falls in."""
    text = clean(shown(value))
    if _MONTH.fullmatch(text):
        return Typed(text)
    day = _day(value)
    if day is None or not FIRST_DAY <= day < LAST_DAY:
        return Typed(problem="C05", as_typed=shown(value))
    return Typed(f"{day:%Y-%m}")


def _read_choice(text: str, options: tuple[str, ...]) -> Typed:
    if text in options:
        return Typed(text)
    wanted = clean(text).lower()
    found = next((o for o in options if o.lower() == wanted), None)
    return Typed(found) if found else Typed(problem="C13", as_typed=text)
