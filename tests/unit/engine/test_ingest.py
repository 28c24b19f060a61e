"""Ingest: what is released when, what is late, what is set aside."""

from datetime import UTC, datetime, timedelta

from replay.engine.ingest import Ingest
from replay.language.ruleset import StreamSettings
from replay.model import Update

START = datetime(2020, 3, 5, 10, tzinfo=UTC)


def at(second: int) -> datetime:
    """Return the instant some seconds after the start."""
    return START + timedelta(seconds=second)


def update_at(second: int, stream: str = "x", seq: int = 1) -> Update:
    """Return an update."""
    return Update(id=f"{stream}{second}", stream=stream, seq=seq, time=at(second))


def ingest_of(*streams: str, max_lateness_s: int = 0, max_ahead_s: int = 300) -> Ingest:
    """Return one with its streams open."""
    settings = StreamSettings(timedelta(seconds=max_lateness_s), "drop", timedelta(seconds=max_ahead_s))
    ingest = Ingest(settings)
    for stream in streams:
        ingest.open(stream)
    return ingest


def ids(ingest: Ingest) -> list[str]:
    """Return what is released."""
    return [update.id for update in ingest.release().updates]


def test_update_waits_for_the_lateness_to_pass() -> None:
    """Nothing is released while something earlier may still come; then by time."""
    ingest = ingest_of("x", max_lateness_s=10)
    assert ingest.arrive(update_at(5), at(6)) == "held"
    assert ingest.arrive(update_at(3), at(7)) == "held"
    ingest.tick(at(15))
    assert ids(ingest) == ["x3"]
    ingest.tick(at(16))
    assert ids(ingest) == ["x5"]


def test_update_of_the_instant_that_a_tick_reaches_is_in_time() -> None:
    """A clock never says t while updates of time t are outstanding."""
    ingest = ingest_of("x")
    ingest.tick(at(5))
    ingest.release()
    assert ingest.arrive(update_at(5), at(5)) == "held"
    assert ingest.arrive(update_at(4), at(5)) == "late"
    assert ingest.late == 1


def test_update_too_far_ahead_is_set_aside() -> None:
    """It moves nothing, and is counted."""
    ingest = ingest_of("x", max_ahead_s=60)
    assert ingest.arrive(update_at(61), at(0)) == "quarantined"
    assert ingest.arrive(update_at(60), at(0)) == "held"
    assert ingest.quarantined == 1


def test_slowest_stream_holds_the_others_until_it_ends() -> None:
    """Progress is the least over the streams; a stream that ended is not asked any more."""
    ingest = ingest_of("x", "y")
    ingest.arrive(update_at(1, "x"), at(9))
    ingest.arrive(update_at(2, "y"), at(9))
    ingest.clock("x", at(9))
    assert ingest.release().progress is None
    ingest.clock("y", at(1))
    assert ids(ingest) == ["x1"]
    ingest.close("y", at(2))
    assert ids(ingest) == ["y2"]
    ingest.close("x", at(9))
    assert ingest.release().progress == at(9)


def test_equal_times_are_released_by_stream_and_seq() -> None:
    """The release place is (time, stream, seq)."""
    ingest = ingest_of("x", "y")
    for each in (update_at(1, "y", 2), update_at(1, "x", 7), update_at(1, "y", 1)):
        ingest.arrive(each, at(1))
    ingest.tick(at(3))
    assert [(update.stream, update.seq) for update in ingest.release().updates] == [("x", 7), ("y", 1), ("y", 2)]


def test_clock_never_goes_back() -> None:
    """An earlier clock changes nothing."""
    ingest = ingest_of("x")
    ingest.clock("x", at(9))
    ingest.clock("x", at(3))
    assert ingest.release().progress == at(9)
