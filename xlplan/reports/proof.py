"""Proof-reading: what is wrong in the text of a paper, whoever wrote it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import product

from xlplan.model import Period, british_date, clean

_SHARE = re.compile(r"\b(\d+) \((\d+\.\d)%\)")
_DOUBLED = re.compile(r"\b([a-z]{2,}(?: [a-z]+)?) \1\b", re.IGNORECASE)
_MEANT = re.compile(r"\b(?:had had|that that|is is)\b", re.IGNORECASE)
_TABLE = re.compile(
    r"\b(?:(?:the )?table below|(?:the )?following table|table overleaf)\b", re.IGNORECASE
)
_MONTHS = (
    "January February March April May June July August September October November December"
).split()
_POSITION = re.compile(
    r"\b(?:position|progress|summary|report|update) (?:at|as at|for|in|to) "
    rf"(?:the end of )?(?:(\d{{1,2}}) )?({'|'.join(_MONTHS)}) (\d{{4}})\b",
    re.IGNORECASE,
)
_ASKED = re.compile(
    r"\b(CMT|CLT|SLT|Corporate Management Team|Cabinet|Executive|Council|Performance Management "
    r"Board|Overview and Scrutiny Committee) (?:is|are) (?:asked|invited|recommended|requested)\b"
)
_BODIES = {
    "CMT": frozenset({"cmt", "clt", "slt", "corporate management team"}),
    "Cabinet": frozenset({"cabinet", "executive", "council", "overview and scrutiny committee"}),
}


@dataclass(frozen=True)
class Block:
    """One paragraph, heading or cell of a paper; `heading` is the one it stands under."""

    text: str
    heading: str = ""
    is_before_table: bool = False


@dataclass(frozen=True)
class Fault:
    """What is wrong in a paper, by the code of its rule, with the facts of its message."""

    code: str
    facts: dict[str, str]


def proof_read(blocks: Sequence[Block], as_at: date, audience: str) -> Iterator[Fault]:
    """Yield the faults in a paper's text; `audience` is CMT, Cabinet or "" for any reader."""
    for block in blocks:
        where = f'the part headed "{block.heading}"' if block.heading else "the first page"
        yield from (Fault(f.code, f.facts | {"where": where}) for f in _faults(block, as_at))
        asked = _asked_elsewhere(block.text, audience)
        if asked:
            facts = {"said": _around(block.text, asked), "got": asked, "want": audience}
            yield Fault("P03", facts | {"where": where})


def _faults(block: Block, as_at: date) -> Iterator[Fault]:
    shares = [(int(n), p) for n, p in _SHARE.findall(block.text)]
    if len(shares) > 1 and not shares_add_up(shares):
        total = sum(round(float(p) * 10) for _, p in shares) / 10
        shown = ", ".join(f"{n} as {p}%" for n, p in shares)
        said = f"{shares[0][0]} ({shares[0][1]}%)"
        yield Fault("P01", {"said": said, "total": f"{total:.1f}%", "shown": shown})
    for match in _POSITION.finditer(block.text):
        day, month, year = match[1], match[2], int(match[3])
        named = Period(year, [m.lower() for m in _MONTHS].index(month.lower()) + 1)
        is_right = named == Period(as_at.year, as_at.month) and int(day or as_at.day) == as_at.day
        if not is_right:
            facts = {"said": match[0], "got": named.title, "want": british_date(as_at)}
            yield Fault("P02", facts)
    for match in _DOUBLED.finditer(block.text):
        if not _MEANT.fullmatch(match[0]):
            facts = {"said": _around(block.text, match[0]), "what": f'"{match[1]}" stands twice'}
            yield Fault("P04", facts)
    pointer = _TABLE.search(block.text)
    if pointer and not block.is_before_table:
        facts = {"said": _around(block.text, pointer[0]), "what": "no table comes after it"}
        yield Fault("P04", facts)


def shares_add_up(shares: Sequence[tuple[int, str]]) -> bool:
    """Whether printed percentages are those of their counts, equal for equal counts.

    They total 100.0, unless no rounding of equal counts can; a list of parts that leave out some
    of the whole is not judged by its total.
    """
    tenths = [(number, round(float(text) * 10)) for number, text in shares]
    by_count: dict[int, int] = {}
    for number, shown in tenths:
        if by_count.setdefault(number, shown) != shown:
            return False
    total = sum(shown for _, shown in tenths)
    if total == 1000 or abs(total - 1000) > len(shares) * 10:
        return True
    whole, numbers = sum(number for number, _ in tenths), Counter(number for number, _ in tenths)
    choices = [{number * 1000 // whole, -(-number * 1000 // whole)} for number in numbers]
    sums = (sum(t * n for t, n in zip(c, numbers.values(), strict=True)) for c in product(*choices))
    return 1000 not in sums


def _asked_elsewhere(text: str, audience: str) -> str:
    """Return the body that a text asks, where the paper goes to another; "" where all is well."""
    mine = _BODIES.get(audience, frozenset())
    match = _ASKED.search(text) if mine else None
    return match[1] if match and match[1].lower() not in mine else ""


def _around(text: str, said: str) -> str:
    """Return a few words of a text around what is wrong in it."""
    start = text.find(said)
    before, after = text[max(0, start - 30) : start], text[start + len(said) :][:30]
    return clean(f"{before.partition(' ')[2]}{said}{after.rpartition(' ')[0]}")
