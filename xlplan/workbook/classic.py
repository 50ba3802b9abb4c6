"""Formulas that every Excel from 2013 on can work out, and LibreOffice too."""

from __future__ import annotations

import re
from functools import lru_cache

_STRING = re.compile(r'"(?:[^"]|"")*"')
_FUNCTION = re.compile(r"([A-Za-z_][A-Za-z0-9_.]*)\(")
# All that the formulas use; each is in Excel 2013 and in LibreOffice. UNICHAR came with 2013 and
# AGGREGATE with 2010, and stand in files with the mark of a function that came later.
_CLASSIC = frozenset(
    "AND CHAR CHOOSE COUNT COUNTA COUNTIF COUNTIFS DATE FIND IF IFERROR INDEX INT ISNUMBER ISTEXT "
    "LEFT LEN LOWER MATCH MAX MID MIN NOT OR ROW SMALL SUBSTITUTE SUM SUMIFS SUMPRODUCT TEXT TRIM "
    "_xlfn.AGGREGATE _xlfn.UNICHAR".split()
)


@lru_cache(maxsize=1024)
def require_classic(formula: str) -> None:
    """Raise ValueError for a formula over 8,192 characters, or with a function of a later Excel."""
    if len(formula) > 8192:
        raise ValueError(f"Excel allows 8,192 characters in a formula, this has {len(formula)}")
    unknown = {f for f in _FUNCTION.findall(_STRING.sub("", formula))} - _CLASSIC
    if unknown:
        raise ValueError(f"Excel 2013 has no {', '.join(sorted(unknown))}: {formula!r}")
