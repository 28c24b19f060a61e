"""Which mentions add to a toll told of elsewhere."""

import pytest

from replay.engine.read.casualties import read


@pytest.mark.parametrize(
    "text",
    [
        "Two more soldiers were killed.",
        "A bomb killed 12 more.",
        "At least two more soldiers were killed.",
        "Another soldier was killed.",
        "Another 12 people died.",
        "A further three inmates died.",
        "An additional seven residents were killed.",
        "Three others were killed.",
        "Three other soldiers were killed.",
        "Italy reports 41 new deaths",
    ],
)
def test_victims_on_top_of_others_are_an_increment(text: str) -> None:
    """Words that add, right at the count, make an increment."""
    assert [mention.increment for mention in read(text)] == [True]


@pytest.mark.parametrize(
    "text",
    [
        "Two soldiers were killed.",
        "More than 30 soldiers were killed.",
        "30 or more soldiers were killed.",
        "No more than 30 soldiers were killed.",
        "12 new recruits were killed.",
        "Another bomb killed 12 people.",
        "The death toll rises to 30.",
        "A teacher was killed. Three others were wounded.",
    ],
)
def test_bounds_tolls_and_others_of_the_same_text_are_no_increment(text: str) -> None:
    """`More than` is a bound, a toll is a total, and others beside those told of before belong to them."""
    assert not any(mention.increment for mention in read(text))
