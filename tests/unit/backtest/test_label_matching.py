"""Labels get one item each, as many of them as can be."""

from collections.abc import Iterator

from hypothesis import given
from hypothesis import strategies as st

from replay.backtest.label_matching import Matching

OFFERS = st.lists(st.lists(st.integers(0, 4), max_size=4, unique=True), max_size=5)
"""For each item the labels that it may have."""


def most(offers: list[list[int]], taken: frozenset[int] = frozenset()) -> int:
    """Return how many items can have a label each, by trying every way to give the labels away."""
    if not offers:
        return 0
    first, *others = offers
    return max(most(others, taken), *(1 + most(others, taken | {label}) for label in first if label not in taken), 0)


def matched(offers: list[list[int]]) -> tuple[list[int], dict[int, int]]:
    """Return the items that found a label, and which item each label has in the end."""
    matching: Matching[int, int] = Matching()
    found = [item for item, fitting in enumerate(offers) if matching.offer(item, fitting)]
    return found, matching.found


@given(OFFERS)
def test_matching_is_one_to_one_and_as_large_as_brute_force_makes_it(offers: list[list[int]]) -> None:
    """Each label has an item that may have it, no item has two, and no way to match gives more."""
    found, items = matched(offers)
    assert sorted(items.values()) == found
    assert all(label in offers[item] for label, item in items.items())
    assert len(found) == most(offers)


@given(OFFERS)
def test_item_finds_a_label_wherever_those_before_it_leave_room(offers: list[list[int]]) -> None:
    """It is refused only where no matching of those that were found has a place for it, so that the earliest win."""
    found, _ = matched(offers)
    kept: list[list[int]] = []
    for item, fitting in enumerate(offers):
        room = most([*kept, fitting]) > len(kept)
        assert (item in found) == room
        kept += [fitting] if room else []


def test_first_label_is_taken_where_it_is_free() -> None:
    """The order in which labels are given is that in which they are wanted."""
    assert matched([[3, 1], [1, 3]])[1] == {3: 0, 1: 1}


def test_label_is_handed_on_along_a_chain() -> None:
    """Three items move, so that a fourth finds a place."""
    assert matched([[0, 1], [1, 2], [2, 3], [0]])[1] == {1: 0, 2: 1, 3: 2, 0: 3}


def test_labels_that_nobody_can_get_are_not_searched_again() -> None:
    """A refused item costs one look at its own labels, however many others there were: alerts of a noisy rule."""

    class Read(list[int]):
        times = 0

        def __iter__(self) -> Iterator[int]:
            Read.times += 1
            return super().__iter__()

    matching: Matching[int, int] = Matching()
    assert all(matching.offer(item, Read(range(10))) for item in range(10))
    assert not any(matching.offer(item, Read(range(10))) for item in range(10, 1000))
    assert Read.times == 10 + 10 + 990
