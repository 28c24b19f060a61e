"""What a window holds of updates that come again."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

import pytest

from replay.engine.decide.conclusion import Input
from replay.engine.decide.items import Item, Items
from replay.engine.fact import Match

START = datetime(2020, 3, 5, tzinfo=UTC)


def given(name: str, minute: int, *, is_new: bool = False) -> Input:
    """Return an update as an input."""
    time = START + timedelta(minutes=minute)
    match = Match(identity=("x", name), time=time, trigger=None, updates=((minute, ("x", name)),))
    return Input(match, is_new=is_new)


def items_of(*updates: tuple[str, int]) -> Items:
    """Return items, added in their order."""
    items = Items()
    for each in updates:
        items.add(given(*each))
    return items


def names(items: Iterable[Item]) -> list[str]:
    """Return what is held, or left."""
    return [str(each.identity[1]) for each in items]


def test_item_takes_the_place_of_an_earlier_one_of_its_identity() -> None:
    """It stands where it came last, and leaves with its own time."""
    items = items_of(("a", 0), ("b", 1), ("a", 2))
    assert (names(items), items.size, items.oldest) == (["b", "a"], 2, START + timedelta(minutes=1))
    assert [names(items.leave(START + timedelta(minutes=minute))) for minute in range(3)] == [[], ["b"], ["a"]]
    assert (items.size, items.oldest) == (0, None)


def test_add_returns_the_item_whose_place_is_taken() -> None:
    """Whoever counts values takes back those of the other."""
    items = items_of(("a", 0))
    replaced = items.add(given("a", 1))
    assert replaced is not None
    assert replaced.time == START
    assert items.add(given("b", 1)) is None


def test_newest_are_the_last_ones_oldest_first() -> None:
    """An item that came again is among them."""
    assert names(items_of(("a", 0), ("b", 1), ("c", 2), ("a", 3)).newest(2)) == ["c", "a"]


def test_one_update_that_comes_again_and_again_takes_the_room_of_few() -> None:
    """A score that is corrected every minute fills no window."""
    items = items_of(*[("a", minute) for minute in range(100)])
    assert len(items.queue) <= 2
    assert names(items.leave(START + timedelta(minutes=99))) == ["a"]


def test_new_items_are_looked_for_by_no_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of an update that no rule remembers nothing is in the window, unless that is longer than the memory."""
    monkeypatch.setattr("replay.engine.decide.items.REMEMBERED_MAX", 3)
    items = Items()
    assert [items.add(given(name, minute, is_new=True)) for minute, name in enumerate("abc")] == [None] * 3
    replaced = items.add(given("a", 3, is_new=True))
    assert replaced is not None
    assert replaced.time == START
    assert names(items) == ["b", "c", "a"]
    assert items.add(given("b", 4)) is not None
    assert (names(items), items.oldest) == (["c", "a", "b"], START + timedelta(minutes=2))


def test_items_of_one_instant_are_told_apart_by_their_identity() -> None:
    """An update that comes again takes its own place, not that of one beside it."""
    items = items_of(("a", 0), ("b", 0), ("c", 0), ("b", 1))
    assert names(items) == ["a", "c", "b"]
    assert names(items.leave(START)) == ["a", "c"]
    assert names(items) == ["b"]
