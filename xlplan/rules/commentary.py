"""What owners write: unchanged, out of date, out of tune with the rating or with one another."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import chain

from xlplan.fields import BY_NAME
from xlplan.findings import Finding
from xlplan.model import CellRef, Item, Level, Plan, Status, british_date, clean
from xlplan.rules.context import Context, is_best
from xlplan.rules.headers import found
from xlplan.rules.prose import (
    WEEKDAYS,
    Mention,
    are_alike,
    are_alike_words,
    clauses,
    may_name_a_day,
    mentions,
    plain,
    sentences,
    words,
)

_SHORTEST = 8
_SHOWN = 110
_PUBLIC_FIELDS = (
    *("title", "outcome", "commentary", "corrective_action", "rag_reason", "next_milestone"),
    *("help_needed", "evidence", "partners", "change_reason"),
)
_PERSONAL: Mapping[str, re.Pattern[str]] = {
    "a National Insurance number": re.compile(r"\b[A-Z]{2} ?\d{2} ?\d{2} ?\d{2} ?[A-D]\b"),
}
_NOT_FOR_PRINT: Mapping[str, re.Pattern[str]] = {
    **_PERSONAL,
    "a telephone number": re.compile(
        r"(?<![\d£.,])(?:\+44 ?\(?0?\)?|0)\d(?:[ -]?\d){8,9}(?![\d,])"
    ),
    "an e-mail address": re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"),
    "which papers for the public do not say": re.compile(
        r"\b(?:exempt(?! from)|confidential(?:ly)?|not for publication|in confidence)\b",
        re.IGNORECASE,
    ),
    "which is about somebody's health or employment": re.compile(
        r"\b(?:on sick leave|off sick|long[- ]term sick\b(?! absence)|disciplinary|grievance"
        r"|maternity leave|was dismissed)\b",
        re.IGNORECASE,
    ),
}
_MEETING = re.compile(
    r"\b(?:meetings?|boards?|committees?|panels?|cabinet|council|cmt|clt|slt|interviews?)\b",
    re.IGNORECASE,
)
_TO_COME = re.compile(
    r"\b(?:will|shall|is to|are to|due|expected|planned|scheduled|should|going to|hoped?|to be)\b"
    r"(?! have)",
    re.IGNORECASE,
)
_FIRM = re.compile(r"\b(?:will|shall|is to|are to|should|going to)\b", re.IGNORECASE)
_TOLD_OF_THEN = re.compile(r"\b(?:was|were|had|did|has|have|came|went|took)\b", re.IGNORECASE)
_TOLD_BEFORE = re.compile(r"\b(?:was|were|been|had|originally|previously)\s+\w*\s*$", re.IGNORECASE)
_DONE_THEN = re.compile(
    r"\b(?:\w+ed|held|met|began|sent|made|given|took|was|were|since|saw)\b(?:\W+\w+){0,3}\W*$",
    re.IGNORECASE,
)
_LATE = re.compile(
    r"\b(?:delay(?:s|ed|ing)?|slipp(?:ed|age)|postponed|held up|on hold|overdue"
    r"|missed (?:its|the|our|their|a) (?:\w+ )?(?:date|deadline|target|milestone)"
    r"|behind (?:schedule|plan|programme|target|time)|(?:is|are|now|be|remains?) at risk(?! of))\b",
    re.IGNORECASE,
)
_DENIED = re.compile(
    r"\b(?:no|not|without|avoid\w*|prevent\w*|nor|never|fewer|cut|reduc\w+|any|despite|rather)\b"
    r"(?:\W+\w+){0,2}\W*$",
    re.IGNORECASE,
)
_DONE = re.compile(
    r"\b(?:complet(?:ed?|ion)|finished|signed|agreed|approved|procured|bought|purchased|awarded"
    r"|delivered|settled|concluded|adopted|in place)\b",
    re.IGNORECASE,
)
_OPEN = re.compile(
    r"\b(?:await(?:s|ing)|waits? for|waiting for|not yet|still to be|yet to be|outstanding|pending"
    r"|(?:has|have) not been)\b",
    re.IGNORECASE,
)
_COMMON = frozenset(
    "about after again also been before being both could council each from have into item last "
    "made make month more most must next other over plan service services should some such than "
    "that their them then there these they this those three through under until used using week "
    "were what when where which while will with work would year new use one two "
    "its our now been january february march april may june july august september october "
    "november december borough".split()
)
_FIRST_WORDS = {
    Status.COMPLETE: "COMPLETE",
    Status.REPROGRAMMED: "REPROGRAMMED",
    Status.SUSPENDED: "SUSPENDED",
}


@dataclass(frozen=True)
class _Said:
    """A row and its commentary, taken apart once."""

    item: Item
    sentences: tuple[str, ...]


def commentary_findings(plan: Plan, context: Context) -> Iterator[Finding]:
    """Yield what is found in the plan's commentary, row by row and then across rows."""
    said = [_Said(item, sentences(item.commentary)) for item in plan.rows]
    for one in said:
        item = one.item
        yield from too_long(item, plan.settings.commentary_words)
        yield from not_for_the_public(item)
        if item.commentary:
            yield from status_word_first(item)
            yield from no_movement(item)
            yield from delay_on_green(one, plan)
            yield from days_that_cannot_be(one, plan.settings.as_at)
    reporting = [s for s in said if s.item.level is not Level.WORKSTREAM and s.item.commentary]
    yield from shared_sentences(reporting)
    yield from contradictions(reporting)


def too_long(item: Item, limit: int) -> Iterator[Finding]:
    """C08: a commentary of more words than Members read."""
    number = len(plain(item.commentary).split())
    if limit and number > limit:
        facts = {"ref": item.ref, "number": number, "limit": limit}
        yield found("C08", facts, at=_at(item), owner=item.owner)


def not_for_the_public(item: Item) -> Iterator[Finding]:
    """C11: personal details, or words that mark text as not for the public."""
    is_public = (clean(item.publish).lower() or "public") == "public"
    # Last month's words are printed where there are none of this month.
    names = (*_PUBLIC_FIELDS, *(() if item.commentary else ("last_commentary",)))
    for name in names:
        doubt = doubt_in(str(getattr(item, name)), is_public=is_public)
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
    for what, pattern in (_NOT_FOR_PRINT if is_public else _PERSONAL).items() if said else ():
        match = pattern.search(said)
        if match:
            return what, match[0]
    return None


def status_word_first(item: Item) -> Iterator[Finding]:
    """R13: a commentary that does not open with the status that Members have to see."""
    word = _FIRST_WORDS.get(item.status) if item.status else None
    if word and not plain(item.commentary).lstrip().upper().startswith((word, "EXTENDED")):
        facts = {"ref": item.ref, "status": item.status, "word": word}
        yield found("R13", facts, at=_at(item), owner=item.owner)


def no_movement(item: Item) -> Iterator[Finding]:
    """R17: the words of last month, or nearly so, on work that goes on."""
    if item.is_live and are_alike(item.commentary, item.last_commentary):
        yield found("R17", {"ref": item.ref}, at=_at(item), owner=item.owner)


def delay_on_green(said: _Said, plan: Plan) -> Iterator[Finding]:
    """R20: words of delay under the best rating."""
    item = said.item
    if not is_best(item, plan) or not item.is_live or item.rag_reason:
        return
    for sentence in said.sentences:
        for match in _LATE.finditer(sentence):
            if not _DENIED.search(sentence[: match.start()]):
                facts = {"ref": item.ref, "rag": item.rag, "word": match[0].lower()}
                yield found("R20", facts, at=_at(item), owner=item.owner)
                return


def days_that_cannot_be(said: _Said, as_at: date) -> Iterator[Finding]:
    """R18 and R19: days that do not fit the calendar, or are past and spoken of as future."""
    item, naming = said.item, [s for s in said.sentences if may_name_a_day(s)]
    wrong: list[str] = []
    past: list[str] = []
    for clause in (c for sentence in naming for c in clauses(sentence) if may_name_a_day(c)):
        named = sorted(mentions(clause, as_at), key=lambda mention: mention.start)
        wrong += (told for mention in named if (told := _wrong_weekday(clause, mention)))
        spoken_of = _past_as_future(clause, named)
        if spoken_of and spoken_of.day < as_at:
            past.append(f'"{_cut(clause)}" ({_told(spoken_of)})')
    for code, days in (("R18", wrong), ("R19", past)):
        if days:
            facts = {"ref": item.ref, "what": "; ".join(dict.fromkeys(days))}
            yield found(code, facts, at=_at(item), owner=item.owner)


def _wrong_weekday(clause: str, mention: Mention) -> str:
    """Say what is wrong with a day that a clause names; "" when nothing is."""
    if mention.is_month:
        return ""
    weekday = WEEKDAYS[mention.day.weekday()]
    is_fact = f"({british_date(mention.day)} is a {weekday})"
    if mention.weekday and mention.weekday != weekday:
        return f'"{mention.said}" {is_fact}'
    if not mention.weekday and mention.day.weekday() >= 5 and _MEETING.search(clause):
        return f'"{_cut(clause)}" {is_fact}'
    return ""


def _past_as_future(clause: str, named: Sequence[Mention]) -> Mention | None:
    """Return the day that a clause speaks of as still to come; None when it does not."""
    marker = next(
        (m for m in _TO_COME.finditer(clause) if not _TOLD_BEFORE.search(clause[: m.start()])), None
    )
    if marker is None or not named:
        return None
    if not _FIRM.fullmatch(marker[0]) and _TOLD_OF_THEN.search(clause):
        return None
    after = [mention for mention in named if mention.start > marker.start()]
    if after:
        return after[0]
    before = named[-1]
    return None if _DONE_THEN.search(clause[: before.start]) else before


def _told(mention: Mention) -> str:
    told = british_date(mention.day)
    return told.partition(" ")[2] if mention.is_month else told


def _cut(text: str) -> str:
    return text if len(text) <= _SHOWN else text[:_SHOWN].rpartition(" ")[0] + " …"


def _at(item: Item) -> CellRef | None:
    return item.cells.get("commentary")


# A run of words that so many share is a turn of phrase; to look at more only takes time.
_LOOKED_AT = 40
_Run = tuple[str, str, str, str]


@dataclass(frozen=True)
class _Seen:
    """The sentences read so far, by their runs of four words; each is held by its number."""

    told: list[tuple[str, Sequence[str]]] = field(default_factory=list)
    by_run: dict[_Run, list[int]] = field(default_factory=lambda: defaultdict(list))
    numbers: dict[tuple[str, str], int] = field(default_factory=dict)

    def add(self, ref: str, sentence: str, said: Sequence[str], runs: Sequence[_Run]) -> None:
        number = self.numbers.setdefault((ref, sentence), len(self.told))
        if number == len(self.told):
            self.told.append((ref, said))
        for run in runs:
            self.by_run[run].append(number)

    def first_like(self, said: Sequence[str], runs: Sequence[_Run]) -> str:
        """Return the ref of the first item with a sentence nearly the same; "" for none."""
        near = Counter(chain.from_iterable(self.by_run.get(run, ())[:_LOOKED_AT] for run in runs))
        for number, shared in near.most_common(3):
            ref, theirs = self.told[number]
            if shared * 2 >= len(runs) and are_alike_words(said, theirs):
                return ref
        return ""


def shared_sentences(reporting: Sequence[_Said]) -> Iterator[Finding]:
    """X09: one sentence in two items; each later item is told of once, with its longest."""
    seen = _Seen()
    for one in reporting:
        shared: dict[str, str] = {}
        fresh: list[tuple[str, tuple[str, ...], tuple[_Run, ...]]] = []
        for sentence in one.sentences:
            said = words(sentence)
            if len(said) < _SHORTEST:
                continue
            runs = _runs(said)
            other = seen.first_like(said, runs)
            if other:
                shared[sentence] = other
            else:
                fresh.append((sentence, said, runs))
        for parts in fresh:
            seen.add(one.item.ref, *parts)
        if shared:
            longest = max(shared, key=len)
            facts = {"ref": one.item.ref, "other": shared[longest], "said": _cut(longest)}
            yield found("X09", facts, at=_at(one.item), owner=one.item.owner)


def _runs(said: tuple[str, ...]) -> tuple[_Run, ...]:
    """Return each run of four words once, in their order."""
    return tuple(dict.fromkeys(zip(said, said[1:], said[2:], said[3:], strict=False)))


@dataclass(frozen=True)
class _State:
    """A sentence that says of something that it is done, or that it is not yet, or both."""

    ref: str
    owner: str
    at: CellRef | None
    said: str
    about: frozenset[str]
    is_done: bool
    is_open: bool


def contradictions(reporting: Sequence[_Said]) -> Iterator[Finding]:
    """X10: one item says of a thing that it is done, another that it is waited for."""
    about = [frozenset(_about(one.item.commentary)) for one in reporting]
    common = Counter(chain.from_iterable(about))
    rarely = {word for word, number in common.items() if number <= max(3, len(reporting) // 6)}
    states = [tuple(_states(one)) for one in reporting]
    done: dict[str, list[_State]] = defaultdict(list)
    for state in (s for some in states for s in some if s.is_done):
        for word in state.about & rarely:
            done[word].append(state)
    for one, some in zip(reporting, states, strict=True):
        item, told = one.item, set[str]()
        for waiting in (s for s in some if s.is_open):
            words_of = sorted(waiting.about & rarely)
            near = Counter(s for word in words_of for s in done.get(word, ()))
            for other, rare in near.items():
                is_one = rare >= 2 and len(other.about & waiting.about) >= 3
                if is_one and other.ref not in {*told, item.ref}:
                    told.add(other.ref)
                    facts = {"ref": other.ref, "said": _cut(other.said)}
                    facts |= {"other": item.ref, "theirs": _cut(waiting.said)}
                    yield found("X10", facts, at=other.at, owner=other.owner)


def _states(one: _Said) -> Iterator[_State]:
    for sentence in one.sentences:
        if not (_OPEN.search(sentence) or _DONE.search(sentence)):
            continue
        parts = clauses(sentence)
        is_open = any(_OPEN.search(clause) for clause in parts)
        is_done = any(_says_done(clause) for clause in parts)
        if is_open or is_done:
            about, item = frozenset(_about(sentence)), one.item
            yield _State(item.ref, item.owner, _at(item), sentence, about, is_done, is_open)


def _says_done(clause: str) -> bool:
    if _OPEN.search(clause) or _TO_COME.search(clause):
        return False
    return _DONE.search(clause) is not None


def _about(text: str) -> Iterator[str]:
    for word in words(text):
        if (len(word) > 3 or word == "ict") and word not in _COMMON and not _DONE.fullmatch(word):
            yield word.removesuffix("s")
