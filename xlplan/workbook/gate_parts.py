"""The parts of a package as the gate reads them: unpacked when somebody asks for them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Mapping

_Packed = tuple[int, int, int, bytes]
_FIXED, _LENGTHS = 30, (26, 28)


class Parts(Mapping[str, bytes]):
    """The bytes of each part by its name. A part that `like` has packed alike is shared with it.

    Raise BadZipFile when a part that is asked for is damaged.
    """

    def __init__(self, content: bytes, *, like: Parts | None = None) -> None:
        self._archive = zipfile.ZipFile(io.BytesIO(content))
        self.names = self._archive.namelist()
        self._packed = {i.filename: _packed(content, i) for i in self._archive.infolist()}
        self._spelled = {n.lower().lstrip("/"): n for n in reversed(self.names)}
        self._read: dict[str, bytes] = {}
        self._like = like

    def spelled(self, name: str) -> str:
        """Return a part's name as the zip spells it; "" when it has none."""
        return self._spelled.get(name.lower(), "")

    def is_same(self, name: str, other: Parts) -> bool:
        """Whether a part is the same in two packages that both have it.

        A record that is the same, byte for byte, says the same when it is unpacked.
        """
        return self._packed[name] == other._packed[name] or self[name] == other[name]

    def __getitem__(self, name: str) -> bytes:
        if name not in self._read:
            like = self._like
            is_alike = like is not None and self._packed[name] == like._packed.get(name)
            self._read[name] = like[name] if like and is_alike else self._archive.read(name)
        return self._read[name]

    def taken(self, name: str) -> bytes:
        """Return a part that need not be kept, as it is large and looked at once."""
        found = self[name]
        del self._read[name]
        return found

    def __contains__(self, name: object) -> bool:
        return name in self._packed

    def __iter__(self) -> Iterator[str]:
        return iter(self._packed)

    def __len__(self) -> int:
        return len(self._packed)


def _packed(content: bytes, info: zipfile.ZipInfo) -> _Packed:
    """Return how and how large a part is packed, its checksum, and its record in the package."""
    start = info.header_offset
    sizes = [int.from_bytes(content[start + n : start + n + 2], "little") for n in _LENGTHS]
    record = content[start : start + _FIXED + sum(sizes) + info.compress_size]
    return info.compress_type, info.file_size, info.CRC, record
