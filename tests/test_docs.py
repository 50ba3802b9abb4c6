"""The documentation is in step with the code."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path

import pytest

from xlplan.cli.parser import build_parser
from xlplan.rules.catalogue import catalogue

ROOT = Path(__file__).parent.parent
_spec = importlib.util.spec_from_file_location("generate", ROOT / "docs" / "generate.py")
assert _spec and _spec.loader
generate = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(generate)


@pytest.mark.parametrize("name", generate.PAGES)
def test_a_generated_page_is_as_the_code_says(name: str):
    written = (ROOT / "docs" / name).read_text(encoding="utf-8")

    assert written == generate.PAGES[name](), "run: python docs/generate.py"


def test_the_readme_is_short_and_its_links_lead_somewhere():
    text = (ROOT / "README.md").read_text(encoding="utf-8")

    assert len(text.splitlines()) < 120
    for target in re.findall(r"\]\(([^)#]+)\)", text):
        assert (ROOT / target).exists(), target


def test_every_command_that_the_docs_name_exists():
    commands = set(re.findall(r"^ {4}(\w+)\b", build_parser().format_help(), re.MULTILINE))
    pages = [ROOT / "README.md", *(ROOT / "docs").glob("*.md")]
    named = {
        name
        for page in pages
        for name in re.findall(r"[`$] ?xlplan ([a-z]+)\b", page.read_text(encoding="utf-8"))
    }

    assert commands >= {"demo", "new", "issue", "check", "consolidate", "close", "rollup"}
    assert named and named <= commands


def test_every_rule_is_on_the_rules_page():
    page = (ROOT / "docs" / "rules.md").read_text(encoding="utf-8")

    for rule in catalogue():
        assert f"### {rule.code} {rule.name}" in page


def test_no_page_names_a_path_of_one_machine():
    for page in [*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")]:
        assert not re.search(r"/(home|work|tmp|root)/", page.read_text(encoding="utf-8")), page
