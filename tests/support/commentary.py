"""Commentary in the words of a published plan, pasted, prefixed and with other figures."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from tests.support.rated import item
from xlplan.model import Item

FACTS = Path(__file__).parents[1] / "facts"
STATES = (
    *("was completed in September", "is agreed with partners", "was delivered on time"),
    *("is outstanding", "awaits funding", "is not yet agreed", "goes on", ""),
)


def sentences_in(facts: Any) -> Iterator[str]:
    """Yield what the facts say in more than five words."""
    if isinstance(facts, str):
        yield from (part for part in re.split(r"(?<=[.;])\s+", facts) if len(part.split()) > 5)
    elif isinstance(facts, dict | list):
        for part in facts.values() if isinstance(facts, dict) else facts:
            yield from sentences_in(part)


def rows_of_officers(rows: int, *, seed: int, few: int) -> list[Item]:
    """Return rows whose commentary is made of a few sentences, varied as officers vary them."""
    chance = random.Random(seed)
    told = json.loads((FACTS / "maidstone_2012_15_plan.json").read_text(encoding="utf-8"))
    known = sorted(set(sentences_in(told)))
    chosen = chance.sample(known, few)
    return [_row(number, chosen, chance) for number in range(rows)]


def _row(number: int, chosen: Sequence[str], chance: random.Random) -> Item:
    said = []
    for one in chance.choices(chosen, k=chance.randint(1, 3)):
        text = re.sub(r"\d+", lambda _: str(chance.randrange(9999)), one.rstrip(".;"))
        kept = " ".join(w for w in text.split() if chance.random() < 0.9)
        said.append(f"{chance.choice(['', 'Update: '])}{kept} {chance.choice(STATES)}.")
    # A ref stands twice here and there, and is then one item's.
    return item(f"A{number - (number % 11 == 0)}", commentary=" ".join(said))
