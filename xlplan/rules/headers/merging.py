"""The headers of what consolidation finds: decisions, late returns, rows and months gone astray."""

from __future__ import annotations

from xlplan.findings import Severity
from xlplan.rules.headers.header import Case, Header

_ERROR, _WARNING, _NOTE = Severity.ERROR, Severity.WARNING, Severity.NOTE

MERGE_RULES: tuple[Header, ...] = (
    Header(
        "M01",
        "decision-not-offered",
        _ERROR,
        '{sheet}: "{word}" was decided for {ref}, which is not one of the choices, so nothing was '
        "applied. Choose {offered}.",
        "A decision that nobody can read must not pass for none.",
        (
            Case('"Both" typed in Keep on Conflicts'),
            Case('"Maybe" typed in Decision on Requests'),
        ),
        (
            Case("Master or Return in Keep"),
            Case("a decision not yet made"),
        ),
    ),
    Header(
        "M02",
        "request-not-applied",
        _ERROR,
        "{ref}: this decision could not be applied: {why}. Nothing was changed.",
        "A ref is never used for two items, nor used again.",
        (
            Case("a ref accepted that another row has"),
            Case("a ref accepted that a deleted row had"),
        ),
        (
            Case("a ref accepted that is new"),
            Case("a due date accepted"),
        ),
    ),
    Header(
        "M03",
        "history-altered",
        _ERROR,
        "History of {period} is not as it was closed: {what}. Put it back, or undo to a step "
        "before; a closed month changes only by undo.",
        "The council's record of a closed month is what its papers were made from.",
        (
            Case("a rating on History typed over"),
            Case("a row of History cleared"),
        ),
        (
            Case("History as it was closed"),
            Case("the rows of History sorted"),
        ),
    ),
    Header(
        "M04",
        "row-gone-from-master",
        _WARNING,
        "{ref} was issued to {owner} and is no longer in the master, so what came back for it was "
        "not merged. It is kept in the archive; put the row back if it was removed by mistake.",
        "An answer to a row that is gone would be lost without a word.",
        (
            Case("a row deleted from the master while its return was out"),
            Case("a row whose identity was cleared and whose ref was changed"),
        ),
        (
            Case("a row moved to another workstream"),
            Case("a row given to another owner"),
            Case("a row whose identity was cleared, its ref in place"),
        ),
    ),
    Header(
        "M05",
        "comments-in-return",
        _WARNING,
        'Comments stand on {number} of the return, at {cells}: "{text}". They were not merged. '
        "Move what Members should read into Commentary.",
        "What an owner says in a comment would be lost without a word.",
        (
            Case("a comment on a rating"),
            Case("a comment on a commentary"),
        ),
        (
            Case("a return without comments"),
            Case("the notes of a fix list"),
        ),
    ),
    Header(
        "M06",
        "text-struck-through",
        _WARNING,
        '{ref}: "{struck}" in {heading} is struck through and was left out. Delete it, or take '
        "the line off.",
        "Struck text is meant to go, and must not be printed as if it stood.",
        (
            Case("one sentence of a commentary struck through"),
            Case("a sentence of a corrective action struck through"),
        ),
        (
            Case("a commentary in bold"),
            Case("a title struck through, which nobody merges"),
        ),
    ),
    Header(
        "M07",
        "cell-struck-through",
        _ERROR,
        '{ref}: the whole of {heading} is struck through, so it was held: "{value}". Delete it or '
        "take the line off.",
        "Nobody can tell whether struck text stands or is to be cleared.",
        (
            Case("a whole commentary struck through"),
            Case("a rating struck through"),
        ),
        (
            Case("one sentence struck through"),
            Case("a blank cell struck through"),
        ),
    ),
    Header(
        "M08",
        "late-return",
        _WARNING,
        "The return of {owner} came after {period} was closed. It is kept, and merged nothing; it "
        "waits for the next month. Ask for a verbal update, and for the answers in the return for "
        "the month after.",
        "A closed month changes only by undo, and a late answer is not to be lost.",
        (
            Case("October's return, first sent after the close"),
            Case("another version of a return after the close"),
        ),
        (
            Case("the return that was merged before the close"),
            Case("November's return in November"),
        ),
    ),
    Header(
        "M09",
        "id-used-twice",
        _NOTE,
        "{ref} in row {row} of {sheet} was copied from another row, hidden identity and all. It "
        "was given an identity of its own.",
        "Two rows with one identity would be merged into one another.",
        (
            Case("a row copied and given another ref"),
            Case("a row copied to another workstream"),
        ),
        (
            Case("a row typed without an identity"),
            Case("a row cut and pasted elsewhere"),
        ),
    ),
    Header(
        "M10",
        "outturn-kept",
        _WARNING,
        "{ref}: the return says {theirs}; the team has typed {mine} in {cell}, which stays. If the "
        "return is right, type its figure there.",
        "What the team has typed is not overwritten without a word.",
        (
            Case("an outturn of 81 returned where the team typed 80"),
            Case("an outturn of 0 returned where the team typed 5"),
        ),
        (
            Case("an outturn returned where the team typed none"),
            Case("an outturn returned again with another figure"),
        ),
    ),
    Header(
        "M11",
        "deletion-in-doubt",
        _WARNING,
        "{ref} is to be deleted, and it is {how}. An item leaves the plan when it is complete and "
        "still performing well; say so to those who decide, or ask to suspend it.",
        "Work that is dropped before it is done is a decision, and not tidying up.",
        (
            Case("a deletion asked for of work in progress"),
            Case("a deletion asked for of complete work that is Amber"),
        ),
        (
            Case("a deletion asked for of complete work that is Green"),
            Case("a deletion that has been decided"),
        ),
    ),
    Header(
        "M12",
        "answers-taken-back",
        _WARNING,
        "{file}, the newer return of {owner}, says again what was issued where an earlier one had "
        "answers: {answers}. The newer one was used. If it was filled in on a fresh copy, put all "
        "answers into one file and send that.",
        "Half the answers on one copy and half on another must not undo each other without a word.",
        (
            Case("half the answers sent, then the other half on a fresh copy"),
            Case("an answer that was merged, sent again blank"),
        ),
        (
            Case("an answer that was merged, sent again with other words"),
            Case("the same return sent again"),
        ),
    ),
)
