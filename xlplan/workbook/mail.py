"""Saved messages: who sent them, when, and the workbooks attached."""

from __future__ import annotations

import base64
from dataclasses import dataclass

from xlplan.workbook.child import ChildFailed, ask_child
from xlplan.workbook.guard import WorkbookRefused

ENDINGS = (".eml", ".msg")


@dataclass(frozen=True)
class Attachment:
    """One attached file; of a picture the bytes are left out."""

    name: str
    data: bytes
    is_picture: bool = False


@dataclass(frozen=True)
class Message:
    """One message with what is attached to it and to the messages inside it.

    `sender` is an address, "" when unknown; `sent` is in seconds since 1970. `has_link` when its
    text points to a file that is shared and not attached. `is_draft` when it was never sent, as the
    drafts that xlplan writes.
    """

    sender: str
    sent: float | None
    attachments: tuple[Attachment, ...]
    has_link: bool = False
    is_encrypted: bool = False
    is_draft: bool = False


def read_message(source: bytes, *, file: str = "") -> Message:
    """Read an .eml or .msg; raise WorkbookRefused, with what to do, when it cannot be read."""
    try:
        said = ask_child("message", source)
    except ChildFailed as failure:
        why = failure.why if failure.why == "too-big" else "message"
        raise WorkbookRefused(file, why) from failure
    return Message(
        said["sender"],
        said["sent"],
        tuple(
            Attachment(one["name"], base64.b64decode(one["data"]), one["kind"] == "picture")
            for one in said["attachments"]
        ),
        said["has_link"],
        said["is_encrypted"],
        said["is_draft"],
    )
