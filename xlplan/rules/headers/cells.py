"""Rules about cells as an owner typed them."""

from __future__ import annotations

from xlplan.findings import Severity
from xlplan.rules.headers.header import Case, Header

CELL_RULES: tuple[Header, ...] = (
    Header(
        "C01",
        "locked-cell-changed",
        Severity.WARNING,
        '{ref}: {heading} is kept by the performance team. "{value}" was not used; it was made a '
        'request for approval. Say why in Reason for change, as "Tender let six weeks late".',
        "Dates and titles of the plan change by approval.",
        (Case("a due date moved by three months"), Case("a title reworded")),
        (Case("the due date as issued"), Case("a new forecast")),
    ),
    Header(
        "C03",
        "rating-split",
        Severity.WARNING,
        '{ref}: "{value}" was read as {worse}, the worse of the two. Choose one if that is wrong.',
        "Maidstone's website item was printed Green/ Amber in October 2013.",
        (Case("Green/ Amber as a rating"), Case("A/G as a rating")),
        (Case("amber as a rating"), Case("N/A as a rating, with a reason")),
    ),
    Header(
        "C04",
        "rating-and-colour-disagree",
        Severity.WARNING,
        "{ref}: the rating says {word} and its cell is filled {colour}. The word was used. Clear "
        "the fill, or choose the rating that you mean.",
        "A colour alone says nothing to who cannot see it, and another thing to who can.",
        (Case("Green typed in a cell filled red"), Case("Red typed in a cell filled green")),
        (Case("Green typed in a cell filled green"), Case("Green typed in a cell filled blue")),
    ),
    Header(
        "C06",
        "date-order-doubtful",
        Severity.WARNING,
        '{ref}: {heading} "{value}" was read as {british}. If you meant {american}, type it again '
        "as {example}.",
        "Some computers put the month first; a month's slip hides in it.",
        (Case("a forecast typed as text, 05/04/2014"), Case("a forecast typed as text, 3.12.13")),
        (Case("a forecast typed as text, 25/04/2014"), Case("a forecast as a date, 5 April 2014")),
    ),
    Header(
        "C10",
        "hidden-characters",
        Severity.NOTE,
        "{ref}: {heading} held {what}. It was read as plain text; nothing needs doing.",
        "What nobody sees makes two texts differ; what looks like a formula is never run.",
        (Case("a commentary with zero-width spaces"), Case("a commentary that begins with =")),
        (Case("a commentary in plain words"), Case("a commentary with curly quotation marks")),
    ),
    Header(
        "C14",
        "cell-unusable",
        Severity.ERROR,
        '{ref}: {heading} "{value}" cannot be used and was held. {help}',
        "A cell that cannot be used is held; the master keeps its value there.",
        (Case("120 as per cent complete"), Case("a reason that is not in the list")),
        (Case("100 as per cent complete"), Case("a reason from the list")),
    ),
    Header(
        "C15",
        "grey-cell-overwritten",
        Severity.WARNING,
        '{ref}: {heading} is kept for you, so "{value}" was not used. What you have to '
        "say belongs in {where}.",
        "Last month's words and dates stay as they were reported.",
        (Case("last month's commentary overwritten"), Case("the due date cleared")),
        (Case("a return as issued"), Case("last month's commentary copied into Commentary")),
    ),
    Header(
        "C16",
        "rating-by-colour-only",
        Severity.WARNING,
        "{ref}: the rating cell is filled {colour} and has no word; it was read as {word}. Choose "
        "the word from the list.",
        "Ratings are a word and a shape, never a colour alone.",
        (
            Case("a blank rating in a cell filled red"),
            Case("a blank rating in a cell filled green"),
        ),
        (Case("Red typed in a cell filled red"), Case("a blank rating in a cell without a fill")),
    ),
)
