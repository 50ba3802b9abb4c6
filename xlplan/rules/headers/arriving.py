"""The headers of rules about what arrives: messages, copies, formats, and pastes gone astray."""

from __future__ import annotations

from xlplan.findings import Severity
from xlplan.rules.headers.header import Case, Header

_ERROR, _WARNING, _NOTE = Severity.ERROR, Severity.WARNING, Severity.NOTE

ARRIVAL_RULES: tuple[Header, ...] = (
    Header(
        "F10",
        "came-in-another-format",
        _NOTE,
        "{file} came in {format}. It was read, but in that format nobody can tell formulas, "
        "colours and failed formulas: such cells are held. {unseen} cannot be seen in it either: "
        "open it and look for them. Save as Excel Workbook (.xlsx) next time.",
        "Some programs save in their own format without asking.",
        (
            Case("a return saved as .ods"),
            Case("a return saved as .xls"),
            Case("a return saved as .xlsb"),
        ),
        (Case("a return as .xlsx"), Case("a return as .xlsm")),
    ),
    Header(
        "F11",
        "carries-more-than-cells",
        _WARNING,
        "{file} carries {what}. Nothing of it was run or followed; the cells were read. If you "
        "did not put it there, tell the performance team.",
        "A return needs no macros and no links, and those that carry them may be harmful.",
        (Case("a return with macros"), Case("a return with a link to another workbook")),
        (Case("a return as issued"), Case("a return with pictures and notes")),
    ),
    Header(
        "F12",
        "return-unsigned",
        _NOTE,
        "{file} is not signed. Nothing waits for that: its answers are used. Next time type your "
        'post and the date under Sign-off on the Guide, such as "Head of Finance", "30/09/2026".',
        "Who answers for a return should be seen on it; a missing signature is no reason to wait.",
        (Case("a return with its Sign-off left blank"), Case("a return with a date and no post")),
        (Case("a return signed with a post"), Case("a return signed with a name alone")),
    ),
    Header(
        "F13",
        "same-file-twice",
        _NOTE,
        "{file} is the same, to the last byte, as {other}. It was read once; nothing needs doing.",
        "A file in the folder is never passed over in silence.",
        (Case('"Copy of" a return beside it'), Case("one attachment in two messages")),
        (Case("two returns of one owner with different answers"), Case("one return")),
    ),
    Header(
        "F14",
        "zip-not-opened",
        _WARNING,
        "{file} is a zip, and zips are not opened here. It holds {what}. Unzip it into the folder "
        "and run this again.",
        "A return inside a zip would be taken for missing.",
        (Case("a zip of returns in the folder"), Case("a zip attached to a message")),
        (Case("a workbook in the folder"), Case("a workbook attached to a message")),
    ),
    Header(
        "F15",
        "message-without-return",
        _WARNING,
        "{file}, from {sender}, has no workbook attached{what}",
        "A return that somebody believes they sent would be taken for missing.",
        (Case("a message without an attachment"), Case("a message with a link to a shared file")),
        (
            Case("a message with a return attached"),
            Case("a message with a message inside that has a return attached"),
        ),
    ),
    Header(
        "F16",
        "made-by-a-later-version",
        Severity.BLOCK,
        "{file} was issued by a later version of xlplan (layout {got}; this one knows {want}). "
        "Update xlplan and run this again; nothing is lost.",
        "A layout that nobody here knows would be misread.",
        (Case("a return of layout 99"), Case("a return of the next layout")),
        (Case("a return of today's layout"), Case("a return of the layout before")),
    ),
    Header(
        "S20",
        "paste-ran-over",
        _ERROR,
        "Text stands below the last row of {sheet}, in {rows}, under {heading}: it seems that "
        "several paragraphs were pasted onto a cell, and ran down over the rows below it. "
        "It was not merged: {text} Undo the paste, double-click the cell, and paste into it; "
        "then look again at {heading} of the rows above, from {last} up.",
        "Such a paste overwrites the commentary of other items without a word.",
        (
            Case("three paragraphs pasted onto the commentary of the last row"),
            Case("six paragraphs pasted onto the commentary of the last row but one"),
        ),
        (Case("paragraphs pasted into one cell"), Case("a new row typed below the last")),
    ),
    Header(
        "C20",
        "blank-in-another-format",
        _ERROR,
        "{ref}: {heading} came back blank in {format}, in which a failed formula looks blank too. "
        'It was held, and the master keeps "{issued}". If you cleared it, save as Excel Workbook '
        "(.xlsx) and send that.",
        "A formula that failed must never pass for a blank.",
        (
            Case("a forecast cleared in a return saved as .ods"),
            Case("a status cleared in a return saved as .xls"),
        ),
        (
            Case("a forecast cleared in a return as .xlsx"),
            Case("a commentary left blank in a return saved as .ods"),
        ),
    ),
)
