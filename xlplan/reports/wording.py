"""The grammar of numbers and lists in British English."""

from __future__ import annotations

from collections.abc import Sequence

from xlplan.model import Plan


def plural(noun: str, number: int) -> str:
    """Return a noun as it stands after a number: 1 item, 2 items, 2 activities."""
    if number == 1:
        return noun
    if noun.endswith("y") and noun[-2:-1] not in "aeiou":
        return f"{noun[:-1]}ies"
    return f"{noun}s"


def counted(number: int, noun: str) -> str:
    """Return a number with its noun: 1 item, 2 items."""
    return f"{number} {plural(noun, number)}"


def was(number: int) -> str:
    """Return the verb for a number of things in the past."""
    return "was" if number == 1 else "were"


def is_or_are(number: int) -> str:
    """Return the verb for a number of things; none takes the singular."""
    return "are" if number > 1 else "is"


def listed(words: Sequence[str]) -> str:
    """Join words as a sentence does: a, b and c."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} and {words[-1]}"


def times(number: int) -> str:
    """Return how often: once, twice, 3 times."""
    return {1: "once", 2: "twice"}.get(number, f"{number} times")


def sentence(text: str) -> str:
    """Return text that ends as a sentence; "" stays ""."""
    text = text.strip()
    return text if not text or text[-1] in ".?!" else f"{text}."


def item_noun(plan: Plan) -> str:
    """Return what the council calls an item, as it stands in a sentence."""
    return plan.settings.item_noun
