"""Rules about whole files as they come back."""

from __future__ import annotations

from xlplan.findings import Severity
from xlplan.rules.headers.header import Case, Header

FILE_RULES: tuple[Header, ...] = (
    Header(
        "F01",
        "file-not-a-workbook",
        Severity.BLOCK,
        "{why}",
        "Only a workbook can be merged.",
        (Case("an empty file named return.xlsx"), Case("a page of text named return.xlsx")),
        (Case("a return as issued"), Case("a return under another file name")),
    ),
    Header(
        "F02",
        "wrong-return",
        Severity.BLOCK,
        "{file} is {what}. Fill in the workbook that was sent to you for {plan}, named like "
        '"2013-10 Head of Finance.xlsx", and send that.',
        "A return of another plan would overwrite the wrong items.",
        (Case("the master itself"), Case("a workbook that xlplan did not make")),
        (Case("a return of this plan"), Case("a return of this plan with a sheet added")),
    ),
    Header(
        "F03",
        "wrong-period",
        Severity.BLOCK,
        "{file} is a return for {got}; the open month is {want}. Nothing was merged: copy the "
        "answers into the return for {want} and send that.",
        "Last month's answers must not pass for this month's.",
        (Case("September's return in October"), Case("October's return in November")),
        (Case("October's return in October"), Case("October's return issued a second time")),
    ),
    Header(
        "F04",
        "layout-behind",
        Severity.WARNING,
        "{file} was made by an older xlplan (layout {got}; now {want}) and was read as such. Look "
        "over what was merged; the next month's return will be of the new layout.",
        "Columns may have been added since; an answer must not be lost for that.",
        (Case("a return of the layout before"), Case("a return that names no layout")),
        (Case("a return of today's layout"), Case("a return of today's layout, issued again")),
    ),
    Header(
        "F05",
        "sender-not-owner",
        Severity.WARNING,
        "{file} was issued to {owner} and came from {sender}. Ask {owner} to confirm it, or put "
        "the sender on the People sheet as delegate.",
        "Somebody else's answers must not pass for the owner's unseen.",
        (
            Case("a message from an address that is not the owner's on People"),
            Case("a return signed on the Guide by another post, not the delegate"),
        ),
        (Case("a return signed by its owner"), Case("a return signed by the owner's delegate")),
    ),
    Header(
        "F06",
        "duplicate-return",
        Severity.WARNING,
        "Two returns from {owner}: {old} and {new}. {new} was used ({reason}). {differences} "
        "If the other one is right, send it again.",
        "Nobody can tell which one was meant unless it is said.",
        (
            Case("two returns of one owner with different answers"),
            Case("a return and its second revision, both sent"),
        ),
        (Case("the same file twice"), Case("returns of two owners")),
    ),
    Header(
        "F07",
        "stale-base",
        Severity.WARNING,
        '{ref}: {heading} was changed in the master to "{master}" after this return was issued, '
        'and the return says "{value}". Both stand on the Conflicts sheet: choose one there.',
        "Two people changed one cell; neither answer may be lost.",
        (
            Case("the team typed a commentary into the master, and the owner returned another"),
            Case("the team typed a rating into the master, and the owner returned another"),
        ),
        (Case("only the owner changed the cell"), Case("both typed the same")),
    ),
    Header(
        "F08",
        "issued-values-changed",
        Severity.BLOCK,
        "The hidden sheet of {file}, which tells what you changed, was altered. Ask for a fresh "
        "copy of the return, paste your answers into its yellow cells, and send that.",
        "Without the issued values nobody can tell what was changed.",
        (
            Case("a return whose hidden sheet was edited"),
            Case("a return whose hidden sheet lost a line"),
        ),
        (Case("a return as issued"), Case("a return saved by another program")),
    ),
    Header(
        "F09",
        "not-read",
        Severity.NOTE,
        "{file} is not a return and was not read ({what}).",
        "A file in the folder is never passed over in silence.",
        (
            Case("a lock file, ~$return.xlsx"),
            Case("a picture in the folder"),
            Case("an e-mail that was drafted and never sent"),
        ),
        (Case("a return"), Case("a hidden file of the system, .DS_Store")),
    ),
)
