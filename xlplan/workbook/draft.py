"""A package being edited: parts that were not touched are copied as they stand, compressed."""

from __future__ import annotations

import contextlib
import posixpath
import struct
import zipfile
import zlib
from dataclasses import dataclass
from itertools import count

from lxml import etree

from xlplan.workbook.cells import local, namespace
from xlplan.workbook.guard import Limits, Parts, parse
from xlplan.workbook.relations import Relation, pointers, relations_part
from xlplan.workbook.row_texts import NotPlain, TextRows, joined, parted

CONTENT_TYPES = "[Content_Types].xml"
_RELATIONS = "{http://schemas.openxmlformats.org/package/2006/relationships}"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
_NO_RELATIONS = f'<Relationships xmlns="{_RELATIONS[1:-1]}"/>'.encode()
# The first moment that a zip can hold: the same edit gives the same bytes whenever it is made.
_NO_TIME = (1980, 1, 1, 0, 0, 0)
_UTF8 = 0x800
# The usual 6 takes half as long again, and a master is 4% smaller.
_EFFORT = 5
_DECLARATION = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


@dataclass(frozen=True)
class _Member:
    """One member as the zip stores it."""

    name: bytes
    flags: int
    method: int
    moment: tuple[int, int, int, int, int, int]
    crc: int
    size: int
    packed: bytes
    attributes: int

    @property
    def fields(self) -> bytes:
        year, month, day, hour, minute, second = self.moment
        return struct.pack(
            "<HHHHHLLLHH",
            20,
            self.flags,
            self.method,
            hour << 11 | minute << 5 | second // 2,
            (year - 1980) << 9 | month << 5 | day,
            self.crc,
            len(self.packed),
            self.size,
            len(self.name),
            0,
        )


class Draft:
    """The parts of a package with what has been changed so far.

    `is_plain`: the rows of plainly written sheets are kept as text, apart from the sheet's tree;
    NotPlain is raised when one turns out otherwise.
    """

    def __init__(
        self,
        source: bytes,
        *,
        file: str = "",
        limits: Limits | None = None,
        is_plain: bool = True,
    ) -> None:
        self.parts = Parts(source, file=file, limits=limits)
        self._source = source
        self._is_plain = is_plain
        self._trees: dict[str, etree._Element] = {}
        self._rows: dict[str, TextRows] = {}
        self._changed: set[str] = set()
        self._dropped: set[str] = set()
        self._added: dict[str, bytes] = {}
        self._replaced: dict[str, bytes] = {}
        self._behind: dict[str, bytes] = {}

    def tree(self, name: str) -> etree._Element:
        """Return the root of a part, the same one each time; `touch` it when it changes."""
        key = name.lower()
        if key not in self._trees:
            added = self._added.get(name)
            self._trees[key] = self._parsed(name) if added is None else etree.fromstring(added)
        return self._trees[key]

    def rows(self, name: str) -> TextRows | None:
        """Return the rows of a sheet that has been opened, where they are not in its tree."""
        return self._rows.get(name.lower())

    def forget_rows(self, name: str) -> None:
        """Drop the rows that are not in a sheet's tree."""
        self._rows.pop(name.lower(), None)

    def _parsed(self, name: str) -> etree._Element:
        content = self.parts.read(name)
        if self._is_plain and b"<sheetData>" in content:
            with contextlib.suppress(NotPlain):
                frame, self._rows[name.lower()] = parted(content)
                return parse(frame, file=self.parts.file, limits=self.parts.limits)
        return self.parts.xml(name)

    def touch(self, name: str) -> None:
        """Have a part written from its tree."""
        self._changed.add(name.lower())

    def write_behind(self, name: str, content: bytes) -> None:
        """Have a part written from its tree with more elements, as text, behind the others."""
        self._behind[name.lower()] = content
        self.touch(name)

    def has(self, name: str) -> bool:
        """Whether the part exists now."""
        return (self.parts.has(name) or name in self._added) and name.lower() not in self._dropped

    def free_name(self, pattern: str) -> str:
        """Return the first name of a pattern, such as xl/comments{}.xml, that no part has."""
        return next(name for n in count(1) if not self.has(name := pattern.format(n)))

    def relations(self, part: str) -> dict[str, Relation]:
        """Return the relationships of a part as they are now, by id."""
        where = relations_part(part)
        return pointers(self.tree(where), part) if self.has(where) else {}

    def read(self, name: str) -> bytes:
        """Return the bytes of a part that is edited as text."""
        known = self._added.get(name, self._replaced.get(name.lower()))
        return self.parts.read(name) if known is None else known

    def replace(self, name: str, content: bytes) -> None:
        """Give a part that is edited as text other bytes."""
        if name in self._added:
            self._added[name] = content
        else:
            self._replaced[name.lower()] = content

    def add(self, name: str, content: bytes, *, content_type: str, kind: str, by: str) -> str:
        """Add a part that the part `by` points to; return the id of the pointer."""
        self._added[name] = content
        types = self.tree(CONTENT_TYPES)
        override = etree.SubElement(types, f"{namespace(types)}Override")
        override.set("PartName", f"/{name}")
        override.set("ContentType", content_type)
        self.touch(CONTENT_TYPES)
        return self._relate(by, name, kind)

    def drop(self, name: str, *, by: str) -> None:
        """Remove a part, its content type and the pointer from the part `by`."""
        self._dropped.add(name.lower())
        types = self.tree(CONTENT_TYPES)
        for element in list(types):
            if (element.get("PartName") or "").lower() == f"/{name}".lower():
                types.remove(element)
        self.touch(CONTENT_TYPES)
        where = relations_part(by)
        ending = posixpath.basename(name).lower()
        for element in list(self.tree(where)):
            target = (element.get("Target") or "").lower()
            if local(element) == "Relationship" and posixpath.basename(target) == ending:
                self.tree(where).remove(element)
        self.touch(where)

    def to_bytes(self) -> bytes:
        """Return the package: members in their order, added ones at the end."""
        members = [
            self._member(info)
            for info in self.parts.members
            if info.filename.lower() not in self._dropped
        ]
        for name, content in self._added.items():
            has_tree = name.lower() in self._trees
            members.append(_packed(name, self._written(name.lower()) if has_tree else content))
        return _zipped(members)

    def _member(self, info: zipfile.ZipInfo) -> _Member:
        key = info.filename.lower()
        if key in self._replaced:
            return _packed(info.filename, self._replaced[key])
        return self._rewritten(info) if key in self._changed else self._raw(info)

    def _relate(self, by: str, name: str, kind: str) -> str:
        where = relations_part(by)
        if not self.has(where):
            self._added[where] = _NO_RELATIONS
        root = self.tree(where)
        taken = {element.get("Id") for element in root}
        number = next(n for n in range(1, len(taken) + 2) if f"rId{n}" not in taken)
        element = etree.SubElement(root, f"{_RELATIONS}Relationship")
        element.set("Id", f"rId{number}")
        element.set("Type", _OFFICE + kind)
        element.set("Target", f"/{name}")
        self.touch(where)
        return f"rId{number}"

    def _rewritten(self, info: zipfile.ZipInfo) -> _Member:
        key = info.filename.lower()
        content, rows = self._written(key), self._rows.get(key)
        return _packed(info.filename, content if rows is None else joined(content, rows))

    def _written(self, key: str) -> bytes:
        """Return a part as its tree says, and what comes behind."""
        root, behind = self._trees[key], self._behind.get(key)
        if behind is None:
            return _serialised(root)
        root.text = root.text or ""  # so that it has a closing tag
        name = f"{root.prefix}:{local(root)}" if root.prefix else local(root)
        before, closing, after = _serialised(root).rpartition(f"</{name}>".encode())
        return before + behind + closing + after

    def _raw(self, info: zipfile.ZipInfo) -> _Member:
        start = info.header_offset
        name_length, extra_length = struct.unpack_from("<HH", self._source, start + 26)
        begin = start + 30 + name_length + extra_length
        # Sizes and checksum stand in the header, so the flag "they follow the data" goes.
        flags = info.flag_bits & (_UTF8 | 6)
        return _Member(
            info.orig_filename.encode("utf-8" if flags & _UTF8 else "cp437"),
            flags,
            info.compress_type,
            info.date_time,
            info.CRC,
            info.file_size,
            self._source[begin : begin + info.compress_size],
            info.external_attr,
        )


def _serialised(root: etree._Element) -> bytes:
    # Declared as other programs do: the quick way of reading a sheet knows that form.
    content = etree.tostring(root.getroottree(), xml_declaration=False, encoding="UTF-8")
    return _DECLARATION + content


def _packed(name: str, content: bytes) -> _Member:
    squeeze = zlib.compressobj(_EFFORT, zlib.DEFLATED, -zlib.MAX_WBITS)
    packed = squeeze.compress(content) + squeeze.flush()
    flags = 0 if name.isascii() else _UTF8
    raw = name.encode("utf-8")
    size, check = len(content), zlib.crc32(content)
    return _Member(raw, flags, zipfile.ZIP_DEFLATED, _NO_TIME, check, size, packed, 0)


def _zipped(members: list[_Member]) -> bytes:
    body, directory = bytearray(), bytearray()
    for member in members:
        offset = len(body)
        body += b"PK\x03\x04" + member.fields + member.name + member.packed
        directory += b"PK\x01\x02" + struct.pack("<H", 20) + member.fields
        directory += struct.pack("<HHHLL", 0, 0, 0, member.attributes, offset) + member.name
    end = struct.pack("<HHHHLLH", 0, 0, len(members), len(members), len(directory), len(body), 0)
    return bytes(body + directory + b"PK\x05\x06" + end)
