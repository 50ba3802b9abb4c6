from tests.rendering.sample import AMBER, GREEN
from xlplan.rendering.environment import month_words


def test_a_strip_is_told_by_its_changes():
    strip = (None, GREEN, GREEN, AMBER)

    assert month_words(strip, ("Jul 13", "Aug 13", "Sep 13", "Oct 13")) == (
        "Ratings by month: not yet in the plan from Jul 13, Green from Aug 13, Amber from Oct 13."
    )
