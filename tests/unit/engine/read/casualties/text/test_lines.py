"""Which line breaks part what is told."""

import pytest

from replay.engine.read.casualties import read, summarise
from replay.engine.read.casualties.text.lines import with_breaks


@pytest.mark.parametrize(
    ("text", "killed"),
    [
        ("Two porters died\nThree drivers died", [2, 3]),
        ("Mine kills 3 in Ulm\r\nFlood kills 40 in Bonn", [3, 40]),
        ("\u2022 Two porters died in Ulm\n\u2022 Three porters died in Bonn", [2, 3]),
        ("What is known:\n- two porters were killed in Ulm\n- three porters were killed in Bonn", [2, 3]),
        ("1. Two porters died in Ulm\n2. Three porters died in Bonn", [2, 3]),
    ],
)
def test_lines_that_tell_by_themselves_are_sentences(text: str, killed: list[int]) -> None:
    """Headlines on lines of their own and the items of a list are not added up, and none is lost."""
    mentions = read(text)
    assert [mention.min for mention in mentions] == killed
    assert summarise([mentions], statuses=["reported"])["killed"].min == max(killed)
    assert all("\n" not in text[mention.start : mention.end] for mention in mentions)


@pytest.mark.parametrize(
    "text",
    [
        "A mine killed 12 porters in\nBaghdad, and wounded\nfour.",
        "A mine killed 12 porters and\nFrench sailors.",
        "A mine killed 12 porters,\nTurkey said.",
        "A mine killed 12 porters of the\ncity, and four\nSyrian sailors.",
    ],
)
def test_paragraph_cut_to_a_width_stays_whole(text: str) -> None:
    """A break after which a sentence goes on parts nothing."""
    assert with_breaks(text) == text


def test_break_is_one_character() -> None:
    """Every place in the text stays where it was."""
    text = "Two died\n\nThree died\nFour died\r\n- Five died"
    assert len(with_breaks(text)) == len(text)
    assert with_breaks(text).split("\u2029") == ["Two died\n\nThree died", "Four died\r", "- Five died"]
