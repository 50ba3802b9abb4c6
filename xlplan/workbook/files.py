"""Files written whole or not at all, and the archive beside the master."""

from __future__ import annotations

import contextlib
import errno
import json
import os
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Self

from xlplan.model import Refusal
from xlplan.workbook.patience import is_passing, patiently

_MANIFEST = "manifest.jsonl"
# So many files are written before the first is flushed.
_AT_ONCE = 64
_OWNER_LETTERS = 54


class NotWritten(Refusal):
    """The file was left as it was; the text says why, for people."""


def write_atomically(path: Path, data: bytes) -> None:
    """Write a file beside itself, read it back, then put it in place; killed, it is old or new.

    A share that fails for a moment is tried again. Raise NotWritten when the disk, or another
    program, does not let it happen.
    """
    _write_all({path: data})


def write_in_folder(path: Path, data: bytes) -> None:
    """Write a file as `write_atomically` does, in a folder that is made where it is missing."""
    write_in_folders({path: data})


def write_in_folders(files: Mapping[Path, bytes]) -> None:
    """Write files as `write_in_folder` does each; when it returns, all of them will last."""
    for folder in dict.fromkeys(path.parent for path in files):
        try:
            patiently(partial(folder.mkdir, parents=True, exist_ok=True), folder)
        except OSError as err:
            raise failure(next(p for p in files if p.parent == folder), err) from err
    paths = list(files)
    for start in range(0, len(paths), _AT_ONCE):
        _write_all({path: files[path] for path in paths[start : start + _AT_ONCE]})


def _write_all(files: Mapping[Path, bytes]) -> None:
    writing = _Writing(files)
    try:
        patiently(writing.once, next(iter(files)))
    except OSError as err:
        raise failure(writing.at, err) from err


class _Writing:
    """Files on their way into place; `at` is the one that is being dealt with."""

    def __init__(self, files: Mapping[Path, bytes]) -> None:
        self._files = files
        self.at = next(iter(files))

    def once(self) -> None:
        """Write each beside itself, flush and read back all, and only then put them in place.

        The first flush takes most of what was written to the disk, and a folder is flushed once:
        a flush is what a slow disk or share takes longest for.
        """
        with contextlib.ExitStack() as stack:
            beside = {path: stack.enter_context(_Beside(path)) for path in self._each()}
            for path in self._each():
                beside[path].write(self._files[path])
            for path in self._each():
                beside[path].settle(self._files[path])
            for path in self._each():
                _replace(beside[path].temporary, path)
            for folder in dict.fromkeys(path.parent for path in self._each()):
                _flush_folder(folder)

    def _each(self) -> Iterator[Path]:
        for path in self._files:
            self.at = path
            yield path


class _Beside:
    """A file with a name of its own beside the one that it is to become; in the end it is gone."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __enter__(self) -> Self:
        handle, name = tempfile.mkstemp(
            prefix=f".{self._path.stem[:40]}.", suffix=".part", dir=self._path.parent
        )
        self._stream = os.fdopen(handle, "wb")
        self.temporary = Path(name)
        return self

    def __exit__(self, *_: object) -> None:
        with contextlib.suppress(OSError):
            self._stream.close()
        with contextlib.suppress(OSError):
            self.temporary.unlink(missing_ok=True)

    def write(self, data: bytes) -> None:
        """Write the content, as far as the system's own memory."""
        self._stream.write(data)
        self._stream.flush()

    def settle(self, data: bytes) -> None:
        """Have the disk take the content, see that it gives it back, and let it be read."""
        os.fsync(self._stream.fileno())
        self._stream.close()
        if self.temporary.read_bytes() != data:
            name = self._path.name
            raise NotWritten(f"{name} was not written: the disk gave back something else.")
        is_there = self._path.exists()
        self.temporary.chmod(self._path.stat().st_mode & 0o777 if is_there else 0o666 & ~_umask())


def failure(path: Path, err: OSError) -> NotWritten:
    """Return what to tell people when a file could not be written."""
    if err.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return NotWritten(
            f"There is no room left on the disk, so {path.name} was not written. Make room and "
            "run this again."
        )
    if err.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return NotWritten(
            f"{path.name} could not be written: it is open in another program, or you may not "
            f"write to {path.parent}. Close it, or ask for the right to write there."
        )
    if err.errno in (errno.ENOENT, errno.ENOTDIR, errno.EEXIST, errno.ESTALE):
        return NotWritten(f"{path.name} could not be written: there is no folder {path.parent}.")
    if is_passing(err):
        return NotWritten(
            f"{path.name} could not be written: the disk or share that it is on does not answer "
            f"({err.strerror or err}). It is as it was. Run this again when the share is back."
        )
    return NotWritten(f"{path.name} could not be written: {err.strerror or err}.")


def _replace(temporary: Path, path: Path) -> None:
    """Put a file in place; a virus scanner or a share may hold the old one for a moment."""
    for wait in (0.1, 0.3, 0.6):
        try:
            temporary.replace(path)
        except PermissionError:
            time.sleep(wait)
        else:
            return
    temporary.replace(path)


def mark_of_opener(path: Path) -> Path | None:
    """Return the file that says that a workbook is open, None when there is none.

    Excel leaves ~$name.xlsx beside it, LibreOffice .~lock.name.xlsx#; after a crash it stays.
    """
    marks = path.with_name(f"~${path.name}"), path.with_name(f".~lock.{path.name}#")
    return next((mark for mark in marks if mark.exists()), None)


def is_open_elsewhere(path: Path) -> str | None:
    """Return who has a workbook open ("someone" when it cannot be read), None when nobody has."""
    mark = mark_of_opener(path)
    if mark is None:
        return None
    owner = _excel_owner(mark) if mark.name.startswith("~$") else _libre_owner(mark)
    return owner or "someone"


@dataclass(frozen=True)
class Kept:
    """One line of the manifest: what was kept, of what kind, when (ISO, no zone) and where.

    `name` is what the file was called, `path` where it stands in the archive. For a master that
    was replaced, `why` is the command and `made` the hash of what took its place; for a closed
    month `history` is the hash of what went into History.
    """

    kind: str
    name: str
    sha256: str
    path: str
    at: str
    size: int
    why: str = ""
    made: str = ""
    history: str = ""


@dataclass(frozen=True)
class Step:
    """A master taking another's place: by which command, and the hash of the new one."""

    why: str
    made: str


def archive_of(master: Path) -> Path:
    """Return the archive folder of a master: <master>.archive beside it."""
    return master.with_name(f"{master.name}.archive")


@dataclass(frozen=True)
class ToKeep:
    """Content to keep, and what it was called."""

    data: bytes
    name: str
    history: str = ""


def keep(
    archive: Path, data: bytes, name: str, *, kind: str, at: datetime, step: Step | None = None
) -> str:
    """Keep content under its kind and return its path in the archive, such as returns/1f3a….xlsx.

    The same content of the same name and kind is kept once, whenever it comes; each step has a
    line of its own.
    """
    (where,) = keep_all(archive, [ToKeep(data, name)], kind=kind, at=at, step=step)
    return where


def keep_all(
    archive: Path,
    contents: Sequence[ToKeep],
    *,
    kind: str,
    at: datetime,
    step: Step | None = None,
) -> tuple[str, ...]:
    """Keep several contents as `keep` does one, with one change to the list of what is kept."""
    known = list(kept_in(archive))
    seen = {(line.kind, line.name, line.sha256) for line in known}
    lines = [_line_of(content, kind, at) for content in contents]
    _keep_content(archive, kind, dict(zip(lines, contents, strict=True)))
    before = len(known)
    for line in lines:
        key = kind, line.name, line.sha256
        if step:
            known.append(replace(line, why=step.why, made=step.made))
        elif key not in seen:
            known.append(line)
            seen.add(key)
    if len(known) > before:
        _write_manifest(archive, known)
    return tuple(line.path for line in lines)


def _line_of(content: ToKeep, kind: str, at: datetime) -> Kept:
    digest = sha256(content.data).hexdigest()
    where = f"{kind}/{digest}{Path(content.name).suffix.lower()}"
    moment, size = at.isoformat(timespec="seconds"), len(content.data)
    return Kept(kind, content.name, digest, where, moment, size, history=content.history)


def _keep_content(archive: Path, kind: str, contents: Mapping[Kept, ToKeep]) -> None:
    """Write what the archive does not hold yet, or holds otherwise."""
    folder = archive / kind
    there = patiently(lambda: _names_in(folder), folder)
    missing = {}
    for line, content in contents.items():
        path = archive / line.path
        if path.name not in there or patiently(path.read_bytes, path) != content.data:
            missing[path] = content.data
    write_in_folders(missing)


def _names_in(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()} if folder.exists() else set()


def kept_in(archive: Path) -> tuple[Kept, ...]:
    """Return what the archive holds, oldest first; nothing when there is no archive yet."""
    path = archive / _MANIFEST
    if not path.exists():
        return ()
    lines = patiently(lambda: path.read_text(encoding="utf-8"), path).splitlines()
    return tuple(Kept(**json.loads(line)) for line in lines if line.strip())


def verify(archive: Path) -> tuple[str, ...]:
    """Return a sentence for each kept file that is missing or has changed."""
    problems = []
    for kept in kept_in(archive):
        path = archive / kept.path
        if not path.exists():
            problems.append(f"{kept.path} ({kept.name}) is missing from the archive.")
        elif sha256(path.read_bytes()).hexdigest() != kept.sha256:
            problems.append(f"{kept.path} ({kept.name}) has changed since it was kept.")
    return tuple(dict.fromkeys(problems))


def _umask() -> int:
    """Return the mask of new files, which can only be read by setting it."""
    mask = os.umask(0o022)
    os.umask(mask)
    return mask


def _flush_folder(folder: Path) -> None:
    # A rename lasts through a power cut once its folder is flushed; Windows cannot open one.
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    except OSError as err:
        # Some shares flush no folders; the file is in its place all the same.
        if err.errno not in (errno.EINVAL, errno.ENOSYS, errno.ENOTSUP):
            raise
    finally:
        os.close(handle)


def _excel_owner(path: Path) -> str:
    """Return the name in Excel's file: a length, then letters; then the same in two bytes each."""
    try:
        content = path.read_bytes()
    except OSError:
        return ""
    if not content or content[0] > _OWNER_LETTERS:
        return ""
    wide = content[_OWNER_LETTERS + 3 : _OWNER_LETTERS + 3 + 2 * content[0]]
    if len(content) >= 3 * _OWNER_LETTERS and len(wide) == 2 * content[0]:
        return wide.decode("utf-16-le", "replace").strip()
    return content[1 : 1 + content[0]].decode("cp1252", "replace").strip()


def _libre_owner(path: Path) -> str:
    try:
        fields = path.read_text(encoding="utf-8", errors="replace").split(",")
    except OSError:
        return ""
    return next((field.strip() for field in fields[:2] if field.strip()), "")


def _write_manifest(archive: Path, lines: Sequence[Kept]) -> None:
    text = "".join(json.dumps(asdict(line), ensure_ascii=False) + "\n" for line in lines)
    write_in_folder(archive / _MANIFEST, text.encode("utf-8"))
