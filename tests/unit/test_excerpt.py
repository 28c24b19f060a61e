"""What is shown around a match."""

import pytest

from replay.excerpt import merged, parted, surroundings

TEXT = "one two three four five"


def test_merged_places_that_overlap_are_one() -> None:
    """They come in order; places that only touch stay two."""
    assert merged([(8, 13), (0, 3), (2, 5), (13, 15)]) == [(0, 5), (8, 13), (13, 15)]


@pytest.mark.parametrize(
    ("around", "shown"), [(0, "three"), (3, "three"), (4, "three"), (5, "two three"), (6, "two three four"), (99, TEXT)]
)
def test_surroundings_are_whole_words(around: int, shown: str) -> None:
    """A word that would be cut is left out."""
    start, end = surroundings(TEXT, (8, 13), around)
    assert TEXT[start:end] == shown


def test_parted_text_has_every_second_part_matched() -> None:
    """What lies outside is left out, and a place that ends behind is cut."""
    assert parted(TEXT, (4, 16), [(0, 3), (8, 13), (14, 18)]) == ("two ", "three", " ", "fo", "")
    assert parted(TEXT, (0, 3), []) == ("one",)
