"""What stops a step: one small tree of exceptions, each of which says why and what to do."""

from __future__ import annotations


class Refusal(Exception):
    """The step could not be taken, and nothing was changed.

    What a person reads is the first paragraph of a kind's docstring with its facts filled in, or
    the sentence that it was raised with.
    """

    def __init__(self, sentence: str = "", **facts: object) -> None:
        super().__init__(sentence)
        self.facts = facts

    def __str__(self) -> str:
        sentence = str(self.args[0]) if self.args else ""
        first, _, _ = (type(self).__doc__ or "").partition("\n\n")
        return sentence or " ".join(first.split()).format_map(self.facts)

    def __reduce__(self) -> tuple[object, ...]:
        # A worker process sends its refusals back, facts and all.
        return type(self), self.args, {"facts": self.facts}
