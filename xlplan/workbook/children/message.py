"""Reads a saved message, .eml or Outlook's .msg: who sent it, when, and what is attached."""

from __future__ import annotations

import base64
import datetime as dt
import email
import email.policy
import email.utils
import re
import struct
from collections.abc import Iterator
from typing import Any

from xlplan.workbook.children.bounds import bounded

_OLE = bytes.fromhex("D0CF11E0")
_DEEPEST = 5
_SHORT_NAME = 0x3704  # the name in eight letters and three
_MOST_ATTACHMENTS = 200
_SHARES = r"sharepoint\.com|1drv\.ms|onedrive\.live|drive\.google|docs\.google"
_LINK = re.compile(rf"https?://[^\s\"'<>]*(?:{_SHARES})", re.IGNORECASE)


class _Broken(Exception):
    """The message cannot be read."""


def _message(source: bytes) -> object:
    try:
        if source.startswith(_OLE):
            return _outlook(source)
        return _internet(source)
    except (MemoryError, RecursionError):
        raise
    except Exception:  # a library that meets what it did not expect raises anything at all
        return {"refused": "damaged"}


def _internet(source: bytes) -> dict[str, object]:
    message = email.message_from_bytes(source, policy=email.policy.default)
    if not (message["from"] or message["date"] or message["received"] or message.is_multipart()):
        raise _Broken
    files: list[dict[str, str]] = []
    _internet_files(message, files, 0)
    text = "".join(_texts(message))
    return {
        "sender": _address(str(message["from"] or "")),
        "sent": _seconds(str(message["date"] or "")),
        "attachments": files,
        "has_link": bool(_LINK.search(text)),
        "is_encrypted": message.get_content_type() == "application/pkcs7-mime",
        "is_draft": str(message["x-unsent"] or "").strip() == "1",
    }


def _internet_files(message: Any, files: list[dict[str, str]], depth: int) -> None:
    for part in message.walk():
        if part.is_multipart():
            continue
        name = part.get_filename() or ""
        is_text = part.get_content_maintype() == "text" and not name
        if is_text or part.get_content_type() == "application/pkcs7-signature":
            continue
        content = part.get_payload(decode=True) or b""
        is_picture = part.get_content_maintype() == "image"
        _take(name, content, files, depth, is_picture=is_picture)


def _texts(message: Any) -> Iterator[str]:
    for part in message.walk():
        if part.get_content_maintype() == "text" and not part.get_filename():
            yield (part.get_payload(decode=True) or b"").decode("utf-8", "replace")


def _take(
    name: str, content: bytes, files: list[dict[str, str]], depth: int, *, is_picture: bool
) -> None:
    """Add an attachment, or what is attached to the message that it is."""
    if len(files) >= _MOST_ATTACHMENTS:
        return
    ending = name.lower().rpartition(".")[2]
    if ending in ("eml", "msg") and depth < _DEEPEST:
        if content.startswith(_OLE):
            _outlook_files(_storage(content), files, depth + 1)
        else:
            inner = email.message_from_bytes(content, policy=email.policy.default)
            _internet_files(inner, files, depth + 1)
        return
    kind = "picture" if is_picture else ""
    data = "" if is_picture else base64.b64encode(content).decode("ascii")
    files.append({"name": name, "kind": kind, "data": data})


def _seconds(text: str) -> float | None:
    try:
        return email.utils.parsedate_to_datetime(text).timestamp()
    except (ValueError, TypeError, OverflowError):
        return None


def _address(text: str) -> str:
    return email.utils.parseaddr(text)[1]


def _storage(source: bytes) -> Any:
    from olefile import OleFileIO
    from oxmsg.storage import Storage

    with OleFileIO(source) as ole:
        return Storage.from_ole(ole)


def _outlook(source: bytes) -> dict[str, object]:
    from oxmsg import Message
    from oxmsg.domain import constants as c

    storage = _storage(source)
    message = Message(storage)
    files: list[dict[str, str]] = []
    _outlook_files(storage, files, 0)
    properties = message.properties
    addresses = [
        properties.str_prop_value(c.PID_SENDER_SMTP_ADDRESS) or "",
        _address(message.sender or ""),
        properties.str_prop_value(c.PID_SENDER_EMAIL_ADDRESS) or "",
    ]
    sent = message.sent_date
    text = message.body or ""
    return {
        "sender": next((a for a in addresses if "@" in a), ""),
        "sent": sent.timestamp() if isinstance(sent, dt.datetime) else None,
        "attachments": files,
        "has_link": bool(_LINK.search(text)),
        "is_encrypted": "SMIME" in message.message_class.upper()
        and "MultipartSigned" not in message.message_class,
        "is_draft": False,
    }


def _outlook_files(storage: Any, files: list[dict[str, str]], depth: int) -> None:
    from oxmsg.attachment import Attachment

    if depth > _DEEPEST:
        return
    for one in storage.iter_attachment_storages():
        attachment = Attachment(one)
        inner = next((s for s in one.storages if s.name == "__substg1.0_3701000D"), None)
        if inner is not None:
            _outlook_files(inner, files, depth + 1)
            continue
        try:
            content = attachment.file_bytes or b""
            short = attachment.properties.str_prop_value(_SHORT_NAME) or ""
            name, kind = attachment.file_name or short, attachment.mime_type or ""
        except (KeyError, struct.error):
            content, name, kind = b"", "", ""
        _take(name, content, files, depth, is_picture=kind.startswith("image/"))


def main() -> None:
    """Answer about the file on standard input."""
    bounded(_message)
