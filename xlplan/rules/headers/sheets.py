"""Rules about the sheets and rows of a return as it comes back."""

from __future__ import annotations

from xlplan.findings import Severity
from xlplan.rules.headers.header import Case, Header

SHEET_RULES: tuple[Header, ...] = (
    Header(
        "S01",
        "sheet-missing",
        Severity.ERROR,
        'The sheet "{name}" is missing from {file}, so its {number} rows keep what the master '
        "says. Put the sheet back, or fill in a fresh copy of the return, and send the file again.",
        "Rows that do not come back are not reported.",
        (Case("the only sheet of answers deleted"), Case("one of two sheets deleted")),
        (Case("a return as issued"), Case("a sheet moved to the end")),
    ),
    Header(
        "S02",
        "column-missing",
        Severity.ERROR,
        "{what} missing from the sheet {sheet}. {then}",
        "A column that cannot be found cannot be merged.",
        (
            Case("the hidden keys deleted and Commentary renamed Comments"),
            Case("the hidden keys deleted and Commentary renamed What we did"),
            Case("the column Status deleted"),
        ),
        (
            Case("Commentary renamed Comments, the hidden keys in place"),
            Case("Rating moved to the end"),
        ),
    ),
    Header(
        "S03",
        "one-cause-many-cells",
        Severity.ERROR,
        "{number} cells of {sheet} have one and the same problem ({cells}); put them all right. "
        "The first: {first}",
        "One bad paste must not read as forty problems.",
        (
            Case("#REF! in the commentary of every row"),
            Case("a forecast in words on each of six rows"),
        ),
        (Case("#REF! in one cell"), Case("a forecast in words on two rows of six")),
    ),
    Header(
        "S04",
        "row-inserted",
        Severity.WARNING,
        'Row {row} of {sheet} was not issued: "{text}". It was not merged. If it is a new item, '
        "type it on the New items sheet; then delete the row.",
        "A row without an identity could overwrite another.",
        (Case("a row typed below the last"), Case("a row inserted between two others")),
        (Case("a blank row inserted"), Case("a return as issued")),
    ),
    Header(
        "S05",
        "row-missing",
        Severity.ERROR,
        '{ref} "{title}" was issued and is not in the return, so the master keeps it. Put the row '
        "back. To remove an item, choose Delete in Proposed change and give a reason, as "
        '"Merged with AM2".',
        "Items are deleted by decision, never by a missing row.",
        (Case("a row deleted"), Case("the cells of a row cleared")),
        (Case("a row hidden"), Case("the rows sorted another way")),
    ),
    Header(
        "S06",
        "row-duplicated",
        Severity.ERROR,
        "{ref} stands in rows {rows} with different text. Neither was merged: delete the one that "
        "is wrong.",
        "Nobody can tell which row was meant.",
        (
            Case("a row copied and its commentary changed"),
            Case("a row copied and its rating changed"),
        ),
        (Case("a row copied with the same answers"), Case("two items with the same answers")),
    ),
    Header(
        "S07",
        "rows-resorted",
        Severity.NOTE,
        "The rows of {sheet} came back in another order. Each was known by its hidden identity; "
        "nothing needs doing.",
        "Sorting is harmless, and whoever compares the two should know.",
        (Case("the first row sorted to the end"), Case("two rows exchanged")),
        (Case("the rows as issued"), Case("a row missing, the others in order")),
    ),
    Header(
        "S08",
        "filtered-or-hidden",
        Severity.NOTE,
        "{sheet} came back with hidden rows ({number}). They were read all the same; nothing "
        "needs doing.",
        "A row that nobody sees is still an answer.",
        (Case("a row hidden"), Case("rows hidden by a filter")),
        (Case("no row hidden"), Case("a column hidden")),
    ),
    Header(
        "S09",
        "formula-in-input",
        Severity.WARNING,
        '{ref}: {heading} holds a formula; its saved value "{value}" was used. Type it as '
        "plain text or a plain figure.",
        "A formula may change when the file is opened elsewhere.",
        (Case("a commentary that is a formula"), Case("a forecast that is a formula")),
        (Case("the same commentary typed"), Case("the formula of To fix")),
    ),
    Header(
        "S10",
        "excel-problem-value",
        Severity.ERROR,
        "{ref}: {heading} shows {value}, Excel's sign that a formula failed. Type over it what "
        "it should say.",
        "#N/A is not the rating N/A.",
        (Case("#N/A as a rating"), Case("#REF! as a commentary")),
        (Case("N/A as a rating"), Case("a commentary that speaks of a #REF! message")),
    ),
    Header(
        "S11",
        "merged-cells",
        Severity.WARNING,
        "The cells {cells} of {sheet} are merged, so what stands there was given to {ref} only; "
        "cells that it covers stay as they were. Unmerge them and give each item its own text.",
        "Excel keeps the text of the first cell of a merge, and hides that the others are blank.",
        (Case("the commentary of two rows merged"), Case("the ratings of three rows merged")),
        (Case("no cell merged"), Case("cells of the Guide merged")),
    ),
    Header(
        "S12",
        "row-and-ref-disagree",
        Severity.ERROR,
        "{ref}: row {row} was issued as {issued}. The rows seem to have been sorted without their "
        "hidden columns, so nobody can tell whose answers these are; nothing in the row was "
        "merged. Sort a fresh copy with the arrows in the headings, and send that.",
        "An answer merged into the wrong item is worse than one that is missing.",
        (
            Case("refs and answers sorted, hidden columns left"),
            Case("the refs of two rows exchanged"),
        ),
        (Case("whole rows sorted"), Case("a return as issued")),
    ),
    Header(
        "S13",
        "text-outside-the-columns",
        Severity.WARNING,
        'Text stands where nothing is read, on {sheet} at {cells}: "{text}". It was not merged. '
        "Move it into {where}, or delete it.",
        "What an owner types beside the table would be lost without a word.",
        (
            Case("a remark to the right of the last column"),
            Case("a remark above the headings"),
            Case("a remark above the headings of New items"),
            Case("a remark typed over the title of a sheet"),
            Case("a remark typed over what New items says of itself"),
            Case("a remark typed over a step of the Guide"),
            Case("a remark typed behind a step of the Guide"),
        ),
        (Case("a return as issued"), Case("a long commentary in its column")),
    ),
    Header(
        "S14",
        "sheet-not-issued",
        Severity.WARNING,
        'The sheet "{sheet}" was not part of the return, or is a copy; it was not merged. {says}. '
        "Move what matters into the issued sheet.",
        "What stands on a sheet of its own would be lost without a word.",
        (Case("a sheet of notes added"), Case("the sheet of answers copied")),
        (Case("a blank sheet added"), Case("a return as issued")),
    ),
    Header(
        "S15",
        "sheet-renamed",
        Severity.NOTE,
        'The sheet "{name}" came back as "{sheet}". It was known by its hidden mark and read; '
        "nothing needs doing.",
        "A new name on a tab loses nothing.",
        (Case("the sheet of answers renamed Mine"), Case("the sheet of answers renamed Sheet1")),
        (Case("a return as issued"), Case("a sheet moved to the end")),
    ),
    Header(
        "S24",
        "new-item-incomplete",
        Severity.WARNING,
        'The new item "{ref}" does not say: {lacks}. It is passed on as a request all the same; '
        "fill that in, or the team will ask.",
        "Nobody can approve an item without knowing where it belongs, by when, and why.",
        (
            Case("a new item with a title and nothing else"),
            Case("a new item without a due date"),
        ),
        (Case("a new item with everything"), Case("an empty New items sheet")),
    ),
    Header(
        "S27",
        "not-in-a-cell",
        Severity.WARNING,
        "{sheet} has {what}. Only what is typed in cells is read, so it was not merged. Type what "
        "matters, an address too, into a yellow cell.",
        "What an owner says in a text box, or shows in a picture, would be lost without a word.",
        (
            Case("a text box over the rows"),
            Case("a picture pasted beside the rows"),
            Case("an address behind a word in Evidence"),
        ),
        (
            Case("a return as issued"),
            Case("an address typed as it is, which Excel makes a link of"),
            Case("the council's logo on the Guide"),
        ),
    ),
)
