"""The council's own looks: its colour and its logo, as the Settings sheet names them."""

from __future__ import annotations

import re
from pathlib import Path

from xlplan.cycle.storing import Refused
from xlplan.model import Settings
from xlplan.reports.context import Brand
from xlplan.workbook.master import Master

_PICTURES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")
_HEX = re.compile(r"[0-9A-Fa-f]{6}")
_LARGEST_LOGO = 500_000


def brand(master: Master) -> Brand:
    """Return the council's colour and logo as its settings say; raise Refused for unusable ones."""
    settings = master.plan.settings
    colour = settings.colour.strip().lstrip("#")
    if colour and not _HEX.fullmatch(colour):
        raise Refused(
            f'Settings says Council colour "{settings.colour}". Type six hex digits, as 1F3150.'
        )
    return Brand(colour.upper(), logo_of(settings, master.path.parent))


def logo_of(settings: Settings, folder: Path) -> bytes:
    """Return the council's logo, which lies beside the master; b"" for none.

    Raise Refused for a picture that is not there or cannot be used.
    """
    name = settings.logo.strip()
    if not name:
        return b""
    path = folder / name
    if Path(name).name != name or not path.is_file():
        raise Refused(
            f'Settings says Council logo "{name}", and no such file is beside the master. Put it '
            "there, or clear the setting."
        )
    data = path.read_bytes()
    if not data.startswith(_PICTURES) or len(data) > _LARGEST_LOGO:
        raise Refused(f'The council logo "{name}" has to be a PNG or JPEG picture under 500 KB.')
    return data
