"""Answers that a newer return has no more: taken back, or left out on a fresh copy."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache

from xlplan.cycle.judging import Judged
from xlplan.cycle.standing import heard_in
from xlplan.fields import BY_NAME, field_told
from xlplan.findings import Finding
from xlplan.merge import Key, Merge, Outcome
from xlplan.rules.headers import found
from xlplan.typed import Value, as_text, told
from xlplan.workbook.master import Master
from xlplan.workbook.quoting import listed

_LONGEST = 300


def taken_back(master: Master, judged: Iterable[Judged]) -> Iterator[Finding]:
    """Tell, return by return, of answers of this month that it says as they were issued again."""

    @cache
    def before() -> Mapping[tuple[str, Key], Value]:
        return _before(master)

    for one in judged:
        owner = one.returned.owner
        back: list[tuple[Merge, Value]] = []
        for merge in one.merges:
            if _is_as_issued(merge):
                is_new = merge.outcome is Outcome.MERGED
                earlier = merge.base if is_new else before().get((owner, merge.entry.key))
                if as_text(earlier) not in ("", as_text(merge.entry.issued)):
                    back.append((merge, earlier))
        if back:
            answers = listed([_named(merge, earlier) for merge, earlier in back])
            facts = {"owner": owner, "file": one.returned.file, "answers": answers}
            yield found("M12", facts, at=back[0][0].entry.at, owner=owner)


def _is_as_issued(merge: Merge) -> bool:
    """Whether a cell that had an answer merged this month came back as it was issued."""
    entry = merge.entry
    is_judged = merge.outcome is Outcome.MERGED or (
        merge.outcome is Outcome.UNCHANGED and merge.was_merged
    )
    is_usable = not (entry.is_held or entry.is_locked)
    return is_judged and is_usable and as_text(entry.value) == as_text(entry.issued)


def _before(master: Master) -> Mapping[tuple[str, Key], Value]:
    """Return what each owner's last merge of the month replaced, by owner and cell."""
    period, replaced = str(master.plan.settings.period), dict[tuple[str, Key], Value]()
    for line in master.change_lines:
        field = field_told(line.text("field"))
        if field and line.text("period") == period and line.text("file"):
            key = line.text("item_id"), field.name
            replaced[line.text("by"), key] = heard_in(master, field, line, "was")
    return replaced


def _named(merge: Merge, earlier: Value) -> str:
    text = told(earlier)
    said = text if len(text) <= _LONGEST else f"{text[:_LONGEST].rstrip()}…"
    return f'{merge.entry.ref} {BY_NAME[merge.entry.field].heading} "{said}"'
