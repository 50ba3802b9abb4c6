"""The guard: nothing of a workbook is parsed before its kind and its sizes are known to be safe."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar

from lxml import etree

from xlplan.model import Refusal
from xlplan.workbook.kinds import kind_of, kind_of_zip
from xlplan.workbook.patience import is_passing, patiently

_Read = TypeVar("_Read")
# So many bytes of a part are worth keeping, for the next workbook that has the same.
_SMALL = 50_000
_KINDS = MappingProxyType(
    {
        "missing": "there is no such file. Check the name and the folder.",
        "away": "the disk or share that it is on does not answer. Try again when it does.",
        "locked": "it cannot be opened. Close it in Excel and try again.",
        "empty": "it is an empty file. Ask for it to be saved and sent again.",
        "encrypted": "it has a password. Open it in Excel, remove the password and save it again.",
        "old-format": "it is in the old .xls format. Open it in Excel and save it as .xlsx.",
        "open-document": "it is an OpenDocument (.ods) file that cannot be read. Open it and save "
        "it as .xlsx.",
        "binary": "it is in the binary .xlsb format. Open it in Excel and save it as .xlsx.",
        "numbers": "it is an Apple Numbers file. In Numbers choose File, Export to, Excel, and "
        "send that.",
        "pointer": "it is only a link to a file kept elsewhere. Open that file, download it as an "
        "Excel workbook (.xlsx) and send that.",
        "zip": "it is a zip, which is not opened here. Unzip it into the folder and run again.",
        "word": "it is a Word document, not a workbook. Send the .xlsx workbook itself.",
        "pdf": "it is a PDF, not a workbook. Send the .xlsx workbook itself.",
        "picture": "it is a picture, not a workbook. Send the .xlsx workbook itself.",
        "program": "it is a program, not a workbook. It was not run; delete it.",
        "message": "it is a message that cannot be read here. Save the workbook attached to it "
        "into the folder instead.",
        "xml-2003": "it is in the XML format of Excel 2003. Open it in Excel and save it as .xlsx.",
        "csv": "it is a text file (CSV), not a workbook. Send the .xlsx workbook itself.",
        "html": "it is a web page, not a workbook. Open it in Excel and save it as .xlsx.",
        "not-a-workbook": "it is not an Excel workbook. Send the .xlsx workbook itself.",
        "truncated": "it is cut short, as after a broken download. Ask for it to be sent again.",
        "damaged": "a part of it is damaged. Open it in Excel, let Excel repair it, and save it.",
        "duplicate-parts": "it holds the same part twice, so it is not certain what it says. "
        "Open it in Excel and save it again.",
        "dtd": "it holds declarations that no spreadsheet program writes, so it was not read. "
        "Open it in Excel and save it again.",
        "too-big": "it unpacks to more than can be read safely. "
        "Delete what does not belong to the plan and save it again.",
    }
)


class WorkbookRefused(Refusal):
    """{file} cannot be read: why and what to do.

    `why` is a short code such as "encrypted"; the text is a whole sentence for people.
    """

    def __init__(self, file: str, why: str, detail: str = "") -> None:
        self.file = file
        self.why = why
        self.detail = detail
        super().__init__()
        self.args = (file, why, detail)

    def __str__(self) -> str:
        return f"{self.file or 'The workbook'} cannot be read: {self.detail or _KINDS[self.why]}"


@dataclass(frozen=True)
class Limits:
    """How much one workbook may hold; sizes in bytes, unpacked unless it says otherwise.

    `tags` bounds the opening and closing tags of one part; rows and columns bound the farthest
    cell that holds something.
    """

    packed: int = 50_000_000
    part: int = 100_000_000
    total: int = 300_000_000
    members: int = 10_000
    tags: int = 8_000_000
    rows: int = 200_000
    columns: int = 4_000


# The team's own workbook grows with the plan: 2,000 owners of 80 rows, and a line for each change.
MASTER = Limits(
    packed=500_000_000, part=1_500_000_000, total=3_000_000_000, tags=100_000_000, rows=1_048_576
)


class Parts:
    """The parts of one package, each read once at most, within the limits."""

    def __init__(
        self, source: bytes, *, file: str = "", limits: Limits | None = None, kind: str = "workbook"
    ) -> None:
        self.file = file
        self.limits = limits or Limits()
        self._left = self.limits.total
        self._zip = _open_zip(source, file, self.limits, kind)
        self._names = {info.filename.lower().lstrip("/"): info for info in self._zip.infolist()}
        self._read: dict[str, bytes] = {}

    @property
    def members(self) -> list[zipfile.ZipInfo]:
        """The members of the package, in their order."""
        return self._zip.infolist()

    def has(self, name: str) -> bool:
        """Whether the package holds a part of this name, whatever its case."""
        return name.lower() in self._names

    def member(self, name: str) -> str:
        """Return the name of a part as the package spells it."""
        return self._names[name.lower()].filename

    def read(self, name: str) -> bytes:
        """Return the bytes of a part; raise WorkbookRefused when it is missing or too big."""
        key = name.lower()
        if key not in self._names:
            raise WorkbookRefused(self.file, "damaged")
        if key not in self._read:
            self._read[key] = self._unpack(self._names[key])
        return self._read[key]

    def take(self, name: str) -> bytes:
        """Return the bytes of a part as `read` does, and do not keep them: they may be many."""
        content = self.read(name)
        del self._read[name.lower()]
        return content

    def xml(self, name: str) -> etree._Element:
        """Return the root of a part, parsed afresh."""
        return parse(self.read(name), file=self.file, limits=self.limits)

    def like_others(
        self, name: str, read: Callable[[bytes], _Read], parsed: Callable[[etree._Element], _Read]
    ) -> _Read:
        """Return what a part says: by `read`, which knows parts of before, where it is small.

        A part that is large, or broken, is `parsed` by itself.
        """
        content = self.read(name)
        if len(content) <= min(_SMALL, self.limits.tags):
            with suppress(WorkbookRefused):
                return read(content)
        return parsed(self.xml(name))

    def _unpack(self, info: zipfile.ZipInfo) -> bytes:
        most = min(self.limits.part, self._left)
        try:
            with self._zip.open(info) as stream:
                content = stream.read(most + 1)
        except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, NotImplementedError) as err:
            raise WorkbookRefused(self.file, "damaged") from err
        if len(content) > most:
            raise WorkbookRefused(self.file, "too-big")
        self._left -= len(content)
        return content


def read_file(path: Path, *, file: str, limits: Limits) -> bytes:
    """Return a file's bytes; raise WorkbookRefused when it is missing, locked or too big."""

    def read() -> bytes:
        with path.open("rb") as stream:
            return stream.read(limits.packed + 1)

    try:
        return patiently(read, path)
    except FileNotFoundError as err:
        raise WorkbookRefused(file, "missing") from err
    except OSError as err:
        raise WorkbookRefused(file, "away" if is_passing(err) else "locked") from err


def parse(content: bytes, *, file: str = "", limits: Limits | None = None) -> etree._Element:
    """Return the root of an XML part; no DTD, no entities, no network, bounded in tags."""
    if content.count(b"<") > (limits or Limits()).tags:
        raise WorkbookRefused(file, "too-big")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    if b"<!DOCTYPE" in content:
        raise WorkbookRefused(file, "dtd")
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as err:
        raise WorkbookRefused(file, "damaged") from err
    # A part in UTF-16 hides its DOCTYPE from the search above.
    if root.getroottree().docinfo.internalDTD is not None:
        raise WorkbookRefused(file, "dtd")
    return root


def _open_zip(source: bytes, file: str, limits: Limits, kind: str) -> zipfile.ZipFile:
    if len(source) > limits.packed:
        raise WorkbookRefused(file, "too-big")
    if not source.startswith(b"PK"):
        raise WorkbookRefused(file, kind_of(source))
    try:
        archive = zipfile.ZipFile(io.BytesIO(source))
    except (zipfile.BadZipFile, ValueError, EOFError, NotImplementedError) as err:
        raise WorkbookRefused(file, "truncated") from err
    _check_members(archive.infolist(), file, limits)
    is_kind = kind_of_zip(info.filename.lower().lstrip("/") for info in archive.infolist())
    if is_kind != kind:
        raise WorkbookRefused(file, is_kind)
    return archive


def _check_members(members: list[zipfile.ZipInfo], file: str, limits: Limits) -> None:
    if len(members) > limits.members or sum(info.file_size for info in members) > limits.total:
        raise WorkbookRefused(file, "too-big")
    names = Counter(info.filename.lower().lstrip("/") for info in members)
    if any(count > 1 for count in names.values()):
        raise WorkbookRefused(file, "duplicate-parts")
    if any(info.flag_bits & 1 for info in members):
        raise WorkbookRefused(file, "encrypted")
