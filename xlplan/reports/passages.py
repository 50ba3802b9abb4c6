"""The passages of the Cabinet paper: what the plan knows, then what its author says."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import fields

from xlplan.model import Consultation, Implication, Item, Plan, british_date, clean, codes
from xlplan.reports.links import risk_facts
from xlplan.reports.marks import NOT_REPORTED
from xlplan.reports.money import financial_facts
from xlplan.reports.movement import Comparison
from xlplan.reports.notes import BODY_NOTES, IMPLICATION_NOTES, Asked, Notes, known_as
from xlplan.reports.paper_values import Implication as ImplicationLine
from xlplan.reports.paper_values import Named, Passage, Passages
from xlplan.reports.presets import PRESETS, Preset
from xlplan.reports.rollups import Ratings
from xlplan.reports.selection import readable, top_items
from xlplan.reports.wording import counted, item_noun, listed, plural, sentence

_NEEDED = {"decision", "reasons", "alternatives", "consultation", "documents"}
# A kind on the Implications sheet answers a heading, or a line of the table, that begins alike.
_ALIKE = {
    "staffing": "personnel",
    "customers": "customer",
    "equality": "equalities",
    "environmental": "environment",
}


def passages(compared: Comparison, ratings: Ratings, notes: Notes, preset: Preset) -> Passages:
    """Return the passage of each heading, whatever the preset makes of it."""
    plan = compared.plan
    known: dict[str, Sequence[str]] = {
        "issue": (_issue(plan),),
        "reasons": (_reason(ratings),),
        "future": _future(plan),
        "objectives": objectives(compared, notes),
        "consultation": tuple(map(_recommended, plan.registers.consultation)),
        "documents": _appendix_note(preset),
        "timetable": _calendar(plan, ahead=False),
        "next_steps": _calendar(plan, ahead=True),
        "risk": risk_facts(plan, notes.audience),
    }
    made = {
        asked.key: notes.passage(
            asked,
            *known.get(asked.key, ()),
            is_needed=asked.key in _NEEDED or not any(known.get(asked.key, ())),
        )
        for asked in BODY_NOTES
    }
    for key, asked in IMPLICATION_NOTES.items():
        made[key] = _implication(plan, notes, asked)
    return Passages(**{f.name: made[f.name] for f in fields(Passages)})


def implications(plan: Plan, notes: Notes, preset: Preset) -> tuple[ImplicationLine, ...]:
    """Return the lines of the table of implications: the preset's kinds, then what else was said.

    Nothing without a table in the preset's headings.
    """
    if "implications" not in preset.keys:
        return ()
    said = [i.kind for i in plan.registers.implications]
    said += [n.what for told in notes.told.values() for n in told if _is_implication(n.what)]
    extras: list[str] = []
    for kind in said:
        if _is_extra(kind, (*preset.implications, *extras), preset):
            extras.append(kind)
    lines = []
    for kind in (*preset.implications, *extras):
        alike = tuple(name for name in notes.told if _is_alike(name, kind))
        asked = Asked("", kind, "any implications, or None", alike)
        lines.append(ImplicationLine(kind, _implication(plan, notes, asked)))
    return tuple(lines)


def _is_implication(what: str) -> bool:
    kinds = [kind for preset in PRESETS.values() for kind in preset.implications]
    return any(_is_alike(what, kind) for kind in (*kinds, *_headed_kinds(IMPLICATION_NOTES)))


def _headed_kinds(keys: Iterable[str]) -> list[str]:
    return [asked.what for key, asked in IMPLICATION_NOTES.items() if key in keys]


def _is_extra(kind: str, kinds: Sequence[str], preset: Preset) -> bool:
    others = (*kinds, *_headed_kinds(preset.keys))
    return bool(clean(kind)) and not any(_is_alike(kind, other) for other in others)


def _implication(plan: Plan, notes: Notes, asked: Asked) -> Passage:
    said = [i for i in plan.registers.implications if _is_alike(i.kind, asked.what)]
    known = [_with_parts(plan, notes, i) for i in said]
    if known_as(asked.what).startswith("financial"):
        known += financial_facts(plan, notes.audience)
    return notes.passage(asked, *known, is_needed=not any(i.text for i in said))


def _with_parts(plan: Plan, notes: Notes, said: Implication) -> str:
    parts = readable(plan, notes.audience).named(said.parts)
    where = f" See {listed(parts)}." if parts else ""
    return f"{sentence(said.text)}{where}".strip()


def _is_alike(one: str, other: str) -> bool:
    return _first_word(one) == _first_word(other)


def _first_word(kind: str) -> str:
    word = (known_as(kind).split() or [""])[0]
    return _ALIKE.get(word, word)


def _issue(plan: Plan) -> str:
    settings = plan.settings
    return (
        f"To consider progress against the {settings.title} at "
        f"{british_date(settings.as_at)}, and to decide on the recommendations below."
    )


def _reason(ratings: Ratings) -> str:
    return f"The plan's rating: {ratings.plan_line.explanation}" if ratings.plan.rag else ""


def _future(plan: Plan) -> tuple[str, ...]:
    settings = plan.settings
    live = [i for i in top_items(plan) if i.is_live]
    noun = plural(item_noun(plan), 2)
    told = [f"Of its {noun}, {len(live)} have work still to be done."] if len(live) > 1 else []
    ending = [i for i in live if i.due and settings.plan_to and i.due > settings.plan_to]
    if settings.plan_to:
        told.insert(0, f"The plan runs to {british_date(settings.plan_to)}.")
    if ending:
        told.append(f"{counted(len(ending), item_noun(plan))} would finish after that day.")
    return (" ".join(told),) if told else ()


def objectives(compared: Comparison, notes: Notes) -> tuple[str, ...]:
    """Say for each objective how the items that serve it are rated, naming those that are poor."""
    plan = compared.plan
    told = []
    for objective in plan.objectives:
        serving = [i for i in top_items(plan) if objective.code in codes(i.objectives)]
        title = objective.title or objective.code
        if serving:
            told.append(f"{title}: {rated_in_words(compared, serving, notes)}")
    return tuple(told)


def rated_in_words(compared: Comparison, items: Iterable[Item], notes: Notes) -> str:
    """Say how many of some items have each rating, the worst by ref."""
    items = tuple(items)
    plan = compared.plan
    tally = Counter(compared.now(i) for i in items)
    order = [*reversed(plan.settings.scale.ratings), None]
    counts = [f"{tally[r]} {r or NOT_REPORTED.word.lower()}" for r in order if tally[r]]
    poor = [
        i.ref
        for i in items
        if (rag := compared.now(i)) and rag.needs_action and notes.audience.may_read(i, plan)
    ]
    named = f" ({listed(poor)} need attention)" if len(poor) > 1 else ""
    named = f" ({poor[0]} needs attention)" if len(poor) == 1 else named
    return f"{counted(len(items), item_noun(plan))}: {listed(counts)}{named}."


def _recommended(said: Consultation) -> str:
    when = f", {british_date(said.day)}" if said.day else ""
    accepted = {"yes": "Accepted", "part": "Accepted in part", "no": "Not accepted"}
    answer = accepted.get(clean(said.accepted).lower(), "")
    response = ": ".join(part for part in (answer, sentence(said.response)) if part)
    return f"{said.body}{when}: {sentence(said.recommendation)} {sentence(response)}".strip()


def _appendix_note(preset: Preset) -> tuple[str, ...]:
    said = "Each workstream's progress and the schedules are appended to this report."
    return (said,) if "update" in preset.keys else ()


def _calendar(plan: Plan, *, ahead: bool) -> tuple[str, ...]:
    settings = plan.settings
    lines = []
    for line in plan.registers.calendar:
        is_later = line.period > settings.period
        if line.day and is_later == ahead and line.period >= settings.period:
            what = "" if is_later is False else f", on {line.period.title}"
            lines.append(f"{british_date(line.day)}: {line.body or line.report}{what}.")
    return tuple(lines[:6])


def named_passages(made: Passages, preset: Preset) -> tuple[Named, ...]:
    """Return the passages that the preset has a heading for, in its order; none that is empty."""
    inside = {f.name for f in fields(Passages)}
    kept = [
        Named(heading.key, heading.title, getattr(made, heading.key))
        for heading in preset.headings
        if heading.key in inside
    ]
    return tuple(n for n in kept if not n.passage.is_empty)


def others(notes: Notes, preset: Preset, lines: Iterable[ImplicationLine]) -> tuple[Named, ...]:
    """Return what the author added under headings that the paper does not have."""
    headed = [a for key, a in IMPLICATION_NOTES.items() if key in preset.keys]
    printed = [n for a in headed for n in a.names]
    printed += [n for n in notes.told if any(_is_alike(n, line.kind) for line in lines)]
    return tuple(
        Named(f"note-{number}", note.what, notes.passage(Asked("", note.what, "")))
        for number, note in enumerate(notes.others(printed), 1)
    )
