"""A workbook as openpyxl saves it after loading it, to see what that loses."""

from __future__ import annotations

import io
import warnings

from openpyxl import load_workbook


def saved_over(source: bytes, *, has_macro: bool) -> bytes:
    """Return a workbook loaded with openpyxl and saved again."""
    stream = io.BytesIO()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        book = load_workbook(io.BytesIO(source), keep_vba=has_macro)
        book.save(stream)
    # openpyxl leaves the archive it keeps macros in open, and Python complains when it is freed.
    if book.vba_archive:
        book.vba_archive.close()
    return stream.getvalue()
