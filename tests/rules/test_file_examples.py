"""The rules about files, merging and the master, on their examples, in a month that is run."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.rules.file_examples import CONVERTED, FILES, Scene, two_owners
from tests.rules.merge_examples import IN_NOVEMBER, MERGED, TYPED_IN
from tests.rules.stage import Stage, build, copied
from tests.support.libreoffice import LibreOffice
from xlplan.rules.headers import HEADERS
from xlplan.typed import Value


def examples(table: str) -> list[tuple[str, str, bool, Scene]]:
    """Return the examples of a table: code, what it is, whether the rule fires, and the scene."""
    tables = {
        "files": FILES,
        "merged": MERGED,
        "in November": IN_NOVEMBER,
        "typed in": TYPED_IN,
    }
    return [
        (code, case.words, fires, scenes[case.words])
        for code, scenes in tables[table].items()
        for fires, cases in ((True, HEADERS[code].fires_on), (False, HEADERS[code].silent_on))
        for case in cases
        if case.words in scenes
    ]


@pytest.fixture(scope="module")
def october(tmp_path_factory: pytest.TempPathFactory) -> Stage:
    return build(tmp_path_factory.mktemp("october"))


@pytest.mark.parametrize(("code", "words", "fires", "scene"), examples("files"))
def test_an_example_among_what_came(
    october: Stage, tmp_path: Path, code: str, words: str, fires: bool, scene: Scene
):
    stage = copied(october, tmp_path)
    scene(stage)
    found = stage.check()
    assert (code in found) is fires, found


@pytest.mark.parametrize(("code", "words", "fires", "scene"), examples("merged"))
def test_an_example_in_a_consolidation(
    october: Stage, tmp_path: Path, code: str, words: str, fires: bool, scene: Scene
):
    stage = copied(october, tmp_path)
    scene(stage)
    found = stage.merge()
    assert (code in found) is fires, found


@pytest.fixture(scope="module")
def converted(
    october: Stage, libreoffice: LibreOffice, tmp_path_factory: pytest.TempPathFactory
) -> Mapping[str, bytes]:
    """The returns that LibreOffice saved in another format, by the words of their example."""
    folder = tmp_path_factory.mktemp("to convert")
    made: dict[str, bytes] = {}
    for ending in ("ods", "xls"):
        paths: dict[str, Path] = {}
        for scenes in CONVERTED.values():
            for words, (wanted, ref, key) in scenes.items():
                if wanted == ending:
                    paths[words] = folder / f"{len(paths)}.xlsx"
                    said: dict[tuple[str, str], Value] = {(ref, key): None} if ref else {}
                    paths[words].write_bytes(october.filled(said))
        saved = libreoffice.converted(paths.values(), ending)
        made |= {words: path.read_bytes() for words, path in zip(paths, saved, strict=True)}
    return made


@pytest.mark.libreoffice
@pytest.mark.parametrize(
    ("code", "words"), [(code, words) for code, scenes in CONVERTED.items() for words in scenes]
)
def test_an_example_in_another_format(
    october: Stage, tmp_path: Path, converted: Mapping[str, bytes], code: str, words: str
):
    stage = copied(october, tmp_path)
    stage.put(converted[words], f"return.{CONVERTED[code][words][0]}")
    fires = words in {case.words for case in HEADERS[code].fires_on}
    found = stage.check()
    assert (code in found) is fires, found


@pytest.fixture(scope="module")
def november(october: Stage, tmp_path_factory: pytest.TempPathFactory) -> Stage:
    stage = copied(october, tmp_path_factory.mktemp("november"))
    two_owners(stage)
    stage.merge()
    stage.november()
    for path in (stage.folder / "in").iterdir():
        path.unlink()
    return stage


@pytest.mark.parametrize(("code", "words", "fires", "scene"), examples("in November"))
def test_an_example_in_the_month_after(
    november: Stage, tmp_path: Path, code: str, words: str, fires: bool, scene: Scene
):
    stage = copied(november, tmp_path)
    scene(stage)
    found = stage.merge()
    assert (code in found) is fires, found


@pytest.mark.parametrize(("code", "words", "fires", "scene"), examples("typed in"))
def test_an_example_in_a_master(
    october: Stage, tmp_path: Path, code: str, words: str, fires: bool, scene: Scene
):
    stage = copied(october, tmp_path)
    scene(stage)
    found = stage.check_master()
    assert (code in found) is fires, found
