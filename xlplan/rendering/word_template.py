"""Makes the Word templates that ship: `python -m xlplan.rendering.word_template`.

Council staff edit the `.docx` files in Word. What ships is made from text, so that a change to
a template can be read.
"""

from __future__ import annotations

from pathlib import Path

from xlplan.rendering.word_annex import annex_template
from xlplan.rendering.word_blocks import blocks_template
from xlplan.rendering.word_exceptions import exceptions_template
from xlplan.rendering.word_progress import progress_template
from xlplan.reports.presets import PRESETS
from xlplan.shipped import shipped


def build_templates(folder: Path) -> None:
    """Write every Word template into a folder; the same text gives the same bytes."""
    folder.mkdir(parents=True, exist_ok=True)
    for preset in PRESETS.values():
        (folder / f"cabinet-{preset.name}.docx").write_bytes(progress_template(preset))
    (folder / "blocks.docx").write_bytes(blocks_template())
    (folder / "annex.docx").write_bytes(annex_template())
    (folder / "exceptions.docx").write_bytes(exceptions_template())


if __name__ == "__main__":
    build_templates(shipped("templates", "word"))
