"""What is wrong with a council's own Word template, in words that say what to do about it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from difflib import get_close_matches
from pathlib import Path
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints
from zipfile import BadZipFile, ZipFile

from docx.oxml.ns import qn
from docxtpl import DocxTemplate
from jinja2 import Environment, TemplateError, TemplateSyntaxError, nodes
from lxml import etree

from xlplan.palette import SWATCHES
from xlplan.rendering.word import word_environment
from xlplan.rendering.word_drawings import Drawings
from xlplan.rendering.word_nesting import tag_problems
from xlplan.rendering.wordml import rating_style

_PARTS = re.compile(r"word/(document|header\d*|footer\d*)\.xml")
_WHOLE = re.compile(r"\{%-?\s*(?:p|tr|tc)\s.*?%\}|\{\{-?\s*p\s.*?\}\}", re.S)
_TAGS = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.S)
_RATINGS = tuple(rating_style(swatch.key) for swatch in SWATCHES)
# What a filter prints is in these styles; a template that does not use it needs none of them.
_STYLES: Mapping[str, tuple[str, ...]] = {
    "told": ("Told", "ToldBullet", "Strong"),
    "rating": _RATINGS,
    "pill": _RATINGS,
    "letter": _RATINGS,
}


@dataclass(frozen=True)
class TemplateProblem:
    """One thing to put right in a template: where it is, and what to do."""

    where: str
    what: str


def problems_in(template: Path, paper: type, sample: object) -> tuple[TemplateProblem, ...]:
    """Return everything to put right in a Word template for a kind of paper.

    `sample` is a paper that is printed with the template, to see that it prints. Each unknown tag
    is found, not only the first, and also those that the sample would not reach.
    """
    try:
        with ZipFile(template) as archive:
            parts = {n: archive.read(n) for n in archive.namelist() if _PARTS.fullmatch(n)}
            styles = archive.read("word/styles.xml")
        word = DocxTemplate(template)
        word.init_docx()
    except (OSError, BadZipFile, KeyError, ValueError, etree.XMLSyntaxError):
        return (TemplateProblem(template.name, "This is no Word document (.docx)."),)
    environment = word_environment(Drawings(word))
    found: list[TemplateProblem] = []
    used: set[str] = set()
    for name, data in sorted(parts.items()):
        where = {"document": "The text"}.get(name[5:-4], f"The {name[5:-4].rstrip('0123456789')}")
        source = word.patch_xml(etree.tostring(etree.fromstring(data), encoding="unicode"))
        told, filters = _in_part(data, source, environment, paper)
        found += (TemplateProblem(where, what) for what in told)
        used |= filters
    known = {s.get(qn("w:styleId"), "") for s in etree.fromstring(styles).iter(qn("w:style"))}
    found += _styles(parts, used, known)
    return tuple(found) or tuple(_printed(word, environment, sample))


def _in_part(
    data: bytes, source: str, environment: Environment, paper: type
) -> tuple[list[str], set[str]]:
    """Return what is wrong with the tags of one part, and the filters that they name."""
    told = [*_beside(data)]
    broken = [*tag_problems(data)]
    if broken:
        return [*told, *broken], set()
    try:
        tree = environment.parse(source)
    except TemplateSyntaxError as problem:
        return [*told, _unreadable(problem, source, environment)], set()
    told += dict.fromkeys(_Tags(paper).problems(tree))
    filters = {node.name for node in tree.find_all(nodes.Filter)}
    told += (
        f'There is no filter "{name}".{_meant(name, environment.filters)}'
        for name in sorted(filters - set(environment.filters))
    )
    return told, filters


def _beside(data: bytes) -> Iterator[str]:
    """Yield paragraphs in which words stand beside a tag that takes its whole paragraph."""
    for paragraph in etree.fromstring(data).iter(qn("w:p")):
        text = "".join(t.text or "" for t in paragraph.iter(qn("w:t")))
        found = _WHOLE.search(text)
        if found and _WHOLE.sub("", text, count=1).strip():
            yield (
                f'"{_WHOLE.sub("", text, count=1).strip()[:60]}" stands in one paragraph with '
                f"{found[0]}, and would not print. Give it a paragraph of its own."
            )


def _unreadable(problem: TemplateSyntaxError, source: str, environment: Environment) -> str:
    """Say which tag cannot be read; a loop or condition that is not closed has no one tag."""
    for tag in _TAGS.findall(source):
        if tag.startswith("{{"):
            try:
                environment.parse(tag)
            except TemplateSyntaxError as alone:
                return f"{tag} cannot be read: {alone.message}."
    return f"The tags cannot be read: {problem.message}"


def _meant(name: str, known: Any) -> str:
    close = get_close_matches(name, list(known), 1)
    return f" Did you mean {close[0]}?" if close else ""


def _styles(parts: Mapping[str, bytes], used: set[str], known: set[str]) -> list[TemplateProblem]:
    asked = {style for name in used for style in _STYLES.get(name, ())}
    for data in parts.values():
        text = data.decode("utf-8")
        asked |= set(re.findall(r'<w:(?:pStyle|rStyle|tblStyle) w:val="([^"]+)"', text))
        for said in re.findall(r"told\([^)]*style=.(\w+)", text):
            asked |= {said, f"{said}Bullet"}
    return [
        TemplateProblem("The styles", f'The style "{name}" is missing. Copy it from the template.')
        for name in sorted(asked - known)
    ]


def _printed(word: DocxTemplate, environment: Any, sample: object) -> Iterator[TemplateProblem]:
    try:
        word.render({"paper": sample}, environment, autoescape=True)
    except (TemplateError, etree.XMLSyntaxError, TypeError, ValueError, AttributeError) as problem:
        yield TemplateProblem("A sample paper", f"It does not print: {problem}.")


class _Tags:
    """Follows what each name of a template stands for, and tells of fields that do not exist."""

    def __init__(self, paper: type) -> None:
        self._names: dict[str, Any] = {"paper": paper, "loop": None}

    def problems(self, tree: nodes.Node) -> Iterator[str]:
        """Yield what is wrong with every tag, in order."""
        for child in tree.iter_child_nodes():
            if isinstance(child, nodes.For):
                yield from self._loop(child)
            else:
                yield from self._tag(child)
                yield from self.problems(child)

    def _loop(self, loop: nodes.For) -> Iterator[str]:
        yield from self._expression(loop.iter)
        before = dict(self._names)
        if isinstance(loop.target, nodes.Name):
            self._names[loop.target.name] = _member(self._kind(loop.iter))
        if loop.test:
            yield from self._expression(loop.test)
        for node in loop.body:
            yield from self.problems(nodes.Template([node]))
        self._names = before

    def _expression(self, node: nodes.Node) -> Iterator[str]:
        yield from self._tag(node)
        yield from self.problems(node)

    def _tag(self, node: nodes.Node) -> Iterator[str]:
        if isinstance(node, nodes.Name) and node.ctx == "load" and node.name not in self._names:
            yield f'There is no "{node.name}".{_meant(node.name, self._names)}'
        if isinstance(node, nodes.Getattr):
            owner = self._kind(node.node)
            if is_dataclass(owner) and isinstance(owner, type) and not hasattr(owner, node.attr):
                names = [f.name for f in fields(owner)]
                if node.attr not in names:
                    yield f'There is no "{_path(node)}".{_meant(node.attr, names)}'

    def _kind(self, node: nodes.Node) -> Any:
        """Return the type of an expression, None where it is not known."""
        if isinstance(node, nodes.Name):
            return self._names.get(node.name)
        if isinstance(node, nodes.Getattr):
            owner = self._kind(node.node)
            if is_dataclass(owner) and isinstance(owner, type):
                return _plain(get_type_hints(owner).get(node.attr))
        return None


def _plain(kind: Any) -> Any:
    """Return a type without its None."""
    if get_origin(kind) in (Union, UnionType):
        return next((part for part in get_args(kind) if part is not type(None)), None)
    return kind


def _member(kind: Any) -> Any:
    """Return what a tuple of one type holds."""
    return _plain(get_args(kind)[0]) if get_origin(kind) is tuple and get_args(kind) else None


def _path(node: nodes.Node) -> str:
    if isinstance(node, nodes.Getattr):
        return f"{_path(node.node)}.{node.attr}"
    return node.name if isinstance(node, nodes.Name) else "…"
