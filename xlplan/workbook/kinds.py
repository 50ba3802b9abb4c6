"""What a file is, by its first bytes and its names: said before anything of it is unpacked."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable

_STARTS = (
    (b"%PDF", "pdf"),
    (b"\x89PNG", "picture"),
    (b"\xff\xd8\xff", "picture"),
    (b"GIF8", "picture"),
    (b"MZ", "program"),
    (b"\x7fELF", "program"),
)
_PAGES = (b"<html", b"<!doctype html", b"<table", b"<?xml", b"<meta", b"<head")
_OLE = bytes.fromhex("D0CF11E0")
_STREAMS = (
    ("EncryptedPackage", "encrypted"),
    ("WordDocument", "word"),
    ("PowerPoint Document", "not-a-workbook"),
    ("__properties_version1.0", "message"),
    ("Workbook", "old-format"),
    ("Book", "old-format"),
)


def kind_of(source: bytes) -> str:
    """Return what a file is: "workbook" for .xlsx and .xlsm, else a short code of the guard's."""
    if source.startswith(b"PK"):
        return _kind_of_packed(source)
    if not source.strip(b"\0 \r\n\t"):
        return "empty"
    if source.startswith(_OLE):
        found = (kind for name, kind in _STREAMS if name.encode("utf-16-le") in source)
        return next(found, "not-a-workbook")
    for mark, kind in _STARTS:
        if source.startswith(mark):
            return kind
    return _kind_of_text(source)


def kind_of_zip(names: Iterable[str]) -> str:
    """Return what a zip is by the names of its members, in lower case."""
    known = set(names)
    if "[content_types].xml" in known:
        if "xl/workbook.bin" in known:
            return "binary"
        return "word" if "word/document.xml" in known else "workbook"
    if {"mimetype", "content.xml"} <= known:
        return "open-document"
    if any(name.endswith(".iwa") for name in known):
        return "numbers"
    is_package = any(name.startswith(("xl/", "_rels/")) for name in known)
    return "not-a-workbook" if is_package or not known else "zip"


def _kind_of_packed(source: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(source)) as archive:
            return kind_of_zip(name.lower().lstrip("/") for name in archive.namelist())
    except (zipfile.BadZipFile, ValueError, EOFError, NotImplementedError, OverflowError):
        return "truncated"


def _kind_of_text(source: bytes) -> str:
    start = source[:4096].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if b"urn:schemas-microsoft-com:office:spreadsheet" in start:
        return "xml-2003"
    if start.startswith(_PAGES):
        return "html"
    if start.startswith((b"[internetshortcut]", b'{"url"', b'{"doc_id"')):
        return "pointer"
    looks_like_rows = any(mark in start for mark in (b",", b";", b"\t")) and b"\n" in source[:65536]
    return "csv" if looks_like_rows and b"\0" not in start else "not-a-workbook"
