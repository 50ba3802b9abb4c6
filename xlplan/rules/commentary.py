"""What owners write: unchanged, out of date, out of tune with the rating or with one another."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import chain

from xlplan.fields import BY_NAME
from xlplan.findings import Finding
from xlplan.model import CellRef, Item, Level, Plan, Status, british_date, clean
from xlplan.rules.between_rows import contradictions, shared_sentences
from xlplan.rules.context import Context, is_best
from xlplan.rules.headers import found
from xlplan.rules.prose import (
    TO_COME,
    WEEKDAYS,
    Marker,
    Mention,
    are_alike_words,
    before,
    clauses,
    cut,
    may_name_a_day,
    mentions,
    plain,
    small,
    words,
)
from xlplan.rules.said import Said, said_on

_PUBLIC_FIELDS = (
    *("title", "outcome", "commentary", "corrective_action", "rag_reason", "next_milestone"),
    *("help_needed", "evidence", "partners", "change_reason"),
)
_A_FIGURE = re.compile(r"\d")
_INSURANCE = re.compile(r"\b[A-Z]{2} ?\d{2} ?\d{2} ?\d{2} ?[A-D]\b")
_TELEPHONE = re.compile(r"(?<![\d£.,])(?:\+44 ?\(?0?\)?|0)\d(?:[ -]?\d){8,9}(?![\d,])")
_PERSONAL: Mapping[str, re.Pattern[str]] = {"a National Insurance number": _INSURANCE}
_NUMBERS: Mapping[str, re.Pattern[str]] = {**_PERSONAL, "a telephone number": _TELEPHONE}
_NOT_FOR_PRINT: Mapping[str, Marker] = {
    "an e-mail address": Marker("@", r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"),
    "which papers for the public do not say": Marker(
        "exempt|confidential|publication|confidence",
        r"\b(?:exempt(?! from)|confidential(?:ly)?|not for publication|in confidence)\b",
    ),
    "which is about somebody's health or employment": Marker(
        "sick|disciplinary|grievance|maternity|dismissed",
        r"\b(?:on sick leave|off sick|long[- ]term sick\b(?! absence)|disciplinary|grievance"
        r"|maternity leave|was dismissed)\b",
    ),
}
_MEETING = re.compile(
    r"\b(?:meetings?|boards?|committees?|panels?|cabinet|council|cmt|clt|slt|interviews?)\b",
    re.IGNORECASE,
)
_FIRM = re.compile(r"\b(?:will|shall|is to|are to|should|going to)\b", re.IGNORECASE)
_TOLD_OF_THEN = re.compile(r"\b(?:was|were|had|did|has|have|came|went|took)\b", re.IGNORECASE)
_TOLD_BEFORE = re.compile(r"\b(?:was|were|been|had|originally|previously)\s+\w*\s*$", re.IGNORECASE)
_DONE_THEN = re.compile(
    r"\b(?:\w+ed|held|met|began|sent|made|given|took|was|were|since|saw)\b(?:\W+\w+){0,3}\W*$",
    re.IGNORECASE,
)
_LATE = Marker(
    "delay|slipp|postponed|held up|on hold|overdue|missed|behind|at risk",
    r"\b(?:delay(?:s|ed|ing)?|slipp(?:ed|age)|postponed|held up|on hold|overdue"
    r"|missed (?:its|the|our|their|a) (?:\w+ )?(?:date|deadline|target|milestone)"
    r"|behind (?:schedule|plan|programme|target|time)|(?:is|are|now|be|remains?) at risk(?! of))\b",
)
_DENIED = re.compile(
    r"\b(?:no|not|without|avoid\w*|prevent\w*|nor|never|fewer|cut|reduc\w+|any|despite|rather)\b"
    r"(?:\W+\w+){0,2}\W*$",
    re.IGNORECASE,
)
_FIRST_WORDS = {
    Status.COMPLETE: "COMPLETE",
    Status.REPROGRAMMED: "REPROGRAMMED",
    Status.SUSPENDED: "SUSPENDED",
}


def commentary_findings(plan: Plan, context: Context) -> Iterator[Finding]:
    """Yield what is found in the plan's commentary, row by row and then across rows."""
    said = [said_on(item) for item in plan.rows]
    for one in said:
        item = one.item
        yield from too_long(item, plan.settings.commentary_words)
        yield from not_for_the_public(item)
        if item.commentary:
            yield from status_word_first(item)
            yield from no_movement(one)
            yield from delay_on_green(one, plan)
            yield from days_that_cannot_be(one, plan.settings.as_at)
    reporting = [s for s in said if s.item.level is not Level.WORKSTREAM and s.item.commentary]
    yield from shared_sentences(reporting)
    yield from contradictions(reporting)


def too_long(item: Item, limit: int) -> Iterator[Finding]:
    """C08: a commentary of more words than Members read."""
    # Any two words have a space between them: in fewer characters there are not so many.
    if not limit or len(item.commentary) < 2 * limit:
        return
    number = len(plain(item.commentary).split())
    if number > limit:
        facts = {"ref": item.ref, "number": number, "limit": limit}
        yield found("C08", facts, at=_at(item), owner=item.owner)


def not_for_the_public(item: Item) -> Iterator[Finding]:
    """C11: personal details, or words that mark text as not for the public."""
    is_public = (clean(item.publish).lower() or "public") == "public"
    # Last month's words are printed where there are none of this month.
    names = (*_PUBLIC_FIELDS, *(() if item.commentary else ("last_commentary",)))
    for name in names:
        said = str(getattr(item, name))
        doubt = doubt_in(said, is_public=is_public) if said else None
        if doubt:
            what, said = doubt
            told = what if what.startswith("which") else f"which looks like {what}"
            facts = {"ref": item.ref, "heading": BY_NAME[name].heading, "said": said, "what": told}
            yield found("C11", facts, at=item.cells.get(name), owner=item.owner)


def doubt_in(text: str, *, is_public: bool = True) -> tuple[str, str] | None:
    """Return why a text may not be for the public, and the words that say so; None for no doubt.

    In what is not for the public, numbers of people are doubted alone.
    """
    said = plain(text)
    if _A_FIGURE.search(said):
        for what, pattern in (_NUMBERS if is_public else _PERSONAL).items():
            if match := pattern.search(said):
                return what, match[0]
    low = small(said)
    for what, marker in _NOT_FOR_PRINT.items() if is_public else ():
        if match := marker.search(said, low):
            return what, match[0]
    return None


def status_word_first(item: Item) -> Iterator[Finding]:
    """R13: a commentary that does not open with the status that Members have to see."""
    word = _FIRST_WORDS.get(item.status) if item.status else None
    if word and not plain(item.commentary).lstrip().upper().startswith((word, "EXTENDED")):
        facts = {"ref": item.ref, "status": item.status, "word": word}
        yield found("R13", facts, at=_at(item), owner=item.owner)


def no_movement(said: Said) -> Iterator[Finding]:
    """R17: the words of last month, or nearly so, on work that goes on."""
    item = said.item
    if not (item.is_live and item.last_commentary):
        return
    if are_alike_words(tuple(chain.from_iterable(said.words)), words(item.last_commentary)):
        yield found("R17", {"ref": item.ref}, at=said.at, owner=item.owner)


def delay_on_green(said: Said, plan: Plan) -> Iterator[Finding]:
    """R20: words of delay under the best rating."""
    item = said.item
    if not is_best(item, plan) or not item.is_live or item.rag_reason:
        return
    if not _LATE.may_be_in(said.small):
        return
    for sentence in said.sentences:
        for match in _LATE.pattern.finditer(sentence):
            if not _DENIED.search(before(sentence, match.start())):
                facts = {"ref": item.ref, "rag": item.rag, "word": match[0].lower()}
                yield found("R20", facts, at=said.at, owner=item.owner)
                return


def days_that_cannot_be(said: Said, as_at: date) -> Iterator[Finding]:
    """R18 and R19: days that do not fit the calendar, or are past and spoken of as future."""
    item, naming = said.item, [s for s in said.sentences if may_name_a_day(s)]
    wrong: list[str] = []
    past: list[str] = []
    for clause in (c for sentence in naming for c in clauses(sentence) if may_name_a_day(c)):
        named = sorted(mentions(clause, as_at), key=lambda mention: mention.start)
        wrong += (told for mention in named if (told := _wrong_weekday(clause, mention)))
        spoken_of = _past_as_future(clause, named)
        if spoken_of and spoken_of.day < as_at:
            past.append(f'"{cut(clause)}" ({_told(spoken_of)})')
    for code, days in (("R18", wrong), ("R19", past)):
        if days:
            facts = {"ref": item.ref, "what": "; ".join(dict.fromkeys(days))}
            yield found(code, facts, at=said.at, owner=item.owner)


def _wrong_weekday(clause: str, mention: Mention) -> str:
    """Say what is wrong with a day that a clause names; "" when nothing is."""
    if mention.is_month:
        return ""
    weekday = WEEKDAYS[mention.day.weekday()]
    is_fact = f"({british_date(mention.day)} is a {weekday})"
    if mention.weekday and mention.weekday != weekday:
        return f'"{mention.said}" {is_fact}'
    if not mention.weekday and mention.day.weekday() >= 5 and _MEETING.search(clause):
        return f'"{cut(clause)}" {is_fact}'
    return ""


def _past_as_future(clause: str, named: Sequence[Mention]) -> Mention | None:
    """Return the day that a clause speaks of as still to come; None when it does not."""
    marker = next(
        (
            m
            for m in TO_COME.pattern.finditer(clause)
            if not _TOLD_BEFORE.search(before(clause, m.start()))
        ),
        None,
    )
    if marker is None or not named:
        return None
    if not _FIRM.fullmatch(marker[0]) and _TOLD_OF_THEN.search(clause):
        return None
    after = [mention for mention in named if mention.start > marker.start()]
    if after:
        return after[0]
    last = named[-1]
    return None if _DONE_THEN.search(before(clause, last.start)) else last


def _told(mention: Mention) -> str:
    told = british_date(mention.day)
    return told.partition(" ")[2] if mention.is_month else told


def _at(item: Item) -> CellRef | None:
    return item.cells.get("commentary")
