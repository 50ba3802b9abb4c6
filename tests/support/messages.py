"""Saved messages for tests: .eml by the standard library, .msg as Outlook lays one out."""

from __future__ import annotations

import email
import email.policy
import struct
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from email.message import EmailMessage
from email.utils import format_datetime

SENT = datetime(2013, 11, 4, 9, 15, tzinfo=UTC)

_SECTOR, _MINI, _CUTOFF = 512, 64, 4096
_FREE, _END, _FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD

Files = Mapping[str, bytes]
Storage = Mapping[str, "bytes | Storage"]


def eml(
    files: Files,
    *,
    sender: str = "Property Manager <property@test.gov.uk>",
    text: str = "My return is attached.",
    sent: datetime = SENT,
    inside: Sequence[bytes] = (),
    is_unsent: bool = False,
) -> bytes:
    """Return a message with files attached, and other messages forwarded as attachments."""
    message = EmailMessage()
    message["From"], message["To"] = sender, "performance@test.gov.uk"
    message["Subject"], message["Date"] = "My return", format_datetime(sent)
    if is_unsent:
        message["X-Unsent"] = "1"
    message.set_content(text)
    for name, content in files.items():
        message.add_attachment(
            content, maintype="application", subtype="octet-stream", filename=name
        )
    for other in inside:
        message.add_attachment(email.message_from_bytes(other, policy=email.policy.default))
    return bytes(message)


def msg(
    files: Files,
    *,
    sender: str = "property@test.gov.uk",
    text: str = "My return is attached.",
    sent: datetime = SENT,
    inside: Sequence[Storage] = (),
) -> bytes:
    """Return a message as Outlook saves it, in a compound file."""
    return compound(msg_storage(files, sender=sender, text=text, sent=sent, inside=inside))


def msg_storage(
    files: Files,
    *,
    sender: str = "property@test.gov.uk",
    text: str = "My return is attached.",
    sent: datetime = SENT,
    inside: Sequence[Storage] = (),
    is_inside: bool = False,
) -> Storage:
    """Return the storage of a message, for itself or to stand inside another."""
    texts = {0x001A: "IPM.Note", 0x0C1F: sender, 0x5D01: sender, 0x1000: text, 0x0037: "My return"}
    ticks = int((sent - datetime(1601, 1, 1, tzinfo=UTC)).total_seconds()) * 10_000_000
    count = len(files) + len(inside)
    counts = struct.pack("<8xIIII", 0, count, 0, count)
    head = counts if is_inside else counts + bytes(8)
    made: dict[str, bytes | Storage] = {
        "__nameid_version1.0": {"__substg1.0_00020102": b"", "__substg1.0_00030102": b""},
        "__properties_version1.0": head
        + b"".join(_variable(pid, 0x001F, len(t) * 2 + 2) for pid, t in texts.items())
        + struct.pack("<HHIq", 0x0040, 0x0039, 6, ticks)
        + struct.pack("<HHIq", 0x0003, 0x340D, 6, 0x00040000),
    }
    made |= {f"__substg1.0_{pid:04X}001F": t.encode("utf-16-le") for pid, t in texts.items()}
    for number, (name, content) in enumerate(files.items()):
        made[f"__attach_version1.0_#{number:08X}"] = _attached(name, content)
    for number, other in enumerate(inside, len(files)):
        made[f"__attach_version1.0_#{number:08X}"] = _embedded(other)
    return made


def _variable(pid: int, kind: int, size: int) -> bytes:
    return struct.pack("<HHIII", kind, pid, 6, size, 0)


def _attached(name: str, content: bytes) -> Storage:
    properties = (
        bytes(8)
        + struct.pack("<HHIi4x", 0x0003, 0x3705, 6, 1)
        + _variable(0x3707, 0x001F, len(name) * 2 + 2)
        + _variable(0x3701, 0x0102, len(content))
    )
    return {
        "__properties_version1.0": properties,
        "__substg1.0_3707001F": name.encode("utf-16-le"),
        "__substg1.0_37010102": content,
    }


def _embedded(message: Storage) -> Storage:
    properties = bytes(8) + struct.pack("<HHIi4x", 0x0003, 0x3705, 6, 5)
    return {"__properties_version1.0": properties, "__substg1.0_3701000D": message}


def compound(root: Storage) -> bytes:
    """Return a compound file (MS-CFB, version 3) of storages and streams."""
    entries: list[list[object]] = []
    _enter("Root Entry", root, entries, is_root=True)
    big: list[bytes] = []
    mini_fat: list[int] = []
    fat: list[int] = []
    mini = b""
    for entry in entries:
        content = entry[5]
        if not isinstance(content, bytes):
            continue
        if len(content) < _CUTOFF:
            blocks = -(-len(content) // _MINI)
            entry[6] = _chain(mini_fat, blocks)
            mini += content.ljust(blocks * _MINI, b"\0")
        else:
            blocks = -(-len(content) // _SECTOR)
            entry[6] = _chain(fat, blocks)
            big.append(content.ljust(blocks * _SECTOR, b"\0"))
    body = b"".join(big)

    def add(content: bytes) -> int:
        nonlocal body
        blocks = -(-len(content) // _SECTOR)
        first = _chain(fat, blocks)
        body += content.ljust(blocks * _SECTOR, b"\0")
        return first

    entries[0][5], entries[0][6] = len(mini), add(mini)
    mini_table = b"".join(struct.pack("<I", n) for n in mini_fat)
    mini_table = mini_table.ljust(-(-len(mini_table) // _SECTOR) * _SECTOR, b"\xff")
    mini_at = add(mini_table)
    directory_at = add(b"".join(map(_packed_entry, entries)))
    sectors = 1
    while len(fat) + sectors > sectors * (_SECTOR // 4):
        sectors += 1
    fat_at = len(fat)
    fat += [_FAT] * sectors
    table = b"".join(struct.pack("<I", n) for n in fat).ljust(sectors * _SECTOR, b"\xff")
    places = [fat_at + n for n in range(sectors)] + [_FREE] * (109 - sectors)
    head = bytes.fromhex("D0CF11E0A1B11AE1") + bytes(16)
    head += struct.pack(
        "<HHHHH6xIIIIIIIIII",
        0x3E,
        3,
        0xFFFE,
        9,
        6,
        0,
        sectors,
        directory_at,
        0,
        _CUTOFF,
        mini_at,
        len(mini_table) // _SECTOR,
        _END,
        0,
        places[0],
    )
    head += struct.pack("<108I", *places[1:])
    return head + body + table


def _chain(table: list[int], blocks: int) -> int:
    """Add a chain of blocks to a table; return its first."""
    if not blocks:
        return _END
    first = len(table)
    table += [first + n + 1 for n in range(blocks - 1)] + [_END]
    return first


def _enter(
    name: str, holds: bytes | Storage, entries: list[list[object]], *, is_root: bool = False
) -> int:
    number = len(entries)
    kind = 5 if is_root else 2 if isinstance(holds, bytes) else 1
    content = holds if isinstance(holds, bytes) else None
    # name, kind, left, right, child, content, first sector
    entry: list[object] = [name, kind, _FREE, _FREE, _FREE, content, _END]
    entries.append(entry)
    if not isinstance(holds, bytes):
        before: list[object] | None = None
        for inner, value in sorted(holds.items(), key=lambda pair: (len(pair[0]), pair[0].upper())):
            added = _enter(inner, value, entries)
            if before is None:
                entry[4] = added
            else:
                before[3] = added
            before = entries[added]
    return number


def _packed_entry(entry: list[object]) -> bytes:
    name, kind, left, right, child, content, first = entry
    text = str(name).encode("utf-16-le") + b"\0\0"
    size = (
        content if isinstance(content, int) else len(content) if isinstance(content, bytes) else 0
    )
    start = first if size else (0 if kind == 1 else _END)
    return struct.pack(
        "<64sHBBIII16sI8s8sII4x",
        text,
        len(text),
        kind,
        1,
        left,
        right,
        child,
        b"",
        0,
        b"",
        b"",
        start,
        size,
    )
