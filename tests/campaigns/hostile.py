"""Files that are malformed or mean harm, made from a seed: each gets one clear message.

Run it whole with `python -m tests.campaigns.hostile`; a part of it is a test. Every file is read in
a process with bounds on memory and processor time, where opening a socket or starting a program
other than our own children ends the run.
"""

from __future__ import annotations

import argparse
import io
import json
import random
import subprocess
import sys
import time
import warnings
import zipfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from tests.campaigns.good import Good, good
from tests.campaigns.programs import packed, parts_of

SEED = 20131031
MEMORY, SECONDS = 1_500_000_000, 20
ROOT = Path(__file__).parents[2]
_SHEET = "xl/worksheets/sheet2.xml"
_BOMB = (
    b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;">'
    b'<!ENTITY c "&b;&b;&b;&b;&b;">]><worksheet>&c;</worksheet>'
)
_OUTSIDE = b'<!DOCTYPE x [<!ENTITY a SYSTEM "http://127.0.0.1:9/x">]><worksheet>&a;</worksheet>'

Hostile = tuple[str, str, bytes]
"""The kind of harm, the name of the file, and its bytes."""


def hostile_files(base: Good, number: int, seed: int = SEED) -> Iterator[Hostile]:
    """Yield so many files of each kind that is drawn by chance, and one of each that is not."""
    chance = random.Random(seed)
    data, parts = base.filled, parts_of(base.filled)
    for count in range(number):
        cut = chance.randrange(1, len(data))
        yield "cut short", f"cut-{count}.xlsx", data[:cut]
        yield "bits flipped", f"bits-{count}.xlsx", _flipped(data, chance)
        yield "a part garbled", f"part-{count}.xlsx", _garbled(parts, chance)
        yield "a part missing", f"less-{count}.xlsx", _less(parts, chance)
        yield "noise", f"noise-{count}.xlsx", b"PK\x03\x04" + chance.randbytes(3000)
        yield "noise in a compound file", f"ole-{count}.xls", _ole(chance)
        yield "noise in a message", f"mail-{count}.msg", _ole(chance)
    for kind, change in _CHANGES.items():
        yield kind, f"{kind.replace(' ', '-')}.xlsx", packed(parts | change(parts))
    yield from _whole(data, parts)


def _flipped(data: bytes, chance: random.Random) -> bytes:
    made = bytearray(data)
    for _ in range(chance.randrange(1, 40)):
        made[chance.randrange(len(made))] ^= 1 << chance.randrange(8)
    return bytes(made)


def _garbled(parts: dict[str, bytes], chance: random.Random) -> bytes:
    name = chance.choice(sorted(parts))
    content = bytearray(parts[name])
    for _ in range(chance.randrange(1, 6)):
        at = chance.randrange(len(content))
        content[at : at + chance.randrange(1, 30)] = chance.randbytes(chance.randrange(0, 30))
    return packed(parts | {name: bytes(content)})


def _less(parts: dict[str, bytes], chance: random.Random) -> bytes:
    gone = chance.choice(sorted(parts))
    return packed({n: c for n, c in parts.items() if n != gone})


def _ole(chance: random.Random) -> bytes:
    marks = ("Workbook", "__properties_version1.0", "EncryptedPackage", "WordDocument")
    mark = chance.choice(marks).encode("utf-16-le")
    return bytes.fromhex("D0CF11E0A1B11AE1") + chance.randbytes(600) + mark + chance.randbytes(900)


def _cells(xml: bytes) -> bytes:
    return b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">' + xml


def _sheet(cells: bytes) -> Callable[[dict[str, bytes]], dict[str, bytes]]:
    whole = _cells(b"<sheetData>" + cells + b"</sheetData></worksheet>")
    return lambda parts: {_SHEET: whole}


def _in_sheet(old: bytes, new: bytes) -> Callable[[dict[str, bytes]], dict[str, bytes]]:
    return lambda parts: {_SHEET: parts[_SHEET].replace(old, new, 1)}


_CHANGES: dict[str, Callable[[dict[str, bytes]], dict[str, bytes]]] = {
    "entity bomb": lambda parts: {_SHEET: _BOMB},
    "entity from outside": lambda parts: {_SHEET: _OUTSIDE},
    "entity bomb in UTF-16": lambda parts: {_SHEET: _BOMB.decode().encode("utf-16")},
    "deep XML": lambda parts: {_SHEET: b"<a>" * 200_000 + b"</a>" * 200_000},
    "endless zeros": lambda parts: {_SHEET: b"<x>" + b" " * 120_000_000 + b"</x>"},
    "many tags": lambda parts: {_SHEET: _cells(b"<a/>" * 9_000_000 + b"</worksheet>")},
    "huge strings": lambda parts: {"xl/sharedStrings.xml": b"<sst>" + b"<si/>" * 8_100_000},
    "wrong encoding": lambda parts: {_SHEET: b'<?xml version="1.0" encoding="x-no"?><a/>'},
    "broken letters": lambda parts: {_SHEET: b'<?xml version="1.0"?><a>\xff\xfe\xfd</a>'},
    "negative place": _sheet(b'<row r="-5"><c r="A-5"><v>1</v></c></row>'),
    "a place beyond": _sheet(b'<row r="9999999999"><c r="ZZZZ9999999999"><v>1</v></c></row>'),
    "far corner": _sheet(b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'),
    "string beyond": _sheet(b'<row r="1"><c r="A1" t="s"><v>99999999</v></c></row>'),
    "string below": _sheet(b'<row r="1"><c r="A1" t="s"><v>-1</v></c></row>'),
    "not a number": _sheet(b'<row r="7"><c r="F7"><v>NaN</v></c><c r="G7"><v>1e999</v></c></row>'),
    "date out of range": _sheet(b'<row r="7"><c r="O7" s="1"><v>9e15</v></c></row>'),
    "merge of all": _in_sheet(b"</sheetData>", b'</sheetData><mergeCells><mergeCell ref="A1:'),
    "dimension of all": _in_sheet(b"<dimension ref=", b'<dimension ref="A1:XFD1048576" x='),
    "formula of DDE": _in_sheet(b"<f>", b"<f>cmd|'/c calc'!A1+"),
    "relations in a circle": lambda parts: {
        "xl/_rels/workbook.xml.rels": b'<Relationships xmlns="http://schemas.openxmlformats.org/'
        b'package/2006/relationships"><Relationship Id="rId1" Type="x/worksheet" '
        b'Target="workbook.xml"/></Relationships>'
    },
    "relations outside": lambda parts: {
        "_rels/.rels": b'<Relationships><Relationship Id="a" Type="x/officeDocument" '
        b'TargetMode="External" Target="http://127.0.0.1:9/book.xml"/></Relationships>'
    },
    "relations upwards": lambda parts: {
        "_rels/.rels": b'<Relationships><Relationship Id="a" Type="x/officeDocument" '
        b'Target="../../../../etc/passwd"/></Relationships>'
    },
    "types that lie": lambda parts: {"[Content_Types].xml": b"<Types/>"},
    "types that are none": lambda parts: {"[Content_Types].xml": b"nothing"},
}


def _whole(data: bytes, parts: dict[str, bytes]) -> Iterator[Hostile]:
    for name in (_SHEET, "/" + _SHEET, _SHEET.upper()):
        yield "a part twice", f"twice{name.count('/')}{name[-3:]}.xlsx", _doubled(parts, name)
    names = {"../../evil.xml": b"x", "/etc/passwd": b"x", "C:\\evil.exe": b"MZ"}
    yield "paths that climb", "climbing.xlsx", packed(parts | names)
    yield "ten thousand parts", "many.xlsx", packed({f"p{n}": b"" for n in range(10_050)})
    for name, start in {
        "a.exe.xlsx": b"MZ\x90\0",
        "picture.xlsx": b"\x89PNG\r\n\x1a\n",
        "paper.xls": b"%PDF-1.7\n",
        "page.xls": b"<html><script>alert(1)</script><table></table></html>",
        "rows.csv": b"Ref,Rating\n=cmd|'/c calc'!A1,Red\n",
        "zeros.xlsx": b"\0" * 5000,
        "blank.xlsx": b"   \r\n",
        "locked.xlsx": bytes.fromhex("D0CF11E0A1B11AE1") + "EncryptedPackage".encode("utf-16-le"),
        "deep.eml": _deep_message(),
        "nothing.eml": b"\0\xff" * 2000,
        "wide.ods": _wide_ods(),
    }.items():
        yield "another kind", name, start


def _doubled(parts: dict[str, bytes], name: str) -> bytes:
    made = io.BytesIO(packed(parts))
    with warnings.catch_warnings(), zipfile.ZipFile(made, "a") as archive:
        warnings.simplefilter("ignore")  # the name twice is what is wanted
        archive.writestr(zipfile.ZipInfo(name), b"<worksheet/>")
    return made.getvalue()


def _deep_message() -> bytes:
    heads = (f"Content-Type: multipart/mixed; boundary=b{n}\n\n--b{n}\n" for n in range(3000))
    return b"From: a@b.uk\n" + "".join(heads).encode()


def _wide_ods() -> bytes:
    cell = '<table:table-cell office:value-type="string"><text:p>x</text:p></table:table-cell>'
    empty = '<table:table-cell table:number-columns-repeated="16383"/>'
    far = f'<table:table-row table:number-rows-repeated="1048575"/><table:table-row>{empty}{cell}'
    office = "urn:oasis:names:tc:opendocument:xmlns"
    content = (
        f'<office:document-content xmlns:office="{office}:office:1.0" '
        f'xmlns:table="{office}:table:1.0" xmlns:text="{office}:text:1.0"><office:body>'
        f'<office:spreadsheet><table:table table:name="a"><table:table-row>{cell}'
        f"</table:table-row>{far}</table:table-row></table:table></office:spreadsheet>"
        "</office:body></office:document-content>"
    )
    kind = b"application/vnd.oasis.opendocument.spreadsheet"
    return packed({"mimetype": kind, "content.xml": content.encode()})


_REFUSED = frozenset(
    (
        "cut short",
        "noise",
        "noise in a compound file",
        "noise in a message",
        "entity bomb",
        "entity from outside",
        "entity bomb in UTF-16",
        "deep XML",
        "endless zeros",
        "many tags",
        "wrong encoding",
        "broken letters",
        "a place beyond",
        "far corner",
        "string beyond",
        "ten thousand parts",
        "a part twice",
    )
)
_CHILD = """
import json, resource, socket, sys
from pathlib import Path
resource.setrlimit(resource.RLIMIT_AS, ({memory}, {memory}))
def forbidden(*args, **kwargs):
    raise SystemExit("a socket was opened")
socket.socket.connect = socket.create_connection = socket.getaddrinfo = forbidden
import os
os.system = os.popen = os.execv = forbidden
from xlplan.cycle.checking import check
folder = Path(sys.argv[1])
for path in sorted(folder.iterdir()):
    before = resource.getrusage(resource.RUSAGE_SELF).ru_utime
    found = check([path], None).findings
    spent = resource.getrusage(resource.RUSAGE_SELF).ru_utime - before
    said = [[f.code, f.severity.value, f.message] for f in found]
    print(json.dumps([path.name, said, round(spent, 2)]), flush=True)
"""


def read_all(folder: Path) -> dict[str, tuple[list[list[str]], float]]:
    """Check every file of a folder in one bounded process; return findings and seconds by name."""
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", _CHILD.format(memory=MEMORY), str(folder)],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
        timeout=1800,
    )
    read = [json.loads(line) for line in done.stdout.splitlines()]
    if done.returncode:
        raise AssertionError(f"after {len(read)} files: {done.stderr[-2000:]}")
    return {name: (said, seconds) for name, said, seconds in read}


def wrong_of(files: Sequence[Hostile], folder: Path) -> tuple[list[str], float]:
    """Write files, have them read, and return what is wrong, and the longest time in seconds."""
    for _, name, data in files:
        (folder / name).write_bytes(data)
    read = read_all(folder)
    wrong = []
    for kind, name, _ in files:
        said, seconds = read.get(name, ([], 0.0))
        blocks = [code for code, severity, _ in said if severity == "block"]
        if len(blocks) > 1 or (blocks and len(said) > 1):
            wrong.append(f"{kind}, {name}: {len(said)} findings: {said[:3]}")
        if kind in _REFUSED and len(blocks) != 1:
            wrong.append(f"{kind}, {name}: not refused: {said[:3]}")
        if seconds > SECONDS:
            wrong.append(f"{kind}, {name}: {seconds} s")
        if name not in read:
            wrong.append(f"{kind}, {name}: not read")
    return wrong, max((seconds for _, seconds in read.values()), default=0.0)


def main() -> int:
    """Run the campaign and print what was seen; 1 when anything ended wrongly."""
    from tempfile import TemporaryDirectory

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--each", type=int, default=40, help="files of each kind by chance (40)")
    start = time.monotonic()
    files = list(hostile_files(good(), parser.parse_args().each))
    with TemporaryDirectory() as folder:
        wrong, longest = wrong_of(files, Path(folder))
    print(
        f"{len(files)} hostile files in {time.monotonic() - start:.0f} s, the longest {longest} s "
        f"of processor time, within {MEMORY // 10**6} MB: {len(wrong)} wrong"
    )
    for line in wrong:
        print(line)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
