"""Make the README's pictures from what `xlplan demo FOLDER` leaves.

Run it in the project's folder as `python -m docs.pictures.make FOLDER`; it needs LibreOffice,
Chromium and pdftoppm. One function makes one picture: add another to PICTURES.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image, ImageOps
from playwright.sync_api import sync_playwright

from tests.support.libreoffice import started
from tests.support.pictures import pages
from tests.support.programs import needed

FOLDER = Path(__file__).parent
WIDTH = 1400
COLOURS = 128
_GAP, _DESK = 12, "#c3cad3"


def word_paper(demo: Path) -> Image.Image:
    """The first two pages of the Cabinet paper in Word, side by side."""
    source = _paper(demo, "Cabinet progress report.docx")
    with TemporaryDirectory() as folder:
        (pdf,) = started(Path(folder)).to_pdf(source)
        return _side_by_side([Image.open(BytesIO(p.read_bytes())) for p in pages(pdf, dpi=168)[:2]])


def html_page(demo: Path) -> Image.Image:
    """The first screen of the Cabinet paper as a web page."""
    program = needed("chromium", package="chromium")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        page = chromium.new_page(viewport={"width": 1280, "height": 860})
        page.goto(_paper(demo, "Cabinet progress report.html").resolve().as_uri())
        shot = page.screenshot()
        chromium.close()
    return Image.open(BytesIO(shot))


def return_sheet(demo: Path) -> Image.Image:
    """A return as its owner filled it in, with one thing still to fix, cut to its rows."""
    (source,) = (demo / "2 received").glob("* Customer Services Manager.xlsx")
    with TemporaryDirectory() as folder:
        (pdf,) = started(Path(folder)).to_pdf(source)
        sheet = Image.open(BytesIO(pages(pdf, dpi=110)[1].read_bytes())).convert("RGB")
    shown = sheet.crop((0, 0, sheet.width, sheet.height * 9 // 10))
    (left, top, right, bottom) = ImageOps.invert(shown.convert("L")).getbbox() or (0, 0, 1, 1)
    cut = shown.crop((left - 8, top - 8, right + 8, bottom + 8))
    return cut.resize((WIDTH, cut.height * WIDTH // cut.width), Image.Resampling.LANCZOS)


PICTURES: dict[str, Callable[[Path], Image.Image]] = {
    "return": return_sheet,
    "word-paper": word_paper,
    "html-page": html_page,
}


def _paper(demo: Path, name: str) -> Path:
    (found,) = (demo / "6 papers").glob(f"* {name}")
    return found


def _side_by_side(shots: list[Image.Image]) -> Image.Image:
    width = (WIDTH - _GAP * (len(shots) + 1)) // len(shots)
    fitted = [
        s.resize((width, s.height * width // s.width), Image.Resampling.LANCZOS) for s in shots
    ]
    desk = Image.new("RGB", (WIDTH, fitted[0].height + 2 * _GAP), _DESK)
    for place, shot in enumerate(fitted):
        desk.paste(shot, (_GAP + place * (width + _GAP), _GAP))
    return desk


def _save(picture: Image.Image, path: Path) -> None:
    # Few colours make a file a quarter of the size, and text on white loses nothing by it.
    few = picture.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    few.save(path, optimize=True)


def main(demo: Path) -> None:
    """Write every picture into this folder."""
    for name, make in PICTURES.items():
        _save(make(demo), FOLDER / f"{name}.png")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
