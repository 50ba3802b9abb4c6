"""Small pieces of Word's own markup, and a package whose bytes depend on its parts alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from markupsafe import Markup, escape

from xlplan.palette import coloured
from xlplan.rendering.environment import printable
from xlplan.reports.context import Mark, Paragraph, TextRun

SHAPES = {
    "square": "■",
    "diamond": "◆",
    "circle": "●",
    "dash": "–",
    "tick": "✓",
    "hatch": "▨",
    "cross": "▩",
    "pause": "‖",
    "triangle": "▲",
    "ring": "○",
}
_ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)


def typed(text: str) -> Markup:
    """Return text escaped so that docxtpl prints it as typed, tag-like braces included."""
    return Markup(str(escape(printable(text))).replace("{_", "{&#95;").replace("_}", "&#95;}"))


def run(text: str, style: str = "") -> Markup:
    """Return one run of text, in a character style when one is named."""
    properties = Markup('<w:rPr><w:rStyle w:val="{}"/></w:rPr>').format(style) if style else ""
    return Markup('<w:r>{}<w:t xml:space="preserve">{}</w:t></w:r>').format(properties, typed(text))


def rating_style(key: str) -> str:
    """Return the id of the character style of a rating."""
    return f"Rating{key.capitalize()}"


def _shape(mark: Mark) -> str:
    return SHAPES[coloured(mark.key).shape]


def rating(mark: Mark) -> Markup:
    """Return a rating as its shape and word, in its own style."""
    return run(f"{_shape(mark)}\u00a0{mark.word}", rating_style(mark.key))


def lettered(mark: Mark) -> Markup:
    """Return a rating as its letter and word, which a grey print keeps apart."""
    letter = "" if mark.letter == mark.word else f"{mark.letter}\u00a0\u00a0"
    return run(f"{letter}{mark.word}", rating_style(mark.key))


def pill(mark: Mark) -> Markup:
    """Return a rating for use within a sentence, with room on either side."""
    return run(f"\u00a0{_shape(mark)}\u00a0{mark.word}\u00a0", rating_style(mark.key))


def letter(mark: Mark | None) -> Markup:
    """Return one month of a strip; a dash before the item was in the plan."""
    return run(mark.letter, rating_style(mark.key)) if mark else run("–")


def told(paragraphs: Iterable[Paragraph], otherwise: str = "", style: str = "Told") -> Markup:
    """Return what an owner wrote as paragraphs and bullets, or one paragraph of `otherwise`."""
    blocks = Markup("").join(
        _block(paragraph, f"{style}Bullet" if paragraph.is_bullet else style)
        for paragraph in paragraphs
    )
    return blocks or (_block(Paragraph((TextRun(otherwise),)), "None") if otherwise else blocks)


def _block(paragraph: Paragraph, style: str) -> Markup:
    runs = Markup("").join(run(r.text, "Strong" if r.bold else "") for r in paragraph.runs)
    return Markup('<w:p><w:pPr><w:pStyle w:val="{}"/></w:pPr>{}</w:p>').format(style, runs)


def packed(parts: Mapping[str, bytes]) -> bytes:
    """Return parts as a package: content types first, then by name, all with one fixed time."""
    target = BytesIO()
    with ZipFile(target, "w") as archive:
        for name in sorted(parts, key=lambda part: (part != "[Content_Types].xml", part)):
            entry = ZipInfo(name, _ZIP_EPOCH)
            entry.compress_type = ZIP_DEFLATED
            entry.create_system = 0
            archive.writestr(entry, parts[name])
    return target.getvalue()
