"""What the Rules sheet lists, and what it says of built-in rules in the words of the scale."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence

from xlplan.model import CellRef
from xlplan.model.scale import SCALES
from xlplan.rules.catalogue import catalogue
from xlplan.rules.row_rules import RowRule
from xlplan.typed import Value
from xlplan.workbook.book_draft import BookDraft
from xlplan.workbook.master import Master

_TOLD = ("words", "message")


def listed_codes(master: Master) -> frozenset[str]:
    """Return the codes of the rules that the Rules sheet has a row for."""
    return frozenset(row.text("code").upper() for row in master.table_rows("rules"))


def missing_rules(listed: Collection[str], rules: Sequence[RowRule]) -> list[dict[str, Value]]:
    """Return a row of the Rules sheet for each rule whose code is not `listed` there."""
    return [
        {
            "code": rule.code,
            "name": rule.name,
            "severity": rule.severity,
            "words": rule.found_when or None,
            "message": rule.message,
            "why": rule.why,
        }
        for rule in catalogue(rules)
        if rule.code not in listed
    ]


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
