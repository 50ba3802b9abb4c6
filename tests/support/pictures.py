"""The pages of a PDF as pictures."""

import subprocess
from pathlib import Path

from tests.support.programs import needed


def pages(pdf: Path, *, dpi: int = 96) -> list[Path]:
    """Return one PNG for each page, in order, in a folder beside the PDF."""
    program = needed("pdftoppm", package="poppler-utils")
    folder = pdf.with_name(f"{pdf.stem}-pages")
    folder.mkdir(exist_ok=True)
    subprocess.run([program, "-png", "-r", str(dpi), pdf, folder / "page"], check=True)
    return sorted(folder.glob("page-*.png"))
