"""Papers are read once more before they are written; one that is wrong is not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from xlplan.cycle.storing import Refused
from xlplan.findings import Finding, Severity, in_reading_order
from xlplan.model import Plan, clean
from xlplan.rendering.proofing import barriers, blocks_of
from xlplan.reports.proof import Fault, proof_read
from xlplan.rules.headers import found

_PROSE = (
    "title",
    "commentary",
    "last_commentary",
    "corrective_action",
    "rag_reason",
    "help_needed",
)
_FOR_THE_AUTHOR = ("C11", "P05", "X03")


def read_proofs(
    files: Mapping[str, bytes], plan: Plan, told: Sequence[Finding] = ()
) -> tuple[Finding, ...]:
    """Return what is wrong in papers as made, by file name, with what the author has to know.

    `told` is what a check of the plan found. What an owner wrote may name any month; what the
    author of the paper wrote is told of and printed. Raises Refused for the rest that must not be
    printed.
    """
    findings: list[Finding] = []
    for name, data in files.items():
        if name.endswith(".html"):
            faults = proof_read(blocks_of(data), plan.settings.as_at, _audience(name))
            findings += (replace(f, file=name) for f in _findings(faults, plan))
        findings += (found("P06", {"file": name, "what": what}) for what in barriers(name, data))
    block = next((f for f in findings if f.severity is Severity.BLOCK), None)
    if block:
        raise Refused(f"The paper was not written. {block.message}")
    author = (f for f in told if f.code in _FOR_THE_AUTHOR)
    return in_reading_order(dict.fromkeys((*findings, *author)))


def _findings(faults: Iterable[Fault], plan: Plan) -> Iterator[Finding]:
    owners = _one_text(getattr(row, name) for row in plan.rows for name in _PROSE)
    registers = plan.registers
    notes = [note.text for note in registers.papers]
    authors = _one_text((*notes, *(passage.text for passage in registers.plan_text)))
    for fault in faults:
        said = fault.facts.get("said", "")
        is_owners = fault.code in ("P01", "P02") and said in owners
        if not is_owners:
            severity = Severity.WARNING if said in authors else None
            yield found(fault.code, fault.facts, severity=severity)


def _one_text(texts: Iterable[str]) -> str:
    return clean(" ".join(" ".join(text.replace("**", "").split()) for text in texts))


def _audience(name: str) -> str:
    return next((body for body in ("CMT", "Cabinet") if body in name), "")
