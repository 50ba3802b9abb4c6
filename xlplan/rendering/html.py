"""Papers as one web page each: nothing is fetched, and all is readable without script."""

from __future__ import annotations

from base64 import b64encode
from hashlib import sha256

from jinja2 import FileSystemLoader
from markupsafe import Markup

from xlplan.palette import ATTENTION, INK, NAVY, RULE_LINE, SWATCHES
from xlplan.rendering.environment import strict_environment
from xlplan.reports.context import ExceptionReport, ProgressReport
from xlplan.shipped import shipped


def render_progress(report: ProgressReport) -> str:
    """Return the progress report as a page."""
    return _render("progress.html.j2", report)


def render_exceptions(report: ExceptionReport) -> str:
    """Return the exception report as a page."""
    return _render("exceptions.html.j2", report)


def _render(template: str, paper: ProgressReport | ExceptionReport) -> str:
    folder = shipped("templates", "html")
    style = _palette_rules() + (folder / "paper.css").read_text(encoding="utf-8")
    script = (folder / "paper.js").read_text(encoding="utf-8")
    page = strict_environment(FileSystemLoader(folder)).get_template(template)
    return page.render(
        paper=paper,
        style=Markup(style),
        script=Markup(script),
        policy=_policy(style, script),
    )


def _policy(style: str, script: str) -> str:
    """Return a content security policy that allows this style and script and nothing else."""
    return (
        f"default-src 'none'; style-src '{_digest(style)}'; script-src '{_digest(script)}'; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    )


def _digest(text: str) -> str:
    return "sha256-" + b64encode(sha256(text.encode("utf-8")).digest()).decode("ascii")


def _palette_rules() -> str:
    ratings = "".join(
        f".is-{swatch.key}{{--fill:#{swatch.fill};--on-fill:#{swatch.text}}}\n"
        for swatch in SWATCHES
    )
    page = f":root{{--ink:#{INK};--navy:#{NAVY};--line:#{RULE_LINE};--attention:#{ATTENTION}}}\n"
    return page + ratings
