"""Which part of a package points to which: relationships and where the workbook is."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import unquote

from lxml import etree

from xlplan.workbook.cells import local
from xlplan.workbook.guard import Parts, WorkbookRefused, parse


@dataclass(frozen=True, slots=True)
class Relation:
    """One pointer; `kind` is the last word of its type, `target` a part or an outside address."""

    kind: str
    target: str
    is_external: bool = False


def relations_part(part: str) -> str:
    """Return the name of the part that holds the relationships of a part; "" is the package."""
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")


def relations(parts: Parts, part: str) -> dict[str, Relation]:
    """Return the relationships of a part by id; none when it has none."""
    where = relations_part(part)
    return pointers_in(parts, where, part) if parts.has(where) else {}


def pointers_in(parts: Parts, where: str, part: str) -> dict[str, Relation]:
    """Return what the relationships part at `where` says of the part that it belongs to."""
    found = parts.like_others(
        where, lambda content: _known_pointers(content, part), lambda root: pointers(root, part)
    )
    return dict(found)


@lru_cache(maxsize=64)
def _known_pointers(content: bytes, part: str) -> dict[str, Relation]:
    """The workbooks of one month have many of the same."""
    return pointers(parse(content), part)


def pointers(root: etree._Element, part: str) -> dict[str, Relation]:
    """Return what a relationships part says of the part that it belongs to."""
    found: dict[str, Relation] = {}
    for element in root:
        if local(element) != "Relationship":
            continue
        is_external = element.get("TargetMode") == "External"
        target = element.get("Target", "")
        found[element.get("Id", "")] = Relation(
            element.get("Type", "").rpartition("/")[2],
            target if is_external else _resolve(part, target),
            is_external,
        )
    return found


def _resolve(part: str, target: str) -> str:
    target = unquote(target.replace("\\", "/")).partition("#")[0]
    if target.startswith("/"):
        return posixpath.normpath(target).lstrip("/")
    return posixpath.normpath(posixpath.join(posixpath.dirname(part), target)).lstrip("/")


def relation_id(element: etree._Element) -> str:
    """Return the id of the relationship that an element names; "" when it names none."""
    ids = (value for key, value in element.attrib.items() if str(key).endswith("}id"))
    return str(next(ids, ""))


def workbook_part(parts: Parts) -> str:
    """Return the name of the workbook part; raise WorkbookRefused when the package has none."""
    named = [r.target for r in relations(parts, "").values() if r.kind == "officeDocument"]
    name = named[0] if named else "xl/workbook.xml"
    if name.lower().endswith(".bin"):
        raise WorkbookRefused(parts.file, "binary")
    if not parts.has(name):
        raise WorkbookRefused(parts.file, "not-a-workbook")
    if local(parts.xml(name)) != "workbook":
        raise WorkbookRefused(parts.file, "not-a-workbook")
    return name


def first_of(found: dict[str, Relation], kind: str) -> str | None:
    """Return the target of the first relationship of a kind, None when there is none."""
    return next((r.target for r in found.values() if r.kind == kind and not r.is_external), None)
