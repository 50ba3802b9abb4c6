"""What people write, taken apart: sentences, words, and the days that a text names."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import pairwise
from sys import intern

from xlplan.model import Period, clean

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
ALIKE = 0.9
# Words; longer than any commentary that keeps to a limit.
_LONG = 300
# Letters in which a few words before another stand.
_BACK = 200

_MONTHS = (
    "January February March April May June July August September October November December"
).split()
_MONTH_NUMBERS = {name[:3]: number for number, name in enumerate(_MONTHS, 1)}
_MONTH = r"(?P<month>Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec)[a-z]*\.?"
_WEEKDAY = r"(?:(?P<weekday>Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day,?\s+(?:the\s+)?)?"
_DAY = re.compile(
    rf"\b{_WEEKDAY}(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?{_MONTH}(?:\s+(?P<year>\d{{4}}))?\b"
    r"(?:\s*\((?P<after>Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\))?"
)
_SHORT = re.compile(r"\b(?P<day>\d{1,2})[/.](?P<number>\d{1,2})[/.](?P<year>\d{4})\b")
_IN_MONTH = re.compile(
    r"\b(?:in|by|before|until|since|during|of|early|late|mid|from|for)\s+"
    rf"{_MONTH}(?:\s+(?P<year>\d{{4}}))?\b"
)
_MAY_NAME_A_DAY = re.compile(r"Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec|\d[/.]\d")
_END_OF_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-Z0-9“\"'(])|\n+")
_CLAUSE = re.compile(r"[;:]|,(?!\d)|\band\b|\bbut\b|\bwhile\b")
_WORD = re.compile(r"[a-z0-9£%]+(?:['’][a-z]+)?", re.IGNORECASE)
_ASCII_WORD = re.compile(r"[a-z0-9%]+(?:'[a-z]+)?")
# Of ASCII all but letters, figures and % parts words.
_PARTED = {n: chr(n).lower() if chr(n).isalnum() or chr(n) == "%" else " " for n in range(128)}


_SHOWN = 110


@dataclass(frozen=True)
class Mention:
    """A day, or a month (its last day), that a text names; `weekday` as the text has it, or ""."""

    day: date
    said: str
    start: int
    is_month: bool = False
    weekday: str = ""


def plain(text: str) -> str:
    """Return text without the marks for bold."""
    return text.replace("**", "")


def sentences(text: str) -> tuple[str, ...]:
    """Return the sentences and bullets of a text."""
    text = plain(text)
    # Most texts are one sentence; where no space follows the end of one, there is none to part.
    is_one = text.isprintable() and not (". " in text or "! " in text or "? " in text)
    parts = (text,) if is_one else _END_OF_SENTENCE.split(text)
    cleaned = (clean(part).lstrip("•-–* ") for part in parts)
    return tuple(part for part in cleaned if part)


def clauses(sentence: str) -> tuple[str, ...]:
    """Return the parts of a sentence that commas and conjunctions make."""
    return tuple(filter(None, map(str.strip, _CLAUSE.split(sentence))))


def words(text: str) -> tuple[str, ...]:
    """Return the words of a text in small letters; a word that many texts have is held once."""
    text = plain(text)
    if not text.isascii():
        return tuple(intern(word.lower()) for word in _WORD.findall(text))
    if "'" in text:
        return tuple(map(intern, _ASCII_WORD.findall(text.lower())))
    return tuple(map(intern, text.translate(_PARTED).split()))


def small(text: str) -> str:
    """Return a text in small letters, with those few that a search counts as ASCII's made so."""
    low = text.lower()
    if low.isascii():
        return low
    return low.replace("\u017f", "s").replace("\u0131", "i").replace("\u0307", "")


class Marker:
    """Words that say something, found by a pattern in whatever case.

    Every match holds one of the `stems`; where none of them stands, no search is made. A text has
    few of them, and to see that takes a tenth of the time.
    """

    def __init__(self, stems: str, pattern: str) -> None:
        self.pattern = re.compile(pattern, re.IGNORECASE)
        self._stems = tuple(stems.split("|"))

    def may_be_in(self, low: str) -> bool:
        """Whether a stem stands in a text that was made `small`."""
        for stem in self._stems:  # noqa: SIM110 - a generator takes twice the time
            if stem in low:
                return True
        return False

    def search(self, text: str, low: str) -> re.Match[str] | None:
        """Return the first match in a text, which `low` is made `small`."""
        return self.pattern.search(text) if self.may_be_in(low) else None


TO_COME = Marker(
    "will|shall|is to|are to|due|expected|planned|scheduled|should|going to|hope|to be",
    r"\b(?:will|shall|is to|are to|due|expected|planned|scheduled|should|going to|hoped?|to be)\b"
    r"(?! have)",
)
"""What says of a thing that it is still to come."""


def cut(text: str) -> str:
    """Return so much of a text as a message quotes."""
    return text if len(text) <= _SHOWN else text[:_SHOWN].rpartition(" ")[0] + " …"


def are_alike_words(first: Sequence[str], second: Sequence[str]) -> bool:
    """Whether more than nine tenths of the words of two texts are the same, in the same order.

    Two texts without words are not alike. Long texts are alike when so many of their pairs of
    words are the same: to match them word by word may take minutes.
    """
    if not first or not second:
        return False
    if first == second:
        return True
    # No ratio exceeds what it would be if every word that both have were in its place.
    if 2 * min(len(first), len(second)) / (len(first) + len(second)) <= ALIKE:
        return False
    there = set(second)
    shared = min(sum(word in there for word in first), len(second))
    if 2 * shared / (len(first) + len(second)) <= ALIKE:
        return False
    if min(len(first), len(second)) > _LONG:
        runs = Counter(pairwise(first)) & Counter(pairwise(second))
        return 2 * runs.total() / (len(first) + len(second) - 2) > ALIKE
    return SequenceMatcher(None, first, second, autojunk=False).ratio() > ALIKE


def before(text: str, start: int) -> str:
    """Return the last few words before a place in a text, which may be a whole page."""
    return text[max(0, start - _BACK) : start]


def may_name_a_day(text: str) -> bool:
    """Whether a text may name a day or a month: without this there is no use in looking."""
    return _MAY_NAME_A_DAY.search(text) is not None


def mentions(text: str, near: date) -> Iterator[Mention]:
    """Yield the days and months that a text names; without a year, those nearest to a day."""
    taken: list[tuple[int, int]] = []
    for match in (*_DAY.finditer(text), *_SHORT.finditer(text)):
        day = _day(match, near)
        if day:
            named = match.groupdict()
            taken.append(match.span())
            weekday = named.get("weekday") or named.get("after") or ""
            full = next((d for d in WEEKDAYS if weekday and d.startswith(weekday)), "")
            yield Mention(day, match[0], match.start(), weekday=full)
    for match in _IN_MONTH.finditer(text):
        if not any(start < match.end() and match.start() < end for start, end in taken):
            last = _nearest_end(_MONTH_NUMBERS[match["month"][:3]], match["year"], near)
            if last:
                yield Mention(last, match[0], match.start(), is_month=True)


def _day(match: re.Match[str], near: date) -> date | None:
    named = match.groupdict()
    month = named.get("month")
    number = _MONTH_NUMBERS[month[:3]] if month else int(named["number"])
    return _nearest(lambda year: date(year, number, int(named["day"])), named["year"], near)


@lru_cache(maxsize=1000)
def _nearest_end(month: int, year: str | None, near: date) -> date | None:
    return _nearest(lambda year: Period(year, month).last_day, year, near)


def _nearest(made: Callable[[int], date], year: str | None, near: date) -> date | None:
    years = [int(year)] if year else [near.year - 1, near.year, near.year + 1]
    days: list[date] = []
    for one in years:
        try:
            days.append(made(one))
        except ValueError:
            continue
    return min(days, key=lambda day: abs((day - near).days), default=None)
