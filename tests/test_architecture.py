"""What the layout promises: small documented modules, and each thing declared once."""

import ast
import sys
from collections import Counter
from pathlib import Path

import pytest

from xlplan import fields
from xlplan.fields import BY_NAME, FIELDS, Editor, FieldKind
from xlplan.model import Item
from xlplan.rules.row_rules import row_rules

PACKAGE = Path(__file__).parents[1] / "xlplan"
MODULES = sorted(path for path in PACKAGE.rglob("*.py") if "_shipped" not in path.parts)

each_module = pytest.mark.parametrize(
    "path", MODULES, ids=lambda path: path.relative_to(PACKAGE).as_posix()
)


@each_module
def test_a_module_says_what_it_is_in_one_sentence(path: Path):
    said = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
    assert said.splitlines()[:1] and said.split("\n\n")[0].rstrip()[-1] in ".:"


@each_module
def test_a_module_is_short_enough_to_read(path: Path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 400


@each_module
def test_a_module_is_named_after_what_it_holds(path: Path):
    vague = {"utils", "util", "helpers", "helper", "manager", "handler", "misc", "data", "common"}
    assert path.stem not in vague


def test_columns_are_declared_once():
    assert max(Counter(f.name for f in FIELDS).values()) == 1
    assert max(Counter(f.heading.lower() for f in FIELDS).values()) == 1


@pytest.mark.parametrize("field", FIELDS, ids=lambda field: field.name)
def test_a_column_tells_its_reader_what_it_is(field: fields.Field):
    assert field.help.endswith((".", ";"))
    assert 0 < field.width <= 100
    assert len(field.heading) <= 32  # the longest title of a message that Excel allows
    assert len(field.help) <= 255
    assert bool(field.options) <= (field.kind is FieldKind.CHOICE)


def test_every_column_of_a_sheet_is_in_the_catalogue_once():
    for names in (fields.RETURN_COLUMNS, fields.MASTER_COLUMNS):
        assert max(Counter(names).values()) == 1
        assert set(names) <= BY_NAME.keys()
    assert set(fields.MASTER_COLUMNS) == BY_NAME.keys()
    assert len(fields.RETURN_VISIBLE) <= 10


def test_every_column_but_the_formulas_is_a_part_of_an_item():
    parts = set(Item.__dataclass_fields__)
    formulas = {f.name for f in FIELDS if f.kind is FieldKind.FORMULA}
    assert BY_NAME.keys() - formulas == parts - {"workstream", "cells"}


def test_what_an_owner_fills_in_is_on_the_return():
    owners = {f.name for f in FIELDS if f.editor is Editor.OWNER}
    assert owners == set(fields.OWNERS_FIELDS) <= set(fields.RETURN_COLUMNS)
    assert not owners & set(fields.LOCKED_FIELDS)


def test_every_rule_points_to_a_column():
    assert {rule.at for rule in row_rules()} <= BY_NAME.keys()


def taken_by(module: str) -> set[str]:
    """Return the modules of the project that a module imports."""
    path = PACKAGE.parent.joinpath(*module.split("."))
    source = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
    found = set()
    for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names = {f"{node.module}.{alias.name}" for alias in node.names}
            found |= {name if name in NAMES else node.module for name in names}
    return found


def reached_from(*modules: str) -> set[str]:
    """Return some modules of the project and all that they import, by way of others too."""
    found: set[str] = set()
    waiting = {*modules}
    while waiting:
        found |= waiting
        waiting = {name for module in waiting for name in taken_by(module) & NAMES} - found
    return found


NAMES = {".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts) for path in MODULES}
NAMES = {name.removesuffix(".__init__") for name in NAMES}
GATE = sorted(name for name in NAMES if name.startswith("xlplan.workbook.gate"))
VALUES = {"xlplan.model", "xlplan.workbook.edits"}


@pytest.mark.parametrize("module", GATE, ids=lambda name: name.rpartition(".")[2])
def test_the_gate_has_no_code_of_the_editor_nor_of_the_reader(module: str):
    taken = taken_by(module)

    assert taken & NAMES <= {*GATE, *VALUES}
    assert {name.partition(".")[0] for name in taken} <= {*sys.stdlib_module_names, "xlplan"}


def test_the_gate_is_asked_by_the_editor_and_lends_it_nothing():
    takers = {(name, gate) for name in NAMES for gate in taken_by(name) if gate in GATE}
    outside = {(name, gate) for name, gate in takers if name not in GATE}

    assert outside == {("xlplan.workbook.patch", "xlplan.workbook.gate")}


def test_edits_are_values_without_what_makes_them():
    names = {*reached_from("xlplan.workbook.edits")} - reached_from("xlplan.model")

    assert names == {"xlplan.workbook.edits", "xlplan.workbook.cells"}


def test_a_preview_has_code_of_the_reader_and_none_of_the_editor():
    reader = reached_from("xlplan.workbook.package", "xlplan.workbook.edits")

    assert reached_from("xlplan.workbook.preview") - reader == {"xlplan.workbook.preview"}
    assert not reader & {f"xlplan.workbook.{name}" for name in ("patch", "book_draft", "grid")}
