"""When rules are woken, and what they can know of the streams at a moment."""

from datetime import UTC, datetime, timedelta

from replay.engine.decide.conclusion import Phase
from replay.engine.decide.timers import Streams, Timers
from replay.model import Update

START = datetime(2020, 3, 5, tzinfo=UTC)


def at(minute: int) -> datetime:
    """Return an instant."""
    return START + timedelta(minutes=minute)


def update(stream: str, minute: int) -> Update:
    """Return an update."""
    return Update(id=f"{stream}{minute}", stream=stream, seq=1, time=at(minute))


def last(streams: Streams, stream: str | None, minute: int) -> str | None:
    """Return the id of the last update before the deadlines of a minute."""
    found = streams.last_seen(stream, at(minute))
    return None if found is None else found.id


def test_last_seen_in_a_block_is_the_last_before_the_instant_that_is_asked_for() -> None:
    """A rule goes through the block alone, when all of it is known: what comes at a deadline or later is not yet."""
    streams = Streams()
    streams.see([update("a", 0), update("b", 1)])
    streams.leave()
    streams.see([update("a", 2), update("b", 3), update("b", 4), update("a", 5)])
    assert [last(streams, None, minute) for minute in (2, 3, 4, 5, 6)] == ["b1", "a2", "b3", "b4", "a5"]
    assert [last(streams, "a", minute) for minute in (2, 3, 5, 6)] == ["a0", "a2", "a2", "a5"]
    assert last(streams, "c", 9) is None
    streams.leave()
    assert [last(streams, stream, 2) for stream in (None, "a", "b")] == ["a5", "a5", "b4"]


def test_due_is_by_instant_phase_and_key_and_each_once() -> None:
    """A wish that stands twice is one; what is due at the moment itself is left."""
    timers = Timers("r", Streams())
    for minute, phase, key in (
        (1, Phase.FALLING, "a"),
        (1, Phase.DEADLINES, "b"),
        (1, Phase.DEADLINES, "a"),
        (1, Phase.DEADLINES, "b"),
        (0, Phase.FALLING, "c"),
        (2, Phase.DEADLINES, "a"),
    ):
        timers.wake(at(minute), phase, (key,))
    due = [(moment[:2], key) for moment, key in timers.due((at(1), Phase.UPDATES, 7))]
    assert due == [
        ((at(0), Phase.FALLING), ("c",)),
        ((at(1), Phase.DEADLINES), ("a",)),
        ((at(1), Phase.DEADLINES), ("b",)),
    ]
    assert [key for _, key in timers.due((at(1), Phase.OVER, 0))] == [("a",)]
    assert timers.wishes
