"""How findings name cells and quote texts."""

from xlplan.workbook.quoting import cells_in, excerpts, listed


def test_cells_are_named_as_the_fewest_areas_without_a_gap():
    block = [(row, column) for row in (4, 5, 6) for column in (2, 3)]

    assert cells_in([(9, 28), *block, (1, 2), (9, 27), (4, 2)]) == "B1, B4:C6, AA9:AB9"
    assert cells_in([]) == ""


def test_texts_are_whole_as_far_as_a_message_can_be_long():
    assert excerpts(["One.", "Two."]) == 'One."; "Two'
    assert excerpts(["a" * 1_400, "b" * 200, "c"]) == f'{"a" * 1_400}"; "{"b" * 100}…'
    assert excerpts([]) == ""


def test_of_very_many_names_the_first_are_told_and_how_many_there_are_besides():
    assert listed(["G6", "G7"]) == "G6, G7"
    assert listed([str(n) for n in range(33)]).endswith("28, 29 and 3 more")
