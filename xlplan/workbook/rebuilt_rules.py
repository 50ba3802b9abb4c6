"""What the Rules sheet says of built-in rules in the words of the rating scale."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from xlplan.model import CellRef
from xlplan.model.scale import SCALES
from xlplan.rules.catalogue import catalogue
from xlplan.rules.row_rules import RowRule
from xlplan.workbook.book_draft import BookDraft
from xlplan.workbook.master import Master

_TOLD = ("words", "message")


def stale_texts(
    master: Master, rules: Sequence[RowRule], words: Iterable[str]
) -> Mapping[CellRef, str]:
    """Return what cells of the Rules sheet should say, where they use another scale's words.

    `words` are those of the scale that the master was built for. A text that differs in more than
    the words of ratings is the team's own, and stays.
    """
    scale = master.plan.settings.scale
    shipped = (rag.word for known in (*SCALES.values(), scale) for rag in known.ratings)
    known = sorted({*filter(None, words), *shipped}, key=len, reverse=True)
    word = rf"(?<!\w)(?:{'|'.join(map(re.escape, known))})(?!\w)"
    ratings = re.compile(rf"{word}(?:(?:, | or ){word})*")
    fresh = {
        (rule.code, rule.name): {"words": rule.found_when, "message": rule.message}
        for rule in catalogue(rules)
    }
    found = {}
    for row in master.table_rows("rules"):
        # Two rules may have one code.
        wanted = fresh.get((row.text("code"), row.text("name")), {})
        for key in (key for key in _TOLD if key in row.columns and wanted.get(key)):
            now = row.text(key)
            is_ours = ratings.sub("#", now) == ratings.sub("#", wanted[key])
            if now != wanted[key] and is_ours:
                found[row.at(key)] = wanted[key]
    return found


def renew_texts(book: BookDraft, texts: Mapping[CellRef, str]) -> None:
    """Have the cells of the Rules sheet say what they should."""
    for at, text in texts.items():
        book.grid(at.sheet).write(at.row, at.column, text)
