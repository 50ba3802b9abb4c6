"""Findings as a table that fits the terminal: by owner, the most important first."""

from __future__ import annotations

import shutil
import textwrap
from collections import Counter
from collections.abc import Iterator, Sequence

from xlplan.findings import Finding, Severity, most_important_first

_TO_DO = {
    Severity.BLOCK: "Send back",
    Severity.ERROR: "Put right",
    Severity.WARNING: "Look at",
    Severity.NOTE: "To know",
}
_KINDS = {
    Severity.BLOCK: "to send back",
    Severity.ERROR: "to put right",
    Severity.WARNING: "to look at",
    Severity.NOTE: "to know",
}
_WIDEST_PLACE = 34
_NO_RETURN = "X01"


def tally(found: Sequence[Finding]) -> str:
    """Return how many findings of each kind there are: 3 to put right, 1 to look at."""
    counts = Counter(finding.severity for finding in found)
    parts = [
        f"{counts[severity]} {words}" for severity, words in _KINDS.items() if counts[severity]
    ]
    return ", ".join(parts) or "nothing to put right"


def table(found: Sequence[Finding]) -> Iterator[str]:
    """Yield the lines of the table; who sent nothing are told together, the team comes last."""
    mine: dict[str, list[Finding]] = {}
    for finding in found:
        mine.setdefault(finding.owner, []).append(finding)
    silent = [o for o, its in mine.items() if o and {f.code for f in its} == {_NO_RETURN}]
    parts = {owner: its for owner, its in mine.items() if owner and owner not in silent}
    parts["No return yet"] = [f for owner in silent for f in mine[owner]]
    parts["For the performance team"] = mine.get("", [])
    for title, its in parts.items():
        if its:
            yield ""
            yield f"{title}: {tally(its)}"
            yield from _part(most_important_first(its))


def _part(mine: Sequence[Finding]) -> Iterator[str]:
    place = min(max(len("Where"), *(len(f.where) for f in mine)), _WIDEST_PLACE)
    ref = max(3, *(len(f.ref) for f in mine))
    before = 2 + 9 + 2 + ref + 2 + place + 2
    room = max(40, min(shutil.get_terminal_size((120, 24)).columns, 140) - before - 5)
    yield f"  {'To do':<9}  {'Ref':<{ref}}  {'Where':<{place}}  {'Rule':<5}What, and what to do"
    for finding in mine:
        where = textwrap.wrap(finding.where, place) or [""]
        told = f" Waived: {finding.waiver}." if finding.waiver else ""
        said = textwrap.wrap(finding.message + told, room) or [""]
        to_do = "Waived" if finding.waiver else _TO_DO[finding.severity]
        for number in range(max(len(where), len(said))):
            is_first = number == 0
            cells = (
                f"{to_do if is_first else '':<9}",
                f"{finding.ref if is_first else '':<{ref}}",
                f"{where[number] if number < len(where) else '':<{place}}",
                f"{finding.code if is_first else '':<5}"
                + (said[number] if number < len(said) else ""),
            )
            yield ("  " + "  ".join(cells)).rstrip()
