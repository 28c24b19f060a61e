"""The sequencer: whatever order and however often updates come, they leave once each and in order."""

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from replay.model import Update
from replay.monitor.sequencer import HELD_MAX, Sequencer


def update(seq: int) -> Update:
    """Return an update."""
    return Update(id=f"u-{seq}", stream="day", seq=seq, time=datetime(2020, 3, 5, tzinfo=UTC))


@st.composite
def arrivals(draw: st.DrawFn) -> tuple[int, list[int]]:
    """Draw how many updates there are, and an order in which all arrive, some more than once."""
    count = draw(st.integers(1, 30))
    again = draw(st.lists(st.integers(1, count), max_size=30))
    return count, draw(st.permutations([*range(1, count + 1), *again]))


@given(arrivals())
def test_any_order_with_repeats_is_released_once_and_in_order(case: tuple[int, list[int]]) -> None:
    """Any permutation, with any repeats, gives 1 to n, each once, each the update that came under that number."""
    count, order = case
    sequencer = Sequencer()
    released = [each for seq in order for each in sequencer.offer(seq, update(seq))]
    assert released == [update(seq) for seq in range(1, count + 1)]
    assert (sequencer.released, sequencer.gap()) == (count, None)


@given(st.lists(st.integers(1, 20), max_size=20), st.integers(0, 25))
def test_gap_names_exactly_the_first_missing_stretch(order: list[int], heard: int) -> None:
    """A gap begins at the first that never came, and ends before the next that did, or at the last heard of."""
    sequencer = Sequencer()
    for seq in order:
        sequencer.offer(seq, update(seq))
    sequencer.heard_of(heard)
    missing = [seq for seq in range(1, max([heard, *order]) + 1) if seq not in order]
    if not missing:
        assert sequencer.gap() is None
        return
    last = missing[0]
    while last + 1 in missing:
        last += 1
    assert sequencer.gap() == (missing[0], last)
    assert sequencer.released == missing[0] - 1


@given(arrivals(), st.data())
def test_filling_the_gaps_that_are_named_completes_any_stream(case: tuple[int, list[int]], data: st.DataObject) -> None:
    """Who gives just what `gap` asks for, until it asks for nothing, has every update released."""
    count, order = case
    sequencer = Sequencer()
    lost = data.draw(st.sets(st.integers(1, count)))
    released = [each for seq in order if seq not in lost for each in sequencer.offer(seq, update(seq))]
    sequencer.heard_of(count)
    asked = 0
    while (gap := sequencer.gap()) is not None:
        asked += 1
        assert asked <= count
        for seq in range(gap[0], gap[1] + 1):
            assert seq in lost
            released += sequencer.offer(seq, update(seq))
    assert [each.seq for each in released] == list(range(1, count + 1))


def test_updates_are_held_until_the_gap_is_filled() -> None:
    """What comes early waits, and leaves together with what it waited for."""
    sequencer = Sequencer()
    assert sequencer.offer(3, update(3)) == []
    assert sequencer.offer(2, update(2)) == []
    assert [each.seq for each in sequencer.offer(1, update(1))] == [1, 2, 3]


def test_updates_beyond_the_limit_are_dropped_and_asked_for_later() -> None:
    """What is held is bounded; the dropped rest turns up as a gap of its own once the first is filled."""
    sequencer = Sequencer()
    for seq in range(2, HELD_MAX + 12):
        sequencer.offer(seq, update(seq))
    assert sequencer.gap() == (1, 1)
    assert len(sequencer.offer(1, update(1))) == HELD_MAX + 1
    assert sequencer.gap() == (HELD_MAX + 2, HELD_MAX + 11)


def test_numbers_below_one_are_never_released() -> None:
    """There is no update 0: a number that cannot be moves nothing."""
    sequencer = Sequencer()
    assert [sequencer.offer(seq, update(seq)) for seq in (0, -1)] == [[], []]
    assert (sequencer.released, sequencer.gap()) == (0, None)
