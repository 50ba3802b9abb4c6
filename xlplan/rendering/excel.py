"""The exception report as a workbook, for those who want to sort: plain tables, nothing live."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO

from xlsxwriter import Workbook

from xlplan.palette import NAVY
from xlplan.rendering.environment import printable
from xlplan.rendering.sheet_writing import SheetWriter
from xlplan.reports.blocks import BlockPaper
from xlplan.reports.budget import ResourceList
from xlplan.reports.context import ExceptionReport, ExceptionRow, Mark, PositionRow, Provenance

_EPOCH = datetime(1980, 1, 1)
Value = str | int | float | date | Mark | None


@dataclass(frozen=True)
class Heading:
    """A column: its heading, its width in characters, and whether long text wraps in it."""

    text: str
    width: float
    wraps: bool = False


@dataclass(frozen=True)
class Listing:
    """One sheet: a title, what it is, its columns and its rows."""

    name: str
    about: str
    columns: tuple[Heading, ...]
    rows: Sequence[tuple[Value, ...]]


def render_exceptions(report: ExceptionReport) -> bytes:
    """Return the exception report as a workbook with one table to a sheet; the same each time."""
    return _workbook(report, _listings(report), _about(report))


def render_resources(held: ResourceList) -> bytes:
    """Return the list for the budget round as a workbook to sort and add up."""
    about = held.paper.answer
    listings = (
        _of(
            "Resources", about, held.lines,
            ("Ref", 9, "ref"), ("Item", 36, "title"), ("Workstream", 28, "workstream"),
            ("Owner", 34, "owner"), ("What is needed", 50, "what"), ("Year", 11, "year"),
            ("Amount (£)", 13, "amount"), ("Funded", 16, "funding"),
            ("Paid from", 26, "source"),
        ),
        _of(
            "Totals", "Pounds by year and funding; what has no amount is not in them.",
            held.totals,
            ("Year", 11, "year"), ("Funded", 16, "funding"), ("Resources", 12, "number"),
            ("Amount (£)", 13, "amount"), ("No amount", 11, "without_amount"),
        ),
    )  # fmt: skip
    return _workbook(held.paper, iter(listings), _made(held.paper.council, held.provenance))


def _workbook(
    paper: ExceptionReport | BlockPaper,
    listings: Iterator[Listing],
    about: Sequence[tuple[str, str]],
) -> bytes:
    saved = BytesIO()
    book = Workbook(saved, {"in_memory": True})
    book.set_properties(
        {
            "title": printable(paper.title)[:255],
            "subject": printable(paper.subtitle)[:255],
            "author": printable(paper.council)[:255],
            "status": paper.watermark,
            "created": _EPOCH,
        }
    )
    writer = SheetWriter(book, f"{paper.title}: {paper.subtitle}", paper.watermark, NAVY)
    for listing in (part for part in listings if part.rows):
        columns = [(head.text, head.width, head.wraps) for head in listing.columns]
        writer.table(listing.name, listing.about, columns, listing.rows)
    writer.facts("About", about)
    book.close()
    return saved.getvalue()


def _listings(report: ExceptionReport) -> Iterator[Listing]:
    yield Listing("Exceptions", report.what_counts, _EXCEPTIONS, [_row(r) for r in report.rows])
    yield Listing("Position", report.resolution, _position(report), _positions(report))
    yield _of(
        "Asks", "The decisions and help that owners need.", report.asks,
        ("Ref", 9, "ref"), ("Item", 40, "title"), ("Asked", 60, "ask"),
        ("From whom", 24, "from_whom"), ("By when", 18, "by_when"), ("Owner", 34, "owner"),
    )  # fmt: skip
    yield _of(
        "Not reported", "What each owner did not report, and when they were last written to.",
        report.not_reported,
        ("Owner", 40, "owner"), ("Refs", 34, "refs"), ("Last reported", 18, "last_reported"),
        ("Last rating", 18, "last_rating"), ("Chased on", 18, "chased"),
    )  # fmt: skip
    yield _of(
        "Requests", "Requests awaiting approval. Decide them on Requests in the master.",
        report.requests,
        ("Ref", 9, "ref"), ("Item", 40, "title"), ("Request", 18, "what"), ("Was", 22, "was"),
        ("Wanted", 22, "wanted"), ("Reason", 44, "reason"), ("Owner", 34, "owner"),
    )  # fmt: skip
    yield _of(
        "Moves", "Approved moves of dates, and what stands suspended.", report.moves,
        ("Ref", 9, "ref"), ("Item", 40, "title"), ("What", 16, "what"), ("From", 20, "was"),
        ("To", 20, "now"), ("Days", 8, "days"), ("Slip", 10, "number"), ("Reason", 44, "reason"),
        ("Approved by", 26, "approval"),
    )  # fmt: skip


def _of(name: str, about: str, lines: Sequence[object], *columns: tuple[str, int, str]) -> Listing:
    heads = tuple(Heading(text, width, wraps=width > 30) for text, width, _ in columns)
    rows = [tuple(getattr(line, key) for _, _, key in columns) for line in lines]
    return Listing(name, about, heads, rows)


def _position(report: ExceptionReport) -> tuple[Heading, ...]:
    words = (Heading(word, 13) for word in report.position_headings)
    return (
        *(Heading("Code", 9), Heading("Workstream", 44, wraps=True), Heading("Items", 9)),
        *words,
        *(Heading("% green", 10), Heading("Last month", 15), Heading("Rating", 18)),
        *(Heading("Change", 28), Heading("Policy", 18), Heading("Margin", 34)),
    )


def _positions(report: ExceptionReport) -> list[tuple[Value, ...]]:
    return [_place(row) for row in (*report.position, report.position_total)]


def _place(row: PositionRow) -> tuple[Value, ...]:
    counts = row.counts if row.items else (None,) * len(row.counts)
    green = row.percent_green.rstrip("%")
    return (
        *(row.code, row.title, row.items or None, *counts),
        *(float(green) if green[:1].isdigit() else None, row.last, row.now),
        *(row.change, row.policy, row.margin),
    )


_COLUMNS: tuple[tuple[Heading, Callable[[ExceptionRow], Value]], ...] = (
    (Heading("Kind", 13), lambda r: r.kind),
    (Heading("Priority", 9), lambda r: r.priority),
    (Heading("Ref", 9), lambda r: r.ref),
    (Heading("Item", 36, wraps=True), lambda r: r.title),
    (Heading("Workstream", 30, wraps=True), lambda r: r.workstream),
    (Heading("Colour", 18), lambda r: r.rating),
    (Heading("Last month", 18), lambda r: r.last),
    (Heading("Direction", 22, wraps=True), lambda r: r.direction),
    (Heading("Months", 9), lambda r: r.months),
    (Heading("Acted on", 10), lambda r: "No" if r.unacted else ""),
    (Heading("Who", 28, wraps=True), lambda r: r.owner),
    (Heading("Original date", 13), lambda r: r.programmed),
    (Heading("Revised date", 13), lambda r: r.due),
    (Heading("Expected", 13), lambda r: r.expected),
    (Heading("Slips", 8), lambda r: r.slips),
    (Heading("Days slipped", 9), lambda r: r.slip_days),
    (Heading("Days overdue", 9), lambda r: r.days_overdue),
    (Heading("Corrective action", 50, wraps=True), lambda r: r.corrective_action),
    (Heading("By whom", 26, wraps=True), lambda r: r.corrective_owner),
    (Heading("By when", 13), lambda r: r.corrective_due),
    (Heading("Reason", 24, wraps=True), lambda r: r.reason),
    (Heading("Said this month", 60, wraps=True), lambda r: r.said_now),
    (Heading("Said last month", 60, wraps=True), lambda r: r.said_last),
    (Heading("Rating read from", 28), lambda r: r.cell),
)
_EXCEPTIONS = tuple(heading for heading, _ in _COLUMNS)


def _row(row: ExceptionRow) -> tuple[Value, ...]:
    return tuple(read(row) for _, read in _COLUMNS)


def _made(council: str, source: Provenance) -> list[tuple[str, str]]:
    return [
        ("Council", council),
        ("Position at", source.as_at),
        ("Made from", source.workbook),
        ("Fingerprint (SHA-256)", source.sha256),
        ("Made", f"{source.made} with {source.version}"),
    ]


def _about(report: ExceptionReport) -> list[tuple[str, str]]:
    council, *made = _made(report.council, report.provenance)
    return [
        council,
        ("Returns", report.returns),
        *((line.label, line.value) for line in report.header if not line.is_missing),
        *made,
        ("Colours", "Each colour cell has its letter and word; sort by the word."),
    ]
