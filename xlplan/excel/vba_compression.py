"""Compressing and enciphering as a VBA project asks (MS-OVBA 2.4)."""

from __future__ import annotations

import struct

_CHUNK = 4096
_SHORTEST = 3
_VERSION = 2
_IGNORED = 7


def compressed(data: bytes) -> bytes:
    """Return data as a compressed container; the same data gives the same bytes."""
    chunks = [_chunk(data[at : at + _CHUNK]) for at in range(0, len(data), _CHUNK)]
    return b"\x01" + b"".join(chunks)


def _chunk(data: bytes) -> bytes:
    packed = _tokens(data)
    if len(packed) < _CHUNK:
        return struct.pack("<H", 0xB000 | len(packed) - 1) + packed
    if len(data) < _CHUNK:
        raise ValueError("A short chunk that does not compress has no form.")
    return struct.pack("<H", 0x3000 | _CHUNK - 1) + data


def _tokens(data: bytes) -> bytes:
    out, at = bytearray(), 0
    while at < len(data):
        flags, group = 0, bytearray()
        for bit in range(8):
            if at >= len(data):
                break
            length, back = _longest_match(data, at)
            if length:
                flags |= 1 << bit
                group += _copy(at, length, back)
                at += length
            else:
                group.append(data[at])
                at += 1
        out.append(flags)
        out += group
    return bytes(out)


def _bits(at: int) -> int:
    """Return how many bits of a copy token tell the distance, at a place of the chunk."""
    return max(4, (at - 1).bit_length())


def _longest_match(data: bytes, at: int) -> tuple[int, int]:
    """Return length and distance of the longest text before that goes on here; 0 for none."""
    most = min((0xFFFF >> _bits(at)) + _SHORTEST, len(data) - at) if at else 0
    best, back = 0, 0
    for length in range(_SHORTEST, most + 1):
        found = data.rfind(data[at : at + length], 0, at + length - 1)
        if found < 0:
            break
        best, back = length, at - found
    return best, back


def _copy(at: int, length: int, back: int) -> bytes:
    return struct.pack("<H", (back - 1) << 16 - _bits(at) | length - _SHORTEST)


def enciphered(data: bytes, project_id: str, seed: int) -> str:
    """Return data as PROJECT holds it (MS-OVBA 2.4.3.2), from a seed of one byte."""
    key = sum(project_id.encode("ascii")) & 0xFF
    out = [seed, seed ^ _VERSION, seed ^ key]
    plain, ignored = key, [_IGNORED] * ((seed & 6) // 2)
    for byte in (*ignored, *struct.pack("<I", len(data)), *data):
        out.append(byte ^ (out[-2] + plain & 0xFF))
        plain = byte
    return bytes(out).hex().upper()
