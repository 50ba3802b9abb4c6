"""Papers as one web page each: nothing is fetched, and all is readable without script."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass
from hashlib import sha256

from jinja2 import FileSystemLoader
from markupsafe import Markup

from xlplan.palette import ATTENTION, INK, NAVY, RULE_LINE, SWATCHES, coloured, legible
from xlplan.rendering.environment import strict_environment
from xlplan.rendering.svg import bars
from xlplan.rendering.svg_figures import figure_drawing
from xlplan.reports.blocks import BlockPaper
from xlplan.reports.context import Brand, ExceptionReport, Mark
from xlplan.reports.paper_values import OfficersAnnex, ProgressReport
from xlplan.shipped import shipped

AnyPaper = ProgressReport | ExceptionReport | OfficersAnnex | BlockPaper


def render_progress(report: ProgressReport) -> str:
    """Return the progress report as a page."""
    return _render("progress.html.j2", report)


def render_exceptions(report: ExceptionReport) -> str:
    """Return the exception report as a page."""
    return _render("exceptions.html.j2", report)


def render_annex(annex: OfficersAnnex) -> str:
    """Return the officers' annex as a page."""
    return _render("annex.html.j2", annex)


def render_blocks(paper: BlockPaper) -> str:
    """Return a paper of blocks, such as the plan document, as a page."""
    return _render("blocks.html.j2", paper)


def _render(template: str, paper: AnyPaper) -> str:
    folder = shipped("templates", "html")
    style = _palette_rules(paper) + (folder / "paper.css").read_text(encoding="utf-8")
    script = (folder / "paper.js").read_text(encoding="utf-8")
    environment = strict_environment(FileSystemLoader(folder))
    environment.filters.update(page_filters())
    return environment.get_template(template).render(
        paper=paper,
        style=Markup(style),
        script=Markup(script),
        policy=_policy(style, script),
    )


def page_filters() -> Mapping[str, Callable[..., object]]:
    """Return what the templates of pages may pass their values through, by its name there."""
    return {
        "bars": bars,
        "drawing": figure_drawing,
        "logo_address": logo_address,
        "rows": named_rows,
        "with_columns": with_columns,
    }


def _policy(style: str, script: str) -> str:
    """Return a content security policy that allows this style and script and nothing else."""
    return (
        f"default-src 'none'; style-src '{_digest(style)}'; script-src '{_digest(script)}'; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    )


def _digest(text: str) -> str:
    return "sha256-" + b64encode(sha256(text.encode("utf-8")).digest()).decode("ascii")


def logo_address(brand: Brand) -> str:
    """Return a logo as an address that holds it."""
    kind = "png" if brand.logo.startswith(b"\x89PNG") else "jpeg"
    return f"data:image/{kind};base64,{b64encode(brand.logo).decode('ascii')}"


def named_rows(lines: Iterable[object], *names: str) -> list[tuple[object, ...]]:
    """Return the named fields of each line."""
    return [tuple(getattr(line, name) for name in names) for line in lines]


def with_columns(
    headings: Sequence[str], rows: Sequence[Sequence[object]], optional: Collection[str]
) -> tuple[list[str], list[list[object]]]:
    """Return a table without those optional columns that have nothing in any row."""
    kept = [n for n, h in enumerate(headings) if h not in optional or any(row[n] for row in rows)]
    return [headings[n] for n in kept], [[row[n] for n in kept] for row in rows]


def _palette_rules(paper: AnyPaper) -> str:
    swatches = dict.fromkeys((*SWATCHES, *(coloured(mark.key) for mark in _marks(paper))))
    ratings = "".join(
        f".is-{swatch.key}{{--fill:#{swatch.fill};--on-fill:#{swatch.text}}}\n"
        for swatch in swatches
    )
    band = legible(paper.brand.colour) if paper.brand.colour else NAVY
    page = f":root{{--ink:#{INK};--navy:#{band};--line:#{RULE_LINE};--attention:#{ATTENTION}}}\n"
    return page + ratings


def _marks(value: object) -> Iterator[Mark]:
    """Yield every mark that stands anywhere in a paper."""
    if isinstance(value, Mark):
        yield value
    elif isinstance(value, tuple):
        for part in value:
            yield from _marks(part)
    elif is_dataclass(value):
        for one in fields(value):
            yield from _marks(getattr(value, one.name))
