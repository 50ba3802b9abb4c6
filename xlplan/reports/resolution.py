"""The position in one sentence, ready to be minuted: counts, and percentages that add up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from xlplan.model import Item, Plan, Rag, Status
from xlplan.reports.counting import percentages, position, position_words, total_note
from xlplan.reports.selection import top_items
from xlplan.reports.wording import counted, is_or_are, item_noun, listed, plural, was

# Bromsgrove's minutes, 2007 to 2010: what each colour means, best first.
_BROMSGROVE = ("on target", "one month behind", "more than one month behind")
_MOVED = (Status.REPROGRAMMED, Status.SUSPENDED)


def resolution(plan: Plan) -> str:
    """Return the position in one sentence, ready to be minuted."""
    items = top_items(plan)
    classes = _Classes(plan)
    found = Counter(classes.of(item) for item in items)
    silent = found.pop("Not reported", 0)
    noun, reported = item_noun(plan), len(items) - silent
    if not reported:
        none = f"none of the {counted(len(items), noun)} was reported on"
        return f"That it be noted that {none if items else f'the plan has no {plural(noun, 2)}'}."
    kept = [word for word in classes.order(found) if found[word]]
    shares = percentages([found[word] for word in kept])
    parts = [
        f"{found[word]} ({share}) {is_or_are(found[word])} {classes.told(word, items)}"
        for word, share in zip(kept, shares, strict=True)
    ]
    worst = plan.settings.scale.rated[0]
    parts += [] if found[worst.word] else [f"none is {classes.told(worst.word, items)}"]
    missing = f"; {silent} {was(silent)} not reported" if silent else ""
    opening = f"That it be noted that of the {counted(reported, noun)} reported on"
    return f"{opening}, {listed(parts)}{missing}. {total_note(shares)}".strip()


class _Classes:
    """What the sentence counts by: positions; by Bromsgrove's rule moved and suspended are one."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._scale = plan.settings.scale
        self._is_bromsgrove = plan.settings.computed_preset == "bromsgrove"

    def of(self, item: Item) -> str:
        word = position(item, self._plan.settings.as_at)
        is_moved = word in [str(status) for status in _MOVED]
        return str(_MOVED[0]) if is_moved and self._is_bromsgrove else word

    def order(self, found: Counter[str]) -> Iterator[str]:
        words = position_words(self._scale, found)
        yield from (word for word in words if word == str(Status.COMPLETE))
        yield from (word for word in words if word != str(Status.COMPLETE))

    def told(self, word: str, items: tuple[Item, ...]) -> str:
        rag = self._scale.find(word)
        if rag is not None and rag.is_rated:
            meaning = self._meaning(rag)
            return f"{meaning} ({rag})" if meaning else rag.word
        if word == str(_MOVED[0]) and self._is_bromsgrove:
            mine = [item for item in items if self.of(item) == word]
            approved = all(item.decision_ref or item.approved_by for item in mine)
            return "reprogrammed or suspended" + (" with approval" if approved else "")
        return rag.word if rag else word.lower()

    def _meaning(self, rag: Rag) -> str:
        if rag.meaning:
            return rag.meaning[0].lower() + rag.meaning[1:].rstrip(".")
        best_first = [r.word for r in reversed(self._scale.rated)]
        if self._is_bromsgrove and len(best_first) == len(_BROMSGROVE):
            return _BROMSGROVE[best_first.index(rag.word)]
        return ""
