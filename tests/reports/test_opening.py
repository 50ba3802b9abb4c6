"""The opening of a commentary: whole sentences, as typed, and never much more than asked for."""

from hypothesis import given
from hypothesis import strategies as st

from xlplan.reports.opening import opening
from xlplan.reports.paragraphs import paragraphs


def opened(text: str, words: int = 45) -> list[str]:
    return [
        ("• " if p.is_bullet else "") + "".join(run.text for run in p.runs)
        for p in opening(paragraphs(text), words)
    ]


def test_what_is_short_stays_whole():
    assert opened("Posts are out to advert.") == ["Posts are out to advert."]


def test_nothing_opens_with_nothing():
    assert opening(()) == ()


def test_it_ends_with_the_last_sentence_that_fits():
    told = "One two three. Four five six. Seven eight nine."

    assert opened(told, 7) == ["One two three. Four five six."]


def test_the_first_sentence_is_never_broken_for_being_a_little_long():
    told = "One two three four five. Six."

    assert opened(told, 3) == ["One two three four five."]


def test_a_sentence_without_end_is_cut_and_says_so():
    (told,) = opened("word " * 200)

    assert told == " ".join(["word"] * 45) + "\u00a0…"


def test_only_the_first_paragraph_is_told():
    assert opened("The draft is written.\nTalks go on.\n- Park and Ride") == [
        "The draft is written."
    ]


def test_a_lone_bullet_is_printed_as_a_sentence():
    assert opened("- The review is done.\n- The survey is not.") == ["The review is done."]


def test_a_colon_brings_what_it_introduces():
    told = "Youth employment:\n- Eight have been mentored.\n- A fair was held.\n" + "- w" * 50

    assert opened(told, 12)[:2] == ["Youth employment:", "• Eight have been mentored."]
    assert len(opened(told, 12)) == 3


def test_full_stops_inside_a_sentence_do_not_end_it():
    told = "Cllr. Ash, Mr. J. Elm and St. Mary's met at 10.30 to settle £2.5m. It is done."

    assert opened(told, 12) == [told.removesuffix(" It is done.")]


def test_bold_is_kept_on_both_sides_of_the_cut():
    (told,) = opening(paragraphs("**The draft is written. It is long.** And more."), 4)

    assert [(run.text, run.bold) for run in told.runs] == [("The draft is written.", True)]


@given(st.lists(st.text(min_size=1, max_size=8), max_size=200).map(" ".join))
def test_it_is_always_how_the_text_begins(text):
    told = paragraphs(text)
    for part, whole in zip(opening(told), told, strict=False):
        begun = "".join(run.text for run in part.runs).removesuffix("\u00a0…")
        assert "".join(run.text for run in whole.runs).startswith(begun)
        assert len(begun.split()) <= 60
