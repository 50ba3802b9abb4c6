"""What the layout promises: small documented modules, and each thing declared once."""

import ast
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
