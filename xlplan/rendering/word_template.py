"""Makes the Word templates that ship: `python -m xlplan.rendering.word_template`.

Council staff edit the `.docx` files in Word. What ships is made from text, so that a change to
a template can be read.
"""

from __future__ import annotations

from pathlib import Path

from xlplan.rendering.word_exceptions import exceptions_template
from xlplan.rendering.word_progress import progress_template
from xlplan.shipped import shipped


def build_templates(folder: Path) -> None:
    """Write both Word templates into a folder; the same text gives the same bytes."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "progress.docx").write_bytes(progress_template())
    (folder / "exceptions.docx").write_bytes(exceptions_template())


if __name__ == "__main__":
    build_templates(shipped("templates", "word"))
