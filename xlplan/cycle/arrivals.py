"""What lies in the folder of returns: workbooks, messages with workbooks attached, other files."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from xlplan.cycle.storing import Refused
from xlplan.findings import Finding
from xlplan.model import clean
from xlplan.rules.headers import found
from xlplan.workbook.guard import Limits, WorkbookRefused, read_file
from xlplan.workbook.kinds import kind_of
from xlplan.workbook.mail import ENDINGS, Attachment, Message, read_message

_WORKBOOKS = tuple(".xlsx .xlsm .xls .xlsb .ods .fods .csv .xltx .xltm .numbers .gsheet".split())
_READABLE = ("workbook", "old-format", "binary", "open-document", "encrypted")
_TOLD = {"word": "a Word document", "pdf": "a PDF", "picture": "a picture", "program": "a program"}
_LONGEST_NAME = 120
_UNFINISHED = (".crdownload", ".part", ".partial", ".download", ".tmp")
_SYSTEM_FILES = ("thumbs.db", "desktop.ini")


@dataclass(frozen=True)
class Arrival:
    """One workbook that came, by itself or attached to the message in the file `path`.

    `shown` is what findings call it, `name` what the workbook is called; `at` orders arrivals
    (seconds: when the message was sent, else as the file system says). `refusal` says why there
    are no bytes.
    """

    path: Path
    shown: str
    name: str
    data: bytes
    at: float = 0.0
    sender: str = ""
    refusal: WorkbookRefused | None = None


def arrivals(places: Iterable[Path]) -> tuple[tuple[Arrival, ...], tuple[Finding, ...]]:
    """Return the workbooks in files, folders and messages, and a finding for each other file.

    Raises Refused for a place that is not there.
    """
    found_here = [one for place in places for path in _inside(place) for one in _of_file(path)]
    came = tuple(one for one in found_here if isinstance(one, Arrival))
    return came, tuple(one for one in found_here if isinstance(one, Finding))


def shown_name(path: Path) -> str:
    """Return a file's name as text that can be printed and stored, whatever bytes it has."""
    return path.name.encode("utf-8", "replace").decode("utf-8")


def _inside(place: Path) -> list[Path]:
    if not place.exists():
        raise Refused(f"There is no {place}. Check the name and run this again.")
    return sorted(place.iterdir()) if place.is_dir() else [place]


def _of_file(path: Path) -> Iterator[Arrival | Finding]:
    file = shown_name(path)
    if path.name.startswith(("~$", ".~lock.")):
        yield _not_read(file, "a lock file: somebody has the workbook open")
    elif path.name.startswith(".") or path.name.lower() in _SYSTEM_FILES:
        return
    elif path.suffix.lower() in _UNFINISHED:
        yield _not_read(file, "a download that did not finish, or a temporary file")
    elif path.is_dir():
        yield _not_read(file, "a folder: name it too if there are returns in it")
    elif path.exists() and not path.is_file():
        yield _not_read(file, "neither a file nor a folder")
    else:
        yield from _of_content(path, file)


def _of_content(path: Path, file: str) -> Iterator[Arrival | Finding]:
    is_named_so = path.suffix.lower() in (*_WORKBOOKS, *ENDINGS)
    try:
        data = read_file(path, file=file, limits=Limits()) if is_named_so else _packed(path, file)
    except WorkbookRefused as refusal:
        yield Arrival(path, file, file, b"", refusal=refusal)
        return
    at = path.stat().st_mtime
    kind = kind_of(data)
    if path.suffix.lower() in ENDINGS or kind == "message":
        yield from _of_message(path, file, data, at)
    elif kind in _READABLE or path.suffix.lower() in _WORKBOOKS:
        yield Arrival(path, file, file, data, at)
    else:
        yield _other(file, data, kind)


def _packed(path: Path, file: str) -> bytes:
    """Return the bytes of a file that may be a workbook of another name; few of any other."""
    try:
        with path.open("rb") as stream:
            start = stream.read(4096)
    except OSError as err:
        raise WorkbookRefused(file, "locked") from err
    is_packed = start.startswith((b"PK", bytes.fromhex("D0CF11E0")))
    return read_file(path, file=file, limits=Limits()) if is_packed else start


def _of_message(path: Path, file: str, data: bytes, at: float) -> Iterator[Arrival | Finding]:
    try:
        message = read_message(data, file=file)
    except WorkbookRefused as refusal:
        yield Arrival(path, file, file, b"", refusal=refusal)
        return
    if message.is_draft:
        yield _not_read(file, "an e-mail that was drafted and never sent")
        return
    has_return = False
    for attachment in message.attachments:
        for one in _attached(path, file, attachment, message, message.sent or at):
            has_return = has_return or isinstance(one, Arrival) or one.code == "F14"
            yield one
    if not has_return:
        facts = {"file": file, "sender": message.sender or "somebody", "what": _why(message)}
        yield found("F15", facts)


def _attached(
    path: Path, file: str, attachment: Attachment, message: Message, at: float
) -> Iterator[Arrival | Finding]:
    if attachment.is_picture:
        return
    name = plain_name(attachment.name)
    shown = f"{name} in {file}"
    kind = kind_of(attachment.data)
    ending = Path(name).suffix.lower()
    if kind in _READABLE or ending in _WORKBOOKS:
        yield Arrival(path, shown, name, attachment.data, at, message.sender)
    else:
        yield _other(shown, attachment.data, kind)


def plain_name(name: str) -> str:
    """Return the name of an attachment without folders and without what cannot be printed."""
    last = name.replace("\\", "/").rpartition("/")[2]
    printable = "".join(c if c.isprintable() and c not in '<>:"|?*' else " " for c in last)
    stem, dot, ending = clean(printable).lstrip(".").rpartition(".")
    short = f"{stem[:_LONGEST_NAME]}{dot}{ending[:10]}" if dot else ending[:_LONGEST_NAME]
    return short or "attachment"


def _why(message: Message) -> str:
    if message.is_encrypted:
        return ": it is encrypted. Open it in Outlook and save the workbook into the folder."
    if any(a.name.lower() == "winmail.dat" for a in message.attachments):
        return (
            " that can be read: Outlook wrapped it in winmail.dat. Ask for it to be sent again as "
            "HTML or plain text, not Rich Text."
        )
    if message.has_link:
        return ", only a link to a shared file. Download that file into the folder."
    return ". Ask for the return to be sent again."


def _other(file: str, data: bytes, kind: str) -> Finding:
    if kind == "zip":
        return found("F14", {"file": file, "what": _contents(data)})
    return _not_read(file, _TOLD.get(kind, "not a workbook"))


def _contents(data: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = [plain_name(name) for name in archive.namelist() if not name.endswith("/")]
    more = f" and {len(names) - 3} more" if len(names) > 3 else ""
    return ", ".join(names[:3]) + more if names else "nothing"


def _not_read(file: str, what: str) -> Finding:
    return found("F09", {"file": file, "what": what})
