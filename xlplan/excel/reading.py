"""The open workbook as xlplan reads it: by a copy, with the same safe reader as any file."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path

import xlwings as xw

from xlplan.cycle.checking import manifest_of
from xlplan.cycle.storing import Refused
from xlplan.workbook.guard import MASTER, read_file
from xlplan.workbook.manifest import Manifest
from xlplan.workbook.master import Master, master_of


@dataclass(frozen=True)
class Copied:
    """The open workbook's bytes as they are now, saved or not, and where it belongs."""

    path: Path
    data: bytes
    manifest: Manifest | None

    @property
    def role(self) -> str:
        """What the workbook says it is: master or return; "" when it is neither."""
        return self.manifest.role if self.manifest else ""


def copy_of(book: xw.Book) -> Copied:
    """Copy the open workbook to a temporary file and read that; the workbook stays as it is.

    Raise Refused when the workbook has no place of its own yet, or cannot be copied here.
    """
    path = Path(book.fullname)
    if not path.is_file():
        raise Refused(
            f"{book.name} has not been saved in a folder of this computer or network. Save it "
            "there and run this again."
        )
    save_copy = getattr(book.api, "SaveCopyAs", None)
    if save_copy is None:
        raise Refused(
            "Excel on this computer cannot give xlplan a copy of an open workbook. Save and close "
            "it, and use the command: xlplan --help."
        )
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / path.name
        save_copy(str(copy))
        data = read_file(copy, file=path.name, limits=MASTER)
    return Copied(path, data, manifest_of(data, path))


def master_in(book: xw.Book) -> Master:
    """Return the open workbook as a master; raise NotAMaster, or as `copy_of` does."""
    copied = copy_of(book)
    return master_of(copied.data, copied.path)
