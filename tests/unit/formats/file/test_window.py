"""A window of story time: how it is written, where it ends, and what is none."""

from zoneinfo import ZoneInfo

import pytest

from replay.errors import UsageError
from replay.formats.file.sidecar import Sidecar
from replay.formats.file.window import Window
from tests.unit.formats.conftest import complaint, open_text


@pytest.mark.parametrize(
    ("text", "zone", "begin", "end"),
    [
        ("2020-03-05", "UTC", "2020-03-05T00:00:00", "2020-03-06T00:00:00"),
        ("2020-03-05", "Europe/Moscow", "2020-03-04T21:00:00", "2020-03-05T21:00:00"),
        ("2020-03-29", "Europe/Paris", "2020-03-28T23:00:00", "2020-03-29T22:00:00"),
        ("2020-03-05/2020-03-06", "UTC", "2020-03-05T00:00:00", "2020-03-07T00:00:00"),
        ("2020-03-05T10:00:00+03:00/2020-03-05T08:00:00Z", "Asia/Tokyo", "2020-03-05T07:00:00", "2020-03-05T08:00:00"),
        ("2020-03-05/2020-03-05T08:00:00Z", "UTC", "2020-03-05T00:00:00", "2020-03-05T08:00:00"),
        ("2020-03-05T08:00:00Z/2020-03-05", "UTC", "2020-03-05T08:00:00", "2020-03-06T00:00:00"),
    ],
)
def test_window_ends_at_the_midnights_of_its_zone(text: str, zone: str, begin: str, end: str) -> None:
    """A day is included whole, 23 hours of it where clocks change; an instant at the end is not included."""
    bounds = Window.parse(text).bounds(ZoneInfo(zone))
    assert [each.isoformat() for each in bounds] == [f"{begin}+00:00", f"{end}+00:00"]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("2020-03-06/2020-03-05", "ends before it begins"),
        ("2020-03-05T10:00:00Z/2020-03-05T10:00:00Z", "ends before it begins"),
        ("2020-03-05T10:00:00Z", "is one instant"),
        ("2020-03-05T10:00:00/2020-03-06", "has no offset from UTC"),
        ("2020-02-30", "there is no day"),
        ("today", "is no date and time"),
        ("", "is no date and time"),
        ("9999-12-31", "leaves the calendar"),
    ],
)
def test_what_is_no_window_is_told(text: str, problem: str) -> None:
    """Each with how a window is written."""
    with pytest.raises(
        UsageError, match=f"^--set 'window': .*{problem}.*; write a day, 2015-09-12, or FROM/TO of days"
    ):
        Sidecar().overridden({"window": text})


def test_rows_at_the_edges_are_in_or_out() -> None:
    """The first instant is in, the last one is out; what is out is counted and listed with its time."""
    times = ("04T20:59:59.999999Z", "04T21:00:00Z", "05T20:59:59.999999Z", "05T21:00:00Z")
    text = "".join(f'{{"text":"A","time":"2020-03-{time}"}}\n' for time in times)
    stream = open_text("x.jsonl", text, "Europe/Moscow", window="2020-03-05")
    assert [update.id for update in stream.updates] == ["0000-1", "2359-1"]
    assert [(aside.place, aside.time and f"{aside.time:%d %H:%M}") for aside in stream.set_aside] == [
        (1, "04 20:59"),
        (4, "05 21:00"),
    ]


def test_declared_start_and_end_stay_in_the_window() -> None:
    """What a stream file says of before and behind the window is not played either."""
    start, end = "2020-03-04T10:00:00Z", "2020-03-07T10:00:00Z"
    update = '{"id":"a","stream":"x","seq":1,"time":"2020-03-05T10:00:00Z"}'
    text = "\n".join(
        [
            f'{{"type":"stream","stream":"x","start":"{start}"}}',
            f'{{"type":"update","data":{update}}}',
            f'{{"type":"clock","time":"{end}"}}',
        ]
    )
    stream = open_text("x.jsonl", text)
    assert (f"{stream.start:%d %H:%M}", f"{stream.end:%d %H:%M}") == ("04 10:00", "07 10:00")
    stream = open_text("x.jsonl", text, window="2020-03-05")
    assert (f"{stream.start:%d %H:%M}", f"{stream.end:%d %H:%M}") == ("05 00:00", "06 00:00")


def test_edit_of_what_is_outside_the_window_is_new() -> None:
    """Nothing was there that it could have changed."""
    rows = [f'{{"id":"a","time":"2020-03-0{day}T10:00:00Z","text":"{day}"}}\n' for day in (4, 5)]
    [update] = open_text("x.jsonl", "".join(rows), window="2020-03-05").updates
    assert (update.rev, update.on, update.headline) == (1, "published", "5")


def test_window_without_any_row_is_told() -> None:
    """With how many are outside; a window of the year 1 has no midnight in the east."""
    row = '{"text":"A","time":"2020-03-05T10:00:00Z"}\n'
    told = complaint("x.jsonl", row * 3, window="2020-03-06")
    assert told == "x.jsonl: holds no update; set aside: outside of the window (3)"
    assert complaint("x.jsonl", row, "Asia/Tokyo", window="0001-01-01") == "x.jsonl: window leaves the calendar"


def test_set_aside_rows_are_listed_up_to_a_thousand() -> None:
    """All are counted, so that the list cannot be taken for the whole."""
    rows = [f'{{"text":"A","time":"2020-03-0{day}T10:00:00Z"}}\n' for day in (5, 6)]
    stream = open_text("x.jsonl", rows[0] + rows[1] * 1200, window="2020-03-05")
    assert (len(stream.set_aside), stream.set_aside_count) == (1000, 1200)


_WRITE = "write a day, 2015-09-12, or FROM/TO of days or RFC 3339 times"


@pytest.mark.parametrize(
    ("window", "message"),
    [
        ("2020-02-30", f"there is no day '2020-02-30'; {_WRITE}"),
        (
            "2020-03-05T10:00/2020-03-06",
            f"'2020-03-05 10:00:00' has no offset from UTC; {_WRITE} with an offset",
        ),
    ],
)
def test_advice_on_a_window_is_one(window: str, message: str) -> None:
    """Not that for times of rows, which --timezone would help."""
    with pytest.raises(UsageError) as caught:
        Sidecar().overridden({"window": window})
    assert str(caught.value) == f"--set 'window': {message}"
