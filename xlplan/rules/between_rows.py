"""What the commentary of several rows says: one thing twice, or a thing and its contrary."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass, field
from itertools import chain, count, islice
from operator import itemgetter

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
# So many groups of sentences are compared with one that waits, those with its rarest words first.
_COMPARED = 100
# The first rare word shared, the number of the first sentence, what the group is about.
_Near = tuple[str, int, frozenset[str]]
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
    """X10: one item says of a thing that it is done, another that it is waited for.

    Where many say the one and many the other, each is told of once, not each pair: an item that
    waits is told of against every item that none before it was told against, or else against one.
    """
    about = _About()
    states = [tuple(_states(one, about)) for one in reporting]
    common = Counter(chain.from_iterable(about.of(chain(*one.words)) for one in reporting))
    rarely = {word for word, number in common.items() if number <= max(3, len(reporting) // 6)}
    done = _Done([s for some in states for s in some if s.is_done], rarely)
    for one, some in zip(reporting, states, strict=True):
        waits = [s for s in some if s.is_open]
        for waiting, other in done.against(one.item.ref, waits):
            facts = {"ref": other.ref, "said": cut(other.said)}
            facts |= {"other": one.item.ref, "theirs": cut(waiting.said)}
            yield found("X10", facts, at=other.at, owner=other.owner)


class _Done:
    """What is said to be done; sentences about the same are looked at as one.

    `fresh` has, of each such group, the numbers of the sentences of items not told of yet.
    """

    def __init__(self, states: Sequence[_State], rarely: Set[str]) -> None:
        self._states = states
        self._rarely = rarely
        self._groups: dict[frozenset[str], list[int]] = defaultdict(list)
        for number, state in enumerate(states):
            self._groups[state.about].append(number)
        self._fresh = {group: list(numbers) for group, numbers in self._groups.items()}
        self._by_word: dict[str, list[frozenset[str]]] = defaultdict(list)
        for group in self._groups:
            for word in group & rarely:
                self._by_word[word].append(group)
        self._near: dict[frozenset[str], list[_Near]] = {}
        self._told: set[str] = set()

    def against(self, ref: str, waits: Sequence[_State]) -> Iterator[tuple[_State, _State]]:
        """Yield what an item waits for with what says that it is done, each other item once."""
        told: set[str] = set()
        for waiting in waits:
            for other in self._untold(waiting):
                if other.ref not in {*told, ref}:
                    told.add(other.ref)
                    yield waiting, other
        self._told |= told
        if not told:
            yield from islice(((w, d) for w in waits if (d := self._first(w, ref))), 1)

    def _untold(self, waiting: _State) -> list[_State]:
        fresh: list[tuple[str, int]] = []
        for word, _, group in self._near_to(waiting.about):
            if self._fresh[group]:
                left = [n for n in self._fresh[group] if self._states[n].ref not in self._told]
                self._fresh[group] = left
                fresh += ((word, number) for number in left)
        return [self._states[number] for _, number in sorted(fresh)]

    def _first(self, waiting: _State, ref: str) -> _State | None:
        """Return the first that says done what one waits for, of another item; None for none."""
        found: list[tuple[str, int]] = []
        for word, first, group in self._near_to(waiting.about):
            others = (n for n in self._groups[group] if self._states[n].ref != ref)
            number = next(others, None)
            if number is not None:
                found.append((word, number))
            if number == first:  # what comes now comes later
                break
        return self._states[min(found)[1]] if found else None

    def _near_to(self, about: frozenset[str]) -> list[_Near]:
        if about not in self._near:
            self._near[about] = self._looked_up(about)
        return self._near[about]

    def _looked_up(self, about: frozenset[str]) -> list[_Near]:
        """Return the groups that share three words, two of them rare, with what is waited for.

        Looked for from the rarest word; it need not be among those of the least rare alone.
        """
        rare = about & self._rarely
        ordered = sorted(rare, key=lambda word: (len(self._by_word.get(word, ())), word))
        groups: dict[frozenset[str], None] = {}
        for word in ordered[:-1]:
            groups |= dict.fromkeys(self._by_word.get(word, ())[: _COMPARED - len(groups)])
        return sorted(
            (
                (min(group & rare), self._groups[group][0], group)
                for group in groups
                if len(group & rare) >= 2 and len(group & about) >= 3
            ),
            key=itemgetter(0, 1),
        )


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
