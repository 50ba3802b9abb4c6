"""The plan document as it is written, Word and HTML: its tables are those of the sources."""

from __future__ import annotations

import csv
import json
import re
from datetime import datetime
from pathlib import Path
from zipfile import ZipFile

import pytest

from tests.support.papers import Part, part, parts_of_docx, parts_of_html
from xlplan.cycle.papers import report_cabinet
from xlplan.cycle.plan_papers import report_plan
from xlplan.rendering.printers import find_libre_office
from xlplan.rules.row_rules import row_rules
from xlplan.workbook.example import Example
from xlplan.workbook.new_master import build_master

FACTS = Path(__file__).parents[1] / "facts"
PLAN = json.loads((FACTS / "maidstone_2012_15_plan.json").read_text("utf-8"))
REPORT = json.loads((FACTS / "bromsgrove_2009_10.json").read_text("utf-8"))
AT = datetime(2013, 11, 1, 9, 0)
HORIZONS = {
    "long_term": "Long term",
    "medium_term": "Medium term",
    "2012-13": "This year (2012/13)",
}


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[Path]]:
    """Each example's papers, written from its master workbook."""
    folder = tmp_path_factory.mktemp("papers")
    made: dict[str, list[Path]] = {}
    for name in ("maidstone-2012", "maidstone-2013", "bromsgrove-2009"):
        path = folder / f"{name}.xlsx"
        path.write_bytes(build_master(Example(name).latest(row_rules()), made=AT))
        papers = report_plan(path, folder / name, at=AT)
        made[name] = [p for paper in papers for p in paper.paths]
    return made


def read(path: Path) -> list[Part]:
    if path.suffix == ".docx":
        return parts_of_docx(path.read_bytes())
    return parts_of_html(path.read_text("utf-8"))


@pytest.fixture(params=[0, 1], ids=["word", "html"])
def draft(request: pytest.FixtureRequest, written: dict[str, list[Path]]) -> list[Part]:
    return read(written["maidstone-2012"][request.param])


@pytest.fixture(params=[0, 1], ids=["word", "html"])
def sections(request: pytest.FixtureRequest, written: dict[str, list[Path]]) -> list[Part]:
    return read(written["bromsgrove-2009"][request.param])


def test_without_a_program_to_lay_it_out_the_note_says_how_word_fills_in_the_pages(tmp_path: Path):
    path = tmp_path / "plan.xlsx"
    path.write_bytes(build_master(Example("maidstone-2012").latest(row_rules()), made=AT))

    papers = report_plan(path, tmp_path / "to", at=AT)

    assert len(papers) == 2
    assert all("press Ctrl+A and then F9" in paper.note for paper in papers)


@pytest.mark.libreoffice
def test_the_contents_of_the_plan_document_name_pages(tmp_path: Path):
    path = tmp_path / "plan.xlsx"
    path.write_bytes(build_master(Example("bromsgrove-2009").latest(row_rules()), made=AT))

    (paper,) = report_plan(path, tmp_path / "to", at=AT, printer=find_libre_office())

    with ZipFile(paper.paths[0]) as word:
        told = word.read("word/document.xml").decode()
    pages = re.findall(r'PAGEREF \w+ .*?"separate"/></w:r><w:r><w:t[^>]*>(\d+)</w:t>', told)
    assert paper.note == ""
    assert len(pages) == told.count("PAGEREF") > 10
    assert pages == sorted(pages, key=int) and pages[0] == "1" and int(pages[-1]) > 3


def below(parts: list[Part], heading: str) -> list[list[str]]:
    return part(parts, heading).rows[1:]


def test_the_ten_services_stand_in_rank_order_with_their_aims(draft: list[Part]):
    held = [[r, s, w.lower(), aim] for r, s, w, aim in below(draft, "Services in rank order")]
    assert held == [
        [str(s["rank"]), s["service"], s["workstream"].lower(), s["aim"]]
        for s in PLAN["priority_services"]
    ]
    assert len(held) == 10


def test_the_years_have_their_7_5_and_5_services_in_order(draft: list[Part]):
    table = part(draft, "Top services of each year").rows
    years = PLAN["priorities_by_year"]
    assert table[0] == ["Place", *years]
    columns = [[name for name in column if name] for column in zip(*table[1:], strict=True)][1:]
    assert columns == list(years.values())
    assert [len(column) for column in columns] == [7, 5, 5]


def test_the_matrix_holds_the_21_items_each_under_its_workstream(draft: list[Part]):
    table = part(draft, "What each workstream does").rows
    held = {
        heading.lower(): [text.split(" ", 1)[1] for text in texts if text]
        for heading, *texts in zip(*table, strict=True)
    }
    assert held == {name.lower(): items for name, items in PLAN["matrix"]["items"].items()}
    assert sum(map(len, held.values())) == 21


def test_the_horizons_are_those_of_the_source_where_it_is_whole(draft: list[Part]):
    printed = {
        row["service"]: [
            [HORIZONS[name], "\n".join(texts)] for name, texts in row["horizons"].items() if texts
        ]
        for row in PLAN["appendix_1"]["rows"]
    }
    for service, horizons in printed.items():
        if horizons:
            assert [line[:2] for line in below(draft, service)] == horizons, service
    without = [name for name, horizons in printed.items() if not horizons]
    assert f"None is set yet for {' and '.join(without)}." in part(draft, "Horizons").lines[0]


def test_every_horizon_names_the_items_that_deliver_it(draft: list[Part]):
    refs = {line[0] for p in draft if p.rows and p.rows[0][0] == "Ref" for line in p.rows[1:]}
    rows = [line for p in draft if p.rows and p.rows[0][0] == "Horizon" for line in p.rows[1:]]
    whole = [row["horizons"] for row in PLAN["appendix_1"]["rows"]]
    assert len(rows) == sum(bool(texts) for row in whole for texts in row.values())
    for _, _, delivered in rows:
        assert {item.split()[0] for item in delivered.split("; ")} <= refs


def test_streams_enablers_and_tools_are_led_by_those_whom_the_plan_names(draft: list[Part]):
    led = {
        line[1].lower(): line[2]
        for heading in ("Workstreams", "Enablers", "Tools")
        for line in below(draft, heading)
    }
    printed = {s["name"].lower(): s["owner_post"] for s in PLAN["streams"]}
    printed |= {t["name"].lower(): t["owner_post"] or "No post is named" for t in PLAN["tools"]}
    assert led == printed


def test_who_watches_the_plan_are_those_of_the_decision(draft: list[Part]):
    group = PLAN["governance"]["monitoring_group"]["decision"]
    posts = {line[0] for line in below(draft, "Who runs the plan")}
    assert posts == {member["post"] for member in group}


def test_the_46_links_of_the_19_risks_are_printed_from_either_side(sections: list[Part]):
    lines = (FACTS / "bromsgrove_risk_map.csv").read_text("utf-8").splitlines()
    rows = list(csv.DictReader(line for line in lines if not line.startswith("#")))
    printed = [(r["risk"], r["section"]) for r in rows]
    risks = below(sections, "Risks")
    assert [
        (code, answer.split()[0]) for code, _, answers in risks for answer in answers.split("; ")
    ] == printed
    assert {code: re.sub(r" \(with .*\)", "", title) for code, title, _ in risks} == {
        r["risk"]: r["risk_title"] for r in rows
    }
    back = [
        (answered.split()[0], place.split()[0])
        for place, answers in below(sections, "What each part of the plan answers")
        for answered in answers.split("; ")
    ]
    assert sorted(back) == sorted(printed) and len(back) == 46
    told = {code: answers for code, _, answers in risks}
    assert "HROD4 Performance culture (no part of the plan)" in told["KO15"]
    assert "FP1 Managing Finances (called Value for Money there)" in told["KO16"]


def test_implications_name_their_sections_and_sections_their_implications(sections: list[Part]):
    cited = {
        kind.lower(): codes
        for kind, codes in REPORT["sections_cited_outside_risk_table"].items()
        if isinstance(codes, list)
    }
    rows = dict(below(sections, "Implications"))
    held = {kind.lower(): [p.split()[0] for p in said.split("; ")] for kind, said in rows.items()}
    assert {kind: held[kind] for kind in cited} == cited
    assert rows["Policy"] == "The whole plan"
    back = dict(below(sections, "Implications by part of the plan"))
    met = {place.split()[0]: told.lower().split("; ") for place, told in back.items()}
    assert {
        kind: sorted(code for code, kinds in met.items() if kind in kinds) for kind in cited
    } == {kind: sorted(codes) for kind, codes in cited.items()}
    assert all("policy" in kinds for kinds in met.values()) and len(met) == 12


def test_no_heading_stands_over_nothing_and_no_column_is_empty(written: dict[str, list[Path]]):
    for path in (p for paths in written.values() for p in paths):
        parts = read(path)
        for place, one in enumerate(parts[1:-1], 1):
            heads_others = one.heading == "The plan in full"
            assert one.rows or one.lines or heads_others, (path.name, one.heading)
            for column in zip(*one.rows[1:], strict=True):
                assert any(column), (path.name, one.heading, place)


def test_measures_and_savings_are_drawn_with_what_they_show_in_words(
    written: dict[str, list[Path]],
):
    word, page = written["maidstone-2013"]
    with ZipFile(word) as archive:
        names = archive.namelist()
        document = archive.read("word/document.xml").decode()
        charts = [archive.read(n).decode() for n in names if n.startswith("word/charts/chart")]
    assert len(charts) == 5
    assert [c for c in charts if "<c:lineChart>" in c and "Target 50% by 31 March 2015" in c]
    told = re.findall(r'descr="([^"]+)"', document)
    recycled = next(t for t in told if t.startswith("Household waste recycled"))
    assert recycled.startswith("Household waste recycled: from 43% at the start to 43.8% in Sept")
    assert recycled.endswith("46.9% in September 2013. The target is 50% by 31 March 2015.")
    saved = next(t for t in told if t.startswith("Savings and income by year"))
    assert "2013/14: target £1,220,000, achieved £490,000 and forecast £1,140,800" in saved
    drawn = re.findall(r'<svg class="figures" role="img" aria-label="([^"]+)"', page.read_text())
    assert set(drawn) == set(told)


def test_money_adds_up_by_item_year_kind_and_funding(written: dict[str, list[Path]]):
    parts = read(written["maidstone-2013"][0])
    by_item = part(parts, "Savings").rows
    for column in range(1, len(by_item[0])):
        amounts = [_pounds(line[column]) for line in by_item[1:]]
        assert sum(amounts[:-1]) == amounts[-1]
    by_year, by_kind = below(parts, "Savings so far"), below(parts, "Savings by kind")
    assert [_pounds(line[1]) for line in by_year[:-1]] == [
        _pounds(amount) for amount in by_item[-1][1:-1]
    ]
    whole = [_pounds(amount) for amount in by_year[-1][1:]]
    money = [line for line in by_kind if "FTE" not in line[1]]
    assert [sum(_pounds(line[n]) for line in money) for n in (1, 2, 3)] == whole
    assert by_kind[-1] == ["Efficiency (FTE)", "7 FTE", "4 FTE", "7 FTE"]
    assert whole[0] == 2_900_000
    needed = [_pounds(line[3]) for line in below(parts, "Resources")]
    totals = below(parts, "Resources by year and funding")[-1]
    assert sum(needed) == _pounds(totals[-1]) == sum(_pounds(cell) for cell in totals[1:-1])


def _pounds(text: str) -> int:
    return int(re.sub(r"[£,–]", "", text) or 0)


def test_the_cover_paper_asks_gives_its_reasons_and_marks_what_its_author_has_to_say(
    written: dict[str, list[Path]],
):
    cover = read(written["maidstone-2012"][2])
    assert part(cover, "Recommendations").lines[0] == (
        "That the draft Improvement Plan 2012–15 be approved for consultation."
    )
    alternatives = part(cover, "Alternatives considered, and why not recommended")
    assert "sight of many pieces" in alternatives.lines[0]
    about = dict(cover[0].rows)
    assert about["Report of"] == PLAN["governance"]["approval"]["report_by_post"]
    assert about["Meeting"] == "Cabinet, 11 April 2012"
    assert about["Key decision"] == "To be completed"
    brief = below(cover, "The plan in brief")
    assert sum(int(line[3]) for line in brief) == 21


def test_cabinet_reads_where_actions_come_from_either_way_and_sees_the_measures(tmp_path: Path):
    path = tmp_path / "master.xlsx"
    path.write_bytes(build_master(Example("maidstone-2013").latest(row_rules()), made=AT))
    word, page, *_ = report_cabinet(path, tmp_path / "papers", at=AT).paths
    for parts in (read(word), read(page)):
        came = {line[0]: line[2] for line in below(parts, "Where actions come from")}
        assert came["PS Place Survey"].splitlines() == [
            "TR1.2 Customer centricity recommendations",
            "TR1.6 Website",
        ]
        answers = dict(below(parts, "What each item answers"))
        assert answers["EC5 Corporate peer review"] == (
            "PR Corporate peer review: Draw up an action plan from the final report."
        )
        ((partner, works_on),) = below(parts, "Partners")
        assert partner == "Mid Kent Improvement Partnership"
        assert [line.split()[0] for line in works_on.splitlines()] == ["TR4", "TR9", "TR10"]
    with ZipFile(word) as archive:
        charts = [n for n in archive.namelist() if n.startswith("word/charts/chart")]
        lines = [n for n in charts if b"<c:lineChart>" in archive.read(n)]
    assert len(lines) == 4
    drawn = re.findall(r'<svg class="figures" role="img" aria-label="([^"]+)"', page.read_text())
    assert len(drawn) == 5 and any(t.startswith("Savings and income by year") for t in drawn)
