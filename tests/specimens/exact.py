"""What an edit changed, part by part and element by element, with the standard library alone."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Collection, Iterable
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, canonicalize, tostring

Place = tuple[str, str]  # the part of a sheet, and an address such as B7
_RELATIONS = "xl/_rels/workbook.xml.rels"
_KINDS = "[Content_Types].xml"


def changes(before: bytes, after: bytes, meant: Collection[Place]) -> list[str]:
    """Return all that cells set anew should not have changed; `meant` are these cells."""
    old, new = _parts(before), _parts(after)
    found = [f"{name} is gone" for name in old.keys() - new.keys() if "calcChain" not in name]
    found += [f"{name} came" for name in new.keys() - old.keys() if "sharedStrings" not in name]
    for name in sorted(old.keys() & new.keys()):
        if old[name] == new[name]:
            continue
        kind, pair = _kind(name), (old[name], new[name])
        if kind == "sheet":
            found += _of_sheet(name, *pair, {place for part, place in meant if part == name})
        elif kind == "grows":
            found += _of_growing(name, *pair)
        elif kind == "list":
            found += _of_list(name, *pair)
        elif kind != "book" or _of_book(pair[0]) != _of_book(pair[1]):
            found.append(f"{name} has changed")
    return found


def places(content: bytes, cells: Iterable[tuple[str, int, int]]) -> set[Place]:
    """Return where cells stand, given by sheet, row and column."""
    parts = _parts(content)
    where = next(t for kind, t in _pointers(parts, "").values() if kind == "officeDocument")
    linked = _pointers(parts, where)
    sheets = {}
    for element in ElementTree.fromstring(parts[where]).iter():
        if _name(element) == "sheet":
            key = next(v for k, v in element.attrib.items() if k.endswith("}id"))
            sheets[element.get("name", "")] = linked[key][1]
    return {(sheets[sheet], f"{_letters(column)}{row}") for sheet, row, column in cells}


def _pointers(parts: dict[str, bytes], part: str) -> dict[str, tuple[str, str]]:
    folder, name = posixpath.split(part)
    root = ElementTree.fromstring(parts[posixpath.join(folder, "_rels", f"{name}.rels")])
    return {
        e.get("Id", ""): (
            e.get("Type", "").rpartition("/")[2],
            posixpath.normpath(posixpath.join("/", folder, e.get("Target", ""))).lstrip("/"),
        )
        for e in root
    }


def _kind(name: str) -> str:
    if re.fullmatch(r"xl/worksheets/[^/]+\.xml", name, re.IGNORECASE):
        return "sheet"
    if name in (_RELATIONS, _KINDS):
        return "list"
    stem = posixpath.basename(name)
    return {"sharedStrings.xml": "grows", "styles.xml": "grows", "workbook.xml": "book"}.get(
        stem, ""
    )


def _parts(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _text(element: Element) -> str:
    return canonicalize(tostring(element, encoding="unicode")).strip()


def _name(element: Element) -> str:
    return element.tag.rpartition("}")[2]


def _of_sheet(part: str, old: bytes, new: bytes, meant: set[str]) -> list[str]:
    was, now = ElementTree.fromstring(old), ElementTree.fromstring(new)
    frames = [
        [_text(e) for e in root if _name(e) not in ("sheetData", "dimension")]
        for root in (was, now)
    ]
    found = (
        [] if frames[0] == frames[1] and was.attrib == now.attrib else [f"{part} beside its cells"]
    )
    cells, later = _cells(was), _cells(now)
    for place in cells.keys() | later.keys():
        if place not in meant and cells.get(place) != later.get(place):
            found.append(f"{part} {place}: {cells.get(place)} became {later.get(place)}")
    rows, rows_later = _rows(was), _rows(now)
    return found + [f"{part} row {n}" for n in rows if rows[n] != rows_later.get(n)]


def _numbered(root: Element) -> list[tuple[int, Element]]:
    found, number = [], 0
    for row in (e for data in root if _name(data) == "sheetData" for e in data):
        number = int(row.get("r", number + 1))
        found.append((number, row))
    return found


def _rows(root: Element) -> dict[int, dict[str, str]]:
    return {
        number: {k: v for k, v in row.items() if k not in ("r", "spans")}
        for number, row in _numbered(root)
    }


def _cells(root: Element) -> dict[str, str]:
    """Return each cell as it is written, by its address; blank ones without a style left out."""
    found = {}
    for number, row in _numbered(root):
        column = 0
        for cell in row:
            match = re.match("[A-Z]+", cell.get("r", ""))
            column = _column(match[0]) if match else column + 1
            place = f"{_letters(column)}{number}"
            cell.attrib.pop("r", None)
            if len(cell) or cell.attrib:
                found[place] = _text(cell)
    return found


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def _letters(column: int) -> str:
    rest, last = divmod(column - 1, 26)
    return (_letters(rest) if rest else "") + chr(65 + last)


def _of_growing(part: str, old: bytes, new: bytes) -> list[str]:
    """Shared strings and cell formats may become more; those that there were stay, in order."""
    was, now = ElementTree.fromstring(old), ElementTree.fromstring(new)
    if _name(was) == "sst":
        return _cut(part, was, now)
    groups = {_name(group): group for group in now}
    found = []
    for group in was:
        there = groups.get(_name(group), Element("none"))
        found += _cut(f"{part} {_name(group)}", group, there)
    return found


def _cut(part: str, was: Element, now: Element) -> list[str]:
    kept = [_text(e) for e in was] == [_text(e) for e in now][: len(was)]
    return [] if kept else [f"{part} has changed"]


def _of_list(part: str, old: bytes, new: bytes) -> list[str]:
    """What is said of parts stays, but for shared strings that came and a chain that went."""
    was, now = ({_text(e) for e in ElementTree.fromstring(p)} for p in (old, new))
    lines = [line for line in was ^ now if "sharedStrings" not in line and "calcChain" not in line]
    return [f"{part}: {line}" for line in lines]


def _of_book(content: bytes) -> list[str]:
    """A workbook stays as it is, but that it may ask to be worked out when it is opened."""
    root = ElementTree.fromstring(content)
    found = []
    for element in root:
        if _name(element) == "calcPr":
            element.attrib.pop("fullCalcOnLoad", None)
            if not element.attrib:
                continue
        found.append(_text(element))
    return found
