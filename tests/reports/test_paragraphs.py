import re

from hypothesis import given
from hypothesis import strategies as st

from xlplan.reports.context import Paragraph, TextRun
from xlplan.reports.paragraphs import opened_with, paragraphs


def plain(text: str, *, is_bullet: bool = False) -> Paragraph:
    return Paragraph((TextRun(text),), is_bullet)


def test_lines_are_paragraphs_and_blank_lines_go():
    assert paragraphs("One.\n\n  \r\nTwo.") == (plain("One."), plain("Two."))


def test_bullets_are_seen_however_they_are_typed():
    typed = "• one\n- two\n* three\n•four\n  – five"
    words = ["one", "two", "three", "four", "five"]
    assert paragraphs(typed) == tuple(plain(word, is_bullet=True) for word in words)


def test_a_hyphenated_or_negative_start_is_no_bullet():
    assert paragraphs("-5 degrees\n*starred*") == (plain("-5 degrees"), plain("*starred*"))


def test_words_between_double_stars_are_bold():
    assert paragraphs("Demolition is **nearly finished** now") == (
        Paragraph(
            (TextRun("Demolition is "), TextRun("nearly finished", bold=True), TextRun(" now"))
        ),
    )


def test_a_bullet_may_be_bold():
    assert paragraphs("* **Late**: six weeks")[0].runs[0] == TextRun("Late", bold=True)


def test_stars_without_a_partner_stay():
    assert paragraphs("2 ** 3 and ****") == (plain("2 ** 3 and ****"),)


def test_a_status_opens_the_first_paragraph():
    assert opened_with("Suspended", "By Cabinet, minute 12.") == (
        Paragraph(
            (TextRun("SUSPENDED.", bold=True), TextRun(" "), TextRun("By Cabinet, minute 12."))
        ),
    )


def test_a_status_stands_alone_before_bullets_and_before_nothing():
    alone = Paragraph((TextRun("COMPLETE.", bold=True),))
    assert opened_with("Complete", "") == (alone,)
    assert opened_with("Complete", "• x") == (alone, plain("x", is_bullet=True))


@given(st.text(alphabet="ab*•- \n–9", max_size=60))
def test_no_character_is_lost_but_spaces_and_marks(text: str):
    told = "".join(run.text for paragraph in paragraphs(text) for run in paragraph.runs)
    assert re.sub(r"[\s•*–-]", "", told) == re.sub(r"[\s•*–-]", "", text)


@given(st.text(max_size=80).filter(lambda t: not re.search(r"[-•·▪◦–*\uf0b7]", t)))
def test_text_without_marks_keeps_every_character(text: str):
    told = "".join(run.text for paragraph in paragraphs(text) for run in paragraph.runs)
    assert "".join(told.split()) == "".join(text.split())
