"""How what an owner wrote begins: whole sentences, for a paper that must be short."""

from __future__ import annotations

import re
from dataclasses import replace

from xlplan.reports.context import Paragraph, TextRun

_SENTENCE_END = re.compile(r"""[.!?]["'”’)]*(?=\s+["'“‘(£]?[A-Z0-9])""")
# A full stop after these, or after a single capital letter, ends no sentence.
_SHORTENED = re.compile(r"""(?:^|[\s("'“‘])(?:Mr|Mrs|Ms|Dr|Cllr|St|No|para|e\.g|i\.e|[A-Z])\.$""")
_LONGEST_SENTENCE = 60


def opening(told: tuple[Paragraph, ...], words: int = 45) -> tuple[Paragraph, ...]:
    """Return the first paragraph cut after its last whole sentence within a number of words.

    A first sentence is kept whole up to 60 words, and one longer than that ends in an ellipsis.
    A first paragraph that ends in a colon brings what it introduces; a lone bullet loses its mark.
    """
    if not told:
        return ()
    first = _cut(told[0], words)
    left = words - _length(first)
    if len(told) > 1 and _text(first).endswith(":") and left > 0:
        return (first, *_whole(told[1:], left))
    return (replace(first, is_bullet=False),)


def _whole(told: tuple[Paragraph, ...], words: int) -> tuple[Paragraph, ...]:
    """Return the first paragraph, and the bullets beside it that the words have room for."""
    kept = [_cut(told[0], words)]
    for paragraph in told[1:]:
        words -= _length(kept[-1])
        if not paragraph.is_bullet or _length(paragraph) > words:
            break
        kept.append(paragraph)
    return tuple(kept)


def _cut(paragraph: Paragraph, words: int) -> Paragraph:
    text = _text(paragraph)
    ends = [found.end() for found in _SENTENCE_END.finditer(text) if _is_end(text, found)]
    ends.append(len(text))
    fitting = [end for end in ends if len(text[:end].split()) <= words]
    end = fitting[-1] if fitting else ends[0]
    if len(text[:end].split()) > max(words, _LONGEST_SENTENCE):
        return _ended(paragraph, _end_of_word(text, words), "\u00a0…")
    return _ended(paragraph, end, "")


def _is_end(text: str, found: re.Match[str]) -> bool:
    return not _SHORTENED.search(text[: found.start() + 1])


def _end_of_word(text: str, number: int) -> int:
    return [word.end() for word in re.finditer(r"\S+", text)][number - 1]


def _ended(paragraph: Paragraph, end: int, mark: str) -> Paragraph:
    runs: list[TextRun] = []
    for run in paragraph.runs:
        if end > 0:
            runs.append(replace(run, text=run.text[:end]))
        end -= len(run.text)
    if mark:
        runs[-1] = replace(runs[-1], text=runs[-1].text + mark)
    return replace(paragraph, runs=tuple(runs))


def _text(paragraph: Paragraph) -> str:
    return "".join(run.text for run in paragraph.runs)


def _length(paragraph: Paragraph) -> int:
    return len(_text(paragraph).split())
