"""Building a VBA project from the text of its modules (MS-OVBA): source only, nothing compiled."""

from __future__ import annotations

import re
import struct
from collections.abc import Sequence
from dataclasses import dataclass

from xlplan.excel.compound_file import compound_file
from xlplan.excel.vba_compression import compressed, enciphered

_CODE_PAGE = 1252
_ENGLISH = 0x409
_SEEDS = (0x07, 0x0E, 0x15)
_HEAD = re.compile(r'\AAttribute VB_Name = "(\w+)"\n')
# Source only: whoever opens the project compiles it (MS-OVBA 2.3.4.1).
_NOTHING_COMPILED = bytes.fromhex("CC61FFFF000000")


@dataclass(frozen=True)
class Module:
    """One module: its text begins with its name; `is_document` for a workbook or a sheet."""

    text: str
    is_document: bool = False

    @property
    def name(self) -> str:
        """The name that its first line gives; raise ValueError when it gives none."""
        found = _HEAD.match(self.text)
        if not found:
            raise ValueError("A module begins with Attribute VB_Name.")
        return found[1]

    @property
    def source(self) -> bytes:
        """Its text as Office keeps it; raise UnicodeEncodeError for letters it cannot hold."""
        return self.text.replace("\n", "\r\n").encode(f"cp{_CODE_PAGE}")


def vba_project(name: str, project_id: str, modules: Sequence[Module]) -> bytes:
    """Return vbaProject.bin; the same modules give the same bytes. `project_id` is {GUID}."""
    streams = {module.name: compressed(module.source) for module in modules}
    return compound_file(
        {
            "PROJECT": _project(name, project_id, modules).encode("ascii"),
            "PROJECTwm": b"".join(_both_ways(m.name) for m in modules) + b"\0\0",
        },
        {
            "VBA": {
                "_VBA_PROJECT": _NOTHING_COMPILED,
                "dir": compressed(_directory(name, modules)),
                **streams,
            }
        },
    )


def _project(name: str, project_id: str, modules: Sequence[Module]) -> str:
    kinds = [
        f"Document={m.name}/&H00000000" if m.is_document else f"Module={m.name}" for m in modules
    ]
    state, password, seen = (
        enciphered(data, project_id, seed)
        for data, seed in zip((b"\0\0\0\0", b"\0", b"\xff"), _SEEDS, strict=True)
    )
    lines = [
        f'ID="{project_id}"',
        *kinds,
        f'Name="{name}"',
        'HelpContextID="0"',
        'VersionCompatible32="393222000"',
        f'CMG="{state}"',
        f'DPB="{password}"',
        f'GC="{seen}"',
        "",
        "[Host Extender Info]",
        "&H00000001={3832D640-CF90-11CF-8E43-00A0C911005A};VBE;&H00000000",
        "",
        "[Workspace]",
        *(f"{m.name}=0, 0, 0, 0, C" for m in modules),
    ]
    return "".join(f"{line}\r\n" for line in lines)


def _both_ways(name: str) -> bytes:
    return name.encode("ascii") + b"\0" + name.encode("utf-16-le") + b"\0\0"


def _record(number: int, data: bytes) -> bytes:
    return struct.pack("<HI", number, len(data)) + data


def _texts(number: int, wide: int, text: str) -> bytes:
    """Return a text in the code page and again in UTF-16, as two records."""
    return _record(number, text.encode("ascii")) + _record(wide, text.encode("utf-16-le"))


def _word(value: int) -> bytes:
    return struct.pack("<H", value)


def _long(value: int) -> bytes:
    return struct.pack("<I", value)


def _directory(name: str, modules: Sequence[Module]) -> bytes:
    windows_64 = 3
    return b"".join(
        (
            _record(0x01, _long(windows_64)),
            _record(0x02, _long(_ENGLISH)),
            _record(0x14, _long(_ENGLISH)),
            _record(0x03, _word(_CODE_PAGE)),
            _record(0x04, name.encode("ascii")),
            _texts(0x05, 0x40, ""),
            _record(0x06, b"") + _record(0x3D, b""),
            _record(0x07, _long(0)),
            _record(0x08, _long(0)),
            # The version record tells its length as 4, though 6 bytes follow (2.3.4.2.1.11).
            struct.pack("<HIIH", 0x09, 4, 1, 0),
            _texts(0x0C, 0x3C, ""),
            _record(0x0F, _word(len(modules))),
            _record(0x13, _word(0xFFFF)),
            *map(_module, modules),
            _record(0x10, b""),
        )
    )


def _module(module: Module) -> bytes:
    return b"".join(
        (
            _texts(0x19, 0x47, module.name),
            _texts(0x1A, 0x32, module.name),
            _texts(0x1C, 0x48, ""),
            _record(0x31, _long(0)),
            _record(0x1E, _long(0)),
            _record(0x2C, _word(0xFFFF)),
            _record(0x22 if module.is_document else 0x21, b""),
            _record(0x2B, b""),
        )
    )
