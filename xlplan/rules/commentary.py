"""What owners write: unchanged, out of date, out of tune with the rating or with one another."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from xlplan.fields import BY_NAME
from xlplan.findings import Finding
from xlplan.model import CellRef, Item, Level, Plan, Status, british_date
from xlplan.rules.context import Context, is_best
from xlplan.rules.headers import found
from xlplan.rules.prose import (
    WEEKDAYS,
    Mention,
    are_alike,
    clauses,
    mentions,
    plain,
    sentences,
    words,
)

_SHORTEST = 8
_SHOWN = 110
_PUBLIC_FIELDS = (
    "title",
    "commentary",
    "corrective_action",
    "rag_reason",
    "next_milestone",
    "help_needed",
    "evidence",
)
_ALWAYS_PERSONAL = re.compile(r"\b[A-Z]{2} ?\d{2} ?\d{2} ?\d{2} ?[A-D]\b")
_NOT_FOR_PRINT: Mapping[str, re.Pattern[str]] = {
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


def commentary_findings(plan: Plan, context: Context) -> Iterator[Finding]:
    """Yield what is found in the plan's commentary, row by row and then across rows."""
    for item in plan.rows:
        yield from too_long(item, plan.settings.commentary_words)
        yield from not_for_the_public(item)
        if item.commentary:
            yield from status_word_first(item)
            yield from no_movement(item)
            yield from delay_on_green(item, plan)
            yield from days_that_cannot_be(item, plan)
    yield from shared_sentences(plan)
    yield from contradictions(plan)


def too_long(item: Item, limit: int) -> Iterator[Finding]:
    """C08: a commentary of more words than Members read."""
    number = len(plain(item.commentary).split())
    if limit and number > limit:
        facts = {"ref": item.ref, "number": number, "limit": limit}
        yield found("C08", facts, at=_at(item), owner=item.owner)


def not_for_the_public(item: Item) -> Iterator[Finding]:
    """C11: personal details, or words that mark text as not for the public."""
    for name in _PUBLIC_FIELDS:
        text = plain(str(getattr(item, name)))
        kinds = {"a National Insurance number": _ALWAYS_PERSONAL}
        if item.publish == "Public":
            kinds |= _NOT_FOR_PRINT
        for what, pattern in kinds.items():
            match = pattern.search(text)
            if match:
                facts = {"ref": item.ref, "heading": BY_NAME[name].heading, "said": match[0]}
                told = what if what.startswith("which") else f"which looks like {what}"
                yield found(
                    "C11", facts | {"what": told}, at=item.cells.get(name), owner=item.owner
                )
                break


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


def delay_on_green(item: Item, plan: Plan) -> Iterator[Finding]:
    """R20: words of delay under the best rating."""
    if not is_best(item, plan) or not item.is_live or item.rag_reason:
        return
    for sentence in sentences(item.commentary):
        for match in _LATE.finditer(sentence):
            if not _DENIED.search(sentence[: match.start()]):
                facts = {"ref": item.ref, "rag": item.rag, "word": match[0].lower()}
                yield found("R20", facts, at=_at(item), owner=item.owner)
                return


def days_that_cannot_be(item: Item, plan: Plan) -> Iterator[Finding]:
    """R18 and R19: days that do not fit the calendar, or are past and spoken of as future."""
    as_at = plan.settings.as_at
    wrong: list[str] = []
    past: list[str] = []
    for clause in (c for sentence in sentences(item.commentary) for c in clauses(sentence)):
        named = sorted(mentions(clause, as_at), key=lambda mention: mention.start)
        wrong += (told for mention in named if (told := _wrong_weekday(clause, mention)))
        spoken_of = _past_as_future(clause, named)
        if spoken_of and spoken_of.day < as_at:
            past.append(f'"{_cut(clause)}" ({_told(spoken_of)})')
    for code, said in (("R18", wrong), ("R19", past)):
        if said:
            facts = {"ref": item.ref, "what": "; ".join(dict.fromkeys(said))}
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


def _reporting(plan: Plan) -> list[Item]:
    return [i for i in plan.rows if i.level is not Level.WORKSTREAM and i.commentary]


# A run of words that so many share is a turn of phrase; to look at more only takes time.
_LOOKED_AT = 40


def shared_sentences(plan: Plan) -> Iterator[Finding]:
    """X09: one sentence in two items; each later item is told of once, with its longest."""
    seen: dict[tuple[str, ...], list[tuple[Item, str]]] = defaultdict(list)
    for item in _reporting(plan):
        shared: dict[str, str] = {}
        fresh: list[str] = []
        for sentence in (s for s in sentences(item.commentary) if len(words(s)) >= _SHORTEST):
            other = _said_before(sentence, seen)
            if other:
                shared[sentence] = other
            else:
                fresh.append(sentence)
        for sentence in fresh:
            for run in _runs(sentence):
                seen[run].append((item, sentence))
        if shared:
            said = max(shared, key=len)
            facts = {"ref": item.ref, "other": shared[said], "said": _cut(said)}
            yield found("X09", facts, at=_at(item), owner=item.owner)


def _runs(sentence: str) -> set[tuple[str, ...]]:
    said = words(sentence)
    return {said[n : n + 4] for n in range(len(said) - 3)}


def _said_before(sentence: str, seen: Mapping[tuple[str, ...], list[tuple[Item, str]]]) -> str:
    """Return the ref of the first item with this sentence or one nearly the same; "" for none."""
    runs = _runs(sentence)
    near = Counter(
        (item.ref, theirs) for run in runs for item, theirs in seen.get(run, ())[:_LOOKED_AT]
    )
    for (ref, theirs), number in near.most_common(3):
        if number * 2 >= len(runs) and are_alike(sentence, theirs):
            return ref
    return ""


@dataclass(frozen=True)
class _State:
    """A sentence that says of something that it is done, or that it is not yet."""

    ref: str
    owner: str
    at: CellRef | None
    said: str
    about: frozenset[str]


def contradictions(plan: Plan) -> Iterator[Finding]:
    """X10: one item says of a thing that it is done, another that it is waited for."""
    items = _reporting(plan)
    common = Counter(word for item in items for word in set(_about(item.commentary)))
    rarely = {word for word, number in common.items() if number <= max(3, len(items) // 6)}
    done: dict[str, list[_State]] = defaultdict(list)
    for state in (s for item in items for s in _states(item, is_done=True)):
        for word in state.about & rarely:
            done[word].append(state)
    for item in items:
        told: set[str] = set()
        for waiting in _states(item, is_done=False):
            near = Counter(s for word in waiting.about & rarely for s in done.get(word, ()))
            for other, rare in near.items():
                is_one = rare >= 2 and len(other.about & waiting.about) >= 3
                if is_one and other.ref not in {*told, item.ref}:
                    told.add(other.ref)
                    facts = {"ref": other.ref, "said": _cut(other.said)}
                    facts |= {"other": item.ref, "theirs": _cut(waiting.said)}
                    yield found("X10", facts, at=other.at, owner=other.owner)


def _states(item: Item, *, is_done: bool) -> Iterator[_State]:
    for sentence in sentences(item.commentary):
        if any(_says(clause, is_done=is_done) for clause in clauses(sentence)):
            about = frozenset(_about(sentence))
            yield _State(item.ref, item.owner, _at(item), sentence, about)


def _says(clause: str, *, is_done: bool) -> bool:
    if _OPEN.search(clause):
        return not is_done
    return is_done and bool(_DONE.search(clause)) and not _TO_COME.search(clause)


def _about(text: str) -> Iterator[str]:
    for word in words(text):
        if (len(word) > 3 or word == "ict") and word not in _COMMON and not _DONE.fullmatch(word):
            yield word.removesuffix("s")
