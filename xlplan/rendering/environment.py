"""The one Jinja environment of every paper: strict, sandboxed, and escaping what it prints."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from jinja2 import BaseLoader, StrictUndefined
from jinja2.sandbox import SandboxedEnvironment

from xlplan.palette import SWATCHES, coloured
from xlplan.reports.context import ExceptionGroup, HeaderLine, ItemLine, Mark, RollUpLine, Section
from xlplan.reports.opening import opening

# XML 1.0 has no way to write these, so Word would refuse the whole paper.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")

_PLACE = {swatch.key: place for place, swatch in enumerate(SWATCHES)}


def printable(text: str) -> str:
    """Return text without the characters that no paper can hold; the rest stays as typed."""
    return _UNPRINTABLE.sub("", text)


def _as_typed(value: object) -> object:
    return printable(value) if type(value) is str else value


def count_marks(lines: Iterable[RollUpLine]) -> list[Mark]:
    """Return each mark that is counted in any of the lines once, in the order first met."""
    return list(dict.fromkeys(count.mark for line in lines for count in line.counts))


def number_of(line: RollUpLine, mark: Mark) -> int:
    """Return how many items of a line have a mark; 0 when the line does not count it."""
    return sum(count.number for count in line.counts if count.mark == mark)


def rating_marks(groups: Iterable[Section | ExceptionGroup]) -> list[Mark]:
    """Return each mark that the groups' items have now, in the palette's order."""
    return _in_order(item.now for item in _everyone(groups))


def strip_marks(groups: Iterable[Section | ExceptionGroup]) -> list[Mark]:
    """Return each mark that stands in any month of the groups' items, in the palette's order."""
    return _in_order(mark for item in _everyone(groups) for mark in item.strip if mark)


def shape(mark: Mark) -> str:
    """Return the name of the shape that goes with a mark."""
    return coloured(mark.key).shape


def month_words(strip: Sequence[Mark | None], months: Sequence[str]) -> str:
    """Say a strip of months in words: the rating of the first month, and each change of it."""
    told, before = [], ""
    for mark, month in zip(strip, months, strict=True):
        word = mark.word if mark else "not yet in the plan"
        if word != before:
            told.append(f"{word} from {month}")
        before = word
    return f"Ratings by month: {', '.join(told)}."


def pairs(lines: Sequence[HeaderLine]) -> list[tuple[HeaderLine, HeaderLine]]:
    """Return lines two by two, for a block twice as wide as a line; the last may stand alone."""
    even = [*lines, *(() if len(lines) % 2 == 0 else (HeaderLine("", ""),))]
    return list(zip(even[::2], even[1::2], strict=True))


def says(lines: Iterable[object], name: str) -> bool:
    """Whether any line has something in a field; a column without anything is left out."""
    return any(getattr(line, name) for line in lines)


def _everyone(groups: Iterable[Section | ExceptionGroup]) -> list[ItemLine]:
    items = [item for group in groups for item in group.items]
    return [*items, *(sub for item in items for sub in item.sub_items)]


def _in_order(marks: Iterable[Mark]) -> list[Mark]:
    return sorted(set(marks), key=lambda mark: (_PLACE.get(mark.key, len(_PLACE)), mark.word))


def strict_environment(loader: BaseLoader | None = None) -> SandboxedEnvironment:
    """Return an environment in which a misspelt field stops the paper instead of printing blank."""
    environment = SandboxedEnvironment(
        loader=loader,
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_as_typed,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(
        count_marks=count_marks,
        number_of=number_of,
        month_words=month_words,
        opening=opening,
        pairs=pairs,
        rating_marks=rating_marks,
        says=says,
        shape=shape,
        strip_marks=strip_marks,
    )
    return environment
