"""The ribbon is two files in Excel's start folder; the doctor says in plain words what is amiss."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.test_cli import xlplan
from xlplan.cycle.storing import Refused
from xlplan.excel.addin import NAME, build_addin
from xlplan.excel.attaching import Need
from xlplan.excel.doctor import NO_CHILDREN, Desktop, examine
from xlplan.excel.installing import (
    PROGRAM_FILE,
    install,
    own_program,
    program_in,
    start_folder,
    starts_alone,
    uninstall,
)

EXCEL = r"HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\App Paths\excel.exe"
POLICY = r"HKCU\Software\Policies\Microsoft\Office\16.0\Excel\Security"
OWN = r"HKCU\Software\Microsoft\Office\16.0\Excel\Security"
DEFENDER = (
    r"HKLM\SOFTWARE\Policies\Microsoft\Windows Defender\Windows Defender Exploit Guard\ASR\Rules"
)
Registry = Mapping[tuple[str, str], object]


@pytest.fixture
def windows(tmp_path: Path) -> dict[str, str]:
    """What a Windows computer says of itself."""
    return {"APPDATA": str(tmp_path / "Roaming")}


@pytest.fixture
def program(tmp_path: Path) -> Path:
    """A Python without a window."""
    folder = tmp_path / "Scripts"
    folder.mkdir()
    (folder / "pythonw.exe").write_bytes(b"")
    return folder / "pythonw.exe"


def test_the_ribbon_goes_into_excels_start_folder_and_nowhere_else(
    tmp_path: Path, windows: dict[str, str], program: Path
):
    before = set(tmp_path.rglob("*"))

    done = install(None, program=program, starts=lambda _: True, environment=windows)

    folder = tmp_path / "Roaming" / "Microsoft" / "Excel" / "XLSTART"
    assert done.addin == folder / NAME
    assert {path.name for path in set(tmp_path.rglob("*")) - before if path.is_file()} == {
        NAME,
        PROGRAM_FILE,
    }
    assert (folder / NAME).read_bytes() == build_addin()
    assert (folder / PROGRAM_FILE).read_bytes() == f"{program}\r\n".encode("cp1252")
    assert program_in(folder / PROGRAM_FILE) == program


def test_installing_again_and_taking_away_leaves_what_others_put_there(
    windows: dict[str, str], program: Path
):
    folder = start_folder(windows)
    for _ in range(2):
        install(None, program=program, starts=lambda _: True, environment=windows)
    (folder / "personal.xlsb").write_bytes(b"theirs")

    gone = uninstall(None, environment=windows)

    assert [path.name for path in gone] == [NAME, PROGRAM_FILE]
    assert [path.name for path in folder.iterdir()] == ["personal.xlsb"]
    assert uninstall(None, environment=windows) == ()


def test_a_python_that_does_not_find_xlplan_alone_is_refused_before_anything_is_written(
    windows: dict[str, str], program: Path
):
    with pytest.raises(Refused, match="Install xlplan in a virtual environment"):
        install(None, program=program, starts=lambda _: False, environment=windows)
    with pytest.raises(Refused, match=r"There is no pythonw\.exe"):
        install(None, program=None, starts=lambda _: True, environment=windows)

    assert not start_folder(windows).exists()


def test_a_name_that_macros_cannot_read_is_refused(tmp_path: Path, windows: dict[str, str]):
    with pytest.raises(Refused, match="plain letters"):
        install(
            None,
            program=tmp_path / "Łódź" / "pythonw.exe",
            starts=lambda _: True,
            environment=windows,
        )


def test_excel_that_holds_the_file_is_told_in_plain_words(
    windows: dict[str, str], program: Path, monkeypatch: pytest.MonkeyPatch
):
    install(None, program=program, starts=lambda _: True, environment=windows)

    def locked(*args: object, **named: object) -> None:
        raise PermissionError(13, "The process cannot access the file")

    monkeypatch.setattr("xlplan.excel.installing.write_atomically", locked)
    with pytest.raises(Refused, match="Close Excel"):
        install(None, program=program, starts=lambda _: True, environment=windows)
    monkeypatch.setattr(Path, "unlink", locked)
    with pytest.raises(Refused, match="Close Excel"):
        uninstall(None, environment=windows)


def test_elsewhere_than_on_windows_a_folder_must_be_named(tmp_path: Path):
    with pytest.raises(Refused, match="Only Excel on Windows"):
        install(None, program=Path("p"), starts=lambda _: True, environment={})

    done = install(tmp_path / "package", program=None, starts=lambda _: True, environment={})

    assert done.program is None
    assert [path.name for path in (tmp_path / "package").iterdir()] == [NAME]


def test_a_python_is_tried_as_the_ribbon_starts_it(tmp_path: Path):
    assert starts_alone(Path(sys.executable)) in (True, False)
    assert not starts_alone(tmp_path / "none.exe")
    (tmp_path / "other").write_text("#!/bin/sh\nexit 1\n")
    (tmp_path / "other").chmod(0o755)
    assert not starts_alone(tmp_path / "other")
    (tmp_path / "pythonw.exe").write_bytes(b"")
    assert own_program(str(tmp_path / "python.exe")) == tmp_path / "pythonw.exe"
    assert own_program(sys.executable) is None


def looked(folder: Path, registry: Registry, *, starts: bool = True) -> dict[str, Need]:
    """What the doctor says of a Windows computer with such a registry, by its first words."""
    desktop = Desktop(folder, lambda key, name: registry.get((key, name)), starts=lambda _: starts)
    return {need.what: need for need in examine("win32", desktop)}


def missing(needs: Mapping[str, Need]) -> list[str]:
    return [what for what, need in needs.items() if not need.is_met]


def test_a_ribbon_in_place_lacks_nothing(windows: dict[str, str], program: Path):
    install(None, program=program, starts=lambda _: True, environment=windows)

    needs = looked(start_folder(windows), {(EXCEL, ""): r"C:\EXCEL.EXE"})

    assert missing(needs) == ["pywin32, through which xlwings speaks to Excel"]
    assert any(str(program) in what for what in needs)


@pytest.mark.parametrize(
    ("registry", "what", "advice"),
    [
        ({(EXCEL, ""): None}, "Excel, installed", "Excel in a browser cannot be used"),
        (
            {
                (POLICY, "VBAWarnings"): 4,
                (f"{POLICY}\\Trusted Locations", "AllLocationsDisabled"): 1,
            },
            "Macros in Excel's start folder may run",
            "A policy trusts no folder",
        ),
        ({(OWN, "DisableAllAddins"): 1}, "Macros in Excel's start folder may run", "no add-in"),
        ({(POLICY, "RequireAddinSig"): 1}, "Add-ins need no signature", "trusted publisher"),
        ({(DEFENDER, NO_CHILDREN): "1"}, "Excel may start other programs", "Defender's rule"),
    ],
)
def test_what_stands_in_the_way_is_named_with_what_to_do(
    windows: dict[str, str], program: Path, registry: Registry, what: str, advice: str
):
    install(None, program=program, starts=lambda _: True, environment=windows)

    needs = looked(start_folder(windows), {(EXCEL, ""): "there"} | dict(registry))

    assert what in missing(needs) and len(missing(needs)) == 2
    assert advice in needs[what].advice


def test_a_policy_stands_before_what_was_chosen_at_the_desk(windows: dict[str, str], program: Path):
    install(None, program=program, starts=lambda _: True, environment=windows)
    chosen = {(EXCEL, ""): "there", (POLICY, "RequireAddinSig"): 0, (OWN, "RequireAddinSig"): 1}

    assert len(missing(looked(start_folder(windows), chosen))) == 1


def test_a_missing_changed_or_lost_part_of_the_ribbon_is_told(
    windows: dict[str, str], program: Path
):
    folder, registry = start_folder(windows), {(EXCEL, ""): "there"}
    (absent,) = [n for n in looked(folder, registry).values() if n.what.startswith("The ribbon:")]
    assert not absent.is_met and absent.is_optional
    assert "xlplan excel install" in absent.advice

    install(None, program=program, starts=lambda _: True, environment=windows)
    (folder / NAME).write_bytes(build_addin() + b"signed")
    assert "The ribbon, as this xlplan makes it" in missing(looked(folder, registry))
    lost = missing(looked(folder, registry, starts=False))
    assert f"The Python that the ribbon starts: {program}" in lost
    (folder / PROGRAM_FILE).unlink()
    named = missing(looked(folder, registry))
    assert f"The Python that the ribbon starts: {PROGRAM_FILE}" in named


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has a start folder")
def test_the_command_installs_into_a_named_folder_and_takes_away_again(tmp_path: Path):
    refused = xlplan("excel", "install")
    there = xlplan("excel", "install", tmp_path)
    names = [path.name for path in tmp_path.iterdir()]
    gone, again = xlplan("excel", "uninstall", tmp_path), xlplan("excel", "uninstall", tmp_path)

    assert refused.status == 2 and "Only Excel on Windows" in refused.err
    assert there.status == 0 and f"The ribbon is in place: {tmp_path / NAME}" in there.out
    assert "Put the path of a pythonw.exe" in there.out
    assert names == [NAME]
    assert gone.out == f"Taken away: {tmp_path / NAME}\n"
    assert again.out == "The ribbon was not in place. Nothing was changed.\n"
