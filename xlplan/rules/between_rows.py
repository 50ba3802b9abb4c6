"""What the commentary of several rows says: one thing twice, or a thing and its contrary."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, count

from xlplan.findings import Finding
from xlplan.model import CellRef
from xlplan.rules.headers import found
from xlplan.rules.prose import TO_COME, Marker, are_alike_words, clauses, cut, small
from xlplan.rules.said import Said

_SHORTEST = 8
_DONE = Marker(
    "complet|finished|signed|agreed|approved|procured|bought|purchased|awarded|delivered|settled"
    "|concluded|adopted|in place",
    r"\b(?:complet(?:ed?|ion)|finished|signed|agreed|approved|procured|bought|purchased|awarded"
    r"|delivered|settled|concluded|adopted|in place)\b",
)
_OPEN = Marker(
    "await|waits|wait for|waiting for|not yet|to be|outstanding|pending|not been",
    r"\b(?:await(?:s|ing)|waits? for|waiting for|not yet|still to be|yet to be|outstanding|pending"
    r"|(?:has|have) not been)\b",
)
_COMMON = frozenset(
    "about after again also been before being both could council each from have into item last "
    "made make month more most must next other over plan service services should some such than "
    "that their them then there these they this those three through under until used using week "
    "were what when where which while will with work would year new use one two "
    "its our now been january february march april may june july august september october "
    "november december borough".split()
)

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
        """Return the ref of an item with a sentence nearly the same; "" for none.

        Of the three sentences that share most runs of words, the first that is alike.
        """
        near = Counter(chain.from_iterable(self.by_run.get(run, ())[:_LOOKED_AT] for run in runs))
        for number, shared in near.most_common(3):
            ref, theirs = self.told[number]
            # A word that differs breaks four runs: of texts that are alike half the runs are whole.
            if shared * 2 >= len(runs) and are_alike_words(said, theirs):
                return ref
        return ""


def shared_sentences(reporting: Sequence[Said]) -> Iterator[Finding]:
    """X09: one sentence in two items; each later item is told of once, with its longest."""
    seen, near, numbers = _Seen(), _with_a_common_run(reporting), count()
    for one in reporting:
        shared: dict[str, str] = {}
        fresh: list[tuple[str, tuple[str, ...], tuple[_Run, ...]]] = []
        for sentence, said in zip(one.sentences, one.words, strict=True):
            if next(numbers) not in near:
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
            facts = {"ref": one.item.ref, "other": shared[longest], "said": cut(longest)}
            yield found("X09", facts, at=one.at, owner=one.item.owner)


def _with_a_common_run(reporting: Sequence[Said]) -> set[int]:
    """Return the numbers, in order, of the sentences that have a run of words with another.

    Most have none. Runs are known by their hash: where two happen to have one, a sentence is
    looked at in vain.
    """
    last: dict[int, int] = {}
    near: set[int] = set()
    for number, said in enumerate(chain.from_iterable(one.words for one in reporting)):
        if len(said) < _SHORTEST:
            continue
        runs = set(map(hash, zip(said, said[1:], said[2:], said[3:], strict=False)))
        if again := last.keys() & runs:
            near.add(number)
            near.update(last[run] for run in again)
        last.update(dict.fromkeys(runs, number))
    return near


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


class _About(dict[str, str]):
    """What each word is about, by its stem; "" for a word that says little."""

    def __missing__(self, word: str) -> str:
        is_common = (len(word) <= 3 and word != "ict") or word in _COMMON
        is_state = not is_common and _DONE.pattern.fullmatch(word)
        self[word] = "" if is_common or is_state else word.removesuffix("s")
        return self[word]

    def of(self, said: Iterable[str]) -> frozenset[str]:
        """Return what some words are about."""
        return frozenset(filter(None, map(self.__getitem__, said)))


def contradictions(reporting: Sequence[Said]) -> Iterator[Finding]:
    """X10: one item says of a thing that it is done, another that it is waited for."""
    about = _About()
    states = [tuple(_states(one, about)) for one in reporting]
    common = Counter(chain.from_iterable(about.of(chain(*one.words)) for one in reporting))
    rarely = {word for word, number in common.items() if number <= max(3, len(reporting) // 6)}
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
                    facts = {"ref": other.ref, "said": cut(other.said)}
                    facts |= {"other": item.ref, "theirs": cut(waiting.said)}
                    yield found("X10", facts, at=other.at, owner=other.owner)


def _states(one: Said, about: _About) -> Iterator[_State]:
    for sentence, said in zip(one.sentences, one.words, strict=True):
        low = small(sentence)
        is_open = _OPEN.search(sentence, low) is not None
        if _DONE.search(sentence, low):
            is_done = _says_done(sentence, is_open=is_open, low=low)
        else:
            is_done = False
        if is_open or is_done:
            item = one.item
            yield _State(item.ref, item.owner, one.at, sentence, about.of(said), is_done, is_open)


def _says_done(sentence: str, *, is_open: bool, low: str) -> bool:
    """Whether a part of a sentence that has a word for it says that something is done.

    No clause parts the words of a marker: what is nowhere in the sentence is in none of them.
    """
    if not (is_open or TO_COME.search(sentence, low)):
        return True
    return any(_is_done(clause) for clause in clauses(sentence))


def _is_done(clause: str) -> bool:
    if _OPEN.pattern.search(clause) or TO_COME.pattern.search(clause):
        return False
    return _DONE.pattern.search(clause) is not None
