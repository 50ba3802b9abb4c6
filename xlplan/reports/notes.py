"""What only the author of a paper knows, from the Papers sheet, found by what it is called."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from xlplan.model import PaperNote, Plan, clean
from xlplan.reports.context import HeaderLine
from xlplan.reports.paper_values import Passage
from xlplan.reports.paragraphs import paragraphs
from xlplan.reports.presets import DEFAULT_PRESET, PRESETS
from xlplan.reports.selection import Audience

_FILLERS = re.compile(r"\b(?:the|and|of|for|implications?|comments?|issues?)\b|[^a-z0-9 ]")
WITHHELD = "This is not for publication."


@dataclass(frozen=True)
class Asked:
    """Something to type on the Papers sheet: what it is called, what to say, other names."""

    key: str
    what: str
    ask: str
    other_names: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """Every name it goes by: its own, others in use, and its heading in each preset."""
        titles = (h.title for p in PRESETS.values() for h in p.headings if h.key == self.key)
        return (self.what, *self.other_names, *titles)


HEADER_NOTES = (
    Asked("meeting", "Meeting", "which body meets, and when", ("date of meeting",)),
    Asked("report_of", "Report of", "the post that reports", ("head of service", "director")),
    Asked("holder", "Portfolio holder", "the Cabinet member", ("cabinet member",)),
    Asked("key_decision", "Key decision", "Yes or No, and why", ("key or non key decision",)),
    Asked("wards", "Wards", "which wards, or All", ("wards affected",)),
    Asked("contact", "Contact", "the post, telephone and e-mail", ("contact officer",)),
)
BODY_NOTES = (
    Asked("issue", "Issue for decision", "what is to be decided", ("purpose", "summary")),
    Asked("decision", "Decision made", "what was decided, by whom and when"),
    Asked(
        "reasons", "Reasons for recommendations", "why this is recommended",
        ("reasons recommendation", "reasons decision", "preferred option"),
    ),
    Asked(
        "future", "The future of the plan", "what happens to the plan next", ("future plan",)
    ),
    Asked(
        "alternatives", "Alternatives", "what else could be done, and why it is not recommended",
        (
            "alternative action", "alternative action why not recommended", "available options",
            "alternatives considered", "alternatives considered why rejected", "options",
        ),
    ),
    Asked(
        "objectives", "Impact on corporate objectives", "what it does for them",
        ("corporate objectives", "council objectives", "corporate priorities"),
    ),
    Asked("risk", "Risk management", "what could go wrong", ("risk", "risks")),
    Asked(
        "consultation", "Consultation", "who was consulted, or that nobody was",
        ("consultees", "others consulted", "others consulted on report", "consultation results"),
    ),
    Asked("conclusions", "Conclusions", "what follows from all this", ("conclusion",)),
    Asked(
        "documents", "Background papers", "the papers that this relies on, or None",
        ("background documents", "relevant documents"),
    ),
    Asked("timetable", "Timetable", "which meetings take it, and when"),
    Asked("next_steps", "Next steps", "what happens after the decision"),
)  # fmt: skip
EXEMPT_PARAGRAPH = Asked(
    "", "Exempt paragraph", "the paragraph of Schedule 12A", ("reason exempt",)
)
IMPLICATION_NOTES = {
    "financial": Asked("financial", "Financial", "what it costs and saves"),
    "legal": Asked("legal", "Legal", "which powers and duties bear on it"),
    "customer": Asked("customer", "Customer", "what customers will notice"),
    "equalities": Asked(
        "equalities", "Equalities and diversity", "whom it touches differently",
        ("equalities", "equality", "equality impact needs assessment", "equalities diversity"),
    ),
    "value": Asked("value", "Value for money", "why this is worth its cost"),
}  # fmt: skip


# Those that the plan itself never knows.
_AUTHORS_OWN = ("reasons", "alternatives", "consultation", "conclusions", "documents")


def prompts() -> tuple[PaperNote, ...]:
    """Return a blank note for each thing that the Cabinet paper needs and only its author knows."""
    kinds = PRESETS[DEFAULT_PRESET].implications
    asked = (
        *HEADER_NOTES,
        *(a for a in BODY_NOTES if a.key in _AUTHORS_OWN),
        *(Asked("", kind, "any implications, or None") for kind in kinds),
    )
    return tuple(
        PaperNote("Cabinet", a.what, ask=f"{a.ask[:1].upper()}{a.ask[1:]}.") for a in asked
    )


def known_as(text: str) -> str:
    """Return what a note is called without its case, fillers and punctuation."""
    return clean(_FILLERS.sub(" ", clean(text).lower()))


@dataclass(frozen=True)
class Notes:
    """The notes for one paper, and those among them that its readers may see."""

    told: Mapping[str, tuple[PaperNote, ...]]
    audience: Audience

    def find(self, asked: Asked) -> tuple[PaperNote, ...]:
        """Return the notes that answer what is asked, in their order."""
        names = dict.fromkeys(known_as(n) for n in asked.names)
        return tuple(note for name in names for note in self.told.get(name, ()))

    def passage(self, asked: Asked, *known: str, is_needed: bool = True) -> Passage:
        """Return what the plan knows and the author says, or that the author has yet to say it."""
        notes = self.find(asked)
        readable = [n for n in notes if self.audience.may_read_text(n.publish)]
        said = tuple(p for note in readable for p in paragraphs(note.text))
        lines = tuple(line for line in known if line)
        if len(readable) < len(notes):
            lines += (WITHHELD,)
        is_missing = is_needed and not notes
        return Passage(lines, said, asked.ask if is_missing else "")

    def line(self, asked: Asked, known: str = "") -> HeaderLine:
        """Return a line of the header block; the plan's own word where the author says none."""
        notes = self.find(asked)
        readable = [n for n in notes if self.audience.may_read_text(n.publish)]
        said = "; ".join(clean(n.text) for n in readable) or (WITHHELD if notes else known)
        return HeaderLine(asked.what, said, is_missing=not said)

    def others(self, printed: Iterable[str]) -> tuple[PaperNote, ...]:
        """Return readable notes that no heading calls for; each prints under its own name.

        `printed` are the kinds of implication that the paper has a line for.
        """
        asked = (*HEADER_NOTES, *BODY_NOTES, EXEMPT_PARAGRAPH)
        called = {known_as(n) for a in asked for n in a.names}
        called |= {known_as(kind) for kind in printed}
        return tuple(
            note
            for name, notes in self.told.items()
            if name not in called
            for note in notes
            if self.audience.may_read_text(note.publish)
        )


def notes_for(plan: Plan, paper: str, audience: Audience) -> Notes:
    """Return the notes of a paper: its own, and those for all papers; blank ones do not count."""
    told: dict[str, tuple[PaperNote, ...]] = {}
    for note in plan.registers.papers:
        is_ours = note.paper.strip().lower() in (paper.lower(), "all", "")
        if is_ours and clean(note.text) and known_as(note.what):
            told[known_as(note.what)] = (*told.get(known_as(note.what), ()), note)
    return Notes(told, audience)
