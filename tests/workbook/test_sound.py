"""Every kind of workbook, on every scale, is sound by an OOXML validator."""

import io
import struct
import zlib
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openxml_audit import OpenXmlValidator

from tests.support.plans import (
    MADE,
    RULES,
    item_row,
    new_master,
    new_return,
    own_row,
    owners_of,
    settings,
)
from tests.workbook.raw import parts_of
from xlplan.cycle.growing import add_workstreams
from xlplan.model import SCALES, Kind
from xlplan.rules.row_rules import row_rules
from xlplan.typed import Value
from xlplan.workbook.example import Example
from xlplan.workbook.new_master import build_master
from xlplan.workbook.new_return import build_return
from xlplan.workbook.pictures import size_of

OCTOBER = Example().latest(RULES)


def problems(path: Path) -> list[str]:
    """Return the errors of a workbook; that text stands in its cells is only a remark."""
    found = OpenXmlValidator().validate(path).errors
    return [f"{e.part_uri} {e.path}: {e.description}" for e in found if e.severity.name == "ERROR"]


@pytest.mark.parametrize("name", SCALES)
def test_a_master_that_grew_and_its_return_are_sound_on_every_scale(tmp_path: Path, name: str):
    scale = SCALES[name]
    rows = {"A": [own_row("A"), *(item_row(f"A{n}", rag=scale.ratings[n].word) for n in (0, 1, 2))]}
    new = replace(new_master(rows, settled=settings(scale=scale)), rules=row_rules(scale))
    master = tmp_path / "master.xlsx"
    master.write_bytes(build_master(replace(new, logo=picture(300, 90)), made=MADE))
    assert problems(master) == []
    streams = {"B": "Climate & nature", "C": "Reserves"}
    add_workstreams(master, streams, kind=Kind.WORKSTREAM, at=MADE)
    assert problems(master) == []

    asked = new_return(new, next(owners_of(new)))
    measure: Mapping[str, Value] = {
        "code": "M1",
        "title": "Empty homes",
        "unit": "homes",
        "target": 10,
    }
    full = replace(asked, measures=(measure,), logo=picture(300, 90))
    issued = tmp_path / "return.xlsx"
    issued.write_bytes(build_return(full, made=MADE))
    assert problems(issued) == []


def picture(width: int, height: int) -> bytes:
    """A PNG of one colour."""
    line = b"\0" + b"\x1f\x31\x50" * width
    chunks = (
        (b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)),
        (b"IDAT", zlib.compress(line * height)),
        (b"IEND", b""),
    )
    made = b"\x89PNG\r\n\x1a\n"
    for name, body in chunks:
        check = struct.pack(">I", zlib.crc32(name + body))
        made += struct.pack(">I", len(body)) + name + body + check
    return made


JPEG = bytes.fromhex("ffd8ffe000104a46494600010100000100010000ffc0000b08005a012c01011100ffd9")


def test_a_logo_is_sized_without_a_picture_library():
    assert size_of(picture(300, 90)) == (300, 90)
    assert size_of(JPEG) == (300, 90)
    assert size_of(b"\xff\xd8\xff") == (150, 56)


def test_the_councils_logo_stands_on_the_guide_and_says_what_it_is():
    new = new_return(OCTOBER, next(owners_of(OCTOBER)))
    plain, made = (build_return(n, made=MADE) for n in (new, replace(new, logo=picture(300, 90))))

    assert not [name for name in parts_of(plain) if "media" in name]
    (drawing,) = [part for name, part in parts_of(made).items() if "drawings/drawing" in name]
    assert b'descr="Maidstone Borough Council logo"' in drawing
    (shown,) = load_workbook(io.BytesIO(made))["Guide"]._images  # type: ignore[attr-defined]
    assert shown._data() == picture(300, 90)
