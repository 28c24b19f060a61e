"""Times of rows: instants in a zone, elapsed times, and what is neither."""

import json

import pytest

from tests.unit.formats.conftest import complaint, open_text

ZERO = "2020-03-05T10:00:00Z"
UNIX = "if it counts from 1970, add --set time_zero=1970-01-01T00:00:00Z, and time_unit=ms for milliseconds"


def line(time: object) -> str:
    """Return a row with this time."""
    return json.dumps({"time": time, "text": "A"})


def read(time: object, zone: str | None = "UTC", **settings: str) -> str:
    """Return a row's time, as RFC 3339 in UTC."""
    return open_text("x.jsonl", line(time), zone, **settings).updates[0].time.isoformat().replace("+00:00", "Z")


@pytest.mark.parametrize(
    ("time", "unit", "instant"),
    [
        ("000:00:02", "s", "2020-03-05T10:00:02Z"),
        ("1:30:00", "s", "2020-03-05T11:30:00Z"),
        ("2:00:00:00", "s", "2020-03-07T10:00:00Z"),
        ("00:90:75", "s", "2020-03-05T11:31:15Z"),
        ("00:00:00.1234567", "s", "2020-03-05T10:00:00.123456Z"),
        ("100:00:00", "ms", "2020-03-09T14:00:00Z"),
        (90, "s", "2020-03-05T10:01:30Z"),
        ("90.25", "s", "2020-03-05T10:01:30.250000Z"),
        (1500, "ms", "2020-03-05T10:00:01.500000Z"),
        (-1, "s", "2020-03-05T09:59:59Z"),
        (1e3, "s", "2020-03-05T10:16:40Z"),
        (0.1, "s", "2020-03-05T10:00:00.100000Z"),
    ],
)
def test_elapsed_time_counts_from_time_zero(time: object, unit: str, instant: str) -> None:
    """Clocks of hours with days before them or not, and exact numbers of the unit."""
    assert read(time, time_zero=ZERO, time_unit=unit) == instant


@pytest.mark.parametrize(("time", "unit"), [(1583402400.25, "s"), ("1583402400250", "ms"), (1583402400250, "ms")])
def test_unix_time_counts_from_1970(time: object, unit: str) -> None:
    """Seconds or milliseconds, as a number or a text."""
    assert read(time, time_zero="1970-01-01T00:00:00Z", time_unit=unit) == "2020-03-05T10:00:00.250000Z"


@pytest.mark.parametrize(
    "time", ["soon", "1:2:3", "12:30", "NaN", "Infinity", "1_0", "\u0661", True, [1], "1e9999", "1" * 500]
)
def test_what_is_no_elapsed_time_is_told(time: object) -> None:
    """Whatever only looks like a number, or takes forever to be one, is refused with its line."""
    assert "' is no elapsed time; write seconds or HH:MM:SS" in complaint("x.jsonl", line(time), time_zero=ZERO)


@pytest.mark.parametrize("time", [1e300, "1e999", 10**20, -(10**11)])
def test_elapsed_time_beyond_the_calendar_is_told(time: object) -> None:
    """Years 1 to 9999 are all there is."""
    assert complaint("x.jsonl", line(time), time_zero=ZERO) == "x.jsonl:1: the time leaves the calendar"


@pytest.mark.parametrize(
    ("time", "message"),
    [
        (False, f"the time in the field 'time' is no text; {UNIX}"),
        (0, f"the time in the field 'time' is no text; {UNIX}"),
        (1583402400, f"the time in the field 'time' is no text; {UNIX}"),
        ([1], f"the time in the field 'time' is no text; {UNIX}"),
        ("2020-03-05", "'2020-03-05' has no time of day; write it as 2020-03-05T10:21:00+03:00"),
        ("2020-02-30 10:00", "'2020-02-30 10:00' does not exist"),
        ("now", "'now' is no date and time; write it as 2020-03-05T10:21:00+03:00"),
        (
            "2020-03-05 10:00 CST",
            "'CST' does not fit: UTC had UTC on 2020-03-05; name its time zone with --timezone: Am",
        ),
    ],
)
def test_time_that_tells_no_instant_is_told(time: object, message: str) -> None:
    """With the line, and what to write or set."""
    assert complaint("x.jsonl", line(time)).startswith(f"x.jsonl:1: {message}")


def test_abbreviation_without_a_zone_is_refused_with_candidates() -> None:
    """CST is time in three places; none is guessed."""
    told = complaint("x.jsonl", line("2020-03-05 10:00 CST"), None)
    zones = "America/Chicago, Asia/Shanghai, America/Havana"
    hint = f"name its time zone with --timezone: {zones}"
    assert told == f"x.jsonl:1: 'CST' is an abbreviation, not a time zone; {hint}"


def test_abbreviation_that_the_zone_shows_is_taken() -> None:
    """It also says which of two repeated times is meant."""
    assert read("2020-03-05 10:00 CST", "America/Chicago") == "2020-03-05T16:00:00Z"
    assert read("2020-11-01 01:30 CST", "America/Chicago") == "2020-11-01T07:30:00Z"


def test_times_without_offset_are_counted_where_nobody_names_a_zone() -> None:
    """They are in UTC, and the stream says so, with how many."""
    text = "\n".join(map(line, ("2020-03-05T10:00:00Z", "2020-03-05T10:01:00", "2020-03-05 10:02")))
    stream = open_text("x.jsonl", text, None)
    assert [f"{update.time:%H:%M}" for update in stream.updates] == ["10:00", "10:01", "10:02"]
    assert stream.inferred[-1] == (
        "Times without an offset are in UTC: neither a sidecar nor --timezone names a time zone: 2, first on line 2."
    )


@pytest.mark.parametrize("extra", ["", ',"id":"a"'])
def test_time_outside_the_calendar_of_its_zone_is_told(extra: str) -> None:
    """An instant of the year 1 has no clock time west of Greenwich."""
    text = f'{{"time":"0001-01-01T00:00:00Z","text":"A"{extra}}}'
    told = complaint("x.jsonl", text, "America/New_York")
    assert told == "x.jsonl:1: the time leaves the calendar in America/New_York"


@pytest.mark.parametrize("time", ["1583403660", "1583403660123", "-1583403660.5"])
def test_number_as_a_text_is_told_as_a_number_is(time: str) -> None:
    """In a table every value is a text."""
    told = complaint("x.csv", f"time,text\n{time},A\n")
    assert told == f"x.csv:2: the time in the field 'time' is a number; {UNIX}"
