"""The ways in which a live blog writes its clock times, and the abbreviations that it puts behind them."""

from collections.abc import Callable

import pytest

from replay.errors import StreamError
from replay.formats import parse_stream
from replay.formats.file.source import Source
from replay.model import Stream
from replay.zones import zone_named

OpenDay = Callable[..., Stream]


def told(day: Stream) -> list[tuple[str, str]]:
    """Return time (UTC) and headline of each update."""
    return [(f"{update.time:%d %H:%M}", update.headline) for update in day.updates]


def read(clock: str, zone: str | None = "Europe/London") -> Stream:
    """Return a live blog of 6 July 2020 with one update at *clock*."""
    text = f"date 2020-07-06 Day\n-\n{clock}\nA"
    return parse_stream(Source.of_bytes("day.txt", text.encode(), zone_named(zone) if zone else None))


def test_halves_of_the_day_are_counted_from_twelve(open_day: OpenDay) -> None:
    """12 a.m. is midnight, 12 p.m. noon, and midnight rolls the date."""
    assert told(open_day("liveblog/halves.txt")) == [
        ("05 09:05", "Morning"),
        ("05 12:30", "Past noon"),
        ("05 23:59", "Before midnight"),
        ("06 00:05", "Past midnight"),
    ]


def test_abbreviation_of_the_named_zone_is_taken_and_greenwich_always(open_day: OpenDay) -> None:
    """In London's summer 09:15 GMT is 10:15 on the clock."""
    assert told(open_day("liveblog/british.txt", "Europe/London")) == [
        ("06 09:10", "Without"),
        ("06 09:15", "By Greenwich"),
        ("06 09:21", "With the abbreviation"),
    ]


def test_abbreviation_says_which_of_two_times_is_meant(open_day: OpenDay) -> None:
    """When the clocks go back 01:20 comes twice, and nothing is assumed where the page says which."""
    day = open_day("liveblog/autumn.txt", "Europe/London")
    assert told(day) == [
        ("25 00:20", "Twenty past one"),
        ("25 00:40", "Twenty to two"),
        ("25 01:20", "Twenty past one again"),
    ]
    assert day.inferred == ()


def test_hours_may_be_parted_by_an_h(open_day: OpenDay) -> None:
    """17h23 is a time; a number with a point on a line of its own is none."""
    day = open_day("liveblog/french.txt", "Europe/Paris")
    assert told(day) == [("05 08:05", "Début"), ("05 16:23", "Cessez-le-feu")]
    assert day.updates[1].body.endswith("3.14")


def test_abbreviation_without_a_named_zone_is_refused_with_its_line(open_day: OpenDay) -> None:
    """The message names zones that could be meant."""
    with pytest.raises(StreamError, match=r"eastern\.txt:3: 'EST' is an abbreviation.*: America/New_York, America/Jam"):
        open_day("liveblog/eastern.txt")


@pytest.mark.parametrize(
    ("clock", "utc"),
    [
        ("9:05", "08:05"),
        ("09:05", "08:05"),
        ("9.05am", "08:05"),
        ("9.05 AM", "08:05"),
        ("9:05 a.m.", "08:05"),
        ("9:05p.m", "20:05"),
        ("12:05am", "23:05"),
        ("12.05pm", "11:05"),
        ("9h05", "08:05"),
        ("9H05", "08:05"),
        ("9.05 BST", "08:05"),
        ("9.05pm BST", "20:05"),
        ("9:05 GMT", "09:05"),
        ("9:05 UTC", "09:05"),
    ],
)
def test_clock_time_is_read_in_each_spelling(clock: str, utc: str) -> None:
    """Points, colons and h, halves of the day, and abbreviations go together."""
    assert f"{read(clock).start:%H:%M}" == utc


@pytest.mark.parametrize(
    ("clock", "message"),
    [
        ("13.05pm", "'13.05pm' is not a time of day; write 00:00 to 23:59"),
        ("0:05am", "'0:05am' is not a time of day; write 00:00 to 23:59"),
        ("9.05", "a block begins with its time, not with '9.05'; write HH:MM on a line of its own above it"),
        ("9:05 Live", "a block begins with its time, not with '9:05 Live'; write HH:MM on a line of its own above it"),
        ("9:05 MSK", "'MSK' does not fit: Europe/London had BST on 2020-07-06; name its time zone with --timezone: E"),
    ],
)
def test_clock_time_that_is_none_is_told_with_its_line(clock: str, message: str) -> None:
    """What looks like a time and is not is refused, not read as a headline."""
    with pytest.raises(StreamError) as caught:
        read(clock)
    assert str(caught.value).startswith(f"day.txt:3: {message}")


@pytest.mark.parametrize(("clock", "assumed"), [("9:05 GMT", 0), ("9:05", 1)])
def test_zone_that_nobody_named_is_told_where_it_is_needed(clock: str, assumed: int) -> None:
    """Times that all say Greenwich need no zone, and nothing is assumed."""
    assert len(read(clock, None).inferred) == assumed


def test_live_blog_is_recognised_by_a_block_with_any_spelling_of_a_time() -> None:
    """Without a date line the message asks for one, instead of for another format."""
    with pytest.raises(StreamError, match="a live blog begins with its date"):
        parse_stream(Source.of_bytes("day.txt", b"Title\n-\n10.21am BST\nA"))
