"""Values as they are typed into Excel, so that each stays what it is."""

from __future__ import annotations

import re

from xlplan.model import CellValue, ErrorValue
from xlplan.workbook.edits import EditRefused, RichText

Typed = CellValue | RichText

_LONGEST_NUMBER = 40
_MARKS = ("=", "+", "-", "@", "#", "'")
_DIGIT = re.compile(r"\d")


def as_excel(value: Typed) -> object:
    """Return a value as Excel takes it unchanged: text that could be read otherwise is marked."""
    if isinstance(value, RichText):
        return as_excel(value.plain)
    if isinstance(value, ErrorValue):
        raise EditRefused(f"{value} cannot be written into an open workbook.")
    if not isinstance(value, str):
        return value
    return f"'{value}" if _could_be_read_otherwise(value) else value


def _could_be_read_otherwise(text: str) -> bool:
    bare = text.strip()
    if bare.startswith(_MARKS) or bare.casefold() in ("true", "false"):
        return True
    return len(bare) <= _LONGEST_NUMBER and bool(_DIGIT.search(bare))
