"""What one cell holds: values as typed, dates by their number format, text as people see it."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from lxml import etree

from xlplan.model import CellValue, ErrorValue, PartFrom1904, WholeFrom1904

_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
_LIKE_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_RARER = re.compile(r"&(?!amp;|[lg]t;|quot;|apos;)(.{0,9})", re.DOTALL)
_NUMBERED = re.compile(r"#(?:([0-9]{1,7})|x([0-9A-Fa-f]{1,6}));")
_REFERENCE = re.compile(r"&(?:(amp|lt|gt|quot|apos)|#([0-9]+)|#x([0-9A-Fa-f]+));")
_NAMED = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}
_CHARACTERS = ((0x20, 0xD7FF), (0xE000, 0xFFFD), (0x10000, 0x10FFFF))
_NOT_FORMAT = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.|_.|\*.')
_WHOLE = re.compile(r"-?[0-9]{1,15}")
_BUILT_IN_DATES = frozenset({14, 15, 16, 17, 22, 27, 28, 29, 30, 31, 36, *range(50, 55), 57, 58})
_LAST_DAY = 2_958_465
_DAYS_TO_1904 = 1_462
_LEAP_DAY_THAT_NEVER_WAS = 60


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text in one weight and slope, struck through or not."""

    text: str
    bold: bool = False
    italic: bool = False
    struck: bool = False


@dataclass(frozen=True, slots=True)
class Text:
    """A shared or inline string; `runs` only when it is rich."""

    plain: str
    runs: tuple[Run, ...] = ()


def namespace(root: etree._Element) -> str:
    """Return the namespace of an element in braces, or nothing."""
    tag = str(root.tag)
    return tag[: tag.index("}") + 1] if tag.startswith("{") else ""


def local(element: etree._Element) -> str:
    """Return the name of an element without its namespace; nothing for a comment."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def is_on(text: str | None) -> bool:
    """Whether an XML boolean is true."""
    return text in ("1", "true", "on")


def decode(text: str) -> str:
    """Return text with its _xHHHH_ escapes resolved."""
    if "_x" not in text or not _ESCAPE.search(text):
        return text
    plain = _ESCAPE.sub(lambda match: chr(int(match[1], 16)), text)
    return plain.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def resolved(text: str) -> str:
    """Return XML text with its references resolved; each is known to be a good one."""
    if "&" not in text:
        return text
    if "&#" in text:
        return _REFERENCE.sub(_character, text)
    text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", '"')
    return text.replace("&apos;", "'").replace("&amp;", "&")


def _character(match: re.Match[str]) -> str:
    if match[1]:
        return _NAMED[match[1]]
    return chr(int(match[2]) if match[2] else int(match[3], 16))


def has_good_references(text: str) -> bool:
    """Whether every reference in XML text is one that XML knows, to a character that it allows."""
    if "&" not in text:
        return True
    said = [_NUMBERED.match(rest) for rest in set(_RARER.findall(text))]
    return all(n and _is_character(int(n[1]) if n[1] else int(n[2], 16)) for n in said)


def _is_character(code: int) -> bool:
    return code in (9, 10, 13) or any(first <= code <= last for first, last in _CHARACTERS)


def encode(text: str) -> str:
    """Return text as a workbook stores it: what XML cannot hold, or would change, as _xHHHH_."""
    if "_x" in text:
        text = _LIKE_ESCAPE.sub("_x005F_", text)
    if text.isprintable():
        return text
    return "".join(c if _is_storable(c) else f"_x{ord(c):04X}_" for c in text)


def _is_storable(c: str) -> bool:
    return c in "\t\n" or (c >= " " and not "\ud800" <= c <= "\udfff" and c not in "\ufffe\uffff")


def is_date_format(number: int, code: str | None) -> bool:
    """Whether a number format shows a calendar date; times and durations alone do not."""
    if code is None:
        return number in _BUILT_IN_DATES
    shown = _NOT_FORMAT.sub("", code).partition(";")[0].lower()
    if "general" in shown:
        return False
    return "y" in shown or "d" in shown or ("m" in shown and "h" not in shown and "s" not in shown)


def date_from_serial(serial: float, *, is_1904: bool) -> date | None:
    """Return the date (with its time, if it has one) of a serial number; None outside the calendar.

    1900 workbooks count a 29 February 1900 that never was.
    """
    days = serial + _DAYS_TO_1904 if is_1904 else serial
    whole = int(days // 1)
    if not 1 <= whole <= _LAST_DAY or (whole == _LEAP_DAY_THAT_NEVER_WAS and not is_1904):
        return None
    start = datetime(1899, 12, 31 if whole < _LEAP_DAY_THAT_NEVER_WAS and not is_1904 else 30)
    thousandths = round((days - whole) * 86_400_000)
    moment = start + timedelta(days=whole, milliseconds=thousandths)
    return moment if thousandths % 86_400_000 else moment.date()


def serial_of(day: date, *, is_1904: bool) -> int | float | None:
    """Return the serial number of a date; None when a workbook cannot hold it."""
    moment = day if isinstance(day, datetime) else datetime(day.year, day.month, day.day)
    span = moment.replace(tzinfo=None) - datetime(1899, 12, 30)
    days: int | float = span.days
    if not is_1904 and days <= _LEAP_DAY_THAT_NEVER_WAS:
        days -= 1
    if is_1904:
        days -= _DAYS_TO_1904
    if days < (0 if is_1904 else 1):
        return None
    seconds = span.seconds + span.microseconds / 1e6
    return days + seconds / 86_400 if seconds else days


def read_text(holder: etree._Element) -> Text:
    """Return the text of an `si` or `is` element; phonetic guides are left out."""
    first = holder[0] if len(holder) == 1 else None
    if first is not None and local(first) == "t":
        return Text(decode(first.text or ""))
    plain: list[str] = []
    runs: list[Run] = []
    for child in holder:
        name = local(child)
        if name == "t":
            plain.append(decode(child.text or ""))
        elif name == "r":
            run = _read_run(child)
            runs.append(run)
            plain.append(run.text)
    return Text("".join(plain), tuple(runs))


def _read_run(element: etree._Element) -> Run:
    text, bold, italic, struck = "", False, False, False
    for child in element:
        name = local(child)
        if name == "t":
            text += decode(child.text or "")
        elif name == "rPr":
            marks = {local(mark): mark.get("val", "1") for mark in child}
            bold, italic = is_on(marks.get("b")), is_on(marks.get("i"))
            struck = is_on(marks.get("strike")) or is_on(marks.get("dstrike"))
    return Run(text, bold, italic, struck)


def number(text: str) -> int | float | None:
    """Return a stored number: whole when it is stored without a point; None when it is not one."""
    text = text.strip()
    if _WHOLE.fullmatch(text):
        return int(text)
    try:
        value = float(text)
    except ValueError:
        return None
    if not math.isfinite(value):
        return None
    return int(value) if _is_exact_whole(text, value) else value


def _is_exact_whole(text: str, value: float) -> bool:
    return text.lstrip("-").isdigit() and abs(value) <= 2**53


def iso_date(text: str) -> date | str:
    """Return an ISO date cell as a date, or its text when it is not one."""
    try:
        moment = datetime.fromisoformat(text.strip().removesuffix("Z"))
    except ValueError:
        return text
    has_time = (moment.hour, moment.minute, moment.second, moment.microsecond) != (0, 0, 0, 0)
    return moment if has_time else moment.date()


_READERS: dict[str, Callable[[str], CellValue]] = {
    "str": decode,
    "e": lambda stored: ErrorValue(stored.strip()),
    "b": lambda stored: is_on(stored.strip()),
    "d": iso_date,
}


def plain_value(kind: str, stored: str | None, is_date: bool, is_1904: bool) -> CellValue:
    """Return the value of a cell that is neither a shared nor an inline string.

    `kind` is the cell's `t`; `stored` the text of its `v`, None when there is none.
    """
    if stored is None:
        return None
    if kind in _READERS:
        return _READERS[kind](stored)
    value = number(stored)
    if value is None:
        return stored or None
    day = date_from_serial(value, is_1904=is_1904) if is_date else None
    if day is not None:
        return day
    if not is_1904:
        return value
    return WholeFrom1904(value) if isinstance(value, int) else PartFrom1904(value)
