"""What is told of a return as a whole: its layout, its format, and what it carries."""

from __future__ import annotations

from collections.abc import Iterator

from xlplan.findings import Finding
from xlplan.rules.headers import found
from xlplan.workbook.foreign import OPEN_DOCUMENT
from xlplan.workbook.layout import LAYOUT_VERSION
from xlplan.workbook.manifest import Manifest
from xlplan.workbook.package import Package

_UNSEEN_IN_ODS = "Lines through words"
_UNSEEN = "Comments, text boxes, addresses behind words and lines through words"


def is_newer(manifest: Manifest) -> bool:
    """Whether a workbook was made by a later version, whose layout nobody here can know."""
    return _number(manifest.layout_version) > _number(LAYOUT_VERSION)


def of_the_file(package: Package, manifest: Manifest) -> Iterator[Finding]:
    """Tell of an earlier layout, of a format other than .xlsx, and of macros and links."""
    facts = {"file": package.file}
    if _number(manifest.layout_version) < _number(LAYOUT_VERSION):
        got = manifest.layout_version or "unknown"
        yield found("F04", facts | {"got": got, "want": LAYOUT_VERSION}, owner=manifest.owner)
    if package.format:
        unseen = _UNSEEN_IN_ODS if package.format == OPEN_DOCUMENT else _UNSEEN
        told = {"format": package.format, "unseen": unseen}
        yield found("F10", facts | told, owner=manifest.owner)
    if package.carries:
        what = " and ".join((", ".join(package.carries[:-1]), package.carries[-1]))
        yield found("F11", facts | {"what": what.removeprefix(" and ")}, owner=manifest.owner)


def _number(version: str) -> int:
    return int(version) if version.isdigit() else 0
