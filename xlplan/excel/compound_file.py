"""Writing a compound file: the container of a VBA project (MS-CFB, version 3).

The same streams give the same bytes: no time is written, and every gap is zero. Streams under
4,096 bytes lie in the mini stream, as the format asks.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

_SECTOR, _MINI, _CUTOFF = 512, 64, 4096
_END, _FREE, _FAT_SECTOR, _NONE = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD, 0xFFFFFFFF
_STORAGE, _STREAM, _ROOT = 1, 2, 5
_RED, _BLACK = 0, 1
_IN_HEADER = 109
_ENTRY = struct.Struct("<64sHBBIII16sIQQIQ")


@dataclass
class _Entry:
    """A line of the directory; `first` is where its content begins."""

    name: str
    kind: int
    content: bytes = b""
    colour: int = _BLACK
    left: int = _NONE
    right: int = _NONE
    child: int = _NONE
    first: int = 0
    size: int = 0


@dataclass
class _Chains:
    """Sectors of one size, and which follows which."""

    size: int
    sectors: list[bytes] = field(default_factory=list)
    following: list[int] = field(default_factory=list)

    def add(self, content: bytes) -> int:
        """Put content into sectors of its own and return the first; the end mark for none."""
        pieces = [content[at : at + self.size] for at in range(0, len(content), self.size)]
        if not pieces:
            return _END
        first = len(self.sectors)
        for number, piece in enumerate(pieces, first + 1):
            self.sectors.append(piece.ljust(self.size, b"\0"))
            self.following.append(number)
        self.following[-1] = _END
        return first


def compound_file(root: Mapping[str, bytes], storages: Mapping[str, Mapping[str, bytes]]) -> bytes:
    """Return a file with streams at its root, and storages with streams of their own.

    Raise ValueError when it would need more than 109 sectors of allocation table (6.8 MB).
    """
    entries = _directory(root, storages)
    big, small = _Chains(_SECTOR), _Chains(_MINI)
    for entry in entries:
        if entry.kind == _STREAM:
            entry.size = len(entry.content)
            chains = small if entry.size < _CUTOFF else big
            entry.first = chains.add(entry.content)
    mini_stream = b"".join(small.sectors)
    entries[0].first, entries[0].size = big.add(mini_stream), len(mini_stream)
    mini_table = big.add(_numbers(small.following, _SECTOR))
    mini_sectors = -(-len(small.following) * 4 // _SECTOR)
    directory = big.add(b"".join(map(_packed, _filled(entries))))
    table = _allocation_table(big)
    first = len(big.sectors)
    header = _header(directory, mini_table, mini_sectors, range(first, first + len(table)))
    return b"".join((header, *big.sectors, *table))


def _directory(
    root: Mapping[str, bytes], storages: Mapping[str, Mapping[str, bytes]]
) -> list[_Entry]:
    entries = [_Entry("Root Entry", _ROOT)]
    inside = {}
    here = [_Entry(name, _STREAM, content) for name, content in root.items()]
    for name, streams in storages.items():
        storage = _Entry(name, _STORAGE)
        here.append(storage)
        inside[name] = storage, [_Entry(n, _STREAM, c) for n, c in streams.items()]
    entries[0].child = _add_tree(entries, here)
    for storage, streams_of in inside.values():
        storage.child = _add_tree(entries, streams_of)
    return entries


def _add_tree(entries: list[_Entry], siblings: Sequence[_Entry]) -> int:
    """Add siblings to the directory as a red-black tree and return its top.

    The tree is as level as can be; the last, unfilled level is red and all others black.
    """
    ordered = sorted(siblings, key=lambda e: (len(e.name.encode("utf-16-le")), e.name.upper()))
    start = len(entries)
    entries.extend(ordered)
    full_levels = (len(ordered) + 1).bit_length() - 1

    def tree(low: int, high: int, level: int) -> int:
        if low >= high:
            return _NONE
        middle = (low + high) // 2
        entry = ordered[middle]
        entry.colour = _RED if level >= full_levels else _BLACK
        entry.left = tree(low, middle, level + 1)
        entry.right = tree(middle + 1, high, level + 1)
        return start + middle

    return tree(0, len(ordered), 0)


def _filled(entries: Sequence[_Entry]) -> Iterator[_Entry | None]:
    yield from entries
    for _ in range(-len(entries) % (_SECTOR // _ENTRY.size)):
        yield None


def _packed(entry: _Entry | None) -> bytes:
    if entry is None:
        return _ENTRY.pack(b"", 0, 0, 0, _NONE, _NONE, _NONE, b"", 0, 0, 0, 0, 0)
    name = entry.name.encode("utf-16-le") + b"\0\0"
    return _ENTRY.pack(
        *(name, len(name), entry.kind, entry.colour, entry.left, entry.right, entry.child),
        *(b"", 0, 0, 0, entry.first, entry.size),
    )


def _numbers(numbers: Sequence[int], size: int) -> bytes:
    """Return numbers as whole sectors, the rest of the last one free."""
    packed = b"".join(struct.pack("<I", number) for number in numbers)
    return packed + struct.pack("<I", _FREE) * (-len(packed) % size // 4)


def _allocation_table(big: _Chains) -> list[bytes]:
    """Return the sectors of the table, which lists itself too."""
    count, per_sector = 0, _SECTOR // 4
    while count * per_sector < len(big.sectors) + count:
        count += 1
    if count > _IN_HEADER:
        raise ValueError("A compound file of this size needs tables that are not written here.")
    packed = _numbers([*big.following, *[_FAT_SECTOR] * count], _SECTOR)
    return [packed[at : at + _SECTOR] for at in range(0, len(packed), _SECTOR)]


def _header(directory: int, mini_table: int, mini_sectors: int, table: Sequence[int]) -> bytes:
    listed = [*table, *[_FREE] * (_IN_HEADER - len(table))]
    return struct.pack(
        "<8s16sHHHHH6sIIIIIIIII109I",
        *(bytes.fromhex("D0CF11E0A1B11AE1"), b"", 0x3E, 3, 0xFFFE, 9, 6, b"", 0, len(table)),
        *(directory, 0, _CUTOFF, mini_table, mini_sectors, _END, 0),
        *listed,
    )
