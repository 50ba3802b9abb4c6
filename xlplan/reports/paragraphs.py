"""What owners wrote, as paragraphs and bullets; no character is lost but the marks."""

from __future__ import annotations

import re

from xlplan.reports.context import Paragraph, TextRun

_BULLET = re.compile(r"(?:[•·▪◦\uf0b7]|[-*–](?=\s))\s*(?=\S)")
_BOLD = re.compile(r"\*\*(?=\S)(.+?)(?<=\S)\*\*")


def paragraphs(text: str) -> tuple[Paragraph, ...]:
    """Return the lines of a cell as paragraphs, blank lines dropped.

    A line that opens with a bullet, or with a hyphen or star and a space, is a bullet; words
    between double stars are bold, and stars without a partner stay as typed.
    """
    lines = (line.strip() for line in text.splitlines())
    return tuple(_paragraph(line) for line in lines if line)


def _paragraph(line: str) -> Paragraph:
    bullet = _BULLET.match(line)
    return Paragraph(_runs(line[bullet.end() :] if bullet else line), is_bullet=bool(bullet))


def _runs(line: str) -> tuple[TextRun, ...]:
    pieces = _BOLD.split(line)
    return tuple(TextRun(text, bold=bool(n % 2)) for n, text in enumerate(pieces) if text)


def opened_with(word: str, text: str) -> tuple[Paragraph, ...]:
    """Return text whose first paragraph opens with a bold word in capitals."""
    opening = TextRun(f"{word.upper()}.", bold=True)
    told = paragraphs(text)
    if not told or told[0].is_bullet:
        return (Paragraph((opening,)), *told)
    first = Paragraph((opening, TextRun(" "), *told[0].runs))
    return (first, *told[1:])
