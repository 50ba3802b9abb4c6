"""The benchmark of papers still renders what the papers' own templates hold."""

from __future__ import annotations

import pytest

from benchmarks import papers


def test_the_bare_renders_have_the_text_of_the_papers(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(papers, "ITEMS", 3)
    paper = papers.report()

    assert paper.sections[0].items[0].title in papers.bare_html(paper)
    assert papers.bare_word(paper).startswith(b"PK")
