"""The headers of rules whose facts are found elsewhere: in files, in sheets, across rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from xlplan.findings import Finding, Severity
from xlplan.model import CellRef

_BLOCK, _ERROR = Severity.BLOCK, Severity.ERROR
_WARNING, _NOTE = Severity.WARNING, Severity.NOTE


@dataclass(frozen=True)
class Header:
    """A rule's code, name, severity, message and reason; `message` names its facts in braces."""

    code: str
    name: str
    severity: Severity
    message: str
    why: str


INTAKE_RULES: tuple[Header, ...] = (
    Header("F01", "file-not-a-workbook", _BLOCK, "{why}", "Only a workbook can be merged."),
    Header(
        "F02",
        "wrong-return",
        _BLOCK,
        "{file} is {what}. Use the return that was issued for {plan}.",
        "A return of another plan would overwrite the wrong items.",
    ),
    Header(
        "F03",
        "wrong-period",
        _BLOCK,
        "{file} is a return for {got}; the open period is {want}. Nothing was merged; copy the "
        "updates into the return for {want} and send that.",
        "Last month's answers must not pass for this month's.",
    ),
    Header(
        "F06",
        "duplicate-return",
        _WARNING,
        "Two returns from {owner}: {old} and {new}. {new} was used ({reason}).",
        "Nobody can tell which one was meant unless it is said.",
    ),
    Header(
        "F08",
        "issued-values-changed",
        _BLOCK,
        "{file} has lost part of what it was issued with. Paste the answers into a fresh copy of "
        "the return and send that.",
        "Without the issued values nobody can tell what was changed.",
    ),
    Header(
        "F09",
        "not-read",
        _NOTE,
        "{file} is not a return and was not read ({what}).",
        "A file in the folder is never passed over in silence.",
    ),
    Header(
        "S01",
        "sheet-renamed-or-missing",
        _ERROR,
        'The sheet "{name}" is missing from {file}. Its {number} rows keep what the master says; '
        "send the sheet again.",
        "Rows that do not come back are not reported.",
    ),
    Header(
        "S02",
        "column-missing",
        _ERROR,
        'The column "{name}" is missing from the sheet {sheet}{guess}. Put the heading back.',
        "A column that cannot be found cannot be merged.",
    ),
    Header(
        "S04",
        "row-inserted",
        _WARNING,
        'Row {row} of {sheet} was not issued: "{text}". It was not merged. To propose a new item, '
        "send it to the performance team.",
        "A row without an identity could overwrite another.",
    ),
    Header(
        "S05",
        "row-missing",
        _ERROR,
        '{ref} "{title}" was issued and is not in the return. The master keeps it. To remove an '
        "item, choose Delete in Proposed change and give a reason.",
        "Items are deleted by decision, never by a missing row.",
    ),
    Header(
        "S06",
        "row-duplicated",
        _ERROR,
        "{ref} stands in rows {rows} with different text. Neither was merged: delete one.",
        "Nobody can tell which row was meant.",
    ),
    Header(
        "S09",
        "formula-in-input",
        _WARNING,
        '{ref}: {heading} holds a formula; its saved value "{value}" was used. Type the value.',
        "A formula may change when the file is opened elsewhere.",
    ),
    Header(
        "S10",
        "excel-problem-value",
        _ERROR,
        "{ref}: {heading} shows {value}, Excel's sign that a formula failed. Type the value.",
        "#N/A is not the rating N/A.",
    ),
    Header(
        "S12",
        "row-and-ref-disagree",
        _ERROR,
        "{ref}: row {row} was issued as {issued}. The rows seem to have been sorted without their "
        "hidden columns, so nobody can tell whose answers these are; nothing in the row was "
        "merged. Sort a fresh copy with the arrows in the headings, and send that.",
        "An answer merged into the wrong item is worse than one that is missing.",
    ),
    Header(
        "S13",
        "text-outside-the-columns",
        _WARNING,
        'Text stands outside the columns of {sheet}, at {cells}: "{text}". It was not merged. '
        "Move it into Commentary.",
        "What an owner types beside the table would be lost without a word.",
    ),
    Header(
        "S14",
        "sheet-not-issued",
        _WARNING,
        'The sheet "{sheet}" was not part of the return, or is a copy; it was not merged. Move '
        "what matters into the issued sheet.",
        "What stands on a sheet of its own would be lost without a word.",
    ),
    Header(
        "C14",
        "cell-unusable",
        _ERROR,
        '{ref}: {heading} "{value}" cannot be used and was held. {help}',
        "A cell that cannot be used is held; the master keeps its value there.",
    ),
    Header(
        "C15",
        "grey-cell-overwritten",
        _WARNING,
        '{ref}: {heading} is kept for you, so "{value}" was not used. What you have to '
        "say belongs in Commentary.",
        "Last month's words and dates stay as they were reported.",
    ),
    Header(
        "C01",
        "locked-cell-changed",
        _WARNING,
        '{ref}: {heading} is kept by the performance team. "{value}" was not used; it was made a '
        "request for approval. Say why in Reason for change.",
        "Dates and titles of the plan change by approval.",
    ),
    Header(
        "C03",
        "rating-split",
        _WARNING,
        '{ref}: "{value}" was read as {worse}, the worse of the two. Choose one if that is wrong.',
        "Maidstone's website item was printed Green/ Amber in October 2013.",
    ),
)

PLAN_RULES: tuple[Header, ...] = (
    Header(
        "X01",
        "missing-return",
        _ERROR,
        "No return from {owner}. Not reported: {refs}. Chase it, or ask the delegate.",
        "A missing return is itself an exception; a green is never carried forward.",
    ),
    Header(
        "R17",
        "override-unexplained",
        _ERROR,
        "{ref}: an approved rating needs Approved by and Reason approved. Fill them in, or clear "
        "Approved rating.",
        "An override without a name and a reason cannot be defended in committee.",
    ),
    Header(
        "S17",
        "register-cell-unusable",
        _ERROR,
        '{sheet}: {heading} "{value}" cannot be used and was left out. {help}',
        "A figure left out in silence makes a paper wrong.",
    ),
    Header(
        "S16",
        "row-without-ref",
        _ERROR,
        'Row {row} of {sheet} has no ref and is left out: "{text}". Give it a ref, or clear it.',
        "A row without a ref can be neither issued nor reported.",
    ),
    Header(
        "X04",
        "roll-up-differs-from-declared",
        _WARNING,
        "{ref}: declared {declared}, but {reason} Give a reason, or use {computed}.",
        "Readers see one rating; the plan must say which and why.",
    ),
    Header(
        "X06",
        "two-step-jump",
        _WARNING,
        "{ref} went from {before} to {now} in one period. Say what changed.",
        "A jump over Amber is rare and will be asked about.",
    ),
    Header(
        "R07",
        "programmed-date-lost",
        _BLOCK,
        "{ref}: the programmed date is blank. Restore it; it never changes once adopted.",
        "Slips are told against it (Bromsgrove's grey bar).",
    ),
    Header(
        "R15",
        "better-than-its-sub-items",
        _WARNING,
        "{ref} is {rag} but its sub-item {child} is {child_rag}. Give the reason in Reason for "
        "rating.",
        "An item rated better than its parts has to say why.",
    ),
    Header(
        "R16",
        "owner-unknown",
        _ERROR,
        '{ref}: "{owner}" is not on the People sheet{guess}. Correct it, or add the post there.',
        "A return can be sent only to a post that is known.",
    ),
    Header(
        "S11",
        "ref-used-twice",
        _BLOCK,
        "The ref {ref} is used twice, in {first} and {second}. Give one of them a new ref.",
        "A ref is never used for two items.",
    ),
)

_BY_CODE: Mapping[str, Header] = {h.code: h for h in (*INTAKE_RULES, *PLAN_RULES)}


def found(
    code: str,
    facts: Mapping[str, object],
    *,
    at: CellRef | None = None,
    owner: str = "",
    severity: Severity | None = None,
) -> Finding:
    """Return the finding of a rule with its facts filled in; `ref` and `file` are taken up."""
    header = _BY_CODE[code]
    return Finding(
        code=code,
        severity=severity or header.severity,
        message=header.message.format_map({k: str(v) for k, v in facts.items()}),
        at=at,
        ref=str(facts.get("ref", "")),
        file=str(facts.get("file", "")) or (at.file if at else ""),
        owner=owner,
    )
