"""How long things take, in words."""

from dataclasses import replace
from datetime import timedelta

import pytest

from replay.cli.parts.describe import duration_text, playing_time, stream_text
from replay.clock import Speed
from replay.formats import open_stream
from replay.language.times import parse_duration


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "0 s"), (0.0004, "0 ms"), (0.25, "250 ms"), (0.9996, "1 s"), (2.5, "2.5 s"), (9.96, "10 s"), (46, "46 s"),
        (59.7, "1 min"), (424, "7 min 4 s"), (3599, "59 min 59 s"), (3600, "1 h"), (25440, "7 h 4 min"),
        (86399, "1 d"), (90000, "1 d 1 h"), (timedelta(days=400, minutes=31), "400 d 1 h"),
    ],
)  # fmt: skip
def test_duration_text_has_two_units_at_most(seconds: timedelta | float, text: str) -> None:
    """A duration is rounded to its second unit, and never to 60 of one."""
    assert duration_text(seconds) == text


def test_playing_time_is_exact_at_any_speed() -> None:
    """A speed that no decimal number is still gives the exact time; as fast as it goes counts as none."""
    stream = open_stream("idlib")
    assert playing_time(stream, speed=Speed.parse("1/3")) == timedelta(seconds=3 * 25440)
    assert playing_time(stream, speed=Speed.parse("60"), max_gap=timedelta(seconds=5)) == timedelta(seconds=46)
    assert playing_time(stream, speed=Speed.parse("max")) == timedelta(0)


def test_playing_time_has_the_silence_before_the_first_update_and_behind_the_last() -> None:
    """A watch hears nothing at first, and in the end; the player waits as long, or as the longest gap may be."""
    stream = open_stream("idlib")
    watched = replace(stream, opened=stream.start - timedelta(minutes=10), closed=stream.end + timedelta(minutes=20))
    assert playing_time(watched, speed=Speed.parse("60")) == timedelta(seconds=424 + 10 + 20)
    assert playing_time(watched, speed=Speed.parse("60"), max_gap=timedelta(seconds=5)) == timedelta(seconds=46 + 2 * 5)


def test_stream_text_says_speed_and_gap_as_they_are_typed() -> None:
    """The line before a run repeats the options in the user's own words."""
    stream = open_stream("idlib")
    told = "16 updates, 7 h 4 min of story"
    assert stream_text(stream, speed=Speed.parse("max")) == f"{told}, as fast as it goes"
    assert stream_text(stream, speed=Speed.parse("0.5")) == f"{told}, 14 h 8 min at speed 0.5"
    for typed in ("500ms", "5s", "90s", "2m", "2h"):
        told = stream_text(stream, speed=Speed.parse("60"), max_gap=parse_duration(typed))
        assert told.endswith(f" with --max-gap {typed})")
